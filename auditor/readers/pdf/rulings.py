"""What a page shows beside its text: ruling lines, filled areas and pictures."""

import math

import msgspec

from auditor.readers.pdf import library
from auditor.readers.pdf.frame import Frame
from auditor.readers.pdf.page import Rule

# objects and segments that are looked at: drawings and maps hold many more than any table
_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 60_000
_MOST_RULES = 4_000
_DEEPEST = 8
# a filled area this thin is a line, in points; lines that end this near to each other are one
_THIN = 2.0
_NEAR = 1.0
_SHORTEST = 3.0
# a shape no larger than this may be a bullet
_DOT = 9.0
_MOST_DOTS = 500
_WHITE = 250

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


class Drawn(msgspec.Struct):
    """Lines as x0, y0, x1, y1 in the space of the file, boxes of areas and pictures that white text can stand on and of
    shapes as small as a bullet, how many square points are pictures, how many objects were looked at, and how many
    outlines of letters there may be.
    """

    lines: list[Box]
    dark: list[Box]
    dots: list[Box] = []
    pictures: float = 0.0
    looked_at: int = 0
    outlines: int = 0


class _Seen(msgspec.Struct):
    objects: int = 0
    segments: int = 0


def drawn(page: object) -> Drawn:
    """What is drawn on a page of pypdfium2, forms included."""
    found, seen = Drawn([], []), _Seen()
    handle = library.address(page)
    for index in range(library.count_objects(handle)):
        if seen.objects >= _MOST_OBJECTS or seen.segments >= _MOST_SEGMENTS:
            break
        one = library.page_object(handle, index)
        if one:
            _look(one, _SAME, found, seen, 0)
    found.looked_at = seen.objects + seen.segments
    return found


_bounds = library.floats(4)
_bounds_at = library.place(_bounds)
_matrix = library.floats(6)
_matrix_at = library.place(_matrix)
_point = library.floats(2)
_point_at = library.place(_point)
_colour = library.integers(4)
_colour_at = library.place(_colour)
_mode = library.integers(2)
_mode_at = library.place(_mode)


def _look(one: int, outer: Matrix, found: Drawn, seen: _Seen, depth: int) -> None:
    seen.objects += 1
    kind = library.object_type(one)
    if kind == library.PATH:
        _path(one, outer, found, seen)
    elif kind in (library.IMAGE, library.SHADING):
        box = _box(one, outer)
        if box is not None:
            found.dark.append(box)
            if kind == library.IMAGE:
                found.pictures += (box[2] - box[0]) * (box[3] - box[1])
    elif kind == library.FORM and depth < _DEEPEST:
        library.object_matrix(one, _matrix_at)
        inner = _times(tuple(_matrix), outer)
        for index in range(max(0, library.form_count(one))):
            if seen.objects >= _MOST_OBJECTS or seen.segments >= _MOST_SEGMENTS:
                break
            own = library.form_object(one, index)
            if own:
                _look(own, inner, found, seen, depth + 1)


