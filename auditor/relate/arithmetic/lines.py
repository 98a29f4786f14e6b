"""The numbers of a sheet as parallel lines of whole steps: what the search works on."""

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING, TypeVar

from auditor.exact import Quantity
from auditor.exact.quantity import power_of_ten
from auditor.model.sheet import Sheet
from auditor.relate.arithmetic.bound import Bound

if TYPE_CHECKING:
    from auditor.relate.arithmetic.evidence import Family

_T = TypeVar("_T")

# A figure of fewer grains than this is no rounded one.
_FEWEST_GRAINS = 20
# What a cell without a figure may hold: nothing, or a dash for nil.
_NOTHING = " \t\n\u00a0-\u2013\u2014\u2212"
# A line tells its grain from this many figures on; fewer share a coarse one by accident.
_FEWEST_FOR_GRAIN = 4
# The share of the figures of a line that have to lie on its grain: a corrupted one must not hide it.
_SHARE_ON_GRAIN = (9, 10)


class Lines:
    """The lines of a sheet (its columns, or its rows) side by side.

    Line l and sibling s meet in one cell; a relation holds among lines, once in every sibling. `value[l][s]` and
    `width[l][s]`, the rounding unit, are in steps of 10**-`decimals`, 0 where `present[l][s]` is False; `grain[l][s]`
    is the step that figures like it are seen to take, `loose[l][s]` the unit that they may be rounded to, a coarse
    grain or else the width; `unread[l][s]` tells a cell that says something which is no number. `kind[s]` tells
    siblings of different kinds apart, such as counts and shares. `named[l]` tells a line with
    any text. `one` is 1 in steps. `bound` is that of the search under way.
    """

    def __init__(
        self,
        amounts: Sequence[list[list[int]]],
        told: Sequence[list[list[bool]]],
        kind: list[int],
        named: list[bool],
        across: bool,
        one: int,
    ) -> None:
        value, width, grain, loose = amounts
        present, unread = told
        self.value, self.width, self.grain, self.loose = value, width, grain, loose
        self.present, self.unread, self.kind, self.named = present, unread, kind, named
        self.across, self.one = across, one
        self.count, self.siblings = len(value), len(value[0]) if value else 0
        self.filled = [line for line in range(self.count) if any(present[line])]
        self.bound = Bound(0)
        self.weighed: dict[tuple[int, tuple[int, ...], bool], Family] = {}
        # The most that a relation can have to show for itself, see `evidence`.
        self.potential = [
            sum(log(1 + 2 * abs(amount) / step) for amount, step in zip(amounts, steps, strict=True) if amount)
            for amounts, steps in zip(value, grain, strict=True)
        ]

    def cell(self, line: int, sibling: int) -> tuple[int, int]:
        """(row, column) of a cell."""
        return (sibling, line) if self.across else (line, sibling)


def both_ways(sheet: Sheet) -> tuple[Lines, Lines]:
    """(the columns as lines with rows as siblings, the rows as lines with columns as siblings)."""
    rows = sheet.values
    decimals = max((cell.decimals for row in rows for cell in row if cell is not None), default=0)
    decimals = max(decimals, 0)
    value = [[_steps(cell, decimals) for cell in row] for row in rows]
    width = [[_unit(cell, decimals) for cell in row] for row in rows]
    present = [[cell is not None for cell in row] for row in rows]
    one = power_of_ten(decimals)
    by_row = [_grain(line, one) for line in value]
    by_column = [_grain(line, one) for line in _turned(value)]
    grain = [
        [_coarser(unit, row, column) for unit, column in zip(units, by_column, strict=True)]
        for units, row in zip(width, by_row, strict=True)
    ]

    def by_kind(values: Sequence[Sequence[int]], widths: Sequence[Sequence[int]]) -> list[int]:
        return [_finest(line, units, one) for line, units in zip(values, widths, strict=True)]

    # Figures that all end alike may be rounded to that, at random as statistics offices do: up to a whole step off.
    loose = [
        [
            2 * step if step > max(unit, one) and abs(number) > _FEWEST_GRAINS * step else unit
            for unit, step, number in zip(units, steps, numbers, strict=True)
        ]
        for units, steps, numbers in zip(width, grain, value, strict=True)
    ]
    unread = [
        [cell is None and bool(text.strip(_NOTHING)) for cell, text in zip(cells, texts, strict=True)]
        for cells, texts in zip(rows, sheet.texts, strict=True)
    ]
    amounts, told = (value, width, grain, loose), (present, unread)
    down = Lines(amounts, told, by_kind(_turned(value), _turned(width)), _named(sheet.texts), False, one)
    turned = [_turned(part) for part in amounts], [_turned(part) for part in told]
    across = Lines(*turned, by_kind(value, width), _named(_turned(sheet.texts)), True, one)
    return across, down


def _named(texts: Sequence[Sequence[str]]) -> list[bool]:
    return [any(text.strip() for text in line) for line in texts]


def _turned(rows: Sequence[Sequence[_T]]) -> list[list[_T]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _steps(cell: Quantity | None, decimals: int) -> int:
    return 0 if cell is None else cell.scaled * power_of_ten(decimals - cell.decimals)


def _unit(cell: Quantity | None, decimals: int) -> int:
    return 0 if cell is None else power_of_ten(decimals - cell.decimals)


def _coarser(unit: int, row: tuple[int, bool], column: tuple[int, bool]) -> int:
    """The grain of a figure printed in steps of `unit`: the coarser that its row and its column tell."""
    if not unit:
        return 0
    told = [grain for grain, various in (row, column) if various]
    return max(unit, *(told or (row[0], column[0])))


def _grain(values: Sequence[int], one: int) -> tuple[int, bool]:
    """The coarsest 1, 3, 5, 10, 50, ... steps that nearly all the figures of a line are multiples of, and whether they
    are various enough to tell.
    """
    figures = [abs(value) for value in values if value]
    various = len(set(figures)) >= _FEWEST_FOR_GRAIN
    if len(figures) < _FEWEST_FOR_GRAIN:
        # Two whole numbers printed with decimals are whole numbers.
        return (one if len(figures) > 1 and not any(value % one for value in figures) else 1), False
    needed = -(-len(figures) * _SHARE_ON_GRAIN[0] // _SHARE_ON_GRAIN[1])
    grain = 1
    while True:
        for step, finer in ((5 * grain, grain), (10 * grain, 5 * grain)):
            if sum(value % step == 0 for value in figures) < needed:
                # Statistics New Zealand rounds to base 3, Statistics Canada to base 5.
                tripled = grain == finer and sum(value % (3 * grain) == 0 for value in figures) >= needed
                return (3 * finer if tripled else finer), various
        grain *= 10


def _finest(values: Sequence[int], units: Sequence[int], one: int) -> int:
    """The unit that most figures of a line are printed with; `one` or more when they are whole."""
    figures = [(value, unit) for value, unit in zip(values, units, strict=True) if value]
    if sum(value % one == 0 for value, _ in figures) * _SHARE_ON_GRAIN[1] >= len(figures) * _SHARE_ON_GRAIN[0]:
        return one
    return Counter(unit for _, unit in figures).most_common(1)[0][0]
