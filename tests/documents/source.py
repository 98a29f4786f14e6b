"""The neutral form of the documents that readers are tested on: what every format is made from, and held to.

A source is a text file with headings (`#`), paragraphs, list items (`- `) and tables of pipes. Above the line of
dashes, which tells the alignment, stand as many header rows as the table has. A cell `<` goes on from the cell to its
left, a cell `^` from the one above. `[^1]` is a footnote mark, `---page---` begins a new page.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

SOURCES = Path(__file__).parent / "sources"
MARK = re.compile(r"\[\^(\d+)\]")


class Heading(NamedTuple):
    level: int
    text: str


class Paragraph(NamedTuple):
    text: str


class Items(NamedTuple):
    items: tuple[str, ...]


class PageBreak(NamedTuple):
    pass


class Cell(NamedTuple):
    """A cell with its place in the grid, from 0, header rows first, and how many rows and columns it covers."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


class Table(NamedTuple):
    """A table: `heads` header rows, then the body; `right[i]` tells whether column i is aligned to the right."""

    cells: tuple[Cell, ...]
    heads: int
    right: tuple[bool, ...]

    @property
    def width(self) -> int:
        return len(self.right)

    @property
    def height(self) -> int:
        return max(cell.row for cell in self.cells) + 1

    def row(self, at: int) -> list[Cell]:
        return [cell for cell in self.cells if cell.row == at]

    def body(self) -> list[list[str]]:
        """The rows below the header, every cell in its column."""
        rows = [[""] * self.width for _ in range(self.height - self.heads)]
        for cell in self.cells:
            if cell.row >= self.heads:
                rows[cell.row - self.heads][cell.column] = cell.text
        return rows

    def header(self) -> list[str]:
        """The whole header of each column, from above, a spanning cell over each column that it covers."""
        parts: list[list[str]] = [[] for _ in range(self.width)]
        for cell in sorted(self.cells, key=lambda cell: cell.row):
            if cell.row < self.heads and cell.text:
                for column in range(cell.column, cell.column + cell.columns):
                    parts[column].append(cell.text)
        return [" ".join(part) for part in parts]


Block = Heading | Paragraph | Items | Table | PageBreak


def load(name: str) -> tuple[Block, ...]:
    """The blocks of the source called `name`."""
    return parse((SOURCES / f"{name}.md").read_text("utf-8"))


def parse(text: str) -> tuple[Block, ...]:
    return tuple(_block(lines) for lines in _chunks(text))


def tables(blocks: Sequence[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def _chunks(text: str) -> Iterator[list[str]]:
    for chunk in re.split(r"\n\s*\n", text.strip("\n")):
        yield chunk.split("\n")


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first == "---page---":
        return PageBreak()
    if first.startswith("#"):
        marks, _, title = first.partition(" ")
        return Heading(len(marks), title)
    if first.startswith("|"):
        return _table([[cell.strip(" ") for cell in line.strip().strip("|").split("|")] for line in lines])
    if first.startswith("- "):
        return Items(tuple(" ".join(item.split("\n")).strip() for item in "\n".join(lines)[2:].split("\n- ")))
    return Paragraph(" ".join(lines))


def _table(rows: list[list[str]]) -> Table:
    rule = next(at for at, row in enumerate(rows) if all(re.fullmatch(r":?-+:?", cell) for cell in row))
    right = tuple(cell.endswith(":") for cell in rows[rule])
    grid = rows[:rule] + rows[rule + 1 :]
    assert all(len(row) == len(right) for row in grid), grid
    cells = []
    for at, row in enumerate(grid):
        for column, text in enumerate(row):
            if text in ("<", "^"):
                continue
            columns, below = 1, 1
            while column + columns < len(row) and row[column + columns] == "<":
                columns += 1
            while at + below < len(grid) and grid[at + below][column] == "^":
                below += 1
            cells.append(Cell(text, at, column, below, columns))
    return Table(tuple(cells), rule, right)
