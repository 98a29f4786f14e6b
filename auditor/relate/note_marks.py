"""Note references in a table's rows, which are no figures: "Not 3", "3, 4", "3a"; and those that no note answers."""

import re
from collections.abc import Sequence

import msgspec

from auditor.model.document import Line
from auditor.model.draft import Fragment, Passage, RowDraft, Slot, TableDraft
from auditor.model.finding import Place
from auditor.model.observation import Observation
from auditor.relate.grid import Placed
from auditor.relate.reading import CONTENTS

NOTE_HEADS = ("not", "noter", "note", "notes", "nothänvisning")
# "Not 3", "N5", "3a", "3, 4", "3–5", "3 och 4"
_ONE = r"(?:(?:not(?:er(?:na)?)?|notes?|n)\.?\s*)?\d{1,2}[a-z]?"
_REFERENCE = re.compile(rf"{_ONE}(?:\s*(?:,|och|and|&|–|—|-|/)\s*{_ONE})*", re.IGNORECASE)
# a label that runs on into the reference behind it, all of it but the number where figures begin
_BEGUN = re.compile(
    rf"\s+((?:{_ONE}\s*(?:,|och|and|&)\s*)+|(?:{_ONE}\s*(?:,|och|and|&)\s*)*(?:not(?:er)?|notes?)\.?)$", re.IGNORECASE
)
_WHOLE = re.compile(r"\s+((?:not(?:er)?|notes?|n)\.?\s*\d{1,2}[a-z]?|\d{1,2}[a-z])$", re.IGNORECASE)
# "not 3" says of itself that it is a reference
_WORDED = re.compile(
    r"\s(?:not(?:er)?|notes?|n)\.?(?:\s*\d{1,2}[a-z]?)?(?:\s*(?:,|och|and|&)\s*\d{0,2})*$", re.IGNORECASE
)
# "3,4" is two notes where no other figure has decimals
_PAIR = re.compile(r"\d{1,2},\d{1,2}")
_NUMBER = re.compile(r"\d{1,2}")
_HEADING = re.compile(r"^[\s#*|]*not(?:e)?\s+(\d{1,2})(?:\s?[a-z])?(?=[\s.:,–—*|-]|$)", re.IGNORECASE)
# a reference may stand so far off its header
_BESIDE = 3
# so many notes show that the report has its notes with it, and so large a part of the references has to meet one
_LEAST_NOTES = 3
_MET = 4


def is_note_head(text: str) -> bool:
    """Whether a header cell heads the column of note references."""
    return text.strip(".:()* ").lower() in NOTE_HEADS


def part_notes(draft: TableDraft) -> tuple[TableDraft, list[tuple[int, Placed]]]:
    """A table without the references that its rows spell out, and these by row.

    A lone small number under the header is left: it may be a figure, and is told by the columns.
    """
    heading = next((fragment for fragment in draft.header if is_note_head(fragment.text)), None)
    if heading is None:
        return draft, []
    found: list[tuple[int, Placed]] = []
    part = _PARTS[draft.mode]
    slots = [slot for row in draft.rows for slot in row.slots]
    pairs = not any(slot.run is not None and slot.run.decimals and not _PAIR.fullmatch(slot.text) for slot in slots)
    rows: list[RowDraft] = []
    worded = 0
    for index, row in enumerate(draft.rows):
        bare, notes = part(row, heading, pairs) if row.slots else (row, [])
        worded += bool(notes) and bool(row.label) and _WORDED.search(row.label[-1].text) is not None
        found.extend((index, note) for note in notes)
        rows.append(bare)
    if not found:
        return draft, []
    # where every reference says that it is one, none is left among the figures
    spelled = 2 * worded > len({index for index, _ in found})
    if draft.mode == "aligned":
        spelled = not any(_is_under(slot, heading) for row in rows for slot in row.slots)
    header = draft.header
    if spelled and draft.mode != "delimited":
        header = tuple(fragment for fragment in draft.header if fragment is not heading)
    return msgspec.structs.replace(draft, header=header, rows=tuple(rows)), found


