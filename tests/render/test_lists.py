"""The plain lists: concise findings, tables, figures, rules."""

import io

import msgspec

from auditor.model.finding import Audit, RuleText, Text
from auditor.render import concise, figures, rules, tables


def test_concise(audit, report):
    assert concise.render(audit, "en") == (
        "reports/r.txt:5:16: error RK101 Reads 1\u00a0494,1 but the rows give 1\u00a0449,1.\n"
        "reports/r.txt:6:18: warning RK301 The sentence says 1 410 mnkr.\n"
    )
    assert concise.render(audit, "sv", verbose=True).endswith("reports/r.txt:5:8: info RK101 Inom avrundning.\n")
    split = msgspec.structs.replace(report.findings[2], message=Text("en\nrad\x1b", ""))
    broken = Audit("0.1.0", (msgspec.structs.replace(report, findings=(split,)),), ())
    assert concise.render(broken, "sv") == "reports/r.txt:5:16: error RK101 en rad\ufffd\n"


def test_figures_say_what_was_not_checked_and_why(both):
    assert figures.render(both, "sv", 100).split("\n") == [
        "reports/r.txt: 5 av 7 tal avstämda, varav 4 exakt, 1 motsägs, 1 utan samband.",
        "  rad 1           4.1  inget belopp: avsnittsnummer",
        "  rad 1          2020  inget belopp: årtal",
        "  rad 3     40,2 mnkr  avstämt, exakt                                   Politik · Budget",
        "  rad 3     39,1 mnkr  avstämt, inom avrundning, rest 0,2 av högst 0,5  Politik · Utfall",
        "  rad 4  1 408,7 mnkr  avstämt, exakt                                   Kansli · Budget",
        "  rad 4  1 410,0 mnkr  avstämt, exakt                                   Kansli · Utfall",
        "  rad 5  1 448,9 mnkr  avstämt, exakt                                   Totalt · Budget",
        "  rad 5  1 494,1 mnkr  motsägs                                          Totalt · Utfall",
        "  rad 6    1 410 mnkr  ej kontrollerat: utan samband                    Kansliet kostade",
        "",
    ]
    assert "ties out, within rounding, 0,2 off of at most 0,5" in figures.render(both, "en", 100)


def printed(audit, lang, width):
    out = io.StringIO()
    tables.render(audit, lang, out, width)
    return [line.rstrip() for line in out.getvalue().split("\n")]


def test_tables(both, report):
    assert printed(both, "sv", 100) == [
        "reports/r.txt, rad 2–5: 4.1 · Driftredovisning (mnkr)",
        "        mnkr       Budget    Utfall",
        "───────────────────────────────────",
        "        Politik      40,2      39,1",
        "        Kansli    1 408,7",
        "summa   Totalt    1 448,9   1 494,1",
        "",
        "",
    ]
    bare = Audit("0.1.0", (msgspec.structs.replace(report, tables=()),), ())
    assert printed(bare, "en", 100) == ["reports/r.txt: no tables found.", ""]


def test_a_narrow_table_breaks_no_figure(audit):
    lines = printed(audit, "sv", 22)
    assert any(line.endswith("1 448,9   1 494,1") for line in lines)
    assert not any("…" in line for line in lines)


def test_rules_and_explanation():
    rule = RuleText(
        "RK101",
        "total-wrong",
        "table",
        "footing",
        "error",
        Text("En summa stämmer inte", "A total is wrong"),
        Text("Ett.\n\nTvå.", "One.\n\nTwo."),
        ("total = sum(items)",),
        Text("A\t1\nSumma\t2", "A\t1\nTotal\t2"),
        default=False,
    )
    assert rules.listing([rule], "sv", 60) == (
        "RK101  FEL  En summa stämmer inte (används bara när den\n            väljs med --select)\n"
    )
    assert rules.listing([], "sv", 60) == ""
    assert rules.explanation(rule, "en", 60) == (
        "RK101  ERROR  total-wrong\nA total is wrong\n(used only when chosen with --select)\n\nWhy:\n  One.\n  Two.\n\n"
        "Worked out as:\n  total = sum(items)\n\nExample:\n  A   1\n  Total   2\n\nKind: footing. Family: table.\n"
    )
