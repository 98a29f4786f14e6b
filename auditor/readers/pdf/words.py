"""Words out of the characters of a page: by the gaps between them, not by the blanks that the file writes."""

import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from auditor.readers.pdf.characters import Characters, Run
from auditor.readers.pdf.frame import Frame
from auditor.readers.pdf.page import DEPTH, HEIGHT, Placed
from auditor.readers.pdf.raised import raised
from auditor.readers.pdf.symbols import read_symbols

# Gaps in ems (the size of the letters) between the advances of two characters. Nothing within a word comes to a
# seventh of an em; the narrowest blank that fonts and typesetters use is an eighth, between groups of digits.
_GAP = 0.14
_DIGIT_GAP = 0.09
_OVERLAP = -0.3
# letters and figures that are set apart, at most; how even their gaps are
_TRACKED = 0.6
_TRACKED_FIGURES = 0.17
_EVEN = 0.04
# base lines: of one line, and of one word
_SAME_LINE = 0.15
_SAME_WORD = 0.08
_RIGHT_ANGLES = (0, 90, 180, 270)
_MOSTLY = 0.6
# a scanned page may have a stamp or a number in ink besides
_MORE = 3

_ACCENTS = {
    "¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303", "˚": "\u030a", "¸": "\u0327",
    "ˇ": "\u030c", "¯": "\u0304", "˙": "\u0307", "˝": "\u030b",
}  # fmt: skip


