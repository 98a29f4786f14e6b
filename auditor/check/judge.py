"""Relations with their verdicts: the one place where figures meet the exact arithmetic."""

from collections.abc import Sequence

from auditor.exact import CONTRADICTED, UNDECIDED, Judgement, Quantity, consistent_linear, judge_linear, judge_quotient
from auditor.model.figure import Figure
from auditor.model.relation import Relation, Term
from auditor.model.units import MONEY

# Marks and words that bound a figure or take it out of the sum; a contradiction with one of them decides nothing.
_BOUNDS = ("<", ">", "≤", "≥")


def linear(
    rule: str,
    formula: str,
    result: int,
    terms: tuple[Term, ...],
    figures: Sequence[Figure],
    *,
    evidence: tuple[str, ...],
    established: bool = True,
    decided: bool = True,
    dashes: int = 0,
    table: int | None = None,
    convention: str | None = None,
) -> Relation:
    """A relation result = sum of factor * term, judged; `dashes` more terms are printed as nothing, but rounded."""
    involved = [figures[result], *(figures[term.figure] for term in terms)]
    if not decided or _mixed(involved) or _unlike(involved):
        judgement = Judgement(UNDECIDED)
        return Relation(
            rule, "linear", formula, result, terms, evidence, established, convention, table, judgement=judgement
        )
    stated = figures[result].quantity
    nothing = [(1, Quantity(0, stated.decimals))] * dashes
    judgement = judge_linear(stated, [(term.factor, figures[term.figure].quantity) for term in terms] + nothing)
    if judgement.verdict == CONTRADICTED:
        if any(figure.hedge is not None and figure.hedge.startswith(_BOUNDS) for figure in involved):
            judgement = Judgement(UNDECIDED)
        elif any(figure.hedge is not None and figure.hedge[0].isalpha() for figure in involved) or (
            any(figure.widened for figure in involved)
            and consistent_linear(
                _as_printed(figures[result]), [(term.factor, _as_printed(figures[term.figure])) for term in terms]
            )
        ):
            established = False
    return Relation(
        rule, "linear", formula, result, terms, evidence, established, convention, table, judgement=judgement
    )


def quotient(
    rule: str,
    formula: str,
    result: int,
    terms: tuple[Term, ...],
    figures: Sequence[Figure],
    *,
    times: int,
    absolute: bool,
    evidence: tuple[str, ...],
    established: bool = True,
    table: int | None = None,
    convention: str | None = None,
) -> Relation:
    """A relation result = times * numerator / denominator, judged."""
    involved = [figures[term.figure] for term in terms]
    parts = [(term.factor, term.under, figures[term.figure].quantity) for term in terms]
    judgement = (
        judge_quotient(figures[result].quantity, parts, times, absolute)
        if not _mixed(involved)
        else Judgement(UNDECIDED)
    )
    if judgement.verdict == CONTRADICTED and any(figure.hedge for figure in (*involved, figures[result])):
        judgement = Judgement(UNDECIDED)
    return Relation(
        rule, "quotient", formula, result, terms, evidence, established, convention, table, times, judgement=judgement
    )


def _as_printed(figure: Figure) -> Quantity:
    """A whole number that took its column's decimals, as it was printed."""
    if not figure.widened:
        return figure.quantity
    return Quantity(figure.scaled // 10**figure.decimals, -figure.scale, figure.exact)


def _unlike(figures: Sequence[Figure]) -> bool:
    """Whether amounts stand among rates or counts, which cannot be added to them."""
    return len({figure.unit in MONEY for figure in figures if figure.unit is not None}) > 1


def _mixed(figures: Sequence[Figure]) -> bool:
    """Whether money stands among figures without a unit or of another dimension in a way that cannot be added."""
    scales = {figure.scale if figure.unit is not None else None for figure in figures}
    return None in scales and len(scales) > 2
