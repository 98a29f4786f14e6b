"""What a relation's printed figures give, worked out without rounding."""

from collections.abc import Sequence
from fractions import Fraction

from auditor.model.figure import Figure
from auditor.model.relation import MEAN, Relation


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
