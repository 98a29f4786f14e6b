"""Tables of Word documents: merged cells, headers, tables in tables, tables that only set out text."""

import pytest

from auditor.readers.docx import read_docx
from tests.wordfiles import p, r, tbl, tc, tr, word


def lines(*body: str) -> list[str]:
    return [line.text for line in read_docx("r.docx", word("".join(body))).lines]


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


def test_a_header_over_several_columns_heads_each_of_them() -> None:
    table = tbl(
        tr("", tc("Period", properties=span(2)), tc("Helår", properties=span(2))),
        tr("Mnkr", "Utfall", "Budget", "Prognos", "Budget"),
        tr("Drift", "1,1", "2,2", "3,3", "4,4"),
    )
    assert lines(table) == ["\tPeriod\tPeriod\tHelår\tHelår", "Mnkr\tUtfall\tBudget\tPrognos\tBudget",
                            "Drift\t1,1\t2,2\t3,3\t4,4"]  # fmt: skip


def test_edges_that_only_some_rows_have_make_no_columns() -> None:
    """Word keeps a grid column for every edge: rows of two cells over a grid of six are rows of two cells."""
    table = tbl(*(tr(tc(label, properties=span(4)), tc(amount, properties=span(2)))
                  for label, amount in (("Mnkr", "Utfall"), ("Drift", "1,1"))))  # fmt: skip
    assert lines(table) == ["Mnkr\tUtfall", "Drift\t1,1"]


def test_a_cell_over_several_rows_stands_once() -> None:
    merged, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tr("Grupp", "Mått", "Utfall"),
        tr(tc("Personal", properties=merged), "Sjukfrånvaro", "6,3"),
        tr(tc("", properties=goes_on), "Frisknärvaro", "61,0"),
        tr("Ekonomi", "Resultat", "12,4"),
    )
    assert lines(table) == ["Grupp\tMått\tUtfall", "Personal\tSjukfrånvaro\t6,3", "\tFrisknärvaro\t61,0",
                            "Ekonomi\tResultat\t12,4"]  # fmt: skip


def test_columns_left_out_before_a_row_keep_their_place() -> None:
    table = tbl(tr("Mnkr", "Utfall", "Budget"), tr("1,1", "2,2", properties='<w:gridBefore w:val="1"/>'))
    assert lines(table) == ["Mnkr\tUtfall\tBudget", "\t1,1\t2,2"]


def test_years_are_a_header_and_so_is_what_word_repeats_on_each_page() -> None:
    table = tbl(
        tr("", tc("2024", properties=span(2)), properties="<w:tblHeader/>"),
        tr("Mnkr", "Kv 1", "Kv 2", properties="<w:tblHeader/>"),
        tr("Drift", "1,1", "2,2"),
    )
    assert lines(table)[0] == "\t2024\t2024"


def test_figures_one_below_the_other_in_one_row_are_rows() -> None:
    table = tbl(tr("Mnkr", "Utfall"), tr(tc("Drift", "Räntor", "Summa"), tc("1,1", "2,2", "3,3")))
    assert lines(table) == ["Mnkr\tUtfall", "Drift\t1,1", "Räntor\t2,2", "Summa\t3,3"]


@pytest.mark.parametrize("cell", [tc("Utfall", "2023"), tc(p("Utfall", "<w:r><w:br/></w:r>", "2023"))])
def test_a_header_of_several_lines_is_one_cell(cell: str) -> None:
    assert lines(tbl(tr("Mnkr", cell), tr("Drift", "1,1"))) == ["Mnkr\tUtfall 2023", "Drift\t1,1"]


def test_a_table_in_a_cell_follows_its_own_table() -> None:
    inner = tbl(tr("Inre", "5,5"))
    table = tbl(tr("Mnkr", "Utfall"), tr("Drift", tc("1,1", inner)), tr("Totalt", "1,1"))
    assert lines(table) == ["Mnkr\tUtfall", "Drift\t1,1", "Totalt\t1,1", "", "Inre\t5,5"]


def test_a_table_that_only_sets_out_text_is_text() -> None:
    long = "Resultatet efter september är ett underskott mot budget på 2,9 mnkr. " * 3
    inner = tbl(tr("Mnkr", "Utfall"), tr("Drift", "1,1"))
    table = tbl(tr(tc(long, "Andra stycket 4,6 mnkr."), tc(inner)))
    assert lines(table) == [long.strip(), "Andra stycket 4,6 mnkr.", "", "Mnkr\tUtfall", "Drift\t1,1"]
    assert lines(tbl(tr("Ett stycke 1,1."), tr("Ett till 2,2."))) == ["Ett stycke 1,1.", "", "Ett till 2,2."]


def test_a_table_that_was_cut_in_two_with_nothing_between_is_one() -> None:
    first, second = tbl(tr("Mnkr", "Utfall"), tr("Drift", "1,1")), tbl(tr("Totalt", "1,1"))
    assert lines(first + second) == ["Mnkr\tUtfall", "Drift\t1,1", "Totalt\t1,1"]
    assert lines(first + p() + second) == ["Mnkr\tUtfall", "Drift\t1,1", "", "Totalt\t1,1"]


def test_hidden_rows_are_left_out_and_told() -> None:
    table = tbl(tr("Mnkr", "Utfall"), tr("Dold", "9,9", properties="<w:hidden/>"), tr("Drift", "1,1"))
    document = read_docx("r.docx", word(table))
    assert [line.text for line in document.lines] == ["Mnkr\tUtfall", "Drift\t1,1"]
    assert [problem.code for problem in document.problems] == ["hidden-text"]


def test_cells_and_rows_in_content_controls_are_cells_and_rows() -> None:
    row = f"<w:sdt><w:sdtPr/><w:sdtContent>{tr('Drift', '1,1')}</w:sdtContent></w:sdt>"
    cell = f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('2,2')}</w:sdtContent></w:sdt>"
    inside = tc(f"<w:sdt><w:sdtContent>{p(r('3,3'))}</w:sdtContent></w:sdt>")
    assert lines(tbl(tr("Mnkr", "Utfall"), row, tr("Ränta", cell), tr("Övrigt", inside))) == [
        "Mnkr\tUtfall", "Drift\t1,1", "Ränta\t2,2", "Övrigt\t3,3",
    ]  # fmt: skip


def test_a_table_of_figures_with_a_long_comment_is_a_table() -> None:
    long = "Sjukfrånvaron minskade under våren men ökade igen efter sommaren. " * 4
    table = tbl(tr("Mått", "Utfall", "Kommentar"), tr("Sjukfrånvaro", "6,3 % (5,5)", long))
    assert lines(table) == ["Mått\tUtfall\tKommentar", f"Sjukfrånvaro\t6,3 % (5,5)\t{long.rstrip()}"]
