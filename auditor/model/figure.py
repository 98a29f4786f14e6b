"""Printed figures, and the tables and lists that hold them."""

import msgspec

from auditor.exact import Quantity
from auditor.model.span import Span


class Figure(msgspec.Struct, frozen=True):
    """A figure as printed: value = `scaled` * 10**-`decimals` of `unit`.

    `text` is the printed number without its unit. `unit` is a canonical name of rules/vocabulary.toml
    (kr, tkr, mnkr, mdkr, %, procentenheter, st, index) or None. `decimals` is the rounding unit: a whole number in a
    column that prints decimals takes the column's, and `widened` says so. `exact` marks a count, which has no rounding.
    `nil` marks a dash or blank taken as zero. `hedge` is a word or mark that loosens it (ca, drygt, *, >). `scale`
    is the power of ten of its unit in the base
    unit of its dimension: 6 for mnkr.
    `never_negative` marks a rate that cannot be below zero. `label` tells a person where it stands: row label ·
    column header.
    """

    id: int
    text: str
    scaled: int
    decimals: int
    unit: str | None
    span: Span
    context: str
    label: str = ""
    never_negative: bool = False
    exact: bool = False
    nil: bool = False
    widened: bool = False
    hedge: str | None = None
    scale: int = 0

    @property
    def quantity(self) -> Quantity:
        """The figure in the base unit of its dimension (kr for money)."""
        return Quantity(self.scaled, self.decimals - self.scale, self.exact)


class NotFigure(msgspec.Struct, frozen=True):
    """A number that is no figure; `reason` is a key of auditor.render.texts.REASONS (year, date, section, page...)."""

    text: str
    span: Span
    reason: str


class Column(msgspec.Struct, frozen=True):
    """A column of figures. `measure` is a concept of the vocabulary, `versus` what a deviation is taken against."""

    header: str
    measure: str | None = None
    versus: str | None = None
    period: str | None = None
    unit: str | None = None
    decimals: int | None = None
    kind: str = "figure"


class Cell(msgspec.Struct, frozen=True):
    """A cell as printed. `figure` is an index into the report's figures, None for words and blanks."""

    text: str
    span: Span | None
    figure: int | None = None


class Row(msgspec.Struct, frozen=True):
    """A row: `role` is item, subtotal, total, part, result or heading."""

    label: str
    span: Span
    role: str
    cells: tuple[Cell | None, ...]
    indent: int = 0


class Footing(msgspec.Struct, frozen=True):
    """A row that is worked out from other rows: row `total` = sum of factor * row over `members` as (row, factor).

    `columns` are those it is held to. `evidence` says what establishes it: label (its name), siblings (the columns
    that it
    holds in). `sure` is False where no column confirms it. With `across` it is a column worked out from other
    columns: total
    and members are columns then, and `columns` the rows that it is held to.
    """

    total: int
    members: tuple[tuple[int, int], ...]
    columns: tuple[int, ...]
    evidence: tuple[str, ...]
    sure: bool = True
    across: bool = False


class Table(msgspec.Struct, frozen=True):
    """A table as chosen among its readings. `line` and `end_line` are 1-based and inclusive.

    `ragged` are the rows whose figures could not be placed in columns with certainty.
    """

    title: str
    section: str
    unit: str | None
    line: int
    end_line: int
    page: int
    stub: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    footings: tuple[Footing, ...] = ()
    ragged: tuple[int, ...] = ()

    def figure_at(self, row: int, column: int) -> int | None:
        """The figure in a cell, by its number in the report."""
        cell = self.rows[row].cells[column]
        return cell.figure if cell is not None else None

    def figures_of(self, column: int) -> list[int]:
        """The figures of a column, from the top."""
        return [cell.figure for row in self.rows if (cell := row.cells[column]) is not None and cell.figure is not None]


class Tie(msgspec.Struct, frozen=True):
    """A figure that is printed again: `first` = sum of factor * figure over `terms` as (figure, factor), most
    often one.

    `kind` is cell for two cells of tables, claim for a sentence (`first`) against a cell, sum for one against several
    cells, direction for a sentence that says how far and which way one figure is from another, statement for two
    sentences, note for a line of a statement and the total of its note, source for a cell of the source, and change,
    equivalent and parts for amounts of one sentence. A factor of -1 stands where the sentence turns the sign ("ett
    underskott på 1,2"). With `under` it is a quotient, `times` the sum over that of `under`.
    `reach` is how far a hedged amount ("drygt 3") reaches below and above (auditor.model.rounding). `what` names the
    item for a person.
    """

    first: int
    terms: tuple[tuple[int, int], ...]
    what: str
    evidence: tuple[str, ...]
    established: bool = True
    kind: str = "cell"
    under: tuple[tuple[int, int], ...] = ()
    times: int = 1
    reach: tuple[int, int] | None = None

    @property
    def weights(self) -> dict[int, tuple[int, int]]:
        """The factors of each figure in the sum and in what it is divided by: one that is in both is one figure."""
        found = {figure: (factor, 0) for figure, factor in self.terms}
        for figure, factor in self.under:
            found[figure] = found.get(figure, (0, 0))[0], factor
        return found


class ListItem(msgspec.Struct, frozen=True):
    """An item of a list: its text and the figures in it, the first of which it is an item of."""

    text: str
    span: Span
    figures: tuple[int, ...]


class Listing(msgspec.Struct, frozen=True):
    """A lead-in with an amount and the items that are said to make it up. `partial` when words say they do not."""

    lead: str
    span: Span
    total: int | None
    items: tuple[ListItem, ...]
    partial: bool
    claim: str


def is_nil(text: str) -> bool:
    """Whether a cell holds nothing but a dash: an amount that rounds to nothing."""
    return bool(text) and all(character in "-–—−.‐‑‒ " for character in text)
