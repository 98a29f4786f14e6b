"""What formulas tell of a finding, in workbooks made for it."""

import pytest

from auditor import pipeline
from tests.readers.xlsx.making import rows, sheet, table, workbook

HEAD = ["Nämnd", "Budget", "Utfall", "Avvikelse"]


def findings(tmp_path, lines, name="underlag.xlsx"):
    path = tmp_path / name
    path.write_bytes(workbook(sheet(rows(table(lines))), names=("Drift 2024",)))
    (report,) = pipeline.audit([str(path)]).reports
    return report.findings


def test_a_figure_typed_among_formulas_is_told(tmp_path):
    lines = [
        HEAD,
        ["Kultur", 1210, 940, (270, "B2-C2")],
        ["Miljö", 2330, 2180, (150, "B3-C3")],
        ["Teknik", 3570, 3020, (550, "B4-C4")],
        ["Skola", 8140, 8420, -820],
        ["Summa", (15250, "SUM(B2:B5)"), (14560, "SUM(C2:C5)"), (690, "B6-C6")],
    ]
    (found,) = [one for one in findings(tmp_path, lines) if one.severity == "error"]
    assert found.blamed[0].span.origin.cell == "'Drift 2024'!D5"
    told = [note.sv for note in found.notes]
    assert "Talet är inskrivet; de andra cellerna i kolumnen är formler." in told
    assert "The figure is typed; the other cells of the column are formulas." in [note.en for note in found.notes]


def test_a_total_typed_among_totals_is_told_by_its_row(tmp_path):
    lines = [
        HEAD,
        ["Kultur", 1210, 940, 270],
        ["Miljö", 2330, 2180, 150],
        ["Teknik", 3570, 3020, 550],
        ["Summa", (7110, "SUM(B2:B4)"), 6410, (970, "SUM(D2:D4)")],
    ]
    (found,) = [one for one in findings(tmp_path, lines) if one.severity == "error"]
    assert found.blamed[0].span.origin.cell == "'Drift 2024'!C5"
    assert "Talet är inskrivet; de andra cellerna på raden är formler." in [note.sv for note in found.notes]


def test_a_row_that_a_sum_leaves_out_is_told_with_the_formula(tmp_path):
    lines = [
        ["Nämnd", "Budget", "Utfall"],
        ["Kultur", 1210, 940],
        ["Miljö", 2330, 2180],
        ["Teknik", 3570, 3020],
        ["Skola", 8140, 8420],
        ["Summa", (15250, "SUM(B2:B5)"), (6140, "SUM(C2:C4)")],
    ]
    (found,) = [one for one in findings(tmp_path, lines) if one.severity == "error"]
    assert found.blamed[0].span.origin.cell == "'Drift 2024'!C6"
    assert "Formeln =SUM(C2:C4) tar inte med rad 5 (Skola)." in [note.sv for note in found.notes]
    assert "The formula =SUM(C2:C4) leaves out row 5 (Skola)." in [note.en for note in found.notes]
    assert not any("inskrivet" in note.sv for note in found.notes)


def test_a_subtotal_that_a_sum_counts_again_is_told(tmp_path):
    lines = [
        ["Post", "Budget", "Utfall"],
        ["Taxor", 1210, 940],
        ["Bidrag", 2330, 2180],
        ["Summa intäkter", (3540, "SUM(B2:B3)"), (3120, "SUM(C2:C3)")],
        ["Personal", 3570, 3020],
        ["Lokaler", 8140, 8420],
        ["Summa kostnader", (11710, "SUM(B5:B6)"), (14560, "SUM(C4:C6)")],
    ]
    found = [one for one in findings(tmp_path, lines) if one.blamed[0].span.origin.cell == "'Drift 2024'!C7"]
    assert "Formeln =SUM(C4:C6) tar också med rad 4 (Summa intäkter)." in [
        note.sv for one in found for note in one.notes
    ]


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(C2:C5)",  # the figures were changed after it was worked out
        'SUMIF(A2:A4,"x",C2:C4)',  # chooses its rows
        "C2+C3+C4+C5",
        "SUM(C:C)/2",
        "Data!B9",
        "SUM(Data!C2:C4)",
    ],
)
def test_a_formula_that_leaves_out_nothing_is_not_told(tmp_path, formula):
    lines = [
        ["Nämnd", "Budget", "Utfall"],
        ["Kultur", 1210, 940],
        ["Miljö", 2330, 2180],
        ["Teknik", 3570, 3020],
        ["Skola", 8140, 8420],
        ["Summa", (15250, "SUM(B2:B5)"), (14650, formula)],
    ]
    (found,) = [one for one in findings(tmp_path, lines) if one.severity == "error"]
    assert not any("tar inte med" in note.sv for note in found.notes)


def test_a_sum_along_a_row_names_the_column(tmp_path):
    lines = [
        ["Konto", "jan", "feb", "mar", "apr", "Totalt"],
        ["Löner", 310, 320, 335, 350, (1315, "SUM(B2:E2)")],
        ["Hyror", 120, 125, 130, 140, (515, "SUM(B3:E3)")],
        ["Köp", 410, 230, 550, 760, (1190, "SUM(B4:D4)")],
        ["Resor", 12, 25, 31, 42, (110, "SUM(B5:E5)")],
    ]
    (found,) = [one for one in findings(tmp_path, lines) if one.severity == "error"]
    assert "Formeln =SUM(B4:D4) tar inte med kolumn E (apr)." in [note.sv for note in found.notes]
