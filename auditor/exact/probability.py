"""How likely it is that independent roundings alone make a discrepancy."""

from collections import Counter
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import factorial, prod

# A discrepancy that roundings make less often than this is improbable: a report holds some thousand relations,
# so a rarer one is seldom chance.
LEAST_PLAUSIBLE = Fraction(1, 10_000)

# Inclusion-exclusion beyond this many steps is cut short by an upper bound: see `tail`.
_MOST_STEPS = 4096

_TWO_DIGITS = Context(prec=2)


def tail(threshold: int, widths: tuple[int, ...]) -> Fraction:
    """P(2 * |sum of w * U| >= threshold) over the widths w, each U independent and uniform on [-1/2, 1/2].

    For equal widths this is the Irwin-Hall distribution, for unequal ones its generalisation: with n widths w and
    s = sum of w - threshold, the sum over subsets A of (-1)**|A| * max(s - 2 * sum of A, 0)**n, over
    n! * product of 2w, for each of the two sides (Bradley & Gupta, Annals of the Institute of Statistical
    Mathematics 54, 2002). Equal widths are one group, whose subsets binomial coefficients count.

    With so many groups that the subsets cannot be gone through, the answer is an upper bound: the narrowest are taken
    at their full extent instead of at random, which leaves s as it is and removes them from the formula.
    """
    if threshold <= 0:
        return Fraction(1)
    slack = sum(widths) - threshold
    if slack <= 0:
        return Fraction(0)
    groups = sorted(Counter(widths).items(), reverse=True)
    while len(groups) > 1 and prod(min(count, slack // (2 * width)) + 1 for width, count in groups) > _MOST_STEPS:
        groups.pop()
    if slack >= sum(width * count for width, count in groups):
        return Fraction(1)

    signed_subsets = {0: 1}
    for width, count in groups:
        product: Counter[int] = Counter()
        for taken, ways in signed_subsets.items():
            coefficient = ways
            for chosen in range(min(count, (slack - taken) // (2 * width)) + 1):
                product[taken + 2 * width * chosen] += coefficient
                coefficient = -coefficient * (count - chosen) // (chosen + 1)
        signed_subsets = product
    n = sum(count for _, count in groups)
    volume = sum(ways * (slack - taken) ** n for taken, ways in signed_subsets.items())
    return Fraction(2 * volume, factorial(n) * prod((2 * width) ** count for width, count in groups))


@lru_cache(maxsize=65_536)
def plausibility(threshold: int, widths: tuple[int, ...]) -> tuple[bool, str]:
    """Whether `tail` of the same arguments is plausible, and the probability in two digits: (False, '0.000026')."""
    probability = tail(threshold, widths)
    digits = _TWO_DIGITS.divide(Decimal(probability.numerator), Decimal(probability.denominator))
    return probability >= LEAST_PLAUSIBLE, str(digits.normalize(_TWO_DIGITS))
