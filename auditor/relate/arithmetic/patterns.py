"""What one family tells of others: the same relation some lines further on, and blank lines among the operands."""

from collections.abc import Sequence
from math import log

from msgspec.structs import replace

from auditor.relate.arithmetic.evidence import SUM, Family, weigh_sum
from auditor.relate.arithmetic.lines import Lines

_FARTHEST = 12


def shifted(lines: Lines, families: Sequence[Family]) -> list[Family]:
    """The families that hold when every line is replaced by the one a fixed number of lines away."""
    known = {(family.result, family.operands) for family in families}
    tried: dict[tuple[int, tuple[int, ...]], None] = {}
    for family in families:
        if family.operator != SUM:
            continue
        for by in range(-_FARTHEST, _FARTHEST + 1):
            moved = tuple(line + by for line in family.operands)
            result = family.result + by
            if min(result, *moved) < 0 or max(result, *moved) >= lines.count or (result, moved) in known:
                continue
            tried[result, moved] = None
    cost = log(max(len(tried), 1))
    return [weigh_sum(lines, result, operands, cost) for result, operands in tried]


def with_blanks(lines: Lines, family: Family) -> Family:
    """The family with the empty lines among its operands, when these are otherwise neighbours: a range was summed."""
    if len(family.operands) < 3:
        return family
    filled = set(lines.filled)
    inside = range(min(family.operands), max(family.operands) + 1)
    operands = set(family.operands)
    if family.result in inside or any(line in filled and line not in operands for line in inside):
        return family
    return replace(family, operands=tuple(inside))
