"""Which figures to blame: the fewest whose change satisfies every relation, and of these the most plausible.

Broken relations that share figures are one case. The lightest sets of figures for it (auditor.diagnose.hitting) are
compared by what slip of the hand would explain each, and by what rounding it leaves to the relations. A figure that
relations confirm which hold now is blamed only where no other can be.
"""

from collections.abc import Mapping, Sequence

import msgspec

from auditor.diagnose.candidates import Candidates, Valued
from auditor.diagnose.edits import SCALE, rank
from auditor.diagnose.habits import Habits
from auditor.diagnose.hitting import MOST_NODES, Explanation, Units, lightest
from auditor.diagnose.likeliness import Likeliness
from auditor.diagnose.origins import OriginOf, nothing
from auditor.diagnose.system import System, figures_of, is_broken, is_contradicted, is_kept
from auditor.model.figure import Figure, Table
from auditor.model.relation import REPEATED, Relation

__all__ = ["Blame", "blame", "is_broken", "is_kept"]

# What a changed figure weighs, one more copy of it, and one that no broken relation accuses; and what it costs to let
# a relation that holds now be broken: less than a second figure, which it would take to mend it.
_FIGURE, _COPY, _UNACCUSED, _GIVEN_UP = 100, 10, 150, 60
# Explanations that weigh so much more than the lightest are still compared with it, and a weight's worth in ranks.
_SLACK, _A_RANK = 40, 10
# Explanations whose plausibility differs by less than this are a tie: less than between two kinds of slip.
_TIE = 1.0
# What is worked out from other figures errs before they do: in ranks, for a term of a sum and of a quotient alone.
_TERM, _QUOTIENT_TERM = 0.5, 2.0
# Terms of a relation that is told as a confirmation, and how many are told.
_SHORT, _MOST_CONFIRMING = 2, 2
# Sets tried for all cases of a report together, and for one of them at least.
_REPORT_NODES, _LEAST_NODES = 3000, 60
# How often cases that meet in a figure or a relation are put together and solved again.
_MOST_ROUNDS = 3

_NO_WEIGHTS: Mapping[int, int | None] = {}


class Blame(msgspec.Struct):
    """A figure to blame for `broken` relations. `values` is the first and last printed value that would satisfy them,
    `best` the likeliest of them, printed with `decimals`, `slip` what would turn it into what is printed. `alone` says
    that no other figure of these relations could be wrong as well; `rivals` are those that could; `confirmed` counts
    the relations that hold now and would break, `supported` those that hold now and are no copies.

    `copies` are the other printings of the same figure that are wrong alike, each with its own likeliest value;
    `partner` is the figure that it has changed places with, one of `copies` too; `kept` are relations
    that hold and confirm the others. `bounded` says that the search ended at its bound: there may be better ones.
    """

    figure: int
    broken: tuple[int, ...]
    values: tuple[int, int] | None = None
    best: int | None = None
    slip: str | None = None
    alone: bool = False
    rivals: tuple[int, ...] = ()
    confirmed: int = 0
    supported: int = 0
    decimals: int = 0
    copies: tuple[tuple[int, int | None], ...] = ()
    partner: int | None = None
    kept: tuple[int, ...] = ()
    bounded: bool = False

    @property
    def determined(self) -> bool:
        """Whether the likeliest value is one to suggest: no other figure may err, and no relation is given up."""
        if self.best is None or self.confirmed:
            return False
        return self.alone or (not self.rivals and (self.slip is not None or self.partner is not None))

    @property
    def figures(self) -> tuple[int, ...]:
        """The figure and its copies that are wrong alike."""
        return (self.figure, *(figure for figure, _ in self.copies))


class _Option(msgspec.Struct):
    """An explanation with values for its figures, and its order among others: the least is the one to tell."""

    explanation: Explanation
    values: dict[int, Valued]
    swapped: dict[int, int]
    score: float
    ranks: int
    key: tuple[int, int, float, tuple[int, ...]]


