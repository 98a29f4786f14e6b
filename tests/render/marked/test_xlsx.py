"""Marks in a workbook: where they stand, what they say, and that all the rest of the file stays as it was."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from auditor import pipeline
from auditor.render.marked import Unmarkable, mark
from auditor.render.marked.xlsx import annotate
from auditor.render.marked.xlsx.edits import Part, with_attribute
from auditor.render.marked.xlsx.styles import SHADES
from tests.readers.xlsx.making import rows, sheet, styles, table, workbook, zipped

KRONOR = styles("#,##0", "0.0%")
WRONG: list[list[object]] = [
    ["Nämnd", "Budget", "Utfall"],
    ["Kultur", 1210, 940],
    ["Miljö", 2330, 2180],
    ["Teknik", 3570, 3020],
    ["Skola", 8140, 8420],
    ["Summa", 15250, 14650],  # 14 560
]


def audited(tmp_path, data, name="underlag.xlsx"):
    path = tmp_path / name
    path.write_bytes(data)
    (report,) = pipeline.audit([str(path)]).reports
    return report


def wrong(**more):
    return workbook(sheet(rows(table(WRONG, 1)), **more), style=KRONOR, names=("Drift 2024",))


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fills(book, name):
    return {
        cell.coordinate: cell.fill.fgColor.rgb[2:]
        for row in book[name].iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    }


def comments(book, name):
    return {cell.coordinate: cell.comment.text for row in book[name].iter_rows() for cell in row if cell.comment}


def test_a_finding_is_a_comment_and_its_cells_have_colours(tmp_path):
    data = wrong()
    report = audited(tmp_path, data)
    book = openpyxl.load_workbook(io.BytesIO(annotate(report, data, "sv")))
    assert book.sheetnames == ["Drift 2024", "rkaudit"]
    told = comments(book, "Drift 2024")
    assert list(told) == ["C6"]
    assert told["C6"].startswith("FEL RK101 · ")
    assert "940 + 2\u00a0180 + 3\u00a0020 + 8\u00a0420 = 14\u00a0560 ≠ 14\u00a0650" in told["C6"]
    assert "Bör vara 14\u00a0560" in told["C6"]
    assert fills(book, "Drift 2024") == {
        "C6": SHADES["error"], "C2": SHADES["term"], "C3": SHADES["term"], "C4": SHADES["term"], "C5": SHADES["term"],
    }  # fmt: skip
    # the number format of a coloured cell is its own
    assert book["Drift 2024"]["C6"].number_format == "#,##0"
    assert (
        "ERROR RK101" in comments(openpyxl.load_workbook(io.BytesIO(annotate(report, data, "en"))), "Drift 2024")["C6"]
    )


def test_ticks_are_of_two_kinds(tmp_path):
    lines: list[list[object]] = [
        ["Nämnd", "Budget", "Utfall"],
        ["Kultur", 100.4, 300],
        ["Miljö", 200.4, 400],
        ["Teknik", 300.4, 500],
        ["Summa", 601.2, 1200],
    ]
    data = workbook(sheet(rows(table(lines, 1))), style=KRONOR)
    report = audited(tmp_path, data)
    assert not [one for one in report.findings if one.severity != "info"]
    book = openpyxl.load_workbook(io.BytesIO(annotate(report, data, "sv", ticks=True)))
    expected = {f"C{row}": SHADES["exact"] for row in range(2, 6)} | {
        f"B{row}": SHADES["rounding"] for row in range(2, 6)
    }
    assert fills(book, "Blad1") == expected
    assert not fills(openpyxl.load_workbook(io.BytesIO(annotate(report, data, "sv"))), "Blad1")


def test_the_list_names_every_finding_and_what_the_colours_mean(tmp_path):
    data = wrong()
    book = openpyxl.load_workbook(io.BytesIO(annotate(audited(tmp_path, data), data, "sv", ticks=True)))
    own = book["rkaudit"]
    texts = [cell.value for row in own.iter_rows() for cell in row if cell.value]
    assert any(text.startswith("1 fel, 0 varningar. ") for text in texts)
    assert "Avstämt: stämmer inom avrundning." in texts
    row = next(row for row in own.iter_rows() if row[0].value == "FEL")
    assert (row[1].value, row[2].value) == ("RK101", "'Drift 2024'!C6")
    assert row[2].hyperlink.location == "'Drift 2024'!C6"
    assert {cell.fill.fgColor.rgb[2:] for row in own.iter_rows() for cell in row if cell.fill.fill_type} == set(
        SHADES.values()
    )
    # a name that is taken
    data = workbook(sheet(rows(table(WRONG))), sheet(""), names=("Drift", "rkaudit"))
    book = openpyxl.load_workbook(io.BytesIO(annotate(audited(tmp_path, data), data, "sv")))
    assert book.sheetnames == ["Drift", "rkaudit", "rkaudit 2"]


def test_the_same_audit_gives_the_same_bytes_and_the_original_stays(tmp_path):
    data = wrong()
    report = audited(tmp_path, data)
    assert annotate(report, data, "sv", ticks=True) == annotate(report, data, "sv", ticks=True)
    assert mark(report, "sv") == annotate(report, data, "sv")
    assert (tmp_path / "underlag.xlsx").read_bytes() == data


def rich_workbook():
    """One with what a library that writes it anew would lose or change."""
    book = openpyxl.Workbook()
    own = book.active
    assert own is not None
    own.title = "Drift"
    for line in WRONG:
        own.append(line)
    own["B2"].comment = Comment("Enligt beslut i mars", "Ekonom")
    own["C6"].comment = Comment("Kontrollera denna", "Ekonom")
    own["B7"] = "=SUM(B2:B5)"
    own.conditional_formatting.add(
        "B2:C6", CellIsRule(operator="lessThan", formula=["0"], fill=PatternFill("solid", bgColor="FF0000"))
    )
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=5), titles_from_data=True)
    own.add_chart(chart, "F2")
    own.auto_filter.ref = "A1:C6"
    own.freeze_panes = "B2"
    buffer = io.BytesIO()
    book.save(buffer)
    files: dict[str, str | bytes] = dict(parts_of(buffer.getvalue()))
    files["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 not a program"
    files["customXml/item1.xml"] = "<a>kept</a>"
    return zipped(files)


def test_all_that_is_not_marked_stays_as_it_was(tmp_path):
    data = rich_workbook()
    report = audited(tmp_path, data, "underlag.xlsm")
    before, after = parts_of(data), parts_of(annotate(report, data, "sv"))
    assert set(before) <= set(after)
    changed = {name for name in before if before[name] != after[name]}
    touched = {name for name in before if re.search(r"comment|vmlDrawing|legacyDrawing", name)}
    assert changed <= touched | {
        "[Content_Types].xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
    }  # fmt: skip
    assert "xl/charts/chart1.xml" in before
    # of the sheet, nothing but the formats of five cells
    own, marked = before["xl/worksheets/sheet1.xml"], after["xl/worksheets/sheet1.xml"]
    assert re.sub(rb' s="\d+"', b"", marked) == re.sub(rb' s="\d+"', b"", own)


def test_comments_that_are_there_stay_and_are_added_to(tmp_path):
    data = rich_workbook()
    report = audited(tmp_path, data)
    told = comments(openpyxl.load_workbook(io.BytesIO(annotate(report, data, "sv"))), "Drift")
    assert told["B2"] == "Enligt beslut i mars"
    assert told["C6"].startswith("Kontrollera denna")
    assert "FEL RK101" in told["C6"]
    boxes = next(
        part
        for name, part in parts_of(annotate(report, data, "sv")).items()
        if "mlDrawing" in name or name.endswith(".vml")
    )
    assert len(re.findall(rb"<\w+:Row>", boxes)) == 2  # the box of C6 is the one that it had


def test_a_finding_at_a_cell_without_a_comment_joins_the_others(tmp_path):
    lines = [*WRONG[:-1], ["Summa", 15520, 14560]]
    book = openpyxl.Workbook()
    own = book.active
    assert own is not None
    for line in lines:
        own.append(line)
    own["C6"].comment = Comment("Kontrollera denna", "Ekonom")
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    marked = annotate(audited(tmp_path, data), data, "sv")
    told = comments(openpyxl.load_workbook(io.BytesIO(marked)), "Sheet")
    # B5 would explain it as well
    assert set(told) == {"B5", "B6", "C6"}
    boxes = next(part for name, part in parts_of(marked).items() if name.endswith(".vml"))
    shapes = re.findall(rb"_x0000_s\d+", boxes)
    assert len(shapes) == len(set(shapes)) == 3


@pytest.mark.parametrize(
    "after",
    [
        "",
        '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>',
        '<tableParts count="0"/><extLst/>',
        '<mergeCells count="1"><mergeCell ref="E1:F1"/></mergeCells><extLst><ext uri="x"/></extLst>',
    ],
)
def test_the_boxes_stand_where_the_schema_has_them(tmp_path, after):
    data = wrong(after=after)
    marked = parts_of(annotate(audited(tmp_path, data), data, "sv"))["xl/worksheets/sheet1.xml"].decode()
    order = [name for name in re.findall(r"<(\w+)[ />]", marked) if name in (
        "sheetData", "mergeCells", "pageMargins", "legacyDrawing", "tableParts", "extLst")]  # fmt: skip
    known = ["sheetData", "mergeCells", "pageMargins", "legacyDrawing", "tableParts", "extLst"]
    assert order == [name for name in known if name in order]
    assert "legacyDrawing" in order


def test_elements_with_a_prefix_and_cells_without_a_place(tmp_path):
    part = re.sub(r' r="[A-Z]?[0-9]+"', "", sheet(rows(table(WRONG))))
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        part = re.sub(rf"(</?){name}(?=[ >/])", rf"\1x:{name}", part)
    part = part.replace("xmlns=", "xmlns:x=", 1)
    data = workbook(part)
    book = openpyxl.load_workbook(io.BytesIO(annotate(audited(tmp_path, data), data, "sv")))
    assert list(comments(book, "Blad1")) == ["C6"]
    assert fills(book, "Blad1")["C6"] == SHADES["error"]


def test_a_workbook_without_formats_gets_them(tmp_path):
    data = workbook(sheet(rows(table(WRONG))), leave_out=("xl/styles.xml",))
    book = openpyxl.load_workbook(io.BytesIO(annotate(audited(tmp_path, data), data, "sv")))
    assert fills(book, "Blad1")["C6"] == SHADES["error"]


def test_text_that_could_break_a_part_or_run_is_only_text(tmp_path):
    lines: list[list[object]] = [
        ["Nämnd <&>", "Budget", "Utfall <b> =A1"],
        ["Kultur\"'", 1210, 940],
        ["Miljö ]]>", 2330, 2180],
        ["=SUM(A1)", 3570, 3020],
        ["Summa", 7110, 6410],
    ]
    data = workbook(sheet(rows(table(lines))), names=("A & 'B'",))
    report = audited(tmp_path, data)
    assert report.findings
    book = openpyxl.load_workbook(io.BytesIO(annotate(report, data, "sv")))
    assert "Utfall <b> =A1" in comments(book, "A & 'B'")["C5"]
    assert all(cell.data_type != "f" for row in book["rkaudit"].iter_rows() for cell in row)


def test_a_clean_workbook_is_marked_as_such(tmp_path):
    data = workbook(sheet(rows(table([*WRONG[:-1], ["Summa", 15250, 14560]]))))
    book = openpyxl.load_workbook(io.BytesIO(annotate(audited(tmp_path, data), data, "sv")))
    assert not comments(book, "Blad1")
    assert any("0 fel" in str(cell.value) for row in book["rkaudit"].iter_rows() for cell in row)


def test_a_file_that_cannot_be_read_again_cannot_be_marked(tmp_path):
    data = wrong()
    report = audited(tmp_path, data)
    with pytest.raises(Unmarkable) as told:
        annotate(report, data[:300], "sv")
    assert told.value.code == "damaged"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_part_in_another_encoding_is_marked(tmp_path, encoding):
    name = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "iso-8859-1": "ISO-8859-1"}[encoding]
    part = f'<?xml version="1.0" encoding="{name}"?>' + sheet(rows(table(WRONG)))
    data = workbook("", parts={"xl/worksheets/sheet1.xml": part.encode(encoding)})
    book = openpyxl.load_workbook(io.BytesIO(annotate(audited(tmp_path, data), data, "sv")))
    assert list(comments(book, "Blad1")) == ["C6"]
    assert book["Blad1"]["A3"].value == "Miljö"


def test_changes_by_bytes():
    part = Part(b"<a x=\"1\"><b y='2 > 1'/><c>t</c></a>")
    b, c = part.first("b"), part.first("c")
    assert b is not None
    assert c is not None
    part.set(b, "y", "3")
    part.put(c.start, "<new/>")
    part.append(c, "<in/>")
    part.append(part.root, "<last/>")
    assert part.result() == b'<a x="1"><b y="3"/><new/><c>t<in/></c><last/></a>'
    part = Part(b"<a/>")
    part.append(part.root, "<b/>")
    part.set(part.root, "count", "2")
    part.append(part.root, "<c/>")
    assert part.result() == b'<a count="2"><b/><c/></a>'
    assert with_attribute(b'<c r="A1" ss="4">', "s", "7") == b'<c r="A1" ss="4" s="7">'
    assert with_attribute(b"<c r=\"A1\" s = '4'/>", "s", "7") == b'<c r="A1" s="7"/>'


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_marked_file_opens_in_libreoffice(tmp_path):
    data = rich_workbook()
    report = audited(tmp_path, data)
    (tmp_path / "marked.xlsx").write_bytes(annotate(report, data, "sv", ticks=True))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "ods",
         "--outdir", str(tmp_path), str(tmp_path / "marked.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "marked.ods") as archive:
        content = archive.read("content.xml").decode()
        assert any(name.startswith("Object 1/") for name in archive.namelist())  # the chart
    assert content.count("<office:annotation ") == 2
    assert "RK101" in content
    assert "Enligt beslut i mars" in content


@pytest.mark.parametrize("signed", [False, True])
def test_a_signature_is_said_to_be_void(tmp_path, signed):
    data = zipped({**parts_of(wrong()), **({"_xmlsignatures/sig1.xml": b"<s/>"} if signed else {})})
    book = openpyxl.load_workbook(io.BytesIO(annotate(audited(tmp_path, data), data, "en")))
    told = [str(cell.value) for row in book["rkaudit"].iter_rows() for cell in row]
    assert any("not for this marked copy" in one for one in told) == signed
