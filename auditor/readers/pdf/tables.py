"""A table of a page as rows of cells: its columns, its header put together, labels over several lines as one."""

from collections.abc import Sequence

import msgspec

from auditor.readers.pdf.blocks import Block
from auditor.readers.pdf.columns import Column, columns_of, place, split_groups
from auditor.readers.pdf.heads import heads
from auditor.readers.pdf.lines import Cell, Gaps
from auditor.readers.pdf.page import Placed, Rule
from auditor.readers.pdf.rows import rows_of

# steps of the left edge of labels, in em
_INDENT = 0.5
# how far outside its words the rules of a table may be, in points
_BORDER = 12


class Grid(msgspec.Struct):
    """The rows of a table: for each its cells by column, a cell as the words of each of its lines. `header` is the one
    over them, `indents` the depth of each label, and the first `labels` columns are of words in front of the figures.
    """

    columns: list[Column]
    labels: int
    header: dict[int, list[list[Placed]]]
    rows: list[dict[int, list[list[Placed]]]]
    indents: list[int]


def grid_of(block: Block, rules: Sequence[Rule], gaps: Gaps, before: Sequence[Column] = ()) -> Grid:
    """The grid of a table. `before` are the figure columns of its part on the page before."""
    size = sorted(line.size for line in block.lines)[len(block.lines) // 2]
    body = [list(row) for row in block.cells[block.header :]]
    lines = block.lines[block.header :]
    split_groups(body, size)
    columns = columns_of(body, size, before)
    labels = sum(not column.figures for column in columns)
    own_rules = _rules_at(rules, block)
    rows: list[dict[int, list[list[Placed]]]] = []
    lefts: list[float] = []
    for group in rows_of(lines, body, columns, labels, own_rules):
        row: dict[int, list[list[Placed]]] = {}
        for at in group:
            placed: dict[int, list[Placed]] = {}
            for cell in body[at]:
                placed.setdefault(place(columns, cell, labels), []).extend(cell.words)
            for column, words in placed.items():
                row.setdefault(column, []).append(words)
        rows.append(row)
        lefts.append(min((body[at][0].x0 for at in group if body[at]), default=0.0) if 0 in row else -1.0)
    header = heads(block.lines[: block.header], columns, labels, _label_ends(body, columns, labels), own_rules, gaps)
    return Grid(columns, labels, header, rows, _indents(lefts, size))


def _label_ends(body: Sequence[list[Cell]], columns: Sequence[Column], labels: int) -> float:
    """How far the labels of rows with figures reach."""
    ends = [
        cell.x1
        for row in body
        if any(cell.figure for cell in row)
        for cell in row
        if not cell.figure and place(columns, cell, labels) < labels
    ]
    return max(ends, default=columns[0].x0)


def _rules_at(rules: Sequence[Rule], block: Block) -> list[Rule]:
    top = min(word.top for line in block.lines for word in line.words) - _BORDER
    bottom = max(word.bottom for line in block.lines for word in line.words) + _BORDER
    left = min(line.x0 for line in block.lines) - _BORDER
    right = max(line.x1 for line in block.lines) + _BORDER
    return [
        rule for rule in rules if rule.top <= bottom and rule.bottom >= top and rule.x0 <= right and rule.x1 >= left
    ]


def _indents(lefts: list[float], size: float) -> list[int]:
    """How deep each label is indented: steps of its left edge."""
    edges: list[float] = []
    for left in sorted(left for left in lefts if left >= 0):
        if not edges or left > edges[-1] + _INDENT * size:
            edges.append(left)
    return [max(sum(left >= edge - 0.01 for edge in edges) - 1, 0) for left in lefts]
