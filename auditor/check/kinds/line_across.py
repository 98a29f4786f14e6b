"""Lines of one statement against another: the same line printed again, a line that is another's sum, a key figure.

Two statements are held together where their columns are of one organisation and one date and at least one of these
agrees; what no column confirms is left alone, since a report may hold the statements of several organisations.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.check.formula import Formula, Key
from auditor.check.judge import quotient
from auditor.check.kinds.line_formula import equation, judged
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING
from auditor.exact.slip import slip
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation, Term
from auditor.vocabulary import Vocabulary

_EVIDENCE = ("label", "siblings")
# a statement has so many lines that the vocabulary knows; other tables are held to one, never taken for one
_LINES = 3
# digits that columns agree in before two statements are of one organisation
_DIGITS = 3
# a statement is compared with so many others that have its line, those nearest before it first
_MOST_OTHERS = 6
# values that a quotient may round to, tried for a slip
_MOST_VALUES = 5
_OUTCOMES = (None, "utfall")
_OTHER_RESULTS = ("resultat_efter_finansiella_poster", "resultat_före_skatt")

Place = tuple[str, int, int]
"""Whose figures a column holds, their year and the month that they reach to."""


class _Lines(msgspec.Struct):
    """A table's lines by name and column; `statement` says whether it is one."""

    number: int
    statement: bool
    figures: dict[tuple[str, Place], int]
    names: frozenset[str]


class _Match(msgspec.Struct):
    """A formula with its result in one table and its terms in another, by columns."""

    formula: Formula
    good: list[Relation]
    bad: list[Relation]
    digits: int = 0


def relations(
    rules: Sequence[Rule],
    tables: Sequence[Table],
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
    known: Sequence[Relation],
) -> Iterator[Relation]:
    """The relations of line formulas across a report's statements that are not `known` already."""
    if not rules:
        return
    lines = [one for number, table in enumerate(tables) if (one := _lines(number, table, figures, vocabulary)).figures]
    seen = {equation(relation) for relation in known}
    for rule in rules:
        for at, table in enumerate(lines):
            wanted = [formula for formula in rule.formulas if formula.result[0] in table.names]
            matches: dict[int, _Match] = {}
            for formula in wanted:
                for other in _others(rule, formula, table, lines[:at], lines[at + 1 :]):
                    match = _match(rule, formula, table, other, lines, figures)
                    best = matches.get(other.number)
                    if match.good and (best is None or _weight(match) > _weight(best)):
                        matches[other.number] = match
            for match in matches.values():
                for relation in _believed(match, figures):
                    if equation(relation) is None or equation(relation) not in seen:
                        seen.add(equation(relation))
                        yield relation


