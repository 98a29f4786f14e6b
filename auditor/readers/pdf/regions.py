"""The words of a page parted into regions that are read one after the other: columns of text, tables side by side.

A page is cut where a white gutter parts two texts, or two tables that each have labels of their own; the white between
the columns of one table is none.
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.lines import LETTER, Line, is_figure, is_nil, lines_of
from auditor.readers.pdf.page import Placed, Rule

_CANDIDATES = 12
_DEEPEST = 8
# no page that people read has so much on it; one that has is read from the top down
_MOST_PARTS = 8_000
# a gap in both columns of so many lines may part what stands above from what stands below
_APART = 1.55
_HEADING = 1.2
_FEW_LINES = 8
_FEW_PARTS = 4
# parts of a line stand so near to one base line, in em
_SAME_LINE = 0.3


class _Part(msgspec.Struct):
    """Words of a line between wide gaps."""

    words: list[Placed]
    base: float
    size: float
    x0: float
    x1: float
    letters: int
    figure: bool


def is_too_full(lines: Sequence[Line], gutter: float) -> bool:
    """Whether a page has more parts than its columns are looked for in."""
    if sum(len(line.words) for line in lines) < _MOST_PARTS:
        return False
    return sum(len(_parts(line, gutter)) for line in lines) >= _MOST_PARTS


def regions(lines: list[Line], rules: Sequence[Rule], tight: bool, gutter: float, depth: int = 0) -> list[list[Line]]:
    """The lines of each region of `lines`, in the order of reading. `gutter` is the narrowest that parts columns, in
    em, and `tight` the kind of the boxes of words.
    """
    parts = [part for line in lines for part in _parts(line, gutter)]
    if depth < _DEEPEST and len(parts) < _MOST_PARTS and (cut := _cut(parts, rules)) is not None:
        found = []
        for region in cut:
            inner = [word for part in region for word in part.words]
            if inner:
                found += regions(lines_of(inner, tight), rules, tight, gutter, depth + 1)
        return found
    return [lines] if lines else []


def _parts(line: Line, gutter: float) -> list[_Part]:
    groups: list[list[Placed]] = []
    edge = 0.0
    for word in line.words:
        if groups and word.x0 - edge <= gutter * line.size:
            groups[-1].append(word)
            edge = max(edge, word.x1)
        else:
            groups.append([word])
            edge = word.x1
    return [_part(group, line) for group in groups]


def _part(words: list[Placed], line: Line) -> _Part:
    letters = sum(LETTER.search(word.text) is not None and len(word.text) > 1 for word in words)
    figures = sum(is_figure(word.text) or is_nil(word.text) for word in words)
    x1 = max(word.x1 for word in words)
    return _Part(words, line.base, line.size, words[0].x0, x1, letters, figures > letters)


def _cut(parts: list[_Part], rules: Sequence[Rule]) -> list[list[_Part]] | None:
    """The regions that the widest gutter makes, in the order of reading; None where there is none."""
    if len(parts) < 6:
        return None
    left = min(part.x0 for part in parts)
    width = max(part.x1 for part in parts) - left
    best: tuple[int, list[list[_Part]]] | None = None
    for gutter in _candidates(parts, left + 0.12 * width):
        found = _at(gutter, parts, rules)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best[1] if best is not None else None


def _candidates(parts: list[_Part], least: float) -> list[float]:
    """Where many parts of lines begin, from the commonest."""
    edges = sorted(part.x0 for part in parts if part.x0 > least)
    clusters: list[list[float]] = []
    for edge in edges:
        if clusters and edge - clusters[-1][0] <= 3:
            clusters[-1].append(edge)
        else:
            clusters.append([edge])
    clusters = [cluster for cluster in clusters if len(cluster) >= 3]
    clusters.sort(key=lambda cluster: (-len(cluster), cluster[0]))
    return [cluster[0] for cluster in clusters[:_CANDIDATES]]


def _at(gutter: float, parts: list[_Part], rules: Sequence[Rule]) -> tuple[int, list[list[_Part]]] | None:
    """The regions above, beside and below a gutter that ends at `gutter`, and how many parts it has beside it."""
    found: list[list[_Part]] = []
    plain: list[_Part] = []
    count = 0
    for kind, band in _bands(gutter, parts, rules):
        if kind != "columns":
            plain += band
            continue
        if plain:
            found.append(plain)
            plain = []
        found.append([part for part in band if part.x0 < gutter - 0.5])
        found.append([part for part in band if part.x0 >= gutter - 0.5])
        count += len(band)
    if plain:
        found.append(plain)
    return (count, found) if count else None


def _bands(gutter: float, parts: list[_Part], rules: Sequence[Rule]) -> list[tuple[str, list[_Part]]]:
    """The parts from the top down, in bands that have columns beside the gutter and others."""
    bands: list[tuple[str, list[_Part]]] = []
    band: list[_Part] = []
    for part in sorted(parts, key=lambda one: (one.base, one.x0)):
        across = part.x0 < gutter - 0.5 and part.x1 > gutter - 0.6 * part.size
        if across or (not band and bands and part.base - bands[-1][1][-1].base <= _SAME_LINE * part.size):
            # parts of a line beside one that goes across are of its line
            beside = [one for one in band if part.base - one.base <= _SAME_LINE * part.size]
            if len(band) > len(beside):
                bands += _classed(gutter, band[: len(band) - len(beside)], rules)
            band = []
            bands.append(("across", [*beside, part]))
        else:
            band.append(part)
    if band:
        bands += _classed(gutter, band, rules)
    merged: list[tuple[str, list[_Part]]] = []
    for kind, own in bands:
        if merged and merged[-1][0] == kind == "columns":
            merged[-1][1].extend(own)
        else:
            merged.append((kind, own))
    return merged


def _classed(gutter: float, band: list[_Part], rules: Sequence[Rule]) -> list[tuple[str, list[_Part]]]:
    """A band cut at the white that goes across both sides, each piece with its kind; pieces of columns put together."""
    size = sorted(part.size for part in band)[len(band) // 2]
    pieces: list[list[_Part]] = [[]]
    for above, part in pairwise([band[0], *band]):
        if part.base - above.base > _APART * max(part.size, size) and pieces[-1]:
            pieces.append([])
        pieces[-1].append(part)
    classed = [(_kind(gutter, piece, size, rules), piece) for piece in pieces]
    if all(kind != "table" or _is_unsure(gutter, piece) for kind, piece in classed):
        # tables with high rows are in many pieces, of a line each
        whole = _kind(gutter, band, size, rules)
        if whole == "columns":
            return [(whole, band)]
    # what is neither goes with what is beside it
    found: list[tuple[str, list[_Part]]] = []
    for at, (told, piece) in enumerate(classed):
        kind = told
        if told == "either":
            before = found[-1][0] if found else ""
            after = next((other for other, _ in classed[at + 1 :] if other != "either"), "")
            both = any(part.x0 < gutter - 0.5 for part in piece) and any(part.x0 >= gutter - 0.5 for part in piece)
            # what stands on the left is read first, whether above the columns or in them
            left = all(part.x0 < gutter - 0.5 for part in piece)
            beside = before == "columns" or (after == "columns" and (both or left or not before))
            kind = "columns" if beside else "table"
        if found and found[-1][0] == kind:
            found[-1][1].extend(piece)
        else:
            found.append((kind, list(piece)))
    if not any(kind == "columns" for kind, _ in found):
        # many short pieces, as of a table with high rows, or two lists: asked as a whole
        return [(_kind(gutter, band, size, rules), band)]
    return found


def _kind(gutter: float, band: list[_Part], size: float, rules: Sequence[Rule]) -> str:
    """`columns` where a band is two texts or two tables beside each other, `table` where it is one, or `either`."""
    left = [part for part in band if part.x0 < gutter - 0.5]
    right = [part for part in band if part.x0 >= gutter - 0.5]
    if not left or not right:
        large = [part for part in band if part.size >= _HEADING * size]
        return "table" if large and len(large) == len(band) and left else "either"
    rows = _rows(left), _rows(right)
    if min(len(rows[0]), len(rows[1])) < 2:
        own = _is_table(rows[0]) or _is_table(rows[1]) or _is_prose(rows[0]) or _is_prose(rows[1])
        return "either" if not rows[1][0][0].figure and (own or len(band) <= _FEW_PARTS) else "table"
    top, bottom = band[0].base - 2 * size, band[-1].base + size
    edge = max(part.x1 for part in left)
    crossing = {
        round(rule.top)
        for rule in rules
        if rule.level and top <= rule.top <= bottom and rule.x0 < edge - 2 and rule.x1 > gutter + 2
    }
    ruled = len(crossing) >= 3
    tabled = _is_table(rows[0]), _is_table(rows[1])
    prose = _is_prose(rows[0]), _is_prose(rows[1])
    if all(tabled):
        return "table" if ruled and _upright(gutter, edge, top, bottom, rules) else "columns"
    if ruled or _goes_on(rows[0], rows[1]):
        return "table"
    if all(prose):
        texts = _texts(rows[0]), _texts(rows[1])
        beside = _in_step([start for start, _ in texts[0]], texts[1]) and _in_step(
            [start for start, _ in texts[1]], texts[0]
        )
        return "table" if beside else "columns"
    if (prose[0] and tabled[1]) or (prose[1] and tabled[0]):
        table, text = rows if prose[1] else (rows[1], rows[0])
        lines = [row[0].base for row in table if any(part.figure for part in row)]
        return "table" if _in_step(lines, _texts(text)) else "columns"
    if any(prose):
        words, other = rows if prose[0] else (rows[1], rows[0])
        bases = [row[0].base for row in words]
        aligned = sum(any(abs(row[0].base - base) <= 2 for base in bases) for row in other)
        figures = sum(part.figure for row in other for part in row)
        return "columns" if aligned * 2 < len(other) and figures * 2 < len(other) else "table"
    # a few lines may be the end of one column beside the beginning of a table in the other
    figures = sum(row[0].figure for row in rows[1])
    return "either" if len(rows[0]) + len(rows[1]) <= _FEW_LINES and 2 * figures < len(rows[1]) else "table"


def _is_unsure(gutter: float, piece: list[_Part]) -> bool:
    """Whether a piece is too short to tell, and no row of it goes on with figures behind the gutter."""
    left = _rows([part for part in piece if part.x0 < gutter - 0.5])
    right = _rows([part for part in piece if part.x0 >= gutter - 0.5])
    bases = [row[0].base for row in left]
    held = any(row[0].figure and any(abs(row[0].base - base) <= 1.5 for base in bases) for row in right)
    return bool(left and right) and min(len(left), len(right)) < 2 and not held


def _goes_on(left: list[list[_Part]], right: list[list[_Part]]) -> bool:
    """Whether lines on the right begin with figures that stand beside labels on the left."""
    bases = [row[0].base for row in left if not row[0].figure and row[0].letters]
    held = sum(row[0].figure and any(abs(row[0].base - base) <= 1.5 for base in bases) for row in right)
    return held >= 2 and held * 3 >= len(right)


def _upright(gutter: float, edge: float, top: float, bottom: float, rules: Sequence[Rule]) -> bool:
    return any(
        not rule.level and edge - 2 <= rule.x0 <= gutter + 2 and rule.top < bottom and rule.bottom > top
        for rule in rules
    )


def _rows(parts: list[_Part]) -> list[list[_Part]]:
    """Parts by their line, from the top down."""
    rows: list[list[_Part]] = []
    for part in parts:
        if rows and part.base - rows[-1][0].base <= 0.3 * part.size:
            rows[-1].append(part)
        else:
            rows.append([part])
    for row in rows:
        row.sort(key=lambda part: part.x0)
    return rows


def _is_table(rows: list[list[_Part]]) -> bool:
    """Whether lines have labels of their own in front of figures."""
    held = sum(not row[0].figure and row[0].letters > 0 and any(part.figure for part in row[1:]) for row in rows)
    return held >= 2 and held * 3 >= len(rows)


def _is_prose(rows: list[list[_Part]]) -> bool:
    """Whether most lines are unbroken and of several words; figures alone, as in a chart, are of no text."""
    rows = _lettered(rows)
    held = sum(len(row) == 1 and row[0].letters >= 3 and len(row[0].words) >= 4 for row in rows)
    return held >= 2 and held * 2 >= len(rows)


def _lettered(rows: list[list[_Part]]) -> list[list[_Part]]:
    return [row for row in rows if any(part.letters for part in row)]


def _texts(rows: list[list[_Part]]) -> list[tuple[float, float]]:
    """Where paragraphs of words begin and end, as far as white tells."""
    rows = _lettered(rows) or rows
    steps = [second[0].base - first[0].base for first, second in pairwise(rows)]
    pitch = min(steps, default=0.0)
    found = [(rows[0][0].base, rows[0][0].base)]
    for step, row in zip(steps, rows[1:], strict=True):
        if step > 1.2 * pitch:
            found.append((row[0].base, row[0].base))
        else:
            found[-1] = found[-1][0], row[0].base
    return found


def _in_step(bases: Sequence[float], texts: list[tuple[float, float]]) -> bool:
    """Whether each of several texts stands beside one of the lines at `bases`: comments beside the rows of a table."""
    held = sum(sum(start - 1.5 <= base <= end + 1.5 for base in bases) == 1 for start, end in texts)
    return len(texts) >= 2 and held * 5 >= len(texts) * 4
