"""Reports in every format, as every producer sets them: the same tables, the same findings, each at its place.

tests/documents/ holds the documents, the sources that they are made from and the script that makes them.
"""

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from auditor.model.figure import Table as Read
from auditor.model.finding import Finding, Place, Report
from auditor.model.span import Piece
from auditor.pipeline import audit, audit_text
from tests.documents import cases, forms, source
from tests.documents.cases import HARD, KNOWN, Known
from tests.documents.source import MARK, Heading, Table

HERE = Path(__file__).parent / "documents"
REPORTS, PAGES = HERE / "reports", HERE / "hard"
IN_EVERY_FORMAT = [(name, form) for name in cases.REPORTS for form in cases.FORMATS]
DRAWN = [(name, producer) for name, case in HARD.items() for producer in case.producers]

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_MINUS = re.compile(r"[\u2010\u2011\u2012\u2013\u2212]")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_NUMBER = re.compile(r"[(<>]?([-+]?\d[\d ]*(?:,\d+)?)\)?")


@cache
def audited(path: Path) -> Report:
    (report,) = audit([str(path)]).reports
    return report


# ---- what a table is, whoever read it


class Seen(NamedTuple):
    """A table as a person reads it: headers from the first column on, and rows of a label and cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plain(text: str) -> str:
    """A text with one kind of space and of minus, and without footnote marks."""
    return _MINUS.sub("-", _SPACES.sub(" ", _RAISED.sub("", MARK.sub("", text))).strip())


def joined(text: str) -> str:
    """A text that may be broken after a dash: "jan- aug" and "jan-aug" are one."""
    return plain(text).replace("- ", "-")


def figure(text: str) -> str:
    """A cell without the unit and marks that go with its number; the columns of a table tell these."""
    text = plain(text)
    if text.startswith("("):
        return text
    found = _NUMBER.match(text)
    return found[1].strip() if found else text


def wanted(table: Table) -> Seen:
    """What a source's table holds; rows that hold no figure are headings in it, and left out."""
    labelled = not table.right[0]
    header = [joined(text) for text in table.header()]
    rows = []
    for row in table.body():
        label, cells = (row[0], row[1:]) if labelled else ("", row)
        if any(cells):
            rows.append((joined(label), *map(figure, cells)))
    return Seen(tuple(header if labelled else ["", *header]), tuple(rows))


def seen(table: Read) -> Seen:
    """What a table holds as it was read."""
    header = (joined(table.stub), *(joined(column.header) for column in table.columns))
    rows = [
        (joined(row.label), *(figure(cell.text) if cell else "" for cell in row.cells))
        for row in table.rows
        if any(cell is not None for cell in row.cells)
    ]
    return Seen(header, tuple(rows))


def differences(read: Sequence[Seen], right: Sequence[Seen]) -> list[str]:
    """What differs, a line each: shorter to read than two tables side by side."""
    told = [f"{len(read)} tables in place of {len(right)}"] if len(read) != len(right) else []
    for number, (got, want) in enumerate(zip(read, right, strict=False), 1):
        if got.header != want.header:
            told.append(f"table {number}: header {got.header} in place of {want.header}")
        told += [f"table {number}: row {row} is not in the source" for row in got.rows if row not in want.rows]
        told += [f"table {number}: row {row} is missing" for row in want.rows if row not in got.rows]
        if sorted(got.rows) == sorted(want.rows) and got.rows != want.rows:
            told.append(f"table {number}: rows in another order")
    return told


@pytest.mark.parametrize(
    ("name", "form"),
    [
        pytest.param(*one, marks=pytest.mark.xfail(reason=cases.NOT_YET[one]) if one in cases.NOT_YET else ())
        for one in (*IN_EVERY_FORMAT, *((name, "txt") for name in cases.REPORTS))
    ],
)
def test_the_tables_are_those_of_the_source(name: str, form: str) -> None:
    right = [wanted(table) for table in source.tables(source.load(name))]
    read = [seen(table) for table in audited(REPORTS / f"{name}.{form}").tables]
    assert not differences(read, right)


@pytest.mark.parametrize(("name", "producer"), DRAWN)
def test_a_hard_table_is_that_of_the_source(name: str, producer: str) -> None:
    right = [wanted(table) for table in source.tables(source.load(HARD[name].source))]
    read = [seen(table) for table in audited(PAGES / f"{name}.{producer}.pdf").tables]
    assert not differences(read, right)


@pytest.mark.parametrize(("name", "producer"), DRAWN)
def test_a_hard_table_has_nothing_wrong(name: str, producer: str) -> None:
    report = audited(PAGES / f"{name}.{producer}.pdf")
    assert not [finding.message for finding in told(report)]
    assert not report.problems


