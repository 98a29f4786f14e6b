"""Changes to the XML parts of a workbook by their bytes: all that is not changed stays as the program wrote it."""

import re
from collections.abc import Iterable
from xml.parsers import expat

import msgspec

from auditor.readers.xlsx.package import Unreadable, run

_START = re.compile(rb"<[^\s>/]+(?:\s+[^\s=>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*\?>")


class Element(msgspec.Struct):
    """An element of a part: its name without prefix, the prefix with its colon, and where in the bytes its start tag,
    and itself, begin and end. `depth` is 0 for the root; `inside` the name of the element around it.
    """

    name: str
    prefix: str
    attributes: dict[str, str]
    start: int
    start_end: int
    depth: int
    inside: str
    end: int = 0

    @property
    def empty(self) -> bool:
        """Whether it is written as one tag: `<fills/>`."""
        return self.end == self.start_end


class Part:
    """The bytes of a part, in UTF-8, and the changes to be made to them."""

    def __init__(self, data: bytes, *, wanted: Iterable[str] = (), deepest: int = 2) -> None:
        """Finds the elements down to `deepest`, and those called one of `wanted` wherever they are."""
        self.data = _utf8(data)
        self.elements: list[Element] = []
        self._put: list[tuple[int, bytes]] = []
        self._tags: dict[int, tuple[Element, bytes]] = {}
        self._within: dict[int, tuple[Element, list[str]]] = {}
        self._read(frozenset(wanted), deepest)

    def _read(self, wanted: frozenset[str], deepest: int) -> None:
        stack: list[tuple[str, Element | None]] = []
        parser = expat.ParserCreate()

        def start(tag: str, attributes: dict[str, str]) -> None:
            prefix, _, name = tag.rpartition(":")
            own = None
            if len(stack) <= deepest or name in wanted:
                at = parser.CurrentByteIndex
                match = _START.match(self.data, at)
                if match is None:
                    raise Unreadable("damaged")
                inside = stack[-1][0] if stack else ""
                own = Element(name, prefix + ":" if prefix else "", attributes, at, match.end(), len(stack), inside)
                self.elements.append(own)
            stack.append((name, own))

        def end(_: str) -> None:
            own = stack.pop()[1]
            if own is not None:
                closed = self.data[own.start_end - 2 : own.start_end] == b"/>"
                own.end = own.start_end if closed else self.data.index(b">", parser.CurrentByteIndex) + 1

        def refuse(*_: object) -> None:
            raise Unreadable("damaged")

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = refuse
        run(parser, self.data)
        if not self.elements:
            raise Unreadable("damaged")

    @property
    def root(self) -> Element:
        return self.elements[0]

    def first(self, name: str, inside: str | None = None) -> Element | None:
        """The first element of a name."""
        return next((one for one in self.all(name, inside)), None)

    def all(self, name: str, inside: str | None = None) -> list[Element]:
        """The elements of a name, in order."""
        return [one for one in self.elements if one.name == name and inside in (None, one.inside)]

    def source(self, element: Element) -> bytes:
        """The bytes of an element."""
        return self.data[element.start : element.end]

    def put(self, at: int, text: str) -> None:
        """Puts text before the byte `at`; several at one place stay in order."""
        self._put.append((at, text.encode()))

    def append(self, element: Element, text: str) -> None:
        """Makes text the last of what is in an element."""
        if element.empty:
            self._within.setdefault(element.start, (element, []))[1].append(text)
        else:
            self.put(self.data.rindex(b"</", element.start, element.end), text)

    def set(self, element: Element, name: str, value: str) -> None:
        """Gives an element an attribute."""
        tag = self._tags.get(element.start, (element, self.data[element.start : element.start_end]))[1]
        self._tags[element.start] = element, with_attribute(tag, name, value)

    def result(self) -> bytes:
        """The bytes with all changes made."""
        changes = [(at, at, order, text) for order, (at, text) in enumerate(self._put)]
        tags = dict(self._tags)
        for start, (element, texts) in self._within.items():
            tag = tags.get(start, (element, self.data[start : element.start_end]))[1]
            closing = f"</{element.prefix}{element.name}>".encode()
            tags[start] = element, tag[:-2].rstrip() + b">" + "".join(texts).encode() + closing
        changes += [(start, element.start_end, len(changes), tag) for start, (element, tag) in tags.items()]
        found: list[bytes] = []
        at = 0
        for start, end, _, text in sorted(changes):
            found += [self.data[at:start], text]
            at = end
        return b"".join([*found, self.data[at:]])


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with an attribute set."""
    own = f'{name}="{value}"'.encode()
    changed, count = re.subn(rb"(?<=\s)" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", own, tag, count=1)
    if count:
        return changed
    at = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:at].rstrip() + b" " + own + tag[at:]


def _utf8(data: bytes) -> bytes:
    """The same part in UTF-8, without a byte order mark."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = data.decode("utf-16").encode()
        declared = _DECLARED.match(data)
        if declared is None:
            return data
        name = declared[1].decode("ascii", "replace").lower()
        text = data if name in ("utf-8", "utf-16", "us-ascii") else data.decode(name).encode()
    except (UnicodeError, LookupError) as error:
        raise Unreadable("damaged") from error
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text[text.index(b"?>") + 2 :]
