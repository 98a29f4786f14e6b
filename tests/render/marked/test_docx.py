"""Marks in a Word document: where the comments stand, what is shaded, and that nothing else changes."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor import pipeline
from auditor.model.finding import Report
from auditor.readers.docx import read_docx
from auditor.render.marked import Unmarkable, mark
from auditor.render.marked.docx import annotate
from tests.wordfiles import W, field, p, r, tbl, tc, tr, word, zipped

_NS = {"w": W}
_TABLE = tbl(
    tr("Mnkr", "Utfall", "Budget", "Avvikelse"),
    tr("Skola", "12,5", "12,0", "0,5"),
    tr("Vård", "7,0", "7,5", "-0,5"),
    tr("Totalt", "91,5", "19,5", "0,0"),
)
_TEXT = p("Utfallet för Skola är 12,5 mnkr och för Vård 7,0 mnkr.")


@pytest.fixture(name="audit")
def _audit(tmp_path: Path):
    def audit(data: bytes, name: str = "rapport.docx") -> Report:
        (tmp_path / name).write_bytes(data)
        return pipeline.audit([str(tmp_path / name)]).reports[0]

    return audit


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def body(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(part_of(data, "word/document.xml"))


def commented(data: bytes) -> list[tuple[str, str]]:
    """The text that each comment is around, and the first line of the comment."""
    told = {
        one.get(f"{{{W}}}id") or "": one.findtext("w:p/w:r/w:t", namespaces=_NS)
        for one in ElementTree.fromstring(part_of(data, "word/comments.xml"))
    }
    found: dict[str, str] = {}
    opened: list[str] = []
    for element in body(data).iter():
        name, number = element.tag.rpartition("}")[2], element.get(f"{{{W}}}id") or ""
        if name == "commentRangeStart":
            opened.append(number)
            found[number] = ""
        elif name == "commentRangeEnd":
            opened.remove(number)
        elif name == "t":
            for one in opened:
                found[one] += element.text or ""
    assert not opened
    assert set(told) == set(found)
    return [(found[number], str(told[number])) for number in told]


def shaded(data: bytes) -> dict[str, list[str]]:
    """The texts that stand before each colour."""
    found: dict[str, list[str]] = {}
    for run in body(data).iter(f"{{{W}}}r"):
        fill = run.find("w:rPr/w:shd", _NS)
        if fill is not None:
            text = "".join(one.text or "" for one in run.findall("w:t", _NS))
            found.setdefault(fill.get(f"{{{W}}}fill") or "", []).append(text)
    return found


def test_a_finding_has_its_comment_around_exactly_its_figure(audit) -> None:
    data = word(p("Månadsrapport") + _TABLE)
    report = audit(data)
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert finding.blamed[0].text == "91,5"
    marked = annotate(report, data, "sv")
    legend, told = commented(marked)
    assert legend == ("Månadsrapport", "1 fel, 0 varningar.")
    assert told[0] == "91,5"
    assert told[1].startswith(f"FEL {finding.rule}")
    reopened = docx.Document(io.BytesIO(marked))
    comments = list(reopened.comments)
    assert [one.author for one in comments] == ["rkaudit", "rkaudit"]
    # the sum is done out and the remedy told
    assert "19,5" in comments[1].text
    assert finding.message.sv in comments[1].text
    assert all(line in comments[1].text for line in finding.calculation)


def test_terms_and_what_ties_out_have_colours_of_their_own(audit) -> None:
    data = word(_TEXT + _TABLE)
    report = audit(data)
    plain, ticked = shaded(annotate(report, data, "sv")), shaded(annotate(report, data, "sv", ticks=True))
    assert plain["FF9C9C"] == ["91,5"]
    assert set(plain) == {"FF9C9C", "9ECCFF"}
    assert ticked["FF9C9C"] == plain["FF9C9C"]
    assert ticked["9ECCFF"] == plain["9ECCFF"]
    # 12,5 and 7,0 of the sentence stand in the table as well, to the last digit
    assert {"12,5", "7,0"} <= set(ticked["D5EFD5"] + ticked["9ECCFF"])
    assert len(ticked["D5EFD5"]) > 2


def test_a_figure_that_is_cut_into_runs_is_marked_whole_and_keeps_its_formatting(audit) -> None:
    bold, red = "<w:b/>", '<w:color w:val="FF0000"/><w:vertAlign w:val="baseline"/>'
    cell = tc(p(r("9", bold), r("1,"), r("5", red)))
    data = word(_TABLE.replace(tc("91,5"), cell))
    report = audit(data)
    marked = annotate(report, data, "sv")
    assert commented(marked)[1][0] == "91,5"
    assert shaded(marked)["FF9C9C"] == ["9", "1,", "5"]
    runs = [run for run in body(marked).iter(f"{{{W}}}r") if run.find("w:rPr/w:shd", _NS) is not None]
    first = next(run for run in runs if run.findtext("w:t", namespaces=_NS) == "9")
    assert first.find("w:rPr/w:b", _NS) is not None
    last = next(run for run in runs if run.find("w:rPr/w:color", _NS) is not None)
    names = [one.tag.rpartition("}")[2] for one in last.find("w:rPr", _NS) or ()]
    assert names == ["color", "shd", "vertAlign"]  # in the order of the schema


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
        "<w:ins>{}</w:ins>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:fldSimple w:instr="=A1">{}</w:fldSimple>',
    ],
)
def test_a_figure_in_something_else_is_marked_there(audit, wrapped: str) -> None:
    data = word(_TABLE.replace(tc("91,5"), tc(f"<w:p>{wrapped.format(r('91,5'))}</w:p>")))
    marked = annotate(audit(data), data, "sv")
    assert commented(marked)[1][0] == "91,5"


def test_the_result_of_a_field_is_marked(audit) -> None:
    data = word(_TABLE.replace(tc("91,5"), tc(f"<w:p>{field('=SUM(ABOVE)', '91,5')}</w:p>")))
    assert commented(annotate(audit(data), data, "sv"))[1][0] == "91,5"


def _wrong(*, box: bool) -> str:
    told = p("Utfallet för Skola är 21,5 mnkr.")
    if not box:
        return told
    inside = f"<w:pict><v:shape><v:textbox><w:txbxContent>{told}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return p("Rutan", f"<w:r>{inside}</w:r>")


def test_what_stands_in_a_text_box_is_told_where_the_box_hangs(audit) -> None:
    data = word(_TABLE.replace("91,5", "19,5") + _wrong(box=True))
    report = audit(data)
    assert [one.blamed[0].text for one in report.findings if one.severity == "error"] == ["21,5"]
    marked = annotate(report, data, "sv")
    box = next(body(marked).iter(f"{{{W}}}txbxContent"))
    assert not [one for one in box.iter() if one.tag.endswith(("commentRangeStart", "commentReference"))]
    # around the run that holds the box
    assert commented(marked)[1][0] == "Utfallet för Skola är 21,5 mnkr."
    assert shaded(marked)["FF9C9C"] == ["21,5"]


def test_what_stands_in_a_footnote_is_told_at_its_mark(audit) -> None:
    right = _TABLE.replace("91,5", "19,5")
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    footnotes = f'<w:footnote w:id="2">{_wrong(box=False)}</w:footnote>'
    data = word(p("Se noten", note, ".") + right, footnotes=footnotes)
    report = audit(data)
    assert [one.blamed[0].text for one in report.findings if one.severity == "error"] == ["21,5"]
    marked = annotate(report, data, "sv")
    runs = next(body(marked).iter(f"{{{W}}}p"))
    names = [[one.tag.rpartition("}")[2] for one in (run, *run)] for run in runs]
    at = names.index(["r", "footnoteReference"])
    assert names[at - 1] == ["commentRangeStart"]
    assert names[at + 1] == ["commentRangeEnd"]
    assert b"FF9C9C" in part_of(marked, "word/footnotes.xml")
    assert b"comment" not in part_of(marked, "word/footnotes.xml")


def test_comments_that_are_there_stay_and_numbers_go_on(audit) -> None:
    own = f'<w:comment w:id="7" w:author="Eva">{p("Kolla")}</w:comment>'
    data = word(_TEXT + _TABLE, comments=own)
    marked = annotate(audit(data), data, "sv")
    root = ElementTree.fromstring(part_of(marked, "word/comments.xml"))
    assert [(one.get(f"{{{W}}}id"), one.get(f"{{{W}}}author")) for one in root] == [
        ("7", "Eva"), ("8", "rkaudit"), ("9", "rkaudit"),
    ]  # fmt: skip
    assert part_of(marked, "[Content_Types].xml") == part_of(data, "[Content_Types].xml")


def test_all_other_parts_stay_byte_for_byte_and_the_file_is_the_same_every_time(audit) -> None:
    extra = {"word/vbaProject.bin": bytes(range(256)), "customXml/item1.xml": b"<a  b='c'/>", "å/ä.txt": b"hej"}
    data = word(_TEXT + _TABLE, extra, styles="")
    report = audit(data, "rapport.docm")
    marked = annotate(report, data, "sv")
    assert marked == annotate(report, data, "sv")
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(marked)) as after:
        assert after.testzip() is None
        new = set(after.namelist()) - set(before.namelist())
        assert new == {"word/comments.xml"}
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
        assert changed == {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
        assert [info.date_time for info in before.infolist()] == [after.getinfo(n).date_time for n in before.namelist()]
    assert b"w:date" not in part_of(marked, "word/comments.xml")


def test_strict_documents_are_marked_in_their_own_names(audit) -> None:
    data = _strict(word(_TEXT + _TABLE))
    report = audit(data)
    assert [one.blamed[0].text for one in report.findings if one.severity == "error"] == ["91,5"]
    marked = annotate(report, data, "sv")
    assert W.encode() not in part_of(marked, "word/document.xml") + part_of(marked, "word/comments.xml")
    assert b"purl.oclc.org/ooxml/officeDocument/relationships/comments" in part_of(
        marked, "word/_rels/document.xml.rels"
    )


def _strict(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    old, new = W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    files["word/document.xml"] = files["word/document.xml"].replace(old, new)
    return zipped(files)


def test_a_signature_is_said_to_be_void(audit) -> None:
    data = word(_TEXT + _TABLE, {"_xmlsignatures/sig1.xml": b"<s/>"})
    told = docx.Document(io.BytesIO(annotate(audit(data), data, "en"))).comments
    assert "not for this marked copy" in next(iter(told)).text


def test_a_file_that_has_changed_since_is_not_marked(audit, tmp_path: Path) -> None:
    data = word(_TEXT + _TABLE)
    report = audit(data)
    assert mark(report, "sv") == annotate(report, data, "sv")
    (tmp_path / "rapport.docx").write_bytes(data + b" ")
    with pytest.raises(Unmarkable, match="changed"):
        mark(report, "sv")


_AMOUNTS = st.decimals(-999, 999, places=1).map(lambda one: str(one).replace(".", ","))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_AMOUNTS, min_size=6, max_size=6), st.data())
def test_a_marked_copy_reads_as_its_original(audit, amounts: list[str], data: st.DataObject) -> None:
    """The law: whatever is marked, the text of the document, its figures and its findings are those of the original."""

    def cut(text: str) -> str:
        at = data.draw(st.integers(0, len(text)))
        return tc(p(r(text[:at]), r(text[at:], "<w:i/>")))

    rows = [tr(name, *map(cut, amounts[at : at + 2])) for name, at in (("Skola", 0), ("Vård", 2), ("Totalt", 4))]
    original = word(_TEXT + tbl(tr("Mnkr", "Utfall", "Budget"), *rows))
    report = audit(original)
    marked = annotate(report, original, "sv", ticks=True)
    assert read_docx("r", marked).lines == read_docx("r", original).lines
    again = audit(marked)
    assert again.findings == report.findings
    assert annotate(again, marked, "sv", ticks=True) != original


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_marked_copy_with_its_comments(audit, tmp_path: Path) -> None:
    data = word(_TEXT + _TABLE)
    (tmp_path / "m.docx").write_bytes(annotate(audit(data), data, "sv", ticks=True))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path), "m.docx"]
    subprocess.run(command, cwd=tmp_path, timeout=120, check=True, capture_output=True)
    text = (tmp_path / "m.fodt").read_text(encoding="utf-8")
    assert text.count("<office:annotation ") == 2
    assert text.count("<dc:creator>rkaudit</dc:creator>") == 2
    assert re.search(r"<office:annotation-end [^>]*/>", text)
    assert 'fo:background-color="#ff9c9c"' in text


class _Unseekable(io.RawIOBase):
    """A stream: what is written to it tells the sizes of its parts behind them."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.data += data
        return len(data)


def test_a_file_whose_sizes_stand_behind_its_parts_is_written_again(audit) -> None:
    original = word(_TEXT + _TABLE, {"word/media/image1.png": bytes(5_000)})
    stream = _Unseekable()
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    data = bytes(stream.data)
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].flag_bits & 8
    marked = annotate(audit(data), data, "sv")
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        assert archive.testzip() is None
        assert archive.read("word/media/image1.png") == bytes(5_000)
    assert commented(marked)[1][0] == "91,5"
