"""Decisions read back from a working paper: a workbook as rkaudit writes it and people leave it, or a CSV file with the
same columns.

A sheet is known by its headers, wherever these stand and whatever columns stand between them. Nothing in the file is
run or followed.
"""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor.model.decision import ACCEPTED, CONFLICT, OTHER, TO_CORRECT, TO_INQUIRE, Decision
from auditor.model.document import Problem
from auditor.readers.formats import format_of
from auditor.readers.text import decode, file_bytes, megabytes

MAX_FILE = 50_000_000
# of the parts of a workbook: what it holds unpacked, and how many there are
_MOST_BYTES, _MOST_PARTS = 100_000_000, 2_000
_MOST_ROWS, _MOST_COLUMNS, _MOST_TEXT = 200_000, 200, 4_000
# headers stand among the first rows, under what people write above them
_HEADER_ROWS = 30

# the columns that are read, by what they are called in either language
_COLUMNS = {
    "fingeravtryck": "fingerprint",
    "fingerprint": "fingerprint",
    "beslut": "decision",
    "decision": "decision",
    "kommentar": "comment",
    "comment": "comment",
    "signatur": "signature",
    "signature": "signature",
    "datum": "date",
    "date": "date",
    "avser": "basis",
    "concerns": "basis",
    "rapport": "report",
    "report": "report",
    "filens sha-256": "digest",
    "sha-256 of the file": "digest",
}
# what is written under Beslut, in the words of either language that a person may choose; "accepteras ej" is none
_DECISIONS = (
    (re.compile("accepter(?:a|as|ad|at|ar|ats)|godkänn(?:as|s)|godkänt?|godkänd|accept(?:ed)?|approved?"), ACCEPTED),
    (re.compile("rätta(?:s|d|t|r|ts)?|ska rättas|to be corrected|corrected|correct"), TO_CORRECT),
    (re.compile("utred(?:s|a|as|er)?|ska utredas|to be looked into|looked into|look into"), TO_INQUIRE),
)
# a fingerprint is written with a letter first so that no spreadsheet takes it for a number
_FINGERPRINT = re.compile(r"(?:rk-)?([0-9a-f]{16}|f[0-9a-f]{15})")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)

Rows = Iterator[Sequence[object]]


def load(path: str) -> tuple[Decision, ...] | Problem:
    """The decisions of the working paper at `path`, in its order, each finding once; a fatal Problem for a file that
    is none. Never raises.
    """
    data = file_bytes(path, MAX_FILE)
    return data if isinstance(data, Problem) else read(data)


def read(data: bytes) -> tuple[Decision, ...] | Problem:
    """The decisions of a working paper in `data`."""
    if not data.strip():
        return Problem("empty", fatal=True)
    known = format_of("", data)
    if isinstance(known, Problem):
        return known
    if known == "xlsx":
        return _workbook(data)
    decoded = decode(data)
    if known in ("pdf", "docx") or isinstance(decoded, Problem):
        return Problem("no-working-paper", fatal=True)
    return _of_sheets([_delimited(decoded[0])])


def _workbook(data: bytes) -> tuple[Decision, ...] | Problem:
    problem = _refused(data)
    if problem is not None:
        return problem
    try:
        import openpyxl
    except ModuleNotFoundError:
        return Problem("needs-extra", "excel", fatal=True)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return _of_sheets([_rows(sheet) for sheet in book.worksheets])
    except Exception:
        # a damaged workbook makes the package raise whatever it comes upon first
        return Problem("damaged", fatal=True)


def _refused(data: bytes) -> Problem | None:
    """Why a workbook is not opened: it is damaged, larger than any working paper, or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > _MOST_BYTES or len(parts) > _MOST_PARTS:
                return Problem("too-large", megabytes(size), fatal=True)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    # UTF-16 sets a NUL beside each letter; a part that is larger than it says is cut by the archive
                    if _DOCTYPE.search(archive.read(part).replace(b"\0", b"")):
                        return Problem("damaged", fatal=True)
    except Exception:
        # zipfile raises several kinds for damaged and encrypted members, zlib its own
        return Problem("damaged", fatal=True)
    return None


def _rows(sheet: object) -> Rows:
    """The rows of a sheet; one that says it is a chart has none."""
    if not hasattr(sheet, "iter_rows"):
        return
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # what a file says of its size need not be so
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)):
        if number >= _MOST_ROWS:
            return
        yield row


def _delimited(text: str) -> Rows:
    """The records of a CSV file, by the mark that parts its header."""
    lines = text.splitlines()[:_HEADER_ROWS]
    for delimiter in ";\t,":
        if any(_headers(line.replace('"', "").split(delimiter)) for line in lines):
            try:
                yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            except csv.Error:  # a field beyond any size
                return
            return


def _of_sheets(sheets: Iterable[Rows]) -> tuple[Decision, ...] | Problem:
    """The decisions of all sheets that have the headers of a working paper."""
    found: dict[tuple[str, str, str], Decision] = {}
    known = False
    for rows in sheets:
        headers: dict[str, int] | None = None
        for number, row in enumerate(rows):
            headers = headers or (_headers(row) if number < _HEADER_ROWS else None)
            if headers is None:
                if number >= _HEADER_ROWS:
                    break
                continue
            known = True
            one = _decision(row, headers)
            if one is not None:
                key = (one.report, one.digest, one.fingerprint)
                found[key] = _agreed(found[key], one) if key in found else one
    return tuple(found.values()) if known else Problem("no-working-paper", fatal=True)


def _headers(row: Sequence[object]) -> dict[str, int] | None:
    """The place of each column that is read, in a row that names at least the fingerprint and the decision."""
    places: dict[str, int] = {}
    for place, cell in enumerate(row[:_MOST_COLUMNS]):
        name = _COLUMNS.get(_text(cell).casefold()) if cell is not None else None
        if name is not None:
            places.setdefault(name, place)
    return places if "fingerprint" in places and "decision" in places else None


def _decision(row: Sequence[object], headers: dict[str, int]) -> Decision | None:
    """The decision of a row; None for one that says nothing, or is about no finding."""
    told = {name: _text(row[place]) if place < len(row) else "" for name, place in headers.items()}
    fingerprint = _FINGERPRINT.fullmatch(told["fingerprint"].casefold())
    if fingerprint is None or not (told["decision"] or told.get("comment")):
        return None
    return Decision(
        fingerprint[1],
        _meant(told["decision"]),
        comment=told.get("comment", ""),
        signature=told.get("signature", ""),
        date=told.get("date", ""),
        written=told["decision"],
        basis=told.get("basis", ""),
        report=told.get("report", ""),
        digest=told.get("digest", ""),
    )


def _meant(written: str) -> str:
    plain = written.casefold().rstrip(".!")
    return next((kind for words, kind in _DECISIONS if words.fullmatch(plain)), OTHER)


def _agreed(one: Decision, other: Decision) -> Decision:
    """Two rows on one finding: the later, which accepts nothing where the other says otherwise."""
    if one.lapsed is not None:
        return one
    if one.decision == other.decision and one.basis == other.basis:
        return other if other.comment or not one.comment else one
    if ACCEPTED in (one.decision, other.decision):
        accepting = one if one.decision == ACCEPTED else other
        return msgspec.structs.replace(accepting, lapsed=CONFLICT)
    return other


def _text(cell: object) -> str:
    """A cell as one line of text; a date as YYYY-MM-DD."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return " ".join(str(cell)[:_MOST_TEXT].split())
