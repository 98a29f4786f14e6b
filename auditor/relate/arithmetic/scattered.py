"""Sums of lines that stand apart: the search for which lines of one side make the result."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from math import comb, log

from auditor.relate.arithmetic.evidence import MARGIN, Family, weigh_sum
from auditor.relate.arithmetic.lines import Lines

# The operands are sought among so many lines nearest to the result.
_NEAREST = 30
# Siblings that a sum has to hold in while it is sought; fewer than two leave too many sums.
_MOST_SIBLINGS = 6
# Steps of the search for one result.
_STEPS = 3_000
_MOST_FOUND = 4


def scattered(lines: Lines, visible: Sequence[int], results: Sequence[int]) -> list[Family]:
    """Families of three operands or more among the `visible` lines on one side of one of `results`, wherever they
    stand.
    """
    families: list[Family] = []
    size = max(len(visible), 2)
    for result in results:
        if lines.potential[result] < log(size) + MARGIN:
            continue
        before, after = bisect_left(visible, result), bisect_right(visible, result)
        for near in (visible[max(before - _NEAREST, 0) : before][::-1], visible[after : after + _NEAREST]):
            if len(near) < 4:
                continue
            if lines.bound.reached:
                return families
            search = _Search(lines, result, near)
            if search.siblings:
                search.go(0, search.targets, ())
                lines.bound.take(2 * search.steps)
            for chosen in search.found:
                span = chosen[-1] + 1
                cost = log(2 * size) + log(comb(span, len(chosen))) + log(span)
                families.append(weigh_sum(lines, result, tuple(sorted(near[place] for place in chosen)), cost))
    return families


class _Search:
    """Depth first through the lines, the nearer first; a branch ends where what is left cannot make the result."""

    def __init__(self, lines: Lines, result: int, near: Sequence[int]) -> None:
        filled = [s for s in range(lines.siblings) if lines.value[result][s]]
        filled.sort(key=lambda s: (-abs(lines.value[result][s]) // lines.grain[result][s], s))
        self.siblings = filled[:_MOST_SIBLINGS] if len(filled) > 1 else []
        self.targets = [lines.value[result][s] for s in self.siblings]
        self.values = [[lines.value[line][s] for s in self.siblings] for line in near]
        self.slack = [(lines.width[result][s] + sum(lines.width[line][s] for line in near)) // 4 for s in self.siblings]
        self.most = _suffixes(self.values, max)
        self.least = _suffixes(self.values, min)
        self.found: list[tuple[int, ...]] = []
        self.steps = 0

    def go(self, place: int, left: Sequence[int], chosen: tuple[int, ...]) -> None:
        """Go on at `place` with `left` to make in each sibling."""
        self.steps += 1
        if len(chosen) > 2 and all(abs(rest) <= slack for rest, slack in zip(left, self.slack, strict=True)):
            self.found.append(chosen)
            return
        if place == len(self.values) or self.steps > _STEPS or len(self.found) >= _MOST_FOUND:
            return
        for rest, slack, most, least in zip(left, self.slack, self.most[place], self.least[place], strict=True):
            if not least - slack <= rest <= most + slack:
                return
        values = self.values[place]
        if any(values):
            self.go(place + 1, [rest - value for rest, value in zip(left, values, strict=True)], (*chosen, place))
        self.go(place + 1, left, chosen)


def _suffixes(values: Sequence[Sequence[int]], choose: Callable[[int, int], int]) -> list[list[int]]:
    """For every place the most, or the least, that the lines from it on can make in each sibling."""
    sums = [[0] * (len(values[0]) if values else 0)]
    for line in reversed(values):
        sums.append([total + choose(value, 0) for total, value in zip(sums[-1], line, strict=True)])
    return sums[::-1]
