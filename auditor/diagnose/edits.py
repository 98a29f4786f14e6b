"""The causes that a suggestion rests on: what a slip of the hand turns one figure into another."""

from auditor.exact.slip import DIGIT, LENGTH, SCALE, SIGN, TRANSPOSED, slip
from auditor.model.finding import Text

__all__ = ["DIGIT", "LENGTH", "SCALE", "SIGN", "TEXTS", "TRANSPOSED", "UNRELATED", "rank", "slip"]

# The order is that of plausibility; the rank decides between figures that could each be the wrong one.
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


def rank(kind: str | None) -> int:
    """How plausible a slip is, 1 the most; UNRELATED for none."""
    return _RANK[kind] if kind is not None else UNRELATED
