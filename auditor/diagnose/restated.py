"""Blamed figures as the report would print them: in the decimals of their column, two that changed places as one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

import msgspec

from auditor.diagnose.blame import Blame, is_kept
from auditor.diagnose.edits import SCALE, SWAPPED, UNIT, cost, is_telling, slip
from auditor.diagnose.values import holds
from auditor.exact import UNDECIDED, implied_range, printed_between
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation

# figures that a column has to have beside the one blamed, and the share of them that print its usual decimals
_FEWEST, _USUAL = 2, 0.6
# values tried within the range that the relations leave; a wider range determines nothing
_MOST_VALUES = 400


def restated(
    blamed: Sequence[Blame], relations: Sequence[Relation], figures: Sequence[Figure], tables: Sequence[Table]
) -> list[Blame]:
    """The blames with values in the decimals of their columns; of two figures that changed places the first tells."""
    if not blamed:
        return []
    usual = _usual_decimals([one.figure for one in blamed], figures, tables)
    of_figure: dict[int, list[Relation]] = {}
    for relation in relations:
        if relation.judgement is not None and relation.judgement.verdict != UNDECIDED:
            for number in set(relation.numbers):
                of_figure.setdefault(number, []).append(relation)
    blamed = _with_partners(_paired(blamed, figures, tables), relations, figures, of_figure)
    found = []
    second: set[int] = set()
    by_figure = {one.figure: one for one in blamed}
    for one in blamed:
        partner = by_figure.get(one.partner) if one.partner is not None else None
        if one.figure in second:
            continue
        if partner is not None and partner.partner == one.figure:
            second.add(partner.figure)
            found.append(
                msgspec.structs.replace(
                    one,
                    broken=tuple(dict.fromkeys((*one.broken, *partner.broken))),
                    copies=((partner.figure, partner.best),),
                    slip=SWAPPED,
                    values=None,
                )
            )
        elif one.best is not None and usual.get(one.figure, one.decimals) != one.decimals:
            found.append(_in_decimals(one, usual[one.figure], relations, figures, of_figure[one.figure]) or one)
        else:
            found.append(one)
    return found


def _paired(blamed: Sequence[Blame], figures: Sequence[Figure], tables: Sequence[Table]) -> list[Blame]:
    """The blames, those of two figures in one row or column that should print what the other prints as partners."""
    found = {one.figure: one for one in blamed}
    alone = [one for one in blamed if one.partner is None and one.values is not None and not one.copies]
    if len(alone) < 2:
        return list(blamed)
    cells = {
        cell.figure: (number, index, column)
        for number, table in enumerate(tables)
        for index, row in enumerate(table.rows)
        for column, cell in enumerate(row.cells)
        if cell is not None and cell.figure in found
    }
    for one, other in combinations(alone, 2):
        if found[one.figure].partner is not None or found[other.figure].partner is not None:
            continue
        a, b = cells.get(one.figure), cells.get(other.figure)
        if a is None or b is None or a[0] != b[0] or (a[1] != b[1] and a[2] != b[2]):
            continue
        mine, theirs = figures[one.figure], figures[other.figure]
        if (
            (mine.decimals, mine.unit) == (theirs.decimals, theirs.unit)
            and _within(theirs, one)
            and _within(mine, other)
        ):
            found[one.figure] = msgspec.structs.replace(one, best=theirs.scaled, partner=other.figure)
            found[other.figure] = msgspec.structs.replace(other, best=mine.scaled, partner=one.figure)
    return list(found.values())


def _with_partners(
    blamed: Sequence[Blame],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    of_figure: Mapping[int, Sequence[Relation]],
) -> list[Blame]:
    """The blames; a figure that no slip explains, but that it changed places with another of its sum, with that one."""
    taken = {one.figure for one in blamed}
    found: list[Blame] = []
    for one in blamed:
        other = (
            _exchange(one, taken, relations, figures, of_figure) if one.partner is None and one.slip is None else None
        )
        if other is None:
            found.append(one)
            continue
        taken.add(other)
        broken = tuple(index for index in one.broken if other in relations[index].numbers)
        theirs = figures[other]
        found.append(
            msgspec.structs.replace(one, best=theirs.scaled, partner=other, alone=True, rivals=(), confirmed=0)
        )
        found.append(
            Blame(other, broken, best=figures[one.figure].scaled, partner=one.figure, decimals=theirs.decimals)
        )
    return found


def _exchange(
    one: Blame,
    taken: set[int],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    of_figure: Mapping[int, Sequence[Relation]],
) -> int | None:
    """The only figure of a blamed one's sums that it can change places with so that every relation of both holds.

    That a difference is made up so is chance in one of as many cases as its digits tell.
    """
    own = figures[one.figure]
    if len(str(abs(own.scaled))) < 2 or not all(relations[index].formula == "summa" for index in one.broken):
        return None
    tried = {number for index in one.broken for number in relations[index].numbers} - taken
    able = []
    for number in sorted(tried):
        other = figures[number]
        if (other.decimals, other.unit) != (own.decimals, own.unit) or other.scaled == own.scaled:
            continue
        printed = {one.figure: (other.scaled, other.decimals), number: (own.scaled, own.decimals)}
        digits = len(str(abs(other.scaled - own.scaled)))
        touched = (*of_figure[one.figure], *of_figure[number])
        if is_telling(SWAPPED, digits, len(tried)) and all(holds(relation, figures, printed) for relation in touched):
            able.append(number)
    return able[0] if len(able) == 1 else None


def _within(figure: Figure, one: Blame) -> bool:
    """Whether a figure prints a value that would do for another."""
    return one.values is not None and one.values[0] <= figure.scaled <= one.values[1]


def _usual_decimals(blamed: Sequence[int], figures: Sequence[Figure], tables: Sequence[Table]) -> dict[int, int]:
    """The decimals that most figures of a blamed figure's column print, where they print any of a kind."""
    wanted = set(blamed)
    found: dict[int, int] = {}
    for table in tables:
        for column in range(len(table.columns)):
            numbers = table.figures_of(column)
            for figure in wanted.intersection(numbers):
                others = [
                    figures[one] for one in numbers if one != figure and figures[one].unit == figures[figure].unit
                ]
                if len(others) < _FEWEST:
                    continue
                decimals, count = Counter(other.decimals for other in others).most_common(1)[0]
                if count >= _USUAL * len(others):
                    found[figure] = decimals
    return found


