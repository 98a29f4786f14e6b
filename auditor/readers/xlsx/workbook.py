"""The parts of a workbook -> Workbook, in one pass over each sheet: shown values, exact values and formulas."""

import re
from decimal import Decimal
from xml.parsers import expat

import msgspec

from auditor.model.document import Problem
from auditor.model.workbook import (
    BOOLEAN,
    DATE,
    ERROR,
    NUMBER,
    PENDING,
    ROWS,
    TEXT,
    CellValue,
    Workbook,
    WorkbookSheet,
    place_of,
)
from auditor.readers.xlsx import numberformat
from auditor.readers.xlsx.formulas import moved
from auditor.readers.xlsx.numberformat import BUILT_IN, Format, parsed
from auditor.readers.xlsx.package import Package, Unreadable, parse, run

MAX_CELLS = 500_000
# as Swedish Excel shows them
ERRORS = {
    "#REF!": "#REFERENS!", "#N/A": "#SAKNAS!", "#DIV/0!": "#DIVISION/0!", "#VALUE!": "#VÄRDEFEL!", "#NAME?": "#NAMN?",
    "#NUM!": "#OGILTIGT!", "#NULL!": "#SKÄRNING!", "#CALC!": "#BERÄKNING!",
}  # fmt: skip
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?.*)?")
_ON = ("1", "true", "on")


class Style(msgspec.Struct, frozen=True):
    """What a cell format tells of the text of a cell."""

    form: Format
    indent: int = 0


_PLAIN = Style(parsed("General"))


def read_workbook(data: bytes) -> Workbook | Problem:
    """The cells of all sheets of a workbook, or a fatal problem. Nothing is raised."""
    try:
        return _workbook(Package(data))
    except Unreadable as error:
        return Problem(error.code, error.detail, fatal=True)


