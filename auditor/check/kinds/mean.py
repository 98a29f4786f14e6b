"""Means: a row or a column called so, or the total of an index, that is the mean of the others.

A weighted mean is not worked out from what is printed, so a plain one has to be shown by several lines; the arithmetic
has the last word, since figures that lie close together agree with nearly any mean.
"""

from collections.abc import Iterator, Sequence
from math import log10

import msgspec

from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.check.views import View, holds, views, within
from auditor.exact import CONTRADICTED
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table
from auditor.model.relation import MEAN, Relation, Term
from auditor.vocabulary import Vocabulary

# The odds (log10) against chance that a mean has to have to be believed, to accuse, and to accuse for sure. A weighted
# mean lies near the plain one: about a quarter of the range of its n figures, over the root of n, off. It then prints
# alike with a chance of some 3,5 root n rounding units over the range.
_ODDS, _ODDS_FAULT, _ODDS_SURE = 1.5, 2.5, 3.0
_NEAR = 3.5
_LINES_OF_INDEX = 2
_MOST_MEMBERS = 60


class _Fit(msgspec.Struct, frozen=True):
    """The relations of one mean with one choice of members."""

    relations: tuple[Relation, ...]
    good: int
    bad: int
    odds: float


def relations(
    rule: Rule,
    number: int,
    table: Table,
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
    explained: Sequence[Relation],
) -> Iterator[Relation]:
    """The means of a table, along its rows and its columns; what `explained` sums is no mean."""
    taken = {relation.result for relation in explained if relation.kind == "linear"}
    told = " ".join((table.title, table.stub, *(row.label for row in table.rows if row.role == "heading")))
    for view in views(table):
        for place, head in view.heads.items():
            named = vocabulary.series.is_mean(head)
            is_total = view.turned and view.roles[place] == "total"
            indexed = vocabulary.is_index(head) or vocabulary.is_index(told)
            if not (named or (is_total and indexed)):
                continue
            ways = _members(view, place, vocabulary)
            fits = [_fit(rule, number, view, own, place, figures, taken) for own in ways]
            defined = [
                is_total and all(vocabulary.series.is_index_part(view.heads[member]) for member in own) for own in ways
            ]
            usable = [
                fit for fit, by_definition in zip(fits, defined, strict=True) if _believed(fit, named, by_definition)
            ]
            if not usable:
                continue
            best = min(usable, key=lambda fit: (fit.bad - fit.good, -fit.odds))
            sure = best.good >= 2 and best.odds >= _ODDS_SURE
            for relation in best.relations:
                if holds(relation) or best.odds >= _ODDS_FAULT or any(defined) or not _inside(relation, figures):
                    yield msgspec.structs.replace(relation, established=relation.established and sure)


def _believed(fit: _Fit, named: bool, by_definition: bool) -> bool:
    """Whether enough lines show a mean, or its definition says so and they do not deny it."""
    if by_definition:
        return fit.good >= max(1, 2 * fit.bad)
    if named:
        return fit.good >= max(1, 2 * fit.bad) and fit.odds >= _ODDS
    return fit.good >= max(_LINES_OF_INDEX, 2 * fit.bad) and fit.odds >= _ODDS


def _inside(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a mean lies among its figures, as a weighted one would."""
    own = [figures[number].quantity for number in (relation.result, *(term.figure for term in relation.terms[1:]))]
    return within(figures[relation.told].quantity, own)


def _members(view: View, place: int, vocabulary: Vocabulary) -> list[tuple[int, ...]]:
    """The places that a mean may be of: those before it, since the last total or all, or those behind it."""

    def is_item(other: int) -> bool:
        if vocabulary.series.is_mean(view.heads[other]):
            return False
        if view.turned:
            return view.roles[other] in ("item", "result")
        return vocabulary.meaning(view.heads[other]).measure != "summa"

    before = [other for other in view.heads if other < place]
    closed = [at for at, other in enumerate(before) if not is_item(other)]
    above = tuple(filter(is_item, before))
    ways = [tuple(before[closed[-1] + 1 :]) if closed else above, above]
    ways.append(tuple(other for other in view.heads if other > place and is_item(other)))
    return [way for way in dict.fromkeys(ways) if 2 <= len(way) <= _MOST_MEMBERS]


def _fit(
    rule: Rule,
    number: int,
    view: View,
    members: tuple[int, ...],
    place: int,
    figures: Sequence[Figure],
    taken: set[int],
) -> _Fit:
    found: list[Relation] = []
    good = bad = 0
    odds = 0.0
    for line in view.labels:
        mean = view.cells.get((line, place))
        own = [view.cells.get((line, member)) for member in members]
        ids = [figure for figure in own if figure is not None]
        if mean is None or mean in taken or len(ids) < len(own):
            continue
        relation = mean_of(rule.id, mean, ids, figures, number)
        found.append(relation)
        if holds(relation):
            good += 1
            odds += log10(max(_spread(ids, figures) / (_NEAR * len(ids) ** 0.5), 1))
        elif relation.judgement is not None and relation.judgement.verdict == CONTRADICTED:
            bad += 1
    return _Fit(tuple(found), good, bad, odds)


def mean_of(rule: str, mean: int, ids: Sequence[int], figures: Sequence[Figure], number: int) -> Relation:
    """The relation mean = sum / count, written as a sum: the first = count * mean - the others."""
    terms = (Term(mean, len(ids), "mean"), *(Term(other, -1, "item") for other in ids[1:]))
    return linear(rule, MEAN, ids[0], terms, figures, evidence=("label", "siblings"), table=number)


def _spread(ids: Sequence[int], figures: Sequence[Figure]) -> int:
    """How many rounding units there are between the least and the greatest of the figures."""
    finest = max(figures[figure].decimals for figure in ids)
    values = [figures[figure].scaled * power_of_ten(finest - figures[figure].decimals) for figure in ids]
    return max(values) - min(values)
