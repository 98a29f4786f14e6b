"""Indicators against the figures that they are named for: "Kostnadsutveckling" and the table that works it out.

An indicator that has another value than its own measure, and exactly that of the column beside it, was taken from the
wrong column.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.exact import consistent_linear
from auditor.model.figure import Figure, Table, Tie
from auditor.model.units import MONEY
from auditor.relate.ties import is_indicator, measure_of_label, of_one_unit, scope, value_of, whole_unit_totals
from auditor.vocabulary import Vocabulary

_EVIDENCE = ("label", "header")
# fewer digits than these are alike by chance
_TELLING = 10
# the name of a rate of change is a compound: "utveckling" by itself is said of many things
_LONG = 10
# "Kostn. utv." for "Kostnadsutveckling"
_STEM = 4


class _Source(msgspec.Struct, frozen=True):
    """The cell that holds a measure, and the cells of its row that hold others, by their headers."""

    figure: int
    others: tuple[tuple[int, str], ...]
    table: Table


def measures(
    tables: Sequence[Table], figures: Sequence[Figure], tied: Sequence[Tie], vocabulary: Vocabulary
) -> tuple[Tie, ...]:
    """The ties of indicators to their measures. Where two printings of an indicator differ, other ties tell of it, and
    of two that are wrong alike the first is told.
    """
    taken = {
        figure
        for tie in tied
        if tie.kind == "cell" and not _agrees(figures[tie.first], figures[tie.terms[0][0]])
        for figure in (tie.first, tie.terms[0][0])
    }
    indicators = [table for table in tables if is_indicator(table, vocabulary)]
    found: list[Tie] = []
    if indicators:
        found.extend(_rates(tables, indicators, figures, taken, vocabulary))
        found.extend(_totals(tables, indicators, figures, taken, vocabulary))
    accused: set[int] = set()
    kept = []
    for tie in found:
        source = tie.terms[0][0]
        if not _agrees(figures[tie.first], figures[source]):
            if source in accused:
                continue
            accused.add(source)
        kept.append(tie)
    return tuple(kept)


def _agrees(one: Figure, other: Figure) -> bool:
    return consistent_linear(one.quantity, [(1, other.quantity)])


# ---- rates of change --------------------------------------------------------------------------------------------


def _rates(
    tables: Sequence[Table],
    indicators: Sequence[Table],
    figures: Sequence[Figure],
    taken: set[int],
    vocabulary: Vocabulary,
) -> Iterator[Tie]:
    """An indicator named for a rate, against the one-row table that works the rate out."""
    sources = [source for table in tables if (source := _source(table, figures, vocabulary)) is not None]
    for table in indicators:
        for index, row in enumerate(table.rows):
            word = row.label.lower().strip()
            if not word.isalpha() or len(word) <= _LONG or vocabulary.measure_of(word) != "utveckling":
                continue
            own = _outcome(table, index, vocabulary)
            about = [
                source
                for source in sources
                if source.table is not table and _is_about(source, word, _header(source.figure, figures))
            ]
            values = {figures[source.figure].quantity for source in about}
            if own is not None and own not in taken and len(values) == 1 and figures[own].unit == "%":
                ties = list(_tie(own, about[0], figures))
                if not ties and not figures[own].hedge and not figures[about[0].figure].hedge:
                    # no column explains it; the indicator may be of another period
                    ties = [Tie(own, ((about[0].figure, 1),), "", _EVIDENCE, False, "cell")]
                yield from ties


def _source(table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> _Source | None:
    """The rate of a table of one row, with what stands beside it in per cent or percentage points."""
    rows = [index for index, row in enumerate(table.rows) if row.role != "heading"]
    if len(rows) != 1 or rows[0] in table.ragged or is_indicator(table, vocabulary):
        return None
    meanings = [vocabulary.meaning(column.header) for column in table.columns]
    plain = [
        at for at, one in enumerate(meanings) if one.measure == "utveckling" and not one.modifiers & {"budget", "mål"}
    ]
    rate = table.figure_at(rows[0], plain[0]) if len(plain) == 1 else None
    if rate is None or figures[rate].unit != "%" or figures[rate].hedge:
        return None
    others = tuple(
        (figure, column.header)
        for at, column in enumerate(table.columns)
        if at != plain[0]
        and (figure := table.figure_at(rows[0], at)) is not None
        and figures[figure].unit in ("%", "procentenheter")
    )
    return _Source(rate, others, table)


def _outcome(table: Table, row: int, vocabulary: Vocabulary) -> int | None:
    columns = [
        at
        for at, column in enumerate(table.columns)
        if (meaning := vocabulary.meaning(column.header)).measure == "utfall" and not meaning.previous
    ]
    return table.figure_at(row, columns[0]) if len(columns) == 1 else None


def _is_about(source: _Source, word: str, header: str) -> bool:
    """Whether a table is about the rate that a label names: by the header of its rate, else by its title or section,
    where these name no other rate beside it ("Kostnads- och intäktsutveckling").
    """
    if any(part.startswith(word[:_STEM]) for part in re.findall(r"[^\W\d_]+", header.lower())):
        return True
    for text in (source.table.title.lower(), source.table.section.lower()):
        rates = {part for part in re.findall(r"[^\W\d_]+", text) if len(part) > _LONG and part.endswith("utveckling")}
        if rates:
            return rates == {word} and re.search(r"\w[-–] ", text) is None
    return False


# ---- the whole unit's amounts -----------------------------------------------------------------------------------


def _totals(
    tables: Sequence[Table],
    indicators: Sequence[Table],
    figures: Sequence[Figure],
    taken: set[int],
    vocabulary: Vocabulary,
) -> Iterator[Tie]:
    """An indicator named for the whole unit's deviation or result, against the result table's total."""
    totals = whole_unit_totals(tables, figures, vocabulary)
    if len(totals) < 2:
        return
    table_of = {
        figure: table
        for table in tables
        for column in range(len(table.columns))
        for figure in table.figures_of(column)
        if figure in totals.values()
    }
    for table in indicators:
        for index, row in enumerate(table.rows):
            key = measure_of_label(row.label, vocabulary)
            own = value_of(table, index, key, vocabulary) if key is not None and scope(table) != "investment" else None
            if key not in totals or own is None or own in taken or figures[own].unit not in MONEY:
                continue
            if not of_one_unit(table, table_of[totals[key]]):
                continue
            others = tuple((figure, _header(figure, figures)) for name, figure in totals.items() if name != key)
            if not _agrees(figures[own], figures[totals[key]]):
                yield from _tie(own, _Source(totals[key], others, table_of[totals[key]]), figures)


def _header(figure: int, figures: Sequence[Figure]) -> str:
    return figures[figure].label.split(" · ")[-1]


def _tie(own: int, source: _Source, figures: Sequence[Figure]) -> Iterator[Tie]:
    """The tie of an indicator to its measure, where they agree or where another column explains why they do not."""
    stated, right = figures[own], figures[source.figure]
    if stated.hedge or right.hedge:
        return
    if _agrees(stated, right):
        yield Tie(own, ((source.figure, 1),), _header(source.figure, figures), _EVIDENCE, True, "measure")
        return
    for other, header in source.others:
        same = figures[other].quantity == stated.quantity and abs(stated.scaled) >= _TELLING
        if same and not _agrees(figures[other], right):
            yield Tie(own, ((source.figure, 1),), header, _EVIDENCE, True, "measure")
            return
