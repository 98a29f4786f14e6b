"""Which cells a claim may be about, whether it agrees with them, and to which it can be held where it agrees with
none.
"""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from auditor.exact import Quantity, consistent_linear
from auditor.exact.quantity import power_of_ten
from auditor.exact.slip import slip
from auditor.model.figure import Figure, Tie
from auditor.model.rounding import as_told, within_hedge
from auditor.model.units import MONEY, comparable
from auditor.relate.claim import CHANGE as CHANGED
from auditor.relate.claim import PERIOD_WORDS, VALUE, Claim, is_investment
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
    Fact,
)
from auditor.relate.ties import section_number
from auditor.relate.what import main_words
from auditor.relate.whom import Subject

# So many cells tell that several may be meant.
_MOST_CELLS = 24
# what a rate or a change is of, by the beginnings of its words
_TOPICS = frozenset(("kost", "intä", "nett", "skat", "pers", "brut"))
_LEVELS = (OUTCOME, BUDGET, FORECAST, PREVIOUS)
# Levels do not change so many times from one version of a report to the next: what is so far off is another figure.
_FAR = 3
# So many times a cell is an amount of another kind, as one per inhabitant, though the row is named.
_OTHER_KIND = 100
# measures whose sign means something in a sentence
_SIGNED = (DEVIATION, FORECAST_DEVIATION, CHANGE, RATE)


class Candidate(msgspec.Struct, frozen=True):
    """A cell that a claim may be about, with the factor by which it is compared. `mirrored` says that it would agree
    with the other sign.
    """

    fact: Fact
    terms: tuple[tuple[int, int], ...]
    agrees: bool
    mirrored: bool


def candidates(claim: Claim, subject: Subject, measures: Sequence[str], context: Context) -> list[Candidate]:
    """The cells of the rows a claim is about that hold one of its measures in a unit it can be told in."""
    facts = _facts(claim, subject, measures, context)
    index = context.index
    investment = is_investment(claim)
    said = {word.stem for word in claim.words}
    surplus = claim.sign and not claim.printed and any(letter in "UN" for letter in claim.letters_before)
    of_group = any(word.text.startswith("koncern") for word in claim.before)
    found: list[Candidate] = []
    for fact in facts:
        figure = context.cell(fact)
        if figure.hedge or not comparable(claim.amount.unit, figure.unit):
            continue
        if surplus and fact.measure in _LEVELS and "resultat" not in index.label(fact.figure).lower():
            # a surplus is a deviation, or the result of a row of that name
            continue
        if (index.scopes[fact.table] == "investment") != investment:
            continue
        if of_group and not _is_of_group(fact, context):
            continue
        if not fact.extra <= said and any(other.extra and other.extra <= said for other in _rivals(fact, facts)):
            # "koncernens resultat" is not that of the column beside it
            continue
        found.append(candidate(claim, fact, context))
        if len(found) > _MOST_CELLS:
            break
    return found


def candidate(claim: Claim, fact: Fact, context: Context) -> Candidate:
    """A cell with the sign by which it is compared: signs count only where both sides have one of their own."""
    told, figure = context.told(claim), context.cell(fact)
    signed = fact.measure in _SIGNED and claim.sign != 0 and not fact.turned and claim.form != CHANGED
    rate = fact.measure == RATE and claim.form == VALUE
    if rate and not claim.sign:
        # a rate without a sign is one above nothing
        signed = True
    if not signed:
        factor = factor_of_sizes(told, figure)
    elif claim.printed or not claim.sign:
        factor = 1
    else:
        factor = claim.sign
    agreeing = agrees(claim, ((fact.figure, factor),), context)
    other = not agreeing and agrees(claim, ((fact.figure, -factor),), context)
    # the same amount with the other sign is a fault only where both signs are printed
    opposed = claim.printed and signed
    return Candidate(fact, ((fact.figure, factor),), agreeing, other and not opposed and not rate)


def tie_to(claim: Claim, one: Candidate, context: Context) -> Tie:
    """A claim held to a cell."""
    label = context.index.label(one.fact.figure)
    return Tie(context.told(claim).id, one.terms, label, EVIDENCE, True, "claim", reach=claim.reach)


def factor_of_sizes(one: Figure, other: Figure) -> int:
    """The factor by which two amounts are compared whatever their signs."""
    return -1 if (one.scaled < 0) != (other.scaled < 0) else 1


def agrees(claim: Claim, terms: Sequence[tuple[int, int]], context: Context) -> bool:
    """Whether a claim's amount can be the sum of some cells, as (figure, factor), as exactly as it is told."""
    told, figures = context.told(claim), context.figures
    quantities = [(factor, figures[figure].quantity) for figure, factor in terms]
    if claim.hedged:
        return within_hedge(told, claim.low, claim.high, quantities)
    if len(terms) == 1 and printed_alike(told, figures[terms[0][0]]):
        # printed with the same decimals in the same unit: the same figure, to the digit
        return told.scaled == terms[0][1] * figures[terms[0][0]].scaled or (
            told.decimals == 0 and told.scaled % 10 == 0 and consistent_linear(as_told(told), quantities)
        )
    return consistent_linear(told.quantity, quantities) or consistent_linear(as_told(told), quantities)


def printed_alike(one: Figure, other: Figure) -> bool:
    """Whether two figures are printed in the same steps, so that no rounding lies between them."""
    return one.unit == other.unit and one.decimals == other.decimals


def size_of(one: Candidate, context: Context) -> tuple[int, int]:
    """A cell's amount without its sign, by which cells that say the same are told from others."""
    figure = context.cell(one.fact)
    return abs(figure.scaled), figure.decimals - figure.scale


