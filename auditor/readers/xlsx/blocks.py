"""The tables of a sheet: what stands side by side is parted where a table of its own begins."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from auditor.model.workbook import NUMBER, TEXT, CellValue

# cells of a stretch of rows: (row, column) -> cell, and the merged areas' columns as (row, first, last)
Cells = dict[tuple[int, int], CellValue]
# rows of a table that its labels have to stand on
_LEAST_ROWS = 2


def blocks(cells: Cells, merged: Iterable[tuple[int, int, int, int]]) -> list[Cells]:
    """The cells of a sheet in the blocks that a person reads one after the other.

    A blank column parts two blocks where what is right of it has labels of its own. Blank rows part the bands that
    this is asked of; bands below each other that no such column parts stay together, since they share their columns.
    """
    wide = [(row, column, columns) for row, column, _, columns in merged if columns > 1 and (row, column) in cells]
    spans: dict[int, list[tuple[int, int]]] = {}
    for row, column, columns in wide:
        spans.setdefault(row, []).append((column, column + columns - 1))
    groups: list[list[_Band]] = []
    for band in _bands(cells, spans):
        if groups:
            own = _cut(groups[-1])
            together = _cut([*groups[-1], band])
            if together is not None or (own is None and _cut([band]) is None):
                groups[-1].append(band)
                continue
        groups.append([band])
    return [block for group in groups for block in _parted(group)]


class _Band:
    """Rows without a blank one between them, and the columns that they fill."""

    def __init__(self, cells: Cells, filled: set[int]) -> None:
        self.cells, self.filled = cells, filled


def _bands(cells: Cells, spans: dict[int, list[tuple[int, int]]]) -> list[_Band]:
    found: list[_Band] = []
    everywhere = {column for _, column in cells} if spans else set()
    last = -2
    for (row, column), cell in sorted(cells.items()):
        if row > last + 1:
            found.append(_Band({}, set()))
        if row != last:
            for first, end in spans.get(row, ()):
                found[-1].filled.update(one for one in everywhere if first <= one <= end)
        found[-1].cells[row, column] = cell
        found[-1].filled.add(column)
        last = row
    return found


def _cut(group: Sequence[_Band]) -> int | None:
    """The first column of a table that stands to the right of another, a blank column between them."""
    filled = sorted(set().union(*(band.filled for band in group)))
    gaps = [right for left, right in pairwise(filled) if right > left + 1]
    for start in gaps:
        left = [(place, cell) for band in group for place, cell in band.cells.items() if place[1] < start]
        right = [(place, cell) for band in group for place, cell in band.cells.items() if place[1] >= start]
        if _is_table(left, filled[0]) and _is_table(right, start):
            return start
    return None


def _is_table(cells: Sequence[tuple[tuple[int, int], CellValue]], stub: int) -> bool:
    """Whether most rows with numbers have a label in the first column."""
    numbers = {row for (row, column), cell in cells if cell.kind == NUMBER and column > stub}
    labels = {row for (row, column), cell in cells if cell.kind == TEXT and column == stub}
    labelled = len(numbers & labels)
    return labelled >= _LEAST_ROWS and 2 * labelled > len(numbers)


def _parted(group: Sequence[_Band]) -> list[Cells]:
    cells = {place: cell for band in group for place, cell in band.cells.items()}
    start = _cut(group)
    if start is None:
        return [cells]
    sides: list[list[_Band]] = [[], []]
    for band in group:
        for side, right in enumerate((False, True)):
            own = {place: cell for place, cell in band.cells.items() if (place[1] >= start) == right}
            if own:
                sides[side].append(_Band(own, {column for _, column in own}))
    return [block for side in sides for block in _parted(side)]
