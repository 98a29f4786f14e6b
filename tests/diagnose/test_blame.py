"""Which figures are blamed where several errors, several copies or several explanations meet."""

import random
from itertools import product

import pytest

from auditor import pipeline
from auditor.diagnose.blame import blame, is_broken
from auditor.diagnose.hitting import Units, lightest
from auditor.diagnose.system import System
from auditor.model.finding import Report
from tests.diagnose.records import record

DEPARTMENTS = """Tkr                 Utfall   Budget   Avvikelse
Förskola            12 450   12 300         150
Grundskola          31 208   30 900         308
Gymnasium            8 944    9 100        -156
Fritid               3 102    3 000         102
Kultur               1 907    1 850          57
Summa               57 611   57 150         461
"""


def told(text: str) -> list[tuple[list[str], str | None, list[str]]]:
    """The places of each error, its suggestion, and the fixes."""
    report = pipeline.audit_text(text)
    return [
        ([place.text for place in finding.blamed], finding.suggestion, [fix.insert for fix in finding.fixes])
        for finding in report.findings
        if finding.severity != "info"
    ]


def finding_of(text: str) -> tuple[Report, list[str]]:
    report = pipeline.audit_text(text)
    (finding,) = (finding for finding in report.findings if finding.severity != "info")
    return report, [note.sv.replace("\u00a0", " ") for note in finding.notes]


def test_a_table_that_adds_up_is_left_alone():
    assert told(DEPARTMENTS) == []


@pytest.mark.parametrize(
    ("right", "wrong", "suggestion"),
    [
        ("31 208", "31 802", "31 208"),
        ("12 300", "12 800", "12 300"),
        ("-156", "156", "-156"),
        ("57 611", "57 161", "57 611"),
        ("   461", "  -461", "461"),
        ("1 907", "19 070", "1 907"),
    ],
)
def test_a_figure_that_two_sums_accuse_is_corrected(right, wrong, suggestion):
    text = DEPARTMENTS.replace(right, wrong.rjust(len(right)))
    assert text != DEPARTMENTS
    assert told(text) == [([wrong.strip()], suggestion, [suggestion])]


def test_two_figures_that_have_changed_places_are_one_error():
    text = DEPARTMENTS.replace("31 208", "######").replace(" 8 944", "31 208").replace("######", " 8 944")
    assert told(text) == [(["8 944", "31 208"], "31 208", ["31 208", "8 944"])]
    _, notes = finding_of(text)
    assert "Talet verkar ha bytt plats med Gymnasium · Utfall." in notes


def test_a_compensating_pair_is_two_errors_and_a_tie():
    """12 550 − 12 300 = 250 and 31 108 − 30 900 = 208. The outcomes are a hundred off and make up for each other, but
    the budgets or the deviations may be so as well, with one digit each.
    """
    text = DEPARTMENTS.replace("12 450", "12 550").replace("31 208", "31 108")
    found = told(text)
    assert [(set(places), suggestion, fixes) for places, suggestion, fixes in found] == [
        ({"12 550", "12 300", "150"}, None, []),
        ({"31 108", "30 900", "308"}, None, []),
    ]


def test_the_relations_that_hold_are_cited():
    """The deviation of the total is confirmed by its row, so that the error is in the detail."""
    _, notes = finding_of(DEPARTMENTS.replace("-156", " 156"))
    assert "Talen på rad 7 stämmer: 57 611 − 57 150 = 461." in notes


def test_stale_copies_are_one_finding_with_every_place():
    """The table confirms 5 205: 1 905 + 3 300. Both sentences have the old amount."""
    text = """1 Sammanfattning

Nettokostnaderna för hela förvaltningen uppgick till 4 805 tkr.

2 Ekonomi

Nettokostnaderna för hela förvaltningen uppgick till 4 805 tkr.

Tkr            Nettokostnader
Förskola                1 905
Grundskola              3 300
Totalt                  5 205
"""
    found = told(text)
    assert [places for places, _, _ in found] == [["4 805", "4 805"]]
    report, _ = finding_of(text)
    assert [entry.status for entry in report.ledger].count("contradicted") == 2


def test_copies_are_blamed_together_where_another_relation_confirms_the_figure():
    one = record(
        {"total": 130, "a": 70, "b": 60, "first": 119, "second": 119, "third": 119},
        ("total = a + b", "first = total", "second = total", "third = total", "second = first"),
    )
    (blamed,) = blame(one.relations, one.figures)
    assert [one.name(figure) for figure in blamed.figures] == ["first", "second", "third"]
    assert [blamed.best, *(best for _, best in blamed.copies)] == [130, 130, 130]
    assert blamed.determined


