"""Notes to the statements: the total of "Not 3 Skatteintäkter" is the line that has note 3, or its name.

A note and a line are held together where at least one of their columns agrees: a note may specify a part of its line.
"""

import re
from collections.abc import Sequence

import msgspec

from auditor.exact import consistent_linear
from auditor.model.draft import Passage
from auditor.model.figure import Figure, NotFigure, Table, Tie
from auditor.vocabulary import Vocabulary

_HEADING = re.compile(r"^[\s#*|]*not(?:e|)\s+(\d{1,2})\b[\s.:–-]*(.*)$", re.IGNORECASE)
# lines between a note's heading and its table: a sentence or two and the header
_NEAR = 8
# lines that the vocabulary knows show that a table is a statement
_LINES = 3
_DIGITS = 2

Column = tuple[str, int, int]
"""Whose figures a column holds, their year and month."""


class _Note(msgspec.Struct, frozen=True):
    """A note's number, the words of its heading and its table."""

    number: str
    name: str
    table: Table


def notes(
    passages: Sequence[Passage],
    tables: Sequence[Table],
    figures: Sequence[Figure],
    numbers: Sequence[NotFigure],
    vocabulary: Vocabulary,
) -> tuple[Tie, ...]:
    """The ties of notes to the lines of statements that they specify. `numbers` are the report's note references."""
    told = _notes(passages, tables, vocabulary)
    if not told:
        return ()
    words = vocabulary.statements
    by_number: dict[str, list[_Note]] = {}
    by_name: dict[str, list[_Note]] = {}
    for note in told:
        by_number.setdefault(note.number, []).append(note)
        by_name.setdefault(note.name, []).append(note)
    referred = {one.span.line: one.text for one in numbers if one.reason == "note-column"}
    taken = {id(note.table) for note in told}
    found: list[Tie] = []
    for table in tables:
        if id(table) in taken or sum(bool(words.lines(row.label)) for row in table.rows) < _LINES:
            continue
        columns = _columns(table, vocabulary)
        for index, row in enumerate(table.rows):
            number, name = referred.get(row.span.line), words.plain(row.label)
            if row.role == "heading" or not name:
                continue
            for note in by_name.get(name, ()) if number is None else by_number.get(number, ()):
                found.extend(_ties(table, index, columns, note, figures, vocabulary))
    return tuple(found)


def _notes(passages: Sequence[Passage], tables: Sequence[Table], vocabulary: Vocabulary) -> list[_Note]:
    """The headings of notes with the table that follows each, none of them twice."""
    headings = [(one.line.number, match) for one in passages if (match := _HEADING.match(one.line.text)) is not None]
    found = []
    for at, (line, match) in enumerate(headings):
        end = min(line + _NEAR, headings[at + 1][0]) if at + 1 < len(headings) else line + _NEAR
        table = next((one for one in tables if line < one.line <= end), None)
        if table is not None:
            found.append(_Note(match.group(1), vocabulary.statements.plain(match.group(2)), table))
    return found


def _columns(table: Table, vocabulary: Vocabulary) -> dict[Column, int]:
    """The columns of outcomes by whose they are and their date; none for a date that two columns have."""
    words = vocabulary.statements
    whose = "own"
    found: dict[Column, list[int]] = {}
    for column, head in enumerate(table.columns):
        whose = words.entity(head.header) or whose
        stamp = words.stamp(head.header)
        if head.kind == "figure" and stamp is not None and head.measure in (None, "utfall"):
            found.setdefault((whose, *stamp), []).append(column)
    return {key: own[0] for key, own in found.items() if len(own) == 1}


def _ties(
    table: Table,
    row: int,
    columns: dict[Column, int],
    note: _Note,
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> list[Tie]:
    """A line to the total of its note, in each column that both have: the total that most columns confirm."""
    there = _columns(note.table, vocabulary)
    pairs = [(columns[key], there[key]) for key in columns if key in there]
    best: list[tuple[bool, Tie]] = []
    for total, one in enumerate(note.table.rows):
        if one.role != "total":
            continue
        ties = [
            (agrees, Tie(own, ((other, factor),), table.rows[row].label, ("label", "siblings"), True, "note"))
            for here, column in pairs
            if (own := table.figure_at(row, here)) is not None
            and (other := note.table.figure_at(total, column)) is not None
            for agrees, factor in [_compared(figures[own], figures[other])]
            if figures[own].scaled
        ]
        good = [tie for agrees, tie in ties if agrees]
        digits = sum(len(str(abs(figures[tie.first].scaled))) for tie in good)
        if digits >= _DIGITS and 2 * len(good) >= len(ties) and len(good) >= sum(agrees for agrees, _ in best):
            best = ties
    return [tie for _, tie in best]


def _compared(line: Figure, total: Figure) -> tuple[bool, int]:
    """Whether a line is a note's total, and the sign that it has there: costs of a note mostly stand without minus."""
    factor = -1 if line.scaled < 0 < total.scaled else 1
    return consistent_linear(line.quantity, [(factor, total.quantity)]), factor
