"""Lists whose items should make up the amount of their lead-in, and items with parts of their own."""

import re
from collections.abc import Iterator, Sequence

from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED
from auditor.model.figure import Figure, Listing, ListItem
from auditor.model.relation import Relation, Term
from auditor.model.units import MONEY

_PARTS = re.compile(r"\b(?:varav|därav|fördelat på|uppdelat på)\b", re.IGNORECASE)


def relations(rule: Rule, listing: Listing, figures: Sequence[Figure]) -> Iterator[Relation]:
    """The sum of a list's items against its lead-in; a list that does not claim to be complete is only confirmed."""
    if "item" in rule.roles:
        for item in listing.items:
            yield from _inside(rule, item, figures)
        return
    if listing.total is None:
        return
    unit = figures[listing.total].unit
    terms: list[Term] = []
    for item in listing.items:
        counted = _counted(item, figures, unit)
        if counted is None:
            return
        terms.append(Term(counted, 1, "item"))
    if len(terms) < 2:
        return
    claims = bool(listing.claim) and not listing.partial
    relation = linear(
        rule.id,
        "summa",
        listing.total,
        _signed(terms, listing, figures),
        figures,
        evidence=("sentence",),
        established=claims,
    )
    # without a claim that the list is complete a sum that fails says nothing
    if claims or relation.judgement is None or relation.judgement.verdict != CONTRADICTED:
        yield relation


def _counted(item: ListItem, figures: Sequence[Figure], unit: str | None) -> int | None:
    """The figure by which an item counts: its first amount of the lead-in's dimension."""
    for figure in item.figures:
        if figures[figure].unit == unit or (unit in MONEY and figures[figure].unit in MONEY):
            return figure
    return None


def _signed(terms: list[Term], listing: Listing, figures: Sequence[Figure]) -> tuple[Term, ...]:
    """Items with printed signs count with them; "ett underskott på 1,2" over items without signs needs none."""
    assert listing.total is not None
    total = figures[listing.total]
    positive = all(figures[term.figure].scaled >= 0 for term in terms)
    if total.scaled < 0 and positive and len(terms) > 1:
        return tuple(Term(term.figure, -1, "item") for term in terms)
    if total.scaled > 0 and all(figures[term.figure].scaled <= 0 for term in terms):
        return tuple(Term(term.figure, -1, "item") for term in terms)
    return tuple(terms)


def _inside(rule: Rule, item: ListItem, figures: Sequence[Figure]) -> Iterator[Relation]:
    """An item with parts, "+5,4 mnkr varav +4,3 mnkr samt +1,1 mnkr": told only when it holds, since one part alone
    claims nothing.
    """
    if not _PARTS.search(item.text) or len(item.figures) < 3:
        return
    money = [figure for figure in item.figures if figures[figure].unit in MONEY]
    if len(money) < 3:
        return
    relation = linear(
        rule.id,
        "summa",
        money[0],
        tuple(Term(figure, 1, "item") for figure in money[1:]),
        figures,
        evidence=("sentence",),
        established=False,
    )
    if relation.judgement is not None and relation.judgement.verdict != CONTRADICTED:
        yield relation
