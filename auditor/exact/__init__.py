"""Exact arithmetic on rounded numbers: what they can mean, and whether they can agree. No floats, no I/O."""

from auditor.exact.judgement import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING, UNDECIDED, Judgement
from auditor.exact.linear import consistent_linear, implied_range, judge_linear, linear_discrepancy
from auditor.exact.probability import LEAST_PLAUSIBLE, tail
from auditor.exact.quantity import Quantity, Range, decimal_string, printed_between
from auditor.exact.quotient import judge_quotient

__all__ = [
    "CONTRADICTED",
    "EXACT",
    "IMPROBABLE",
    "LEAST_PLAUSIBLE",
    "ROUNDING",
    "UNDECIDED",
    "Judgement",
    "Quantity",
    "Range",
    "consistent_linear",
    "decimal_string",
    "implied_range",
    "judge_linear",
    "judge_quotient",
    "linear_discrepancy",
    "printed_between",
    "tail",
]
