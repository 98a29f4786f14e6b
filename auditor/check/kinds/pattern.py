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

# A formula without words is believed when the odds that so many rows obey it by chance are below one in
# 10**_LEAST_ODDS:
# each row's chance is the width of its rounding interval over the spread of the column's values.
_LEAST_ROWS = 4
_LEAST_ODDS = 6.0
_MOST_COLUMNS = 12
_REACH = 4
# measures that are given, not worked out from the columns beside them
_GIVEN = ("utfall", "budget", "prognos", "mål")


def relations(
    rule: Rule, number: int, table: Table, figures: Sequence[Figure], explained: Sequence[Relation]
) -> Iterator[Relation]:
    """The relations of columns that no row formula and no column total explains; `explained` are the relations of
    those.
    """
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
    units = {column: {figures[figure].unit for figure in table.figures_of(column)} for column in columns}
    free = [
        column
        for column in columns
        if table.columns[column].measure not in _GIVEN
        and not any(ids[index, column] in taken for index in values[column])
    ]
    shown: set[frozenset[int]] = set()
    for fit in sorted(_fits(free, columns, values, known, units), key=lambda fit: fit.key):
        involved = frozenset((fit.result, fit.first, fit.second))
        if involved in shown or any(len(involved & other) > 1 for other in shown):
            continue
        shown.add(involved)
        yield from _relations_of(fit, rule, number, table, figures, values, ids)


class _Fit(msgspec.Struct, frozen=True):
    """result = first + factor * second, by column; `key` orders the fits, what stands last being the likeliest
    result.
    """

    key: tuple[int, int, int, int, int]
    result: int
    first: int
    second: int
    factor: int


def _fits(
    free: Sequence[int],
    columns: Sequence[int],
    values: dict[int, dict[int, Quantity]],
    known: set[frozenset[int]],
    units: dict[int, set[str | None]],
) -> Iterator[_Fit]:
    """The formulas that so many rows obey that chance is excluded."""
    for result in free:
        for first, second in permutations([column for column in columns if column != result], 2):
            near = abs(result - first) <= _REACH and abs(result - second) <= _REACH
            if (
                not near
                or frozenset((result, first, second)) in known
                or not units[result] == units[first] == units[second]
            ):
                continue
            for factor in (-1, 1) if first < second else (-1,):
                good, bad, odds = _count(values, result, first, second, factor)
                if good >= _LEAST_ROWS and odds >= _LEAST_ODDS and good >= 5 * bad:
                    distance = abs(result - first) + abs(result - second)
                    key = (bad - good, int(result < max(first, second)), distance, first, second)
                    yield _Fit(key, result, first, second, factor)


def _relations_of(
    fit: _Fit,
    rule: Rule,
    number: int,
    table: Table,
    figures: Sequence[Figure],
    values: dict[int, dict[int, Quantity]],
    ids: dict[tuple[int, int], int],
) -> Iterator[Relation]:
    heads = [table.columns[column].header or f"kolumn {column + 1}" for column in (fit.result, fit.first, fit.second)]
    formula = f"{heads[0]} = {heads[1]} {'-' if fit.factor < 0 else '+'} {heads[2]}"
    for index in sorted(values[fit.result]):
        if (index, fit.first) not in ids or (index, fit.second) not in ids:
            continue
        terms = (
            Term(ids[index, fit.first], 1, "minuend"),
            Term(ids[index, fit.second], fit.factor, "subtrahend" if fit.factor < 0 else "item"),
        )
        yield linear(
            rule.id,
            formula,
            ids[index, fit.result],
            terms,
            figures,
            evidence=("siblings", "arithmetic"),
            established=False,
            table=number,
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
        if a is None or b is None or not (a.scaled and b.scaled and stated.scaled):
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
    """How many values a column's figures are spread over, by their middle half, so that one wild figure does not
    count.
    """
    scaled = sorted(abs(quantity.scaled) for quantity in column.values())
    return 2 * scaled[(3 * len(scaled)) // 4] + 1 if scaled else 1
