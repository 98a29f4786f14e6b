"""One figure told in two sentences in the same words: a summary and its chapter."""

import re
from collections.abc import Iterator, Sequence

from auditor.exact import Quantity
from auditor.model.figure import Figure, Tie
from auditor.model.units import MONEY, comparable
from auditor.relate.claim import CHANGE, DIFFERENCE, PERIOD_WORDS, REFERENCE, VALUE, Claim
from auditor.relate.clauses import AMOUNTS, Word
from auditor.vocabulary import Vocabulary

_EVIDENCE = ("sentence",)
_SECTION = re.compile(r"\d+(?:\.\d+)+")
# A figure told again is looked for among so many earlier ones with the same words.
_MOST_EARLIER = 8
# so many words that name something tell whether two sentences speak of the same
_ENOUGH_WORDS = 3
# so many words before an amount are compared first
_COPIED = 5
_KEY_OF_WORDS = 3
# kinds of words that say which way a difference goes, and what it is from
_HIGHER_OR_LOWER, _COMPARED_WITH = "LH", "BPE"
# kinds of words that say what an amount is of, or how it is compared
_MEASURES = "DUNMrgBPGEVHLXYbsIKOZJt"
# words that two tellings of one figure share where they say its time
_TIMES = PERIOD_WORDS | {"månaden", "kvartalet"}


def repetitions(
    found: Sequence[Claim], numbers: Sequence[int], figures: Sequence[Figure], vocabulary: Vocabulary
) -> Iterator[Tie]:
    """A figure told in two sentences in the same words: a summary and its chapter."""
    seen: dict[tuple[object, ...], list[Claim]] = {}
    bases = {claim.sentence: figures[numbers[claim.number]].quantity for claim in found if claim.form == REFERENCE}
    for claim in found:
        told: set[int] = set()
        for key in (_key(claim, vocabulary), _compared(claim, bases.get(claim.sentence), vocabulary), _wording(claim)):
            if key is None:
                continue
            earlier = seen.setdefault(key, [])
            for other in earlier[-_MOST_EARLIER:]:
                if (
                    other.sentence == claim.sentence
                    or not comparable(claim.amount.unit, other.amount.unit)
                    or other.number in told
                    or _of_different_measures(claim, other, vocabulary)
                    or _are_siblings(claim.section, other.section)
                ):
                    continue
                if len(key) > _KEY_OF_WORDS or _is_copied(claim, other):
                    told.add(other.number)
                    tie = _statement(claim, other, numbers, figures)
                    if tie is not None:
                        yield tie
            earlier.append(claim)


def _of_different_measures(claim: Claim, other: Claim, vocabulary: Vocabulary) -> bool:
    """Whether the headings above two sentences name different measures: "3.1 Ackumulerat utfall", "3.2 Prognos"."""
    if claim.section == other.section:
        return False
    measures = {vocabulary.meaning(one.section).measure for one in (claim, other)}
    return len(measures) == 2 and None not in measures


def _are_siblings(one: str, other: str) -> bool:
    """Whether two headings part one chapter, and so its subjects: "3.1 Äldreomsorgen", "3.2 Skolan"."""
    numbers = [found.group() for text in (one, other) if (found := _SECTION.match(text.strip())) is not None]
    if len(numbers) < 2 or numbers[0] == numbers[1]:
        return False
    return numbers[0].rpartition(".")[0] == numbers[1].rpartition(".")[0] != ""


def _wording(claim: Claim) -> tuple[object, ...] | None:
    """The last words before an amount as they stand, by which a sentence that has been copied is found."""
    words = [word.text for word in claim.before if word.text]
    if claim.inherited or len(words) < _COPIED:
        return None
    when = frozenset(word.text for word in claim.words if word.letter in "my")
    return tuple(words[-_COPIED:]), when, claim.amount.unit in MONEY


def _compared(claim: Claim, base: Quantity | None, vocabulary: Vocabulary) -> tuple[object, ...] | None:
    """What a difference is of, wherever in its sentence that is named: "Kostnader för resor, logi och utbildning är
    3,4 mnkr lägre än budget på 6,8 mnkr" and "+3,4 mnkr lägre kostnader för resor, logi och utbildning jämfört med
    budget på 6,8 mnkr". Only what it is compared with, `base`, shows that both are of one period and one unit.
    """
    if base is None or claim.inherited or claim.form not in (VALUE, DIFFERENCE):
        return None
    near = (*claim.own, *claim.after)
    ways = frozenset(word.letter for word in near if word.letter in _HIGHER_OR_LOWER)
    against = frozenset(word.stem for word in near if word.letter in _COMPARED_WITH)
    stems = frozenset(word.stem for word in near if _names(word, vocabulary))
    if len(ways) != 1 or not against or len(stems) < _ENOUGH_WORDS:
        return None
    if any(word.text in vocabulary.claims.vague for word in near):
        return None
    when = frozenset(word.text for word in claim.words if word.letter in "my" or word.text in _TIMES)
    return stems, ways, against, when, base


