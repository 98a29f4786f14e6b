"""A table's draft to the table: figures with units and decimals, columns with meanings, rows with roles."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from auditor.model.draft import Fragment, RowDraft, TableDraft
from auditor.model.figure import Cell, Column, Figure, Footing, NotFigure, Row, Table
from auditor.model.finding import Place
from auditor.model.span import Span, join
from auditor.model.units import MONEY
from auditor.relate.footing import footings
from auditor.relate.grid import Grid, Placed, can_have, fill, least_columns, noted_widths, placed_at, widths
from auditor.relate.headers import Heads, WordHeads, heads
from auditor.relate.note_marks import NOTE_HEADS, is_note_head, part_notes
from auditor.relate.placing import placements
from auditor.vocabulary import Meaning, Vocabulary

# a note has so many digits at most
_NOTE_DIGITS = 2
# the measures of columns that hold amounts
_AMOUNTS = ("utfall", "budget", "prognos", "avvikelse", "skillnad")


class Found(msgspec.Struct):
    """What has been found so far in a report; figures are numbered in the order in which they are added. `notes` are
    the references of rows to notes.
    """

    figures: list[Figure]
    not_figures: list[NotFigure]
    tables: list[Table]
    notes: list[Place] = []


def add_table(draft: TableDraft, found: Found, vocabulary: Vocabulary) -> None:
    """Reads one table and adds it and its figures to `found`."""
    draft, spelled = part_notes(draft)
    told: dict[int, int] = {}
    for index, placed in spelled:
        numbers = [int(number) for number in re.findall(r"\d+", placed.text)]
        told[index] = max(told.get(index, 0), *numbers)
    grid, head = _choose(draft, vocabulary, told)
    figures, others, noted = len(found.figures), len(found.not_figures), len(found.notes)
    table = _build(draft, grid, head, spelled, found, vocabulary)
    places = placements(table, found.figures, vocabulary) if grid.ragged and draft.mode != "delimited" else {}
    if places:
        del found.figures[figures:], found.not_figures[others:], found.notes[noted:]
        table = _build(draft, placed_at(grid, places), head, spelled, found, vocabulary)
    sums = footings(table, found.figures, vocabulary)
    found.tables.append(msgspec.structs.replace(table, footings=sums, ragged=_unconfirmed(table, sums)))


def _build(
    draft: TableDraft,
    grid: Grid,
    head: Heads,
    spelled: Sequence[tuple[int, Placed]],
    found: Found,
    vocabulary: Vocabulary,
) -> Table:
    """The table of a grid and its headers, without its sums; its figures are added to `found`, and the notes that
    `spelled` has by row.
    """
    labels = _labels(draft, head)
    for index, placed in grid.labels:
        found.not_figures.append(NotFigure(placed.text, placed.span, "label"))
        if draft.mode != "delimited":
            labels[index] = (f"{labels[index][0]} {placed.text}", join([labels[index][1], placed.span]))
    meanings = [vocabulary.meaning(text) for text in head.columns]
    note = [
        vocabulary.is_identifier(text)
        or (any(word.strip(".:").lower() in NOTE_HEADS for word in text.split()) and not meaning.modifiers)
        for text, meaning in zip(head.columns, meanings, strict=True)
    ]
    unit = _table_unit(draft, head, vocabulary)
    units = [
        _column_unit(text, meaning, column, grid, unit, vocabulary)
        for column, (text, meaning) in enumerate(zip(head.columns, meanings, strict=True))
    ]
    decimals = [_column_decimals(column, grid, vocabulary) for column in range(grid.width)]
    rows: list[Row] = []
    for index, (row, cells_placed) in enumerate(zip(draft.rows, grid.rows, strict=True)):
        label, span = labels[index]
        row_unit = vocabulary.unit_in(label) if not row.heading else None
        counts = row_unit is None and vocabulary.series.counts(label)
        own = [
            vocabulary.unit(cell.number.unit)
            for cell in cells_placed
            if cell is not None and cell.number is not None and cell.number.unit
        ]
        dimensions = {vocabulary.units[name].dimension for name in own if name}
        money = {name for name in own if name in MONEY}
        cells: list[Cell | None] = []
        for column, cell in enumerate(cells_placed):
            if cell is None:
                cells.append(None)
            elif cell.number is None:
                cells.append(Cell(cell.text, cell.span))
            elif note[column]:
                found.not_figures.append(NotFigure(cell.text, cell.span, "note-column"))
                if not vocabulary.is_identifier(head.columns[column]):
                    found.notes.append(Place(cell.span, cell.text, label))
                cells.append(Cell(cell.text, cell.span))
            else:
                name = vocabulary.unit(cell.number.unit)
                if name is None:
                    name = (
                        own[0]
                        if own and len(dimensions) == 1 and units[column] in (None, own[0])
                        # amounts beside amounts of one unit and shares: "1 234 | 1 200 | 34 tkr | 2,8 %"
                        else next(iter(money))
                        if len(money) == 1
                        and row_unit is units[column] is None
                        and meanings[column].measure in _AMOUNTS
                        else row_unit or ("st" if counts and units[column] in (None, *MONEY) else units[column])
                    )
                caption = " · ".join(part for part in (label, head.columns[column]) if part)
                cells.append(
                    _cell(cell, name, decimals[column], caption, head.columns[column], label, found, vocabulary)
                )
        role = (
            "heading"
            if row.heading or not any(cell is not None and cell.figure is not None for cell in cells)
            else vocabulary.role(label)
        )
        rows.append(Row(label, span, role, tuple(cells), row.indent))
    for index, placed_note in (*spelled, *grid.notes):
        found.not_figures.append(NotFigure(placed_note.text, placed_note.span, "note-column"))
        found.notes.append(Place(placed_note.span, placed_note.text, labels[index][0]))
    for index, placed_extra in grid.extra:
        if placed_extra.number is not None:
            _cell(placed_extra, None, None, labels[index][0], "", labels[index][0], found, vocabulary)
    columns = tuple(
        Column(
            text,
            meaning.measure,
            ", ".join(sorted(meaning.versus)) or None,
            "previous" if meaning.previous else meaning.period,
            units[column],
            decimals[column],
            "note"
            if note[column]
            else "figure"
            if any((held := row.cells[column]) is not None and held.figure is not None for row in rows)
            else "text",
        )
        for column, (text, meaning) in enumerate(zip(head.columns, meanings, strict=True))
    )
    first = next((row for row in draft.rows if row.slots), draft.rows[0])
    title = head.title if head.title and head.title[:1].isupper() and not head.title.endswith(".") else draft.section
    return Table(
        title,
        draft.section,
        unit,
        draft.line,
        draft.end_line,
        first.line.page,
        head.stub,
        columns,
        tuple(rows),
        (),
        grid.ragged,
    )


def _unconfirmed(table: Table, sums: tuple[Footing, ...]) -> tuple[int, ...]:
    """The rows placed by guess, without those whose every figure adds up, in two columns at least, where it stands."""
    confirmed: set[int] = set()
    for footing in sums if table.ragged else ():
        # across, the total is a column
        if footing.across or len(footing.columns) < 2:
            continue
        rows = {footing.total, *(row for row, _ in footing.members)}
        held = {column for column in range(len(table.columns)) if table.figure_at(footing.total, column) is not None}
        if held <= set(footing.columns):
            confirmed |= rows
    return tuple(row for row in table.ragged if row not in confirmed)


# ---- the reading ------------------------------------------------------------------------------------------------


def _choose(draft: TableDraft, vocabulary: Vocabulary, noted_rows: Mapping[int, int]) -> tuple[Grid, Heads]:
    """The grid and headers that the rows and the words above them speak for together; `noted_rows` are the notes that
    rows spell out.
    """
    noted = any(is_note_head(fragment.text) for fragment in draft.header)
    if draft.mode == "delimited":
        grid = fill(draft, 0, vocabulary)
        return grid, heads(draft, grid, vocabulary)
    worded = WordHeads(draft, vocabulary)
    if noted and draft.mode == "loose":
        ranked = noted_widths(draft)[:8]
        best = max(ranked, key=lambda pair: (pair[1] + _noted_score(worded.cut(pair[0] + 1)), -pair[0]))[0]
        return fill(draft, best, vocabulary, True, noted_rows), _without_note(worded.cut(best + 1), best)
    ranked = widths(draft)
    best, best_score = ranked[0]
    if draft.mode == "aligned":
        draft, notes = _without_notes(draft) if noted else (draft, ())
        best = widths(draft)[0][0]
        grid = fill(draft, best, vocabulary)
        return msgspec.structs.replace(grid, notes=(*grid.notes, *notes)), heads(draft, grid, vocabulary)
    named = len(worded.periods.columns) if worded.periods is not None else 0
    if named and all(can_have(row, named) for row in draft.rows if row.slots):
        return fill(draft, named, vocabulary), worded.cut(named)
    counted = sum(bool(row.slots) for row in draft.rows)
    room = max((least_columns(row) for row in draft.rows if row.slots), default=0)
    # where figures have no room, a header of which every word is understood tells how many columns there are
    sure = {width for width, _ in ranked if best < room <= width and draft.header and worded.cut(width).stacked}
    close = [
        (width, score + counted * (width in sure))
        for width, score in ranked
        if best_score - score <= max(0.5, 0.26 * counted) or width in sure
    ]
    if draft.header and len(close) > 1:
        best = max(close[:6], key=lambda pair: (pair[1] + worded.cut(pair[0]).score, -pair[0]))[0]
    return fill(draft, best, vocabulary), worded.cut(best)


def _without_notes(draft: TableDraft) -> tuple[TableDraft, tuple[tuple[int, Placed], ...]]:
    """A table without its note column, where that stands by itself and few rows have a note."""
    heading = next(fragment for fragment in draft.header if is_note_head(fragment.text))
    notes: list[tuple[int, Placed]] = []
    rows: list[RowDraft] = []
    under = 0
    for index, row in enumerate(draft.rows):
        own = [slot for slot in row.slots if heading.start - 2 <= slot.start and slot.end <= heading.end + 2]
        small = [slot for slot in own if slot.run is not None and slot.text.isdigit()]
        small = [slot for slot in small if len(slot.text) <= _NOTE_DIGITS]
        under += len(own) - len(small)
        notes.extend((index, Placed(slot.kind, slot.text, slot.span, x0=slot.start, x1=slot.end)) for slot in small)
        rows.append(msgspec.structs.replace(row, slots=tuple(slot for slot in row.slots if slot not in small)))
    if under or not notes or 2 * len(notes) > len(rows):
        return draft, ()
    header = tuple(fragment for fragment in draft.header if fragment is not heading)
    bare = msgspec.structs.replace(draft, header=header, rows=tuple(rows))
    # where the widest rows count the notes as a column they are read as one
    return (bare, tuple(notes)) if widths(bare)[0][0] == widths(draft)[0][0] else (draft, ())


def _noted_score(head: Heads) -> float:
    """How well the header words fit so many columns and one for notes."""
    notes = sum(is_note_head(text) for text in head.columns)
    return head.score if notes == 1 else -1.0


def _without_note(head: Heads, width: int) -> Heads:
    """Headers without that of the note column."""
    kept = [text for text in head.columns if not is_note_head(text)]
    if len(kept) != width:
        return msgspec.structs.replace(head, columns=("",) * width)
    return msgspec.structs.replace(head, columns=tuple(kept))


def _labels(draft: TableDraft, head: Heads) -> list[tuple[str, Span]]:
    """Each row's label and its place; a bare first row takes the lines that the header has left for it."""
    labels: list[tuple[str, Span]] = []
    lead = head.lead
    for row in draft.rows:
        fragments = row.label
        if not fragments and lead and row.slots:
            fragments = lead
        if row.slots:
            lead = ()
        if draft.mode == "delimited":
            first = min((slot.cell for slot in row.slots if slot.cell is not None), default=99)
            before = [fragment for fragment in fragments if fragment.cell is None or fragment.cell < first]
            fragments = tuple(before[-1:]) or fragments[:1]
        text = _label_text(fragments)
        spans = [fragment.span for fragment in fragments] or [row.slots[0].span]
        labels.append((text, join(spans)))
    return labels


