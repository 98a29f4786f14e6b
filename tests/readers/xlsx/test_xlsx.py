"""Workbooks as documents: what is shown, where it stands, what is told beside it."""

import pytest

from auditor.model.document import Problem
from auditor.model.workbook import BOOLEAN, DATE, ERROR, NUMBER, PENDING, TEXT, Workbook, cell_name, quoted
from auditor.pipeline import audit
from auditor.readers import formats
from auditor.readers.xlsx import load_workbook_cells, read_workbook, read_xlsx
from auditor.readers.xlsx.formulas import moved
from tests.readers.xlsx.making import MAIN, relations, rows, sheet, styles, table, text, value, workbook

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


# ---- what is in a cell ------------------------------------------------------------------------------------------


def cells_of(data, number=0):
    book = read_workbook(data)
    assert isinstance(book, Workbook)
    return book.sheets[number].cells


def test_the_kinds_of_cells():
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>Kultur</t></si><si><r><t xml:space="preserve">Rikt </t></r><r><t>tal</t></r>'
        "<rPh><t>uttal</t></rPh><phoneticPr/></si><si><t>a_x000D_b_x005F_x</t></si></sst>"
    )
    data = workbook(
        sheet(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="b"><v>1</v></c>'
            '<c r="D1" t="e"><v>#DIV/0!</v></c><c r="E1" t="str"><f>A1&amp;"x"</f><v>Kulturx</v></c>'
            '<c r="F1"><f>1+1</f></c><c r="G1" s="4"><v>45322</v></c><c r="H1" t="d"><v>2024-01-31T00:00:00</v></c>'
            '<c r="I1" t="inlineStr"><is><r><t>in</t></r><r><t>ne</t></r></is></c><c r="J1"><v>12.5</v></c>'
            '<c r="K1" t="s"><v>2</v></c><c r="L1" s="1"/></row>'
        ),
        style=KRONOR,
        strings=strings,
    )
    found = {cell_name(*place): (cell.kind, cell.shown) for place, cell in cells_of(data).items()}
    assert found == {
        "A1": (TEXT, "Kultur"),
        "B1": (TEXT, "Rikt tal"),
        "C1": (BOOLEAN, "SANT"),
        "D1": (ERROR, "#DIVISION/0!"),
        "E1": (TEXT, "Kulturx"),
        "F1": (PENDING, ""),
        "G1": (DATE, "2024-01-31"),
        "H1": (DATE, "2024-01-31 00:00"),
        "I1": (TEXT, "inne"),
        "J1": (NUMBER, "12,5"),
        "K1": (TEXT, "a\rb_x"),
    }


def test_cells_that_hold_nothing_are_none():
    part = sheet(
        '<row r="1"><c r="A1"/><c r="B1"><v></v></c><c r="C1" t="s"><v/></c>'
        '<c r="D1" t="inlineStr"><is><t> </t></is></c>'
        '<c r="E1" t="str"><f>IF(A1,1,"")</f><v></v></c></row>'
    )
    assert [(place, cell.kind, cell.shown) for place, cell in cells_of(workbook(part)).items()] == [((0, 4), TEXT, "")]
    assert problems(workbook(part)) == [("empty", "", None, False)]


