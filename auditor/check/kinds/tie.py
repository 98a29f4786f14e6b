"""Figures that are printed more than once: each printing has to agree with the others."""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED, IMPROBABLE, ROUNDING, Quantity, consistent_linear
from auditor.model.figure import Figure, Tie
from auditor.model.relation import REPEATED, Relation, Term


def relations(rule: Rule, ties: Sequence[Tie], figures: Sequence[Figure]) -> Iterator[Relation]:
    """A relation a tie of the rule's kind: cell against cell, or a sentence's claim against a cell.

    In the same unit with the same decimals a repetition is printed alike; at different precision the intervals have to
    meet, touching included, since a value halfway between is rounded up by custom.
    """
    for tie in ties:
        if tie.kind not in rule.roles:
            continue
        first = figures[tie.first]
        terms = tuple(Term(figure, factor, "item") for figure, factor in tie.terms)
        relation = linear(
            rule.id, REPEATED, tie.first, terms, figures,
            evidence=tie.evidence, established=tie.established, convention=tie.what,
        )  # fmt: skip
        judgement = relation.judgement
        if judgement is None:
            continue
        if judgement.verdict in (IMPROBABLE, CONTRADICTED):
            rounded = tie.kind != "cell" and _rounded(first, tie, figures)
            alike = len(terms) == 1 and _alike(first, figures[terms[0].figure])
            verdict = ROUNDING if rounded or (judgement.verdict == IMPROBABLE and not alike) else CONTRADICTED
            judgement = msgspec.structs.replace(judgement, verdict=verdict)
        yield msgspec.structs.replace(relation, judgement=judgement)


def _alike(first: Figure, second: Figure) -> bool:
    return first.unit == second.unit and first.decimals == second.decimals


def _rounded(told: Figure, tie: Tie, figures: Sequence[Figure]) -> bool:
    """Whether a sentence's amount ends in zeros and is what the table has, rounded to them: "130 mnkr" for 127,4."""
    own = told.quantity
    scaled, decimals = own.scaled, own.decimals
    while scaled and scaled % 10 == 0 and told.decimals == 0:
        scaled, decimals = scaled // 10, decimals - 1
    terms = [(factor, figures[figure].quantity) for figure, factor in tie.terms]
    return decimals < own.decimals and consistent_linear(Quantity(scaled, decimals), terms)
