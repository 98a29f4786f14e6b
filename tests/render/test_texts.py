"""Every sentence exists in both languages and takes the same values."""

import string

import msgspec
import pytest

from auditor.model.document import Problem
from auditor.model.finding import Audit, Entry, Text
from auditor.render import texts
from auditor.render.summary import problems, summaries


def every_text():
    for name, table in vars(texts).items():
        if isinstance(table, dict):
            for key, entry in table.items():
                for text in entry if isinstance(entry, tuple) else (entry,):
                    if isinstance(text, Text):
                        yield pytest.param(text, id=f"{name}-{key}")


@pytest.mark.parametrize("text", list(every_text()))
def test_both_languages(text):
    fields = [{name for _, name, _, _ in string.Formatter().parse(side) if name} for side in (text.sv, text.en)]
    assert fields[0] == fields[1]
    assert bool(text.sv) == bool(text.en)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("code", sorted(texts.PROBLEMS))
def test_problems_with_and_without_detail(code, lang):
    for detail in ("", "x{y}"):
        sentence = texts.problem(Problem(code, detail), lang)
        assert sentence.endswith(".")
        assert "{detail}" not in sentence
        assert "()" not in sentence
    assert texts.problem(Problem("locked"), "sv").endswith("stäng filen i Word och försök igen.")


def test_unknown_keys_fall_back_to_themselves():
    assert texts.problem(Problem("novelty", "a"), "sv") == "novelty: a"
    assert texts.problem(Problem("novelty"), "en") == "novelty"
    assert texts.word(texts.REASONS, "novelty", "sv") == "novelty"


def test_the_system_says_no_in_words():
    assert texts.problem(Problem("unreadable", "EACCES"), "sv") == "Filen kunde inte läsas (du saknar behörighet)."


def test_problems_name_path_and_line(both):
    assert list(problems(both.reports, "sv")) == [
        "reports/r.txt, rad 12: En tabell kunde inte läsas och är inte kontrollerad (rubriken saknas).",
        "reports/borta.txt: Filen eller mappen finns inte. Kontrollera namnet.",
    ]
    assert len(list(problems(both.reports, "sv", fatal_only=True))) == 1


EXACT, CLOSE = Entry("verified", exact=True), Entry("verified")
WRONG, LONE, LACKING = Entry("contradicted"), Entry("unchecked", "no-relation"), Entry("unchecked", "undecided")


@pytest.mark.parametrize(
    ("severities", "ledger", "sv", "en"),
    [
        ("e", [EXACT] * 2 + [CLOSE, WRONG, LONE], "1 fel, 0 varningar. 3 av 5 tal avstämda, varav 2 exakt, 1 motsägs, "
         "1 utan samband.", "1 error, 0 warnings. 3 of 5 figures tie out, 2 of them exactly, 1 is contradicted, "
         "1 tied to no other figure."),
        ("eew", [EXACT, WRONG, WRONG], "2 fel, 1 varning. 1 av 3 tal avstämt, exakt, 2 motsägs.",
         "2 errors, 1 warning. 1 of 3 figures ties out, exactly, 2 are contradicted."),
        ("", [EXACT, EXACT], "inga fel hittade i det som kunde stämmas av. 2 av 2 tal avstämda, alla exakt.",
         "no errors found in what could be checked. 2 of 2 figures tie out, all exactly."),
        ("", [CLOSE, CLOSE, LONE, LONE, LACKING], "inga fel hittade i det som kunde stämmas av. 2 av 5 tal avstämda, "
         "alla inom avrundning, 3 ej kontrollerade (2 utan samband, 1 en term saknas).",
         "no errors found in what could be checked. 2 of 5 figures tie out, all within rounding, 3 unchecked "
         "(2 tied to no other figure, 1 a term is missing)."),
        ("", [LONE], "inget av 1 tal kunde stämmas av, 1 utan samband.",
         "none of 1 figures could be checked, 1 tied to no other figure."),
        ("", [], "inga tal att stämma av.", "no figures to check."),
        ("ii", [EXACT], "inga fel hittade i det som kunde stämmas av. 1 av 1 tal avstämt, exakt. "
         "2 noteringar visas med -v.", "no errors found in what could be checked. 1 of 1 figures ties out, exactly. "
         "2 remarks are shown with -v."),
    ],
)  # fmt: skip
def test_summary(report, severities, ledger, sv, en):
    names = {"e": "error", "w": "warning", "i": "info"}
    findings = tuple(msgspec.structs.replace(report.findings[0], severity=names[letter]) for letter in severities)
    changed = msgspec.structs.replace(report, findings=findings, ledger=tuple(ledger), path="r.txt")
    audit = Audit("0.1.0", (changed,), ())
    assert list(summaries(audit, "sv")) == [f"r.txt: {sv}"]
    assert list(summaries(audit, "en")) == [f"r.txt: {en}"]
