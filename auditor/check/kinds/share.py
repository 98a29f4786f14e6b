"""Shares in per cent: those of one whole sum to 100, and each is its amount over the whole's.

That percentages are shares of one whole is never taken for granted: sickness rates and goals that were met have a total
too. The total has to print 100, or the amounts beside have to show it.
"""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.check.judge import linear, quotient
from auditor.check.rules import Rule
from auditor.check.views import View, holds, views, within
from auditor.exact import CONTRADICTED, Quantity, consistent_linear
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation, Term
from auditor.model.rounding import mending_slips
from auditor.vocabulary import Vocabulary

SHARES, OF_WHOLE, OF_LINE = "andelar", "andel av totalen", "andel av raden"
_WHOLE = 100
# a share of so small amounts that it may be off by so many of its last digits tells nothing
_WIDEST = 12.0
# lines that have to show what a share is of: with a header that says share, and without
_LINES_WORDED, _LINES_ALONE = 2, 3
_REACH = 6
# a formula that none of the first lines obeys is let go
_TRIED = 3
# totals that all of a table may be shares of: the first, or one of the last
_MOST_WHOLES = 4


class _Column(msgspec.Struct, frozen=True):
    """A place of percentages. `worded` where its header or title calls them shares."""

    place: int
    worded: bool
    barred: bool


class _Fit(msgspec.Struct, frozen=True):
    """Relations of a column's lines with one whole; `good` and `bad` count those that could tell."""

    relations: tuple[Relation, ...]
    good: int
    bad: int
    distance: int
    named: bool = False

    @property
    def key(self) -> tuple[int, bool, int]:
        return self.bad - self.good, not self.named, self.distance


def relations(
    rules: Sequence[Rule],
    number: int,
    table: Table,
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
    explained: Sequence[Relation],
) -> Iterator[Relation]:
    """The relations of shares in a table, along its columns or its rows; a percentage that `explained` works out from
    other columns is no share.
    """
    by_role = {role: rule for rule in rules for role in rule.roles}
    taken = {relation.result for relation in explained if relation.kind == "quotient" and holds(relation)}
    for view in views(table):
        columns = list(_columns(view, table, figures, vocabulary, taken))
        if not columns:
            continue
        wholes = _wholes(view, table, vocabulary)
        shown: set[int] = set()
        for column in columns if "part" in by_role else ():
            fit = _of_whole(by_role["part"], number, view, column, wholes, figures)
            if fit is None:
                fit = _of_line(by_role["part"], number, view, column, figures, vocabulary)
            else:
                shown.add(column.place)
            if fit is not None:
                yield from fit.relations
        if "sum" in by_role:
            yield from _sums(by_role["sum"], number, view, columns, wholes, shown, figures)


def _columns(
    view: View, table: Table, figures: Sequence[Figure], vocabulary: Vocabulary, taken: set[int]
) -> Iterator[_Column]:
    """The places that hold percentages."""
    series = vocabulary.series
    of: dict[int, list[int]] = {}
    for (_, place), figure in view.cells.items():
        of.setdefault(place, []).append(figure)
    for place, own in of.items():
        header = view.heads[place]
        percent = sum(figures[figure].unit == "%" for figure in own)
        bare = all(figures[figure].unit is None for figure in own) and vocabulary.meaning(header).measure == "andel"
        if (percent * 2 <= len(own) and not bare) or sum(figure in taken for figure in own) > 1:
            continue
        told = header if view.turned else f"{header} {table.stub}"
        yield _Column(
            place,
            series.is_share(told) or series.is_share(table.title),
            series.is_no_whole(header) or series.is_no_whole(table.title) or series.is_no_whole(table.stub),
        )


