"""Ruling lines of a page, however the file draws them."""

import pypdfium2
import pytest

from auditor.readers.pdf import rulings
from auditor.readers.pdf.frame import Frame
from tests.readers.pdf.building import pdf, stream

UPRIGHT = Frame(0, 0, 595, 842)


def rules(content, frame=UPRIGHT, **page):
    """x0, top, x1, bottom of the rules of a page, in whole points."""
    file = pypdfium2.PdfDocument(pdf(content, **page))
    try:
        found = rulings.rules(rulings.drawn(file[0]), frame)
    finally:
        file.close()
    return sorted(tuple(round(side) for side in (rule.x0, rule.top, rule.x1, rule.bottom)) for rule in found)


LEVEL = (100, 142, 300, 142)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", []),
        ("100 700 m 300 700 l S", [LEVEL]),
        ("100 700 m 100 500 l S", [(100, 142, 100, 342)]),
        # a thin area is a line
        ("100 699.8 200 0.4 re f", [LEVEL]),
        # a frame is four lines, an area too
        ("100 500 200 200 re S", [(100, 142, 100, 342), LEVEL, (100, 342, 300, 342), (300, 142, 300, 342)]),
        ("0.9 g 100 500 200 200 re f", [(100, 142, 100, 342), LEVEL, (100, 342, 300, 342), (300, 142, 300, 342)]),
        # one path for many lines
        ("100 700 m 300 700 l 100 680 m 300 680 l S", [LEVEL, (100, 162, 300, 162)]),
        # pieces that meet are one line; those apart are two
        ("100 700 m 200 700 l S 200 700 m 300 700 l S", [LEVEL]),
        ("100 700 m 180 700 l S 220 700 m 300 700 l S", [(100, 142, 180, 142), (220, 142, 300, 142)]),
        # drawn twice, or with a double stroke, it is one
        ("100 700 m 300 700 l S 100 700.5 m 300 700.5 l S", [LEVEL]),
        # neither slanted, nor white, nor without paint, nor too short
        ("100 700 m 300 600 l S", []),
        ("1 G 100 700 m 300 700 l S", []),
        ("100 700 200 20 re n", []),
        ("100 700 m 101 700 l S", []),
        # moved and scaled by the page
        ("q 2 0 0 2 0 0 cm 50 350 m 150 350 l S Q", [LEVEL]),
        # what lies off the page
        ("-300 700 m -100 700 l S", []),
        ("-300 700 m 300 700 l S", [(0, 142, 300, 142)]),
    ],
)
def test_rules(content, expected):
    assert rules(content) == expected


def test_lines_of_a_form_stand_where_the_form_is_drawn():
    form = stream(b"0 0 m 200 0 l S", b"/Type/XObject/Subtype/Form/BBox[0 -5 300 5]")
    content = "q 1 0 0 1 100 700 cm /X Do Q"
    assert rules(content, resources=b"/XObject<</X 5 0 R>>", more=[form]) == [LEVEL]


def test_lines_of_a_turned_page():
    # upwards in the file is to the right on the page as read
    assert rules("142 100 m 142 300 l S", Frame(0, 0, 595, 842, 90)) == [LEVEL]


def test_a_drawing_of_very_many_lines_is_looked_at_in_part():
    content = "".join(f"{at % 500} {at // 200} m {at % 500 + 50} {at // 200} l S " for at in range(60_000))
    file = pypdfium2.PdfDocument(pdf(content, packed=True))
    try:
        drawn = rulings.drawn(file[0])
    finally:
        file.close()
    assert 0 < len(drawn.lines) <= 20_000
    assert len(rulings.rules(drawn, UPRIGHT)) <= 4_000


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_there_and_back_again(angle):
    frame = Frame(10, 20, 605, 862, angle)
    box = (100.0, 700.0, 150.0, 720.0)
    assert frame.back(*frame.box(*box)) == pytest.approx(box)
    x0, top, x1, bottom = frame.box(*box)
    assert 0 <= x0 < x1 <= frame.width
    assert 0 <= top < bottom <= frame.height
