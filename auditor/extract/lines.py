"""What each line of a document looks like by itself: a row, an item, a heading, furniture or running text."""

import re
from itertools import pairwise

import msgspec

from auditor.extract.tokens import CLOSE, GAP, NIL, NUMBER, OPEN, OTHER, SKIP, SPACE, WORD, Tok, tokenise
from auditor.model.document import Document, Line
from auditor.model.draft import Fragment, Slot
from auditor.vocabulary import Vocabulary

BLANK, TEXT, ROW, HEADING, ITEM, PROSE, RULE, FURNITURE, CONTENTS, PERIODS = (
    "blank", "text", "row", "heading", "item", "prose", "rule", "furniture", "contents", "periods",
)  # fmt: skip

_RULE = re.compile(r"^[\s|:\-=+─━_·.–—*]{3,}$")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$|…\s*\d{1,4}\s*$|_{4,}\s*\d{1,4}\s*$")
_PAGE = re.compile(
    r"^\s*(?:[-–]\s?\d{1,4}\s?[-–]|(?:(?:sida|sid|page|s\.)\s*)?\d{1,4}(?:\s*(?:\(|av\s|/|of\s)\s*\d{1,4}\)?)?)\s*$",
    re.IGNORECASE,
)
# a row whose figures are all nil: "Disponering av reserv   –   –   –"
_NIL_ROW = re.compile(r"(?:\s[-–—−]){1,30}\s+[-–—−]$")
# what may begin an item of a list; the grammar decides
_YEAR_ALONE = re.compile(r"(?:19[5-9]|20\d)\d$")
_MAY_BE_ITEM = re.compile(r"[^\w\s(]|o\s|(?:\d{1,2}|[a-z])[.)]\s")
# a heading as Markdown marks it: "## Investeringar"
_MARKED_HEADING = re.compile(r"#{1,6}\s+\S")
_DASHES = "-–—−"
_DIGIT = re.compile(r"\d")
_MAX_LABEL_WORDS = 16
_BEFORE_AMOUNTS = frozenset(
    ("totalt", "sammanlagt", "sammantaget", "hela", "endast", "bara", "drygt", "knappt", "cirka")
)


class Look(msgspec.Struct, frozen=True):
    """A line and what it may be. `label` and `slots` are set for lines that can be a row of a table; a bulleted
    line may
    be both an item and a row. `delimited` says that its cells are set apart by tabs or bars, `gapped` by wide spaces.
    """

    line: Line
    kind: str
    tokens: tuple[Tok, ...] = ()
    label: tuple[Fragment, ...] = ()
    slots: tuple[Slot, ...] = ()
    tail: tuple[Fragment, ...] = ()
    delimited: bool = False
    gapped: bool = False
    bullet: str = ""
    indent: int = 0

    @property
    def text(self) -> str:
        text = self.line.text.strip()
        return text.lstrip("# ") if self.kind == HEADING else text


def look_at(document: Document, vocabulary: Vocabulary) -> list[Look]:
    """The looks of all lines, furniture told from the rest by position and repetition."""
    looks = [_look(line, vocabulary) for line in document.lines]
    return _mark_furniture(looks)


