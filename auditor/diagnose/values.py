"""What a relation's printed figures give, worked out without rounding."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import msgspec

from auditor.exact import EXACT, ROUNDING, consistent_linear, judge_quotient
from auditor.model.figure import Figure
from auditor.model.relation import MEAN, Relation
from auditor.model.rounding import within_hedge


def value(figure: Figure) -> Fraction:
    """A figure in the base unit of its dimension."""
    quantity = figure.quantity
    return Fraction(quantity.scaled) / Fraction(10) ** quantity.decimals


def worked_out(relation: Relation, figures: Sequence[Figure]) -> Fraction | None:
    """The right side of a relation, of a mean what its figures come to; None where a denominator is zero."""
    if relation.formula == MEAN:
        own = [value(figures[number]) for number in (relation.result, *(term.figure for term in relation.terms[1:]))]
        return sum(own, Fraction(0)) / len(own)
    above = sum((term.factor * value(figures[term.figure]) for term in relation.terms), Fraction(0))
    if relation.kind == "linear":
        return above
    below = sum((term.under * value(figures[term.figure]) for term in relation.terms), Fraction(0))
    if not below:
        return None
    return relation.times * above / (abs(below) if "abs" in relation.formula else below)


def printed_as(amount: Fraction, figure: Figure, decimals: int) -> int:
    """A base-unit amount as a figure would print it with so many decimals: halves away from zero."""
    scaled = amount * Fraction(10) ** (decimals - figure.scale)
    whole = int(abs(scaled) + Fraction(1, 2))
    return whole if scaled >= 0 else -whole


def holds(relation: Relation, figures: Sequence[Figure], printed: Mapping[int, tuple[int, int]]) -> bool:
    """Whether a relation holds, or rounding may explain it, with some figures printed as (scaled, decimals) instead."""

    def figure(number: int) -> Figure:
        if number not in printed:
            return figures[number]
        scaled, decimals = printed[number]
        return msgspec.structs.replace(figures[number], scaled=scaled, decimals=decimals)

    result = figure(relation.result)
    if relation.kind != "linear":
        parts = [(term.factor, term.under, figure(term.figure).quantity) for term in relation.terms]
        judged = judge_quotient(result.quantity, parts, relation.times, "abs" in relation.formula)
        return judged.verdict in (EXACT, ROUNDING)
    terms = [(term.factor, figure(term.figure).quantity) for term in relation.terms]
    if relation.reach is not None:
        return within_hedge(result, *relation.reach, terms)
    if relation.is_copy:
        other = figure(relation.terms[0].figure)
        if (other.unit, other.decimals) == (result.unit, result.decimals):
            return result.scaled == relation.terms[0].factor * other.scaled
    if consistent_linear(result.quantity, terms):
        return True
    turned = msgspec.structs.replace(result, scaled=-result.scaled)
    return relation.mirrored and consistent_linear(turned.quantity, terms)
