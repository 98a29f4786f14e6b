"""Slips of the hand: every one can be made, is told apart from the others, and can be undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.exact.slip import DIGIT, DOUBLED, EXTRA, MISSING, SCALE, SIGN, TRANSPOSED, UNIT, originals, slip

CASES = [
    (1023, 1023, 0, None),
    (1032, 1023, 0, TRANSPOSED),
    (1203, 1023, 0, TRANSPOSED),
    (3021, 1023, 0, None),
    (-421, 421, 0, SIGN),
    (-42, 421, 0, None),
    (1923, 1023, 0, DIGIT),
    (1934, 1023, 0, None),
    (123, 1023, 0, MISSING),
    (10223, 1023, 0, DOUBLED),
    (10253, 1023, 0, EXTRA),
    (10230, 1023, 0, SCALE),
    (100, 1000, 0, SCALE),
    (1, 1000, 0, UNIT),
    (123, 123_400, 1, UNIT),
    (123_400, 123, 1, UNIT),
    (123, 124_000, 1, None),
    (50, 5, 1, SCALE),
    (0, 5, 0, DIGIT),
    (0, 0, 0, None),
]


@pytest.mark.parametrize(("stated", "expected", "decimals", "kind"), CASES)
def test_kind(stated, expected, decimals, kind):
    assert slip(stated, expected, decimals) == kind


amounts = st.integers(-(10**8), 10**8)
decimals = st.integers(0, 3)


@given(amounts, amounts, decimals)
def test_a_slip_has_no_side(stated, expected, decimals):
    """Either figure may be the wrong one: only a digit lost by the one is a digit too many in the other."""
    kind, other = slip(stated, expected, decimals), slip(expected, stated, decimals)
    if kind == MISSING:
        assert other in (DOUBLED, EXTRA)
    elif kind in (DOUBLED, EXTRA):
        assert other == MISSING
    else:
        assert kind == other


@given(amounts, decimals)
def test_what_is_undone_is_a_slip(stated, decimals):
    for original in originals(stated, decimals):
        if original.decimals == decimals:
            assert slip(stated, original.scaled, decimals) == original.kind
        else:
            assert (original.scaled, original.kind) == (stated, SCALE)


@given(amounts, amounts, decimals)
def test_every_slip_can_be_undone(stated, expected, decimals):
    """A figure in thousands for one in millions is the exception: what was rounded away is not in it."""
    kind = slip(stated, expected, decimals)
    if kind not in (None, UNIT, SCALE):
        assert (expected, decimals, kind) in [
            (one.scaled, one.decimals, one.kind) for one in originals(stated, decimals)
        ]


@given(st.integers(1, 10**6), st.data())
def test_a_made_slip_is_seen(amount, data):
    """By hand, with the digits as text: not by the code that undoes them."""
    digits = str(amount)
    at = data.draw(st.integers(0, len(digits) - 1))
    doubled = int(digits[: at + 1] + digits[at:])
    assert slip(doubled, amount) in (DOUBLED, SCALE, UNIT)
    if len(digits) > 1 and digits[1] != "0":
        assert slip(int(digits[1:]), amount) in (MISSING, SCALE)
    other = data.draw(st.sampled_from([digit for digit in "123456789" if digit != digits[at]]))
    assert slip(int(digits[:at] + other + digits[at + 1 :]), amount) == DIGIT
