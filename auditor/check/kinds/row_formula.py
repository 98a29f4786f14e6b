"""Formulas that each row of a table obeys: deviations, differences, percentages.

Two witnesses say which columns a formula is about: the headers, and the arithmetic (which formula the rows obey). All
rules compete for a column, so that a difference to last year is not taken for a deviation from budget.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import msgspec

from auditor.check.formula import Formula, Key
from auditor.check.judge import linear, quotient
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING, linear_discrepancy
from auditor.model.figure import Figure, Row, Table
from auditor.model.relation import Relation, Term
from auditor.vocabulary import Meaning, Vocabulary

_HOLDS = (EXACT, ROUNDING, IMPROBABLE)
# A percentage column that no header explains is taken on arithmetic alone from so many rows on.
_ROWS_WITHOUT_WORDS = 3
# A quotient of rounded amounts that may be off by so many rounding units of the result tells nothing of a formula.
_WIDEST_QUOTIENT = 60
# A formula takes the columns beside its result, to the left: so many rows must speak for one that lies further off.
_PER_COLUMN = 0.4
_TO_THE_RIGHT = 8


class _Candidate(msgspec.Struct):
    """A formula with its columns, and how the rows agree: `good` and `bad` count the rows that could tell."""

    rule: Rule
    formula: Formula
    columns: dict[Key, int]
    worded: bool
    distance: int
    good: int = 0
    bad: int = 0
    relations: tuple[Relation | None, ...] = ()
    trivial: tuple[bool, ...] = ()


def relations(
    rules: Sequence[Rule], number: int, table: Table, figures: Sequence[Figure], vocabulary: Vocabulary
) -> Iterator[Relation]:
    """The relations of all row formulas in one table; at most one formula (with its mirror) a column."""
    meanings = [vocabulary.meaning(column.header) for column in table.columns]
    for column in range(len(table.columns)):
        if table.columns[column].kind != "figure" or _is_across(table, column):
            continue
        candidates = list(_candidates(rules, number, table, column, meanings, figures, vocabulary))
        if candidates:
            yield from _settle(candidates, table, figures, vocabulary)


def _is_across(table: Table, column: int) -> bool:
    return any(footing.across and footing.total == column for footing in table.footings)


# ---- which columns ----------------------------------------------------------------------------------------------


def _candidates(
    rules: Sequence[Rule],
    number: int,
    table: Table,
    result: int,
    meanings: list[Meaning],
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> Iterator[_Candidate]:
    dimension = _dimension(table, result, figures)
    for rule in rules:
        if rule.of not in ("any", dimension) and not (rule.of == "points" and dimension == "percent"):
            continue
        for formula in rule.formulas:
            worded = _names_result(formula.result, meanings[result])
            if not worded and not (formula.denominator and dimension == "percent"):
                continue
            options = [_columns_for(key, result, table, meanings, rule, figures) for key in formula.keys]
            for chosen in product(*options):
                if len(set(chosen)) < len(chosen):
                    continue
                columns = dict(zip(formula.keys, chosen, strict=True))
                if not _periods_fit(formula, columns, meanings) or not _versus_fits(columns, meanings, result, formula):
                    continue
                distance = sum(abs(result - column) + (_TO_THE_RIGHT if column > result else 0) for column in chosen)
                candidate = _Candidate(rule, formula, columns, worded, distance)
                _evaluate(candidate, number, table, result, figures)
                yield candidate


def _dimension(table: Table, column: int, figures: Sequence[Figure]) -> str:
    """money, percent or points: what most of a column's figures are."""
    unit = table.columns[column].unit
    if unit is None:
        units = [figures[figure].unit for figure in table.figures_of(column)]
        unit = max(sorted({name for name in units if name is not None}), key=units.count, default=None)
    if unit in ("%", "‰"):
        return "percent"
    if unit == "procentenheter":
        return "points"
    return "money"


def _names_result(key: Key, meaning: Meaning) -> bool:
    """Whether a header names what a formula works out."""
    name, qualifier = key
    measure = meaning.measure
    if measure == "skillnad" and "budget" in meaning.versus:
        measure = "avvikelse"
    if (
        name == "avvikelse"
        and measure == "skillnad"
        and not (meaning.versus_previous or meaning.versus or meaning.change)
    ):
        return True
    if (
        name == "skillnad"
        and measure == "avvikelse"
        and (meaning.versus_previous or meaning.versus & {"utfall"})
        and "budget" not in meaning.versus
    ):
        return True
    if measure != name:
        return False
    if measure == "skillnad" and meaning.change and "budget" in meaning.modifiers and qualifier != "budget":
        # "Budgeterad förändring" is what was planned, not what came of it
        return False
    if measure == "utveckling":
        return (qualifier == "budget") == ("budget" in meaning.modifiers)
    return qualifier != "budget" or "budget" in meaning.modifiers


