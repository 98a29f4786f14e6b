"""Running headers and footers, told by where they stand and that they come back; the page number printed in them."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from auditor.readers.pdf.page import Page, Placed, base_of

# pages before and behind that a page is compared with
WINDOW = 8
# the parts of a page that headers and footers stand in, and how many lines of them are looked at
_EDGE = 0.2
_OUTERMOST = 0.1
_LINES = 6
# a page number stands this near to the edge, in points
_FOOT = 72.0
# a browser prints the date this near to the edge of the paper, close to the text or not
_PAPER = 36.0
# points that a line may move up or down from page to page
_MOVES = 15.0
# a gap within a line that sets two pieces apart, and one under a header that sets it apart from the text, in ems
_PART = 1.0
_APART = 1.9
_WIDER = 1.3
_FURTHER = 3
# a line of more pieces is that of a table
_MOST_PIECES = 3
_OFTEN = 0.6
_LEAST_LETTERS = 3

_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxl]{1,7}")
_NUMERALS = {"i": 1, "v": 5, "x": 10, "l": 50}
_DATE = re.compile(r"#([-/.])#\1#")
# "Sida 3 av 20", "3 (20)", "3/20"
_OF_PAGES = re.compile(r"(?:sida|sidan|sid|s\.|page)?(\d{1,4})(?:av|of|/|\()(\d{1,4})\)?", re.IGNORECASE)


class _Piece(msgspec.Struct):
    """Words that stand together on a line: their text without blanks, digits as #, and the numbers in it."""

    key: str
    numbers: tuple[int, ...]
    shown: tuple[str, ...]
    words: list[Placed]


class _EdgeLine(msgspec.Struct):
    """A line near the edge of its page, and how far from it; `apart` where white sets it apart from what follows
    inwards.
    """

    top: bool
    far: float
    apart: bool
    pieces: list[_Piece]


class _Seen(NamedTuple):
    """What is kept of a piece."""

    far: float
    numbers: tuple[int, ...]
    apart: bool


# what is kept of a page
_Summary = Mapping[tuple[bool, str], Sequence[_Seen]]


def set_apart(pages: Iterable[Page], count: int) -> Iterator[Page]:
    """The pages of a file of `count` pages, their headers and footers in `margins` and their printed numbers known."""
    waiting: deque[tuple[Page, list[_EdgeLine]]] = deque()
    summaries: dict[int, _Summary] = {}
    for page in pages:
        lines = _edges(page)
        waiting.append((page, lines))
        summaries[page.number] = _summary(lines)
        if len(waiting) > WINDOW:
            yield _settled(*waiting.popleft(), summaries, count)
            summaries.pop(page.number - 2 * WINDOW - 1, None)
    while waiting:
        yield _settled(*waiting.popleft(), summaries, count)


def _edges(page: Page) -> list[_EdgeLine]:
    """The outermost lines of a page, from each edge inwards."""
    found = []
    for top in (True, False):
        limit = 2 * _EDGE * page.height
        own = [w for w in page.words if (base_of(w) < limit if top else base_of(w) > page.height - limit)]
        own.sort(key=lambda word: (base_of(word) if top else -base_of(word), word.x0))
        rows: list[list[Placed]] = []
        for word in own:
            if rows and abs(base_of(word) - base_of(rows[-1][0])) < 0.35 * min(word.size, rows[-1][0].size):
                rows[-1].append(word)
            elif len(rows) == _LINES + _FURTHER:
                break
            else:
                rows.append([word])
        bases = [base_of(row[0]) for row in rows]
        gaps = [abs(second - first) for first, second in pairwise(bases)]
        for index, row in enumerate(rows[:_LINES]):
            apart = (
                index == len(gaps)
                or (
                    gaps[index] >= _APART * max(word.size for word in row)
                    # the rows of a table may all stand as far apart
                    and gaps[index] >= _WIDER * min(gaps[index + 1 : index + 1 + _FURTHER], default=0)
                )
            )
            far = bases[index] if top else page.height - bases[index]
            if far > _EDGE * page.height:
                break
            found.append(_EdgeLine(top, far, apart, _pieces(sorted(row, key=lambda word: word.x0))))
    return found


def _pieces(row: list[Placed]) -> list[_Piece]:
    parts: list[list[Placed]] = [[row[0]]]
    for word in row[1:]:
        if word.x0 - max(one.x1 for one in parts[-1]) > _PART * word.size:
            parts.append([word])
        else:
            parts[-1].append(word)
    return [_piece(part) for part in parts]


def _piece(words: list[Placed]) -> _Piece:
    text = "".join(word.text for word in words).lower()
    if _ROMAN.fullmatch(text):
        return _Piece("#roman", (_roman(text),), (words[0].text,), words)
    shown = tuple(_NUMBER.findall(text))
    return _Piece(_NUMBER.sub("#", text), tuple(int(number[:9]) for number in shown), shown, words)


