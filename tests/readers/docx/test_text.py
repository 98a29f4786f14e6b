"""The text of a Word document: runs, fields, changes, notes, boxes, and the places of all of it."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.document import Document
from auditor.model.span import Origin
from auditor.readers.docx import read_docx
from tests.wordfiles import BREAK, TAB, field, p, r, tbl, tc, tr, word


def read(*body: str, **parts: str) -> Document:
    return read_docx("r.docx", word("".join(body), **parts))


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines if line.text]


def codes(document: Document) -> list[tuple[str, str]]:
    return [(problem.code, problem.detail) for problem in document.problems]


def origin(document: Document, printed: str) -> Origin:
    """The place of the only printing of a text, which must stand unbroken."""
    found = [(line, line.text.index(printed)) for line in document.lines if printed in line.text]
    assert len(found) == 1
    line, at = found[0]
    pieces = line.span(at, at + len(printed)).pieces
    assert len(pieces) == 1
    assert pieces[0].origin is not None
    return pieces[0].origin


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([r("Resultat 1"), r("2,"), r("4 mnkr")], "Resultat 12,4 mnkr"),
        (['<w:r><w:t>5</w:t><w:noBreakHyphen/><w:t>6</w:t></w:r>'], "5‑6"),
        (['<w:r><w:t>kost</w:t><w:softHyphen/><w:t>nad</w:t></w:r>'], "kostnad"),
        ([r("kost\u00adnader 1\u200b2,4")], "kostnader 12,4"),
        (['<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r>', r("12,4")], "−12,4"),
        (['<w:hyperlink>', r("12,4"), "</w:hyperlink>", " mnkr"], "12,4 mnkr"),
        (['<w:smartTag><w:smartTagPr/>', r("12,4"), "</w:smartTag>", " mnkr"], "12,4 mnkr"),
        (['<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>', r("12,4"), "</w:sdtContent></w:sdt>"], "12,4"),
        (["Summa ", field(" =SUM(ABOVE) \\# 0 ", "119")], "Summa 119"),
        (["Se avsnitt ", field(" REF _Ref1 \\r \\h ", "5.1.2")], "Se avsnitt 5.1.2"),
        (['<w:fldSimple w:instr=" PAGE ">', r("7"), "</w:fldSimple>"], "7"),
        (["Area 12 m", r("2", '<w:vertAlign w:val="superscript"/>')], "Area 12 m²"),
        (["<w:r><w:t>Resultat\n12,4\u2028mnkr</w:t></w:r>"], "Resultat 12,4 mnkr"),
        (['<m:oMath><m:r><m:t>12,4</m:t></m:r></m:oMath>', " mnkr"], "12,4 mnkr"),
        (
            ['<m:oMath><m:f><m:num><m:r><m:t>12</m:t></m:r></m:num><m:den><m:r><m:t>34</m:t></m:r></m:den></m:f></m:oMath>'],
            "12/34",
        ),
        (['<w:r><w:t>1</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>2,4</w:t></w:r>'], "12,4"),
    ],
    ids=range(16),
)  # fmt: skip
def test_runs_and_what_stands_among_them_make_up_one_text(content: list[str], text: str) -> None:
    whole = "".join(one if one.startswith("<") else r(one) for one in content)
    assert texts(read(f"<w:p>{whole}</w:p>")) == [text]


def test_fields_in_the_instruction_of_a_field_are_no_text() -> None:
    inner = field(" MERGEFIELD belopp ", "99")
    outer = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
        f'{inner}<w:r><w:instrText> = 1 </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{r("12,4")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(read(p(outer, " mnkr"))) == ["12,4 mnkr"]


def test_the_formula_of_a_field_is_the_formula_of_the_figure() -> None:
    document = read(p("Summa ", field(' =SUM(ABOVE) \\# "0,0" ', "119,4"), " mnkr"))
    place = origin(document, "119,4")
    assert (place.formula, place.paragraph, place.column, place.end_column) == ("=SUM(ABOVE)", 1, 7, 12)
    assert origin(document, "mnkr").formula is None


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    document = read(
        p("Underskott ", "<w:del><w:r><w:delText>4,6</w:delText></w:r></w:del>", f"<w:ins>{r('2,9')}</w:ins>", " mnkr"),
        f"<w:p><w:moveFrom>{r('Bort 7,7')}</w:moveFrom><w:moveTo>{r('Hit 8,8')}</w:moveTo></w:p>",
        tbl(tr("a", "1"), tr("b", "2", properties="<w:del/>"), tr("c", "3")),
    )
    assert texts(document) == ["Underskott 2,9 mnkr", "Hit 8,8", "a\t1", "c\t3"]
    assert codes(document) == [("tracked-changes", "5")]


def test_hidden_text_is_left_out_and_told_where_it_holds_figures() -> None:
    styles = '<w:style w:type="character" w:styleId="Dold"><w:rPr><w:vanish/></w:rPr></w:style>'
    shown = p("Synligt ", r("1,1", "<w:vanish/>"), r("2,2", '<w:vanish w:val="0"/>'))
    document = read(shown, p(r("3,3", '<w:rStyle w:val="Dold"/>'), "kvar"), p(r("ord", "<w:vanish/>")), styles=styles)
    assert texts(document) == ["Synligt 2,2", "kvar"]
    assert codes(document) == [("hidden-text", "2")]


@pytest.mark.parametrize("name", ["strike", "dstrike"])
def test_struck_text_is_left_out_and_its_numbers_are_told(name: str) -> None:
    shown = p("Skola ", r("1 234,5 och 3", f"<w:{name}/>"), r("2,2", f'<w:{name} w:val="0"/>'))
    document = read(shown, p(r("ord", f"<w:{name}/>"), "kvar"))
    assert texts(document) == ["Skola 2,2", "kvar"]
    assert codes(document) == [("struck-text", "2")]


@pytest.mark.parametrize("place", ["run", "paragraph"])
def test_alternate_content_is_read_once(place: str) -> None:
    inside = ('<mc:AlternateContent><mc:Choice Requires="wps">{0}</mc:Choice>'
              '<mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>')  # fmt: skip
    if place == "run":
        box = f"<w:drawing><wps:txbx><w:txbxContent>{p('I rutan 5,5')}</w:txbxContent></wps:txbx></w:drawing>"
        body = p("Före ", f"<w:r>{inside.format(box)}</w:r>", "efter 1,1")
        assert texts(read(body, p("Nästa 2,2"))) == ["Före efter 1,1", "I rutan 5,5", "Nästa 2,2"]
    else:
        assert texts(read(f"<w:p>{inside.format(r('12,4'))}</w:p>")) == ["12,4"]


def test_paragraphs_are_counted_in_the_order_of_the_file_boxes_and_cells_too() -> None:
    box = f"<w:pict><v:shape><v:textbox><w:txbxContent>{p('ruta 5,5')}</w:txbxContent></v:textbox></v:shape></w:pict>"
    document = read(p("a 1,1", f"<w:r>{box}</w:r>"), tbl(tr("b", "2,2")), p("c 3,3"))
    assert [origin(document, one).paragraph for one in ("1,1", "5,5", "2,2", "3,3")] == [1, 2, 4, 5]


def test_notes_stand_last_and_their_marks_are_no_digits_of_a_figure() -> None:
    def mark(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    footnotes = "".join(
        f'<w:footnote w:id="{n}"{kind}>{p("<w:r><w:footnoteRef/></w:r>", text)}</w:footnote>'
        for n, kind, text in [
            (0, ' w:type="separator"', ""),
            (2, "", " Varav 3,3 mnkr."),
            (3, "", " Aldrig nämnd 9,9."),
        ]
    )
    endnotes = f'<w:endnote w:id="2">{p(" Slutnot 4,4.")}</w:endnote>'
    document = read(
        p("Resultat 12,4", mark("footnote", 2), " mnkr."), p("Budget 13", mark("endnote", 2)),
        footnotes=footnotes, endnotes=endnotes,
    )  # fmt: skip
    assert texts(document) == ["Resultat 12,4¹ mnkr.", "Budget 13¹", "¹ Varav 3,3 mnkr.", "¹ Slutnot 4,4."]
    assert origin(document, "3,3").paragraph == 4
    assert origin(document, "4,4").paragraph == 6


def test_breaks_make_lines_of_one_paragraph() -> None:
    document = read(p("Rad ett 1,1", BREAK, "rad två 2,2"))
    assert [line.text for line in document.lines] == ["Rad ett 1,1", "rad två 2,2"]
    assert (origin(document, "2,2").paragraph, origin(document, "2,2").column) == (1, 21)


def test_pages_are_those_that_word_met() -> None:
    turned = "<w:r><w:lastRenderedPageBreak/></w:r>"
    page = '<w:r><w:br w:type="page"/></w:r>'
    document = read(p("a 1,1"), p("b ", turned, "2,2"), p(page), p(turned, "c 3,3"), p("d 4,4"))
    pages = {line.text: piece.page for line in document.lines if line.text for piece in line.span(2, 5).pieces}
    # what Word tells of a page break that was asked for is the same break
    assert pages == {"a 1,1": 1, "b 2,2": 2, "c 3,3": 3, "d 4,4": 3}
    unrendered = read(p("a 1,1"), p(page), p("c 3,3"))
    assert {piece.page for line in unrendered.lines if line.text for piece in line.span(0, 1).pieces} == {None}


def test_tabs_part_the_cells_of_a_row_that_is_set_with_them() -> None:
    document = read(
        p("Brödtext före.", properties='<w:spacing w:after="120"/>'),
        p(TAB, "Utfall", TAB, "Budget"),
        p("Gata och park, drift", TAB, "-52,6", TAB, "-49,8"),
        p("Totalt", TAB, TAB, "-52,6", TAB, "-49,8"),
    )
    assert [line.text for line in document.lines] == [
        "Brödtext före.", "", "\tUtfall\tBudget", "Gata och park, drift\t-52,6\t-49,8", "Totalt\t-52,6\t-49,8",
    ]  # fmt: skip
    last = document.lines[-1]
    place = last.span(last.text.index("-52,6"), last.text.index("-52,6") + 5).pieces[0].origin
    assert place is not None
    assert (place.paragraph, place.column) == (4, 9)  # the second of the two tabs counts as a character of the file


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (["1.", TAB, "Mark"], "1. Mark"),
        (["•", TAB, "varav 3,3"], "• varav 3,3"),
        ([TAB, "Indraget 3,3"], "Indraget 3,3"),
        (["2.1", TAB, "Rubrik"], "2.1 Rubrik"),
    ],
)
def test_a_tab_behind_a_mark_or_a_margin_is_only_space(content: list[str], text: str) -> None:
    assert [line.text.strip() for line in read(p(*content)).lines] == [text]


def test_amounts_in_a_header_are_read_once_and_its_page_numbers_not_at_all() -> None:
    header = p("Region Västra 2024, sida ", field("PAGE", "3")) + p("Resultat 12,4 mnkr")
    document = read(p("Text 1,1"), header=header, footer=p("Resultat 12,4 mnkr"))
    assert texts(document) == ["Text 1,1", "Resultat 12,4 mnkr"]
    assert origin(document, "12,4").paragraph == 3


def test_an_empty_document_is_told() -> None:
    assert codes(read(p())) == [("empty", "")]


_TEXT = "Årets resultat blev −1 234,5 mnkr (2,3 %), en ökning med 1 000 kr."


@given(st.sets(st.integers(1, len(_TEXT) - 1)), st.data())
def test_a_text_reads_the_same_however_its_runs_are_cut(cuts: set[int], data: st.DataObject) -> None:
    """The law: runs, insertions and links around stretches of a text change neither it nor the places in it."""
    edges = [0, *sorted(cuts), len(_TEXT)]
    ways = ("{}", "<w:ins>{}</w:ins>", "<w:hyperlink>{}</w:hyperlink>", "<w:proofErr/>{}", "<w:del><w:r/></w:del>{}")
    runs = [data.draw(st.sampled_from(ways)).format(r(_TEXT[a:b])) for a, b in pairwise(edges)]
    document = read(p(*runs))
    assert texts(document) == [_TEXT]
    for number in re.finditer(r"[\d ,]+\d", _TEXT):
        (piece,) = document.lines[0].span(*number.span()).pieces
        assert piece.origin == Origin(paragraph=1, column=number.start() + 1, end_column=number.end() + 1)


def test_cells_have_their_names() -> None:
    document = read(tbl(tr("Mnkr", "Utfall"), tr("Drift", "-1,1")), p("mellan"), tbl(tr(tc("x"), tc("2,2"))))
    assert origin(document, "-1,1").cell == "Tabell 1!B2"
    assert origin(document, "2,2").cell == "Tabell 2!B1"
    assert (origin(document, "-1,1").column, origin(document, "-1,1").end_column) == (1, 5)


def test_paragraphs_whose_parting_is_deleted_are_one() -> None:
    spaced = '<w:spacing w:after="200"/>'
    document = read(
        p("Resultatet blev", properties=spaced + "<w:rPr><w:del/></w:rPr>"),
        p("12,4 mnkr.", properties=spaced),
        p("Nästa stycke 2,2.", properties=spaced),
    )
    assert [line.text for line in document.lines] == ["Resultatet blev", "12,4 mnkr.", "", "Nästa stycke 2,2."]


def test_paragraphs_with_no_space_between_are_lines_of_one_block() -> None:
    styles = (
        '<w:docDefaults><w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:styleId="T"><w:name w:val="Tät"/><w:pPr><w:spacing w:after="0"/></w:pPr></w:style>'
    )
    body = [p("Ett 1,1."), p("Två 2,2."), p("Tre 3,3.", style="T"), p("Fyra 4,4.", style="T"), p("fem 5,5.")]
    assert [line.text for line in read(*body, styles=styles).lines] == [
        "Ett 1,1.", "", "Två 2,2.", "", "Tre 3,3.", "Fyra 4,4.", "fem 5,5.",
    ]  # fmt: skip


def test_what_a_text_goes_on_with_in_lower_case_is_the_same_paragraph() -> None:
    spaced = '<w:spacing w:after="200"/>'
    document = read(p("Underskottet beror på", properties=spaced), p("högre elpriser.", properties=spaced))
    assert [line.text for line in document.lines] == ["Underskottet beror på", "högre elpriser."]


def test_an_embedded_sheet_is_told_as_not_checked() -> None:
    inside = '<w:r><w:object><v:shape/><o:OLEObject xmlns:o="urn:o" ProgID="Excel.Sheet.12"/></w:object></w:r>'
    assert codes(read(p("Tabell 1,1", inside))) == [("embedded-sheet", "1")]


def test_two_spaces_in_running_text_are_one_and_the_places_are_those_of_the_file() -> None:
    spaced = '<w:spacing w:after="200"/>'
    document = read(p("Resultatet är 2,9 mnkr.  Budgeten är  4,6 mnkr.", properties=spaced))
    assert texts(document) == ["Resultatet är 2,9 mnkr. Budgeten är 4,6 mnkr."]
    assert (origin(document, "4,6").column, origin(document, "4,6").end_column) == (39, 42)
    assert texts(read(p("Drift    1,1  2,2", properties=spaced))) == ["Drift    1,1  2,2"]
    assert texts(read(p("Drift  1,1  2,2"))) == ["Drift  1,1  2,2"]
