"""A page of a PDF as its text and its ruling lines stand on it, before anything is read out of them."""

from array import array

import msgspec

# the letters of a line stand this far below and above its base line, in sizes
DEPTH, HEIGHT = 0.2, 0.8


class Placed(msgspec.Struct):
    """A word where it stands. `x0`, `top`, `x1`, `bottom` are in points from the upper left corner of the page as a
    person holds it to read, so that a turned page reads like any other; whatever the font, `bottom` lies a fifth of
    `size` below the base line and `top` four fifths above it. Text that is turned from the rest (heads of columns, most
    often) is one word a line, with its blanks, at the foot of where it stands. `boxes` are x0, y0, x1, y1 of each
    character of `text` in the space of the file, as auditor.model.document.Stretch has them. `size` is that of the
    letters. `space` says that the file has a space in front of the word, `blank` is the width of the one right behind
    the word before (0 for none).
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    boxes: "array[float]"
    size: float
    bold: bool = False
    space: bool = True
    blank: float = 0.0


def base_of(word: Placed) -> float:
    """How far below the top of the page the base line of a word lies."""
    return word.bottom - DEPTH * word.size


class Rule(msgspec.Struct, frozen=True):
    """A ruling line, level or upright, in the same points as Placed: `x0` to `x1`, `top` to `bottom`. An edge of a
    filled or stroked rectangle counts as one.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def level(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


class Page(msgspec.Struct):
    """A page: `number` counts from 1 in the file, `printed` is the number printed on it. Words stand in any order;
    running headers and footers are not among them but in `margins`.
    """

    number: int
    width: float
    height: float
    words: list[Placed]
    rules: list[Rule]
    printed: str | None = None
    margins: list[Placed] = []
