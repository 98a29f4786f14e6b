"""Marks in a PDF: a highlight with a comment at every finding, its terms in a second colour, ticks at what ties out.

Annotations are added to the file, each with an appearance of its own, so that every viewer shows it alike; nothing else
in the file is changed.
"""

import io
import re
from collections.abc import Iterator, Sequence

import msgspec
import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from auditor.model.figure import Figure
from auditor.model.finding import VERIFIED, Entry, Finding, Place, Report
from auditor.model.span import Box, Span
from auditor.render.marked import Unmarkable
from auditor.render.remarks import comment, standing
from auditor.render.summary import ledger
from auditor.render.texts import counted, say
from auditor.render.view import clean, ordered, tally

Colour = tuple[float, float, float]
_BLAMED: dict[str, Colour] = {"error": (1, 0.55, 0.55), "warning": (1, 0.85, 0.35)}
_TERM: Colour = (0.62, 0.8, 1)
_EXACT: Colour = (0.1, 0.5, 0.2)
_ROUNDED: Colour = (0.45, 0.45, 0.45)
_AUTHOR = "rkaudit"
_PRINTED = 4  # the flag of an annotation that is printed with its page
_NOTE_SIZE = 20.0  # of the note with the summary, in points
_MARGIN = 1.0  # around a highlighted figure
_DEEPEST = 64  # page trees are not followed further for what a page inherits
# a tick in a square of 100: the stroke of a pen; the second is for what agrees within rounding
_STROKES = {
    True: "12 w 1 J 1 j 10 45 m 38 12 l 92 90 l S",
    False: "12 w 1 J 1 j 10 58 m 36 30 l 86 96 l S 10 8 m 28 24 l 52 -2 l 76 14 l S",
}


class _Mark(msgspec.Struct, frozen=True):
    """A highlight: its boxes on one page, and what it says. `name` is unlike that of every other mark."""

    page: int
    boxes: tuple[Box, ...]
    colour: Colour
    text: str
    subject: str
    name: str


def annotate(report: Report, data: bytes, lang: str, *, ticks: bool = False) -> bytes:
    """The PDF `data` with the findings of its report marked in it, errors and warnings. `ticks` adds a tick to every
    figure that ties out, one kind for those that agree to the last digit and one for those within rounding.

    Raises Unmarkable for a PDF that cannot be written again.
    """
    try:
        with Pdf.open(io.BytesIO(data)) as pdf:
            return _marked(pdf, report, lang, ticks)
    except pikepdf.PasswordError as error:
        raise Unmarkable("encrypted") from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise Unmarkable("damaged") from error


def _marked(pdf: Pdf, report: Report, lang: str, ticks: bool) -> bytes:
    if pdf.is_encrypted and not pdf.allow.modify_annotation:
        raise Unmarkable("protected")
    pages = [page.obj for page in pdf.pages]
    added: dict[int, list[Object]] = {}
    for mark in _marks(report, lang):
        if mark.page <= len(pages):
            added.setdefault(mark.page, []).extend(_highlight(pdf, pages[mark.page - 1], mark))
    if ticks:
        forms = {exact: _tick_form(pdf, exact) for exact in (True, False)}
        for number, (figure, entry) in enumerate(_ticked(report)):
            piece = figure.span.pieces[-1]
            box = piece.origin.box if piece.origin else None
            if box is not None and piece.page is not None and piece.page <= len(pages):
                page = pages[piece.page - 1]
                drawn = _tick(pdf, page, box, entry, forms[entry.exact], lang, number)
                added.setdefault(piece.page, []).append(drawn)
    if pages:
        added.setdefault(1, []).extend(_note(pdf, pages[0], report, lang, ticks))
    for number, annotations in added.items():
        page = pages[number - 1]
        known = page.get(Name.Annots)
        page.Annots = Array([*(known if isinstance(known, Array) else ()), *annotations])
    out = io.BytesIO()
    # what the identity of the file is made of is its content: the same marks give the same bytes
    pdf.save(
        out,
        static_id=False,
        deterministic_id=not pdf.is_encrypted,
        preserve_pdfa=True,
        object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        encryption=False if pdf.is_encrypted else None,
    )
    return out.getvalue()


# ---- what is marked


