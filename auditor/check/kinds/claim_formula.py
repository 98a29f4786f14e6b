"""Amounts of one sentence that say the same: a change and its two ends, a pair, a whole and its parts."""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.check.judge import linear, quotient
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED, IMPROBABLE, ROUNDING, consistent_linear, judge_quotient
from auditor.model.figure import Figure, Tie
from auditor.model.relation import Relation, Term
from auditor.model.rounding import as_told, within_hedge

_FORMULAS = {"change": "förändring", "equivalent": "motsvarighet", "parts": "summa", "direction": "skillnad"}


def relations(rule: Rule, ties: Sequence[Tie], figures: Sequence[Figure]) -> Iterator[Relation]:
    """A relation a tie of the rule's kind. Every amount of a sentence is as exact as its digits before closing zeros:
    what such rounding explains is no contradiction.
    """
    for tie in ties:
        if tie.kind not in rule.roles or tie.kind not in _FORMULAS or (tie.kind == "direction" and not tie.under):
            continue
        formula = _FORMULAS[tie.kind]
        if tie.under:
            relation = _quotient(rule, formula, tie, figures)
        else:
            terms = tuple(Term(figure, factor, "item") for figure, factor in tie.terms)
            relation = linear(
                rule.id, formula, tie.first, terms, figures, evidence=tie.evidence, established=tie.established
            )
        if tie.reach is not None:
            relation = msgspec.structs.replace(relation, established=tie.established, reach=tie.reach)
        judgement = relation.judgement
        if judgement is not None and judgement.verdict in (CONTRADICTED, IMPROBABLE):
            # nobody rounds a sentence's amounts so that they foot
            if judgement.verdict == IMPROBABLE or _explained(tie, figures):
                judgement = msgspec.structs.replace(judgement, verdict=ROUNDING)
                relation = msgspec.structs.replace(relation, judgement=judgement)
        yield relation


def _quotient(rule: Rule, formula: str, tie: Tie, figures: Sequence[Figure]) -> Relation:
    terms = tuple(
        Term(figure, above, "numerator" if above else "denominator", under)
        for figure, (above, under) in tie.weights.items()
    )
    return quotient(
        rule.id, formula, tie.first, terms, figures,
        times=tie.times, absolute=False, evidence=tie.evidence, established=tie.established,
    )  # fmt: skip


def _explained(tie: Tie, figures: Sequence[Figure]) -> bool:
    if tie.reach is not None:
        return within_hedge(
            figures[tie.first], *tie.reach, [(factor, figures[figure].quantity) for figure, factor in tie.terms]
        )
    told = as_told(figures[tie.first])
    if not tie.under:
        own = [figures[tie.first], *(figures[figure] for figure, _ in tie.terms)]
        if any(figure.decimals or figure.scaled % 10 for figure in own) and len({figure.unit for figure in own}) == 1:
            # where one amount is told to its last digit the zeros of the others are digits too
            return False
        return consistent_linear(told, [(factor, as_told(figures[figure])) for figure, factor in tie.terms])
    parts = [(above, under, as_told(figures[figure])) for figure, (above, under) in tie.weights.items()]
    return judge_quotient(told, parts, tie.times, False).verdict != CONTRADICTED
