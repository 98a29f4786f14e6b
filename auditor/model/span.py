"""Where something stands in the user's file, carried from the reader to the renderer."""

import msgspec

Box = tuple[float, float, float, float]


class Origin(msgspec.Struct, frozen=True):
    """A place in a file that is not lines of text, as its own program counts there; what the format lacks is None.

    `box` is (x0, y0, x1, y1) in points from the lower left corner of the page as PDF counts, before any rotation;
    `printed` the number that is printed on the page. `cell` is a reference as a spreadsheet writes it, `Blad1!B7`;
    tables of a text document count as sheets (`Tabell 3!B7`). `paragraph` counts the paragraphs of a text document from
    1. `line`, `column` and `end_column` (exclusive) count from 1 as in Piece: in the file for HTML, in the text of
    the paragraph or the cell for Word and Excel. `formula` is that of a spreadsheet cell. `file` is set
    where the place is in another file than the report.
    """

    box: Box | None = None
    printed: str | None = None
    cell: str | None = None
    paragraph: int | None = None
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    formula: str | None = None
    file: str | None = None


class Piece(msgspec.Struct, frozen=True):
    """One unbroken stretch of a document.

    `line` and `column` are 1-based and counted in characters of the source lines of the document as it was read, which
    are those of the file where that is text; `end_column` is exclusive. `page` is the page of the file (form feeds
    count in text). `origin` is the place in a file of another kind.
    """

    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    page: int | None = None
    origin: Origin | None = None


class Span(msgspec.Struct, frozen=True):
    """The pieces of one thing, in reading order: a figure may stand on two lines, a table on two pages."""

    pieces: tuple[Piece, ...]

    @property
    def line(self) -> int | None:
        return self.pieces[0].line

    @property
    def column(self) -> int | None:
        return self.pieces[0].column

    @property
    def end_line(self) -> int | None:
        return self.pieces[-1].line

    @property
    def end_column(self) -> int | None:
        return self.pieces[-1].end_column

    @property
    def page(self) -> int | None:
        return self.pieces[0].page

    @property
    def origin(self) -> Origin | None:
        return self.pieces[0].origin


def join(spans: "list[Span]") -> Span:
    """One span of several, their pieces in the order given."""
    return Span(tuple(piece for span in spans for piece in span.pieces))