def _label_text(fragments: tuple[Fragment, ...]) -> str:
    text = ""
    for fragment in fragments:
        part = " ".join(fragment.text.split()).strip("*_ ")
        if text.endswith("-") and part[:1].islower() and not part.startswith(("och ", "eller ", "samt ")):
            text = text[:-1] + part
        else:
            text = f"{text} {part}" if text else part
    return text


# ---- units and decimals -----------------------------------------------------------------------------------------


def _table_unit(draft: TableDraft, head: Heads, vocabulary: Vocabulary) -> str | None:
    """The unit that the table's own words give to all its figures."""
    fragments = [" ".join(word for word in (head.stub,) if word), head.title]
    for text in fragments:
        unit = vocabulary.unit_in(text)
        if unit is not None and vocabulary.units[unit].dimension == "money":
            return unit
    words = " ".join(fragment.text for fragment in draft.header)
    if not any(head.columns):
        unit = vocabulary.unit_in(words)
        if unit is not None:
            return unit
    # "Tabell 1. Nettokostnad per verksamhet (tkr)", "Investeringar, tusental kronor"
    unit = vocabulary.unit_in(" ".join(draft.caption.split()[-2:]))
    return unit if unit is not None else vocabulary.unit_in(draft.section)


def _column_unit(
    text: str, meaning: Meaning, column: int, grid: Grid, unit: str | None, vocabulary: Vocabulary
) -> str | None:
    numbers = grid.numbers_of(column)
    own = Counter(vocabulary.unit(one.unit) for one in numbers if one.unit)
    if set(own) == {"%"} and 2 * own["%"] < len(numbers) and unit is not None:
        # a row of per cent below amounts: "Soliditet 39,7 %"
        own.clear()
    if len(own) == 1:
        return next(iter(own))
    if len(own) > 1:
        return None
    if meaning.points:
        return "procentenheter"
    named = vocabulary.unit_in(text)
    if named is not None:
        return named
    if vocabulary.is_count(text):
        return "st"
    if not vocabulary.is_additive(text) and meaning.measure not in _AMOUNTS:
        return None
    return unit


