"""Delimited files as documents: every cell keeps its place in the file, and its number is read as it is meant."""

from hypothesis import given
from hypothesis import strategies as st

from auditor import pipeline
from auditor.model.document import Document
from auditor.readers.csv import read_csv
from auditor.readers.records import document

ENGLISH = (
    "Unit,Budget,Outcome,Deviation\n"
    'School,"-1,234.50","-1,200.00",34.50\n'
    'Care,"-2,000.00","-2,101.25",-101.25\n'
    "Culture,-500.00,-450.00,50.00\n"
    'Totalt,"-3,734.50","-3,751.25",-61.75\n'
)


def read(text: str) -> Document:
    return document(read_csv("t.csv", text.encode()))


@given(st.text('ab1,;"\n\r\t |', max_size=40))
def test_lines_hold_the_cells_that_the_csv_module_reads(text: str) -> None:
    found = read_csv("t.csv", text.encode())
    assert found.sheet is not None
    lines = document(found).lines
    assert len(lines) == len(found.sheet.texts)
    for line, row in zip(lines, found.sheet.texts, strict=True):
        cells = ["".join(cell.replace("\r\n", "\n").split("\r")) for cell in row]
        plain = [cell.replace("\n", " ").replace("\t", " ").replace("|", "¦") for cell in cells]
        assert squeezed(line.text.split("\t")) == squeezed(plain)


def squeezed(cells: list[str]) -> list[str]:
    """Cells without spaces and without the blank ones at the end."""
    bare = ["".join(cell.split()) for cell in cells]
    while bare and not bare[-1]:
        bare.pop()
    return bare


@given(st.lists(st.lists(st.text('ab1"\n,', max_size=4), min_size=1, max_size=3), min_size=1, max_size=4))
def test_every_character_stands_where_its_line_says(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    found = read(text)
    for line in found.lines:
        for at, character in enumerate(line.text):
            if character in 'ab1"':
                (piece,) = line.span(at, at + 1).pieces
                assert piece.line is not None
                assert piece.column is not None
                assert found.source[piece.line - 1][piece.column - 1] == character


def test_a_label_on_two_lines_has_two_pieces() -> None:
    found = read('Enhet;Utfall\n"Grund-\nskola";12\n')
    line = found.lines[1]
    assert line.text == "Grund- skola\t12"
    assert [(piece.line, piece.column, piece.end_column) for piece in line.span(0, 12).pieces] == [(2, 2, 9), (3, 1, 6)]
    (figure,) = line.span(13, 15).pieces
    assert (figure.line, figure.column, figure.end_column) == (3, 8, 10)


def test_figures_and_suggestions_are_written_as_the_file_writes_them(tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(ENGLISH)
    report = pipeline.audit([str(path)]).reports[0]
    (found,) = [finding for finding in report.findings if finding.severity == "error"]
    assert (found.rule, found.blamed[0].text, found.suggestion) == ("RK103", "-61.75", "-16.75")
    assert (found.blamed[0].span.line, found.blamed[0].span.column) == (5, 32)
    assert found.fixes[0].insert == "-16.75"
    texts = [figure.text for figure in report.figures]
    assert texts[:3] == ["-1,234.50", "-1,200.00", "34.50"]
    assert (report.figures[0].scaled, report.figures[0].decimals) == (-123450, 2)


def test_a_record_that_is_too_long_is_told_and_the_rest_is_read() -> None:
    found = read("a;" + "x" * 200_000 + "\nb;12\n")
    assert [(problem.code, problem.line) for problem in found.problems] == [("long-line", 1)]
    assert [line.text for line in found.lines] == ["", "b\t12"]