def _wholes(view: View, table: Table, vocabulary: Vocabulary) -> list[tuple[int, tuple[int, ...]]]:
    """The lines that are a whole, each with the lines that are its parts: as the sums of the table show, or as the
    labels tell.
    """
    found = {
        footing.total: tuple(member for member, factor in footing.members if factor > 0)
        for footing in table.footings
        if footing.across == view.turned and all(factor > 0 for _, factor in footing.members)
    }
    for line, label in view.labels.items():
        if line in found:
            continue
        if not (vocabulary.meaning(label).measure == "summa" if view.turned else view.is_total(line)):
            continue
        above = [other for other in view.labels if other < line]
        closed = [at for at, other in enumerate(above) if other in found or view.is_total(other)]
        own = above[closed[-1] + 1 :] if closed else above
        parts = tuple(other for other in own if view.turned or view.roles[other] in ("item", "result"))
        if len(parts) > 1:
            found[line] = parts
    return sorted(found.items())


# ---- the sum --------------------------------------------------------------------------------------------------------


def _sums(
    rule: Rule,
    number: int,
    view: View,
    columns: Sequence[_Column],
    wholes: Sequence[tuple[int, tuple[int, ...]]],
    shown: set[int],
    figures: Sequence[Figure],
) -> Iterator[Relation]:
    """The shares of a whole against what its line states, most often 100."""
    found: list[tuple[_Column, Relation]] = []
    for column in columns:
        if column.barred and column.place not in shown:
            continue
        for line, parts in wholes:
            total = view.cells.get((line, column.place))
            own = [(part, view.cells.get((part, column.place))) for part in parts]
            if total is None or any(figure is None and (part, column.place) not in view.nil for part, figure in own):
                continue
            terms = tuple(Term(figure, 1, "item") for _, figure in own if figure is not None)
            if len(terms) < 2 or not _is_whole(total, terms, figures, column.place in shown):
                continue
            relation = linear(
                rule.id, SHARES, total, terms, figures,
                evidence=("label",), dashes=len(own) - len(terms), table=number,
            )  # fmt: skip
            found.append((column, relation))
    kept = {column.place for column, relation in found if holds(relation)}
    for column, relation in found:
        if relation.judgement is None or relation.judgement.verdict != CONTRADICTED:
            yield relation
            continue
        by_amounts = column.place in shown
        siblings = bool(kept - {column.place}) or by_amounts
        if siblings or _slipped(relation, figures):
            evidence = ("label", "siblings") if siblings else ("label",)
            sure = relation.established and (siblings or column.worded)
            yield msgspec.structs.replace(relation, evidence=evidence, established=sure)


def _is_whole(total: int, terms: Sequence[Term], figures: Sequence[Figure], shown: bool) -> bool:
    """Whether a total is that of shares: it prints 100, or its parts come to 100 within rounding."""
    own = figures[total].quantity
    parts = [figures[term.figure].quantity for term in terms]
    hundred = Quantity(_WHOLE * power_of_ten(max(own.decimals, 0)), max(own.decimals, 0))
    if not shown and within(own, parts):
        return False
    return _is_hundred(figures[total]) or consistent_linear(hundred, [(1, part) for part in parts])


def _is_hundred(figure: Figure) -> bool:
    return figure.scaled == _WHOLE * power_of_ten(max(figure.decimals, 0))


