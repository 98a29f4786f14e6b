"""The lines of a region parted into tables and text: rows are lines whose figures stand under each other."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.columns import Column
from auditor.readers.pdf.lines import LETTER, Cell, Gaps, Line, cells_of
from auditor.readers.pdf.rows import is_open

# a figure so far from the words in front of it, in em, is set apart
_SET_APART = 0.9
# lines above and below in which the figures of a column are looked for
_NEAR = 6
# how far apart the rows of one table stand, in lines of its letters
_FARTHEST = 5.0
_HEADER_GAP = 3.2
_MOST_HEADER_LINES = 12
_MOST_BETWEEN = 12
# in em
_CENTRED = 0.8
_FLUSH = 0.25
_SENTENCE_WORDS = 5
_HEADER_WORDS = 6
# a line so much larger than the rows is above the table, not of its header
_HEADING = 1.4
_BULLET = re.compile(r"[•●○◦▪▫■□►▸‣⁃∙·✓➢❖\uf000-\uf8ff]")
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
_YEAR = re.compile(r"(?:19[5-9]|20\d)\d")
_LOWER = re.compile(r"[a-zåäöé(&/+]")
# edges within this of each other are one, in points
_SAME_EDGE = 3.0
# a line pitch within a cell is no larger, in em
_PITCH = 1.45


class Block(msgspec.Struct):
    """Lines of text, or a table: its cells by line, and how many of the first lines are its header."""

    lines: list[Line]
    cells: list[list[Cell]]
    table: bool = False
    header: int = 0


def blocks(lines: Sequence[Line], gaps: Gaps, before: Sequence[Column] = ()) -> list[Block]:
    """The tables of a region and the text between them, from the top down. `before` are the columns of a table that
    may go on here.
    """
    cells = [cells_of(line, gaps, at) for at, line in enumerate(lines)]
    for above, own in pairwise(cells):
        # "1)" below "... (not" is no figure
        if own[0].figure and ")" in own[0].text and "(" not in own[0].text and not above[0].figure:
            own[0].figure = not (is_open(above[0].text) and abs(above[0].x0 - own[0].x0) <= _SAME_EDGE)
    rows = _rows(lines, cells, gaps)
    begun = _going_on(lines, cells, rows, before, gaps)
    found: list[Block] = []
    at = text = 0
    while at < len(lines):
        if not rows[at]:
            at += 1
            continue
        end = _end(at, lines, cells, rows)
        first = 0 if at <= begun else _label_start(at, text, lines, cells)
        first = min(first, _header_start(at, text, lines, cells))
        end = _with_wraps(end, at, lines, cells, rows)
        first = _below_caption(first, at, end, lines, cells)
        if at <= begun or _is_table(cells[first:end], rows[first:end]) or _is_headed(first, at, cells):
            if first > text:
                found.append(Block(list(lines[text:first]), cells[text:first]))
            header = _header_end(first, at, lines, cells) - first
            found.append(Block(list(lines[first:end]), cells[first:end], True, header))
            text = end
        at = end
    if text < len(lines):
        found.append(Block(list(lines[text:]), cells[text:]))
    return found


# ---- rows -----------------------------------------------------------------------------------------------------


def _rows(lines: Sequence[Line], cells: Sequence[list[Cell]], gaps: Gaps) -> list[bool]:
    """Which lines have a figure of their own that stands under or above one of another line."""
    apart = [_apart(line, own, gaps) for line, own in zip(lines, cells, strict=True)]
    rows = [False] * len(lines)
    for at, own in enumerate(apart):
        for other in range(at + 1, min(at + _NEAR + 1, len(lines))):
            if rows[at] and rows[other]:
                continue
            if lines[other].base - lines[at].base > 8 * _PITCH * lines[at].size:
                break
            if any(_under(cell, below, lines[at].size) for cell in own for below in apart[other]):
                rows[at] = rows[other] = True
    for at, own in enumerate(cells):
        if not rows[at] and own[-1].figure and _is_near_row(at, lines, cells, apart, rows, gaps):
            rows[at] = True
    for at, own in enumerate(apart):
        if not rows[at] and own and at and _alone(at, lines, cells, own):
            rows[at] = True
    return rows


def _is_near_row(
    at: int,
    lines: Sequence[Line],
    cells: Sequence[list[Cell]],
    apart: Sequence[list[Cell]],
    rows: Sequence[bool],
    gaps: Gaps,
) -> bool:
    """Whether the first figure behind a long label ends right above or below one of a row: little white parts it from
    its label.
    """
    own = cells[at]
    first = next((number for number, cell in enumerate(own) if cell.figure), 0)
    if not first or not all(cell.figure for cell in own[first:]) or _YEAR.fullmatch(own[first].text):
        return False
    size = lines[at].size
    if own[first].x0 - own[first - 1].x1 < gaps.narrow * size:
        return False
    return any(
        rows[other]
        and abs(lines[other].base - lines[at].base) <= 2 * _PITCH * size
        and any(abs(cell.x1 - own[first].x1) <= 0.3 * size for cell in apart[other])
        for other in range(max(at - 2, 0), min(at + 3, len(lines)))
    )


def _apart(line: Line, cells: list[Cell], gaps: Gaps) -> list[Cell]:
    """The figures of a line that white sets apart from what stands before them."""
    if any(_LEADERS.search(word.text) for word in line.words) or _LEADERS.search(line.text):
        return []
    found = []
    for at, cell in enumerate(cells):
        if not cell.figure:
            continue
        before = cells[at - 1] if at else None
        # between two figures white of the width of a blank parts nothing that can be told
        least = gaps.narrow if before is not None and before.figure else max(_SET_APART, gaps.gutter - 0.1)
        if before is None or cell.x0 - before.x1 >= least * line.size:
            found.append(cell)
    # years alone are a header
    return found if any(not _YEAR.fullmatch(cell.text) for cell in found) else []


def _under(one: Cell, other: Cell, size: float) -> bool:
    return (
        abs(one.x1 - other.x1) <= 0.3 * size
        or abs(one.x0 - other.x0) <= 0.15 * size
        or abs(one.x0 + one.x1 - other.x0 - other.x1) <= 0.4 * size
        or (min(one.x1, other.x1) - max(one.x0, other.x0)) > 0.6 * min(one.x1 - one.x0, other.x1 - other.x0)
    )


def _alone(at: int, lines: Sequence[Line], cells: Sequence[list[Cell]], own: list[Cell]) -> bool:
    """Whether figures of a lone row stand under the cells of a header."""
    heads: list[Cell] = []
    several = False
    for above in range(at - 1, max(at - _MOST_HEADER_LINES, 0) - 1, -1):
        if lines[above + 1].base - lines[above].base > _HEADER_GAP * lines[at].size:
            break
        line = [cell for cell in cells[above] if not cell.figure or _YEAR.fullmatch(cell.text)]
        if len(line) < len(cells[above]) or _is_prose(lines[above], cells[above], _edge(cells[at])):
            break
        heads += line
        several = several or len(line) >= 2
        if several and all(any(head.x0 < cell.x1 and head.x1 > cell.x0 for head in heads) for cell in own):
            worded = all(LETTER.search(head.text) for head in heads)
            return not cells[at][0].figure or (worded and len(own) == len(cells[at]))
    return False


def _going_on(
    lines: Sequence[Line], cells: Sequence[list[Cell]], rows: list[bool], before: Sequence[Column], gaps: Gaps
) -> int:
    """The first row of a table that goes on from the page before, with the columns `before`: its figures, and those
    of the rows below, stand in these. The rows are marked in `rows`; -1 where there is none.
    """
    figures = [column for column in before if column.figures]
    if not figures:
        return -1
    first = -1
    for at, own in enumerate(cells):
        apart = _apart(lines[at], own, gaps)
        if not apart:
            if first < 0 and (own[-1].x1 > figures[0].x0 or at > _MOST_HEADER_LINES):
                return -1
            if first < 0:
                continue
        elif all(any(abs(cell.x1 - column.x1) <= 3 for column in figures) for cell in apart):
            first = at if first < 0 else first
            rows[at] = True
            continue
        break
    return first


# ---- the extent of a table ------------------------------------------------------------------------------------


def _is_prose(line: Line, cells: list[Cell], edge: float) -> bool:
    """Whether a line runs on as text through the columns of figures, which begin at `edge`."""
    worded = sum(LETTER.search(word.text) is not None for word in line.words)
    wide = max(cells, key=lambda cell: len(cell.words))
    return (
        worded >= _SENTENCE_WORDS
        and wide.x1 > edge + 2 * line.size
        and wide.x0 < edge - 2 * line.size
        and len(wide.words) * 3 >= len(line.words) * 2
    )


def _edge(cells: list[Cell]) -> float:
    """Where the first figure of a row begins that stands behind its label."""
    own = [cell.x0 for at, cell in enumerate(cells) if cell.figure and at]
    return min(own) if own else cells[0].x0


def _end(first: int, lines: Sequence[Line], cells: Sequence[list[Cell]], rows: Sequence[bool]) -> int:
    """Where the table that begins with the row `first` ends: behind its last row."""
    last = first
    edge = _edge(cells[first])
    columns = [cell for cell in cells[first] if cell.figure]
    pitch: float | None = None
    while True:
        following = next((at for at in range(last + 1, min(last + _MOST_BETWEEN + 2, len(lines))) if rows[at]), None)
        if following is None:
            return last + 1
        between = range(last + 1, following)
        size = lines[last].size
        steps = [lines[at + 1].base - lines[at].base for at in range(last, following)]
        own = [cell for cell in cells[following] if cell.figure]
        if max(steps) > _FARTHEST * size or any(_is_prose(lines[at], cells[at], edge) for at in between):
            return last + 1
        if any(_heads(at, lines, cells, edge, steps[at - last - 1], pitch) for at in between):
            return last + 1
        shared = sum(any(_shares(cell, column) for column in columns) for cell in own)
        if not shared or (between and shared * 2 < len(own) and max(steps) > 2 * _PITCH * size):
            return last + 1
        if following == last + 1:
            pitch = steps[0] if pitch is None else min(pitch, steps[0])
        edge = min(edge, _edge(cells[following]))
        columns = [*columns[-60:], *own]
        last = following


def _shares(cell: Cell, column: Cell) -> bool:
    return cell.x0 < column.x1 and cell.x1 > column.x0


def _heads(
    at: int, lines: Sequence[Line], cells: Sequence[list[Cell]], edge: float, step: float, pitch: float | None
) -> bool:
    """Whether a line between two rows is the header of another table: several cells of words or years above figures."""
    over = [cell for cell in cells[at] if cell.x1 > edge]
    if len(over) < 2 or any(cell.figure and not _YEAR.fullmatch(cell.text) for cell in over):
        return False
    if any(_LOWER.match(cell.text) for cell in over) and not any(cell.figure for cell in over):
        return False
    bold = lines[at].bold and not lines[at - 1].bold
    return bold or any(cell.figure for cell in over) or (pitch is not None and step > 1.3 * pitch)


def _header_start(first: int, least: int, lines: Sequence[Line], cells: Sequence[list[Cell]]) -> int:
    """Where the header of a table begins whose first row is `first`."""
    edge = _edge(cells[first])
    left = _left(first, cells)
    start = first
    for at in range(first - 1, max(least, first - _MOST_HEADER_LINES) - 1, -1):
        size = max(lines[at].size, lines[at + 1].size)
        if lines[at + 1].base - lines[at].base > _HEADER_GAP * size or _is_prose(lines[at], cells[at], edge):
            break
        heading = lines[at].size >= _HEADING * lines[first].size and lines[at].x0 < edge
        if heading or _BULLET.fullmatch(lines[at].words[0].text) or _LEADERS.search(lines[at].text):
            break
        if _is_header(lines[at], cells[at], edge, left):
            start = at
    return start


def _left(row: int, cells: Sequence[list[Cell]]) -> float:
    """Where the labels of a table begin; that of its first row may stand above and below the line of its figures."""
    return min(own[0].x0 for own in cells[row : row + _NEAR])


def _below_caption(first: int, row: int, end: int, lines: Sequence[Line], cells: Sequence[list[Cell]]) -> int:
    """Where the header of a table begins below a caption: a phrase in the middle of the whole table, labels too. One
    over a group of columns stands in the middle of these, and one of a single column is flush with its words below.
    """
    left = min(line.x0 for line in lines[row:end])
    right = max(line.x1 for line in lines[row:end])
    while first < row - 1:
        line, size = lines[first], lines[first].size
        over = [cell for cell in cells[first + 1] if cell.x0 < line.x1 and cell.x1 > line.x0]
        flush = len(over) == 1 and _is_flush(line, over[0], size)
        off = abs(line.x0 + line.x1 - left - right) / 2
        if len(cells[first]) > 1 or len(line.words) < 2 or flush or off > _CENTRED * size:
            break
        first += 1
    return first


def _is_flush(line: Line, cell: Cell, size: float) -> bool:
    middle = abs(line.x0 + line.x1 - cell.x0 - cell.x1) / 2
    return min(abs(line.x0 - cell.x0), abs(line.x1 - cell.x1), middle) <= _FLUSH * size


def _label_start(first: int, least: int, lines: Sequence[Line], cells: Sequence[list[Cell]]) -> int:
    """Where the label of the first row begins, whose figures may stand on a later line of it."""
    edge = _edge(cells[first])
    start = first
    while start > least:
        own = cells[start]
        step = lines[start].base - lines[start - 1].base
        above = cells[start - 1]
        bare = own[0].figure
        if step > _PITCH * lines[start].size or len(above) > 1 or above[0].figure or above[0].x1 > edge:
            break
        if not bare and not _LOWER.match(own[0].text):
            break
        if lines[start].bold != lines[start - 1].bold and not bare:
            break
        start -= 1
    return start


def _is_header(line: Line, cells: list[Cell], edge: float, left: float) -> bool:
    """Whether a line has a cell over the figures, and does not run from the labels into them."""
    over = [cell for cell in cells if cell.x1 > edge + 0.3 * line.size]
    if not over or any(cell.figure and not _YEAR.fullmatch(cell.text) for cell in over):
        return False
    if len(cells) == 1 and len(cells[0].words) > _HEADER_WORDS:
        return False
    return len(cells) >= 2 or cells[0].x0 > left + 3 * line.size


def _header_end(first: int, row: int, lines: Sequence[Line], cells: Sequence[list[Cell]]) -> int:
    """Where the header ends: behind the last line above the first row that has a cell over the figures."""
    edge = _edge(cells[row])
    left = _left(row, cells)
    for at in range(row - 1, first - 1, -1):
        if _is_header(lines[at], cells[at], edge, left):
            return at + 1
    return first


def _with_wraps(end: int, first: int, lines: Sequence[Line], cells: Sequence[list[Cell]], rows: Sequence[bool]) -> int:
    """The end of a table with the lines that go on with the label of its last row."""
    edge = _edge(cells[first])
    steps = [lines[at + 1].base - lines[at].base for at in range(first, end - 1) if rows[at] and rows[at + 1]]
    pitch = min(steps) if steps else None
    while end < len(lines) and not rows[end]:
        step = lines[end].base - lines[end - 1].base
        own = cells[end]
        close = step <= _PITCH * lines[end].size and (pitch is None or step <= 1.05 * pitch)
        if close and _is_of_comment(own, cells[end - 1], edge) and lines[end].size == lines[end - 1].size:
            end += 1
            continue
        if not close or own[-1].x1 > edge or len(own) > 1 or lines[end].size != lines[end - 1].size:
            return end
        tighter = pitch is not None and step < 0.9 * pitch
        above = cells[end - 1][0]
        capitals = above.text.isupper() and own[0].text.isupper() and _has_no_room(above, own[0], cells[first:end])
        if not (tighter or capitals or _LOWER.match(own[0].text) or is_open(above.text)):
            return end
        end += 1
    return end


def _is_of_comment(own: list[Cell], above: list[Cell], edge: float) -> bool:
    """Whether words alone go on with a comment behind the figures."""
    return len(own) == 1 and own[0].x0 > edge and not above[-1].figure and abs(own[0].x0 - above[-1].x0) <= _SAME_EDGE


def _has_no_room(above: Cell, below: Cell, cells: Sequence[list[Cell]]) -> bool:
    """Whether the first word of a line has no room behind the label above, as far as the labels of a table reach."""
    edge = max((own[0].x1 for own in cells if not own[0].figure), default=0.0)
    word = below.words[0]
    return above.x1 + 0.2 * word.size + word.x1 - word.x0 > edge and abs(above.x0 - below.x0) <= _SAME_EDGE


def _is_headed(first: int, row: int, cells: Sequence[list[Cell]]) -> bool:
    """Whether every figure of a row without a label stands under words of a header."""
    own = [cell for cell in cells[row] if cell.figure]
    heads = [cell for line in cells[first:row] for cell in line if not cell.figure]
    held = [cell for cell in own if any(head.x0 < cell.x1 and head.x1 > cell.x0 for head in heads)]
    return len(own) >= 2 and len(held) == len(own) == len(cells[row])


def _is_table(cells: Sequence[list[Cell]], rows: Sequence[bool]) -> bool:
    """Whether rows have labels, or several figures each: numbers strewn over a chart have neither."""
    labelled = several = 0
    for at, (own, row) in enumerate(zip(cells, rows, strict=True)):
        if row:
            figures = sum(cell.figure for cell in own)
            beside = [cells[other] for other in (at - 1, at + 1) if 0 <= other < len(cells) and not rows[other]]
            labelled += not own[0].figure or any(
                len(other) == 1 and not other[0].figure and other[0].x1 <= own[0].x0 for other in beside
            )
            several += figures >= 2
    counted = sum(rows)
    return labelled * 2 >= counted or (several * 3 >= counted * 2 and counted >= 2 and labelled >= 1)