def blame(
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    tables: Sequence[Table] = (),
    weights: Mapping[int, int | None] = _NO_WEIGHTS,
    origin: OriginOf = nothing,
) -> list[Blame]:
    """The figures to blame for the broken relations, in the order of the document.

    `tables` tell what a figure ought to resemble. `weights` tells how unwilling to be blamed some figures are, where
    the usual weight is 100; None for never. `origin` tells of a figure and the relations that it breaks where else its
    value may come from.
    """
    system = System(relations, figures)
    if not system.broken:
        return []
    case = _Case(system, Habits(tables, figures), weights, origin)
    solved = [(indices, *case.solve(indices)) for indices in _cases(system)]
    for _ in range(_MOST_ROUNDS):
        met = _meeting(solved, system, case)
        if met is None:
            break
        together = sorted(index for position in met for index in solved[position][0])
        solved = [one for position, one in enumerate(solved) if position not in met]
        solved.append((together, *case.solve(together)))
    blamed = [one for indices, options, bounded in solved for one in case.told(indices, options, bounded)]
    return sorted(blamed, key=lambda one: one.figure)


_Solved = tuple[list[int], list[_Option], bool]


def _cases(system: System) -> list[list[int]]:
    """Broken relations by what figures they share."""
    case_of: dict[int, int] = {}  # by figure
    cases: dict[int, list[int]] = {}  # by the first relation
    for index in system.broken:
        members = figures_of(system.relations[index])
        met = sorted({case_of[figure] for figure in members if figure in case_of})
        kept = met[0] if met else index
        own = cases.setdefault(kept, [])
        own.append(index)
        for other in met[1:]:
            own.extend(cases[other])
            case_of.update((figure, kept) for one in cases.pop(other) for figure in figures_of(system.relations[one]))
        case_of.update((figure, kept) for figure in members)
    return [sorted(indices) for indices in cases.values()]


def _meeting(solved: Sequence[_Solved], system: System, case: "_Case") -> set[int] | None:
    """The cases that cannot be told apart: the first whose best explanation gives up a relation, or changes a figure,
    that another's figures could mend; or two whose changes break a relation together.
    """
    accused: dict[int, int] = {}
    for position, (indices, _, _) in enumerate(solved):
        for index in indices:
            for figure in figures_of(system.relations[index]):
                accused.setdefault(figure, position)
    values: dict[int, int] = {}
    owner: dict[int, int] = {}
    for position, (_, options, _) in enumerate(solved):
        if not options:
            continue
        best = options[0]
        own = case.units.figures(best.explanation.units)
        needed = set(own)
        for index in best.explanation.given_up:
            needed.update(figures_of(system.relations[index]))
        others = {accused[figure] for figure in needed if accused.get(figure, position) != position}
        if others:
            return {position, *others}
        for figure, valued in best.values.items():
            if valued.best is not None and valued.slip != SCALE:
                values[figure] = valued.best
                owner[figure] = position
    for index in system.touched(values):
        positions = {owner[figure] for figure in figures_of(system.relations[index]) if figure in owner}
        if len(positions) > 1 and is_kept(system.relations[index]) and not system.holds(index, values):
            given_up = [solved[position][1][0].explanation.given_up for position in positions]
            if not any(index in given for given in given_up):
                return positions
    return None


