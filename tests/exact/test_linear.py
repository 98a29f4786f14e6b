from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.exact import (
    CONTRADICTED,
    EXACT,
    IMPROBABLE,
    ROUNDING,
    Judgement,
    Quantity,
    Range,
    consistent_linear,
    implied_range,
    judge_linear,
    linear_discrepancy,
    printed_between,
)


def ones(*scaled: int) -> list[tuple[int, Quantity]]:
    return [(1, Quantity(number, 0)) for number in scaled]


@pytest.mark.parametrize(
    ("stated", "terms", "verdict"),
    [
        (6, ones(1, 2, 3), EXACT),
        (7, ones(1, 2, 3), ROUNDING),
        (8, ones(1, 2, 3), IMPROBABLE),  # the intervals only touch
        (9, ones(1, 2, 3), CONTRADICTED),
        (3, ones(1, 1), ROUNDING),
        (4, ones(1, 1), CONTRADICTED),
        (2, ones(1), IMPROBABLE),
        (0, [], EXACT),
        (1, [], CONTRADICTED),
        (3, [(1, Quantity(5, 0)), (-1, Quantity(1, 0))], ROUNDING),
        (5, [(2, Quantity(2, 0)), (0, Quantity(99, 0))], ROUNDING),  # 2x with x in [1,5; 2,5] is at most 5
        (6, [(2, Quantity(2, 0)), (0, Quantity(99, 0))], CONTRADICTED),
        (5, ones(2, 2), ROUNDING),
        (4, [(1, Quantity(3, 0)), (-1, Quantity(0, 0, exact=True))], IMPROBABLE),
        (3, [(1, Quantity(1, 0, exact=True)), (1, Quantity(1, 0, exact=True))], CONTRADICTED),
        (2, [(1, Quantity(15, 1, exact=True))], ROUNDING),
    ],
)
def test_verdicts_by_hand(stated: int, terms: list[tuple[int, Quantity]], verdict: str) -> None:
    assert judge_linear(Quantity(stated, 0), terms).verdict == verdict


def test_a_judgement_in_full() -> None:
    terms = [(1, Quantity(number, 1)) for number in (201, 100, 35)]
    assert judge_linear(Quantity(337, 1), terms) == Judgement(
        ROUNDING, (336, 1), (334, 1), (338, 1), residual="1", allowed="2", probability="0.33"
    )


def test_thousands_against_millions() -> None:
    # 119 695 tkr against 130,7 mnkr, both in kr: 11,0 mnkr apart, 0,0505 allowed.
    judged = judge_linear(Quantity(1307, -5), [(1, Quantity(119_695, -3))])
    assert judged == Judgement(CONTRADICTED, (119_695, -3), (1197, -5), (1197, -5), residual="110.05", allowed="0.505")
    assert judge_linear(Quantity(1197, -5), [(1, Quantity(119_695, -3))]).probability == "1"


def test_a_count_that_no_whole_number_fits() -> None:
    judged = judge_linear(Quantity(2, 0, exact=True), [(1, Quantity(15, 1, exact=True))])
    assert (judged.verdict, judged.low, judged.high) == (CONTRADICTED, None, None)


def test_roundings_that_conspire() -> None:
    terms = [(1, Quantity(100, 0))] * 20
    assert judge_linear(Quantity(2005, 0), terms).verdict == ROUNDING
    improbable = judge_linear(Quantity(2006, 0), terms)
    assert (improbable.verdict, improbable.probability, improbable.allowed) == (IMPROBABLE, "0.0000083", "10.5")


def test_discrepancy_has_its_sign() -> None:
    assert linear_discrepancy(Quantity(13, -3), [(1, Quantity(12_345, 0))]) == (655, 0)
    assert linear_discrepancy(Quantity(1, 0), ones(3)) == (-2, 0)


def test_implied() -> None:
    terms = [(1, Quantity(201, 1)), (-2, Quantity(4, 0))]
    assert implied_range(-1, Quantity(12, 0), terms) == Range(1105, 1315, 2)
    assert implied_range(0, Quantity(12, 0), terms) == Range(185, 215, 1)
    assert implied_range(1, Quantity(12, 0), terms) == Range(755, 865, 2, 2)
    with pytest.raises(ValueError, match="factor 0"):
        implied_range(0, Quantity(1, 0), [(0, Quantity(1, 0))])


