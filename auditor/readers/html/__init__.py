"""HTML: bytes of a file -> Document of the lines that a browser shows. Nothing of it is run, fetched or followed."""

import codecs
import re

from auditor.model.document import Document, Problem
from auditor.readers.grids import numbered
from auditor.readers.html.flow import Places
from auditor.readers.html.ixbrl import facts
from auditor.readers.html.tree import read
from auditor.readers.text import decode

_XML = re.compile(r"\s*<\?xml\b")
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{1,40})|<meta[^>]{0,400}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.I,
)
# how far into the file a browser looks (https://html.spec.whatwg.org/multipage/parsing.html)
_HEAD = 4_096
# of the encodings that a file may declare, those of one byte a letter; a wide one shows by its bytes
_KNOWN = re.compile(
    r"(?:iso-?8859|windows-?125|cp-?(?:125|437|850|865)|mac-?roman|macintosh|koi8)[\w-]*$", re.IGNORECASE
)


def read_html(path: str, data: bytes) -> Document:
    """The lines of an HTML file. Each tells the line and columns of the file that it stands in."""
    decoded = _decode(data)
    if isinstance(decoded, Problem):
        return Document(path, (), (), problems=(decoded,))
    text, encoding, problems = decoded
    xml = _XML.match(text) is not None
    places = Places(text)
    reading = read(text, places, xml=xml)
    lines, source = numbered(reading.parts)
    tagged, unread = facts(text, places, lines, xml=xml)
    return Document(path, lines, source, encoding, (*problems, *reading.problems, *unread), facts=tagged)


def _decode(data: bytes) -> tuple[str, str, list[Problem]] | Problem:
    """The text of a file: what is UTF-8 by its bytes is, whatever it declares; else the encoding that it declares."""
    decoded = decode(data)
    declared = _DECLARED.search(data, 0, _HEAD)
    if isinstance(decoded, Problem) or declared is None or decoded[1].startswith("utf"):
        return decoded
    name = (declared[1] or declared[2]).decode("ascii", "replace")
    if not _KNOWN.match(name) or re.match(r"iso-?8859-?1$", name, re.IGNORECASE):
        # browsers read Latin 1 as Windows-1252, as we do without being told
        return decoded
    try:
        return data.decode(name), codecs.lookup(name).name, []
    except (UnicodeDecodeError, LookupError):
        return decoded