def _look(line: Line, vocabulary: Vocabulary) -> Look:
    text = line.text
    stripped = text.strip()
    if not stripped:
        return Look(line, BLANK)
    indent = len(text) - len(text.lstrip(" \u00a0"))
    if line.furniture:
        return Look(line, FURNITURE, tuple(tokenise(text) or ()))
    has_digit = _DIGIT.search(text) is not None
    delimited = "\t" in text.strip() or "|" in text or text.startswith("\t")
    if line.heading or (_MARKED_HEADING.match(stripped) and not delimited):
        return Look(line, HEADING, tuple(tokenise(text) or ()), indent=indent)
    if not has_digit and not delimited and not (stripped[-1] in _DASHES and _NIL_ROW.search(stripped)):
        if _RULE.match(text):
            return Look(line, RULE)
        tokens = tokenise(text, "item") if not stripped[0].isalnum() or stripped[:2] == "o " else None
        if tokens and tokens[0].kind in ("bullet", "numbered"):
            return Look(line, ITEM, tuple(tokens), bullet=tokens[0].text, indent=indent)
        return Look(line, TEXT, gapped="  " in stripped, indent=indent)
    if delimited and _RULE.match(text):
        return Look(line, RULE, delimited=True)
    if _LEADERS.search(text):
        return Look(line, CONTENTS, indent=indent)
    if delimited:
        return _delimited(line, indent, vocabulary)
    tokens = tokenise(text, "item") if _MAY_BE_ITEM.match(stripped) else None
    if tokens and tokens[0].kind in ("bullet", "numbered"):
        row = _row(line, tokens[1:], vocabulary)
        # "1. Mark och byggnader    914 208    890 115" is a line of a statement
        set_apart = tokens[0].kind == "bullet" or len(_cells(tokens)) > len(row[1] if row is not None else ())
        if row is not None and len(row[1]) >= 2 and set_apart and _words(row[0]) and not _told(row):
            return Look(line, ROW, tuple(tokens), *row, gapped="  " in stripped, bullet=tokens[0].text, indent=indent)
        if any(token.kind == WORD for token in tokens) or (
            tokens[0].kind == "bullet" and not tokens[0].text.startswith(("-", "–"))
        ):
            label, slots, tail = row or ((), (), ())
            return Look(line, ITEM, tuple(tokens), label, slots, tail, bullet=tokens[0].text, indent=indent)
    tokens = tokenise(text) or []
    if _is_heading(tokens):
        return Look(line, HEADING, tuple(tokens), indent=indent)
    if _only_periods(tokens, vocabulary) or vocabulary.series.heads(stripped.split()) is not None:
        return Look(line, PERIODS, tuple(tokens), gapped="  " in stripped, indent=indent)
    row = _row(line, tokens, vocabulary)
    if row is not None:
        return Look(line, ROW, tuple(tokens), *row, gapped="  " in stripped, indent=indent)
    return Look(line, PROSE, tuple(tokens), indent=indent)


def _told(row: tuple[tuple[Fragment, ...], tuple[Slot, ...], tuple[Fragment, ...]]) -> bool:
    """Whether an item names something and gives its amount, with its unit: "Omsättning: 842,6 Mkr (871,3)"."""
    run = row[1][0].run
    return row[0][-1].text.endswith(":") and run is not None and bool(run.unit)


# ---- rows -----------------------------------------------------------------------------------------------------


def _delimited(line: Line, indent: int, vocabulary: Vocabulary) -> Look:
    """A line of cells set apart by tabs or bars: every cell is a slot or text of its own column."""
    tokens = tokenise(line.text) or []
    cells: list[list[Tok]] = [[]]
    for token in tokens:
        if token.kind == GAP and ("\t" in token.text or "|" in token.text):
            bars = token.text.count("|") or token.text.count("\t")
            border = "|" in token.text and token is tokens[0]
            for _ in range(bars - border):
                cells.append([])
        else:
            cells[-1].append(token)
    if cells and not _solid(cells[-1]) and line.text.rstrip().endswith("|"):
        cells.pop()
    label: list[Fragment] = []
    slots: list[Slot] = []
    for index, cell in enumerate(cells):
        solid = _solid(cell)
        if not solid:
            continue
        start, end = solid[0].start, solid[-1].end
        figures = [token for token in solid if token.kind in (NUMBER, NIL)]
        if figures and all(token.kind in (NUMBER, NIL, OPEN, CLOSE, OTHER) for token in solid):
            for token in figures:
                slots.append(_slot(line, token, solid, index))
        elif index and _is_limit(cell, vocabulary):
            slots.append(_limit(line, cell, vocabulary, index))
        else:
            label.append(Fragment(line.text[start:end], line, start, end, index))
    held = [token for token in tokens if token.kind == NUMBER and any(slot.start == token.start for slot in slots)]
    in_unit = len(label) == 1 and label[0].cell == 0 and _is_unit(label[0].text, vocabulary)
    if held and (len(label) >= 2 or len(held) >= 2 or in_unit) and all(_bare_year(token) for token in held):
        # years as column headers between headers of words, or one behind "Tkr"
        slots = []
    kind = ROW if slots else PERIODS if any(token.run for token in tokens) else TEXT
    return Look(line, kind, tuple(tokens), tuple(label), tuple(slots), delimited=True, indent=indent)


