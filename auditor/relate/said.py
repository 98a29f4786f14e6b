"""Sentences as a letter a word, the names of rows and the amounts being one letter each."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from auditor.model.draft import Amount
from auditor.model.finding import Place
from auditor.relate.meanings import Index, Name
from auditor.relate.reading import Spoken
from auditor.vocabulary import Vocabulary
from auditor.vocabulary.claims import stem
from auditor.vocabulary.comparisons import FILLER, UNKNOWN

NAMED, AMOUNT, COMMA, COLON, BECAUSE, AND = "S", "#", ",", ":", "Z", "&"
# words inside a row's name that a sentence may have where the label has a comma or a bracket, or nothing
_JOINERS = frozenset("och samt i för av på vid inom om".split())
_MOST_WORDS = 60


class Said(msgspec.Struct, frozen=True):
    """A word, a name or an amount of a sentence: its letter, its words, and the rows or the amount that are meant."""

    letter: str
    words: tuple[Spoken, ...]
    names: tuple[Name, ...] = ()
    amount: Amount | None = None


class Sentence(msgspec.Struct, frozen=True):
    """What a sentence says up to where it begins to explain. `said` are its words without fillers, `words` all."""

    said: tuple[Said, ...]
    words: tuple[Spoken, ...]

    @property
    def letters(self) -> str:
        return "".join(one.letter for one in self.said)

    def clauses(self) -> Iterator["Sentence"]:
        """The clauses, set apart by commas and by words such as "och", "medan", "vilket"."""
        for parted, own in groupby(self.said, lambda one: one.letter in (COMMA, AND)):
            if not parted:
                yield Sentence(tuple(own), self.words)

    @property
    def line(self) -> int:
        return self.said[0].words[0].line.number


def sentences(
    words: Sequence[Spoken], amounts: Sequence[Amount], index: Index, vocabulary: Vocabulary
) -> Iterator[Sentence]:
    """The sentences with a word that compares, if nothing behind their explanations narrows what they say."""
    known = vocabulary.comparisons
    by_line: dict[int, list[Amount]] = {}
    for amount in amounts:
        by_line.setdefault(amount.line.number, []).append(amount)
    for _, group in groupby(words, lambda word: word.sentence):
        own = list(group)
        if len(own) > _MOST_WORDS or known.telling_words.isdisjoint(word.bare for word in own):
            continue
        letters = known.letters([word.bare for word in own])
        cut = letters.find(BECAUSE)
        if cut >= 0:
            if any(word.bare in known.narrowing for word in own[cut:]):
                continue
            own, letters = own[:cut], letters[:cut]
        said = _said(own, letters, by_line, index, vocabulary)
        if said:
            yield Sentence(tuple(said), tuple(own))


def place(words: Sequence[Spoken]) -> Place:
    """Where the first of some words stands, without its punctuation."""
    word = words[0]
    start = word.start + word.text.lower().index(word.bare)
    end = start + len(word.bare)
    return Place(word.line.span(start, end), word.line.text[start:end], "")


def quote(sentence: Sentence, said: Sequence[Said]) -> str:
    """What stands from the first to the last of some words, without the punctuation around it."""
    own = [word.span for one in said for word in one.words]
    within = [word.span for word in sentence.words]
    at = sorted(within.index(span) for span in own)
    return " ".join(word.text for word in sentence.words[at[0] : at[-1] + 1]).strip(".,;:!?()")


def _said(
    words: Sequence[Spoken], letters: str, amounts: dict[int, list[Amount]], index: Index, vocabulary: Vocabulary
) -> list[Said]:
    named = _named(words, letters, index)
    if named is None:
        return []
    found: list[Said] = []
    at = 0
    while at < len(words):
        word = words[at]
        amount = next(
            (one for one in amounts.get(word.line.number, ()) if word.start <= one.number.start < word.end), None
        )
        size = 1
        if at in named:
            size, names = named[at]
            found.append(Said(NAMED, tuple(words[at : at + size]), names))
        elif amount is not None:
            while at + size < len(words) and words[at + size].line is word.line:
                inside = words[at + size].start < amount.number.end
                if not inside and vocabulary.unit(words[at + size].bare) is None:
                    break
                size += 1
                if not inside:
                    break
            found.append(Said(AMOUNT, tuple(words[at : at + size]), amount=amount))
        elif letters[at] != FILLER and word.bare:
            found.append(Said(letters[at], (word,)))
        last = words[at + size - 1].text
        at += size
        if last.endswith((",", ";", ":")):
            found.append(Said(COLON if last.endswith(":") else COMMA, ()))
    return _tidy(found)


def _tidy(found: list[Said]) -> list[Said]:
    """Without the commas around an amount, which is told in passing, and those at either end."""
    kept = [
        one
        for at, one in enumerate(found)
        if one.letter != COMMA
        or not any(other.letter == AMOUNT for other in (*found[max(at - 1, 0) : at], *found[at + 1 : at + 2]))
    ]
    while kept and kept[-1].letter in (COMMA, AND):
        kept.pop()
    while kept and kept[0].letter in (COMMA, AND):
        kept.pop(0)
    return kept


def _named(words: Sequence[Spoken], letters: str, index: Index) -> dict[int, tuple[int, tuple[Name, ...]]] | None:
    """The names of rows in a sentence, by the word at which they begin, with how many words they take; None where the
    words of one are scattered, or two overlap.
    """
    stems = [frozenset((first, stem(first))) for first in (stem(word.bare) for word in words)]
    by_stems: dict[frozenset[str], list[Name]] = {}
    for name in index.named([one for own in stems for one in sorted(own)]):
        by_stems.setdefault(name.stems, []).append(name)
    found: dict[int, tuple[int, tuple[Name, ...]]] = {}
    taken: set[int] = set()
    for wanted, names in by_stems.items():
        own = [at for at in range(len(words)) if stems[at] & wanted]
        if all(letters[at] != UNKNOWN for at in own):
            # a row called "Utfall" is not what the word means here
            continue
        first, last = own[0], own[-1]
        between = range(first, last + 1)
        if len(own) > len(wanted) or any(at not in own and words[at].bare not in _JOINERS for at in between):
            return None
        if taken.intersection(between):
            return None
        taken.update(between)
        found[first] = len(between), tuple(names)
    return found
