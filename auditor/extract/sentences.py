"""Running text to sentences, put together over line ends and pages, with the amounts in them."""

import re
from collections.abc import Mapping, Sequence

from auditor.extract.lines import BLANK, FURNITURE, HEADING, ITEM, PERIODS, PROSE, ROW, RULE, TEXT, Look
from auditor.extract.tokens import NUMBER, SKIP, WORD, tokenise
from auditor.model.draft import Amount, Piece, Sentence

# a line of running text fills the page; one that stops short before a capital is a heading
_SHORT_LINE = 50
_LONGEST_HEADING = 70
# a sentence that is longer has swallowed something that is none
_MOST_PIECES = 120
# how many sentences back a sentence without a subject may go on from
_MOST_ABOVE = 8
_WORDS = re.compile(r"\S+")
_TOPIC = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?[A-ZÅÄÖ]")
_NUMBERED = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})*)\.?\s")
# a full stop after one of these does not end a sentence
_ABBREVIATIONS = frozenset(
    "ca bl a t ex dvs m fl mm osv st kl nr resp inkl exkl jmf jfr tkr mnkr mkr o d pga tom ack avv förv fg "
    "föreg".split()
)


def sentences(looks: Sequence[Look], used: set[int], amounts: Mapping[int, Sequence[Amount]]) -> list[Sentence]:
    """The sentences of a document that hold an amount. `used` are the lines of tables, `amounts` those of a line."""
    return _Reader(looks, used, amounts).run()


class _Reader:
    """Walks the lines once. What is open is a sentence of running text, an item of a list, or a line with an amount."""

    def __init__(self, looks: Sequence[Look], used: set[int], amounts: Mapping[int, Sequence[Amount]]) -> None:
        self.looks = looks
        self.used = used
        self.amounts = amounts
        self.found: list[Sentence] = []
        self.headings: list[tuple[tuple[str, ...], str]] = []
        self.topic = ""
        self.pieces: list[Piece] = []
        self.first = 0
        self.kind = "text"
        self.paragraph = 0
        self.end = 0
        self.in_list = False
        self.above: list[str] = []
        # the last sentence, and the line that it ends on
        self.last = "", 0
        self.intro = ""
        # the sentence above the list, by its number
        self.lead: int | None = None

    def run(self) -> list[Sentence]:
        last = -1
        for index, look in enumerate(self.looks):
            kind = look.kind
            if kind in (BLANK, FURNITURE, RULE):
                continue
            blanks = [other.kind for other in self.looks[last + 1 : index]]
            turned = FURNITURE in blanks or look.line.page != self.looks[max(last, 0)].line.page
            apart = BLANK in blanks
            if apart and not (turned and self._goes_on(look)):
                self._close()
                self.paragraph += 1
                self.above = []
            last = index
            if kind == HEADING and not self._is_sentence(look):
                self._heading(look)
            elif kind == ITEM and index not in self.used:
                self._item(index, look)
            elif index in self.used or kind not in (TEXT, PROSE, PERIODS, ROW, HEADING) or _is_cells(look):
                self._close()
                self.in_list = False
            else:
                self._text(index, look, apart)
        self._close()
        return self.found

    def _goes_on(self, look: Look) -> bool:
        """Whether a sentence goes on behind the end of a page."""
        return bool(self.pieces) and look.kind in (TEXT, PROSE, ROW) and look.text[:1].islower()

    def _is_sentence(self, look: Look) -> bool:
        """Whether what begins with a number goes on with the line above: "... februari" / "2020 är +20,1 mnkr."."""
        return bool(self.pieces) and look.text.endswith(".")

    def _heading(self, look: Look) -> None:
        self._close()
        numbered = _NUMBERED.match(look.text)
        number = tuple(numbered.group(1).split(".")) if numbered else ()
        self.headings = [one for one in self.headings if len(one[0]) < len(number)]
        self.headings.append((number, look.text))
        self.topic = ""
        self.in_list = False
        self.paragraph += 1
        self.above = []

    def _item(self, index: int, look: Look) -> None:
        self._close()
        self.above = []
        if not self.in_list:
            self.in_list = True
            above = self.found[-1] if self.found else None
            near = above is not None and above.end_line == self._last_line_before(index)
            self.lead = len(self.found) - 1 if near else None
            self.intro = self.last[0] if self.last[1] == self._last_line_before(index) else ""
        self.kind = "item"
        self._add(index, look)

    def _last_line_before(self, index: int) -> int:
        for look in reversed(self.looks[max(index - 12, 0) : index]):
            if look.kind not in (BLANK, FURNITURE):
                return look.line.number
        return 0

    def _text(self, index: int, look: Look, apart: bool) -> None:
        previous = self.looks[index - 1].text if index else ""
        if self.in_list and apart and not self.pieces:
            self.in_list = False
        if self.pieces and self.kind == "text" and len(previous) < _SHORT_LINE and look.text[:1].isupper():
            # a heading without a number, not the beginning of the sentence
            self._close()
        if not self.pieces:
            self.kind = "text"
            if not self.in_list and self._is_topic(index, look):
                self.topic = look.text
                self.last = look.text, look.line.number
                if not self.amounts.get(index):
                    return
                self.kind = "heading"
        self._add(index, look)
        if self.kind == "heading":
            self._close()

    def _is_topic(self, index: int, look: Look) -> bool:
        """A short line of its own, without a full stop: a heading without a number, or one that carries an amount."""
        text = look.text
        if not _TOPIC.match(text) or len(text) > _LONGEST_HEADING or text.endswith((".", ":", ",", ";", "-")):
            return False
        after = self.looks[index + 1] if index + 1 < len(self.looks) else None
        return after is None or after.kind in (BLANK, FURNITURE, ITEM) or after.text[:1].isupper()

    def _add(self, index: int, look: Look) -> None:
        own = {amount.number.start: amount for amount in self.amounts.get(index, ())}
        for text, amount, start in _pieces(look, own):
            if not self.pieces:
                self.first = look.line.number
            before = self.pieces[-1] if self.pieces else None
            if before is not None and before.amount is None and amount is None and _hyphenated(before.text, text):
                self.pieces[-1] = Piece(before.text[:-1] + text, None, before.line, before.start)
            else:
                self.pieces.append(Piece(text, amount, look.line, start))
            self.end = look.line.number
            if _ends(self.pieces[-1], before) or len(self.pieces) > _MOST_PIECES:
                self._close()
                self.kind = "text"

    def _close(self) -> None:
        if any(piece.amount is not None for piece in self.pieces):
            section = " / ".join(text for _, text in self.headings)
            self.found.append(
                Sentence(
                    tuple(self.pieces),
                    self.headings[-1][1] if self.headings else "",
                    self.first,
                    self.end,
                    self.kind,
                    section,
                    self.topic,
                    self.paragraph,
                    self.lead if self.kind == "item" else None,
                    " ".join(self.above),
                    self.intro if self.kind == "item" else "",
                )
            )
        if self.pieces:
            self.above = [*self.above[-_MOST_ABOVE:], " ".join(piece.text for piece in self.pieces)]
            self.last = self.above[-1], self.end
        self.pieces = []


