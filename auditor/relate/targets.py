"""Sentences that say on which side of its target an indicator is, or that the target is met: "vilket är över
målvärdet", "målet för sjukfrånvaro uppnås inte".
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.exact import consistent_linear
from auditor.model.figure import Figure
from auditor.model.finding import Place
from auditor.model.observation import Observation, Order
from auditor.relate.meanings import OUTCOME, TARGET, Index, Name
from auditor.relate.said import AMOUNT, NAMED, Said, Sentence, place, quote
from auditor.vocabulary import Vocabulary

# "Utfallet för X (5,7 procent) är"; "X ligger på 5,7 procent"
_SUBJECT = r"(?:OI)?S#?"
_SIDE = r"V?X?[AB]X?G(?:I?#)?"
_CLAUSES = tuple(
    map(
        re.compile,
        (
            rf"(?:{_SUBJECT})?(?:VI?#)?{_SIDE}",
            rf"[AB]GV{_SUBJECT}",
            rf"{_SUBJECT}VI?#",
            r"GIS(?:I?#)?[VH]?X?[MF]X?",
            r"S#?[VH]?X?[MF]X?G(?:I?#)?",
            r"IS[MF]X?G",
        ),
    )
)
_ADDS = ("och", "and")
_TELLING = "GABMFXLK"


class _Row(msgspec.Struct, frozen=True):
    """The outcome and the target of an indicator. `good` is on which side of the target it is good, ≥ or ≤, `sure` that
    the target says so itself.
    """

    label: str
    outcome: Figure
    target: Figure
    good: str | None
    sure: bool


def targets(
    sentence: Sentence, index: Index, figures: Sequence[Figure], vocabulary: Vocabulary, section: str
) -> Iterator[Observation]:
    """What a sentence says of targets, if it says nothing else."""
    if "G" not in sentence.letters:
        return
    clauses = list(sentence.clauses())
    if not all(any(form.fullmatch(clause.letters) for form in _CLAUSES) for clause in clauses):
        clauses = _first(sentence, clauses, vocabulary)
    found: list[Observation] = []
    names: tuple[Name, ...] = ()
    amounts: list[tuple[Said, bool]] = []
    for clause in clauses:
        subject = next((one for one in clause.said if one.letter == NAMED), None)
        if subject is not None:
            names, amounts = subject.names, []
        amounts.extend((one, "G" in clause.letters[:at]) for at, one in enumerate(clause.said) if one.letter == AMOUNT)
        if "G" not in clause.letters:
            continue
        own = [name for name in names if index.tables[name.table].section.strip() == section]
        rows = _rows(own, index, figures, vocabulary)
        near = bool(rows)
        rows = rows or _rows(names, index, figures, vocabulary)
        if not rows or not all(_told(*one, row) for one in amounts for row in rows):
            return
        observation = _observation(clause, rows, section, near)
        if observation is not None:
            found.append(observation)
    yield from found


def _first(sentence: Sentence, clauses: Sequence[Sentence], vocabulary: Vocabulary) -> list[Sentence]:
    """The first clause alone, if it is understood and what "och" adds to it is another thing."""
    begin = sentence.said[len(clauses[0].said) :]
    added = "".join(one.letter for one in begin[1:])
    if not any(form.fullmatch(clauses[0].letters) for form in _CLAUSES) or begin[0].words[0].bare not in _ADDS:
        return []
    if any(letter in _TELLING or letter == AMOUNT for letter in added):
        return []
    rest = sentence.words[sentence.words.index(begin[0].words[0]) :]
    return [] if any(word.bare in vocabulary.comparisons.narrowing for word in rest) else [clauses[0]]


def _rows(names: Sequence[Name], index: Index, figures: Sequence[Figure], vocabulary: Vocabulary) -> list[_Row]:
    """The rows of a name that have one outcome and one target; none where a row has more, or is of a group only."""
    found: list[_Row] = []
    for name in names:
        table = index.tables[name.table]
        label = table.rows[name.row].label
        facts = index.rows.get((name.table, name.row), ())
        outcomes = [fact for fact in facts if fact.measure == OUTCOME]
        goals = [fact for fact in facts if fact.measure == TARGET]
        if not goals or not outcomes:
            continue
        alike = {other.row for other in names if other.table == name.table}
        rest = set(re.findall(r"[^\W\d_]+", label.lower())) & vocabulary.comparisons.groups
        if len(goals) > 1 or len(outcomes) > 1 or len(alike) > 1 or rest:
            return []
        outcome, target = figures[outcomes[0].figure], figures[goals[0].figure]
        if outcome.hedge or outcome.nil or target.nil or outcome.unit != target.unit:
            return []
        if target.hedge and target.hedge[0] not in "<>≤≥":
            return []
        header = table.columns[goals[0].column].header
        said = _mark(target.hedge) or vocabulary.comparisons.limit(f"{label} {header}")
        known = said or vocabulary.comparisons.better(label)
        found.append(_Row(label, outcome, target, known, said is not None))
    return found


def _mark(hedge: str | None) -> str | None:
    return None if not hedge else "≥" if hedge[0] in ">≥" else "≤"


def _told(said: Said, of_target: bool, row: _Row) -> bool:
    """Whether an amount is the outcome, or the target: anything else is of something else, or for another rule."""
    amount = said.amount
    figure = row.target if of_target else row.outcome
    if amount is None or (amount.unit != figure.unit and None not in (amount.unit, figure.unit)):
        return False
    number = amount.number
    if number.decimals == figure.decimals:
        return number.scaled == figure.scaled
    stated = msgspec.structs.replace(figure, scaled=number.scaled, decimals=number.decimals).quantity
    return consistent_linear(stated, [(1, figure.quantity)])


def _observation(clause: Sentence, rows: Sequence[_Row], section: str, near: bool) -> Observation | None:
    """What a clause says of the rows that it may be about."""
    telling = next(at for at, one in enumerate(clause.said) if one.letter in "ABMF")
    letter = clause.said[telling].letter
    negated = "X" in clause.letters
    orders: list[Order] = []
    for row in rows:
        if letter in "AB":
            above, strict = (letter == "A") != negated, not negated
        elif row.good is None:
            return None
        else:
            met = (letter == "M") != negated
            above, strict = (row.good == "≥") == met, not met
        outcome, target = (row.outcome.id, 1), (row.target.id, 1)
        orders.append(Order(target, outcome, strict) if above else Order(outcome, target, strict))
    row = rows[0]
    last = max(at for at, one in enumerate(clause.said) if one.letter in "ABMFXG")
    words = quote(clause, [clause.said[telling], clause.said[last]])
    return Observation(
        what="side",
        title=" · ".join(part for part in (section, f"”{words}”") if part),
        places=(place(clause.said[telling].words),),
        others=tuple(Place(one.span, one.text, one.label) for one in (row.outcome, row.target)),
        stated=words,
        orders=tuple(orders),
        figures=(row.outcome.id, row.target.id),
        names=(row.label,),
        sure=near and (letter in "AB" or all(one.sure for one in rows)),
    )
