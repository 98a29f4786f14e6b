"""Where something stands in the user's file, carried from the reader to the renderer."""

import msgspec

Box = tuple[float, float, float, float]


class Piece(msgspec.Struct, frozen=True):
    """One unbroken stretch of a document.

    `line` and `column` are 1-based and counted in characters of the file as the user sees it;
    `end_column` is exclusive. `page` is the page of the file (form feeds count in text). `box` is
    (x0, y0, x1, y1) in points for formats with geometry, `cell` a sheet reference such as `Blad1!B7`.
    """

    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    page: int | None = None
    box: Box | None = None
    cell: str | None = None


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


def join(spans: "list[Span]") -> Span:
    """One span of several, their pieces in the order given."""
    return Span(tuple(piece for span in spans for piece in span.pieces))
