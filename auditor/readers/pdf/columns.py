"""The columns of a table, from where its figures stand in all its rows."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.lines import LETTER, Cell

# of so many rows one may have a cell that lies over the white between two columns
_ROWS_OF_ONE_ASTRAY = 25
# edges within this of each other are one, in em
_SAME_EDGE = 0.3
# white between two columns of labels, in em
_LABEL_RIVER = 0.8


class Column(msgspec.Struct):
    """The extent of what stands in a column; `figures` says that it is figures for the most part."""

    x0: float
    x1: float
    figures: bool = True


def split_groups(rows: Sequence[list[Cell]], size: float) -> None:
    """Parts what looks like groups of digits, or a figure and its sign, where other rows have the end of a column:
    "1 234" of two columns, "– 38" of a nil and a figure. The cells of `rows` are changed in place.
    """
    near = _SAME_EDGE * size
    ends: list[tuple[float, float]] = []
    for row in rows:
        for first, second in pairwise(row):
            if first.figure and second.figure:
                ends.append((first.x1, second.x1))
    ends.sort()
    edges = [end for end, _ in ends]
    for row in rows:
        found: list[Cell] = []
        for cell in row:
            if not cell.figure:
                found.append(cell)
                continue
            pieces = [[cell.words[0]]]
            for at, (word, after) in enumerate(pairwise(cell.words), 1):
                boundary = any(
                    abs(end - other.x1) <= near
                    for _, end in ends[bisect_left(edges, word.x1 - near) : bisect_right(edges, word.x1 + near)]
                    for other in cell.words[at:]
                )
                if boundary and after.text[:1].isdigit():
                    pieces.append([])
                pieces[-1].append(after)
            found += [Cell(piece, True, cell.line) for piece in pieces]
        row[:] = found


def columns_of(rows: Sequence[list[Cell]], size: float, before: Sequence[Column] = ()) -> list[Column]:
    """The columns of the rows of a table from left to right, the first that of the labels (which may be empty).

    `before` are those of the part of the table on the page before, without that of the labels.
    """
    figures = [cell for row in rows for cell in row if cell.figure]
    # lines without figures may be of a comment
    labelled = [row for row in rows if row and _worded(row[0])]
    starts = sorted(row[0].x0 for row in [row for row in labelled if any(cell.figure for cell in row)] or labelled)
    middle = starts[len(starts) // 2] if starts else None
    bands = [(column.x0, column.x1) for column in before]
    # numbers in front of the labels are of the labels
    bands += [
        band for band in _bands(figures, len(rows)) if middle is None or band[1] > middle + size or len(starts) < 2
    ]
    bands = _united(bands)
    if not bands:
        return [Column(0.0, 0.0, False)]
    first = bands[0][0]
    others = [
        cell
        for row in rows
        for at, cell in enumerate(row)
        if not cell.figure and cell.x0 >= first - 0.2 * size and (at or cell.x0 > first + size)
    ]
    bands = _united(bands + [_around(cell, bands) for cell in others])
    labels = [
        cell
        for row in rows
        for cell in row
        if cell.x1 <= first + 0.2 * size or (not cell.figure and cell.x0 < first - size)
    ]
    found = [Column(x0, x1, True) for x0, x1 in bands]
    return [*_label_columns(rows, labels, size, first), *found]


def _worded(cell: Cell) -> bool:
    return not cell.figure and any(LETTER.search(word.text) for word in cell.words)


def _around(cell: Cell, bands: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The extent of a cell of words, or, where it lies over several columns of figures, of the one it begins in."""
    over = [band for band in bands if cell.x0 < band[1] and cell.x1 > band[0]]
    return (cell.x0, cell.x1) if len(over) < 2 else over[0]


def _bands(cells: Sequence[Cell], rows: int) -> list[tuple[float, float]]:
    """The extents in which cells lie over each other; few cells astray do not make one of two."""
    astray = rows // _ROWS_OF_ONE_ASTRAY
    events = sorted([(cell.x0, 1) for cell in cells] + [(cell.x1, -1) for cell in cells])
    bands: list[tuple[float, float]] = []
    depth, begin = 0, 0.0
    for x, step in events:
        if depth <= astray < depth + step:
            begin = x
        elif depth > astray >= depth + step:
            bands.append((begin, x))
        depth += step
    alone = [cell for cell in cells if not any(cell.x0 < x1 and cell.x1 > x0 for x0, x1 in bands)] if astray else []
    # each band as wide as the cells that lie in it alone
    wide = [(min(x0, x1), max(x0, x1)) for x0, x1 in bands]
    for cell in cells if astray else ():
        over = [at for at, (x0, x1) in enumerate(wide) if cell.x0 < x1 and cell.x1 > x0]
        if len(over) == 1:
            x0, x1 = wide[over[0]]
            wide[over[0]] = min(x0, cell.x0), max(x1, cell.x1)
    return _united(wide + [(cell.x0, cell.x1) for cell in alone])


def _united(bands: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Bands that lie over each other as one."""
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted(bands):
        if found and x0 < found[-1][1] - 0.01:
            found[-1] = found[-1][0], max(found[-1][1], x1)
        else:
            found.append((x0, x1))
    return found


def _label_columns(rows: Sequence[list[Cell]], labels: list[Cell], size: float, first: float) -> list[Column]:
    """The columns of words in front of the figures: one, or several where a river of white parts them in every row."""
    if not labels:
        return [Column(first, first, False)]
    x0 = min(cell.x0 for cell in labels)
    whole = [Column(x0, first, False)]
    worded = [cell for cell in labels if cell.x0 > x0 + 2 * size]
    if not worded:
        return whole
    bands = _united([(cell.x0, cell.x1) for cell in labels])
    bands = [bands[0], *(band for band in bands[1:])]
    joined: list[tuple[float, float]] = []
    for band in bands:
        if joined and band[0] - joined[-1][1] < _LABEL_RIVER * size:
            joined[-1] = joined[-1][0], band[1]
        else:
            joined.append(band)
    columns: list[Column] = []
    for band in joined:
        own = [cell for cell in labels if band[0] <= cell.x0 <= band[1]]
        aligned = sum(abs(cell.x0 - band[0]) <= 0.3 * size for cell in own)
        if columns and (len(own) < 2 or aligned * 2 < len(own)):
            columns[-1].x1 = band[1]
        else:
            columns.append(Column(band[0], band[1], False))
    return columns if len(columns) > 1 else whole


def column_at(columns: Sequence[Column], cell: Cell) -> int:
    """The column that a cell of a row is of: the one that it lies over most, or else the nearest."""
    best, most = 0, -1e9
    for at, column in enumerate(columns):
        over = min(cell.x1, column.x1) - max(cell.x0, column.x0)
        if over > most + 0.01:
            best, most = at, over
    return best


def place(columns: Sequence[Column], cell: Cell, labels: int) -> int:
    """The column of a cell of a row; words that begin among the labels are of them, however long."""
    if not cell.figure and labels:
        for at in range(labels - 1, -1, -1):
            if cell.x0 >= columns[at].x0 - 1 and (labels == len(columns) or cell.x0 < columns[labels].x0 - 1):
                return at
    return column_at(columns, cell)
