"""Means of neighbouring lines."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
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
            furthest = _LONGEST + _MOST_SKIPPED
            sides = [
                (places, *_summed(values, units, there, places, own, unit))
                for places in (
                    range(after, min(after + furthest, len(visible))),
                    range(before - 1, max(before - 1 - furthest, -1), -1),
                )
            ]
            for skip in range(_MOST_SKIPPED + 1):
                for places, above, reach in sides:
                    run = places[skip : skip + _LONGEST]
                    if not lines.bound.take(1 + len(run) // 2):
                        break
                    if not run:
                        continue
                    skipped, slack = above[skip], reach[skip]
                    ends = zip(run, above[skip + 1 :], reach[skip + 1 :], strict=False)
                    for last in [place for place, sums, far in ends if slack - far <= sums - skipped <= far - slack]:
                        others = (place for place in run[: run.index(last) + 1] if there[place])
                        if there[last] and sum(values[place] != own for place in others) > 1:
                            votes[result, run[0], last, skip] += 1
    families = []
    for (result, first, last, skip), count in votes.items():
        if count * 3 >= len(sampled) and not lines.bound.reached:
            operands = tuple(visible[min(first, last) : max(first, last) + 1])
            families.append(weigh_sum(lines, result, operands, cost + skip, mean=True))
    return families


def _summed(
    values: Sequence[int], units: Sequence[int], there: Sequence[bool], places: Sequence[int], own: int, unit: int
) -> tuple[list[int], list[int]]:
    """By how many of `places`, from none on: twice what they are above `own` together, and what rounding allows."""
    above = (2 * (values[place] - own) if there[place] else 0 for place in places)
    reach = (units[place] + unit if there[place] else 0 for place in places)
    return list(accumulate(above, initial=0)), list(accumulate(reach, initial=0))
