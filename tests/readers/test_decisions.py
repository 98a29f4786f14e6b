"""Decisions read back from a working paper, in whatever state people leave it."""

import datetime
import io
import random
import sys
import time
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart

from auditor.model.decision import ACCEPTED, CONFLICT, OTHER, TO_CORRECT, TO_INQUIRE, Decision
from auditor.model.document import Problem
from auditor.readers import decisions
from auditor.render.workpaper import words

HEADERS = (
    "Regel", "Beslut", "Kommentar", "Signatur", "Datum", "Fingeravtryck", "Avser", "Rapport", "Filens SHA-256",
)  # fmt: skip
ONE, TWO, THREE = "rk-" + "1" * 16, "rk-" + "2e" * 8, "rk-f" + "3" * 15


def row(fingerprint, decision="Accepteras", comment="Känd post", signature="AB", date="2026-11-20", basis="1 kr"):
    return ("RK101", decision, comment, signature, date, fingerprint, basis, "r.txt", "d" * 64)


def workbook(*rows, headers=HEADERS, above=0, sheet="Fynd"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for _ in range(above):
        page.append(["Skriven av oss"])
    page.append(headers)
    for one in rows:
        page.append(one)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def changed(data, name, change):
    """The zip file with one part of it changed, or put in."""
    made = io.BytesIO()
    seen = False
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part.filename, change(content) if part.filename == name else content)
            seen |= part.filename == name
        if not seen:
            target.writestr(name, change(b""))
    return made.getvalue()


def read_of(data):
    found = decisions.read(data)
    assert isinstance(found, tuple)
    return found


def problem_of(data):
    found = decisions.read(data)
    assert isinstance(found, Problem)
    return found


# ---- what people do


def test_a_decision_with_all_that_was_written():
    assert read_of(workbook(row(ONE))) == (
        Decision(
            "1" * 16, ACCEPTED, "Känd post", "AB", "2026-11-20", "Accepteras", "1 kr", "r.txt", "d" * 64
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Accepteras", ACCEPTED),
        ("accepterad", ACCEPTED),
        (" Accepterat. ", ACCEPTED),
        ("Accepted", ACCEPTED),
        ("Godkänns", ACCEPTED),
        ("RÄTTAS", TO_CORRECT),
        ("Rättad", TO_CORRECT),
        ("To be corrected", TO_CORRECT),
        ("Utreds", TO_INQUIRE),
        ("To be looked into", TO_INQUIRE),
        # what is not understood accepts nothing
        ("Accepteras ej", OTHER),
        ("accepteras inte", OTHER),
        ("Not accepted", OTHER),
        ("Accepteras?", OTHER),
        ("Ej accepterad", OTHER),
        ("x", OTHER),
        ("OK", OTHER),
    ],
)
def test_what_a_decision_means(written, meant):
    (read,) = read_of(workbook(row(ONE, written)))
    assert (read.decision, read.written) == (meant, " ".join(written.split()))


def test_rows_without_a_decision_say_nothing():
    nothing = (None,) * len(HEADERS)
    blank = row(TWO, None, None)
    assert [d.fingerprint for d in read_of(workbook(nothing, blank, row(ONE), nothing))] == ["1" * 16]


def test_a_comment_alone_is_kept_and_accepts_nothing():
    (read,) = read_of(workbook(row(ONE, None, "Frågat Eva")))
    assert (read.decision, read.comment) == (OTHER, "Frågat Eva")


def test_columns_may_stand_anywhere_with_others_between_and_lines_above():
    order = [5, 0, 4, 2, 8, 1, 7, 3, 6]
    headers = ("Vår kolumn", *(HEADERS[i] for i in order), "Beslut")
    rows = [("hej", *(row(fingerprint)[i] for i in order), "Rättas") for fingerprint in (TWO, ONE)]
    assert read_of(workbook(*rows, headers=headers, above=7)) == read_of(workbook(row(TWO), row(ONE)))


def test_headers_in_either_language_and_any_case():
    english = (
        "rule",
        "DECISION",
        " Comment ",
        "Signature",
        "date",
        "Fingerprint",
        "Concerns",
        "Report",
        "SHA-256 of the file",
    )
    assert read_of(workbook(row(ONE), headers=english)) == read_of(workbook(row(ONE)))


def test_every_header_that_is_read_is_one_that_is_written():
    """The reader and the writer may not import each other: their columns are held together here."""
    read = dict(decisions._COLUMNS)
    written = {
        text.casefold(): key
        for key in ("decision", "comment", "signature", "date", "fingerprint", "basis", "report", "digest")
        for text in (words.HEADERS[key].sv, words.HEADERS[key].en)
    }
    assert read == written
    others = [t for key, text in words.HEADERS.items() if key not in set(read.values()) for t in (text.sv, text.en)]
    assert not {other.casefold() for other in others} & set(read)


def test_dates_and_numbers_as_a_spreadsheet_keeps_them():
    typed = row(ONE, date=datetime.datetime(2026, 11, 20), comment=17, signature=True)  # noqa: DTZ001  a cell has no zone
    (read,) = read_of(workbook(typed))
    assert (read.date, read.comment, read.signature) == ("2026-11-20", "17", "True")
    (read,) = read_of(workbook(row(ONE, date="20 nov")))
    assert read.date == "20 nov"


def test_sheets_that_are_no_part_of_it_are_passed_over():
    book = openpyxl.load_workbook(io.BytesIO(workbook(row(ONE))))
    book.create_sheet("Egna anteckningar", 0).append(["Beslut", "fattat"])
    book.create_chartsheet("Diagram").add_chart(BarChart())
    second = book.create_sheet("Tal")
    second.append(HEADERS)
    second.append(row(THREE))
    made = io.BytesIO()
    book.save(made)
    assert [d.fingerprint for d in read_of(made.getvalue())] == ["1" * 16, "f" + "3" * 15]


