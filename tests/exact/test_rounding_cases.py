"""Verdicts against those of an XBRL Calculations 1.1 processor, where its cases lie beside the checkout."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.exact import CONTRADICTED, Quantity, consistent_linear, judge_linear

CASES = Path(__file__).parents[3] / "shared" / "bench" / "rounding_cases.json"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the cases are not part of the project")


def quantity(value: str, decimals: str) -> Quantity:
    """An XBRL fact: `decimals` INF is exact, else the value is known to half of 10**-`decimals`."""
    exact = decimals == "INF"
    places = max(-int(Decimal(value).as_tuple().exponent), 0) if exact else int(decimals)
    scaled = Decimal(value).scaleb(places)
    assert scaled == scaled.to_integral_value(), "a value with more digits than its decimals is not scored"
    return Quantity(int(scaled), places, exact)


def test_every_scored_case_agrees() -> None:
    cases: list[dict[str, Any]] = msgspec.json.decode(CASES.read_bytes())["cases"]
    scored = [case for case in cases if case["calc11_round_consistent"] is not None]
    differing = []
    for case in scored:
        result = quantity(case["total"], case["total_decimals"])
        terms = [(weight, quantity(value, decimals)) for value, decimals, weight in case["items"]]
        consistent = judge_linear(result, terms).verdict != CONTRADICTED
        assert consistent == consistent_linear(result, terms)
        if consistent != case["calc11_round_consistent"]:
            differing.append(case["id"])
    assert len(scored) > 800
    assert differing == []
