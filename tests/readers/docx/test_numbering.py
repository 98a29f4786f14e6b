"""Headings and the numbers that Word sets by itself."""

import pytest

from auditor.model.document import Document
from auditor.readers.docx import read_docx
from auditor.readers.docx.numbering import formatted
from tests.wordfiles import TAB, field, p, r, word


def lvl(level: int, form: str, text: str, extra: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, number: int = 1, overrides: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="0"/>{overrides}</w:num>'
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def read(*body: str, **parts: str) -> Document:
    return read_docx("r.docx", word("".join(body), **parts))


def texts(*body: str, **parts: str) -> list[str]:
    return [line.text for line in read(*body, **parts).lines if line.text]


_HEADINGS = "".join(
    f'<w:style w:type="paragraph" w:styleId="Rubrik{n}"><w:name w:val="heading {n}"/><w:pPr>'
    f'<w:numPr><w:ilvl w:val="{n - 1}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    for n in (1, 2, 3)
)
_CHAPTERS = lists(lvl(0, "decimal", "%1"), lvl(1, "decimal", "%1.%2"), lvl(2, "decimal", "%1.%2.%3"))


def test_headings_have_the_numbers_that_sentences_refer_to() -> None:
    document = read(
        p("Sammanfattning", style="Rubrik1"), p("Ekonomi", style="Rubrik1"), p("Utfall", style="Rubrik2"),
        p("Drift", style="Rubrik3"), p("Investering", style="Rubrik3"), p("Prognos", style="Rubrik2"),
        p("Drift", style="Rubrik3"), p("Personal", style="Rubrik1"), p("Text."),
        styles=_HEADINGS, numbering=_CHAPTERS,
    )  # fmt: skip
    headings = [line for line in document.lines if line.heading]
    assert [line.text for line in headings] == [
        "1 Sammanfattning", "2 Ekonomi", "2.1 Utfall", "2.1.1 Drift", "2.1.2 Investering", "2.2 Prognos",
        "2.2.1 Drift", "3 Personal",
    ]  # fmt: skip
    # the number is not in the file: it has no place there, and the words begin in the first column
    assert [piece.origin.column for piece in headings[3].span(0, 11).pieces if piece.origin] == [1]


def test_lists_count_by_level_and_start_anew() -> None:
    numbering = lists(lvl(0, "lowerLetter", "%1)"), lvl(1, "lowerRoman", "%2."))
    assert texts(item("ett"), item("två", 1), item("tre", 1), item("fyra"), item("fem", 1), numbering=numbering) == [
        "a) ett", "  i. två", "  ii. tre", "b) fyra", "  i. fem",
    ]  # fmt: skip


def test_a_list_of_its_own_start_begins_there_and_goes_on() -> None:
    numbering = lists(lvl(0, "decimal", "%1.")) + (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    assert texts(item("a"), item("b"), item("c", number=2), item("d", number=2), numbering=numbering) == [
        "1. a", "2. b", "5. c", "6. d",
    ]  # fmt: skip


@pytest.mark.parametrize(("restart", "last"), [("", "2.1 d"), ('<w:lvlRestart w:val="0"/>', "2.2 d")])
def test_a_level_starts_anew_unless_it_is_told_not_to(restart: str, last: str) -> None:
    numbering = lists(lvl(0, "decimal", "%1"), lvl(1, "decimal", "%1.%2", restart))
    body = [item("a"), item("b", 1), item("c"), item("d", 1)]
    assert texts(*body, numbering=numbering)[-1].strip() == last


def test_legal_numbers_are_digits_and_bullets_are_bullets() -> None:
    legal = lists(lvl(0, "upperRoman", "%1"), lvl(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert [text.strip() for text in texts(item("a"), item("b", 1), numbering=legal)] == ["I a", "1.1 b"]
    assert texts(item("varav 3,3"), numbering=lists(lvl(0, "bullet", "\uf0b7"))) == ["• varav 3,3"]


def test_no_list_is_no_number() -> None:
    numbering = lists(lvl(0, "decimal", "%1."))
    assert texts(item("a", number=0), item("b", number=7), numbering=numbering) == ["a", "b"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [(1, "lowerLetter", "a"), (27, "lowerLetter", "aa"), (28, "upperLetter", "BB"), (4, "lowerRoman", "iv"),
     (1994, "upperRoman", "MCMXCIV"), (7, "decimalZero", "07"), (12, "decimal", "12"), (3, "none", "")],
)  # fmt: skip
def test_numbers_as_word_formats_them(number: int, form: str, text: str) -> None:
    assert formatted(number, form) == text


@pytest.mark.parametrize(
    ("styles", "properties", "heading"),
    [
        ('<w:style w:styleId="X"><w:name w:val="heading 2"/></w:style>', "", True),
        ('<w:style w:styleId="X"><w:name w:val="Rubrik 2"/></w:style>', "", True),
        ('<w:style w:styleId="X"><w:name w:val="Egen"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>', "", True),
        (
            '<w:style w:styleId="X"><w:name w:val="Egen"/><w:basedOn w:val="Y"/></w:style>'
            '<w:style w:styleId="Y"><w:name w:val="heading 1"/></w:style>',
            "",
            True,
        ),
        ('<w:style w:styleId="X"><w:name w:val="Normal"/></w:style>', '<w:outlineLvl w:val="0"/>', True),
        ('<w:style w:styleId="X"><w:name w:val="heading 1"/></w:style>', '<w:outlineLvl w:val="9"/>', False),
        ('<w:style w:styleId="X"><w:name w:val="Rubrikrad"/><w:basedOn w:val="X"/></w:style>', "", False),
    ],
)
def test_headings_are_told_by_their_style(styles: str, properties: str, heading: bool) -> None:
    (line,) = read(p("Ekonomi", style="X", properties=properties), styles=styles).lines
    assert line.heading is heading


def test_a_table_of_contents_is_told_by_its_leaders() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
    body = [
        p(begin, '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "1", TAB, "Ekonomi", TAB, field("PAGEREF a", "3")),
        p("1.1", TAB, "Utfall", TAB, "12", '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        p("Text", TAB, "1,1"),
    ]
    assert texts(*body) == ["1 Ekonomi ..... 3", "1.1 Utfall ..... 12", "Text\t1,1"]
    styled = '<w:style w:styleId="I1"><w:name w:val="toc 1"/></w:style>'
    assert texts(p(r("Ekonomi"), TAB, "3", style="I1"), styles=styled) == ["Ekonomi ..... 3"]


def test_a_table_of_contents_in_a_content_control_is_one() -> None:
    control = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    inside = p("Ekonomi", TAB, "3") + p("Personal", TAB, "4")
    assert texts(f"{control}<w:sdtContent>{inside}</w:sdtContent></w:sdt>", p("Drift", TAB, "1,1")) == [
        "Ekonomi ..... 3", "Personal ..... 4", "Drift\t1,1",
    ]  # fmt: skip
