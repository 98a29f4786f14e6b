"""What a slip of the hand turns one printed figure into another."""

from collections.abc import Iterator

import msgspec

SIGN, SCALE, UNIT, TRANSPOSED = "sign", "scale", "unit", "transposition"
DIGIT, MISSING, DOUBLED, EXTRA = "digit", "missing-digit", "doubled-digit", "extra-digit"

# tkr for mnkr, kr for tkr; and kr for mnkr
_THOUSANDS = (3, 6)
# a unit slip between figures of different precision is seen only where so many digits agree
_DIGITS_THAT_TELL = 3


class Original(msgspec.Struct, frozen=True):
    """What may have been meant: `scaled` * 10**-`decimals`, and the slip that makes the printed figure of it."""

    scaled: int
    decimals: int
    kind: str


def slip(stated: int, expected: int, decimals: int = 0) -> str | None:
    """The slip that makes `stated` of `expected`, both in units of 10**-`decimals`, or None.

    >>> slip(1032, 1023), slip(-74, 74), slip(2030, 203), slip(5, 777)
    ('transposition', 'sign', 'scale', None)
    >>> slip(123, 123400, 1), slip(123, 1233), slip(1233, 123), slip(1243, 123)
    ('unit', 'missing-digit', 'doubled-digit', 'extra-digit')
    """
    if stated == expected:
        return None
    if stated == -expected:
        return SIGN
    if (stated < 0) != (expected < 0):
        return None
    wrong, right = str(abs(stated)), str(abs(expected))
    if stated and expected and wrong.rstrip("0") == right.rstrip("0"):
        return UNIT if abs(len(wrong) - len(right)) in _THOUSANDS else SCALE
    if _is_thousandfold(abs(stated), abs(expected)):
        return UNIT
    wrong, right = wrong.rjust(decimals + 1, "0"), right.rjust(decimals + 1, "0")
    if len(wrong) == len(right):
        off = [index for index, (a, b) in enumerate(zip(wrong, right, strict=True)) if a != b]
        if len(off) == 1:
            return DIGIT
        if len(off) == 2 and off[1] == off[0] + 1 and wrong[off[0]] == right[off[1]] and wrong[off[1]] == right[off[0]]:
            return TRANSPOSED
        return None
    longer, shorter = (wrong, right) if len(wrong) > len(right) else (right, wrong)
    if len(longer) != len(shorter) + 1:
        return None
    gone = next((at for at in range(len(longer)) if longer[:at] + longer[at + 1 :] == shorter), None)
    if gone is None:
        return None
    if len(wrong) < len(right):
        return MISSING
    return DOUBLED if longer[gone] in (longer[gone - 1 : gone], longer[gone + 1 : gone + 2]) else EXTRA


def _is_thousandfold(one: int, other: int) -> bool:
    """Whether the one is a thousand of the other, as far as the one with fewer digits tells."""
    less, more = min(one, other), max(one, other)
    return len(str(less)) >= _DIGITS_THAT_TELL and abs(more - 1000 * less) <= 500


def originals(stated: int, decimals: int = 0) -> Iterator[Original]:
    """Every figure that one slip makes the printed one of, `stated` * 10**-`decimals`.

    A moved comma keeps the digits, and so may change the decimals. A unit slip is among them where no digit was lost.

    >>> sorted(one.scaled for one in originals(12) if one.kind in ("transposition", "sign", "extra-digit"))
    [-12, 1, 2, 21]
    """
    if stated:
        yield Original(-stated, decimals, SIGN)
    sign = -1 if stated < 0 else 1
    seen = {stated, -stated}
    for value in _changed(str(abs(stated)).rjust(decimals + 1, "0")):
        kind = slip(stated, sign * value, decimals) if sign * value not in seen else None
        seen.add(sign * value)
        if kind is not None:
            yield Original(sign * value, decimals, kind)
    if stated:
        for other in range(max(decimals - 2, 0), decimals + 3):
            if other != decimals:
                yield Original(stated, other, SCALE)


def _changed(digits: str) -> Iterator[int]:
    """The digits with one slip undone."""
    for zeros in (3, 1, 2):
        yield int(digits + "0" * zeros)
        if digits.endswith("0" * zeros):
            yield int(digits[:-zeros] or "0")
    count = len(digits)
    for at in range(count - 1):
        yield int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    for at in range(count):
        if count > 1:
            yield int(digits[:at] + digits[at + 1 :])
        for other in "0123456789":
            yield int(digits[:at] + other + digits[at + 1 :])
    for at in range(count + 1):
        for other in "0123456789":
            yield int(digits[:at] + other + digits[at:])
