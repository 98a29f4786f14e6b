"""Sentences against themselves and each other: from-to with its change, pairs that say the same, parts of a whole
(here), and one figure told in two sentences (auditor.relate.repetitions).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from auditor.exact import consistent_linear
from auditor.exact.slip import SCALE, SIGN, TRANSPOSED, UNIT
from auditor.model.figure import Figure, Tie
from auditor.model.rounding import as_told, mending_slips
from auditor.model.units import MONEY, same_unit
from auditor.relate.claim import CHANGE, DIFFERENCE, EQUIVALENT, FROM, PART, REFERENCE, TO, VALUE, Claim
from auditor.relate.clauses import letters_of
from auditor.relate.repetitions import repetitions
from auditor.relate.what import says_changed
from auditor.vocabulary import Vocabulary

_EVIDENCE = ("sentence",)
# longer enumerations are lists of their own
_MOST_PARTS = 12
# so many characters before its full stop a sentence tells what it closes with
_NEAR_THE_END = 40
# a sum that one of these mends was meant to hold
_TELLING_SLIPS = frozenset((SIGN, SCALE, UNIT, TRANSPOSED))


def statements(
    found: Sequence[Claim], numbers: Sequence[int], figures: Sequence[Figure], vocabulary: Vocabulary
) -> list[Tie]:
    """The ties among amounts of running text."""
    ties: list[Tie] = []
    by_sentence: dict[int, list[Claim]] = {}
    for claim in found:
        by_sentence.setdefault(claim.sentence, []).append(claim)
    for own in by_sentence.values():
        if len(own) > 1:
            reader = _Sentence(own, numbers, figures)
            ties.extend(reader.changes())
            ties.extend(reader.shares())
            ties.extend(reader.equivalents())
            ties.extend(reader.parts(vocabulary))
    for before, own in pairwise(by_sentence.values()):
        joined = _of_change_before(before, own)
        if joined is not None:
            ties.extend(_Sentence(joined, numbers, figures).changes())
    ties.extend(repetitions(found, numbers, figures, vocabulary))
    return ties


def _of_change_before(before: Sequence[Claim], own: Sequence[Claim]) -> list[Claim] | None:
    """The two ends that a sentence closes with and the change that the next begins with: "steg från 43,7 mnkr till 48,9
    mnkr. Ökningen, 5,2 mnkr, ..." None where they do not go together.
    """
    first = own[0]
    if len(before) < 2 or before[-1].form != TO or before[-2].form != FROM or first.sentence != before[0].sentence + 1:
        return None
    words = [word for word in first.own if word.letter != "n"]
    told = [word for word in words if word.letter in "IK"]
    if len(told) != 1 or any(word.letter not in "IKvQ" for word in words) or first.kind != "text" or first.hedged:
        return None
    last = before[-1].amount
    if last.line.text[last.number.start : last.number.end] not in first.above[-_NEAR_THE_END:]:
        # another sentence stands between, or another paragraph
        return None
    return [*before[-2:], msgspec.structs.replace(first, form=CHANGE, direction=1 if told[0].letter == "I" else -1)]


class _Sentence:
    """The amounts of one sentence."""

    def __init__(self, claims: Sequence[Claim], numbers: Sequence[int], figures: Sequence[Figure]) -> None:
        self.claims = claims
        self.numbers = numbers
        self.figures = figures

    # ---- from X to Y -----------------------------------------------------------------------------------------

    def changes(self) -> Iterator[Tie]:
        """Changes beside their two ends: "från 7,2 till 6,8 procent, en minskning med 0,4 procentenheter"; "222,9 mnkr
        jämfört med 210,9, en ökning med 5,7 procent"; "45,2 mnkr, vilket är 3,2 mnkr lägre än budget på 48,4".
        """
        for at, claim in enumerate(self.claims):
            ends = self._ends(at, claim)
            if ends is None:
                continue
            new, old = ends
            for change in self._changes_of(at, new, old):
                tie = self._change_tie(change, new, old)
                if tie is not None:
                    yield tie

    def _ends(self, at: int, claim: Claim) -> tuple[Claim, Claim] | None:
        """The newer and the older of two amounts that are compared, where `claim` is the second of them."""
        before = self.claims[at - 1] if at else None
        if claim.form == TO and before is not None and before.form == FROM:
            return (claim, before) if same_unit(claim.amount.unit, before.amount.unit) else None
        if claim.form == REFERENCE and before is not None and before.form in (VALUE, TO):
            if same_unit(claim.amount.unit, before.amount.unit) and not claim.bracketed:
                return before, claim
        if before is not None and before.form == DIFFERENCE and at >= 2 and _gives_reference(claim):
            first = self.claims[at - 2]
            values = first.form == VALUE and claim.form in (VALUE, REFERENCE)
            if values and same_unit(claim.amount.unit, first.amount.unit):
                return first, claim
        return None

    def _changes_of(self, at: int, new: Claim, old: Claim) -> Iterator[Claim]:
        """The changes told next to two compared amounts: right before them, between them, or right behind."""
        ends = {new.number, old.number}
        first = min(index for index, claim in enumerate(self.claims) if claim.number in ends)
        around = [
            claim
            for index, claim in enumerate(self.claims)
            if claim.number not in ends and first - 1 <= index <= at + 2
        ]
        for claim in around:
            index = self.claims.index(claim)
            own = claim.own
            if any(word.letter in "wMrDOuJ" and word.text != "eller" for word in own) and index > first:
                # another subject's change
                continue
            if index < first and any(word.letter in "wMIKDP" for word in self.claims[first].own):
                continue
            if any(word.letter in "ZO" for word in (*own, *claim.after)):
                # "exklusive pensioner"
                continue
            if claim.form == DIFFERENCE and claim.against not in ("", self._against(new, old)):
                continue
            if claim.form in (CHANGE, DIFFERENCE) and claim.direction:
                yield claim
            elif (
                claim.bracketed and claim.amount.unit == "%" and claim.form == VALUE and _follows_change(claim, around)
            ):
                yield msgspec.structs.replace(claim, direction=_follows_change(claim, around))
            elif new.form == TO and _is_share_of_change(claim, new):
                # "från 199,4 mnkr till 208,9 mnkr (4,8 procent)"
                yield msgspec.structs.replace(claim, direction=self._way(new, old))

    def _way(self, new: Claim, old: Claim) -> int:
        """Up or down, by the two amounts."""
        return 1 if abs(self._figure(new).scaled) >= abs(self._figure(old).scaled) else -1

    def _against(self, new: Claim, old: Claim) -> str:
        """What the older of two amounts is: B budget, E the year before, G target."""
        if old.form == FROM:
            return "E"
        letters = letters_of((*old.own, *old.after))
        return next((letter for letter in letters if letter in "BEG"), "E" if "S" in letters or "y" in letters else "")

    def _change_tie(self, change: Claim, new: Claim, old: Claim) -> Tie | None:
        """A change held to its two ends: their difference, or that in per cent of the older."""
        unit = change.amount.unit
        first, second = self._figure(new), self._figure(old)
        direction = 1 if change.direction > 0 else -1
        if abs(change.direction) == 2:
            return None
        if first.scaled < 0 and second.scaled < 0:
            # costs with a minus: more is further from nothing
            direction = -direction
        own = self.numbers[change.number]
        ends = ((first.id, direction), (second.id, -direction))
        if (unit in MONEY and first.unit in MONEY) or (unit == first.unit == second.unit and unit != "%"):
            return Tie(own, ends, "", _EVIDENCE, not _is_hedged(change, new, old), "change")
        if unit == "procentenheter" and first.unit == "%":
            return Tie(own, ends, "", _EVIDENCE, not _is_hedged(change, new, old), "change")
        if unit == "%" and first.unit != "%" and second.scaled > 0 and first.scaled > 0:
            under = ((second.id, 1),)
            return Tie(own, ends, "", _EVIDENCE, not _is_hedged(change, new, old), "change", under, 100)
        return None

    # ---- X, that is Y ----------------------------------------------------------------------------------------

    def shares(self) -> Iterator[Tie]:
        """What is used of a budget, in per cent: "av budgeten på 42,5 mnkr har 18,6 mnkr förbrukats (44 %)"; "3 118 tkr
        av budgeterade 7 500, 42 procent".
        """
        for at, claim in enumerate(self.claims[2:], 2):
            first, second = self.claims[at - 2], self.claims[at - 1]
            if claim.amount.unit != "%" or not (claim.bracketed or claim.form == EQUIVALENT):
                continue
            if first.amount.unit not in MONEY or second.amount.unit not in MONEY or _is_hedged(first, second, claim):
                continue
            between = [word.text for word in second.own]
            if first.before and first.before[0].text == "av" and "B" in first.letters_before:
                base, part = first, second
            elif between[:1] == ["av"] and "B" in letters_of(second.own):
                base, part = second, first
            else:
                continue
            whole, own = self._figure(base), self._figure(part)
            if whole.scaled > 0 and own.scaled > 0:
                figure = self.numbers[claim.number]
                yield Tie(figure, ((own.id, 1),), "", _EVIDENCE, True, "change", ((whole.id, 1),), 100)

    def equivalents(self) -> Iterator[Tie]:
        """Amounts told in two ways: "12,5 mnkr (12 500 tkr)"; "11,0 mnkr, motsvarande 1,7 procent av budgeten på
        654,1 mnkr".
        """
        for at, claim in enumerate(self.claims):
            before = self.claims[at - 1] if at else None
            if before is None or not self._is_equivalent(at, claim):
                continue
            one, other = self._figure(before), self._figure(claim)
            if one.unit in MONEY and other.unit in MONEY:
                share = self.claims[at - 2] if at > 1 else None
                if share is not None and share.amount.unit == "%" and share.after[:1] and share.after[0].text == "av":
                    # "4,2 procent av budgeten på 480 mnkr, vilket motsvarar 20 mnkr"
                    if one.scaled > 0 and not _is_hedged(share, before, claim):
                        figure = self.numbers[share.number]
                        yield Tie(figure, ((other.id, 1),), "", _EVIDENCE, True, "equivalent", ((one.id, 1),), 100)
                elif one.unit != other.unit:
                    yield from self._pair(before, claim)
                continue
            share_of, part = (other, one) if other.unit == "%" else (one, other)
            base = self._base(at)
            if share_of.unit == "%" and part.unit in MONEY and base is not None and part.scaled and base.scaled:
                factor = 1 if (part.scaled > 0) == (base.scaled > 0) else -1
                if not _is_hedged(claim, before):
                    yield Tie(
                        share_of.id, ((part.id, factor),), "", _EVIDENCE, True, "equivalent", ((base.id, 1),), 100
                    )

    def _pair(self, before: Claim, claim: Claim) -> Iterator[Tie]:
        """Two amounts in different units; a hedged one is held to the other."""
        between = claim.own
        if any(word.letter in "wOZJ" for word in (*between, *claim.after)) or (before.hedged and claim.hedged):
            # "i dagens penningvärde"
            return
        first, second = (before, claim) if before.hedged else (claim, before)
        yield Tie(
            self.numbers[first.number], ((self.numbers[second.number], 1),), "", _EVIDENCE, True, "equivalent",
            reach=first.reach,
        )  # fmt: skip

    def _is_equivalent(self, at: int, claim: Claim) -> bool:
        """Whether an amount says the one before it in another way: "motsvarande", or a bracket with nothing else."""
        before = self.claims[at - 1]
        if claim.partner == before.number and claim.form == EQUIVALENT:
            return not says_changed(claim.letters_before)
        bare = not claim.after and claim.bracketed and all(word.letter in "(Qn" for word in claim.own)
        return bare and claim.form == VALUE

    def _base(self, at: int) -> Figure | None:
        """The amount that a share is of: "motsvarande 1,7 procent av nämndens budget på 654,1 mnkr"."""
        claim = self.claims[at]
        following = self.claims[at + 1] if at + 1 < len(self.claims) else None
        if following is None or following.amount.unit not in MONEY or claim.amount.unit != "%":
            return None
        shared = claim.after[:1] and claim.after[0].text == "av"
        return self._figure(following) if shared and following.form == VALUE else None

    # ---- a whole and its parts -------------------------------------------------------------------------------

    def parts(self, vocabulary: Vocabulary) -> Iterator[Tie]:
        """A whole and its parts: "3,2 mnkr, fördelat på 2,1 mnkr för skolan och 1,1 mnkr för vården".
        This is all of it, so the parts add up; "varav" and the like claim no more than that these are parts of it, and
        are told only where they add up.
        """
        whole = self.claims[0]
        parts = [claim for claim in self.claims[1:] if same_unit(claim.amount.unit, whole.amount.unit)]
        if not 2 <= len(parts) <= _MOST_PARTS or len(parts) < len(self.claims) - 1:
            return
        if whole.form == PART or any(claim.form not in (VALUE, PART, EQUIVALENT) for claim in (whole, *parts)):
            # "av detta avser 3,8 mnkr ...": the whole stands in the sentence before
            return
        first = self._figure(whole)
        terms = tuple((self._figure(part).id, self._sign(whole, part)) for part in parts)
        words = " ".join(word.text for word in parts[0].own)
        complete = any(form in words for form in vocabulary.claims.parted) and not vocabulary.is_partial(words)
        said = "".join(claim.letters + letters_of(claim.beyond) for claim in self.claims)
        if "J" in said or "avvikelser" in words or vocabulary.is_partial(words):
            # "resten på övrigt"; parts of a net sum have signs that need not be told
            return
        hedged = _is_hedged(whole, *parts)
        tie = Tie(first.id, terms, "", _EVIDENCE, complete and not hedged, "parts")
        quantities = [(factor, self.figures[figure].quantity) for figure, factor in terms]
        if complete or consistent_linear(as_told(first), quantities):
            yield tie
        elif not hedged and parts[-1].own[:1] and parts[-1].own[-1].text in ("och", "samt"):
            # "+1,4 mnkr, där A står för +0,6 mnkr och B för +0,8": not said to be all, but with one slip undone it is
            if mending_slips(first, [(factor, self.figures[figure]) for figure, factor in terms]) & _TELLING_SLIPS:
                yield tie

    def _sign(self, whole: Claim, part: Claim) -> int:
        """Parts without signs of their own have the sign of the whole."""
        first, own = self._figure(whole), self._figure(part)
        return -1 if first.scaled < 0 < own.scaled and not part.amount.number.sign else 1

    def _figure(self, claim: Claim) -> Figure:
        return self.figures[self.numbers[claim.number]]


def _is_hedged(*claims: Claim) -> bool:
    """Whether a word loosens one of the amounts: their relation then is worth a warning."""
    return any(claim.hedged for claim in claims)


def _gives_reference(claim: Claim) -> bool:
    """Whether an amount is that of what was compared with: "lägre än budget på 48,4"."""
    words = list(claim.before)
    while words and words[-1].text in ("på", "(", "om"):
        words.pop()
    letters = letters_of(words[-6:])
    return letters.endswith(("B", "E", "G")) and any(letter in letters for letter in "HLXYbs")


def _is_share_of_change(claim: Claim, new: Claim) -> bool:
    """Whether a percentage stands alone in a bracket right behind the second of two amounts of money."""
    alone = claim.bracketed and not claim.after and all(word.text == "(" for word in claim.own)
    return alone and claim.number == new.number + 1 and claim.amount.unit == "%" and new.amount.unit != "%"


def _follows_change(claim: Claim, around: Sequence[Claim]) -> int:
    """The direction of the change whose share is told in brackets: "ökade med 12,0 mnkr (5,7 procent)"."""
    before = next((one for one in around if one.number == claim.number - 1), None)
    return before.direction if before is not None and before.form in (CHANGE, DIFFERENCE) else 0