def _is_cells(look: Look) -> bool:
    """Whether a line that no table has taken is one of cells all the same, and no sentence."""
    return look.kind == ROW and look.gapped and len(look.slots) >= 2


def _hyphenated(before: str, after: str) -> bool:
    """Whether a word was cut in two at the end of a line."""
    return len(before) > 2 and before.endswith("-") and after[:1].islower() and after not in ("och", "eller", "samt")


def _pieces(look: Look, own: Mapping[int, Amount]) -> list[tuple[str, Amount | None, int]]:
    """The words and amounts of a line in order, with their offsets; punctuation stays with the word before it."""
    text = look.line.text
    if not own and not look.tokens:
        return [(match.group(), None, match.start()) for match in _WORDS.finditer(text)]
    found: list[tuple[str, Amount | None, int]] = []
    covered = 0
    for token in look.tokens or tuple(tokenise(text) or ()):
        if token.start < covered:
            continue
        if token.kind in (NUMBER, SKIP) or token.start in own:
            starts = [start for start in own if token.start <= start < token.end]
            if not starts:
                found.append((text[token.start : token.end], None, token.start))
            for start in sorted(starts):
                amount = own[start]
                end = max(token.end, amount.number.end) if start == max(starts) else amount.number.end
                found.append((text[amount.number.start : end], amount, amount.number.start))
                covered = end
        elif token.kind == WORD:
            found.append((token.text, None, token.start))
        elif token.kind in ("other", "close") and found and token.text in ".,;:!?)":
            word, amount_before, start = found[-1]
            found[-1] = (word + token.text, amount_before, start)
        elif token.kind == "open":
            found.append(("(", None, token.start))
        elif token.kind not in ("space", "gap", "bullet", "numbered"):
            found.append((token.text, None, token.start))
    return found


def _ends(piece: Piece, before: Piece | None) -> bool:
    if before is not None and before.amount is not None and piece.text in ("tkr.", "mnkr.", "mkr.", "kr.", "st."):
        # the unit of an amount at the end of the line above
        return True
    if not piece.text.endswith((".", "!", "?", ".)")):
        return False
    word = piece.text.rstrip(".!?)").lower()
    return (word not in _ABBREVIATIONS and len(word) > 1) or piece.amount is not None
