"""The characters of a page, run by run, as the file draws them."""

import math
import unicodedata
from array import array

import msgspec
from pypdfium2 import raw

from auditor.readers.pdf import library

# a page with more holds no text that people read
MOST_CHARACTERS = 200_000
# render modes that leave no ink: invisible, and a clip
_NO_INK = (3, 7)
_WHITE = 250
_LEAST_SIZE = 0.5
_MOST_SIZE = 2_000.0
_FARTHEST = 1e6
_ASKEW = 3
_SINGULAR = 1e-9
_BOLD = 600
# areas that hide parts of a text, one in the other, and corners of one
_MOST_CLIPS = 30
_MOST_CLIP_POINTS = 200
Box = tuple[float, float, float, float]
UNREAD = "\ufffd"
# fonts whose letters are pictures, and the private-use character that one of those is read as
_SYMBOLS = ("wingdings", "webdings", "dingbats")
_SYMBOL = "\uf0b7"


class Run(msgspec.Struct):
    """Characters that one drawing order of the file sets on one base line, from `first` to `end` of the page's
    characters. `angle` is the direction of the text in the space of the file, in degrees counter-clockwise (0, 90, 180,
    270; any other for slanted text), `base` the coordinate of its base line across that. `hidden` for text that leaves
    no ink, `white` for text of the colour of paper.
    """

    first: int
    end: int
    angle: int
    base: float
    size: float
    bold: bool = False
    hidden: bool = False
    white: bool = False


class Characters(msgspec.Struct):
    """The characters of a page: `texts[i]` with `boxes[4 * i:4 * i + 4]`, x0, y0, x1, y1 in the space of the file; a
    box is as wide as the advance of its character and as high as the letters of its font. `bounded` says that a
    page had more characters than are read.
    """

    texts: list[str]
    boxes: "array[float]"
    runs: list[Run]
    bounded: bool = False


def characters(page: object) -> Characters:
    """The characters of a page of pypdfium2, in the order of the file."""
    textpage = raw.FPDFText_LoadPage(page)
    if not textpage:
        return Characters([], array("f"), [])
    try:
        return _characters(library.address(textpage))
    finally:
        raw.FPDFText_ClosePage(textpage)


def _characters(text: int) -> Characters:
    count = max(0, library.count_chars(text))
    bounded = count > MOST_CHARACTERS
    count = min(count, MOST_CHARACTERS)
    buffer = library.floats(4 * count)
    at = library.place(buffer)
    loose, unicode_of, map_error, text_object = (
        library.loose_box, library.unicode_of, library.map_error, library.text_object,
    )  # fmt: skip
    for index in range(count):
        loose(text, index, at + 16 * index)
    boxes = array("f")
    boxes.frombytes(bytes(buffer))
    # a rectangle of pdfium is left, top, right, bottom
    boxes[1::4], boxes[3::4] = boxes[3::4], boxes[1::4]
    objects = [text_object(text, index) for index in range(count)]
    texts = [
        UNREAD if map_error(text, index) else _TEXTS.get(code) or _text(code)
        for index, code in enumerate([unicode_of(text, index) for index in range(count)])
    ]
    runs: list[Run] = []
    fonts: dict[int, tuple[bool, bool]] = {}
    clips: dict[tuple[int, int], Box | None] = {}
    start = 0
    while start < count:
        own = objects[start]
        end = start + 1
        while end < count and objects[end] == own:
            end += 1
        if own:  # what pdfium puts in itself belongs to no object
            run = _run(text, own, start, end, texts, fonts)
            if run is not None:
                if run.angle != 0:
                    _turn(text, own, run, texts, boxes)
                runs.extend(_unclipped(run, text, own, boxes, clips))
        start = end
    return Characters(texts, boxes, runs, bounded)


# what pdfium writes its answers to, made once: a page may have a run for every character
_matrix, _origin, _colour = library.floats(6), library.doubles(2), library.integers(4)
_MATRIX, _X, _RED = library.place(_matrix), library.place(_origin), library.place(_colour)
_Y, _GREEN, _BLUE, _ALPHA = _X + 8, _RED + 4, _RED + 8, _RED + 12


