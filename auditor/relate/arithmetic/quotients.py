"""Quotients of two lines: a / b, as it is or in per cent, and relative changes (new - old) / old."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

from msgspec.structs import replace

from auditor.relate.arithmetic.evidence import CHANGE, DIVISION, RARER, Family, penalty
from auditor.relate.arithmetic.lines import Lines

# As a fraction, or in per cent.
_SCALES = (1, 100)
# Operands stand within so many lines of the quotient.
_WINDOW = 40
_MOST_SIBLINGS = 16
# Quotients of like things are alike: one that was seen before tells a tenth of what the first did.
_LIKE = 0.1
_COMPARED = 12


def quotients(lines: Lines, results: Sequence[int], budget: int = 400_000) -> list[Family]:
    """Families of the operators division (numerator, denominator) and relative-change (old, new) for `results`."""
    families = []
    filled = lines.filled
    siblings = _most_filled(lines, results, max(3, min(_MOST_SIBLINGS, budget // (len(results) * _WINDOW * 8 + 1))))
    votes: Counter[tuple[str, int, int, int, int]] = Counter()
    eligible: Counter[int] = Counter()
    for s in siblings:
        for result in results:
            # All of it, as 1 or 100 per cent, tells nothing.
            if lines.value[result][s] not in (0, *[times * lines.one for times in _SCALES]):
                eligible[result] += 1
        votes.update(set(_in_sibling(lines, results, filled, s)))
    for (operator, result, first, second, times), count in votes.items():
        if 2 * count < eligible[result] or not lines.bound.take(lines.siblings * 2):
            continue
        far = max(abs(first - result), abs(second - result), 2)
        cost = RARER[operator] + log(len(filled)) + 2 * log(2 * far)
        families.append(weigh_quotient(lines, operator, result, (first, second), times, cost))
    return _not_turned(lines, families)


def _not_turned(lines: Lines, families: Sequence[tuple[Family, float, bool]]) -> list[Family]:
    """The families but those that are others turned round: of a = b / c, b = a * c and c = b / a the quotient is that
    whose own rounding alone explains what is left over, for the operands were divided before they were rounded. Of a
    product that stands behind its factors, where nothing is left over, it is the factor that comes first, else that of
    the finest figures.
    """
    forms: dict[frozenset[int], list[tuple[tuple[float, int], Family]]] = {}
    for family, own, product in families:
        key = frozenset((family.result, *family.operands))
        if product and family.operator == DIVISION and family.operands[0] == max(key):
            second = -family.result
        else:
            second = -max((lines.grain[family.result][s] for s in family.holds), default=0)
        forms.setdefault(key, []).append(((own, second), family))
    told = []
    for ranked in forms.values():
        # One that holds in far fewer siblings is no form of it.
        widest = max(len(family.holds) for _, family in ranked)
        best = max(rank for rank, family in ranked if 5 * len(family.holds) >= 4 * widest)
        # They are one equation, and what one form shows speaks for all.
        evidence = max(family.evidence for _, family in ranked)
        told += [replace(family, evidence=evidence) for rank, family in ranked if rank == best]
    return told


def _most_filled(lines: Lines, results: Sequence[int], most: int) -> list[int]:
    counts = [(sum(1 for line in results if lines.value[line][s]), s) for s in range(lines.siblings)]
    full = [s for count, s in counts if count]
    if len(full) <= most:
        return full
    best = sorted(s for _, s in sorted(counts, key=lambda pair: (-pair[0], pair[1]))[: 3 * most])
    return best[:: max(len(best) // most, 1)][:most]


def _in_sibling(
    lines: Lines, results: Sequence[int], filled: Sequence[int], s: int
) -> Iterator[tuple[str, int, int, int, int]]:
    """(operator, result, first operand, second operand, scale) of every quotient that holds in sibling `s`."""
    one = lines.one
    there = [line for line in filled if lines.value[line][s]]
    order = sorted(there, key=lambda line: lines.value[line][s])
    ranked = [lines.value[line][s] for line in order]
    largest = max((abs(value) for value in ranked), default=0)
    widest = max((lines.width[line][s] for line in there), default=0)
    for result in results:
        value, unit = lines.value[result][s], lines.width[result][s]
        if not value:
            continue
        # numerator = value * divisor / scale, and new = old * (scale + value) / scale.
        forms = [
            (operator, times, factor, _furthest(factor, times * one, unit, largest, widest))
            for times in _SCALES
            for operator, factor in ((DIVISION, value), (CHANGE, times * one + value))
        ]
        low, high = bisect_left(there, result - _WINDOW), bisect_right(there, result + _WINDOW)
        for base in there[low:high]:
            if base == result:
                continue
            if not lines.bound.take(2 * len(forms)):
                return
            divisor, width = lines.value[base][s], lines.width[base][s]
            for operator, times, factor, furthest in forms:
                if furthest is None or abs(divisor) <= furthest:
                    scale = times * one
                    middle = factor * divisor
                    slack = (unit * abs(divisor) + abs(factor) * width) // 2 + scale * width
                    least, most = -((slack - middle) // scale) - 1, (middle + slack) // scale + 1
                    start, stop = bisect_left(ranked, least), bisect_right(ranked, most)
                    if not lines.bound.take(2 * (stop - start)):
                        return
                    for index in range(start, stop):
                        line = order[index]
                        if line in (result, base) or abs(line - result) > _WINDOW:
                            continue
                        first, second = (line, base) if operator == DIVISION else (base, line)
                        if lines.value[first][s] == lines.value[second][s]:
                            continue
                        if holds_quotient(lines, operator, result, first, second, times, s) is not None:
                            yield operator, result, first, second, times


def _furthest(factor: int, scale: int, unit: int, largest: int, widest: int) -> int | None:
    """How large an operand may be before what it makes with `factor` is larger than any of the figures, of which none
    is larger than `largest` or printed in wider steps than `widest`; None where nothing is too large.
    """
    # |factor| * operand less half a `unit` for each, less what rounds the operand, is at most scale * largest
    each = 2 * abs(factor) - unit
    if each <= 0:
        return None
    return (2 * scale * (largest + widest + 2) + abs(factor) * widest) // each + 1


def holds_quotient(
    lines: Lines, operator: str, result: int, first: int, second: int, times: int, s: int
) -> tuple[int, int] | None:
    """(discrepancy, allowed), both times the denominator and doubled, where the quotient holds, else None."""
    value, width = lines.value, lines.width
    if operator == DIVISION:
        top, top_width, base, base_width = value[first][s], width[first][s], value[second][s], width[second][s]
    else:
        top, top_width, base, base_width = value[second][s], width[second][s], value[first][s], width[first][s]
    scale = times * lines.one
    ratio = value[result][s] + (scale if operator == CHANGE else 0)
    off = 2 * abs(ratio * base - scale * top)
    reach = width[result][s] * (abs(base) + base_width) + abs(ratio) * base_width + scale * top_width
    return (off, reach) if off <= reach and base else None


def weigh_quotient(
    lines: Lines, operator: str, result: int, operands: tuple[int, int], times: int, cost: float
) -> tuple[Family, float, bool]:
    """The family result = times * first / second, or times * (second - first) / first, judged in all siblings; the
    share of these in which the rounding of the result alone explains what is left over; and whether nothing is.
    """
    value, width, present = lines.value, lines.width, lines.present
    first, second = operands
    base = second if operator == DIVISION else first
    holds: list[int] = []
    breaks: list[int] = []
    undecided: list[int] = []
    evidence, informative, exact, alone = 0.0, 0, 0, 0
    seen: list[int] = []
    known: set[tuple[int, int, int]] = set()
    for s in range(lines.siblings):
        if not present[result][s]:
            continue
        if not (present[first][s] and present[second][s] and value[base][s]):
            if any(lines.unread[line][s] for line in operands) or value[result][s] == 0:
                undecided.append(s)
            continue
        held = holds_quotient(lines, operator, result, first, second, times, s)
        amount = abs(value[result][s])
        if held is None:
            breaks.append(s)
            if len(breaks) > 12 and len(breaks) > 4 * len(holds):
                break
            continue
        holds.append(s)
        off, reach = held
        cells = value[result][s], value[first][s], value[second][s]
        if not amount or cells[1] == cells[2] or cells in known:
            continue
        known.add(cells)
        # In units of the result: the discrepancy, and what rounding of the operands allows.
        divisor = 2 * abs(value[base][s])
        step = max(lines.grain[result][s], lines.width[result][s], (reach / divisor))
        near = off / divisor
        extent = max(min([amount, *(abs(value[result][s] - other) for other in seen[-_COMPARED:])]), _LIKE * amount)
        seen.append(value[result][s])
        chance = (2 * near + step) / (2 * extent + step)
        if chance < 1:
            evidence -= log(chance)
            informative += 1
            exact += off == 0
            alone += off <= width[result][s] * abs(value[base][s])
    family = Family(
        operator,
        result,
        operands,
        tuple(holds),
        tuple(breaks),
        tuple(undecided),
        evidence - penalty(len(holds), len(breaks)),
        cost,
        informative,
        times,
    )
    return family, round(alone / max(informative, 1), 1), exact * 10 > informative * 8
