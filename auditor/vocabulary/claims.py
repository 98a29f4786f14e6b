"""What words do in a sentence about a figure: loaded from [claims] of rules/vocabulary.toml, one letter a kind of word.

The letters are the alphabet of grammars/claims.lark.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

LETTERS = {
    "versus": "V", "elsewhere": "O", "earlier": "E", "same_period": "S", "budget": "B", "target": "G", "because": "C",
    "excluding": "Z", "unreal": "J", "forecast": "P", "deviation": "D", "surplus": "U", "deficit": "N", "higher": "H",
    "lower": "L", "exceeding": "X", "undercutting": "Y", "better": "b", "worse": "s", "increase": "I",
    "decrease": "K", "equivalent": "Q", "from": "F", "to": "T", "of_which": "R", "whole": "W", "together": "t",
    "outcome": "M", "rate": "g", "result": "r", "unit": "u", "verb": "v", "neutral": "n",
}  # fmt: skip
UNKNOWN, MONTH, YEAR, DIGITS, INVESTMENT = "w", "m", "y", "d", "i"

# Endings of Swedish nouns and adjectives, the longest first; a stem keeps at least four letters.
_ENDINGS = (
    "ernas", "arnas", "ornas", "erna", "arna", "orna", "erns", "ens", "ets", "ers", "ars", "ors", "nas", "en", "et",
    "er", "ar", "or", "na", "ns", "es", "an", "as", "um", "n", "t", "s", "a", "e",
)  # fmt: skip
_LEAST_STEM = 4
_YEAR = re.compile(r"(?:19[5-9]\d|20\d\d)$")


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A word without case, genitive, article and plural: "förtroendevaldas" and "Förtroendevalda" are one.

    Endings are taken off until none is left, so that a word whose own last letter looks like one meets its forms.
    """
    plain = word.lower().strip(".,;:!?()[]”\"'’*–-").removesuffix(":s")
    shorter = _shorter(plain)
    while shorter != plain:
        plain, shorter = shorter, _shorter(shorter)
    return plain


def _shorter(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word[: -len(ending)]
    if len(word) > _LEAST_STEM and word[-1] == word[-2] and word[-1] in "mn":
        # "hem" is doubled in "hemmen", "gemensam" in "gemensamma"
        return word[:-1]
    # "medel" is "medlen" with the article
    return word[:-2] + "l" if word.endswith("el") and len(word) > _LEAST_STEM else word


class ClaimWords:
    """The words of one vocabulary file and of those a user adds."""

    def __init__(self, data: dict[str, Any], months: set[str]) -> None:
        self._months = months
        self._single: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, letter in LETTERS.items():
            for entry in data[name]:
                words = tuple(entry.split())
                if len(words) == 1:
                    self._single.setdefault(entry, letter)
                else:
                    self._phrases.setdefault(words[0], []).append((words, letter))
        for word in data["plain"]:
            self._single.setdefault(word, "n")
        for phrases in self._phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))
        self._unit_ends = tuple(data["unit_ends"])
        self.closing = frozenset(data["closing"])
        self.vague = frozenset(data["vague"])
        self.heading = frozenset(data["heading"])
        self.spent = frozenset(data["spent"])
        self.higher_units = frozenset(data["higher_units"])
        self.until = frozenset(data["until"])
        self.parted = tuple(data["parted"])
        self.level_labels = tuple(data["level_labels"])
        self.year_budgets = tuple(data["year_budgets"])
        # the longest first
        self.tails = tuple(sorted(data["tails"], key=lambda word: (-len(word), word)))
        self.hedges: dict[str, tuple[int, int]] = {word: (low, high) for word, (low, high) in data["hedges"].items()}
        self.numerals = {word: _scaled(value) for word, value in data["numerals"].items()}

    def letters(self, words: Sequence[str]) -> str:
        """A letter a word, bare and in lower case; the words of a phrase all take the letter of the phrase's kind but
        the first, which alone stands for it, and neutral for the rest.
        """
        found: list[str] = []
        at = 0
        while at < len(words):
            word = words[at]
            for phrase, letter in self._phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    found.append(letter + "n" * (len(phrase) - 1))
                    at += len(phrase)
                    break
            else:
                found.append(self._letter(word))
                at += 1
        return "".join(found)

    def _letter(self, word: str) -> str:
        letter = self._single.get(word)
        if letter is not None:
            return letter
        if not word or word in ("-", "–", "/", "&"):
            return "n"
        if word in self._months or (("–" in word or "-" in word or "/" in word) and self._all_months(word)):
            return MONTH
        if _YEAR.match(word):
            return YEAR
        if word[0].isdigit():
            return DIGITS
        if word.startswith("invest"):
            return INVESTMENT
        if len(word) > 8 and word.endswith(self._unit_ends):
            return "u"
        return UNKNOWN

    def is_generic_unit(self, word: str) -> bool:
        """Whether a word means an organisation without naming it: "nämnden", "förvaltningen"."""
        return self._single.get(word) == "u"

    def _all_months(self, word: str) -> bool:
        return all(part in self._months for part in re.split(r"[–\-/]", word) if part)


def _scaled(value: float) -> tuple[int, int]:
    """0.25 as (25, 2)."""
    digits = Decimal(str(value)).as_tuple()
    return int("".join(map(str, digits.digits))), max(-int(digits.exponent), 0)
