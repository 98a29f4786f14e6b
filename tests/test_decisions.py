"""A review from one audit to the next: check, decide in the working paper as a person does, check again."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import jsonschema_rs
import openpyxl
import pytest

from auditor import cli
from auditor.diagnose.decided import decided
from auditor.model import basis
from auditor.model.decision import ACCEPTED, CHANGED, NO_BASIS, NO_COMMENT, TO_INQUIRE, Decision, Undecidable
from auditor.model.document import Problem
from auditor.model.finding import Report
from auditor.pipeline import audit, audit_text
from auditor.render.schema import render as schema

# 1 203 + 3 407 = 4 610; 918 + 2 111 = 3 029, and the total reads 3 092
REPORT = """\
4 Driftredovisning

Tkr          Budget   Utfall
Politik       1 203      918
Kansli        3 407    2 111
Totalt        4 610    3 092
"""
TITLE = "4 Driftredovisning · Totalt · Utfall"


@pytest.fixture(autouse=True)
def _one_day(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*argv):
        # wide enough for a sentence on one line
        code = cli.run([*argv, "--width", "400"] if "json" not in argv and "concise" not in argv else argv)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def write(path, text=REPORT):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def decide(path, number=0, *, sheet="Fynd", to=None, **columns):
    """Fills in the columns of a row (from 0) of a sheet, as a person does; `to` names the file that it is saved as."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    places = {cell.value: cell.column for cell in page[1]}
    for name, value in columns.items():
        page.cell(number + 2, places[name]).value = value
    book.save(to or path)


ACCEPT = {"Beslut": "Accepteras", "Kommentar": "Känd post, rättas i mars", "Signatur": "AB", "Datum": "2026-11-20"}


@pytest.fixture
def paper(run, tmp_path):
    """The working paper of REPORT with its one finding accepted."""
    write(tmp_path / "r.txt")
    assert run("check", "r.txt", "--xlsx", "p.xlsx")[0] == 1
    decide("p.xlsx", **ACCEPT)
    return "p.xlsx"


def cells(path, sheet="Fynd"):
    header, *rest = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rest]


# ---- what is accepted


def test_what_is_accepted_counts_no_longer(run, paper):
    code, out, err = run("check", "r.txt", "--decisions", paper)
    assert (code, err) == (0, "")
    assert (
        out.split()
        == (
            "r.txt: inga andra fel hittade i det som kunde stämmas av än de accepterade. "
            "3 av 6 tal avstämda, alla exakt, 1 motsägs, 2 i en uträkning som inte stämmer. "
            "1 accepterat fynd visas med -v."
        ).split()
    )
    # without the paper it is an error as before
    assert run("check", "r.txt")[0] == 1


def test_it_is_shown_with_its_comment_when_asked_for(run, paper):
    code, out, _ = run("check", "r.txt", "--decisions", paper, "-v")
    assert code == 0
    assert out.startswith(f"ACCEPTERAT  {TITLE}")
    assert "Tidigare beslut: Accepteras (AB, 2026-11-20). Känd post, rättas i mars." in out
    assert "1 accepterat." in out
    _, out, _ = run("check", "r.txt", "--decisions", paper, "-v", "--lang", "en")
    assert out.startswith(f"ACCEPTED  {TITLE}")
    assert "Earlier decision: Accepted (AB, 2026-11-20). Känd post, rättas i mars." in out
    assert "no errors found in what could be checked other than those accepted" in " ".join(out.split())


def test_one_line_a_finding(run, paper):
    assert run("check", "r.txt", "--decisions", paper, "--format", "concise") == (0, "", "")
    _, out, _ = run("check", "r.txt", "--decisions", paper, "--format", "concise", "-v")
    assert out.startswith("r.txt:6:24: accepted RK101 ")
    assert out.endswith("Tidigare beslut: Accepteras (AB, 2026-11-20). Känd post, rättas i mars.\n")


