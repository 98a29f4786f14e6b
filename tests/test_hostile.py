"""Files that no report should be: each is told of in a sentence, quickly, and the others are audited all the same."""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from auditor import cli
from auditor.render import texts

GOOD = "Nämnd\tUtfall\tBudget\tAvvikelse\nSkola\t12,5\t12,0\t0,5\nVård\t7,0\t7,5\t-0,5\nTotalt\t19,5\t19,5\t0,0\n"
# Generous for a slow machine, and far below what anything worse than linear takes on these inputs.
SECONDS = 30
# `{path}: ` and a Swedish sentence
SENTENCE = re.compile(r"^(?P<path>\S+): [A-ZÅÄÖ][^\n]*[.)]$", re.MULTILINE)

RULE = """\
id = "RK190"
name = "own-rule"
family = "table"
kind = "row-formula"
formulas = ["avvikelse = utfall - budget"]
severity = "warning"

[title]
sv = "Egen regel"
en = "Own rule"

[message]
sv = "Står {stated}, ska vara {computed}."
en = "States {stated}, should be {computed}."

[why]
sv = "Vi vill det."
en = "We want it."
"""


class Result(NamedTuple):
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def reports(self) -> dict[str, dict[str, Any]]:
        return {Path(report["path"]).name: report for report in json.loads(self.out)["reports"]}

    def codes(self, name: str) -> list[str]:
        """The problems that a file is said to have."""
        return [problem["code"] for problem in self.reports[name]["problems"]]


Run = Callable[..., Result]


