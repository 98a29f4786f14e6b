"""Amounts whose minus their own sentence denies: "ett överskott på -2,3 mnkr", "minst -30 procent"."""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.model.finding import Place
from auditor.model.observation import Observation
from auditor.model.units import MONEY
from auditor.relate.claim import CHANGE, DIFFERENCE, Claim
from auditor.vocabulary import Vocabulary

# kinds of words that a share below zero may be of, or the change of one: a result, a deviation, a rate
_MAY_BE_NEGATIVE = frozenset("rDUNPgIKHLXYbsV")


class Signs(msgspec.Struct, frozen=True):
    """What is seen of signs, and the figures that cannot be below zero."""

    observations: tuple[Observation, ...]
    shares: frozenset[int]


def signs(claims: Sequence[Claim], numbers: Sequence[int], held: set[int], vocabulary: Vocabulary) -> Signs:
    """The amounts with a minus that no table is held to (`held` are those that one is), by what denies it."""
    below = [claim for claim in claims if claim.printed and claim.sign < 0 and numbers[claim.number] not in held]
    shares = frozenset(numbers[claim.number] for claim in below if _is_share(claim, vocabulary))
    return Signs(tuple(_denied(below, vocabulary)), shares)


def _denied(below: Sequence[Claim], vocabulary: Vocabulary) -> Iterator[Observation]:
    """The amounts that a word says are above zero."""
    for claim in below:
        word = _denying(claim, vocabulary)
        if word is not None:
            number = claim.amount.number
            text = claim.amount.line.text[number.start : number.end]
            yield Observation(
                "sign", f"”{claim.quote}”", (Place(claim.amount.span, text, ""),), stated=text, computed=word
            )


def _denying(claim: Claim, vocabulary: Vocabulary) -> str | None:
    """The word that says that an amount is above zero: a surplus, a rise, more than what it is compared with, what is
    spent.
    """
    letters = {word.letter for word in (*claim.own, *claim.after[:2])}
    if claim.bracketed or claim.amount.unit is None or "N" in letters or "D" in letters:
        return None
    wanted = ""
    if claim.form == CHANGE and claim.direction > 0:
        wanted = "I"
    elif claim.form == DIFFERENCE and claim.direction == 1:
        wanted = "HX"
    elif claim.amount.unit in MONEY and "U" in letters:
        wanted = "U"
    elif claim.amount.unit in MONEY and "M" in letters:
        # "kostade -2,8 mnkr"
        return next((word.text for word in claim.own if word.text in vocabulary.claims.spent), None)
    near = (*reversed(claim.own), *claim.after[:2])
    return next((word.text for word in near if wanted and word.letter in wanted), None)


def _is_share(claim: Claim, vocabulary: Vocabulary) -> bool:
    """Whether a percentage is a part of something, or of a measure that is never below zero."""
    if claim.amount.unit != "%" or claim.form in (CHANGE, DIFFERENCE):
        return False
    if _MAY_BE_NEGATIVE.intersection(word.letter for word in claim.words) or "r" in claim.so_far:
        return False
    if any(vocabulary.never_negative(word.text) for word in claim.words if word.text):
        return True
    return claim.hedged or (bool(claim.after) and claim.after[0].text == "av")
