"""The lines above the rows of a table as one header for each column."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.columns import Column
from auditor.readers.pdf.lines import Gaps, Line
from auditor.readers.pdf.page import Placed, Rule

# the lines of one header cell stand no farther apart, in em
_PITCH = 1.5
# edges of its lines within this are flush, in em
_FLUSH = 0.25
# in em
_SLACK = 0.15
_CENTRED = 0.4
# no table of a page has more columns in groups
_MOST_COLUMNS = 40


class Piece(msgspec.Struct):
    """Words of a header line that are of one cell, and the columns that it is over."""

    words: list[Placed]
    line: int
    x0: float
    x1: float
    size: float
    columns: list[int] = []
    sure: bool = False
    ruled: bool = False


def heads(
    lines: Sequence[Line], columns: Sequence[Column], labels: int, ends: float, rules: Sequence[Rule], gaps: Gaps
) -> dict[int, list[list[Placed]]]:
    """The lines of words over each column from the top down; what spans several columns is over each of them.

    `ends` is how far the labels reach.
    """
    if labels >= len(columns):
        return {0: [line.words for line in lines]} if lines else {}
    whites = _whites(columns, labels, ends)
    rows = [_pieces(at, line, whites, rules, gaps) for at, line in enumerate(lines)]
    for at, row in enumerate(rows):
        below = lines[at + 1].base if at + 1 < len(lines) else lines[at].base + 2 * lines[at].size
        upper = at + 1 < len(lines)
        for piece in list(row):
            _place(piece, lines[at], below, upper, columns, labels, ends, rules)
            if len(piece.columns) > 1 and not piece.ruled and (parted := _parted(piece, columns, whites, labels)):
                row[row.index(piece) : row.index(piece) + 1] = parted
    # from the lowest up: what is flush with a piece below is of its cell
    for at in range(len(rows) - 1, -1, -1):
        lower = range(at + 1, len(rows))
        near = [
            piece
            for other in lower
            if lines[other].base - lines[at].base <= _PITCH * lines[at].size
            for piece in rows[other]
        ]
        apart = at + 1 < len(rows) and lines[at + 1].base - lines[at].base > _PITCH * lines[at].size
        _settle(rows[at], near, [piece for other in lower for piece in rows[other]], apart, columns, labels, ends)
    found: dict[int, list[list[Placed]]] = {}
    for row in rows:
        placed: dict[int, list[Placed]] = {}
        for piece in row:
            for column in piece.columns:
                placed.setdefault(column, []).extend(piece.words)
        for column, words in placed.items():
            found.setdefault(column, []).append(words)
    return found


def _whites(columns: Sequence[Column], labels: int, ends: float) -> list[tuple[float, float]]:
    """The white before each column of figures, in which its cells begin."""
    whites = [(min(ends, columns[labels].x0), columns[labels].x0)]
    return whites + [(first.x1, second.x0) for first, second in pairwise(columns[labels:])]


def _pieces(
    at: int, line: Line, whites: Sequence[tuple[float, float]], rules: Sequence[Rule], gaps: Gaps
) -> list[Piece]:
    """The words of a header line, cut where the white is wider than between words and lies between two columns."""
    uprights = _uprights(line, rules)
    pieces = [[line.words[0]]]
    for first, second in pairwise(line.words):
        gap = (second.x0 - first.x1) / line.size
        between = any(first.x1 < high + 1 and second.x0 > low - 1 for low, high in whites)
        if (
            gap > gaps.word
            or (gap > gaps.narrow and between)
            or any(first.x1 - 1 <= upright <= second.x0 + 1 for upright in uprights)
        ):
            pieces.append([])
        pieces[-1].append(second)
    return [_piece(piece, at, line.size) for piece in pieces]


def _piece(words: list[Placed], line: int, size: float) -> Piece:
    return Piece(words, line, words[0].x0, max(word.x1 for word in words), size)


def _parted(
    piece: Piece, columns: Sequence[Column], whites: Sequence[tuple[float, float]], labels: int
) -> list[Piece] | None:
    """A piece over several columns as one for each, where the white between its words, no wider than in a text, lies
    between the columns, and all parts are flush with the figures of their own on one side: headers that nearly touch.
    """
    over = piece.columns
    if len(piece.words) < len(over):
        return None
    for side in (_right, _left, _middle):
        parts: list[list[Placed]] = [[]]
        for at, word in enumerate(piece.words):
            parts[-1].append(word)
            if len(parts) == len(over) or at + 1 == len(piece.words):
                continue
            low, high = whites[over[len(parts)] - labels]
            between = word.x1 < high + 1 and piece.words[at + 1].x0 > low - 1
            if between and side(parts[-1], columns[over[len(parts) - 1]]) <= _FLUSH * piece.size:
                parts.append([])
        if len(parts) == len(over) and side(parts[-1], columns[over[-1]]) <= _FLUSH * piece.size:
            found = [_piece(words, piece.line, piece.size) for words in parts]
            for part, column in zip(found, over, strict=True):
                part.columns, part.sure = [column], True
            return found
    return None


def _right(words: Sequence[Placed], column: Column) -> float:
    return abs(words[-1].x1 - column.x1)


def _left(words: Sequence[Placed], column: Column) -> float:
    return abs(words[0].x0 - column.x0)


def _middle(words: Sequence[Placed], column: Column) -> float:
    return abs(words[0].x0 + words[-1].x1 - column.x0 - column.x1) / 2


def _uprights(line: Line, rules: Sequence[Rule]) -> list[float]:
    middle = line.base - 0.3 * line.size
    return [(rule.x0 + rule.x1) / 2 for rule in rules if not rule.level and rule.top <= middle <= rule.bottom]


def _place(
    piece: Piece,
    line: Line,
    below: float,
    upper: bool,
    columns: Sequence[Column],
    labels: int,
    ends: float,
    rules: Sequence[Rule],
) -> None:
    """The columns whose room holds a piece, as far as it tells alone. `sure` where there is no other way."""
    slack = _SLACK * piece.size
    uprights = _uprights(line, rules)
    low = max((upright for upright in uprights if upright <= piece.x0 + 1), default=None)
    high = min((upright for upright in uprights if upright >= piece.x1 - 1), default=None)
    if low is not None and high is not None:
        held = [at for at, column in enumerate(columns) if low <= (column.x0 + column.x1) / 2 <= high]
        held = [at for at in held if at >= labels] or held[:1]
        if held:
            piece.columns, piece.sure, piece.ruled = held, True, True
            return
    stub = piece.x0 < ends - slack if ends > columns[0].x0 else piece.x1 <= columns[labels].x0 + slack
    if labels and stub and piece.x0 < columns[labels].x0:
        # a stub, unless it runs over the figures as well
        own = [at for at in range(labels) if piece.x0 >= columns[at].x0 - piece.size]
        piece.columns, piece.sure = [own[-1] if own else 0], True
        return
    figures = range(labels, len(columns))
    if upper and (held := _underlined(piece, line, below, columns, labels, rules)):
        piece.columns, piece.sure, piece.ruled = held, True, True
        return
    lows = {at: (columns[at - 1].x1 if at > labels else min(ends, columns[at].x0)) for at in figures}
    highs = {at: (columns[at + 1].x0 if at + 1 < len(columns) else 1e9) for at in figures}
    fits = [at for at in figures if piece.x0 >= lows[at] - slack and piece.x1 <= highs[at] + slack]
    if fits:
        piece.columns = fits
        return
    first = max((at for at in figures if piece.x0 >= lows[at] - slack), default=labels)
    last = min((at for at in figures if piece.x1 <= highs[at] + slack), default=len(columns) - 1)
    piece.columns = list(range(first, last + 1)) or [_nearest(piece, columns, labels)]
    piece.sure = True


def _settle(
    row: list[Piece],
    near: list[Piece],
    below: list[Piece],
    apart: bool,
    columns: Sequence[Column],
    labels: int,
    ends: float,
) -> None:
    """The column of each piece of a line that could be of several, or of a group of columns. `near` are the pieces of
    lines that can be of the same cell, `below` those of all lines below; `apart` says that the line stands apart.
    """
    own = [piece for piece in row if piece.columns[0] >= labels]
    headed = {column for piece in below for column in piece.columns if column >= labels}
    under = {id(piece): _below(piece, near) for piece in own}
    goes_on = any(over is not None and over.words[0].text[:1].islower() for over in under.values())
    told = any(piece.ruled for piece in own) or (all(piece.sure for piece in own) and not apart)
    # a single piece in the middle of all may as well be the top of the header of the column in the middle
    if len(own) > 1 and len(columns) <= _MOST_COLUMNS and not told and not goes_on and len(headed) >= 2 * len(own):
        centred, whole = _centred(own, below, apart, columns, labels, ends)
        groups = centred if whole else _aligned(own, below, apart, columns, labels) or centred
        if groups is not None:
            for piece, group in zip(own, groups, strict=True):
                piece.columns = group
            return
    for piece in row:
        if piece.sure:
            continue
        over = under.get(id(piece))
        flush = _flush_with(piece, columns)
        if over is not None:
            piece.columns = list(over.columns)
        else:
            piece.columns = [flush if flush is not None else _nearest(piece, columns, labels)]


def _aligned(
    pieces: Sequence[Piece], below: Sequence[Piece], apart: bool, columns: Sequence[Column], labels: int
) -> list[list[int]] | None:
    """The columns under pieces that stand flush over the last, or the first, of several each; None where they do not.

    Only where a piece reaches over several columns, or the headers below come again under each piece.
    """
    count = len(columns) - labels
    texts = _texts(below, columns)
    size, rest = divmod(count, len(pieces))
    again = [texts[at : at + size] for at in range(labels, len(columns), size)] if not rest and size else []
    repeated = len(again) > 1 and all(one == again[0] for one in again) and all(again[0])
    if not (repeated or (apart and any(len(piece.columns) > 1 and piece.sure for piece in pieces))):
        return None
    near = 0.4 * pieces[0].size
    rights = [max([columns[at].x1, *(one.x1 for one in below if one.columns == [at])]) for at in range(len(columns))]
    lefts = [min([columns[at].x0, *(one.x0 for one in below if one.columns == [at])]) for at in range(len(columns))]
    figures = range(labels, len(columns))
    ends = [next((at for at in figures if abs(rights[at] - piece.x1) <= near), None) for piece in pieces]
    if ends[-1] == len(columns) - 1 and None not in ends:
        last = [labels - 1, *(end for end in ends if end is not None)]
        found = [list(range(first + 1, end + 1)) for first, end in pairwise(last)]
        return found if all(found) else None
    begins = [next((at for at in figures if abs(lefts[at] - piece.x0) <= near), None) for piece in pieces]
    if begins[0] == labels and None not in begins:
        first_of = [*(begin for begin in begins if begin is not None), len(columns)]
        found = [list(range(begin, end)) for begin, end in pairwise(first_of)]
        return found if all(found) else None
    return None


def _below(piece: Piece, near: Sequence[Piece]) -> Piece | None:
    """The piece below that is of the same cell: flush with it, and over one column."""
    return next(
        (
            other
            for other in near
            if piece.x0 < other.x1 and piece.x1 > other.x0 and _flush(piece, other) and _may(piece, other)
        ),
        None,
    )


def _centred(
    pieces: Sequence[Piece],
    below: Sequence[Piece],
    apart: bool,
    columns: Sequence[Column],
    labels: int,
    ends: float,
) -> tuple[list[list[int]] | None, bool]:
    """The columns under each of several pieces that are centred over groups of them, None where they are not; and
    whether every column is under one.

    Where the cells of a group begin and end is not known: somewhere in the white beside what stands in them. Columns
    without a group are left only where the line stands apart, or where the headers of every group are the same.
    """
    extents = [[column.x0, column.x1] for column in columns[labels:]]
    for piece in below:
        if len(piece.columns) == 1 and piece.columns[0] >= labels:
            extent = extents[piece.columns[0] - labels]
            extent[0], extent[1] = min(extent[0], piece.x0), max(extent[1], piece.x1)
    width, count = len(extents), len(pieces)
    size = pieces[0].size
    # the first cell begins, and the last ends, about as far from the next as columns are from each other
    pitch = max(extents[1][1] - extents[0][1], size) if width > 1 else size
    lows = [min(max(ends, extents[0][1] - pitch), extents[0][0]), *(extent[1] for extent in extents)]
    highs = [*(extent[0] for extent in extents[1:]), max(extents[-1][0] + pitch, extents[-1][1])]

    cells = [
        # where cells begin and end if what is in them stands in their middle, flush right, or flush left
        extents,
        [[low, extent[1]] for low, extent in zip(lows, extents, strict=False)],
        [[extent[0], high] for extent, high in zip(extents, highs, strict=True)],
    ]
    best: _Best = {}
    for bounds in cells:
        found_so = _grouped(pieces, extents, bounds, lows, highs)
        if (0, 0) in found_so and ((0, 0) not in best or found_so[0, 0] < best[0, 0]):
            best = found_so
    if (0, 0) not in best:
        return None, False
    found: list[list[int]] = []
    start = 0
    for number in range(count):
        _, _, begin, end = best[number, start]
        found.append(list(range(begin + labels, end + labels)))
        start = end
    if not any(len(group) > 1 for group in found):
        return None, False
    texts = _texts(below, columns)
    alike = all([texts[at] for at in group] == [texts[at] for at in found[0]] for group in found)
    whole = best[0, 0][0] == 0
    return (found if whole or apart or alike else None), whole


# by piece and first column: columns left out, how far pieces are from their middles, and the columns of the piece
_Best = dict[tuple[int, int], tuple[int, float, int, int]]


def _grouped(
    pieces: Sequence[Piece],
    extents: Sequence[Sequence[float]],
    bounds: Sequence[Sequence[float]],
    lows: Sequence[float],
    highs: Sequence[float],
) -> _Best:
    """The groups of columns, one for each piece, whose middles (by `bounds`) are nearest to the pieces."""
    width, count = len(extents), len(pieces)
    best: _Best = {(count, begin): (width - begin, 0.0, width, width) for begin in range(width + 1)}
    for number in range(count - 1, -1, -1):
        middle = (pieces[number].x0 + pieces[number].x1) / 2
        for start in range(width):
            options = []
            for begin in range(start, width):
                for end in range(begin + 1, width + 1):
                    least = (lows[begin] + extents[end - 1][1]) / 2
                    most = (extents[begin][0] + highs[end - 1]) / 2
                    outside = max(least - middle, middle - most, 0.0)
                    if outside <= _CENTRED * pieces[0].size and (number + 1, end) in best:
                        left, rest, _, _ = best[number + 1, end]
                        off = abs((bounds[begin][0] + bounds[end - 1][1]) / 2 - middle)
                        options.append((left + begin - start, rest + 10 * outside + off, begin, end))
            if options:
                best[number, start] = min(options)
    return best


def _texts(pieces: Sequence[Piece], columns: Sequence[Column]) -> list[str]:
    """The words over each column."""
    texts = ["" for _ in columns]
    for piece in pieces:
        for column in piece.columns:
            texts[column] += " ".join(word.text for word in piece.words) + " "
    return texts


def _may(piece: Piece, other: Piece) -> bool:
    return len(other.columns) == 1 and other.columns[0] in piece.columns


def _flush(one: Piece, other: Piece) -> bool:
    """Whether two pieces have their right, left or middle in one place."""
    near = _FLUSH * one.size
    return (
        abs(one.x1 - other.x1) <= near
        or abs(one.x0 - other.x0) <= near
        or abs(one.x0 + one.x1 - other.x0 - other.x1) <= 2 * near
    )


def _flush_with(piece: Piece, columns: Sequence[Column]) -> int | None:
    """The column with whose figures a piece is flush, on the right before all."""
    near = 0.4 * piece.size
    for distances in (
        {at: abs(piece.x1 - columns[at].x1) for at in piece.columns},
        {at: abs(piece.x0 - columns[at].x0) for at in piece.columns},
        {at: abs(piece.x0 + piece.x1 - columns[at].x0 - columns[at].x1) / 2 for at in piece.columns},
    ):
        nearest = min(distances, key=distances.__getitem__)
        if distances[nearest] <= near:
            return nearest
    return None


def _nearest(piece: Piece, columns: Sequence[Column], labels: int) -> int:
    middle = (piece.x0 + piece.x1) / 2
    held = piece.columns or range(labels, len(columns))
    return min(held, key=lambda at: (max(columns[at].x0 - middle, middle - columns[at].x1, 0.0), at))


def _underlined(
    piece: Piece, line: Line, below: float, columns: Sequence[Column], labels: int, rules: Sequence[Rule]
) -> list[int]:
    """The columns over which a rule goes right under a header cell, where it does not go through the whole table."""
    left, right = columns[labels].x0, columns[-1].x1
    for rule in rules:
        if (
            rule.level
            and line.base - 0.3 * line.size <= rule.top <= below - 0.4 * line.size
            and rule.x0 <= piece.x0 + 2
            and rule.x1 >= piece.x1 - 2
            and rule.x1 - rule.x0 < 0.9 * (right - left)
        ):
            held = [
                at
                for at in range(labels, len(columns))
                if rule.x0 - 1 <= (columns[at].x0 + columns[at].x1) / 2 <= rule.x1 + 1
            ]
            if len(held) > 1:
                return held
    return []
