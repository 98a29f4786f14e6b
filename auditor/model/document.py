"""What a reader hands on: lines of words with their places, whatever the file format was."""

from array import array
from itertools import groupby

import msgspec

from auditor.model.facts import Fact
from auditor.model.span import Box, Origin, Piece, Span


class Word(msgspec.Struct, frozen=True):
    """A word and its extent along the line: characters in text, points where there is geometry."""

    text: str
    x0: float
    x1: float


class Stretch(msgspec.Struct, frozen=True):
    """A stretch `text[start:end]` of a line that stands unbroken in one place of a file that is not lines of text.

    `origin` is the place of the whole stretch. `boxes` are x0, y0, x1, y1 of each of its characters in a PDF, four
    numbers a character (zeros for one that was put in); `columns` the 1-based column of each of its characters
    in the file where these are not consecutive. Without both, the columns count on from that of `origin`.
    """

    start: int
    end: int
    page: int | None
    origin: Origin
    boxes: "array[float] | None" = None
    columns: tuple[int, ...] | None = None

    def place(self, start: int, end: int) -> Origin:
        """The place of the characters `start` to `end` (exclusive) of the line, within the stretch."""
        first, last = start - self.start, end - self.start
        if self.boxes is not None:
            return msgspec.structs.replace(self.origin, box=_around(self.boxes, first, last))
        if self.columns is not None:
            own = self.columns[first:last]
            return msgspec.structs.replace(self.origin, column=own[0], end_column=own[-1] + 1)
        if self.origin.column is None:
            return self.origin
        begin = self.origin.column
        return msgspec.structs.replace(self.origin, column=begin + first, end_column=begin + last)


def _around(boxes: "array[float]", first: int, last: int) -> Box | None:
    """The box around the characters `first` to `last` (exclusive), to the hundredth of a point."""
    own = [boxes[at : at + 4] for at in range(4 * first, 4 * last, 4) if any(boxes[at : at + 4])]
    if not own:
        return None
    lows, highs = [min(box[side] for box in own) for side in (0, 1)], [max(box[side] for box in own) for side in (2, 3)]
    x0, y0, x1, y1 = (round(value, 2) for value in (*lows, *highs))
    return x0, y0, x1, y1


class Line(msgspec.Struct, frozen=True):
    """One line of the document: a line of text, a paragraph, or a row of a table with tabs between its cells.

    `text` is the words with their spacing, markup removed; `columns[i]` is the 0-based column in the file
    of `text[i]`, or None where the two are the same. `number` is 1-based. A record of a CSV file may go on over
    several lines of the file: `numbers[i]` is then that of `text[i]`, and `number` the first. In a file that is not
    lines of text, `number` counts the lines in reading order, `text` is also the source line, and `stretches`, in order
    and apart, tell where its parts stand. `heading` says that the file marks it as one, `furniture` that it is a
    running header or footer of the page.
    """

    number: int
    page: int
    text: str
    words: tuple[Word, ...]
    columns: tuple[int, ...] | None = None
    numbers: tuple[int, ...] | None = None
    stretches: tuple[Stretch, ...] | None = None
    heading: bool = False
    furniture: bool = False

    def span(self, start: int, end: int) -> Span:
        """The place in the file of `text[start:end]`."""
        if self.stretches is not None:
            return Span(tuple(self._pieces(self.stretches, start, end)))
        if self.numbers is not None and self.columns is not None:
            pieces = []
            for number, places in groupby(range(start, end), self.numbers.__getitem__):
                own = list(places)
                pieces.append(Piece(number, self.columns[own[0]] + 1, self.columns[own[-1]] + 2, self.page))
            return Span(tuple(pieces))
        if self.columns is None:
            first, last = start, end
        else:
            first = self.columns[start]
            last = self.columns[end - 1] + 1
        return Span((Piece(self.number, first + 1, last + 1, self.page),))

    def _pieces(self, stretches: tuple[Stretch, ...], start: int, end: int) -> list[Piece]:
        pieces: list[Piece] = []
        for stretch in stretches:
            first, last = max(start, stretch.start), min(end, stretch.end)
            if first < last:
                piece = Piece(self.number, first + 1, last + 1, stretch.page, stretch.place(first, last))
                whole = _joined(pieces[-1], piece) if pieces else None
                pieces[-1:] = [whole] if whole is not None else [*pieces[-1:], piece]
        return pieces or [Piece(self.number, start + 1, end + 1, self.page)]


def _joined(one: Piece, other: Piece) -> Piece | None:
    """Two words of a page as one piece, where only a space is between them and they stand beside each other."""
    if one.origin is None or other.origin is None or one.end_column is None or other.column is None:
        return None
    first, second = one.origin.box, other.origin.box
    if first is None or second is None or one.page != other.page or other.column > one.end_column + 1:
        return None
    if min(first[3], second[3]) <= max(first[1], second[1]) and min(first[2], second[2]) <= max(first[0], second[0]):
        return None  # the one stands below the other, in a row of its own
    box = min(first[0], second[0]), min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3])
    origin = msgspec.structs.replace(one.origin, box=box)
    return msgspec.structs.replace(one, end_column=other.end_column, origin=origin)


class Problem(msgspec.Struct, frozen=True):
    """Something that could not be read. `fatal` when the whole file was lost.

    `code` is one of the keys of auditor.render.texts.PROBLEMS; `detail` fills its sentence. `line` is of the file;
    `page` and `cell` say where in a file that is not lines of text.
    """

    code: str
    detail: str = ""
    line: int | None = None
    fatal: bool = False
    page: int | None = None
    cell: str | None = None


class Document(msgspec.Struct, frozen=True):
    """A report as read. `source` holds the lines of the file as they are, for excerpts; `lines[i].text` where the file
    is not lines of text.

    `marks` are the decimal mark and the mark between thousands of a file that writes its numbers in another way than
    Swedish reports do; `lines` then have them as reports print them. `uncertain` says that some of the text was
    recognised in pictures and may be misread: that of the pages `recognised`. `digest` is the SHA-256 of the file, in
    hex. `exact` are the values of a workbook's cells as (scaled, decimals), unrounded, in the unit that they are shown
    in, by reference (`Blad1!B7`). `facts` are what the file tags its figures as.
    """

    path: str
    lines: tuple[Line, ...]
    source: tuple[str, ...]
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    marks: tuple[str, str] | None = None
    uncertain: bool = False
    digest: str = ""
    exact: dict[str, tuple[int, int]] = {}
    recognised: tuple[int, ...] = ()
    facts: tuple[Fact, ...] = ()
