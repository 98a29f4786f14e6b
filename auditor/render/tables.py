"""The tables of a report as they were read, so that a person can see whether they were read aright."""

from typing import TextIO

from rich import box
from rich.table import Table as Grid
from rich.text import Text

from auditor.model.figure import Row, Table
from auditor.model.finding import Audit
from auditor.render.terminal import console
from auditor.render.texts import ROLES, say, word
from auditor.render.view import clean, lost, where_table

_UNBOUNDED = 10_000


def render(audit: Audit, lang: str, stream: TextIO, width: int) -> None:
    """Prints the tables of every report that could be read."""
    out = console(stream, width)
    for report in audit.reports:
        if lost(report) or not report.source:
            continue
        if not report.tables:
            out.print(Text(f"{clean(report.path)}: {say('no-tables', lang)}"))
        for table in report.tables:
            out.print(Text(_title(report.path, table, lang), style="bold"))
            grid = _grid(table, lang)
            # a figure in pieces could be misread: rather a line that the terminal wraps
            least = out.measure(grid, options=out.options.update(width=_UNBOUNDED)).minimum
            console(stream, max(width, least)).print(grid)
            out.print()


def _title(path: str, table: Table, lang: str) -> str:
    place = f"{clean(path)}, {where_table(table, lang)}"
    told = list(dict.fromkeys(part for part in (table.section, table.title) if part))
    unit = f" ({table.unit})" if table.unit else ""
    return f"{place}: {clean(' · '.join(told) or say('table', lang))}{clean(unit)}"


def _grid(table: Table, lang: str) -> Grid:
    grid = Grid(box=box.SIMPLE, show_edge=False, pad_edge=False)
    grid.add_column("")
    grid.add_column(Text(clean(table.stub)), overflow="fold")
    for index, column in enumerate(table.columns):
        widest = max((len(cell.text) for row in table.rows for cell in row.cells[index : index + 1] if cell), default=1)
        grid.add_column(Text(clean(column.header), justify="right"), justify="right", overflow="fold", min_width=widest)
    for row in table.rows:
        grid.add_row(*_cells(row, lang), style="bold" if row.role in ("total", "subtotal") else None)
    return grid


def _cells(row: Row, lang: str) -> list[Text]:
    label = Text(clean("  " * row.indent + row.label))
    return [Text(word(ROLES, row.role, lang)), label, *(Text(clean(cell.text) if cell else "") for cell in row.cells)]