def _columns_for(
    key: Key, result: int, table: Table, meanings: list[Meaning], rule: Rule, figures: Sequence[Figure]
) -> list[int]:
    name, qualifier = key
    found = []
    for column, meaning in enumerate(meanings):
        if column == result or table.columns[column].kind != "figure" or meaning.measure != name:
            continue
        percent = _dimension(table, column, figures) != "money"
        if percent != (rule.of == "points"):
            continue
        if qualifier == "budget" and "budget" not in meaning.modifiers:
            continue
        if qualifier == "" and rule.of == "points" and "budget" in meaning.modifiers:
            continue
        if qualifier == "" and meaning.previous and name in ("utfall", "prognos"):
            continue
        found.append(column)
    return found


def _periods_fit(formula: Formula, columns: dict[Key, int], meanings: list[Meaning]) -> bool:
    """An earlier period has to be told by its header or be of an earlier year than what it is compared with."""
    for (_name, qualifier), column in columns.items():
        if qualifier != "fg":
            continue
        earlier = meanings[column]
        if earlier.previous:
            continue
        others = [meanings[other] for (_, mark), other in columns.items() if mark != "fg"]
        years = [max(other.years) for other in others if other.years]
        # a column without a year beside one with a year is the current one
        if not earlier.years or (years and max(earlier.years) >= min(years)):
            return False
    current = [meanings[column] for (_, qualifier), column in columns.items() if qualifier == ""]
    latest = {max(meaning.years) for meaning in current if meaning.years}
    return len(latest) <= 1 or any(qualifier == "fg" for _, qualifier in columns)


def _versus_fits(columns: dict[Key, int], meanings: list[Meaning], result: int, formula: Formula) -> bool:
    """What the result's header says that it is taken against, and of what, has to be in the formula."""
    meaning = meanings[result]
    names = {name for name, _ in columns}
    earlier = any(qualifier == "fg" for _, qualifier in columns)
    if meaning.versus_previous and not earlier and formula.result[0] in ("skillnad", "utveckling", "avvikelse"):
        return False
    if (
        "budget" in meaning.versus
        and "budget" not in names
        and not any(qualifier == "budget" for _, qualifier in columns)
    ):
        return False
    if "prognos" in meaning.modifiers and "prognos" not in names:
        return False
    return not (meaning.versus == frozenset({"prognos"}) and "prognos" not in names)


# ---- how the rows agree -----------------------------------------------------------------------------------------


def _evaluate(candidate: _Candidate, number: int, table: Table, result: int, figures: Sequence[Figure]) -> None:
    found: list[Relation | None] = []
    trivial: list[bool] = []
    for index, row in enumerate(table.rows):
        relation = _relation(candidate, number, row, result, figures) if row.role != "heading" else None
        found.append(relation)
        empty = True
        if relation is not None and relation.judgement is not None:
            values = [figures[relation.result].scaled, *(figures[term.figure].scaled for term in relation.terms)]
            empty = sum(value != 0 for value in values) < 2 or _says_nothing(relation)
            if not empty and index not in table.ragged:
                if relation.judgement.verdict in _HOLDS:
                    candidate.good += 1
            if relation.judgement.verdict == CONTRADICTED and index not in table.ragged:
                candidate.bad += 1
                empty = False
        trivial.append(empty)
    candidate.relations, candidate.trivial = tuple(found), tuple(trivial)


def _says_nothing(relation: Relation) -> bool:
    """Whether so small amounts stand in a quotient that nearly any percentage would agree with them."""
    judgement = relation.judgement
    if relation.kind != "quotient" or judgement is None or judgement.allowed is None:
        return False
    return float(judgement.allowed) > _WIDEST_QUOTIENT


def _relation(candidate: _Candidate, number: int, row: Row, result: int, figures: Sequence[Figure]) -> Relation | None:
    """The formula for one row; a nil cell counts as zero where the relation holds with it, and decides nothing else."""
    stated = row.cells[result]
    if stated is None or stated.figure is None:
        return None
    formula = candidate.formula
    numerator, denominator = dict(formula.numerator), dict(formula.denominator)
    terms: list[Term] = []
    missing = False
    for key, column in candidate.columns.items():
        cell = row.cells[column]
        if cell is None or cell.figure is None:
            missing = True
            if key in denominator:
                return None
            continue
        factor = numerator.get(key, 0)
        role = (
            "denominator"
            if denominator and not factor
            else "numerator"
            if denominator
            else "minuend"
            if factor > 0
            else "subtrahend"
        )
        terms.append(Term(cell.figure, factor, role, denominator.get(key, 0)))
    if not terms:
        return None
    evidence = ("header",) if candidate.worded else ("arithmetic",)
    if denominator:
        relation = quotient(
            candidate.rule.id, formula.text, stated.figure, tuple(terms), figures,
            times=formula.times, absolute=formula.absolute, evidence=evidence, table=number, convention=formula.text,
        )  # fmt: skip
    else:
        relation = linear(
            candidate.rule.id, formula.text, stated.figure, tuple(terms), figures,
            evidence=evidence, table=number, convention=formula.text,
        )  # fmt: skip
    if missing and relation.judgement is not None and relation.judgement.verdict not in _HOLDS:
        return None
    return relation


