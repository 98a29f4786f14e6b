"""What a decision is about, as exact text: a finding or a figure whose numbers have changed since is another."""

import hashlib
from collections import Counter

from auditor.model.figure import Figure
from auditor.model.finding import Finding, Report


def of_finding(finding: Finding) -> str:
    """What stands and what should, `1494.1 mnkr; 1449.1`; the texts pointed at where there is no value."""
    if finding.stated is None:
        return " | ".join(" ".join(place.text.split()) for place in finding.blamed)
    told = f"{_number(*finding.stated)} {finding.unit or ''}".strip()
    return f"{told}; {_number(*finding.expected)}" if finding.expected is not None else told


def of_figure(figure: Figure) -> str:
    """The figure with its unit."""
    return f"{_number(figure.scaled, figure.decimals)} {figure.unit or ''}".strip()


def _number(scaled: int, decimals: int) -> str:
    """scaled * 10**-decimals, with all its decimals."""
    if decimals <= 0:
        return str(scaled * 10**-decimals)
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    return f"{'-' if scaled < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def fingerprints(report: Report) -> tuple[str, ...]:
    """The fingerprint of each figure: its table or kind of text, what it is called, and the how-manieth it is of these.
    It survives edits elsewhere.
    """
    titles = {
        cell.figure: f"{table.section}\n{table.title}"
        for table in report.tables
        for row in table.rows
        for cell in row.cells
        if cell is not None and cell.figure is not None
    }
    seen: Counter[str] = Counter()
    found = []
    for figure in report.figures:
        key = f"{titles.get(figure.id, figure.context)}\n{figure.label}"
        seen[key] += 1
        found.append("f" + hashlib.sha256(f"{key}\n{seen[key]}".encode(errors="replace")).hexdigest()[:15])
    return tuple(found)
