"""The comments of a Word document as a part of its file, and the file written anew with some of its parts changed."""

import posixpath
import struct
import zipfile
import zlib
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from auditor.wordml.package import NAMES, Element, Package, Unreadable, attribute, screen

_AUTHOR, _INITIALS = "rkaudit", "rk"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_SIZE = 30
_UTF8, _DESCRIPTOR = 0x800, 0x8


class Comments:
    """The comments of a document, those that it has and those that are added; numbers go on from the highest."""

    def __init__(self, package: Package, document: Element) -> None:
        self._package = package
        self._namespace = document.tag[: document.tag.rfind("}") + 1]
        known = package.parts("comments")
        self._new = not known
        if known:
            self._name = known[0]
            self._root = _tree(package, self._name)
        else:
            self._name = self._free(posixpath.dirname(package.main))
            self._root = etree.Element(self._namespace + "comments", nsmap={"w": self._namespace[1:-1]})
        told = [attribute(one, "id") or "" for one in self._root if NAMES[one.tag] == "comment"]
        self._next = max((int(one) for one in told if one.isdecimal() and len(one) < 10), default=-1) + 1
        self._added = False

    def _free(self, folder: str) -> str:
        names = {name.lower() for name in self._package.names()}
        number = 0
        while (name := posixpath.join(folder, f"comments{number or ''}.xml")).lower() in names:
            number += 1
        return name

    def element(self, name: str, number: int | None = None) -> Element:
        """An element of the document that belongs to the comment with that number."""
        made = etree.Element(self._namespace + name, nsmap={"w": self._namespace[1:-1]})
        if number is not None:
            made.set(self._namespace + "id", str(number))
        return made

    def add(self, text: str) -> int:
        """Adds a comment of some lines and gives its number."""
        number = self._next
        self._next += 1
        self._added = True
        comment = self.element("comment", number)
        comment.set(self._namespace + "author", _AUTHOR)
        comment.set(self._namespace + "initials", _INITIALS)
        for line in text.split("\n"):
            paragraph = etree.SubElement(comment, self._namespace + "p")
            piece = etree.SubElement(etree.SubElement(paragraph, self._namespace + "r"), self._namespace + "t")
            piece.text = line
            piece.set(_SPACE, "preserve")
        self._root.append(comment)
        return number

    def parts(self) -> dict[str, bytes]:
        """The parts of the file that the comments change."""
        if not self._added:
            return {}
        found = {self._name: _bytes(self._root)}
        if self._new:
            types = _tree(self._package, "[Content_Types].xml")
            tag = f"{{{_CONTENT_TYPES}}}Override"
            etree.SubElement(types, tag, PartName="/" + self._name, ContentType=_TYPE)
            found["[Content_Types].xml"] = _bytes(types)
            folder, base = posixpath.split(self._package.main)
            name = posixpath.join(folder, "_rels", base + ".rels")
            found[name] = self._related(name, folder)
        return found

    def _related(self, name: str, folder: str) -> bytes:
        if name in self._package.names():
            root = _tree(self._package, name)
        else:
            root = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS})
        ids = {one.get("Id") for one in root}
        number = 1
        while (own := f"rkaudit{number}") in ids:
            number += 1
        kind = _STRICT_RELATION if "purl.oclc.org" in self._namespace else _RELATION
        target = posixpath.relpath(self._name, folder) if folder else self._name
        etree.SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship", Id=own, Type=kind, Target=target)
        return _bytes(root)


def _tree(package: Package, name: str) -> Any:
    try:
        return etree.fromstring(screen(package.read(name)), _XML)
    except etree.XMLSyntaxError as error:
        raise Unreadable("damaged") from error


def _bytes(root: Any) -> bytes:
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def rewritten(package: Package, data: bytes, changed: dict[str, bytes]) -> bytes:
    """The zip `data` with some parts changed and new ones behind; all others as they are packed there, dates too."""
    out = bytearray()
    directory = bytearray()
    count = 0
    infos = package.entries()
    new = [name for name in changed if name not in {info.filename for info in infos}]
    for info in [*infos, *(zipfile.ZipInfo(name) for name in new)]:
        content = changed.get(info.filename)
        if content is not None:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = packer.compress(content) + packer.flush()
            method, check, size = zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content)
        else:
            packed = _packed(data, info)
            method, check, size = info.compress_type, info.CRC, info.file_size
        flags = info.flag_bits & ~_DESCRIPTOR
        try:
            name = info.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437")
        except UnicodeEncodeError:
            name, flags = info.orig_filename.encode("utf-8", "replace"), flags | _UTF8
        year, month, day, hour, minute, second = info.date_time
        date, time = (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
        common = struct.pack("<HHHHLLLHH", flags, method, time, date, check, len(packed), size, len(name), 0)
        directory += _CENTRAL + struct.pack("<HH", 20, 20) + common
        directory += struct.pack("<HHHLL", 0, 0, info.internal_attr, info.external_attr, len(out)) + name
        out += _LOCAL + struct.pack("<H", 20) + common + name + packed
        count += 1
    end = _END + struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out + directory + end)


def _packed(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry as they stand in the file."""
    at = info.header_offset
    if data[at : at + 4] != _LOCAL:
        raise Unreadable("damaged")
    name, extra = struct.unpack("<HH", data[at + 26 : at + _LOCAL_SIZE])
    start = at + _LOCAL_SIZE + name + extra
    packed = data[start : start + info.compress_size]
    if len(packed) != info.compress_size:
        raise Unreadable("damaged")
    return packed