@pytest.mark.parametrize(("name", "code"), cases.UNREADABLE.items())
def test_what_cannot_be_read_is_said(name: str, code: str) -> None:
    report = audited(PAGES / f"{name}.pdf")
    assert code in [problem.code for problem in report.problems]
    assert not report.figures


def test_a_glyph_that_is_no_character_is_said_and_makes_no_error() -> None:
    """Between the groups of digits of every figure stands a glyph of which the file does not tell what it is."""
    report = audited(PAGES / "unmapped.pdf")
    assert "unread-font" in [problem.code for problem in report.problems]
    assert not told(report)


# ---- findings


def told(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity != "info"]


def key(finding: Finding) -> tuple[object, ...]:
    """What a finding says, wherever it stands."""
    first = finding.blamed[0]
    suggestion = plain(finding.suggestion or "")
    return finding.rule, finding.severity, plain(first.text), joined(first.label), finding.expected, suggestion


@pytest.mark.parametrize("name", cases.REPORTS)
def test_the_text_has_the_known_errors(name: str) -> None:
    found = told(audited(REPORTS / f"{name}.txt"))
    assert len(found) == len(KNOWN[name])
    for known in KNOWN[name]:
        (finding,) = (finding for finding in found if is_of(finding, known))
        assert finding.suggestion == (known.should_be or None)


@pytest.mark.parametrize(("name", "form"), IN_EVERY_FORMAT)
def test_the_findings_are_those_of_the_text(name: str, form: str) -> None:
    blocks = source.load(name)
    if form == "xlsx":
        # a workbook holds the tables, and no sentence
        blocks = tuple(block for block in blocks if isinstance(block, Heading | Table))
    right = told(audit_text(forms.as_text(blocks)))
    found = told(audited(REPORTS / f"{name}.{form}"))
    assert Counter(map(key, found)) == Counter(map(key, right))


@pytest.mark.parametrize(("name", "form"), IN_EVERY_FORMAT)
def test_no_figure_is_left_out(name: str, form: str) -> None:
    """Every figure of the text is a figure of the document; nothing but a page number may come to it."""
    if form == "xlsx":
        blocks = tuple(block for block in source.load(name) if isinstance(block, Table))
        right = audit_text(forms.as_text(blocks))
    else:
        right = audited(REPORTS / f"{name}.txt")
    own, others = (
        Counter(figure(one.text) for one in report.figures) for report in (right, audited(REPORTS / f"{name}.{form}"))
    )
    assert not own - others
    assert not others - own


def is_of(finding: Finding, known: Known) -> bool:
    place = finding.blamed[0]
    return (
        finding.rule == known.rule
        and plain(place.text) == known.printed
        and (known.row in plain(place.label) and known.column in plain(place.label))
    )


# ---- places

WITH_ERRORS = [name for name in cases.REPORTS if KNOWN[name]]


def at(name: str, form: str) -> list[tuple[Known, Place]]:
    """The known errors of a report, and where they are said to stand."""
    found = told(audited(REPORTS / f"{name}.{form}"))
    pairs = [(known, [one for one in found if is_of(one, known)]) for known in KNOWN[name]]
    # what is not found is told of above
    return [(known, listed[0].blamed[0]) for known, listed in pairs if listed]


def pieces(report: Report) -> list[tuple[str, Piece]]:
    """Every figure of a report that stands in one piece, with its place."""
    return [(one.text, one.span.pieces[0]) for one in report.figures if len(one.span.pieces) == 1]


@pytest.mark.parametrize("name", WITH_ERRORS)
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_an_error_is_in_its_cell(name: str, form: str) -> None:
    places = at(name, form)
    assert places
    for known, place in places:
        origin = place.span.origin
        assert origin is not None
        cell = known.word if form == "docx" else known.excel
        assert (origin.cell and origin.cell.replace("'", "")) == cell
        if cell is None:
            assert origin.paragraph is not None


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize("name", cases.REPORTS)
def test_a_figure_stands_at_its_line_and_column(name: str, form: str) -> None:
    lines = (REPORTS / f"{name}.{form}").read_text("utf-8").split("\n")
    report = audited(REPORTS / f"{name}.{form}")
    assert pieces(report)
    for text, piece in pieces(report):
        where = piece.origin or piece
        assert where.line is not None and where.column is not None and where.end_column is not None  # noqa: PT018
        assert plain(lines[where.line - 1][where.column - 1 : where.end_column - 1]) == plain(text)