def main_part(package: Package) -> str:
    """The name of the part that lists the sheets."""
    main = next((name for kind, name in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    if main.lower().endswith(".bin"):
        raise Unreadable("xlsb")
    return main


def sheet_parts(package: Package) -> tuple[list[tuple[str, bool, str]], bool]:
    """(name, whether it is hidden, part) of each sheet of cells, and whether days are counted from 1904."""
    main = main_part(package)
    relations = package.relations(main)
    found: list[tuple[str, bool, str]] = []
    from_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        if tag == "workbookPr":
            from_1904 = attributes.get("date1904", "") in _ON
        elif tag == "sheet":
            own = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            kind, part = relations.get(own, ("", ""))
            if kind == "worksheet":
                found.append(
                    (attributes.get("name", ""), "state" in attributes and attributes["state"] != "visible", part)
                )

    parse(package.read(main), start)
    return found, from_1904


def _workbook(package: Package) -> Workbook:
    sheets, from_1904 = sheet_parts(package)
    parts = dict(package.relations(main_part(package)).values())
    strings = _strings(package.read(parts["sharedStrings"])) if parts.get("sharedStrings", "") in package else []
    styles = _styles(package.read(parts["styles"])) if parts.get("styles", "") in package else []
    found = []
    cells = 0
    for name, hidden, part in sheets:
        reader = _SheetReader(strings, styles, from_1904, MAX_CELLS - cells)
        reader.read(package.read(part))
        cells += len(reader.cells)
        found.append(WorkbookSheet(name, reader.cells, hidden, tuple(reader.merged), frozenset(reader.filtered())))
    return Workbook(tuple(found))


def _strings(data: bytes) -> list[str]:
    """The texts that cells name by number; what only tells how a text is pronounced is left out."""
    found: list[str] = []
    pieces: list[str] = []
    inside = aside = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside, aside
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            aside = True
        inside = tag == "t" and not aside

    def end(tag: str) -> None:
        nonlocal inside, aside
        inside = False
        if tag == "rPh":
            aside = False
        elif tag == "si":
            found.append(_unescaped("".join(pieces)))

    def text(own: str) -> None:
        if inside:
            pieces.append(own)

    parse(data, start, end, text)
    return found


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _styles(data: bytes) -> list[Style]:
    """The formats that cells name by number."""
    codes: dict[int, str] = {}
    found: list[Style] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            codes[_count(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif tag == "cellXfs":
            inside = True
        elif inside and tag == "xf":
            own = _count(attributes.get("numFmtId"))
            found.append(Style(parsed(codes.get(own) or BUILT_IN.get(own, "General"))))
        elif inside and tag == "alignment" and found and attributes.get("indent"):
            found[-1] = msgspec.structs.replace(found[-1], indent=min(_count(attributes["indent"]), 15))

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "cellXfs"

    parse(data, start, end)
    return found


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _placed(name: str) -> tuple[int, int]:
    """(row, column) of `B7`. Raises Unreadable for what is none."""
    place = place_of(name)
    if place is None:
        raise Unreadable("damaged")
    return place


def _area(reference: str) -> tuple[int, int, int, int] | None:
    """(row, column, rows, columns) of `B2:C4`."""
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    if start is None or end is None:
        return None
    return *start, end[0] - start[0] + 1, end[1] - start[1] + 1


class _SheetReader:
    """Reads the part of one sheet. Called for every element: names are compared as they stand, prefix and all."""

    def __init__(self, strings: list[str], styles: list[Style], from_1904: bool, most: int) -> None:
        self.cells: dict[tuple[int, int], CellValue] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self._strings, self._styles, self._from_1904, self._most = strings, styles, from_1904, most
        self._hidden_columns: list[tuple[int, int]] = []
        self._hidden_rows: set[int] = set()
        self._filter: tuple[int, int, int, int] | None = None
        self._zeros = True
        self._row, self._column = -1, -1
        self._row_hidden = False
        self._shared: dict[str, tuple[str, int, int]] = {}
        self._names: dict[str, str] = {}
        self._in_cell = False
        self._kind, self._style = "n", _PLAIN
        self._value: str | None = None
        self._formula: dict[str, str] | None = None
        self._text: list[str] = []
        self._formula_text = ""
        self._held = False  # whether text is being read
        self._aside = False  # within what only tells how a text is pronounced

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        run(parser, data)

    def filtered(self) -> set[int]:
        """The rows that a filter hides."""
        if self._filter is None:
            return set()
        top, _, rows, _ = self._filter
        return {row for row in self._hidden_rows if top < row < top + rows}

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._cell(attributes)
        elif self._in_cell:
            if tag in ("v", "t") and not self._aside:
                self._held = True
            elif tag == "f":
                self._formula = attributes
                self._held = True
            elif tag == "rPh":
                self._aside = True
        elif tag == "row":
            own = attributes.get("r")
            self._row = _count(own) - 1 if own is not None else self._row + 1
            if not 0 <= self._row < ROWS:
                raise Unreadable("damaged")
            self._column = -1
            self._row_hidden = attributes.get("hidden") in _ON or attributes.get("ht") == "0"
            if self._row_hidden:
                self._hidden_rows.add(self._row)
        elif tag == "col":
            if attributes.get("hidden") in _ON or attributes.get("width") == "0":
                self._hidden_columns.append((_count(attributes.get("min")) - 1, _count(attributes.get("max")) - 1))
        elif tag == "mergeCell":
            area = _area(attributes.get("ref", ""))
            if area is not None and len(self.merged) < self._most:
                self.merged.append(area)
        elif tag == "sheetView":
            self._zeros = attributes.get("showZeros", "1") in _ON
        elif tag == "autoFilter":
            self._filter = _area(attributes.get("ref", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        own = attributes.get("r")
        if own is not None:
            self._row_of_cell, self._column = _placed(own)
        else:
            self._row_of_cell, self._column = max(self._row, 0), self._column + 1
        self._in_cell = True
        self._kind = attributes.get("t", "n")
        number = _count(attributes.get("s"))
        self._style = self._styles[number] if number < len(self._styles) else _PLAIN
        self._value, self._formula, self._formula_text, self._text = None, None, "", []

    def _characters(self, text: str) -> None:
        if self._held:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if not self._in_cell:
            return
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag in ("v", "t"):
            if self._held:
                self._value = (self._value or "") + "".join(self._text)
            self._held, self._text = False, []
        elif tag == "f":
            self._formula_text = "".join(self._text)
            self._held, self._text = False, []
        elif tag == "rPh":
            self._aside = False
        elif tag == "c":
            self._in_cell = self._aside = False
            self._keep()

    def _keep(self) -> None:
        """Takes in the cell that has ended."""
        formula = self._whole_formula() if self._formula is not None else None
        value = self._value
        if formula is None and not (value or "").strip():
            return
        if len(self.cells) >= self._most:
            raise Unreadable("too-many-cells", f"> {MAX_CELLS}")
        place = self._row_of_cell, self._column
        hidden = self._row_hidden or any(first <= self._column <= last for first, last in self._hidden_columns)
        style, kind = self._style, self._kind
        indent = style.indent
        if kind == "n":
            self.cells[place] = self._number(value, formula, hidden)
            return
        text = value or ""
        if kind == "s":
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
            if not 0 <= number < len(self._strings):
                raise Unreadable("damaged")
            text = numberformat.shown_text(self._strings[number], style.form)
            kind = TEXT
        elif kind == "b":
            text, kind = ("SANT" if text in _ON else "FALSKT"), BOOLEAN
        elif kind == "e":
            text, kind = ERRORS.get(text, text), ERROR
        elif kind == "d":
            day = _DAY.fullmatch(text)
            text, kind = (" ".join(part for part in day.groups()[:2] if part) if day else text), DATE
        else:
            text, kind = numberformat.shown_text(_unescaped(text), style.form), TEXT
        if text or formula is not None:
            self.cells[place] = CellValue(text, kind, formula=formula, hidden=hidden, indent=indent)

    def _number(self, value: str | None, formula: str | None, hidden: bool) -> CellValue:
        style = self._style
        form = style.form
        if value is None or not value.strip():
            return CellValue("", PENDING, formula=formula, hidden=hidden)
        number: Decimal | None = numberformat.number(value)
        if number is None:
            # what no program writes as a number: told as an error, never taken for a figure
            return CellValue(value, ERROR, formula=formula, hidden=hidden)
        text = numberformat.shown(number, form, from_1904=self._from_1904) if number or self._zeros else ""
        if form.is_date:
            return CellValue(text, DATE, numberformat.exact(number), formula=formula, hidden=hidden)
        return CellValue(text, NUMBER, numberformat.exact(number), form.scale, form.unit, formula, hidden, style.indent)

    def _whole_formula(self) -> str | None:
        """The formula of a cell; one that others share is worked out for its place."""
        assert self._formula is not None
        attributes, text = self._formula, self._formula_text.strip()
        if attributes.get("t") == "shared":
            own = attributes.get("si", "")
            if text:
                self._shared[own] = text, self._row_of_cell, self._column
            elif own in self._shared:
                first, row, column = self._shared[own]
                text = moved(first, self._row_of_cell - row, self._column - column)
        if not text:
            # a table of data, or a shared formula whose first cell is missing
            return "=" if self._formula else None
        return "=" + text.replace("_xlfn.", "").replace("_xlws.", "")


def _refuse(*_: object) -> None:
    raise Unreadable("damaged")
