"""Tables whose cells the file itself tells apart (Word, HTML, Excel) as lines of a document: tabs between the cells.

A reader gives each cell its text and the stretches that say where it stands; here spans are spread over the columns
that they head, and rows become lines.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from auditor.model.document import Line, Stretch
from auditor.readers.text import words_of

# what sets cells apart in a line of a document: a cell that holds one would become two
_PARTING = str.maketrans({"\t": " ", "|": "¦", "\f": " ", "\v": " ", "\n": " ", "\r": " "})
_DIGIT = re.compile(r"\d")
_YEARS_ONLY = re.compile(r"(?:[^\d]*\b(?:19|20)\d\d\b)+[^\d]*")


class Cell(msgspec.Struct, frozen=True):
    """A cell as the file has it: its text, where it stands in the grid (from 0), how many rows and columns it covers,
    and its stretches, whose offsets are those of `text`. `header` where the file says that it heads its column.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    stretches: tuple[Stretch, ...] = ()
    header: bool = False


class Part(msgspec.Struct, frozen=True):
    """A line without its number: `text` and the stretches of it; `heading` and `furniture` as in
    auditor.model.document.Line.
    """

    text: str
    stretches: tuple[Stretch, ...] = ()
    heading: bool = False
    furniture: bool = False


BLANK = Part("")


def numbered(parts: Iterable[Part]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines of a document, numbered in reading order, and its source lines. Two blank lines become one."""
    lines: list[Line] = []
    page = 1
    for part in parts:
        if not part.text.strip() and (not lines or not lines[-1].text):
            continue
        text = part.text.rstrip() if part.text.strip() else ""
        page = next((stretch.page for stretch in part.stretches if stretch.page is not None), page)
        stretches = tuple(stretch for stretch in part.stretches if stretch.start < len(text))
        words = words_of(text)
        lines.append(Line(len(lines) + 1, page, text, words, None, None, stretches, part.heading, part.furniture))
    return tuple(lines), tuple(line.text for line in lines)


def rows_of(cells: Sequence[Cell]) -> list[Part]:
    """The rows of a table as lines. A header cell over several columns is repeated over each of them, so that every
    column has its whole header; any other cell stands once, in the first row and column that it covers.
    """
    if not cells:
        return []
    width = max(cell.column + cell.columns for cell in cells)
    height = max(cell.row for cell in cells) + 1
    heads = _header_rows(cells)
    grid: list[dict[int, Cell]] = [{} for _ in range(height)]
    for cell in cells:
        spread = cell.columns if (cell.row in heads and cell.column + cell.columns > 1) else 1
        # a title over the whole table heads no column of it
        whole = cell.columns >= width > 1
        for column in range(cell.column, cell.column + (1 if whole else spread)):
            grid[cell.row].setdefault(column, cell)
    return [_line(row) for row in grid]


def _header_rows(cells: Sequence[Cell]) -> frozenset[int]:
    """The rows above the first that holds a figure: those that the file calls headers, or that hold none but years."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    found = set()
    for row in sorted(rows):
        own = [cell for cell in rows[row] if cell.text.strip()]
        if not all(cell.header for cell in own) and any(_figure(cell.text) for cell in own):
            break
        found.add(row)
    return frozenset(found)


def _figure(text: str) -> bool:
    return _DIGIT.search(text) is not None and not any(c.isalpha() for c in text) and not _YEARS_ONLY.fullmatch(text)


def _line(row: dict[int, Cell]) -> Part:
    text = ""
    stretches: list[Stretch] = []
    for column in range(max(row, default=-1) + 1):
        if column:
            text += "\t"
        cell = row.get(column)
        if cell is not None:
            offset = len(text)
            text += cell.text.translate(_PARTING)
            stretches += [
                msgspec.structs.replace(one, start=one.start + offset, end=one.end + offset) for one in cell.stretches
            ]
    return Part(text, tuple(stretches))
