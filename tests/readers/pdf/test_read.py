"""PDF files as documents: what is read, and what is said of what cannot be."""

import io
import random
from typing import Any

import pikepdf
import pytest

from auditor.readers import formats
from auditor.readers.pdf import read_pdf
from tests.readers.pdf.building import BOLD, HELVETICA, assembled, pdf, stream, text

LINE = text(100, 700, "Summa 1 234 tkr")
GREY = b"/Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceGray/BitsPerComponent 8"
PICTURE: dict[str, Any] = {"resources": b"/XObject<</X 5 0 R>>", "more": [stream(b"\x80" * 16, GREY)]}
DRAWN = "q 500 0 0 700 50 50 cm /X Do Q "


def lines(document):
    return [line.text for line in document.lines if line.text]


def codes(document):
    return [(problem.code, problem.detail, problem.page, problem.fatal) for problem in document.problems]


def test_a_page():
    document = formats.read("rapport.pdf", pdf(LINE))
    assert lines(document) == ["Summa 1 234 tkr"]
    assert document.problems == ()
    line = next(line for line in document.lines if line.text)
    (piece,) = line.span(6, 11).pieces
    # "1 234" begins behind "Summa " (667 + 556 + 833 + 833 + 556 + 278) and is 4 digits and a blank wide
    assert piece.page == 1
    assert piece.origin is not None
    assert piece.origin.box is not None
    assert piece.origin.box[0] == pytest.approx(137.23, abs=0.02)
    assert piece.origin.box[2] == pytest.approx(137.23 + 4 * 5.56 + 2.78, abs=0.02)
    assert piece.origin.box[1] < 700 < piece.origin.box[3]


def test_the_same_file_gives_the_same_document():
    data = pdf(LINE, LINE + text(100, 600, "x"))
    assert read_pdf("a", data) == read_pdf("a", data)


def test_headers_and_footers_are_furniture_on_their_page_and_tell_its_number():
    body = "".join(text(70, 700 - 14 * at, f"Rad nummer {at} kostade 12 tkr under året.") for at in range(20))
    pages = [text(70, 800, "Region Norr 2024") + body + text(290, 40, str(number + 10)) for number in range(1, 5)]
    document = read_pdf("a", pdf(*pages))
    own = [line for line in document.lines if line.page == 3]
    assert [line.text for line in own if line.furniture] == ["Region Norr 2024", "13"]
    row = next(line for line in own if line.text and not line.furniture)
    origin = row.span(0, 3).origin
    assert origin is not None
    assert origin.printed == "13"


def test_pages_that_are_pictures():
    document = read_pdf("a", pdf(DRAWN, **PICTURE))
    assert codes(document) == [("no-text-layer", "", 1, True)]


def test_pages_that_are_pictures_beside_others_are_told_and_the_others_read():
    document = read_pdf("a", pdf(DRAWN, LINE, DRAWN, DRAWN, **PICTURE))
    assert lines(document) == ["Summa 1 234 tkr"]
    assert codes(document) == [("no-text-layer", "1, 3–4", 1, False)]


def test_a_small_picture_on_a_page_without_text_is_an_ornament():
    document = read_pdf("a", pdf("q 50 0 0 50 50 50 cm /X Do Q ", LINE, **PICTURE))
    assert document.problems == ()


def test_letters_drawn_as_outlines_are_no_text():
    glyph = "".join(f"{x} 700 m {x} 705 {x + 5} 705 {x + 5} 700 c h f " for x in range(50, 450, 8))
    assert codes(read_pdf("a", pdf(glyph))) == [("no-text-layer", "", 1, True)]


def test_text_laid_invisibly_over_a_picture_is_read_but_uncertain():
    document = read_pdf("a", pdf(DRAWN + "3 Tr " + LINE, LINE, **PICTURE))
    assert lines(document) == ["Summa 1 234 tkr"] * 2
    assert codes(document) == [("recognised", "", 1, False)]
    assert (document.uncertain, document.recognised) == (True, (1,))


def test_numbers_that_are_not_shown_are_told():
    document = read_pdf(
        "a", pdf(LINE, "1 g " + text(100, 600, "vit 12 345") + "0 g " + LINE + "3 Tr " + text(9, 9, "x 7"))
    )
    assert lines(document) == ["Summa 1 234 tkr"] * 2
    # 12, 345 and 7
    assert codes(document) == [("not-shown", "3", 2, False)]


def test_a_stamp_in_ink_on_such_a_page():
    data = pdf(DRAWN + "3 Tr " + LINE * 4 + "0 Tr " + text(500, 20, "7"), **PICTURE)
    document = read_pdf("a", data)
    assert any("Summa" in line for line in lines(document))
    assert document.recognised == (1,)
    # without a picture, what leaves no ink is hidden
    assert lines(read_pdf("a", pdf("3 Tr " + LINE * 4 + "0 Tr " + text(500, 20, "7")))) == ["7"]


def test_pictures_with_nothing_but_a_header_and_a_number_are_pictures_too():
    pages = [DRAWN + text(70, 800, "Region Norr 2024") + text(290, 40, str(number)) for number in range(1, 5)]
    assert codes(read_pdf("a", pdf(*pages, LINE, **PICTURE))) == [("no-text-layer", "1–4", 1, False)]


