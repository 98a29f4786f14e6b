"""A relation worked out from its printed figures, and written out as Swedish reports print sums."""

from collections.abc import Sequence
from fractions import Fraction

from auditor.model.figure import Figure
from auditor.model.relation import MEAN, Relation

NO_BREAK, MINUS, UNEQUAL = "\u00a0", "\u2212", "\u2260"
_MOST_TERMS = 24


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


def amount(scaled: int, decimals: int, unit: str | None = None) -> str:
    """A figure as Swedish reports print it: decimal comma, thousands set apart by a no-break space, a real minus."""
    if decimals < 0:
        scaled, decimals = scaled * 10**-decimals, 0
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    grouped = NO_BREAK.join(thousands(whole))
    sign = MINUS if scaled < 0 else ""
    text = f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"
    return f"{text}{NO_BREAK}{unit}" if unit else text


def thousands(digits: str) -> list[str]:
    """Digits in groups of three, from the right."""
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    return groups + [digits[index : index + 3] for index in range(first, len(digits), 3)]


def printed(figure: Figure, unit: bool = False) -> str:
    """A figure in its own unit and decimals."""
    return amount(figure.scaled, figure.decimals, figure.unit if unit else None)


def converted(value: tuple[int, int], figure: Figure) -> tuple[int, int]:
    """A base-unit amount (kr) in the unit of a figure."""
    return value[0], value[1] + figure.scale


def calculation(relation: Relation, figures: Sequence[Figure]) -> str:
    """The relation's sum done out: "410,2 + 612,9 = 1 023,1 (står 1 032,1)"."""
    result = figures[relation.told]
    same = {figures[term.figure].unit for term in relation.terms} | {result.unit}
    unit = len(same) > 1
    if relation.formula == MEAN:
        own = [(1, figures[number]) for number in (relation.result, *(term.figure for term in relation.terms[1:]))]
        left = f"({summed(own, False)}) / {len(own)}"
    elif relation.kind == "linear":
        left = summed([(term.factor, figures[term.figure]) for term in relation.terms], unit)
    else:
        mixed = len({figures[term.figure].unit for term in relation.terms}) > 1
        over = summed([(term.factor, figures[term.figure]) for term in relation.terms if term.factor], mixed)
        under = summed([(term.under, figures[term.figure]) for term in relation.terms if term.under], mixed)
        left = (
            f"({over}) / {under if len([t for t in relation.terms if t.under]) == 1 else f'({under})'}"
            if len([t for t in relation.terms if t.factor]) > 1
            else f"{over} / {under}"
        )
    computed = computed_value(relation, figures)
    right = (
        amount(*computed, result.unit if unit or relation.kind != "linear" else None) if computed is not None else "?"
    )
    stated = (result.scaled, result.decimals)
    if computed is None or _same(computed, stated):
        return f"{left} = {right}"
    return f"{left} = {right} {UNEQUAL} {amount(*stated, result.unit if unit or relation.kind != 'linear' else None)}"


def _same(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return bool(one[0] * 10 ** max(other[1] - one[1], 0) == other[0] * 10 ** max(one[1] - other[1], 0))


def computed_value(relation: Relation, figures: Sequence[Figure]) -> tuple[int, int] | None:
    """What the terms give, in the unit of the result: to the last digit where it has one, else as the result prints."""
    judgement = relation.judgement
    result = figures[relation.told]
    linear = relation.kind == "linear" and relation.formula != MEAN
    if judgement is not None and judgement.computed is not None and linear:
        return trim(*converted(judgement.computed, result), result.decimals)
    amount_given = worked_out(relation, figures)
    return (printed_as(amount_given, result, result.decimals), result.decimals) if amount_given is not None else None


def trim(scaled: int, decimals: int, least: int) -> tuple[int, int]:
    """The same amount without the nought decimals beyond `least`."""
    while decimals > least and scaled % 10 == 0:
        scaled, decimals = scaled // 10, decimals - 1
    return scaled, decimals


def summed(terms: Sequence[tuple[int, Figure]], unit: bool) -> str:
    """Terms of a sum with their signs, in the report's own decimals; `unit` prints each with its unit."""
    parts: list[str] = []
    shown = terms if len(terms) <= _MOST_TERMS else [*terms[: _MOST_TERMS // 2], *terms[-_MOST_TERMS // 2 :]]
    for at, (factor, figure) in enumerate(shown):
        value = figure.scaled
        text = amount(abs(value), figure.decimals, figure.unit if unit else None)
        negative = value < 0
        if at == 0:
            if factor < 0:
                parts.append(f"{MINUS}({MINUS}{text})" if negative else f"{MINUS}{text}")
            else:
                parts.append(f"{MINUS}{text}" if negative else text)
        elif factor < 0 and negative:
            parts.append(f" {MINUS} ({MINUS}{text})")
        else:
            parts.append(f" {MINUS if negative != (factor < 0) else '+'} {text}")
        if len(terms) > _MOST_TERMS and at == _MOST_TERMS // 2 - 1:
            parts.append(" + …")
    return "".join(parts)
