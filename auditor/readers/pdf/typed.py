"""Pages whose text is set with blanks, as a typewriter does it: line by line what the file has, blanks and all."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.lines import LETTER, Line
from auditor.readers.pdf.page import Placed

# white wider than this, in blanks, is more than one, and no more than that can be counted
_SEVERAL, _MOST = 1.5, 400
# white made of blanks is a whole number of them, but for what the file rounds, in blanks
_WHOLE = 0.15
_NEARLY_ALL = 0.9
_LEAST = 4
# lines so much farther apart than those of the page have a blank one between them
_BLANK_LINE = 1.6
# blanks beyond this are of no use to a reader of text
_WIDEST = 200
# the width of a blank, in em, where the file has none
_USUAL = 0.3
# letters of one width: so many words tell it, of so many letters each, and so much of it is off
_LEAST_WORDS, _LETTERS, _EVEN = 12, 3, 0.02


class Blank(msgspec.Struct):
    """The blanks of a page: how wide one is, in em, and whether its letters are as wide, as a typewriter's are."""

    width: float
    even: bool


def blank_of(lines: Sequence[Line], before: Blank | None) -> Blank | None:
    """The blanks of a page whose columns are set with them, None for any other. `before` are those of the page before:
    its text may go on here with little white to tell by.
    """
    if advance := _advance(lines):
        blank = Blank(advance, True)
        gaps = [_count(first, second, blank) for line in lines for first, second in pairwise(line.words)]
        return blank if sum(map(_is_whole, gaps)) >= _NEARLY_ALL * len(gaps) else None
    widths: list[float] = []
    whole = wide = 0
    for line in lines:
        for first, second in pairwise(line.words):
            if second.blank > 0:
                widths.append(second.blank / second.size)
            if second.x0 - first.x1 > _SEVERAL * (second.blank or _USUAL * second.size):
                wide += 1
                whole += second.blank > 0 and _is_whole((second.x0 - first.x1) / second.blank)
    if wide < (_LEAST if before is None else 1) or whole < _NEARLY_ALL * wide:
        return None
    widths.sort()
    return Blank(widths[len(widths) // 2], False)


def _advance(lines: Sequence[Line]) -> float:
    """The width of every letter, in em, where all have the same; 0 where they have not."""
    widths = sorted(
        (word.x1 - word.x0) / (len(word.text) * word.size)
        for line in lines
        for word in line.words
        if len(word.text) >= _LETTERS and LETTER.search(word.text)
    )
    if len(widths) < _LEAST_WORDS:
        return 0.0
    middle = widths[len(widths) // 2]
    alike = bisect_right(widths, middle * (1 + _EVEN)) - bisect_left(widths, middle * (1 - _EVEN))
    return middle if alike >= _NEARLY_ALL * len(widths) else 0.0


def _count(first: Placed, second: Placed, blank: Blank) -> float:
    """How many blanks fit between two words; none is known for 0.5."""
    width = second.blank or (blank.width * second.size if blank.even else 0.0)
    return (second.x0 - first.x1) / width if width > 0 else 0.5


def _is_whole(count: float) -> bool:
    return 0 <= count < _MOST and abs(count - round(count)) <= _WHOLE


def blanks_of(line: Line, left: float, blank: Blank) -> list[int]:
    """How many blanks stand in front of each word of a line; `left` is where lines of the page begin."""
    first = line.words[0]
    found = [round((first.x0 - left) / (blank.width * first.size))]
    for word, after in pairwise(line.words):
        count = _count(word, after, blank)
        known = after.blank > 0 or blank.even
        found.append(round(count) if known else int(after.x0 - word.x1 > 0.5 * blank.width * after.size))
    return [min(max(count, 0), _WIDEST) for count in found]


def pitch_of(lines: Sequence[Line], blank: Blank) -> float:
    """How far apart the lines of a page stand, in points: as rows of several cells do, or else as most lines."""
    rows = [
        second.base - first.base
        for first, second in pairwise(lines)
        if _is_row(first, blank) and _is_row(second, blank)
    ]
    steps = sorted(rows if len(rows) >= _LEAST else [second.base - first.base for first, second in pairwise(lines)])
    return steps[len(steps) // 2] if steps else 0.0


def has_blank_above(lines: Sequence[Line], at: int, pitch: float) -> bool:
    """Whether a blank line stands above a line of a page."""
    return at > 0 and lines[at].base - lines[at - 1].base > _BLANK_LINE * pitch


def goes_on(above: Line, line: Line, blank: Blank) -> bool:
    """Whether the first line of a page is of one table or sentence with the last one of the page before."""
    if _is_row(above, blank) or _is_row(line, blank):
        return _is_row(above, blank) and _is_row(line, blank)
    return line.text[:1].islower() and not above.text.endswith((".", ":", "!", "?"))


def _is_row(line: Line, blank: Blank) -> bool:
    return any(_count(word, after, blank) > _SEVERAL for word, after in pairwise(line.words))
