"""Sums of neighbours: a result and a row of lines near it, next to each other or at equal distances."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from math import isqrt, log

from msgspec.structs import replace

from auditor.relate.arithmetic.bound import Bound
from auditor.relate.arithmetic.evidence import MARGIN, Family, weigh_sum
from auditor.relate.arithmetic.lines import Lines

_LONGEST_STEP = 8
# So many families of one pattern make it one of the few patterns of the table.
_FEWEST_OF_A_PATTERN = 3
_ONE_OF_PATTERNS = log(4)

# (result, first operand, last operand, step): a line and three places among the visible lines.
_Run = tuple[int, int, int, int]


def runs(lines: Lines, visible: Sequence[int], sampled: Sequence[int], skipping: int) -> list[Family]:
    """Families whose operands stand next to each other among the `visible` lines, on one side of the result and at most
    `skipping` lines from it.
    """
    return _weighed(lines, visible, sampled, (1,), skipping)


def combs(lines: Lines, visible: Sequence[int], sampled: Sequence[int]) -> list[Family]:
    """Families whose operands stand at equal distances among the `visible` lines, on one side of the result."""
    return _weighed(lines, visible, sampled, range(2, min(_LONGEST_STEP, len(visible) // 3) + 1), 0)


def _weighed(
    lines: Lines, visible: Sequence[int], sampled: Sequence[int], steps: Sequence[int], skipping: int
) -> list[Family]:
    size = max(len(visible), 2)
    gaps = [
        (line, bisect_left(visible, line), bisect_right(visible, line))
        for line in lines.filled
        if lines.potential[line] >= log(size)
    ]
    votes: Counter[_Run] = Counter()
    for s in sampled:
        values = [lines.value[line][s] for line in visible]
        if sum(1 for value in values if value) < 2:
            continue
        widths = [lines.loose[line][s] for line in visible]
        results = [
            (line, lines.value[line][s], lines.loose[line][s], a, b) for line, a, b in gaps if lines.value[line][s]
        ]
        for step in steps:
            # One vote a sibling, however its nil lines let a run end.
            votes.update(set(_in_sibling(results, values, widths, step, skipping, lines.bound)))
    families = []
    # Runs that begin alike are one run that ends in different nil lines.
    begun: Counter[tuple[int, int, int]] = Counter()
    for (result, first, last, step), count in votes.items():
        begun[result, _nearest(visible, result, first, last), step] += count
    needed = len(sampled) // 10
    for result, first, last, step in votes:
        if begun[result, _nearest(visible, result, first, last), step] < needed:
            continue
        if lines.bound.reached:
            break
        operands = tuple(visible[first : last + 1 : step])
        place = bisect_left(visible, result)
        skipped = first - bisect_right(visible, result) if first >= place else place - last - 1
        length = len(operands)
        cost = log(size) + min(log(size), log(length * (length - 1)))
        cost += log(1 + skipped) + skipped if step == 1 else log(step * _LONGEST_STEP)
        families.append(weigh_sum(lines, result, operands, cost))
    return _pooled(families, size)


def _pooled(families: list[Family], size: int) -> list[Family]:
    """The families with their costs by what is common in this table: totals above or below their parts, and so many."""
    strong = [family for family in families if family.score >= MARGIN]
    sides = Counter(family.operands[0] > family.result for family in strong)
    patterns = Counter(_pattern(family) for family in strong)
    pooled = []
    for family in families:
        side = log((len(strong) + 2) / (sides[family.operands[0] > family.result] + 1))
        count = patterns[_pattern(family)]
        cost = min(family.cost, log(size / count) + _ONE_OF_PATTERNS) if count >= _FEWEST_OF_A_PATTERN else family.cost
        pooled.append(replace(family, cost=cost + side))
    return pooled


def _nearest(visible: Sequence[int], result: int, first: int, last: int) -> int:
    return first if visible[first] > result else last


def _pattern(family: Family) -> tuple[int, ...]:
    return tuple(line - family.result for line in family.operands)


def _in_sibling(
    results: Sequence[tuple[int, int, int, int, int]],
    values: Sequence[int],
    widths: Sequence[int],
    step: int,
    skipping: int,
    bound: Bound,
) -> Iterator[_Run]:
    """Every run whose sum is one of `results`: (line, value, width, place ahead of which the lines before it end, place
    at which the lines after it begin).
    """
    size = len(values)
    sums, reach, squares = list(values), list(widths), [width * width for width in widths]
    for place in range(step, size):
        sums[place] += sums[place - step]
        reach[place] += reach[place - step]
        squares[place] += squares[place - step]
    slack = (max(widths) + 4 * isqrt(max(squares))) // 2
    classes = []
    for offset in range(step):
        order = sorted(range(offset, size, step), key=sums.__getitem__)
        classes.append((order, [sums[place] for place in order]))
    for line, value, width, before, after in results:
        for first in range(after, min(after + step + skipping, size - step)):
            order, ranked = classes[first % step]
            target = sums[first] - values[first] + value
            low = high = bisect_left(ranked, target - slack)
            # hardly any sum is near enough: the few that are stand next to each other
            while high < len(ranked) and ranked[high] <= target + slack:
                high += 1
            if not bound.take(2 + high - low):
                return
            for index in range(low, high):
                last = order[index]
                if last >= first + step and values[last]:
                    if 2 * abs(ranked[index] - target) <= reach[last] - reach[first] + widths[first] + width:
                        yield line, first, last, step
        for last in range(max(before - step - skipping, step), before):
            order, ranked = classes[last % step]
            target = sums[last] - value
            if last % step < last and values[last % step] and 2 * abs(target) <= reach[last] + width:
                yield line, last % step, last, step
            low = high = bisect_left(ranked, target - slack)
            # hardly any sum is near enough: the few that are stand next to each other
            while high < len(ranked) and ranked[high] <= target + slack:
                high += 1
            if not bound.take(2 + high - low):
                return
            for index in range(low, high):
                first = order[index] + step
                if first <= last - step and values[first]:
                    if 2 * abs(ranked[index] - target) <= reach[last] - reach[first - step] + width:
                        yield line, first, last, step