def test_a_file_with_more_than_is_looked_at_is_told(monkeypatch):
    monkeypatch.setattr("auditor.readers.pdf.read._MOST_WORK", 20)
    document = read_pdf("a", pdf(LINE, LINE, LINE, LINE))
    # 15 characters a page: the third begins within bounds no more
    assert len(lines(document)) == 2
    assert codes(document) == [("too-long", "2", 3, False)]


def test_an_empty_page_is_no_problem_beside_others_and_no_report_alone():
    assert codes(read_pdf("a", pdf("", LINE))) == []
    assert codes(read_pdf("a", pdf(""))) == [("empty", "", None, False)]


def encrypted(**passwords):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(LINE))) as file:
        file.save(out, encryption=pikepdf.Encryption(**passwords))
    return out.getvalue()


def test_a_password_to_open_the_file():
    assert codes(read_pdf("a", encrypted(user="x", owner="y"))) == [("encrypted", "", None, True)]


def test_a_password_to_change_the_file_only():
    assert lines(read_pdf("a", encrypted(user="", owner="y"))) == ["Summa 1 234 tkr"]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5000, pdf(LINE)[:300]])
def test_a_damaged_file(data):
    assert codes(read_pdf("a", data)) == [("damaged", "", None, True)]


def test_a_file_without_pages():
    data = assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])
    assert codes(read_pdf("a", data)) == [("damaged", "", None, True)]


def test_a_table_of_references_that_is_wrong_is_repaired():
    data = pdf(LINE).replace(b"startxref\n", b"startxref\n9")
    assert lines(read_pdf("a", data)) == ["Summa 1 234 tkr"]


def test_a_page_that_is_not_there_is_told():
    pages = b"<</Type/Pages/Kids[9 0 R 5 0 R]/Count 2>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    data = assembled([b"<</Type/Catalog/Pages 2 0 R>>", pages, HELVETICA, BOLD, page, stream(LINE.encode())])
    document = read_pdf("a", data)
    assert lines(document) == ["Summa 1 234 tkr"]
    assert [code for code, *_ in codes(document)] == ["page-damaged"]


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>"


def nested(levels, times):
    """Forms that each draw the next several times."""
    forms = [stream(b"/X Do " * times, FORM % (6 + level)) for level in range(levels - 1)]
    return pdf("/X Do", resources=b"/XObject<</X 5 0 R>>", more=[*forms, stream(b"", FORM % 5)])


@pytest.mark.parametrize(
    "data",
    [
        pdf(LINE + " " * 30_000_000, packed=True),
        pdf("BT /F1 10 Tf " + "(a)Tj " * 400_000 + "ET", packed=True),
        nested(12, 10),
        assembled(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 200>>" % (b"3 0 R " * 200), b"<<>>"]
        ),
    ],
    ids=["spaces", "text", "forms", "pages"],
)
def test_bombs_are_refused(data):
    assert len(data) < 2_000_000
    assert [(code, fatal) for code, _, _, fatal in codes(read_pdf("a", data))] == [("too-large", True)]


def test_a_bomb_in_an_encrypted_file_is_refused():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(LINE + " " * 30_000_000, packed=True))) as file:
        file.save(out, encryption=pikepdf.Encryption(user="", owner="y"))
    assert [code for code, *_ in codes(read_pdf("a", out.getvalue()))] == ["too-large"]


def test_forms_that_many_pages_share_are_no_bomb():
    form = stream(b"q Q " * 3, FORM % 6)
    other = stream(b"", FORM % 5)
    data = pdf(*["/X Do /X Do " * 3 + LINE] * 8, resources=b"/XObject<</X 5 0 R>>", more=[form, other])
    assert len(lines(read_pdf("a", data))) == 8


def test_very_much_text_on_a_page_is_read_in_part_and_told():
    rows = "BT /F1 10 Tf 10 TL 50 800 Td " + "".join(f"({'12 345 ' * 100})' " for _ in range(400)) + "ET"
    document = read_pdf("a", pdf(rows))
    assert ("page-bound", "", 1, False) in codes(document)


@pytest.mark.parametrize("media", ["0 0 1e9 1e9", "595 842 0 0", "0 0 0 0", "0 0 nan inf", "-1e30 0 1e30 5"])
def test_strange_sizes_of_a_page(media):
    assert isinstance(lines(read_pdf("a", pdf(LINE, media=media))), list)


SAMPLE = pdf(
    "0.5 w 90 690 300 30 re S " + LINE + text(100, 660, "Budget 12,5", font="F2") + DRAWN,
    "BT /F1 10 Tf 0 1 -1 0 142 100 Tm (Summa 1 234) Tj ET",
    **PICTURE,
)


@pytest.mark.parametrize("seed", range(150))
def test_mutated_files_are_read_or_refused(seed):
    """Never an exception: the reader itself is called, without what the command line would catch."""
    chance = random.Random(seed)
    data = bytearray(SAMPLE)
    if seed % 3 == 0:
        data = data[: chance.randrange(len(data))]
    else:
        for _ in range(chance.randint(1, 30)):
            at = chance.randrange(len(data))
            if seed % 3 == 1:
                data[at] = chance.randrange(256)
            else:
                data[at:at] = chance.choice(
                    [b" 99999999999 ", b" -1e30 ", b" nan ", b" 0 0 0 0 0 0 cm ", b" q ", b"<<", b"["]
                )
    document = read_pdf("a", bytes(data))
    assert all(isinstance(line.text, str) for line in document.lines)
