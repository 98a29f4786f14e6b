"""One line a finding, for editors and build logs: `path:line:col: error RK101 message`."""

from auditor.model.finding import Audit, Finding
from auditor.render.remarks import decided
from auditor.render.view import clean, ordered, where


def render(audit: Audit, lang: str, *, verbose: bool = False) -> str:
    """The findings of all reports; infos and what is accepted with `verbose`. The severity is the same word in
    every language.
    """
    return "".join(
        f"{clean(report.path)}:{_place(finding, lang)} {_kind(finding)} {finding.rule} {clean(_said(finding, lang))}\n"
        for report in audit.reports
        for finding in ordered(report.findings, infos=verbose, accepted=verbose)
    )


def _kind(finding: Finding) -> str:
    return "accepted" if finding.accepted else finding.severity


def _said(finding: Finding, lang: str) -> str:
    said = finding.message.of(lang)
    return f"{said} {decided(finding.decision, lang)}" if finding.decision is not None else said


def _place(finding: Finding, lang: str) -> str:
    """The line and column, or what stands for them in a file that has none."""
    piece = finding.blamed[0].span.pieces[0]
    at = piece.origin
    if at is None or at.line is not None:
        line, column = (piece.line, piece.column) if at is None else (at.line, at.column)
        return f"{line}:{column or 1}:" if line is not None else ""
    if at.cell is not None:
        return f"{clean(at.cell)}:"
    return f"{where(piece, lang, page=True)}:"
