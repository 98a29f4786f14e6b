"""Relations that no word names but that the table's own numbers obey: sums, differences, quotients and changes."""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from auditor.check.judge import linear, quotient
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED, EXACT, ROUNDING, UNDECIDED
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation, Term
from auditor.model.sheet import Law
from auditor.vocabulary import Vocabulary

_HOLDS = (EXACT, ROUNDING)
_EVIDENCE = ("siblings", "arithmetic")
# what a column is called whose figures are worked out from others, by operator
_WORDED = {
    "sum": ("summa", "avvikelse", "skillnad", "återstår"),
    "division": ("andel",),
    "relative-change": ("utveckling", "skillnad", "avvikelse"),
}
_RATES = ("%", "procentenheter", "‰")
_TOTALS = ("total", "subtotal", "result")
_MOST_NAMED = 4


class _Family(msgspec.Struct, frozen=True):
    """The laws of one shape: the same columns in every row (`along`), or the same rows in every column. `result` and
    `operands` are these columns or rows, `lines` the rows or columns that the laws are of, with their verdicts.
    """

    operator: str
    along: bool
    result: int
    operands: tuple[int, ...]
    lines: tuple[tuple[int, str], ...]


def relations(
    rule: Rule,
    number: int,
    table: Table,
    figures: Sequence[Figure],
    laws: Sequence[Law],
    explained: Sequence[Relation],
    vocabulary: Vocabulary,
) -> Iterator[Relation]:
    """The relations between figures that the laws of a table tell of, without what `explained` tells already.

    A cell that breaks a law which the others obey is surely wrong only where the words of its row or column agree.
    """
    known = {frozenset((one.result, *(term.figure for term in one.terms))) for one in explained}
    families = _families(laws)
    additive = {
        (family.along, line)
        for family in families
        for line, verdict in family.lines
        if verdict in _HOLDS and family.operator == "sum"
    }
    for family in families:
        for line, relation in _judged(family, rule, number, table, figures, known):
            if not _is_broken(relation) or _accuses(family, line, relation, table, figures, additive, vocabulary):
                yield relation


def _families(laws: Sequence[Law]) -> list[_Family]:
    """The laws by their shape, in the order in which they first come."""
    found: dict[tuple[str, bool, int, tuple[int, ...]], list[tuple[int, str]]] = {}
    for law in laws:
        cells = (law.result, *law.operands)
        for along in (True, False):
            line, place = (0, 1) if along else (1, 0)
            if len({cell[line] for cell in cells}) == 1:
                shape = law.operator, along, law.result[place], tuple(cell[place] for cell in law.operands)
                found.setdefault(shape, []).append((law.result[line], law.verdict))
                break
    return [_Family(*shape, tuple(lines)) for shape, lines in found.items()]


def _judged(
    family: _Family,
    rule: Rule,
    number: int,
    table: Table,
    figures: Sequence[Figure],
    known: set[frozenset[int]],
) -> Iterator[tuple[int, Relation]]:
    """The relations of a family, each with its line; what the search and the exact arithmetic judge differently tells
    nothing.
    """
    if family.operator not in _WORDED:
        return
    result, terms = _shape(family)
    formula = _formula(family, result, terms, table)
    sure = _is_worded(family, table)
    found: list[list[tuple[int, Relation]]] = []
    for times in (1, 100) if family.operator != "sum" else (1,):
        found.append([])
        for line, verdict in family.lines:
            held = [_figure(table, line, place, family.along) for place in (result, *(place for place, _, _ in terms))]
            if held[0] is None or sum(one is not None for one in held[1:]) < 2:
                continue
            if frozenset(one for one in held if one is not None) in known:
                continue
            own = tuple(
                Term(one, factor, _role(factor, under), under)
                for one, (_, factor, under) in zip(held[1:], terms, strict=True)
                if one is not None
            )
            if family.operator == "sum":
                relation = linear(
                    rule.id, formula, held[0], own, figures,
                    evidence=_EVIDENCE, established=sure, table=number, convention=formula,
                )  # fmt: skip
            elif len(own) == len(terms):
                relation = quotient(
                    rule.id, formula, held[0], own, figures, times=times, absolute=False,
                    evidence=_EVIDENCE, established=sure, table=number, convention=formula,
                )  # fmt: skip
            else:
                continue
            judged = relation.judgement.verdict if relation.judgement is not None else UNDECIDED
            if verdict != UNDECIDED and (judged in _HOLDS) == (verdict in _HOLDS) and judged != UNDECIDED:
                found[-1].append((line, relation))
    yield from max(found, key=lambda one: sum(not _is_broken(relation) for _, relation in one))


