"""What a slip of the hand turns one figure into another: the causes that a suggestion rests on."""

from auditor.model.finding import Text

# The order is that of plausibility; the rank decides between figures that could each be the wrong one.
SIGN, SCALE, TRANSPOSED, DIGIT, LENGTH = "sign", "scale", "transposition", "digit", "digit-count"
_RANK = {SIGN: 1, SCALE: 1, TRANSPOSED: 1, DIGIT: 2, LENGTH: 2}
UNRELATED = 6

TEXTS = {
    SIGN: Text("tecknet är omkastat", "the sign is reversed"),
    SCALE: Text(
        "decimalkommat står fel eller så är enheten en annan", "the decimal comma has moved or the unit is another"
    ),
    TRANSPOSED: Text("två siffror har bytt plats", "two digits have been transposed"),
    DIGIT: Text("en siffra är fel", "one digit is wrong"),
    LENGTH: Text("det är en siffra för lite eller för mycket", "one digit is missing or one too many"),
}


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


def rank(kind: str | None) -> int:
    """How plausible a slip is, 1 the most; UNRELATED for none."""
    return _RANK[kind] if kind is not None else UNRELATED
