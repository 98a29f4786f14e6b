"""Word documents through the whole audit."""

from pathlib import Path

import pytest

from auditor import pipeline
from auditor.model.finding import Report
from tests.wordfiles import p, tbl, tr, word

_SPACED = '<w:spacing w:after="200"/>'
_HEADER = tr("Ack utfall föregående år", "Ack utfall i år", "Skillnad mot föregående år", "Ack budget", "Utv. %")


@pytest.fixture(name="audit")
def _audit(tmp_path: Path):
    def audit(*body: str) -> Report:
        (tmp_path / "r.docx").write_bytes(word("".join(body)))
        return pipeline.audit([str(tmp_path / "r.docx")]).reports[0]

    return audit


def test_words_above_a_table_of_figures_alone_are_its_title(audit) -> None:
    """The first column holds figures as well: it is none of labels, and the title is no header of it."""
    row = tr("189 177 tkr", "170 141 tkr", "-19 036 tkr", "137 079 tkr", "-10,1 %")
    (table,) = audit(p("Intäktsutveckling", properties=_SPACED), tbl(_HEADER, row)).tables
    assert table.title == "Intäktsutveckling"
    assert [column.header for column in table.columns][:2] == ["Ack utfall föregående år", "Ack utfall i år"]


def test_amounts_beside_amounts_of_one_unit_are_of_that_unit(audit) -> None:
    """170 141 - 189 177 = -19 036, and (170 141 - 189 177) / 189 177 = -10,06 %."""
    row = tr("189 177", "170 141", "-19 036 tkr", "137 079", "-10,1 %")
    report = audit(p("Intäktsutveckling", properties=_SPACED), tbl(_HEADER, row))
    assert [figure.unit for figure in report.figures] == ["tkr", "tkr", "tkr", "tkr", "%"]
    assert [finding for finding in report.findings if finding.severity != "info"] == []


def test_a_sentence_and_a_figure_that_is_cut_into_runs_are_held_to_each_other(audit) -> None:
    table = tbl(tr("Mnkr", "Utfall", "Budget"), tr("Skola", "12,5", "12,0"), tr("Vård", "7,0", "7,5"))
    right, wrong = p("Utfallet för Skola är 1", "2,5 mnkr."), p("Utfallet för Skola är 2", "1,5 mnkr.")
    assert audit(right, table).findings == ()
    (finding,) = audit(wrong, table).findings
    (piece,) = finding.blamed[0].span.pieces
    assert piece.origin is not None
    assert (finding.blamed[0].text, piece.origin.paragraph, piece.origin.column) == ("21,5", 1, 23)
