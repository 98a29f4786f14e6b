"""Rounded numbers, ranges of true values, and the printed numbers that fit them."""

from functools import lru_cache

import msgspec


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """The number `scaled` * 10**-`decimals` as printed, known to half its rounding unit 10**-`decimals` either way.

    `decimals` may be negative: 1,5 mnkr is Quantity(15, -5) in kr. `exact` marks a number without rounding, as a count.
    """

    scaled: int
    decimals: int
    exact: bool = False


class Range(msgspec.Struct, frozen=True, gc=False):
    """The closed range of true values from `low` to `high`, both in units of 10**-`decimals` / `divisor`."""

    low: int
    high: int
    decimals: int
    divisor: int = 1


_POWERS = tuple(10**exponent for exponent in range(32))


def power_of_ten(exponent: int) -> int:
    """10**exponent for an exponent of 0 or more."""
    return _POWERS[exponent] if exponent < 32 else int(10**exponent)


def printed_between(values: Range, decimals: int, exact: bool = False) -> tuple[int, int]:
    """The first and last number printed with `decimals` decimals whose rounding interval meets `values`.

    Both in units of 10**-`decimals`. With `exact` the number itself has to lie in the range; there may then be none,
    and the first comes after the last.
    """
    up, down = power_of_ten(max(decimals - values.decimals, 0)), power_of_ten(max(values.decimals - decimals, 0))
    unit = values.divisor * down
    half = 0 if exact else unit
    return -((half - 2 * values.low * up) // (2 * unit)), (2 * values.high * up + half) // (2 * unit)


@lru_cache(maxsize=8192)
def decimal_string(scaled: int, decimals: int) -> str:
    """`scaled` * 10**-`decimals` with a point and no needless digits: (150, 2) is 1.5.

    >>> decimal_string(-5, 1), decimal_string(150, 2), decimal_string(3, -2)
    ('-0.5', '1.5', '300')
    """
    if decimals <= 0:
        return str(scaled * power_of_ten(-decimals))
    whole, part = divmod(abs(scaled), power_of_ten(decimals))
    text = f"{whole}.{part:0{decimals}d}".rstrip("0").rstrip(".")
    return f"-{text}" if scaled < 0 else text
