"""Placed words as text lines: by their baseline, and the cells that wide gaps set apart in a line.

Lengths are in points; those that go with the letters are in units of their size (em).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from auditor.readers.pdf.page import Placed

# letters whose tight boxes reach below the baseline, and marks that do not reach down to it
_DESCENDING = frozenset("gjpqyçµQ,;()[]{}|/@§$_")
_RAISED = frozenset("-–—−‐‑+*\"'’”“°^~=·•")
# a box of this height beside the size is that of the whole font; else it is tight around the letters
_LOOSE_HEIGHT = 0.95
# words within this of a baseline stand on it
_ON_LINE = 0.3
# a mark above the line is so much smaller, and that close to its word
_SMALL = 0.8
_CLOSE = 0.35
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

# the white between words, in em, where a page does not tell; no page has it narrower or wider
_SPACE, _NARROWEST, _WIDEST = 0.25, 0.18, 0.75
_MOST_GAPS = 3_000
# words come again on every page
_WORDS = 4_096

_SIGNS = "-+\u2010\u2011\u2012\u2013\u2014\u2212±"
_FIGURE = re.compile(
    rf"[<>≥≤~≈]?=?\(?[{_SIGNS}]?\(?\d+(?:[.,:'’\u00a0\u2009\u202f ]\d+)*(?:[-–/]\d+(?:[.,]\d+)*)?"
    r"[)]?[%‰]?[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]*[)]?[-–−]?[%‰]?"
)
_NIL = re.compile(r"[-–—−‐‒]{1,3}|\.{2,3}|…")
_GROUPABLE = re.compile(rf"[<>≥≤~≈]?=?\(?[{_SIGNS}]?\(?[1-9]\d{{0,2}}(?:[ \u00a0\u2009\u202f]\d{{3}})*")
_GROUP = re.compile(r"\d{3}(?!\d)(?:[ \u00a0\u2009\u202f]\d{3})*(?:,\d+)?[)]?[%‰]?[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]*[)]?[-–−]?[%‰]?")
# "2, 3" in a column of notes
_NOTES = re.compile(r"\d{1,2}(?:, \d{1,2}){1,4}")
_SIGN = re.compile(rf"\(?[{_SIGNS}]")
_BARE = re.compile(r"\d.*")
_UNIT = re.compile(r"[%‰]|[A-Za-zåäöÅÄÖ]{1,4}\.?|[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰]+\)?|\)")
LETTER = re.compile(r"[^\W\d_]")


class Gaps(msgspec.Struct, frozen=True):
    """How wide the white may be, in em: between groups of digits, beside a figure, between words, and in any column
    of text. `space` is that of a page between words; what is wider than `narrow` is no blank.
    """

    space: float
    group: float
    figure: float
    word: float
    gutter: float
    narrow: float


class Line(msgspec.Struct):
    """The words of a line from left to right; `base` is its baseline, `size` that of most of its letters."""

    words: list[Placed]
    base: float
    size: float

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def bold(self) -> bool:
        # figures alone tell only where there are no words
        return all(word.bold for word in ([one for one in self.words if LETTER.search(one.text)] or self.words))


class Cell(msgspec.Struct):
    """Words of a line that belong together. `figure` says that they are a figure, a nil dash included."""

    words: list[Placed]
    figure: bool
    line: int = 0

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def is_tight(words: Sequence[Placed]) -> bool:
    """Whether the boxes of words are tight around the letters, and not as high as the font."""
    heights = sorted((word.bottom - word.top) / word.size for word in words if word.size > 0)
    return bool(heights) and heights[len(heights) // 2] < _LOOSE_HEIGHT


def _base(word: Placed, tight: bool) -> float:
    if not tight:
        return word.bottom
    if all(letter in _RAISED for letter in word.text):
        return (word.top + word.bottom) / 2 + 0.28 * word.size
    return word.bottom - (0.2 * word.size if any(letter in _DESCENDING for letter in word.text) else 0.0)


def lines_of(words: Iterable[Placed], tight: bool) -> list[Line]:
    """The lines of text of a region, from the top down."""
    placed = [(_base(word, tight), word.x0, at, word) for at, word in enumerate(words)]
    lines: list[Line] = []
    group: list[tuple[float, Placed]] = []
    for base, _, _, word in sorted(placed, key=lambda one: one[:3]):
        if group and (
            base - group[-1][0] > _ON_LINE * min(word.size, group[-1][1].size)
            or base - group[0][0] > 0.6 * group[0][1].size
        ):
            lines.append(_line(group))
            group = []
        group.append((base, word))
    if group:
        lines.append(_line(group))
    return _with_marks(lines)


def _line(group: list[tuple[float, Placed]]) -> Line:
    words = sorted((word for _, word in group), key=lambda word: (word.x0, word.x1))
    bases = sorted(base for base, _ in group)
    sizes: dict[float, int] = {}
    for word in words:
        sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
    size = max(sorted(sizes), key=lambda one: sizes[one])
    return Line(words, bases[len(bases) // 2], size)


def _with_marks(lines: list[Line]) -> list[Line]:
    """Small words above the baseline put to the word that they follow."""
    bases = [line.base for line in lines]
    kept: list[Line] = []
    for line in lines:
        rest: list[Placed] = []
        for word in line.words:
            host = _host(word, line.base, lines, bases) if len(word.text) <= 4 else None
            if host is None:
                rest.append(word)
            else:
                owner, at = host
                text = word.text.translate(_SUPERSCRIPTS)
                before = owner.words[at].text
                if before[-1:].isdigit() and text[:1].isalpha():
                    # "1 234" with a raised "a": a mark that the grammar of figures knows
                    text = "*" + text[1:]
                owner.words.insert(at + 1, msgspec.structs.replace(word, text=text, space=False))
        if rest:
            line.words = rest
            kept.append(line)
    return kept


def _host(word: Placed, base: float, lines: list[Line], bases: list[float]) -> tuple[Line, int] | None:
    """The line below the baseline `base` and the place in it of the word that a raised mark follows."""
    at = bisect_left(bases, base + 0.05 * word.size)
    while at < len(lines) and bases[at] - base < 0.9 * word.size:
        line = lines[at]
        if word.size < _SMALL * line.size and word not in line.words:
            for place, other in enumerate(line.words):
                if -0.1 * line.size <= word.x0 - other.x1 <= _CLOSE * line.size and other.size > word.size:
                    return line, place
        at += 1
    return None


# ---- cells --------------------------------------------------------------------------------------------------------


@lru_cache(_WORDS)
def is_figure(text: str) -> bool:
    """Whether a word is digits, with what is written onto a figure."""
    return _FIGURE.fullmatch(text) is not None


@lru_cache(_WORDS)
def is_nil(text: str) -> bool:
    """Whether a word is a dash or dots that stand for nothing."""
    return _NIL.fullmatch(text) is not None


def gaps_of(lines: Sequence[Line]) -> Gaps:
    """The gaps of a page, from the white between its words; that of a typewriter's letters is wider."""
    found = []
    for line in lines:
        for first, second in pairwise(line.words):
            gap = (second.x0 - first.x1) / max(line.size, 1.0)
            if 0.12 < gap < 1.0 and LETTER.search(first.text) and LETTER.search(second.text):
                found.append(gap)
        if len(found) > _MOST_GAPS:
            break
    found.sort()
    space = min(max(found[len(found) // 2] if len(found) >= 8 else _SPACE, _NARROWEST), _WIDEST)
    return Gaps(
        space,
        min(1.65 * space, space + 0.2),
        min(1.8 * space, space + 0.22),
        min(2.7 * space, space + 0.42),
        max(0.9, space + 0.65),
        1.3 * space + 0.03,
    )


def cells_of(line: Line, gaps: Gaps, number: int = 0) -> list[Cell]:
    """The words of a line put together to cells by the gaps between them."""
    cells: list[Cell] = []
    for word in line.words:
        if cells:
            last = cells[-1]
            gap = (word.x0 - last.words[-1].x1) / max(min(word.size, last.words[-1].size), 1.0)
            if _joins(last, word, gap, gaps):
                last.words.append(word)
                continue
        cells.append(Cell([word], False, number))
    for cell in cells:
        cell.figure = _is_figure_cell(cell.words)
    return cells


def _joins(cell: Cell, word: Placed, gap: float, gaps: Gaps) -> bool:
    """Whether a word goes on with a cell, `gap` em behind it."""
    before = cell.words[-1].text
    if not word.space and gap < 0.12:
        return True
    if is_figure(word.text) and (is_figure(before) or _SIGN.fullmatch(before) is not None):
        if _SIGN.fullmatch(before):
            return gap <= gaps.figure and _BARE.match(word.text) is not None and len(cell.words) == 1
        return gap <= gaps.group and groups(cell.words, word)
    if is_figure(before) or is_figure(word.text) or is_nil(word.text) or is_nil(before):
        return gap <= gaps.figure
    return gap <= gaps.word


def groups(words: Sequence[Placed], word: Placed) -> bool:
    """Whether a word can be the next three digits of the figure that ends `words`."""
    if _GROUP.match(word.text) is None or not _GROUP.fullmatch(word.text):
        return False
    before = words[-1].text
    if _GROUPABLE.fullmatch(before):
        return True
    # a group in the middle: "12 345 678"
    return re.fullmatch(r"\d{3}", before) is not None and len(words) > 1 and groups(words[:-1], words[-1])


def _is_figure_cell(words: Sequence[Placed]) -> bool:
    texts = [word.text for word in words]
    if len(texts) == 1:
        return is_figure(texts[0]) or is_nil(texts[0])
    if _NOTES.fullmatch(" ".join(texts)):
        return True
    if not any(is_figure(text) for text in texts[:-1] if text) and not is_figure(texts[-1]):
        return False
    first = next(at for at, text in enumerate(texts) if is_figure(text))
    if first > 1 or (first == 1 and not (_SIGN.fullmatch(texts[0]) or texts[0] in "(<>≥≤~≈*")):
        return False
    tail = texts[first + 1 :]
    return all(is_figure(text) or (_UNIT.fullmatch(text) and at >= len(tail) - 2) for at, text in enumerate(tail))
