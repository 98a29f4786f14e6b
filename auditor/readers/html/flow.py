"""Text as a browser sets it: white space drawn together, entities resolved, lines ended by blocks and breaks."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from auditor.model.document import Stretch
from auditor.model.span import Origin
from auditor.readers.grids import BLANK, Part
from auditor.readers.text import MAX_LINE

# lengths of entities are bounded so that their numbers are
_ENTITY = r"(&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?)|&"
_PIECES = re.compile(rf"([^ \t\n\r\f&]+(?: [^ \t\n\r\f&]+)*)|([ \t\n\r\f]+)|{_ENTITY}")
_PRE_PIECES = re.compile(rf"([^\r\n&]+)|(\r\n|\r|\n)|{_ENTITY}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
# a soft hyphen that may be a minus sign stays: after no letter or digit, before a figure
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\u00ad(?!\\d)|(?<=\\w)\u00ad")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# footnote marks as they stand raised: 1, [1], 1), 1,2
_MARKS = re.compile(r"[\[(]?\d{1,2}(?:[,; ]+\d{1,2})*[\])]?")
_MARK = re.compile(r"\d+")
_BULLETS = frozenset("•·▪◦●■○") | {"•.", "·.", "▪.", "◦.", "●.", "■.", "○."}
_PUT_IN = -1


@lru_cache(maxsize=4096)
def _meant(entity: str) -> str:
    return html.unescape(entity)


class Places:
    """Lines and columns of the offsets of a text, as an editor counts them."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def of(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def stretches(self, offsets: Sequence[int]) -> tuple[Stretch, ...]:
        """The stretches of a line whose characters stand at `offsets`; one that was put in has none."""
        found = []
        at, size = 0, len(offsets)
        while at < size:
            if offsets[at] == _PUT_IN:
                at += 1
                continue
            line = bisect_right(self._starts, offsets[at])
            first = self._starts[line - 1]
            following = self._starts[line] if line < len(self._starts) else offsets[at] + size + (1 << 60)
            end = at + 1
            while end < size and first <= offsets[end] < following:
                end += 1
            begin = offsets[at] - first + 1
            if offsets[end - 1] - offsets[at] == end - 1 - at:
                origin = Origin(line=line, column=begin, end_column=begin + end - at)
                found.append(Stretch(at, end, None, origin))
            else:
                columns = tuple(offset - first + 1 for offset in offsets[at:end])
                origin = Origin(line=line, column=begin, end_column=columns[-1] + 1)
                found.append(Stretch(at, end, None, origin, columns=columns))
            at = end
        return tuple(found)


class Flow:
    """Lines that are being set, into `parts`. `too_long` are the offset and length of lines that no one can read."""

    def __init__(self, places: Places) -> None:
        self.parts: list[Part] = []
        self.too_long: list[tuple[int, int]] = []
        self._places = places
        self._texts: list[str] = []
        self._offsets: list[int] = []
        self._gap: int | None = None
        self._prefix = ""
        self._drop_break = False

    def text(self, text: str, offset: int, *, plain: bool, raised: bool) -> None:
        """Adds text of the file with its white space drawn together; digits that are `raised` as superscripts."""
        if raised and _MARKS.fullmatch(text.strip()):
            for mark in _MARK.finditer(text):
                self._words(mark[0].translate(_RAISED), offset + mark.start())
            return
        for match in _PIECES.finditer(text):
            at = offset + match.start()
            if match[2] is not None:
                self.gap(at)
            elif match[3] is not None and not plain:
                self._entity(match[3], at, raised=raised)
            else:
                self._words(match[0].translate(_RAISED) if raised else match[0], at)

    def preformatted(self, text: str, offset: int, *, plain: bool, raised: bool) -> None:
        """Adds text whose white space and line ends are shown as they are."""
        for match in _PRE_PIECES.finditer(text):
            at = offset + match.start()
            if match[2] is not None:
                if not self._drop_break:
                    self.end_line(kept=True)
                self._drop_break = False
                continue
            self._drop_break = False
            if match[3] is not None and not plain:
                self._entity(match[3], at, raised=raised)
            else:
                words = match[0].replace("\f", " ").replace("\v", " ")
                self._words(words.translate(_RAISED) if raised else words, at)

    def drop_break(self) -> None:
        """Leaves out a line end that follows at once, as one behind `<pre>` is."""
        self._drop_break = True

    def gap(self, offset: int) -> None:
        """Sets what follows apart from what stands before on the line."""
        if self._texts and self._gap is None:
            self._gap = offset

    def mark(self, prefix: str) -> None:
        """Has the next line begin with `prefix`, which stands nowhere in the file."""
        self._prefix = prefix

    def position(self) -> int:
        """The offset in the file of the last character set on the line, or -1."""
        return self._offsets[-1] if self._offsets else _PUT_IN

    def line_so_far(self) -> str:
        return "".join(self._texts)

    def _entity(self, written: str, at: int, *, raised: bool) -> None:
        meant = _meant(written)
        if meant == written:
            self._words(written, at)
        elif meant.strip(" \t\n\r\f"):
            # `&copy2024` is a sign and a year: what follows the entity stands at its own place
            after = 0
            if not written.endswith(";"):
                while after < len(meant) - 1 and meant[-1 - after] == written[-1 - after]:
                    after += 1
            own = len(meant) - after
            tail = at + len(written) - after
            places = [at] * own + list(range(tail, tail + after))
            self._put(meant.translate(_RAISED) if raised else meant, places)
        else:
            self.gap(at)

    def _words(self, text: str, at: int) -> None:
        self._put(text, range(at, at + len(text)))

    def _put(self, text: str, offsets: Iterable[int]) -> None:
        if self._prefix and (text.strip() in _BULLETS or text.strip() == self._prefix.strip()):
            return  # a program wrote the mark of the item out as well
        if self._prefix:
            self._texts.append(self._prefix)
            self._offsets.extend([_PUT_IN] * len(self._prefix))
            self._prefix = ""
        elif self._gap is not None:
            self._texts.append(" ")
            self._offsets.append(self._gap)
        self._gap = None
        self._texts.append(text)
        self._offsets.extend(offsets)

    def end_line(self, *, heading: bool = False, kept: bool = False) -> None:
        """Ends the line, if there is one; `kept` also where it is blank."""
        self._gap = None
        if not self._texts:
            if kept:
                self.blank()
            return
        text, offsets = "".join(self._texts), self._offsets
        self._texts, self._offsets = [], []
        if _INVISIBLE.search(text):
            gone = {match.start() for match in _HIDDEN.finditer(text)}
            text = "".join(character for at, character in enumerate(text) if at not in gone)
            offsets = [offset for at, offset in enumerate(offsets) if at not in gone]
        if len(text) > MAX_LINE:
            self.too_long.append((next(offset for offset in offsets if offset != _PUT_IN), len(text)))
        elif text.strip():
            self.parts.append(Part(text, self._places.stretches(offsets), heading))

    def blank(self, *, heading: bool = False) -> None:
        """Ends the line and the paragraph."""
        self.end_line(heading=heading)
        if self.parts and self.parts[-1].text:
            self.parts.append(BLANK)

    def add(self, parts: Iterable[Part]) -> None:
        """Adds lines that are set, with a blank line before and after."""
        self.blank()
        self.parts.extend(parts)
        self.blank()
