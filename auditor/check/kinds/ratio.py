"""Amounts per head and per unit: what is told per resident, pupil or day of care, where the report has both the amount
and the number.

Labels tell which amount and which number are meant; a figure is accused only where other years or rows show it.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from math import log10

import msgspec

from auditor.check.rules import Rule
from auditor.check.views import holds, views
from auditor.exact import CONTRADICTED, judge_quotient
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation, Term
from auditor.model.units import MONEY
from auditor.vocabulary import Vocabulary
from auditor.vocabulary.series import PerUnit

PER_UNIT = "belopp per enhet"
_MOST_AMOUNTS, _MOST_NUMBERS = 12, 6
# a quotient that rounding leaves open by more than a part in so many tells nothing
_SHARPEST = 20
# a unit that no label of its own names may be off by tkr for kr, either way
_SCALES = ((1, 1), (1000, 1), (1, 1000))
# the odds (log10) against chance that the quotients which hold have to have: some hundred pairs are tried
_ODDS, _ODDS_FAULT = 3.0, 4.0
# amounts that only the arithmetic points out
_ALONE = 3

Key = tuple[object, ...]


class _Line(msgspec.Struct, frozen=True):
    """A row or a column of a table: its figures by place, and by what the header of the place says. `words` are the
    stems of its label.
    """

    table: int
    turned: bool
    index: int
    label: str
    words: frozenset[str]
    places: dict[int, int]
    keys: dict[Key, int]


class _Fit(msgspec.Struct, frozen=True):
    relations: tuple[Relation, ...]
    good: int
    bad: int
    named: bool
    distance: int
    odds: float


def relations(
    rules: Sequence[Rule], tables: Sequence[Table], figures: Sequence[Figure], vocabulary: Vocabulary
) -> Iterator[Relation]:
    """The relations of what a report tells per unit."""
    series = vocabulary.series
    if not rules or not any(_per_units(table, vocabulary) for table in tables):
        return
    lines = [line for number, table in enumerate(tables) for line in _lines(number, table, vocabulary)]
    numbers = [
        (line, thing)
        for line in lines
        if (thing := series.number_of(line.label)) and series.per_unit(line.label) is None and _counted(line, figures)
    ]
    amounts = [
        line
        for line in lines
        if series.per_unit(line.label) is None and any(figures[one].unit in MONEY for one in line.places.values())
    ]
    for line in lines:
        told = series.per_unit(line.label)
        if told is None:
            continue
        fit = _settled(rules[0], line, told, numbers, amounts, figures, vocabulary)
        if fit is not None:
            yield from fit.relations


def _per_units(table: Table, vocabulary: Vocabulary) -> bool:
    labels = (*(row.label for row in table.rows), *(column.header for column in table.columns))
    return any(vocabulary.series.per_unit(label) is not None for label in labels)


def _lines(number: int, table: Table, vocabulary: Vocabulary) -> Iterator[_Line]:
    for view in views(table):
        # the lines of a view are rows, or columns where it is turned
        by_line: dict[int, dict[int, int]] = {}
        for (line, place), figure in view.cells.items():
            by_line.setdefault(line, {})[place] = figure
        for line, places in by_line.items():
            keys: dict[Key, int] = {}
            for place, figure in places.items():
                meaning = vocabulary.meaning(view.heads[place])
                if meaning.years and not view.turned:
                    keys[meaning.years, meaning.measure] = figure
            label = view.labels[line]
            yield _Line(number, view.turned, line, label, vocabulary.series.stems(label), places, keys)


def _counted(line: _Line, figures: Sequence[Figure]) -> bool:
    units = {figures[one].unit for one in line.places.values()}
    return not units & {*MONEY, "%", "procentenheter"}


# ---- which amount, which number -----------------------------------------------------------------------------------


def _settled(
    rule: Rule,
    line: _Line,
    told: PerUnit,
    numbers: Sequence[tuple[_Line, frozenset[str]]],
    amounts: Sequence[_Line],
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> _Fit | None:
    """The amount and the number that a line is worked out from: those beside it, or rows of other tables."""
    own = (line.table, line.turned)
    things = [
        other
        for other, thing in numbers
        if (thing & told.each if (other.table, other.turned) == own else thing <= told.each and not other.turned)
    ]
    things.sort(key=lambda other: (other.table != line.table, abs(other.index - line.index)))
    fits: list[_Fit] = []
    scales = _SCALES[:1] if vocabulary.unit_in(line.label) in MONEY else _SCALES
    of_line = _of(line, told, amounts)
    for thing, amount in product(things[:_MOST_NUMBERS], of_line):
        words = amount.words
        named = bool(told.of) and told.of <= words
        if not named and (amount.table, amount.turned) != own:
            continue
        for times, under in scales:
            found = list(_quotients(rule, line, amount, thing, times, under, figures))
            held = [relation for relation in found if holds(relation) and _tells(relation, figures)]
            bad = sum(
                relation.judgement is not None and relation.judgement.verdict == CONTRADICTED for relation in found
            )
            distance = abs(amount.index - line.index) + 100 * (amount.table != line.table) + len(words - told.of)
            odds = sum(_odds(relation, figures) for relation in held)
            fits.append(_Fit(tuple(found), len(held), bad, named, distance, odds))
        if any(fit.named and fit.good >= 2 and not fit.bad for fit in fits[-len(scales) :]):
            break
    usable = [
        fit
        for fit in fits
        if fit.odds >= (_ODDS_FAULT if fit.bad else _ODDS)
        and (fit.good >= max(1, fit.bad) if fit.named else fit.good >= max(_ALONE, 3 * fit.bad))
    ]
    best = min(usable, key=lambda fit: (fit.bad - fit.good, not fit.named, fit.distance), default=None)
    if best is None:
        return None
    sure = best.good >= 2 and best.good >= 2 * best.bad
    told_so = tuple(
        msgspec.structs.replace(relation, established=relation.established and sure) for relation in best.relations
    )
    return msgspec.structs.replace(best, relations=told_so)


def _of(line: _Line, told: PerUnit, amounts: Sequence[_Line]) -> list[_Line]:
    """The amounts that a line may be of, the likeliest first: those named so, in any table, and those beside it."""

    def rank(other: _Line) -> tuple[bool, bool, int, int]:
        words = other.words
        named = bool(told.of) and told.of <= words
        apart = (other.table, other.turned) != (line.table, line.turned)
        return not named, apart, len(words - told.of) if named else 0, abs(other.index - line.index)

    own = (line.table, line.turned)
    likely = [
        other
        for other in amounts
        if (other.table, other.turned) == own or (not other.turned and told.of and told.of <= other.words)
    ]
    return sorted(likely, key=rank)[:_MOST_AMOUNTS]


def _quotients(
    rule: Rule, line: _Line, amount: _Line, thing: _Line, times: int, under: int, figures: Sequence[Figure]
) -> Iterator[Relation]:
    """The amount over the number, for every place of a line where both are known."""
    for place, result in line.places.items():
        above, below = (_at(other, line, place) for other in (amount, thing))
        if above is None or below is None or figures[above].unit not in MONEY or result in (above, below):
            continue
        terms = (Term(above, 1, "numerator"), Term(below, 0, "denominator", under))
        parts = [(term.factor, term.under, figures[term.figure].quantity) for term in terms]
        if any(figures[one].hedge for one in (result, above, below)):
            continue
        yield Relation(
            rule.id, "quotient", PER_UNIT, result, terms, ("label", "siblings"),
            table=line.table, times=times, judgement=judge_quotient(figures[result].quantity, parts, times),
        )  # fmt: skip


def _at(other: _Line, line: _Line, place: int) -> int | None:
    """The figure of another line for a place of this one: beside it, or under a header that says the same."""
    if (other.table, other.turned) == (line.table, line.turned):
        return other.places.get(place)
    figure = line.places[place]
    key = next((key for key, own in line.keys.items() if own == figure), None)
    return other.keys.get(key) if key is not None else None


def _odds(relation: Relation, figures: Sequence[Figure]) -> float:
    """How unlikely it is that a quotient comes so near by chance: its size over what rounding leaves open."""
    judgement = relation.judgement
    allowed = float(judgement.allowed) if judgement is not None and judgement.allowed is not None else 1.0
    return log10(max(abs(figures[relation.result].scaled) / (2 * allowed), 1)) if allowed else 0.0


def _tells(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether the amounts determine the quotient to a twentieth of itself."""
    judgement = relation.judgement
    if judgement is None or judgement.allowed is None:
        return False
    return float(judgement.allowed) * _SHARPEST <= abs(figures[relation.result].scaled)
