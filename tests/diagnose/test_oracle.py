"""The search held to a mixed integer program: on small systems both need equally much change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.diagnose.hitting import Units, lightest
from auditor.diagnose.system import System, is_contradicted
from tests.diagnose.records import Record, record

highspy = pytest.importorskip("highspy", reason="highspy, the solver that the search is held to, is not installed")

# A changed figure may take any value up to this, which no equation of these systems asks more of.
BIG = 4000
NAMES = tuple("abcdefgh")


def least_weight(one: Record, weights: dict[str, int | None]) -> int | None:
    """The least weight of figures to change: a whole number each, and whether it is another than now. None for none."""
    model = highspy.Highs()
    model.silent()
    values = {}
    changed = {}
    for name in NAMES:
        stated = one.figures[one.number[name]].scaled
        values[name] = model.addVariable(-BIG, BIG, type=highspy.HighsVarType.kInteger)
        weight = weights[name]
        changed[name] = model.addVariable(0, 0 if weight is None else 1, type=highspy.HighsVarType.kInteger)
        model.addConstr(values[name] - stated <= 2 * BIG * changed[name])
        model.addConstr(values[name] - stated >= -2 * BIG * changed[name])
    for relation in one.relations:
        rounded = 0 if one.figures[relation.result].exact else 1
        reach = (rounded + sum(abs(term.factor) * rounded for term in relation.terms)) / 2
        difference = values[one.name(relation.result)] - sum(
            term.factor * values[one.name(term.figure)] for term in relation.terms
        )
        model.addConstr(difference <= reach)
        model.addConstr(difference >= -reach)
    model.minimize(sum((weights[name] or 0) * changed[name] for name in NAMES))
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    least: float = model.getInfo().objective_function_value
    return round(least)


@st.composite
def systems(draw) -> tuple[Record, dict[str, int | None]]:
    values = {name: draw(st.integers(-60, 60), label=name) for name in NAMES}
    equations = []
    for result in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4)):
        others = draw(
            st.lists(st.sampled_from([name for name in NAMES if name != result]), min_size=1, max_size=4, unique=True)
        )
        signs = draw(st.lists(st.sampled_from(("+", "-")), min_size=len(others), max_size=len(others)))
        equations.append(f"{result} = " + " ".join(f"{sign} {name}" for sign, name in zip(signs, others, strict=True)))
        if draw(st.booleans(), label="holds"):
            values[result] = sum(
                (1 if sign == "+" else -1) * values[name] for sign, name in zip(signs, others, strict=True)
            )
    weights = {name: draw(st.sampled_from((100, 100, 100, 150, 200, None)), label="weight") for name in NAMES}
    return record(values, equations, exact=draw(st.booleans(), label="exact")), weights


def contradicted(one: Record) -> System:
    """The system with nothing but its contradictions broken: an improbable rounding asks the solver for no change."""
    system = System(one.relations, one.figures)
    system.broken = [index for index in system.broken if is_contradicted(one.relations[index])]
    return system


@settings(max_examples=120, deadline=None)
@given(systems())
def test_no_lighter_change_satisfies_a_system(drawn):
    one, weights = drawn
    system = contradicted(one)
    search = lightest(system, system.broken, Units({}, lambda figure, own: weights[one.name(figure)]))
    assert not search.bounded
    assert (search.explanations[0].weight if search.explanations else None) == least_weight(one, weights)
