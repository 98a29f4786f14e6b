"""Markdown: bytes of a file -> Document."""

from auditor.model.document import Document
from auditor.readers.text import read_text


def read_markdown(path: str, data: bytes) -> Document:
    """The lines of a Markdown file, its markup taken off."""
    return read_text(path, data)
