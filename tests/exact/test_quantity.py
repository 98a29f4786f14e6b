import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.exact import Range, decimal_string, printed_between


@pytest.mark.parametrize(
    ("scaled", "decimals", "text"),
    [
        (0, 0, "0"),
        (0, 3, "0"),
        (15, 1, "1.5"),
        (150, 2, "1.5"),
        (-5, 1, "-0.5"),
        (-200, 2, "-2"),
        (3, -2, "300"),
        (5, 3, "0.005"),
    ],
)
def test_decimal_string(scaled: int, decimals: int, text: str) -> None:
    assert decimal_string(scaled, decimals) == text


@pytest.mark.parametrize(
    ("values", "decimals", "exact", "printed"),
    [
        (Range(1305, 1315, 1), 0, False, (130, 132)),  # 130,5 to 131,5: both ends only touch
        (Range(1306, 1314, 1), 0, False, (131, 131)),
        (Range(-1315, -1305, 1), 0, False, (-132, -130)),
        (Range(7, 8, 0), 1, False, (70, 80)),
        (Range(130_650, 130_750, -3), -5, False, (1306, 1308)),
        (Range(130_651, 130_749, -3), -5, False, (1307, 1307)),
        (Range(1, 2, 0, 3), 1, False, (3, 7)),  # 1/3 to 2/3
        (Range(14, 16, 1), 0, True, (2, 1)),  # no whole number from 1,4 to 1,6
        (Range(10, 20, 1), 0, True, (1, 2)),
    ],
)
def test_printed_between(values: Range, decimals: int, exact: bool, printed: tuple[int, int]) -> None:
    assert printed_between(values, decimals, exact) == printed


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_true_value_is_printed_as_itself_rounded(value: int, decimals: int) -> None:
    first, last = printed_between(Range(value, value, 4), decimals)
    assert last - first == (1 if value % 10 ** (4 - decimals) * 2 == 10 ** (4 - decimals) else 0)
    for printed in (first, last):
        assert 2 * abs(printed * 10 ** (4 - decimals) - value) <= 10 ** (4 - decimals)
