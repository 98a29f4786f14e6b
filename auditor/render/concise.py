"""One line a finding, for editors and build logs: `path:line:col: error RK101 message`."""

from auditor.model.finding import Audit, Finding
from auditor.render.view import clean, ordered


def render(audit: Audit, lang: str, *, verbose: bool = False) -> str:
    """The findings of all reports; infos with `verbose`. The severity is the same word in every language."""
    return "".join(
        f"{clean(report.path)}:{_place(finding)} {finding.severity} {finding.rule} {clean(finding.message.of(lang))}\n"
        for report in audit.reports
        for finding in ordered(report.findings, infos=verbose)
    )


def _place(finding: Finding) -> str:
    piece = finding.blamed[0].span.pieces[0]
    if piece.line is not None:
        return f"{piece.line}:{piece.column or 1}:"
    return f"{clean(piece.cell)}:" if piece.cell is not None else ""
