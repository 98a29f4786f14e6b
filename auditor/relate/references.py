"""References to the report's own sections: "se avsnitt 5.1.5" where no heading has that number."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.model.draft import Passage
from auditor.model.finding import Place
from auditor.model.observation import Observation
from auditor.relate.reading import CONTENTS, HEADING, Spoken, spoken
from auditor.vocabulary import Vocabulary

# so many numbered headings show that a report numbers them
_HEADINGS = 4
_MOST_JOINED = 6
_HEAD = re.compile(r"^[\s#*|]*(\d{1,2}(?:\.\d{1,2}){0,5})\.?\s+([^\W\d_].*)$")
_BEGINS = re.compile(
    r"^\W*(?:(?:kapitel|avsnitt|kap\.?|del|bilaga)\s+)?(\d{1,2}(?:\.\d{1,2}){0,5})\.?(?=\s|$|[A-ZÅÄÖ:])", re.I
)
_NUMBER = re.compile(r"^\(?(\d{1,2}(?:\.\d{1,2}){0,5})(?:[–—-](\d{1,2}(?:\.\d{1,2}){0,5}))?([.,;:!?)”\"]*)$")
_PAGE = re.compile(r"(?:\s|\.|…|_)+\d{1,4}\s*$")
_AND = ("och", "samt", "eller", "resp", "respektive", "and", "or", "till", "–", "-")
_FROM = ("i", "ur", "av", "från", "enligt", "in", "of", "under")
_NEAR = 4

Number = tuple[int, ...]


class _Outline(msgspec.Struct, frozen=True):
    """The numbered headings with their titles, and every number that a line begins with."""

    headings: dict[Number, str]
    begins: frozenset[Number]


def references(passages: Sequence[Passage], vocabulary: Vocabulary) -> list[Observation]:
    """The references of a report that no heading answers."""
    section, see = ("|".join(map(re.escape, sorted(vocabulary.references[name]))) for name in ("section", "see"))
    words = spoken(passages, re.compile(rf"\b(?:(?:{section})\b|(?:{see})\s+\d)", re.IGNORECASE))
    named = [(at, one) for at in range(len(words)) for one in _named(words, at, vocabulary)]
    outline = _outline(passages, vocabulary) if named else _Outline({}, frozenset())
    found = []
    if len(outline.headings) >= _HEADINGS:
        for at, (kind, number, told) in named:
            if _is_missing(number, outline) and not _elsewhere(words, at, told, vocabulary):
                found.append(_observation(kind, number, told, words, outline))
    return found


def _outline(passages: Sequence[Passage], vocabulary: Vocabulary) -> _Outline:
    headings: dict[Number, str] = {}
    begins = set()
    leading = vocabulary.references["section"] | vocabulary.references["see"] | set(_AND)
    before = ""
    for passage in passages:
        text = passage.line.text
        head = _HEAD.match(text)
        if head is not None and (passage.kind in (HEADING, CONTENTS) or text.lstrip().startswith("#")):
            title = _PAGE.sub("", head.group(2)) if passage.kind == CONTENTS else head.group(2)
            headings.setdefault(_levels(head.group(1)), _plain(title))
        start = _BEGINS.match(text)
        # "i avsnitt 4.1 och" / "5.1.6": the number begins a line, and is a reference all the same
        if start is not None and before not in leading:
            begins.add(_levels(start.group(1)))
        last = text.split()[-1:]
        before = last[0].lower().strip(".,(") if last else ""
    return _Outline(headings, frozenset(begins))


def _levels(number: str) -> Number:
    return tuple(int(level) for level in number.split("."))


def _plain(title: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", title.lower()))


def _named(words: Sequence[Spoken], at: int, vocabulary: Vocabulary) -> Iterator[tuple[str, Number, int]]:
    """The numbers of sections that the word at `at` leads to: "avsnitt 4.2 och 4.3"; each with where it stands."""
    word = words[at]
    section = word.bare in vocabulary.references["section"]
    if not section and word.bare not in vocabulary.references["see"]:
        return
    if at and (words[at - 1].bare.isdigit() or words[at - 1].text.endswith("§")):
        # "11 kap. 8 §" numbers its chapter in front
        return
    position = at + 1
    for _ in range(_MOST_JOINED):
        match = _NUMBER.match(words[position].text) if position < len(words) else None
        if match is None:
            return
        following = words[position + 1].text if position + 1 < len(words) else ""
        if following.startswith(("§", "%")) or (not section and "." not in match.group(1)):
            return
        if vocabulary.unit(following.strip(".,;:)")) is not None:
            return
        for group in match.group(1, 2):
            if group is not None:
                yield word.bare if section else "avsnitt", _levels(group), position
        position += 1
        if match.group(3) not in ("", ",") or position >= len(words):
            return
        if words[position].bare in _AND or words[position].text in _AND:
            position += 1
        elif match.group(3) != ",":
            return


def _is_missing(number: Number, outline: _Outline) -> bool:
    """Whether a number is one that a heading of this report would have, and none has."""
    headings = outline.headings
    if number in headings or number in outline.begins:
        return False
    chapters = [heading[0] for heading in headings]
    if not min(chapters) <= number[0] <= max(chapters) or len(number) > max(map(len, headings)):
        return False
    parent = number[:-1]
    return not parent or any(heading[: len(parent)] == parent for heading in headings)


def _elsewhere(words: Sequence[Spoken], at: int, told: int, vocabulary: Vocabulary) -> bool:
    """Whether the section is one of another document, which the sentence names: "avsnitt 4.2 i årsredovisningen 2019",
    "lagens kapitel 11".
    """
    sentence = words[at].sentence
    first, last = at, told + 1
    while first and words[first - 1].sentence == sentence:
        first -= 1
    while last < len(words) and words[last].sentence == sentence:
        last += 1
    around = [*range(first, at), *range(told + 1, last)]
    if any(_names(words, position, "document", vocabulary) for position in around):
        return True
    if any(_names(words, position, "beside", vocabulary) for position in range(max(first, at - _NEAR), at)):
        return True
    led = next(
        (
            position
            for position in range(told + 1, min(last, told + 1 + _NEAR))
            if words[position].bare in _FROM or words[position].text.startswith("(")
        ),
        last,
    )
    return any(_names(words, position, "beside", vocabulary) for position in range(led, min(last, led + 1 + _NEAR)))


def _names(words: Sequence[Spoken], position: int, kind: str, vocabulary: Vocabulary) -> bool:
    """Whether a word names a document, and not this one."""
    bare = words[position].bare.replace(":", "")
    before = words[position - 1].bare if position else ""
    if before in vocabulary.references["own"] or (kind == "beside" and before in vocabulary.references["against"]):
        return False
    documents = vocabulary.references[kind]
    return bare in documents or any(len(end) > 3 and bare.endswith(end) for end in documents)


def _observation(kind: str, number: Number, told: int, words: Sequence[Spoken], outline: _Outline) -> Observation:
    word = words[told]
    printed = ".".join(map(str, number))
    begin = word.start + word.text.index(printed) if printed in word.text else word.start
    place = Place(word.line.span(begin, begin + len(printed)), printed, "")
    near = sorted(other for other in outline.headings if len(other) == len(number) and other[:-1] == number[:-1])
    named = _titled(words, told, outline)
    return Observation(
        what="section",
        title=f"{kind} {printed}",
        places=(place,),
        stated=f"{kind} {printed}",
        suggestion=named,
        near=tuple(".".join(map(str, other)) for other in near),
    )


def _titled(words: Sequence[Spoken], told: int, outline: _Outline) -> str | None:
    """The number of the one heading whose title is cited behind the reference."""
    cited = [words[position].bare for position in range(told + 1, min(told + 9, len(words)))]
    fitting = []
    for number, title in outline.headings.items():
        own = title.split()
        if own and len(title) > 6 and cited[: len(own)] == own:
            fitting.append(number)
    return ".".join(map(str, fitting[0])) if len(fitting) == 1 else None
