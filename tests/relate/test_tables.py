"""How tables are read: every case of tables.md.

A case is a fragment of report in a fenced `report` block and, in a fenced `tables` block, all tables that are in it: a
line of headers, the label column's first, and a line a row, cells between bars. An empty line parts two tables. `?`
before a row says that its figures could not be placed with certainty.
"""

import re
from pathlib import Path

import pytest

from auditor import pipeline
from auditor.model.figure import Table

CASES = Path(__file__).parent / "tables.md"
CASE = re.compile(r"^## (.+?)\n(?:(?!^## ).)*?^```report\n(.*?)^```\n+^```tables\n(.*?)^```", re.MULTILINE | re.DOTALL)


def read(table: Table) -> list[str]:
    lines = [" | ".join([table.stub, *(column.header for column in table.columns)])]
    for index, row in enumerate(table.rows):
        mark = "? " if index in table.ragged else ""
        lines.append(mark + " | ".join([row.label, *(cell.text if cell else "" for cell in row.cells)]))
    return [line.strip() for line in lines]


def cases() -> list:
    found = [(match[1], match[2], match[3]) for match in CASE.finditer(CASES.read_text(encoding="utf-8"))]
    assert len(found) == CASES.read_text(encoding="utf-8").count("\n## ")
    return [pytest.param(report, tables, id=re.sub(r"\W+", "-", title.lower())) for title, report, tables in found]


@pytest.mark.parametrize(("report", "tables"), cases())
def test_case(report: str, tables: str):
    expected = [[line.strip() for line in block.split("\n")] for block in tables.strip("\n").split("\n\n")]
    assert [read(table) for table in pipeline.audit_text(report).tables] == expected
