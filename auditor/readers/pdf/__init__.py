"""A PDF as a document: words out of characters, tables and text out of words."""
