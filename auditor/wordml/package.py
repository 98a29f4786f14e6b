"""The parts of a Word file: a zip of XML, read with bounds and with nothing in it followed.

Only stored and deflated parts that are named by the relationships of the document are opened; a DOCTYPE is refused.
"""

import io
import posixpath
import re
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

# An element of xml.etree or of lxml: reading uses the one, marking the other.
Element = Any

MAX_PART = 64_000_000
# about as many tags as 5,000 pages have
MAX_TAGS = 3_000_000
MAX_PARAGRAPHS = 300_000
# XML of long tables is packed 100 times; a bomb 1,000 times
_MAX_RATIO, _SMALL = 400, 5_000_000
MAX_DEPTH = 60

_TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Unreadable(Exception):  # noqa: N818  what it says is for the user
    """A file or part that cannot be read; `code` and `detail` are those of a Problem."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class _Names(dict[Any, str]):
    """What elements are called, by their full tag: `p`, `m:t`, `mc:Choice`; the empty string for all others."""

    def __missing__(self, tag: Any) -> str:
        found = ""
        if isinstance(tag, str) and tag.startswith("{"):
            namespace, _, local = tag[1:].partition("}")
            if namespace in (_TRANSITIONAL, _STRICT):
                found = local
            elif namespace in _MATH:
                found = "m:" + local
            elif namespace == _COMPATIBILITY:
                found = "mc:" + local
        self[tag] = found
        return found


NAMES = _Names()


def attribute(element: Element, name: str) -> str | None:
    """An attribute in the namespace of WordprocessingML, transitional or strict."""
    found: str | None = element.get(f"{{{_TRANSITIONAL}}}{name}")
    return found if found is not None else element.get(f"{{{_STRICT}}}{name}")


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    if element is not None:
        for one in element:
            if NAMES[one.tag] == name:
                return one
    return None


def value(element: Element | None, name: str) -> str | None:
    """The `w:val` of the first child of that name; "" for a child without one."""
    found = child(element, name)
    return None if found is None else attribute(found, "val") or ""


def switched_on(element: Element | None, name: str) -> bool | None:
    """Whether a property that is on or off is on; None where it is not told."""
    told = value(element, name)
    return None if told is None else told not in ("0", "false", "off")


def whole_number(text: str | None, otherwise: int = 0) -> int:
    """A number of an attribute, within what any document holds."""
    if text is None or not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        return otherwise
    return int(text)


def parse(data: bytes) -> Element:
    """The root of an XML part. Raises Unreadable for what is no XML, has a DOCTYPE or too many tags."""
    screened = screen(data)
    try:
        return ElementTree.fromstring(screened)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unreadable("damaged") from error


def screen(data: bytes) -> bytes:
    """An XML part as UTF-8 without a byte order mark, so that a DOCTYPE, which is refused, cannot hide."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        try:
            wide = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le")
        except UnicodeDecodeError as error:
            raise Unreadable("damaged") from error
        data = re.sub(r"^\ufeff?<\?xml[^>]*\?>", "", wide).encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable("damaged")
    if data.count(b"<") > MAX_TAGS:
        raise Unreadable("too-large", f"{-(-len(data) // 1_000_000)} MB")
    return data


class Package:
    """A zip opened for reading. `main` is the name of its main part, `related` the parts that this one names."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._known = {info.filename: info for info in self._archive.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise Unreadable("damaged") from error
        self.main = self._main()
        self.related = self.relationships(self.main)

    def names(self) -> list[str]:
        return list(self._known)

    def entries(self) -> list[zipfile.ZipInfo]:
        """The entries of the zip in the order of its directory."""
        return self._archive.infolist()

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises Unreadable where it is missing, damaged, locked or larger than any text."""
        info = self._known.get(name)
        if info is None:
            raise Unreadable("damaged")
        if info.flag_bits & 1:
            raise Unreadable("encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("damaged")
        packed = max(info.compress_size, 1)
        if info.file_size > MAX_PART or (info.file_size > _SMALL and info.file_size > packed * _MAX_RATIO):
            raise Unreadable("too-large", f"{-(-info.file_size // 1_000_000)} MB")
        try:
            with self._archive.open(info) as file:
                data = file.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError) as error:
            raise Unreadable("damaged") from error
        if len(data) > MAX_PART:
            raise Unreadable("too-large", f"{-(-len(data) // 1_000_000)} MB")
        return data

    def xml(self, name: str) -> Element:
        return parse(self.read(name))

    def relationships(self, name: str) -> list[tuple[str, str, str]]:
        """What a part names inside the file: the last word of the type, the part, and the id."""
        folder, base = posixpath.split(name)
        try:
            root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        except Unreadable:
            return []
        found = []
        for one in root.iter(f"{{{_PACKAGE_RELATIONSHIPS}}}Relationship"):
            if one.get("TargetMode") == "External":
                continue
            target = one.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append(((one.get("Type") or "").rpartition("/")[2], path, one.get("Id") or ""))
        return found

    def parts(self, kind: str) -> list[str]:
        """The parts of one kind that the main part names (styles, footnotes, header ...), each once, in order."""
        found = dict.fromkeys(path for one, path, _ in self.related if one == kind)
        return [path for path in found if path in self._known]

    def optional(self, kind: str) -> tuple[Element | None, list[str]]:
        """The root of the first part of a kind that can be read, and the names of those that cannot."""
        lost: list[str] = []
        for name in self.parts(kind):
            try:
                return self.xml(name), lost
            except Unreadable:
                lost.append(name)
        return None, lost

    def _main(self) -> str:
        for kind, path, _ in self.relationships(""):
            if kind == "officeDocument" and path in self._known:
                return path
        for name in self._known:
            if re.fullmatch(r"word/document\d*\.xml", name):
                return name
        raise Unreadable("damaged")
