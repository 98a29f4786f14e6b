"""Claims on how far two cells of a row are from each other: "3,2 mnkr lägre än budget", "ökade med 4 procent", and on
the share of one in the other: "av budgeten har 62 procent förbrukats".
"""

from collections.abc import Sequence

import msgspec

from auditor.exact import EXACT, ROUNDING, Quantity, judge_quotient
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Tie
from auditor.model.rounding import as_told
from auditor.model.units import MONEY, comparable
from auditor.relate.answers import MOST_VALUES, NOT_CERTAIN, SEVERAL, Answer, read_as
from auditor.relate.cells import agrees, factor_of_sizes, nameless_table
from auditor.relate.certainty import is_certain, speaks_for_itself
from auditor.relate.claim import EQUIVALENT, PERIOD_WORDS, Claim, is_investment
from auditor.relate.context import EVIDENCE, Context
from auditor.relate.meanings import (
    BUDGET,
    CHANGE,
    DEVIATION,
    FORECAST,
    FORECAST_DEVIATION,
    OUTCOME,
    PREVIOUS,
    RATE,
    TARGET,
    Fact,
)
from auditor.relate.sums import deviating
from auditor.relate.whom import Subject

# what ties a claim to two cells that no label calls a difference
_BY_HEADERS = ("sentence", "header")
# a measure and the one that holds its difference, by the letter of what it is compared with: for a period, a forecast
_AGAINST = {"B": (BUDGET, DEVIATION), "E": (PREVIOUS, CHANGE), "G": (TARGET, "")}
_AGAINST_FORECAST = _AGAINST | {"B": (BUDGET, FORECAST_DEVIATION)}


class Pair(msgspec.Struct, frozen=True):
    """What is compared with what, and the cell that holds the difference, as far as the row has them."""

    first: Fact | None
    second: Fact | None
    between: Fact | None


def difference(claim: Claim, subject: Subject, context: Context) -> Answer:
    """The size of a deviation, and which of two figures is the higher: "3,2 mnkr lägre än budget"."""
    pairs = [pair for pair in _pairs(claim, subject, context) if _is_comparable(claim, pair, context)]
    measure = RATE if claim.amount.unit == "procentenheter" else DEVIATION if claim.against == "B" else CHANGE
    text = read_as(subject, (measure,), context)
    if not pairs:
        return Answer(text=text)
    for pair in pairs:
        held = _held(claim, pair, context)
        if held is not None:
            return Answer((held,), text)
    told_there = {pair.between.figure for pair in pairs if pair.between is not None}
    other = deviating(claim, subject, context)
    if other is not None and other.terms[0][0] not in told_there:
        return Answer((other,), text)
    if not _is_understood(claim, subject, (OUTCOME, DEVIATION), context):
        return Answer(text=text, reason=NOT_CERTAIN)
    if len(pairs) > MOST_VALUES:
        return Answer(text=text, reason=SEVERAL)
    pair = pairs[0]
    if "r" in claim.letters_before and "resultat" not in _label(pair, context).lower():
        # "resultatet" is said of the outcome and of the deviation
        return Answer(text=text, reason=NOT_CERTAIN)
    wrong = _wrong_way(claim, pair, context)
    if wrong is None:
        # "lower" of amounts with a minus may be meant either way
        return Answer(text=text, reason=NOT_CERTAIN)
    tie = None if wrong else _size_tie(claim, pair, context)
    return Answer((tie or _difference_tie(claim, pair, context),), text)


def change(claim: Claim, subject: Subject, context: Context) -> Answer:
    """The outcome less that of the year before: "ökade med 3,2 mnkr", "minskade med 4 procent"."""
    told = msgspec.structs.replace(claim, against="E")
    text = read_as(subject, (CHANGE,), context)
    pairs = [
        pair
        for pair in _pairs(told, subject, context)
        if pair.first is not None and pair.second is not None and _is_comparable(told, pair, context)
    ]
    for pair in pairs:
        tie = _difference_tie(told, pair, context)
        if agrees_with(claim, tie, context):
            return Answer((tie,), text)
    # "ökade med 4 procent till 210 mnkr jämfört med föregående år"
    against = "E" in claim.letters or ("E" in claim.rest and "B" not in claim.rest)
    if len(pairs) == 1 and against and subject.names and _is_understood(claim, subject, (CHANGE, PREVIOUS), context):
        tie = _difference_tie(told, pairs[0], context)
        if tie.established:
            return Answer((tie,), text)
    return Answer(text=text, reason=NOT_CERTAIN)


