"""The tagged facts of inline XBRL: what each says, and which characters of the document it tags.

Nothing that a file refers to (taxonomies, schemas) is fetched; concepts are compared by name.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import msgspec

from auditor.model.document import Line, Problem, Stretch
from auditor.model.facts import Fact
from auditor.model.span import Origin, Piece, Span
from auditor.readers.html.flow import Places
from auditor.readers.html.tokens import Tag, Text, attributes, tokens

_NAMESPACE = re.compile(r"xmlns:([\w.-]{1,40})\s*=\s*[\"']http://www\.xbrl\.org/(?:2013|2008)/inlineXBRL[\"']")
_MARKS = {  # the decimal mark, and what may part thousands, of the registry of transformations by local name
    "numcommadecimal": (",", ". '\u2019"),
    "numspacecomma": (",", " "),
    "numdotcomma": (",", ". "),
    "numcomma": (",", " "),
    "numdotdecimal": (".", ", '\u2019"),
    "numspacedot": (".", " "),
    "numcommadot": (".", ", "),
}
_NIL = frozenset(("zerodash", "fixedzero", "numdash"))
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u200a\u200b\u202f]+")
_SMALL = re.compile(r"-?\d{1,2}")
_LONGEST = 60


class _Raw(msgspec.Struct):
    """A fact as tagged: its attributes, the offsets of what it tags, and the pieces of its text."""

    attributes: dict[str, str]
    begin: int
    end: int = 0
    texts: list[str] = []
    tupled: bool = False


class _Found(msgspec.Struct):
    """The facts of a file with what their contexts and units are."""

    raw: list[_Raw]
    contexts: dict[str, str]
    units: dict[str, str]


def facts(text: str, places: Places, lines: Sequence[Line], *, xml: bool) -> tuple[tuple[Fact, ...], list[Problem]]:
    """The facts of a file in order, and those whose text is not what their format says; none in other HTML."""
    namespace = _NAMESPACE.search(text)
    if namespace is None:
        return (), []
    found = _collect(text, namespace[1].lower(), xml=xml)
    where = _Where(lines)
    made: list[Fact] = []
    problems: list[Problem] = []
    for raw in found.raw:
        told = raw.attributes
        if raw.tupled or any(key.endswith(":nil") for key in told):
            continue
        printed = _SPACES.sub(" ", "".join(raw.texts)).strip()
        value = _value(printed, told.get("format", ""))
        line, column = places.of(raw.begin)
        if value is None:
            problems.append(Problem("unread-fact", printed[:_LONGEST], line))
            continue
        if value == _UNKNOWN or not all(key in told for key in ("name", "contextref", "unitref")):
            continue
        scale = int(told["scale"]) if _SMALL.fullmatch(told.get("scale", "")) else 0
        scaled, decimals = value
        span = where.span(places.of(raw.begin), places.of(max(raw.begin, raw.end - 1)))
        last_line, last = places.of(raw.end)
        origin = Origin(line=line, column=column, end_column=last if last_line == line else column + 1)
        made.append(
            Fact(
                concept=told["name"].strip(),
                context=found.contexts.get(told["contextref"].strip(), told["contextref"]) + told.get("target", ""),
                unit=found.units.get(told["unitref"].strip(), told["unitref"]),
                text=printed,
                scaled=-scaled if told.get("sign", "").strip() == "-" else scaled,
                decimals=decimals - scale,
                precise=_precise(told.get("decimals", ""), decimals - scale),
                scale=scale,
                span=span or Span((Piece(origin=origin),)),
                shown=span is not None,
            )
        )
    return tuple(made), problems


def _precise(told: str, printed: int) -> int | None:
    if told.strip().upper() == "INF":
        return None
    return int(told) if _SMALL.fullmatch(told.strip()) else printed


_UNKNOWN = (0, 99)


def _value(printed: str, name: str) -> tuple[int, int] | None:
    """What a printed number is by a format: (scaled, decimals), None where it is not written so, _UNKNOWN for a
    format that is not known.
    """
    local = name.rpartition(":")[2].lower().replace("-", "").strip()
    if local in _NIL:
        return (0, 0) if local == "fixedzero" or not any(c.isalnum() for c in printed) else None
    if local and local not in _MARKS:
        return _UNKNOWN
    mark, groups = _MARKS.get(local, (".", ""))
    whole, comma, part = _SPACES.sub("" if local else " ", printed).partition(mark)
    for group in groups:
        whole = whole.replace(group, "")
    digits = whole + part
    if len(digits) > _LONGEST or not digits.isascii() or not digits.isdigit() or (comma and not part):
        return None
    return int(digits), len(part)


def _collect(text: str, prefix: str, *, xml: bool) -> _Found:
    """The tagged numbers, contexts and units of a file."""
    found = _Found([], {}, {})
    number, left_out, tupled = f"{prefix}:nonfraction", f"{prefix}:exclude", f"{prefix}:tuple"
    open_facts: list[_Raw] = []
    excluded = nested = 0
    holder: tuple[dict[str, str], str] | None = None
    told: list[str] = []
    for token in tokens(text, xml=xml):
        if isinstance(token, Text):
            if open_facts and not excluded:
                part = text[token.start : token.end]
                part = part if token.plain else html.unescape(part)
                for one in open_facts:
                    one.texts.append(part)
            elif holder is not None:
                told.append(text[token.start : token.end].strip())
            continue
        local = token.name.rpartition(":")[2]
        if token.name == number:
            if token.close and open_facts:
                open_facts.pop().end = token.start - len(token.name) - 2
            elif not token.close:
                one = _Raw(attributes(text, token), token.end + 1, token.end + 1, [], nested > 0)
                one.tupled |= "tupleref" in one.attributes
                found.raw.append(one)
                if not token.empty and len(open_facts) < _MOST_NESTED:
                    open_facts.append(one)
        elif token.name == left_out:
            excluded = max(0, excluded + (-1 if token.close else not token.empty))
        elif token.name == tupled:
            nested = max(0, nested + (-1 if token.close else not token.empty))
        elif local in ("context", "unit") and ":" in token.name:
            if not token.close:
                name = attributes(text, token).get("id", "")
                holder, told = (found.contexts if local == "context" else found.units, name), []
            elif holder is not None:
                holder[0].setdefault(holder[1], _canonical(told))
                holder = None
        elif holder is not None and not token.close:
            told.append(_element(text, token))
    return found


_MOST_NESTED = 8


def _element(text: str, tag: Tag) -> str:
    """An element of a context as text: its name, and the dimension that it tells of."""
    told = attributes(text, tag)
    return f"<{tag.name.rpartition(':')[2]} {told.get('dimension', '')} {told.get('scheme', '')}>"


def _canonical(told: Sequence[str]) -> str:
    """A context or unit as a text that is equal for equal ones."""
    return "|".join(part for part in told if part)


class _Where:
    """Which characters of the lines of a document stand at a place of the file."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._by_line: dict[int, list[tuple[int, Line, Stretch]]] = {}
        for line in lines:
            for stretch in line.stretches or ():
                origin = stretch.origin
                if origin.line is not None and origin.column is not None:
                    self._by_line.setdefault(origin.line, []).append((origin.column, line, stretch))
        for own in self._by_line.values():
            own.sort(key=lambda one: (one[0], one[1].number))
        self._starts = {number: [one[0] for one in own] for number, own in self._by_line.items()}

    def span(self, begin: tuple[int, int], end: tuple[int, int]) -> Span | None:
        """The place of the characters from `begin` to `end`, each a line and column of the file."""
        pieces: list[Piece] = []
        for number in range(begin[0], min(end[0], begin[0] + _MOST_NESTED) + 1):
            first = begin[1] if number == begin[0] else 1
            last = end[1] if number == end[0] else 1 << 60
            for line, start, stop in self._within(number, first, last):
                pieces += line.span(start, stop).pieces
        return Span(tuple(pieces)) if pieces else None

    def _within(self, number: int, first: int, last: int) -> Iterator[tuple[Line, int, int]]:
        own = self._by_line.get(number, [])
        for at in range(max(0, bisect_right(self._starts.get(number, []), first) - 1), len(own)):
            column, line, stretch = own[at]
            if column > last:
                return
            columns = stretch.columns or range(column, column + stretch.end - stretch.start)
            start = stretch.start + bisect_left(columns, first)
            stop = min(stretch.start + bisect_right(columns, last), len(line.text))
            inside = line.text[start:stop]
            if inside.strip():
                yield line, start + len(inside) - len(inside.lstrip()), stop - len(inside) + len(inside.rstrip())
