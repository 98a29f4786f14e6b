"""Whom a claim is about: rows of tables by their names, or the whole unit; the unit's own name; headings."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from auditor.relate.claim import Claim, is_investment
from auditor.relate.clauses import Word
from auditor.relate.context import Context
from auditor.relate.meanings import Index, Name
from auditor.relate.what import main_words
from auditor.vocabulary.claims import stem

# kinds of words that may be part of a row's name, and then say nothing of the measure
_NAMELIKE = "BMGWHLuvnT"
# kinds of words that name no row, though one may be called by them: "Budget", "Avvikelse"
_MEASURELIKE = "BPDVFTnvtJOSCy"
# Rows that are called by organisations' names make a table of committees from so many on.
_COMMITTEES = 3


class Subject(msgspec.Struct, frozen=True):
    """Whom a claim is about: rows of tables by their names, the whole unit, or both where its name is also a row.

    `left` are the words that nothing explains; `exact` says that the name was found in the claim itself; `near` that
    only tables of the claim's own section are of this unit.
    """

    names: tuple[Name, ...] = ()
    whole: bool = False
    left: tuple[str, ...] = ()
    exact: bool = True
    near: bool = False

    @property
    def stems(self) -> set[str]:
        """The stems of all its names."""
        return {one for name in self.names for one in name.stems}


def subject_of(claim: Claim, context: Context) -> Subject:
    """Whom a claim is about, by its own words or else by the heading above it."""
    words = claim.words
    named = context.index.named([word.stem for word in words if word.stem])
    naming = {
        stems
        for stems in {name.stems for name in named}
        if not _is_only_measure(stems, words, context) and not _is_generic(stems, words, context)
    }
    names = [name for name in named if name.stems in naming]
    taken = {one for name in names for one in name.stems}
    left = tuple(
        word.text
        for word in words
        if word.stem not in taken and (word.letter == "w" or (word.letter == "u" and is_other_unit(word.text, context)))
    )
    if claim.respective:
        names = _respective(claim, names, words)
    parts = [name for name in names if not _is_unit(name, words)]
    if parts and len(parts) < len(names):
        # "sjukfrånvaron på Regionkontoret": where, not of what
        names = parts
    whole_said = "W" in claim.letters
    if names:
        unit_only = all(_is_unit(name, words) for name in names)
        tables = {context.index.scopes[name.table] for name in names}
        if unit_only and (whole_said or (is_investment(claim) and "investment" not in tables)):
            # "förvaltningens investeringar": all of them, where their tables do not tell organisations apart
            return Subject((), True, left)
        # the unit's own name may be a row of its table and mean the total as well
        whole = unit_only and all(name.stems == {context.own} for name in names)
        return Subject(tuple(names), whole, left)
    own = whole_said or "u" in claim.letters
    if left or (claim.kind == "item" and not own):
        return Subject((), False, left)
    heading = _heading(claim, context)
    if heading.names and not whole_said:
        return heading
    results = context.index.results if "r" in main_words(claim.letters_before) else []
    return Subject(tuple(results), True, heading.left if not own else (), near=heading.near)


def without_name(claim: Claim, subject: Subject) -> Claim:
    """A claim without the words of its subject's name, which say nothing of its measure: "Planerat underhåll"."""
    taken = subject.stems
    if not taken:
        return claim

    def plain(words: tuple[Word, ...]) -> tuple[Word, ...]:
        return tuple(
            msgspec.structs.replace(word, letter="w") if word.stem in taken and word.letter in _NAMELIKE else word
            for word in words
        )

    return msgspec.structs.replace(claim, before=plain(claim.before), after=plain(claim.after))


def own_name(claims: Sequence[Claim], index: Index) -> str:
    """The stem of the organisation's own name, where most mentions of organisations are of it."""
    said = Counter(
        word.stem
        for claim in claims
        if not claim.inherited
        for word in claim.words
        if word.letter == "u" and not index.vocabulary.claims.is_generic_unit(word.text)
    )
    if not said:
        return ""
    name, count = min(said.items(), key=lambda pair: (-pair[1], pair[0]))
    if name in index.names and index.committees >= _COMMITTEES:
        # one of several committees is named as often as the report tells of it
        return ""
    return name if 2 * count > said.total() else ""


def is_other_unit(word: str, context: Context) -> bool:
    """Whether a word names an organisation that is not the report's own as a whole."""
    return stem(word) != context.own and not context.words.is_generic_unit(word)


def bare_words(text: str) -> list[str]:
    """The words of a label or heading, without punctuation and in lower case."""
    return [word.strip(".,:()").lower() for word in text.split()]


def _respective(claim: Claim, names: list[Name], words: Sequence[Word]) -> list[Name]:
    """The first or the second of two names, in the order of the sentence."""
    places = {name.stems: min(at for at, word in enumerate(words) if word.stem in name.stems) for name in names}
    order = sorted(places, key=lambda stems: places[stems])
    if len(order) != 2:
        return names
    return [name for name in names if name.stems == order[claim.respective - 1]]


def _is_unit(name: Name, words: Sequence[Word]) -> bool:
    """Whether a row is named by words for an organisation alone."""
    return all(word.letter in "uW" for word in words if word.stem in name.stems)


def _is_generic(stems: frozenset[str], words: Sequence[Word], context: Context) -> bool:
    """Whether a row is only named by "nämnden" or the like, which may be any."""
    return all(context.words.is_generic_unit(word.text) for word in words if word.stem in stems)


def _is_only_measure(stems: frozenset[str], words: Sequence[Word], context: Context) -> bool:
    """A row called "Budget" or "Avvikelse" is not named by these words in a sentence."""
    own = [word for word in words if word.stem in stems]
    if all(word.letter == "g" for word in own):
        return bool(context.index.nameless)
    return all(word.letter in _MEASURELIKE for word in own)


def _heading(claim: Claim, context: Context) -> Subject:
    """The subject that a section's heading names; the innermost that names one."""
    for text in (claim.topic, *reversed(claim.chapter.split(" / "))):
        words = bare_words(text)
        kinds = context.words.letters(words)
        content = [
            word
            for word, letter in zip(words, kinds, strict=True)
            if letter == "w" and word not in context.words.heading and not word.endswith("-")
        ]
        units = [word for word, letter in zip(words, kinds, strict=True) if letter == "u"]
        if not content and not units:
            continue
        wanted = {stem(word) for word in content or units}
        names = [name for name in context.index.named([stem(word) for word in words]) if wanted <= name.stems]
        if names:
            return Subject(tuple(names), exact=False)
        if not content and any(is_other_unit(word, context) for word in units):
            return Subject(near=True)
        if content:
            return Subject(left=tuple(content))
    return Subject()
