"""Means of neighbouring lines."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from math import log

from auditor.relate.arithmetic.evidence import AVERAGE, MARGIN, RARER, Family, weigh_sum
from auditor.relate.arithmetic.lines import Lines

_MOST_SIBLINGS = 6
_MOST_SKIPPED = 3
_LONGEST = 400


def means(lines: Lines, visible: Sequence[int], results: Sequence[int], sampled: Sequence[int]) -> list[Family]:
    """Families in which one of `results` is the mean of its neighbours among the `visible` lines, on one side of it."""
    size = max(len(visible), 2)
    cost = RARER[AVERAGE] + 2 * log(size) + log(2)
    results = [line for line in results if lines.potential[line] >= cost + MARGIN]
    sampled = sampled[:: -(-len(sampled) // _MOST_SIBLINGS)] if sampled else sampled
    votes: Counter[tuple[int, int, int, int]] = Counter()
    for s in sampled:
        values = [lines.value[line][s] for line in visible]
        units = [lines.width[line][s] for line in visible]
        there = [lines.present[line][s] for line in visible]
        for result in results:
            own, unit = lines.value[result][s], lines.width[result][s]
            if not own:
                continue
            before, after = bisect_left(visible, result), bisect_right(visible, result)
            for skip in range(_MOST_SKIPPED + 1):
                for first, places in (
                    (after + skip, range(after + skip, min(after + skip + _LONGEST, len(visible)))),
                    (before - 1 - skip, range(before - 1 - skip, max(before - 1 - skip - _LONGEST, -1), -1)),
                ):
                    if not lines.bound.take(1 + len(places) // 2):
                        break
                    total = reach = other = 0
                    for place in places:
                        if there[place]:
                            total += values[place] - own
                            reach += units[place] + unit
                            other += values[place] != own
                            if -reach <= 2 * total <= reach and other > 1:
                                votes[result, first, place, skip] += 1
    families = []
    for (result, first, last, skip), count in votes.items():
        if count * 3 >= len(sampled) and not lines.bound.reached:
            operands = tuple(visible[min(first, last) : max(first, last) + 1])
            families.append(weigh_sum(lines, result, operands, cost + skip, mean=True))
    return families
