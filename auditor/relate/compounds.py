"""Compounds of a row's name and a common word: "energikostnaderna" of the row "Energi", "LSS-verksamheten" of one with
LSS in its label.
"""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.relate.claim import Claim
from auditor.relate.clauses import Word
from auditor.relate.context import Context
from auditor.relate.meanings import Index
from auditor.vocabulary.claims import ClaimWords, stem

# what may join the parts: "pensionskostnader", "LSS-verksamheten"
_JOINTS = ("", "s", "-")
_SHORTEST = 2


def opened(claim: Claim, context: Context) -> Claim:
    """A claim whose compounds are the name and the common word that they are made of, where no row has them whole."""
    if not any(word.letter == "w" and word.text.endswith(context.words.tails) for word in claim.words):
        return claim
    before, after, own, beyond = (
        _opened(words, context) for words in (claim.before, claim.after, claim.own, claim.beyond)
    )
    return msgspec.structs.replace(claim, before=before, after=after, own=own, beyond=beyond)


def _opened(words: Sequence[Word], context: Context) -> tuple[Word, ...]:
    return tuple(part for word in words for part in _parts(word, context.index, context.words))


def _parts(word: Word, index: Index, words: ClaimWords) -> Iterator[Word]:
    """A word, or the two that it is made of."""
    if word.letter == "w" and word.stem not in index.stems:
        for tail in words.tails:
            if not word.text.endswith(tail):
                continue
            for joint in _JOINTS:
                head = word.text.removesuffix(tail).removesuffix(joint) if joint else word.text.removesuffix(tail)
                if len(head) >= _SHORTEST and stem(head) in index.stems:
                    yield Word(head, "w", stem(head))
                    yield Word(tail, words.letters([tail]), stem(tail))
                    return
    yield word
