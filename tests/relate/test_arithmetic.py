"""Relations found from the numbers alone. What a table obeys was worked out by hand, or built into it."""

import time
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.exact import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING, UNDECIDED, Quantity
from auditor.model.sheet import Law, Sheet
from auditor.relate.arithmetic import Discovery, discover

Cell = tuple[int, int]


def quantity(text: str) -> Quantity | None:
    number = text.replace(" ", "").replace(",", ".")
    whole, _, part = number.partition(".")
    if not (whole + part).lstrip("-").isdigit():
        return None
    return Quantity(int(whole + part), len(part))


def sheet(*rows: str) -> Sheet:
    """A table of cells between bars; the first column is labels."""
    texts = [tuple(cell.strip() for cell in row.split("|")) for row in rows]
    width = max(map(len, texts))
    padded = tuple(row + ("",) * (width - len(row)) for row in texts)
    return Sheet(padded, tuple((None, *(quantity(cell) for cell in row[1:])) for row in padded))


def numbers(rows: list[list[int]]) -> Sheet:
    return Sheet(
        tuple(tuple(str(value) for value in row) for row in rows),
        tuple(tuple(Quantity(value, 0) for value in row) for row in rows),
    )


def down(operator: str, result: int, *operands: int, table: Sheet) -> list[str]:
    """The verdicts, by column, of a relation among rows."""
    return [
        law.verdict
        for law in sorted(discover(table).laws, key=lambda law: law.result[1])
        if law.operator == operator
        and law.result[0] == result
        and list(law.operands) == [(row, law.result[1]) for row in operands]
    ]


def across(operator: str, result: int, *operands: int, table: Sheet) -> list[str]:
    """The verdicts, by row, of a relation among columns."""
    return [
        law.verdict
        for law in sorted(discover(table).laws, key=lambda law: law.result[0])
        if law.operator == operator
        and law.result[1] == result
        and list(law.operands) == [(law.result[0], column) for column in operands]
    ]


def told(discovery: Discovery) -> set[tuple[str, Cell, tuple[Cell, ...]]]:
    return {(law.operator, law.result, law.operands) for law in discovery.laws}


# ---- sums


def test_total_below_its_parts() -> None:
    table = sheet(
        "Post   | 2019 | 2020 | 2021",
        "Lokaler|  812 |  977 | 1 043",
        "Material| 120 |  154 |  131",
        "Personal|4 310|4 518 | 4 702",
        "Alles  |5 242 |5 649 | 5 876",
    )
    assert down("sum", 4, 1, 2, 3, table=table) == [EXACT] * 3
    assert {law.result[0] for law in discover(table).laws} == {4}


def test_total_above_its_parts_with_a_gap_and_a_dash_for_nil() -> None:
    table = sheet(
        "        | 2019  | 2020",
        "Samtliga| 5 242 | 5 649",
        "        |       |",
        "Lokaler |   812 |   977",
        "Övrigt  |     – |   154",
        "Personal| 4 430 | 4 518",
    )
    assert down("sum", 1, 3, 4, 5, table=table) == [EXACT] * 2


def test_total_of_subtotals_before_the_details() -> None:
    table = sheet(
        "A  |  117 |  243 |  381",
        "B  |  256 |  119 |  402",
        "AB |  373 |  362 |  783",
        "C  |  901 |  877 |  640",
        "D  |   48 |   92 |  115",
        "E  |  333 |  410 |  275",
        "CDE|1 282 |1 379 |1 030",
        "Allt|1 655|1 741 |1 813",
    )
    assert down("sum", 2, 0, 1, table=table) == [EXACT] * 3
    assert down("sum", 6, 3, 4, 5, table=table) == [EXACT] * 3
    assert down("sum", 7, 2, 6, table=table) == [EXACT] * 3
    assert down("sum", 7, 0, 1, 3, 4, 5, table=table) == []