def _run(
    text: int, own: int, start: int, end: int, texts: list[str], fonts: dict[int, tuple[bool, bool]]
) -> Run | None:
    library.char_matrix(text, start, _MATRIX)
    a, b, c, d, _, _ = _matrix
    size = library.char_size(text, start) * math.sqrt(abs(a * d - b * c))
    library.char_origin(text, start, _X, _Y)
    x, y = _origin
    if not (_LEAST_SIZE <= size < _MOST_SIZE and abs(x) < _FARTHEST and abs(y) < _FARTHEST):
        # neither seen nor, where it is no number, anywhere
        return None
    angle = 0 if b == 0 and a > 0 else _angle(a, b)
    mode = library.render_mode(own)
    paint = library.stroke_color if mode == 1 else library.fill_color
    red, green, blue, alpha = _colour if paint(own, _RED, _GREEN, _BLUE, _ALPHA) else (0, 0, 0, 255)
    bold, symbols = _font(text, own, start, fonts)
    if symbols:
        texts[start:end] = [char if char == " " else _SYMBOL for char in texts[start:end]]
    return Run(
        start, end, angle, y if angle in (0, 180) else x, size,
        bold or mode == 2,
        mode in _NO_INK or alpha == 0,
        red >= _WHITE and green >= _WHITE and blue >= _WHITE,
    )  # fmt: skip


def _angle(a: float, b: float) -> int:
    """The direction of text in degrees; one that is a little off, as on a page scanned askew, is straight."""
    angle = round(math.degrees(math.atan2(b, a))) % 360
    straight = round(angle / 90) * 90
    return straight % 360 if abs(angle - straight) <= _ASKEW else angle


def _unclipped(
    run: Run, text: int, own: int, boxes: "array[float]", clips: dict[tuple[int, int], Box | None]
) -> list[Run]:
    """What is left of a run within the area that the file lets it be seen in: a spreadsheet sets the whole text of a
    cell and hides what is wider than its column.
    """
    clip = library.clip_path(own)
    count = library.count_clips(clip) if clip else 0
    if count <= 0:
        return [run]
    # runs in one area share the record of it
    key = count, library.clip_segment(clip, count - 1, 0) or 0
    if key not in clips:
        clips[key] = _clip(clip, min(count, _MOST_CLIPS))
    area = clips[key]
    if area is None:
        return [run]
    if _within(run, boxes, area):
        return [run]
    own_area = _in_page(area, text, run.first, own)
    if own_area is None or _within(run, boxes, own_area):
        return [run]
    x0, y0, x1, y1 = own_area
    part = boxes[4 * run.first : 4 * run.end]
    lefts, lows, rights, highs = part[0::4], part[1::4], part[2::4], part[3::4]
    found: list[Run] = []
    for index in range(run.end - run.first):
        x, y = (lefts[index] + rights[index]) / 2, (lows[index] + highs[index]) / 2
        if x0 <= x <= x1 and y0 <= y <= y1:
            at = run.first + index
            if found and found[-1].end == at:
                found[-1].end = at + 1
            else:
                found.append(msgspec.structs.replace(run, first=at, end=at + 1))
    return found


def _within(run: Run, boxes: "array[float]", area: Box) -> bool:
    """Whether a run, which is straight, begins and ends in an area."""
    x0, y0, x1, y1 = area
    return all(
        x0 <= boxes[at] and y0 <= boxes[at + 1] and boxes[at + 2] <= x1 and boxes[at + 3] <= y1
        for at in (4 * run.first, 4 * run.end - 4)
    )


def _in_page(area: Box, text: int, index: int, own: int) -> Box | None:
    """An area in the space of the form that a text object stands in, as a box of the page; None where that cannot be
    told. The matrix of its characters is that of the object and then that of the form.
    """
    library.object_matrix(own, _MATRIX)
    a, b, c, d, e, f = _matrix
    library.char_matrix(text, index, _MATRIX)
    if (a, b, c, d, e, f) == tuple(_matrix):
        return area
    scale = a * d - b * c
    if not math.isfinite(scale) or abs(scale) < _SINGULAR:
        return None
    k, m, n, p, q, r = _matrix
    corners = []
    for x in (area[0], area[2]):
        for y in (area[1], area[3]):
            u, v = (d * (x - e) - c * (y - f)) / scale, (a * (y - f) - b * (x - e)) / scale
            corners.append((k * u + n * v + q, m * u + p * v + r))
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = min(xs), min(ys), max(xs), max(ys)
    return box if all(map(math.isfinite, box)) else None


