"""Everything extracted from one report to its figures, tables and lists."""

from collections.abc import Sequence

import msgspec

from auditor.model.draft import Amount, Extract
from auditor.model.figure import Figure, Listing, NotFigure, Table, Tie
from auditor.model.finding import Place
from auditor.model.observation import Observation
from auditor.model.told import Told
from auditor.relate.claims import claims
from auditor.relate.comparisons import comparisons
from auditor.relate.labels import labels
from auditor.relate.lists import listing
from auditor.relate.meanings import Index
from auditor.relate.means import means
from auditor.relate.measures import measures
from auditor.relate.note_marks import note_references
from auditor.relate.notes import notes
from auditor.relate.references import references
from auditor.relate.tables import Found, add_table
from auditor.relate.ties import ties
from auditor.relate.units import unit_faults
from auditor.relate.unstated import give_units
from auditor.relate.years import spaced_years
from auditor.vocabulary import Vocabulary


class Related(msgspec.Struct, frozen=True):
    """The figures of a report, numbered; its numbers that are no figures; its tables and lists."""

    figures: tuple[Figure, ...]
    not_figures: tuple[NotFigure, ...]
    tables: tuple[Table, ...]
    lists: tuple[Listing, ...]
    ties: tuple[Tie, ...] = ()
    told: dict[int, Told] = {}
    observations: tuple[Observation, ...] = ()


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
    give_units(found, extract, number_of, vocabulary)
    repeated = ties(found.tables, found.figures, vocabulary)
    index = Index(found.tables, found.figures, vocabulary)
    said = claims(extract.sentences, index, number_of)
    repeated += said.ties
    for number in said.signs.shares:
        found.figures[number] = msgspec.structs.replace(found.figures[number], never_negative=True)
    repeated += measures(found.tables, found.figures, repeated, vocabulary)
    repeated += notes(extract.passages, found.tables, found.figures, found.not_figures, vocabulary)
    return Related(
        tuple(found.figures),
        tuple(found.not_figures),
        tuple(found.tables),
        lists,
        repeated,
        said.told,
        (*_observations(extract, index, found.notes, vocabulary), *said.signs.observations),
    )


def _observations(extract: Extract, index: Index, notes: Sequence[Place], vocabulary: Vocabulary) -> list[Observation]:
    return [
        *note_references(notes, extract.passages),
        *unit_faults(extract.tables, index.tables, extract.passages, index.figures, vocabulary),
        *labels(index.tables, index.figures, extract.passages, vocabulary),
        *references(extract.passages, vocabulary),
        *spaced_years(extract.passages, vocabulary),
        *comparisons(extract.passages, extract.amounts, index),
        *means(index.tables, index.figures, vocabulary),
    ]


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
        # what is told without a unit and decimals is counted
        exact=vocabulary.units[unit].dimension == "count" if unit is not None else one.decimals == 0,
        hedge=one.hedge or None,
        scale=vocabulary.units[unit].scale if unit else 0,
    )
    found.figures.append(figure)
    return figure.id
