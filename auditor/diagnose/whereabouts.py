"""Where figures stand, as a sentence says it: on a line, a page, in a cell or a paragraph."""

from collections.abc import Iterable
from pathlib import PurePath

import msgspec

from auditor.model.finding import Text
from auditor.model.span import Piece, Span

# singular and plural of each kind of place, in Swedish and English
_WORDS = {
    "line": (Text("på rad {n}", "on line {n}"), Text("på raderna {n}", "on lines {n}")),
    "page": (Text("på sidan {n}", "on page {n}"), Text("på sidorna {n}", "on pages {n}")),
    "cell": (Text("i cell {n}", "in cell {n}"), Text("i cellerna {n}", "in cells {n}")),
    "paragraph": (Text("i stycke {n}", "in paragraph {n}"), Text("i styckena {n}", "in paragraphs {n}")),
}


class Whereabouts(msgspec.Struct, frozen=True):
    """A phrase ("på rad 12", "i cellerna Blad1!B3 och Blad1!B5") and how many places it names."""

    text: Text
    count: int


def whereabouts(spans: Iterable[Span]) -> Whereabouts:
    """The places of figures, each once and in reading order; those of the kind of the first where kinds differ. Places
    in another file than the report are told with its name.
    """
    told = sorted({_told(span.pieces[0]) for span in spans})
    if not told:
        return Whereabouts(Text("", ""), 0)
    _, kind, _, file = told[0]
    names = list(dict.fromkeys(name for _, own, name, where in told if (own, where) == (kind, file)))
    one, several = _WORDS[kind]
    template = several if len(names) > 1 else one
    sv, en = template.sv.format(n=_joined(names, "och")), template.en.format(n=_joined(names, "and"))
    return Whereabouts(Text(f"{sv} i {file}", f"{en} of {file}") if file else Text(sv, en), len(names))


def _told(piece: Piece) -> tuple[tuple[int, int], str, str, str]:
    """What a place is sorted by, its kind, its name, and the file where that is another than the report."""
    order, at = (piece.line or 0, piece.column or 0), piece.origin
    file = PurePath(at.file).name if at is not None and at.file is not None else ""
    if at is None or at.line is not None:
        return (order[0], 0), "line", str(piece.line if at is None else at.line), file
    if at.cell is not None:
        return order, "cell", at.cell, file
    if at.paragraph is not None:
        return order, "paragraph", str(at.paragraph), file
    return (piece.page or 0, 0), "page", str(piece.page), file


def _joined(names: list[str], word: str) -> str:
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
