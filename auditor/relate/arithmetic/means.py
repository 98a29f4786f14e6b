"""Means of neighbouring lines."""

from collections import Counter
from collections.abc import Sequence
from math import log

from auditor.relate.arithmetic.evidence import Family, weigh_sum
from auditor.relate.arithmetic.lines import Lines

_MOST_SIBLINGS = 6
_MOST_SKIPPED = 3
_LONGEST = 400


def means(lines: Lines, visible: Sequence[int], results: Sequence[int], sampled: Sequence[int]) -> list[Family]:
    """Families in which one of `results` is the mean of its neighbours among the `visible` lines, on one side of it."""
    sampled = sampled[:: -(-len(sampled) // _MOST_SIBLINGS)] if sampled else sampled
    votes: Counter[tuple[int, int, int]] = Counter()
    place_of = {line: place for place, line in enumerate(visible)}
    for s in sampled:
        values = [lines.value[line][s] for line in visible]
        units = [lines.width[line][s] for line in visible]
        there = [lines.present[line][s] for line in visible]
        for result in results:
            own, unit = lines.value[result][s], lines.width[result][s]
            if not own:
                continue
            at = place_of.get(result)
            before = at if at is not None else sum(1 for line in visible if line < result)
            after = before if at is None else at + 1
            for step, start in ((1, after), (-1, before - 1)):
                for skip in range(_MOST_SKIPPED + 1):
                    first = start + step * skip
                    total = reach = count = 0
                    place = first
                    while 0 <= place < len(visible) and abs(place - first) < _LONGEST:
                        if there[place]:
                            total += values[place]
                            reach += units[place]
                            count += 1
                            if count > 1 and 2 * abs(own * count - total) <= unit * count + reach:
                                votes[result, first, place] += 1
                        place += step
    size = max(len(visible), 2)
    families = []
    for (result, first, last), count in votes.items():
        if count * 3 < len(sampled):
            continue
        operands = tuple(visible[min(first, last) : max(first, last) + 1])
        cost = 2 * log(size) + log(2 * (_MOST_SKIPPED + 1))
        families.append(weigh_sum(lines, result, operands, cost, mean=True))
    return families
