"""Integer rows low <= sum of coefficient * figure <= high: whether they can all hold, and what each figure may be.

Figures are eliminated one by one (Fourier and Motzkin), which carries the intervals of each row over to the others.
Every bound remembers the relations that it follows from, so that a contradiction names those that cause it.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import gcd
from typing import NamedTuple

# Rows kept while figures are eliminated; with more the rest is taken to be possible.
_MOST_ROWS = 400

Source = frozenset[int]


class Row(NamedTuple):
    """`low` <= sum of coefficient * figure <= `high`, None for no bound; `because` are the relations behind it."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    because: Source


class _Bounds(NamedTuple):
    """The tightest bounds of one linear form, each with the relations behind it."""

    low: int | None
    low_because: Source
    high: int | None
    high_because: Source


_Form = tuple[tuple[int, int], ...]
_System = dict[_Form, _Bounds]
_NONE: Source = frozenset()


class Contradiction(Exception):  # noqa: N818 - a result of the search, no error
    """Rows that cannot all hold, by the relations behind them."""

    def __init__(self, because: Source) -> None:
        super().__init__()
        self.because = because


def contradiction(rows: Iterable[Row]) -> Source | None:
    """The relations that keep the rows from holding together, or None where they can."""
    try:
        system = _tightened(rows)
        _eliminated(system, _variables(system))
    except Contradiction as found:
        return found.because
    return None


def reach(rows: Iterable[Row], figure: int) -> tuple[int | None, int | None] | None:
    """The least and greatest value that the rows leave one figure, None for no bound; None if they cannot hold."""
    try:
        system = _tightened(rows)
        system = _eliminated(system, _variables(system) - {figure})
    except Contradiction:
        return None
    bounds = system.get(((figure, 1),))
    return (bounds.low, bounds.high) if bounds is not None else (None, None)


def with_values(rows: Iterable[Row], values: Mapping[int, int]) -> list[Row]:
    """The rows with some figures given a value."""
    result = []
    for row in rows:
        known = sum(factor * values[figure] for figure, factor in row.terms if figure in values)
        terms = tuple(term for term in row.terms if term[0] not in values)
        low = row.low - known if row.low is not None else None
        high = row.high - known if row.high is not None else None
        result.append(Row(terms, low, high, row.because))
    return result


def joined(rows: Iterable[Row]) -> list[tuple[Source, list[Row]]]:
    """The figures of the rows by what rows they share, each group with its rows."""
    groups: list[tuple[Source, list[Row]]] = []
    for row in rows:
        figures = frozenset(figure for figure, _ in row.terms)
        own = [row]
        apart = []
        for others, found in groups:
            if others & figures:
                figures, own = figures | others, [*found, *own]
            else:
                apart.append((others, found))
        if figures:
            groups = [*apart, (figures, own)]
    return groups


def _variables(system: _System) -> set[int]:
    return {figure for form in system for figure, _ in form}


def _tightened(rows: Iterable[Row]) -> _System:
    system: _System = {}
    for row in rows:
        _add(system, row.terms, _Bounds(row.low, row.because, row.high, row.because))
    return system


def _add(system: _System, terms: Sequence[tuple[int, int]], bounds: _Bounds) -> None:
    """Adds a row in lowest terms, first coefficient positive, bounds drawn in to whole numbers."""
    form = tuple(sorted(term for term in terms if term[1]))
    low, low_because, high, high_because = bounds
    if not form:
        if (low is not None and low > 0) or (high is not None and high < 0):
            raise Contradiction(low_because if low is not None and low > 0 else high_because)
        return
    common = gcd(*(factor for _, factor in form))
    if form[0][1] < 0:
        common = -common
        low, low_because, high, high_because = high, high_because, low, low_because
    if common != 1:
        form = tuple((figure, factor // common) for figure, factor in form)
        # dividing by a negative number has turned the bounds round above
        low = -(-low // common) if low is not None else None
        high = high // common if high is not None else None
    known = system.get(form)
    if known is not None:
        if known.low is not None and (low is None or known.low >= low):
            low, low_because = known.low, known.low_because
        if known.high is not None and (high is None or known.high <= high):
            high, high_because = known.high, known.high_because
    if low is not None and high is not None and low > high:
        raise Contradiction(low_because | high_because)
    system[form] = _Bounds(low, low_because, high, high_because)


def _eliminated(system: _System, variables: set[int]) -> _System:
    left = set(variables)
    while left:
        counts = dict.fromkeys(left, 0)
        for form in system:
            for figure, _ in form:
                if figure in counts:
                    counts[figure] += 1
        figure = min(left, key=lambda one: (counts[one], one))
        left.discard(figure)
        system = _without(system, figure)
    return system


def _without(system: _System, figure: int) -> _System:
    """What the rows say of the other figures. One pair of rows gives one row, since each is bounded both ways."""
    rest: _System = {}
    own: list[tuple[dict[int, int], int, _Bounds]] = []
    for form, bounds in system.items():
        factors = dict(form)
        factor = factors.pop(figure, 0)
        if not factor:
            rest[form] = bounds
        elif factor > 0:
            own.append((factors, factor, bounds))
        else:
            turned = {other: -amount for other, amount in factors.items()}
            own.append((turned, -factor, _turned(bounds)))
    equal = next((one for one in own if one[1] == 1 and one[2].low is not None and one[2].low == one[2].high), None)
    for position, one in enumerate(own):
        # an equality tells the figure: what the others say of it follows from putting it in
        for other in own[position + 1 :] if equal is None else [equal] if one is not equal else []:
            _combine(rest, one, other)
            if len(rest) > _MOST_ROWS:
                return rest
    return rest


def _turned(bounds: _Bounds) -> _Bounds:
    low = -bounds.high if bounds.high is not None else None
    high = -bounds.low if bounds.low is not None else None
    return _Bounds(low, bounds.high_because, high, bounds.low_because)


def _combine(
    rest: _System, one: tuple[dict[int, int], int, _Bounds], other: tuple[dict[int, int], int, _Bounds]
) -> None:
    (first, a, p), (second, b, q) = one, other
    low = b * p.low - a * q.high if p.low is not None and q.high is not None else None
    high = b * p.high - a * q.low if p.high is not None and q.low is not None else None
    if low is None and high is None:
        return
    terms = {figure: b * factor for figure, factor in first.items()}
    for figure, factor in second.items():
        terms[figure] = terms.get(figure, 0) - a * factor
    bounds = _Bounds(low, p.low_because | q.high_because, high, p.high_because | q.low_because)
    _add(rest, tuple(terms.items()), bounds)
