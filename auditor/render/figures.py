"""Every number of a report on a line of its own, with its standing: what was checked, what was not, and why."""

from auditor.model.figure import Figure, NotFigure
from auditor.model.finding import Audit, Report
from auditor.render.remarks import standing
from auditor.render.summary import ledger
from auditor.render.view import clean, lost, numbers, paged, tally, where


def render(audit: Audit, lang: str, width: int) -> str:
    """The lists of all reports that could be read; a line is cut at `width` within its label only."""
    return "\n".join(_report(report, lang, width) for report in audit.reports if not lost(report) and report.source)


def _report(report: Report, lang: str, width: int) -> str:
    page = paged(report)
    rows = [
        (where(number.span.pieces[0], lang, page=page), _printed(number), standing(entry, lang), _told(number))
        for number, entry in numbers(report)
    ]
    place, printed, standings = (max((len(row[column]) for row in rows), default=0) for column in range(3))
    lines = [f"{clean(report.path)}: {ledger(tally([report]), lang)}."]
    for row in rows:
        fixed = f"  {row[0]:<{place}}  {row[1]:>{printed}}  {row[2]:<{standings}}  "
        room = max(width - len(fixed), 20)
        label = row[3] if len(row[3]) <= room else row[3][: room - 1] + "…"
        lines.append((fixed + label).rstrip())
    return "\n".join(lines) + "\n"


def _printed(number: Figure | NotFigure) -> str:
    unit = number.unit if isinstance(number, Figure) else None
    return clean(f"{number.text} {unit}" if unit else number.text)


def _told(number: Figure | NotFigure) -> str:
    return clean(number.label) if isinstance(number, Figure) else ""
