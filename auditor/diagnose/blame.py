"""Which figures to blame: the fewest whose change satisfies every broken relation and breaks none that holds.

The simple form: relations that share figures are one case; within it the figure that explains most broken relations is
taken, then the next for what is left. A figure that kept relations confirm is blamed only when no other can be.
"""

from collections.abc import Mapping, Sequence

import msgspec

from auditor.diagnose.edits import SCALE, rank, slip
from auditor.diagnose.values import printed_as, worked_out
from auditor.exact import (
    CONTRADICTED,
    EXACT,
    IMPROBABLE,
    ROUNDING,
    Quantity,
    Range,
    consistent_linear,
    implied_range,
    judge_quotient,
    printed_between,
)
from auditor.model.figure import Figure
from auditor.model.relation import Relation
from auditor.model.rounding import within_hedge

# Printed values tried within the range that the relations leave; a wider range determines nothing.
_MOST_VALUES = 400
# How many sums of a table it takes to tell whether its figures have been rounded one by one.
_SUMS_THAT_TELL = 5


class Blame(msgspec.Struct):
    """A figure to blame for `broken` relations. `values` is the first and last printed value that would satisfy them,
    `best` the likeliest of them, printed with `decimals`, `slip` what would turn it into what is printed. `alone`
    says that no other figure of
    these relations could be wrong as well; `rivals` are those that could; `confirmed` counts
    the relations that hold now and would break, `supported` those that hold now and are no
    copies.
    """

    figure: int
    broken: tuple[int, ...]
    values: tuple[int, int] | None = None
    best: int | None = None
    slip: str | None = None
    alone: bool = False
    rivals: tuple[int, ...] = ()
    confirmed: int = 0
    supported: int = 0
    decimals: int = 0


def is_broken(relation: Relation) -> bool:
    """Whether a relation accuses: contradicted, or possible only by an improbable conspiracy of roundings."""
    return relation.judgement is not None and relation.judgement.verdict in (CONTRADICTED, IMPROBABLE)


def is_kept(relation: Relation) -> bool:
    """Whether a relation confirms its figures: exact, or plausibly within rounding."""
    return relation.judgement is not None and relation.judgement.verdict in (EXACT, ROUNDING)


def blame(relations: Sequence[Relation], figures: Sequence[Figure]) -> list[Blame]:
    """The figures to blame for the broken relations, in the order of the document."""
    of_figure: dict[int, list[int]] = {}
    for index, relation in enumerate(relations):
        for figure in _figures(relation):
            of_figure.setdefault(figure, []).append(index)
    blamed: list[Blame] = []
    shares = _rounded_shares(relations)
    for case in _cases(relations):
        blamed.extend(_solve(case, relations, figures, of_figure, shares))
    return sorted(blamed, key=lambda one: one.figure)


def _figures(relation: Relation) -> tuple[int, ...]:
    return (relation.result, *(term.figure for term in relation.terms))


def _cases(relations: Sequence[Relation]) -> list[list[int]]:
    """Broken relations by what figures they share."""
    cases: list[tuple[set[int], list[int]]] = []
    for index, relation in enumerate(relations):
        if not is_broken(relation):
            continue
        members = set(_figures(relation))
        indices = [index]
        apart = []
        for figures, found in cases:
            if figures & members:
                members |= figures
                indices = found + indices
            else:
                apart.append((figures, found))
        cases = [*apart, (members, sorted(indices))]
    return [indices for _, indices in cases]


def _solve(
    case: list[int],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    of_figure: dict[int, list[int]],
    shares: Mapping[int | None, float],
) -> list[Blame]:
    left = list(case)
    found: list[Blame] = []
    while left:
        options = []
        for figure in sorted({figure for index in left for figure in _figures(relations[index])}):
            option = _option(figure, left, relations, figures, of_figure, shares)
            if option is not None:
                options.append(option)
        # a figure that is blamed already, and whose likeliest value does not mend this, does not explain it either
        blamed = {one.figure for one in found}
        options = [option for option in options if option.figure not in blamed] or options
        best = min(options, key=lambda option: _key(option, relations, figures))
        equals = [
            option
            for option in options
            if option is not best
            and len(option.broken) == len(best.broken)
            and (option.confirmed > 0) == (best.confirmed > 0)
        ]
        rivals = [option for option in equals if rank(option.slip) <= rank(best.slip)]
        lone = relations[best.broken[0]]
        if rivals and len(best.broken) == 1 and len(lone.terms) > 2:
            # a slip in any of several rows would do: tell of the total
            best = next((option for option in equals if option.figure == lone.told), best)
        best.alone = not equals
        best.rivals = tuple(option.figure for option in rivals if option is not best)
        found.append(best)
        left = [index for index in left if index not in best.broken and not _cured(relations[index], best, figures)]
    return _merged(found)


def _cured(relation: Relation, blamed: Blame, figures: Sequence[Figure]) -> bool:
    """Whether a broken relation holds once a blamed figure has its likeliest value."""
    if blamed.best is None or blamed.figure not in _figures(relation):
        return False
    more = blamed.decimals - figures[blamed.figure].decimals
    return _holds(relation, blamed.figure, blamed.best, figures, more)


