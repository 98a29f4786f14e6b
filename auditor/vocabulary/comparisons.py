"""What words do in a sentence that compares figures without telling how much: loaded from [comparisons] of
rules/vocabulary.toml, one letter a kind of word.
"""

import re
from collections.abc import Sequence

LETTERS = {
    "target": "G", "above": "A", "below": "B", "met": "M", "missed": "F", "not": "X", "being": "V", "having": "H",
    "largest": "L", "smallest": "K", "deviation": "D", "surplus": "U", "deficit": "N", "cost": "C", "outcome": "O",
    "place": "I", "and": "&", "filler": "n", "because": "Z",
}  # fmt: skip
FILLER, UNKNOWN = "n", "?"


class ComparisonWords:
    """The words of one vocabulary file and of those a user adds."""

    def __init__(self, data: dict[str, list[str]]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, letter in LETTERS.items():
            for entry in data[name]:
                words = tuple(entry.split())
                self._phrases.setdefault(words[0], []).append((words, letter))
        for phrases in self._phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))
        self.plural = frozenset(data["plural"])
        self.narrowing, self.groups = frozenset(data["narrowing"]), frozenset(data["groups"])
        self._limits = [
            (mark, re.compile(rf"\b(?:{'|'.join(map(re.escape, data[name]))})\.?\s*(?=[(),;]|$)", re.IGNORECASE))
            for name, mark in (("least", "≥"), ("most", "≤"))
        ]
        self._less, self._more = tuple(data["less_is_better"]), tuple(data["more_is_better"])
        self._beside = tuple(data["beside"])
        # single words: a sentence without one of them compares nothing
        self.telling_words = frozenset(entry for name in ("target", "largest", "smallest") for entry in data[name])
        shortest = [
            word
            for word in sorted(self.telling_words)
            if not any(word.startswith(other) for other in self.telling_words - {word})
        ]
        self.telling = re.compile(rf"\b(?:{'|'.join(map(re.escape, shortest))})", re.IGNORECASE)

    def letters(self, words: Sequence[str]) -> str:
        """A letter a word, bare and in lower case; the words of a phrase behind its first are fillers."""
        found: list[str] = []
        while len(found) < len(words):
            at = len(found)
            letter, length = UNKNOWN, 1
            for phrase, kind in self._phrases.get(words[at], ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    letter, length = kind, len(phrase)
                    break
            found.extend(letter + FILLER * (length - 1))
        return "".join(found)

    def limit(self, text: str) -> str | None:
        """≥ or ≤ where a word or label ends in one for "at least" or "at most": "Soliditet, lägst (%)", but not "Väntat
        högst 90 dagar".
        """
        marks = [mark for mark, pattern in self._limits if pattern.search(text)]
        return marks[0] if len(marks) == 1 else None

    def better(self, label: str) -> str | None:
        """≥ or ≤ for an indicator of which more or less is known to be better."""
        lowered = label.lower()
        return "≤" if lowered.startswith(self._less) else "≥" if lowered.startswith(self._more) else None

    def is_beside(self, label: str) -> bool:
        """Whether a row may be left out of a ranking without a word."""
        return label.lower().startswith(self._beside)
