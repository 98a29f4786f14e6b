"""The records of a delimited file as lines of a document: cells set apart by tabs, each with its place in the file."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import msgspec

from auditor.model.document import Document, Line, Problem
from auditor.model.figure import Figure
from auditor.readers.csv import Delimited
from auditor.readers.numbers import as_reported
from auditor.readers.text import MAX_LINE, source_lines, words_of

# what sets cells apart in a line of a document: a cell that holds one would become two
_PARTING = str.maketrans({"\t": " ", "|": "¦", "\f": " ", "\v": " "})


class _Cell(msgspec.Struct):
    """A cell as it is read; `lines` and `columns` are the places of its characters in the file, from 0."""

    text: str = ""
    lines: list[int] = []
    columns: list[int] = []

    def take(self, text: str, line: int, column: int) -> None:
        """Adds a stretch that stands unbroken in the file."""
        self.text += text
        self.lines += [line] * len(text)
        self.columns += range(column, column + len(text))


def document(read: Delimited) -> Document:
    """The file as a document of one line a record. Numbers are written as reports write them, in the same places."""
    if read.sheet is None:
        return Document(read.path, (), (), problems=read.problems)
    source = source_lines(read.text)
    problems = list(read.problems)
    lines: list[Line] = []
    for line in _lines(source, read):
        if len(line.text) > MAX_LINE:
            problems.append(Problem("long-line", str(len(line.text)), line.number))
            line = Line(line.number, 1, "", ())  # noqa: PLW2901
        lines.append(line)
    written = read.written
    foreign = written.decimal == "." or "," in written.grouping
    marks = (written.decimal or ".", written.group or "") if foreign else None
    return Document(read.path, tuple(lines), tuple(source), read.encoding, tuple(problems), marks)


def cells_of(document: Document, figures: Sequence[Figure]) -> dict[int, tuple[int, int]]:
    """The row and column in the file, from 0, of each figure of a delimited document."""
    starts = [line.number for line in document.lines]
    tabs: dict[int, list[int]] = {}
    found: dict[int, tuple[int, int]] = {}
    for figure in figures:
        piece = figure.span.pieces[0]
        if piece.line is None or piece.column is None:
            continue
        row = bisect_right(starts, piece.line) - 1
        line = document.lines[row]
        if row not in tabs:
            tabs[row] = [at for at, character in enumerate(line.text) if character == "\t"]
        found[figure.id] = row, bisect_right(tabs[row], _offset(line, piece.line, piece.column - 1))
    return found


def _offset(line: Line, number: int, column: int) -> int:
    """Where in a line of the document a 0-based column of a line of the file is."""
    if line.columns is None:
        return column
    if line.numbers is None:
        return bisect_right(line.columns, column) - 1
    places = zip(line.numbers, line.columns, strict=True)
    return next(at for at, place in enumerate(places) if place >= (number, column))


def _lines(source: list[str], read: Delimited) -> Iterator[Line]:
    at = 0
    while at < len(source):
        raw = source[at]
        if '"' not in raw or (read.unclosed is not None and at + 1 >= read.unclosed):
            # without the blank cells behind it a title is a line like any other
            text = "\t".join(_plain(part, read) for part in raw.split(read.delimiter)).rstrip("\t ")
            yield Line(at + 1, 1, text, words_of(text))
            at += 1
            continue
        cells, following = _quoted(source, at, read.delimiter)
        text = ""
        numbers: list[int] = []
        columns: list[int] = []
        for index, cell in enumerate(cells):
            if index:
                text += "\t"
                numbers.append(numbers[-1] if numbers else at + 1)
                columns.append(columns[-1] + 1 if columns else 0)
            text += _plain(cell.text, read)
            numbers += [line + 1 for line in cell.lines]
            columns += cell.columns
        text = text.rstrip("\t ")
        several = following > at + 1
        yield Line(at + 1, 1, text, words_of(text), tuple(columns[: len(text)]), tuple(numbers) if several else None)
        at = following


def _plain(cell: str, read: Delimited) -> str:
    return as_reported(cell.translate(_PARTING), read.written)


def _quoted(source: list[str], at: int, delimiter: str) -> tuple[list[_Cell], int]:
    """The cells of the record that begins on a line, and the line after it; as the csv module reads quotation marks."""
    cells: list[_Cell] = []
    raw, pos = source[at], 0
    while True:
        cell = _Cell("", [], [])
        cells.append(cell)
        if raw[pos : pos + 1] == '"':
            pos += 1
            while True:
                end = raw.find('"', pos)
                if end < 0:
                    cell.take(raw[pos:], at, pos)
                    if at + 1 == len(source):
                        return cells, at + 1
                    cell.take(" ", at, len(raw))
                    at, pos = at + 1, 0
                    raw = source[at]
                    continue
                cell.take(raw[pos:end], at, pos)
                pos = end + 1
                if raw[pos : pos + 1] != '"':
                    break
                cell.take('"', at, pos)
                pos += 1
        end = raw.find(delimiter, pos)
        cell.take(raw[pos:] if end < 0 else raw[pos:end], at, pos)
        if end < 0:
            return cells, at + 1
        pos = end + 1