def test_json_tells_what_is_accepted(run, paper):
    code, out, _ = run("check", "r.txt", "--decisions", paper, "--format", "json")
    told = json.loads(out)
    jsonschema_rs.validator_for(json.loads(schema())).validate(told)
    (finding,) = told["reports"][0]["findings"]
    assert code == 0
    assert finding["accepted"] == {"comment": "Känd post, rättas i mars", "signature": "AB", "date": "2026-11-20"}
    assert finding["severity"] == "error"
    assert "decision" not in finding
    assert told["summary"] == {"reports": 1, "errors": 0, "warnings": 0, "infos": 0, "unreadable": 0, "accepted": 1}
    # and nothing of it where there are no decisions
    plain = json.loads(run("check", "r.txt", "--format", "json")[1])
    assert {"accepted", "decision"}.isdisjoint(plain["reports"][0]["findings"][0])
    assert set(plain["summary"]) == {"reports", "errors", "warnings", "infos", "unreadable"}


def test_the_next_working_paper_has_it_filled_in_again(run, paper):
    run("check", "r.txt", "--decisions", paper, "--xlsx", "q.xlsx")
    (row,) = cells("q.xlsx")
    assert row["Allvar"] == "ACCEPTERAT"
    assert [row[name] for name in ("Beslut", "Kommentar", "Signatur")] == ["Accepteras", *list(ACCEPT.values())[1:3]]
    assert row["Datum"].date().isoformat() == "2026-11-20"
    # and so on for good, in the other language too
    run("check", "r.txt", "--decisions", "q.xlsx", "--xlsx", "s.xlsx", "--lang", "en")
    assert cells("s.xlsx", "Findings")[0]["Decision"] == "Accepted"
    assert run("check", "r.txt", "--decisions", "s.xlsx")[0] == 0


def test_edits_elsewhere_leave_it_accepted(run, paper, tmp_path):
    before = "1 Inledning\n\nNämnden har haft 12 möten.\n\nTkr   Budget   Utfall\nRanta     20       25\n\n"
    write(tmp_path / "r.txt", before + REPORT + "\nSlutord.\n")
    assert run("check", "r.txt", "--decisions", paper)[0] == 0


# ---- what is not


def test_without_a_comment_nothing_is_accepted(run, paper):
    decide(paper, Kommentar=None)
    code, out, _ = run("check", "r.txt", "--decisions", paper)
    assert code == 1
    assert out.startswith("FEL ")
    assert "Fyndet räknas inte som accepterat: kommentar saknas." in out


def test_another_value_is_not_what_was_accepted(run, paper, tmp_path):
    write(tmp_path / "r.txt", REPORT.replace("3 092", "3 902"))
    code, out, _ = run("check", "r.txt", "--decisions", paper)
    assert code == 1
    assert "Beloppen har ändrats sedan dess: accepten gäller inte längre." in out
    _, out, _ = run("check", "r.txt", "--decisions", paper, "--format", "json")
    jsonschema_rs.validator_for(json.loads(schema())).validate(json.loads(out))
    told = json.loads(out)["reports"][0]["findings"][0]
    assert told["decision"]["lapsed"] == "changed"
    assert "accepted" not in told
    # the next paper does not decide for the person
    run("check", "r.txt", "--decisions", paper, "--xlsx", "q.xlsx")
    (row,) = cells("q.xlsx")
    assert [row[name] for name in ("Beslut", "Kommentar", "Signatur", "Datum")] == [None] * 4
    assert "accepten gäller inte längre" in row["Meddelande"]
    assert run("check", "r.txt", "--decisions", "q.xlsx")[0] == 1


def test_another_sum_is_not_what_was_accepted(run, paper, tmp_path):
    """The total reads as before, but its rows have changed: that difference nobody has seen."""
    write(tmp_path / "r.txt", REPORT.replace("2 111", "1 411"))
    code, out, _ = run("check", "r.txt", "--decisions", paper)
    assert code == 1
    assert "accepten gäller inte längre" in out


