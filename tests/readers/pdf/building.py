"""PDF files written by hand, as small as a trap allows."""

import zlib
from collections.abc import Sequence

import pypdfium2

from auditor.readers.pdf import rulings
from auditor.readers.pdf.characters import characters
from auditor.readers.pdf.page import Placed, base_of
from auditor.readers.pdf.read import _shown
from auditor.readers.pdf.words import Words, frame_of, words_of

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
BOLD = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"


def stream(content: bytes, extra: bytes = b"", *, packed: bool = False) -> bytes:
    if packed:
        content, extra = zlib.compress(content, 9), extra + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (extra, len(content), content)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """The objects 1, 2, ... as a file; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def pdf(
    *contents: str | bytes,
    media: str = "0 0 595 842",
    page: str = "",
    resources: bytes = b"",
    more: Sequence[bytes] = (),
    font: bytes = HELVETICA,
    packed: bool = False,
) -> bytes:
    """A file of pages with the given contents, fonts F1 (object 3, Helvetica) and F2 (object 4, bold); `more` are the
    objects from 5 on.
    """
    first = 5 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        font,
        BOLD,
        *more,
    ]
    for content in contents:
        own = content if isinstance(content, bytes) else content.encode("cp1252")
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]%s/Contents %d 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>%s>>>>"
            % (media.encode(), page.encode(), len(objects) + 2, resources)
        )
        objects.append(stream(own, packed=packed))
    return assembled(objects)


def text(x: float, y: float, words: str, size: float = 10, font: str = "F1") -> str:
    """The order to set a text at x, y from the lower left corner."""
    return f"BT /{font} {size:g} Tf {x:g} {y:g} Td ({words}) Tj ET\n"


def read_words(data: bytes, number: int = 0) -> Words:
    """The words of a page."""
    file = pypdfium2.PdfDocument(data)
    try:
        page = file[number]
        chars = characters(page)
        frame = frame_of(chars, _shown(page), page.get_rotation())
        return words_of(chars, frame, rulings.drawn(page).dark)
    finally:
        file.close()


def texts(data: bytes, number: int = 0) -> list[str]:
    """The texts of the words of a page, line by line and from left to right."""
    return [word.text for word in ordered(read_words(data, number).words)]


def ordered(words: Sequence[Placed]) -> list[Placed]:
    return sorted(words, key=lambda word: (round(base_of(word)), word.x0))
