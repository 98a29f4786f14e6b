"""What a slip of the hand turns one printed figure into another."""

SIGN, SCALE, TRANSPOSED, DIGIT, LENGTH = "sign", "scale", "transposition", "digit", "digit-count"


def slip(stated: int, expected: int, decimals: int = 0) -> str | None:
    """The slip that makes `stated` of `expected`, both in units of 10**-`decimals`, or None.

    >>> slip(1032, 1023), slip(-74, 74), slip(2030, 203), slip(5, 777)
    ('transposition', 'sign', 'scale', None)
    """
    if stated == expected:
        return None
    if stated == -expected:
        return SIGN
    if (stated < 0) != (expected < 0):
        return None
    wrong, right = (str(abs(value)).rjust(decimals + 1, "0") for value in (stated, expected))
    if wrong.rstrip("0") == right.rstrip("0") and wrong.strip("0"):
        return SCALE
    if len(wrong) == len(right):
        off = [index for index, (a, b) in enumerate(zip(wrong, right, strict=True)) if a != b]
        if len(off) == 1:
            return DIGIT
        if len(off) == 2 and off[1] == off[0] + 1 and wrong[off[0]] == right[off[1]] and wrong[off[1]] == right[off[0]]:
            return TRANSPOSED
        return None
    longer, shorter = (wrong, right) if len(wrong) > len(right) else (right, wrong)
    if len(longer) == len(shorter) + 1 and any(
        longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer))
    ):
        return LENGTH
    return None