def test_what_is_corrected_is_told_as_gone(run, paper, tmp_path):
    write(tmp_path / "r.txt", REPORT.replace("3 092", "3 029"))
    code, out, _ = run("check", "r.txt", "--decisions", paper, "-v")
    assert code == 0
    assert "1 tidigare beslut gäller något som inte finns i det som granskas nu." in out
    # it is not told of where the finding was left out by choice
    write(tmp_path / "r.txt")
    assert "tidigare beslut" not in run("check", "r.txt", "--decisions", paper, "--ignore", "RK101", "-v")[1]


@pytest.mark.parametrize(("written", "told"), [("Rättas", "Rättas"), ("Utreds", "Utreds"), ("Vet ej", "Vet ej")])
def test_what_is_not_accepted_stays_with_its_note(run, paper, written, told):
    decide(paper, Beslut=written)
    code, out, _ = run("check", "r.txt", "--decisions", paper)
    assert code == 1
    assert f"Tidigare beslut: {told} (AB, 2026-11-20). Känd post, rättas i mars." in out
    run("check", "r.txt", "--decisions", paper, "--xlsx", "q.xlsx")
    assert (cells("q.xlsx")[0]["Beslut"], cells("q.xlsx")[0]["Kommentar"]) == (told, "Känd post, rättas i mars")


def test_two_rows_that_contradict_each_other_accept_nothing(run, paper):
    book = openpyxl.load_workbook(paper)
    sheet = book["Fynd"]
    sheet.append([cell.value for cell in sheet[2]])
    sheet.cell(3, [cell.value for cell in sheet[1]].index("Beslut") + 1, "Rättas")
    book.save(paper)
    code, out, _ = run("check", "r.txt", "--decisions", paper)
    assert code == 1
    assert "Arbetspapperet har två olika beslut om fyndet" in out


# ---- figures


def test_a_note_on_a_figure_goes_on(run, paper, tmp_path):
    decide(paper, 1, sheet="Tal", Beslut="Accepteras", Kommentar="Stämt av mot huvudboken", Signatur="AB")
    write(tmp_path / "r.txt", "Ett förord.\n\n" + REPORT)
    run("check", "r.txt", "--decisions", paper, "--xlsx", "q.xlsx")
    noted = [(row["Som tryckt"], row["Kommentar"]) for row in cells("q.xlsx", "Tal") if row["Kommentar"]]
    assert noted == [("918", "Stämt av mot huvudboken")]
    # a figure that has changed is another: the note is told as gone
    write(tmp_path / "r.txt", REPORT.replace("  918", "  919"))
    _, out, _ = run("check", "r.txt", "--decisions", paper, "--xlsx", "s.xlsx", "-v")
    assert not [row for row in cells("s.xlsx", "Tal") if row["Kommentar"]]
    assert "1 tidigare beslut gäller något som inte finns i det som granskas nu." in out


# ---- several reports and papers


def test_a_decision_is_about_its_own_report(run, tmp_path):
    """The same table in two reports has the same fingerprint: what is accepted in one is not in the other."""
    write(tmp_path / "a" / "r.txt")
    write(tmp_path / "b" / "r.txt", REPORT + "\nSlutord.\n")
    assert run("check", "a", "b", "--xlsx", "p.xlsx")[0] == 1
    assert [row["Rapport"] for row in cells("p.xlsx")] == ["a/r.txt", "b/r.txt"]
    assert len({row["Fingeravtryck"] for row in cells("p.xlsx")}) == 1
    decide("p.xlsx", 1, **ACCEPT)
    reports = audit(["a", "b"], decisions=["p.xlsx"]).reports
    assert [report.findings[0].accepted is not None for report in reports] == [False, True]
    decide("p.xlsx", 0, **ACCEPT)
    assert run("check", "a", "b", "--decisions", "p.xlsx")[0] == 0
    # one of them alone, elsewhere
    shutil.move("b/r.txt", "c.txt")
    assert run("check", "c.txt", "--decisions", "p.xlsx")[0] == 0


