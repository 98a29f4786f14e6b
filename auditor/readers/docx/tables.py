"""Tables of a Word document: `w:tbl` -> the cells of a grid, and whether it is a table at all or only sets out text."""

import re
from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from auditor.model.document import Stretch
from auditor.readers.grids import Cell, Part, rows_of
from auditor.wordml.package import (
    MAX_DEPTH,
    NAMES,
    Element,
    Unreadable,
    child,
    switched_on,
    value,
    whole_number,
)

_MAX_COLUMNS = 1_000
# a cell that begins like a figure and is short: "6,3 % (5,5)"
_LIKE_FIGURE = re.compile(r"\s*[-+(\u2010-\u2015\u2212±<>~≈]?\s?\d.{0,24}|[-\u2010-\u2015\u2212]")
# a cell of more is running text
_LONG = 160
_FIGURE = re.compile(
    r"[-+(\u2010-\u2015\u2212±<>~≈]?\s?\d[\d\s.,'’]*(?:\s?(?:%|[^\W\d_]{2,5}))?[)*-]?$|[-\u2010-\u2015\u2212]$"
)


class Box(msgspec.Struct):
    """A cell of the file: its element, where it begins in the grid and how many rows and columns it covers.

    `lines` are its lines of text with their stretches; `parts` are the elements of paragraphs and tables in it.
    """

    element: Element
    row: int
    column: int
    columns: int
    rows: int = 1
    header: bool = False
    parts: list[Element] = []
    lines: list[Part] = []


class Grid(msgspec.Struct):
    """A table: its cells in reading order, how many columns it has, and how many of its rows are not shown."""

    boxes: list[Box]
    width: int
    hidden: list[Element]
    removed: int = 0
    inserted: int = 0


def grid_of(table: Element) -> Grid:
    """The cells of a `w:tbl`. Columns where no cell begins are none: Word keeps one for every edge of every row."""
    grid = Grid([], 0, [])
    open_boxes: dict[int, Box] = {}
    for number, row in enumerate(_rows(table, grid)):
        properties = child(row, "trPr")
        column = whole_number(value(properties, "gridBefore"))
        header = bool(switched_on(properties, "tblHeader"))
        covered: dict[int, Box] = {}
        for element in _cells(row, 0):
            own = child(element, "tcPr")
            span = min(max(whole_number(value(own, "gridSpan"), 1), 1), _MAX_COLUMNS)
            merged = value(own, "vMerge")
            above = open_boxes.get(column)
            if merged is not None and merged != "restart" and above is not None:
                above.rows += 1
                covered[column] = above
            else:
                box = Box(element, number, column, span, header=header, parts=[], lines=[])
                grid.boxes.append(box)
                if merged is not None:
                    covered[column] = box
            column += span
            if column > _MAX_COLUMNS:
                raise Unreadable("too-large", f"> {_MAX_COLUMNS}")
        open_boxes = covered
    starts = sorted({box.column for box in grid.boxes})
    place = {start: index for index, start in enumerate(starts)}
    for box in grid.boxes:
        end = box.column + box.columns
        box.column = place[box.column]
        box.columns = max(bisect_left(starts, end) - box.column, 1)
    grid.width = len(starts)
    return grid


def _rows(table: Element, grid: Grid, depth: int = 0) -> list[Element]:
    found: list[Element] = []
    if depth > MAX_DEPTH:
        raise Unreadable("damaged")
    for one in table:
        name = NAMES[one.tag]
        if name == "tr":
            properties = child(one, "trPr")
            if child(properties, "del") is not None:
                grid.removed += 1
            elif switched_on(properties, "hidden"):
                grid.hidden.append(one)
            else:
                grid.inserted += child(properties, "ins") is not None
                found.append(one)
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            found += _rows(one, grid, depth + 1)
    return found


def _cells(row: Element, depth: int) -> list[Element]:
    found: list[Element] = []
    if depth > MAX_DEPTH:
        raise Unreadable("damaged")
    for one in row:
        name = NAMES[one.tag]
        if name == "tc":
            found.append(one)
        elif name in ("sdt", "sdtContent", "customXml"):
            found += _cells(one, depth + 1)
    return found


def sets_out_text(grid: Grid, nested: bool) -> bool:
    """Whether a table only places text on the page: one column, or cells of running text or tables and no figures."""
    if grid.width < 2:
        return True
    texts = [line.text for box in grid.boxes for line in box.lines]
    if any(_LIKE_FIGURE.fullmatch(text.strip()) for text in texts):
        return False
    return nested or any(len(text) > _LONG for text in texts) or any(len(box.lines) > 3 for box in grid.boxes)


def name_of(column: int) -> str:
    """The letters of a column as a spreadsheet writes them, from 0: A, B ... Z, AA."""
    letters = ""
    column += 1
    while column:
        column, at = divmod(column - 1, 26)
        letters = chr(ord("A") + at) + letters
    return letters


def parts_of(grid: Grid) -> list[Part]:
    """The rows of a table as lines. Where cells hold one figure a line, the lines beside each other are rows."""
    cells: list[Cell] = []
    added = 0
    rows: dict[int, list[Box]] = {}
    for box in grid.boxes:
        rows.setdefault(box.row, []).append(box)
    for number in sorted(rows):
        height = _stacked(rows[number])
        for box in rows[number]:
            if height == 1:
                text, stretches = joined(box.lines)
                cells.append(
                    Cell(text, number + added, box.column, box.rows, box.columns, stretches, header=box.header)
                )
                continue
            for at, line in enumerate(box.lines):
                cells.append(Cell(line.text, number + added + at, box.column, 1, box.columns, line.stretches))
        added += height - 1
    return rows_of(cells)


def _stacked(row: Sequence[Box]) -> int:
    """How many rows are set one below the other in one row of cells; 1 where it is a row like any other."""
    filled = [box for box in row if any(line.text.strip() for line in box.lines)]
    heights = {len(box.lines) for box in filled}
    if len(filled) < 2 or len(heights) != 1 or any(box.rows > 1 or box.header for box in filled):
        return 1
    figures = [box for box in filled if all(_FIGURE.fullmatch(line.text.strip() or "-") for line in box.lines)]
    # years one below the other head a column: its header takes several lines
    told = [box for box in figures if not all(re.fullmatch(r"(?:19|20)\d\d", line.text.strip()) for line in box.lines)]
    return heights.pop() if told else 1


def joined(lines: Sequence[Part]) -> tuple[str, tuple[Stretch, ...]]:
    """The lines of a cell as one text, a space between them."""
    if len(lines) == 1:
        return lines[0].text, lines[0].stretches
    text = ""
    stretches: list[Stretch] = []
    for line in lines:
        if not line.text.strip():
            continue
        offset = len(text) + bool(text)
        text = f"{text} {line.text}" if text else line.text
        stretches += [
            msgspec.structs.replace(one, start=one.start + offset, end=one.end + offset) for one in line.stretches
        ]
    return text, tuple(stretches)