def _slipped(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a slip in one figure explains what the shares lack of their whole."""
    return bool(mending_slips(figures[relation.result], [(1, figures[term.figure]) for term in relation.terms]))


# ---- amounts and their whole --------------------------------------------------------------------------------------


def _of_whole(
    rule: Rule,
    number: int,
    view: View,
    column: _Column,
    wholes: Sequence[tuple[int, tuple[int, ...]]],
    figures: Sequence[Figure],
) -> _Fit | None:
    """Each share as its amount over the whole's, for the amounts and the whole that most lines obey."""
    fits: list[_Fit] = []
    own_wholes = {line for line, _ in wholes}
    for place in _amounts(view, column.place, figures):
        distance = abs(column.place - place) + (2 if place > column.place else 0)
        ends = wholes if len(wholes) <= _MOST_WHOLES else (*wholes[:1], *wholes[1 - _MOST_WHOLES :])
        ways = [dict.fromkeys(view.labels, line) for line, _ in ends]
        if len(wholes) > 1:
            # each part of the table has a whole of its own
            ways.append({part: line for line, parts in reversed(wholes) for part in parts})
        for way in ways:
            found = []
            for line, whole in way.items():
                result = view.cells.get((line, column.place))
                amount, over = view.cells.get((line, place)), view.cells.get((whole, place))
                if line == whole or result is None or amount is None or over is None:
                    continue
                if line in own_wholes and _is_hundred(figures[result]):
                    # the total of a group is all of it
                    continue
                terms = (Term(amount, 1, "numerator"), Term(over, 0, "denominator", 1))
                found.append(_quotient(rule, number, OF_WHOLE, result, terms, figures))
            fits.append(_fit(found, distance))
    least = _LINES_WORDED if column.worded else _LINES_ALONE
    return _best(fits, least, 2)


def _of_line(
    rule: Rule, number: int, view: View, column: _Column, figures: Sequence[Figure], vocabulary: Vocabulary
) -> _Fit | None:
    """Each share as one amount of its line over another, or over two together: "Andel kvinnor"."""
    near = [place for place in _amounts(view, column.place, figures) if abs(place - column.place) <= _REACH]
    words = set(view.heads[column.place].lower().split())
    fits: list[_Fit] = []
    for part in near:
        named = bool(words & {word for word in view.heads[part].lower().split() if len(word) > 2})
        for other in near:
            if other == part:
                continue
            for summed in (False, True):
                found = []
                for line in view.labels:
                    result = view.cells.get((line, column.place))
                    above, below = view.cells.get((line, part)), view.cells.get((line, other))
                    if result is None or above is None or below is None:
                        continue
                    terms = (
                        Term(above, 1, "numerator", int(summed)),
                        Term(below, 0, "denominator", 1),
                    )
                    found.append(_quotient(rule, number, OF_LINE, result, terms, figures))
                    if len(found) == _TRIED and not any(map(holds, found)):
                        break
                distance = abs(column.place - part) + abs(column.place - other)
                fits.append(_fit(found, distance, named))
    best = _best(fits, _LINES_ALONE, 3)
    if best is None or (best.named and column.worded):
        return best
    # no word says what the share is of
    weaker = tuple(msgspec.structs.replace(relation, established=False) for relation in best.relations)
    return msgspec.structs.replace(best, relations=weaker)


def _amounts(view: View, share: int, figures: Sequence[Figure]) -> list[int]:
    """The places that hold amounts or counts, the nearest to a share first."""
    of: dict[int, set[str | None]] = {}
    for (_, place), figure in view.cells.items():
        of.setdefault(place, set()).add(figures[figure].unit)
    places = [place for place, units in of.items() if place != share and not units & {"%", "procentenheter", "‰"}]
    return sorted(places, key=lambda place: (abs(place - share), place))[: 2 * _REACH]


def _quotient(
    rule: Rule, number: int, formula: str, result: int, terms: tuple[Term, ...], figures: Sequence[Figure]
) -> Relation:
    return quotient(
        rule.id, formula, result, terms, figures,
        times=_WHOLE, absolute=False, evidence=("header", "siblings"), table=number,
    )  # fmt: skip


def _fit(found: Sequence[Relation], distance: int, named: bool = False) -> _Fit:
    telling = [relation for relation in found if _tells(relation)]
    good = sum(holds(relation) for relation in telling)
    bad = sum(relation.judgement is not None and relation.judgement.verdict == CONTRADICTED for relation in found)
    return _Fit(tuple(found), good, bad, distance, named)


def _tells(relation: Relation) -> bool:
    judgement = relation.judgement
    if judgement is None or judgement.allowed is None or judgement.computed == (0, 0):
        return False
    return float(judgement.allowed) <= _WIDEST


def _best(fits: Sequence[_Fit], least: int, times: int) -> _Fit | None:
    """The fit that so many lines show and few deny."""
    usable = [fit for fit in fits if fit.good >= least and fit.good >= times * fit.bad]
    return min(usable, key=lambda fit: fit.key, default=None)
