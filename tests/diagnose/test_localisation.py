"""Records of the literature on error localisation, re-typed, each with the work that it is taken from.

Scholtus (2009), Automatic correction of simple typing errors in numerical data with balance edits, section 4; Scholtus
(2008), Algorithms for correcting some obvious inconsistencies and rounding errors in business survey data; the tests of
the R packages deducorrect, editrules, errorlocate and validate. Their equations are our relations; inequalities, which
some of them have besides, are none.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from auditor.diagnose.blame import blame, is_broken
from auditor.exact import EXACT, ROUNDING
from tests.diagnose.records import Record, record

SCHOLTUS = ("x3 = x1 + x2", "x4 = x2", "x8 = x5 + x6 + x7", "x9 = x3 + x8", "x11 = x9 - x10")
RIGHT = {
    "x1": 1452, "x2": 116, "x3": 1568, "x4": 116, "x5": 323, "x6": 76, "x7": 12, "x8": 411, "x9": 1979, "x10": 1842,
    "x11": 137,
}  # fmt: skip
PLACES = 15


class Case(NamedTuple):
    """`corrected` are the figures to blame with what they should be, None where nothing decides; `weights` as given,
    None for a figure that must not be changed.
    """

    name: str
    equations: tuple[str, ...]
    values: Mapping[str, int]
    corrected: Mapping[str, int | None]
    ties: frozenset[str] = frozenset()
    weights: Mapping[str, int | None] = {}


CASES = [
    Case("Scholtus 2009, consistent", SCHOLTUS, RIGHT, {}),
    Case(
        "Scholtus 2009, digits swapped and a digit too many",
        SCHOLTUS,
        {**RIGHT, "x4": 161, "x9": 19979},
        {"x4": 116, "x9": 1979},
    ),
    # x5 + x6 + x7 and x9 - x3 both give 411, so that the third error has but one place and one value
    Case(
        "Scholtus 2009, and one item not reported",
        SCHOLTUS,
        {**RIGHT, "x4": 161, "x8": 0, "x9": 19979},
        {"x4": 116, "x8": 411, "x9": 1979},
    ),
    Case(
        "deducorrect, the typing error is in a figure that is fixed",
        ("x3 = x1 + x2",),
        {"x1": 161, "x2": 1452, "x3": 1568},
        {"x3": None},
        frozenset({"x2"}),
        {"x1": None},
    ),
    Case("the same where it is not", ("x3 = x1 + x2",), {"x1": 161, "x2": 1452, "x3": 1568}, {"x1": 116}),
    Case(
        "deducorrect, only nothing satisfies both",
        ("x2 = x1", "x2 = 9 * x1"),
        {"x1": 10, "x2": 99},
        {"x1": None, "x2": None},
    ),
    Case(
        "errorlocate, the cheap term", ("z = x + y",), {"x": 1, "y": 1, "z": 1}, {"x": 0}, weights={"y": 200, "z": 200}
    ),
    Case(
        "errorlocate, the cheap sum", ("z = x + y",), {"x": 1, "y": 1, "z": 1}, {"z": 2}, weights={"x": 200, "y": 200}
    ),
    Case("errorlocate, any of three", ("z = x + y",), {"x": 1, "y": 1, "z": 3}, {"z": None}, frozenset({"x", "y"})),
    Case(
        "errorlocate issue 34, two that compensate each other",
        ("y = 60", "yA = 5", "yB = 5", "yC = 5", "yD = 25", "yE = 20", "y = yA + yB + yC + yD + yE"),
        {"y": 60, "yA": 5, "yB": 5, "yC": 5, "yD": 45, "yE": 0},
        {"yD": 25, "yE": 20},
    ),
    # 100 may be 103 and 43 may be 40, one digit each; 20 is confirmed by its own parts
    Case(
        "validate rule 16, the weights of an index",
        ("A = A1 + A2 + A3 + A4", "A3 = A31 + A32 + A33"),
        {"A": 100, "A1": 43, "A2": 30, "A3": 20, "A31": 10, "A32": 7, "A33": 3, "A4": 10},
        {"A": None},
        frozenset({"A1"}),
    ),
]


def weighed(case: Case, one: Record) -> dict[int, int | None]:
    return {**{one.number[name]: weight for name, weight in case.weights.items()}, **dict.fromkeys(one.constants)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_figures_of_a_record_are_blamed_and_corrected(case):
    one = record(case.values, case.equations)
    blamed = blame(one.relations, one.figures, weights=weighed(case, one))
    told = {one.name(own.figure): own.best if own.determined else None for own in blamed}
    assert told == case.corrected
    assert {one.name(rival) for own in blamed for rival in own.rivals} == case.ties


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_broken_relation_has_a_figure_to_blame(case):
    one = record(case.values, case.equations)
    blamed = blame(one.relations, one.figures, weights=weighed(case, one))
    broken = {index for index, own in enumerate(one.relations) if is_broken(own)}
    assert {index for own in blamed for index in own.broken} == broken


def test_scholtus_2008_is_rounding():
    values = {
        "x1": 12, "x2": 4, "x3": 15, "x4": 4, "x5": 3, "x6": 1, "x7": 8, "x8": 11, "x9": 27, "x10": 41, "x11": -13,
    }  # fmt: skip
    one = record(values, SCHOLTUS, exact=False)
    assert {own.judgement.verdict for own in one.relations if own.judgement is not None} == {EXACT, ROUNDING}
    assert blame(one.relations, one.figures) == []


def test_nine_figures_in_three_equations_need_three():
    """editrules, records of real numbers: no two figures will do and many threes will, so that nothing is corrected."""
    values = {
        "x1": 10 * 10**PLACES,
        "x2": 25_954553519470085,
        "x3": 53_957374288096370,
        "x4": 100 * 10**PLACES,
        "x5": 172_213810979817770,
        "x6": 281_507352761910570,
        "x7": 442_335006666991030,
        "x8": 673_638848395037000,
        "x9": 1000 * 10**PLACES,
    }
    one = record(values, ("x3 = x1 + x2", "x7 = x4 + x5 + x6", "x9 = x7 + x3 + x8"), decimals=PLACES)
    blamed = blame(one.relations, one.figures)
    assert len(blamed) == 3
    assert not any(own.determined for own in blamed)