def test_a_report_under_another_name_is_known_when_it_is_the_only_one(run, paper, tmp_path):
    write(tmp_path / "r v2.txt", "En rad till.\n\n" + REPORT)
    assert run("check", "r v2.txt", "--decisions", paper)[0] == 0
    # of two that it could be it is neither, unless the file is the same
    write(tmp_path / "annan.txt", "En annan rad.\n\n" + REPORT)
    code, out, _ = run("check", "r v2.txt", "annan.txt", "--decisions", paper)
    assert code == 1
    assert "1 tidigare beslut gäller något som inte finns i det som granskas nu." in out
    os.remove("annan.txt")
    shutil.copy("r.txt", "kopia.txt")
    found = audit(["kopia.txt", "r v2.txt"], decisions=[paper]).reports
    assert [report.findings[0].accepted is not None for report in found] == [True, False]


def test_a_later_paper_goes_before_an_earlier_one(run, paper):
    decide(paper, to="q.xlsx", Beslut="Rättas")
    assert run("check", "r.txt", "--decisions", paper, "--decisions", "q.xlsx")[0] == 1
    assert run("check", "r.txt", "--decisions", "q.xlsx", "--decisions", paper)[0] == 0


# ---- what people and programs do to the file


def test_sorted_filtered_and_rearranged(run, tmp_path):
    text = REPORT.replace("4 610", "4 160")
    write(tmp_path / "r.txt", text)
    run("check", "r.txt", "--xlsx", "p.xlsx")
    for number in range(len(cells("p.xlsx"))):
        decide("p.xlsx", number, **ACCEPT)
    book = openpyxl.load_workbook("p.xlsx")
    sheet = book["Fynd"]
    sheet.insert_cols(1)
    sheet["A1"] = "Våra noter"
    sheet.insert_cols(9, 2)
    sheet.insert_rows(1, 3)
    sheet["B1"] = "Genomgånget på mötet"
    header, *rest = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    order = list(range(len(header)))
    random.Random(3).shuffle(order)
    rest = [*reversed(rest), [None] * len(header)]
    del book["Tal"], book["Sammanfattning"]
    sheet.title = "Genomgång"
    for number, row in enumerate([header, *rest], 4):
        for place, at in enumerate(order, 1):
            sheet.cell(number, place, row[at])
    book.save("p.xlsx")
    assert run("check", "r.txt", "--decisions", "p.xlsx")[0] == 0


def test_saved_as_csv(run, paper):
    header, *rest = openpyxl.load_workbook(paper)["Fynd"].iter_rows(values_only=True)
    lines = [";".join('"' + str(cell or "").replace('"', '""') + '"' for cell in row) for row in (header, *rest)]
    with open("p.csv", "w", encoding="cp1252", errors="replace", newline="\r\n") as file:
        file.write("\n".join(lines))
    assert run("check", "r.txt", "--decisions", "p.csv")[0] == 0


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_saved_by_libreoffice(run, paper, tmp_path):
    for kind in ("xlsx", "csv"):
        out = tmp_path / "lo"
        profile = (tmp_path / "profile").as_uri()
        argv = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to"]
        # every sheet as UTF-8 with semicolons, in a file of its own
        how = (
            kind if kind == "xlsx" else "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
        )
        subprocess.run([*argv, how, "--outdir", str(out), paper], check=True, capture_output=True, timeout=120)
    assert run("check", "r.txt", "--decisions", "lo/p.xlsx")[0] == 0
    assert run("check", "r.txt", "--decisions", "lo/p-Fynd.csv")[0] == 0
    # it works the sums out as we do
    book = openpyxl.load_workbook("lo/p.xlsx", data_only=True)
    header, *rest = book["Tal"].iter_rows(values_only=True)
    sums = {row[header.index("Som tryckt")]: row[header.index("Kontrollsumma")] for row in rest}
    assert (sums["4 610"], sums["3 092"], sums["918"]) == (4610, 3029, None)


