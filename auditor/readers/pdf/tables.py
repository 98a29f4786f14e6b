"""A table of a page as rows of cells: its columns, its header put together, labels over several lines as one."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.blocks import Block
from auditor.readers.pdf.columns import Column, column_at, columns_of, split_groups
from auditor.readers.pdf.lines import LETTER, Cell, Line, groups
from auditor.readers.pdf.page import Placed, Rule

_LOWER = re.compile(r"[a-zåäöé(&/+]")
_OPEN_END = re.compile(r"(?:[,(\-–/&]|\b(?:och|eller|av|för|på|i|till|med|samt|från|inom|vid|per|om|under))\s*$")
_YEAR = re.compile(r"(?:19[5-9]|20\d)\d")
# a line pitch within a cell is no larger, in em
_PITCH = 1.45
# how much farther apart rows stand than the lines of one cell
_TIGHTER = 0.92
_INDENT = 0.5


class Text(msgspec.Struct):
    """The text of a cell: its lines, of words each."""

    lines: list[list[Placed]]


class Grid(msgspec.Struct):
    """The rows of a table: for each its cells by column. `header` is the one over them; `indents` the depth of each
    label.
    """

    columns: list[Column]
    header: dict[int, Text]
    rows: list[dict[int, Text]]
    indents: list[int]
    labels: int


def grid_of(block: Block, rules: Sequence[Rule], before: Sequence[Column] = ()) -> Grid:
    """The grid of a table. `before` are the figure columns of its part on the page before."""
    size = sorted(line.size for line in block.lines)[len(block.lines) // 2]
    body = [list(row) for row in block.cells[block.header :]]
    header = block.cells[: block.header]
    split_groups(body, header, size)
    columns = columns_of(body, size, before)
    labels = sum(not column.figures for column in columns)
    own_rules = _rules_at(rules, block)
    logical = _logical(block.lines[block.header :], body, columns, own_rules)
    rows: list[dict[int, Text]] = []
    lefts: list[float] = []
    for group in logical:
        row: dict[int, Text] = {}
        for at in group:
            placed: dict[int, list[Placed]] = {}
            for cell in body[at]:
                placed.setdefault(_place(columns, cell, labels), []).extend(cell.words)
            for column, words in placed.items():
                row.setdefault(column, Text([])).lines.append(words)
        rows.append(row)
        lefts.append(min((cell.x0 for at in group for cell in body[at][:1]), default=0.0) if 0 in row else -1.0)
    return Grid(columns, _header(block, header, columns, labels, own_rules), rows, _indents(lefts, size), labels)


def _rules_at(rules: Sequence[Rule], block: Block) -> list[Rule]:
    top = min(word.top for line in block.lines for word in line.words) - 6
    bottom = max(word.bottom for line in block.lines for word in line.words) + 6
    left = min(line.x0 for line in block.lines)
    right = max(line.x1 for line in block.lines)
    return [rule for rule in rules if rule.top <= bottom and rule.bottom >= top and rule.x0 < right and rule.x1 > left]


def _place(columns: Sequence[Column], cell: Cell, labels: int) -> int:
    """The column of a cell of a row; words that begin among the labels are of them, however long."""
    if not cell.figure and labels:
        for at in range(labels - 1, -1, -1):
            if cell.x0 >= columns[at].x0 - 1 and (labels == len(columns) or cell.x0 < columns[labels].x0 - 1):
                return at
    return column_at(columns, cell)


def _indents(lefts: list[float], size: float) -> list[int]:
    """How deep each label is indented: steps of its left edge."""
    edges: list[float] = []
    for left in sorted(left for left in lefts if left >= 0):
        if not edges or left > edges[-1] + _INDENT * size:
            edges.append(left)
    return [max(sum(left >= edge - 0.01 for edge in edges) - 1, 0) for left in lefts]


# ---- lines to rows --------------------------------------------------------------------------------------------


def _logical(
    lines: Sequence[Line], body: Sequence[list[Cell]], columns: Sequence[Column], rules: Sequence[Rule]
) -> list[list[int]]:
    """The lines of each row: by ruling lines between rows, else by white, else by how labels go on."""
    if not lines:
        return []
    figured = [any(cell.figure for cell in row) for row in body]
    cuts = _ruled(lines, columns, rules)
    between = [at in cuts for at in range(len(lines) - 1)]
    ruled = sum(between) * 10 >= 6 * max(sum(figured) - 1, 1) and sum(between) >= 2
    steps = [
        second.base - first.base
        for (first, second), at in zip(pairwise(lines), range(len(lines) - 1), strict=False)
        if figured[at] and figured[at + 1]
    ]
    pitch = sorted(steps)[len(steps) // 5] if steps else None
    found: list[list[int]] = [[0]]
    for at in range(1, len(lines)):
        group = found[-1]
        step = lines[at].base - lines[at - 1].base
        taken = {column_at(columns, cell) for line in group for cell in body[line] if cell.figure}
        own = {column_at(columns, cell) for cell in body[at] if cell.figure}
        if step <= _PITCH * lines[at].size and _cut_in_two(group, at, body, columns):
            joins = True
        elif ruled:
            joins = not between[at - 1] and not taken & own and (step <= 2.2 * lines[at].size)
            if joins and not figured[at] and any(figured[line] for line in group):
                # the header of a group without a rule under it
                joins = step <= _PITCH * lines[at].size
        elif taken & own or (between[at - 1] and step > _PITCH * lines[at].size):
            joins = False
        elif taken and own:
            joins = step <= 0.75 * lines[at].size
        else:
            joins = _goes_on(at, group, lines, body, figured, step, pitch)
        if joins:
            group.append(at)
        else:
            found.append([at])
    return found


def _goes_on(
    at: int,
    group: list[int],
    lines: Sequence[Line],
    body: Sequence[list[Cell]],
    figured: Sequence[bool],
    step: float,
    pitch: float | None,
) -> bool:
    """Whether a line is of the row above, where one of the two at most has figures."""
    size = lines[at].size
    if step > _PITCH * max(size, lines[at - 1].size):
        return False
    if lines[at].bold != lines[at - 1].bold and not (figured[at] and not _worded(body[at])):
        return False
    if step <= 0.75 * size or (pitch is not None and step < _TIGHTER * pitch):
        return True
    before = " ".join(cell.text for cell in body[at - 1] if not cell.figure)
    words = next((cell.text for cell in body[at] if not cell.figure), "")
    if not words:
        # figures alone below a label
        return figured[at] and not any(figured[line] for line in group)
    indented = body[at][0].x0 > body[group[0]][0].x0 + 0.3 * size
    if figured[at]:
        # the label began on the line above
        return not any(figured[line] for line in group) and (
            _LOWER.match(words) is not None or _OPEN_END.search(before) is not None
        )
    return bool(_LOWER.match(words) or _OPEN_END.search(before)) and (not indented or not words.startswith("varav"))


def _cut_in_two(group: Sequence[int], at: int, body: Sequence[list[Cell]], columns: Sequence[Column]) -> bool:
    """Whether figures were too long for their cells, and every one on one line goes on with three digits on the next:
    "–48" over "995", where one of the two lines has no label.
    """
    if len(group) != 1:
        return False
    above, below = body[group[0]], body[at]
    if any(cell.figure is False for cell in above) and any(cell.figure is False for cell in below):
        return False
    ends = {column_at(columns, cell): cell for cell in below if cell.figure}
    begun = [cell for cell in above if cell.figure]
    return bool(begun) and all(
        (rest := ends.get(column_at(columns, cell))) is not None and groups(cell.words, rest.words[0]) for cell in begun
    )


def _worded(cells: Sequence[Cell]) -> bool:
    return any(LETTER.search(word.text) for cell in cells for word in cell.words if not cell.figure)


def _ruled(lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Rule]) -> set[int]:
    """The lines under which a ruling line goes through most of the table."""
    left, right = columns[0].x0, columns[-1].x1
    levels: dict[int, list[Rule]] = {}
    for rule in rules:
        if rule.level:
            levels.setdefault(round((rule.top + rule.bottom) / 2), []).append(rule)
    heights = []
    for height in sorted(levels):
        covered, edge = 0.0, left
        for rule in sorted(levels[height] + levels.get(height + 1, []), key=lambda one: one.x0):
            x0, x1 = max(rule.x0, edge), min(rule.x1, right)
            if x1 > x0:
                covered += x1 - x0
                edge = x1
        if covered >= 0.6 * (right - left):
            heights.append(height)
    cuts = set()
    for at, (first, second) in enumerate(pairwise(lines)):
        if any(first.base - 0.3 * first.size <= height <= second.base - 0.3 * second.size for height in heights):
            cuts.add(at)
    return cuts


# ---- the header -----------------------------------------------------------------------------------------------


def _header(
    block: Block, header: Sequence[list[Cell]], columns: Sequence[Column], labels: int, rules: Sequence[Rule]
) -> dict[int, Text]:
    """The header of each column, put together from the top down; what spans several columns is of each."""
    found: dict[int, Text] = {}
    for at, cells in enumerate(header):
        line = block.lines[at]
        pieces = [piece for cell in cells for piece in _parted(cell, columns, labels, line.size)]
        spans = _spans(at, pieces, block, columns, labels, rules)
        placed: dict[int, list[Placed]] = {}
        for piece, own in zip(pieces, spans, strict=True):
            for column in own:
                placed.setdefault(column, []).extend(piece.words)
        for column, words in placed.items():
            found.setdefault(column, Text([])).lines.append(words)
    return found


def _over(cell: Cell, columns: Sequence[Column], labels: int) -> list[int]:
    """The figure columns whose figures a cell lies over."""
    return [
        at
        for at, column in enumerate(columns)
        if at >= labels
        and min(cell.x1, column.x1) - max(cell.x0, column.x0) > 0.25 * min(cell.x1 - cell.x0, column.x1 - column.x0)
    ]


def _parted(cell: Cell, columns: Sequence[Column], labels: int, size: float) -> list[Cell]:
    """A run of header words cut where each piece stands over a column of its own, flush with it as header cells are."""
    over = _over(cell, columns, labels)
    if len(cell.words) < 2 or len(over) < 2 or len(cell.words) < len(over):
        return [cell]
    pieces = [[cell.words[0]]]
    for first, second in pairwise(cell.words):
        one, two = _nearest(first, columns), _nearest(second, columns)
        if one != two:
            pieces.append([])
        pieces[-1].append(second)
    parts = [Cell(piece, False, cell.line) for piece in pieces]
    flush = sum(
        any(
            abs(part.x1 - column.x1) <= 0.35 * size
            or abs(part.x0 - column.x0) <= 0.35 * size
            or abs(part.x0 + part.x1 - column.x0 - column.x1) <= 0.7 * size
            for column in columns[labels:]
        )
        for part in parts
    )
    return parts if flush == len(parts) >= 2 else [cell]


def _nearest(word: Placed, columns: Sequence[Column]) -> int:
    middle = (word.x0 + word.x1) / 2
    return min(range(len(columns)), key=lambda at: (_distance(middle, columns[at]), at))


def _distance(x: float, column: Column) -> float:
    return max(column.x0 - x, x - column.x1, 0.0)


def _spans(
    at: int, cells: list[Cell], block: Block, columns: Sequence[Column], labels: int, rules: Sequence[Rule]
) -> list[list[int]]:
    """The columns that each cell of a header line is of."""
    line = block.lines[at]
    below = block.lines[at + 1].base if at + 1 < len(block.lines) else line.base + 2 * line.size
    found: list[list[int]] = []
    loose: list[int] = []
    for number, cell in enumerate(cells):
        if labels and cell.x0 < columns[labels].x0 - 1 if labels < len(columns) else True:
            label = next((one for one in range(labels - 1, -1, -1) if cell.x0 >= columns[one].x0 - line.size), 0)
            over = _over(cell, columns, labels)
            if not over and not (cell.x1 > columns[labels].x0 - 0.3 * line.size if labels < len(columns) else False):
                near = _flush(cell, columns, labels, line.size)
                found.append([near] if near is not None and cell.x0 > columns[label].x1 else [label])
                if near is None and labels < len(columns) and _right_of_labels(cell, block, line):
                    found[-1] = [labels]
                continue
        over = _over(cell, columns, labels)
        underlined = _underlined(cell, line, below, columns, labels, rules)
        if len(underlined) > len(over) and at + 1 < block.header:
            found.append(underlined)
        elif len(over) > 1:
            found.append(over)
        else:
            near = _flush(cell, columns, labels, line.size)
            if near is None:
                loose.append(number)
            found.append([near] if near is not None else over or [_nearest_to(cell, columns, labels)])
    if loose and at + 1 < block.header and len(loose) == sum(own[0] >= labels for own in found):
        under = sum(cell.x1 > columns[labels].x0 for cell in block.cells[at + 1])
        if under >= 2 * len(loose):
            return _centred(cells, loose, found, columns, labels)
    return found


def _right_of_labels(cell: Cell, block: Block, line: Line) -> bool:
    """Whether a header cell in front of the first figures stands where no label reaches."""
    ends = [row[0].x1 for row in block.cells[block.header :] if row and not row[0].figure]
    return bool(ends) and cell.x0 > max(ends) - 0.1 * line.size


def _flush(cell: Cell, columns: Sequence[Column], labels: int, size: float) -> int | None:
    """The column that a header cell is flush with, on its right side before all."""
    figures = range(labels, len(columns))
    for distances in (
        {at: abs(cell.x1 - columns[at].x1) for at in figures},
        {at: abs(cell.x0 - columns[at].x0) for at in figures},
        {at: abs(cell.x0 + cell.x1 - columns[at].x0 - columns[at].x1) / 2 for at in figures},
    ):
        nearest = min(figures, key=distances.__getitem__, default=None)
        if nearest is not None and distances[nearest] <= 0.4 * size:
            return nearest
    return None


def _nearest_to(cell: Cell, columns: Sequence[Column], labels: int) -> int:
    middle = (cell.x0 + cell.x1) / 2
    return min(range(labels, len(columns)), key=lambda at: (_distance(middle, columns[at]), at), default=0)


def _underlined(
    cell: Cell, line: Line, below: float, columns: Sequence[Column], labels: int, rules: Sequence[Rule]
) -> list[int]:
    """The columns over which a rule goes right under a header cell, with an end on each side of it."""
    left, right = columns[0].x0, columns[-1].x1
    for rule in rules:
        if (
            rule.level
            and line.base - 0.3 * line.size <= rule.top <= below - 0.4 * line.size
            and rule.x0 <= cell.x0 + 2
            and rule.x1 >= cell.x1 - 2
            and rule.x1 - rule.x0 < 0.9 * (right - left)
        ):
            return [
                at
                for at in range(labels, len(columns))
                if rule.x0 - 1 <= (columns[at].x0 + columns[at].x1) / 2 <= rule.x1 + 1
            ]
    return []


def _centred(
    cells: list[Cell], loose: list[int], found: list[list[int]], columns: Sequence[Column], labels: int
) -> list[list[int]]:
    """Header cells centred over groups of columns: each column is of the nearest."""
    spans: dict[int, list[int]] = {number: [] for number in loose}
    for column in range(labels, len(columns)):
        middle = (columns[column].x0 + columns[column].x1) / 2
        nearest = min(loose, key=lambda number: abs((cells[number].x0 + cells[number].x1) / 2 - middle))
        spans[nearest].append(column)
    return [spans[number] if spans.get(number) else own for number, own in enumerate(found)]