def test_groups_of_columns_add_up_to_the_first_group() -> None:
    rows = [(217, 140, 530, 218), (664, 95, 201, 377), (125, 83, 918, 406), (731, 260, 344, 129)]
    table = numbers([[a + c, b + d, a, b, c, d] for a, b, c, d in [(r[0], r[1], r[2], r[3]) for r in rows]])
    assert across("sum", 0, 2, 4, table=table) == [EXACT] * 4
    assert across("sum", 1, 3, 5, table=table) == [EXACT] * 4


def test_parts_that_stand_apart() -> None:
    rows = [
        (3117, 40, 5530, 218, 777),
        (6264, 95, 2101, 377, 12),
        (1825, 83, 9018, 406, 903),
        (731, 260, 3544, 129, 58),
    ]
    # Columns 1 and 3 take no part: an age and a number of pupils.
    table = numbers([[a, b, c, d, e, a + c + e] for a, b, c, d, e in rows])
    assert across("sum", 5, 0, 2, 4, table=table) == [EXACT] * 4


def test_a_difference_is_told_as_a_sum() -> None:
    table = sheet(
        "           | Budget | Utfall | Avvikelse",
        "Skola      | 10 430 | 10 118 |  312",
        "Omsorg     |  7 215 |  7 433 | -218",
        "Vägar      |  1 917 |  1 804 |  113",
        "Bibliotek  |    842 |    871 |  -29",
    )
    assert across("sum", 1, 2, 3, table=table) == [EXACT] * 4


def test_rounded_figures_add_up_within_what_rounding_allows() -> None:
    # 10,4 + 20,4 + 31,4 = 62,2 and so on, each rounded to whole units: 62 is one more than 10 + 20 + 31.
    table = sheet(
        "A | 10 | 131 | 407 | 1 214",
        "B | 20 | 215 | 118 | 3 377",
        "C | 31 | 322 | 244 | 2 051",
        "S | 62 | 668 | 770 | 6 642",
    )
    assert down("sum", 3, 0, 1, 2, table=table) == [ROUNDING, EXACT, ROUNDING, EXACT]


def test_figures_rounded_more_coarsely_than_printed_are_improbable_not_wrong() -> None:
    # Randomly rounded to base 5, as statistics offices do; the true figures add up.
    table = sheet(
        "Alla  | 6 186 950 | 80 380 | 40 780 | 45 195",
        "Norr  | 3 250 535 | 11 400 | 21 255 |  7 960",
        "Söder | 2 278 345 | 68 410 | 14 365 | 36 605",
        "Utland|   658 075 |    575 |  5 170 |    635",
    )
    assert down("sum", 0, 1, 2, 3, table=table) == [IMPROBABLE] * 4


def test_a_suppressed_part_leaves_its_law_undecided() -> None:
    table = sheet(
        "Allt | 1 943 | 2 518 | 2 204 | 1 877",
        "Män  |   911 | 1 203 |   F   |   852",
        "Kvinnor|1 032| 1 315 | 1 190 | 1 025",
    )
    assert down("sum", 0, 1, 2, table=table) == [EXACT, EXACT, UNDECIDED, EXACT]


# ---- a cell that breaks what its siblings obey


def test_a_cell_that_breaks_what_its_siblings_obey() -> None:
    table = sheet(
        "A    |  312 |  415 |  523 |  618 |  733",
        "B    |1 204 |1 310 |1 118 |1 422 |1 507",
        "C    |   87 |   93 |  104 |   99 |  121",
        "Summa|1 603 |1 818 |1 754 |2 139 |2 361",
    )
    # 523 + 1 118 + 104 = 1 745: two digits have changed places.
    assert down("sum", 3, 0, 1, 2, table=table) == [EXACT, EXACT, CONTRADICTED, EXACT, EXACT]


def test_shares_beside_counts_are_no_broken_siblings() -> None:
    table = sheet(
        "       | Antal | Andel",
        "Alla   | 88 369| 17,4",
        "Vård   | 46 271| 17,9",
        "Omsorg | 28 975| 14,3",
        "Tandvård|13 123| 40,4",
    )
    assert down("sum", 1, 2, 3, 4, table=table) == [EXACT]


