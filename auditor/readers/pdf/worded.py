"""Tables of words: goals with their activities, status and comments. Rows by ruling lines, or by white; cells by the
white between columns that no line crosses.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.lines import Cell, Line
from auditor.readers.pdf.page import Placed, Rule

# white between two columns, and between two lines of a table, in em
_RIVER = 0.5
_FARTHEST = 4.0
# lines of a cell stand nearer than rows by this much, and no nearer than this in em
_APART = 1.2
_NEAREST = 0.9
# a rule through so much of the table parts rows
_THROUGH = 0.6
_MOST_LINES = 400

# the words of each line of a cell, by column
Row = dict[int, list[list[Placed]]]


class Worded(msgspec.Struct):
    """A table of words: its rows, its width in columns, and the lines from `first` to `end` that it is made of."""

    rows: list[Row]
    width: int
    first: int
    end: int


def worded(lines: Sequence[Line], cells: Sequence[list[Cell]], rules: Sequence[Rule]) -> list[Worded]:
    """The tables of words among lines of text, from the top down."""
    found: list[Worded] = []
    at = 0
    while at < len(lines):
        table = _table(at, lines, cells, rules) if len(cells[at]) > 1 else None
        if table is not None:
            found.append(table)
        at = table.end if table is not None else at + 1
    return found


def _table(first: int, lines: Sequence[Line], cells: Sequence[list[Cell]], rules: Sequence[Rule]) -> Worded | None:
    rivers = [(one.x1, other.x0) for one, other in pairwise(cells[first])]
    end = first + 1
    while end < min(len(lines), first + _MOST_LINES):
        size = lines[end].size
        if lines[end].base - lines[end - 1].base > _FARTHEST * size:
            break
        narrowed = [_left(river, lines[end].words, _RIVER * size) for river in rivers]
        if None in narrowed:
            break
        rivers = [river for river in narrowed if river is not None]
        end += 1
    heights = _heights(lines[first:end], rules)
    if len(heights) > 2:
        # what stands below the last rule is of no row
        end = max((at + 1 for at in range(first, end) if lines[at].base < heights[-1] + 1), default=end)
    groups = _groups(first, end, lines, rivers, heights)
    rows = [_row([lines[at] for at in group], rivers) for group in groups]
    width = len(rivers) + 1
    filled = sum(len(row) > 1 for row in rows)
    several = any(len(cell) > 1 for row in rows for cell in row.values())
    figures = sum(cell.figure for own in cells[first:end] for cell in own)
    if not several or 2 * figures > sum(map(len, cells[first:end])):
        return None
    ruled = len(heights) > 2
    enough = filled >= 2 and filled * 2 > len(rows) if ruled else width > 2 and filled > 2 and filled == len(rows)
    return Worded(rows, width, first, end) if enough else None


def _left(river: tuple[float, float], words: Sequence[Placed], least: float) -> tuple[float, float] | None:
    """The widest part of a river that words leave, None where they leave too little."""
    best: tuple[float, float] | None = None
    low = river[0]
    for word in words:
        if word.x1 <= low:
            continue
        high = min(word.x0, river[1])
        if high - low >= least and (best is None or high - low > best[1] - best[0]):
            best = low, high
        low = max(low, word.x1)
    if river[1] - low >= least and (best is None or river[1] - low > best[1] - best[0]):
        best = low, river[1]
    return best


def _heights(lines: Sequence[Line], rules: Sequence[Rule]) -> list[float]:
    """How far down the page the rules are that go through most of the table."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    top, bottom = lines[0].base - 3 * lines[0].size, lines[-1].base + 3 * lines[-1].size
    levels: dict[int, list[Rule]] = {}
    for rule in rules:
        if rule.level and top <= rule.top <= bottom:
            levels.setdefault(round((rule.top + rule.bottom) / 2), []).append(rule)
    found: list[float] = []
    for level in sorted(levels):
        covered, edge = 0.0, left
        for rule in sorted(levels[level] + levels.get(level + 1, []), key=lambda one: one.x0):
            x0, x1 = max(rule.x0, edge), min(rule.x1, right)
            if x1 > x0:
                covered += x1 - x0
                edge = x1
        if covered >= _THROUGH * (right - left) and (not found or level - found[-1] > 3):
            found.append(float(level))
    return found


def _groups(
    first: int, end: int, lines: Sequence[Line], rivers: Sequence[tuple[float, float]], heights: Sequence[float]
) -> list[list[int]]:
    """The lines of each row: cut by rules, and by white above a line that begins several cells."""
    steps = [lines[at + 1].base - lines[at].base for at in range(first, end - 1)]
    pitch = min(steps, default=0.0)
    even = pitch >= _NEAREST * lines[first].size
    found = [[first]]
    for at in range(first + 1, end):
        above, line = lines[at - 1], lines[at]
        cut = any(above.base - 0.3 * above.size < height < line.base - 0.3 * line.size for height in heights)
        begins = _column(line.words[0], rivers) == 0 and _column(line.words[-1], rivers) > 0
        if cut or (even and begins and line.base - above.base > _APART * pitch):
            found.append([])
        found[-1].append(at)
    return found


def _row(lines: Sequence[Line], rivers: Sequence[tuple[float, float]]) -> Row:
    row: Row = {}
    for line in lines:
        placed: Row = {}
        for word in line.words:
            placed.setdefault(_column(word, rivers), [[]])[0].append(word)
        for column, words in placed.items():
            row.setdefault(column, []).extend(words)
    return row


def _column(word: Placed, rivers: Sequence[tuple[float, float]]) -> int:
    return sum((low + high) / 2 <= word.x0 for low, high in rivers)
