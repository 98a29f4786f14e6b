"""The words of running text in order, over line ends, each with its place."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.model.document import Line
from auditor.model.draft import Passage
from auditor.model.span import Span

HEADING, CONTENTS, FURNITURE = "heading", "contents", "furniture"
# a sentence goes on over no more lines than these
_REACH = 8
_WORD = re.compile(r"\S+")
_ENDS = re.compile(r"[.!?][)”\"’']*$")
# a full stop after one of these ends no sentence
_SHORT = re.compile(r"^\W*(?:\w|kap|bl|ex|jfr|jmf|resp|inkl|exkl|nr|dnr|st|ca|mm|prop|avs|avsn)\.$", re.IGNORECASE)


class Spoken(msgspec.Struct, frozen=True):
    """A word of running text. `bare` is without case and punctuation; `sentence` counts the sentences."""

    text: str
    bare: str
    line: Line
    start: int
    end: int
    sentence: int

    @property
    def span(self) -> Span:
        return self.line.span(self.start, self.end)


def spoken(passages: Sequence[Passage], telling: re.Pattern[str]) -> list[Spoken]:
    """The words of a report's running text and lists around the lines that `telling` finds; tables, headings and page
    furniture part sentences.
    """
    found: list[Spoken] = []
    sentence = last = 0
    for passage in _around(passages, telling):
        line = passage.line
        if passage.tabled or passage.kind in (HEADING, CONTENTS):
            sentence += 1
            continue
        if passage.kind == FURNITURE:
            continue
        if passage.kind == "item" or line.number > last + 1:
            sentence += 1
        last = line.number
        for match in _WORD.finditer(line.text):
            text = match.group()
            bare = text.lower().strip(".,;:!?()[]”\"’'*–-")
            found.append(Spoken(text, bare, line, match.start(), match.end(), sentence))
            if _ENDS.search(text) and not _SHORT.match(text):
                sentence += 1
    return found


def _around(passages: Sequence[Passage], telling: re.Pattern[str]) -> Iterator[Passage]:
    """The lines of text that `telling` finds, with those near them."""
    done = 0
    for index, passage in enumerate(passages):
        if not passage.tabled and telling.search(passage.line.text):
            begin, end = max(done, index - _REACH), min(len(passages), index + _REACH + 1)
            yield from passages[begin:end]
            done = max(done, end)
