"""The lightest sets of figures whose change satisfies a system: minimal hitting sets of its contradictions.

Every broken relation has to have a figure changed (Reiter's hitting set tree, taken lightest first). Where the figures
chosen cannot satisfy their relations, the relations that contradict each other ask for one more figure, or for a
relation that holds now to be given up, at a price. The first set found is the lightest there is, and with it come all
that weigh no more than `slack` above it; only a search that meets its bound of nodes promises less, and says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from auditor.diagnose.propagation import contradiction
from auditor.diagnose.system import System, figures_of

# Sets tried for one case, and sets of least weight kept of it.
MOST_NODES = 1000
MOST_SETS = 120
# What is looked at, in figures times relations, before a case is solved by what mends most alone: a table copied fifty
# times over is one case of thousands of relations.
_MOST_WORK = 400_000
# Heavier than any set: what contradicts the others is taken last.
_CLASH = 10**6


class Explanation(NamedTuple):
    """`units` whose change satisfies every relation but those `given_up`, and what that weighs."""

    units: frozenset[int]
    given_up: frozenset[int]
    weight: int


class Search(NamedTuple):
    """The lightest explanations, lightest first. `bounded` says that others may have been missed."""

    explanations: tuple[Explanation, ...]
    bounded: bool
    nodes: int = 0


class Units:
    """What is changed together: copies printed alike are a unit, any other figure is one by itself.

    `price` tells what a unit adds to the weight of those that are changed already, None where it must not be changed.
    The weight of a set must not depend on the order in which it grows. `least_price` is the least that a unit adds to
    any set.
    """

    def __init__(
        self,
        of_figure: Mapping[int, int],
        price: Callable[[int, frozenset[int]], int | None],
        least_price: Callable[[int], int | None] | None = None,
    ) -> None:
        self._of_figure = of_figure
        self._members: dict[int, list[int]] = {}
        for figure, unit in of_figure.items():
            self._members.setdefault(unit, []).append(figure)
        self.price = price
        self.least_price = least_price or (lambda unit: price(unit, frozenset()))

    def of(self, figure: int) -> int:
        return self._of_figure.get(figure, figure)

    def members(self, unit: int) -> Sequence[int]:
        return self._members.get(unit, (unit,))

    def figures(self, units: Iterable[int]) -> frozenset[int]:
        return frozenset(figure for unit in units for figure in self.members(unit))


def lightest(
    system: System,
    accused: Sequence[int],
    units: Units,
    *,
    give_up: int | None = None,
    slack: int = 0,
    most_nodes: int = MOST_NODES,
) -> Search:
    """The lightest explanations of the broken relations `accused`; `give_up` is the price of one that holds."""
    tree = _Tree(system, accused, units, give_up)
    found: list[Explanation] = []
    nothing: frozenset[int] = frozenset()
    # by the least weight that a set can grow to, the fuller sets first
    heap: list[tuple[int, int, tuple[int, ...], tuple[int, ...]]] = [(tree.least(nothing), 0, (), ())]
    seen = {(nothing, nothing)}
    limit: int | None = None
    nodes = 0
    while heap:
        least, negative, chosen, given_up = heappop(heap)
        weight, own, dropped = -negative, frozenset(chosen), frozenset(given_up)
        if limit is not None and least > limit:
            break
        if nodes >= most_nodes or len(found) >= MOST_SETS or tree.exhausted:
            return Search(tuple(found or tree.dive(weight, own, dropped)), True, nodes)
        if any(one.units <= own and one.given_up <= dropped for one in found):
            continue
        nodes += 1
        options = tree.options(own, dropped)
        if options is None:
            found.append(Explanation(own, dropped, weight))
            limit = weight + slack if limit is None else limit
            continue
        for price, unit, relation in options:
            larger = own | {unit} if unit is not None else own
            fewer = dropped | {relation} if relation is not None else dropped
            if (larger, fewer) in seen:
                continue
            seen.add((larger, fewer))
            least = weight + price + tree.least(larger)
            if limit is None or least <= limit:
                heappush(heap, (least, -(weight + price), tuple(sorted(larger)), tuple(sorted(fewer))))
    return Search(tuple(found), False, nodes)


_Option = tuple[int, int | None, int | None]


class _Tree:
    def __init__(self, system: System, accused: Sequence[int], units: Units, give_up: int | None) -> None:
        self._system = system
        self._units = units
        self._give_up = give_up
        self._accused = {
            index: frozenset(units.of(figure) for figure in figures_of(system.relations[index])) for index in accused
        }
        self._broken = frozenset(system.broken)
        self._prices: dict[int, int | None] = {}
        self._parts: dict[frozenset[int], tuple[int, ...]] = {}
        self._possible: dict[tuple[frozenset[int], frozenset[int]], frozenset[int] | None] = {}
        self._work = 0

    @property
    def exhausted(self) -> bool:
        """Whether so much has been looked at that nothing more is asked of the rows."""
        return self._work >= _MOST_WORK

    def options(self, own: frozenset[int], dropped: frozenset[int]) -> list[_Option] | None:
        """What has to be added, one of them, as (price, unit, relation); None where nothing has."""
        conflict = self._conflict(own, dropped)
        fewest = len(self._suspects(conflict)) if conflict is not None else 0
        for index, members in self._accused.items():
            # a broken relation without a changed figure: one of its figures is needed
            if (conflict is None or len(members) < fewest) and not members & own:
                conflict, fewest = frozenset((index,)), len(members)
        return self._of(conflict, own) if conflict is not None else None

    def least(self, own: frozenset[int]) -> int:
        """What has to be added at least: the cheapest figure of each broken relation that shares none with another."""
        taken = own
        least = 0
        for members in self._accused.values():
            if not members & taken:
                taken = taken | members
                least += min(
                    (cheapest for unit in members if (cheapest := self._cheapest(unit)) is not None), default=0
                )
        return least

    def _cheapest(self, unit: int) -> int | None:
        if unit not in self._prices:
            self._prices[unit] = self._units.least_price(unit)
        return self._prices[unit]

    def dive(self, weight: int, own: frozenset[int], dropped: frozenset[int]) -> list[Explanation]:
        """Some explanation with these changes: each step one that contradicts nothing, and of these what mends most."""
        for _ in range(2 * len(self._accused) + len(own)):
            options = self.options(own, dropped)
            if not options:
                break

            def cost(option: _Option, own: frozenset[int] = own, dropped: frozenset[int] = dropped) -> _Option:
                price, unit, relation = option
                if unit is None:
                    return price, 0, relation
                clashes = self._conflict(own | {unit}, dropped) is not None
                return (_CLASH if clashes else 0) + price, -self._mended(unit), unit

            price, unit, relation = min(options, key=cost)
            weight += price
            own = own | {unit} if unit is not None else own
            dropped = dropped | {relation} if relation is not None else dropped
        return [Explanation(own, dropped, weight)]

    def _mended(self, unit: int) -> int:
        return sum(unit in members for members in self._accused.values())

    def _of(self, conflict: frozenset[int], own: frozenset[int]) -> list[_Option]:
        options: list[_Option] = []
        for unit in self._suspects(conflict):
            if unit not in own:
                price = self._units.price(unit, own)
                if price is not None:
                    options.append((price, unit, None))
        if self._give_up is not None:
            options.extend((self._give_up, None, index) for index in sorted(conflict - self._broken))
        return options

    def _suspects(self, conflict: frozenset[int]) -> tuple[int, ...]:
        """What is part of the relations of a conflict."""
        found = self._parts.get(conflict)
        if found is None:
            relations = self._system.relations
            units = {self._units.of(figure) for index in conflict for figure in figures_of(relations[index])}
            found = self._parts[conflict] = tuple(sorted(units))
        return found

    def _conflict(self, own: frozenset[int], dropped: frozenset[int]) -> frozenset[int] | None:
        """Relations that the changed figures cannot satisfy together, the fewest found."""
        found: frozenset[int] | None = None
        for group, indices in self._groups(own, dropped) if not self.exhausted else ():
            key = (group, indices)
            if key not in self._possible:
                self._possible[key] = self._contradiction(group, indices)
            conflict = self._possible[key]
            if conflict is not None and (found is None or len(conflict) < len(found)):
                found = conflict
        return found

    def _contradiction(self, group: frozenset[int], indices: frozenset[int]) -> frozenset[int] | None:
        self._work += len(group) * len(indices)
        behind: frozenset[int] = frozenset()
        for rows in self._system.ways(sorted(indices), group):
            because = contradiction(rows)
            if because is None:
                return None
            behind |= because
        return behind

    def _groups(self, own: frozenset[int], dropped: frozenset[int]) -> Iterable[tuple[frozenset[int], frozenset[int]]]:
        """The changed figures by what relations they share, each group with its relations."""
        groups: list[tuple[frozenset[int], frozenset[int]]] = []
        for unit in sorted(own):
            figures = self._units.figures((unit,))
            indices = frozenset(self._system.touched(figures)) - dropped
            apart = []
            for other, others in groups:
                if others & indices:
                    figures, indices = figures | other, indices | others
                else:
                    apart.append((other, others))
            groups = [*apart, (figures, indices)]
        return groups
