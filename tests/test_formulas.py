"""Formulas of rules: what they mean, and that nothing in one is passed over in silence."""

import pytest

from auditor.check.formula import FormulaError, parse


def test_a_linear_formula_is_weights_on_measures():
    formula = parse("avvikelse = utfall - budget")
    assert formula.result == ("avvikelse", "")
    assert dict(formula.numerator) == {("utfall", ""): 1, ("budget", ""): -1}
    assert formula.denominator == ()


def test_a_percentage_is_one_quotient():
    formula = parse("skillnad = 100 * (utfall - utfall@fg) / abs(utfall@fg)")
    assert dict(formula.numerator) == {("utfall", ""): 1, ("utfall", "fg"): -1}
    assert dict(formula.denominator) == {("utfall", "fg"): 1}
    assert (formula.times, formula.absolute) == (100, True)


@pytest.mark.parametrize(
    "text",
    [
        "avvikelse = utfall -",
        "avvikelse = utfall@xyz - budget",
        "avvikelse = abs(utfall)",
        "avvikelse = sum(utfall)",
        "avvikelse = utfall * budget",
        "avvikelse = utfall / budget / prognos",
        "avvikelse = utfall - 5",
        "avvikelse = utfall / 0",
    ],
)
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(FormulaError):
        parse(text)
