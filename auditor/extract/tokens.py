"""A line of text as tokens: the one place where the grammar's trees become records."""

import re
from functools import cache
from typing import Any

import msgspec
from lark import Lark, Transformer
from lark import Token as LarkToken
from lark.exceptions import UnexpectedInput

from auditor import grammar
from auditor.model.draft import Run

WORD, NUMBER, NIL, GAP, SPACE, OTHER, OPEN, CLOSE, SKIP = (
    "word", "number", "nil", "gap", "space", "other", "open", "close", "skip",
)  # fmt: skip

# Reasons why a number is no figure, by the terminal that matched it.
_SKIPPED = {
    "DATE": "date",
    "YEARS": "range-of-years",
    "DIARY": "identifier",
    "CLOCK": "time",
    "SECTION": "section",
    "PAGES": "page",
    "PARAGRAPH": "reference",
}


# No amount of a report is longer; what is has been glued together from a column or a picture.
_MOST_GROUPS = 40
_MOST_DIGITS = 120


class Tok(msgspec.Struct, frozen=True):
    """A token of a line; `start` and `end` are offsets in the line's text."""

    kind: str
    text: str
    start: int
    end: int
    run: Run | None = None
    reason: str = ""


_GROUP = re.compile(r"\d+")
_WORD_OR_SPACE = re.compile(r"[^ ]+| ")


def _groups(printed: LarkToken) -> tuple[tuple[tuple[str, int, int], ...], str]:
    """The digit groups of a printed number as (digits, start, end), and its decimals."""
    start = printed.start_pos or 0
    whole, comma, decimals = str(printed).partition(",")
    if printed.type == "DOTTED":
        return ((whole.replace(".", ""), start, start + len(whole)),), decimals
    if not comma:
        whole, _, decimals = whole.partition(".")
    if whole.isdecimal():
        return ((whole, start, start + len(whole)),), decimals
    found = [(match.group(), start + match.start(), start + match.end()) for match in _GROUP.finditer(whole)]
    return tuple(found), decimals


def _sign(printed: LarkToken | None) -> str:
    """The sign of a number, "+" or "-" or none; "±" counts as the former."""
    if printed is None:
        return ""
    return "+" if printed[0] in "+±" else "-"


class _Build(Transformer[LarkToken, Any]):
    """Tree to tokens, called by the parser as it reduces."""

    def amount(self, children: list[Any]) -> Tok:
        hedge, sign, printed, trailing, mark, unit = children
        first = hedge or sign or printed
        last = unit or mark or trailing or printed
        groups, decimals = _groups(printed)
        digits = sum(end - start for _, start, end in groups) + (len(decimals) + 1 if decimals else 0)
        if len(groups) > _MOST_GROUPS or digits > _MOST_DIGITS:
            return Tok(SKIP, "", first.start_pos, last.end_pos, reason="unread")
        run = Run(
            groups=groups,
            begin=(sign or printed).start_pos,
            decimals=decimals,
            sign=_sign(sign) or ("-" if trailing else ""),
            apart=sign is not None and sign.type == "SIGN_APART",
            grouped=printed.type == "DOTTED",
            unit=unit.strip() if unit else "",
            hedge=hedge.strip().lower() if hedge else "",
            mark=str(mark) if mark else "",
        )
        return Tok(NUMBER, "", first.start_pos, last.end_pos, run)

    def range(self, children: list[Any]) -> Tok:
        printed = [child for child in children if child is not None]
        return Tok(SKIP, "", printed[0].start_pos, printed[-1].end_pos, reason="range")

    def code(self, children: list[Any]) -> Tok:
        hedge, sign, printed, *more, tail = children
        groups, decimals = _groups(printed)
        if decimals and tail[0].isupper() and not more and not hedge:
            # "13,0Medarbetare": the cell of a group column has been glued to the row's last figure
            begin = (sign or printed).start_pos
            apart = sign is not None and sign.type == "SIGN_APART"
            run = Run(groups, begin, decimals, _sign(sign), apart, printed.type == "DOTTED")
            return Tok(NUMBER, "", begin, printed.end_pos, run)
        return Tok(SKIP, "", (hedge or sign or printed).start_pos, tail.end_pos, reason="word-number")

    def bullet(self, children: list[Any]) -> Tok:
        glyph = children[0]
        kind = "numbered" if glyph.type == "NUMBERED" else "bullet"
        last = children[-1] or glyph
        return Tok(kind, str(glyph).strip(), glyph.start_pos, last.end_pos)


@cache
def _parser() -> Lark:
    return grammar.load("line", ("row", "item"), _Build())


_TERMINALS = {"WORD": WORD, "NIL": NIL, "GAP": GAP, "SPACE": SPACE, "OTHER": OTHER, "OPEN": OPEN, "CLOSE": CLOSE}


def tokenise(text: str, start: str = "row") -> list[Tok] | None:
    """The tokens of a line, in order; None where the grammar does not accept it (`item` without a bullet).

    `start` is `row` for any line, `item` for one behind a bullet (whose token then is the first).
    """
    try:
        tree = _parser().parse(text, start=start)
    except UnexpectedInput:
        return None
    tokens: list[Tok] = []
    children: list[Any] = tree.children
    for child in children:
        if child is None:
            continue
        if isinstance(child, Tok):
            tokens.append(child)
            continue
        if child.type == "WORDS":
            for match in _WORD_OR_SPACE.finditer(child):
                kind = SPACE if match.group() == " " else WORD
                begin = child.start_pos + match.start()
                tokens.append(Tok(kind, match.group(), begin, begin + len(match.group())))
            continue
        reason = _SKIPPED.get(child.type, "")
        kind = SKIP if reason else _TERMINALS[child.type]
        tokens.append(Tok(kind, str(child), child.start_pos, child.end_pos, None, reason))
    if start == "item" and tokens and tokens[0].kind in (SPACE, GAP):
        del tokens[0]
    return tokens