# ---- which formula ----------------------------------------------------------------------------------------------


def _settle(
    candidates: list[_Candidate], table: Table, figures: Sequence[Figure], vocabulary: Vocabulary
) -> Iterator[Relation]:
    """The relations of the formula that most rows obey; rows of the mirrored sign where the table mixes both."""
    best = min(
        candidates,
        key=lambda one: (
            one.bad - one.good + _PER_COLUMN * one.distance,
            not one.worded,
            one.distance,
            one.rule.id,
            one.formula.text,
        ),
    )
    if best.good == 0 or (best.good == 1 and not best.bad and _natural(best, candidates, table, figures) is not best):
        if best.good:
            candidates = [_natural(best, candidates, table, figures)]
        yield from _by_words_alone(candidates, table, figures)
        return
    mirror = next(
        (
            one
            for one in candidates
            if one is not best
            and one.columns.values()
            and set(one.columns.values()) == set(best.columns.values())
            and _mirrored(one.formula, best.formula)
        ),
        None,
    )
    turned = [
        index
        for index, relation in enumerate(best.relations)
        if relation is not None
        and not best.trivial[index]
        and _contradicted(relation)
        and mirror is not None
        and mirror.relations[index] is not None
        and not _contradicted(mirror.relations[index])
    ]
    mixed = _mixes(turned, best, table, vocabulary)
    wrong = best.bad - (len(turned) if mixed else 0)
    if wrong > 1 and best.good < 2 * wrong and not (best.good > wrong and _exchanged(best, figures)):
        # too many rows of another mind: the column is worked out in some other way
        return
    if not best.worded and not (best.good >= _ROWS_WITHOUT_WORDS and best.good >= 4 * best.bad):
        return
    evidence = ("header", "siblings") if best.worded and best.good > 1 else best.relations and _evidence(best)
    for index, relation in enumerate(best.relations):
        if relation is None or (index in table.ragged and _contradicted(relation)):
            continue
        if mirror is not None and index in turned and mixed:
            other = mirror.relations[index]
            assert other is not None
            yield msgspec.structs.replace(other, evidence=evidence)
            continue
        sure = relation.established and best.worded
        either = mixed and _contradicted(relation)
        yield msgspec.structs.replace(relation, evidence=evidence, established=sure, mirrored=either)


def _exchanged(best: _Candidate, figures: Sequence[Figure]) -> bool:
    """Whether the rows that disobey are two whose figures have changed places: each states what the other gives, or
    they are off by as much in opposite directions.
    """
    wrong = [relation for relation in best.relations if relation is not None and _contradicted(relation)]
    if len(wrong) != 2:
        return False
    one, other = wrong
    if _gives(one, figures[other.result]) and _gives(other, figures[one.result]):
        return True
    if "quotient" in (one.kind, other.kind):
        return False
    off = [
        linear_discrepancy(
            figures[relation.result].quantity,
            [(term.factor, figures[term.figure].quantity) for term in relation.terms],
        )
        for relation in wrong
    ]
    return off[0] == (-off[1][0], off[1][1])


def _gives(relation: Relation, figure: Figure) -> bool:
    """Whether a figure prints what a relation gives for its result."""
    judgement = relation.judgement
    if judgement is None or judgement.low is None or judgement.high is None:
        return False
    return judgement.low[0] <= figure.scaled <= judgement.high[0] and judgement.low[1] == figure.quantity.decimals


def _against_custom(one: _Candidate, figures: Sequence[Figure]) -> bool:
    """Whether a formula counts the way that its row's signs rule out: budget less outcome of costs with a minus, or old
    less new.
    """
    weights = dict(one.formula.numerator)
    leading = next((key for key in one.formula.keys if key[0] in ("utfall", "prognos") and key[1] == ""), None)
    if one.formula.denominator or leading is None or weights.get(leading, 0) >= 0:
        return False
    if any(qualifier == "fg" for _, qualifier in one.formula.keys):
        return True
    terms = [term.figure for relation in one.relations if relation is not None for term in relation.terms]
    return all(figures[figure].scaled <= 0 for figure in terms)


