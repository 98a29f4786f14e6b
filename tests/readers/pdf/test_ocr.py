"""Text recognised in pictures: what tesseract tells, made into words, and a page read from end to end where it is
installed.
"""

import zlib

import pypdfium2
import pytest
from pypdfium2 import raw

from auditor.model.document import Problem
from auditor.readers.pdf import ocr, read_pdf
from auditor.readers.pdf.frame import Frame
from tests.readers.pdf.building import pdf, stream, text

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def row(line, left, top, width, height, sure, word, level=5):
    return f"{level}\t1\t1\t1\t{line}\t1\t{left}\t{top}\t{width}\t{height}\t{sure}\t{word}\n"


UPRIGHT = Frame(0, 0, 600, 800)


def words(table, frame=UPRIGHT, scale=2.0):
    return list(ocr.placed(HEAD + table, scale, frame))


def test_words_of_a_line_stand_on_one_base_line():
    # 300 pixels are 150 points; "och" stands on the line, "gärna," hangs below it
    first, second = words(row(1, 100, 300, 60, 20, 95.1, "och") + row(1, 180, 306, 90, 24, 90, "gärna,"))
    assert (first.text, second.text) == ("och", "gärna,")
    assert (first.x0, first.x1, second.x0) == (50, 80, 90)
    assert first.bottom == second.bottom
    # the base line is where "och" ends: 320 pixels, 160 points
    assert first.bottom - 0.2 * first.size == pytest.approx(160)


def test_boxes_are_in_the_space_of_the_file():
    (word,) = words(row(1, 100, 300, 60, 20, 95, "abc"))
    # 600 wide and 800 high: from 50 to 80, 150 to 160 points below the top
    assert list(word.boxes) == pytest.approx([50, 640, 60, 650, 60, 640, 70, 650, 70, 640, 80, 650])
    # on a page turned a quarter, right is up in the file, and down is right
    (word,) = words(row(1, 100, 300, 60, 20, 95, "abc"), Frame(0, 0, 600, 800, 90))
    assert list(word.boxes[:4]) == pytest.approx([150, 50, 160, 60])


@pytest.mark.parametrize(
    ("word", "sure", "kept"),
    [
        ("12", 96, True),
        ("12", 5, True),
        ("-", 90, True),
        ("–", 90, True),
        ("-", 12, False),
        ("|", 95, False),
        ("__", 95, False),
        (" ", 95, False),
        ("12", -1, True),
        ("12", "x", False),
    ],
)
def test_a_figure_is_never_taken_for_noise_nor_a_ruling_line_for_text(word, sure, kept):
    assert bool(words(row(1, 100, 300, 60, 20, sure, word))) is kept


def test_other_levels_are_no_words():
    assert words(row(1, 100, 300, 60, 20, 95, "", level=4)) == []


def picture(content):
    """A page drawn as a picture by pdfium, in a file of its own."""
    file = pypdfium2.PdfDocument(pdf(content))
    try:
        bitmap = file[0].render(scale=3, grayscale=True, rev_byteorder=False)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        data = bytes(bitmap.buffer)
        rows = b"".join(data[at * stride : at * stride + width] for at in range(height))
    finally:
        file.close()
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    image = stream(zlib.compress(rows), head % (width, height))
    return pdf("q 595 0 0 842 0 0 cm /X Do Q", resources=b"/XObject<</X 5 0 R>>", more=[image])


SCANNED = picture(text(100, 700, "Summa kostnader 1 234 tkr", 14) + text(100, 660, "Budget 567 tkr", 14))


def test_pictures_are_left_alone_unless_asked_for():
    document = read_pdf("a", SCANNED)
    assert [problem.code for problem in document.problems] == ["no-text-layer"]


@pytest.mark.parametrize("code", ["needs-tesseract", "needs-tesseract-swedish"])
def test_what_is_missing_is_told_once(monkeypatch, code):
    monkeypatch.setattr(ocr, "missing", lambda: Problem(code))
    document = read_pdf("a", SCANNED, ocr=True)
    assert [problem.code for problem in document.problems] == [code, "no-text-layer"]


def test_without_the_program(monkeypatch):
    monkeypatch.setattr("auditor.readers.pdf.ocr.shutil.which", lambda name: None)
    assert ocr.missing() == Problem("needs-tesseract")


def test_a_program_that_fails_leaves_the_page_unread(monkeypatch):
    monkeypatch.setattr(ocr, "missing", lambda: None)
    monkeypatch.setattr("auditor.readers.pdf.ocr.shutil.which", lambda name: "/nowhere/tesseract")
    document = read_pdf("a", SCANNED, ocr=True)
    assert [problem.code for problem in document.problems] == ["no-text-layer"]


def test_only_pages_without_text_are_recognised(monkeypatch):
    monkeypatch.setattr(ocr, "missing", lambda: pytest.fail("asked for"))
    assert read_pdf("a", pdf(text(100, 700, "Summa 12")), ocr=True).problems == ()


@pytest.mark.skipif(ocr.missing() is not None, reason="tesseract with Swedish language data is not installed")
def test_a_scanned_page():
    document = read_pdf("a", SCANNED, ocr=True)
    assert [" ".join(line.text.split()) for line in document.lines if line.text] == [
        "Summa kostnader 1 234 tkr", "Budget 567 tkr",
    ]  # fmt: skip
    assert (document.uncertain, document.recognised) == (True, (1,))
    line = next(line for line in document.lines if "Budget" in line.text)
    at = line.text.index("567")
    origin = line.span(at, at + 3).origin
    assert origin is not None
    assert origin.box is not None
    x0, y0, x1, y1 = origin.box
    # "Budget " in Helvetica of 14: 667 + 556 + 556 + 556 + 556 + 278 + 278, three digits of 556
    assert (x0, x1) == pytest.approx((100 + 14 * 3.447, 100 + 14 * (3.447 + 3 * 0.556)), abs=2)
    assert (y0, y1) == pytest.approx((660, 670), abs=2)


def test_a_picture_is_drawn_whole():
    file = pypdfium2.PdfDocument(pdf("0 g 0 0 595 421 re f"))
    page = raw.FPDF_LoadPage(file, 0)
    try:
        grey = ocr._drawn(page, 119, 168)
    finally:
        raw.FPDF_ClosePage(page)
        file.close()
    assert grey is not None
    head, pixels = grey[: len(b"P5 119 168 255\n")], grey[len(b"P5 119 168 255\n") :]
    assert head == b"P5 119 168 255\n"
    assert len(pixels) == 119 * 168
    # the upper half is paper, the lower half black
    assert (pixels[119 * 40 + 60], pixels[119 * 120 + 60]) == (255, 0)
