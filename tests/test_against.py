"""A report held against the source that its figures were taken from."""

import json
import sys
from decimal import ROUND_HALF_UP, Decimal

import jsonschema_rs
import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from auditor import cli, pipeline
from auditor.model.finding import SOURCE
from auditor.render import json as contract
from auditor.render import terminal
from auditor.render.schema import render as schema

LABELS = ("Kommunstyrelsen", "Barn och utbildning", "Vård och omsorg", "Kultur och fritid", "Miljö och bygg")


def swedish(kronor, decimals):
    """Kronor as mnkr with so many decimals, rounded half away from zero, as a report prints them."""
    value = (Decimal(kronor) / 1_000_000).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{value:,}".replace(",", " ").replace(".", ",")


def report_of(rows, decimals):
    lines = [f"{label:<24}" + "".join(f"{swedish(amount, decimals):>14}" for amount in row) for label, row in rows]
    return "\n".join([f"{'Mnkr':<24}{'Budget':>14}{'Utfall':>14}", *lines]) + "\n"


def source_of(rows):
    return "\n".join(["Kr;Budget;Utfall", *(f"{label};{row[0]};{row[1]}" for label, row in rows)]) + "\n"


amounts = st.integers(10_000_000, 999_000_000)
tables = st.lists(st.tuples(amounts, amounts), min_size=3, max_size=5).map(
    lambda rows: list(zip(LABELS, rows, strict=False))
)


@given(tables, st.sampled_from([1, 2]))
def test_what_is_rounded_from_its_source_is_silent(tmp_path_factory, rows, decimals):
    path = tmp_path_factory.mktemp("source") / "underlag.csv"
    path.write_text(source_of(rows), "utf-8")
    report = pipeline.audit_text(report_of(rows, decimals), against=str(path))
    assert [finding.rule for finding in report.findings if finding.severity != "info"] == []
    assert sum(entry.status == "verified" for entry in report.ledger) == 2 * len(rows)


@given(tables, st.data())
def test_a_figure_changed_by_more_than_a_unit_is_found_and_restored(tmp_path_factory, rows, data):
    path = tmp_path_factory.mktemp("source") / "underlag.csv"
    path.write_text(source_of(rows), "utf-8")
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 1))
    change = data.draw(st.integers(2, 90).map(lambda tenths: tenths * 100_000))
    changed = [(label, list(values)) for label, values in rows]
    changed[row][1][column] += change
    report = pipeline.audit_text(report_of(changed, 1), against=str(path))
    found = [finding for finding in report.findings if finding.severity == "error"]
    assert [finding.rule for finding in found] == ["RK401"]
    assert found[0].blamed[0].text == swedish(changed[row][1][column], 1)
    assert found[0].suggestion == swedish(rows[row][1][column], 1)


REPORT = "Tkr              Utfall\nPersonal          4 120\nLokaler           1 180\nÖvrigt              312\n"
SOURCE_FILE = "Tkr;Utfall\nPersonal;4 210\nLokaler;1 180\nÖvrigt;312\n"


def test_both_places_are_told(tmp_path):
    report, source = tmp_path / "rapport.txt", tmp_path / "underlag.csv"
    report.write_text(REPORT, "utf-8")
    source.write_text(SOURCE_FILE, "utf-8")
    audit = pipeline.audit([str(report)], against=str(source))
    told = json.loads(contract.check(audit, "sv"))
    jsonschema_rs.validator_for(json.loads(schema())).validate(told)
    finding = told["reports"][0]["findings"][0]
    assert finding["rule"] == "RK401"
    assert finding["primary"]["line"] == 2
    assert [(one["file"], one["line"], one["text"]) for one in finding["secondary"]] == [
        (source.as_posix(), 2, "4 210")
    ]
    assert "på rad 2 i underlag.csv (Personal · Utfall)" in finding["message"]
    assert told["reports"][0]["figures"] == {"total": 3, "verified": 2, "contradicted": 1, "unchecked": 0}
    assert len(json.loads(contract.figures(audit))["reports"][0]["figures"]) == 3


def test_the_summary_counts_what_agrees_with_the_source(tmp_path, capsys):
    report, source = tmp_path / "rapport.txt", tmp_path / "underlag.csv"
    report.write_text(REPORT, "utf-8")
    source.write_text(SOURCE_FILE, "utf-8")
    terminal.render(pipeline.audit([str(report)], against=str(source)), "sv", sys.stdout, 200)
    assert "2 tal stämmer med underlaget." in capsys.readouterr().out


def test_a_source_of_something_else_is_told(tmp_path):
    report, source = tmp_path / "rapport.txt", tmp_path / "underlag.csv"
    report.write_text(REPORT, "utf-8")
    source.write_text("Tkr;Utfall\nBussar;10\nTåg;20\n", "utf-8")
    audit = pipeline.audit([str(report)], against=str(source))
    assert [problem.code for problem in audit.reports[0].problems] == ["not-in-source"]
    assert not any(entry.status == SOURCE for entry in audit.reports[0].ledger)


