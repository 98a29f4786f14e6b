"""Periods that add up: months to quarters, tertials and the year, and what accumulates from month to month.

Headers say which periods stand beside each other; that they add up at all is shown by the other lines, since what there
is at the end of a month (staff, debt, cash) adds up to nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.check.views import View, adds_up, digits, holds, views, within
from auditor.exact import CONTRADICTED, UNDECIDED
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation, Term
from auditor.model.rounding import mending_slips
from auditor.model.units import MONEY
from auditor.vocabulary import Vocabulary
from auditor.vocabulary.series import PART, SUM, Period

SUMMED, RUNNING = "periodsumma", "ackumulerat"
# so many digits that a sum confirms make one line enough beside one that fails
_DIGITS_OF_ONE_LINE = 2.0
# an accumulated column is one when so many of its lines show it, with so many digits
_LINES_OF_RUNNING = 2
_DIGITS_OF_RUNNING = 3.0


class _Sum(msgspec.Struct, frozen=True):
    """A place that sums other places of its line; `complete` where these are all parts of a year or a quarter."""

    result: int
    members: tuple[int, ...]
    complete: bool
    running: bool = False


def relations(
    rules: Sequence[Rule],
    number: int,
    table: Table,
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
    explained: Sequence[Relation],
) -> Iterator[Relation]:
    """The relations between the periods of a table; what `explained` sums already is left to that."""
    by_role = {role: rule for rule in rules for role in rule.roles}
    taken = {relation.result for relation in explained if relation.formula == "summa"}
    for view in views(table):
        periods = {place: period for place, head in view.heads.items() if (period := vocabulary.series.period(head))}
        for one in _sums(periods):
            rule = by_role.get("running" if one.running else "sum")
            if rule is not None:
                found = [
                    relation
                    for line in view.labels
                    if _counts(view, line, table, vocabulary)
                    and (relation := _relation(rule, number, view, line, one, figures, taken)) is not None
                ]
                yield from _settled(found, one.complete, figures)
        rule = by_role.get("running")
        if rule is not None:
            yield from _accumulated(rule, number, table, view, figures, vocabulary)


def _counts(view: View, line: int, table: Table, vocabulary: Vocabulary) -> bool:
    """Whether a line holds amounts that could be summed over time."""
    unit = table.columns[line].unit if view.turned else None
    return adds_up(view.labels[line], unit, vocabulary) and not vocabulary.series.is_mean(view.labels[line])


# ---- which periods make up which ----------------------------------------------------------------------------------


def _sums(periods: dict[int, Period]) -> Iterator[_Sum]:
    """The places that other places make up, in the fewest parts."""
    parts = {place: one for place, one in periods.items() if one.kind == PART and not one.running}
    rests = {one.rest for one in parts.values()}
    for place, one in periods.items():
        members = {
            other: part
            for other, part in parts.items()
            if other != place
            and (part.rest == one.rest or (len(rests) == 1 and not (part.rest and one.rest)))
            and (not part.years or not one.years or part.years == one.years)
        }
        before = _before(place, one, periods, members)
        if before is not None:
            yield _Sum(place, before, True, True)
            continue
        if one.kind == PART:
            first, last = (1, one.last) if one.running else (one.first, one.last)
        elif one.kind == SUM:
            if len(members) < 2:
                continue
            first, last = min(part.first for part in members.values()), max(part.last for part in members.values())
        else:
            first, last = 1, 12
        cover = _cover(first, last, {other: (part.first, part.last) for other, part in members.items()})
        if cover is not None and len(cover) > 1:
            yield _Sum(place, cover, one.kind != SUM or (first, last) == (1, 12), one.running)


def _before(place: int, one: Period, periods: dict[int, Period], members: dict[int, Period]) -> tuple[int, ...] | None:
    """The accumulated figure of the period before and the month itself: what an accumulated figure is made of."""
    if not one.running or one.kind != PART:
        return None
    own = [other for other, part in members.items() if part.last == one.last]
    if len(own) != 1:
        return None
    first = members[own[0]].first
    earlier = [
        other
        for other, part in periods.items()
        if other != place
        and part.running
        and part.kind == PART
        and part.last == first - 1
        and (part.rest, part.years) == (one.rest, one.years)
    ]
    return (earlier[0], own[0]) if len(earlier) == 1 else None


def _cover(first: int, last: int, spans: dict[int, tuple[int, int]]) -> tuple[int, ...] | None:
    """The fewest spans that make up the months `first` to `last` without gap or overlap; None where there are none, or
    where two are alike.
    """
    inside = {
        place: span for place, span in spans.items() if first <= span[0] and span[1] <= last and span != (first, last)
    }
    if len(set(inside.values())) < len(inside):
        return None
    best: dict[int, tuple[int, ...]] = {last + 1: ()}
    for month in range(last, first - 1, -1):
        ways = [(place, *best[end + 1]) for place, (start, end) in inside.items() if start == month and end + 1 in best]
        if ways:
            best[month] = min(ways, key=lambda way: (len(way), way))
    return best.get(first)


# ---- held to the lines --------------------------------------------------------------------------------------------


def _relation(
    rule: Rule, number: int, view: View, line: int, one: _Sum, figures: Sequence[Figure], taken: set[int]
) -> Relation | None:
    """The sum of one line. A blank month is nil where the sum holds with it, and decides nothing else."""
    result = view.cells.get((line, one.result))
    if result is None or result in taken:
        return None
    terms = tuple(Term(view.cells[line, place], 1, "item") for place in one.members if (line, place) in view.cells)
    if len(terms) < 2:
        return None
    empty = [place for place in one.members if (line, place) not in view.cells]
    relation = linear(
        rule.id, RUNNING if one.running else SUMMED, result, terms, figures,
        evidence=("header",), decided=not any((line, place) in view.worded for place in empty),
        dashes=sum((line, place) in view.nil for place in empty), table=number,
    )  # fmt: skip
    blank = any((line, place) not in view.nil for place in empty)
    return None if blank and not holds(relation) and not _are_last(view, line, one.members) else relation


def _are_last(view: View, line: int, members: Sequence[int]) -> bool:
    """Whether the empty places of a line are those behind its last figure: months to come."""
    filled = [(line, place) in view.cells for place in members]
    return not any(filled[filled.index(False) :])


def _settled(found: Sequence[Relation], complete: bool, figures: Sequence[Figure]) -> Iterator[Relation]:
    """The relations of one sum, where the lines show that the periods add up at all."""
    # what lies among its periods is their mean, or what there is at the end of the last
    lone = len(found) == 1 and not _is_level(found[0], figures) and figures[found[0].result].unit in MONEY
    found = [relation for relation in found if holds(relation) or not _is_level(relation, figures)]
    told = [relation for relation in found if relation.judgement is not None and _tells(relation, figures)]
    good = [relation for relation in told if holds(relation)]
    bad = [relation for relation in told if relation.judgement and relation.judgement.verdict == CONTRADICTED]
    sure = (len(good) >= 2 and len(good) >= 3 * len(bad)) or (
        bool(good) and len(bad) <= 1 and sum(digits(relation, figures) for relation in good) >= _DIGITS_OF_ONE_LINE
    )
    if sure:
        evidence = ("header", "siblings") if len(good) > 1 else ("header",)
        yield from (msgspec.structs.replace(relation, evidence=evidence) for relation in found)
    elif lone and bad and complete and _slipped(bad[0], figures):
        yield msgspec.structs.replace(bad[0], established=False)


def _tells(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether so many figures are not nil that a sum shows something."""
    judged = relation.judgement is not None and relation.judgement.verdict != UNDECIDED
    return judged and sum(figures[term.figure].scaled != 0 for term in relation.terms) > 1


