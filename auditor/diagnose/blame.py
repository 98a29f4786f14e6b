"""Which figures to blame: the fewest whose change satisfies every broken relation and breaks none that holds.

The simple form: relations that share figures are one case; within it the figure that explains most broken relations is
taken, then the next for what is left. A figure that kept relations confirm is blamed only when no other can be.
"""

from collections.abc import Sequence

import msgspec

from auditor.diagnose.edits import UNRELATED, rank, slip
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

# Printed values tried within the range that the relations leave; a wider range determines nothing.
_MOST_VALUES = 400


class Blame(msgspec.Struct):
    """A figure to blame for `broken` relations. `values` is the first and last printed value that would satisfy them,
    `best` the likeliest of them, `slip` what would turn it into what is printed. `alone` says that no other figure of
    these relations could be wrong as well; `rivals` are those that could.
    """

    figure: int
    broken: tuple[int, ...]
    values: tuple[int, int] | None = None
    best: int | None = None
    slip: str | None = None
    alone: bool = False
    rivals: tuple[int, ...] = ()
    confirmed: bool = False


def is_broken(relation: Relation) -> bool:
    return relation.judgement is not None and relation.judgement.verdict in (CONTRADICTED, IMPROBABLE)


def is_kept(relation: Relation) -> bool:
    return relation.judgement is not None and relation.judgement.verdict in (EXACT, ROUNDING)


def blame(relations: Sequence[Relation], figures: Sequence[Figure]) -> list[Blame]:
    """The figures to blame for the broken relations, in the order of the document."""
    of_figure: dict[int, list[int]] = {}
    for index, relation in enumerate(relations):
        for figure in _figures(relation):
            of_figure.setdefault(figure, []).append(index)
    blamed: list[Blame] = []
    for case in _cases(relations):
        blamed.extend(_solve(case, relations, figures, of_figure))
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
    case: list[int], relations: Sequence[Relation], figures: Sequence[Figure], of_figure: dict[int, list[int]]
) -> list[Blame]:
    left = list(case)
    found: list[Blame] = []
    while left:
        options = []
        for figure in sorted({figure for index in left for figure in _figures(relations[index])}):
            option = _option(figure, left, relations, figures, of_figure)
            if option is not None:
                options.append(option)
        best = min(options, key=lambda option: _key(option, relations, figures))
        rivals = [
            option
            for option in options
            if option is not best
            and len(option.broken) == len(best.broken)
            and option.confirmed == best.confirmed
            and (rank(option.slip) <= rank(best.slip))
        ]
        best.alone = not any(
            option is not best and len(option.broken) == len(best.broken) and option.confirmed == best.confirmed
            for option in options
        )
        best.rivals = tuple(option.figure for option in rivals)
        found.append(best)
        left = [index for index in left if index not in best.broken]
    return found


def _key(option: Blame, relations: Sequence[Relation], figures: Sequence[Figure]) -> tuple[int, bool, int, bool, int]:
    is_result = any(relations[index].result == option.figure for index in option.broken)
    return (-len(option.broken), option.confirmed, rank(option.slip), not is_result, option.figure)


def _option(
    figure: int,
    left: list[int],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    of_figure: dict[int, list[int]],
) -> Blame | None:
    """What blaming one figure would explain, and whether relations that hold now would break."""
    broken = [index for index in left if figure in _figures(relations[index])]
    if not broken:
        return None
    kept = [index for index in of_figure[figure] if is_kept(relations[index])]
    values = _values(figure, broken, relations, figures)
    if values is None and len(broken) > 1:
        # no one value mends all of them: take what mends the most telling one
        broken = broken[:1]
        values = _values(figure, broken, relations, figures)
    option = Blame(figure, tuple(broken), values)
    if values is None:
        option.confirmed = bool(kept)
        return option
    first, last = values
    stated = figures[figure].scaled
    candidates = range(first, last + 1) if last - first < _MOST_VALUES else range(0)
    fitting = [
        value
        for value in candidates
        if all(_holds(relations[index], figure, value, figures) for index in (*broken, *kept))
    ]
    if not fitting:
        option.confirmed = any(
            not _holds(relations[index], figure, _middle(figure, broken, relations, figures, values), figures)
            for index in kept
        )
        fitting = [
            value for value in candidates if all(_holds(relations[index], figure, value, figures) for index in broken)
        ]
    middle = _middle(figure, broken, relations, figures, values)
    if fitting:
        option.values = (fitting[0], fitting[-1])
        option.best = min(fitting, key=lambda value: (rank(slip(stated, value)), abs(value - middle), value))
        if rank(slip(stated, option.best)) == UNRELATED:
            option.best = min(fitting, key=lambda value: (abs(value - middle), value))
        option.slip = slip(stated, option.best)
    else:
        option.best = middle if candidates else None
    return option


def _values(
    figure: int, broken: Sequence[int], relations: Sequence[Relation], figures: Sequence[Figure]
) -> tuple[int, int] | None:
    """The first and last value that the figure could print so that the broken linear relations hold."""
    own = figures[figure].quantity
    low: int | None = None
    high: int | None = None
    for index in broken:
        relation = relations[index]
        if relation.kind != "linear":
            continue
        first, last = printed_between(_implied(figure, relation, figures), own.decimals, own.exact)
        low = first if low is None else max(low, first)
        high = last if high is None else min(high, last)
    if low is None or high is None:
        return _values_of_quotient(figure, relations[broken[0]], figures)
    return (low, high) if low <= high else None


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
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    values: tuple[int, int],
) -> int:
    """The value that the printed figures of the shortest relation give, within the range that all leave."""
    linear = [relations[index] for index in broken if relations[index].kind == "linear"]
    if not linear:
        return (values[0] + values[1]) // 2
    shortest = min(linear, key=lambda relation: len(relation.terms))
    implied = _implied(figure, shortest, figures)
    own = figures[figure].quantity
    centre = implied.low + implied.high
    first, last = printed_between(Range(centre, centre, implied.decimals, 2 * implied.divisor), own.decimals, own.exact)
    return min(max((first + last) // 2, values[0]), values[1])


def _holds(relation: Relation, figure: int, value: int, figures: Sequence[Figure]) -> bool:
    """Whether a relation would hold with another value printed for one figure."""

    def quantity(other: int) -> Quantity:
        own = figures[other].quantity
        return Quantity(value, own.decimals, own.exact) if other == figure else own

    if relation.kind == "linear":
        return consistent_linear(
            quantity(relation.result), [(term.factor, quantity(term.figure)) for term in relation.terms]
        )
    absolute = "abs" in relation.formula
    judged = judge_quotient(
        quantity(relation.result),
        [(term.factor, term.under, quantity(term.figure)) for term in relation.terms],
        relation.times,
        absolute,
    )
    return judged.verdict in (EXACT, ROUNDING)