def _marks(report: Report, lang: str) -> Iterator[_Mark]:
    """The highlights of all findings in their order, for every finding its blamed figures and then its terms."""
    findings = ordered(report.findings, infos=False)
    blamed = {_key(place) for finding in findings for place in finding.blamed}
    terms: dict[tuple[object, ...], tuple[Place, list[Finding]]] = {}
    for number, finding in enumerate(findings):
        text = comment(finding, report, lang)
        for at, place in enumerate(finding.blamed):
            yield from _on_pages(place.span, _BLAMED[finding.severity], text, finding.rule, f"rkaudit-{number}-{at}")
        for place in finding.secondary:
            if _key(place) not in blamed:
                terms.setdefault(_key(place), (place, []))[1].append(finding)
    # a figure is a term of several findings: one mark names them all
    for number, (place, own) in enumerate(terms.values()):
        lines = [f"{finding.rule} · {finding.title or finding.name}" for finding in own]
        text = "\n".join([say("term-of", lang), *map(clean, lines)])
        yield from _on_pages(place.span, _TERM, text, own[0].rule, f"rkaudit-term-{number}")


def _key(place: Place) -> tuple[object, ...]:
    return tuple((piece.page, piece.origin.box) for piece in place.span.pieces if piece.origin is not None)


def _on_pages(span: Span, colour: Colour, text: str, subject: str, name: str) -> Iterator[_Mark]:
    """The marks of one place, one for each of its pages."""
    boxes: dict[int, list[Box]] = {}
    for piece in span.pieces:
        if piece.page is not None and piece.origin is not None and piece.origin.box is not None:
            boxes.setdefault(piece.page, []).append(piece.origin.box)
    for page, own in boxes.items():
        yield _Mark(page, tuple(own), colour, text, subject, f"{name}-{page}")


def _ticked(report: Report) -> Iterator[tuple[Figure, Entry]]:
    """The figures that tie out, but for those that a finding has marked."""
    shown = {place.span for finding in ordered(report.findings, infos=False) for place in finding.blamed}
    for figure, entry in zip(report.figures, report.ledger, strict=True):
        if entry.status == VERIFIED and figure.span not in shown:
            yield figure, entry


# ---- how it is drawn


def _highlight(pdf: Pdf, page: Object, mark: _Mark) -> list[Object]:
    """A highlight and the window that its comment opens in."""
    boxes = [(x0 - _MARGIN, y0 - _MARGIN, x1 + _MARGIN, y1 + _MARGIN) for x0, y0, x1, y1 in mark.boxes]
    whole = _around(boxes)
    quads = [value for x0, y0, x1, y1 in boxes for value in (x0, y1, x1, y1, x0, y0, x1, y0)]
    paint = " ".join(f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re" for x0, y0, x1, y1 in boxes)
    content = f"/Multiply gs {_operands(mark.colour)} rg {paint} f"
    states = Dictionary(Multiply=Dictionary(Type=Name.ExtGState, BM=Name.Multiply))
    form = _form(pdf, content, whole, Dictionary(ExtGState=states))
    annotation = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Highlight,
            Rect=_array(whole),
            QuadPoints=_array(quads),
            C=_array(mark.colour),
            T=String(_AUTHOR),
            Subj=String(mark.subject),
            Contents=String(mark.text),
            NM=String(mark.name),
            F=_PRINTED,
            P=page,
            AP=Dictionary(N=form),
        )
    )
    return [annotation, _window(pdf, page, annotation, whole)]


def _window(pdf: Pdf, page: Object, parent: Object, beside: Box) -> Object:
    """The window of a comment, closed, at the right edge of the page."""
    right, bottom, height = _media(page)[2], beside[1], 120.0
    box = (right, bottom, right + 200.0, bottom + height)
    window = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Popup, Rect=_array(box), Parent=parent, Open=False, P=page)
    )
    parent.Popup = window
    return window


def _tick_form(pdf: Pdf, exact: bool) -> Object:
    colour = _EXACT if exact else _ROUNDED
    return _form(pdf, f"{_operands(colour)} RG {_STROKES[exact]}", (-6, -12, 106, 106), Dictionary())


def _tick(pdf: Pdf, page: Object, box: Box, entry: Entry, form: Object, lang: str, number: int) -> Object:
    """A tick behind a figure, raised, as a pen would set it."""
    turn = _turn(page)
    x0, y0, x1, y1 = box
    side = 0.62 * (min(x1 - x0, y1 - y0))
    # behind the last digit and at its upper half, as the page is held
    where = {
        0: (x1 + 0.4, y0 + 0.45 * (y1 - y0)),
        90: (x0 + 0.55 * (x1 - x0) - side, y1 + 0.4),
        180: (x0 - 0.4 - side, y0 + 0.55 * (y1 - y0) - side),
        270: (x0 + 0.45 * (x1 - x0), y0 - 0.4 - side),
    }[turn]
    rect = (where[0], where[1], where[0] + side, where[1] + side)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=_array(rect),
            T=String(_AUTHOR),
            Subj=String(say("tick", lang)),
            Contents=String(standing(entry, lang)),
            NM=String(f"rkaudit-tick-{number}"),
            F=_PRINTED,
            P=page,
            AP=Dictionary(N=_turned(pdf, form, turn)),
        )
    )


