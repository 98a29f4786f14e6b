"""Rows of whole numbers: contradictions and ranges held to a trial of every value."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.diagnose.propagation import Row, contradiction, reach, with_values

SPAN = range(-4, 5)
FIGURES = (0, 1, 2)


def within(row: Row, values: tuple[int, ...]) -> bool:
    amount = sum(factor * values[figure] for figure, factor in row.terms)
    return (row.low is None or row.low <= amount) and (row.high is None or amount <= row.high)


BOX = [Row(((figure, 1),), SPAN[0], SPAN[-1], frozenset((100 + figure,))) for figure in FIGURES]


@st.composite
def rows(draw) -> list[Row]:
    """Up to four rows with factors of one, as sums have them: then elimination loses no whole number."""
    found = []
    for index in range(draw(st.integers(1, 4))):
        figures = draw(st.lists(st.sampled_from(FIGURES), min_size=1, max_size=3, unique=True))
        terms = tuple((figure, draw(st.sampled_from((1, -1)))) for figure in figures)
        low = draw(st.none() | st.integers(-9, 9))
        high = draw(st.none() | st.integers(-9, 9)) if low is None else draw(st.none() | st.integers(low, low + 6))
        found.append(Row(terms, low, high, frozenset((index,))))
    return [*found, *BOX]


def solutions(own: list[Row]) -> list[tuple[int, ...]]:
    return [values for values in product(SPAN, repeat=len(FIGURES)) if all(within(row, values) for row in own)]


def in_quarters(own: list[Row]) -> bool:
    """Whether quarters satisfy the rows: three sums of three figures have no corner between these."""
    finer = [
        Row(
            row.terms,
            4 * row.low if row.low is not None else None,
            4 * row.high if row.high is not None else None,
            row.because,
        )
        for row in own
    ]
    span = range(4 * SPAN[0], 4 * SPAN[-1] + 1)
    return any(all(within(row, values) for row in finer) for values in product(span, repeat=len(FIGURES)))


@settings(max_examples=300, deadline=None)
@given(rows())
def test_rows_that_no_values_satisfy_contradict_each_other(own):
    if solutions(own):
        assert contradiction(own) is None
    elif contradiction(own) is None:
        # figures that would have to be halves: told only once one of them has a value
        assert in_quarters(own)
        assert all(contradiction(with_values(own, {0: a, 1: b})) is not None for a, b in product(SPAN, repeat=2))


@settings(max_examples=300, deadline=None)
@given(rows())
def test_the_rows_behind_a_contradiction_contradict_each_other_alone(own):
    because = contradiction(own)
    if because is not None:
        assert not solutions([row for row in own if row.because <= because])


@settings(max_examples=300, deadline=None)
@given(rows(), st.sampled_from(FIGURES))
def test_the_reach_of_a_figure_holds_all_that_it_may_be(own, figure):
    values = [found[figure] for found in solutions(own)]
    between = reach(own, figure)
    if values:
        assert between is not None
        assert between[0] is not None
        assert between[1] is not None
        assert between[0] <= min(values)
        assert max(values) <= between[1]


def test_no_bound_is_told_as_none():
    assert reach([Row(((0, 1), (1, 1)), 3, 5, frozenset((0,)))], 0) == (None, None)
    assert reach([Row(((0, -2),), None, 5, frozenset((0,)))], 0) == (-2, None)
    assert reach([Row(((0, 1),), 3, 2, frozenset((0,)))], 0) is None
    assert contradiction([Row((), 1, None, frozenset((7,)))]) == frozenset((7,))
