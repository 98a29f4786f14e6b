"""Figures of an audit back in the marks of their file: what was read as 1 234,50 is shown as 1,234.50 again."""

import re

import msgspec

from auditor.model.figure import Cell, Table
from auditor.model.finding import Finding, Fix, Place, Report

# the decimal comma of a figure, and a space between its thousands
_MARK = re.compile(r"(?P<decimal>(?<=[0-9]),(?=[0-9]))|(?<=[0-9])[ \u00a0](?=[0-9]{3}(?![0-9]))")


def as_in_file(report: Report, marks: tuple[str, str]) -> Report:
    """A report whose figures stand as the file writes them, with `marks` for decimals and thousands; sentences are
    written as Swedish reports write figures all the same.
    """

    def printed(text: str) -> str:
        return _MARK.sub(lambda found: marks[0] if found["decimal"] else marks[1], text)

    def place(one: Place) -> Place:
        return Place(one.span, printed(one.text), one.label)

    def cell(one: Cell | None) -> Cell | None:
        return one and Cell(printed(one.text) if one.figure is not None else one.text, one.span, one.figure)

    def table(one: Table) -> Table:
        rows = tuple(msgspec.structs.replace(row, cells=tuple(map(cell, row.cells))) for row in one.rows)
        return msgspec.structs.replace(one, rows=rows)

    def finding(one: Finding) -> Finding:
        return msgspec.structs.replace(
            one,
            blamed=tuple(map(place, one.blamed)),
            secondary=tuple(map(place, one.secondary)),
            suggestion=one.suggestion and printed(one.suggestion),
            fixes=tuple(Fix(place(fix.place), printed(fix.insert), fix.certain) for fix in one.fixes),
        )

    return msgspec.structs.replace(
        report,
        figures=tuple(msgspec.structs.replace(figure, text=printed(figure.text)) for figure in report.figures),
        not_figures=tuple(msgspec.structs.replace(one, text=printed(one.text)) for one in report.not_figures),
        tables=tuple(map(table, report.tables)),
        findings=tuple(map(finding, report.findings)),
    )
