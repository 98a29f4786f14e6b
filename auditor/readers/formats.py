"""Which reader a file is for, told by its first bytes and then by its name."""

import hashlib
import importlib
import io
import re
import zipfile

import msgspec

from auditor.model.document import Document, Problem
from auditor.readers.text import MAX_BYTES, file_bytes, megabytes, read_text, shown_path

# a PDF or a workbook is much larger than the text in it
MAX_DOCUMENT = 500_000_000
DELIMITED = (".csv", ".tsv")
_MARKED_UP = (".html", ".htm", ".xhtml")
_MARKDOWN = (".md", ".markdown")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# the reader of each format, and the extra whose packages it needs
_READERS = {
    "pdf": ("auditor.readers.pdf", "read_pdf", "pdf"),
    "docx": ("auditor.readers.docx", "read_docx", None),
    "xlsx": ("auditor.readers.xlsx", "read_xlsx", None),
    "html": ("auditor.readers.html", "read_html", None),
    "markdown": ("auditor.readers.markdown", "read_markdown", None),
}
PACKAGES = {"pdf": ("pypdfium2", "pikepdf"), "excel": ("openpyxl",), "word": ("lxml",)}


def load(path: str, *, ocr: bool = False) -> Document:
    """The document at `path`, or on standard input for "-", whatever its format. What cannot be read is a problem of
    it. `ocr` has the text of a PDF that holds pictures only recognised.
    """
    data = file_bytes(path, MAX_DOCUMENT)
    shown = shown_path(path)
    if isinstance(data, Problem):
        return Document(shown, (), (), problems=(data,))
    document = read(shown, data, ocr=ocr)
    return msgspec.structs.replace(document, digest=hashlib.sha256(data).hexdigest())


def read(path: str, data: bytes, *, ocr: bool = False) -> Document:
    """The document in `data`; `path` names it, and tells the format where the first bytes do not."""
    known = format_of(path, data)
    if isinstance(known, Problem):
        return Document(path, (), (), problems=(known,))
    if known == "delimited":
        from auditor.readers import csv, records

        table = csv.read_csv(path, data)
        # a .tsv without tabs is text
        return records.document(table) if is_delimited(path, table.delimiter) else read_text(path, data)
    if known == "text":
        return read_text(path, data)
    if len(data) > MAX_BYTES and known in ("html", "markdown"):
        return Document(path, (), (), problems=(Problem("too-large", megabytes(len(data)), fatal=True),))
    module, name, extra = _READERS[known]
    try:
        reader = getattr(importlib.import_module(module), name)
        document: Document = reader(path, data, ocr=ocr) if known == "pdf" else reader(path, data)
    except ModuleNotFoundError as error:
        if extra is None or (error.name or "").partition(".")[0] not in PACKAGES[extra]:
            raise
        return Document(path, (), (), problems=(Problem("needs-extra", extra, fatal=True),))
    return document


def is_delimited(path: str, delimiter: str) -> bool:
    """Whether a file called .csv or .tsv holds a table: a .tsv does only with tabs."""
    return delimiter == "\t" or not path.lower().endswith(".tsv")


def format_of(path: str, data: bytes) -> str | Problem:
    """pdf, docx, xlsx, html, markdown, delimited or text; a fatal problem for a format that is not read."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(_OLE):
        # Word and Excel encrypt a file with a password by wrapping it in their old format
        locked = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in data
        return Problem("encrypted" if locked else "old-office", fatal=True)
    name = path.lower()
    if name.endswith(DELIMITED):
        return "delimited"
    if name.endswith(_MARKED_UP) or _HTML.match(data[:4096]):
        return "html"
    return "markdown" if name.endswith(_MARKDOWN) else "text"


def _zipped(data: bytes) -> str | Problem:
    """The format of a zip file, told by what it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return Problem("damaged", fatal=True)
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    if any(name.startswith("xl/workbook") for name in names):
        return "xlsx"
    return Problem("office", fatal=True)
