"""Rows of runs to a grid of figures: how many columns there are, and which reading each row has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product

import msgspec

from auditor.model.draft import Number, RowDraft, Run, Slot, TableDraft, number, readings_of
from auditor.model.span import Span, join
from auditor.vocabulary import Vocabulary

# Readings of one row that are weighed against each other; beyond it the first ones stand for the rest.
_MOST_READINGS = 400
_NOTE_DIGITS = 2
# A row is read as fewer figures than columns when it is so much more even than with its groups taken apart.
_SHORT_ROW = 4.0


class Placed(msgspec.Struct, frozen=True):
    """A cell of the grid: a number, a nil mark or a word, where it stands and what is printed there."""

    kind: str
    text: str
    span: Span
    number: Number | None = None
    x0: int = 0
    x1: int = 0


# what a note in or out of turn weighs against the evenness of a column, where a digit too many or too few is 1
_NEXT_NOTE, _NOTE_IN_TURN, _NOTE_OUT_OF_TURN, _RESULT_WITH_NOTE, _SUM_WITH_NOTE = 12.0, 2.0, 6.0, 0.5, 20.0
_NOTES_LEFT_OUT = 3
# a reading of a row: how much it is preferred, its cells, and its note
Option = tuple[int, tuple[Placed, ...], tuple[Placed, ...]]
_NONE_KNOWN: Mapping[int, int] = {}


class Grid(msgspec.Struct, frozen=True):
    """`rows[i]` has one cell or None for each of `width` columns; heading rows have none. `notes` are the numbers of a
    note column, `extra` figures that have no place, `labels` numbers at the end of a label, all with their row.
    `ragged` rows
    are placed by guess; `cells` are the columns of a delimited table.
    """

    width: int
    rows: tuple[tuple[Placed | None, ...], ...]
    notes: tuple[tuple[int, Placed], ...] = ()
    extra: tuple[tuple[int, Placed], ...] = ()
    ragged: tuple[int, ...] = ()
    cells: tuple[int, ...] = ()
    labels: tuple[tuple[int, Placed], ...] = ()

    def numbers_of(self, column: int) -> list[Number]:
        """The numbers of a column, from the top."""
        return [cell.number for row in self.rows if (cell := row[column]) is not None and cell.number is not None]


def widths(draft: TableDraft) -> list[tuple[int, float]]:
    """The column counts that a table may have, with how well its rows speak for each, best first."""
    scores: Counter[int] = Counter()
    counted = [row for row in draft.rows if row.slots]
    if draft.mode == "aligned":
        # wide spaces tell figures apart; the widest rows have all columns, others leave cells blank
        naturals = Counter(_natural(row) for row in counted)
        least = 1 if len(counted) <= 3 else 2
        full = max((count for count, rows in naturals.items() if rows >= least), default=max(naturals))
        return [(full, float(len(counted)))]
    counts = []
    for row in counted:
        natural_reading, fewest = _natural_reading(row), _fewest(row)
        counts.append((fewest, len(natural_reading), _most(row), fewest - _in_label(natural_reading[0], row)))
    for width in range(1, max(top for _, _, top, _ in counts) + 1):
        score = 0.0
        for least, natural, top, needed in counts:
            if natural == width:
                score += 1.5
            elif least <= width <= top:
                score += 1.0
            elif top < width:
                score += 0.2 if top > 1 else 0.3
            elif needed == width:
                score -= 0.5
            else:
                # figures that no column has room for
                score -= 2.0
        scores[width] = score  # type: ignore[assignment]
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def noted_widths(draft: TableDraft) -> list[tuple[int, float]]:
    """As `widths`, for a table with a note column that only some rows fill: a row may have one small number in
    front.
    """
    counted = [row for row in draft.rows if row.slots]
    scores: list[tuple[int, float]] = []
    for width in range(1, max(_most(row) for row in counted) + 1):
        score = 0.0
        for row in counted:
            options = _candidates(row, width, True)
            if options:
                # a row taken apart no more than it has to be speaks louder, and loudest one with its note
                natural = _natural(row)
                noted = natural == width + 1 and any(option[2] for option in options)
                score += 2.0 if noted else 1.5 if natural == width else 1.0
        scores.append((width, score))
    return sorted(scores, key=lambda pair: (-pair[1], pair[0]))


def fill(
    draft: TableDraft,
    width: int,
    vocabulary: Vocabulary,
    has_notes: bool = False,
    known: Mapping[int, int] = _NONE_KNOWN,
) -> Grid:
    """The grid of a table with `width` columns; `known` are the last notes of rows that spell them out."""
    if draft.mode == "delimited":
        return _by_cells(draft)
    aligned = draft.mode == "aligned"
    candidates = [_whole_readings(row, width) if aligned else _candidates(row, width, has_notes) for row in draft.rows]
    for spelled in known:
        # a row has its notes in one place
        candidates[spelled] = [option for option in candidates[spelled] if not option[2]]
    profile = _profile(draft.rows, candidates, width)
    notes: list[tuple[int, Placed]] = []
    extra: list[tuple[int, Placed]] = []
    ragged: list[int] = []
    labels: list[tuple[int, Placed]] = []
    rows: list[tuple[Placed | None, ...]] = []
    last: int | None = None
    for index, (row, options) in enumerate(zip(draft.rows, candidates, strict=True)):
        if not row.slots:
            rows.append((None,) * width)
            continue
        if index - 1 in known:
            last = known[index - 1]
        short_noted = _noted_short(row, width, last, profile, options) if has_notes and index not in known else None
        if short_noted is not None:
            notes.append((index, short_noted[0]))
            last = int(short_noted[0].text)
            rows.append((*short_noted[1:], *([None] * (width - len(short_noted) + 1))))
            ragged.append(index)
            continue
        if options:
            odds = [_cost(option[1], profile) + _note_cost(option[2], row, last, vocabulary) for option in options]
            best = min(zip(odds, options, strict=True), key=lambda pair: (pair[0], pair[1][0]))[1]
            cost = _cost(best[1], profile)
            if not best[2] and any(option[2] and _is_next(int(option[2][0].text), last) for option in options):
                if vocabulary.role(_label(row)) == "result":
                    # "Verksamhetens resultat 6 120 98" below note 5: 6 120, or note 6 and 120
                    ragged.append(index)
            last = int(best[2][0].text) if best[2] else last
            if not aligned and (numbered := _numbered(row, width, vocabulary)) is not None:
                # "Byggnad etapp 2 287 455": the number belongs to the label where the columns are as even with it there
                if _cost(numbered[1:], profile) < cost:
                    labels.append((index, numbered[0]))
                    rows.append(numbered[1:])
                    continue
            short = _natural_reading(row) if not aligned and all(_top(slot) > 1 for slot in row.slots) else ()
            if 1 < len(short) <= width // 2 and _cost(short, profile[: len(short)]) + _SHORT_ROW < cost:
                # "Fordon 2 600 2 718" in a table of four columns is two figures: the last cells are blank
                rows.append((*short, *([None] * (width - len(short)))))
                ragged.append(index)
                continue
            notes.extend((index, placed) for placed in best[2])
            rows.append(best[1])
            continue
        natural = _natural_reading(row)
        if len(natural) > width:
            surplus = len(natural) - width
            if surplus == 1 and _in_label(natural[0], row):
                # "Medicin 1 22 18": the number belongs to the label
                labels.append((index, natural[0]))
            else:
                extra.extend((index, placed) for placed in natural[:surplus])
                ragged.append(index)
            rows.append(tuple(natural[surplus:]))
        elif aligned:
            placed_row, sure = _by_position(natural, width, draft, candidates)
            split = [] if sure else _candidates(row, width, False)
            if split:
                rows.append(min(split, key=lambda option: (_cost(option[1], profile), option[0]))[1])
                continue
            rows.append(placed_row)
            if not sure:
                ragged.append(index)
        else:
            rows.append((*natural, *([None] * (width - len(natural)))))
            ragged.append(index)
    return Grid(width, tuple(rows), tuple(notes), tuple(extra), tuple(ragged), (), tuple(labels))


def _numbered(row: RowDraft, width: int, vocabulary: Vocabulary) -> tuple[Placed, ...] | None:
    """The first reading as one figure more than columns whose first may number the last word of the label."""
    if not row.label or not vocabulary.is_numbered(row.label[-1].text.split()[-1]):
        return None
    return next((cells for cells in _row_readings(row, width + 1) if _in_label(cells[0], row)), None)


def _in_label(placed: Placed, row: RowDraft) -> bool:
    one = placed.number
    if not row.label or one is None or one.decimals or one.unit or one.sign:
        return False
    return len(one.digits) <= _NOTE_DIGITS or (len(one.digits) == 4 and "1950" <= one.digits <= "2099")


def placed_at(grid: Grid, places: Mapping[int, tuple[int, ...]]) -> Grid:
    """The grid with the figures of some rows, by row, in other columns; where they stand is no guess any more."""
    rows = list(grid.rows)
    for index, columns in places.items():
        cells: list[Placed | None] = [None] * grid.width
        for column, cell in zip(columns, (cell for cell in rows[index] if cell is not None), strict=True):
            cells[column] = cell
        rows[index] = tuple(cells)
    ragged = tuple(index for index in grid.ragged if index not in places)
    return msgspec.structs.replace(grid, rows=tuple(rows), ragged=ragged)


# ---- counting -------------------------------------------------------------------------------------------------


def _groups(slots: tuple[Slot, ...]) -> list[list[Slot]]:
    """Slots, those that may go on from the slot above kept together with it."""
    grouped: list[list[Slot]] = []
    for slot in slots:
        if slot.joins and grouped:
            grouped[-1].append(slot)
        else:
            grouped.append([slot])
    return grouped


def _fewest(row: RowDraft) -> int:
    """The figures that a row has at least, however its groups are read."""
    return len(_groups(row.slots))


def can_have(row: RowDraft, width: int) -> bool:
    """Whether the figures of a row can be read as exactly so many, or all but the first, which may end its label."""
    return least_columns(row) <= width <= _most(row)


def least_columns(row: RowDraft) -> int:
    """The columns that a row needs at least: its first figure may be the end of its label."""
    return _fewest(row) - (bool(row.slots) and _in_label(_natural_reading(row)[0], row))


def _natural(row: RowDraft) -> int:
    """The count when every run is as few figures as it can be."""
    return len(_natural_reading(row))


def _most(row: RowDraft) -> int:
    return sum(_top(slot) for slot in row.slots)


def _top(slot: Slot) -> int:
    """The most cells that a slot can be; a sign apart from its number may be a nil of its own."""
    return len(slot.run.groups) + slot.run.apart if slot.run is not None else 1


def _natural_reading(row: RowDraft) -> tuple[Placed, ...]:
    placed: list[Placed] = []
    for group in _groups(row.slots):
        placed.extend(next(_group_readings(group, None)))
    return tuple(placed)


# ---- readings -------------------------------------------------------------------------------------------------


def _group_readings(group: list[Slot], figures: int | None) -> Iterator[tuple[Placed, ...]]:
    """The readings of a slot (with what may go on from it) as `figures` cells, fewest cells first when None."""
    counts = range(1, sum(_top(slot) for slot in group) + 1) if figures is None else (figures,)
    first = group[0]
    for count in counts:
        if len(group) > 1:
            if count == 1 and (joined := _joined(group)) is not None:
                yield (joined,)
            for split in _compositions(count, [_top(slot) for slot in group]):
                for parts in product(
                    *(list(_group_readings([slot], size)) for slot, size in zip(group, split, strict=True))
                ):
                    yield tuple(placed for part in parts for placed in part)
        elif first.run is None:
            if count == 1:
                yield (Placed(first.kind, first.text, first.span, x0=first.start, x1=first.end),)
        else:
            for reading in readings_of(first.run, count):
                yield tuple(_place(first, one) for one in reading)
            if first.run.apart and count > 1:
                dash = Placed(
                    "nil",
                    first.line.text[first.run.begin],
                    first.line.span(first.run.begin, first.run.begin + 1),
                    x0=first.run.begin,
                    x1=first.run.begin + 1,
                )
                bare = msgspec.structs.replace(first.run, sign="", apart=False, begin=first.run.groups[0][1])
                for reading in readings_of(bare, count - 1):
                    yield (dash, *(_place(first, one) for one in reading))


def _place(slot: Slot, one: Number) -> Placed:
    end = one.end
    if slot.line.text[one.start : one.start + 1] == "(" and slot.line.text[end : end + 1] == ")":
        end += 1
    return Placed("number", slot.line.text[one.start : end], slot.line.span(one.start, end), one, one.start, end)


def _joined(group: list[Slot]) -> Placed | None:
    """A figure that a line break cut in two: "-484" / "404 tkr"."""
    runs = [slot.run for slot in group]
    if any(run is None for run in runs):
        return None
    first: Run = runs[0]  # type: ignore[assignment]
    last: Run = runs[-1]  # type: ignore[assignment]
    groups = tuple(entry for run in runs if run is not None for entry in run.groups)
    if len(groups[0][0]) > 3 and len(first.groups) == 1:
        return None
    whole = msgspec.structs.replace(first, groups=groups, decimals=last.decimals, unit=last.unit, mark=last.mark)
    one = number(whole, 0, len(groups))
    spans = []
    for slot, run in zip(group, runs, strict=True):
        assert run is not None
        end = run.groups[-1][2] + (len(run.decimals) + 1 if run.decimals else 0)
        spans.append(slot.line.span(run.begin, end))
    text = " ".join(
        slot.line.text[
            slot.run.begin : slot.run.groups[-1][2] + (len(slot.run.decimals) + 1 if slot.run.decimals else 0)
        ]
        for slot in group
        if slot.run
    )
    return Placed("number", text, join(spans), one, group[0].start, group[0].end)


def _compositions(total: int, tops: list[int]) -> Iterator[tuple[int, ...]]:
    """The ways to share `total` among so many places, at least one and at most `tops[i]` each."""
    if not tops:
        if total == 0:
            yield ()
        return
    rest = len(tops) - 1
    for share in range(1, min(tops[0], total - rest) + 1):
        for others in _compositions(total - share, tops[1:]):
            yield (share, *others)


def _candidates(row: RowDraft, width: int, has_notes: bool) -> list[tuple[int, tuple[Placed, ...], tuple[Placed, ...]]]:
    """The readings of a row as exactly `width` cells, as (preference, cells, notes)."""
    if not row.slots:
        return []
    found: list[tuple[int, tuple[Placed, ...], tuple[Placed, ...]]] = []
    for cells in _row_readings(row, width):
        found.append((len(found), cells, ()))
        if len(found) >= _MOST_READINGS:
            break
    if has_notes:
        for cells in _row_readings(row, width + 1):
            first = cells[0].number
            if (
                first is not None
                and not first.decimals
                and not first.unit
                and len(first.digits) <= _NOTE_DIGITS
                and not first.sign
            ):
                found.append((len(found), cells[1:], cells[:1]))
            if len(found) >= 2 * _MOST_READINGS:
                break
    return found


def _whole_readings(row: RowDraft, width: int) -> list[tuple[int, tuple[Placed, ...], tuple[Placed, ...]]]:
    """The reading of a row whose cells wide spaces set apart, where it has all columns."""
    natural = _natural_reading(row) if row.slots else ()
    return [(0, natural, ())] if natural and len(natural) == width else []


def _row_readings(row: RowDraft, width: int) -> Iterator[tuple[Placed, ...]]:
    groups = _groups(row.slots)
    tops = [sum(_top(slot) for slot in group) for group in groups]
    if len(groups) > width or sum(tops) < width:
        return
    for split in _compositions(width, tops):
        options = [list(_group_readings(group, size)) for group, size in zip(groups, split, strict=True)]
        for parts in product(*options):
            yield tuple(placed for part in parts for placed in part)


# ---- evenness ---------------------------------------------------------------------------------------------------


def _profile(
    rows: tuple[RowDraft, ...], candidates: list[list[tuple[int, tuple[Placed, ...], tuple[Placed, ...]]]], width: int
) -> list[tuple[int, int, bool]]:
    """What a column looks like in the rows that can be read in one way only: digits, decimals, whether in per cent."""
    columns: list[list[Placed]] = [[] for _ in range(width)]
    only = [(row, options[0][1]) for row, options in zip(rows, candidates, strict=True) if len(options) == 1]
    # rows whose runs need not be taken apart are surer than the others
    certain = [cells for row, cells in only if _fewest(row) == width] or [cells for _, cells in only]
    # where every row leaves it open, a figure is as long as the others of its row rather than one digit beside six
    for cells in certain or [min(options, key=_unevenness)[1] for options in candidates if options]:
        for column, cell in zip(columns, cells, strict=True):
            if cell.number is not None:
                column.append(cell)
    profile = []
    for column in columns:
        # a nought tells nothing of how long the others are
        lengths = sorted(len(cell.number.digits) for cell in column if cell.number and cell.number.scaled)
        decimals = Counter(cell.number.decimals for cell in column if cell.number)
        percent = sum("%" in cell.number.unit for cell in column if cell.number) * 2 > len(column)
        middle = lengths[len(lengths) // 2] if lengths else 0
        profile.append((middle, decimals.most_common(1)[0][0] if decimals else -1, percent))
    return profile


def _note_cost(notes: tuple[Placed, ...], row: RowDraft, last: int | None, vocabulary: Vocabulary) -> float:
    """What speaks against a number before a row's figures being its note: notes rise line by line, sums have none."""
    if not notes:
        return 0.0
    own = int(notes[0].text)
    role = vocabulary.role(_label(row))
    if role in ("total", "subtotal", "result"):
        return _RESULT_WITH_NOTE if role == "result" and _is_next(own, last) else _SUM_WITH_NOTE
    if _is_next(own, last):
        return -_NEXT_NOTE
    return -_NOTE_IN_TURN if last is None or last <= own <= last + _NOTES_LEFT_OUT else _NOTE_OUT_OF_TURN


