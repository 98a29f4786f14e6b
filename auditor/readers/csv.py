"""Delimited tables (CSV, TSV): bytes of a file -> Sheet, and the Document whose lines carry its cells.

Nothing here raises; what cannot be read is a Problem.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

import msgspec

from auditor.model.document import Problem
from auditor.model.sheet import Sheet
from auditor.readers.numbers import PLAIN, NumberFormat, looks_numeric, number_format, quantities
from auditor.readers.text import MAX_BYTES, decode, file_bytes, shown_path

DELIMITERS = ("\t", ";", ",")  # where several part a file equally well: the one that is least often written in a cell
MAX_CELLS = 4_000_000
_SAMPLE = 1_000  # records that tell the delimiter
_END = "\ue000\ue001"  # a line of our own behind the last: swallowed where a quotation mark is still open


class Delimited(msgspec.Struct, frozen=True):
    """A delimited file as read. `sheet` is None where a problem is fatal. `unclosed` is the line of a quotation mark
    that is never closed.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: Sheet | None = None
    written: NumberFormat = PLAIN
    unclosed: int | None = None
    problems: tuple[Problem, ...] = ()


def load(path: str) -> Delimited:
    """The delimited file at `path`, or standard input for "-". An error of the system is a fatal problem."""
    data = file_bytes(path)
    shown = shown_path(path)
    return Delimited(shown, "", problems=(data,)) if isinstance(data, Problem) else read_csv(shown, data)


def read_csv(path: str, data: bytes) -> Delimited:
    """The table in `data`: one row a record as the csv module counts them, blank ones too, padded to the widest.

    The delimiter and the format of the numbers are found for the file as a whole. `path` only names it.
    """
    decoded = decode(data)
    if isinstance(decoded, Problem):
        return Delimited(path, "", problems=(decoded,))
    text, encoding, problems = decoded
    delimiter = find_delimiter(text)
    records, unclosed = read_records(text, delimiter)
    if unclosed is not None:
        problems.append(Problem("unclosed-quote", line=unclosed))
    width = max(map(len, records), default=0)
    if width * len(records) > MAX_CELLS:
        problem = Problem("too-many-cells", f"{len(records)} × {width}", fatal=True)
        return Delimited(path, text, encoding, delimiter, problems=(problem,))
    rows = tuple(tuple(record) + ("",) * (width - len(record)) for record in records)
    written = number_format(rows, delimiter)
    sheet = Sheet(rows, quantities(rows, written))
    return Delimited(path, text, encoding, delimiter, sheet, written, unclosed, tuple(problems))


def find_delimiter(text: str) -> str:
    """The mark between the cells: the one that leaves most cells a number, then most records of one width."""
    declared = text[:5].lower()
    if declared.startswith("sep=") and text[4:5] in DELIMITERS:  # Excel's own way to say it
        return text[4]
    present = [delimiter for delimiter in DELIMITERS if delimiter in text]
    if len(present) < 2:
        return present[0] if present else ","
    return max(present, key=lambda delimiter: _fit(text, delimiter))  # the first of equals


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """How many cells of the first records are numbers, and how many records have the commonest width above one."""
    csv.field_size_limit(MAX_BYTES)
    records = list(islice(csv.reader(_lines(text), delimiter=delimiter), _SAMPLE))
    widths = Counter(len(record) for record in records if len(record) > 1)
    numbers = sum(looks_numeric(cell) for record in records if len(record) > 1 for cell in record)
    return numbers, max(widths.values(), default=0)


def read_records(text: str, delimiter: str) -> tuple[list[list[str]], int | None]:
    """All records, and the line of a quotation mark that is never closed, if there is one.

    Such a mark would make one cell of all the rest of the file: from its record on, quotation marks are plain text.
    """
    csv.field_size_limit(MAX_BYTES)
    records: list[list[str]] = []
    last = started = 0
    reader = csv.reader(chain(_lines(text), [_END]), delimiter=delimiter)
    for record in reader:
        records.append(record)
        started, last = last, reader.line_num
    if records.pop() == [_END] and last - started == 1:
        return records, None
    rest = islice(_lines(text), started, None)
    return [*records, *csv.reader(rest, delimiter=delimiter, quoting=csv.QUOTE_NONE)], started + 1


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends: LF, CRLF and CR alike."""
    return iter(io.StringIO(text, newline=""))
