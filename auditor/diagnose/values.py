"""Whether a relation holds with other figures in it."""

from collections.abc import Mapping, Sequence

import msgspec

from auditor.exact import EXACT, ROUNDING, consistent_linear, judge_quotient
from auditor.model.figure import Figure
from auditor.model.relation import Relation
from auditor.model.rounding import within_hedge


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
