"""Pages made in a test: words put where they should stand, with letters of one width."""

from array import array
from collections.abc import Iterator, Sequence

from auditor.readers.grids import Part
from auditor.readers.pdf.layout import parts
from auditor.readers.pdf.page import Page, Placed, Rule

LETTER = 0.5
SPACE = 0.25


def width(text: str, size: float = 10) -> float:
    """The width of a text with blanks: letters are half as wide as high, blanks half of that."""
    return sum(SPACE if letter == " " else LETTER for letter in text) * size


def at(
    text: str, x: float, base: float, *, size: float = 10, align: str = "left", bold: bool = False
) -> Iterator[Placed]:
    """The words of a text on the baseline `base`, with its left, right or middle at `x`."""
    left = x - {"left": 0.0, "right": width(text, size), "middle": width(text, size) / 2}[align]
    for word in text.split(" "):
        if word:
            right = left + width(word, size)
            step = LETTER * size
            boxes = [
                side
                for letter in range(len(word))
                for side in (left + letter * step, 800 - base, left + (letter + 1) * step, 800 - base + size)
            ]
            yield Placed(word, left, base - 0.8 * size, right, base + 0.2 * size, array("f", boxes), size, bold)
        left += width(word + " ", size)


def page(*words: Iterator[Placed], rules: Sequence[Rule] = (), number: int = 1) -> Page:
    return Page(number, 595, 842, [word for several in words for word in several], list(rules), str(number))


def texts(*pages: Page) -> list[str]:
    """The lines of pages, without blanks at the beginning and the end."""
    lines = [part.text.rstrip() for part in parts(pages)]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return kept[:-1] if kept and not kept[-1] else kept


def read(*pages: Page) -> list[Part]:
    return list(parts(pages))
