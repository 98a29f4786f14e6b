"""What a finding is worth where the text was recognised in a picture: never an error by itself."""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from auditor.model.figure import Figure
from auditor.model.finding import Finding, Text
from auditor.model.relation import Relation
from auditor.model.span import Span

_NOTE = Text(
    "Texten är avläst ur bild och kan vara felläst: jämför talen med bilden.",
    "The text was recognised in a picture and may be misread: compare the figures with the picture.",
)


def softened(
    findings: Sequence[Finding], relations: Sequence[Relation], figures: Sequence[Figure], pages: Collection[int]
) -> tuple[Finding, ...]:
    """The findings, those that rest on a figure of one of the `pages`, whose text was recognised, with a note on that
    and no graver than a warning.
    """
    if not pages:
        return tuple(findings)
    return tuple(
        _soft(one) if any(_on(span, pages) for span in _spans(one, relations, figures)) else one for one in findings
    )


def _soft(finding: Finding) -> Finding:
    severity = "warning" if finding.severity == "error" else finding.severity
    fixes = tuple(msgspec.structs.replace(fix, certain=False) for fix in finding.fixes)
    return msgspec.structs.replace(finding, severity=severity, notes=(*finding.notes, _NOTE), fixes=fixes)


def _spans(finding: Finding, relations: Sequence[Relation], figures: Sequence[Figure]) -> Iterator[Span]:
    for place in (*finding.blamed, *finding.secondary):
        yield place.span
    for index in finding.relations:
        relation = relations[index]
        yield figures[relation.result].span
        for term in relation.terms:
            yield figures[term.figure].span


def _on(span: Span, pages: Collection[int]) -> bool:
    return any(piece.page in pages for piece in span.pieces)
