"""Sentences against tables: which cells a claim is about, and whether that is certain.

A claim that agrees with a cell it may be about is confirmed by it. One that agrees with none is held to a cell only
where the whole sentence is understood: every word is the subject's name, a measure, a period or changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from auditor.model.draft import Amount, Sentence
from auditor.model.figure import Tie
from auditor.model.told import Told
from auditor.model.units import comparable
from auditor.relate.answers import MOST_VALUES, NO_CELL, NOT_CERTAIN, PROSE, SEVERAL, Answer, read_as
from auditor.relate.cells import Candidate, candidate, candidates, distance, likely, nearest, size_of, tie_to
from auditor.relate.certainty import is_certain, speaks_for_itself
from auditor.relate.claim import CHANGE, DIFFERENCE, PART, REFERENCE, TO, VALUE, Claim
from auditor.relate.compounds import opened
from auditor.relate.context import Context
from auditor.relate.differences import (
    agrees_with,
    change,
    difference,
    is_share_of_budget,
    is_share_used,
    share_of_budget,
    share_used,
)
from auditor.relate.meanings import (
    BUDGET,
    DEVIATION,
    FORECAST,
    FORECAST_DEVIATION,
    OUTCOME,
    PREVIOUS,
    TARGET,
    Index,
)
from auditor.relate.outlines import outlines
from auditor.relate.phrases import claims_of
from auditor.relate.signs import Signs, signs
from auditor.relate.statements import statements
from auditor.relate.sums import beside, combined, grouped, with_another
from auditor.relate.what import measures_of, report_years
from auditor.relate.whom import Subject, own_name, subject_of, without_name

NumberOf = Callable[[Amount], int]

# A claim is shown with so many of the cells that confirm it, or that it contradicts.
_MOST_CONFIRMING = 4
_MOST_CONTRADICTED = 2
# so many amounts in brackets that are of the year before show that brackets hold it
_FEWEST_BRACKETS = 2
# a deviation is told without its period as often as with it
_OTHER_PERIOD = {DEVIATION: FORECAST_DEVIATION, FORECAST_DEVIATION: DEVIATION}
# what a figure can be compared with in passing: "mot budgeten på 224,8"
_REFERENCES = {BUDGET, PREVIOUS, TARGET}


class Claims(msgspec.Struct, frozen=True):
    """The ties of sentences, how each of their amounts was read, by figure, and what is seen of their signs."""

    ties: tuple[Tie, ...]
    told: dict[int, Told]
    signs: Signs


def claims(sentences: Sequence[Sentence], index: Index, number_of: NumberOf) -> Claims:
    """The ties of sentences to cells of tables, to each other and within themselves."""
    vocabulary, figures = index.vocabulary, index.figures
    found = claims_of(sentences, vocabulary)
    numbers = [number_of(claim.amount) for claim in found]
    context = Context(index, figures, numbers, vocabulary, report_years(index, found), own_name(found, index))
    answers: list[Answer] = []
    for claim in found:
        answer = _answer(claim, context)
        answers.append(
            Answer(text=answer.text, reason=NOT_CERTAIN) if _is_adrift(claim, answer, answers, context) else answer
        )
    answers = _with_brackets(found, answers, context)
    answers = _with_lone_minus(found, answers, context)
    ties = [tie for answer in answers for tie in answer.ties]
    ties.extend(_other_ends(found, answers, context))
    ties.extend(outlines(found, numbers, index.tables, figures))
    ties.extend(statements(found, numbers, figures, vocabulary))
    told = {
        number: Told(claim.section, claim.quote, answer.text, answer.reason)
        for number, claim, answer in zip(numbers, found, answers, strict=True)
    }
    return Claims(tuple(ties), told, signs(found, numbers, {tie.first for tie in ties}, vocabulary))


def _is_adrift(claim: Claim, answer: Answer, before: Sequence[Answer], context: Context) -> bool:
    """Whether a comparison that agrees with nothing goes on from an amount that no table has: "nettokostnaden är 538,5
    mnkr. Det är 17,2 mnkr över budget" may be of figures that are not printed.
    """
    if claim.form != DIFFERENCE or not claim.inherited or not answer.ties or not before or before[-1].ties:
        return False
    return not any(agrees_with(claim, tie, context) for tie in answer.ties)


def _answer(claim: Claim, context: Context) -> Answer:
    """What becomes of one claim: its form tells what it can be held to."""
    claim = opened(claim, context)
    subject = subject_of(claim, context)
    claim = without_name(claim, subject)
    measures = measures_of(claim, context.years)
    if (claim.form == REFERENCE and not set(measures) <= _REFERENCES) or (claim.form == PART and measures):
        claim = msgspec.structs.replace(claim, form=VALUE)
    if claim.form == DIFFERENCE:
        return difference(claim, subject, context)
    if claim.form == CHANGE:
        changed = change(claim, subject, context)
        if changed.ties:
            return changed
    if is_share_of_budget(claim):
        return share_of_budget(claim, subject, context)
    if is_share_used(claim):
        return share_used(claim, subject, context)
    return _value(claim, subject, measures, context) if measures else Answer()


def _value(claim: Claim, subject: Subject, measures: Sequence[str], context: Context) -> Answer:
    """A claim that tells what a cell holds: what confirms it, or else the cell that it can be held to."""
    text = read_as(subject, measures, context)
    others = tuple(_OTHER_PERIOD[one] for one in measures if one in _OTHER_PERIOD)
    found = candidates(claim, subject, measures, context)
    if others:
        found += candidates(claim, subject, others, context)
    agreeing = [one for one in found if one.agrees]
    if agreeing:
        return Answer(tuple(tie_to(claim, one, context) for one in agreeing[:_MOST_CONFIRMING]), text)
    other = (
        beside(claim, subject, context)
        or combined(claim, subject, measures, context)
        or grouped(claim, measures, context)
    )
    if other is not None:
        return Answer((other,), text)
    if not found:
        return Answer(text=text, reason=NO_CELL if subject.names or subject.whole else PROSE)
    if not is_certain(claim, subject, context, measures) or not speaks_for_itself(claim, subject, measures, context):
        return Answer(text=text, reason=NOT_CERTAIN)
    chosen = nearest(claim, subject, likely(claim, subject, found, measures, context), context)
    if not chosen:
        return Answer(text=text, reason=NOT_CERTAIN)
    if _is_open(chosen, context):
        return Answer(text=text, reason=SEVERAL)
    explained = with_another(claim, chosen, context)
    if explained is not None:
        return Answer((explained,), text)
    best = min(chosen, key=lambda one: distance(claim, one, context))
    same = [one for one in chosen if size_of(one, context) == size_of(best, context)]
    return Answer(tuple(tie_to(claim, one, context) for one in same[:_MOST_CONTRADICTED]), text)


def _with_brackets(found: Sequence[Claim], answers: list[Answer], context: Context) -> list[Answer]:
    """The answers, amounts alone in brackets held to the year before where others of the report are of that."""
    alone = [
        at
        for at, claim in enumerate(found)
        if claim.bracketed and claim.inherited and all(word.text == "(" for word in claim.own) and not claim.after
    ]
    held = sum(bool(answers[at].ties) for at in alone)
    open_ones = [at for at in alone if not answers[at].ties]
    if held < _FEWEST_BRACKETS or held < 2 * len(open_ones):
        return answers
    known = msgspec.structs.replace(context, in_brackets=True)
    return [_answer(found[at], known) if at in open_ones else answer for at, answer in enumerate(answers)]


def _with_lone_minus(found: Sequence[Claim], answers: list[Answer], context: Context) -> list[Answer]:
    """The answers, the one amount of a report that has a minus where the table has none held to the sign of its cell. A
    report with several such amounts writes costs that way.
    """
    turned = [
        at
        for at, (claim, answer) in enumerate(zip(found, answers, strict=True))
        if claim.printed and claim.sign < 0 and claim.form != DIFFERENCE and _is_turned(claim, answer, context)
    ]
    if len(turned) != 1:
        return answers
    at = turned[0]
    ties = tuple(
        msgspec.structs.replace(tie, terms=tuple((figure, 1) for figure, _ in tie.terms), established=False)
        for tie in answers[at].ties
    )
    return [*answers[:at], msgspec.structs.replace(answers[at], ties=ties), *answers[at + 1 :]]


def _is_turned(claim: Claim, answer: Answer, context: Context) -> bool:
    """Whether an amount is that of a cell but for its minus, and is of neither a deviation nor a result."""
    if any(letter in "DUNrg" for letter in claim.letters) or not answer.ties:
        return False
    cells = [tie.terms[0] for tie in answer.ties if tie.kind == "claim" and len(tie.terms) == 1 and not tie.under]
    facts = [context.index.measure_at(figure) for figure, _ in cells]
    return (
        len(cells) == len(answer.ties)
        and all(context.figures[figure].scaled > 0 and factor < 0 for figure, factor in cells)
        and all(measure in (OUTCOME, BUDGET, FORECAST, PREVIOUS, TARGET) for measure in facts)
    )


def _is_open(chosen: Sequence[Candidate], context: Context) -> bool:
    """Whether it is open which of several cells a claim is about, or with which sign it tells one."""
    if len({one.fact.extra for one in chosen}) > 1:
        return True
    return len({size_of(one, context) for one in chosen}) > MOST_VALUES or any(one.mirrored for one in chosen)


def _other_ends(found: Sequence[Claim], answers: Sequence[Answer], context: Context) -> Iterator[Tie]:
    """From-to where one end is what the table has: the other then is held to the cell beside it."""
    index = context.index
    for claim, answer in zip(found, answers, strict=True):
        if claim.form != TO or claim.partner is None:
            continue
        start, other = found[claim.partner], answers[claim.partner]
        if bool(answer.ties) == bool(other.ties) or claim.hedged or start.hedged:
            continue
        held, open_end, measure = (answer, start, PREVIOUS) if answer.ties else (other, claim, OUTCOME)
        terms = held.ties[0].terms
        if len(terms) > 1 or terms[0][0] not in index.place:
            continue
        table, row, _ = index.place[terms[0][0]]
        facts = [fact for fact in context.facts(table, row) if fact.measure == measure]
        if len(facts) == 1 and comparable(open_end.amount.unit, context.cell(facts[0]).unit):
            yield tie_to(open_end, candidate(open_end, facts[0], context), context)
