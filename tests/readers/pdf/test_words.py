"""Characters of a page become words as a person sees them, whatever order and blanks the file has."""

import random
from itertools import pairwise

import pytest

from tests.readers.pdf.building import ordered, pdf, read_words, stream, text, texts

# Helvetica, in thousandths of its size: a digit is 556 wide, a blank 278
DIGIT = 5.56


def placed(content):
    return ordered(read_words(pdf(content)).words)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # nothing to do
        (text(100, 700, "Summa"), ["Summa"]),
        (text(100, 700, "1 234"), ["1", "234"]),
        # moved apart without a blank: by a quarter, by a narrow blank, by less than any blank
        ("BT /F1 10 Tf 100 700 Td [(1)-250(234)] TJ ET", ["1", "234"]),
        ("BT /F1 10 Tf 100 700 Td [(1)-125(234)] TJ ET", ["1", "234"]),
        ("BT /F1 10 Tf 100 700 Td [(1)-40(234)] TJ ET", ["1234"]),
        ("BT /F1 10 Tf 100 700 Td [(Av)-100(vikelse)] TJ ET", ["Avvikelse"]),
        ("BT /F1 10 Tf 100 700 Td [(Utfall)-200(Budget)] TJ ET", ["Utfall", "Budget"]),
        # one order after the other, close together and apart
        (text(100, 700, "Av") + text(100 + 6.67 + 5, 700, "vikelse"), ["Avvikelse"]),
        (text(100, 700, "12") + text(100 + 2 * DIGIT + 3, 700, "34"), ["12", "34"]),
        # a no-break space is a blank
        (text(100, 700, "1\xa0234"), ["1", "234"]),
        # signs as they are drawn: hyphen, en dash, and a soft hyphen that the font draws
        (text(100, 700, "-5 \x965 \xad5".replace("\x96", "–")), ["-5", "–5", "-5"]),
        # letters set apart, and figures: the blank between them still parts words
        ("BT /F1 10 Tf 3 Tc 100 700 Td (RESULTAT) Tj ET", ["RESULTAT"]),
        ("BT /F1 10 Tf 1.2 Tc 100 700 Td (10 857 -4 012) Tj ET", ["10", "857", "-4", "012"]),
        # single figures in columns are not set apart: they are figures
        ("".join(text(100 + 15 * at, 700, str(at)) for at in range(1, 6)), ["1", "2", "3", "4", "5"]),
        # drawn twice to look bold, whole and character by character
        (text(100, 700, "Totalt 123") + text(100.3, 700, "Totalt 123"), ["Totalt", "123"]),
        (
            "BT /F1 10 Tf 100 700 Td " + "".join(f"({c}) Tj 0.3 0 Td ({c}) Tj 5.26 0 Td " for c in "1233") + "ET",
            ["1233"],
        ),
        # an accent over its letter, before and behind it in the file
        ("BT /F1 10 Tf 100 700 Td (m) Tj 8.33 0 Td (\xa8) Tj ET\n" + text(108.33, 700, "at"), ["mät"]),
        ("BT /F1 10 Tf 100 700 Td [(a)556(\xa8)-223(r)] TJ ET", ["är"]),
        # text of different height on the line: the larger word and the smaller are words of their own
        (text(100, 700, "Rubrik", 14) + text(150, 700, "tkr", 8), ["Rubrik", "tkr"]),
    ],
)
def test_words(content, expected):
    assert texts(pdf(content)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # a footnote mark behind a figure is none of its digits
        (text(100, 700, "1 234") + text(125.1, 704, "1", 6), ["1", "234¹"]),
        (text(100, 700, "Totalt") + text(128, 704, "2,3", 6), ["Totalt²,³"]),
        # and before the note itself
        (text(100, 704, "1", 6) + text(105, 700, "Exkl. moms"), ["¹", "Exkl.", "moms"]),
        # an exponent in a word, and a lowered digit
        (text(100, 700, "m") + text(108.4, 704, "2", 6) + text(111.8, 700, ","), ["m²,"]),
        (text(100, 700, "CO") + text(115, 698, "2", 6) + text(118.4, 700, "-halt"), ["CO2-halt"]),
        # a letter as a mark stays apart from the figure
        (text(100, 700, "234") + text(117, 704, "a", 6), ["234", "a"]),
        # small figures beside large ones on the same line are figures
        (text(100, 700, "Utfall") + text(140, 700, "12", 6), ["Utfall", "12"]),
        # small figures on the line above are figures
        (text(100, 700, "1 234") + text(126, 712, "5", 6), ["5", "1", "234"]),
    ],
)
def test_raised(content, expected):
    assert texts(pdf(content)) == expected


def test_a_blank_of_the_file_is_told_from_a_gap():
    words = placed("BT /F1 10 Tf 100 700 Td [(1 234)-250(567)] TJ ET")
    assert [(word.text, word.space) for word in words] == [("1", True), ("234", True), ("567", False)]