class _Case:
    """Solves the cases of one report."""

    def __init__(
        self, system: System, habits: Habits, weights: Mapping[int, int | None], origin: OriginOf = nothing
    ) -> None:
        self.system = system
        self._habits = habits
        self._accused = {figure for index in system.broken for figure in figures_of(system.relations[index])}
        self._weights = weights
        # what is never blamed does not keep a copy of it from being blamed
        never = {figure for figure, weight in weights.items() if weight is None}
        alike, self._class = _copies(system, self._accused - never, never)
        self._nodes_left = _REPORT_NODES
        self._prices: dict[int, int | None] = {}
        self._shared = {*self._class, *self._class.values()}
        self.units = Units(alike, self._price, self._least_price)
        system.alike = alike
        self._candidates = Candidates(system, self.units, Likeliness(system), origin)

    def _price(self, unit: int, own: frozenset[int]) -> int | None:
        """A cause and a little for each further copy; less where another printing of the figure is changed already."""
        if unit in self._shared:
            of_class = self._class.get(unit, unit)
            if any(self._class.get(other, other) == of_class for other in own):
                return _COPY * len(self.units.members(unit))
        if unit not in self._prices:
            self._prices[unit] = self._full_price(unit)
        return self._prices[unit]

    def _full_price(self, unit: int) -> int | None:
        members = self.units.members(unit)
        told = [self._weights[figure] for figure in members if figure in self._weights]
        if None in told:
            return None
        usual = _FIGURE if any(figure in self._accused for figure in members) else _UNACCUSED
        return max((weight for weight in told if weight is not None), default=usual) + _COPY * (len(members) - 1)

    def _least_price(self, unit: int) -> int | None:
        price = self._price(unit, frozenset())
        return price if price is None or unit not in self._shared else _COPY * len(self.units.members(unit))

    def solve(self, indices: Sequence[int]) -> tuple[list[_Option], bool]:
        """The explanations of a case in order of plausibility, and whether the search met its bound."""
        most = max(min(MOST_NODES, self._nodes_left), _LEAST_NODES)
        search = lightest(self.system, indices, self.units, give_up=_GIVEN_UP, slack=_SLACK, most_nodes=most)
        self._nodes_left -= search.nodes
        options = [self._option(explanation, search.explanations[0]) for explanation in search.explanations]
        return sorted(options, key=lambda option: option.key), search.bounded

    def _option(self, explanation: Explanation, lightest_one: Explanation) -> _Option:
        system = self.system
        freed = self.units.figures(explanation.units)
        touched = [index for index in system.touched(freed) if index not in explanation.given_up]
        values, swapped = self._candidates.valued(freed, touched)
        score = sum(values[unit].cost for unit in explanation.units)
        score += (explanation.weight - lightest_one.weight) / _A_RANK
        broken = [index for index in touched if is_broken(system.relations[index])]
        copied = all(system.relations[index].is_copy for index in broken)
        if not copied:
            score += sum(self._part(self.units.figures((unit,)), broken) for unit in explanation.units)
        plain = [system.relations[index] for index in broken]
        if not copied and any(relation.established and is_contradicted(relation) for relation in plain):
            differences = {relation.result for relation in plain if relation.formula != "summa"}
            score -= sum(
                self._habits.gain(figure, valued.best, figure not in differences)
                for figure, valued in values.items()
                if valued.best is not None and valued.decimals == system.figures[figure].decimals
            )
        impossible = sum(
            system.figures[figure].never_negative and system.figures[figure].scaled < 0 for figure in freed
        )
        # of two printings of one figure the later is more often the copy that was not updated
        place = tuple(sorted(-figure if copied else figure for figure in explanation.units))
        key = (
            self._supported(freed) if copied else 0,
            -impossible,
            round(score, 6),
            place,
        )
        ranks = sum(rank(values[unit].slip) for unit in explanation.units)
        ranks -= sum(values[unit].decimals > system.figures[unit].decimals for unit in explanation.units)
        return _Option(explanation, values, swapped, round(score, 6), ranks, key)

    def _part(self, figures: frozenset[int], broken: Sequence[int]) -> float:
        """What worked out figures are blamed before: a little for the terms of a sum, more for those of a quotient."""
        own = [
            relation
            for relation in map(self.system.relations.__getitem__, broken)
            if figures & set(figures_of(relation))
        ]
        if any(relation.told in figures for relation in own):
            return 0.0
        return _TERM if any(relation.kind == "linear" for relation in own) else _QUOTIENT_TERM

    def _supported(self, freed: frozenset[int]) -> int:
        relations = self.system.relations
        return sum(is_kept(relations[index]) and not relations[index].is_copy for index in self.system.touched(freed))

    # ---- what is told -------------------------------------------------------------------------------------------

    def told(self, indices: Sequence[int], options: Sequence[_Option], bounded: bool) -> list[Blame]:
        """The blames of a case: those of its most plausible explanation, and what else it could have been."""
        if not options:
            return []
        best = options[0]
        relations = self.system.relations
        others = [option for option in options[1:] if option.explanation.weight <= best.explanation.weight]
        copied = all(relations[index].is_copy for index in indices)
        # how amounts have been rounded does not tell which of two printings is right
        ties = [
            option for option in others if (option.ranks <= best.ranks if copied else option.score <= best.score + _TIE)
        ]
        lone = relations[indices[0]]
        if ties and len(indices) == 1 and len(lone.terms) > 2:
            # a slip in any of several rows would do: tell of the total
            total = self.units.of(lone.told)
            wanted = next((option for option in others if option.explanation.units == {total}), best)
            if wanted is not best:
                ties = [best, *(option for option in ties if option is not wanted)]
                others = [best, *(option for option in others if option is not wanted)]
                best = wanted
        # two figures that have changed places are one error, told at the first
        second = max(best.swapped, default=None)
        units = sorted(unit for unit in best.explanation.units if unit != second)
        return [self._told(unit, best, others, ties, indices, bounded) for unit in units]

    def _told(
        self,
        unit: int,
        best: _Option,
        others: Sequence[_Option],
        ties: Sequence[_Option],
        indices: Sequence[int],
        bounded: bool,
    ) -> Blame:
        relations = self.system.relations
        partner = best.swapped.get(unit)
        members = [*self.units.members(unit), *([partner] if partner is not None else [])]
        touched = self.system.touched(members)
        broken = tuple(index for index in touched if is_broken(relations[index]))
        near = {self.units.of(figure) for index in broken for figure in figures_of(relations[index])}
        accused = [figure for figure in members if figure in self._accused]
        primary = min(accused or members)
        valued = best.values[primary]
        rivals = {
            other
            for option in ties
            if unit not in option.explanation.units
            for other in option.explanation.units - best.explanation.units
            if other in near
        }
        return Blame(
            primary,
            broken or tuple(indices),
            (valued.low, valued.high)
            if valued.low is not None and valued.high is not None and valued.best is not None
            else None,
            valued.best,
            valued.slip,
            not bounded and all(unit in option.explanation.units for option in others),
            tuple(sorted(rivals)),
            sum(unit in map(self.units.of, figures_of(relations[index])) for index in best.explanation.given_up),
            self._supported(frozenset(members)),
            valued.decimals,
            tuple((figure, best.values[figure].best) for figure in members if figure != primary),
            partner,
            self._confirming(members, broken),
            bounded,
        )

    def _confirming(self, members: Sequence[int], broken: Sequence[int]) -> tuple[int, ...]:
        """Short relations that hold and confirm what the figures are held to: the total of a detail, or the terms."""
        relations = self.system.relations
        found: dict[int, None] = {}
        for index in broken:
            relation = relations[index]
            if relation.result not in members:
                others: tuple[int, ...] = (relation.result,)
            else:
                others = tuple(term.figure for term in relation.terms) if len(relation.terms) <= _SHORT else ()
            for other in others:
                own = [
                    near
                    for near in self.system.of(other)
                    if is_kept(relations[near])
                    and relations[near].kind == "linear"
                    and relations[near].formula != REPEATED
                    and len(relations[near].terms) <= _SHORT
                    and not set(members) & set(figures_of(relations[near]))
                ]
                found.update(dict.fromkeys(own[:1]))
        return tuple(found)[:_MOST_CONFIRMING]


