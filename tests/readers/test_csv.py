import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.exact import Quantity
from auditor.model.sheet import Sheet
from auditor.readers import csv as reader
from auditor.readers.csv import Delimited, find_delimiter, load, read_csv
from auditor.readers.numbers import number_format, quantities


def read(text: str | bytes) -> Delimited:
    return read_csv("t.csv", text.encode() if isinstance(text, str) else text)


def sheet(text: str | bytes) -> Sheet:
    found = read(text).sheet
    assert found is not None
    return found


def value(*cells: str, delimiter: str = ";") -> tuple[int, int] | None:
    """The first of a column of cells as (scaled, decimals)."""
    rows = [[cell] for cell in cells]
    found = quantities(rows, number_format(rows, delimiter))[0][0]
    return None if found is None else (found.scaled, found.decimals)


# ---- records


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Post;2020;2021\nA;1,5;2,5\nB;3,0;4,5\n", ";"),
        ("Post,2020,2021\nA,1.5,2.5\n", ","),
        ("Post\t2020\nA, B; C\t1,5\n", "\t"),
        ('Post,2020\n"Kost; lön; hyra",1\n"Resor; logi",2\n', ","),
        ("A;B\n1,234;5\n", ";"),
        ("sep=;\na,b;1\n", ";"),
        ("ensam kolumn\n12\n", ","),
        ("Namn;Ort\nAnna;Luleå\nBo, d.ä.;Umeå\n", ";"),
    ],
)
def test_delimiter(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_records_are_counted_as_the_csv_module_counts_them() -> None:
    text = '# källa\r\n\r\nPost,"2020,\r\nutfall"\r\n"sa ""hej""",1,2\r\n'
    assert sheet(text).texts == (
        ("# källa", "", ""),
        ("", "", ""),
        ("Post", "2020,\r\nutfall", ""),
        ('sa "hej"', "1", "2"),
    )


@given(
    st.lists(st.lists(st.text("ab1,;\t\"'\n\r ", max_size=5), min_size=2, max_size=4), min_size=1, max_size=6),
    st.sampled_from(",;\t"),
)
def test_what_a_program_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    records, unclosed = reader.read_records(written.getvalue(), delimiter)
    assert (records, unclosed) == (rows, None)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert sheet("Återstår;1 072\n".encode(encoding)).texts == (("Återstår", "1 072"),)


def test_an_unclosed_quote_costs_no_rows() -> None:
    found = read('a,b\n"x, y",1\n"aldrig slut,2\nc,3\n')
    assert found.sheet is not None
    assert found.sheet.texts == (("a", "b"), ("x, y", "1"), ('"aldrig slut', "2"), ("c", "3"))
    assert [(problem.code, problem.line, problem.fatal) for problem in found.problems] == [("unclosed-quote", 3, False)]


# ---- numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234", (1234, 0)),
        ("1\u00a0234,5", (12345, 1)),
        ("1\u202f234\u202f567", (1234567, 0)),
        ("1’234’567.50", (123456750, 2)),
        ("-1072", (-1072, 0)),
        ("\u22125,0", (-50, 1)),
        ("–\u00a0522 941", (-522941, 0)),
        ("(1 234)", (-1234, 0)),
        ("12-", (-12, 0)),
        ("+2,1", (21, 1)),
        ("12*", (12, 0)),
        ("1,2 a)", (12, 1)),
        ("1 234 1)", (1234, 0)),
        ("12³", (12, 0)),
        ("12,5 %", (125, 1)),
        ("$1,234.50", (123450, 2)),
        ("-$5", (-5, 0)),
        ("SEK 12", (12, 0)),
        ("12 Mkr", (12, 0)),
        ("  \u00a037", (37, 0)),
        (",5", (5, 1)),
        ("1,2E+05", (12, -4)),
        ("2008", (2008, 0)),
        ("12345,678", (12345678, 3)),
        *((text, None) for text in ("", "-", "–", "..", "n/a", "(12", "12)", "--5", "(-5)-", "1 23", "4548 119")),
        *((text, None) for text in ("16x20", "1998-99", "1.2.3", "1,2,3", "007", "12 kg a", "1)", "9" * 90, "<5")),
    ],
)
def test_number(text: str, expected: tuple[int, int] | None) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("cells", "delimiter", "expected"),
    [
        (("1,234", "1,234.5"), ";", (1234, 0)),  # comma and point
        (("1,234", "5.5"), ";", (1234, 0)),
        (("1,234", "1,234,567"), ";", (1234, 0)),
        (("1,234", "0,125"), ",", (1234, 3)),  # three decimals
        (("1,234", "1 234,5"), ",", (1234, 3)),
        (("1,234", "12345", "23456"), ",", (1234, 3)),  # nobody who parts thousands writes 12345
        (("1,234", "2019", "2020"), ",", (1234, 0)),  # but years
        (("1.234", "1.234,5"), ",", (1234, 0)),  # point and comma
        (("1.234", "5,5"), ",", (1234, 0)),
        (("1.234", "0.5"), ";", (1234, 3)),
        (("1,234",), ",", (1234, 0)),  # nothing tells but the delimiter
        (("1,234",), ";", (1234, 3)),
        (("1.234",), ";", (1234, 0)),
        (("1.234",), ",", (1234, 3)),
        (("22,0", "1.5", "2.5"), ",", (220, 1)),  # a stray one that can be read in one way alone
        (("0.125", "1,234,567"), ";", (125, 3)),
    ],
)
def test_the_format_is_that_of_the_file(cells: tuple[str, ...], delimiter: str, expected: tuple[int, int]) -> None:
    assert value(*cells, delimiter=delimiter) == expected


