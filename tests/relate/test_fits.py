"""Sums that columns agree with, told from those that none agrees with: what is passed over can agree with nothing."""

from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.pipeline import audit_text
from auditor.relate.fits import Columns
from auditor.vocabulary import load as load_vocabulary

VOCABULARY = load_vocabulary()
# small amounts, so that sums agree by chance, some of them dashes, some with a decimal
CELLS = st.sampled_from(("0", "1", "2", "3", "4", "5", "-1", "-2", "7", "1,5", "2,5", "-", ""))
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=3, max_size=9)
)


def columns(rows: list[list[str]]) -> Columns:
    body = "".join("\t".join((f"Enhet {chr(65 + at)}", *row)) + "\n" for at, row in enumerate(rows))
    heads = ("Utfall", "Budget", "Avvikelse")[: len(rows[0])]
    report = audit_text("\t".join(("Enhet", *heads)) + "\n" + body)
    assume(report.tables)
    return Columns(report.tables[0], report.figures, VOCABULARY)


@given(TABLES)
def test_no_sum_that_a_column_agrees_with_is_passed_over(rows: list[list[str]]) -> None:
    found = columns(rows)
    for total in range(len(found.table.rows)):
        others = [row for row in range(len(found.table.rows)) if row != total]
        below = {count: found.fit(total, [(row, 1) for row in others[:count]]) for count in range(1, len(others) + 1)}
        above = {count: found.fit(total, [(row, 1) for row in others[-count:]]) for count in range(1, len(others) + 1)}
        assert found.agreeing_below(total, others) == {count: fit for count, fit in below.items() if fit.good}
        assert found.agreeing_above(total, others) == {count: fit for count, fit in above.items() if fit.good}


@given(TABLES)
def test_no_row_is_passed_over_without_which_two_columns_agree(rows: list[list[str]]) -> None:
    found = columns(rows)
    for total in range(len(found.table.rows)):
        others = [row for row in range(len(found.table.rows)) if row != total]
        fits = [found.fit(total, [(row, 1) for row in others if row != left_out]) for left_out in others]
        told = list(found.without_one(total, others))
        assert [fit for fit in told if len(fit.good) > 1] == [fit for fit in fits if len(fit.good) > 1]


def test_a_total_of_hundreds_of_rows_is_held_to_them() -> None:
    body = "".join(f"Enhet {row}\t{1000 + row}\t{3000 - row}\n" for row in range(400))
    # 400 * 1,000 + 0 + 1 + ... + 399 = 479,800 and 1,200,000 - 79,800 = 1,120,200; the latter total is 9,000 short
    report = audit_text(f"Enhet, tkr\tUtfall\tBudget\n{body}Totalt\t479800\t1111200\n")
    sums = [relation for relation in report.relations if relation.rule == "RK101"]
    verdicts = [(len(one.terms), one.judgement.verdict) for one in sums if one.judgement is not None]
    assert verdicts == [(400, "exact"), (400, "contradicted")]
    assert [finding.rule for finding in report.findings] == ["RK101"]