def test_the_same_finding_twice():
    same = read_of(workbook(row(ONE), row(ONE, comment="Som sagt")))
    assert [(d.comment, d.lapsed) for d in same] == [("Som sagt", None)]
    (either,) = read_of(workbook(row(ONE, "Rättas"), row(ONE)))
    assert (either.decision, either.lapsed) == (ACCEPTED, CONFLICT)
    (either,) = read_of(workbook(row(ONE), row(ONE, "Rättas"), row(ONE)))
    assert (either.decision, either.lapsed) == (ACCEPTED, CONFLICT)
    (later,) = read_of(workbook(row(ONE, "Rättas"), row(ONE, "Utreds")))
    assert later.decision == TO_INQUIRE


def test_one_fingerprint_in_two_reports_is_two_decisions():
    other = (*row(ONE)[:7], "annan.txt", "e" * 64)
    assert [d.report for d in read_of(workbook(row(ONE), other))] == ["r.txt", "annan.txt"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_with_the_same_columns(delimiter, encoding):
    lines = [HEADERS, row(ONE, comment="Känd post"), row(TWO, "Rättas", "åäö")]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert read_of(text.encode(encoding)) == read_of(workbook(*lines[1:]))


def test_a_formula_is_never_worked_out():
    sheet = workbook(row(ONE, comment='=HYPERLINK("http://x","y")'))
    (read,) = read_of(sheet)
    # what the spreadsheet last showed there, which is nothing in a file that none has opened
    assert read.comment == ""


# ---- what is no working paper


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Bara text.\n", "no-working-paper"),
        (b"Regel;Beslut;Kommentar\nRK101;Accepteras;x\n", "no-working-paper"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "no-working-paper"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-office"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (workbook(row(ONE), headers=("Regel", *"abcdefgh")), "no-working-paper"),
    ],
)
def test_a_file_that_is_none_is_told(data, code):
    read = decisions.read(data)
    assert isinstance(read, Problem)
    assert (read.code, read.fatal) == (code, True)


@pytest.mark.parametrize(
    ("part", "code"), [("word/document.xml", "no-working-paper"), ("content.xml", "office"), ("x.txt", "office")]
)
def test_a_zip_file_of_another_kind(part, code):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(part, "<x/>")
    assert decisions.read(made.getvalue()) == Problem(code, fatal=True)


@pytest.mark.parametrize("name", ["finns-inte.xlsx", "."])
def test_a_path_without_a_file_is_told(name, tmp_path):
    read = decisions.load(str(tmp_path / name))
    assert isinstance(read, Problem)
    assert read.fatal


def test_without_its_package_a_workbook_is_told_and_csv_is_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert decisions.read(workbook_made) == Problem("needs-extra", "excel", fatal=True)
    text = ";".join(HEADERS) + "\n" + ";".join(row(ONE))
    assert len(read_of(text.encode())) == 1


workbook_made = workbook(row(ONE), row(TWO), row(THREE))


# ---- what may be done to it


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels"])
def test_declared_entities_are_refused(part, encoding):
    attack = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    read = decisions.read(changed(workbook_made, part, lambda _: attack.encode(encoding)))
    assert read == Problem("damaged", fatal=True)


def test_a_bomb_is_told_by_its_size_and_not_unpacked():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        for part in range(11):
            archive.writestr(f"xl/worksheets/sheet{part}.xml", b" " * 10_000_000)
    assert len(made.getvalue()) < 1_000_000
    begun = time.perf_counter()
    assert problem_of(made.getvalue()).code == "too-large"
    assert time.perf_counter() - begun < 1


def test_too_many_parts_are_told():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        for part in range(2_000):
            archive.writestr(f"xl/{part}.xml", "")
    assert problem_of(made.getvalue()).code == "too-large"


def test_a_row_at_the_end_of_the_world():
    """A sheet that says it goes on to row 10**12 has a row there, and no others are made up."""
    far = changed(
        workbook_made, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<row r="4"', b'<row r="1000000000000"')
    )
    begun = time.perf_counter()
    read = read_of(far)
    assert time.perf_counter() - begun < 5
    assert [one.fingerprint for one in read] == ["1" * 16, "2e" * 8]


def test_a_cell_of_a_hundred_million_characters_is_bounded():
    (read,) = read_of(workbook(row(ONE, comment="x" * 30_000)))
    assert len(read.comment) == 4_000


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files_never_raise(seed):
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(workbook_made)) as archive:
        names = archive.namelist()
    for _ in range(25):
        data = bytearray(workbook_made)
        kind = chance.randrange(3)
        if kind == 0:
            del data[chance.randrange(len(data)) :]
        elif kind == 1:
            for _ in range(chance.randrange(1, 20)):
                data[chance.randrange(4, len(data))] = chance.randrange(256)
        else:

            def scramble(content):
                content = bytearray(content)
                for _ in range(chance.randrange(1, 12)):
                    at = chance.randrange(len(content))
                    content[at : at + chance.randrange(3)] = chance.choice((b"<", b"9" * 30, b'"', b"", b"\xff", b"/>"))
                return bytes(content)

            data = changed(workbook_made, chance.choice(names), scramble)
        begun = time.perf_counter()
        read = decisions.read(bytes(data))
        assert isinstance(read, tuple | Problem)
        assert time.perf_counter() - begun < 5
