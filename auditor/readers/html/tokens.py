"""The tags, texts and comments of HTML, each with its offset in the file.

Reading takes time in proportion to the length of the file, whatever stands in it, and is the same under every version
of Python: the HTML parser of the standard library has neither property in all versions.
"""

import html
import re
from collections.abc import Generator, Iterator
from typing import NamedTuple

_OPENS = re.compile(r"<(?:[A-Za-z]|/|!|\?)")
_NAME = re.compile(r"[A-Za-z][^\s/>]*")
# a quotation mark counts only where a value begins: `<p title=it's>`
_TAG_STOP = re.compile(r">|=[ \t\n\r\f]*([\"'])")
_ATTRIBUTE = re.compile(r"([^\s=/>\"'][^\s=/>]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
_COMMENT_END = re.compile(r"--!?>")
# the text of these is no markup
_RAW = frozenset(("iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"))
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}


class Text(NamedTuple):
    """The text `start` to `end` of the file; `plain` where entities are none, in CDATA and raw text."""

    start: int
    end: int
    plain: bool = False


class Tag(NamedTuple):
    """A tag: its name in lower case, the offsets of its attributes, whether it closes, and whether it ends in `/>`."""

    name: str
    start: int
    end: int
    close: bool
    empty: bool


def tokens(text: str, *, xml: bool) -> Iterator[Text | Tag]:
    """The texts and tags of a file in order. Comments, declarations and a tag that the file ends in are left out."""
    at = shown = 0
    size = len(text)
    while (opening := _OPENS.search(text, at)) is not None:
        begin = opening.start()
        mark = text[begin + 1]
        if shown < begin:
            yield Text(shown, begin)
        if mark in "!?":
            at = shown = yield from _declaration(text, begin, xml=xml)
            continue
        close = mark == "/"
        name = _NAME.match(text, begin + 1 + close)
        if name is None:
            at = shown = _after(text, ">", begin)
            continue
        stop = _tag_end(text, name.end())
        if stop < 0:
            return
        tag = Tag(name[0].lower(), name.end(), stop, close, text[stop - 1] == "/")
        at = shown = stop + 1
        yield tag
        if tag.name in _RAW and not close and not xml:
            end = _RAW_END[tag.name].search(text, at)
            at = shown = size if end is None else end.start()
            yield Text(stop + 1, at, plain=True)
    if shown < size:
        yield Text(shown, size)


def _declaration(text: str, begin: int, *, xml: bool) -> Generator[Text, None, int]:
    """Passes over a comment or declaration, and gives the text of CDATA; returns the offset behind it."""
    if text.startswith("<!--", begin):
        if text.startswith((">", "->"), begin + 4):
            return _after(text, ">", begin)
        end = _COMMENT_END.search(text, begin + 4)
        return len(text) if end is None else end.end()
    if xml and text.startswith("<![CDATA[", begin):
        close = text.find("]]>", begin)
        close = len(text) if close < 0 else close
        yield Text(begin + 9, close, plain=True)
        return min(len(text), close + 3)
    stop = _after(text, ">", begin)
    subset = text.find("[", begin, stop)
    if subset >= 0 and text[begin : begin + 9].lower() == "<!doctype":
        stop = _after(text, ">", _after(text, "]", subset) - 1)
    return stop


def _after(text: str, mark: str, begin: int) -> int:
    found = text.find(mark, begin)
    return len(text) if found < 0 else found + 1


def _tag_end(text: str, begin: int) -> int:
    """The offset of the `>` that ends a tag, or -1; a value whose quotation mark is never closed ends at the next."""
    at = begin
    while (stop := _TAG_STOP.search(text, at)) is not None:
        if stop[1] is None:
            return stop.start()
        closing = text.find(stop[1], stop.end())
        if closing < 0:
            return text.find(">", begin)
        at = closing + 1
    return -1


def attributes(text: str, tag: Tag) -> dict[str, str]:
    """The attributes of a tag, their names in lower case; of two in the same name the first counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text, tag.start, tag.end):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value) if "&" in value else value)
    return found
