"""A report set as text, with the line that each figure of its tables came to stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.corruption.tables import Table
from tests.strategies import Writing

Place = tuple[int, int, int]
Cells = dict[tuple[int, int], str]


@dataclass(frozen=True)
class Style:
    """How an organisation sets its reports. `wrap` is the longest label that stands on one line."""

    layout: str
    writing: Writing = field(default_factory=Writing)
    wrap: int = 0
    blank_lines: bool = False
    header_lines: bool = False
    unit_in: str = "stub"

    @property
    def suffix(self) -> str:
        return ".csv" if self.layout == "csv" else ".txt"


@dataclass
class Page:
    """The text of a report, and the lines of its figures."""

    text: str
    lines: dict[Place, int]


def written(style: Style, table: Table, row: int, column: int) -> str:
    """A figure as it is printed where nothing is wrong."""
    return style.writing.amount(table.printed[row, column], table.decimals_of(column))


def setting(
    style: Style, blocks: list[str | int], tables: list[Table], wrong: Mapping[Place, str] | None = None
) -> Page:
    """The report: `blocks` are paragraphs and the numbers of tables; `wrong` are figures printed otherwise."""
    lines: list[str] = []
    places: dict[Place, int] = {}
    for block in blocks:
        if isinstance(block, str):
            lines += [*block.split("\n"), ""]
            continue
        table = tables[block]
        cells = {
            (row, column): (wrong or {}).get((block, row, column)) or written(style, table, row, column)
            for row, column in table.printed
        }
        own: dict[int, int] = {}
        if style.layout != "csv":
            lines += [f"{table.title}, {table.unit}" if style.unit_in == "title" else table.title, ""]
        {"pdf": _pdf, "aligned": _aligned, "tabs": _tabs, "pipes": _pipes, "csv": _csv}[style.layout](
            style, table, cells, lines, own
        )
        lines.append("")
        places.update({(block, row, column): own[row] for row, column in table.printed})
    return Page("\n".join(lines), places)


def _stub(style: Style, table: Table) -> str:
    name = table.stub or "Verksamhet"
    return f"{name}, {table.unit}" if style.unit_in == "stub" and table.unit else name


def _note(table: Table, row: int) -> str:
    return str(row + 1) if table.rows[row].role == "item" else ""


def _row(table: Table, row: int, cells: Cells) -> list[str]:
    if table.rows[row].role == "heading":
        return [""] * len(table.columns)
    return [
        _note(table, row) if head.note else cells.get((row, column), "") for column, head in enumerate(table.columns)
    ]


def _label(style: Style, label: str) -> list[str]:
    """A label over as many lines as it needs."""
    if not style.wrap or len(label) <= style.wrap:
        return [label]
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > style.wrap:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _pdf(style: Style, table: Table, cells: Cells, lines: list[str], own: dict[int, int]) -> None:
    """Single spaces, as text taken from PDF; with `header_lines` broken header cells stand one below the other."""
    heads = [column.header for column in table.columns]
    if style.header_lines:
        current = _stub(style, table)
        for head in heads:
            first, *rest = head.split()
            current = f"{current} {first}".strip()
            if rest:
                lines += [current, *rest, ""]
                current = ""
        lines += [current, ""] if current else []
    else:
        lines += [" ".join((_stub(style, table), *heads)), ""]
    for index, row in enumerate(table.rows):
        *above, last = _label(style, row.label)
        lines += above
        own[index] = len(lines) + 1
        lines.append(" ".join(part for part in (last, *_row(table, index, cells)) if part))
        if style.blank_lines:
            lines.append("")


def _aligned(style: Style, table: Table, cells: Cells, lines: list[str], own: dict[int, int]) -> None:
    """Figures flush right under their headers."""
    grid = [_row(table, index, cells) for index in range(len(table.rows))]
    heads = [column.header.split() if style.header_lines else [column.header] for column in table.columns]
    widths = [max(*(len(row[at]) for row in grid), *(len(part) for part in heads[at])) + 3 for at in range(len(heads))]
    labels = [
        [f"{'  ' if row.role == 'part' else ''}{part}" for part in _label(style, row.label)] for row in table.rows
    ]
    stub = max(len(_stub(style, table)), *(len(part) for label in labels for part in label)) + 2
    depth = max(map(len, heads))
    for level in range(depth):
        parts = [
            ([""] * (depth - len(head)) + head)[level].rjust(width) for head, width in zip(heads, widths, strict=True)
        ]
        lines.append(((_stub(style, table) if level == depth - 1 else "").ljust(stub) + "".join(parts)).rstrip())
    for index, row in enumerate(grid):
        lines += labels[index][:-1]
        own[index] = len(lines) + 1
        parts = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append((labels[index][-1].ljust(stub) + "".join(parts)).rstrip())
        if style.blank_lines and table.rows[index].role in ("subtotal", "total"):
            lines.append("")


def _tabs(style: Style, table: Table, cells: Cells, lines: list[str], own: dict[int, int]) -> None:
    """As copied from a spreadsheet."""
    lines.append("\t".join((_stub(style, table), *(column.header for column in table.columns))))
    for index, row in enumerate(table.rows):
        own[index] = len(lines) + 1
        lines.append("\t".join((row.label, *_row(table, index, cells))).rstrip("\t"))


def _csv(style: Style, table: Table, cells: Cells, lines: list[str], own: dict[int, int]) -> None:
    """As exported: semicolons between the cells."""
    lines.append(";".join((_stub(style, table), *(column.header for column in table.columns))))
    for index, row in enumerate(table.rows):
        own[index] = len(lines) + 1
        lines.append(";".join((row.label, *_row(table, index, cells))))


def _pipes(style: Style, table: Table, cells: Cells, lines: list[str], own: dict[int, int]) -> None:
    """Markdown."""
    lines.append("| " + " | ".join((_stub(style, table), *(column.header for column in table.columns))) + " |")
    lines.append("|:---|" + "---:|" * len(table.columns))
    for index, row in enumerate(table.rows):
        own[index] = len(lines) + 1
        mark = "**" if row.role == "total" else ""
        parts = (row.label, *_row(table, index, cells))
        lines.append("| " + " | ".join(f"{mark}{part}{mark}" if part else "" for part in parts) + " |")