def test_of_three_printings_the_one_that_differs_is_blamed():
    one = record({"a": 54, "b": 62, "c": 62}, ("b = a", "c = a", "c = b"))
    (blamed,) = blame(one.relations, one.figures)
    assert (one.name(blamed.figure), blamed.best, blamed.determined) == ("a", 62, True)


def test_of_two_printings_neither_is_certain():
    one = record({"a": 54, "b": 62}, ("b = a",))
    (blamed,) = blame(one.relations, one.figures)
    assert not blamed.determined
    assert {blamed.figure, *blamed.rivals} == {0, 1}


def test_a_relation_that_holds_is_broken_before_two_more_figures_are_blamed():
    """c is right in its own sum and wrong in another, and so are all figures of that: nothing is suggested."""
    one = record(
        {"a": 10, "b": 20, "c": 35, "a1": 4, "a2": 6, "b1": 8, "b2": 12, "c1": 15, "c2": 20},
        ("c = a + b", "a = a1 + a2", "b = b1 + b2", "c = c1 + c2"),
    )
    blamed = blame(one.relations, one.figures)
    assert [own.broken for own in blamed] == [(0,)]
    assert blamed[0].confirmed == 1
    assert not blamed[0].determined


def test_scholtus_2009_as_a_report():
    """The record of test_localisation as a table with subtotals and a sentence: 161 for 116 and 19 979 for 1 979."""
    text = """1 Sammanfattning

Statsbidragen uppgick till 161 tkr.

2 Resultat

Tkr                     Utfall   Budget
Avgifter                 1 452    1 400
Statsbidrag                116      120
Summa intäkter           1 568    1 520
Hyror                      323      320
Energi                      76       80
Material                    12       10
Summa övrigt               411      410
Summa                   19 979    1 930
"""
    assert sorted(told(text)) == [(["161"], "116", ["116"]), (["19 979"], "1 979", ["1 979"])]
    assert told(text.replace("161 tkr", "116 tkr").replace("19 979", " 1 979")) == []


def many(tables: int, rng: random.Random) -> str:
    """Tables of departments, two cells of each changed by digits that no slip of another cell explains."""
    lines = []
    for number in range(tables):
        lines += [f"{number + 1} Kapitel {chr(65 + number % 26)}{chr(97 + number // 26)}", ""]
        lines.append(f"{'Tkr':16}{'Utfall':>10}{'Budget':>10}{'Avvikelse':>10}")
        rows = [[rng.randint(1000, 90000), rng.randint(1000, 90000)] for _ in range(12)]
        cells = [[a, b, a - b] for a, b in [*rows, [sum(row[at] for row in rows) for at in (0, 1)]]]
        cells[rng.randrange(12)][0] += 7777
        for at, row in enumerate(cells):
            label = "Summa" if at == 12 else f"Enhet {chr(97 + number % 26)}{number // 26}{chr(97 + at)}"
            lines.append(f"{label:16}" + "".join(f"{amount:>10}" for amount in row))
        lines.append("")
    return "\n".join(lines)


def test_a_hundred_errors_are_each_blamed():
    report = pipeline.audit_text(many(100, random.Random(4)))
    assert sum(map(is_broken, report.relations)) == 200
    blamed = blame(report.relations, report.figures, report.tables)
    assert len(blamed) == 100
    assert not any(own.bounded for own in blamed)
    assert all(len(own.broken) == 2 for own in blamed)


def grid(side: int) -> tuple[dict[str, int], list[str]]:
    """A square of figures with sums of rows and columns, every one of them one too large for its sum."""
    values = {f"c{row}_{column}": 10 + row * column for row, column in product(range(side), repeat=2)}
    equations = []
    for at in range(side):
        row = [f"c{at}_{other}" for other in range(side)]
        column = [f"c{other}_{at}" for other in range(side)]
        values[f"r{at}"] = sum(values[name] for name in row) + 100 * (at + 1)
        values[f"k{at}"] = sum(values[name] for name in column) + 7 * (at + 2)
        equations += [f"r{at} = {' + '.join(row)}", f"k{at} = {' + '.join(column)}"]
    return values, equations


def test_a_search_that_meets_its_bound_says_so_and_still_blames():
    one = record(*grid(9))
    search = lightest(System(one.relations, one.figures), range(18), Units({}, lambda unit, own: 100), most_nodes=40)
    assert search.bounded
    assert search.nodes <= 40
    blamed = blame(one.relations, one.figures)
    assert all(own.bounded for own in blamed)
    assert {index for own in blamed for index in own.broken} == set(range(18))
    assert not any(own.determined and own.alone for own in blamed)


def test_the_same_report_is_blamed_alike_every_time():
    text = many(6, random.Random(9))
    audits = [pipeline.audit_text(text) for _ in range(2)]
    assert audits[0].findings == audits[1].findings
    assert audits[0].findings
