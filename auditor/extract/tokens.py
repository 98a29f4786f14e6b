"""A line of text as tokens: the one place where the grammar's trees become records."""

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


class _Build(Transformer[LarkToken, Any]):
    """Tree to tokens, called by the parser as it reduces."""

    def run(self, children: list[Any]) -> tuple[list[LarkToken], LarkToken | None]:
        groups = [child for child in children[:-1] if child.type != "JOIN"]
        return groups, children[-1]

    def sign(self, children: list[LarkToken]) -> LarkToken:
        return children[0]

    def amount(self, children: list[Any]) -> Tok:
        hedge, sign, (groups, decimals), trailing, mark, unit = children
        first = hedge or sign or groups[0]
        if len(groups) > _MOST_GROUPS or sum(len(group) for group in groups) + len(decimals or "") > _MOST_DIGITS:
            return Tok(
                SKIP, "", first.start_pos, (unit or mark or trailing or decimals or groups[-1]).end_pos, reason="unread"
            )
        last = unit or mark or trailing or decimals or groups[-1]
        dotted = groups[0].type == "DOTTED"
        run = Run(
            groups=tuple(
                (group.replace(".", "") if dotted else str(group), group.start_pos, group.end_pos) for group in groups
            ),
            begin=(sign or groups[0]).start_pos,
            decimals=decimals[1:] if decimals else "",
            sign=("-" if trailing else "") if sign is None else ("+" if sign[0] in "+±" else "-"),
            apart=sign is not None and sign.type == "SIGN_APART",
            grouped=dotted,
            unit=unit.strip() if unit else "",
            hedge=hedge.strip().lower() if hedge else "",
            mark=str(mark) if mark else "",
        )
        return Tok(NUMBER, "", first.start_pos, last.end_pos, run)

    def range(self, children: list[Any]) -> Tok:
        sign, (groups, _), _dash, (upper, upper_decimals), unit = children
        first = sign or groups[0]
        last = unit or upper_decimals or upper[-1]
        return Tok(SKIP, "", first.start_pos, last.end_pos, reason="range")

    def code(self, children: list[Any]) -> Tok:
        (groups, decimals), tail = children
        if decimals is not None and tail[0].isupper():
            # "13,0Medarbetare": the cell of a group column has been glued to the row's last figure
            digits = tuple((str(group), group.start_pos, group.end_pos) for group in groups)
            run = Run(digits, groups[0].start_pos, decimals[1:])
            return Tok(NUMBER, "", groups[0].start_pos, decimals.end_pos, run)
        return Tok(SKIP, "", groups[0].start_pos, tail.end_pos, reason="word-number")

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
        reason = _SKIPPED.get(child.type, "")
        kind = SKIP if reason else _TERMINALS[child.type]
        tokens.append(Tok(kind, str(child), child.start_pos, child.end_pos, None, reason))
    if start == "item" and tokens and tokens[0].kind in (SPACE, GAP):
        del tokens[0]
    return tokens
