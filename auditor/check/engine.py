"""Applies the rules to what has been related: every relation of a report, each with its verdict."""

from collections.abc import Sequence

import msgspec

from auditor.check.kinds import (
    arithmetic,
    claim_formula,
    comparison,
    footing,
    line_across,
    line_formula,
    list_sum,
    mean,
    pattern,
    presence,
    ratio,
    row_formula,
    series,
    share,
    tie,
)
from auditor.check.rules import KINDS, Rule
from auditor.exact import CONTRADICTED, UNDECIDED
from auditor.model.figure import Figure, Listing, Table, Tie
from auditor.model.observation import Observation, Seen
from auditor.model.relation import Relation
from auditor.model.sheet import Law
from auditor.vocabulary import Vocabulary

# A column prints with a grain when so many of its figures, none of them zero, are multiples of it (5, 10, 50, 100 ...).
_GRAIN_FIGURES = 8
_GRAINS = (1000, 500, 100, 50, 10, 5)


def check(
    rules: Sequence[Rule],
    tables: Sequence[Table],
    lists: Sequence[Listing],
    ties: Sequence[Tie],
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> tuple[Relation, ...]:
    """The relations of a report in the order of its tables, lists and repetitions; undecided ones are left out."""
    by_kind: dict[str, list[Rule]] = {kind: [] for kind in KINDS}
    for rule in rules:
        by_kind[rule.kind].append(rule)
    across = {rule.id for rule in by_kind["footing"] if rule.across}
    lines = [rule for rule in by_kind["line-formula"] if not rule.across]
    found: list[Relation] = []
    for number, table in enumerate(tables):
        here = list(footing.relations(by_kind["footing"], number, table, figures))
        here.extend(row_formula.relations(by_kind["row-formula"], number, table, figures, vocabulary))
        here.extend(series.relations(by_kind["series"], number, table, figures, vocabulary, here))
        for rule in by_kind["mean"]:
            here.extend(mean.relations(rule, number, table, figures, vocabulary, here))
        here.extend(share.relations(by_kind["share"], number, table, figures, vocabulary, here))
        for rule in by_kind["pattern"]:
            explained = [relation for relation in here if relation.formula != "summa" or relation.rule in across]
            here.extend(pattern.relations(rule, number, table, figures, explained))
        here = line_formula.relations(lines, number, table, figures, vocabulary, here)
        found.extend(_grained(here, table, figures))
    found.extend(ratio.relations(by_kind["ratio"], tables, figures, vocabulary))
    for listing in lists:
        for rule in by_kind["list-sum"]:
            found.extend(list_sum.relations(rule, listing, figures))
    for rule in by_kind["tie"]:
        found.extend(tie.relations(rule, ties, figures))
    # a direction told in per cent is a quotient
    for rule in (*by_kind["claim-formula"], *by_kind["tie"]):
        found.extend(claim_formula.relations(rule, ties, figures))
    found.extend(
        line_across.relations(
            [rule for rule in by_kind["line-formula"] if rule.across], tables, figures, vocabulary, found
        )
    )
    return tuple(
        relation for relation in found if relation.judgement is not None and relation.judgement.verdict != UNDECIDED
    )


def discovered(
    rules: Sequence[Rule],
    table: int,
    tables: Sequence[Table],
    laws: Sequence[Law],
    explained: Sequence[Relation],
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> tuple[Relation, ...]:
    """The relations that the laws of one table tell of and that are not `explained` already. Figures that no word
    relates, and that rounding to tens or the like may set apart, are not accused.
    """
    return tuple(
        relation
        for rule in rules
        if rule.kind == "arithmetic"
        for relation in _grained(
            list(arithmetic.relations(rule, table, tables[table], figures, laws, explained, vocabulary)),
            tables[table],
            figures,
        )
        if "grain" not in relation.evidence
    )


def seen(
    rules: Sequence[Rule],
    observations: Sequence[Observation],
    figures: Sequence[Figure],
    relations: Sequence[Relation] = (),
) -> tuple[Seen, ...]:
    """What the rules accuse that no broken one of `relations` tells of, in the order of the rules."""
    broken = {
        relation.told
        for relation in relations
        if relation.judgement is not None and relation.judgement.verdict == CONTRADICTED
    }
    observations = [one for one in observations if one.what != "mean" or one.figures[0] not in broken]
    found: list[Seen] = []
    for rule in rules:
        if rule.kind == "comparison":
            found.extend(comparison.seen(rule, observations, figures))
        elif rule.kind in ("presence", "reference", "reading"):
            found.extend(presence.seen(rule, observations, figures))
    return tuple(found)


def _grained(relations: list[Relation], table: Table, figures: Sequence[Figure]) -> list[Relation]:
    """Makes a contradiction that a column's coarser grain would explain no more than a warning."""
    if not any(relation.judgement is not None and relation.judgement.verdict == CONTRADICTED for relation in relations):
        return relations
    grains: dict[int, int] = {}
    for column in range(len(table.columns)):
        ids = [cell.figure for row in table.rows if (cell := row.cells[column]) is not None and cell.figure is not None]
        grain = _grain([figures[figure].scaled for figure in ids])
        if grain > 1:
            grains.update(dict.fromkeys(ids, grain))
    result = []
    for relation in relations:
        judgement = relation.judgement
        if judgement is not None and judgement.verdict == CONTRADICTED and relation.kind == "linear":
            units = [grains.get(figure, 1) for figure in (relation.result, *(term.figure for term in relation.terms))]
            if max(units) > 1 and judgement.residual is not None and float(judgement.residual) * 2 <= sum(units):
                weaker = msgspec.structs.replace(relation, established=False, evidence=(*relation.evidence, "grain"))
                result.append(weaker)
                continue
        result.append(relation)
    return result


def _grain(values: list[int]) -> int:
    solid = [value for value in values if value]
    if len(solid) < _GRAIN_FIGURES:
        return 1
    return next((grain for grain in _GRAINS if all(value % grain == 0 for value in solid)), 1)