def test_each_character_has_its_box():
    (word,) = placed(text(100, 700, "1234"))
    starts = list(word.boxes[0::4])
    assert starts == pytest.approx([100, 100 + DIGIT, 100 + 2 * DIGIT, 100 + 3 * DIGIT], abs=0.01)
    assert word.boxes[-2] == pytest.approx(100 + 4 * DIGIT, abs=0.01)
    assert (word.x0, word.x1) == pytest.approx((100, 100 + 4 * DIGIT), abs=0.01)
    # the base line is at 700 of 842, the letters end a fifth of their size below it
    assert (word.top, word.bottom) == pytest.approx((842 - 700 - 8, 842 - 700 + 2), abs=0.01)


def test_a_ligature_is_its_letters_each_with_a_part_of_the_box():
    cmap = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
1 begincodespacerange <00> <FF> endcodespacerange
2 beginbfchar <4D> <00660069> <61> <0061> endbfchar endcmap end end"""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 5 0 R>>"
    (word,) = read_words(pdf(text(100, 700, "Ma"), font=font, more=[stream(cmap)])).words
    assert word.text == "fia"
    # M is 8.33 wide
    assert list(word.boxes[0::4]) == pytest.approx([100, 104.165, 108.33], abs=0.01)


PIECES = [
    text(50, 700, "Kommunstyrelsen") + text(300, 700, "-110") + text(300 + 3.33 + 3 * DIGIT + 2.5, 700, "670"),
    text(50, 686, "Summa") + text(300, 686, "1 234,5"),
    text(50, 672, "Hela", 8) + text(300, 672, "12 %", 8),
]


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_the_file_makes_no_difference(seed):
    lines = "".join(PIECES)
    single = []
    for order in lines.strip().split("\n"):
        # BT /F1 10 Tf x y Td (words) Tj ET
        parts = order.split(" ", 7)
        size, x, y, words = float(parts[2]), float(parts[4]), parts[5], order[order.index("(") + 1 : order.rindex(")")]
        for char in words:
            single.append(text(round(x, 3), float(y), char, size))
            x += size * WIDTHS[char] / 1000
    random.Random(seed).shuffle(single)
    assert texts(pdf("".join(single))) == texts(pdf(lines))


WIDTHS = {
    **dict.fromkeys("0123456789", 556), " ": 278, ",": 278, "-": 333, "%": 889, "K": 667, "o": 556, "m": 833, "u": 556,
    "n": 556, "s": 500, "t": 278, "y": 500, "r": 333, "e": 556, "l": 222, "S": 667, "a": 556, "H": 722,
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # text that leaves no ink, beside text that does
        ("BT 3 Tr /F1 10 Tf 100 700 Td (dolt 9) Tj 0 Tr 0 -20 Td (synligt) Tj ET", ["synligt"]),
        # white text on paper, and on a filled area
        ("1 g " + text(100, 700, "vit 9") + "0 g " + text(100, 650, "svart"), ["svart"]),
        ("0 0 0.5 rg 90 690 200 30 re f 1 g " + text(100, 700, "vit 9"), ["vit", "9"]),
        # off the page, to the sides and below
        (text(-200, 700, "ute 9") + text(650, 700, "ute") + text(100, -50, "ute") + text(100, 700, "inne"), ["inne"]),
        # hidden by the column that it stands in: 40 points are seven digits
        ("q 100 690 40 20 re W n " + text(100, 700, "123456789012") + "Q " + text(200, 700, "5"), ["1234567", "5"]),
        ("q 100 690 400 20 re W n " + text(100, 700, "123456789012") + "Q", ["123456789012"]),
        # a clip within a clip
        ("q 0 0 500 800 re W n q 100 690 40 20 re W n " + text(100, 700, "123456789012") + "Q Q", ["1234567"]),
    ],
)
def test_what_is_not_seen_is_not_read(content, expected):
    assert texts(pdf(content)) == expected


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (b"q 0 0 40 20 re W n %s Q", ["1234567"]),
        (b"q 0 0 400 20 re W n %s Q", ["123456789012"]),
        (b"%s", ["123456789012"]),
    ],
)
def test_a_form_hides_text_where_the_form_stands(inner, expected):
    """The area is in the space of the form, which is drawn elsewhere on the page."""
    form = stream(inner % text(0, 5, "123456789012").encode(), FORM)
    content = "q 1 0 0 1 100 700 cm /X Do Q"
    assert texts(pdf(content, resources=b"/XObject<</X 5 0 R>>", more=[form])) == expected


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 500 50]/Resources<</Font<</F1 3 0 R>>>>"


def test_what_is_cut_off_the_page_is_not_read():
    content = text(100, 700, "borta 9") + text(100, 300, "kvar")
    assert texts(pdf(content, page="/CropBox[0 0 595 500]")) == ["kvar"]
    (word,) = read_words(pdf(content, page="/CropBox[50 100 595 500]")).words
    # as read, from the corner that is shown; its box, in the space of the file
    assert (word.x0, word.bottom) == pytest.approx((50, 500 - 300 + 2), abs=0.01)
    assert word.boxes[0] == pytest.approx(100, abs=0.01)


# where the page has its upper left corner once it is turned clockwise, and what way is right
TURNED = {0: "1 0 0 1 100 700", 90: "0 1 -1 0 142 100", 180: "-1 0 0 -1 495 142", 270: "0 -1 1 0 453 742"}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_reads_like_any_other(rotation):
    """A text that stands upright, 100 from the left and 142 below the top, once the page is turned."""
    content = f"BT /F1 10 Tf {TURNED[rotation]} Tm (Summa 1 234) Tj 0 -20 Td (Rad 5) Tj ET"
    words = ordered(read_words(pdf(content, page=f"/Rotate {rotation}")).words)
    assert [word.text for word in words] == ["Summa", "1", "234", "Rad", "5"]
    assert (words[0].x0, words[0].bottom) == pytest.approx((100, 144), abs=0.01)
    assert words[3].bottom == pytest.approx(164, abs=0.01)
    for first, second in pairwise(words[:3]):
        assert second.x0 - first.x1 == pytest.approx(2.78, abs=0.01)
    # the box of a character is in the space of the file, not turned
    x0, y0, x1, y1 = words[0].boxes[:4]
    x, y = (float(number) for number in TURNED[rotation].split()[4:])
    assert min(abs(x0 - x), abs(x1 - x)) <= 3
    assert min(abs(y0 - y), abs(y1 - y)) <= 3


def test_a_table_laid_sideways_on_an_upright_page():
    content = "BT /F1 10 Tf 0 1 -1 0 142 100 Tm (Summa 1 234) Tj 0 -20 Td (Rad 5) Tj ET"
    words = ordered(read_words(pdf(content)).words)
    assert [word.text for word in words] == ["Summa", "1", "234", "Rad", "5"]
    assert (words[0].x0, words[0].bottom) == pytest.approx((100, 144), abs=0.01)


def test_text_up_the_side_of_a_page_is_apart_from_its_lines():
    content = "".join(text(100, 700 - 14 * at, "Detta 12 mnkr") for at in range(5))
    content += "BT /F1 8 Tf 0 1 -1 0 40 300 Tm (Dnr 2024 117) Tj ET"
    found = read_words(pdf(content))
    assert [word.text for word in found.turned] == ["Dnr 2024 117"]
    assert sorted({word.text for word in found.words}) == ["12", "Detta", "mnkr"]


def test_turned_heads_of_columns_stand_at_their_foot():
    content = "".join(text(100, 700 - 14 * at, "Namn 12 34") for at in range(5))
    content += "".join(f"BT /F1 8 Tf 0 1 -1 0 {x} 716 Tm (Utfall {x}) Tj ET " for x in (130, 145))
    turned = read_words(pdf(content)).turned
    assert [word.text for word in turned] == ["Utfall 130", "Utfall 145"]
    assert [word.bottom for word in turned] == pytest.approx([842 - 716] * 2, abs=0.01)
    assert all(word.bottom - word.top <= 8.01 for word in turned)


def test_figures_in_a_font_without_codes_are_unread_and_counted():
    font = b"""<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Okand/Encoding/Identity-H/DescendantFonts[<</Type/Font
/Subtype/CIDFontType2/BaseFont/ABCDEF+Okand/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>
/DW 500/FontDescriptor<</Type/FontDescriptor/FontName/ABCDEF+Okand/Flags 4/FontBBox[0 0 500 700]
/ItalicAngle 0/Ascent 700/Descent -200/CapHeight 700/StemV 80>>>>]>>"""
    content = "BT /F1 10 Tf 100 700 Td <001100120013> Tj ET\n" + text(100, 650, "12", font="F2")
    found = read_words(pdf(content, font=font))
    assert sorted(word.text for word in found.words) == ["12", "\ufffd\ufffd\ufffd"]
    assert found.unread == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # a bullet of a font of symbols
        (b"F0B7", ["•", "Summa"]),
        # which stands right before a figure and may be its sign
        (b"F02D", ["•", "Summa"]),
    ],
)
def test_a_private_character_alone_is_a_bullet(code, expected):
    assert texts(_private(code, text(115, 700, "Summa", font="F2"))) == expected


def test_a_private_character_right_before_a_figure_may_be_its_sign():
    found = read_words(_private(b"F02D", text(107, 700, "12", font="F2")))
    assert ordered(found.words)[0].text == "\ufffd"
    assert found.unread == 1


def _private(code, rest):
    cmap = (
        b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <%s> endbfchar endcmap end end"""
        % code
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 5 0 R>>"
    return pdf(text(100, 700, "A", 8) + rest, font=font, more=[stream(cmap)])


def test_wingdings_are_bullets_though_they_have_the_codes_of_letters():
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Wingdings-Regular/Encoding/WinAnsiEncoding>>"
    assert texts(pdf(text(100, 700, "\xa7") + text(115, 700, "Summa", font="F2"), font=font)) == ["•", "Summa"]
