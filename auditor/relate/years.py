"""Years that were printed as amounts: "budgetram 2 020" in running text."""

import re
from collections import Counter
from collections.abc import Sequence

from auditor.model.draft import Passage
from auditor.model.finding import Place
from auditor.model.observation import Observation
from auditor.relate.reading import Spoken, spoken
from auditor.vocabulary import Vocabulary

_THOUSAND = re.compile(r"^\(?[12]$")
_REST = re.compile(r"^(\d{3})([.,;:!?)”\"]*)$")
_YEAR = re.compile(r"(?<![\d.,])(?:19[5-9]|20[0-6])\d(?![\d]|[.,]\d)")
_SPACED = re.compile(r"(?<!\d)[12]\s\d{3}(?!\d)")
_PHRASE = re.compile(r"([^\W\d_]{6,})\s((?:19|20)\d\d)(?!\d)")
_NUMBER = re.compile(r"^[(+\-–−]?\d")
_AMOUNT = re.compile(r"^(?:[+\-–−]?\d{1,3},\d+|[+\-–−]\d+)(?![\d])")
# so often a year has to stand in the report for a number behind it to show that it is one
_OFTEN = 3
_MEASURES = ("budget", "utfall", "prognos", "mål")


def spaced_years(passages: Sequence[Passage], vocabulary: Vocabulary) -> list[Observation]:
    """The years of running text that have a space for thousands."""
    words = spoken(passages, _SPACED)
    found: list[tuple[int, str]] = []
    for at in range(1, len(words) - 1):
        year = _year(words, at)
        if year is not None:
            found.append((at, year))
    if not found:
        return []
    years: Counter[str] = Counter()
    phrases: set[tuple[str, str]] = set()
    for passage in passages:
        years.update(match.group() for match in _YEAR.finditer(passage.line.text))
        phrases.update(
            (match.group(1).lower(), match.group(2))
            for match in _PHRASE.finditer(passage.line.text)
            if not passage.tabled
        )
    return [
        _observation(words, at, year)
        for at, year in found
        if years[year] and _is_year(words, at, year, years[year] >= _OFTEN, phrases, vocabulary)
    ]


def _year(words: Sequence[Spoken], at: int) -> str | None:
    """The digits of "2 020" at `at`, where nothing around makes it part of a longer number."""
    first, second = words[at], words[at + 1]
    rest = _REST.match(second.text)
    if rest is None or not _THOUSAND.match(first.text) or first.line is not second.line:
        return None
    if second.start != first.end + 1 or _NUMBER.match(words[at - 1].text):
        return None
    year = first.text[-1] + rest.group(1)
    return year if _YEAR.fullmatch(year) else None


def _is_year(
    words: Sequence[Spoken],
    at: int,
    year: str,
    often: bool,
    phrases: set[tuple[str, str]],
    vocabulary: Vocabulary,
) -> bool:
    before = words[at - 1]
    ends = words[at + 1].text[3:] != ""
    following = words[at + 2] if at + 2 < len(words) and not ends else None
    if following is not None and following.line is words[at].line and _NUMBER.match(following.text):
        # "budgetram 2 020 4,5": what follows is an amount, and two amounts do not stand side by side
        return often and vocabulary.measure_of(before.bare) in _MEASURES and _AMOUNT.match(following.text) is not None
    if following is not None and (vocabulary.unit(following.bare) is not None or vocabulary.is_count(following.bare)):
        return False
    if before.bare in vocabulary.years["before"]:
        return True
    if ends and before.bare in vocabulary.years["closing"]:
        return True
    return ends and len(before.bare) > 5 and (before.bare, year) in phrases


def _observation(words: Sequence[Spoken], at: int, year: str) -> Observation:
    before, first, second = words[at - 1], words[at], words[at + 1]
    start, end = first.end - 1, second.start + 3
    printed = first.line.text[start:end]
    return Observation(
        what="year",
        title=f"”{before.text} {printed}”",
        places=(Place(first.line.span(start, end), printed, ""),),
        stated=printed,
        computed=year,
        suggestion=year,
    )