def _slipped(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a lone sum is one but for a slip in one figure."""
    terms = [figures[term.figure] for term in relation.terms]
    return bool(mending_slips(figures[relation.result], [(1, term) for term in terms]))


def _is_level(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a figure lies among those of its periods."""
    terms = [figures[term.figure].quantity for term in relation.terms]
    return len(terms) > 1 and within(figures[relation.result].quantity, terms)


# ---- accumulated down the lines -----------------------------------------------------------------------------------


def _accumulated(
    rule: Rule, number: int, table: Table, view: View, figures: Sequence[Figure], vocabulary: Vocabulary
) -> Iterator[Relation]:
    """A column that adds each row to what was: accumulated = accumulated of the row above + the row's own amount."""
    series = vocabulary.series
    told_of = {line: series.period(label) for line, label in view.labels.items()}
    # a quarter among its months counts them once more
    lengths = [one.last - one.first for one in told_of.values() if one is not None and one.kind == PART]
    shortest = min(lengths, default=0)
    lines = [
        line
        for line, one in told_of.items()
        if not view.is_total(line) and (one is None or (one.kind == PART and one.last - one.first == shortest))
    ]
    if 2 * sum(told_of[line] is not None for line in lines) < len(lines):
        # "Ack utfall" of one department does not go on from that of the department above
        return
    for place, head in view.heads.items():
        told = series.period(head)
        if told is None or not told.running or told.kind == PART:
            continue
        best: tuple[int, list[Relation]] = 0, []
        for other, name in view.heads.items():
            own = series.period(name)
            if other == place or (own is not None and own.running) or not _alike(view, place, other, figures):
                continue
            found = list(_running(rule, number, view, lines, place, other, told_of, figures))
            telling = [relation for relation in found if holds(relation) and _tells(relation, figures)]
            good, bad = len(telling), _faults(found)
            sure = sum(digits(relation, figures) for relation in telling) >= _DIGITS_OF_RUNNING
            if sure and good >= _LINES_OF_RUNNING and good >= 2 * bad and good - bad > best[0]:
                best = good - bad, found
        yield from best[1]


def _begins_anew(before: Period | None, own: Period | None) -> bool:
    """Whether a period is no later in the year than the one above it, or of another year."""
    if before is None or own is None:
        return False
    return own.first <= before.first or before.years != own.years


def _faults(found: Sequence[Relation]) -> int:
    """How many figures a chain has to have wrong: an accumulated one breaks its own line and the next."""
    faults = at = 0
    while at < len(found):
        broken = not holds(found[at])
        faults += broken
        at += 2 if broken else 1
    return faults


def _alike(view: View, place: int, other: int, figures: Sequence[Figure]) -> bool:
    units = [{figures[figure].unit for (_, at), figure in view.cells.items() if at == one} for one in (place, other)]
    return units[0] == units[1]


def _running(
    rule: Rule,
    number: int,
    view: View,
    lines: Sequence[int],
    place: int,
    other: int,
    told_of: Mapping[int, Period | None],
    figures: Sequence[Figure],
) -> Iterator[Relation]:
    """The accumulated figure of each line; it begins anew with a year."""
    for at, line in enumerate(lines):
        result, own = view.cells.get((line, place)), view.cells.get((line, other))
        before = view.cells.get((lines[at - 1], place)) if at else None
        if result is None or own is None or (at and before is None):
            continue
        if at and _begins_anew(told_of[lines[at - 1]], told_of[line]):
            before = None
        terms = [Term(one, 1, "item") for one in (before, own) if one is not None]
        relation = linear(
            rule.id, RUNNING, result, tuple(terms), figures, evidence=("header", "siblings"), table=number
        )
        if before is not None or holds(relation):
            # the first line may go on from a page before
            yield relation