def _label(row: RowDraft) -> str:
    return " ".join(fragment.text for fragment in row.label)


def _is_next(own: int, last: int | None) -> bool:
    """Whether a note is the one behind that of the line above, or the first of all."""
    return own == 1 + (last or 0)


def _noted_short(
    row: RowDraft,
    width: int,
    last: int | None,
    profile: list[tuple[int, int, bool]],
    options: list[tuple[int, tuple[Placed, ...], tuple[Placed, ...]]],
) -> tuple[Placed, ...] | None:
    """A row with the next note and fewer figures than columns, the note first: "Obligationer 11 173,4 73,4".

    Where its numbers fill all columns as well, the first of them has to lack the decimals that its column prints.
    """
    natural = _natural_reading(row)
    cells = options[0][1] if options else natural
    first = cells[0].number
    if options and (first is None or first.decimals or profile[0][1] <= 0 or any(option[2] for option in options)):
        return None
    for count in range(2, width + 1):
        for reading in _row_readings(row, count):
            note = reading[0].number
            bare = note is not None and not note.decimals and not note.unit and not note.sign
            if note is not None and bare and len(note.digits) <= _NOTE_DIGITS and _is_next(int(note.digits), last):
                return reading
    return None


def _unevenness(option: tuple[int, tuple[Placed, ...], tuple[Placed, ...]]) -> tuple[int, int]:
    """How far the figures of a reading are from having as many digits each; a nought in front makes no figure."""
    numbers = [cell.number for cell in option[1] if cell.number is not None]
    lengths = [len(one.digits) for one in numbers if not one.decimals]
    noughts = sum(len(one.digits) > 1 and one.digits[0] == "0" and not one.decimals for one in numbers)
    return (max(lengths, default=0) - min(lengths, default=0)) + 3 * noughts, option[0]


