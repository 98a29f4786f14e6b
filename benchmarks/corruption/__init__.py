"""One figure at a time printed wrong in clean reports: what is found, blamed, explained and restored."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from auditor.model.finding import Finding
from auditor.pipeline import audit, audit_text
from benchmarks.corruption.layouts import Page, setting
from benchmarks.corruption.sources import Report, reports
from benchmarks.corruption.wrong import KINDS, Wrong, slips
from tests.strategies import Seeded

# wrong figures drawn for each cause in each report: those that count, and any
DRAWN, DRAWN_OF_ALL = 14, 4


class Score(NamedTuple):
    """What became of one wrong figure."""

    cause: str
    layout: str
    found: bool
    blamed: bool
    named: bool
    restored: bool


class Share(NamedTuple):
    """How many of the wrong figures of one kind were found, and so on, in per cent."""

    what: str
    wrong: int
    found: float
    blamed: float
    named: float
    restored: float


def clean() -> Iterator[tuple[str, int, int]]:
    """Each report as it is: its name, its figures, and the errors and warnings that it gets."""
    for report in reports():
        figures = sum(len(table.printed) for table in report.tables)
        yield report.name, figures, len(_told(report, setting(report.style, report.blocks, report.tables)))


def scores(counted: bool) -> list[Score]:
    """The scores of wrong figures, drawn from a seed for each cause and report."""
    found = []
    for report in reports():
        for cause in KINDS:
            found.extend(score(report, wrong) for wrong in drawn(report, cause, counted))
    return found


def drawn(report: Report, cause: str, counted: bool) -> list[Wrong]:
    choices = Seeded(f"{report.name} {cause} {counted}")
    possible = slips(report, cause, counted)
    count = min(DRAWN if counted else DRAWN_OF_ALL, len(possible))
    return [possible.pop(choices.integer(0, len(possible) - 1)) for _ in range(count)]


def score(report: Report, wrong: Wrong) -> Score:
    """What the audit says of a report with one figure wrong; as the clean report gets no finding, all of it is new."""
    page = setting(report.style, report.blocks, report.tables, wrong.printed)
    near, blaming = _touching(_told(report, page), page, wrong)
    right = [same(finding.suggestion or "", wrong.right[place]) for finding, place in blaming]
    named = any(finding.cause is not None and finding.cause.kind in KINDS[wrong.cause] for finding, _ in blaming)
    return Score(wrong.cause, report.name, near, bool(blaming), named, any(right))


def _told(report: Report, page: Page) -> list[Finding]:
    """The errors and warnings of a report; one that is no running text is read from a file, as its name tells how."""
    if report.style.suffix == ".txt":
        audited = audit_text(page.text)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report{report.style.suffix}"
            path.write_text(page.text, "utf-8", newline="\n")
            audited = audit([str(path)]).reports[0]
    return [finding for finding in audited.findings if finding.severity != "info"]


def _touching(
    findings: list[Finding], page: Page, wrong: Wrong
) -> tuple[bool, list[tuple[Finding, tuple[int, int, int]]]]:
    """Whether any finding points at a line with a wrong figure, and those that blame one, with its place."""
    lines = {page.lines[place]: place for place in wrong.printed}
    near = any(place.span.line in lines for finding in findings for place in (*finding.blamed, *finding.secondary))
    blaming = [
        (finding, place)
        for finding in findings
        for place, text in wrong.printed.items()
        if finding.blamed[0].span.line == page.lines[place] and same(finding.blamed[0].text, text)
    ]
    return near, blaming


def same(one: str, other: str) -> bool:
    """Whether two figures say the same, however they are written."""

    def plain(text: str) -> str:
        sign = "-" if text[:1] in ("-", "\u2212", "\u2013", "(") else ""
        return sign + re.sub(r"[^0-9,]", "", text)

    return plain(one) == plain(other)


def shares(scored: list[Score]) -> Iterator[Share]:
    """By cause, by report, and all."""
    groups: dict[str, list[Score]] = {}
    for one in scored:
        groups.setdefault(one.cause, []).append(one)
    for one in scored:
        groups.setdefault(one.layout, []).append(one)
    groups["all"] = scored
    for what, listed in groups.items():
        parts = [100 * sum(getattr(one, name) for one in listed) / len(listed) for name in Score._fields[2:]]
        yield Share(what, len(listed), *parts)
