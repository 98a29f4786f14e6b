"""Relations of the form result = times * numerator / denominator, both linear in the same figures."""

from collections.abc import Sequence
from functools import cmp_to_key
from math import gcd

from auditor.exact.judgement import CONTRADICTED, EXACT, ROUNDING, UNDECIDED, Judgement
from auditor.exact.quantity import Quantity, decimal_string, power_of_ten

Parts = Sequence[tuple[int, int, Quantity]]
_Point = tuple[int, int]


def judge_quotient(result: Quantity, parts: Parts, times: int = 100, absolute_denominator: bool = False) -> Judgement:
    """The verdict on result = times * (sum of a * q) / (sum of b * q) over the (a, b, q) of `parts`.

    One part a figure, so that one in both numerator and denominator is one variable: a change in per cent from old to
    new is [(1, 0, new), (-1, 1, old)], with `absolute_denominator` for a change measured against |old|.
    `undecided` when the denominator may be 0. `residual` and `allowed` are rounded to thousandths of a rounding unit.
    """
    centre, vertices = _image(parts)
    least, most = vertices[0][1], vertices[-1][1]
    if least <= 0 <= most:
        return Judgement(UNDECIDED)

    # All denominators have one sign: make it plus, and count the quotient in rounding units of the result.
    sign = -1 if most < 0 else 1
    up = times * power_of_ten(max(result.decimals, 0)) * (1 if absolute_denominator else sign)
    down = power_of_ten(max(-result.decimals, 0)) * sign
    x, y = centre[0] * up, centre[1] * down
    (low_x, low_y), (high_x, high_y) = _extremes([(x * up, y * down) for x, y in vertices])

    half = 0 if result.exact else 1
    first, last = -((half * low_y - 2 * low_x) // (2 * low_y)), (2 * high_x + half * high_y) // (2 * high_y)
    off = result.scaled * y - x
    if off == 0:
        verdict = EXACT
    elif first <= result.scaled <= last:
        verdict = ROUNDING
    else:
        verdict = CONTRADICTED
    end_x, end_y = (high_x, high_y) if off >= 0 else (low_x, low_y)
    allowed = 2 * abs(end_x * y - x * end_y) + half * end_y * y  # over 2 * end_y * y
    return Judgement(
        verdict,
        _finite(x, y, result.decimals),
        (first, result.decimals) if first <= last else None,
        (last, result.decimals) if first <= last else None,
        decimal_string((2000 * abs(off) + y) // (2 * y), 3),
        decimal_string((1000 * allowed + end_y * y) // (2 * end_y * y), 3),
    )


def _image(parts: Parts) -> tuple[_Point, list[_Point]]:
    """The point (numerator, denominator) of the printed values, and the vertices of what their intervals map to.

    A box maps to a zonotope, a polygon whose edges are the images of the box's, so a walk along them in order of
    direction meets every vertex: 2n for n figures, where the box has 2**n. The first vertex has the least denominator
    and the last the greatest. Coordinates are in half steps of the finest grid.
    """
    decimals = max((quantity.decimals for *_, quantity in parts), default=0)
    numerator = denominator = 0
    edges: list[_Point] = []
    for a, b, quantity in parts:
        width = power_of_ten(decimals - quantity.decimals)
        numerator += 2 * a * width * quantity.scaled
        denominator += 2 * b * width * quantity.scaled
        if not quantity.exact and (a or b):
            upward = width if (b, a) > (0, 0) else -width
            edges.append((a * upward, b * upward))
    edges.sort(key=cmp_to_key(_turn))

    x = numerator - sum(edge[0] for edge in edges)
    y = denominator - sum(edge[1] for edge in edges)
    right = [(x, y)]
    for across, up in edges:
        x, y = x + 2 * across, y + 2 * up
        right.append((x, y))
    # The zonotope is symmetric about its centre.
    left = [(2 * numerator - x, 2 * denominator - y) for x, y in right[1:-1]]
    return (numerator, denominator), [right[0], *left, *right[1:]]


def _turn(one: _Point, other: _Point) -> int:
    """Negative when `one` comes before `other` in a counterclockwise turn over the upper half plane."""
    return one[1] * other[0] - one[0] * other[1]


def _extremes(points: list[_Point]) -> tuple[_Point, _Point]:
    """The points with the least and the greatest x / y, in that order, where every y is positive.

    The quotient of two linear forms is monotone along every line on which the denominator keeps its sign, so over the
    polygon its extremes are at the vertices.
    """
    least = most = points[0]
    for point in points:
        if point[0] * least[1] < least[0] * point[1]:
            least = point
        if point[0] * most[1] > most[0] * point[1]:
            most = point
    return least, most


def _finite(x: int, y: int, decimals: int) -> tuple[int, int] | None:
    """x / y * 10**-`decimals` as (scaled, decimals), None if no number of decimals is enough."""
    common = gcd(x, y)
    x, y = x // common, y // common
    rest, more = y, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        more = max(more, power)
    return (x * power_of_ten(more) // y, decimals + more) if rest == 1 else None
