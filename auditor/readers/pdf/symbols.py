"""Characters and drawings that stand for a bullet, and characters that have no meaning outside their font."""

from array import array
from collections.abc import Iterable

from auditor.readers.pdf.characters import UNREAD
from auditor.readers.pdf.frame import Frame
from auditor.readers.pdf.page import Placed, base_of

BULLET = "•"
# a bullet stands this far before its text, in sizes; a sign stands nearer to its figure
_BEFORE = (0.1, 3.0)
_SIGN = 0.35


def read_symbols(words: list[Placed]) -> int:
    """Symbols that mean nothing outside their font: alone, a bullet; in a word or before a figure, unread. Gives how
    many words that may be figures are unread.
    """
    unread = 0
    for word in words:
        if word.text.isascii():
            continue
        strange = [index for index, char in enumerate(word.text) if char == UNREAD or "\ue000" <= char <= "\uf8ff"]
        if not strange:
            continue
        if len(word.text) == 1 and not any(_signs(word, other) for other in words):
            word.text = BULLET
        else:
            # no figure has letters in it
            unread += not any(char.isalpha() for char in word.text)
            word.text = "".join(UNREAD if index in strange else char for index, char in enumerate(word.text))
    return unread


def _signs(word: Placed, other: Placed) -> bool:
    """Whether `word` may be the sign of the figure `other`."""
    return (
        other.text[0].isdigit()
        and abs(other.bottom - word.bottom) < 0.3 * word.size
        and -0.1 * word.size <= other.x0 - word.x1 < _SIGN * word.size
    )


def drawn_bullets(dots: Iterable[tuple[float, float, float, float]], words: list[Placed], frame: Frame) -> list[Placed]:
    """The bullets that a page draws as shapes: a dot before the first word of a line, at the height of its letters."""
    found = []
    for dot in dots:
        x0, top, x1, bottom = frame.box(*dot)
        middle = (top + bottom) / 2
        line = [word for word in words if word.top + 0.05 * word.size < middle < base_of(word) + 0.05 * word.size]
        after = min((word for word in line if word.x0 >= x1), key=lambda word: (word.x0, word.text), default=None)
        if after is None or bottom - top > 0.75 * after.size:
            continue
        near, far = _BEFORE[0] * after.size, _BEFORE[1] * after.size
        first = not any(x0 - far < word.x1 and word.x0 < x1 for word in line)
        if first and near <= after.x0 - x1 <= far and not after.text.startswith(BULLET):
            box = array("f", dot)
            found.append(Placed(BULLET, x0, after.top, x1, after.bottom, box, after.size))
    return found
