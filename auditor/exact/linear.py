"""Relations of the form result = sum of factor * term.

Everything is counted in whole steps of the finest grid that a figure is printed on, doubled where half rounding units
come in, so that no arithmetic leaves the integers. A figure that occurs twice has to come as one term, its factors
added: only then is x - x exactly 0.
"""

from collections.abc import Sequence

from auditor.exact.judgement import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING, Judgement
from auditor.exact.probability import plausibility
from auditor.exact.quantity import Quantity, Range, decimal_string, power_of_ten

Terms = Sequence[tuple[int, Quantity]]


def judge_linear(result: Quantity, terms: Terms) -> Judgement:
    """The verdict on result = sum of factor * quantity over `terms`.

    `contradicted` when the closed intervals of the two sides are disjoint; `improbable` when they meet, or only touch,
    but roundings would rarely conspire to bring them that far apart.
    """
    stated, computed, reach, decimals = _balance(result, terms)
    finer = decimals - result.decimals
    unit = power_of_ten(finer)
    discrepancy = abs(stated - computed)

    probability = None
    if discrepancy == 0:
        verdict = EXACT
    elif 2 * discrepancy > reach:
        verdict = CONTRADICTED
    else:
        # The result's own rounding covers half a unit; the terms' roundings have to make the rest.
        threshold = 2 * discrepancy - (0 if result.exact else unit)
        plausible, probability = plausibility(threshold, _widths(terms, decimals))
        verdict = ROUNDING if plausible else IMPROBABLE

    first, last = -((reach - 2 * computed) // (2 * unit)), (2 * computed + reach) // (2 * unit)
    return Judgement(
        verdict,
        (computed, decimals),
        (first, result.decimals) if first <= last else None,
        (last, result.decimals) if first <= last else None,
        decimal_string(discrepancy, finer),
        decimal_string(5 * reach, finer + 1),
        probability,
    )


def consistent_linear(result: Quantity, terms: Terms) -> bool:
    """Whether some true values that print as these do satisfy result = sum of factor * quantity."""
    stated, computed, reach, _ = _balance(result, terms)
    return 2 * abs(stated - computed) <= reach


def linear_discrepancy(result: Quantity, terms: Terms) -> tuple[int, int]:
    """The result as printed less the sum of the terms as printed, as (scaled, decimals)."""
    stated, computed, _, decimals = _balance(result, terms)
    return stated - computed, decimals


def implied_range(index: int, result: Quantity, terms: Terms) -> Range:
    """The true values that the other figures leave for `terms[index]`, or for the result with index -1.

    Raises ValueError for a term with factor 0, which the other figures say nothing of.
    """
    equation = [*terms, (-1, result)]
    factor, _ = equation.pop(index)
    if factor == 0:
        raise ValueError("a term with factor 0 is not implied by the others")
    decimals = max((quantity.decimals for _, quantity in equation), default=0)
    centre = reach = 0
    for other, quantity in equation:
        width = power_of_ten(decimals - quantity.decimals)
        centre -= other * quantity.scaled * width
        reach += 0 if quantity.exact else abs(other) * width
    if factor < 0:
        centre = -centre
    # Half a step of this grid is five of the next finer one.
    return Range(5 * (2 * centre - reach), 5 * (2 * centre + reach), decimals + 1, abs(factor))


def _balance(result: Quantity, terms: Terms) -> tuple[int, int, int, int]:
    """(stated, computed, reach, decimals): both sides on the finest grid, 10**-decimals, and the largest discrepancy
    that rounding allows, in half steps of that grid.
    """
    decimals = result.decimals
    computed, reach = 0, 0 if result.exact else 1
    for factor, quantity in terms:
        if quantity.decimals != decimals:
            break
        computed += factor * quantity.scaled
        if not quantity.exact:
            reach += factor if factor >= 0 else -factor
    else:
        return result.scaled, computed, reach, decimals

    decimals = max(decimals, *(quantity.decimals for _, quantity in terms))
    unit = power_of_ten(decimals - result.decimals)
    computed, reach = 0, 0 if result.exact else unit
    for factor, quantity in terms:
        width = factor * power_of_ten(decimals - quantity.decimals)
        computed += width * quantity.scaled
        if not quantity.exact:
            reach += width if width >= 0 else -width
    return result.scaled * unit, computed, reach, decimals


def _widths(terms: Terms, decimals: int) -> tuple[int, ...]:
    """The width of each rounded term's interval in steps of 10**-decimals, sorted so that order is no new question."""
    widths = [
        abs(factor) * power_of_ten(decimals - quantity.decimals)
        for factor, quantity in terms
        if factor and not quantity.exact
    ]
    widths.sort()
    return tuple(widths)
