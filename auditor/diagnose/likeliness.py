"""How likely a value is to be what a figure should have printed. Only for ranking: no amount is worked out here."""

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from auditor.diagnose.edits import rank, slip
from auditor.diagnose.system import System, is_kept
from auditor.exact import ROUNDING, Quantity, judge_quotient
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure
from auditor.model.relation import Relation

# Places after the point that a likeliness is told with: the last bits of a logarithm differ between machines.
_PLACES = 6
_UNLIKELY = 12.0
# What the kept sums of a table tell of its rounding: half of it with so many, and next to nothing with none.
_ENOUGH, _FEW, _LEAST_TRUST = 5, 1, 0.1
# A table is either rounded or it is not: how many sums of the other kind are taken for granted.
_DOUBT = 0.02
# A step in the plausibility of slips, on the scale of a logarithm.
_A_RANK = 1.5


def ranked(kind: str | None) -> float:
    """What a slip costs, None for no slip that is known."""
    return _A_RANK * rank(kind)


class Likeliness:
    """What the relations of a report that hold tell of how its figures have been rounded."""

    def __init__(self, system: System) -> None:
        self._system = system
        kept: dict[tuple[int | None, str], list[bool]] = {}
        for relation in system.relations:
            if relation.kind == "linear" and relation.judgement is not None and is_kept(relation):
                rounded = relation.judgement.verdict == ROUNDING
                kept.setdefault((relation.table, relation.rule), []).append(rounded)
                kept.setdefault((relation.table, ""), []).append(rounded)
        self._linear: dict[int, _Sums] = {}
        self._kept = {key: (len(own), sum(own)) for key, own in kept.items()}

    def _habit(self, relation: Relation) -> tuple[float, float]:
        """How often sums like this one hold only within rounding, and how far that is to be trusted.

        The relations of the same rule in the same table tell; where they are few, all of the table.
        """
        number, rounded = self._kept.get((relation.table, relation.rule), (0, 0))
        if number < _ENOUGH:
            number, rounded = self._kept.get((relation.table, ""), (0, 0))
        return (rounded + _DOUBT) / (number + 2 * _DOUBT), max(number / (number + _FEW), _LEAST_TRUST)

    def cost(self, figure: Figure, scaled: int, touched: Sequence[int], values: Mapping[int, int]) -> float:
        """The less the likelier: the rank of the slip that turns `scaled` into what stands, and what these values of it
        and others leave to rounding.
        """
        # a nil is left out or left standing, never a slip of the hand
        kind = slip(figure.scaled, scaled, figure.decimals) if figure.scaled else None
        return ranked(kind) + self.rounding(values, touched)

    def rounding(self, values: Mapping[int, int], touched: Sequence[int]) -> float:
        """How much rounding the relations `touched` need with these values: minus the logarithm of a likelihood."""
        strains = sorted((self._strain(index, values) for index in touched), reverse=True)
        # one rounding strains all relations of a figure alike: the others are no evidence of their own
        return round(sum(strains[:1]) + sum(strains[1:]) / 2, _PLACES)

    def _strain(self, index: int, values: Mapping[int, int]) -> float:
        relation = self._system.relations[index]
        if relation.kind != "linear":
            return self._strain_of_quotient(relation, values)
        if relation.is_copy:
            return 0.0
        if index not in self._linear:
            self._linear[index] = self._as_printed(relation)
        sums = self._linear[index]
        figures = self._system.figures
        # only what the new values change is added up: a total may have hundreds of rows
        off, own = sums.off, figures[relation.result].scaled
        for figure, value in values.items():
            if figure in sums.factors:
                off += sums.factors[figure] * (value - figures[figure].scaled)
                own = value if figure == relation.result else own
        if relation.mirrored:
            off = min(abs(off), abs(2 * own * sums.one - off))
        share, trust = sums.habit
        density = share * exp(-((off / sums.one) ** 2) / (2 * sums.variance))
        density /= sqrt(2 * 3.141592653589793 * sums.variance)
        if not off:
            density += 1 - share
        return trust * (min(-log(density), _UNLIKELY) if density > 0 else _UNLIKELY)

    def _strain_of_quotient(self, relation: Relation, values: Mapping[int, int]) -> float:
        def quantity(number: int) -> Quantity:
            own = self._system.figures[number].quantity
            return Quantity(values[number], own.decimals, own.exact) if number in values else own

        parts = [(term.factor, term.under, quantity(term.figure)) for term in relation.terms]
        judged = judge_quotient(quantity(relation.result), parts, relation.times, "abs" in relation.formula)
        if judged.residual is None or judged.allowed is None or not float(judged.allowed):
            return 0.0
        return min(2 * (float(judged.residual) / float(judged.allowed)) ** 2, _UNLIKELY)

    def _as_printed(self, relation: Relation) -> "_Sums":
        """A linear relation with the figures as printed."""
        figures = self._system.figures
        own = figures[relation.result].quantity
        terms = [(term.figure, term.factor, figures[term.figure].quantity) for term in relation.terms]
        finest = max(own.decimals, *(quantity.decimals for _, _, quantity in terms))
        one = power_of_ten(finest - own.decimals)
        factors = {relation.result: one}
        off = one * own.scaled
        units = 0 if own.exact else one * one
        for figure, factor, quantity in terms:
            step = factor * power_of_ten(finest - quantity.decimals)
            factors[figure] = factors.get(figure, 0) - step
            off -= step * quantity.scaled
            units += 0 if quantity.exact else step * step
        variance = max(units / (one * one) / 12, 1 / 12)
        return _Sums(off, one, factors, variance, self._habit(relation))


class _Sums(NamedTuple):
    """What a linear relation comes to as printed: the result less the terms in steps of the finest figure, of which
    `one` are a unit of the result; what a unit of each figure adds to that; and the `variance` of its roundings.
    """

    off: int
    one: int
    factors: Mapping[int, int]
    variance: float
    habit: tuple[float, float]
