"""The causes of causes.md: every case is told with its figure, what should stand, and the cause with its evidence."""

import re
from pathlib import Path

import pytest

from auditor.check.judge import linear
from auditor.diagnose import edits
from auditor.diagnose.blame import Blame
from auditor.diagnose.causes import cause
from auditor.diagnose.origins import Origins
from auditor.model.figure import Figure
from auditor.model.relation import REPEATED, Term
from auditor.model.span import Span
from auditor.pipeline import audit_text

CASES = re.findall(
    r"^### (.+?)\n.*?^```report\n(.+?)^```\n\n^```cause\n(.+?)\n^```",
    (Path(__file__).parent / "causes.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
DOCS = (Path(__file__).parents[2] / "docs" / "causes.md").read_text("utf-8")
KINDS = set(edits._WEIGHT)


@pytest.mark.parametrize(("report", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_case(report, expected):
    findings = [finding for finding in audit_text(report).findings if finding.severity != "info"]
    assert len(findings) == 1
    finding = findings[0]
    told = f"{finding.cause.kind} | {finding.cause.text.sv}" if finding.cause else "none"
    place = finding.blamed[0]
    assert f"{place.span.line} {place.text} -> {finding.suggestion} | {told}" == expected


def test_every_cause_has_its_line_in_the_documentation():
    assert set(re.findall(r"^\| `([a-z-]+)` \|", DOCS, re.MULTILINE)) == KINDS


def test_every_cause_has_a_case():
    told = {expected.split(" | ")[1] for _, _, expected in CASES}
    assert told - {"none"} == KINDS - {edits.PLUG, edits.EXTRA}


def test_every_cause_is_told_in_english_too():
    for _, report, _ in CASES:
        for finding in audit_text(report).findings:
            if finding.cause is not None:
                assert finding.cause.text.en != finding.cause.text.sv
                assert "{" not in finding.cause.text.sv + finding.cause.text.en


def figure(number, text, scaled, decimals, unit, scale):
    return Figure(number, text, scaled, decimals, unit, Span(()), "table", scale=scale)


def test_a_last_digit_changed_so_that_the_column_comes_out_even():
    """12 340 tkr is 12,3 mnkr; with 12,4 the column gives 15,5 to the digit, with 12,3 it is off by rounding."""
    figures = [
        figure(0, "12,4", 124, 1, "mnkr", 6),
        figure(1, "3,1", 31, 1, "mnkr", 6),
        figure(2, "15,5", 155, 1, "mnkr", 6),
        figure(3, "12 340", 12_340, 0, "tkr", 3),
    ]
    column = linear("RK101", "summa", 2, (Term(0, 1, "item"), Term(1, 1, "item")), figures, evidence=("label",))
    copy = linear("RK301", REPEATED, 3, (Term(0, 1, "item"),), figures, evidence=("label",))
    relations = [column, copy]
    blamed = Blame(0, (1,), best=123, slip="digit", alone=True, decimals=1)
    told = cause(blamed, relations, figures, Origins(relations, figures, ()), determined=True)
    assert told is not None
    assert told.kind == "made-to-foot"
    assert told.text.sv == "sista siffran är ändrad så att summan går jämnt ut (12,4 i stället för 12,3)"
    # without the column it is one wrong digit
    alone = cause(blamed, [copy, copy], figures, Origins([copy, copy], figures, ()), determined=True)
    assert alone is not None
    assert alone.kind == "digit"


def test_no_slip_is_named_of_a_figure_that_is_not_determined():
    figures = [
        figure(0, "1 032", 1032, 0, "tkr", 3),
        figure(1, "900", 900, 0, "tkr", 3),
        figure(2, "123", 123, 0, "tkr", 3),
    ]
    relations = [linear("RK101", "summa", 0, (Term(1, 1, "item"), Term(2, 1, "item")), figures, evidence=("label",))]
    blamed = Blame(0, (0,), best=1023, slip="transposition", rivals=(1,))
    assert cause(blamed, relations, figures, Origins(relations, figures, ()), determined=False) is None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_more_digits_make_a_cause_the_likelier(kind):
    """What chance could bring about becomes rarer with every digit that agrees, whatever the cause."""
    ratios = [edits.likelihood(kind, digits) / edits.likelihood(None, digits) for digits in range(2, 9)]
    assert ratios == sorted(ratios)


def test_more_figures_to_choose_from_make_an_origin_the_weaker():
    assert edits.is_telling(edits.COPIED, 3, 4)
    assert not edits.is_telling(edits.COPIED, 3, 400)
    assert not edits.is_telling(edits.COPIED, 3, 4, coincidence=0.5)
    assert not edits.is_telling(edits.OMITTED, 1, 2)
    assert edits.is_telling(edits.STALE, 5, 300)