def _is_unit(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a cell says what the amounts are in and nothing else: "Tkr", "(mnkr)", "Belopp i tkr"."""
    words = text.lower().strip("() ").removeprefix("belopp").strip(" ,(").removeprefix("i ")
    return vocabulary.unit(words) is not None


def _row(
    line: Line, tokens: list[Tok], vocabulary: Vocabulary
) -> tuple[tuple[Fragment, ...], tuple[Slot, ...], tuple[Fragment, ...]] | None:
    """Label, slots and trailing words of a line that may be a row, or None: the figures stand last, behind a label."""
    cells = _cells(tokens)
    if len(cells) > 1:
        gapped = _gapped_row(line, cells, vocabulary)
        if gapped is not None:
            return gapped
    return _loose_row(line, tokens, vocabulary)


def _gapped_row(
    line: Line, cells: list[list[Tok]], vocabulary: Vocabulary
) -> tuple[tuple[Fragment, ...], tuple[Slot, ...], tuple[Fragment, ...]] | None:
    """A line with wide spaces: at least one cell of nothing but figures; text cells beside them are text columns."""
    pure = [_figures_only(cell) for cell in cells]
    if not any(pure):
        return None
    first = pure.index(True)
    label: list[Fragment] = []
    slots: list[Slot] = []
    tail: list[Fragment] = []
    for index, cell in enumerate(cells[:first]):
        inner = _loose_row(line, cell, vocabulary) if index == first - 1 else None
        if inner is not None and inner[0] and not inner[2] and not _ordinal(inner[1]):
            label.extend(inner[0])
            slots.extend(inner[1])
        else:
            label.append(_fragment(line, cell))
    for index in range(first, len(cells)):
        cell = cells[index]
        if _is_limit(cell, vocabulary):
            slots.append(_limit(line, cell, vocabulary))
        elif pure[index]:
            slots.extend(_slot(line, token, cell) for token in cell if token.kind in (NUMBER, NIL))
        elif index < len(cells) - 1 or _cell_word(cell, vocabulary):
            slots.append(Slot("word", line.text[cell[0].start : cell[-1].end], line, cell[0].start, cell[-1].end))
        else:
            tail.append(_fragment(line, cell))
    if sum(len(fragment.text.split()) for fragment in label) > _MAX_LABEL_WORDS:
        return None
    return tuple(label), tuple(slots), tuple(tail)


def _loose_row(
    line: Line, tokens: list[Tok], vocabulary: Vocabulary
) -> tuple[tuple[Fragment, ...], tuple[Slot, ...], tuple[Fragment, ...]] | None:
    """A line with single spaces: label words, then figures to the end, but for words of a cell or of a glued group."""
    solid = _solid(tokens)
    end = len(solid)
    while end and _is_word(solid[end - 1]):
        end -= 1
    tail = solid[end:]
    if not end or len(tail) > 3:
        return None
    begin = end
    while begin and (
        solid[begin - 1].kind in (NUMBER, NIL, OPEN, CLOSE)
        or _is_cell_word(solid, begin - 1, vocabulary)
        or solid[begin - 1].reason == "range"
    ):
        begin -= 1
    while begin < end and solid[begin].kind == CLOSE:
        # the bracket closes one of the label: "Personal deltid (RiB) 18,4"
        begin += 1
    zone = solid[begin:end]
    if not any(token.kind == NUMBER for token in zone) and sum(token.kind == NIL for token in zone) < 2:
        return None
    head = solid[:begin]
    if tail and not (_glued(zone, tail) or _cell_word(tail, vocabulary)):
        return None
    # an opening bracket belongs to the label: "Säkerhet (12) 3,4"
    if any(token.kind == OPEN for token in zone) and head and not _bracketed(zone):
        return None
    if _is_sentence(line, head, zone, vocabulary):
        return None
    if len(zone) > 1 and head and _bare_year(zone[0]) and _dated(head[-1], vocabulary):
        # "SKR augusti 2022 2,1 5,9": the year belongs to the label
        head = [*head, zone[0]]
        zone = zone[1:]
    slots: list[Slot] = []
    for token in zone:
        if token.kind in (NUMBER, NIL):
            slots.append(_slot(line, token, zone))
        elif token.kind in (WORD, SKIP):
            if slots and slots[-1].kind == "word" and token.kind == WORD:
                # "Ej mätt" is one cell
                slots[-1] = Slot("word", line.text[slots[-1].start : token.end], line, slots[-1].start, token.end)
            else:
                slots.append(_slot(line, token, zone))
    if not slots:  # "(januari 2022 till december 2023)": the year was all
        return None
    fragments: tuple[Fragment, ...] = (_fragment(line, head),) if head else ()
    tails: tuple[Fragment, ...] = ()
    if tail:
        if _cell_word(tail, vocabulary) and not _glued(zone, tail):
            slots.append(Slot("word", line.text[tail[0].start : tail[-1].end], line, tail[0].start, tail[-1].end))
        else:
            tails = (_fragment(line, tail),)
    return fragments, tuple(slots), tails


def _dated(token: Tok, vocabulary: Vocabulary) -> bool:
    """Whether a word is followed by its year: a month, "år", "bokslut"."""
    word = token.text.lower().rstrip(".")
    return token.kind == WORD and (
        vocabulary.is_month(word) or word in ("år", "bokslut", "budget", "prognos", "utfall")
    )


def _ordinal(slots: tuple[Slot, ...]) -> bool:
    """Whether the only number of a label cell belongs to the label: "Medicin 1", "Besök inom 90 dagar"."""
    run = slots[0].run
    return len(slots) == 1 and run is not None and not (run.decimals or run.sign) and len(run.groups) == 1


def _is_sentence(line: Line, head: list[Tok], zone: list[Tok], vocabulary: Vocabulary) -> bool:
    """Whether a label before figures reads as running text."""
    words = [token for token in head if token.kind == WORD]
    if len(words) > _MAX_LABEL_WORDS:
        return True
    if not words:
        return False
    last = words[-1].text.lower().rstrip(".,:")
    if last in _BEFORE_AMOUNTS and len(words) > 2:
        # "uppgick till totalt 8,1"
        last = words[-2].text.lower().rstrip(".,:")
    if len(zone) == 1 and head[-1] is words[-1] and last in vocabulary.sentence_before and len(words) > 1:
        return True
    if any(token.run is not None and (token.run.decimals or token.run.unit) for token in head):
        return True
    inner = [token for token in words[:-1] if token.text.endswith((".", "!", "?")) and len(token.text) > 5]
    return bool(inner)


def _slot(line: Line, token: Tok, around: list[Tok], cell: int | None = None) -> Slot:
    if token.kind == NIL:
        return Slot("nil", token.text, line, token.start, token.end, cell=cell)
    if token.kind != NUMBER or token.run is None:
        return Slot("word", line.text[token.start : token.end], line, token.start, token.end, cell=cell)
    run = token.run
    at = around.index(token)
    if 0 < at < len(around) - 1 and around[at - 1].kind == OPEN and around[at + 1].kind == CLOSE and not run.sign:
        # "(1 234)" in a cell of its own is negative
        run = msgspec.structs.replace(run, sign="-", begin=around[at - 1].start)
        return Slot("number", line.text[run.begin : around[at + 1].end], line, run.begin, around[at + 1].end, run, cell)
    return Slot("number", line.text[token.start : token.end], line, token.start, token.end, run, cell)


def _cells(tokens: list[Tok]) -> list[list[Tok]]:
    """Tokens by wide gaps, empty cells left out."""
    cells: list[list[Tok]] = [[]]
    for token in tokens:
        if token.kind == GAP:
            cells.append([])
        elif token.kind != SPACE or cells[-1]:
            cells[-1].append(token)
    trimmed = [cell[:-1] if cell and cell[-1].kind == SPACE else cell for cell in cells]
    return [cell for cell in trimmed if cell]


def _solid(tokens: list[Tok]) -> list[Tok]:
    return [token for token in tokens if token.kind not in (SPACE, GAP)]


def _figures_only(cell: list[Tok]) -> bool:
    solid = _solid(cell)
    return any(token.kind in (NUMBER, NIL) for token in solid) and all(
        token.kind in (NUMBER, NIL, OPEN, CLOSE) or token.reason == "range" or token.text in ("*", ":", "%")
        for token in solid
    )


def _is_limit(cell: list[Tok], vocabulary: Vocabulary) -> bool:
    """A target that says which side of it is good: "minst 45 %"."""
    solid = _solid(cell)
    return (
        len(solid) == 2
        and solid[0].kind == WORD
        and solid[1].kind == NUMBER
        and solid[1].run is not None
        and not solid[1].run.hedge
        and vocabulary.comparisons.limit(solid[0].text) is not None
    )


def _limit(line: Line, cell: list[Tok], vocabulary: Vocabulary, index: int | None = None) -> Slot:
    """The figure of a limit, with the mark that its word stands for."""
    word, number = _solid(cell)
    slot = _slot(line, number, [number], index)
    assert slot.run is not None
    run = msgspec.structs.replace(slot.run, hedge=vocabulary.comparisons.limit(word.text) or "")
    return msgspec.structs.replace(slot, run=run)


def _is_word(token: Tok) -> bool:
    return token.kind in (WORD, OTHER) or (token.kind == SKIP and token.reason == "word-number")


def _is_cell_word(tokens: list[Tok], index: int, vocabulary: Vocabulary) -> bool:
    """A word that stands for a figure, between figures."""
    token = tokens[index]
    return (
        token.kind == WORD
        and index > 0
        and token.text.lower() in vocabulary.cell_words
        and any(later.kind in (NUMBER, NIL) for later in tokens[index + 1 : index + 3])
        and any(earlier.kind in (NUMBER, NIL) for earlier in tokens[max(0, index - 2) : index])
    )


def _cell_word(cell: list[Tok], vocabulary: Vocabulary) -> bool:
    words = [token.text.lower() for token in cell if token.kind == WORD]
    return 0 < len(words) <= 2 and all(word in vocabulary.cell_words for word in words)


def _glued(zone: list[Tok], tail: list[Tok]) -> bool:
    """A group's name glued to the last figure of its row, or set right after its unit: "13,0%Medarbetare"."""
    return len(tail) == 1 and tail[0].kind == WORD and tail[0].text[0].isupper() and tail[0].start == zone[-1].end


def _bracketed(zone: list[Tok]) -> bool:
    """Whether every bracket in the figures holds one figure."""
    kinds = [token.kind for token in zone]
    opens = [index for index, kind in enumerate(kinds) if kind == OPEN]
    return kinds.count(CLOSE) == len(opens) and all(
        kinds[index : index + 3] == [OPEN, NUMBER, CLOSE] for index in opens
    )


def _fragment(line: Line, tokens: list[Tok]) -> Fragment:
    solid = _solid(tokens)
    start, end = solid[0].start, solid[-1].end
    return Fragment(line.text[start:end], line, start, end)


def _words(label: tuple[Fragment, ...]) -> int:
    return sum(len(fragment.text.split()) for fragment in label)


# ---- headings, periods, furniture -----------------------------------------------------------------------------


def _is_heading(tokens: list[Tok]) -> bool:
    """A section number, then words and no figures behind them."""
    solid = _solid(tokens)
    if len(solid) < 2:
        return False
    first = solid[0]
    numbered = first.reason == "section" or (
        first.run is not None
        and len(first.run.groups) == 1
        and len(first.run.groups[0][0]) <= 2
        and not (first.run.unit or first.run.sign)
        and len(first.run.decimals) <= 2
    )
    rest = [token for token in solid[1:] if token.text not in (".", ")")]
    return (
        numbered
        and bool(rest)
        and rest[0].kind == WORD
        and rest[0].text[0].isupper()
        and not any(token.run is not None and not _bare_year(token) for token in rest)
    )


def _bare_year(token: Tok) -> bool:
    run = token.run
    if run is None or run.decimals or run.sign or run.unit not in ("", "%") or run.hedge or len(run.groups) != 1:
        return False
    digits = run.groups[0][0]
    return len(digits) == 4 and "1950" <= digits <= "2099"


def _only_periods(tokens: list[Tok], vocabulary: Vocabulary) -> bool:
    """Whether every number of a line is a year or a period code of a header: "Bokslut 2019 Budget 2020"."""
    numbers = [token for token in tokens if token.kind == NUMBER]
    if not numbers:
        dates = sum(token.reason == "date" for token in tokens)
        stubs = _header_words(tokens)
        if dates >= 2 and len(stubs) <= 6 and all(vocabulary.knows(word) or vocabulary.is_stub(word) for word in stubs):
            return True
        if dates and len(_solid(tokens)) == dates and tokens[0].kind == GAP:
            return True
        cells = _cells(tokens)
        short = all(token.kind != NIL for token in tokens) and all(len(_solid(cell)) <= 3 for cell in cells[1:])
        if short and len(cells) >= 4:
            # header cells with the digits of a period in them: "Volymer   K1   K2   K3"
            return True
        return (
            any(token.reason in ("range-of-years", "date", "word-number") for token in tokens)
            and sum(token.kind == WORD for token in tokens) <= 12
            and any(vocabulary.measure_of(token.text.lower().rstrip(".,")) for token in tokens if token.kind == WORD)
        )
    cells = _cells(tokens)
    if len(cells) >= 3 and all(_bare_year(token) for cell in cells[:2] for token in cell):
        # header cells without one over the labels: "2025   2025   delårsrapport 1"
        numbers = [token for cell in cells if not _ends_in_ordinal(cell) for token in cell if token.kind == NUMBER]
    if not all(_period_number(token) or _counted_period(tokens, token, vocabulary) for token in numbers):
        return False
    if all(_counted_period(tokens, token, vocabulary) for token in numbers) and len(numbers) >= 2:
        return True
    if all(_bare_year(token) for token in numbers) and len(numbers) == len(_solid(tokens)):
        return True
    if len(cells) >= 3 and all(_bare_year(token) for token in numbers):
        # header cells: words over columns, and years that belong to them
        worded = [cell for cell in cells[1:] if any(token.kind == WORD or token.text == "%" for token in cell)]
        if len(worded) >= 2 or (worded and len(numbers) >= 2 and not _cell_word(worded[0], vocabulary)):
            return True
    words = _header_words(tokens)
    if words and all(vocabulary.knows(word) for word in words) and all(_bare_year(token) for token in numbers):
        return True
    if all(_bare_year(token) for token in numbers) and len(numbers) >= 2 and (len(words) <= 1 or _titled(tokens)):
        return True
    measures = [word for word in words if vocabulary.measure_of(word)]
    known = sum(vocabulary.knows(word) or vocabulary.is_stub(word) for word in words)
    return (
        len(words) <= 16
        and (len(measures) >= 1 or len(numbers) >= 2)
        and known * 2 >= len(words)
        and not (len(numbers) == 1 and len(words) > 6 and tokens[-1].text == ".")
    )


def _ends_in_ordinal(cell: list[Tok]) -> bool:
    """Whether a cell is words and a small number behind them: "delårsrapport 1"."""
    solid = _solid(cell)
    run = solid[-1].run
    small = run is not None and not (run.decimals or run.sign or run.unit) and len(run.groups[0][0]) <= 2
    return small and len(solid) > 1 and all(token.kind == WORD for token in solid[:-1])


def _titled(tokens: list[Tok]) -> bool:
    """Whether years stand behind words that all begin with a capital: "Kommun Bidrag 2025 Bidrag 2024"."""
    solid = [token for token in _solid(tokens) if token.kind in (WORD, NUMBER) or token.reason == "date"]
    worded = [token for token in solid if token.kind == WORD]
    return len(worded) <= 12 and solid[-1].kind != WORD and all(token.text[0].isupper() for token in worded)


def _header_words(tokens: list[Tok]) -> list[str]:
    return [
        part
        for token in tokens
        if token.kind == WORD
        for part in re.split(r"[–—\-/]", token.text.lower().strip(".,:()"))
        if part
    ]


def _counted_period(tokens: list[Tok], token: Tok, vocabulary: Vocabulary) -> bool:
    """Whether a number counts a period: "Kv 1", "Tertial 2"."""
    run = token.run
    if run is None or run.decimals or run.sign or run.unit or len(run.groups) != 1 or len(run.groups[0][0]) > 2:
        return False
    before = [other for other in tokens if other.end <= token.start and other.kind not in (SPACE, GAP)]
    return (
        bool(before) and before[-1].kind == WORD and vocabulary.is_counted_period(before[-1].text.lower().rstrip("."))
    )


def _period_number(token: Tok) -> bool:
    if _bare_year(token):
        return True
    run = token.run
    if run is None or run.decimals or run.sign or run.unit or run.hedge or len(run.groups) != 1:
        return False
    digits = run.groups[0][0]
    return (
        len(digits) in (4, 6)
        and digits[-2:] in {f"{month:02}" for month in range(1, 13)}
        and digits[:-2][-2:] >= "10"
        and (len(digits) == 4 or digits.startswith("20"))
    )


def _mark_furniture(looks: list[Look]) -> list[Look]:
    """Page numbers that stand alone, and lines that come back at the edges of pages."""
    solid = [index for index, look in enumerate(looks) if look.kind != BLANK]
    marked = set()
    for position, index in enumerate(solid):
        look = looks[index]
        if (
            look.kind in (ROW, PROSE, PERIODS)
            and _PAGE.match(look.line.text)
            and not look.delimited
            and not _YEAR_ALONE.match(look.text)
        ):
            before = index - solid[position - 1] if position else 9
            after = solid[position + 1] - index if position + 1 < len(solid) else 9
            turned = position + 1 < len(solid) and looks[solid[position + 1]].line.page != look.line.page
            turned = turned or (position > 0 and looks[solid[position - 1]].line.page != look.line.page)
            explicit = not look.text.isdigit()
            if turned or explicit or before > 2 or after > 2:
                marked.add(index)
    repeated: dict[str, list[int]] = {}
    for position, index in enumerate(solid):
        key = _furniture_key(looks[index].text)
        if len(key) > 5:
            repeated.setdefault(key, []).append(position)
    for key, positions in repeated.items():
        if len(positions) < 2:
            continue
        own = [looks[solid[position]] for position in positions]
        at_edge = all(_at_page_edge(looks, solid, position, marked) for position in positions)
        # a line of cells comes back as the header of a table that goes on; a running header is words, and a page
        plain = all(look.kind in (TEXT, PROSE, PERIODS, HEADING) or len(look.slots) == 1 for look in own)
        if plain and ((at_edge and len(positions) >= 3) or (len(key) > 12 and _counts_pages(own))):
            marked.update(solid[position] for position in positions)
    return [Look(look.line, FURNITURE, look.tokens) if index in marked else look for index, look in enumerate(looks)]


def _at_page_edge(looks: list[Look], solid: list[int], position: int, marked: set[int]) -> bool:
    """Whether a line is among the first or last two of a page, or within two of a page number."""
    around = solid[max(0, position - 2) : position + 3]
    page = looks[solid[position]].line.page
    return any(other in marked or looks[other].line.page != page for other in around)


def _counts_pages(looks: list[Look]) -> bool:
    """Whether lines that are alike but for their numbers end in page numbers, each a little higher than the last."""
    ends = [re.search(r"(\d{1,3})\s*$", look.text) for look in looks]
    pages = [int(end.group(1)) for end in ends if end is not None]
    return len(pages) == len(looks) and all(0 < second - first <= 3 for first, second in pairwise(pages))


def _furniture_key(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text)).lower()
