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

from collections import Counter
from collections.abc import Sequence
from math import comb, log

import msgspec
from msgspec.structs import replace

from auditor.relate.arithmetic.lines import Lines

SUM, AVERAGE, DIVISION, CHANGE = "sum", "average", "division", "relative-change"

# Evidence, in natural logarithms, that has to remain when all that was tried is accounted for.
MARGIN = 3.0
# How much rarer than sums: of the 385 tables annotated for AggreCol (Jiang et al., EDBT 2022) 317 hold sums, 52
# quotients, 27 means and 20 relative changes.
RARER = {AVERAGE: log(12), DIVISION: log(6), CHANGE: log(16)}
# One figure in this many is taken to be wrong in a table (Panko, "What we know about spreadsheet errors": 1 to 5 %).
_WRONG = log(30)
# Roundings that add up to more than 3.9 standard deviations come about less than once in 10,000 (auditor.exact).
_DEVIATIONS_SQUARED = 15
# So many breaks, and hardly a sibling that obeys, need no further siblings.
_HOPELESS = 12
# A sibling is compared with so many before it.
_COMPARED = 6


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
    strongest: float = 0.0

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


def weigh_sum(lines: Lines, result: int, operands: tuple[int, ...], cost: float, mean: bool = False) -> Family:
    """The family result = sum (or mean) of operands, judged in all siblings."""
    key = result, operands, mean
    known = lines.weighed.get(key)
    if known is None:
        lines.bound.take(lines.siblings * (8 + len(operands)) // 4)
        known = lines.weighed[key] = _weighed(lines, result, operands, mean)
    return replace(known, cost=cost)


def _weighed(lines: Lines, result: int, operands: tuple[int, ...], mean: bool) -> Family:
    holds: list[int] = []
    breaks: list[int] = []
    undecided: list[int] = []
    evidence, strongest, informative, copied = 0.0, 0.0, 0, 0.0
    seen: list[list[float]] = []
    there = lines.present[result]
    filled = list(map(sum, zip(*[lines.present[line] for line in operands], strict=True)))
    columns = list(zip(*[lines.value[line] for line in operands], strict=True))
    reaches = list(map(sum, zip(*[lines.width[line] for line in operands], strict=True)))
    for s, terms in enumerate(columns):
        if not there[s] or not filled[s]:
            continue
        stated, times = lines.value[result][s], filled[s] if mean else 1
        off = stated * times - sum(terms)
        reach = lines.width[result][s] * times + reaches[s]
        if off:
            agreed = _rounded(lines.width, result, operands, s, off, times)
            if not agreed and not mean and lines.loose[result][s] > lines.width[result][s]:
                agreed = _rounded(lines.loose, result, operands, s, off, 1)
                reach = lines.loose[result][s] + sum([lines.loose[line][s] for line in operands])
        else:
            agreed = True
        amount = abs(stated) * times
        # An operand within what rounding allows says nothing.
        telling = sum([2 * abs(term) > reach for term in terms])
        if agreed:
            holds.append(s)
            step = lines.grain[result][s] * times
            if not amount or telling < 2:
                copied += log(1 + 2 * amount / step)
                continue
            shares = [term / amount for term in terms]
            # A mean lies among its terms in any case.
            most = (max(terms) - min(terms)) * times if mean else amount
            extent = most * min([1.0, *[_distance(shares, others) for others in seen[-_COMPARED:]]])
            seen.append(shares)
            chance = (2 * abs(off) + step) / (2 * extent + step)
            if chance < 1:
                evidence -= log(chance)
                strongest = max(strongest, -log(chance))
                informative += 1
        elif any(lines.unread[line][s] for line in operands):
            undecided.append(s)
        elif amount or telling:
            breaks.append(s)
            if len(breaks) > _HOPELESS and len(breaks) > 4 * len(holds):
                break
    breaks = _of_obeying_kinds(lines, holds, breaks)
    return Family(
        AVERAGE if mean else SUM,
        result,
        operands,
        tuple(holds),
        tuple(breaks),
        tuple(undecided),
        evidence - penalty(len(holds), len(breaks)),
        0.0,
        informative,
        copied=copied,
        strongest=strongest,
    )


def _rounded(
    units: Sequence[Sequence[int]], result: int, operands: Sequence[int], s: int, off: int, times: int
) -> bool:
    own = units[result][s] * times
    others = [units[line][s] for line in operands]
    return agree(off, own + sum(others), own, sum([unit * unit for unit in others]))


def _of_obeying_kinds(lines: Lines, holds: Sequence[int], breaks: list[int]) -> list[int]:
    """Those of the siblings that break a family whose kind for the most part obeys it; all if no kind does."""
    obeying = Counter(lines.kind[s] for s in holds)
    breaking = Counter(lines.kind[s] for s in breaks)
    kinds = {kind for kind, count in obeying.items() if count >= breaking[kind]}
    return [s for s in breaks if lines.kind[s] in kinds] if kinds else breaks


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    return max([abs(a - b) for a, b in zip(one, other, strict=True)])
