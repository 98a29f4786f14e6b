"""The command line: arguments, languages, exit codes and streams. The audit itself is a stand-in."""

import io
import json
import locale
import os
import re
import subprocess
import sys
import types
from typing import Any

import pytest

import auditor
from auditor import __main__, cli
from auditor.exact import Quantity
from auditor.model.document import Problem
from auditor.model.figure import Figure
from auditor.model.finding import Audit, Entry, Finding, Place, Report, RuleText, Text
from auditor.model.sheet import Law, Laws, Sheet
from auditor.model.span import Piece, Span

SPAN = Span((Piece(1, 8, 10, 1),))
RULES = tuple(
    RuleText(
        rule, name, "table", "footing", "error", Text(f"Titel {rule}", f"Title {rule}"), Text("Därför.", "Because.")
    )
    for rule, name in (("RK101", "total-wrong"), ("RK102", "subtotal-wrong"), ("RK201", "claim-wrong"))
)


def finding(severity):
    return Finding(
        "RK101",
        "total-wrong",
        severity,
        "contradicted",
        "Totalt",
        Text("Står 14.", "Reads 14."),
        (Place(SPAN, "14", ""),),
    )


def report(path="r.txt", *severities):
    return Report(
        path,
        ("Totalt 14",),
        (Figure(0, "14", 14, 0, None, SPAN, "table"),),
        ledger=(Entry("verified", exact=True),),
        findings=tuple(map(finding, severities)),
    )


class RuleError(Exception):
    def __init__(self, path, line, column, message):
        self.path, self.line, self.column, self.message = path, line, column, message


@pytest.fixture(autouse=True)
def pipeline(monkeypatch):
    """A pipeline that gives the reports it is told to and remembers what it was asked."""
    fake: Any = types.ModuleType("auditor.pipeline")
    fake.reports, fake.asked = (report(),), {}

    def audit(paths, *, rule_dirs=(), select=(), ignore=(), **_):
        fake.asked = {
            "paths": list(paths),
            "rule_dirs": list(rule_dirs),
            "select": list(select),
            "ignore": list(ignore),
        }
        if isinstance(fake.reports, Exception):
            raise fake.reports
        return Audit("0.1.0", tuple(fake.reports), RULES)

    def relations(paths, *, rule_dirs=()):
        return audit(paths, rule_dirs=rule_dirs)

    fake.audit, fake.relations, fake.rule_texts = audit, relations, lambda rule_dirs: RULES
    rules: Any = types.ModuleType("auditor.check.rules")
    rules.RuleError = RuleError
    monkeypatch.setitem(sys.modules, "auditor.pipeline", fake)
    monkeypatch.setitem(sys.modules, "auditor.check.rules", rules)
    monkeypatch.setattr(auditor, "pipeline", fake, raising=False)
    return fake


@pytest.fixture
def run(capsys):
    def call(*argv):
        code = cli.run(argv)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_check(run, pipeline):
    assert run("check", "a.txt", "b") == (
        0,
        "r.txt: inga fel hittade i det som kunde stämmas av. 1 av 1 tal avstämt, exakt.\n",
        "",
    )
    assert pipeline.asked == {"paths": ["a.txt", "b"], "rule_dirs": [], "select": [], "ignore": []}


def test_rules_are_chosen_by_id_or_beginning_in_either_case(run, pipeline):
    argv = ("--select", "rk1, RK201", "--select=RK10", "--ignore", "RK102", "--rules", "x", "--rules", "y")
    assert run("check", "-", *argv)[0] == 0
    assert pipeline.asked == {
        "paths": ["-"],
        "rule_dirs": ["x", "y"],
        "select": ["RK1", "RK201", "RK10"],
        "ignore": ["RK102"],
    }


@pytest.mark.parametrize(
    ("severities", "fail_on", "code"),
    [
        ((), "info", 0),
        (("error",), None, 1),
        (("warning",), None, 0),
        (("warning",), "warning", 1),
        (("info",), "warning", 0),
        (("info",), "info", 1),
        (("error",), "never", 0),
    ],
)
def test_exit_codes(run, pipeline, severities, fail_on, code):
    pipeline.reports = (report("r.txt", *severities),)
    assert run("check", "r.txt", *(["--fail-on", fail_on] if fail_on else []))[0] == code


