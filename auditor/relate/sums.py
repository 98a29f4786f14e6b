"""What a claim may be about that is no single cell of its measure: other cells of its row, rows named together, groups.

All of them only confirm a claim, or warn: that rows are meant together is nowhere said.
"""

from collections.abc import Sequence

from auditor.exact import consistent_linear
from auditor.model.figure import Figure, Tie
from auditor.model.units import comparable
from auditor.relate.cells import Candidate, agrees, factor_of_sizes, printed_alike
from auditor.relate.claim import DIFFERENCE, REFERENCE, VALUE, Claim
from auditor.relate.clauses import letters_of
from auditor.relate.context import EVIDENCE, Context
from auditor.relate.meanings import DEVIATION, FORECAST_DEVIATION, PREVIOUS, Fact
from auditor.relate.what import says_this_year
from auditor.relate.whom import Subject

# A sentence that names more rows does not tell their sum.
_MOST_COMBINED = 5
# So many digits before the closing zeros tell that two equal amounts are one figure.
_LEAST_DIGITS = 2
_ALL = frozenset(("alla", "samtliga", "all"))


def beside(claim: Claim, subject: Subject, context: Context) -> Tie | None:
    """Another cell of the row that a claim names, which it may be about after all."""
    told = context.told(claim)
    if len(str(abs(told.scaled)).rstrip("0")) < _LEAST_DIGITS or claim.form not in (VALUE, REFERENCE, DIFFERENCE):
        return None
    index = context.index
    rows = [(name.table, name.row) for name in subject.names]
    if subject.whole:
        rows.extend((fact.table, fact.row) for fact in index.whole)
    for number, row in dict.fromkeys(rows):
        table = index.tables[number]
        for column in range(len(table.columns)):
            cell = table.figure_at(row, column)
            if cell is None or not comparable(claim.amount.unit, context.figures[cell].unit):
                continue
            if index.measures[number][column] == PREVIOUS and says_this_year(claim, context.years):
                continue
            factor = factor_of_sizes(told, context.figures[cell])
            deviates = index.measures[number][column] in (DEVIATION, FORECAST_DEVIATION)
            if deviates and claim.sign and (claim.sign < 0) != (context.figures[cell].scaled < 0):
                # "ett överskott på 1,4" is not the deficit of that size
                continue
            if (factor > 0 or not claim.printed) and _is_same(told, context.figures[cell], factor):
                return Tie(told.id, ((cell, factor),), index.label(cell), EVIDENCE, False, "claim", reach=claim.reach)
    return None


def deviating(claim: Claim, subject: Subject, context: Context) -> Tie | None:
    """The deviation of a row, of the period or of the forecast, that a comparison with the budget tells the size of."""
    told = context.told(claim)
    for name in subject.names:
        for fact in context.facts(name.table, name.row):
            cell = context.cell(fact)
            if fact.measure not in (DEVIATION, FORECAST_DEVIATION) or not comparable(claim.amount.unit, cell.unit):
                continue
            terms = ((fact.figure, factor_of_sizes(told, cell)),)
            if claim.against == "B" and agrees(claim, terms, context):
                label = context.index.label(fact.figure)
                return Tie(told.id, terms, label, EVIDENCE, False, "claim", reach=claim.reach)
    return None


def combined(claim: Claim, subject: Subject, measures: Sequence[str], context: Context) -> Tie | None:
    """The sum of the rows that a sentence names together."""
    by_table: dict[int, list[int]] = {}
    for name in subject.names:
        rows = by_table.setdefault(name.table, [])
        if name.row not in rows:
            rows.append(name.row)
    for number, rows in by_table.items():
        if 2 <= len(rows) <= _MOST_COMBINED:
            tie = _sum(claim, number, rows, measures, context)
            if tie is not None:
                return tie
    return None


def with_another(claim: Claim, found: Sequence[Candidate], context: Context) -> Tie | None:
    """The row that a claim names and one more of the same table, where it goes on with its parts: "+5,4 mnkr på
    förtroendevaldas budget, varav +4,3 mnkr på anslaget för oförutsett".
    """
    if "R" not in letters_of(claim.beyond):
        return None
    for one in found:
        fact = one.fact
        if fact.whole:
            continue
        table = context.index.tables[fact.table]
        for number, row in enumerate(table.rows):
            if number == fact.row or row.role not in ("item", "part"):
                continue
            cell = table.figure_at(number, fact.column)
            if cell is None or not context.figures[cell].scaled:
                continue
            factor = one.terms[0][1]
            terms = ((fact.figure, factor), (cell, factor))
            if agrees(claim, terms, context):
                return _sum_tie(claim, terms, context)
    return None


def grouped(claim: Claim, measures: Sequence[str], context: Context) -> Tie | None:
    """The rows whose names begin with a word of the claim: "alla utvecklingsmedel". A difference is a warning."""
    differing: Tie | None = None
    before = ""
    for word in (*claim.words, *claim.beyond):
        entire, before = before in _ALL, word.text
        if word.letter != "w":
            continue
        for number, rows in context.index.groups.get(word.stem, {}).items():
            if context.index.scopes[number] != "operation":
                continue
            tie = _sum(claim, number, rows, measures, context)
            if tie is not None:
                return tie
            if entire and claim.sign and differing is None:
                # "alla utvecklingsmedlen" are the rows that begin so, and no others
                cells = _cells(claim, number, rows, measures[0], context) if measures else []
                differing = _sum_tie(claim, tuple((cell.figure, 1) for cell in cells), context) if cells else None
    return differing


def _is_same(told: Figure, cell: Figure, factor: int) -> bool:
    """Whether two figures are one: to the digit where both are printed in the same steps."""
    if printed_alike(told, cell):
        return told.scaled == factor * cell.scaled
    return consistent_linear(told.quantity, [(factor, cell.quantity)])


def _sum(claim: Claim, table: int, rows: Sequence[int], measures: Sequence[str], context: Context) -> Tie | None:
    """The sum of rows that a claim agrees with, by the first measure that gives it."""
    for measure in measures:
        cells = _cells(claim, table, rows, measure, context)
        for factor in (1, -1) if cells else ():
            terms = tuple((fact.figure, factor) for fact in cells)
            if agrees(claim, terms, context):
                return _sum_tie(claim, terms, context)
    return None


def _cells(claim: Claim, table: int, rows: Sequence[int], measure: str, context: Context) -> list[Fact]:
    """The cells of rows for one measure; none where a row has no such cell, or in another unit."""
    found: list[Fact] = []
    for row in rows:
        fact = next((fact for fact in context.facts(table, row) if fact.measure == measure), None)
        if fact is None or not comparable(claim.amount.unit, context.cell(fact).unit):
            return []
        found.append(fact)
    return found


def _sum_tie(claim: Claim, terms: tuple[tuple[int, int], ...], context: Context) -> Tie:
    """A claim beside a sum of cells, by the name of the first."""
    label = context.index.label(terms[0][0])
    return Tie(context.told(claim).id, terms, label, EVIDENCE, False, "sum", reach=claim.reach)
