"""Figures that are printed more than once: each printing has to agree with the others."""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED, IMPROBABLE, ROUNDING, consistent_linear
from auditor.model.figure import Figure, Tie
from auditor.model.relation import REPEATED, Relation, Term
from auditor.model.rounding import as_told, within_hedge


def relations(rule: Rule, ties: Sequence[Tie], figures: Sequence[Figure]) -> Iterator[Relation]:
    """A relation a tie of the rule's kind: cell against cell, or a sentence's claim against a cell.

    In the same unit with the same decimals a repetition is printed alike; at different precision the intervals have to
    meet, touching included, since a value halfway between is rounded up by custom.
    """
    for tie in ties:
        if tie.kind not in rule.roles or tie.under:
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
        if tie.reach is not None:
            # the word's reach is part of what is judged
            relation = msgspec.structs.replace(relation, established=tie.established, reach=tie.reach)
        if tie.kind == "sum" and judgement.verdict == CONTRADICTED and not _rounded(first, tie, figures):
            # the rows of a sum are inferred
            relation = msgspec.structs.replace(relation, established=False)
        if tie.kind == "source":
            if judgement.verdict == IMPROBABLE:  # exactly halfway
                judgement = msgspec.structs.replace(judgement, verdict=ROUNDING)
            elif judgement.verdict == CONTRADICTED and _adjusted(first, tie, figures):
                relation = msgspec.structs.replace(relation, established=False)
        elif judgement.verdict in (IMPROBABLE, CONTRADICTED):
            rounded = tie.kind != "cell" and _rounded(first, tie, figures)
            alike = len(terms) == 1 and tie.kind != "direction" and _alike(first, figures[terms[0].figure])
            verdict = ROUNDING if rounded or (judgement.verdict == IMPROBABLE and not alike) else CONTRADICTED
            judgement = msgspec.structs.replace(judgement, verdict=verdict)
        yield msgspec.structs.replace(relation, judgement=judgement)


def _adjusted(first: Figure, tie: Tie, figures: Sequence[Figure]) -> bool:
    """Whether a figure is one unit of its last digit off, as where it was adjusted to make a sum come out even."""
    return any(
        consistent_linear(
            msgspec.structs.replace(first, scaled=first.scaled + step).quantity,
            [(factor, figures[figure].quantity) for figure, factor in tie.terms],
        )
        for step in (-1, 1)
    )


def _alike(first: Figure, second: Figure) -> bool:
    return first.unit == second.unit and first.decimals == second.decimals


def _rounded(told: Figure, tie: Tie, figures: Sequence[Figure]) -> bool:
    """Whether a sentence's amount ends in zeros and is what the other has, rounded to them: "130 mnkr" for 127,4."""
    terms = [(factor, figures[figure].quantity) for figure, factor in tie.terms]
    if tie.reach is not None:
        return within_hedge(told, *tie.reach, terms)
    if tie.kind == "statement":
        terms = [(factor, as_told(figures[figure])) for figure, factor in tie.terms]
    round_told = as_told(told)
    finer = any(round_told.decimals != figures[figure].quantity.decimals for figure, _ in tie.terms)
    return (finer or round_told.decimals != told.quantity.decimals) and consistent_linear(round_told, terms)