# ---- means, quotients, changes


def test_mean_row() -> None:
    table = sheet(
        "Skola| 2019 | 2020 | 2021",
        "Norra| 71,3 | 68,8 | 74,1",
        "Södra| 52,6 | 59,4 | 61,0",
        "Östra| 80,9 | 77,7 | 83,5",
        "Västra|66,4 | 70,1 | 64,8",
        "Kommunen|67,8|69,0 | 70,9",
    )
    # 271,2 / 4 = 67,8; 276,0 / 4 = 69,0; 283,4 / 4 = 70,85.
    assert down("average", 5, 1, 2, 3, 4, table=table) == [EXACT, EXACT, ROUNDING]


def test_quotient_of_two_columns() -> None:
    table = sheet(
        "        | Kostnad | Elever | Kostnad per elev",
        "Norra   |  41 233 |    512 | 80,53",
        "Södra   |  28 914 |    377 | 76,69",
        "Östra   |  63 480 |    801 | 79,25",
        "Västra  |  12 077 |    149 | 81,05",
    )
    assert across("division", 3, 1, 2, table=table) == [ROUNDING] * 4
    assert {law.times for law in discover(table).laws} == {1}


def test_share_in_per_cent() -> None:
    table = sheet(
        "       | Barn  | Varav | Procent",
        "Norra  | 5 512 | 1 302 | 23,6",
        "Södra  | 3 377 |   518 | 15,3",
        "Östra  | 8 801 | 2 964 | 33,7",
        "Västra | 1 149 |   122 | 10,6",
    )
    assert across("division", 3, 2, 1, table=table) == [ROUNDING] * 4
    assert {law.times for law in discover(table).laws} == {100}


def test_change_in_per_cent() -> None:
    table = sheet(
        "       |  2020  |  2021  | Förändring, %",
        "Löner  | 41 233 | 43 117 | 4,6",
        "Hyror  | 12 914 | 12 377 | -4,2",
        "El     |  3 480 |  4 905 | 40,9",
        "Övrigt |  8 077 |  8 149 | 0,9",
    )
    assert across("relative-change", 3, 1, 2, table=table) == [ROUNDING] * 4


def test_a_product_is_told_as_the_quotient_of_its_first_factor() -> None:
    table = sheet(
        "      | Antal | Pris  | Belopp",
        "Bord  |   14  | 312,50| 4 375,00",
        "Stol  |   61  |  98,75| 6 023,75",
        "Lampa |   23  | 145,20| 3 339,60",
        "Hylla |    9  | 507,80| 4 570,20",
    )
    assert across("division", 1, 3, 2, table=table) == [EXACT] * 4


# ---- laws of the search


@st.composite
def amounts(draw: st.DrawFn) -> list[list[int]]:
    """Rows of amounts that have nothing to do with each other: what shrinks to equal figures obeys other laws too."""
    random = Random(draw(st.integers(0, 2**32)))
    height, width = draw(st.integers(2, 8)), draw(st.integers(4, 6))
    return [[random.randrange(1_000, 999_999) for _ in range(width)] for _ in range(height)]


def with_total(rows: list[list[int]]) -> list[list[int]]:
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


@given(amounts())
def test_a_total_row_is_found_and_nothing_else(rows: list[list[int]]) -> None:
    height = len(rows)
    laws = told(discover(numbers(with_total(rows))))
    assert laws == {
        ("sum", (height, column), tuple((row, column) for row in range(height))) for column in range(len(rows[0]))
    }


@given(amounts())
def test_rows_and_columns_are_alike(rows: list[list[int]]) -> None:
    rows = with_total(rows)
    turned = [list(column) for column in zip(*rows, strict=True)]
    mirrored = {
        (operator, result[::-1], tuple(cell[::-1] for cell in operands))
        for operator, result, operands in told(discover(numbers(turned)))
    }
    assert mirrored == told(discover(numbers(rows)))


