"""Tables of HTML: which cell stands where, as HTML 5 places them, and the lines that they become."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from auditor.model.document import Stretch
from auditor.readers.grids import BLANK, Cell, Part, rows_of

# the bounds of HTML 5 (https://html.spec.whatwg.org/multipage/tables.html)
_MOST_COLUMNS = 1_000
_MOST_ROWS = 65_534
MAX_CELLS = 4_000_000
_MOST_STEPS = 10_000_000
# a header is repeated over the columns that it covers: no text longer than this is
_LONGEST_HEADER = 500
_NUMBER = re.compile(r"\s*\+?(\d{1,9})")
_FIGURES = re.compile(r"[^\w]*\d[^A-Za-zÅÄÖåäö]*(?:%|kr|tkr|mkr|mnkr|mdkr)?\s*")
_INDENT = 50
_SPACE = " \t\u00a0\u2007\u202f"


class TooManyCellsError(Exception):
    """A table of more cells than are read; the message tells its size."""


class Entry(msgspec.Struct):
    """A cell as its tags tell it; `parts` are its lines. `nested` are tables inside it, `shown` unless taken away."""

    rows: int
    columns: int
    header: bool
    parts: list[Part]
    nested: bool = False


class Row(msgspec.Struct):
    """A row and its cells."""

    cells: list[Entry]


class Section(msgspec.Struct):
    """The rows of a thead, tbody or tfoot; rows outside of these are of a section without a kind."""

    kind: str
    rows: list[Row]


class Grid(msgspec.Struct):
    """A table as it is read."""

    sections: list[Section]
    caption: list[Part]
    layout: bool = False

    def lines(self) -> list[Part]:
        """The lines of the table, its caption above. Cells that only place things on the page are text."""
        own = [part for part in self.caption if part.text]
        rows = list(_placed(self._ordered()))
        if self.layout:
            return [*own, BLANK, *(part for _, cells in rows for part in _set_out(cells))]
        for nested, group in groupby(rows, lambda row: any(entry.nested for _, entry in row[1])):
            if nested:
                own += [part for _, cells in group for part in _set_out(cells)]
            else:
                own += _rows(list(group))
        return own

    def _ordered(self) -> list[tuple[bool, list[Row]]]:
        """The sections as they are shown, each with whether it is the head: the first thead first, the first tfoot
        last.
        """
        head = next((one for one in self.sections if one.kind == "thead"), None)
        foot = next((one for one in self.sections if one.kind == "tfoot"), None)
        middle = [one for one in self.sections if one is not head and one is not foot]
        shown = [one for one in (head, *middle, foot) if one is not None]
        return [(one is head, one.rows) for one in shown]


def span(value: str | None, most: int) -> int:
    """The number in a rowspan or colspan; 1 where there is none."""
    match = _NUMBER.match(value or "")
    return min(int(match[1]), most) if match else 1


def columns_spanned(value: str | None) -> int:
    """A colspan: none and 0 are 1."""
    return max(1, span(value, _MOST_COLUMNS))


def rows_spanned(value: str | None) -> int:
    """A rowspan: 0 is to the end of its section."""
    return span(value, _MOST_ROWS) or _MOST_ROWS


_Placed = tuple[int, list[tuple[int, Entry]]]


def _placed(sections: Sequence[tuple[bool, list[Row]]]) -> Iterator[_Placed]:
    """Each row with its number and its cells with their columns. A cell ends with its section."""
    number = steps = 0
    for head, rows in sections:
        taken: dict[int, int] = {}  # the row from which a column is free again
        for row in rows:
            cells = []
            column = 0
            for entry in row.cells:
                while taken.get(column, 0) > number and steps < _MOST_STEPS:
                    column += 1
                    steps += 1
                if column + entry.columns > _MOST_COLUMNS:
                    entry.columns = entry.rows = 1
                if head:
                    entry.header = True
                cells.append((column, entry))
                if entry.rows > 1:
                    taken.update(dict.fromkeys(range(column, column + entry.columns), number + entry.rows))
                column += entry.columns
            yield number, cells
            number += 1


def _set_out(cells: Sequence[tuple[int, Entry]]) -> Iterator[Part]:
    """The lines of cells one after the other."""
    for _, entry in cells:
        if any(part.text for part in entry.parts):
            yield from entry.parts
            yield BLANK


def _rows(rows: Sequence[_Placed]) -> list[Part]:
    """The rows of a table that holds no other."""
    drafts: list[tuple[int, int, Entry, Part]] = []
    number = 0
    for _, cells in rows:
        for line in _stacked(cells):
            drafts += [(number, column, entry, part) for column, entry, part in line]
            number += 1
    kept = _kept_columns(drafts)
    if not kept:
        return []
    if number * len(kept) > MAX_CELLS:
        raise TooManyCellsError(f"{number} × {len(kept)}")
    index = {column: at for at, column in enumerate(kept)}
    plain = all(entry.header for _, _, entry, part in drafts if part.text.strip())
    made = []
    for row, column, entry, part in drafts:
        covered = [index[one] for one in range(column, column + entry.columns) if one in index]
        if not covered and not part.text.strip():
            continue
        wide = len(covered) if len(part.text) <= _LONGEST_HEADER else 1
        made.append(
            Cell(part.text, row, covered[0], entry.rows, wide, part.stretches, header=entry.header and not plain)
        )
    found = rows_of(made)
    return [part if part.text.strip() else BLANK for part in found if part.text.strip()]


def _kept_columns(drafts: Sequence[tuple[int, int, Entry, Part]]) -> list[int]:
    """The columns of a table that hold something of their own: those that only set others apart are left out."""
    starts: dict[int, int] = {}
    for _, column, entry, part in drafts:
        if part.text.strip(_SPACE):
            starts[column] = min(starts.get(column, entry.columns), entry.columns)
    kept: list[int] = []
    for column in sorted(starts, reverse=True):
        # where all that begins in a column goes on into the next, that one is its column
        if not kept or column + starts[column] <= kept[-1]:
            kept.append(column)
    return kept[::-1]


def _stacked(cells: Sequence[tuple[int, Entry]]) -> list[list[tuple[int, Entry, Part]]]:
    """The lines of a row of cells: one, or as many as every cell has where line breaks part its figures."""
    lines = [[_trimmed(part, first=not column) for part in entry.parts if part.text.strip(_SPACE)]
             for column, entry in cells]  # fmt: skip
    heights = {len(own) for own in lines if own}
    figures = [all(_FIGURES.fullmatch(part.text) for part in own) for own in lines if own]
    if len(heights) == 1 and max(heights) > 1 and figures.count(True) and len(figures) > 1:
        height = max(heights)
        return [
            [(column, entry, own[at] if own else BLANK) for (column, entry), own in zip(cells, lines, strict=True)]
            for at in range(height)
        ]
    return [[(column, entry, _joined(own)) for (column, entry), own in zip(cells, lines, strict=True)]]


def _trimmed(part: Part, *, first: bool) -> Part:
    """A line of a cell without the spaces around it; in the first column those before it tell its level. A bullet
    that was put in is of no use there.
    """
    text = part.text.rstrip(_SPACE)
    begin = 0 if first else len(text) - len(text.lstrip(_SPACE))
    bullet = text.find("• ", 0, _INDENT)
    if bullet >= 0 and text[:bullet].isspace() | (not bullet) and part.stretches and part.stretches[0].start > bullet:
        begin = bullet + 2
    if len(text) - begin == len(part.text):
        return part
    if not begin:
        return Part(text, tuple(clip(part, 0, len(text))), part.heading)
    return Part(text[begin:], tuple(clip(part, begin, len(text))), part.heading)


def clip(part: Part, begin: int, end: int, by: int = 0) -> Iterator[Stretch]:
    """The stretches of `part.text[begin:end]`, moved to where it stands by itself, and by `by` characters."""
    for one in part.stretches:
        first, last = max(one.start, begin), min(one.end, end)
        if first >= last:
            continue
        columns = one.columns[first - one.start : last - one.start] if one.columns is not None else None
        moved = by - begin
        origin = one.place(first, last)
        yield msgspec.structs.replace(one, start=first + moved, end=last + moved, origin=origin, columns=columns)


def _joined(lines: Sequence[Part]) -> Part:
    """The lines of a cell as one."""
    if len(lines) < 2:
        return lines[0] if lines else BLANK
    text = ""
    stretches: list[Stretch] = []
    for line in lines:
        text += " " if text else ""
        stretches += clip(line, 0, len(line.text), len(text))
        text += line.text
    return Part(text, tuple(stretches))