def _from_cells(row: RowDraft, heading: Fragment, pairs: bool) -> tuple[RowDraft, list[Placed]]:
    """The references in the note column's cell, where the cell holds more than one number."""
    notes = [
        _placed(fragment.line, fragment.start, fragment.end)
        for fragment in row.label
        if fragment.cell is not None and fragment.cell == heading.cell and _REFERENCE.fullmatch(fragment.text.strip())
    ]
    if notes:
        label = tuple(fragment for fragment in row.label if fragment.cell != heading.cell)
        return msgspec.structs.replace(row, label=label), notes
    own = [slot for slot in row.slots if slot.cell == heading.cell and heading.cell is not None]
    if len(own) > 1 and all(slot.text.isdigit() for slot in own):
        slots = tuple(slot for slot in row.slots if slot not in own)
        return msgspec.structs.replace(row, slots=slots), [_placed(slot.line, slot.start, slot.end) for slot in own]
    return row, []


def _from_words(row: RowDraft, heading: Fragment, pairs: bool) -> tuple[RowDraft, list[Placed]]:
    """The references behind a label in single spaces, with the number that the figures begin with."""
    if not row.label:
        return row, []
    last, first = row.label[-1], row.slots[0]
    if _REFERENCE.fullmatch(first.text) and (first.kind == "word" or (pairs and _PAIR.fullmatch(first.text))):
        return msgspec.structs.replace(row, slots=row.slots[1:]), [_placed(first.line, first.start, first.end)]
    begun = _BEGUN.search(last.text)
    run = first.run
    if begun is not None and run is not None and not run.sign and len(run.groups[0][0]) <= 2:
        label = (*row.label[:-1], _cut(last, begun.start()))
        notes = (
            []
            if begun[1].strip(" .")[-1:].isalpha() and not _NUMBER.search(begun[1])
            else [_placed(last.line, last.start + begun.start(1), last.start + begun.end(1))]
        )
        text, start, end = run.groups[0]
        notes.append(Placed("number", text, first.line.span(start, end), x0=start, x1=end))
        if len(run.groups) == 1:
            if run.decimals:
                return row, []
            return msgspec.structs.replace(row, label=label, slots=row.slots[1:]), notes
        begin = run.groups[1][1]
        rest = msgspec.structs.replace(
            first, run=msgspec.structs.replace(run, groups=run.groups[1:], begin=begin),
            start=begin, text=first.line.text[begin : first.end],
        )  # fmt: skip
        return msgspec.structs.replace(row, label=label, slots=(rest, *row.slots[1:])), notes
    whole = _WHOLE.search(last.text)
    if whole is not None:
        label = (*row.label[:-1], _cut(last, whole.start()))
        place = _placed(last.line, last.start + whole.start(1), last.start + whole.end(1))
        return msgspec.structs.replace(row, label=label), [place]
    return row, []


def _from_gaps(row: RowDraft, heading: Fragment, pairs: bool) -> tuple[RowDraft, list[Placed]]:
    """The references that stand by themselves under the header."""
    own = [
        fragment
        for fragment in row.label[1:]
        if _is_under(fragment, heading) and _REFERENCE.fullmatch(fragment.text.strip())
    ]
    label = tuple(fragment for fragment in row.label if fragment not in own)
    notes = [_placed(fragment.line, fragment.start, fragment.end) for fragment in own]
    return (msgspec.structs.replace(row, label=label), notes) if own else (row, [])


def _is_under(one: Fragment | Slot, heading: Fragment) -> bool:
    return one.start < heading.end + _BESIDE and one.end > heading.start - _BESIDE


_PARTS = {"delimited": _from_cells, "loose": _from_words, "aligned": _from_gaps}


def _cut(fragment: Fragment, length: int) -> Fragment:
    return msgspec.structs.replace(fragment, text=fragment.text[:length], end=fragment.start + length)


def _placed(line: Line, start: int, end: int) -> Placed:
    return Placed("word", line.text[start:end].strip(), line.span(start, end), x0=start, x1=end)


# ---- notes that are not there -------------------------------------------------------------------------------------


def note_references(notes: Sequence[Place], passages: Sequence[Passage]) -> list[Observation]:
    """The references of tables to notes that the report does not have, where it has nearly all others."""
    told = [(place, int(number)) for place in notes for number in _NUMBER.findall(place.text)]
    if not told:
        return []
    headed = {
        int(match[1])
        for passage in passages
        if passage.kind != CONTENTS and (match := _HEADING.match(passage.line.text)) is not None
    }
    missing = [(place, number) for place, number in told if number not in headed]
    if len(headed) < _LEAST_NOTES or not missing or len(missing) * _MET > len(told):
        return []
    return [
        Observation(what="note", title=f"not {number}", places=(place,), stated=str(number), near=())
        for place, number in missing
    ]