def _clip(clip: int, count: int) -> Box | None:
    """The box that lies in all of the areas of a clip path, or None where it cannot be told."""
    area: Box | None = None
    point = library.floats(2)
    place = library.place(point)
    for path in range(count):
        points = []
        for index in range(min(max(0, library.count_clip_segments(clip, path)), _MOST_CLIP_POINTS)):
            segment = library.clip_segment(clip, path, index)
            if segment and library.segment_point(segment, place, place + 4):
                points.append((point[0], point[1]))
        if not points or not all(math.isfinite(side) for one in points for side in one):
            continue
        xs, ys = [x for x, _ in points], [y for _, y in points]
        own = min(xs), min(ys), max(xs), max(ys)
        area = own if area is None else (
            max(area[0], own[0]), max(area[1], own[1]), min(area[2], own[2]), min(area[3], own[3])
        )  # fmt: skip
    return area


def _font(text: int, own: int, start: int, fonts: dict[int, tuple[bool, bool]]) -> tuple[bool, bool]:
    """Whether the font of a run is bold, and whether it is one of symbols with the codes of letters."""
    font = library.text_font(own) or 0
    known = fonts.get(font)
    if known is None:
        name = library.floats(32)
        size = library.font_name(font, library.place(name), 128) if font else 0
        shown = bytes(name)[: max(0, min(size, 128) - 1)].decode("latin-1").lower()
        bold = any(word in shown for word in ("bold", "black", "heavy")) or library.font_weight(text, start) >= _BOLD
        known = fonts[font] = bold, any(word in shown for word in _SYMBOLS)
    return known


def _turn(text: int, own: int, run: Run, texts: list[str], boxes: "array[float]") -> None:
    """The boxes of turned text, which pdfium gives no width: along the direction of the text from where a character
    starts over its advance, across it over the height of the letters.
    """
    font = library.text_font(own)
    origin = library.doubles(2)
    place = library.place(origin)
    width = library.floats(1)
    direction = math.radians(run.angle)
    dx, dy = math.cos(direction), math.sin(direction)
    for index in range(run.first, run.end):
        library.char_origin(text, index, place, place + 8)
        advance = 0.0
        if font and library.glyph_width(font, ord(texts[index][:1] or " "), run.size, library.place(width)):
            advance = width[0]
        if not 0 < advance < 3 * run.size:
            advance = run.size / 2 if texts[index] != " " else run.size / 4
        up, down = 0.8 * run.size, -0.2 * run.size
        x, y = origin
        xs = (x - dy * up, x - dy * down, x + dx * advance - dy * up, x + dx * advance - dy * down)
        ys = (y + dx * up, y + dx * down, y + dy * advance + dx * up, y + dy * advance + dx * down)
        boxes[4 * index : 4 * index + 4] = array("f", (min(xs), min(ys), max(xs), max(ys)))


def _text(code: int) -> str:
    """What a character is read as: blanks of every kind as a space, ligatures as their letters, controls unread."""
    if code in {2, 65534}:
        # pdfium's mark for a hyphen at the end of a line
        return "-"
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return UNREAD
    char = chr(code)
    category = unicodedata.category(char)
    if category == "Zs" or char in "\t\n\r":
        text = " "
    elif 0xFB00 <= code <= 0xFB06:
        text = unicodedata.normalize("NFKC", char)
    elif category in ("Cc", "Cn"):
        text = UNREAD
    else:
        text = "" if category == "Cf" and code != 0xAD else char
    return text


_TEXTS: dict[int, str] = {code: chr(code) for code in (*range(33, 127), *range(161, 173), *range(174, 256))}
_TEXTS[32] = _TEXTS[160] = " "