def is_share_used(claim: Claim) -> bool:
    """Whether a claim is on the part of a budget that is used: "av budgeten har 62 procent förbrukats"."""
    first = claim.before[0].text if claim.before else ""
    used = first == "av" and "B" in claim.letters_before and "M" in claim.letters
    return used and claim.amount.unit == "%"


def share_used(claim: Claim, subject: Subject, context: Context) -> Answer:
    """The outcome as a share of the budget: "av budgeten för förskolan har 62 procent förbrukats"."""
    text = read_as(subject, (OUTCOME,), context)
    for name in subject.names:
        by_measure = {fact.measure: fact for fact in context.facts(name.table, name.row)}
        first, second = by_measure.get(OUTCOME), by_measure.get(BUDGET)
        if first is None or second is None or context.index.scopes[name.table] == "investment":
            continue
        if not context.cell(second).scaled:
            continue
        label, under = context.index.label(first.figure), ((second.figure, 1),)
        tie = Tie(
            context.told(claim).id, ((first.figure, 1),), label, _BY_HEADERS, True, "direction", under, 100,
            reach=claim.reach,
        )  # fmt: skip
        if agrees_with(claim, tie, context) or is_certain(claim, subject, context):
            return Answer((tie,), text)
    return Answer(text=text, reason=NOT_CERTAIN)


def is_share_of_budget(claim: Claim) -> bool:
    """Whether a claim tells an amount before it as a share: "3,2 mnkr, motsvarande 2,9 procent av budgeten"."""
    behind = claim.after[:1]
    of_budget = bool(behind) and behind[0].text == "av" and any(word.letter == "B" for word in claim.after)
    return claim.form == EQUIVALENT and claim.amount.unit == "%" and claim.partner is not None and of_budget


def share_of_budget(claim: Claim, subject: Subject, context: Context) -> Answer:
    """An amount as a share of its row's budget."""
    assert claim.partner is not None
    part = context.figures[context.numbers[claim.partner]]
    rows = [(name.table, name.row) for name in subject.names]
    if subject.whole:
        rows.extend((fact.table, fact.row) for fact in context.index.whole)
    text = read_as(subject, (BUDGET,), context)
    budgets = [
        fact
        for table, row in dict.fromkeys(rows)
        if context.index.scopes[table] != "investment"
        for fact in context.facts(table, row)
        if fact.measure == BUDGET and context.cell(fact).unit in MONEY and context.cell(fact).scaled
    ]
    if part.unit not in MONEY or not part.scaled:
        return Answer(text=text)
    ties = [_share_tie(claim, part, fact, context) for fact in budgets]
    for tie in ties:
        if agrees_with(claim, tie, context):
            return Answer((tie,), text)
    if (
        len(ties) == 1
        and is_certain(claim, subject, context, (BUDGET,))
        and speaks_for_itself(claim, subject, (BUDGET,), context)
    ):
        return Answer((ties[0],), text)
    return Answer(text=text, reason=NOT_CERTAIN)


def _share_tie(claim: Claim, part: Figure, base: Fact, context: Context) -> Tie:
    """A percentage as an amount over a budget, both without their signs unless the percentage has one."""
    signed = -1 if (part.scaled < 0) != (context.told(claim).scaled < 0) else 1
    under = ((base.figure, -1 if context.cell(base).scaled < 0 else 1),)
    label = context.index.label(base.figure)
    return Tie(
        context.told(claim).id, ((part.id, signed),), label, _BY_HEADERS, True, "direction", under, 100,
        reach=claim.reach,
    )  # fmt: skip


def _is_understood(claim: Claim, subject: Subject, measures: Sequence[str], context: Context) -> bool:
    """Whether a claim that agrees with no row can be held to the one it names."""
    return is_certain(claim, subject, context, measures) and speaks_for_itself(claim, subject, measures, context)


# ---- what is compared with what ----------------------------------------------------------------------------------