def test_a_file_that_cannot_be_read_fails_and_the_rest_is_audited(run, pipeline):
    lost = Report("x.docx", (), problems=(Problem("locked", fatal=True),))
    pipeline.reports = (lost, report("r.txt", "error"))
    code, out, err = run("check", "x.docx", "r.txt", "--fail-on", "never")
    assert code == 2
    assert "FEL  Totalt" in out
    assert err == "x.docx: Filen är öppen i ett annat program: stäng filen i Word och försök igen.\n"
    code, out, err = run("check", "x.docx", "r.txt", "--format", "json")
    assert (code, err) == (2, "")
    assert json.loads(out)["summary"]["unreadable"] == 1
    for command in ("tables", "figures", "relations"):
        assert run(command, "x.docx")[0] == 2


def test_notices_do_not_fail_and_quiet_leaves_them_out(run, pipeline):
    pipeline.reports = (Report("r.txt", ("Hej",), problems=(Problem("no-figures"),)),)
    told = "r.txt: Filen innehåller inga tal att stämma av.\n"
    assert run("check", "r.txt") == (0, "r.txt: inga tal att stämma av.\n", "")
    assert run("figures", "r.txt") == (0, "r.txt: inga tal att stämma av.\n", "")
    assert run("check", "r.txt", "--format", "concise") == (0, "", told)
    assert run("check", "r.txt", "-q") == (0, "", "")


def test_formats(run, pipeline):
    pipeline.reports = (report("r.txt", "error"),)
    assert run("check", "r.txt", "--format", "concise")[1] == "r.txt:1:8: error RK101 Står 14.\n"
    assert json.loads(run("check", "r.txt", "--format=json", "--lang", "en")[1])["lang"] == "en"
    assert run("figures", "r.txt")[1].startswith("r.txt: 1 av 1 tal avstämt")
    assert "figures" in json.loads(run("figures", "r.txt", "--format", "json")[1])["reports"][0]
    assert run("tables", "r.txt")[1] == "r.txt: inga tabeller hittades.\n"
    assert json.loads(run("tables", "r.txt", "--format", "json")[1])["reports"][0]["tables"] == []
    assert json.loads(run("schema")[1])["title"] == "rkaudit/1"


def test_width(run, pipeline, monkeypatch):
    pipeline.reports = (report("r.txt", "error"),)
    assert len(run("check", "r.txt")[1].split("\n")[0]) == 100
    assert len(run("check", "r.txt", "--width", "60")[1].split("\n")[0]) == 60
    monkeypatch.setenv("COLUMNS", "70")
    assert len(run("check", "r.txt")[1].split("\n")[0]) == 70


def test_rules_and_explain(run):
    assert run("rules")[1].split("\n")[0] == "RK101  FEL  Titel RK101"
    assert len(json.loads(run("rules", "--format", "json")[1])["rules"]) == 3
    assert run("explain", "rk201", "--lang", "en")[1].startswith("RK201  ERROR  claim-wrong\nTitle RK201\n")