def _merged(found: list[Blame]) -> list[Blame]:
    """One blame a figure, with all relations that it was blamed for; the first tells what it should be."""
    by_figure: dict[int, Blame] = {}
    for one in found:
        if one.figure in by_figure:
            first = by_figure[one.figure]
            first.broken = (*first.broken, *one.broken)
        else:
            by_figure[one.figure] = one
    return list(by_figure.values())


def _key(
    option: Blame, relations: Sequence[Relation], figures: Sequence[Figure]
) -> tuple[bool, int, int, int, bool, int, bool, int]:
    is_result = any(relations[index].told == option.figure for index in option.broken)
    figure = figures[option.figure]
    impossible = figure.never_negative and figure.scaled < 0
    # of two printings of one figure the later is more often the copy that was not updated
    copied = all(relations[index].is_copy for index in option.broken)
    place = -option.figure if copied else option.figure
    return (
        option.confirmed > 0,
        -len(option.broken),
        option.confirmed,
        option.supported if copied else 0,
        not impossible,
        rank(option.slip),
        not is_result and not copied,
        place,
    )


def _option(
    figure: int,
    left: list[int],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    of_figure: dict[int, list[int]],
    shares: Mapping[int | None, float],
) -> Blame | None:
    """What blaming one figure would explain, and whether relations that hold now would break."""
    broken = [index for index in left if figure in _figures(relations[index])]
    if not broken:
        return None
    kept = [index for index in of_figure[figure] if is_kept(relations[index])]
    own = figures[figure]
    for more in (1, 2) if own.decimals == 0 and own.unit not in ("kr", "tkr", "st") else ():
        # "136" for "13,6": the comma is lost, and with it the decimals
        if (
            own.scaled
            and not own.widened
            and all(_holds(relations[index], figure, own.scaled, figures, more) for index in (*broken, *kept))
        ):
            return Blame(figure, tuple(broken), None, own.scaled, SCALE, decimals=own.decimals + more)
    for explained in (broken, *([index] for index in broken if len(broken) > 1)):
        option = _mended(figure, explained, kept, relations, figures, shares)
        if option is not None:
            return option
    return Blame(figure, tuple(broken[:1]), confirmed=len(kept), decimals=own.decimals)


def _mended(
    figure: int,
    broken: list[int],
    kept: list[int],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    shares: Mapping[int | None, float],
) -> Blame | None:
    """The blame of a figure for all of `broken`, with its likeliest value; None where no one value mends them."""
    own = figures[figure]
    for linear in _readings_of(broken, relations):
        values = (
            _values(figure, linear, figures) if linear else _values_of_quotient(figure, relations[broken[0]], figures)
        )
        if values is None:
            continue
        if values[1] - values[0] >= _MOST_VALUES:
            middle = _middle(figure, broken, linear, relations, figures, values) if len(broken) > 1 else None
            if middle is not None and all(_holds(relations[index], figure, middle, figures) for index in broken):
                # printed finer than all that is known of it: the one to blame, for no value in particular
                breaks = sum(not _holds(relations[index], figure, middle, figures) for index in kept)
                return Blame(figure, tuple(broken), confirmed=breaks, decimals=own.decimals)
            continue
        candidates = range(values[0], values[1] + 1)
        mending = [
            value for value in candidates if all(_holds(relations[index], figure, value, figures) for index in broken)
        ]
        fitting = [
            value for value in mending if all(_holds(relations[index], figure, value, figures) for index in kept)
        ]
        if not mending:
            continue
        middle = _middle(figure, broken, linear, relations, figures, values)
        spread = _spread(figure, linear, figures, shares)

        def cost(value: int, middle: int = middle, spread: float = spread) -> tuple[float, int, int]:
            likeliness = rank(slip(own.scaled, value, own.decimals)) + (value - middle) ** 2 / (2 * spread)
            return likeliness, abs(value - middle), value

        usual = fitting or mending
        best = min(usual, key=cost)
        return Blame(
            figure,
            tuple(broken),
            (usual[0], usual[-1]),
            best,
            slip(own.scaled, best, own.decimals),
            confirmed=sum(not _holds(relations[index], figure, best, figures) for index in kept),
            supported=sum(not relations[index].is_copy for index in kept),
            decimals=own.decimals,
        )
    return None


def _readings_of(broken: Sequence[int], relations: Sequence[Relation]) -> list[list[Relation]]:
    """The linear ones of the broken relations, with the result of mirrored ones counted either way."""
    readings: list[list[Relation]] = [[]]
    for index in broken:
        relation = relations[index]
        if relation.kind != "linear":
            continue
        ways = [relation]
        if relation.mirrored and len(readings) < 8:
            ways.append(_turned(relation))
        readings = [[*reading, way] for reading in readings for way in ways]
    return readings


def _turned(relation: Relation) -> Relation:
    terms = tuple(msgspec.structs.replace(term, factor=-term.factor) for term in relation.terms)
    return msgspec.structs.replace(relation, terms=terms, mirrored=False)


