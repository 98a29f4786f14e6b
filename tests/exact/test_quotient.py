from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.exact import CONTRADICTED, EXACT, ROUNDING, UNDECIDED, Judgement, Quantity, judge_quotient

Q = Quantity


def change(new: Quantity, old: Quantity) -> list[tuple[int, int, Quantity]]:
    return [(1, 0, new), (-1, 1, old)]


def test_a_share_by_hand() -> None:
    # [20,95; 21,05] of [199,95; 200,05] is 10,472... to 10,527... per cent.
    share = [(1, 0, Q(210, 1)), (0, 1, Q(2000, 1))]
    assert judge_quotient(Q(105, 1), share) == Judgement(EXACT, (105, 1), (105, 1), (105, 1), "0", "0.776")
    assert judge_quotient(Q(11, 0), share).verdict == ROUNDING
    assert judge_quotient(Q(10, 0), share).verdict == ROUNDING
    assert judge_quotient(Q(106, 1), share).verdict == CONTRADICTED
    assert judge_quotient(Q(1047, 2), share) == Judgement(ROUNDING, (1050, 2), (1047, 2), (1053, 2), "3", "3.262")


def test_a_quotient_without_a_finite_decimal_form() -> None:
    third = judge_quotient(Q(333, 1), [(1, 0, Q(1, 0, exact=True)), (0, 1, Q(3, 0, exact=True))])
    assert third == Judgement(ROUNDING, None, (333, 1), (333, 1), "0.333", "0.5")


def test_a_figure_on_both_sides_is_one_variable() -> None:
    # x / x is 1 whatever x is; two figures that happen to print alike may be 2,5 and 1,5.
    assert judge_quotient(Q(101, 0), [(1, 1, Q(2, 0))]).verdict == CONTRADICTED
    assert judge_quotient(Q(167, 0), [(1, 0, Q(2, 0)), (0, 1, Q(2, 0))]).verdict == ROUNDING


def test_relative_change() -> None:
    assert judge_quotient(Q(105, 1), change(Q(2210, 1), Q(2000, 1))).verdict == EXACT
    assert judge_quotient(Q(-50, 0), change(Q(-10, 0), Q(-20, 0))).verdict == EXACT
    assert judge_quotient(Q(50, 0), change(Q(-10, 0), Q(-20, 0)), absolute_denominator=True).verdict == EXACT
    assert judge_quotient(Q(-50, 0), change(Q(-10, 0), Q(-20, 0)), absolute_denominator=True).verdict == CONTRADICTED


def test_the_number_of_decimals_may_be_negative() -> None:
    # 12 mnkr over 400 heads, told in whole tkr a head.
    parts = [(1, 0, Q(12, -6)), (0, 1, Q(400, 0, exact=True))]
    assert judge_quotient(Q(30, -3), parts, times=1).verdict == EXACT
    assert judge_quotient(Q(31, -3), parts, times=1) == Judgement(ROUNDING, (30, -3), (29, -3), (31, -3), "1", "1.75")
    assert judge_quotient(Q(32, -3), parts, times=1).verdict == CONTRADICTED


@pytest.mark.parametrize("old", [Q(0, 0), Q(0, 0, exact=True), Q(5, 1, exact=False)])
def test_a_denominator_that_may_be_zero_decides_nothing(old: Quantity) -> None:
    minus_half = (0, -1, Q(5, 1, exact=True))
    assert judge_quotient(Q(1, 0), [*change(Q(9, 0), old), *([minus_half] if old.scaled else [])]).verdict == UNDECIDED


def test_no_figures_decide_nothing() -> None:
    assert judge_quotient(Q(1, 0), []).verdict == UNDECIDED


FACTORS = st.integers(-2, 2)
PARTS = st.lists(
    st.tuples(FACTORS, FACTORS, st.builds(Quantity, st.integers(-2000, 2000), st.integers(-1, 2), st.booleans())),
    min_size=1,
    max_size=6,
)


@given(PARTS, st.sampled_from([1, 100, -100]), st.booleans(), st.integers(-2, 3), st.data())
def test_the_range_holds_every_quotient_of_true_values(
    parts: list[tuple[int, int, Quantity]], times: int, absolute: bool, decimals: int, data: st.DataObject
) -> None:
    judged = judge_quotient(Quantity(0, decimals), parts, times, absolute)
    above = below = Fraction(0)
    for a, b, quantity in parts:
        inside = 0 if quantity.exact else data.draw(st.integers(-8, 8))
        value = (quantity.scaled + Fraction(inside, 16)) * Fraction(10) ** -quantity.decimals
        above, below = above + a * value, below + b * value
    if judged.verdict == UNDECIDED:
        return
    assert below != 0
    assert judged.low is not None
    assert judged.high is not None
    value = times * above / (abs(below) if absolute else below) * Fraction(10) ** decimals
    assert judged.low[0] - Fraction(1, 2) <= value <= judged.high[0] + Fraction(1, 2)
    for printed in (round(value), value.__floor__(), value.__ceil__()):
        if abs(printed - value) <= Fraction(1, 2):
            assert judge_quotient(Quantity(printed, decimals), parts, times, absolute).verdict in (EXACT, ROUNDING)


@given(PARTS, st.integers(-2, 3))
def test_the_range_is_reached_at_corners_of_the_box(parts: list[tuple[int, int, Quantity]], decimals: int) -> None:
    judged = judge_quotient(Quantity(0, decimals), parts)
    corners = [(Fraction(0), Fraction(0))]
    for a, b, quantity in parts:
        unit = Fraction(10) ** -quantity.decimals
        ends = [quantity.scaled * unit + (0 if quantity.exact else side * unit / 2) for side in (-1, 1)]
        corners = [(x + a * end, y + b * end) for x, y in corners for end in ends]
    if min(y for _, y in corners) <= 0 <= max(y for _, y in corners):
        assert judged.verdict == UNDECIDED
        return
    ratios = [100 * x / y * Fraction(10) ** decimals for x, y in corners]
    half = Fraction(1, 2)
    assert judged.low == ((min(ratios) - half).__ceil__(), decimals)
    assert judged.high == ((max(ratios) + half).__floor__(), decimals)