def _in_decimals(
    one: Blame,
    decimals: int,
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    own: Sequence[Relation],
) -> Blame | None:
    """The blame with its likeliest value in so many decimals: the same digits with the comma elsewhere, the same amount
    in another unit, or what the relations give; None where no value satisfies them all.
    """
    figure = figures[one.figure]
    accused = [relations[index] for index in one.broken]
    own = [relation for relation in own if relation in accused or is_kept(relation)]

    def fits(value: int) -> bool:
        return all(holds(relation, figures, {one.figure: (value, decimals)}) for relation in own)

    if figure.scaled and fits(figure.scaled):
        return _replaced(one, figure.scaled, decimals, SCALE)
    low, high = _between(one, decimals, relations, figures)
    if low is None or high is None or not 0 <= high - low < _MOST_VALUES:
        return None
    values = [value for value in range(low, high + 1) if fits(value)]
    if not values:
        return None
    more = max(decimals, figure.decimals)
    stated = figure.scaled * 10 ** (more - figure.decimals)
    digits = len(str(abs(stated)))

    def key(value: int) -> tuple[float, int]:
        return cost(_kind(stated, value, decimals, more), digits) + (2 * value - low - high) ** 2 / 4, value

    best = min(values, key=key)
    return _replaced(
        one, best, decimals, _kind(stated, best, decimals, more) or (None if one.slip == SCALE else one.slip)
    )


def _kind(stated: int, value: int, decimals: int, more: int) -> str | None:
    """The slip between figures of different decimals, on the finer grid; a unit slip rounds what it prints."""
    meant = value * 10 ** (more - decimals)
    kind = slip(stated, meant, more)
    less, most = sorted((abs(stated), abs(meant)))
    if kind is None and less >= 10 and abs(most - 1000 * less) <= 500 and (stated < 0) == (meant < 0):
        return UNIT
    return kind


def _replaced(one: Blame, best: int, decimals: int, kind: str | None) -> Blame:
    return msgspec.structs.replace(one, best=best, decimals=decimals, slip=kind, values=None)


def _between(
    one: Blame, decimals: int, relations: Sequence[Relation], figures: Sequence[Figure]
) -> tuple[int | None, int | None]:
    """The first and last value in so many decimals that the broken linear relations leave."""
    figure = figures[one.figure]
    low: int | None = None
    high: int | None = None
    for index in one.broken:
        relation = relations[index]
        if relation.kind != "linear" or relation.mirrored:
            continue
        terms = [(term.factor, figures[term.figure].quantity) for term in relation.terms]
        at = next((at for at, term in enumerate(relation.terms) if term.figure == one.figure), -1)
        if at >= 0 and not relation.terms[at].factor:
            continue
        implied = implied_range(at, figures[relation.result].quantity, terms)
        first, last = printed_between(implied, decimals - figure.scale, figure.exact)
        low = first if low is None else max(low, first)
        high = last if high is None else min(high, last)
    return low, high