@given(st.data())
def test_a_printed_number_is_read_back(data: st.DataObject) -> None:
    group, point = data.draw(
        st.sampled_from([(" ", ","), ("\u00a0", ","), (",", "."), (".", ","), ("", "."), ("'", ".")])
    )
    decimals = data.draw(st.integers(1, 4))
    numbers = data.draw(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=6))
    numbers += [12345678 * 10**decimals + 1]  # one that shows every mark of the format
    printed = [
        f"{'−' if number < 0 else ''}{abs(number) // 10**decimals:,}".replace(",", group)
        + f"{point}{abs(number) % 10**decimals:0{decimals}}"
        for number in numbers
    ]
    rows = [[text] for text in printed]
    read = quantities(rows, number_format(rows, data.draw(st.sampled_from(",;\t"))))
    assert read == tuple((Quantity(number, decimals),) for number in numbers)


def test_a_letter_behind_a_number_is_a_footnote_mark_only_among_plain_numbers() -> None:
    values = sheet("10A;698E\n11B;4 800\n12C;12\n").values
    assert [[cell and cell.scaled for cell in row] for row in values] == [[None, 698], [None, 4800], [None, 12]]


# ---- what nobody meant to be read


def test_ragged_rows_are_padded() -> None:
    found = sheet("a,b,c\n1\n2,3\n")
    assert found.texts == (("a", "b", "c"), ("1", "", ""), ("2", "3", ""))
    assert [[cell is not None for cell in row] for row in found.values] == [
        [False] * 3,
        [True, False, False],
        [True, True, False],
    ]


def test_binary_and_missing_files_are_problems(tmp_path: Path) -> None:
    codes = [read(data).problems[0].code for data in (b"\x00\x01\x02\x03" * 100, b"PK\x03\x04rest", b"%PDF-1.4")]
    assert codes == ["binary", "office", "pdf"]
    assert load(str(tmp_path / "none.csv")).problems[0].code == "missing"
    assert load(str(tmp_path)).problems[0].code == "is-folder"
    assert all(problem.fatal for problem in load(str(tmp_path)).problems)


def test_an_empty_file_has_no_rows() -> None:
    found = read(b"")
    assert found.sheet == Sheet((), ())
    assert [problem.code for problem in found.problems] == ["empty"]


def test_a_table_that_would_fill_the_memory_is_refused() -> None:
    found = read("," * 100_000 + "\n" + "1\n" * 100)
    assert found.sheet is None
    assert [(problem.code, problem.fatal) for problem in found.problems] == [("too-many-cells", True)]


def test_a_hundred_thousand_columns_and_a_long_line() -> None:
    assert len(sheet(",".join(["1"] * 100_000)).values[0]) == 100_000
    assert sheet("a;" + "x" * 10_000_000 + ";1\n").values[0][2] == Quantity(1, 0)


@given(st.text("\"',;\t\n\r\0\x1a1a. ", max_size=60))
def test_anything_is_read_into_rows_of_one_width(text: str) -> None:
    found = read(text)
    if found.sheet is not None:
        assert len({len(row) for row in found.sheet.texts}) <= 1
        assert [len(row) for row in found.sheet.texts] == [len(row) for row in found.sheet.values]
