"""Footnote marks and exponents: small raised characters, which must not become digits of the figure before them."""

import re
from bisect import bisect_left

from auditor.readers.pdf.page import Placed, base_of

# how far a mark is raised, and how much smaller than its word it is, in sizes of the word
_RAISED = (0.12, 0.8)
_SMALLER = 0.86
_LOWERED = (0.08, 0.4)
# what goes on behind a mark stands this close, in ems
_GAP = 0.14

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = re.compile(r"\d{1,2}(?:,\d{1,2}){0,3}|[a-zA-Z*†‡]\)?|\d{1,2}\)")
_FLAT = str.maketrans("", "", "0123456789,")


def raised(words: list[Placed]) -> list[Placed]:
    """Footnote marks and exponents as raised digits, part of the word that they follow."""
    if not words:
        return words
    sizes = sorted(word.size for word in words)
    large = sizes[-1]
    marks = [word for word in words if word.size < _SMALLER * large and _MARK.fullmatch(word.text)]
    if not marks:
        return words
    order = sorted(words, key=base_of)
    bases = [base_of(word) for word in order]
    gone: set[int] = set()
    for mark in marks:
        base = base_of(mark)
        if mark.text.isdigit() and _lowered(mark, order, bases, gone):
            continue
        low = bisect_left(bases, base + _RAISED[0] * mark.size)
        high = bisect_left(bases, base + _RAISED[1] * mark.size / 0.4)
        near = [word for word in order[low:high] if id(word) not in gone and _raises(mark, word, base)]
        left = [word for word in near if -0.25 * word.size <= mark.x0 - word.x1 <= 0.3 * word.size]
        right = [word for word in near if -0.1 * word.size <= word.x0 - mark.x1 <= 0.7 * word.size]
        if left:
            host = max(left, key=lambda word: (word.x1, word.text))
            _attach(host, mark, order, gone)
        elif right:
            _set_on(mark, min(right, key=lambda word: (word.x0, word.text)))
    return [word for word in words if id(word) not in gone]


def _lowered(mark: Placed, order: list[Placed], bases: list[float], gone: set[int]) -> bool:
    """Whether a mark is lowered behind a letter, as in a formula, and is part of that word now: "CO2"."""
    base = base_of(mark)
    near = order[bisect_left(bases, base - mark.size) : bisect_left(bases, base)]
    hosts = [
        word for word in near
        if id(word) not in gone and word.text[-1].isalpha() and mark.size < _SMALLER * word.size
        and _LOWERED[0] * word.size < base - base_of(word) < _LOWERED[1] * word.size
        and -0.1 * word.size <= mark.x0 - word.x1 <= _GAP * word.size
    ]  # fmt: skip
    if not hosts:
        return False
    _join(max(hosts, key=lambda word: (word.x1, word.text)), mark, mark.text, order, gone)
    return True


def _raises(mark: Placed, word: Placed, base: float) -> bool:
    above = base_of(word) - base
    return mark.size < _SMALLER * word.size and _RAISED[0] * word.size < above < _RAISED[1] * word.size


def _attach(host: Placed, mark: Placed, order: list[Placed], gone: set[int]) -> None:
    if mark.text.translate(_FLAT):
        _set_on(mark, host)
    else:
        _join(host, mark, mark.text.translate(_SUPERSCRIPTS), order, gone)


def _join(host: Placed, mark: Placed, text: str, order: list[Placed], gone: set[int]) -> None:
    """Makes a mark part of the word before it, and what goes on behind it too: "m²,"."""
    rest = (
        word for word in order
        if word is not host and id(word) not in gone and not word.space
        and abs(word.bottom - host.bottom) <= 0.1 * host.size
        and -0.1 * host.size < word.x0 - mark.x1 < _GAP * host.size
    )  # fmt: skip
    parts = [(mark, text)] + [(word, word.text) for word in [next(rest, None)] if word is not None]
    for word, own in parts:
        host.text += own
        host.boxes += word.boxes
        host.x1 = max(host.x1, word.x1)
        gone.add(id(word))


def _set_on(mark: Placed, word: Placed) -> None:
    """A raised mark on the line of `word`."""
    mark.text = mark.text.translate(_SUPERSCRIPTS)
    mark.top, mark.bottom, mark.size = word.top, word.bottom, word.size
