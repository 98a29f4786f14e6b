"""Running text to sentences, put together over line ends, with the amounts in them."""

import re
from collections.abc import Sequence

from auditor.extract.lines import HEADING, PERIODS, PROSE, TEXT, Look
from auditor.extract.tokens import NUMBER, SKIP, WORD, tokenise
from auditor.model.draft import Amount, Piece, Sentence

# a line of running text fills the page; one that stops short before a capital is a heading
_SHORT_LINE = 50
_WORDS = re.compile(r"\S+")
# a full stop after one of these does not end a sentence
_ABBREVIATIONS = {
    "ca",
    "bl",
    "a",
    "t",
    "ex",
    "dvs",
    "m",
    "fl",
    "mm",
    "osv",
    "st",
    "kl",
    "nr",
    "resp",
    "inkl",
    "exkl",
    "jmf",
    "jfr",
    "tkr",
    "mnkr",
    "o",
    "d",
    "pga",
    "tom",
    "ack",
    "avv",
    "förv",
}


def sentences(looks: Sequence[Look], used: set[int], amounts: dict[int, list[Amount]]) -> list[Sentence]:
    """The sentences of a document that hold an amount. `used` are the lines of tables, `amounts` those of each line."""
    found: list[Sentence] = []
    section = ""
    pieces: list[Piece] = []
    first = 0
    previous = ""

    def close() -> None:
        if any(piece.amount is not None for piece in pieces):
            found.append(Sentence(tuple(pieces), section, first))
        pieces.clear()

    for index, look in enumerate(looks):
        if look.kind == HEADING:
            close()
            section = look.text
            continue
        if index in used or look.kind not in (TEXT, PROSE, PERIODS):
            # items of lists and lines of figures make no claims of their own
            close()
            continue
        if pieces and len(previous) < _SHORT_LINE and look.text[:1].isupper() and pieces[-1].amount is None:
            # a heading without a number, not the beginning of the sentence
            close()
        previous = look.text
        own = {amount.number.start: amount for amount in amounts.get(index, [])}
        for text, amount in _pieces(look, own):
            if not pieces:
                first = look.line.number
            if (
                pieces
                and amount is None
                and pieces[-1].text.endswith("-")
                and text[:1].islower()
                and pieces[-1].amount is None
            ):
                pieces[-1] = Piece(pieces[-1].text[:-1] + text)
            else:
                pieces.append(Piece(text, amount))
            if _ends(pieces[-1]):
                close()
    close()
    return found


def _pieces(look: Look, own: dict[int, Amount]) -> list[tuple[str, Amount | None]]:
    """The words and amounts of a line in order; punctuation stays with the word before it."""
    text = look.line.text
    if not own and not look.tokens:
        return [(match.group(), None) for match in _WORDS.finditer(text)]
    tokens = look.tokens or tuple(tokenise(text) or ())
    found: list[tuple[str, Amount | None]] = []
    for token in tokens:
        if token.kind in (NUMBER, SKIP):
            starts = [start for start in own if token.start <= start < token.end]
            if not starts:
                found.append((text[token.start : token.end], None))
            for start in sorted(starts):
                amount = own[start]
                found.append(
                    (text[amount.number.start : token.end if start == max(starts) else amount.number.end], amount)
                )
        elif token.kind == WORD:
            found.append((token.text, None))
        elif token.kind in ("other", "close") and found and token.text in ".,;:!?)":
            found[-1] = (found[-1][0] + token.text, found[-1][1])
        elif token.kind not in ("space", "gap", "bullet", "numbered", "open"):
            found.append((token.text, None))
    return found


def _ends(piece: Piece) -> bool:
    if not piece.text.endswith((".", "!", "?")):
        return False
    word = piece.text.rstrip(".!?").lower()
    return (word not in _ABBREVIATIONS and len(word) > 1) or piece.amount is not None