def _roman(text: str) -> int:
    values = [_NUMERALS[char] for char in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _summary(lines: Iterable[_EdgeLine]) -> _Summary:
    found: dict[tuple[bool, str], list[_Seen]] = {}
    for line in lines:
        for piece in line.pieces:
            found.setdefault((line.top, piece.key), []).append(_Seen(line.far, piece.numbers, line.apart))
    return found


def _settled(page: Page, lines: list[_EdgeLine], summaries: Mapping[int, _Summary], count: int) -> Page:
    margins: list[Placed] = []
    for top in (True, False):
        own = [line for line in lines if line.top is top]
        kinds = [_running(line, page, summaries, count) for line in own]
        depth = 0
        while depth < len(own) and kinds[depth]:
            depth += 1
        while depth and not (kinds[depth - 1] == "number" or _apart(own[depth - 1], page.number, summaries)):
            depth -= 1
        for line in own[:depth]:
            for piece in line.pieces:
                margins += piece.words
                printed = _printed(piece, line, page.number, summaries, count)
                if printed is not None:
                    page.printed = printed
    if margins:
        gone = {id(word) for word in margins}
        page.words = [word for word in page.words if id(word) not in gone]
        page.margins = [*margins, *page.margins]
    return page


def _apart(line: _EdgeLine, number: int, summaries: Mapping[int, _Summary]) -> bool:
    """Whether a line stands apart from what follows it inwards: here, or at the same height on most pages around."""
    if line.apart or (line.far <= _PAPER and any(_DATE.search(piece.key) for piece in line.pieces)):
        return True
    piece = line.pieces[0]
    same = [
        seen.apart
        for page, summary in summaries.items()
        if 0 < abs(page - number) <= WINDOW
        for seen in summary.get((line.top, piece.key), ())
        if abs(seen.far - line.far) <= 1
    ]
    return 2 * sum(same) > len(same)


def _running(line: _EdgeLine, page: Page, summaries: Mapping[int, _Summary], count: int) -> str:
    """What kind of header or footer a line is: "number" with the page number in it and nothing that is new on the
    page, "words" where it comes back, or nothing.
    """
    if len(line.pieces) > _MOST_PIECES:
        return ""
    kinds = [_kind(piece, line, page.number, page.height, summaries, count) for piece in line.pieces]
    if not any(kinds) or any(not kind and piece.numbers for kind, piece in zip(kinds, line.pieces, strict=True)):
        return ""
    return "number" if "number" in kinds else "words"


def _kind(
    piece: _Piece, line: _EdgeLine, number: int, height: float, summaries: Mapping[int, _Summary], count: int
) -> str:
    if _printed(piece, line, number, summaries, count) is not None:
        return "number"
    if sum(char.isalpha() for char in piece.key) < _LEAST_LETTERS and not _DATE.search(piece.key):
        return ""
    near = [page for page in summaries if 0 < abs(page - number) <= WINDOW]
    alike = [page for page in near if _comes_back(piece, line, page - number, summaries[page], still=True)]
    if len(alike) < 2:
        return "words" if alike and count <= 3 and line.far <= _OUTERMOST * height else ""
    same_side = [page for page in near if (page - number) % 2 == 0]
    on_side = [page for page in alike if (page - number) % 2 == 0]
    often = len(alike) >= _OFTEN * len(near) or len(on_side) >= _OFTEN * len(same_side)
    # a header of a chapter comes back on the pages around
    run = {page - number for page in alike}
    often = often or len(run & {-4, -3, -2, -1, 1, 2, 3, 4}) >= 3 or {-1, 1} <= run or {1, 2} <= run or {-1, -2} <= run
    return "words" if often else ""


def _comes_back(piece: _Piece, line: _EdgeLine, steps: int, other: _Summary, *, still: bool) -> bool:
    """Whether a piece stands on a page `steps` further on at the same place, its numbers the same or, where not
    `still`, all those that differ counting the pages.
    """
    for far, numbers, _ in other.get((line.top, piece.key), ()):
        if abs(far - line.far) > _MOVES or len(numbers) != len(piece.numbers):
            continue
        counted = [b - a for a, b in zip(piece.numbers, numbers, strict=True)]
        if all(step == 0 for step in counted) if still else _counts(counted, steps):
            return True
    return False


def _counts(counted: Sequence[int], steps: int) -> bool:
    return any(step == steps for step in counted) and all(step in (0, steps) for step in counted)


def _printed(piece: _Piece, line: _EdgeLine, number: int, summaries: Mapping[int, _Summary], count: int) -> str | None:
    """The page number that a piece holds: it counts on with the pages around, or says which of all pages it is."""
    if not piece.numbers:
        return None
    text = "".join(word.text for word in piece.words)
    said = _OF_PAGES.fullmatch(text)
    if said is not None and (int(said[1]), int(said[2])) == (number, count):
        return said[1]
    alone = len(piece.numbers) == 1 and not any(char.isalpha() for char in piece.key.removeprefix("#roman"))
    # in a report of two pages a number alone has to be that of its page, where page numbers stand
    sure = not alone or (piece.numbers == (number,) and line.far <= _FOOT)
    wanted = 1 if count <= 2 and sure else 2
    near = [page for page in summaries if 0 < abs(page - number) <= WINDOW]
    alike = [page for page in near if _comes_back(piece, line, page - number, summaries[page], still=False)]
    if len(alike) < wanted:
        return None
    steps = alike[0] - number
    for far, numbers, _ in summaries[alike[0]].get((line.top, piece.key), ()):
        if abs(far - line.far) <= _MOVES and len(numbers) == len(piece.numbers):
            for index, (a, b) in enumerate(zip(piece.numbers, numbers, strict=True)):
                if b - a == steps:
                    return piece.shown[index]
    return None