def _lines(number: int, table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> _Lines:
    """The lines of a table; one that is printed twice in it counts where a word for sum tells which is meant."""
    words = vocabulary.statements
    rows: dict[str, list[int]] = {}
    for index, row in enumerate(table.rows):
        if row.role != "heading" and index not in table.ragged:
            for name in words.lines(row.label):
                rows.setdefault(name, []).append(index)
    about = f"{table.title} {table.stub}"
    whose = words.entity(about) or words.entity(table.section) or "own"
    found: dict[tuple[str, Place], list[int]] = {}
    for column, head in enumerate(table.columns):
        # a name over several columns may stand in the header of the first alone
        whose = words.entity(head.header) or whose
        stamp = words.stamp(head.header) or words.stamp(about)
        if (
            head.kind != "figure"
            or stamp is None
            or head.measure not in _OUTCOMES
            or _of_a_part(head.header, vocabulary)
        ):
            continue
        place = (whose, *stamp)
        for name, own in rows.items():
            sums = own if len(own) == 1 else [row for row in own if words.is_total(table.rows[row].label)]
            figure = table.figure_at(sums[0], column) if len(sums) == 1 else None
            if figure is not None and not figures[figure].hedge:
                found.setdefault((name, place), []).append(figure)
    # two columns of one date: a quarter beside a year, and no telling which
    sole = {key: own[0] for key, own in found.items() if len(own) == 1}
    return _Lines(number, len(rows) >= _LINES, sole, frozenset(name for name, _ in sole))


def _of_a_part(header: str, vocabulary: Vocabulary) -> bool:
    """Whether a header says that its figures are of a quarter or the like."""
    return any(vocabulary.is_counted_period(word) for word in re.findall(r"[^\W\d_]+", header.lower()))


def _others(
    rule: Rule, formula: Formula, table: _Lines, before: Sequence[_Lines], after: Sequence[_Lines]
) -> list[_Lines]:
    """The statements that hold what a formula needs, the nearest first; a line printed again is held to the earlier."""
    needed = {name for name, _ in formula.keys if name not in rule.optional}
    again = formula.result in formula.keys
    earlier = any(qualifier for _, qualifier in formula.keys)
    fitting = [one for one in before[::-1] if one.statement and needed <= one.names]
    if not again or not table.statement:
        fitting += [one for one in after if one.statement and needed <= one.names]
    own = [table] if table.statement and needed <= table.names and (earlier or formula.denominator) else []
    return [*own, *fitting[: _MOST_OTHERS - len(own)]]


def _match(
    rule: Rule, formula: Formula, table: _Lines, other: _Lines, lines: Sequence[_Lines], figures: Sequence[Figure]
) -> _Match:
    match = _Match(formula, [], [])
    for (name, place), result in table.figures.items():
        if name != formula.result[0]:
            continue
        terms = _terms(rule, formula, other, place)
        if terms is None or any(term.figure == result for term in terms):
            continue
        relation = _judged(rule, formula, result, terms, figures)
        verdict = relation.judgement.verdict if relation.judgement is not None else ""
        solid = figures[result].scaled != 0
        if verdict in (EXACT, ROUNDING) and solid:
            match.good.append(relation)
            match.digits += len(str(abs(figures[result].scaled)))
        elif verdict in (CONTRADICTED, IMPROBABLE) and _accuses(formula, relation, figures):
            match.bad.append(_weakened(relation, other, place, figures))
    return match


def _terms(rule: Rule, formula: Formula, other: _Lines, place: Place) -> tuple[Term, ...] | None:
    """The terms of a formula in one column of a statement; None where a line that it needs is missing."""
    above, under = dict(formula.numerator), dict(formula.denominator)
    terms = []
    for key in formula.keys:
        figure = other.figures.get((key[0], _before(place) if key[1] else place))
        if figure is None:
            if key[0] not in rule.optional:
                return None
            continue
        terms.append(Term(figure, above.get(key, 0), _role(key, formula), under.get(key, 0)))
    return tuple(terms) or None


def _before(place: Place) -> Place:
    return place[0], place[1] - 1, place[2]


def _role(key: Key, formula: Formula) -> str:
    if not formula.denominator:
        return "item"
    return "numerator" if key in dict(formula.numerator) else "denominator"


def _judged(rule: Rule, formula: Formula, result: int, terms: tuple[Term, ...], figures: Sequence[Figure]) -> Relation:
    if not formula.denominator:
        return judged(rule, result, terms, figures)
    # what is printed with minus is as large without it: "Nettokostnader -1 789" are 97 per cent of tax revenue
    above = [term for term in terms if term.factor]
    if len(above) == 1 and figures[above[0].figure].scaled < 0 < figures[result].scaled:
        turned = msgspec.structs.replace(above[0], factor=-above[0].factor)
        terms = tuple(turned if term is above[0] else term for term in terms)
    return quotient(
        rule.id, formula.text, result, terms, figures,
        times=formula.times, absolute=formula.absolute, evidence=_EVIDENCE,
    )  # fmt: skip


def _accuses(formula: Formula, relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a difference tells of a fault: what last year's report said may have been restated since, so that only a
    slip of the hand does.
    """
    if not any(qualifier for _, qualifier in formula.keys):
        return True
    return _is_slip(relation, figures)


def _weakened(relation: Relation, other: _Lines, place: Place, figures: Sequence[Figure]) -> Relation:
    """A statement that starts from another result line than its label says is worth a warning."""
    stated = figures[relation.result].quantity
    lines = (other.figures.get((name, place)) for name in _OTHER_RESULTS)
    if any(figure is not None and figures[figure].quantity == stated for figure in lines):
        return msgspec.structs.replace(relation, established=False)
    return relation


def _weight(match: _Match) -> tuple[int, int]:
    return len(match.good) - len(match.bad), match.digits


def _believed(match: _Match, figures: Sequence[Figure]) -> list[Relation]:
    """The relations of two statements that their columns show to be of one organisation."""
    if match.digits < _DIGITS or (len(match.bad) > 1 and len(match.good) < 2 * len(match.bad)):
        return []
    if len(match.good) > 1:
        return [*match.good, *match.bad]
    return [
        *match.good,
        *(one if _is_slip(one, figures) else msgspec.structs.replace(one, established=False) for one in match.bad),
    ]


def _is_slip(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a slip of the hand explains a difference: where one column alone agrees, any other may be restated, or
    follow another definition.
    """
    stated = figures[relation.result]
    if relation.kind == "linear":
        other = figures[relation.terms[0].figure]
        values = range(other.scaled, other.scaled + 1) if len(relation.terms) == 1 else range(0)
        alike = stated.decimals == other.decimals and stated.unit == other.unit
    else:
        judgement = relation.judgement
        low, high = (judgement.low, judgement.high) if judgement is not None else (None, None)
        values = (
            range(low[0], min(high[0], low[0] + _MOST_VALUES) + 1) if low is not None and high is not None else range(0)
        )
        alike = True
    return alike and any(slip(stated.scaled, value, stated.decimals) is not None for value in values)
