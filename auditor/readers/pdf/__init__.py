"""A PDF as a document: words out of characters, tables and text out of words."""

from auditor.readers.pdf.read import read_pdf

__all__ = ["read_pdf"]
