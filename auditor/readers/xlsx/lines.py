"""The cells of a workbook as lines of a document: a heading for each sheet, tabs between the cells of a row."""

import re
from collections.abc import Iterable

from auditor.model.document import Document, Problem, Stretch
from auditor.model.span import Origin
from auditor.model.workbook import (
    ERROR,
    NUMBER,
    PENDING,
    TEXT,
    CellValue,
    Workbook,
    WorkbookSheet,
    areas_of,
    cell_name,
    column_name,
    quoted,
)
from auditor.readers.grids import BLANK, Cell, Part, numbered, rows_of
from auditor.readers.text import MAX_LINE
from auditor.readers.xlsx.blocks import Cells, blocks

# what stands where a figure should be but is none: a word, so that no sum takes it for nothing
_NO_FIGURE = "?"
_MOST_NAMED = 8
_MOST_COMPARED = 5_000_000
_SKIPS_HIDDEN = re.compile(r"\b(?:SUBTOTAL\(\s*1(?:0\d|1[01])\b|AGGREGATE\()", re.IGNORECASE)
_SUBTOTAL = re.compile(r"\b(?:SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)
# a currency before the digits: "kr 1 234", "-kr 1 234"
_BEFORE = re.compile(r"^([-+(]*)(kr\.?|SEK|EUR|USD|[€$£])\s?(\d[\d\u00a0,]*\)?)$")
# an amount that is written as text; a year, a code or a count is meant to be text as often as not
_AMOUNT = re.compile(r"[-+−–]?(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:,\d+)?|\d+,\d+)")


def document(path: str, workbook: Workbook) -> Document:
    """The lines of the sheets that are shown, and what the workbook holds that they do not tell."""
    parts: list[Part] = []
    problems: list[Problem] = []
    for sheet in workbook.sheets:
        if not sheet.cells:
            continue
        if sheet.hidden:
            problems.append(Problem("hidden-sheet", sheet.name))
            continue
        kept, told = _kept(sheet)
        problems += told
        problems += _unsaid(sheet, kept)
        if not kept:
            continue
        name = sheet.name.strip()
        stretch = Stretch(0, len(name), None, Origin(cell=f"{quoted(sheet.name)}!A1"))
        parts += [BLANK, Part(name, (stretch,), heading=True), BLANK]
        for block in blocks(kept, sheet.merged):
            parts += [*_rows(block, sheet), BLANK]
    for part in parts:
        if len(part.text) > MAX_LINE:
            problems.append(Problem("long-line", str(len(part.text))))
    lines, source = numbered(part if len(part.text) <= MAX_LINE else BLANK for part in parts)
    if not lines and not problems:
        problems.append(Problem("empty"))
    return Document(path, lines, source, problems=tuple(problems))


# ---- hidden rows and columns -------------------------------------------------------------------------------------


def _kept(sheet: WorkbookSheet) -> tuple[Cells, list[Problem]]:
    """The cells that the sheet's sums are of: hidden ones too, but for those that its subtotals leave out."""
    formulas = [cell.formula for cell in sheet.cells.values() if cell.formula and not cell.hidden]
    visible_only = any(_SKIPS_HIDDEN.search(formula) for formula in formulas)
    of_filter = visible_only or (bool(sheet.filtered) and any(_SUBTOTAL.search(formula) for formula in formulas))
    unsummed = _unsummed(sheet) if not visible_only else frozenset()
    kept: Cells = {}
    hidden: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for place, cell in sheet.cells.items():
        left_out = cell.hidden and (visible_only or (of_filter and place[0] in sheet.filtered) or place[0] in unsummed)
        # a format such as ;;; shows nothing
        shown = cell.shown.strip() or cell.kind == PENDING
        if cell.hidden and shown:
            hidden[left_out].append(place)
        if shown and not left_out:
            kept[place] = cell
    problems = [
        Problem(code, _areas(sheet, hidden[out]), cell=_reference(sheet, hidden[out][0]))
        for out, code in ((False, "hidden-read"), (True, "hidden-left-out"))
        if hidden[out]
    ]
    return kept, problems


def _unsummed(sheet: WorkbookSheet) -> frozenset[int]:
    """The hidden rows that no formula in sight takes in although sums stand in their columns."""
    rows: dict[int, set[int]] = {}
    seen: set[int] = {row for (row, _), cell in sheet.cells.items() if not cell.hidden}
    for (row, column), cell in sheet.cells.items():
        if cell.hidden and cell.kind == NUMBER and row not in seen:
            rows.setdefault(row, set()).add(column)
    if not rows:
        return frozenset()
    named = {
        area
        for cell in sheet.cells.values()
        if cell.formula and not cell.hidden
        for area in areas_of(cell.formula)
        if area[0] in ("", quoted(sheet.name))
    }
    if len(named) * len(rows) > _MOST_COMPARED:
        return frozenset()
    found = set()
    for row, columns in rows.items():
        over = [area for area in named if any(area[2] <= column <= area[4] for column in columns)]
        summed = any(bottom > top for _, top, _, bottom, _ in over)
        if summed and not any(top <= row <= bottom for _, top, _, bottom, _ in over):
            found.add(row)
    return frozenset(found)


def _areas(sheet: WorkbookSheet, places: list[tuple[int, int]]) -> str:
    """The hidden rows and columns of some cells, as Excel names them: `Blad1!3:5, Blad1!D:D`."""
    shown = {place for place, cell in sheet.cells.items() if not cell.hidden}
    columns_shown = {column for _, column in shown}
    columns = sorted({column for _, column in places if column not in columns_shown})
    rows = sorted({row for row, column in places if column in columns_shown})
    names = [f"{first + 1}:{last + 1}" for first, last in _runs(rows)]
    names += [f"{column_name(first)}:{column_name(last)}" for first, last in _runs(columns)]
    return f"{quoted(sheet.name)}!{_listed(names)}"


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def _listed(names: list[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" … (+{rest})" if rest > 0 else "")


def _reference(sheet: WorkbookSheet, place: tuple[int, int]) -> str:
    return f"{quoted(sheet.name)}!{cell_name(*place)}"


# ---- what a sheet does not say ------------------------------------------------------------------------------------


def _unsaid(sheet: WorkbookSheet, kept: Cells) -> list[Problem]:
    """Error values, formulas without a result, and amounts that are text, so that no sum of Excel takes them in."""
    found: dict[str, list[tuple[int, int]]] = {"error-values": [], "no-results": [], "text-amounts": []}
    numbers: dict[int, list[int]] = {}
    for (row, column), cell in kept.items():
        if cell.kind == NUMBER:
            numbers.setdefault(column, []).append(row)
    for place, cell in kept.items():
        if cell.kind == ERROR:
            found["error-values"].append(place)
        elif cell.kind == PENDING:
            found["no-results"].append(place)
        elif cell.kind == TEXT and cell.formula is None and _AMOUNT.fullmatch(cell.shown.strip()):
            beside = numbers.get(place[1], [])
            if len(beside) >= 2 and min(beside) < place[0]:
                found["text-amounts"].append(place)
    return [
        Problem(code, f"{quoted(sheet.name)}!{_listed([cell_name(*place) for place in places])}",
                cell=_reference(sheet, places[0]))
        for code, places in found.items()
        if places
    ]  # fmt: skip


# ---- rows ---------------------------------------------------------------------------------------------------------


def _rows(block: Cells, sheet: WorkbookSheet) -> list[Part]:
    """The rows of a block as lines, blank columns left out and blank rows made one."""
    columns = sorted({column for _, column in block})
    rows = sorted({row for row, _ in block})
    at_column = {column: index for index, column in enumerate(columns)}
    at_row: dict[int, int] = {}
    for row in rows:
        last = next(reversed(at_row), row - 1) if at_row else row - 1
        at_row[row] = (at_row[last] + (1 if row == last + 1 else 2)) if at_row else 0
    spans = {(row, column): (down, across) for row, column, down, across in sheet.merged if (row, column) in block}
    prefix = quoted(sheet.name) + "!"
    filled: dict[int, list[Cell]] = {}
    for (row, column), own in sorted(block.items()):
        down, across = spans.get((row, column), (1, 1))
        covered = sum(column <= one < column + across for one in columns) if across > 1 else 1
        cell = _cell(own, prefix + cell_name(row, column), at_row[row], at_column[column], down, covered)
        filled.setdefault(at_row[row], []).append(cell)
    return [
        line
        for row, part in enumerate(rows_of([cell for cells in filled.values() for cell in cells]))
        for line in (_alone(filled[row][0]) if len(filled.get(row, ())) == 1 else [part])
    ]


def _alone(cell: Cell) -> list[Part]:
    """The only cell of a row: a title or a note, whatever column it is in, each line of it a line. A short one to the
    right heads its column.
    """
    text = cell.text
    if "\n" not in text and cell.column and (len(text.split()) < 3 or any(one.isdigit() for one in text)):
        return rows_of([cell])[cell.row :]
    lines: list[Part] = []
    for own in text.split("\n"):
        stretches = tuple(Stretch(0, len(own), one.page, one.origin) for one in cell.stretches[:1] if own.strip())
        lines += rows_of([Cell(own, 0, 0, stretches=stretches)])
    return lines


def _figure(text: str) -> str:
    """A number as reports print it: "- kr" is a dash, the currency stands behind the digits."""
    if not any(one.isdigit() for one in text):
        return "-" if text[:1] in ("-", "–") else text
    return _BEFORE.sub(r"\1\3 \2", text)


def _cell(own: CellValue, name: str, row: int, column: int, rows: int, columns: int) -> Cell:
    text = own.shown if own.kind not in (ERROR, PENDING) else _NO_FIGURE
    if own.kind == NUMBER:
        text = _figure(text)
    lead = "  " * own.indent if own.kind == TEXT and not text[:1].isspace() else ""
    stretch = Stretch(len(lead), len(lead) + len(text), None, Origin(cell=name, formula=own.formula))
    return Cell(lead + text, row, column, rows, columns, (stretch,))