def test_cells_and_rows_without_a_reference_follow_each_other():
    data = workbook(sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert {place: cell.shown for place, cell in cells_of(data).items()} == {(0, 0): "1", (0, 1): "2", (1, 0): "3"}


def test_elements_with_a_prefix_are_read():
    part = sheet('<row r="1"><c r="A1"><v>7</v></c></row>')
    for name in ("worksheet", "sheetData", "row", "c", "v"):
        part = part.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    assert cells_of(workbook(part.replace("xmlns=", "xmlns:x=", 1)))[0, 0].shown == "7"


def test_days_are_counted_from_1904_where_the_workbook_says_so():
    data = workbook(sheet(rows({"A1": value("A1", 43860, 4)})), style=KRONOR, properties='<workbookPr date1904="1"/>')
    assert cells_of(data)[0, 0].shown == "2024-01-31"


def test_zeros_that_a_sheet_hides_are_blank():
    data = workbook(
        sheet(
            rows({"A1": value("A1", 0), "B1": value("B1", 5)}),
            before='<sheetViews><sheetView showZeros="0"/></sheetViews>',
        )
    )
    assert [cell.shown for cell in cells_of(data).values()] == ["", "5"]


@pytest.mark.parametrize(
    ("formula", "down", "right", "expected"),
    [
        ("B2-C2", 3, 0, "B5-C5"),
        ("$B2*B$1/$C$4", 2, 1, "$B4*C$1/$C$4"),
        ("SUM(B2:B9)", 0, 2, "SUM(D2:D9)"),
        ("SUM(B:B)+SUM(3:3)", 1, 1, "SUM(C:C)+SUM(4:4)"),
        ("'Drift 2024'!B2+Data!C3", 1, 1, "'Drift 2024'!C3+Data!D4"),
        ('IF(A1="B2",LOG10(A1),0)', 1, 0, 'IF(A2="B2",LOG10(A2),0)'),
        ("Tabell1[Utfall 2024]+A1", 1, 0, "Tabell1[Utfall 2024]+A2"),
        ("Z1+AZ1", 0, 1, "AA1+BA1"),
    ],
)
def test_a_shared_formula_is_worked_out_for_each_cell(formula, down, right, expected):
    assert moved(formula, down, right) == expected


def test_shared_formulas_of_a_sheet():
    data = workbook(
        sheet(
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1-C1</f><v>1</v></c></row>'
            '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
            '<row r="3"><c r="A3"><f t="shared" si="0"/><v>3</v></c>'
            '<c r="B3"><f t="array" ref="B3">SUM(C1:C3)</f><v>4</v></c></row>'
        )
    )
    assert [cell.formula for cell in cells_of(data).values()] == ["=B1-C1", "=B2-C2", "=B3-C3", "=SUM(C1:C3)"]


# ---- what is told -----------------------------------------------------------------------------------------------


def problems(data):
    return [(found.code, found.detail, found.cell, found.fatal) for found in read_xlsx("x.xlsx", data).problems]


def test_hidden_sheets_are_told_and_not_read():
    data = workbook(
        sheet(rows(table(BUDGET))), sheet(rows(table(BUDGET))), sheet(""), names=("Öppet", "Dolt", "Tomt"),
        states=("visible", "veryHidden", "hidden"),
    )  # fmt: skip
    assert [line for line in lines(data) if line in ("Öppet", "Dolt", "Tomt")] == ["Öppet"]
    assert problems(data) == [("hidden-sheet", "Dolt", None, False)]


def test_hidden_rows_that_sums_count_are_read_and_told(tmp_path):
    data = workbook(sheet(rows(table(BUDGET), hidden=(3,))))
    assert "Miljö\t2000\t2100\t-100" in lines(data)
    assert problems(data) == [("hidden-read", "Blad1!3:3", "Blad1!A3", False)]
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    assert not audit([str(path)]).reports[0].findings


def test_hidden_rows_that_no_sum_takes_in_are_left_out_and_told(tmp_path):
    own: list[list[object]] = [
        ["Nämnd", "Budget", "Utfall"],
        ["Kultur", 1210, 940],
        ["Miljö", 2330, 2180],
        ["Teknik", 3570, 3020],
        ["Skola", 8140, 8420],
        ["Gammal rad", 700, 700],
        ["Summa", (15250, "SUM(B2:B5)"), (14560, "SUM(C2:C5)")],
    ]
    data = workbook(sheet(rows(table(own), hidden=(6,))))
    assert problems(data) == [("hidden-left-out", "Blad1!6:6", "Blad1!A6", False)]
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    assert not audit([str(path)]).reports[0].findings
    # without formulas nothing tells what a sum is of: the rows are read
    typed = [[cell[0] if isinstance(cell, tuple) else cell for cell in line] for line in own]
    assert problems(workbook(sheet(rows(table(typed), hidden=(6,)))))[0][0] == "hidden-read"


def test_hidden_columns_are_told_by_their_letters():
    before = '<cols><col min="3" max="4" hidden="1" width="9"/></cols>'
    data = workbook(sheet(rows(table(BUDGET)), before=before))
    assert problems(data) == [("hidden-read", "Blad1!C:D", "Blad1!C1", False)]


def test_rows_that_a_filter_hides_are_left_out_of_subtotals(tmp_path):
    own: list[list[object]] = [
        ["Nämnd", "Budget", "Utfall"],
        ["Kultur", 1210, 940],
        ["Miljö", 2330, 2180],
        ["Teknik", 3570, 3020],
        ["Skola", 8140, 8420],
        ["Summa", (12920, "SUBTOTAL(9,B2:B5)"), (12380, "SUBTOTAL(9,C2:C5)")],
    ]
    data = workbook(sheet(rows(table(own), hidden=(3,)), after='<autoFilter ref="A1:C5"/>'))
    assert problems(data) == [("hidden-left-out", "Blad1!3:3", "Blad1!A3", False)]
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    (report,) = audit([str(path)]).reports
    assert not report.findings
    assert all(entry.status == "verified" for entry in report.ledger)


def test_error_values_and_formulas_without_a_result_are_told_and_are_no_nothing(tmp_path):
    own = table(BUDGET)
    own["B3"] = '<c r="B3" t="e"><f>B9</f><v>#REF!</v></c>'
    own["C4"] = '<c r="C4"><f>C9+1</f></c>'
    data = workbook(sheet(rows(own)))
    assert problems(data) == [
        ("error-values", "Blad1!B3", "Blad1!B3", False),
        ("no-results", "Blad1!C4", "Blad1!C4", False),
    ]
    # taken for nothing, they would make sums agree that nobody can check
    head: list[object] = ["Nämnd", "Budget", "Utfall", "Prognos"]
    own = table(
        [
            head,
            ["Kultur", 1000, 900, 950],
            ["Miljö", 1, 2, 40],
            ["Teknik", 3500, 3000, 3100],
            ["Summa", 4500, 3900, 4090],
        ]
    )
    own["B3"] = '<c r="B3" t="e"><v>#REF!</v></c>'
    own["C3"] = '<c r="C3"><f>C9+1</f></c>'
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(sheet(rows(own))))
    (report,) = audit([str(path)]).reports
    assert not report.findings
    status = {figure.text: entry.status for figure, entry in zip(report.figures, report.ledger, strict=True)}
    assert (status["4500"], status["3900"], status["4090"]) == ("unchecked", "unchecked", "verified")