def _column_decimals(column: int, grid: Grid, vocabulary: Vocabulary) -> int | None:
    """The decimals that a column prints; whole numbers among them take these. None where its figures are of many
    kinds.
    """
    numbers = grid.numbers_of(column)
    units = {vocabulary.unit(one.unit) for one in numbers if one.unit}
    if not numbers or len(units) > 1:
        return None
    counts = Counter(one.decimals for one in numbers)
    printed = {decimals: count for decimals, count in counts.items() if decimals}
    if len(printed) != 1:
        return None
    decimals, count = next(iter(printed.items()))
    return decimals if count * 2 >= len(numbers) else None


def _cell(
    placed: Placed,
    unit: str | None,
    decimals: int | None,
    caption: str,
    header: str,
    label: str,
    found: Found,
    vocabulary: Vocabulary,
) -> Cell:
    one = placed.number
    assert one is not None
    scaled, own = one.scaled, one.decimals
    widened = decimals is not None and own == 0 and decimals > 0 and not one.unit.startswith("%")
    if widened and decimals:
        scaled, own = scaled * 10**decimals, decimals
    counted = unit is not None and vocabulary.units[unit].dimension == "count"
    figure = Figure(
        id=len(found.figures),
        text=placed.text,
        scaled=scaled,
        decimals=own,
        unit=unit,
        span=placed.span,
        context="table",
        label=caption,
        never_negative=unit == "%"
        and vocabulary.never_negative(label)
        and vocabulary.meaning(header).measure not in ("avvikelse", "skillnad", "utveckling", "återstår"),
        exact=counted and own == 0,
        widened=widened,
        hedge=one.hedge or None,
        scale=vocabulary.units[unit].scale if unit else 0,
    )
    found.figures.append(figure)
    return Cell(placed.text, placed.span, figure.id)