@given(amounts(), st.data())
def test_one_wrong_cell_is_told(rows: list[list[int]], data: st.DataObject) -> None:
    height, width = len(rows), len(rows[0])
    rows = with_total(rows)
    row, column = data.draw(st.integers(0, height)), data.draw(st.integers(0, width - 1))
    rows[row][column] += 1_009
    verdicts = {law.result: law.verdict for law in discover(numbers(rows)).laws}
    assert verdicts == {(height, place): CONTRADICTED if place == column else EXACT for place in range(width)}


@given(st.integers(0, 2**32), st.integers(2, 12), st.integers(2, 8))
def test_noise_obeys_no_law(seed: int, height: int, width: int) -> None:
    random = Random(seed)
    table = numbers([[random.randrange(100_000, 999_999) for _ in range(width)] for _ in range(height)])
    assert discover(table) == Discovery((), False)


@given(st.lists(st.lists(st.integers(-20, 20), min_size=4, max_size=4), min_size=1, max_size=8))
def test_every_law_told_holds(rows: list[list[int]]) -> None:
    for law in discover(numbers(rows)).laws:
        stated, terms = rows[law.result[0]][law.result[1]], [rows[row][column] for row, column in law.operands]
        if law.operator == "sum" and law.verdict == EXACT:
            assert sum(terms) == stated
        if law.operator == "division" and law.verdict == EXACT:
            assert terms[0] * law.times == stated * terms[1]
        assert law.result not in law.operands


def test_the_answer_is_the_same_every_time_and_in_order() -> None:
    rows = [[value * 37 % 1_009 for value in range(start, start + 6)] for start in range(3, 90, 11)]
    table = numbers([[*row, sum(row)] for row in [*rows, [sum(column) for column in zip(*rows, strict=True)]]])
    assert discover(table) == discover(table)
    assert discover(table).laws


def test_a_table_without_figures() -> None:
    assert discover(Sheet((), ())) == Discovery((), False)
    assert discover(sheet("A | x", "B | y")) == Discovery((), False)
    assert discover(sheet("A | 1")) == Discovery((), False)


# ---- the bound


def pseudo(seed: int, below: int) -> list[int]:
    """90,000 numbers that follow no pattern, the same ones every time."""
    return [
        value % below
        for value in accumulate(range(90_000), lambda x, _: (x * 1_103_515_245 + 12_345) % 2**31, initial=seed)
    ]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param([[0] * 300] * 300, id="nothing but zeros"),
        pytest.param([[7] * 300] * 300, id="all figures equal"),
        pytest.param([[value >> 8] for value in pseudo(1, 2**31)[:5_000]], id="one long column"),
        pytest.param([[value >> 28] for value in pseudo(2, 2**31)[:5_000]], id="one long column of small counts"),
        pytest.param([pseudo(3, 1_000)[row * 300 : row * 300 + 300] for row in range(300)], id="300 by 300"),
        pytest.param(
            [pseudo(4, 2)[row * 300 : row * 300 + 300] for row in range(300)], id="300 by 300 of ones and zeros"
        ),
        pytest.param([[a * b for b in range(1, 60)] for a in range(1, 60)], id="a multiplication table"),
    ],
)
def test_the_search_ends_in_time(table: list[list[int]]) -> None:
    began = time.process_time()
    found = discover(numbers(table))
    assert time.process_time() - began < 15  # a loaded machine takes three times as long as an idle one
    if not any(map(any, table)):
        assert found == Discovery((), False)


def test_a_search_cut_short_is_told() -> None:
    table = numbers([pseudo(5, 10)[row * 300 : row * 300 + 300] for row in range(300)])
    assert discover(table).bounded


def test_a_law_tells_its_cells() -> None:
    table = sheet("A| 1 204", "B| 3 117", "C|   908", "S| 5 229")
    assert discover(table).laws == (Law("sum", (3, 1), ((0, 1), (1, 1), (2, 1)), EXACT),)
