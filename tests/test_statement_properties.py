"""What has to hold of any statement that follows the layout of the law, whatever its figures and however printed."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import pipeline
from auditor.model.finding import VERIFIED, Report

# line, and the lines that it is worked out from, or about how large it is: sums that hold by chance are no part of this
INCOME: dict[str, tuple[str, ...] | int] = {
    "Verksamhetens intäkter": 412_000,
    "Verksamhetens kostnader": -2_105_000,
    "Avskrivningar": -96_700,
    "Verksamhetens nettokostnader": ("Verksamhetens intäkter", "Verksamhetens kostnader", "Avskrivningar"),
    "Skatteintäkter": 1_402_000,
    "Generella statsbidrag och utjämning": 437_300,
    "Verksamhetens resultat": (
        "Verksamhetens nettokostnader",
        "Skatteintäkter",
        "Generella statsbidrag och utjämning",
    ),
    "Finansiella intäkter": 64_100,
    "Finansiella kostnader": -39_800,
    "Resultat efter finansiella poster": ("Verksamhetens resultat", "Finansiella intäkter", "Finansiella kostnader"),
    "Årets resultat": ("Resultat efter finansiella poster",),
}
COSTS = {line for line, parts in INCOME.items() if isinstance(parts, int) and parts < 0}
RESULTS = [line for line, parts in INCOME.items() if isinstance(parts, tuple)]
YEARS = ("2024", "2023", "2022")

moved = st.integers(-9_999, 9_999)


@st.composite
def statements(draw: st.DrawFn) -> list[dict[str, int]]:
    """The amounts of three years, costs below zero."""
    years = []
    for _ in YEARS:
        year: dict[str, int] = {}
        for line, parts in INCOME.items():
            year[line] = parts + draw(moved) if isinstance(parts, int) else sum(year[part] for part in parts)
        years.append(year)
    return years


def written(years: Sequence[dict[str, int]], *, minus: bool = True, gap: str = "  ", start: int = 38) -> str:
    """The statement in tkr; without `minus` costs and net cost are printed as they are in size."""
    rows = [f"{'Tkr':{start}}" + "".join(f"{gap}{year:>12}" for year in YEARS)]
    for line in INCOME:
        sign = 1 if minus or line not in COSTS else -1
        cells = [f"{sign * year[line]:,}".replace(",", " ") for year in years]
        rows.append(f"{line:{start}}" + "".join(f"{gap}{cell:>12}" for cell in cells))
    return "Resultaträkning\n\n" + "\n".join(rows) + "\n"


def accused(report: Report) -> list[tuple[str, str]]:
    return [(one.rule, one.blamed[0].label) for one in report.findings if one.severity != "info"]


@settings(max_examples=40, deadline=None)
@given(years=statements(), minus=st.booleans())
def test_a_statement_that_follows_the_layout_is_verified_to_the_last_figure(years, minus):
    report = pipeline.audit_text(written(years, minus=minus))
    assert accused(report) == []
    assert len(report.figures) == len(INCOME) * len(YEARS)
    assert {entry.status for entry in report.ledger} == {VERIFIED}


@settings(max_examples=40, deadline=None)
@given(years=statements(), year=st.integers(0, 2), line=st.sampled_from(RESULTS[:-1]), off=st.integers(2_000, 9_000))
def test_a_wrong_result_is_blamed_and_what_should_stand_is_told(years, year, line, off):
    right = years[year][line]
    wrong = [dict(one) for one in years]
    wrong[year][line] = right + off
    report = pipeline.audit_text(written(wrong))
    (found,) = [one for one in report.findings if one.severity != "info"]
    assert found.severity == "error"
    assert found.rule in ("RK130", "RK131", "RK132", "RK133")
    assert found.blamed[0].label == f"{line} · {YEARS[year]}"
    assert found.expected == (right, 0)


@settings(max_examples=30, deadline=None)
@given(years=statements(), year=st.integers(0, 2))
def test_a_result_that_nothing_comes_before_is_the_same_figure(years, year):
    """One unit of the last digit is no rounding between two printings of one figure."""
    wrong = [dict(one) for one in years]
    wrong[year]["Årets resultat"] += 1
    report = pipeline.audit_text(written(wrong))
    assert accused(report) == [("RK133", f"Årets resultat · {YEARS[year]}")]


@settings(max_examples=30, deadline=None)
@given(years=statements())
def test_a_line_left_out_is_never_taken_for_nothing(years):
    """Without its depreciation no net cost is verified, and none accused."""
    kept = [line for line in written(years).split("\n") if not line.startswith("Avskrivningar")]
    report = pipeline.audit_text("\n".join(kept))
    assert accused(report) == []
    assert not any(relation.rule == "RK130" for relation in report.relations)
