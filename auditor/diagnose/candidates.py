"""What changed figures should have printed: the likeliest values that satisfy all their relations together."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import msgspec

from auditor.diagnose.edits import SCALE, likelihood, slip, slipped_within
from auditor.diagnose.hitting import Units
from auditor.diagnose.likeliness import Likeliness, ranked
from auditor.diagnose.origins import OriginOf
from auditor.diagnose.propagation import Row, contradiction, joined, reach, with_values
from auditor.diagnose.system import System, figures_of, is_broken
from auditor.model.figure import Figure

# Printed values tried within the range that the relations leave; a wider range determines nothing.
_MOST_VALUES = 400
# Figures that hang together whose values are worked out; with more nothing is determined.
_MOST_TOGETHER = 8
# A comma is lost more readily than one is put in.
_LOST_COMMA = 0.75


class Valued(msgspec.Struct):
    """A changed figure with the range of values that satisfies its relations and the likeliest of them."""

    figure: int
    low: int | None
    high: int | None
    best: int | None
    slip: str | None
    cost: float
    decimals: int


class Candidates:
    """Finds the values of changed figures in one system."""

    def __init__(self, system: System, units: Units, likeliness: Likeliness, origin: OriginOf) -> None:
        self.system = system
        self.units = units
        self.likeliness = likeliness
        self.origin = origin

    def valued(self, freed: frozenset[int], touched: Sequence[int]) -> tuple[dict[int, Valued], dict[int, int]]:
        """The likeliest values of all changed figures together, and which of them have changed places."""
        finer = self._finer_ones(freed, touched)
        if finer:
            freed = freed - finer.keys()
            touched = [index for index in touched if not finer.keys() & set(figures_of(self.system.relations[index]))]
        if not freed:
            return finer, {}
        exchanged = self._exchanged(freed, touched)
        known: dict[int, int] = {figure: value.best for figure, value in exchanged.items() if value.best is not None}
        swapped = dict(zip(known, reversed(known), strict=True))
        best: tuple[float, dict[int, Valued]] | None = None
        for rows in self.system.ways(touched, freed):
            left = with_values(rows, known)
            if contradiction(left) is not None:
                continue
            values = dict(exchanged)
            for group, own_rows in joined(left):
                if len(group) <= _MOST_TOGETHER:
                    values.update(self._one_by_one(group, own_rows, touched, known))
            for figure in sorted(freed - values.keys()):
                same = values.get(self.units.of(figure))
                alike = msgspec.structs.replace(same, figure=figure) if same is not None else self._open(figure)
                values[figure] = alike
            cost = sum(value.cost for value in values.values())
            if best is None or cost < best[0]:
                best = cost, values
        anchored = finer or any(set(figures_of(self.system.relations[index])) - freed for index in touched)
        if best is None or not anchored:
            # with all their figures changed, relations are satisfied by nothing as well as by anything
            return {**{figure: self._open(figure) for figure in freed}, **finer}, {}
        return {**best[1], **finer}, swapped

    def _open(self, figure: int) -> Valued:
        return Valued(figure, None, None, None, None, ranked(None), self.system.figures[figure].decimals)

    def _one_by_one(
        self, left: frozenset[int], rows: list[Row], touched: Sequence[int], known: Mapping[int, int]
    ) -> dict[int, Valued]:
        """Values for the figures in turn, the most narrowly bounded first, each within what the last ones leave."""
        values: dict[int, Valued] = {}
        given = dict(known)
        for _ in range(len(left)):
            ranges = {figure: self._between(figure, rows, left, given) for figure in left - values.keys()}
            figure = min(ranges, key=lambda one: (_width(ranges[one]), one))
            own = set(self.units.members(figure))
            relations = [
                index
                for index in touched
                if (members := set(figures_of(self.system.relations[index]))) & own
                and not any(self.units.of(other) in left and other not in given for other in members - own)
            ]
            values[figure] = own_value = self._best(figure, ranges[figure], relations, given)
            if own_value.best is not None:
                given.update(dict.fromkeys(own, own_value.best))
                rows = with_values(rows, {figure: own_value.best})
        return values

    def _between(
        self, figure: int, rows: list[Row], left: frozenset[int], given: Mapping[int, int]
    ) -> tuple[int | None, int | None]:
        """What a figure may be; the result of a quotient only once the figures are known that it is worked out from."""
        between = reach(rows, figure) or (None, None)
        if None not in between or any(
            other in left and other not in given and other != figure
            for index in self.system.of(figure)
            for other in figures_of(self.system.relations[index])
        ):
            return between
        return self.system.quotient(figure, given) or between

    def _best(
        self, figure: int, between: tuple[int | None, int | None], relations: Sequence[int], given: Mapping[int, int]
    ) -> Valued:
        own = self.system.figures[figure]
        low, high = between
        members = self.units.members(figure)
        if low is None or high is None or high - low >= _MOST_VALUES:
            return self._slipped(own, between, relations, given, members) or Valued(
                figure, low, high, None, None, ranked(None), own.decimals
            )
        costs = {
            value: self.likeliness.cost(own, value, relations, {**given, **dict.fromkeys(members, value)})
            for value in range(low, high + 1)
        }
        best = min(costs, key=lambda value: (costs[value], abs(2 * value - low - high), value))
        kind = slip(own.scaled, best, own.decimals)
        source = self.origin(figure, tuple(index for index in relations if is_broken(self.system.relations[index])))
        if source is not None and source.likelihood > likelihood(kind, len(str(abs(best)))):
            right = best if source.right is None else source.right
            if right in costs:
                rounding = costs[right] - ranked(slip(own.scaled, right, own.decimals))
                return Valued(figure, low, high, right, source.kind, ranked(source.kind) + rounding, own.decimals)
        return Valued(figure, low, high, best, kind, costs[best], own.decimals)

    def _slipped(
        self,
        own: Figure,
        between: tuple[int | None, int | None],
        relations: Sequence[int],
        given: Mapping[int, int],
        members: Sequence[int],
    ) -> Valued | None:
        """The value of a wide range that a slip explains, where it is not there by chance."""
        low, high = between
        if low is None or high is None:
            return None
        for one in slipped_within(own.scaled, own.decimals, low, high):
            values = {**given, **dict.fromkeys(members, one.scaled)}
            if all(self.system.holds(index, values) for index in relations):
                return Valued(own.id, low, high, one.scaled, one.kind, ranked(one.kind), own.decimals)
        return None

    def _finer(self, figure: int, touched: Sequence[int]) -> Valued | None:
        """The comma is lost, and with it the decimals: "136" for "13,6"."""
        own = self.system.figures[figure]
        if own.decimals or own.unit in ("kr", "tkr", "st") or not own.scaled or own.widened:
            return None
        for more in (1, 2):
            if all(self.system.holds_finer(index, figure, more) for index in touched):
                return Valued(figure, None, None, own.scaled, SCALE, ranked(SCALE) - _LOST_COMMA, more)
        return None

    def _finer_ones(self, freed: frozenset[int], touched: Sequence[int]) -> dict[int, Valued]:
        """Those of several figures that have lost their comma, as far as each stands alone in its relations."""
        found = {}
        for figure in sorted(freed):
            if len(freed) > 1 and len(self.units.members(self.units.of(figure))) > 1:
                continue
            own = [index for index in touched if figure in figures_of(self.system.relations[index])]
            if own and not any(freed & set(figures_of(self.system.relations[index])) - {figure} for index in own):
                finer = self._finer(figure, own)
                if finer is not None:
                    found[figure] = finer
        return found

    def _exchanged(self, freed: frozenset[int], touched: Sequence[int]) -> dict[int, Valued]:
        """Two figures that satisfy all their relations once they change places: one cause, told by the first."""
        figures = self.system.figures
        alone = [figure for figure in sorted(freed) if len(self.units.members(self.units.of(figure))) == 1]
        for first, second in combinations(alone, 2):
            one, other = figures[first], figures[second]
            if one.scaled == other.scaled or (one.decimals, one.scale) != (other.decimals, other.scale):
                continue
            values = {first: other.scaled, second: one.scaled}
            own = [index for index in touched if {first, second} & set(figures_of(self.system.relations[index]))]
            if all(self.system.holds(index, values) for index in own):
                cost = ranked(SCALE) + self.likeliness.rounding(values, own)
                return {
                    first: Valued(first, other.scaled, other.scaled, other.scaled, None, cost, one.decimals),
                    second: Valued(second, one.scaled, one.scaled, one.scaled, None, 0.0, other.decimals),
                }
        return {}


def _width(between: tuple[int | None, int | None]) -> int:
    low, high = between
    return high - low if low is not None and high is not None else 10**18