def _values(figure: int, broken: Sequence[Relation], figures: Sequence[Figure]) -> tuple[int, int] | None:
    """The first and last value that the figure could print so that the broken linear relations hold."""
    own = figures[figure].quantity
    low: int | None = None
    high: int | None = None
    for relation in [one for one in broken if one.reach is None] or broken:
        first, last = printed_between(_implied(figure, relation, figures), own.decimals, own.exact)
        low = first if low is None else max(low, first)
        high = last if high is None else min(high, last)
    return (low, high) if low is not None and high is not None and low <= high else None


def _implied(figure: int, relation: Relation, figures: Sequence[Figure]) -> Range:
    terms = [(term.factor, figures[term.figure].quantity) for term in relation.terms]
    position = (
        -1 if relation.result == figure else next(at for at, term in enumerate(relation.terms) if term.figure == figure)
    )
    return implied_range(position, figures[relation.result].quantity, terms)


def _values_of_quotient(figure: int, relation: Relation, figures: Sequence[Figure]) -> tuple[int, int] | None:
    """The result of a quotient has a range; what a term should be is left to other relations."""
    if (
        relation.result != figure
        or relation.judgement is None
        or relation.judgement.low is None
        or relation.judgement.high is None
    ):
        return None
    return relation.judgement.low[0], relation.judgement.high[0]


def _middle(
    figure: int,
    broken: Sequence[int],
    linear: Sequence[Relation],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    values: tuple[int, int],
) -> int:
    """The value that the printed figures of the shortest relation give, within the range that all leave."""
    own = figures[figure]
    if not linear:
        amount = worked_out(relations[broken[0]], figures)
        exact = printed_as(amount, own, own.decimals) if amount is not None else (values[0] + values[1]) // 2
        return min(max(exact, values[0]), values[1])
    shortest = min(linear, key=lambda relation: len(relation.terms))
    implied = _implied(figure, shortest, figures)
    quantity = own.quantity
    centre = implied.low + implied.high
    first, last = printed_between(
        Range(centre, centre, implied.decimals, 2 * implied.divisor), quantity.decimals, quantity.exact
    )
    return min(max((first + last) // 2, values[0]), values[1])


def _rounded_shares(relations: Sequence[Relation]) -> dict[int | None, float]:
    """By table with several kept sums: twice the share of these that hold only within rounding, at most 1."""
    kept: dict[int | None, list[bool]] = {}
    for relation in relations:
        if relation.kind == "linear" and relation.judgement is not None and is_kept(relation):
            kept.setdefault(relation.table, []).append(relation.judgement.verdict == ROUNDING)
    return {table: min(1.0, 2 * sum(own) / len(own)) for table, own in kept.items() if len(own) >= _SUMS_THAT_TELL}


def _spread(
    figure: int,
    linear: Sequence[Relation],
    figures: Sequence[Figure],
    shares: Mapping[int | None, float],
) -> float:
    """The variance that rounding gives a figure's value in the shortest relation, in its own rounding units.

    Each rounded figure adds a twelfth of its squared unit. Where the table's other sums are all exact, its figures have
    not been rounded one by one, and next to nothing is left to rounding.
    """
    if not linear:
        return 1.0
    shortest = min(linear, key=lambda relation: len(relation.terms))
    own = figures[figure].quantity.decimals
    others = [number for number in _figures(shortest) if number != figure]
    units = [10.0 ** (2 * (own - figures[number].quantity.decimals)) for number in others if not figures[number].exact]
    share = shares.get(shortest.table, 1.0) if shortest.table is not None else 1.0
    return max((sum(units) + 1) / 12 * share, 0.02)


def _holds(relation: Relation, figure: int, value: int, figures: Sequence[Figure], more_decimals: int = 0) -> bool:
    """Whether a relation would hold with another value printed for one figure."""

    def quantity(other: int) -> Quantity:
        own = figures[other].quantity
        return Quantity(value, own.decimals + more_decimals, own.exact) if other == figure else own

    if relation.kind == "linear":
        result = quantity(relation.result)
        terms = [(term.factor, quantity(term.figure)) for term in relation.terms]
        if relation.reach is not None and not more_decimals:
            own = figures[relation.result]
            told = msgspec.structs.replace(own, scaled=value) if relation.result == figure else own
            return within_hedge(told, *relation.reach, terms)
        if relation.is_copy and not more_decimals and _alike(relation, figures):
            # printed again with the same decimals in the same unit: alike to the digit
            return result.scaled == terms[0][0] * terms[0][1].scaled
        if consistent_linear(result, terms):
            return True
        return relation.mirrored and consistent_linear(Quantity(-result.scaled, result.decimals, result.exact), terms)
    parts = [(term.factor, term.under, quantity(term.figure)) for term in relation.terms]
    judged = judge_quotient(quantity(relation.result), parts, relation.times, "abs" in relation.formula)
    return judged.verdict in (EXACT, ROUNDING)


def _alike(relation: Relation, figures: Sequence[Figure]) -> bool:
    first, second = figures[relation.result], figures[relation.terms[0].figure]
    return first.unit == second.unit and first.decimals == second.decimals