def _pairs(claim: Claim, subject: Subject, context: Context) -> list[Pair]:
    """What is compared with what, and the cell that holds the difference, for each row the claim may be about."""
    investment = is_investment(claim)
    found = []
    for table, row in _rows(claim, subject, context):
        if (context.index.scopes[table] == "investment") != investment:
            continue
        by_measure = _by_measure(claim, context.facts(table, row))
        if by_measure is None:
            continue
        if claim.amount.unit == "procentenheter" and RATE in by_measure:
            pair = Pair(by_measure[RATE], _budgeted_rate(table, row, context), None)
        else:
            pair = _pair(claim, by_measure)
        both = pair.first is not None and pair.second is not None
        if both or (pair.between is not None and claim.amount.unit in MONEY):
            found.append(pair)
    return found


def _rows(claim: Claim, subject: Subject, context: Context) -> list[tuple[int, int]]:
    """The rows that a comparison may be of, as (table, row)."""
    rows = [(name.table, name.row) for name in subject.names]
    if subject.whole:
        nameless = nameless_table(claim, context)
        if nameless is not None:
            rows.append((nameless, 0))
        if claim.amount.unit in MONEY:
            rows.extend((fact.table, fact.row) for fact in context.index.whole)
    return list(dict.fromkeys(rows))


def _by_measure(claim: Claim, facts: Sequence[Fact]) -> dict[str, Fact] | None:
    """The cells of a row by measure; None where several organisations stand side by side, and it is not said which."""
    rivals = len({fact.measure for fact in facts}) < len(facts)
    extras = {fact.extra for fact in facts if fact.extra} if rivals else set()
    said = {word.stem for word in claim.words}
    own = [extra for extra in extras if extra <= said]
    if len(extras) > 1 and len(own) != 1:
        return None
    found: dict[str, Fact] = {}
    for fact in facts:
        if not own or fact.extra == own[0]:
            found.setdefault(fact.measure, fact)
    budgets = [fact for fact in facts if fact.measure == BUDGET and (not own or fact.extra == own[0])]
    if len(budgets) > 1:
        first = found.get(FORECAST if claim.is_forecast else OUTCOME)
        if first is not None:
            found[BUDGET] = _budget_beside(first, budgets)
        # with a budget for the period as well a deviation of the forecast is not what is told of the outcome
        found.pop("" if claim.is_forecast else FORECAST_DEVIATION, None)
    return found


def _budget_beside(first: Fact, budgets: Sequence[Fact]) -> Fact:
    """The one of several budgets that an outcome or forecast is compared with: that of its period, else the nearest."""
    period = "full_year" if first.measure == FORECAST else first.period
    alike = [budget for budget in budgets if budget.period == period] or budgets
    return min(alike, key=lambda budget: abs(budget.column - first.column))


def _pair(claim: Claim, by_measure: dict[str, Fact]) -> Pair:
    """The outcome or forecast of a row, and what the claim compares it with."""
    # where a row has one deviation, that of the forecast, it is the one that is told
    of_period = any(word.letter == "m" or word.text in PERIOD_WORDS for word in claim.words)
    lone = claim.against == "B" and DEVIATION not in by_measure and FORECAST_DEVIATION in by_measure
    forecast = claim.is_forecast or (lone and not of_period)
    other, off = (_AGAINST_FORECAST if forecast else _AGAINST).get(claim.against, ("", ""))
    second = by_measure.get(other)
    first = by_measure.get(FORECAST if forecast else OUTCOME)
    if second is not None and other == BUDGET:
        # the outcome of a period and the budget of the year, or the reverse, are no pair
        period = "full_year" if forecast else first.period if first is not None else None
        if {period, second.period} == {"accumulated", "full_year"} or (second.period == "full_year" and not forecast):
            second = None
    return Pair(first, second, by_measure.get(off))


def _budgeted_rate(table: int, row: int, context: Context) -> Fact | None:
    """The budgeted one of two rates of change."""
    own = context.index.tables[table]
    for column, head in enumerate(own.columns):
        meaning = context.vocabulary.meaning(head.header)
        figure = own.figure_at(row, column)
        if meaning.measure == "utveckling" and "budget" in meaning.modifiers and figure is not None:
            return Fact(figure, table, row, column, BUDGET)
    return None