def test_a_source_that_cannot_be_read_is_told_and_the_report_audited(tmp_path):
    report = tmp_path / "rapport.txt"
    report.write_text(REPORT, "utf-8")
    audit = pipeline.audit([str(report)], against=str(tmp_path / "finns-inte.xlsx"))
    assert [[problem.code for problem in one.problems] for one in audit.reports] == [[], ["missing"]]
    assert len(audit.reports[0].figures) == 3


def test_a_workbook_is_held_to_by_its_exact_values(tmp_path):
    """The cells show whole millions; the report has a decimal, which only the values behind them tell."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Nämnder 2024"
    rows = [
        ("Kommunstyrelsen", 118_166_450.4),
        ("Barn och utbildning", 615_871_020.25),
        ("Vård och omsorg", 515_010_000),
    ]
    sheet.append(["Nämnd", "Utfall"])
    for row in rows:
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2, min_col=2):
        row[0].number_format = '#,##0,," mnkr"'
    book.save(tmp_path / "underlag.xlsx")
    lines = ["Mnkr                  Utfall", "Kommunstyrelsen        118,2", "Barn och utbildning    615,9"]
    text = "\n".join([*lines, "Vård och omsorg        {}", ""])
    right = pipeline.audit_text(text.format("515,0"), against=str(tmp_path / "underlag.xlsx"))
    assert right.findings == ()
    assert sum(entry.status == "verified" for entry in right.ledger) == 3
    wrong = pipeline.audit_text(text.format("515,4"), against=str(tmp_path / "underlag.xlsx"))
    (finding,) = wrong.findings
    assert (finding.rule, finding.suggestion) == ("RK401", "515,0")
    place = finding.secondary[0].span.origin
    assert place is not None
    assert place.cell == "'Nämnder 2024'!B4"


FAULTY = """Tkr;Budget;Utfall;Avvikelse
Personal;4 210;4 120;90
Lokaler;1 180;1 150;20
Övrigt;312;300;12
Totalt;5 702;5 570;132
"""


def test_an_error_that_the_source_has_too_is_an_error_of_the_report(tmp_path):
    """1 180 - 1 150 = 30, and 132 - 90 - 12 = 30: the source, which is held to, has the same 20."""
    report, source = tmp_path / "rapport.csv", tmp_path / "underlag.csv"
    report.write_text(FAULTY, "utf-8")
    source.write_text(FAULTY, "utf-8")
    audited = pipeline.audit([str(report)], against=str(source)).reports[0]
    found = [finding for finding in audited.findings if finding.severity == "error"]
    assert [[place.text for place in finding.blamed] for finding in found] == [["20"]]
    standing = zip(audited.figures, audited.ledger, strict=True)
    assert next(entry.status for figure, entry in standing if figure.text == "20") == "contradicted"


def test_no_file_that_is_read_is_written_over(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.txt").write_text(REPORT, "utf-8")
    (tmp_path / "u.csv").write_text(SOURCE_FILE, "utf-8")
    for option in ("--html", "--xlsx", "--annotate"):
        for name in ("r.txt", "./u.csv"):
            assert cli.run(["check", "r.txt", "--against", "u.csv", option, name]) == 2
            out, err = capsys.readouterr()
            assert out == ""
            assert "ändras aldrig" in err
    assert (tmp_path / "r.txt").read_text("utf-8") == REPORT
    assert (tmp_path / "u.csv").read_text("utf-8") == SOURCE_FILE


def test_two_outputs_have_two_names(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.txt").write_text(REPORT, "utf-8")
    assert cli.run(["check", "r.txt", "--html", "ut", "--xlsx", "./ut"]) == 2
    assert "Två filer skulle få samma namn, ./ut." in capsys.readouterr().err
    assert not (tmp_path / "ut").exists()


def test_a_report_that_is_not_there_is_named_and_no_copy_written(tmp_path, capsys):
    missing, copy = tmp_path / "finns-inte.docx", tmp_path / "kopia.docx"
    assert cli.run(["check", str(missing), "--annotate", str(copy)]) == 2
    assert "finns-inte.docx: Filen eller mappen finns inte." in capsys.readouterr().err
    assert not copy.exists()


def test_a_copy_is_marked_although_the_source_cannot_be_read(tmp_path, capsys):
    book = openpyxl.Workbook()
    for row in (("Tkr", "Utfall"), ("Personal", 4210), ("Lokaler", 1180), ("Summa", 5930)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "r.xlsx")
    copy = tmp_path / "kopia.xlsx"
    source = str(tmp_path / "finns-inte.csv")
    assert cli.run(["check", str(tmp_path / "r.xlsx"), "--annotate", str(copy), "--against", source]) == 2
    assert "finns-inte.csv" in capsys.readouterr().err
    assert copy.exists()