def _is_copied(claim: Claim, other: Claim) -> bool:
    """Whether two amounts follow the same words for so long that these name what they are of."""
    named: set[str] = set()
    alike = 0
    for one, two in zip(reversed(claim.before), reversed(other.before), strict=False):
        if one.text != two.text:
            break
        alike += 1
        if one.letter in "wiu" and len(one.stem) > 1:
            named.add(one.stem)
    if {word.stem for word in claim.after if word.letter in "wi"} != {
        word.stem for word in other.after if word.letter in "wi"
    }:
        # "på driften", "på investeringarna"
        return False
    leading = (*claim.before[: len(claim.before) - alike], *other.before[: len(other.before) - alike])
    return len(named) >= 2 and not any(word.letter in "MDUNrBPGgi" for word in leading)


def _statement(claim: Claim, other: Claim, numbers: Sequence[int], figures: Sequence[Figure]) -> Tie | None:
    """The tie of two printings; a hedged one is held to the one without a hedge."""
    if claim.hedged and other.hedged:
        return None
    first, second = (other, claim) if other.hedged else (claim, other)
    one, two = figures[numbers[first.number]], figures[numbers[second.number]]
    if first.sign and second.sign:
        factor = (1 if first.printed else first.sign) * (1 if second.printed else second.sign)
    else:
        factor = -1 if (one.scaled < 0) != (two.scaled < 0) else 1
    return Tie(
        one.id, ((two.id, factor),), "", _EVIDENCE, True, "statement",
        reach=first.reach,
    )  # fmt: skip


def _key(claim: Claim, vocabulary: Vocabulary) -> tuple[object, ...] | None:
    """What a claim says, without the words that change nothing; None where it names nothing of its own."""
    if claim.form not in (VALUE, REFERENCE, DIFFERENCE, CHANGE) or (claim.inherited and claim.form != REFERENCE):
        return None
    if any(word.text in vocabulary.claims.vague for word in (*claim.own, *claim.after)):
        return None
    named = [at for at, word in enumerate(claim.before) if _names(word, vocabulary)]
    behind = [word.stem for word in claim.after if _names(word, vocabulary)]
    if not _names_enough(claim, len(named), len(behind)):
        return None
    measure = _measure(claim)
    if not measure and claim.amount.unit != "%":
        return None
    when = frozenset(word.text for word in claim.words if word.letter in "my" or word.text in _TIMES)
    stems = frozenset((*(claim.before[at].stem for at in named[-_ENOUGH_WORDS:]), *behind))
    if len(stems) == 1 and not when and "P" not in measure:
        # a lone name, at no said time
        return None
    # the words nearest to the amount say what it is of; what leads to them may be put in another way
    first = named[-_ENOUGH_WORDS:][0] if named else 0
    near = (*claim.before[first:], *claim.after)
    generic = frozenset(word.stem for word in near if word.letter == "u" and not _names(word, vocabulary))
    return stems, measure, when, generic, claim.form, claim.amount.unit in MONEY


def _names(word: Word, vocabulary: Vocabulary) -> bool:
    """Whether a word names something, and not any committee."""
    if word.letter == "u":
        return not vocabulary.claims.is_generic_unit(word.text)
    return word.letter in "wi" and len(word.stem) > 1


def _names_enough(claim: Claim, before: int, behind: int) -> bool:
    """Whether so many names before and behind an amount tell what it is of, and nothing earlier narrows them."""
    if not before and not behind:
        return False
    if claim.form == REFERENCE:
        return before >= _ENOUGH_WORDS
    if not any(letter in AMOUNTS for letter in claim.so_far):
        return True
    led = claim.so_far[: -len(claim.own) or None]
    return before + behind >= _ENOUGH_WORDS and not any(letter in "BPOEyJ" for letter in led)


def _measure(claim: Claim) -> frozenset[str]:
    """The kinds of words that say what an amount is; a deficit and a surplus may be one figure."""
    found = {"+-" if letter in "UN" else letter for letter in claim.letters if letter in _MEASURES}
    if claim.form == REFERENCE:
        found &= set("VBEGSP")
    if found & {"+-", "D"}:
        found -= {"V", "B"}
    return frozenset(found)