# ---- wrong use


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        (
            "sv",
            "rkaudit: r.txt: Filen är inget arbetspapper från rkaudit: kolumnerna Beslut och Fingeravtryck saknas.\n",
        ),
        (
            "en",
            "rkaudit: r.txt: The file is no working paper of rkaudit: it lacks the columns Decision and Fingerprint.\n",
        ),
    ],
)
def test_a_file_that_is_no_working_paper(run, tmp_path, lang, sentence):
    write(tmp_path / "r.txt")
    assert run("check", "r.txt", "--decisions", "r.txt", "--lang", lang) == (2, "", sentence)
    assert run("check", "r.txt", "--decisions", "borta.xlsx", "--lang", lang)[0] == 2


def test_the_paper_with_the_decisions_is_not_written_over(run, paper):
    before = Path(paper).read_bytes()
    code, out, err = run("check", "r.txt", "--decisions", paper, "--xlsx", "./p.xlsx")
    assert (code, out) == (2, "")
    assert (
        err == "rkaudit: ./p.xlsx är arbetspapperet med besluten. Det ändras aldrig: ange ett annat namn för det nya.\n"
    )
    assert Path(paper).read_bytes() == before
    assert run("check", "r.txt", "--xlsx", "r.txt", "--lang", "en")[0] == 2


def test_undecidable_names_the_file():
    with pytest.raises(Undecidable) as raised:
        audit(["examples"], decisions=["finns/inte.xlsx"])
    assert (raised.value.path, raised.value.problem.code) == ("finns/inte.xlsx", "missing")


# ---- decisions put to findings


def one_report(text=REPORT, path="r.txt"):
    return audit_text(text, path)


def about(report, **more):
    finding = report.findings[0]
    told = {"comment": "Känd", "basis": basis.of_finding(finding), "report": report.path}
    return Decision(finding.fingerprint, ACCEPTED, **told | more)


def test_what_a_decision_is_about_is_told_exactly():
    assert basis.of_finding(one_report().findings[0]) == "3092 tkr; 3029"
    assert [basis.of_figure(figure) for figure in one_report().figures[:2]] == ["1203 tkr", "918 tkr"]


@pytest.mark.parametrize(
    ("more", "lapsed"),
    [
        ({}, None),
        ({"comment": ""}, NO_COMMENT),
        ({"basis": ""}, NO_BASIS),
        ({"basis": "3092 tkr; 3028"}, CHANGED),
        ({"basis": "3092 mnkr; 3029"}, CHANGED),
        ({"decision": TO_INQUIRE, "comment": "", "basis": "något annat"}, None),
    ],
)
def test_when_an_acceptance_holds(more, lapsed):
    report = one_report()
    given = about(report)
    given = Decision(**{name: getattr(given, name) for name in given.__struct_fields__} | more)
    (found,), obsolete = decided([report], [[given]])
    assert found.findings[0].decision is not None
    assert found.findings[0].decision.lapsed == lapsed
    assert (found.findings[0].accepted is not None) == (more == {})
    assert obsolete == ()


def test_the_decisions_of_a_report_that_cannot_be_read_are_not_gone():
    lost = Report("r.txt", (), problems=(Problem("locked", fatal=True),))
    (found,), obsolete = decided([lost], [[about(one_report())]])
    assert (found, obsolete) == (lost, ())


def test_every_finding_and_figure_of_a_report_has_a_fingerprint_of_its_own():
    for report in audit(["examples"]).reports:
        prints = [finding.fingerprint for finding in report.findings]
        assert len(set(prints)) == len(prints)
        figures = basis.fingerprints(report)
        assert len(set(figures)) == len(figures) == len(report.figures)
        assert {len(one) for one in (*prints, *figures)} <= {16}
        assert all(one.startswith("f") for one in figures)


def test_a_paper_that_nobody_has_written_in_decides_nothing(run, tmp_path):
    write(tmp_path / "r.txt")
    run("check", "r.txt", "--xlsx", "p.xlsx")
    assert run("check", "r.txt", "--decisions", "p.xlsx") == run("check", "r.txt")
