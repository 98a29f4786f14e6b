"""A sheet of the working paper before it is written: what stands in each cell, whatever the file format."""

import msgspec

# doubles, which spreadsheets count in, hold so many digits
MOST_DIGITS = 15


class Number(msgspec.Struct, frozen=True):
    """scaled * 10**-decimals, shown with all its decimals."""

    scaled: int
    decimals: int

    @property
    def exact(self) -> bool:
        """Whether a spreadsheet can hold it."""
        return len(str(abs(self.scaled))) <= MOST_DIGITS and abs(self.decimals) <= MOST_DIGITS


class Formula(msgspec.Struct, frozen=True):
    """A formula without its equals sign, shown with so many decimals."""

    text: str
    decimals: int


class Date(msgspec.Struct, frozen=True):
    """A date as YYYY-MM-DD."""

    iso: str


Value = str | int | Number | Formula | Date | None


class Column(msgspec.Struct, frozen=True):
    """A column: its key in words.HEADERS, its width in characters, and how it is set.

    `kind` is text, right, centre, decide (for a person to fill in) or hidden.
    """

    key: str
    width: float
    kind: str = "text"


class Sheet(msgspec.Struct, frozen=True):
    """A sheet of rows under one header row. `tones[i]` colours row i: error, warning, info, accepted or nothing."""

    key: str
    columns: tuple[Column, ...]
    rows: list[list[Value]]
    tones: list[str]
    # the column that carries the colour
    toned: str


# the columns of a decision, and what ties it to its finding
DECIDE = (
    Column("decision", 13, "decide"),
    Column("comment", 30, "decide"),
    Column("signature", 10, "decide"),
    Column("date", 11, "decide"),
)
TIED = (
    Column("fingerprint", 22, "hidden"),
    Column("basis", 22, "hidden"),
    Column("report", 22, "hidden"),
    Column("digest", 22, "hidden"),
)
