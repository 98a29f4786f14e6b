"""Sums of two: a total of two parts, or a difference (a = b - c as b = a + c), in whatever order the three stand."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from math import log

from auditor.relate.arithmetic.evidence import Family, weigh_sum
from auditor.relate.arithmetic.lines import Lines

_MOST_SIBLINGS = 24


def triples(lines: Lines, active: Sequence[int], sampled: Sequence[int], window: int) -> list[Family]:
    """Families of two operands, all three among the `active` lines and at most `window` of them apart."""
    votes: Counter[tuple[int, int, int]] = Counter()
    sampled = sampled[:: -(-len(sampled) // _MOST_SIBLINGS)] if sampled else sampled
    for s in sampled:
        places = [place for place, line in enumerate(active) if lines.value[line][s]]
        values = [lines.value[active[place]][s] for place in places]
        widths = [lines.loose[active[place]][s] for place in places]
        order = sorted(range(len(places)), key=values.__getitem__)
        ranked = [values[index] for index in order]
        widest = max(widths, default=0)
        for x, one in enumerate(values):
            for y in range(x + 1, len(values)):
                if places[y] - places[x] > window:
                    break
                total = one + values[y]
                reach = widths[x] + widths[y]
                slack = (reach + widest) // 2
                low, high = bisect_left(ranked, total - slack), bisect_right(ranked, total + slack)
                if not lines.bound.take(2 + high - low):
                    break
                for index in range(low, high):
                    z = order[index]
                    if (
                        z not in (x, y)
                        and abs(places[z] - places[x]) <= window
                        and abs(places[z] - places[y]) <= window
                    ):
                        if 2 * abs(ranked[index] - total) <= reach + widths[z]:
                            votes[places[z], places[x], places[y]] += 1
    size = max(len(active), 2)
    families = []
    for (z, x, y), count in votes.items():
        if count < 2 and len(sampled) > 3:
            continue
        if lines.bound.reached:
            break
        span = max(x, y, z) - min(x, y, z)
        cost = log(size) + 3 * log(1 + span) + log(3)
        families.append(weigh_sum(lines, active[z], (active[x], active[y]), cost))
    return families