def _copies(system: System, accused: set[int], never: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Copies that are printed alike, each with the first of them; and these units with the first of their class:
    the same amount printed with fewer digits belongs to the only finer one that it is a copy of. Figures that are
    `never` blamed are not among them.
    """
    unit: dict[int, int] = {}
    alike: dict[tuple[int, int, int], int] = {}
    near: dict[int, set[int]] = {}
    seen: set[int] = set()
    for start in sorted(accused):
        waiting = [] if start in seen else [start]
        seen.update(waiting)
        component = []
        while waiting:
            figure = waiting.pop()
            component.append(figure)
            for index in system.of(figure):
                relation = system.relations[index]
                if not relation.is_copy or relation.terms[0].factor != 1:
                    continue
                other = relation.result if relation.terms[0].figure == figure else relation.terms[0].figure
                if other in never:
                    continue
                if is_kept(relation):
                    near.setdefault(figure, set()).add(other)
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        if len(component) > 1:
            for figure in sorted(component):
                own = system.figures[figure].quantity
                unit[figure] = alike.setdefault((start, own.scaled, own.decimals), figure)
    of_class: dict[int, int] = {}
    for figure in sorted(unit, key=lambda one: (-system.figures[one].quantity.decimals, one)):
        decimals = system.figures[figure].quantity.decimals
        finer = {
            of_class.get(unit[other], unit[other])
            for other in near.get(figure, ())
            if system.figures[other].quantity.decimals > decimals
        }
        if len(finer) == 1 and unit[figure] not in of_class:
            of_class[unit[figure]] = finer.pop()
    return unit, of_class