class Piece(msgspec.Struct):
    """Characters of a line that follow close on each other; `blank` for a blank of the file."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    boxes: "array[float]"
    bold: bool = False
    blank: bool = False
    space: bool = True
    # joined of characters that are set apart
    spread: bool = False
    # the width of a blank right behind the piece before, 0 for none
    blank_width: float = 0.0


class Words(msgspec.Struct):
    """The words of a page as read, those of turned text (one a line of it), and how many of them may be figures but
    have no meaning in the file.
    """

    words: list[Placed]
    turned: list[Placed]
    unread: int = 0
    # nothing but text that leaves no ink, as a scanner's program lays under a picture
    recognised: bool = False
    # numbers in text that leaves no ink or has the colour of the paper
    unseen: int = 0


def frame_of(chars: Characters, box: tuple[float, float, float, float], rotation: int) -> Frame:
    """How a page is held to read: as the file turns it, unless most of its text runs in another direction."""
    upright = rotation % 360
    lengths: Counter[int] = Counter()
    for run in chars.runs:
        if run.angle in _RIGHT_ANGLES:
            lengths[run.angle] += run.end - run.first
    if lengths:
        angle, most = max(lengths.items(), key=lambda item: (item[1], item[0] == upright, -item[0]))
        if most > _MOSTLY * sum(lengths.values()):
            return Frame(*box, angle)
    return Frame(*box, upright)


def words_of(
    chars: Characters, frame: Frame, dark: Sequence[tuple[float, float, float, float]], *, pictured: bool = False
) -> Words:
    """The words of a page. `dark` are the boxes of filled areas and pictures in the space of the file, on which white
    text can be read. On a page that is `pictured`, mostly a picture, text without ink is what was recognised in it.
    """
    shown = [run for run in chars.runs if not run.hidden]
    inked = sum(run.end - run.first for run in shown)
    hidden = sum(run.end - run.first for run in chars.runs) - inked
    recognised = hidden > 0 and (not inked or (pictured and hidden > _MORE * inked))
    runs = chars.runs if recognised else shown
    runs = [run for run in runs if not run.white or recognised or _stands_on(run, chars.boxes, dark)]
    unseen = 0 if len(runs) == len(chars.runs) else _figures(chars, chars.runs) - _figures(chars, runs)
    pieces = _joined(_pieces(chars, [run for run in runs if run.angle == frame.angle], frame))
    words = raised([_placed(piece) for piece in pieces if _on_page(piece, frame)])
    turned = []
    for angle in sorted({run.angle for run in runs if run.angle != frame.angle}):
        own = [run for run in runs if run.angle == angle]
        turned += _turned(chars, own, angle, frame)
    unread = read_symbols(words) + read_symbols(turned)
    return Words(words, turned, unread, recognised, unseen)


def _figures(chars: Characters, runs: Sequence[Run]) -> int:
    """How many characters that begin a number stand in some runs."""
    return sum(
        text.isdigit() and (index == 0 or not own[index - 1].isdigit())
        for run in runs
        for own in [chars.texts[run.first : run.end]]
        for index, text in enumerate(own)
    )


def _stands_on(run: Run, boxes: "array[float]", dark: Sequence[tuple[float, float, float, float]]) -> bool:
    own = boxes[4 * run.first : 4 * run.end]
    x, y = (min(own[0::4]) + max(own[2::4])) / 2, (min(own[1::4]) + max(own[3::4])) / 2
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in dark)


def _on_page(piece: Piece, frame: Frame) -> bool:
    return -1 <= (piece.x0 + piece.x1) / 2 <= frame.width + 1 and -1 <= piece.base <= frame.height + 1


# ---- pieces in the order of the file -----------------------------------------------------------------------------


def _pieces(chars: Characters, runs: Sequence[Run], frame: Frame) -> list[Piece]:
    """Characters that the file sets one after the other, parted at blanks and gaps."""
    found: list[Piece] = []
    last: Piece | None = None
    for run in runs:
        texts: Sequence[str] = chars.texts[run.first : run.end]
        boxes = chars.boxes[4 * run.first : 4 * run.end]
        if _needs_care(texts, boxes):
            texts, boxes = _one_by_one(texts, boxes, run.angle)
        begins, ends = frame.extents(boxes, 0, len(texts))
        base, size = frame.across(run.base), run.size
        start = 0
        before = None
        wide, narrow, back = _GAP * size, _DIGIT_GAP * size, _OVERLAP * size
        for index, text in enumerate(texts):
            if text == " ":
                if before is not None:
                    last = _close(found, last, texts, boxes, begins, ends, start, index, run, base)
                found.append(Piece(" ", begins[index], ends[index], base, size, _NOTHING, blank=True))
                before = last = None
                continue
            if before is None:
                start = index
            else:
                gap = begins[index] - before
                if gap > narrow or gap < back:
                    if gap > wide or gap < back or (text.isdigit() and texts[index - 1].isdigit()):
                        last = _close(found, last, texts, boxes, begins, ends, start, index, run, base)
                        start = index
            before = ends[index]
        if before is not None:
            last = _close(found, last, texts, boxes, begins, ends, start, len(texts), run, base)
    return found


_NOTHING = array("f")


def _close(
    found: list[Piece], last: Piece | None, texts: Sequence[str], boxes: "array[float]", begins: list[float],
    ends: list[float], start: int, end: int, run: Run, base: float,
) -> Piece:  # fmt: skip
    """The characters `start` to `end` as a piece, or as the rest of the piece `last` where they follow close on it."""
    text = "".join(texts[start:end])
    own = boxes[4 * start : 4 * end]
    if last is not None and abs(last.base - base) <= 0.5 * run.size and last.text[-1] in _ACCENTS:
        if _accented_piece(last, texts[start], boxes[4 * start : 4 * start + 4]):
            last.x1 = max(last.x1, ends[start])
            start += 1
            if start == end:
                return last
            text, own = text[1:], own[4:]
    if last is not None and abs(last.base - base) <= _SAME_WORD * run.size and _fits(last, text, begins[start], run):
        if abs(begins[start] - (last.x1 - (ends[start] - begins[start]))) < 0.1 * run.size and last.text[-1] == text:
            # the same letter drawn again a little to the side, to look bold
            last.bold = True
            return last
        last.text += text
        last.boxes += own
        last.x1 = ends[end - 1]
        return last
    piece = Piece(text, begins[start], ends[end - 1], base, run.size, own, run.bold)
    found.append(piece)
    return piece


def _fits(last: Piece, text: str, begin: float, run: Run) -> bool:
    size = min(last.size, run.size)
    gap = begin - last.x1
    both = last.text[-1].isdigit() and text[0].isdigit()
    same = abs(last.size - run.size) <= 0.02 * size
    # digits of two sizes are no one figure: a mark set flat beside it
    return _OVERLAP * size <= gap <= (_DIGIT_GAP if both else _GAP) * size and (same or not both)


def _accented_piece(last: Piece, text: str, box: "array[float]") -> bool:
    """Whether a letter stands under the accent that ends `last`, and is one with it now."""
    found, places = [last.text[-1]], last.boxes[-4:]
    if not _accented(found, places, text, box):
        return False
    last.text, last.boxes[-4:] = last.text[:-1] + found[0], places
    return True


def _needs_care(texts: Sequence[str], boxes: "array[float]") -> bool:
    if len(texts) == 1:
        return texts[0] in _CAREFUL or len(texts[0]) > 1
    if not _CAREFUL.isdisjoint(texts) or max(map(len, texts)) > 1:
        return True
    # characters at one place are the letters of a ligature
    starts = boxes[0::4]
    return len(set(starts)) < len(starts) and any(
        boxes[at : at + 4] == boxes[at + 4 : at + 8] for at in range(0, len(boxes) - 4, 4)
    )


_CAREFUL = frozenset((*_ACCENTS, *_ACCENTS.values(), "", "\u00ad"))


def _one_by_one(texts: Sequence[str], boxes: "array[float]", angle: int) -> tuple[list[str], "array[float]"]:
    """One box a character: ligatures in equal parts, accents on their letters, soft hyphens as the hyphens they are
    drawn as.
    """
    found: list[str] = []
    places = array("f")
    index = 0
    while index < len(texts):
        box = boxes[4 * index : 4 * index + 4]
        text = texts[index]
        index += 1
        while index < len(texts) and text != " " and boxes[4 * index : 4 * index + 4] == box:
            text += texts[index]
            index += 1
        text = text.replace("\u00ad", "-")
        if found and found[-1] != " " and text and _accented(found, places, text, box):
            continue
        for char, part in zip(text, _parts(box, len(text), angle), strict=True):
            found.append(char)
            places += part
    return found, places


def _accented(found: list[str], places: "array[float]", text: str, box: "array[float]") -> bool:
    """Whether `text` and the last character found are a letter and its accent; they are then one."""
    before = found[-1]
    old = places[-4:]
    over = min(old[2], box[2]) - max(old[0], box[0]), min(old[3], box[3]) - max(old[1], box[1])
    if unicodedata.combining(text[0]):
        mark, letter = text, before
    elif not (min(over) > 0 and 2 * max(over) > min(box[2] - box[0], old[2] - old[0])):
        return False
    elif text in _ACCENTS:
        mark, letter = _ACCENTS[text], before
    elif before in _ACCENTS and len(text) == 1:
        mark, letter = _ACCENTS[before], text
    else:
        return False
    if not letter.isalpha():
        return False
    composed = unicodedata.normalize("NFC", letter.replace("ı", "i") + mark)
    if len(composed) != 1:
        return False
    found[-1] = composed
    places[-4:] = array("f", (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3])))
    return True


def _parts(box: "array[float]", count: int, angle: int) -> Iterator["array[float]"]:
    if count == 1:
        yield box
        return
    x0, y0, x1, y1 = box
    for index in range(count):
        at = index if angle in (0, 90) else count - 1 - index
        if angle in (90, 270):
            step = (y1 - y0) / count
            yield array("f", (x0, y0 + at * step, x1, y0 + (at + 1) * step))
        else:
            step = (x1 - x0) / count
            yield array("f", (x0 + at * step, y0, x0 + (at + 1) * step, y1))


# ---- pieces where they stand -------------------------------------------------------------------------------------


def _joined(pieces: list[Piece]) -> list[Piece]:
    """The pieces of each line that stand close together as one, in whatever order the file has them."""
    pieces.sort(key=lambda piece: (piece.base, piece.x0))
    lines: list[list[Piece]] = []
    start = 0
    for index in range(1, len(pieces) + 1):
        if index == len(pieces) or pieces[index].base - pieces[start].base > _SAME_LINE * max(
            4.0, min(pieces[start].size, pieces[index].size)
        ):
            own = pieces[start:index]
            own.sort(key=lambda piece: (piece.x0, piece.blank, piece.text))
            lines.append(own)
            start = index
    tracked = [_tracking(line) for line in lines]
    # a line too short to tell is set as those of its size are
    sizes: dict[float, list[float]] = {}
    for line, apart in zip(lines, tracked, strict=True):
        if apart:
            sizes.setdefault(round(line[0].size, 1), []).append(apart)
    found: list[Piece] = []
    for line, apart in zip(lines, tracked, strict=True):
        same = () if apart or not sizes else sizes.get(round(line[0].size, 1), ())
        found += _line(line, apart or (sorted(same)[len(same) // 2] if len(same) > 2 else 0.0))
    return found


def _line(pieces: list[Piece], tracked: float) -> list[Piece]:
    """The words of a line whose characters are set apart by `tracked` ems beyond their own width."""
    found: list[Piece] = []
    space = True
    width = 0.0
    for piece in pieces:
        if piece.blank:
            # a blank with nothing to part: the letters beside it touch
            space = True
            if found and abs(piece.x0 - found[-1].x1) <= _SAME_WORD * piece.size:
                width = piece.x1 - piece.x0
            continue
        last = found[-1] if found else None
        if last is not None and _again(last, piece):
            last.bold = True
            continue
        if last is not None:
            gap = piece.x0 - last.x1
            size = min(last.size, piece.size)
            both = last.text[-1].isdigit() and piece.text[0].isdigit()
            most = (_DIGIT_GAP if both else _GAP) * size
            if (tracked and 1 in (len(last.text), len(piece.text))) or last.spread:
                most = max(most, (tracked + _EVEN) * size)
            near = _OVERLAP * size <= gap <= most and max(last.size, piece.size) < 1.6 * size
            if both and max(last.size, piece.size) > 1.02 * size:
                near = False
            if near and (not space or gap < 0.02 * size):
                last.text += piece.text
                last.boxes += piece.boxes
                last.x1 = max(last.x1, piece.x1)
                last.spread = tracked > 0
                space = False
                continue
        piece.space, piece.blank_width = space, width
        space, width = False, 0.0
        found.append(piece)
    return found


def _again(last: Piece, piece: Piece) -> bool:
    """Whether a piece is the one before it drawn once more, to look bold or as a shadow."""
    near = 0.12 * piece.size
    return piece.text == last.text and abs(piece.x0 - last.x0) < near and abs(piece.x1 - last.x1) < near


def _tracking(pieces: Sequence[Piece]) -> float:
    """How far the characters of a line are set apart, in ems, where they are: a run of single characters with nothing
    but the same gap between them. A figure set so has its groups of digits further apart.
    """
    gaps: list[float] = []
    figures = False
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and not piece.blank and (len(piece.text) == 1 or not run):
            gap = (piece.x0 - run[-1].x1) / piece.size if run else 0.0
            if not run or (_DIGIT_GAP <= gap <= _TRACKED):
                run.append(piece)
                continue
        if len(run) >= 3:
            own = sorted((second.x0 - first.x1) / second.size for first, second in pairwise(run))
            # groups of digits stand further apart: all but a third of the gaps are those of the letters
            common = own[len(own) // 3]
            if own[max(1, 2 * len(own) // 3 - 1)] - common <= _EVEN:
                gaps += own
                figures = figures or any(one.text.isdigit() for one in run)
        run = [piece] if piece is not None and not piece.blank else []
    if len(gaps) < 4:
        return 0.0
    gaps.sort()
    common = gaps[len(gaps) // 3]
    # single digits this far apart are figures of their own
    return 0.0 if figures and common > _TRACKED_FIGURES else common


def _placed(piece: Piece) -> Placed:
    top, bottom = piece.base - HEIGHT * piece.size, piece.base + DEPTH * piece.size
    return Placed(
        piece.text, piece.x0, top, piece.x1, bottom, piece.boxes, piece.size, piece.bold, piece.space, piece.blank_width
    )  # fmt: skip


# ---- turned text --------------------------------------------------------------------------------------------------


def _turned(chars: Characters, runs: list[Run], angle: int, frame: Frame) -> list[Placed]:
    """Lines of text that runs in another direction than the page is read, each as one word at its foot."""
    found = []
    if angle in _RIGHT_ANGLES:
        own = msgspec.structs.replace(frame, angle=angle)
        pieces = _joined(_pieces(chars, runs, own))
        lines: list[list[Piece]] = []
        for piece in pieces:
            last = lines[-1][-1] if lines else None
            if last is not None and abs(last.base - piece.base) < 1 and 0 <= piece.x0 - last.x1 < 2 * piece.size:
                lines[-1].append(piece)
            else:
                lines.append([piece])
        for line in lines:
            found.append(_strip(line, frame))
    else:
        for run in runs:
            text = "".join(chars.texts[run.first : run.end]).strip()
            if text:
                size = run.size
                piece = Piece(text, 0, 0, 0, size, chars.boxes[4 * run.first : 4 * run.first + 4 * len(text)])
                found.append(_strip([piece], frame))
    return [word for word in found if -1 <= word.x0 <= frame.width and -1 <= word.bottom <= frame.height + 1]


def _strip(line: list[Piece], frame: Frame) -> Placed:
    boxes = array("f")
    text = ""
    for piece in line:
        if text:
            text += " "
            boxes += array("f", (0, 0, 0, 0))
        text += piece.text
        boxes += piece.boxes
    drawn = [at for at in range(0, len(boxes), 4) if any(boxes[at : at + 4])]
    x0, top, x1, bottom = frame.box(
        min(boxes[at] for at in drawn), min(boxes[at + 1] for at in drawn),
        max(boxes[at + 2] for at in drawn), max(boxes[at + 3] for at in drawn),
    )  # fmt: skip
    return Placed(text, x0, max(top, bottom - line[0].size), x1, bottom, boxes, line[0].size, line[0].bold)
