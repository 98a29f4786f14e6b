"""What one family tells of others: the same relation some lines further on, and blank lines among the operands."""

from collections import Counter
from collections.abc import Sequence
from math import log

from msgspec.structs import replace

from auditor.relate.arithmetic.evidence import MARGIN, SUM, Family, weigh_sum
from auditor.relate.arithmetic.lines import Lines

_FARTHEST = 12
_FEWEST_OF_A_PATTERN = 3


def shifted(lines: Lines, families: Sequence[Family]) -> list[Family]:
    """The families that hold when every line is replaced by the one a fixed number of lines away."""
    known = {(family.result, family.operands) for family in families}
    tried: dict[tuple[int, tuple[int, ...]], None] = {}
    for family in families:
        if family.operator != SUM or lines.bound.reached:
            continue
        for by in range(-_FARTHEST, _FARTHEST + 1):
            moved = tuple(line + by for line in family.operands)
            result = family.result + by
            if min(result, *moved) < 0 or max(result, *moved) >= lines.count or (result, moved) in known:
                continue
            tried[result, moved] = None
    cost = log(max(len(tried), 1))
    return [weigh_sum(lines, result, operands, cost) for result, operands in tried]


def inherited(lines: Lines, families: Sequence[Family]) -> list[Family]:
    """The families of a pattern common in the table that hold wherever they can be judged, for results that nothing
    else explains: where all operands but one are nil, being equal to that one is evidence as well.
    """
    patterns = Counter(_offsets(family) for family in families if family.operator == SUM)
    explained = {family.result for family in families}
    summed = {family.result for family in families if family.operator == SUM}
    common = [offsets for offsets, count in patterns.most_common() if count >= _FEWEST_OF_A_PATTERN]
    cost = log(max(len(common) * len(lines.filled), 1))
    found = []
    for result in lines.filled:
        if result in explained or lines.bound.reached:
            continue
        for offsets in common:
            operands = tuple(result + offset for offset in offsets)
            if min(operands) >= 0 and max(operands) < lines.count:
                family = weigh_sum(lines, result, operands, cost)
                # One that is only equal to a total repeats it.
                if family.holds and not family.breaks and (family.informative or summed.isdisjoint(operands)):
                    family = replace(family, evidence=family.evidence + family.copied, informative=1)
                    found.append(family)
                    if family.score >= MARGIN:
                        summed.add(result)
    return found


def _offsets(family: Family) -> tuple[int, ...]:
    return tuple(line - family.result for line in family.operands)


def with_blanks(lines: Lines, family: Family) -> Family:
    """The family with the empty lines among its operands, when these are otherwise neighbours: a range was summed.

    Empty columns that have a header belong to it up to the result as well: figures that have not come yet.
    """
    if len(family.operands) < 3:
        return family
    filled = set(lines.filled)
    first, last = min(family.operands), max(family.operands)
    operands = set(family.operands)
    if first < family.result < last or any(line in filled and line not in operands for line in range(first, last + 1)):
        return family
    if lines.across:
        gap = range(last + 1, family.result) if last < family.result else range(family.result + 1, first)
        if gap and all(line not in filled and lines.named[line] for line in gap):
            first, last = min(first, gap[0]), max(last, gap[-1])
    return replace(family, operands=tuple(range(first, last + 1)))
