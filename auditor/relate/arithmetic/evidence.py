"""How strongly the cells speak for one relation among lines: the model of chance.

A *family* is one relation among lines (result, operands) with the siblings in which it holds. Were the lines unrelated,
the value that the operands give would fall as near to the printed result as it does with probability

    p = (2 * distance + grain) / (2 * spread + grain)

where the grain is the step that figures of this kind take and the spread how far they might have been from it: the
figure itself in one sibling; in another that is made up of the same shares, which would follow from the first, only
what the shares differ. A sibling in which it holds adds -log p; one whose result is nil or equal to its only operand
that is not adds nothing. A sibling in which it breaks takes away -log of the rate of wrong figures; where so many break
that the relation rather is one of some siblings, choosing these takes away log of the ways to choose them. What remains
is compared with the log of the number of relations tried that are as simple or simpler (`cost`): a family is kept when
chance in all of them together would show evidence like it less often than e**-MARGIN.
"""

from collections.abc import Sequence
from math import comb, log

import msgspec

from auditor.relate.arithmetic.lines import Lines

SUM, AVERAGE, DIVISION, CHANGE = "sum", "average", "division", "relative-change"

# Evidence, in natural logarithms, that has to remain when all that was tried is accounted for.
MARGIN = 3.0
# One figure in this many is taken to be wrong in a table (Panko, "What we know about spreadsheet errors": 1 to 5 %).
_WRONG = log(30)
# Roundings that add up to more than 3.9 standard deviations come about less than once in 10,000 (auditor.exact).
_DEVIATIONS_SQUARED = 15
# So many breaks, and hardly a sibling that obeys, need no further siblings.
_HOPELESS = 12
# A sibling is compared with so many before it.
_COMPARED = 12


class Family(msgspec.Struct, frozen=True):
    """One relation among lines, with the siblings in which it holds and breaks, and what speaks for it."""

    operator: str
    result: int
    operands: tuple[int, ...]
    holds: tuple[int, ...]
    breaks: tuple[int, ...]
    undecided: tuple[int, ...]
    evidence: float
    cost: float
    informative: int = 0
    times: int = 1
    copied: float = 0.0

    @property
    def score(self) -> float:
        return self.evidence - self.cost


def agree(off: int, reach: int, own: int, squares: int) -> bool:
    """Whether a discrepancy `off` is within half of `reach`, the sum of rounding units, and no conspiracy of roundings:
    `own` is the result's unit, `squares` the sum of the squares of the others'.
    """
    if off == 0:
        return True
    twice = 2 * abs(off)
    if twice > reach:
        return False
    beyond = twice - own
    return beyond <= 0 or 3 * beyond * beyond <= _DEVIATIONS_SQUARED * squares


def penalty(holding: int, breaking: int) -> float:
    """What breaking siblings take away."""
    if not breaking:
        return 0.0
    return min(breaking * _WRONG, log(comb(holding + breaking, holding)) + log(holding + breaking))


def weigh_sum(
    lines: Lines,
    result: int,
    operands: Sequence[int],
    cost: float,
    siblings: Sequence[int] | None = None,
    mean: bool = False,
) -> Family:
    """The family result = sum (or mean) of operands, judged in `siblings`, all unless told."""
    value, width, loose, unread, present = lines.value, lines.width, lines.loose, lines.unread, lines.present
    totals, there = value[result], present[result]
    own_width, own_grain = width[result], lines.grain[result]
    holds, breaks, undecided = [], [], []
    evidence, informative, copied = 0.0, 0, 0.0
    seen: list[list[float]] = []
    for s in range(lines.siblings) if siblings is None else siblings:
        if not there[s]:
            continue
        filled = sum([present[line][s] for line in operands])
        if not filled:
            continue
        terms = [value[line][s] for line in operands]
        units = [width[line][s] for line in operands]
        times = filled if mean else 1
        off = totals[s] * times - sum(terms)
        own = own_width[s] * times
        reach = own + sum(units)
        ok = agree(off, reach, own, sum([unit * unit for unit in units]))
        if not ok and not mean and loose[result][s] > own:
            units = [loose[line][s] for line in operands]
            own = loose[result][s]
            reach = own + sum(units)
            ok = agree(off, reach, own, sum([unit * unit for unit in units]))
        amount = abs(totals[s]) * times
        # An operand within what rounding allows says nothing.
        nonzero = sum([2 * abs(term) > reach for term in terms])
        if ok:
            holds.append(s)
            step = own_grain[s] * times
            if not amount or nonzero < 2:
                copied += log(1 + 2 * amount / step)
                continue
            shares = [term / amount for term in terms]
            # A mean lies among its terms in any case.
            most = (max(terms) - min(terms)) * times if mean else amount
            extent = most * min([1.0, *(_distance(shares, others) for others in seen[-_COMPARED:])])
            seen.append(shares)
            chance = (2 * abs(off) + step) / (2 * extent + step)
            if chance < 1:
                evidence -= log(chance)
                informative += 1
        elif any(unread[line][s] for line in operands):
            undecided.append(s)
        elif amount or nonzero:
            breaks.append(s)
            if len(breaks) > _HOPELESS and len(breaks) > 4 * len(holds):
                break
    kinds, obeying = lines.kind, set()
    for kind in {kinds[s] for s in holds}:
        if 2 * sum([kinds[s] == kind for s in holds]) >= sum([kinds[s] == kind for s in [*holds, *breaks]]):
            obeying.add(kind)
    if obeying:
        breaks = [s for s in breaks if kinds[s] in obeying]
    return Family(
        AVERAGE if mean else SUM,
        result,
        tuple(operands),
        tuple(holds),
        tuple(breaks),
        tuple(undecided),
        evidence - penalty(len(holds), len(breaks)),
        cost,
        informative,
        copied=copied,
    )


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    return max([abs(a - b) for a, b in zip(one, other, strict=True)])
