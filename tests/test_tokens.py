"""A line of a report as tokens: its numbers, and what is left of the line where one of them is no figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract.tokens import NUMBER, SKIP, tokenise

# the line, its figures, and what is no figure with the reason
LINES = [
    ("Skola 12,5 -3,0 tkr", ["12,5", "-3,0 tkr"], []),
    ("Vård 1 213,5Medarbetare", ["1 213,5"], []),
    ("Vård 1.213,0Medarbetare", ["1.213,0"], []),
    ("Vård 12,0 -3,0Medarbetare", ["12,0", "-3,0"], []),
    ("Vård 0 100.007 -100.007", ["0", "100.007", "-100.007"], []),
    ("mellan 5-10 mnkr av 40,0 mnkr", ["40,0 mnkr"], [("5-10 mnkr", "range")]),
    ("ca 5-10 mnkr av 40,0 mnkr", ["40,0 mnkr"], [("ca 5-10 mnkr", "range")]),
    ("drygt 40-åringar kostar 3,0 mnkr", ["3,0 mnkr"], [("drygt 40-åringar", "word-number")]),
    ("ca 6-9-åringar kostar 3,0 mnkr", ["3,0 mnkr"], [("ca 6-9-åringar", "word-number")]),
    ("Grupp 5-10-20 kostar 3,0 mnkr", ["3,0 mnkr"], [("5-10-20", "range")]),
    ("Grupp 5-10* kostar 3,0 mnkr", ["3,0 mnkr"], [("5-10*", "range")]),
]


@pytest.mark.parametrize(("line", "figures", "others"), LINES)
def test_what_is_a_figure_and_what_is_none(line, figures, others):
    tokens = tokenise(line)
    assert tokens is not None
    assert [line[token.start : token.end] for token in tokens if token.kind == NUMBER] == figures
    assert [(line[token.start : token.end], token.reason) for token in tokens if token.kind == SKIP] == others


@pytest.mark.parametrize(
    ("line", "groups", "decimals"),
    [
        ("343 700 357", ["343", "700", "357"], ""),
        ("12 345,67", ["12", "345"], "67"),
        ("12 3456", ["12"], ""),
        ("12'345.6", ["12", "345"], "6"),
        ("1.234.567,8", ["1234567"], "8"),
        ("12.5", ["12"], "5"),
        ("2 020", ["2", "020"], ""),
    ],
)
def test_the_groups_and_decimals_of_a_number(line, groups, decimals):
    run = next(token.run for token in tokenise(line) or () if token.run is not None)
    assert [line[start:end].replace(".", "") for _, start, end in run.groups] == groups
    assert ([digits for digits, _, _ in run.groups], run.decimals) == (groups, decimals)


def test_words_are_tokens_each():
    """They are taken many at a time; nothing that is more than a word may be taken with them."""
    line = "Kostnaden för skolan, som är ca 5 mnkr, sjönk kl. 9 och (bland annat) kl 10"
    tokens = tokenise(line) or []
    assert "".join(line[token.start : token.end] for token in tokens) == line
    words = [token.text for token in tokens if token.kind == "word"]
    assert words == ["Kostnaden", "för", "skolan,", "som", "är", "sjönk", "och", "bland", "annat"]
    assert [line[token.start : token.end] for token in tokens if token.kind == NUMBER] == ["ca 5 mnkr"]


PLAIN = ("5", "-5", "\u22125", "0", "0,0", "12,5", "2023", "20230115", "1 234 567,8", "1\u00a0234", "12 34", "1 2345")
OTHERS = (
    "12.5",
    "12.345",
    "5,",
    "",
    "-",
    "\u2013",
    "ca",
    "ca 5",
    "5 ",
    " 5",
    "(5)",
    "5-6",
    "12,5 %",
    "3 kap",
    "4:1",
    "Skola",
)


@given(st.lists(st.sampled_from(PLAIN + OTHERS), min_size=1, max_size=7))
def test_a_cell_reads_alike_whatever_cells_follow(cells):
    line = "\t".join(cells)
    alone, followed = tokenise(line), tokenise(f"{line}\tx")
    assert alone is not None
    assert followed is not None
    behind = len(line.rstrip("\t \u00a0"))
    assert [token for token in alone if token.end <= behind] == [token for token in followed if token.end <= behind]
