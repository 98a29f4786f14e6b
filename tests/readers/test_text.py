import io
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.document import Document, Problem
from auditor.readers import text as reader
from auditor.readers.text import load, read_text

SWEDISH = "Regionkontoret – utfall\nÅterstår: −1 072 tkr\n"


def read(text: str) -> Document:
    return read_text("r.txt", text.encode())


def line(text: str) -> str:
    """The only line of `text` without its markup."""
    (only,) = read(text).lines
    return only.text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SWEDISH.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + SWEDISH.encode(), "utf-8"),
        (b"\xff\xfe" + SWEDISH.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + SWEDISH.encode("utf-16-be"), "utf-16-be"),
        (SWEDISH.encode("utf-16-le"), "utf-16-le"),
        (SWEDISH.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\0\0" + SWEDISH.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    document = read_text("r.txt", data)
    assert document.source == tuple(SWEDISH.splitlines())
    assert (document.encoding, document.problems) == (encoding, ())


def test_windows_text() -> None:
    document = read_text("r.txt", "Återstår – 5 €".encode("cp1252"))
    assert (document.source, document.encoding, document.problems) == (("Återstår – 5 €",), "cp1252", ())


@pytest.mark.parametrize(
    ("data", "source", "encoding"),
    [
        (b"\xc5terst\xe5r \x81 5", "Återstår � 5", "cp1252"),
        ("Återstår".encode() + b" \xff 5", "Återstår � 5", "utf-8"),
        (b"\xff\xfe" + "år".encode("utf-16-le") + b"\x00", "år�", "utf-16-le"),
    ],
)
def test_bytes_that_had_to_be_replaced_are_told(data: bytes, source: str, encoding: str) -> None:
    document = read_text("r.txt", data)
    assert document.source == (source,)
    assert document.problems == (Problem("encoding-guessed", encoding),)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"PK\x03\x04\x14\0\x06\0", "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "old-office"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "binary"),
        (b"Totalt 5\0 6", "binary"),
        (b"\0", "binary"),
        (bytes(range(256)), "binary"),
        (b"\x01\x02\x03\x04\x05\x06", "binary"),
    ],
)
def test_what_is_no_text(data: bytes, code: str) -> None:
    assert read_text("r", data) == Document("r", (), (), problems=(Problem(code, fatal=True),))


def test_a_stray_control_byte_is_no_reason_to_give_up() -> None:
    assert read_text("r", b"Bokslut\x02 2020: 5,1 mnkr").problems == ()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t\n\f"])
def test_empty(data: bytes) -> None:
    assert read_text("r", data).problems == (Problem("empty"),)


def test_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 2_000_000)
    assert read_text("r", b"a" * 2_000_001).problems == (Problem("too-large", "3 MB", fatal=True),)
    document = read_text("r", b"ett 1\n" + b"2" * 100_001 + b"\ntre 3")
    assert [(line.number, line.text) for line in document.lines] == [(1, "ett 1"), (3, "tre 3")]
    assert len(document.source) == 3
    assert document.problems == (Problem("long-line", "100001", 2),)


def test_line_ends_are_those_of_an_editor() -> None:
    document = read("a\r\nb\rc\n\nd\x85e\vf\u2028g\x1ch\n")
    assert document.source == ("a", "b", "c", "", "d\x85e\vf\u2028g\x1ch")
    assert [line.number for line in document.lines] == [1, 2, 3, 4, 5]


def test_form_feeds_turn_pages_and_keep_lines() -> None:
    document = read("ett\n\ftvå\nslut\f\n \f tre\n\f")
    assert [(line.number, line.page) for line in document.lines] == [(1, 1), (2, 2), (3, 2), (4, 4), (5, 5)]
    word = document.lines[1].words[0]
    assert (word.text, word.x0, word.x1) == ("två", 1, 4)
    assert document.lines[1].span(1, 4).column == 2


def test_words_and_their_columns() -> None:
    (only,) = read("|Totalt|1\u00a0234\u202f567 |\t-5|").lines
    assert only.text == "|Totalt|1\u00a0234\u202f567 |\t-5|"
    assert [(word.text, word.x0, word.x1) for word in only.words] == [
        ("Totalt", 1, 7),
        ("1", 8, 9),
        ("234", 10, 13),
        ("567", 14, 17),
        ("-5", 20, 22),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<b>Totalt</b> 5", "Totalt 5"),
        ('<td align="right">1 234</td><td nowrap>5</td>', " 1 234  5 "),
        ("Totalt<br/>123", "Totalt 123"),
        ("-400<sup>1</sup> m<SUP>2</SUP> CO<sub>2</sub>", "-400¹ m² CO2"),
        ("<!-- utkast -->5 <span class=x>6</span>", "5 6"),
        ("5&nbsp;000 &minus;3 &#8722;4 &#x2212;5 &lt;6", "5\u00a0000 −3 −4 −5 <6"),
        ("**1 234** tkr, **Totalt:** __x__", "1 234 tkr, Totalt: x"),
        ("| ***5*** | *1 234* | _6_ |", "| 5 | 1 234 | 6 |"),
        ("till\u00adsammans 1\u200b234\ufeff", "tillsammans 1234"),
        ("**&minus;5**", "−5"),
    ],
)
def test_markup_is_removed(source: str, text: str) -> None:
    assert line(source) == text