def _is_comparable(claim: Claim, pair: Pair, context: Context) -> bool:
    """Whether the difference of two cells can be told in the claim's unit."""
    unit = "%" if claim.amount.unit == "procentenheter" else claim.amount.unit
    if pair.first is None or pair.second is None:
        return pair.between is not None and comparable(unit, context.cell(pair.between).unit)
    first, second = context.cell(pair.first), context.cell(pair.second)
    if claim.amount.unit == "%":
        # a rate of change is that of two amounts
        return first.unit in MONEY and second.unit in MONEY and second.scaled != 0
    return comparable(unit, first.unit) and comparable(unit, second.unit) and not (first.hedge or second.hedge)


def _label(pair: Pair, context: Context) -> str:
    """What the row of a pair is called."""
    facts = (pair.first, pair.second, pair.between)
    return next(context.index.label(fact.figure) for fact in facts if fact is not None)


# ---- the claim against them --------------------------------------------------------------------------------------


def _held(claim: Claim, pair: Pair, context: Context) -> Tie | None:
    """The tie that a difference agrees with: the cell of the difference where there is one, else the two cells."""
    size = _size_tie(claim, pair, context)
    if size is None:
        tie = _difference_tie(claim, pair, context)
        return tie if agrees_with(claim, tie, context) else None
    return size if agrees(claim, size.terms, context) and not _wrong_way(claim, pair, context) else None


def agrees_with(claim: Claim, tie: Tie, context: Context) -> bool:
    """Whether a claim agrees with a tie, a quotient included."""
    if not tie.under:
        return agrees(claim, tie.terms, context)
    parts = [(above, under, context.figures[figure].quantity) for figure, (above, under) in tie.weights.items()]
    return judge_quotient(as_told(context.told(claim)), parts, tie.times).verdict in (EXACT, ROUNDING)


def _wrong_way(claim: Claim, pair: Pair, context: Context) -> bool | None:
    """Whether a difference is told in the wrong direction; None where nobody can tell."""
    if pair.first is None or pair.second is None:
        return False
    tie = _difference_tie(claim, pair, context)
    if _sum([(factor, context.figures[figure].quantity) for figure, factor in tie.terms]) >= 0:
        return False
    return True if tie.established else None


def _difference_tie(claim: Claim, pair: Pair, context: Context) -> Tie:
    """The amount as the difference of two cells, counted so that "higher" is positive. Costs that are printed with
    a minus are higher the further they are from nothing, unless a rate or the result is compared.
    """
    assert pair.first is not None
    assert pair.second is not None
    one, other = pair.first.figure, pair.second.figure
    first, second = context.figures[one], context.figures[other]
    both = first.scaled < 0 and second.scaled <= 0
    rated = claim.amount.unit == "procentenheter"
    sizes = -1 if both and not rated and "r" not in claim.letters_before else 1
    direction = claim.direction
    if abs(direction) == 2:
        # better and worse: the size alone is told
        direction = 1 if _sum([(sizes, first.quantity), (-sizes, second.quantity)]) >= 0 else -1
    factor = direction * sizes
    under: tuple[tuple[int, int], ...] = ()
    if claim.amount.unit == "%":
        # per cent of the amount it is compared with, without its sign
        under = ((other, -1 if second.scaled < 0 else 1),)
    established = not both or rated or _says_cost(claim)
    head = context.index.tables[pair.first.table].columns[pair.first.column].header
    return Tie(
        context.told(claim).id, ((one, factor), (other, -factor)), context.index.label(one) or head, _BY_HEADERS,
        established, "direction", under, 100 if under else 1, claim.reach,
    )  # fmt: skip


def _size_tie(claim: Claim, pair: Pair, context: Context) -> Tie | None:
    """The tie to the cell that holds the difference, whichever way it is counted."""
    if pair.between is None or claim.amount.unit not in MONEY:
        return None
    told, cell = context.told(claim), context.cell(pair.between)
    terms = ((cell.id, factor_of_sizes(told, cell)),)
    return Tie(told.id, terms, context.index.label(cell.id), EVIDENCE, True, "direction", reach=claim.reach)


def _says_cost(claim: Claim) -> bool:
    """Whether costs are compared: with a minus or without, higher ones are further from nothing."""
    return any(word.text.startswith(("kostn", "nettokostn", "utgift", "bruttokostn")) for word in claim.before)


def _sum(quantities: Sequence[tuple[int, Quantity]]) -> int:
    """A weighted sum in steps of its finest amount."""
    finest = max(quantity.decimals for _, quantity in quantities)
    return sum(factor * quantity.scaled * power_of_ten(finest - quantity.decimals) for factor, quantity in quantities)