@pytest.mark.parametrize(
    ("argv", "sv", "en"),
    [
        (["check"], "Ange minst en rapport eller mapp", "Name at least one report or folder"),
        (["chekc", "r"], "Kommandot chekc finns inte. Menade du check?", "no command chekc. Did you mean check?"),
        (["check", "r", "--formatt", "x"], "Valet --formatt finns inte. Menade du --format?", "no option --formatt"),
        (["check", "r", "--format"], "Valet --format behöver ett värde.", "The option --format needs a value."),
        (["check", "r", "--format", "jsn"], "jsn. Välj bland: text, json, concise. Menade du json?", "json?"),
        (["figures", "r", "--format", "concise"], "--format kan inte vara concise", "--format cannot be concise"),
        (["check", "r", "--fail-on", "fel"], "Välj bland: error, warning, info, never.", "Choose among: error"),
        (["check", "r", "--width", "bred"], "--width har ett värde som inte går att använda.", "--width has a value"),
        (["check", "r", "--select", "RK103"], "Regeln RK103 finns inte. Menade du RK10", "There is no rule RK103."),
        (["check", "r", "--ignore", "X"], "Regeln X finns inte.", "There is no rule X."),
        (["explain", "RK999"], "Regeln RK999 finns inte.", "There is no rule RK999."),
        (["explain"], "Ange vilken regel", "Name the rule"),
        (["schema", "x"], "Kommandoraden kunde inte tolkas", "could not be understood"),
        (["--nonsense"], "Valet --nonsense finns inte. Hjälp: rkaudit --help", "no option --nonsense"),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_one_line(run, argv, sv, en):
    for lang, sentence in (("sv", sv), ("en", en)):
        code, out, err = run(*argv, "--lang", lang)
        assert (code, out) == (2, "")
        assert err.startswith("rkaudit: ")
        assert err.count("\n") == 1
        assert sentence in err


def test_no_arguments_show_the_help(run):
    code, out, err = run()
    assert (code, out) == (2, "")
    assert err.startswith("rkaudit: Kommando saknas.\nAnvändning: rkaudit KOMMANDO")


def test_a_report_without_a_command(run, tmp_path):
    path = tmp_path / "rapport.txt"
    path.touch()
    assert f"Menade du: rkaudit check {path}?" in run(str(path))[2]


def test_a_broken_rule_file(run, pipeline):
    pipeline.reports = RuleError("egna/RK901.toml", 3, 7, Text("okänd nyckel kindd", "unknown key kindd"))
    assert run("check", "r.txt") == (2, "", "rkaudit: egna/RK901.toml:3:7: okänd nyckel kindd\n")


@pytest.mark.parametrize("where", range(3))
def test_language_may_stand_anywhere(run, where):
    argv = ["check", "r.txt"]
    argv[where:where] = ["--lang", "en"]
    assert run(*argv)[1].startswith("r.txt: no errors found")


def test_an_unknown_language(run):
    assert run("check", "r", "--lang", "de")[2] == "rkaudit: --lang kan inte vara de. Välj bland: sv, en.\n"
    assert run("check", "r", "--lang")[0] == 2


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "sv"),
        ({"LANG": "C.UTF-8"}, "sv"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "sv_SE"}, "sv"),
        ({"LC_ALL": "English_United States"}, "en"),
        ({"LC_ALL": "Swedish_Sweden"}, "sv"),
        ({"LANG": "de_DE"}, "sv"),
    ],
)
def test_the_locale_chooses_on_a_terminal_only(monkeypatch, environment, lang):
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    for stream, expected in ((Screen(), lang), (io.StringIO(), "sv")):
        monkeypatch.setattr(sys, "stdout", stream)
        cli.run(["check", "r.txt"])
        assert ("no errors found" in stream.getvalue()) == (expected == "en")


def test_windows_tells_its_locale_another_way(monkeypatch):
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdout", Screen())
    for name, lang in (("English_United Kingdom", "en"), ("Swedish_Sweden", "sv"), (None, "sv")):
        monkeypatch.setattr(locale, "getlocale", lambda name=name: (name, "1252"))
        assert cli._spoken() == lang


def test_relations(run, pipeline):
    sheet = Sheet(
        (("A", "1"), ("B", "2"), ("Alla", "3")),
        ((None, Quantity(1, 0)), (None, Quantity(2, 0)), (None, Quantity(3, 0))),
    )
    law = Law("sum", (2, 1), ((0, 1), (1, 1)), "exact")
    found = Laws("", 1, 3, ("A", "B", "Alla"), ("", ""), sheet, (law,), bounded=True)
    bound = Problem("search-bound", line=1)
    pipeline.reports = (Report("t.csv", ("A;1", "B;2", "Alla;3"), problems=(bound,), laws=(found,)),)
    code, out, err = run("relations", "t.csv", "--rules", "egna")
    assert (code, out) == (0, "t.csv, rad 1–3\n  Alla = A + B  (1 kolumn, exakt)\n")
    assert err.startswith("t.csv, rad 1: Tabellen är så stor")
    assert pipeline.asked["rule_dirs"] == ["egna"]
    assert run("relations", "t.csv", "--lang", "en")[1] == "t.csv, line 1–3\n  Alla = A + B  (1 column, exactly)\n"
    told = json.loads(run("relations", "t.csv", "--format", "json")[1])["reports"][0]
    relation = {"operator": "sum", "result": [2, 1], "operands": [[0, 1], [1, 1]], "verdict": "exact"}
    assert told["tables"] == [{"line": 1, "relations": [relation]}]
    assert [problem["code"] for problem in told["problems"]] == ["search-bound"]
    assert run("relations")[0] == run("relations", "t.csv", "--format", "concise")[0] == 2