def _natural(best: _Candidate, candidates: list[_Candidate], table: Table, figures: Sequence[Figure]) -> _Candidate:
    """For a lone row that obeys a formula only with its sign turned: the formula that its signs call for.

    Costs printed with a minus leave no choice: what is better than budget comes out positive only as outcome - budget.
    """
    turned = dict(best.formula.numerator)
    keys = best.formula.keys
    amounts = [
        figures[cell.figure].scaled
        for row in table.rows
        for column in best.columns.values()
        if (cell := row.cells[column]) is not None and cell.figure is not None
    ]
    leading = next((key for key in keys if key[0] in ("utfall", "prognos") and key[1] == ""), None)
    since = any(qualifier == "fg" for _, qualifier in keys)
    if leading is None or turned.get(leading, 0) > 0 or not amounts:
        return best
    if any(value > 0 for value in amounts) and not since:
        # income and costs without sign: both ways of counting a deviation are in use, but a change is new less old
        return best
    other = next(
        (
            one
            for one in candidates
            if set(one.columns.values()) == set(best.columns.values()) and _mirrored(one.formula, best.formula)
        ),
        None,
    )
    return other if other is not None and other.bad == 1 else best


def _evidence(best: _Candidate) -> tuple[str, ...]:
    return ("header",) if best.worded else ("siblings",)


def _contradicted(relation: Relation | None) -> bool:
    return relation is not None and relation.judgement is not None and relation.judgement.verdict == CONTRADICTED


def _mirrored(one: Formula, other: Formula) -> bool:
    """The same formula with the sign of its result turned."""
    return one.denominator == other.denominator and {key: -factor for key, factor in one.numerator} == dict(
        other.numerator
    )


def _mixes(turned: list[int], best: _Candidate, table: Table, vocabulary: Vocabulary) -> bool:
    """Whether a table counts some rows the other way (income and costs both printed positive) rather than erring."""
    if not turned:
        return False
    straight = [
        index
        for index, relation in enumerate(best.relations)
        if relation is not None and not best.trivial[index] and not _contradicted(relation)
    ]
    kinds = {index: vocabulary.is_income(table.rows[index].label) for index in (*turned, *straight)}
    if all(kinds[index] for index in turned) and not all(kinds[index] for index in straight):
        return True
    if not any(kinds[index] for index in turned) and any(kinds[index] for index in straight) and len(turned) >= 2:
        return True
    return len(turned) >= 2 and len(turned) * 3 >= len(straight)


def _turned_sign(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether what stands is what the formula gives, but for its sign."""
    judgement = relation.judgement
    if judgement is None or judgement.low is None or judgement.high is None:
        return False
    return judgement.low[0] <= -figures[relation.result].scaled <= judgement.high[0]


def _off(one: _Candidate, figures: Sequence[Figure]) -> int:
    """How far the row that could tell is from a formula, in rounding units: which sign of two was meant."""
    for relation in one.relations:
        if (
            _contradicted(relation)
            and relation is not None
            and relation.judgement is not None
            and relation.judgement.low is not None
        ):
            return abs(figures[relation.result].scaled - relation.judgement.low[0])
    return 0


def _by_words_alone(candidates: list[_Candidate], table: Table, figures: Sequence[Figure]) -> Iterator[Relation]:
    """No row obeys any formula: told only where the headers leave one pair of columns and one row could tell.

    A lone row that obeys the formula with its sign turned is sure only where its amounts have a minus of their own.
    """
    worded = [one for one in candidates if one.worded]
    if any(not any(map(_contradicted, one.relations)) for one in worded):
        # one reading of the headers agrees with every row, if only because the amounts are too small to tell
        return
    worded = [one for one in worded if one.bad]
    if not worded or any(one.bad != 1 for one in worded):
        return
    pairs = {frozenset(one.columns.values()) for one in worded}
    worded = [one for one in worded if not _against_custom(one, figures)] or worded
    best = min(worded, key=lambda one: (one.distance, _off(one, figures), one.rule.id, one.formula.text))
    periods = {table.columns[column].period for column in best.columns.values()} - {None, "previous"}
    for index, relation in enumerate(best.relations):
        if relation is not None and index not in table.ragged and _contradicted(relation):
            # the mirrored sign and every other reading of the headers are contradicted too: the row does not add up
            signed = figures[relation.terms[0].figure].scaled < 0 or not _turned_sign(relation, figures)
            sure = relation.established and len(periods) <= 1 and len(pairs) == 1 and signed
            either = any(
                set(one.columns.values()) == set(best.columns.values()) and _mirrored(one.formula, best.formula)
                for one in worded
            )
            yield msgspec.structs.replace(relation, established=sure, evidence=("header",), mirrored=either)
