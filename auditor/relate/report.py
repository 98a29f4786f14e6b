"""Everything extracted from one report to its figures, tables and lists."""

import msgspec

from auditor.model.draft import Amount, Extract
from auditor.model.figure import Figure, Listing, NotFigure, Table, Tie
from auditor.relate.claims import claims
from auditor.relate.lists import listing
from auditor.relate.tables import Found, add_table
from auditor.relate.ties import ties
from auditor.vocabulary import Vocabulary


class Related(msgspec.Struct, frozen=True):
    """The figures of a report, numbered; its numbers that are no figures; its tables and lists."""

    figures: tuple[Figure, ...]
    not_figures: tuple[NotFigure, ...]
    tables: tuple[Table, ...]
    lists: tuple[Listing, ...]
    ties: tuple[Tie, ...] = ()


def relate(extract: Extract, vocabulary: Vocabulary) -> Related:
    """Chooses the readings of all tables and lists."""
    found = Found([], [NotFigure(text, span, reason) for text, span, reason in extract.skipped], [])
    for draft in extract.tables:
        add_table(draft, found, vocabulary)
    numbers: dict[tuple[int, int], int] = {}

    def number_of(amount: Amount) -> int:
        key = (amount.line.number, amount.number.start)
        if key not in numbers:
            numbers[key] = _add_amount(amount, found, vocabulary)
        return numbers[key]

    lists = tuple(listing(draft, number_of, vocabulary) for draft in extract.lists)
    listed = set(numbers)
    for amount in extract.amounts:
        if (amount.line.number, amount.number.start) not in listed:
            number_of(amount)
    repeated = ties(found.tables, found.figures, vocabulary)
    repeated += claims(extract.sentences, found.tables, found.figures, number_of, vocabulary)
    return Related(tuple(found.figures), tuple(found.not_figures), tuple(found.tables), lists, repeated)


def _add_amount(amount: Amount, found: Found, vocabulary: Vocabulary) -> int:
    one = amount.number
    unit = amount.unit
    figure = Figure(
        id=len(found.figures),
        text=amount.line.text[one.start : one.end],
        scaled=one.scaled,
        decimals=one.decimals,
        unit=unit,
        span=amount.span,
        context="prose",
        label="",
        exact=unit is not None and vocabulary.units[unit].dimension == "count",
        hedge=one.hedge or None,
        scale=vocabulary.units[unit].scale if unit else 0,
    )
    found.figures.append(figure)
    return figure.id
