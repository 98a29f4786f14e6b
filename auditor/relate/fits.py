"""How well the columns of a table agree that a row is the sum of others, counted in whole steps of each column."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations

import msgspec

from auditor.exact import Quantity
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table, is_nil
from auditor.vocabulary import Vocabulary


class Fit(msgspec.Struct):
    """What the columns say of a row as the sum of `members` as (row, factor): those that agree, `equal` of them to the
    last digit, and those that do not. `digits` are the digits that agree beyond chance, and `inside` says that the row
    lies among its members everywhere, as a mean does.
    """

    members: tuple[tuple[int, int], ...]
    good: list[int]
    bad: list[int]
    digits: float
    inside: bool
    equal: int = 0


class _Held(msgspec.Struct, frozen=True, gc=False):
    """A figure of a column in steps of the finest that is printed there: its rounding unit, and its width, which is
    that or, where it is exact, 0.
    """

    scaled: int
    unit: int
    width: int


class _Sum(msgspec.Struct):
    """What rows come to in one column, beside the figure `total` of the row that may sum them.

    `digits` are those of the total without noughts at the end of its decimals. `plain` is the sum without the factors,
    `low` and `high` are the least and the largest term; `any` says that one of them is not nothing, `subtracts` that
    one is taken off. `guessed` says that the total or a row stands in its columns by guess.
    """

    column: int
    held: dict[int, _Held]
    total: _Held
    digits: int
    guessed: bool
    count: int = 0
    computed: int = 0
    plain: int = 0
    reach: int = 0
    low: int = 0
    high: int = 0
    any: bool = False
    subtracts: bool = False
    dashes: int = 0

    def add(self, term: _Held, factor: int) -> None:
        """Takes in one more term."""
        value = factor * term.scaled
        if not self.count or value < self.low:
            self.low = value
        if not self.count or value > self.high:
            self.high = value
        self.count += 1
        self.computed += value
        self.plain += term.scaled
        self.reach += abs(factor) * term.width
        self.any = self.any or value != 0
        self.subtracts = self.subtracts or factor < 0

    def add_dash(self) -> None:
        """Takes in a dash: a figure that rounds to nothing."""
        self.dashes += 1
        self.reach += self.total.unit

    def meets(self, computed: int) -> bool:
        """Whether rounding lets the total be `computed`."""
        return 2 * abs(self.total.scaled - computed) <= self.reach + self.total.width

    def is_within(self) -> bool:
        """Whether the total lies among its terms."""
        low, high = (min(self.low, 0), max(self.high, 0)) if self.dashes else (self.low, self.high)
        return low <= self.total.scaled <= high


class Columns:
    """The figures of a table's columns that can add up."""

    def __init__(self, table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> None:
        self.table = table
        self.vocabulary = vocabulary
        self.additive = [
            column
            for column, head in enumerate(table.columns)
            if head.kind == "figure"
            and head.unit not in ("%", "procentenheter", "‰")
            and vocabulary.is_additive(head.header)
            and head.measure not in ("utveckling", "andel", "snitt", "mål", "not")
        ]
        self.quantities: dict[tuple[int, int], Quantity] = {}
        for index, row in enumerate(table.rows):
            for column, cell in enumerate(row.cells):
                if cell is not None and cell.figure is not None:
                    self.quantities[index, column] = figures[cell.figure].quantity
        self.dashes = {
            (index, column)
            for index, row in enumerate(table.rows)
            for column, cell in enumerate(row.cells)
            if cell is not None and cell.figure is None and is_nil(cell.text)
        }
        self.held = {column: self._on_one_grid(column) for column in self.additive}
        self.filled = {row for row, _ in self.quantities}
        self.ragged = set(table.ragged)
        self._changes: dict[int, bool] = {}

    def is_empty(self, row: int) -> bool:
        """Whether a row has no figure at all."""
        return row not in self.filled

    def _on_one_grid(self, column: int) -> dict[int, _Held]:
        """The figures of a column by row."""
        own = {row: quantity for (row, at), quantity in self.quantities.items() if at == column}
        finest = max((quantity.decimals for quantity in own.values()), default=0)
        held = {}
        for row, quantity in own.items():
            unit = power_of_ten(finest - quantity.decimals)
            held[row] = _Held(quantity.scaled * unit, unit, 0 if quantity.exact else unit)
        return held

    def fit(self, total: int, members: Sequence[tuple[int, int]]) -> Fit:
        """How the columns agree with `total` = sum of factor * member."""
        sums = self._sums(total)
        for row, factor in members:
            self._add(sums, row, factor)
        return self._judged(tuple(members), sums)

    def agreeing_below(self, total: int, rows: Sequence[int]) -> dict[int, Fit]:
        """How the columns agree with the sum of so many of the first of `rows`, for each number of them that any column
        agrees with.
        """
        return self._agreeing(total, rows)

    def agreeing_above(self, total: int, rows: Sequence[int]) -> dict[int, Fit]:
        """How the columns agree with the sum of so many of the last of `rows`, for each number of them that any column
        agrees with.
        """
        return self._agreeing(total, rows[::-1])

    def _agreeing(self, total: int, rows: Sequence[int]) -> dict[int, Fit]:
        counts = self._counts(total, rows)
        if not counts:
            return {}
        members = tuple((row, 1) for row in rows)
        sums = self._sums(total)
        found = {}
        for count, row in enumerate(rows[: max(counts)], 1):
            self._add(sums, row, 1)
            if count in counts:
                fit = self._judged(tuple(sorted(members[:count])), sums)
                if fit.good:
                    found[count] = fit
        return found

    def _counts(self, total: int, rows: Sequence[int]) -> set[int]:
        """How many of the first of `rows` rounding may let a column of `total` be the sum of."""
        found: set[int] = set()
        for column, held in self.held.items():
            result = held.get(total)
            if result is None:
                continue
            left, reach = result.scaled, result.width
            for count, row in enumerate(rows, 1):
                term = held.get(row)
                if term is not None:
                    left -= term.scaled
                    reach += term.width
                elif (row, column) in self.dashes:
                    reach += result.unit
                if -reach <= 2 * left <= reach:
                    found.add(count)
        return found

    def without_one(self, total: int, rows: Sequence[int]) -> Iterator[Fit]:
        """How the columns agree without one of `rows`, for each whose leaving out makes at least two of them agree."""
        agree: Counter[int] = Counter()
        for one in self._summed(total, rows):
            for row in rows:
                term = one.held.get(row)
                scaled, width = (term.scaled, term.width) if term is not None else (0, 0)
                if term is None and (row, one.column) in self.dashes:
                    width = one.total.unit
                if 2 * abs(one.total.scaled - one.computed + scaled) <= one.reach - width + one.total.width:
                    agree[row] += 1
        for row in rows:
            if agree[row] > 1:
                yield self.fit(total, [(other, 1) for other in rows if other != row])

    def _summed(self, total: int, rows: Sequence[int]) -> list[_Sum]:
        """The columns in which a total has a figure, with all of `rows` added up."""
        sums = self._sums(total)
        for row in rows:
            self._add(sums, row, 1)
        return sums

    def fits_above(self, total: int, rows: Sequence[int]) -> list[Fit]:
        """How the columns agree with the sum of all of `rows`, of all but the first, and so on to the last alone."""
        members = tuple((row, 1) for row in rows)
        sums = self._sums(total)
        found = []
        for start in range(len(rows) - 1, -1, -1):
            self._add(sums, rows[start], 1)
            found.append(self._judged(members[start:], sums))
        found.reverse()
        return found

    def _sums(self, total: int) -> list[_Sum]:
        """The columns in which a total has a figure, with nothing added up yet."""
        found = []
        for column, held in self.held.items():
            if total in held:
                digits = _digits(self.quantities[total, column])
                found.append(_Sum(column, held, held[total], digits, total in self.ragged))
        return found

    def _add(self, sums: list[_Sum], row: int, factor: int) -> None:
        """Takes a row into the sums."""
        guessed = row in self.ragged
        for one in sums:
            held = one.held.get(row)
            if held is not None:
                one.add(held, factor)
            elif (row, one.column) in self.dashes:
                one.add_dash()
            one.guessed = one.guessed or guessed

    def _judged(self, members: tuple[tuple[int, int], ...], sums: list[_Sum]) -> Fit:
        """What the columns say of a candidate whose members have been added up."""
        good: list[int] = []
        bad: list[int] = []
        digits = 0.0
        inside = len(members) > 1
        means: list[int] = []
        equal = 0
        for one in sums:
            if not one.count or not (one.any or one.total.scaled):
                continue
            column = one.column
            terms = one.count + one.dashes
            if one.meets(one.computed) or (one.subtracts and self._adds_plainly(column) and one.meets(one.plain)):
                good.append(column)
                equal += one.computed == one.total.scaled
                digits += max(0, one.digits - len(str(terms + 1)) + 0.3)
            elif one.guessed or self._is_change(column):
                # figures that stand in their columns by guess may confirm a sum, never contradict it
                continue
            else:
                bad.append(column)
            within = one.is_within()
            inside = inside and within
            if within and column in bad and terms > 1 and not self._adds_up(column):
                means.append(column)
        if good:
            # a column that the others do not speak for, whose total lies among its rows, holds means or rates
            bad = [column for column in bad if column not in means]
        return Fit(members, good, bad, digits, inside, equal)

    def _is_change(self, column: int) -> bool:
        """Whether a column of differences is in per cent by its figures: what two other columns differ by, of one."""
        if column not in self._changes:
            named = self.table.columns[column].measure in ("skillnad", "utveckling", "avvikelse")
            pairs = permutations((other for other in self.additive if other != column), 2) if named else ()
            self._changes[column] = any(self._changes_by(column, now, before) for now, before in pairs)
        return self._changes[column]

    def _changes_by(self, column: int, now: int, before: int) -> bool:
        """Whether nearly every row of a column says by how many per cent `now` differs from `before`."""
        # what is printed, without the unit of the amounts beside it: 4,1, not 4,1 mnkr
        name = self.table.columns[column].unit
        scale = self.vocabulary.units[name].scale if name is not None else 0
        good = bad = 0
        rows = len(self.table.rows)
        for row in range(rows):
            held = [self.quantities.get((row, at)) for at in (column, now, before)]
            if any(one is None for one in held):
                continue
            percent, after, base = (value_of(one) for one in held if one is not None)
            if not base or not (percent or after != base):
                continue
            unit = 10.0 ** -((held[0].decimals if held[0] is not None else 0) + scale)
            if abs(abs(100 * (after - base) / base) - abs(percent) / 10.0**scale) <= unit:
                good += 1
            else:
                bad += 1
                if 5 * bad > rows:
                    return False
        return good >= 3 and good >= 4 * bad

    def _adds_plainly(self, column: int) -> bool:
        """Whether a column of deviations may add up though the amounts beside it are subtracted: costs less income, but
        what is good for the one is good for the other.
        """
        return self.table.columns[column].measure in ("avvikelse", "skillnad")

    def _adds_up(self, column: int) -> bool:
        """Whether a column's header or unit says that it holds amounts."""
        head = self.table.columns[column]
        if head.measure in ("utfall", "budget", "prognos", "avvikelse", "skillnad", "summa", "återstår"):
            return True
        return head.unit is not None and self.vocabulary.units[head.unit].dimension == "money"


def value_of(quantity: Quantity) -> float:
    """A figure's size, to compare by eye; never for a verdict."""
    return (
        quantity.scaled / 10**quantity.decimals
        if quantity.decimals >= 0
        else float(quantity.scaled * 10**-quantity.decimals)
    )


def _digits(quantity: Quantity) -> int:
    """How many digits a figure has, without noughts at the end of its decimals: 12,00 tells no more than 12."""
    scaled, decimals = abs(quantity.scaled), quantity.decimals
    while decimals > 0 and scaled and scaled % 10 == 0:
        scaled, decimals = scaled // 10, decimals - 1
    return len(str(scaled))
