"""A PDF as a document: its pages as words, headers and footers set apart, the rest as tables and text."""

import math
from array import array
from bisect import insort
from collections.abc import Iterable, Iterator

import msgspec
import pypdfium2
from pypdfium2 import raw

from auditor.model.document import Document, Problem, Stretch
from auditor.model.span import Origin
from auditor.readers.grids import Part, numbered
from auditor.readers.pdf import layout, rulings, words
from auditor.readers.pdf import ocr as ocr_program
from auditor.readers.pdf.characters import characters
from auditor.readers.pdf.frame import Frame
from auditor.readers.pdf.guard import bomb
from auditor.readers.pdf.margins import set_apart
from auditor.readers.pdf.page import Page, Placed, base_of
from auditor.readers.pdf.symbols import drawn_bullets

_PASSWORD = 4
# more pages than any report has
MOST_PAGES = 5_000
_MOST_POINTS = 100_000.0
# a page of this much picture, or of this many outlines, and no text shows text that is not in the file
_PICTURE = 0.05
_OUTLINES = 30
# a page that is mostly a picture, and how few words may stand on that beside it: a stamp, a page number
_COVERED = 0.6
_STAMP = 12
# characters and drawings that are looked at in all, a dense page having 5,000
_MOST_WORK = 15_000_000


class _Heard(msgspec.Struct):
    """What was told of single pages while they were read."""

    ocr: bool = False
    pictures: list[int] = []
    unread: list[int] = []
    recognised: list[int] = []
    bounded: list[int] = []
    full: list[int] = []
    covered: set[int] = set()
    work: int = 0
    left: int | None = None
    unseen: dict[int, int] = {}
    broken: list[int] = []
    any_text: bool = False
    # whether text can be recognised, once that has been looked at, and what is missing for it
    ready: bool | None = None
    missing: Problem | None = None
    margins: dict[int, list[Placed]] = {}
    printed: dict[int, str | None] = {}


def read_pdf(path: str, data: bytes, *, ocr: bool = False) -> Document:
    """The document in the bytes of a PDF. With `ocr` the text of pages that are pictures is recognised. What cannot be
    read is a problem of the document.
    """
    refused = bomb(data)
    if refused is not None:
        return Document(path, (), (), problems=(refused,))
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if getattr(error, "err_code", None) == _PASSWORD else "damaged"
        return Document(path, (), (), problems=(Problem(code, fatal=True),))
    try:
        return _read(path, file, ocr)
    finally:
        file.close()


def _read(path: str, file: pypdfium2.PdfDocument, ocr: bool) -> Document:
    count = len(file)
    if count <= 0:
        return Document(path, (), (), problems=(Problem("damaged", fatal=True),))
    if count > MOST_PAGES:
        return Document(path, (), (), problems=(Problem("too-many-pages", str(count), fatal=True),))
    heard = _Heard(ocr)
    pages = _kept(set_apart(_pages(file, count, heard), count), heard)
    parts = _with_margins(layout.parts(pages, heard.full), heard)
    lines, source = numbered(parts)
    problems, read = _problems(heard, count), tuple(heard.recognised)
    return Document(path, lines, source, problems=problems, uncertain=bool(read), recognised=read)


def _pages(file: pypdfium2.PdfDocument, count: int, heard: _Heard) -> Iterator[Page]:
    for index in range(count):
        if heard.work > _MOST_WORK:
            heard.left = index
            return
        page = raw.FPDF_LoadPage(file, index)
        if not page:
            heard.broken.append(index + 1)
            yield Page(index + 1, 0, 0, [], [])
            continue
        try:
            yield _page(page, index + 1, heard)
        finally:
            raw.FPDF_ClosePage(page)


def _page(page: object, number: int, heard: _Heard) -> Page:
    chars = characters(page)
    box = _shown(page)
    held = words.frame_of(chars, box, 90 * raw.FPDFPage_GetRotation(page))
    drawn = rulings.drawn(page)
    heard.work += len(chars.texts) + drawn.looked_at
    pictured = drawn.pictures >= _COVERED * held.width * held.height
    found = words.words_of(chars, held, drawn.dark, pictured=pictured)
    if pictured and len(found.words) <= _STAMP and found.words and not found.recognised:
        read = _recognised(page, held, heard)
        if len(read) > 2 * _STAMP:
            found = words.Words(read, [])
            heard.recognised.append(number)
        heard.covered.add(number)
    if chars.bounded:
        heard.bounded.append(number)
    if found.unread:
        heard.unread.append(number)
    if found.unseen:
        heard.unseen[number] = found.unseen
    if found.recognised and found.words:
        heard.recognised.append(number)
    if found.words or found.turned:
        heard.any_text = True
    elif drawn.pictures >= _PICTURE * held.width * held.height or drawn.outlines > _OUTLINES:
        read = _recognised(page, held, heard)
        if read:
            found.words = read
            heard.recognised.append(number)
            heard.any_text = True
        else:
            heard.pictures.append(number)
    found.words += drawn_bullets(drawn.dots, found.words, held)
    within, beside = _beside(found)
    return Page(number, held.width, held.height, found.words + within, rulings.rules(drawn, held), None, beside)


