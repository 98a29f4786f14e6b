"""Formulas that no header names but that nearly every row obeys: c = a - b or c = a + b among a table's columns."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from math import log10

import msgspec

from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.exact import Quantity, consistent_linear
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation, Term

# A formula without words is believed when the odds that so many rows obey it by chance are below one in 10**_LEAST_ODDS:
# each row's chance is the width of its rounding interval over the spread of the column's values.
_LEAST_ROWS = 4
_LEAST_ODDS = 6.0
_MOST_COLUMNS = 12


def relations(
    rule: Rule, number: int, table: Table, figures: Sequence[Figure], explained: Sequence[Relation]
) -> Iterator[Relation]:
    """The relations of columns that no row formula and no column total explains; `explained` are the relations of those."""
    place = {
        cell.figure: column
        for row in table.rows
        for column, cell in enumerate(row.cells)
        if cell is not None and cell.figure is not None
    }
    taken = {relation.result for relation in explained}
    known = {
        frozenset(place[figure] for figure in (relation.result, *(term.figure for term in relation.terms)))
        for relation in explained
    }
    columns = [index for index, column in enumerate(table.columns) if column.kind == "figure"]
    if not 3 <= len(columns) <= _MOST_COLUMNS:
        return
    values: dict[int, dict[int, Quantity]] = {column: {} for column in columns}
    ids: dict[tuple[int, int], int] = {}
    for index, row in enumerate(table.rows):
        if row.role == "heading" or index in table.ragged:
            continue
        for column in columns:
            cell = row.cells[column]
            if cell is not None and cell.figure is not None:
                values[column][index] = figures[cell.figure].quantity
                ids[index, column] = cell.figure
    free = [column for column in columns if not any(ids[index, column] in taken for index in values[column])]
    settled: set[int] = set()
    for result in free:
        best: tuple[int, int, int, int, tuple[int, int]] | None = None
        for first, second in permutations(
            [column for column in columns if column != result and column not in settled], 2
        ):
            if abs(result - first) > 4 or abs(result - second) > 4 or {result, first, second} in known:
                continue
            for factor in (-1, 1):
                if factor == 1 and first > second:
                    continue
                good, bad, odds = _count(values, result, first, second, factor)
                if good >= _LEAST_ROWS and odds >= _LEAST_ODDS and good >= 5 * bad:
                    key = (bad - good, abs(result - first) + abs(result - second), factor, first, (first, second))
                    if best is None or key < best:
                        best = key
        if best is None:
            continue
        settled.add(result)
        first, second = best[4]
        for index in sorted(values[result]):
            if (index, first) in ids and (index, second) in ids:
                terms = (
                    Term(ids[index, first], 1, "minuend"),
                    Term(ids[index, second], best[2], "subtrahend" if best[2] < 0 else "item"),
                )
                sign = "-" if best[2] < 0 else "+"
                heads = [table.columns[column].header or f"kolumn {column + 1}" for column in (result, first, second)]
                formula = f"{heads[0]} = {heads[1]} {sign} {heads[2]}"
                yield msgspec.structs.replace(
                    linear(
                        rule.id,
                        formula,
                        ids[index, result],
                        terms,
                        figures,
                        evidence=("siblings", "arithmetic"),
                        established=False,
                        table=number,
                    ),
                    convention=formula,
                )


def _count(
    values: dict[int, dict[int, Quantity]], result: int, first: int, second: int, factor: int
) -> tuple[int, int, float]:
    """The rows that obey result = first + factor * second, those that do not, and the odds (log10) against chance."""
    spread = _spread(values[result])
    good = bad = 0
    odds = 0.0
    for index, stated in values[result].items():
        a, b = values[first].get(index), values[second].get(index)
        if a is None or b is None or not (a.scaled and b.scaled):
            continue
        if consistent_linear(stated, [(1, a), (factor, b)]):
            good += 1
            odds += log10(max(spread / 4, 1))
        else:
            bad += 1
            if bad > 2 and bad > good:
                break
    return good, bad, odds


def _spread(column: dict[int, Quantity]) -> int:
    """How many values a column's figures are spread over, by their middle half, so that one wild figure does not count."""
    scaled = sorted(abs(quantity.scaled) for quantity in column.values())
    return 2 * scaled[(3 * len(scaled)) // 4] + 1 if scaled else 1