def test_amounts_that_are_text_are_read_and_told():
    own = table(BUDGET)
    own["C4"] = text("C4", "3 000,5")
    own["A7"] = text("A7", "2024")
    own["B1"] = text("B1", "1 000")
    data = workbook(sheet(rows(own)))
    assert "Teknik\t3500\t3 000,5\t500" in lines(data)
    assert problems(data) == [("text-amounts", "Blad1!C4", "Blad1!C4", False)]


# ---- sheets as people make them ------------------------------------------------------------------------------------


def test_tables_side_by_side_are_read_one_after_the_other():
    left: list[list[object]] = [["Projekt", "Budget"], ["Skola", 10], ["Bro", 20], ["Summa", 30]]
    right: list[list[object]] = [["Källa", "Budget"], ["Lån", 25], ["Bidrag", 5], ["Summa", 30]]
    own = {"A1": text("A1", "Investeringar"), "E1": text("E1", "Finansiering")}
    own |= table(left, first=3) | table(right, first=3, column=4)
    data = workbook(sheet(rows(dict(sorted(own.items(), key=lambda item: int(item[0][1:]))))))
    assert lines(data) == [
        "Blad1", "", "Investeringar", "", "Projekt\tBudget", "Skola\t10", "Bro\t20", "Summa\t30", "",
        "Finansiering", "", "Källa\tBudget", "Lån\t25", "Bidrag\t5", "Summa\t30", "",
    ]  # fmt: skip


def test_a_blank_column_within_a_table_parts_nothing():
    own: list[list[object]] = [["Nämnd", "Budget", None, "Utfall"], ["Kultur", 10, None, 12], ["Miljö", 20, None, 19]]
    assert lines(workbook(sheet(rows(table(own)))))[2:-1] == [
        "Nämnd\tBudget\tUtfall",
        "Kultur\t10\t12",
        "Miljö\t20\t19",
    ]


def test_a_column_of_comments_stays_beside_its_table():
    own: list[list[object]] = [
        ["Nämnd", "Utfall", None, "Anm"],
        ["Kultur", 10, None, "Lägre"],
        ["Miljö", 20, None, "Högre"],
    ]
    assert lines(workbook(sheet(rows(table(own)))))[3] == "Kultur\t10\tLägre"


def test_a_merged_header_heads_every_column_that_it_covers():
    own: list[list[object]] = [
        [None, "2023", None, "2024", None], ["Nämnd", "Budget", "Utfall", "Budget", "Utfall"], ["Kultur", 1, 2, 3, 4],
    ]  # fmt: skip
    after = '<mergeCells count="2"><mergeCell ref="B1:C1"/><mergeCell ref="D1:E1"/></mergeCells>'
    assert lines(workbook(sheet(rows(table(own)), after=after)))[2:-1] == [
        "\t2023\t2023\t2024\t2024", "Nämnd\tBudget\tUtfall\tBudget\tUtfall", "Kultur\t1\t2\t3\t4",
    ]  # fmt: skip


def test_a_note_of_several_lines_is_read_line_by_line():
    data = workbook(
        sheet(rows({"B1": text("B1", "Kommentar\n• ett\n• två"), "A3": text("A3", "x"), "B3": value("B3", 1)}))
    )
    assert lines(data)[2:5] == ["Kommentar", "• ett", "• två"]
    # but within a table it is one cell
    own: list[list[object]] = [["Nämnd", "Utfall\n2024"], ["Kultur", 1]]
    assert lines(workbook(sheet(rows(table(own)))))[2] == "Nämnd\tUtfall 2024"