@pytest.mark.parametrize("command", ["check", "tables", "figures", "relations", "rules", "explain", "schema"])
def test_help_of_every_command(run, command):
    for lang, heading, other in (("sv", "Användning: ", "Usage"), ("en", "Usage: ", "Användning")):
        code, out, err = run(command, "--help", "--lang", lang)
        assert (code, err) == (0, "")
        assert out.startswith(f"{heading}rkaudit {command} [")
        assert other not in out
        assert "--lang sv|en" in out
    assert "Arguments:" not in run(command, "-h")[1]
    assert "Options:" not in run(command, "-h")[1]


def test_help(run):
    code, out, _ = run("--help")
    assert code == 0
    assert re.search(r"Kommandon:\n  check +Granskar rapporter", out)
    assert re.search(r"\n  relations +Visar sambanden", out)


# ---- the entry point, in a process of its own

STAND_IN = """
import sys, types, auditor
from auditor.model.finding import Audit, Report
fake = types.ModuleType("auditor.pipeline")
def audit(paths, **_):
    if "boom" in paths:
        raise ValueError("tabellen\\ngick sönder")
    if "stop" in paths:
        raise KeyboardInterrupt
    return Audit("0.1.0", tuple(Report(path, ("åäö",)) for path in paths), ())
fake.audit = audit
rules = types.ModuleType("auditor.check.rules")
rules.RuleError = type("RuleError", (Exception,), {})
auditor.pipeline = sys.modules["auditor.pipeline"] = fake
sys.modules["auditor.check.rules"] = rules
from auditor.__main__ import main
try:
    main()
finally:
    sys.stderr.write("".join(f"<{name}>" for name in ("typer", "rich") if name in sys.modules))
"""


def process(*argv, **environment):
    return subprocess.run(
        [sys.executable, "-c", STAND_IN, *argv],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "", **environment},
    )


def test_the_version_imports_nothing():
    done = process("--version")
    assert done.stdout.split() == [b"rkaudit", b"0.1.0"]
    assert done.stderr == b""


def test_json_needs_no_terminal_library():
    done = process("check", "r.txt", "--format", "json")
    assert done.returncode == 0
    assert done.stderr == b"<typer>"


def test_a_pipe_is_utf8_whatever_the_locale():
    done = process(
        "check", "å.txt", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", LC_ALL="C.UTF-8", PYTHONIOENCODING="latin-1"
    )
    assert "å.txt: inga tal att stämma av." in done.stdout.decode("utf-8")


def test_an_error_in_the_program_is_one_sentence():
    done = process("check", "boom")
    assert done.returncode == 2
    assert done.stdout == b""
    told = done.stderr.decode("utf-8")
    assert told.startswith(
        "rkaudit: Något gick fel i rkaudit och granskningen avbröts (ValueError: tabellen gick sönder)."
    )
    assert "Traceback" not in told
    assert b"Traceback" in process("check", "boom", "--debug").stderr
    assert b"Something went wrong" in process("check", "boom", "--lang", "en").stderr


def test_interrupting_is_quiet():
    done = process("check", "stop")
    assert done.returncode == 130
    assert done.stdout == b""
    assert done.stderr == b"<typer>"


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_reader_that_leaves_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "schema"], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_even_broken_sentences_are_no_traceback(monkeypatch, capsys):
    monkeypatch.setattr(cli, "unexpected", None)
    assert __main__._apologise(ValueError("x")) == 2
    assert capsys.readouterr().err == "rkaudit: Oväntat fel / unexpected error (ValueError: x)\n"
