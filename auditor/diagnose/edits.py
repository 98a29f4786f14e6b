"""How plausible a cause is: what decides between figures that could be wrong, and between values that could be right.

The model. A wrong figure came about by one cause of those below. `_WEIGHT` is the share of wrong figures that a cause
makes; of what it could have made of the right figure each is as likely, so a cause that could have printed this in n
ways has the likelihood weight / n. A figure that is wrong for no reason known is any of those with as many digits,
9 * 10**(digits - 1). A cause is named where it is ten times as likely as none, and of several the likeliest: "one digit
is wrong" is worth saying of 1 235 for 1 234, and nothing of 7 for 4. The weights are a judgement; no report depends on
more than their order of magnitude. None of it decides an amount: every value has to satisfy the relations exactly.
"""

import math

from auditor.exact.slip import DIGIT, DOUBLED, EXTRA, MISSING, SCALE, SIGN, TRANSPOSED, UNIT, Original, originals, slip

__all__ = [
    "COPIED",
    "DIGIT",
    "DOUBLED",
    "EXTRA",
    "MISSING",
    "OMITTED",
    "PLUG",
    "SCALE",
    "SIGN",
    "STALE",
    "SUBTOTAL",
    "SWAPPED",
    "TRANSPOSED",
    "TRUNCATED",
    "TWICE",
    "UNIT",
    "UNRELATED",
    "Original",
    "cost",
    "is_telling",
    "likelihood",
    "originals",
    "rank",
    "slip",
    "slipped_within",
]

OMITTED, TWICE, SUBTOTAL = "row-left-out", "row-counted-twice", "subtotal-added"
SWAPPED, COPIED, STALE = "cells-swapped", "copied", "stale"
TRUNCATED, PLUG = "truncated", "made-to-foot"

_WEIGHT = {
    DIGIT: 0.25,
    TRANSPOSED: 0.12,
    SIGN: 0.10,
    STALE: 0.08,
    OMITTED: 0.07,
    SCALE: 0.06,
    UNIT: 0.06,
    MISSING: 0.05,
    COPIED: 0.05,
    TWICE: 0.03,
    SUBTOTAL: 0.03,
    SWAPPED: 0.03,
    DOUBLED: 0.03,
    TRUNCATED: 0.06,
    EXTRA: 0.02,
    PLUG: 0.02,
}
_UNKNOWN = 0.05
# How many times as likely as no cause one has to be.
_TELLING = 10.0

# The order of plausibility where one is all that is asked for: what can be had in one way, in a few, in many.
_RANK = {SIGN: 1, SCALE: 1, UNIT: 1, TRANSPOSED: 1, OMITTED: 1, TWICE: 1, SUBTOTAL: 1, TRUNCATED: 1, SWAPPED: 1}
UNRELATED = 6


def rank(kind: str | None) -> int:
    """How plausible a slip is, 1 the most; UNRELATED for none."""
    return _RANK.get(kind, 2) if kind is not None else UNRELATED


def ways(kind: str, digits: int) -> int:
    """How many figures one slip can make of a figure of so many digits."""
    return {
        TRANSPOSED: max(digits - 1, 1),
        DIGIT: 9 * digits,
        MISSING: digits,
        DOUBLED: digits,
        EXTRA: 10 * (digits + 1),
        SCALE: 4,
        UNIT: 2,
    }.get(kind, 1)


def likelihood(kind: str | None, digits: int, tries: int | None = None) -> float:
    """How likely it is that a cause printed this figure of so many digits; `tries` are the ways that were open to it,
    for a cause that takes its figure from another cell.
    """
    if kind is None:
        return _UNKNOWN / (9.0 * 10.0 ** (max(digits, 1) - 1))
    return _WEIGHT[kind] / (ways(kind, digits) if tries is None else max(tries, 1))


def is_telling(kind: str, digits: int, tries: int | None = None, coincidence: float = 0.0) -> bool:
    """Whether a cause explains a figure so much better than none that it may be named. `coincidence` is the share of
    right figures that show the same by chance, where that is more than the digits make likely: neighbours may be alike.
    """
    none = max(likelihood(None, digits), _UNKNOWN * coincidence)
    return likelihood(kind, digits, tries) >= _TELLING * none


def cost(kind: str | None, digits: int) -> float:
    """The plausibility of a slip in a figure of so many digits, on the scale of a squared deviation over twice the
    variance (minus the logarithm of the likelihood).
    """
    return -math.log(likelihood(kind, digits))


def slipped_within(stated: int, decimals: int, low: int, high: int) -> list[Original]:
    """The figures from `low` to `high` that one slip makes the stated one of, the likeliest first; none where some
    would be there by chance.
    """
    digits = len(str(abs(stated)))
    listed = [one for one in originals(stated, decimals) if one.decimals == decimals]
    if len(listed) * (high - low + 1) * _TELLING > 9 * 10 ** (digits - 1):
        return []
    inside = [one for one in listed if low <= one.scaled <= high]
    return sorted(inside, key=lambda one: (cost(one.kind, digits), one.scaled))
