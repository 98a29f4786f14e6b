"""Workbooks as documents: what is shown, where it stands, what is told beside it."""

import pytest

from auditor.model.workbook import Workbook, cell_name, quoted
from auditor.readers.xlsx import read_workbook, read_xlsx
from tests.readers.xlsx.making import rows, sheet, styles, table, value, workbook

KRONOR = styles("#,##0", "#,##0.0,", "0.0%", "yyyy-mm-dd", '#,##0;-#,##0;"-"')
BUDGET: list[list[object]] = [
    ["Nämnd", "Budget", "Utfall", "Avvikelse"],
    ["Kultur", 1000, 900, (100, "B2-C2")],
    ["Miljö", 2000, 2100, (-100, "B3-C3")],
    ["Teknik", 3500, 3000, (500, "B4-C4")],
    ["Summa", (6500, "SUM(B2:B4)"), (6000, "SUM(C2:C4)"), (500, "SUM(D2:D4)")],
]


def lines(data):
    return [line.text.replace("\u00a0", " ") for line in read_xlsx("x.xlsx", data).lines]


def test_a_sheet_is_a_heading_and_a_line_a_row():
    document = read_xlsx("x.xlsx", workbook(sheet(rows(table(BUDGET, 1))), style=KRONOR, names=("Drift 2024",)))
    assert document.lines[0].heading
    assert [line.text.replace("\u00a0", " ") for line in document.lines] == [
        "Drift 2024",
        "",
        "Nämnd\tBudget\tUtfall\tAvvikelse",
        "Kultur\t1 000\t900\t100",
        "Miljö\t2 000\t2 100\t-100",
        "Teknik\t3 500\t3 000\t500",
        "Summa\t6 500\t6 000\t500",
        "",
    ]
    assert document.problems == ()


def test_a_figure_stands_in_its_cell_and_has_its_formula():
    document = read_xlsx("x.xlsx", workbook(sheet(rows(table(BUDGET))), names=("Drift 2024",)))
    line = document.lines[-2]
    (piece,) = line.span(line.text.index("6500"), line.text.index("6500") + 4).pieces
    assert piece.origin is not None
    assert (piece.origin.cell, piece.origin.formula) == ("'Drift 2024'!B5", "=SUM(B2:B4)")
    assert (piece.origin.line, piece.origin.paragraph, piece.page) == (None, None, None)


def test_what_is_compared_is_what_is_shown_and_the_exact_value_is_kept():
    book = read_workbook(
        workbook(sheet(rows({"A1": value("A1", "1234567.89", 2), "B1": value("B1", "0.125", 3)})), style=KRONOR)
    )
    assert isinstance(book, Workbook)
    cells = book.sheets[0].cells
    assert (cells[0, 0].shown, cells[0, 0].exact, cells[0, 0].scale) == ("1\u00a0234,6", (123456789, 2), 3)
    assert (cells[0, 1].shown, cells[0, 1].exact, cells[0, 1].scale, cells[0, 1].unit) == ("12,5%", (125, 3), -2, "%")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Blad1", "Blad1"),
        ("Drift", "Drift"),
        ("Åtgärder", "Åtgärder"),
        ("Drift 2024", "'Drift 2024'"),
        ("2024", "'2024'"),
        ("A1", "'A1'"),
        ("R1C1", "'R1C1'"),
        ("Bo's", "'Bo''s'"),
        ("Drift-24", "'Drift-24'"),
    ],
)
def test_the_name_of_a_sheet_is_quoted_as_excel_does(name, expected):
    assert quoted(name) == expected


@pytest.mark.parametrize(
    ("place", "name"),
    [((0, 0), "A1"), ((6, 1), "B7"), ((0, 25), "Z1"), ((0, 26), "AA1"), ((1048575, 16383), "XFD1048576")],
)
def test_columns_have_letters(place, name):
    assert cell_name(*place) == name
