"""Lines of a document to tables, lists and amounts, each figure in all its possible readings."""