def _accuses(
    family: _Family,
    line: int,
    relation: Relation,
    table: Table,
    figures: Sequence[Figure],
    additive: Collection[tuple[bool, int]],
    vocabulary: Vocabulary,
) -> bool:
    """Whether a row or column that breaks a law is held to it: one of means, prices or shares among amounts is not."""
    if family.along:
        row = table.rows[line]
        if not vocabulary.is_additive(row.label) or (family.operator != "sum" and row.role in _TOTALS):
            return False
    elif not vocabulary.is_additive(table.columns[line].header) or table.columns[line].unit in _RATES:
        return False
    if family.operator != "sum":
        return True
    units = {figures[number].unit for number in (relation.result, *(term.figure for term in relation.terms))}
    if len(units) > 1 and units & set(_RATES):
        return False
    parts = [figures[term.figure].quantity for term in relation.terms]
    held = figures[relation.result].quantity
    if len({part.decimals for part in (held, *parts)}) > 1 or any(term.factor < 0 for term in relation.terms):
        return True
    # a figure among its parts is their mean, unless sums are at home in its row or column
    among = min(part.scaled for part in parts) <= held.scaled <= max(part.scaled for part in parts)
    return not among or (family.along, line) in additive


def _shape(family: _Family) -> tuple[int, list[tuple[int, int, int]]]:
    """Which place is worked out, and the others as (place, factor, factor below the line). Of three figures the last is
    most often the one that is worked out: it is the difference where the first is the sum.
    """
    if family.operator == "division":
        return family.result, [(family.operands[0], 1, 0), (family.operands[1], 0, 1)]
    if family.operator == "relative-change":
        return family.result, [(family.operands[1], 1, 0), (family.operands[0], -1, 1)]
    last = max(family.operands)
    if len(family.operands) == 2 and last > family.result:
        return last, [(family.result, 1, 0), (min(family.operands), -1, 0)]
    return family.result, [(place, 1, 0) for place in family.operands]


def _role(factor: int, under: int) -> str:
    if under:
        return "denominator"
    return "subtrahend" if factor < 0 else "item"


def _figure(table: Table, line: int, place: int, along: bool) -> int | None:
    return table.figure_at(line, place) if along else table.figure_at(place, line)


def _formula(family: _Family, result: int, terms: list[tuple[int, int, int]], table: Table) -> str:
    """The family in the table's own names: "Kolumn C = Kolumn A - Kolumn B"."""

    def name(place: int) -> str:
        text = table.columns[place].header if family.along else table.rows[place].label
        return text or f"{'kolumn' if family.along else 'rad'} {place + 1}"

    if family.operator == "division":
        right = f"{name(family.operands[0])} / {name(family.operands[1])}"
    elif family.operator == "relative-change":
        old, new = map(name, family.operands)
        right = f"({new} - {old}) / {old}"
    else:
        shown = terms if len(terms) <= _MOST_NAMED else [*terms[: _MOST_NAMED // 2], terms[-1]]
        parts = [f"{' - ' if factor < 0 else ' + '}{name(place)}" for place, factor, _ in shown]
        if len(shown) < len(terms):
            parts.insert(-1, " + …")
        right = "".join(parts).removeprefix(" + ")
    return f"{name(result)} = {right}"


def _is_worded(family: _Family, table: Table) -> bool:
    """Whether a word of the row or column says that it is worked out from others in this way."""
    if family.along:
        places = (family.result, *family.operands) if family.operator == "sum" else (family.result,)
        return any(table.columns[place].measure in _WORDED[family.operator] for place in places)
    return family.operator == "sum" and table.rows[family.result].role in _TOTALS


def _is_broken(relation: Relation) -> bool:
    return relation.judgement is not None and relation.judgement.verdict == CONTRADICTED
