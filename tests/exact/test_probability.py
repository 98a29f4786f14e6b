from fractions import Fraction
from math import comb, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.exact import tail
from auditor.exact.probability import plausibility

WIDTHS = st.lists(st.sampled_from([1, 2, 3, 10, 20, 100]), max_size=8)


def irwin_hall(threshold: int, n: int) -> Fraction:
    """P(|S| >= threshold / 2) for S the sum of n uniforms on [-1/2, 1/2], as the textbook writes it."""
    x = Fraction(n - threshold, 2)
    below = sum((-1) ** k * comb(n, k) * (x - k) ** n for k in range(n + 1) if k < x)
    return Fraction(2 * below, factorial(n))


@pytest.mark.parametrize(
    ("threshold", "n", "probability"),
    [
        (1, 1, Fraction(0)),
        (0, 1, Fraction(1)),
        (1, 2, Fraction(1, 4)),  # (1 - t)**2 at t = 1/2
        (2, 2, Fraction(0)),
        (1, 3, Fraction(1, 3)),  # 1 - 2 * (t * 3/4 - t**3 / 3) at t = 1/2
        (2, 3, Fraction(1, 24)),  # (3/2 - t)**3 / 3 at t = 1
        (3, 3, Fraction(0)),
        (3, 0, Fraction(0)),
        (-1, 0, Fraction(1)),
    ],
)
def test_small_cases_by_hand(threshold: int, n: int, probability: Fraction) -> None:
    assert tail(threshold, (1,) * n) == probability


@given(st.integers(1, 40), st.integers(1, 12))
def test_equal_widths_follow_irwin_hall(threshold: int, n: int) -> None:
    expected = irwin_hall(threshold, n) if threshold < n else 0
    assert tail(threshold, (1,) * n) == expected
    assert tail(threshold * 7, (7,) * n) == expected


def test_two_widths_by_geometry() -> None:
    # U in [-1/2, 1/2] and V in [-1, 1]: |U + V| >= 1 cuts two triangles with legs 1/2 from a box of area 2.
    assert tail(2, (1, 2)) == Fraction(1, 8)


@given(WIDTHS, st.integers(-10, 400))
def test_never_more_likely_farther_out(widths: list[int], threshold: int) -> None:
    assert 0 <= tail(threshold + 1, tuple(widths)) <= tail(threshold, tuple(widths)) <= 1


@given(WIDTHS, st.integers(0, 400))
def test_order_does_not_matter(widths: list[int], threshold: int) -> None:
    assert tail(threshold, tuple(widths)) == tail(threshold, tuple(reversed(widths)))


def test_many_groups_give_an_upper_bound() -> None:
    narrow, wide = tuple(range(1, 40)), (1000,) * 6
    assert tail(4000, wide) <= tail(4000, narrow + wide) <= tail(4000 - sum(narrow), wide)


def test_printed_with_two_digits() -> None:
    assert plausibility(2, (1, 1, 1)) == (True, "0.042")
    assert plausibility(7, (1,) * 8) == (False, "1.9E-7")
    assert plausibility(9, (1,) * 11) == (False, "5E-8")
    assert plausibility(8, (1,) * 8) == (False, "0")
    assert plausibility(0, ()) == (True, "1")