def _recognised(page: object, held: Frame, heard: _Heard) -> list[Placed]:
    """The words that are recognised on a page that is a picture, where that is asked for and can be done."""
    if not heard.ocr:
        return []
    if heard.ready is None:
        heard.missing = ocr_program.missing()
        heard.ready = heard.missing is None
    return ocr_program.recognised(page, held) if heard.ready else []


def _beside(found: words.Words) -> tuple[list[Placed], list[Placed]]:
    """Turned text within the columns of the page, as heads of columns are, and that in the margin beside them."""
    if not found.words:
        return found.turned, []
    left, right = min(word.x0 for word in found.words), max(word.x1 for word in found.words)
    within = [word for word in found.turned if word.x1 > left and word.x0 < right]
    return within, [word for word in found.turned if not (word.x1 > left and word.x0 < right)]


def _shown(page: object) -> tuple[float, float, float, float]:
    """The part of a page that is shown, x0, y0, x1, y1 in the space of the file."""
    box = raw.FS_RECTF()
    if raw.FPDF_GetPageBoundingBox(page, box):
        sides = (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
        if all(math.isfinite(side) and abs(side) < _MOST_POINTS for side in sides) and sides[0] < sides[2]:
            return sides
    return 0.0, 0.0, 595.0, 842.0


def _kept(pages: Iterable[Page], heard: _Heard) -> Iterator[Page]:
    """The pages, what stands in their margins kept."""
    for page in pages:
        if page.margins:
            heard.margins[page.number] = page.margins
            heard.printed[page.number] = page.printed
        if page.number in heard.covered and not page.words:
            # all its text was a header or a footer
            insort(heard.pictures, page.number)
        yield page


def _with_margins(parts: Iterable[Part], heard: _Heard) -> Iterator[Part]:
    """The parts of the document with the lines of the margins where their page begins."""
    for part in parts:
        page = next((stretch.page for stretch in part.stretches), None)
        if page is not None and heard.margins:
            for earlier in [number for number in sorted(heard.margins) if number <= page]:
                yield from _margin_lines(heard.margins.pop(earlier), earlier, heard.printed.pop(earlier))
        yield part
    for number in sorted(heard.margins):
        yield from _margin_lines(heard.margins[number], number, heard.printed[number])


def _margin_lines(margins: list[Placed], number: int, printed: str | None) -> Iterator[Part]:
    for line in _lines(margins):
        yield msgspec.structs.replace(_line(line, number, printed), furniture=True)


def _lines(found: list[Placed]) -> list[list[Placed]]:
    lines: list[list[Placed]] = []
    for word in sorted(found, key=lambda word: (base_of(word), word.x0)):
        if lines and abs(base_of(word) - base_of(lines[-1][0])) < 0.35 * word.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x0) for line in lines]


def _line(line: list[Placed], number: int, printed: str | None) -> Part:
    text = ""
    stretches = []
    end = 0.0
    for word in line:
        if text:
            text += "   " if word.x0 - end > 0.9 * word.size else " "
        boxes: array[float] = word.boxes
        stretches.append(Stretch(len(text), len(text) + len(word.text), number, Origin(printed=printed), boxes))
        text += word.text
        end = word.x1
    return Part(text, tuple(stretches))


def _problems(heard: _Heard, count: int) -> tuple[Problem, ...]:
    found = [heard.missing] if heard.missing is not None else []
    if heard.pictures:
        lost = not heard.any_text
        found.append(Problem("no-text-layer", _numbers(heard.pictures), fatal=lost, page=heard.pictures[0]))
    elif not heard.any_text:
        found.append(Problem("empty"))
    for code, pages in (
        ("unread-font", heard.unread), ("recognised", heard.recognised), ("page-bound", heard.bounded),
        ("columns-bound", heard.full),
        ("page-damaged", heard.broken),
    ):  # fmt: skip
        if pages:
            fatal = code == "page-damaged" and len(pages) == count
            found.append(Problem(code, _numbers(pages), fatal=fatal, page=pages[0]))
    if heard.unseen:
        found.append(Problem("not-shown", str(sum(heard.unseen.values())), page=min(heard.unseen)))
    if heard.left is not None:
        found.append(Problem("too-long", str(heard.left), page=heard.left + 1))
    return tuple(found)


def _numbers(pages: list[int]) -> str:
    """Page numbers as they are told, 1, 3–5; nothing for a single one, which is the page of its problem."""
    if len(pages) == 1:
        return ""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
