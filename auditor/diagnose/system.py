"""All relations of a report as one system over its printed figures.

Each relation bounds a linear form of the printed whole numbers from both sides: a sum has to come within the half units
of its figures, a copy has to be printed alike, a hedged amount has the reach of its words. A quotient, with its result
known, bounds two forms from one side each: times * numerator - result * denominator.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import msgspec

from auditor.diagnose.propagation import Row
from auditor.exact import (
    CONTRADICTED,
    EXACT,
    IMPROBABLE,
    ROUNDING,
    Judgement,
    Quantity,
    consistent_linear,
    judge_quotient,
)
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure
from auditor.model.relation import Relation
from auditor.model.rounding import as_told

# Ways to read several relations at once that are tried: a mirrored one has two, as has a denominator's sign.
_MOST_WAYS = 16


class _Form(NamedTuple):
    """`low` <= 2 * sum of factor * figure <= `high` over all figures of a relation, None for no bound."""

    factors: dict[int, int]
    low: int | None
    high: int | None


def is_broken(relation: Relation) -> bool:
    """Whether a relation accuses: contradicted, or possible only by an improbable conspiracy of roundings."""
    return relation.judgement is not None and relation.judgement.verdict in (CONTRADICTED, IMPROBABLE)


def is_contradicted(relation: Relation) -> bool:
    """Whether no rounding can satisfy a relation."""
    return relation.judgement is not None and relation.judgement.verdict == CONTRADICTED


def is_kept(relation: Relation) -> bool:
    """Whether a relation confirms its figures: exact, or plausibly within rounding."""
    return relation.judgement is not None and relation.judgement.verdict in (EXACT, ROUNDING)


def figures_of(relation: Relation) -> tuple[int, ...]:
    """The figures of a relation, its result first."""
    return (relation.result, *(term.figure for term in relation.terms))


class System:
    """The relations of a report by the figures that they hold."""

    def __init__(self, relations: Sequence[Relation], figures: Sequence[Figure]) -> None:
        self.relations = relations
        self.figures = figures
        self.broken = [index for index, relation in enumerate(relations) if is_broken(relation)]
        # figures that have one value together, each with the one that stands for them in the rows
        self.alike: Mapping[int, int] = {}
        self._of: dict[int, list[int]] | None = None
        self._forms: dict[int, tuple[_Form, ...]] = {}

    def of(self, figure: int) -> Sequence[int]:
        """The relations that a figure is part of, kept and broken."""
        if self._of is None:
            self._of = {}
            for index, relation in enumerate(self.relations):
                for own in dict.fromkeys(figures_of(relation)):
                    self._of.setdefault(own, []).append(index)
        return self._of.get(figure, ())

    def touched(self, figures: Iterable[int]) -> list[int]:
        """The relations that hold any of the figures."""
        return sorted({index for figure in figures for index in self.of(figure)})

    def ways(self, indices: Sequence[int], freed: frozenset[int]) -> list[list[Row]]:
        """What the relations demand of the freed figures while all others stay as printed.

        Rows to hold together, in each way that the relations may be read: one of the ways has to be possible.
        """
        fixed: list[Row] = []
        open_ways: list[list[list[Row]]] = []
        for index in indices:
            ways = self._rows(index, freed)
            if len(ways) == 1:
                fixed.extend(ways[0])
            elif len(open_ways) < _MOST_WAYS.bit_length() - 1:
                open_ways.append(ways)
        return [[*fixed, *(row for way in chosen for row in way)] for chosen in product(*open_ways)]

    def holds(self, index: int, values: Mapping[int, int]) -> bool:
        """Whether a relation holds with other values printed for some figures."""
        relation = self.relations[index]
        if relation.kind != "linear":
            return self._judged(relation, values).verdict in (EXACT, ROUNDING)
        for form in self._linear(index):
            twice = 2 * sum(
                factor * values.get(figure, self.figures[figure].scaled) for figure, factor in form.factors.items()
            )
            if (form.low is None or form.low <= twice) and (form.high is None or twice <= form.high):
                return True
        return False

    def holds_finer(self, index: int, figure: int, more: int) -> bool:
        """Whether a linear relation would hold had a figure's digits a decimal comma `more` places from the right."""
        relation = self.relations[index]

        def quantity(other: int) -> Quantity:
            own = self.figures[other].quantity
            return Quantity(own.scaled, own.decimals + more, own.exact) if other == figure else own

        if relation.kind != "linear":
            parts = [(term.factor, term.under, quantity(term.figure)) for term in relation.terms]
            judged = judge_quotient(quantity(relation.result), parts, relation.times, "abs" in relation.formula)
            return judged.verdict in (EXACT, ROUNDING)
        result = quantity(relation.result)
        terms = [(term.factor, quantity(term.figure)) for term in relation.terms]
        if consistent_linear(result, terms):
            return True
        return relation.mirrored and consistent_linear(Quantity(-result.scaled, result.decimals, result.exact), terms)

    def quotient(self, figure: int, values: Mapping[int, int]) -> tuple[int, int] | None:
        """What a figure may print by the quotients that it is the result of, with other values for some figures."""
        low: int | None = None
        high: int | None = None
        for index in self.of(figure):
            relation = self.relations[index]
            if relation.kind == "linear" or relation.result != figure:
                continue
            judged = self._judged(relation, values)
            if judged.low is None or judged.high is None:
                return None
            low = judged.low[0] if low is None else max(low, judged.low[0])
            high = judged.high[0] if high is None else min(high, judged.high[0])
        return (low, high) if low is not None and high is not None and low <= high else None

    # ---- linear relations ---------------------------------------------------------------------------------------

    def _rows(self, index: int, freed: frozenset[int]) -> list[list[Row]]:
        relation = self.relations[index]
        if relation.kind != "linear":
            return self._quotient_rows(index, relation, freed)
        because = frozenset((index,))
        ways = []
        for form in self._linear(index):
            known = 2 * sum(
                factor * self.figures[figure].scaled for figure, factor in form.factors.items() if figure not in freed
            )
            terms = self._terms(form.factors, freed)
            low = -((known - form.low) // 2) if form.low is not None else None
            high = (form.high - known) // 2 if form.high is not None else None
            ways.append([Row(terms, low, high, because)])
        return ways

    def _terms(self, factors: Mapping[int, int], freed: frozenset[int]) -> tuple[tuple[int, int], ...]:
        terms: dict[int, int] = {}
        for figure, factor in factors.items():
            if figure in freed:
                one = self.alike.get(figure, figure)
                terms[one] = terms.get(one, 0) + factor
        return tuple(terms.items())

    def _linear(self, index: int) -> tuple[_Form, ...]:
        forms = self._forms.get(index)
        if forms is None:
            forms = self._forms[index] = self._worked_out(self.relations[index])
        return forms

    def _worked_out(self, relation: Relation) -> tuple[_Form, ...]:
        plain = self._form(relation)
        forms = [plain]
        if relation.mirrored or (is_kept(relation) and self._unsigned_copy(relation)):
            turned = tuple(msgspec.structs.replace(term, factor=-term.factor) for term in relation.terms)
            forms.append(self._form(msgspec.structs.replace(relation, terms=turned)))
        if not is_kept(relation):
            return tuple(forms)
        # a relation that was found to hold does so as it stands: dashes and hedges loosen it more than its terms tell
        now = [2 * sum(factor * self.figures[own].scaled for own, factor in form.factors.items()) for form in forms]
        holding = [
            form
            for form, twice in zip(forms, now, strict=True)
            if (form.low is None or form.low <= twice) and (form.high is None or twice <= form.high)
        ]
        if holding:
            return tuple(forms if self._unsigned_copy(relation) else holding)
        widest = abs(now[0])
        return (_Form(plain.factors, -widest, widest),)

    def _unsigned_copy(self, relation: Relation) -> bool:
        """Whether a sentence repeats a cell without a sign of its own: it is no witness of the cell's."""
        told = self.figures[relation.result]
        return relation.is_copy and told.context == "prose" and told.text[:1].isdigit()

    def _form(self, relation: Relation) -> _Form:
        figures = self.figures
        result = figures[relation.result].quantity
        terms = [(term, figures[term.figure].quantity) for term in relation.terms]
        decimals = max(result.decimals, *(quantity.decimals for _, quantity in terms)) if terms else result.decimals
        if relation.reach is not None:
            decimals = max(decimals, as_told(figures[relation.result]).decimals + 1)
        unit = power_of_ten(decimals - result.decimals)
        factors = {relation.result: unit}
        among = 0
        for term, quantity in terms:
            width = power_of_ten(decimals - quantity.decimals)
            factors[term.figure] = factors.get(term.figure, 0) - term.factor * width
            among += 0 if quantity.exact else abs(term.factor) * width
        if relation.is_copy and self._alike(relation):
            return _Form(factors, 0, 0)
        reach = among + (0 if result.exact else unit)
        if relation.reach is None:
            return _Form(factors, -reach, reach)
        told = as_told(figures[relation.result])
        below, above = relation.reach if told.scaled >= 0 else relation.reach[::-1]
        step = power_of_ten(decimals - told.decimals)
        low = -max(2 * above * step + step // 5 + among, reach) if above >= 0 else None
        high = max(2 * below * step + step // 5 + among, reach) if below >= 0 else None
        return _Form(factors, low, high)

    def _alike(self, relation: Relation) -> bool:
        """Whether a figure is printed again with the same decimals in the same unit: then alike to the digit."""
        first, second = self.figures[relation.result], self.figures[relation.terms[0].figure]
        return first.unit == second.unit and first.decimals == second.decimals

    # ---- quotients ----------------------------------------------------------------------------------------------

    def _judged(self, relation: Relation, values: Mapping[int, int]) -> Judgement:
        parts = [(term.factor, term.under, self._quantity(term.figure, values)) for term in relation.terms]
        result = self._quantity(relation.result, values)
        return judge_quotient(result, parts, relation.times, "abs" in relation.formula)

    def _quantity(self, figure: int, values: Mapping[int, int]) -> Quantity:
        own = self.figures[figure].quantity
        return Quantity(values[figure], own.decimals, own.exact) if figure in values else own

    def _quotient_rows(self, index: int, relation: Relation, freed: frozenset[int]) -> list[list[Row]]:
        """The rows of a quotient, in a way for either sign of its denominator where that is open.

        With its result and terms both freed it says nothing but that they hang together (see `quotient`).
        """
        because = frozenset((index,))
        terms_freed = any(term.figure in freed for term in relation.terms)
        if relation.result in freed:
            judgement = relation.judgement
            if terms_freed:
                own = self._terms(dict.fromkeys(figures_of(relation), 1), freed)
                return [[Row(own, None, None, because)]]
            if judgement is None or judgement.low is None or judgement.high is None:
                return [[]]
            result_alone = self._terms({relation.result: 1}, freed)
            return [[Row(result_alone, judgement.low[0], judgement.high[0], because)]]
        result = self.figures[relation.result].quantity
        decimals = max(self.figures[term.figure].quantity.decimals for term in relation.terms)
        widths = {
            term.figure: power_of_ten(decimals - self.figures[term.figure].quantity.decimals) for term in relation.terms
        }
        half = 0 if result.exact else 1
        up, down = power_of_ten(max(result.decimals, 0)), power_of_ten(max(-result.decimals, 0))
        below = {term.figure: term.under * widths[term.figure] for term in relation.terms if term.under}
        signs = (1, -1) if any(figure in freed for figure in below) else (1 if self._sum(below) > 0 else -1,)
        ways = []
        for sign in signs:
            turned = 1 if sign > 0 or "abs" not in relation.formula else -1
            rows = [self._row(_scaled(below, 2 * sign), 1, freed, because, reaching=-1)]
            for bound, way in ((2 * result.scaled - half, 1), (2 * result.scaled + half, -1)):
                # way * (times * numerator / denominator - bound) >= 0, times the denominator, which has a sign
                factors = {
                    term.figure: way
                    * sign
                    * (2 * relation.times * term.factor * turned * up - bound * down * term.under)
                    * widths[term.figure]
                    for term in relation.terms
                }
                rows.append(self._row(_scaled(factors, 2), 0, freed, because, reaching=1))
            ways.append(rows)
        return ways

    def _sum(self, factors: Mapping[int, int]) -> int:
        return sum(factor * self.figures[figure].scaled for figure, factor in factors.items())

    def _row(
        self, factors: Mapping[int, int], least: int, freed: frozenset[int], because: frozenset[int], reaching: int
    ) -> Row:
        """sum of factor * figure >= `least`, somewhere (`reaching` 1) or everywhere (-1) within the half units."""
        half_units = sum(
            abs(factor) // 2 for figure, factor in factors.items() if not self.figures[figure].quantity.exact
        )
        known = self._sum({figure: factor for figure, factor in factors.items() if figure not in freed})
        terms = self._terms(factors, freed)
        return Row(terms, least - known - reaching * half_units, None, because)


def _scaled(factors: Mapping[int, int], by: int) -> dict[int, int]:
    return {figure: by * factor for figure, factor in factors.items()}
