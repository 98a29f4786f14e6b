"""A small audit made by hand, with one of each thing that a renderer has to show."""

import pytest

from auditor.model.document import Problem
from auditor.model.figure import Cell, Column, Figure, NotFigure, Row, Table
from auditor.model.finding import Audit, Cause, Entry, Finding, Fix, Place, Report, RuleText, Text
from auditor.model.relation import Judgement, Relation, Term
from auditor.model.span import Piece, Span

SOURCE = (
    "4.1 Driftredovisning 2020",
    "mnkr\tBudget\tUtfall",
    "Politik\t40,2\t39,1",
    "Kansli\t1 408,7\t1 410,0",
    "Totalt\t1 448,9\t1 494,1",
    "Kansliet kostade 1 410",
    "mnkr enligt utfallet.",
)


def place_of(source, line, text, label=""):
    column = source[line - 1].index(text) + 1
    return Place(Span((Piece(line, column, column + len(text), 1),)), text, label)


def spot(line, text, label=""):
    return place_of(SOURCE, line, text, label)


def figure(number, line, text, scaled, decimals=1, label="", unit="mnkr"):
    return Figure(number, text, scaled, decimals, unit, spot(line, text).span, "table", label)


FIGURES = (
    figure(0, 3, "40,2", 402, label="Politik · Budget"),
    figure(1, 3, "39,1", 391, label="Politik · Utfall"),
    figure(2, 4, "1 408,7", 14087, label="Kansli · Budget"),
    figure(3, 4, "1 410,0", 14100, label="Kansli · Utfall"),
    figure(4, 5, "1 448,9", 14489, label="Totalt · Budget"),
    figure(5, 5, "1 494,1", 14941, label="Totalt · Utfall"),
    figure(6, 6, "1 410", 1410, 0, label="Kansliet kostade"),
)


def total(result, terms, verdict):
    items = tuple(Term(term, 1, "item") for term in terms)
    judged = Judgement(verdict, probability="0.00001" if verdict == "improbable" else None)
    return Relation("RK101", "linear", "total = sum(items)", result, items, ("label", "siblings"), judgement=judged)


RELATIONS = (total(4, (0, 2), "exact"), total(5, (1, 3), "contradicted"))

WRONG_TOTAL = Finding(
    rule="RK101",
    name="total-wrong",
    severity="error",
    verdict="contradicted",
    title="4.1 Driftredovisning · Totalt · Utfall",
    message=Text(
        "Står 1\u00a0494,1 mnkr, men raderna ger 1\u00a0449,1.", "Reads 1\u00a0494,1 but the rows give 1\u00a0449,1."
    ),
    blamed=(spot(5, "1 494,1", "Totalt · Utfall"),),
    secondary=(spot(3, "39,1", "Politik · Utfall"), spot(4, "1 410,0", "Kansli · Utfall")),
    stated=(14941, 1),
    expected=(14491, 1),
    bounds=((14490, 1), (14492, 1)),
    unit="mnkr",
    cause=Cause("transposition", Text("två siffror har bytt plats", "two digits have changed places")),
    suggestion="1\u00a0449,1",
    calculation=("39,1 + 1\u00a0410,0 = 1\u00a0449,1",),
    relations=(1,),
    notes=(Text("Kolumnen Budget stämmer.", "The column Budget ties out."),),
    fixes=(Fix(spot(5, "1 494,1"), "1\u00a0449,1", False),),
    fingerprint="9f2c",
)

SPLIT_COPY = Finding(
    rule="RK301",
    name="copy-differs",
    severity="warning",
    verdict="contradicted",
    title="Kansliet",
    message=Text("Meningen anger 1 410 mnkr.", "The sentence says 1 410 mnkr."),
    blamed=(Place(Span((Piece(6, 18, 23, 1), Piece(7, 1, 5, 1))), "1 410 mnkr", "Kansliet"),),
    bounds=((14090, 1), (14110, 1)),
    unit="mnkr",
)

ROUNDED = Finding(
    rule="RK101",
    name="total-wrong",
    severity="info",
    verdict="rounding",
    title="Totalt · Budget",
    message=Text("Inom avrundning.", "Within rounding."),
    blamed=(spot(5, "1 448,9"),),
)

TABLE = Table(
    title="Driftredovisning",
    section="4.1",
    unit="mnkr",
    line=2,
    end_line=5,
    page=1,
    stub="mnkr",
    columns=(Column("Budget", "budget"), Column("Utfall", "utfall")),
    rows=tuple(
        Row(
            label,
            spot(line, label).span,
            role,
            (Cell(left.text, left.span, left.id), Cell(right.text, right.span, right.id) if line != 4 else None),
        )
        for label, line, role, left, right in (
            ("Politik", 3, "item", FIGURES[0], FIGURES[1]),
            ("Kansli", 4, "item", FIGURES[2], FIGURES[3]),
            ("Totalt", 5, "total", FIGURES[4], FIGURES[5]),
        )
    ),
)

REPORT = Report(
    path="reports/r.txt",
    source=SOURCE,
    figures=FIGURES,
    not_figures=(NotFigure("4.1", spot(1, "4.1").span, "section"), NotFigure("2020", spot(1, "2020").span, "year")),
    ledger=(
        Entry("verified", exact=True, residual="0", allowed="1", relations=(0,)),
        Entry("verified", residual="0.2", allowed="0.5", relations=(1,)),
        Entry("verified", exact=True, relations=(0,)),
        Entry("verified", exact=True),
        Entry("verified", exact=True, relations=(0,)),
        Entry("contradicted", relations=(1,)),
        Entry("unchecked", "no-relation"),
    ),
    tables=(TABLE,),
    relations=RELATIONS,
    findings=(ROUNDED, SPLIT_COPY, WRONG_TOTAL),
    problems=(Problem("unread-table", "rubriken saknas", 12),),
)

MISSING = Report("reports/borta.txt", (), problems=(Problem("missing", fatal=True),))

RULES = (
    RuleText(
        "RK101",
        "total-wrong",
        "table",
        "footing",
        "error",
        Text("En summa stämmer inte med sina rader", "A total does not agree with its rows"),
        Text("En läsare räknar efter.\n\nLagen kräver det.", "A reader will add it up.\n\nThe law asks for it."),
        ("total = sum(items)",),
        Text("A   1\nB   2\nSumma   4", "A   1\nB   2\nTotal   4"),
    ),
    RuleText(
        "RK501",
        "mixed-minus",
        "presentation",
        "format",
        "info",
        Text("Olika minustecken", "Different minus signs"),
        Text("Ser slarvigt ut.", "It looks careless."),
        default=False,
    ),
)

AUDIT = Audit("0.1.0", (REPORT,), RULES)


@pytest.fixture
def audit():
    return AUDIT


@pytest.fixture
def both():
    return Audit("0.1.0", (REPORT, MISSING), RULES)


@pytest.fixture
def report():
    return REPORT


@pytest.fixture
def rules():
    return RULES


@pytest.fixture
def place_at():
    return place_of


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
