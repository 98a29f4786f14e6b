"""Which units can be held against each other."""

# amounts of money meet in the base unit, each with its own rounding
MONEY = ("kr", "tkr", "mnkr", "mdkr")


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether two units are one, or both are money."""
    return one == other or (one in MONEY and other in MONEY)


def comparable(one: str | None, other: str | None) -> bool:
    """Whether a number told in a unit can be that of a figure: one without a unit is of nothing that is known."""
    return one is not None and same_unit(one, other)