@pytest.mark.parametrize(
    ("stored", "code", "expected"),
    [
        ("0", '_-* #,##0.00 "kr"_-;-* #,##0.00 "kr"_-;_-* "-"?? "kr"_-;_-@_-', "-"),
        ("0", '0;-0;"–"', "-"),
        ("0", '0;-0;"noll"', "noll"),
        ("1234", "[$kr-41D]\\ #,##0", "1 234 kr"),
        ("-1234.5", '"kr "#,##0.0', "-1 234,5 kr"),
        ("1234", '#,##0" kr"', "1 234 kr"),
        ("12", '"Ca "0', "Ca 12"),
        ("12", '"cirka mnkr "0', "cirka mnkr 12"),
    ],
)
def test_currencies_and_dashes_stand_as_reports_have_them(stored, code, expected):
    data = workbook(sheet(rows({"A1": text("A1", "Kultur"), "B1": value("B1", stored, 1)})), style=styles(code))
    assert lines(data)[2] == f"Kultur\t{expected}"


def test_the_indentation_of_a_label_is_kept():
    style = styles("0").replace('<xf numFmtId="200"/>', '<xf numFmtId="0"><alignment indent="2"/></xf>')
    cells = {"A1": '<c r="A1" s="1" t="inlineStr"><is><t>varav löner</t></is></c>', "B1": value("B1", 5)}
    document = read_xlsx("x.xlsx", workbook(sheet(rows(cells)), style=style))
    line = document.lines[2]
    assert line.text == "    varav löner\t5"
    assert line.stretches is not None
    assert (line.stretches[0].start, line.stretches[0].end) == (4, 15)


def test_cells_far_apart_cost_no_more_than_cells_close_together():
    cells = {"A1": value("A1", 1), "XFD1048576": value("XFD1048576", 2)}
    part = sheet(
        f'<row r="1">{cells["A1"]}</row><row r="1048576">{cells["XFD1048576"]}</row>',
        before='<dimension ref="A1:XFD1048576"/>',
        after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    assert len(read_xlsx("x.xlsx", workbook(part)).lines) < 10


def test_the_format_is_told_by_what_is_in_the_file():
    data = workbook(sheet(rows(table(BUDGET))))
    assert formats.read("underlag.xlsm", data).lines == formats.read("underlag.dat", data).lines != ()


def test_a_binary_workbook_is_told():
    data = workbook(
        sheet(""),
        parts={"_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b"\x83\x01"},
    )
    (found,) = formats.read("x.xlsb", data).problems
    assert (found.code, found.fatal) == ("xlsb", True)


def test_a_workbook_at_a_path(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(sheet(rows(table(BUDGET)))))
    book = load_workbook_cells(str(path))
    assert isinstance(book, Workbook)
    assert book.sheets[0].cells[4, 1].formula == "=SUM(B2:B4)"
    missing = load_workbook_cells(str(tmp_path / "no.xlsx"))
    assert isinstance(missing, Problem)
    assert missing.code == "missing"


def test_a_workbook_without_cells_is_told():
    assert problems(workbook(sheet(""))) == [("empty", "", None, False)]


# ---- sheets of one workbook ----------------------------------------------------------------------------------------


def by_board(forecast: list[int]) -> list[list[object]]:
    names, budget = ["Kultur", "Miljö", "Teknik", "Skola", "Vård"], [1210, 2330, 3570, 8140, 9450]
    lines: list[list[object]] = [["Nämnd", "Budget", "Prognos"]]
    lines += [list(line) for line in zip(names, budget, forecast, strict=True)]
    return [*lines, ["Summa", sum(budget), sum(forecast)]]


def errors(tmp_path, data):
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    (report,) = audit([str(path)]).reports
    return [
        (one.rule, one.blamed[0].span.origin.cell)
        for one in report.findings
        if one.severity == "error" and one.blamed[0].span.origin is not None
    ]


@pytest.mark.parametrize("names", [("Januari", "Februari"), ("Prognos 1", "Prognos 2"), ("Blad1", "Blad2")])
def test_sheets_of_a_kind_tell_of_months_or_versions_of_their_own(tmp_path, names):
    first, second = by_board([1200, 2300, 3500, 8100, 9400]), by_board([1200, 2300, 3800, 8100, 9400])
    data = workbook(sheet(rows(table(first))), sheet(rows(table(second))), names=names)
    assert errors(tmp_path, data) == []


def test_a_summary_that_repeats_a_sheet_is_held_to_it(tmp_path):
    own = by_board([1200, 2300, 3500, 8100, 9400])
    summary = [[line[0], line[2]] for line in own[:-1]] + [["Summa", own[-1][2]]]
    summary[3][1], summary[6][1] = 5300, 26300
    data = workbook(sheet(rows(table(own))), sheet(rows(table(summary))), names=("Nämnder", "Sammandrag"))
    assert {rule for rule, _ in errors(tmp_path, data)} == {"RK301"}
