"""Markdown without its markup, every character at its own line and column of the file."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import pipeline
from auditor.model.document import Document
from auditor.readers.markdown import read_markdown
from tests import strategies
from tests.strategies import Slip


def read(text: str) -> Document:
    return read_markdown("r.md", text.encode())


def lines(text: str) -> list[str]:
    return [line.text for line in read(text).lines if line.text.strip()]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('Se [bilaga 3](https://x.se/2024/12_(3).html "T 4") och ![5](6.png)', ["Se bilaga 3 och "]),
        ("Se [not 3][a] och [b]\n\n[a]: http://x/12 '13'\n[b]: <y 1>", ["Se not 3 och [b]", "[b]: <y 1>"]),
        ("Utfall 1 234 [1] mnkr\n\n[1]: https://x.se/99", ["Utfall 1 234 ¹ mnkr"]),
        ("Utfall 1 234[^2] och 5[^not]\n\n[^2]: Exklusive 7 mnkr", ["Utfall 1 234² och 5", "Exklusive 7 mnkr"]),
        ("5 \\* 400\\* \\-7 2024\\. \\# C:\\x", ["5 * 400* -7 2024. # C:\\x"]),
        ("**a** `b *c*` ``12`` ***d***", ["a b *c* 12 d"]),
        ("rad ett\\\nrad två", ["rad ett", "rad två"]),
        ("> Citat 5\n> > mer 6", ["Citat 5", "mer 6"]),
        ("| A\\|B | `1` | [2](u) |\n|---|---|---|", ["| A¦B | 1 | 2 |", "|---|---|---|"]),
        ("---\ntitle: Rapport 2024\nantal: 5\nlista:\n  - 1\n- 2\n...\nText 7", ["Text 7"]),
        ("+++\ndate = 2024\n+++\nText 7", ["Text 7"]),
        # no front matter: two rules with text between
        ("---\nText 5\n---\n6", ["---", "Text 5", "---", "6"]),
        ("```text\nA   *1*  <b>2</b>\n  B   3\n````\nC", ["A   *1*  <b>2</b>", "  B   3", "C"]),
        ("~~~\nA 1\n```\nB 2\n~~~\nC", ["A 1", "```", "B 2", "C"]),
        ("```\naldrig stängd 5", ["aldrig stängd 5"]),
        ("<!-- 5\n\n6 -->\n7\n<!-- 8 --> 9", ["7", " 9"]),
        ("<script>\n5\n</script>\n6", ["6"]),
        ("<!-- aldrig stängd\n5", ["<!-- aldrig stängd", "5"]),
        ("<details><summary>Mer</summary>\n\n5\n</details>", ["Mer", "5"]),
        ("a 1 234,5 ~ b", ["a 1 234,5 ~ b"]),
    ],
)
def test_what_is_shown(source: str, shown: list[str]) -> None:
    assert lines(source) == shown


def test_struck_figures_are_left_out_and_told() -> None:
    document = read("Utfall\n~~1 234~~ 1 243 mnkr")
    assert [line.text for line in document.lines] == ["Utfall", " 1 243 mnkr"]
    assert [(one.code, one.detail, one.line) for one in document.problems] == [("struck-text", "1", 2)]


@pytest.mark.parametrize(
    ("source", "headings"),
    [
        ("Rubrik\n======\n\nText\n\nUnder\n---\n", ["Rubrik", "Under"]),
        # the head of a table that is set in spaces, the end of a paragraph, an item, a rule
        ("Nämnd Utfall\n------------\nSkola 5\n", []),
        ("Nämnd    Utfall\n-----\n\nSkola 5", []),
        ("| A | B |\n---\n", []),
        ("text\nmer text\n---\n", []),
        ("- punkt\n---\n", []),
        ("\n---\n\n---\n", []),
    ],
)
def test_headings_with_a_line_below(source: str, headings: list[str]) -> None:
    assert [line.text for line in read(source).lines if line.heading] == headings


TABLE = """Text före.

<table>
  <tr><th>Mnkr</th><th>2024</th><th>2023</th></tr>

  <tr>
    <td>Skatter &amp; bidrag</td>
    <td>1&nbsp;00<b>0,0</b></td><td>900,0</td></tr>
  <tr><td>Summa</td><td>1 000,0</td><td>901,0</td></tr>
</table>
Text efter 5.
"""


def test_a_table_in_html_stands_where_it_does() -> None:
    document = read(TABLE)
    assert [line.text for line in document.lines if line.text] == [
        "Text före.", "Mnkr\t2024\t2023", "Skatter & bidrag\t1\u00a0000,0\t900,0", "Summa\t1 000,0\t901,0",
        "Text efter 5.",
    ]  # fmt: skip
    (row,) = [line for line in document.lines if line.text.startswith("Skatter")]
    at = row.text.index("1\u00a0000,0")
    (piece,) = row.span(at, at + 7).pieces
    assert (piece.line, piece.column, piece.end_column, piece.origin) == (8, 9, 24, None)
    last = document.lines[-1]
    assert (last.number, last.span(11, 12).line) == (11, 11)


def test_every_line_of_the_file_is_a_source_line() -> None:
    document = read(TABLE)
    assert document.source == tuple(TABLE.splitlines())


@given(strategies.slipped("pipes"), st.integers(0, 10**6))
def test_an_error_is_found_where_it_stands_under_front_matter(slip: Slip, seed: int) -> None:
    """The same table in a file with front matter, links, a comment and code gives the same findings further down."""
    text = slip.table.text()
    above = random.Random(seed).choice(("---\ntitel: R 2024\n---\n", "<!-- 5\n6 -->\n", "[1]: http://x.se/5\n\n"))
    down = above.count("\n")
    plain = pipeline.audit_text(text)
    marked = pipeline._audit(read(above + text), *pipeline._rules(()), (), ())
    assert [(one.rule, one.title, one.stated, one.expected) for one in marked.findings] == [
        (one.rule, one.title, one.stated, one.expected) for one in plain.findings
    ]
    for one, other in zip(marked.findings, plain.findings, strict=True):
        own, there = one.blamed[0].span, other.blamed[0].span
        assert (own.line, own.column, own.end_column) == ((there.line or 0) + down, there.column, there.end_column)


@given(st.text(st.sampled_from("[]()`~\\!*_<>|-#:^12 a\n"), max_size=60))
def test_every_character_has_its_place(source: str) -> None:
    document = read(source)
    raw = re.split("\r\n|\r|\n", source)
    for line in document.lines:
        for at, character in enumerate(line.text):
            piece = line.span(at, at + 1)
            there = raw[(piece.line or 0) - 1][(piece.column or 0) - 1 :][:1]
            assert there == character or character in " \u00a6¹²" or there in ("<", "&", "|")


@pytest.mark.parametrize(
    "source",
    ["<table>\n" * 50_000, "<!-- \n" * 50_000, "[" * 100_000, "[a](" * 20_000, "`" * 99_999, "```\n" * 50_000,
     "~~a" * 30_000, "> " * 40_000, "\\" * 99_999, "a\n---\n" * 30_000, "![" * 40_000, "[^" * 40_000],
)  # fmt: skip
def test_what_is_never_closed_takes_no_time(source: str) -> None:
    assert read(source + "\n\nslut 5").source[-1] == "slut 5"