@pytest.fixture
def rkaudit(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process; whatever it raises fails the test."""

    def run(*argv: str | Path) -> Result:
        code = cli.run(list(map(str, argv)))
        return Result(code, *capsys.readouterr())

    return run


def timed(*argv: str | Path, seconds: int) -> Result:
    """Runs the command line in a process of its own, which may take so long."""
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *map(str, argv)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=seconds,
        check=False,
    )
    result = Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert result.code in (0, 1, 2), result.err
    assert "Traceback" not in result.err
    assert "Något gick fel i rkaudit" not in result.err, result.err
    return result


@pytest.fixture
def good(tmp_path):
    """A report with nothing wrong, which every run audits beside the hostile one."""
    path = tmp_path / "zz-good.txt"
    path.write_text(GOOD, "utf-8")
    return path


def audited(result: Result, good: Path) -> bool:
    """Whether the good report has been audited in full."""
    counts: dict[str, int] = result.reports[good.name]["figures"]
    return counts == {"total": 9, "verified": 9, "contradicted": 0, "unchecked": 0}


# ---- delimited tables that nobody should send ------------------------------------------------------------------------

CSV_HEAD = "Ort;Budget;Utfall;Avvikelse\n"
HOSTILE_CSV = {
    "random": random.Random(2).randbytes(50_000),
    "nuls": b"Ort;Utfall\n\0\0\0;1\n" + b"A\0;2\n" * 50,
    "one-long-line": ("A;" + "x" * 10_000_000 + ";1\n").encode(),
    "a-hundred-thousand-columns": (";".join(["1"] * 100_000) + "\n").encode() * 2,
    "wide-and-long": (";" * 100_000 + "\n" + "1\n" * 1_000).encode(),
    "unclosed-quote": (CSV_HEAD + '"Norr;1;2;3\n' + "Söder;4;3;1\n" * 2_000).encode(),
    "nothing-but-quotes": b'"' * 200_001,
    "mixed-delimiters": (CSV_HEAD + "Norr,1;2\t3\n" * 500).encode(),
    "one-cell": b'"' + b"rad\n" * 50_000 + b'"',
    "blank-lines": b"\n" * 50_000,
    "same-number": (CSV_HEAD + "Norr;5;5;5\n" * 400).encode(),
    "huge-numbers": (CSV_HEAD + f"Norr;{'9' * 300};1e999;-\n" * 20).encode(),
}


@pytest.mark.parametrize("command", ["check", "relations"])
@pytest.mark.parametrize("name", HOSTILE_CSV)
def test_hostile_tables_are_told_or_read_in_time(name, command, tmp_path, good):
    path = tmp_path / "a.csv"
    path.write_bytes(HOSTILE_CSV[name])
    result = timed(command, path, good, "--format", "json", seconds=SECONDS)
    report = result.reports[path.name]
    assert {problem["code"] for problem in report["problems"]} <= set(texts.PROBLEMS)
    if command == "check":
        assert audited(result, good)
    else:
        assert result.reports[good.name]["tables"][0]["relations"]


# ---- files that cannot be read ------------------------------------------------------------------------------------


def missing(path: Path) -> None:
    """Makes nothing."""


def forbidden(path: Path) -> None:
    path.write_text(GOOD, "utf-8")
    path.chmod(0)


def with_bytes(data: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(60_000_000)


IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
UNREADABLE = {
    "missing": (missing, "missing"),
    "no-permission": (forbidden, "unreadable"),
    "zip": (with_bytes(b"PK\x03\x04" + bytes(range(256)) * 40), "damaged"),
    "image": (with_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000)), "binary"),
    "random": (with_bytes(random.Random(1).randbytes(100_000)), "binary"),
    "nul": (with_bytes(bytes(10_000)), "binary"),
    "60-megabytes": (huge, "too-large"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_told_and_the_rest_is_audited(name, tmp_path, good, rkaudit):
    if name == "no-permission" and (IS_ROOT or os.name == "nt"):
        pytest.skip("this user may read everything")
    make, code = UNREADABLE[name]
    path = tmp_path / "a.txt"
    make(path)

    result = rkaudit("check", "--format", "json", path, good)
    assert result.code == 2
    assert result.codes("a.txt") == [code]
    assert audited(result, good)

    told = rkaudit("check", path, good)
    assert told.code == 2
    assert [match["path"] for match in SENTENCE.finditer(told.err)] == [path.as_posix()]
    assert good.name in told.out


def test_an_empty_file_is_told_and_passes(tmp_path, good, rkaudit):
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    result = rkaudit("check", "--format", "json", path, good)
    assert (result.code, result.codes("a.txt")) == (0, ["empty"])
    assert audited(result, good)
    assert rkaudit("check", path).err == f"{path.as_posix()}: Filen är tom.\n"


def test_a_folder_without_reports_is_told_and_passes(tmp_path, good, rkaudit):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "bild.png").write_bytes(b"\x89PNG")
    result = rkaudit("check", "--format", "json", folder, good)
    assert (result.code, result.codes("folder")) == (0, ["no-reports"])
    assert audited(result, good)
    assert rkaudit("check", folder).err == f"{folder.as_posix()}: Mappen innehåller inga rapporter som kan läsas.\n"


# ---- texts that are no reports ------------------------------------------------------------------------------------

NUMBERS = " ".join(str(number * 7919 % 100_000) for number in range(5000))
HOSTILE = {
    "one 10 MB line": "Totalt 12,5 " * 850_000,
    "10,000 brackets": "(" * 10_000 + "1" + ")" * 10_000 + "\n" + "( 1 " * 10_000,
    "deep quotes": "\n".join("> " * depth + "- 1,0 mnkr" for depth in range(300)),
    "deep lists": "\n".join("  " * depth + "- Nämnd 1,0 mnkr varav" for depth in range(300)),
    "deep emphasis": "*" * 10_000 + "Totalt 1,0" + "*" * 10_000 + "\n" + "**a _b " * 5000,
    "wide pipes": "|" * 20_000 + "\n" + "| 1 " * 10_000,
    "unclosed tags": "<b " * 20_000 + "\n" + "<!-- " * 10_000 + "\n" + "&amp" * 20_000,
    "5,000 numbers": f"Nämnd Utfall Budget Avvikelse\n\nSkola {NUMBERS}\n\nTotalt {NUMBERS}\n",
    "5,000 numbers with gaps": f"Skola  {NUMBERS.replace(' ', '  ')}\nTotalt  {NUMBERS.replace(' ', '  ')}\n",
    "5,000 cells": "\t".join(("Skola", *NUMBERS.split())) + "\n" + "\t".join(("Totalt", *NUMBERS.split())) + "\n",
    "5,000 groups of three": "Skola " + "123 " * 5000 + "\nTotalt " + "123 " * 5000,
    "30 groups of three": ("Skola " + "123 " * 30 + "\n\n") * 40,
    "200,000 digits": "Totalt " + "7" * 200_000,
    "99,000 digits": "Totalt " + "7" * 99_000,
    "5,000 digits": "Skola\t" + "7" * 5000 + "\nTotalt\t" + "7" * 5000,
    "5,000 decimals": "Skola\t1," + "7" * 5000 + "\nTotalt\t1," + "7" * 5000,
    "1 MB of digits": ("7" * 999 + "\n") * 1000,
    "2,000 rows": "Nämnd\tUtfall\tBudget\tAvvikelse\n" + "Skola\t12,5\t12,0\t0,5\n" * 2000 + "Totalt\t1,0\t2,0\t-1,0\n",
    "1,000 totals": ("Skola\t12,5\t12,0\t0,5\n" + "Totalt\t12,5\t12,0\t0,5\n") * 1000,
    "600 broken rows": "Nämnd\tUtfall\tBudget\tAvvikelse\n"
    + "Skola\t12,5\t12,0\t0,5\nVård\t12,5\t12,0\t0,5\nVård\t12,5\t12,0\t7,5\n" * 200,
    "20,000 items": "Ett underskott på 5,0 mnkr varav\n\n" + "- 1,0 mnkr för skolan\n" * 20_000,
    "20,000 short lines": "Utfall\n" * 20_000,
    "5,000 years": "Skola " + "2020 2021–2022 " * 2500,
    "a million spaces": "Skola" + " " * 90_000 + "1,0\n" + (" " * 1000 + "\n") * 1000,
    "dashes": "Skola " + "- " * 20_000 + "\n" + "–" * 50_000,
    "nul bytes": "Skola\t1,0\t1,0\n\x00\x00\nTotalt\t1,0\t1,0\n",
    "escape sequences": "\x1b[31mSkola\x1b[0m\t12,5\t12,0\t0,5\n\x1b]0;title\x07Totalt\t13,5\t12,0\t1,5\n\x1b[2J",
    "other digits": "Skola ١٢٣ ४५६ ７８９ ⅷ ½\nTotalt ١٢٣ ४५६ ７８９ ⅷ ½\n",
    "combining marks": ("a" + "\u0308" * 500 + " 1,0 2,0\n") * 20,
    "right to left": "\u202eSkola 1,0 2,0\u202c\nTotalt 1,0 2,0\u2066\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_audited_in_good_time(name, tmp_path, good):
    path = tmp_path / "a.txt"
    path.write_text(HOSTILE[name], "utf-8")
    result = timed("check", "--format", "json", path, good, seconds=SECONDS)
    assert audited(result, good)
    if result.code == 2:
        assert result.codes("a.txt") == ["binary"]


@pytest.mark.parametrize(
    ("name", "command"), [("escape sequences", command) for command in ("check", "tables", "figures")]
)
def test_no_escape_sequence_reaches_the_terminal(name, command, tmp_path, rkaudit):
    path = tmp_path / "a.txt"
    path.write_text(HOSTILE[name], "utf-8")
    result = rkaudit(command, path)
    assert "\x1b" not in result.out + result.err
    assert "\x07" not in result.out + result.err


def test_a_line_too_long_to_read_is_told(tmp_path, good, rkaudit):
    path = tmp_path / "a.txt"
    path.write_text("Totalt 12,5 " * 850_000, "utf-8")
    result = rkaudit("check", "--format", "json", path, good)
    assert (result.code, result.codes("a.txt")[0]) == (0, "long-line")
    assert "rad 1" in rkaudit("check", path).err


ENCODINGS = {
    "utf-8": GOOD.encode(),
    "utf-8 with a mark": GOOD.encode("utf-8-sig"),
    "utf-16 without a mark": GOOD.encode("utf-16-le"),
    "utf-16 big without a mark": GOOD.encode("utf-16-be"),
    "utf-16 with a mark": GOOD.encode("utf-16"),
    "utf-32 with a mark": GOOD.encode("utf-32"),
    "cp1252": GOOD.encode("cp1252"),
    "latin-1 with C1 bytes": GOOD.encode("latin-1") + b"\x81\x8d\x8f\x90\x9d \x85\n",
    "one bad byte": GOOD.encode().replace(b"Skola", b"Sk\xffla"),
    "half a character at the end": GOOD.encode() + "ö".encode()[:1],
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_figures_are_read_in_every_encoding(name, tmp_path, good, rkaudit):
    path = tmp_path / "a.txt"
    path.write_bytes(ENCODINGS[name])
    result = rkaudit("check", "--format", "json", path, good)
    assert result.code == 0
    assert result.reports["a.txt"]["figures"] == result.reports[good.name]["figures"]
    assert set(result.codes("a.txt")) <= {"encoding-guessed"}


# ---- rules of one's own -------------------------------------------------------------------------------------------

# what is done to the rule, and line and column and words of the message
BROKEN_RULES = {
    "bad TOML": (("family = ", "family "), 3, "giltig TOML"),
    "unknown key": (("severity = ", "tolerance = 1\nseverity = "), 6, "okänd nyckel: tolerance"),
    "missing key": (("severity = ", "same = []  # "), 1, "severity"),
    "bad formula": (("utfall - budget", "utfall - - budget )"), 5, "formeln går inte att tolka"),
    "product in a formula": (("utfall - budget", "utfall * budget"), 5, "formeln går inte att tolka"),
    "unknown measure": (("utfall - budget", "utfall - bidget"), 5, "bidget"),
    "unknown kind": (('"row-formula"', '"magic"'), 4, "kind"),
    "bad id": (('"RK190"', '"X1"'), 1, "id"),
    "taken id": (('"RK190"', '"RK101"'), 1, "RK101"),
    "wrong type": (('severity = "warning"', "severity = 3"), 6, "severity"),
    "not a list": (('["avvikelse = utfall - budget"]', '"avvikelse = utfall - budget"'), 5, "formulas"),
    "a measure for a line": (('"row-formula"', '"line-formula"'), 5, "posten avvikelse"),
    "no formula has it": (("severity = ", 'optional = ["prognos"]\nseverity = '), 6, "prognos"),
    "no such place": (("severity = ", 'where = "beside"\nseverity = '), 6, "where"),
    "half a text": (('sv = "Egen regel"\n', ""), 8, "title"),
}


@pytest.mark.parametrize("name", BROKEN_RULES)
def test_a_broken_rule_is_told_by_file_and_line(name, tmp_path, good, rkaudit):
    (old, new), line, words = BROKEN_RULES[name]
    assert old in RULE
    path = tmp_path / "own" / "RK190.toml"
    path.parent.mkdir()
    path.write_text(RULE.replace(old, new, 1), "utf-8")
    result = rkaudit("check", "--rules", path.parent, good)
    assert (result.code, result.out) == (2, "")
    told = re.fullmatch(r"rkaudit: (?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (?P<words>[^\n]+)\n", result.err)
    assert told is not None, result.err
    assert told["path"] == path.as_posix()
    assert int(told["line"]) == line
    assert words in told["words"]


def test_a_rule_file_that_is_no_text_is_told(tmp_path, good, rkaudit):
    path = tmp_path / "own" / "RK190.toml"
    path.parent.mkdir()
    path.write_bytes(b'id = "RK\xff"')
    result = rkaudit("check", "--rules", path.parent, good)
    assert result.code == 2
    assert result.err.startswith(f"rkaudit: {path.as_posix()}:1:1: ")


def test_a_broken_vocabulary_is_told_by_file_and_line(tmp_path, good, rkaudit):
    path = tmp_path / "own" / "vocabulary.toml"
    path.parent.mkdir()
    path.write_text("[rows]\ntotal = [", "utf-8")
    result = rkaudit("check", "--rules", path.parent, good)
    assert result.code == 2
    assert result.err.startswith(f"rkaudit: {path.as_posix()}:2")


def test_a_rules_folder_that_is_missing_is_told(tmp_path, good, rkaudit):
    result = rkaudit("check", "--rules", tmp_path / "none", good)
    assert (result.code, result.out) == (2, "")
    assert (tmp_path / "none").as_posix() in result.err


def test_rules_of_ones_own_work(tmp_path, rkaudit):
    """A rule and a word in a folder: the rule speaks under its own id and with its own words."""
    folder = tmp_path / "own"
    folder.mkdir()
    own = RULE.replace("avvikelse = utfall - budget", "återstår = budget - utfall - prognos")
    (folder / "RK190.toml").write_text(own, "utf-8")
    (folder / "vocabulary.toml").write_text('[rows]\ntotal = ["slutsiffra"]\n', "utf-8")
    path = tmp_path / "a.txt"
    path.write_text(
        "Projekt\tBudget\tUtfall\tPrognos\tÅterstår\nBro\t100,0\t60,0\t30,0\t10,0\nVäg\t50,0\t20,0\t20,0\t10,0\n"
        "Park\t80,0\t10,0\t20,0\t55,0\nSlutsiffra\t230,0\t90,0\t70,0\t70,0\n",
        "utf-8",
    )
    result = rkaudit("check", "--rules", folder, "--select", "RK190", "--format", "json", path)
    findings = result.reports["a.txt"]["findings"]
    told = [finding for finding in findings if finding["severity"] == "warning"]
    assert {finding["rule"] for finding in told} == {"RK190"}
    assert any(finding["message"] == "Står 55,0, ska vara 50,0." for finding in told)
    assert result.code == 0
    rows = json.loads(rkaudit("tables", "--rules", folder, "--format", "json", path).out)["reports"][0]["tables"][0][
        "rows"
    ]
    assert rows[-1]["role"] == "total"
    assert rkaudit("explain", "RK190", "--rules", folder).out.startswith("RK190")
