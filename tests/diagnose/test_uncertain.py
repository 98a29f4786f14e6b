"""What rests on text that was recognised in a picture is never an error."""

import msgspec

from auditor import pipeline
from auditor.model.document import Document
from auditor.readers.text import read_text

# 10 + 20 is no 35: the first table stands on page 1, the second on page 2
REPORT = """Nämnd, tkr    Utfall
Norr              10
Söder             20
Totalt            35
\f
Enhet, tkr        Budget
Öster             40
Väster            50
Summa             99
"""


def audited(monkeypatch, recognised):
    document = msgspec.structs.replace(
        read_text("r.txt", REPORT.encode()), uncertain=bool(recognised), recognised=recognised
    )
    assert isinstance(document, Document)
    monkeypatch.setattr(pipeline, "read_text", lambda path, data: document)
    return pipeline.audit_text(REPORT, "r.txt")


def severities(report):
    return {finding.stated[0]: finding.severity for finding in report.findings}


def test_nothing_recognised(monkeypatch):
    report = audited(monkeypatch, ())
    assert severities(report) == {35: "error", 99: "error"}


def test_only_what_stands_on_a_recognised_page_is_softened(monkeypatch):
    report = audited(monkeypatch, (2,))
    assert severities(report) == {35: "error", 99: "warning"}
    (soft,) = [finding for finding in report.findings if finding.severity == "warning"]
    assert soft.notes[-1].sv == "Texten är avläst ur bild och kan vara felläst: jämför talen med bilden."
    assert soft.notes[-1].en.startswith("The text was recognised in a picture")
    assert not any(fix.certain for fix in soft.fixes)
    (hard,) = [finding for finding in report.findings if finding.severity == "error"]
    assert soft.notes[-1] not in hard.notes


def test_everything_recognised(monkeypatch):
    report = audited(monkeypatch, (1, 2))
    assert set(severities(report).values()) == {"warning"}
    assert report.uncertain