def _box(one: int, outer: Matrix) -> Box | None:
    at = _bounds_at
    if not library.object_bounds(one, at, at + 4, at + 8, at + 12):
        return None
    x0, y0, x1, y1 = _bounds
    if not all(map(math.isfinite, (x0, y0, x1, y1))):
        return None
    if outer is _SAME:
        return x0, y0, x1, y1
    corners = [_moved(outer, x, y) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _path(one: int, outer: Matrix, found: Drawn, seen: _Seen) -> None:
    if not library.draw_mode(one, _mode_at, _mode_at + 4):
        return
    filled, stroked = _mode[0] != 0, _mode[1] != 0
    at = _colour_at
    if filled and library.fill_color(one, at, at + 4, at + 8, at + 12):
        # white paper under a table is no line; it still can hide one, which is not looked for
        filled = _colour[3] > 0 and min(_colour[:3]) < _WHITE
    if stroked and library.stroke_color(one, at, at + 4, at + 8, at + 12):
        stroked = _colour[3] > 0 and min(_colour[:3]) < _WHITE
    if not (filled or stroked):
        return
    box = _box(one, outer)
    if box is None:
        return
    x0, y0, x1, y1 = box
    if filled:
        found.dark.append(box)
    if x1 - x0 <= _DOT and y1 - y0 <= _DOT and 1 < 2 * (x1 - x0) < 4 * (y1 - y0) < 8 * (x1 - x0):
        found.outlines += 1
        if len(found.dots) < _MOST_DOTS:
            found.dots.append(box)
        return
    if not stroked and (x1 - x0 <= _THIN or y1 - y0 <= _THIN):
        if max(x1 - x0, y1 - y0) >= _SHORTEST:
            found.lines.append(box)
        return
    count = library.count_segments(one)
    if count <= 0 or len(found.lines) >= _MOST_RULES:
        return
    library.object_matrix(one, _matrix_at)
    _segments(one, count, _times(tuple(_matrix), outer), found, seen)


def _segments(one: int, count: int, matrix: Matrix, found: Drawn, seen: _Seen) -> None:
    """The level and upright lines of a path; a curve makes it an outline."""
    start = here = (0.0, 0.0)
    lines: list[Box] = []
    curves = 0
    for index in range(min(count, _MOST_SEGMENTS - seen.segments)):
        seen.segments += 1
        segment = library.path_segment(one, index)
        if not library.segment_point(segment, _point_at, _point_at + 4):
            continue
        point = _moved(matrix, _point[0], _point[1])
        kind = library.segment_type(segment)
        if kind == library.MOVE_TO:
            start = point
        elif kind == library.LINE_TO:
            _straight(here, point, lines)
        else:
            curves += 1
        if library.segment_close(segment) and kind != library.MOVE_TO:
            _straight(point, start, lines)
        here = point
    # one path may hold one letter, or all those of a page
    found.outlines += (curves > 0) + curves // 20
    found.lines += lines


def _straight(first: tuple[float, float], second: tuple[float, float], lines: list[Box]) -> None:
    (x0, y0), (x1, y1) = first, second
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if max(wide, high) >= _SHORTEST and min(wide, high) <= 0.5:
        lines.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _times(inner: tuple[float, ...], outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    k, m, n, p, q, r = outer
    return a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + q, e * m + f * p + r


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def rules(found: Drawn, frame: Frame) -> list[Rule]:
    """The ruling lines of a page as read: what lies on the page, pieces of one line joined."""
    level: list[Box] = []
    upright: list[Box] = []
    width, height = frame.width, frame.height
    for line in found.lines:
        x0, top, x1, bottom = frame.box(*line)
        if x1 < 0 or bottom < 0 or x0 > width or top > height or not all(map(math.isfinite, (x0, top, x1, bottom))):
            continue
        x0, x1 = max(x0, 0.0), min(x1, width)
        top, bottom = max(top, 0.0), min(bottom, height)
        (level if x1 - x0 >= bottom - top else upright).append((x0, top, x1, bottom))
    joined = _merged(level, 1) + _merged(upright, 0)
    return [Rule(*box) for box in joined[:_MOST_RULES]]


def _merged(lines: list[Box], across: int) -> list[Box]:
    """Lines along one axis, those that touch or overlap on the same height as one. `across` is the index of the
    coordinate that they share.
    """
    along = 1 - across
    lines.sort(key=lambda line: (line[across], line[along], line))
    groups: list[list[Box]] = []
    for line in lines:
        if groups and line[across] - groups[-1][0][across] <= _NEAR:
            groups[-1].append(line)
        else:
            groups.append([line])
    found: list[Box] = []
    for group in groups:
        group.sort(key=lambda line: (line[along], line))
        own: list[list[float]] = []
        for line in group:
            if own and line[along] - own[-1][along + 2] <= _NEAR:
                last = own[-1]
                last[0], last[1] = min(last[0], line[0]), min(last[1], line[1])
                last[2], last[3] = max(last[2], line[2]), max(last[3], line[3])
            else:
                own.append(list(line))
        found += [(x0, top, x1, bottom) for x0, top, x1, bottom in own]
    return found
