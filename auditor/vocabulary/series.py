"""Words of rows and columns that belong together: periods of a year, means, shares. Loaded from [series] of
rules/vocabulary.toml.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from auditor.vocabulary.claims import stem

PART, YEAR, SUM = "part", "year", "sum"
_MONTHS_OF = {"quarter": 3, "tertial": 4, "half": 6}
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{8}|\b\d{1,2}/\d{1,2}\b|\b(?:2[89]|3[01])\s+[^\W\d]{3,}")
_YEAR_MONTH = re.compile(r"\b(20\d\d)[- ]?(0[1-9]|1[0-2])\b")
_YEAR = re.compile(r"(?:19[5-9]|20\d)\d")
_WORD = re.compile(r"s:a|t\.o\.m|full-year|\d+:[ae]|[^\W_]+", re.IGNORECASE)
# a header line of periods: so many of them, behind so many words
_LEAST_PERIODS = 3
_MOST_BEFORE = 3
_MOST_WORDS = 60
_PER = re.compile(r"(.*?)(?:\bper\b|(?<=[^\W\d])/(?=[^\W\d]))\s*([^\W\d].*)")
_GLUED = re.compile(r"([^\W\d_]+)([1-4])")


class Period(msgspec.Struct, frozen=True):
    """What a header says of time. The months `first` to `last` (1 to 12, 0 where none are named) of `years`.

    `kind` is part for months that are named, year for the whole of it, sum for a sum of whatever is beside it.
    `running` says that it counts from the beginning of the year. `rest` are the words that say what is counted, so that
    "Budget mars" belongs to "Budget helår" and not to "Utfall helår".
    """

    kind: str
    first: int
    last: int
    running: bool
    rest: tuple[str, ...]
    years: tuple[int, ...]


class PerUnit(msgspec.Struct, frozen=True):
    """What is told per what, as stems: `of` the words of the amount, `each` those of the thing that it is told per."""

    of: frozenset[str]
    each: frozenset[str]


class SeriesWords:
    """The words of one vocabulary file and of those a user adds; `plain` maps a word to the measure that it names, or
    to nothing where it carries no meaning of its own; `means` tells whether it carries any.
    """

    def __init__(self, data: dict[str, Any], plain: Callable[[str], str], means: Callable[[str], bool]) -> None:
        self._plain, self._means = plain, means
        self._months: dict[str, int] = data["months"]
        self._ordinals: dict[str, int] = data["ordinals"]
        self._spans = {word: months for name, months in _MONTHS_OF.items() for word in data[name]}
        self._year, self._sum = frozenset(data["year"]), frozenset(data["sum"])
        self._running, self._mean = frozenset(data["running"]), frozenset(data["mean"])
        self._mean_of = self._mean | frozenset(data["mean_of"])
        self._index_parts = tuple(data["index_parts"])
        self._share, self._not_whole = tuple(data["share"]), tuple(data["not_whole"])
        self._number, self._things = frozenset(data["number"]), frozenset(data["things"])
        self._same_thing: dict[str, str] = data["same_thing"]
        # what a period's name begins with
        self._begins = frozenset((*self._months, *self._spans))
        self._known: dict[str, Period | None] = {}

    def period(self, header: str) -> Period | None:
        """The period that a header names; None where it names none, or a date: what there is on a day adds up to
        nothing.
        """
        if header not in self._known:
            self._known[header] = self._read(header)
        return self._known[header]

    def _read(self, header: str) -> Period | None:
        text = header.lower()
        if _DATE.search(text):
            return None
        years: list[int] = []
        spans: list[tuple[int, int]] = []
        rest: list[str] = []
        kind, running = "", False

        def month(match: re.Match[str]) -> str:
            years.append(int(match[1]))
            spans.append((int(match[2]), int(match[2])))
            return " "

        words = _WORD.findall(_YEAR_MONTH.sub(month, text))
        at = 0
        while at < len(words):
            word = words[at]
            following = words[at + 1] if at + 1 < len(words) else ""
            glued = _GLUED.fullmatch(word)
            months = self._spans.get(glued[1] if glued is not None else word)
            if word in self._months:
                spans.append((self._months[word], self._months[word]))
            elif glued is not None and months is not None:
                spans += _span(int(glued[2]), months)
            elif months is not None and self._ordinal(following):
                spans += _span(self._ordinal(following), months)
                at += 1
            elif self._ordinal(word) and following in self._spans:
                spans += _span(self._ordinal(word), self._spans[following])
                at += 1
            elif months is not None and len(word) > 1 and word.startswith("halv"):
                spans.append((1, 6))
            elif _YEAR.fullmatch(word):
                years.append(int(word))
            elif word in self._running:
                running = True
            elif word in self._sum:
                kind = kind or SUM
            elif word in self._year:
                kind = YEAR
            elif plain := self._plain(word):
                rest.append(plain)
            at += 1
        told = tuple(sorted(set(rest))), tuple(sorted(set(years)))
        if spans:
            # "jan-mars" is all that is between them
            if len(spans) > 2 or spans[0][0] > spans[-1][1] or (kind == SUM and not running and len(spans) == 1):
                return None
            return Period(PART, spans[0][0], spans[-1][1], running, *told)
        if kind or running:
            return Period(kind or SUM, 0, 0, running, *told)
        return None

    def _ordinal(self, word: str) -> int:
        """The number of a quarter, 0 for no number: "3", "3:e", "tredje", "iii"."""
        if word[:1].isdecimal():
            number = word.split(":", maxsplit=1)[0]
            return int(number) if len(number) == 1 else 0
        return self._ordinals.get(word, 0)

    def heads(self, words: Sequence[str]) -> tuple[list[str], list[str]] | None:
        """The words before, and the columns of, a line of one period a column: "Nämnd Jan Feb Mars Kv 1 Ack mars";
        None for any other line.
        """
        cells: list[str] = []
        if not 2 < len(words) <= _MOST_WORDS:
            return None
        # years before their sum are as good as months
        summed = words[-1].lower().rstrip(".") in self._sum
        if sum(self._begins_period(word, summed) for word in words) < _LEAST_PERIODS - summed:
            return None
        for word in words:
            before = cells[-1].lower().rstrip(".") if cells else ""
            # "Kv" "1", and "Ack" "mars" though each is a period of its own
            joins = before in self._running or (before in self._spans and self._ordinal(word.lower()) > 0)
            if joins and self.period(f"{before} {word}") is not None:
                cells[-1] += f" {word}"
            else:
                cells.append(word)
        begin = len(cells)
        while begin and (self.period(cells[begin - 1]) is not None or (summed and _YEAR.fullmatch(cells[begin - 1]))):
            begin -= 1
        named = sum(self._begins_period(cell.split()[0], summed) for cell in cells[begin:])
        if begin > _MOST_BEFORE or named < _LEAST_PERIODS - summed or any(self.period(cell) for cell in cells[:begin]):
            return None
        return cells[:begin], cells[begin:]

    def _begins_period(self, word: str, years: bool) -> bool:
        """Whether a word begins the name of a month, a quarter or, with `years`, of a year."""
        lowered = word.lower().rstrip(".")
        known = lowered in self._begins or lowered in self._running or bool(_GLUED.fullmatch(lowered))
        return known or (years and _YEAR.fullmatch(lowered) is not None)

    def is_mean(self, label: str) -> bool:
        """Whether a row or column is called the mean of the others, and of nothing else: "Snitt", but not "Snitt
        riket".
        """
        words = _WORD.findall(label.lower())
        return any(word in self._mean for word in words) and all(word in self._mean_of for word in words)

    def is_mean_of_any(self, label: str) -> bool:
        """Whether a row begins with the word for a mean, of whatever: "Snitt riket". "Likvida medel" does not."""
        words = _WORD.findall(label.lower())
        return bool(words) and words[0] in self._mean and (words[0] != "medel" or len(words) == 1)

    def is_index_part(self, label: str) -> bool:
        """Whether a row is a part of an index that is the mean of its parts by definition."""
        return any(word.endswith(self._index_parts) for word in _WORD.findall(label.lower()))

    def is_share(self, text: str) -> bool:
        """Whether a header or a title tells of shares of one whole."""
        return any(word.endswith(self._share) for word in _WORD.findall(text.lower()))

    def is_no_whole(self, text: str) -> bool:
        """Whether percentages are told of several things that make no whole: sickness rates, goals that were met."""
        lowered = text.lower()
        return any(word in lowered for word in self._not_whole)

    def per_unit(self, label: str) -> PerUnit | None:
        """What a row or column tells per what: "Nettokostnad per invånare, kr"; None for anything else, and for what is
        told per month or day.
        """
        match = _PER.match(label.lower())
        if match is None:
            return None
        each = self._stems(re.split(r"[,(;]", match[2])[0])
        if not each or _DATE.search(label.lower()) or any(self.period(word) for word in match[2].split()):
            return None
        return PerUnit(self.stems(match[1]), each)

    def number_of(self, label: str) -> frozenset[str]:
        """The stems of what a row or column counts: "Antal invånare 31/12"; empty where it tells of anything else."""
        lowered = _DATE.sub(" ", label.lower())
        if "%" in lowered or "/" in lowered:
            return frozenset()
        words = [word for word in re.findall(r"[^\W\d_]+", lowered) if word not in self._number]
        return frozenset() if any(self.period(word) for word in words) else self._stems(" ".join(words))

    def counts(self, label: str) -> bool:
        """Whether a row of any table holds a number of things: "Antal elever", "Folkmängd 31 december"."""
        words = [
            word
            for word in re.findall(r"[^\W\d_]+", _DATE.sub(" ", label.lower()))
            if word not in self._months and word != "december"
        ]
        if words[:1] and words[0] in ("antal", "antalet"):
            return "per" not in words
        told = [word for word in words if word not in self._number]
        return bool(told) and all(word in self._things for word in told)

    def stems(self, text: str) -> frozenset[str]:
        """The words of an amount's label that tell what it is of, without units and words of no meaning."""
        return self._stems(text)

    def _stems(self, text: str) -> frozenset[str]:
        words = re.findall(r"[^\W\d_]+", text.lower())
        return frozenset(
            stem(self._same_thing.get(word, word)) for word in words if self._means(word) and word not in self._number
        )


def _span(number: int, months: int) -> list[tuple[int, int]]:
    return [(months * (number - 1) + 1, months * number)] if 1 <= number <= 12 // months else []
