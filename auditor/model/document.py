"""What a reader hands on: lines of words with their places, whatever the file format was."""

from itertools import groupby

import msgspec

from auditor.model.span import Piece, Span


class Word(msgspec.Struct, frozen=True):
    """A word and its extent along the line: characters in text, points where there is geometry."""

    text: str
    x0: float
    x1: float


class Line(msgspec.Struct, frozen=True):
    """One line of the document.

    `text` is the words with their spacing, markup removed; `columns[i]` is the 0-based column in the file
    of `text[i]`, or None where the two are the same. `number` is 1-based. A record of a CSV file may go on over
    several lines of the file: `numbers[i]` is then that of `text[i]`, and `number` the first.
    """

    number: int
    page: int
    text: str
    words: tuple[Word, ...]
    columns: tuple[int, ...] | None = None
    numbers: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """The place in the file of `text[start:end]`."""
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


class Problem(msgspec.Struct, frozen=True):
    """Something that could not be read. `fatal` when the whole file was lost.

    `code` is one of the keys of auditor.render.texts.PROBLEMS; `detail` fills its sentence.
    """

    code: str
    detail: str = ""
    line: int | None = None
    fatal: bool = False


class Document(msgspec.Struct, frozen=True):
    """A report as read. `source` holds the lines of the file as they are, for excerpts.

    `marks` are the decimal mark and the mark between thousands of a file that writes its numbers in another way than
    Swedish reports do; `lines` then have them as reports print them.
    """

    path: str
    lines: tuple[Line, ...]
    source: tuple[str, ...]
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    marks: tuple[str, str] | None = None