def _cost(cells: tuple[Placed, ...], profile: list[tuple[int, int, bool]]) -> float:
    """How far a row is from what its columns look like; evenness of digit lengths first."""
    cost = 0.0
    for cell, (length, decimals, percent) in zip(cells, profile, strict=True):
        if cell.number is None:
            cost += 0.5
            continue
        if length:
            off = abs(len(cell.number.digits) - length)
            cost += off * off
        if decimals >= 0 and cell.number.decimals != decimals:
            cost += 2
        if cell.number.unit and ("%" in cell.number.unit) != percent:
            cost += 2
        if len(cell.number.digits) > 1 and cell.number.digits[0] == "0" and not cell.number.decimals:
            cost += 3
    lengths = [len(cell.number.digits) for cell in cells if cell.number]
    if lengths:
        cost += 0.05 * (max(lengths) - min(lengths))
    return cost


# ---- placing by position ----------------------------------------------------------------------------------------


def _by_position(
    cells: tuple[Placed, ...],
    width: int,
    draft: TableDraft,
    candidates: list[list[tuple[int, tuple[Placed, ...], tuple[Placed, ...]]]],
) -> tuple[tuple[Placed | None, ...], bool]:
    """Puts a row with fewer figures than columns where the full rows' columns are; figures are set flush right."""
    extents: list[list[int]] = [[] for _ in range(width)]
    for options in candidates:
        if options:
            for extent, cell in zip(extents, options[0][1], strict=True):
                extent.append(cell.x1)
    if not all(extents):
        return (*cells, *([None] * (width - len(cells)))), False
    edges = [sorted(extent)[len(extent) // 2] for extent in extents]
    row: list[Placed | None] = [None] * width
    sure = True
    for cell in cells:
        distances = sorted((abs(cell.x1 - edge), column) for column, edge in enumerate(edges))
        distance, column = distances[0]
        if row[column] is not None or (len(distances) > 1 and distances[1][0] - distance <= 1):
            sure = False
        if row[column] is None:
            row[column] = cell
    if sum(cell is not None for cell in row) < len(cells):
        return (*cells, *([None] * (width - len(cells)))), False
    return tuple(row), sure


def _by_cells(draft: TableDraft) -> Grid:
    """The grid of a table whose cells are set apart: the columns are the cells that hold figures."""
    figures = Counter(slot.cell for row in draft.rows for slot in row.slots if slot.cell is not None)
    worded = Counter(fragment.cell for row in draft.rows for fragment in row.label if fragment.cell is not None)
    used = sorted(cell for cell, count in figures.items() if (count * 3 >= worded[cell] or cell == max(figures)))
    place = {cell: column for column, cell in enumerate(used)}
    rows: list[tuple[Placed | None, ...]] = []
    extra: list[tuple[int, Placed]] = []
    labels: list[tuple[int, Placed]] = []
    for index, row in enumerate(draft.rows):
        cells: list[Placed | None] = [None] * len(used)
        for slot in row.slots:
            parts = next(_group_readings([slot], None))
            if slot.cell not in place:
                labels.append((index, parts[0]))
                continue
            column = place[slot.cell]
            for part in parts:
                if cells[column] is None:
                    cells[column] = part
                else:
                    extra.append((index, part))
        for fragment in row.label:
            if fragment.cell in place and fragment.cell > used[0] - 1:
                if cells[place[fragment.cell]] is None:
                    cells[place[fragment.cell]] = Placed("word", fragment.text, fragment.span)
        rows.append(tuple(cells))
    return Grid(len(used), tuple(rows), (), tuple(extra), (), tuple(used), tuple(labels))
