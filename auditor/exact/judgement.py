"""What arithmetic says of one relation."""

import msgspec

EXACT, ROUNDING, IMPROBABLE, CONTRADICTED, UNDECIDED = "exact", "rounding", "improbable", "contradicted", "undecided"


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """The verdict on one relation. Amounts are (scaled, decimals) pairs in the unit of the quantities judged.

    `computed` is the result worked out from the terms as printed, None for a quotient that has no finite decimal form;
    `low` and `high` bound what the result may print, None where it can print nothing (a count that has to be 1.5);
    `residual` and `allowed` are in the rounding units of the result: how far it is off and how far it may be off.
    `probability` is that of a discrepancy at least as large, as a decimal string, where it was worked out.
    """

    verdict: str
    computed: tuple[int, int] | None = None
    low: tuple[int, int] | None = None
    high: tuple[int, int] | None = None
    residual: str | None = None
    allowed: str | None = None
    probability: str | None = None
