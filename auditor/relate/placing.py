"""Rows that have fewer figures than their table has columns, in text whose blank cells are gone: "Skatt -37 -40" in one
of a municipality and its group.

Which columns they stand in is what the sums show: those of the one placement by which the table's totals hold in all
columns, or all but one, since a wrong figure is wrong in one. Where two placements do as well the row stays unplaced.
"""

from collections.abc import Sequence
from itertools import combinations

import msgspec

from auditor.exact import consistent_linear
from auditor.model.figure import Cell, Figure, Footing, Row, Table
from auditor.relate.footing import footings
from auditor.vocabulary import Vocabulary

# placements are tried one by one: a statement has two to six columns and a page or two of rows
_MOST_COLUMNS = 6
_MOST_ROWS = 80
_LEAST_COLUMNS = 2
_MOST_ALONE = 6


def placements(table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> dict[int, tuple[int, ...]]:
    """The columns of the figures of short rows, by row; rows that no sum places are not in it."""
    width = len(table.columns)
    if not _LEAST_COLUMNS <= width <= _MOST_COLUMNS or len(table.rows) > _MOST_ROWS:
        return {}
    if any(column.kind != "figure" for column in table.columns):
        return {}
    counts: dict[int, list[int]] = {}
    for index in table.ragged:
        held = len(_cells(table.rows[index]))
        if 0 < held < width:
            counts.setdefault(held, []).append(index)
    found: dict[int, tuple[int, ...]] = {}
    for rows in counts.values():
        # rows with as many figures mostly have the same blank columns
        alone = rows if 1 < len(rows) <= _MOST_ALONE else ()
        for tried in (rows, *([row] for row in alone)):
            left = [row for row in tried if row not in found]
            found.update(_placed(table, left, figures, vocabulary) if left == tried else {})
    return found


def _placed(
    table: Table, rows: Sequence[int], figures: Sequence[Figure], vocabulary: Vocabulary
) -> dict[int, tuple[int, ...]]:
    """The placement of short rows with as many figures, where one is better than all others: of those that are in a sum
    that shows it, and those that are in none.
    """
    width = len(table.columns)
    ways = [
        (way, _sums(table, rows, way, figures, vocabulary))
        for way in combinations(range(width), len(_cells(table.rows[rows[0]])))
    ]
    ranked = sorted(ways, key=lambda pair: -sum(held for _, held in pair[1]))
    (best, sums), (_, others) = ranked[0], ranked[1]
    needed = max(_LEAST_COLUMNS, width - 1)
    if sum(held for _, held in sums) <= sum(held for _, held in others) or all(held < needed for _, held in sums):
        return {}
    denied = {row for members, held in sums for row in members if held < needed}
    shown = {row for members, held in sums for row in members if held >= needed}
    return {row: best for row in rows if row in shown or row not in denied}


def _cells(row: Row) -> list[Cell]:
    return [cell for cell in row.cells if cell is not None]


def _sums(
    table: Table, rows: Sequence[int], way: tuple[int, ...], figures: Sequence[Figure], vocabulary: Vocabulary
) -> list[tuple[frozenset[int], int]]:
    """The sums over short rows that stand in the columns `way`: their rows, and in how many columns they hold."""
    moved = _moved(table, rows, way)
    return [
        (frozenset(member for member, _ in footing.members), _good(moved, footing, way, figures))
        for footing in footings(moved, figures, vocabulary)
        if not footing.across and any(member in rows for member, _ in footing.members)
    ]


def _moved(table: Table, rows: Sequence[int], way: tuple[int, ...]) -> Table:
    """The table with short rows in other columns."""
    changed = list(table.rows)
    for index in rows:
        cells: list[Cell | None] = [None] * len(table.columns)
        for column, cell in zip(way, _cells(changed[index]), strict=True):
            cells[column] = cell
        changed[index] = msgspec.structs.replace(changed[index], cells=tuple(cells))
    ragged = tuple(row for row in table.ragged if row not in rows)
    return msgspec.structs.replace(table, rows=tuple(changed), ragged=ragged, footings=())


def _good(table: Table, footing: Footing, way: tuple[int, ...], figures: Sequence[Figure]) -> int:
    """The columns that a sum holds in; none where it holds in no column that the short rows stand in."""
    good = []
    for column in range(len(table.columns)):
        total = table.figure_at(footing.total, column)
        terms = [
            (factor, figures[figure].quantity)
            for row, factor in footing.members
            if (figure := table.figure_at(row, column)) is not None
        ]
        if total is not None and terms and consistent_linear(figures[total].quantity, terms):
            good.append(column)
    return len(good) if any(column in way for column in good) else 0
