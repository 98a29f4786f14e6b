"""Broken and hostile workbooks: a problem is told, nothing is raised, nothing is opened, nothing takes long."""

import io
import random
import time
import zipfile
from contextlib import suppress

import openpyxl
import pytest

from auditor import pipeline
from auditor.readers import formats
from auditor.readers.xlsx import package, read_xlsx
from auditor.readers.xlsx import workbook as reading
from auditor.render.marked import Unmarkable
from auditor.render.marked.xlsx import annotate
from tests.readers.xlsx.making import OFFICE, relations, rows, sheet, table, value, workbook

TABLE: list[list[object]] = [
    ["Nämnd", "Budget", "Utfall"],
    ["Kultur", 1210, 940],
    ["Miljö", 2330, 2180],
    ["Teknik", 3570, 3020],
    ["Summa", (7110, "SUM(B2:B4)"), 6410],
]
GOOD = sheet(rows(table(TABLE)))


def code_of(data):
    found = [one for one in formats.read("x.xlsx", data).problems if one.fatal]
    return found[0].code if found else None


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE worksheet [<!ENTITY a "b">]>',
        '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE worksheet SYSTEM "http://example.com/x.dtd">',
        '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>',
        "<!DOCTYPE worksheet>",
    ],
)
@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part(declared, name, encoding):
    files = zipfile.ZipFile(io.BytesIO(workbook(GOOD)))
    part = files.read(name).decode()
    data = workbook(GOOD, parts={name: (declared + part).encode(encoding)})
    assert code_of(data) == "damaged"


def test_outside_files_are_not_opened():
    """A sheet, texts and formats that stand outside the file are none, and an external workbook is not followed."""
    outside = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rIdT" Type="{OFFICE}/sharedStrings" Target="file:///etc/passwd" TargetMode="External"/>'
        f'<Relationship Id="rIdX" Type="{OFFICE}/externalLink" Target="http://x.example/a.xlsx" TargetMode="External"/>'
        "</Relationships>"
    )
    data = workbook(
        sheet(rows({"A1": value("A1", 5, 0, "[1]Blad1!A1")})), parts={"xl/_rels/workbook.xml.rels": outside}
    )
    document = read_xlsx("x.xlsx", data)
    assert document.problems == ()
    assert document.lines[2].text == "5"


@pytest.mark.parametrize("target", ["../../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc/passwd", "C:\\x", ""])
def test_a_part_is_looked_for_in_the_file_alone(target):
    data = workbook(GOOD, parts={"xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", target))})
    assert code_of(data) == "damaged"


def test_a_zip_bomb_is_told(monkeypatch):
    """A part of nothing but blanks packs a thousand to one."""
    bomb = sheet("<row>" + " " * 30_000_000 + "</row>")
    data = workbook(bomb)
    assert len(data) < 100_000
    start = time.perf_counter()
    assert code_of(data) == "too-large"
    assert time.perf_counter() - start < 1
    # one that lies of its size
    lying = bytearray(workbook(sheet("<row>" + " " * 5_000_000 + "</row>")))
    at = lying.rindex(b"PK\x01\x02", 0, lying.rindex(b"xl/worksheets/sheet1.xml"))
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert code_of(bytes(lying)) == "damaged"
    # many parts, each within bounds
    monkeypatch.setattr(package, "MAX_ALL", 20_000)
    assert code_of(workbook(*[sheet(rows(table(TABLE))) for _ in range(40)])) == "too-large"


def test_too_many_cells_are_told(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CELLS", 14)
    assert code_of(workbook(GOOD)) == "too-many-cells"
    monkeypatch.setattr(reading, "MAX_CELLS", 15)
    assert code_of(workbook(GOOD)) is None


@pytest.mark.parametrize(
    "own",
    [
        '<row r="0"><c r="A1"><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="ÅÄ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>²</v></c></row>',
    ],
)
def test_a_sheet_that_makes_no_sense_is_damaged(own):
    assert code_of(workbook(sheet(own))) == "damaged"


@pytest.mark.parametrize("stored", ["abc", "1e999999999", "NaN", "1,5", "١٢", "9" * 1000, "1_0"])
def test_a_number_that_is_none_is_told_and_no_figure(tmp_path, stored):
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(sheet(rows({"A1": value("A1", stored), "B1": value("B1", 7)}))))
    (report,) = pipeline.audit([str(path)]).reports
    assert [one.code for one in report.problems][:1] == ["error-values"]
    assert {figure.text for figure in report.figures} <= {"7"}


@pytest.mark.parametrize("left_out", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels", "xl/styles.xml"])
def test_missing_parts(left_out):
    code = code_of(workbook(GOOD, leave_out=(left_out,)))
    assert code == {"xl/workbook.xml": "office", "xl/worksheets/sheet1.xml": "damaged"}.get(left_out)


def test_a_part_without_a_name_is_none(tmp_path):
    """Damage to the directory of a zip may leave one."""
    named = relations(("rId1", "worksheet", "worksheets/sheet1.xml"))
    data = workbook(GOOD, parts={"/": b"x", "xl/_rels/workbook.xml.rels": named})
    assert code_of(data) is None
    assert not outcome(data, tmp_path / "x.xlsx")


def test_deep_elements_and_long_formulas_take_no_time():
    deep = sheet("<row>" + "<a>" * 50_000 + "</a>" * 50_000 + "</row>")
    assert code_of(workbook(deep)) is None
    long = "A1+" * 20_000 + "1"
    own = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">{long}</f><v>1</v></c></row>' + "".join(
        f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/><v>1</v></c></row>' for row in range(2, 200)
    )
    start = time.perf_counter()
    assert code_of(workbook(sheet(own))) is None
    assert time.perf_counter() - start < 2


def seeds():
    book = openpyxl.Workbook()
    own = book.active
    assert own is not None
    for line in TABLE:
        own.append([cell[0] if isinstance(cell, tuple) else cell for cell in line])
    own["B2"].number_format = "#,##0"
    own.merge_cells("E1:F1")
    buffer = io.BytesIO()
    book.save(buffer)
    return [workbook(GOOD), buffer.getvalue()]


def damaged(data, chance):
    """One of the ways in which files are damaged: in the zip, or in a part that is packed anew."""
    way = chance.randrange(4)
    if way == 0:
        return data[: chance.randrange(4, len(data))]
    if way == 1:
        out = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            out[chance.randrange(4, len(out))] = chance.randrange(256)
        return bytes(out)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = old.namelist()
        target = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = bytearray(old.read(name))
            if name == target and part:
                at = chance.randrange(len(part))
                if way == 2:
                    part[at : at + chance.randrange(1, 30)] = bytes(
                        chance.choices(b'<>/="0159AZaz& \xff\x00', k=chance.randrange(8))
                    )
                else:
                    del part[at:]
            new.writestr(name, bytes(part))
    return buffer.getvalue()


def outcome(data, path):
    """Has a damaged file read, audited and marked; what was told of it."""
    path.write_bytes(data)
    start = time.perf_counter()
    (report,) = pipeline.audit([str(path)]).reports
    # a part that only marks need may be the damaged one
    with suppress(Unmarkable):
        annotate(report, data, "sv", ticks=True)
    assert time.perf_counter() - start < 10
    return any(one.fatal for one in report.problems)


def test_damaged_files_are_told_and_never_raise(tmp_path):
    chance = random.Random(5)
    fatal = [outcome(damaged(seed, chance), tmp_path / "x.xlsx") for seed in seeds() for _ in range(120)]
    # the test is of both: files that cannot be read, and files that can
    assert 40 < sum(fatal) < 230
