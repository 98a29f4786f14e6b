"""Tables of money that do not say in which unit: the report's own statement, or the sentences that tell their
figures.

Neither is believed alone where it could be chance: a stated unit has to be that of an amount that stands in the table,
an unstated one of several, each of so many digits that few cells have them.
"""

from collections.abc import Callable

import msgspec

from auditor.exact.quantity import power_of_ten
from auditor.model.draft import Amount, Extract
from auditor.model.figure import Figure, Table
from auditor.model.units import MONEY
from auditor.relate.tables import Found
from auditor.relate.ties import is_indicator
from auditor.vocabulary import Vocabulary

# so many digits before the closing zeros tell one amount from others
_DIGITS = 3
# so many amounts in the table show its unit where nothing states it, and so many times those of any other unit
_ENOUGH = 3
_DOMINANT = 3
_OF_MONEY = frozenset(("utfall", "budget", "prognos", "avvikelse", "skillnad"))

_Told = dict[int, set[int]]
"""The sizes of the amounts of sentences, by the power of ten of their last digit, in kronor."""


def give_units(found: Found, extract: Extract, number_of: Callable[[Amount], int], vocabulary: Vocabulary) -> None:
    """Gives the figures of tables without a unit the one that the report states or its sentences show."""
    lacking = [
        (at, columns)
        for at, table in enumerate(found.tables)
        if table.unit is None and (columns := _columns(table, vocabulary))
    ]
    if not lacking:
        return
    told = _told([found.figures[number_of(amount)] for amount in extract.amounts])
    for at, columns in lacking:
        table = found.tables[at]
        cells = [figure for column in columns for figure in table.figures_of(column)]
        unit = _unit(cells, found.figures, told, extract.unit, vocabulary)
        if unit is None:
            continue
        for cell in cells:
            if found.figures[cell].unit is None:
                scale = vocabulary.units[unit].scale
                found.figures[cell] = msgspec.structs.replace(found.figures[cell], unit=unit, scale=scale)
        heads = tuple(
            msgspec.structs.replace(column, unit=unit) if number in columns else column
            for number, column in enumerate(table.columns)
        )
        found.tables[at] = msgspec.structs.replace(table, unit=unit, columns=heads)


def _columns(table: Table, vocabulary: Vocabulary) -> list[int]:
    """The columns without a unit of a table that may be of money: one with outcomes, budgets and the like."""
    if is_indicator(table, vocabulary):
        return []
    columns = []
    told = 0
    for number, column in enumerate(table.columns):
        meaning = vocabulary.meaning(column.header)
        plain = column.kind == "figure" and column.unit is None and not (meaning.percent or meaning.points)
        if plain and vocabulary.is_additive(column.header):
            columns.append(number)
            told += meaning.measure in _OF_MONEY
    return columns if told > 1 else []


def _told(figures: list[Figure]) -> _Told:
    """The amounts of money of sentences that are telling and not loosened by a word."""
    found: _Told = {}
    for figure in figures:
        size = abs(figure.scaled)
        if figure.unit in MONEY and not figure.hedge and len(str(size).rstrip("0")) >= _DIGITS:
            found.setdefault(figure.scale - figure.decimals, set()).add(size)
    return found


def _unit(
    cells: list[int], figures: list[Figure], told: _Told, stated: str | None, vocabulary: Vocabulary
) -> str | None:
    """The unit in which the cells are what the sentences tell."""
    counts = {
        unit: len({match for cell in cells for match in _matches(figures[cell], vocabulary.units[unit].scale, told)})
        for unit in MONEY
    }
    best = max(counts, key=lambda unit: (counts[unit], unit == stated))
    others = max(count for unit, count in counts.items() if unit != best)
    if best == stated and counts[best]:
        return best
    return best if counts[best] >= max(_ENOUGH, _DOMINANT * others) else None


def _matches(figure: Figure, scale: int, told: _Told) -> list[tuple[int, int]]:
    """The amounts of sentences that a cell is in a unit, rounded to the digits that they have."""
    if figure.unit is not None:
        return []
    found = []
    for last, sizes in told.items():
        # a sentence rounds what a table has, and seldom tells it to more digits
        step = last - (scale - figure.decimals)
        if step >= 0 and _rounded(abs(figure.scaled), step) in sizes:
            found.append((last, _rounded(abs(figure.scaled), step)))
    return found


def _rounded(size: int, step: int) -> int:
    """A size in units of ten to the power of `step`, halves up."""
    unit = power_of_ten(step)
    return (size + unit // 2) // unit