def nameless_table(claim: Claim, context: Context) -> int | None:
    """The table of one row that a claim on a rate or a change is about: the nearest above, if it is on that."""
    for number in reversed(context.index.nameless):
        table = context.index.tables[number]
        if table.section == claim.section and table.end_line < claim.line:
            heads = f"{table.title} {table.section} {' '.join(column.header for column in table.columns)}".lower()
            begins = [word.text[:4] for word in claim.words if word.letter in "gIKM"]
            return number if all(begin in heads for begin in begins if begin in _TOPICS) else None
    return None


def likely(
    claim: Claim, subject: Subject, found: list[Candidate], measures: Sequence[str], context: Context
) -> list[Candidate]:
    """The candidates that a claim can be held to. A surplus is a deviation, or the result of a row of that name;
    and a level does not change threefold, so that what is so far from it is another figure.
    """
    before = claim.letters_before
    period = claim.is_forecast or any(word.text in PERIOD_WORDS for word in claim.words)
    plain = [one for one in found if one.fact.measure in measures]
    if period or plain:
        found = plain
    if "P" in before and not (claim.sign or "D" in before or "r" in before):
        # "prognos" may be the forecast or its deviation: both have to be there
        if not any(one.fact.measure == FORECAST for one in found):
            return []
    if "r" in before and (context.index.results or not (period and "P" in before)):
        # "resultatet" is the outcome or the deviation: a cell of that name, or one value for both
        levels = {size_of(one, context) for one in found if one.fact.measure in _LEVELS}
        both = levels & {size_of(one, context) for one in found if one.fact.measure not in _LEVELS}
        found = [one for one in found if "resultat" in _label(one, context) or size_of(one, context) in both]
        if len({size_of(one, context) for one in found}) > 1:
            return []
    if claim.amount.unit not in MONEY:
        return found
    if any(word.letter == "B" and word.text.startswith(context.words.year_budgets) for word in claim.words):
        # the budget of the year is not that of the period
        found = [one for one in found if one.fact.measure != BUDGET or one.fact.period == "full_year"]
    worded = main_words(before) != ""
    said = subject.exact if subject.names else any(letter in "uW" for letter in claim.letters)
    far = _OTHER_KIND if worded and said else _FAR
    found = [one for one in found if one.fact.measure not in _LEVELS or not _is_far(claim, one, far, context)]
    if worded:
        return found
    return [
        one
        for one in found
        if one.fact.measure not in _LEVELS or _label(one, context).endswith(context.words.level_labels)
    ]


def nearest(claim: Claim, subject: Subject, found: list[Candidate], context: Context) -> list[Candidate]:
    """The candidates in the claim's own section, or in those above and below it, if there are any there."""
    own = section_number(claim.section)
    near = []
    for one in found:
        table = context.index.tables[one.fact.table]
        other = context.index.numbers[one.fact.table]
        within = own and other and (own[: len(other)] == other or other[: len(own)] == own)
        if table.section == claim.section or within:
            near.append(one)
    return near if subject.near else near or found


def distance(claim: Claim, one: Candidate, context: Context) -> tuple[bool, Fraction]:
    """How far a claim is from a cell: a slip of the hand is nearest, then what is off by the least part."""
    told, cell = context.told(claim), context.cell(one.fact).quantity
    stated, printed, finest = _on_one_grid(told.quantity, cell)
    slipped = slip(abs(told.scaled), _printed_like(printed, finest, told), told.decimals) is None
    return slipped, Fraction(abs(stated - printed), max(stated, printed, 1))


def _facts(claim: Claim, subject: Subject, measures: Sequence[str], context: Context) -> list[Fact]:
    """The cells of a subject's rows that hold one of the measures, each once."""
    found: dict[int, Fact] = {}
    own = [fact for name in subject.names for fact in context.facts(name.table, name.row)]
    if subject.whole:
        nameless = nameless_table(claim, context)
        own.extend(context.index.whole)
        own.extend(context.facts(nameless, 0) if nameless is not None else ())
    for fact in own:
        if fact.measure in measures:
            found.setdefault(fact.figure, fact)
    return list(found.values())


def _rivals(fact: Fact, facts: Sequence[Fact]) -> list[Fact]:
    """The other cells of a row for the same measure, as those of the group beside those of the municipality."""
    own = (fact.table, fact.row, fact.measure)
    return [other for other in facts if (other.table, other.row, other.measure) == own and other is not fact]


def _is_of_group(fact: Fact, context: Context) -> bool:
    """Whether a cell is said to be of the municipality with its companies."""
    table = context.index.tables[fact.table]
    return "koncern" in f"{table.title} {table.section} {table.columns[fact.column].header}".lower()


def _label(one: Candidate, context: Context) -> str:
    """What the row of a cell is called, in lower case."""
    return context.index.label(one.fact.figure).lower()


def _is_far(claim: Claim, one: Candidate, far: int, context: Context) -> bool:
    """Whether a level is more than so many times another, and no slip explains it."""
    told = context.told(claim)
    first, second, finest = _on_one_grid(told.quantity, context.cell(one.fact).quantity)
    if first <= far * second and second <= far * first:
        return False
    return slip(abs(told.scaled), _printed_like(second, finest, told), told.decimals) is None


def _on_one_grid(one: Quantity, other: Quantity) -> tuple[int, int, int]:
    """The sizes of two amounts in steps of the finer, and the decimals of these steps."""
    finest = max(one.decimals, other.decimals)
    first, second = (abs(own.scaled) * power_of_ten(finest - own.decimals) for own in (one, other))
    return first, second, finest


def _printed_like(scaled: int, decimals: int, told: Figure) -> int:
    """A base-unit amount with the decimals of a figure, halves up."""
    step = power_of_ten(decimals - told.quantity.decimals)
    return (scaled + step // 2) // step
