"""The clean reports of benchmarks/corruption/reports: one file each, in the style of one organisation.

`[style]` tells how it sets its reports (`Style`, `Writing`); a `[[block]]` is a paragraph of text or a table as
`tables.py` tells it: what its columns and rows are is written there, and never read off the auditor.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.corruption.layouts import Style, written
from benchmarks.corruption.tables import Table, table
from tests.strategies import Seeded, Writing

FOLDER = Path(__file__).parent / "reports"
_WRITING = ("separator", "minus", "plus")


@dataclass(frozen=True)
class Report:
    """A report: `blocks` are its paragraphs, and the numbers of its tables where these stand."""

    name: str
    style: Style
    blocks: list[str | int]
    tables: list[Table]


@cache
def reports() -> tuple[Report, ...]:
    """The same reports each time, by the names of their files."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> Report:
    told = tomllib.loads(path.read_text("utf-8"))
    writing = Writing(**{key: value for key, value in told["style"].items() if key in _WRITING})
    style = Style(writing=writing, **{key: value for key, value in told["style"].items() if key not in _WRITING})
    choices = Seeded(told["name"])
    tables: list[Table] = []
    blocks: list[str | int] = []
    for block in told["block"]:
        if "text" in block:
            blocks.append(re.sub(r"\{(\d+) (.+?) (.+?)\}", lambda found: _figure(style, tables, found), block["text"]))
        else:
            tables.append(table(choices, tables, **block))
            blocks.append(len(tables) - 1)
    return Report(told["name"], style, blocks, tables)


def _figure(style: Style, tables: list[Table], found: re.Match[str]) -> str:
    """A figure of a table in running text: {table row column}."""
    one = tables[int(found[1])]
    names = f"{found[2]} {found[3]}"
    for row in one.rows:
        if row.role != "heading" and names.startswith(f"{row.label} "):
            return written(style, one, one.row(row.label), one.column(names[len(row.label) + 1 :]))
    raise ValueError(f"no such row: {names}")
