"""The words and ruling lines of pages as the lines that a document has: text in the order of reading, rows of tables
with a tab between their cells. Pure: pages in, parts out.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from auditor.model.document import Stretch
from auditor.model.span import Origin
from auditor.readers.grids import BLANK, Part
from auditor.readers.pdf.blocks import Block, blocks
from auditor.readers.pdf.columns import Column
from auditor.readers.pdf.lines import LETTER, Gaps, Line, gaps_of, is_tight, lines_of
from auditor.readers.pdf.page import Page, Placed
from auditor.readers.pdf.regions import is_too_full, regions
from auditor.readers.pdf.rows import PITCH, goes_on_with
from auditor.readers.pdf.tables import Grid, grid_of
from auditor.readers.pdf.typed import Blank, blank_of, blanks_of, goes_on, has_blank_above, pitch_of
from auditor.readers.pdf.worded import worded

# single precision holds a hundredth of a point
_NOTHING = array("f", [0.0] * 4)
# what sets cells apart in a line of a document must not stand in one
_PARTING = str.maketrans({"\t": " ", "|": "¦", "\f": " ", "\v": " ", "\n": " ", "\r": " "})
_CONTROLS = str.maketrans({"\t": " ", "\f": " ", "\v": " ", "\n": " ", "\r": " "})
# a heading is so much larger than the text, and has so many words at most
_LARGER = 1.12
_HEADING_WORDS = 16
_BULLET = re.compile(r"[•●○◦▪▫■□►▸‣⁃∙·*\uf000-\uf8ff✓➢❖–-]")
_SAME_EDGE = 3.0
# a line of running text has so many words, and a page with fewer letters of it has little
_RUNNING_WORDS = 7
_LITTLE_TEXT = 150
_SEVERAL_WORDS = 4
_FEW_STEPS = 4
# so many lines of a label may be on the next page
_MOST_OF_LABEL = 4
# em
_USUAL_PITCH = 1.25
_WIDEST_PITCH = 1.8
# the end of a word that a narrow cell has torn without a hyphen: no Swedish word is, or begins with, such letters
_TORN = re.compile(
    r"(?:[dnrt]|(?=\w*[aeiouyåäö])(?:[lmnr][bcdfghklmnpqrstvx]|d[bdfgklmnpst]|[gv][bdfgkmpstv]|k[bdfgmpst])[a-zåäö]+)$"
)
# a word of so few letters before a dash is a month as a rule, and keeps it
_SHORT = 4


class _Table(msgspec.Struct):
    """The last table, for its part on the next page."""

    columns: list[Column]
    labels: int
    header: str
    width: float
    # the label of its last row where that has figures
    label: str = ""


class _Typed(msgspec.Struct):
    """The last page set with blanks, and its last line."""

    blank: Blank
    last: Line


class _State(msgspec.Struct):
    """What a page takes over from the one before: the table that it ended in, the size of the text, and how far apart
    its lines stand.
    """

    table: _Table | None = None
    typed: _Typed | None = None
    body: float = 0.0
    pitch: float = 0.0
    # the pages that are read from the top down, whatever columns they have
    bounded: list[int] = []
    # the next part is the rest of the label of the one before
    goes_on: bool = False


def parts(pages: Iterable[Page], bounded: list[int] | None = None) -> Iterator[Part]:
    """The lines of a document, a blank one between paragraphs and around headings and tables. A table that goes on on
    the next page goes on without one, and without its header again. The numbers of pages with too much on them to tell
    columns apart are put to `bounded`.
    """
    state = _State(bounded=[] if bounded is None else bounded)
    held: Part | None = None
    for page in pages:
        for part in _page(page, state):
            if state.goes_on and held is not None:
                held = _with_label(held, part)
            else:
                if held is not None:
                    yield held
                held = part
            state.goes_on = False
    if held is not None:
        yield held


def _with_label(row: Part, more: Part) -> Part:
    """A row with the rest of its label, which is on the next page."""
    end = row.text.index("\t")
    by = len(more.text) + 1
    before = [stretch for stretch in row.stretches if stretch.start < end]
    after = [
        msgspec.structs.replace(stretch, start=stretch.start + by, end=stretch.end + by)
        for stretch in row.stretches
        if stretch.start >= end
    ]
    own = [
        msgspec.structs.replace(stretch, start=stretch.start + end + 1, end=stretch.end + end + 1)
        for stretch in more.stretches
    ]
    text = f"{row.text[:end]} {more.text}{row.text[end:]}"
    return msgspec.structs.replace(row, text=text, stretches=(*before, *own, *after))


def _page(page: Page, state: _State) -> Iterator[Part]:
    before, state.table = state.table, None
    words = [word for word in page.words if word.text.strip()]
    if not words:
        return
    tight = is_tight(words)
    every = lines_of(words, tight)
    gaps = gaps_of(every)
    body = state.body = _body_size(every, state.body)
    before_typed, state.typed = state.typed, None
    blank = blank_of(every, before_typed.blank if before_typed is not None else None)
    if blank is not None:
        yield from _typed(every, blank, before_typed, page)
        state.typed = _Typed(blank, every[-1])
        return
    first = True
    last: _Table | None = None
    below: Line | None = None
    if is_too_full(every, gaps.gutter):
        state.bounded.append(page.number)
    parted = regions(every, page.rules, tight, gaps.gutter)
    state.pitch = _pitch(parted, state.pitch)
    for region in parted:
        lines = region
        going_on = before if first and before is not None and abs(before.width - page.width) < 1 else None
        if going_on is not None and (count := _rest_of_label(lines, going_on)):
            state.goes_on = True
            yield _joined([line.words for line in lines[:count]], page)
            lines = lines[count:]
        for block in blocks(lines, gaps, going_on.columns if going_on is not None else ()):
            if block.table:
                going_on = going_on if first else None
                grid, last, again = _grid(block, page, gaps, going_on)
                if not again:
                    yield BLANK
                rest = again and going_on is not None and _begins_with_rest(grid, going_on.label)
                state.goes_on = rest
                yield from _table(grid, page, again, rest)
            elif last is not None and _goes_on_below(block.lines, last, below):
                # the name of a group whose rows are on the next page
                yield from _text(block.lines, body, state.pitch, page)
            else:
                last = None
                yield from _texts(block, body, state.pitch, page)
            below = block.lines[-1]
            first = False
    state.table = last


def _goes_on_below(lines: Sequence[Line], table: _Table, above: Line | None) -> bool:
    """Whether a line below the rows of a table is like a label of it."""
    edge = next((column.x0 for column in table.columns if column.figures), 0.0)
    return (
        len(lines) == 1
        and above is not None
        and lines[0].x1 < edge
        and abs(lines[0].size - above.size) < 0.1 * above.size
        and 0 < lines[0].base - above.base < 3 * above.size
        and not lines[0].text.endswith((".", ":"))
    )


def _rest_of_label(lines: Sequence[Line], table: _Table) -> int:
    """How many lines at the top of a page are the rest of the label that the page before ended with, where no row
    follows them: they stand among the labels, and each goes on with what is above.
    """
    edge = next((column.x0 for column in table.columns if column.figures), 0.0)
    if not table.label or table.columns[0].figures:
        return 0
    label, count = table.label, 0
    for line in lines[: _MOST_OF_LABEL + 1]:
        capitals = label.isupper() and line.text.isupper()
        near = not count or line.base - lines[count - 1].base <= PITCH * line.size
        inside = line.x1 < edge and abs(line.x0 - table.columns[0].x0) <= _SAME_EDGE
        if not (near and inside and (capitals or goes_on_with(label, line.text))):
            break
        label, count = line.text, count + 1
    return count if count <= _MOST_OF_LABEL else 0


def _body_size(lines: Sequence[Line], before: float) -> float:
    """The size of the running text of a page: of most letters in lines of many words. `before` is that of the pages
    before it (0 for none), which holds for a page with little text.
    """
    running: Counter[float] = Counter()
    every: Counter[float] = Counter()
    for line in lines:
        letters = sum(len(word.text) for word in line.words)
        every[round(line.size, 1)] += letters
        if _is_running(line):
            running[round(line.size, 1)] += letters
    if running.total() < _LITTLE_TEXT and before:
        return before
    sizes = running or every
    return max(sorted(sizes), key=lambda size: sizes[size])


def _is_running(line: Line) -> bool:
    """Whether a line has the many words of a text, and not the many figures of a row."""
    words = sum(LETTER.search(word.text) is not None for word in line.words)
    return len(line.words) >= _RUNNING_WORDS and 2 * words > len(line.words)


# ---- tables ---------------------------------------------------------------------------------------------------


def _grid(block: Block, page: Page, gaps: Gaps, before: _Table | None) -> tuple[Grid, _Table, bool]:
    """The grid of a table, what its next part has to know, and whether it goes on with that of the page before."""
    grid = grid_of(block, page.rules, gaps)
    again = False
    if before is not None:
        text = _header_text(grid)
        if text == before.header or (not block.header and _under(grid.columns, before.columns)):
            joined = grid_of(block, page.rules, gaps, [column for column in before.columns if column.figures])
            if len(joined.columns) == len(before.columns) and joined.labels == before.labels:
                grid, again = joined, True
    header = before.header if again and before is not None else _header_text(grid)
    return grid, _Table(grid.columns, grid.labels, header, page.width, _last_label(grid)), again


def _last_label(grid: Grid) -> str:
    """The label of the last row, nothing where that has no figures."""
    row = grid.rows[-1] if grid.rows else {}
    return _text_of(row[0]) if len(row) > 1 and 0 in row else ""


def _begins_with_rest(grid: Grid, label: str) -> bool:
    """Whether the first row has words alone that go on with `label`, the last one on the page before."""
    if not label or len(grid.rows) < 2 or list(grid.rows[0]) != [0]:
        return False
    return goes_on_with(label, _text_of(grid.rows[0][0]))


def _text_of(cell: Sequence[Sequence[Placed]]) -> str:
    return " ".join(word.text for line in cell for word in line)


def _header_text(grid: Grid) -> str:
    return "\t".join(
        "".join(word.text for line in grid.header[at] for word in line) if at in grid.header else ""
        for at in range(len(grid.columns))
    )


def _under(columns: Sequence[Column], before: Sequence[Column]) -> bool:
    """Whether every column of figures stands under one of the part of the table on the page before."""
    own = [column for column in columns if column.figures]
    return bool(own) and all(
        any(abs(column.x1 - other.x1) <= _SAME_EDGE for other in before if other.figures) for column in own
    )


def _table(grid: Grid, page: Page, again: bool, rest: bool) -> Iterator[Part]:
    """The rows of a table as lines, its header first; one that is there `again` is like a running header, and behind
    the `rest` of a row of the page before.
    """
    left = 0 if _has_labels(grid) else 1
    if rest:
        yield _row({0: grid.rows[0][0]}, 1, page, 0, 0)
    if grid.header:
        head = _row(grid.header, len(grid.columns), page, 0, left)
        yield msgspec.structs.replace(head, furniture=True) if again else head
    for row, indent in zip(grid.rows[rest:], grid.indents[rest:], strict=True):
        yield _row(row, len(grid.columns), page, indent, left)


def _has_labels(grid: Grid) -> bool:
    return any(0 in row for row in grid.rows) or 0 in grid.header


def _row(row: dict[int, list[list[Placed]]], width: int, page: Page, indent: int, left: int) -> Part:
    text = "  " * indent if left == 0 else ""
    stretches: list[Stretch] = []
    for column in range(left, width):
        if column > left:
            text += "\t"
        cell = row.get(column)
        if cell is not None:
            text, more = _appended(text, cell, page)
            stretches += more
    return Part(text, tuple(stretches))


# ---- text -----------------------------------------------------------------------------------------------------


def _texts(block: Block, body: float, pitch: float, page: Page) -> Iterator[Part]:
    """Text with the tables of words in it."""
    start = 0
    for table in worded(block.lines, block.cells, page.rules):
        yield BLANK
        yield from _text(block.lines[start : table.first], body, pitch, page)
        yield BLANK
        for row in table.rows:
            yield _row(row, table.width, page, 0, 0)
        start = table.end
    yield BLANK
    yield from _text(block.lines[start:], body, pitch, page)


def _text(lines: Sequence[Line], body: float, pitch: float, page: Page) -> Iterator[Part]:
    """Lines of text, a blank one between paragraphs; the lines of one heading are one."""
    if not lines:
        return
    heads = [_is_heading(line, body) for line in lines]
    at = 0
    while at < len(lines):
        end = at + 1
        while heads[at] and end < len(lines) and heads[end] and _same_heading(lines[end - 1], lines[end]):
            end += 1
        if at and (heads[at] or heads[at - 1] or _apart(lines, at, pitch)):
            yield BLANK
        yield msgspec.structs.replace(_joined([line.words for line in lines[at:end]], page), heading=heads[at])
        at = end


def _typed(lines: Sequence[Line], blank: Blank, before: _Typed | None, page: Page) -> Iterator[Part]:
    """The lines of a page set with blanks, as they are."""
    left = min(line.x0 for line in lines)
    pitch = pitch_of(lines, blank)
    if before is None or not goes_on(before.last, lines[0], blank):
        yield BLANK
    for at, line in enumerate(lines):
        if has_blank_above(lines, at, pitch):
            yield BLANK
        blanks = blanks_of(line, left, blank)
        text, stretches = _appended(" " * blanks[0], [line.words], page, blanks)
        yield Part(text, tuple(stretches))


def _is_heading(line: Line, body: float) -> bool:
    text = line.text
    return (
        line.size >= _LARGER * body
        and len(line.words) <= _HEADING_WORDS
        and not text.endswith((".", ",", ";", ":"))
        and _BULLET.fullmatch(line.words[0].text) is None
        and 2 * sum(LETTER.search(word.text) is not None for word in line.words) > len(line.words) - 1
    )


def _same_heading(above: Line, line: Line) -> bool:
    return (
        abs(above.size - line.size) < 0.2
        and above.bold == line.bold
        and line.base - above.base <= 1.4 * line.size
        and re.match(r"\d", line.text) is None
    )


def _pitch(parted: Sequence[Sequence[Line]], before: float) -> float:
    """How far apart the lines of a paragraph stand, in em: the nearest that several lines of many words do in the
    regions of a page, which may be narrow columns.
    """
    steps = sorted(
        (second.base - first.base) / first.size
        for lines in parted
        for first, second in pairwise(lines)
        if _is_of_text(first) and _is_of_text(second) and abs(first.size - second.size) < 0.5 and first.size > 0
    )
    steps = [step for step in steps if step > 0.9]
    if len(steps) < _FEW_STEPS:
        # a few may be those of a heading over two lines, or of a page header
        return before or max([_USUAL_PITCH, *(min(step, _WIDEST_PITCH) for step in steps[:1])])
    return min(steps[len(steps) // 10], _WIDEST_PITCH)


def _is_of_text(line: Line) -> bool:
    """Whether most of a line are words, and several, as in a text however narrow."""
    words = sum(LETTER.search(word.text) is not None for word in line.words)
    return words >= _SEVERAL_WORDS and 2 * words > len(line.words)


def _apart(lines: Sequence[Line], at: int, pitch: float) -> bool:
    """Whether a paragraph ends above a line: by white, another size or weight, or behind the last item of a list."""
    above, line = lines[at - 1], lines[at]
    step = line.base - above.base
    size = max(above.size, line.size)
    if step > 1.28 * pitch * size or step < 0:
        return True
    if abs(above.size - line.size) > 0.1 * size:
        return True
    # an item may go on below its bullet; a sentence that begins there is of the text below the list
    begins = line.text[:1].isupper() and above.text.endswith((".", "!", "?"))
    if begins and not _is_item(line):
        item = next((one for one in reversed(lines[max(at - 6, 0) : at]) if _is_item(one)), None)
        if item is not None and line.x0 <= item.x0 + 1 and (item is above or line.x0 < above.x0 - 0.5 * size):
            return True
    return above.bold and not line.bold and not above.text.endswith((",", "-"))


def _is_item(line: Line) -> bool:
    return len(line.words) > 1 and _BULLET.fullmatch(line.words[0].text) is not None


# ---- words to text --------------------------------------------------------------------------------------------


def _joined(lines: Sequence[Sequence[Placed]], page: Page) -> Part:
    text, stretches = _appended("", lines, page)
    return Part(text, tuple(stretches))


def _appended(
    text: str, lines: Sequence[Sequence[Placed]], page: Page, blanks: Sequence[int] = ()
) -> tuple[str, list[Stretch]]:
    """`text` with the words of lines behind it, joined to one line, and the stretches of what was put to it; `blanks`
    are those in front of each word of a single line, where they are known.
    """
    stretches: list[Stretch] = []
    origin = Origin(printed=page.printed)
    fresh = True
    for words in lines:
        if not fresh:
            parting = _parting(text, words[0].text)
            if parting is None:
                text = text[:-1]
                cut = stretches[-1]
                stretches[-1] = msgspec.structs.replace(
                    cut, end=cut.end - 1, boxes=cut.boxes[:-4] if cut.boxes else None
                )
            else:
                text += parting
        start = len(text)
        boxes = array("f")
        for number, word in enumerate(words):
            own = word.text.translate(_PARTING if not blanks else _CONTROLS)
            if number and blanks:
                text += " " * blanks[number]
                boxes.extend(_NOTHING * blanks[number])
            elif number and (word.space or word.x0 - words[number - 1].x1 > 0.12 * word.size):
                text += " "
                boxes.extend(_NOTHING)
            text += own
            boxes += _boxes(word, len(own))
        stretches.append(Stretch(start, len(text), page.number, origin, boxes))
        fresh = False
    return text, stretches


def _boxes(word: Placed, count: int) -> "array[float]":
    """The boxes of the characters of a word; nothing for each where the word has not as many."""
    if len(word.boxes) != 4 * count:
        return _NOTHING * count
    return word.boxes if word.boxes.typecode == "f" else array("f", word.boxes)


def _parting(text: str, after: str) -> str | None:
    """What stands between the end of a line and the words of the next: a blank, nothing behind the dash of "jan–" over
    "aug", None where the hyphen itself goes, as in "utfal-" over "let".
    """
    if text[-1:] == "–" and text[-2:-1].isalnum() and after[:1].isalnum():
        return ""
    if _TORN.match(after) and text[-1:].isalpha():
        return ""
    if not text.endswith("-") or not after[:1].islower() or after in ("och", "eller", "samt"):
        return " "
    last = text[:-1].split()[-1:]
    if not last or not last[0][-1:].isalpha():
        return " "
    return "" if len(last[0]) <= _SHORT else None