@pytest.mark.parametrize(
    "path",
    [REPORTS / f"{name}.{producer}.pdf" for name in cases.REPORTS for producer in cases.PRODUCERS]
    + [PAGES / f"{name}.{producer}.pdf" for name, producer in DRAWN],
    ids=lambda path: path.name,
)
def test_a_figure_stands_in_its_box(path: Path) -> None:
    """What the PDF library itself finds in the box, and nothing else, is the figure."""
    pdfium = pytest.importorskip("pypdfium2")
    report = audited(path)
    assert pieces(report)
    pdf = pdfium.PdfDocument(path)
    texts = {}
    for text, piece in pieces(report):
        assert piece.page is not None
        assert piece.origin is not None
        assert piece.origin.box is not None
        if piece.page not in texts:
            texts[piece.page] = pdf[piece.page - 1].get_textpage()
        left, bottom, right, top = piece.origin.box
        inside = texts[piece.page].get_text_bounded(left, bottom, right, top)
        assert without_spaces(inside) == without_spaces(text)


def without_spaces(text: str) -> str:
    return plain(text).replace(" ", "").replace("\ufffe", "-")


@pytest.mark.parametrize("producer", cases.PRODUCERS)
@pytest.mark.parametrize("name", WITH_ERRORS)
def test_an_error_is_beside_its_label(name: str, producer: str) -> None:
    """On the page that is told, the row's label begins on a line that the box of the figure is beside."""
    pdfium = pytest.importorskip("pypdfium2")
    pdf = pdfium.PdfDocument(REPORTS / f"{name}.{producer}.pdf")
    places = at(name, f"{producer}.pdf")
    assert places
    for known, place in places:
        piece = place.span.pieces[0]
        assert piece.page is not None
        assert piece.origin is not None
        assert piece.origin.box is not None
        _, bottom, _, top = piece.origin.box
        page = pdf[piece.page - 1]
        # a label on two lines stands above or below the middle of its figures
        band = page.get_textpage().get_text_bounded(0, bottom - 8, page.get_width(), top + 8)
        assert known.row.split(" ", maxsplit=1)[0] in plain(band)


# ---- the pages of a file and the numbers that are printed on them


@pytest.mark.parametrize("name", ["three-pages.weasyprint", "running.drawn"])
def test_a_printed_page_number_is_told_beside_that_of_the_file(name: str) -> None:
    """The first page of the file is page 7 of the report."""
    found = {(piece.page, piece.origin.printed) for _, piece in pieces(audited(PAGES / f"{name}.pdf")) if piece.origin}
    assert found
    assert found <= {(page, str(page + 6)) for page in range(1, 5)}
    assert len(found) > 1


# ---- an outside witness


def words(text: str) -> Counter[str]:
    """The words of a text, footnote marks apart."""
    return Counter(re.findall(r"[^\W\d_]+|\d+", unicodedata.normalize("NFKC", text)))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize(("name", "producer"), [(name, one) for name in cases.REPORTS for one in cases.PRODUCERS])
def test_the_words_are_those_that_poppler_reads(name: str, producer: str) -> None:
    path = REPORTS / f"{name}.{producer}.pdf"
    done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, encoding="utf-8", check=True)
    theirs = words(done.stdout)
    own = words("\n".join(audited(path).source))
    # a header that is printed again on the next page may be told once, and page furniture not at all
    repeated = {word for word, count in theirs.items() if count > own[word]}
    once = words((REPORTS / f"{name}.txt").read_text("utf-8"))
    assert not {word for word in repeated if own[word] < once[word]}
    # what heads several columns is told over each
    headers = words(" ".join(text for table in source.tables(source.load(name)) for text in table.header()))
    assert not set(own - theirs) - set(headers)


def test_every_committed_document_is_tested() -> None:
    held = {path.name for folder in (REPORTS, PAGES) for path in folder.iterdir()}
    named = {f"{name}.{form}" for name, form in IN_EVERY_FORMAT} | {f"{name}.txt" for name in cases.REPORTS}
    named |= {f"{name}.{producer}.pdf" for name, producer in DRAWN} | {
        f"{name}.pdf" for name in (*cases.UNREADABLE, "unmapped")
    }
    assert held == named


def test_the_documents_are_small() -> None:
    assert sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file()) < 3_000_000


def test_a_source_tells_its_tables() -> None:
    """A span goes on to the left or from above, and a column has its whole header."""
    (table,) = source.tables(
        source.parse("| Mnkr | Helår | < |\n| ^ | Utfall | Budget |\n|:--|--:|--:|\n| A | 1 | 2 |")
    )
    assert table.header() == ["Mnkr", "Helår Utfall", "Helår Budget"]
    assert table.body() == [["A", "1", "2"]]
    assert [cell for cell in table.cells if cell.rows + cell.columns > 2] == [
        source.Cell("Mnkr", 0, 0, 2, 1),
        source.Cell("Helår", 0, 1, 1, 2),
    ]
    assert all(one.row <= other.row for one, other in pairwise(table.cells))
