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
_DOTTED = re.compile(r"\.\d{3}$")
# a figure of no more digits than a date has, with or without a sign, that fills its cell
_PLAIN = re.compile(r"[-\u2212]?(?:\d{1,7}|\d{1,3}(?:[ \u00a0]\d{3}){1,4})(?:,\d{1,6})?")
_PLAIN_CELL = re.compile(r"(\t+)([-\u2212]?)([^\t]+)")
_WORD_OR_SPACE = re.compile(r"[^ ]+| ")


def _run(
    sign: LarkToken | None, printed: LarkToken, trailing: str = "", unit: str = "", hedge: str = "", mark: str = ""
) -> Run:
    """A printed number with what stands about it, its digits by groups."""
    start = printed.start_pos or 0
    whole, comma, decimals = str(printed).partition(",")
    grouped = _DOTTED.search(whole) is not None
    if not comma and not grouped:
        whole, _, decimals = whole.partition(".")
    if grouped or whole.isdecimal():
        groups = [(whole.replace(".", ""), start, start + len(whole))]
    else:
        groups = [(match.group(), start + match.start(), start + match.end()) for match in _GROUP.finditer(whole)]
    return Run(
        groups=tuple(groups),
        begin=start if sign is None else sign.start_pos or 0,
        decimals=decimals,
        sign=("-" if trailing else "") if sign is None else "+" if sign[0] in "+±" else "-",
        apart=sign is not None and sign[-1].isspace(),
        grouped=grouped,
        unit=unit.strip() if unit else "",
        hedge=hedge.strip().lower() if hedge else "",
        mark=str(mark) if mark else "",
    )


class _Build(Transformer[LarkToken, Any]):
    """Tree to tokens, called by the parser as it reduces."""

    def amount(self, children: list[Any]) -> Tok:
        hedge, sign, printed, trailing, mark, unit = children
        first = hedge or sign or printed
        last = unit or mark or trailing or printed
        run = _run(sign, printed, trailing, unit, hedge, mark)
        digits = sum(end - start for _, start, end in run.groups) + (len(run.decimals) + 1 if run.decimals else 0)
        if len(run.groups) > _MOST_GROUPS or digits > _MOST_DIGITS:
            return Tok(SKIP, "", first.start_pos, last.end_pos, reason="unread")
        return Tok(NUMBER, "", first.start_pos, last.end_pos, run)

    def range(self, children: list[Any]) -> Tok:
        printed = [child for child in children if child is not None]
        return Tok(SKIP, "", printed[0].start_pos, printed[-1].end_pos, reason="range")

    def code(self, children: list[Any]) -> Tok:
        hedge, sign, printed, *more, tail = children
        if tail[0].isupper() and not more and not hedge and (run := _run(sign, printed)).decimals:
            # "13,0Medarbetare": the cell of a group column has been glued to the row's last figure
            return Tok(NUMBER, "", run.begin, printed.end_pos, run)
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
    begin = _plain_from(text) if start == "row" and "\t" in text else len(text)
    tokens = _parsed(text[:begin], start) if begin or not text else []
    return None if tokens is None else tokens + _plain(text, begin)


def _plain_from(text: str) -> int:
    """Where the last cells of a line begin, tab included, that are whole plain figures; its end where none are.

    The grammar reads such cells alike wherever they stand, and takes many times as long: most of a table of thousands
    of rows is that.
    """
    begin = len(text)
    while (tab := text.rfind("\t", 0, begin)) >= 0 and _PLAIN.fullmatch(text, tab + 1, begin):
        while tab and text[tab - 1] == "\t":
            tab -= 1
        begin = tab
    # spaces ahead of a tab are of one gap with it
    return begin if not text[begin - 1 : begin].isspace() else len(text)


def _plain(text: str, begin: int) -> list[Tok]:
    """The tokens of plain cells from `begin` on, each behind its gap."""
    tokens: list[Tok] = []
    for gap, sign, printed in _PLAIN_CELL.findall(text, begin):
        at = begin + len(gap)
        begin = at + len(sign) + len(printed)
        signed = LarkToken("SIGN", sign, start_pos=at) if sign else None
        run = _run(signed, LarkToken("RUN", printed, start_pos=at + len(sign)))
        tokens += (Tok(GAP, gap, at - len(gap), at), Tok(NUMBER, "", at, begin, run))
    return tokens


def _parsed(text: str, start: str) -> list[Tok] | None:
    """The tokens of a text by the grammar."""
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
