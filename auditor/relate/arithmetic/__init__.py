"""Relations among the cells of a table, found from the numbers alone."""

import msgspec

from auditor.model.sheet import Law, Sheet
from auditor.relate.arithmetic.bound import Bound
from auditor.relate.arithmetic.choose import Chosen
from auditor.relate.arithmetic.evidence import Family
from auditor.relate.arithmetic.laws import laws
from auditor.relate.arithmetic.lines import Lines, both_ways
from auditor.relate.arithmetic.means import means
from auditor.relate.arithmetic.patterns import inherited, shifted, with_blanks
from auditor.relate.arithmetic.quotients import quotients
from auditor.relate.arithmetic.runs import combs, runs
from auditor.relate.arithmetic.scattered import scattered
from auditor.relate.arithmetic.triples import triples

__all__ = ["Discovery", "discover"]


class Discovery(msgspec.Struct, frozen=True):
    """The laws of a sheet; `bounded` when the search stopped at its bound."""

    laws: tuple[Law, ...]
    bounded: bool


_MOST_SAMPLED = 48
# Steps that each search in one direction may take, see `Bound`.
_SUMS, _MEANS, _QUOTIENTS = 2_500_000, 600_000, 1_000_000


def discover(sheet: Sheet) -> Discovery:
    """The laws that the numbers of `sheet` obey too often for chance."""
    found: list[Law] = []
    bounded = False
    for lines in both_ways(sheet):
        families, cut = _families(lines)
        bounded |= cut
        for family in families:
            found += laws(sheet, lines, family)
    return Discovery(tuple(found), bounded)


def _families(lines: Lines) -> tuple[list[Family], bool]:
    chosen = Chosen(lines)
    sampled = _sample(lines)
    active = list(lines.filled)
    searched = reached = False
    _begin(lines, _SUMS)
    for _ in range(12):
        kept = chosen.take(runs(lines, active, sampled, 0))
        if not kept:
            kept = chosen.take(triples(lines, active, sampled, 3), new=True)
        if not kept:
            kept = chosen.take(combs(lines, lines.filled, sampled))
            kept += chosen.take(combs(lines, active, sampled), new=True)
            kept += chosen.take(shifted(lines, chosen.families))
        if not kept:
            kept = chosen.take(runs(lines, active, sampled, 4), new=True, repeated=lines.siblings > 4)
        if not kept:
            kept = chosen.take(triples(lines, active, sampled, 12), new=True, repeated=True)
        if not kept:
            kept = chosen.take(triples(lines, lines.filled, sampled, 3), new=True, repeated=True)
        if not kept and not searched:
            searched = True
            explained = {family.result for family in chosen.families}
            found = scattered(lines, active, [line for line in lines.filled if line not in explained])
            kept = chosen.take(found, new=True, repeated=True)
        if not kept:
            kept = chosen.take(inherited(lines, chosen.families))
        if not kept or lines.bound.reached:
            break
        hidden = {line for family in kept for line in family.operands}
        active = [line for line in active if line not in hidden]
    summed = {family.result for family in chosen.families}
    details = [line for line in lines.filled if line not in summed]
    reached |= _begin(lines, _MEANS)
    chosen.take(means(lines, details, details, sampled))
    explained = {family.result for family in chosen.families}
    reached |= _begin(lines, _QUOTIENTS)
    chosen.take(quotients(lines, [line for line in lines.filled if line not in explained]))
    return [with_blanks(lines, family) for family in chosen.families], reached | lines.bound.reached


def _begin(lines: Lines, steps: int) -> bool:
    """Begin a search of so many steps; whether the one before reached its bound."""
    reached = lines.bound.reached
    lines.bound = Bound(steps)
    return reached


def _sample(lines: Lines) -> list[int]:
    full = [s for s in range(lines.siblings) if sum(1 for line in lines.filled if lines.value[line][s]) >= 3]
    if len(full) <= _MOST_SAMPLED:
        return full
    return [full[index * len(full) // _MOST_SAMPLED] for index in range(_MOST_SAMPLED)]