def _turned(pdf: Pdf, form: Object, turn: int) -> Object:
    """A tick that stands upright on a page which is shown turned clockwise by so many degrees."""
    if turn == 0:
        return form
    cos, sin = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turn]
    copy = pdf.make_stream(form.read_bytes())
    for key in (Name.Type, Name.Subtype, Name.BBox, Name.Resources):
        copy[key] = form[key]
    copy.Matrix = _array((cos, sin, -sin, cos, 0, 0))
    return pdf.make_indirect(copy)


def _note(pdf: Pdf, page: Object, report: Report, lang: str, ticks: bool) -> list[Object]:
    """A note in the corner of the first page: how many findings, how much was checked, what the colours mean."""
    counts = tally([report])
    found = f"{counted('error', counts.errors, lang)}, {counted('warning', counts.warnings, lang)}"
    lines = [f"{found}. {ledger(counts, lang)}.", say("marks-legend", lang)]
    if ticks:
        lines.append(say("ticks-legend", lang))
    x0, _, _, y1 = _media(page)
    box = (x0 + 6, y1 - 6 - _NOTE_SIZE, x0 + 6 + _NOTE_SIZE, y1 - 6)
    paint = f"1 0.95 0.6 rg 0.4 0.35 0.1 RG 0.8 w {box[0]:.2f} {box[1]:.2f} {_NOTE_SIZE} {_NOTE_SIZE} re B"
    rows = [box[3] - _NOTE_SIZE * part for part in (0.3, 0.5, 0.7)]
    paint += "".join(f" {box[0] + 4:.2f} {y:.2f} m {box[2] - 4:.2f} {y:.2f} l S" for y in rows)
    annotation = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Name=Name.Note,
            Rect=_array(box),
            C=_array((1, 0.95, 0.6)),
            T=String(_AUTHOR),
            Subj=String(_AUTHOR),
            Contents=String("\n".join(lines)),
            NM=String("rkaudit-summary"),
            F=_PRINTED | 8 | 16,  # neither larger nor turned with the page
            P=page,
            AP=Dictionary(N=_form(pdf, paint, box, Dictionary())),
        )
    )
    return [annotation, _window(pdf, page, annotation, box)]


def _form(pdf: Pdf, content: str, box: Sequence[float], resources: Dictionary) -> Object:
    """A drawing that an annotation shows."""
    form = pdf.make_stream(content.encode("ascii"))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox, form.Resources = _array(box), resources
    return pdf.make_indirect(form)


def _media(page: Object) -> Box:
    """The visible box of a page."""
    for key in (Name.CropBox, Name.MediaBox):
        box = _inherited(page, key)
        if isinstance(box, Array) and len(box) == 4:
            try:
                a, b, c, d = (float(value) for value in box)
            except (TypeError, ValueError):
                continue
            return min(a, c), min(b, d), max(a, c), max(b, d)
    return 0.0, 0.0, 595.0, 842.0


def _turn(page: Object) -> int:
    turn = _inherited(page, Name.Rotate)
    return int(turn) % 360 // 90 * 90 if isinstance(turn, int) else 0


def _inherited(page: Object, key: Name) -> object:
    for _ in range(_DEEPEST):
        if key in page:
            return page[key]
        if Name.Parent not in page or not isinstance(page.Parent, Dictionary):
            return None
        page = page.Parent
    return None


def _around(boxes: Sequence[Box]) -> Box:
    lows, highs = list(zip(*boxes, strict=True))[:2], list(zip(*boxes, strict=True))[2:]
    return min(lows[0]), min(lows[1]), max(highs[0]), max(highs[1])


def _array(values: Sequence[float]) -> Array:
    return Array([_number(value) for value in values])


def _number(value: float) -> Object | int:
    """A number as a PDF writes it, to the hundredth: no exponents, no trailing zeros."""
    text = re.sub(r"\.?0+$", "", f"{value:.2f}")
    return pikepdf.Object.parse(("0" if text in ("", "-0") else text).encode("ascii"))


def _operands(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)
