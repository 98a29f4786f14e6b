"""What extract hands to relate: rows and lists whose figures have several possible readings."""

from collections.abc import Iterator

import msgspec

from auditor.model.document import Line
from auditor.model.span import Span


class Run(msgspec.Struct, frozen=True):
    """A printed number before its reading is chosen.

    `groups` are its digit groups as (digits, start, end); a run of several groups, as "343 700 357", is one figure or
    several. `decimals` are the digits after the comma of the last. `sign` is "+" or "-"; `apart` says that a space
    follows
    it, so that it may be a dash of its own. `grouped` marks groups that are surely one figure (dots between them).
    `begin` is the offset of its sign, or of its first
    digit.
    """

    groups: tuple[tuple[str, int, int], ...]
    begin: int
    decimals: str = ""
    sign: str = ""
    apart: bool = False
    grouped: bool = False
    unit: str = ""
    hedge: str = ""
    mark: str = ""


class Number(msgspec.Struct, frozen=True):
    """One figure of one reading of a run: value = scaled * 10**-decimals; offsets include its sign, not its unit."""

    scaled: int
    decimals: int
    start: int
    end: int
    unit: str = ""
    hedge: str = ""
    sign: str = ""
    digits: str = ""


def readings(run: Run) -> Iterator[tuple[Number, ...]]:
    """Every way to read a run as figures, those with the fewest figures first.

    A figure may take further groups of three digits only after a first group of one to three digits that does not begin
    with a zero.
    """
    count = len(run.groups)
    for figures in range(1, count + 1):
        yield from readings_of(run, figures)


def readings_of(run: Run, figures: int) -> Iterator[tuple[Number, ...]]:
    """The readings of a run as exactly so many figures."""
    yield from _split(run, 0, figures)


def _split(run: Run, first: int, figures: int) -> Iterator[tuple[Number, ...]]:
    groups = run.groups
    remaining = len(groups) - first
    if figures == 0 or remaining < figures:
        if figures == 0 and remaining == 0:
            yield ()
        return
    for size in range(1, remaining - figures + 2):
        if size > 1 and not may_join(run, first):
            return
        head = number(run, first, first + size)
        for rest in _split(run, first + size, figures - 1):
            yield (head, *rest)


def may_join(run: Run, first: int) -> bool:
    """Whether the group at `first` can begin a figure that goes on in the next group."""
    digits = run.groups[first][0]
    return run.grouped or (len(digits) <= 3 and digits[0] != "0")


def number(run: Run, first: int, end: int) -> Number:
    """The figure made of the groups `first` to `end` (exclusive) of a run."""
    last = end == len(run.groups)
    digits = "".join(group[0] for group in run.groups[first:end])
    decimals = run.decimals if last else ""
    scaled = int(digits + decimals)
    begin = run.begin if first == 0 else run.groups[first][1]
    sign = run.sign if first == 0 else ""
    return Number(
        scaled=-scaled if sign == "-" else scaled,
        decimals=len(decimals),
        start=begin,
        end=run.groups[end - 1][2] + (len(decimals) + 1 if decimals else 0),
        unit=run.unit if last else "",
        hedge=(run.hedge if first == 0 else "") or (run.mark if last else ""),
        sign=sign,
        digits=digits,
    )


class Slot(msgspec.Struct, frozen=True):
    """A place for figures in a row: a run of digit groups, a nil mark, or a word in a figure column.

    `x0` and `x1` are its extent along the line; `cell` counts the cells of a delimited row. `joins` says that it
    may go on
    from the slot before it, which stands last on the line above ("-484" / "404 tkr").
    """

    kind: str
    text: str
    line: Line
    start: int
    end: int
    run: Run | None = None
    cell: int | None = None
    joins: bool = False

    @property
    def span(self) -> Span:
        return self.line.span(self.start, self.end)


class Fragment(msgspec.Struct, frozen=True):
    """A stretch of text with its place: a label, a header cell, a word of a header line."""

    text: str
    line: Line
    start: int
    end: int
    cell: int | None = None
    paragraph: int = 0

    @property
    def span(self) -> Span:
        return self.line.span(self.start, self.end)


class RowDraft(msgspec.Struct, frozen=True):
    """A row before its figures are read: label fragments in order, then slots. `lead` are text lines just above it that
    may be the beginning of its label, or a group's name; `bare` rows have no label of their own.
    """

    label: tuple[Fragment, ...]
    slots: tuple[Slot, ...]
    line: Line
    indent: int = 0
    heading: bool = False


class TableDraft(msgspec.Struct, frozen=True):
    """A table before its columns are chosen.

    `mode` is delimited (cells by tab or bar), aligned (columns by position) or loose (single spaces: columns by count).
    `header` are the text lines above the first row that may head its columns, nearest last; `section` is the nearest
    heading above, `caption` the short line right above the header, and what says of the amounts right below the rows
    ("Belopp i mnkr").
    """

    mode: str
    header: tuple[Fragment, ...]
    rows: tuple[RowDraft, ...]
    section: str
    line: int
    end_line: int
    caption: str = ""


class Amount(msgspec.Struct, frozen=True):
    """An amount in running text, in its first reading, with the line it stands on."""

    number: Number
    line: Line
    unit: str | None
    paragraph: int = 0

    @property
    def span(self) -> Span:
        return self.line.span(self.number.start, self.number.end)


class ItemDraft(msgspec.Struct, frozen=True):
    """A list item: its whole text and the amounts in it, in order."""

    text: str
    fragments: tuple[Fragment, ...]
    amounts: tuple[Amount, ...]


class ListDraft(msgspec.Struct, frozen=True):
    """A lead-in and its items. `lead_amounts` are those of the lead-in's last sentence."""

    lead: str
    lead_fragments: tuple[Fragment, ...]
    lead_amounts: tuple[Amount, ...]
    items: tuple[ItemDraft, ...]


class Piece(msgspec.Struct, frozen=True):
    """A word of a sentence at an offset of its line, or an amount in it (then `amount` is set)."""

    text: str
    amount: Amount | None
    line: Line
    start: int


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of running text, over as many lines as it takes, with where it stands.

    `kind` is text, item (of a list; `lead` is then the number of the sentence above the list, if that holds an amount)
    or heading (a short line of its own). `section` is the nearest numbered heading, `chapter` that and those above it,
    `topic` a heading without a number below it. Sentences of one `paragraph` follow each other without a blank line;
    `above` is the text of those before it; `intro` of an item the text right above the list.
    """

    pieces: tuple[Piece, ...]
    section: str
    line: int
    end_line: int
    kind: str = "text"
    chapter: str = ""
    topic: str = ""
    paragraph: int = 0
    lead: int | None = None
    above: str = ""
    intro: str = ""

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


class Passage(msgspec.Struct, frozen=True):
    """A line that is not blank. `kind` is what it looks like (a constant of auditor.extract.lines); `tabled` says that
    a table has taken it.
    """

    kind: str
    line: Line
    tabled: bool


class Extract(msgspec.Struct, frozen=True):
    """Everything found in a document: tables, lists, amounts in running text, numbers that are no figures as
    (text, span, reason), and all its lines. `unit` is what the document says its amounts are in.
    """

    tables: tuple[TableDraft, ...]
    lists: tuple[ListDraft, ...]
    amounts: tuple[Amount, ...]
    skipped: tuple[tuple[str, Span, str], ...]
    sentences: tuple[Sentence, ...] = ()
    passages: tuple[Passage, ...] = ()
    unit: str | None = None
