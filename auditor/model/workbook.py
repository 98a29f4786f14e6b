"""The cells of a workbook as a spreadsheet program shows them, with the exact values behind them."""

import re

import msgspec

# what a cell holds: a number, text (a number that is written as text too), a date or time, true or false, an error
# value such as #REF!, and a formula whose result the file does not have
NUMBER, TEXT, DATE, BOOLEAN, ERROR, PENDING = "number", "text", "date", "boolean", "error", "pending"
# what a sheet has room for
ROWS, COLUMNS = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_SHEET = r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
_AREA = re.compile(
    _SHEET + r"(?<![\w.])\$?(?P<c1>[A-Za-z]{1,3})\$?(?P<r1>[1-9]\d{0,6})"
    r"(?::\$?(?P<c2>[A-Za-z]{1,3})\$?(?P<r2>[1-9]\d{0,6}))?(?![\w(!])"
)
_COLUMNS = re.compile(_SHEET + r"(?<![\w.$:])\$?(?P<c1>[A-Za-z]{1,3}):\$?(?P<c2>[A-Za-z]{1,3})(?![\w(!])")

# (sheet as it is written, "" for that of the formula; top, left, bottom, right), rows and columns from 0, inclusive
Area = tuple[str, int, int, int, int]


class CellValue(msgspec.Struct, frozen=True):
    """A cell that holds something.

    `shown` is its text as Swedish Excel shows it in a column that is wide enough. `exact` is the unrounded value of a
    number as (scaled, decimals): scaled * 10**-decimals, to the 15 digits that Excel keeps. `scale` is the power of
    ten that the number format divides it by before it is shown: 3 where 1234567 is shown as 1 235 (thousands), 6 for
    millions, -2 for a percentage; `unit` is the text that the format sets beside it ("tkr", "kr", "%"). `formula`
    begins with "=". `hidden` says that its row or column is hidden; `indent` counts the steps that its text is
    indented by.
    """

    shown: str
    kind: str
    exact: tuple[int, int] | None = None
    scale: int = 0
    unit: str = ""
    formula: str | None = None
    hidden: bool = False
    indent: int = 0


class WorkbookSheet(msgspec.Struct, frozen=True):
    """A sheet: `cells` by (row, column), both from 0, in reading order; only cells that hold something are there.

    `hidden` says that the sheet itself is not shown. `merged` are the merged areas as (row, column, rows, columns).
    `filtered` are the rows that a filter hides.
    """

    name: str
    cells: dict[tuple[int, int], CellValue]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    filtered: frozenset[int] = frozenset()


class Workbook(msgspec.Struct, frozen=True):
    """A workbook: its sheets in order, hidden ones too."""

    sheets: tuple[WorkbookSheet, ...]


def column_name(column: int) -> str:
    """The letters of a column counted from 0: A, B, ..., Z, AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


def cell_name(row: int, column: int) -> str:
    """`B7` of a row and column counted from 0."""
    return f"{column_name(column)}{row + 1}"


def column_number(letters: str) -> int:
    """The number of a column from 0: of A, B, ..., AA, in either case."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number - 1


def place_of(name: str) -> tuple[int, int] | None:
    """(row, column) from 0 of `B7` or `$B$7`; None for what is no cell of a sheet."""
    match = _CELL.fullmatch(name)
    if match is None:
        return None
    row, column = int(match[2]) - 1, column_number(match[1])
    return (row, column) if row < ROWS and column < COLUMNS else None


def areas_of(formula: str) -> list[Area]:
    """The cells and areas that a formula names; whole rows, names and columns of tables are left out."""
    found: list[Area] = []
    for match in _AREA.finditer(formula):
        first = place_of(match["c1"] + match["r1"])
        last = place_of(match["c2"] + match["r2"]) if match["c2"] else first
        if first is not None and last is not None:
            found.append((match["sheet"] or "", *first, *last))
    for match in _COLUMNS.finditer(formula):
        first, last = place_of(match["c1"] + "1"), place_of(match["c2"] + "1")
        if first is not None and last is not None:
            found.append((match["sheet"] or "", 0, first[1], ROWS, last[1]))
    return found


def reference(sheet: str, row: int, column: int) -> str:
    """`Blad1!B7`, the name of the sheet in quotation marks where Excel needs them: `'Blad 1'!B7`."""
    return f"{quoted(sheet)}!{cell_name(row, column)}"


def quoted(sheet: str) -> str:
    """The name of a sheet as it stands in a formula."""
    plain = sheet[:1].isalpha() or sheet[:1] == "_"
    if plain and all(one.isalnum() or one in "_." for one in sheet) and not _is_reference(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def _is_reference(sheet: str) -> bool:
    """Whether the name of a sheet could be that of a cell: A1, R1C1, RC."""
    letters = sheet.rstrip("0123456789")
    ascii_word = sheet.isascii()
    return ascii_word and (
        (len(letters) <= 3 and letters.isalpha() and letters != sheet)
        or sheet.upper() in ("R", "C", "RC")
        or (sheet[:1].upper() in "RC" and sheet.upper().replace("R", "").replace("C", "").isdigit())
    )