TRUTHS = st.lists(st.tuples(st.sampled_from([-2, -1, 1, 1, 3]), st.integers(-(10**8), 10**8)), min_size=1, max_size=12)
GRIDS = st.integers(-3, 3)


def rounded(value: Fraction, decimals: int, up: bool) -> int:
    """`value` in units of 10**-`decimals`, rounded to the nearest, halves up or down."""
    shift = Fraction(1, 2)
    scaled = value * Fraction(10) ** decimals
    return (scaled + shift).__floor__() if up else (scaled - shift).__ceil__()


@given(TRUTHS, st.lists(GRIDS, min_size=13, max_size=13), st.booleans())
def test_rounding_alone_is_never_contradicted(truths: list[tuple[int, int]], grids: list[int], up: bool) -> None:
    values = [Fraction(value, 1000) for _, value in truths]
    terms = [
        (factor, Quantity(rounded(value, grid, up), grid))
        for (factor, _), value, grid in zip(truths, values, grids, strict=False)
    ]
    total = sum((factor * value for (factor, _), value in zip(truths, values, strict=True)), Fraction(0))
    result = Quantity(rounded(total, grids[-1], up), grids[-1])
    judged = judge_linear(result, terms)
    assert judged.verdict != CONTRADICTED
    assert consistent_linear(result, terms)
    assert judged.low is not None
    assert judged.high is not None
    assert judged.low[0] <= result.scaled <= judged.high[0]
    for index, value in [(-1, total), *enumerate(values)]:
        implied = implied_range(index, result, terms)
        scaled = value * Fraction(10) ** implied.decimals * implied.divisor
        assert implied.low <= scaled <= implied.high


@given(st.lists(st.integers(-(10**6), 10**6), max_size=30), st.integers(1, 100), st.booleans())
def test_beyond_rounding_is_always_contradicted(numbers: list[int], extra: int, up: bool) -> None:
    off = (len(numbers) + 1) // 2 + extra
    result = Quantity(sum(numbers) + (off if up else -off), 0)
    assert judge_linear(result, ones(*numbers)).verdict == CONTRADICTED
    assert not consistent_linear(result, ones(*numbers))


@given(TRUTHS, st.lists(GRIDS, min_size=13, max_size=13), st.integers(-50, 50), st.booleans())
def test_low_and_high_bound_exactly_what_is_consistent(
    truths: list[tuple[int, int]], grids: list[int], off: int, exact: bool
) -> None:
    terms = [(factor, Quantity(value, grid)) for (factor, value), grid in zip(truths, grids, strict=False)]
    centre = judge_linear(Quantity(0, grids[-1]), terms).low
    assert centre is not None
    result = Quantity(centre[0] + off, grids[-1], exact)
    judged = judge_linear(result, terms)
    inside = judged.low is not None and judged.high is not None and judged.low[0] <= result.scaled <= judged.high[0]
    assert consistent_linear(result, terms) == inside == (judged.verdict != CONTRADICTED)
    assert judged.residual is not None
    assert judged.allowed is not None
    assert inside == (Fraction(judged.residual) <= Fraction(judged.allowed))
    if not exact:
        assert judged.low is not None
        assert judged.high is not None
        between = printed_between(implied_range(-1, result, terms), result.decimals)
        assert (judged.low[0], judged.high[0]) == between


@given(TRUTHS, st.lists(GRIDS, min_size=13, max_size=13), st.integers(-40, 40), st.data())
def test_every_printing_of_a_term_that_is_implied_is_consistent(
    truths: list[tuple[int, int]], grids: list[int], off: int, data: st.DataObject
) -> None:
    terms = [(factor, Quantity(value, grid)) for (factor, value), grid in zip(truths, grids, strict=False)]
    result = Quantity(off, grids[-1])
    index = data.draw(st.integers(0, len(terms) - 1))
    factor, quantity = terms[index]
    first, last = printed_between(implied_range(index, result, terms), quantity.decimals)
    for scaled in (first - 1, first, last, last + 1):
        terms[index] = (factor, Quantity(scaled, quantity.decimals))
        assert consistent_linear(result, terms) == (first <= scaled <= last)
