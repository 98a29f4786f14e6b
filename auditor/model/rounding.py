"""How exactly a sentence tells an amount: round numbers, and words such as "drygt"."""

from collections.abc import Sequence

from auditor.exact import Quantity, consistent_linear, implied_range, printed_between
from auditor.exact.quantity import power_of_ten
from auditor.exact.slip import SCALE, slip
from auditor.model.figure import Figure

# a bound on one side only: more rounding units than any amount of a report has
_UNBOUNDED = 10**12
# a wider range of printed values determines nothing
_MOST_PRINTED = 120


def as_told(figure: Figure) -> Quantity:
    """An amount as rounded to the digits before its closing zeros: "130 mnkr" is between 125 and 135."""
    own = figure.quantity
    scaled, decimals = own.scaled, own.decimals
    while scaled and scaled % 10 == 0 and figure.decimals == 0:
        scaled, decimals = scaled // 10, decimals - 1
    return Quantity(scaled, decimals, own.exact and decimals == own.decimals)


def within_hedge(figure: Figure, low: int, high: int, terms: Sequence[tuple[int, Quantity]]) -> bool:
    """Whether the sum of the terms lies within a hedged amount's reach.

    `low` and `high` are how many units of its last significant digit it reaches below and above, -1 without bound;
    "drygt 3" is 3 to 4. A tenth of a unit is let pass on the other side, since nobody says "drygt 3,00".
    """
    told = as_told(figure)
    if consistent_linear(figure.quantity, terms):
        return True
    below = _UNBOUNDED if low < 0 else low
    above = _UNBOUNDED if high < 0 else high
    negative = told.scaled < 0
    if negative:
        below, above = above, below
    # tenths of the told unit, on a grid fine enough for the terms
    decimals = max(told.decimals + 1, *(quantity.decimals for _, quantity in terms))
    unit = power_of_ten(decimals - told.decimals)
    first = (told.scaled - below) * unit - unit // 10
    last = (told.scaled + above) * unit + unit // 10
    centre = reach = 0
    for factor, quantity in terms:
        width = power_of_ten(decimals - quantity.decimals)
        centre += factor * quantity.scaled * width
        reach += 0 if quantity.exact else abs(factor) * width
    return 2 * first <= 2 * centre + reach and 2 * centre - reach <= 2 * last


def mending_slips(result: Figure, terms: Sequence[tuple[int, Figure]]) -> set[str]:
    """The slips of the hand, in one figure each, without which result = sum of factor * term would hold."""
    found: set[str] = set()
    quantities = [(factor, figure.quantity) for factor, figure in terms]
    for position, figure in enumerate((result, *(figure for _, figure in terms)), -1):
        own = figure.quantity
        first, last = printed_between(implied_range(position, result.quantity, quantities), own.decimals, own.exact)
        if last - first > _MOST_PRINTED:
            continue
        found.update(kind for value in range(first, last + 1) if (kind := slip(figure.scaled, value, figure.decimals)))
    most = max(figure.decimals for _, figure in terms)
    if result.decimals == 0 and most and result.quantity.decimals + most == terms[0][1].quantity.decimals:
        # "14" for "1,4": the comma that the terms have is lost
        if consistent_linear(Quantity(result.scaled, result.quantity.decimals + most), quantities):
            found.add(SCALE)
    return found