@pytest.mark.parametrize(
    "source",
    [
        "<5 och >5,4% samt 3 < 4 > 2",
        "<belopp> <namn och adress>",
        "R&D, AT&T; P&L & 5 &okänd;",
        "* 5 mnkr * 6 mnkr",
        "-400* -300*",
        "4*5*6 = 120",
        "*) avser 2020",
        "*Avser  -400*",
        "* |5*| *",
        "fil_namn_2020 ____ __ _",
        "-400** och **",
        "\u00ad400 tkr, 2017\u00ad2020, sam\u00ad",
    ],
)
def test_what_only_looks_like_markup_stays(source: str) -> None:
    (only,) = read(source).lines
    assert (only.text, only.columns) == (source, None)


def test_places_are_those_of_the_file() -> None:
    (only,) = read("| **Totalt** | &minus;1&nbsp;234<sup>1</sup> |").lines
    assert only.text == "| Totalt | −1\u00a0234¹ |"
    start = only.text.index("−")
    span = only.span(start, start + 6)
    assert (span.line, span.column, span.end_column) == (1, 16, 33)
    assert only.columns is not None
    assert len(only.columns) == len(only.text)


def test_loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "år.txt"
    report.write_bytes(SWEDISH.encode())
    assert load(str(report)) == read_text(report.as_posix(), SWEDISH.encode())
    assert load(str(tmp_path)).problems == (Problem("is-folder", fatal=True),)
    for missing in (str(tmp_path / "ingen.txt"), str(report / "under"), "", "a\0b"):
        assert load(missing).problems == (Problem("missing", fatal=True),)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SWEDISH.encode())))
    assert load("-") == read_text("-", SWEDISH.encode())
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    assert load(str(report)).problems == (Problem("too-large", "1 MB", fatal=True),)


@pytest.mark.parametrize(("winerror", "problem"), [(32, Problem("locked", fatal=True)), (5, None)])
def test_a_file_that_may_not_be_read(
    winerror: int, problem: Problem | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> os.stat_result:
        error = PermissionError(13, "no")
        monkeypatch.setattr(error, "winerror", winerror, raising=False)
        raise error

    monkeypatch.setattr(os, "stat", refuse)
    expected = problem or Problem("unreadable", "EACCES", fatal=True)
    assert load(str(tmp_path / "r.txt")).problems == (expected,)


@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(str.encode)
    | st.text(max_size=100).map(lambda text: text.encode("utf-16-le"))
)
def test_no_bytes_break_the_reader(data: bytes) -> None:
    document = read_text("r", data)
    for line in document.lines:
        assert line.columns is None or len(line.columns) == len(line.text)
        for word in line.words:
            assert word.text == line.text[int(word.x0) : int(word.x1)]
            assert line.span(int(word.x0), int(word.x1)).line == line.number


MARKUP_SOUP = st.lists(st.sampled_from([*"<>/&;*_|# ab15-", "<b>", "</td>", "&nbsp;", "**", "<sup>", "\xad"]))


@given(MARKUP_SOUP.map("".join))
def test_columns_lead_back_to_the_same_characters(source: str) -> None:
    for only in read(source).lines:
        columns = only.columns if only.columns is not None else range(len(source))
        assert list(columns) == sorted(columns)
        for character, column in zip(only.text, columns, strict=True):
            assert source[column] == character or source[column] in "&<" or character in "¹⁵"


PLAIN = st.text(
    st.characters(exclude_characters="\r\0<&*_\u00ad", exclude_categories=["Cs", "Cc", "Cf"]) | st.just("\n")
)


@given(PLAIN)
def test_plain_text_comes_back_as_it_was(text: str) -> None:
    document = read(text)
    assert "".join(f"{line}\n" for line in document.source) == (
        text if text.endswith("\n") or not text else text + "\n"
    )
    assert tuple(line.text for line in document.lines) == document.source
    assert [word.text for line in document.lines for word in line.words] == re.findall(r"[^\s|]+", text)
