"""Figures and tables as Swedish reports print them, made from values that are known.

A table is made the way an honest one is: from unrounded values, with totals, deviations and percentages worked out from
these and rounded at the very end. So whatever the audit says against one is a false alarm, and a figure moved farther
than rounding reaches is an error that it has to see.

Everything is chosen through `Choices`, so that the same maker serves hypothesis, which shrinks what it finds, and
seeded loops, which count (benchmarks/).
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, Protocol, TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from auditor.model.finding import Place

T = TypeVar("T")
Cell = tuple[int, int]
"""A row and a column, both from 0."""

NO_BREAK, NARROW, THIN, MINUS, EN_DASH = "\u00a0", "\u202f", "\u2009", "\u2212", "\u2013"
SEPARATORS = (" ", NO_BREAK, NARROW, THIN, ".", "")
# Unrounded values are whole numbers of this fraction of a rounding unit.
FINE = 1000


class Choices(Protocol):
    """What a maker asks to be chosen. The first option and the lowest number are the simplest."""

    def integer(self, low: int, high: int) -> int: ...

    def one(self, options: Sequence[T]) -> T: ...


class Drawn:
    """Choices by hypothesis."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def one(self, options: Sequence[T]) -> T:
        return options[self._draw(st.integers(0, len(options) - 1))]


class Seeded:
    """Choices by a random generator, each option as likely as the next."""

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(seed)

    def integer(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def one(self, options: Sequence[T]) -> T:
        return options[self._random.randrange(len(options))]


# ---- figures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Writing:
    """How a report writes its figures. `apart` sets a space between sign and number, `plus` marks positive ones."""

    separator: str = " "
    minus: str = "-"
    apart: bool = False
    plus: bool = False
    brackets: bool = False

    def amount(self, scaled: int, decimals: int, unit: str = "") -> str:
        """`scaled` * 10**-`decimals`, with the unit as it is to stand, its space included."""
        digits = str(abs(scaled)).rjust(decimals + 1, "0")
        whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
        text = self.separator.join(thousands(whole)) + (f",{part}" if part else "")
        if scaled < 0 and self.brackets:
            return f"({text}){unit}"
        sign = self.minus if scaled < 0 else "+" if self.plus and scaled > 0 else ""
        return f"{sign}{' ' if sign and self.apart else ''}{text}{unit}"


def thousands(digits: str) -> list[str]:
    """Digits in groups of three, the odd ones first: ["12", "345"]."""
    first = len(digits) % 3
    return [digits[:first]] * bool(first) + [digits[at : at + 3] for at in range(first, len(digits), 3)]


# ---- tables: the values -----------------------------------------------------------------------------------------

LABELS = (
    "Förskola",
    "Grundskola",
    "Socialtjänst",
    "Äldreomsorg",
    "Kollektivtrafik",
    "Fastighetsdrift",
    "Kulturverksamhet",
    "Miljö och hälsa",
    "Primärvård",
    "Psykiatri",
    "Folktandvård",
    "Räddningstjänst",
    "Måltidsservice",
    "Lokalvård",
    "Arbetsmarknadsinsatser",
    "IT-stöd",
    "Kommunledning",
    "Gator och parker",
    "Vatten och avlopp",
    "Hjälpmedel",
)
# the second half goes on with a small letter, as a label does that is broken over two lines
LONG_LABELS = (
    ("Reparation och underhåll", "av fastigheter"),
    ("Hyra av lokaler och", "maskiner"),
    ("Transporttjänster och", "drivmedel"),
    ("Stöd till personer med", "funktionsnedsättning"),
)
PARTS = ("timanställda", "inhyrd personal", "elkostnader", "köpt verksamhet")
GROUPS = ("Nämnder", "Förvaltningar", "Bolag")
TOTALS = ("Totalt", "Summa", "Total", "Summa totalt")


@dataclass(frozen=True)
class Column:
    """A column: `base` columns hold values of their own, others are `plus` less `minus`; a percentage is that over
    the column `over`. All three are indices of columns."""

    header: str
    plus: int = -1
    minus: int = -1
    over: int = -1

    @property
    def base(self) -> bool:
        return self.plus < 0

    @property
    def percent(self) -> bool:
        return self.over >= 0


@dataclass(frozen=True)
class Row:
    """A row: `members` are the rows that a total sums; `role` is item, part, subtotal, total or heading."""

    label: tuple[str, ...]
    role: str = "item"
    members: tuple[int, ...] = ()


@dataclass(frozen=True)
class Relation:
    """result = sum of factor * term, before rounding. Those of one `kind` are siblings: a formula down the rows of its
    column, or a total's sum across the columns."""

    kind: tuple[str, int]
    result: Cell
    terms: tuple[tuple[int, Cell], ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.result, *(cell for _, cell in self.terms))

    def discrepancy(self, printed: Mapping[Cell, int]) -> int:
        """How far the printed figures are from agreeing, in rounding units."""
        return printed[self.result] - sum(factor * printed[cell] for factor, cell in self.terms)

    def breaks(self, printed: Mapping[Cell, int]) -> bool:
        """Whether no rounding explains the printed figures."""
        return 2 * abs(self.discrepancy(printed)) > len(self.terms) + 1

    def turns(self, printed: Mapping[Cell, int]) -> bool:
        """Whether the printed figures would agree if the result had the other sign."""
        return 2 * abs(self.discrepancy({**printed, self.result: -printed[self.result]})) <= len(self.terms) + 1


LAYOUTS = ("pdf", "aligned", "tabs", "pipes")


@dataclass(frozen=True)
class Look:
    """How a table is set. `layout` is pdf, aligned, tabs or pipes; `unit_place` is title, header or cells."""

    layout: str
    unit: str
    unit_place: str
    unit_joined: bool
    percent_sign: str
    blank_lines: bool
    header_lines: bool
    dash_for_nil: bool
    rule: bool
    title: str
    stub: str


@dataclass(frozen=True, repr=False)
class Table:
    """A table and what is known of it. `printed` are the figures as whole numbers of their rounding units."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    printed: dict[Cell, int]
    decimals: int
    percent_decimals: int
    writing: Writing
    look: Look
    relations: tuple[Relation, ...]
    lines: dict[int, int] = field(default_factory=dict, compare=False)

    def decimals_of(self, column: int) -> int:
        return self.percent_decimals if self.columns[column].percent else self.decimals

    def figure(self, cell: Cell) -> str:
        """A figure as it stands, without its unit."""
        return self.writing.amount(self.printed[cell], self.decimals_of(cell[1]))

    def with_figure(self, cell: Cell, scaled: int) -> "Table":
        """The table with another number printed in one place."""
        return replace(self, printed={**self.printed, cell: scaled}, lines={})

    def witnesses(self, cell: Cell) -> tuple[Relation, ...]:
        """The relations that a figure is in."""
        return tuple(relation for relation in self.relations if cell in relation.cells)

    def text(self) -> str:
        """The report that holds the table: a heading, a sentence, the table, a sentence. Fills `lines`."""
        return _set(self)

    def __repr__(self) -> str:
        return f"\n{self.text()}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """For hypothesis, which would print every field of a record."""
        printer.text(repr(self))


@st.composite
def tables(draw: Callable[[st.SearchStrategy[int]], int], layout: str = "") -> Table:
    """Clean tables, in any layout or in one."""
    return make_table(Drawn(draw), layout)


def make_table(choices: Choices, layout: str = "") -> Table:
    """A table that is right in every figure, in any layout or in one."""
    rows = _rows(choices)
    sign = choices.one((1, -1, 0))
    columns = _columns(choices, usual=sign <= 0 and len(rows) < 3)
    decimals = choices.one((1, 1, 0, 2))
    values = _values(choices, columns, rows, sign)
    percent_decimals = choices.one((1, 1, 0))
    printed: dict[Cell, int] = {}
    for (row, column), value in values.items():
        if columns[column].percent:
            printed[row, column] = _rounded(value * 10**percent_decimals)
        else:
            printed[row, column] = _rounded(value / FINE)
    look = _look(choices, layout or choices.one(LAYOUTS), decimals)
    return Table(
        columns, rows, printed, decimals, percent_decimals, _writing(choices, look), look, _relations(columns, rows)
    )


def _columns(choices: Choices, usual: bool) -> tuple[Column, ...]:
    """A set of columns as reports have them, with headers that say what they hold. `usual` is for tables too short to
    show that they reckon costs with minus the other way round."""
    kind = choices.one(("deviation", "forecast", "both", "previous", "deviation-previous"))
    over = usual or choices.one((True, False))  # outcome less budget, or budget less outcome
    outcome_first = choices.one((True, False))
    percent = choices.one((False, True))
    columns: list[Column] = []

    def deviation(pair: tuple[str, str], header: str, share: str) -> None:
        first = len(columns)
        outcome, budget = (first, first + 1) if outcome_first else (first + 1, first)
        columns.extend(Column(name) for name in (pair if outcome_first else pair[::-1]))
        plus, minus = (outcome, budget) if over else (budget, outcome)
        columns.append(Column(header, plus, minus))
        if share:
            columns.append(Column(share, plus, minus, budget))

    def change(earlier: int, later: int, header: str, share: str) -> None:
        columns.append(Column(header, later, earlier))
        if share:
            columns.append(Column(share, later, earlier, earlier))

    if kind == "previous":
        first, second = choices.one(
            (("Utfall 2022", "Utfall 2023"), ("Utfall föreg år", "Utfall"), ("Bokslut 2022", "Bokslut 2023"))
        )
        if outcome_first:
            columns.extend((Column(first), Column(second)))
            change(0, 1, choices.one(("Förändring", "Skillnad")), "Förändring %" if percent else "")
        else:
            columns.extend((Column(second), Column(first)))
            change(1, 0, choices.one(("Förändring", "Skillnad")), "Förändring %" if percent else "")
        return tuple(columns)
    if kind != "forecast":
        outcome = choices.one(("Utfall", "Ack utfall", "Periodens utfall"))
        budget = {"Utfall": "Budget", "Ack utfall": "Ack budget", "Periodens utfall": "Periodens budget"}[outcome]
        header = choices.one(("Avvikelse", "Budgetavvikelse", "Avvikelse mot budget"))
        share = "Avvikelse %" if percent and kind == "deviation" else ""
        deviation((outcome, budget), header, share)
    if kind in ("forecast", "both"):
        pair = choices.one((("Prognos", "Årsbudget"), ("Årsprognos", "Årsbudget"), ("Helårsprognos", "Helårsbudget")))
        deviation(pair, choices.one(("Avvikelse", "Prognostiserad avvikelse", "Prognosavvikelse")), "")
    if kind == "deviation-previous":
        outcome_column = 0 if outcome_first else 1
        columns.append(Column(choices.one(("Utfall föreg år", "Utfall 2022"))))
        change(
            len(columns) - 1,
            outcome_column,
            choices.one(("Förändring", "Förändring mot föreg år")),
            "Förändring %" if percent else "",
        )
    return tuple(columns)


def _rows(choices: Choices) -> tuple[Row, ...]:
    """1 to 14 items, some with parts, perhaps in groups with subtotals, and a total."""
    groups = choices.one((1, 1, 2, 3))
    count = choices.integer(1, 14) if groups == 1 else choices.integer(2 * groups, 14)
    start = choices.integer(0, len(LABELS) - 1)
    labels: list[tuple[str, ...]] = [(LABELS[(start + at) % len(LABELS)],) for at in range(count)]
    for at, long_label in enumerate(LONG_LABELS[: choices.integer(0, len(LONG_LABELS))]):
        if 3 * at + 1 < count:
            labels[3 * at + 1] = long_label
    parts = choices.one((0, 0, 1, 2))
    headings = groups > 1 and choices.one((False, True))
    word = choices.one(("Summa", "Delsumma"))

    rows: list[Row] = []
    sums: list[int] = []
    bounds = [round(count * group / groups) for group in range(groups + 1)]
    for group, (first, last) in enumerate(pairwise(bounds)):
        if headings:
            rows.append(Row((GROUPS[group],), "heading"))
        members: list[int] = []
        for at in range(first, last):
            members.append(len(rows))
            rows.append(Row(labels[at]))
            if parts and at % 4 == 0:
                rows.extend(Row((f"varav {PARTS[part]}",), "part", (members[-1],)) for part in range(parts))
        if groups > 1:
            sums.append(len(rows))
            rows.append(Row((f"{word} {GROUPS[group].lower()}",), "subtotal", tuple(members)))
        else:
            sums = members
    if choices.integer(0, 9):
        rows.append(Row((choices.one(TOTALS),), "total", tuple(sums)))
    return tuple(rows)


def _values(choices: Choices, columns: Sequence[Column], rows: Sequence[Row], sign: int) -> dict[Cell, Fraction]:
    """Unrounded values: in thousandths of a rounding unit, percentages in per cent."""
    if sign == 0 and any(column.percent for column in columns):
        sign = -1  # a percentage of amounts that nearly take each other out says nothing
    digits = choices.integer(2, 7)
    nil = not any(column.percent for column in columns)
    values: dict[Cell, Fraction] = {}
    for index, row in enumerate(rows):
        if row.role == "item":
            size = 10 ** choices.integer(max(1, digits - 3), digits) * FINE
            level = choices.integer(size // 10, size)
            turned = sign or (1 if index == 0 else -1)
            for column, head in enumerate(columns):
                if head.base:
                    # most figures of a row are near each other; some are the same, and some are none
                    move = choices.integer(-120, 120) if choices.integer(0, 7) else 0
                    noise = choices.integer(0, FINE)
                    gone = nil and choices.integer(0, 24) == 24
                    values[index, column] = Fraction(0 if gone else turned * (level * (1000 + move) // 1000 + noise))
        elif row.role == "part":
            share = choices.integer(5, 45)
            for column, head in enumerate(columns):
                if head.base:
                    values[index, column] = Fraction(int(values[row.members[0], column]) * share // 100)
        elif row.role in ("total", "subtotal"):
            for column, head in enumerate(columns):
                if head.base:
                    values[index, column] = sum((values[member, column] for member in row.members), Fraction(0))
        if row.role == "heading":
            continue
        for column, head in enumerate(columns):
            if not head.base:
                value = values[index, head.plus] - values[index, head.minus]
                values[index, column] = 100 * value / values[index, head.over] if head.percent else value
    return values


def _rounded(value: Fraction) -> int:
    """To whole numbers, halves away from zero."""
    size = (2 * abs(value) + 1) // 2
    return int(-size if value < 0 else size)


def _relations(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Relation, ...]:
    """The linear relations of a table; percentages are left out."""
    found: list[Relation] = []
    for index, row in enumerate(rows):
        if row.role == "heading":
            continue
        found.extend(
            Relation(("formula", column), (index, column), ((1, (index, head.plus)), (-1, (index, head.minus))))
            for column, head in enumerate(columns)
            if not head.base and not head.percent
        )
        if row.role in ("total", "subtotal"):
            found.extend(
                Relation(("sum", index), (index, column), tuple((1, (member, column)) for member in row.members))
                for column, head in enumerate(columns)
                if not head.percent
            )
    return tuple(found)


# ---- tables: the page -------------------------------------------------------------------------------------------


def _writing(choices: Choices, look: Look) -> Writing:
    separator = choices.one(SEPARATORS)
    minus = choices.one(("-", MINUS, EN_DASH))
    style = choices.one(("plain", "plain", "plain", "plus", "apart", "brackets"))
    if look.layout == "pdf" or look.unit_place == "cells" or look.percent_sign:
        style = style if style != "brackets" else "plain"
    return Writing(separator, minus, style == "apart", style == "plus", style == "brackets")


def _look(choices: Choices, layout: str, decimals: int) -> Look:
    """Brackets stand in cells of their own and without a unit; so does a dash for nil."""
    return Look(
        layout=layout,
        unit=choices.one(("mnkr", "Mnkr") if decimals else ("tkr", "mnkr")),
        unit_place=choices.one(("header", "title", "cells")),
        unit_joined=choices.one((False, True)),
        percent_sign=choices.one(("", "%", " %")),
        blank_lines=choices.one((True, False)),
        header_lines=choices.one((False, True)),
        dash_for_nil=layout != "pdf" and choices.integer(0, 5) == 5,
        rule=choices.one((False, True)),
        title=choices.one(("Ekonomiskt utfall", "Driftredovisning", "Uppföljning per verksamhet")),
        stub=choices.one(("Uppdrag", "Verksamhet", "Nämnd")),
    )


def _cell(table: Table, cell: Cell) -> str:
    look, percent = table.look, table.columns[cell[1]].percent
    if cell not in table.printed:
        return ""
    if look.dash_for_nil and table.printed[cell] == 0:
        return EN_DASH
    unit = (
        look.percent_sign
        if percent
        else ("" if look.unit_joined else " ") + look.unit
        if look.unit_place == "cells"
        else ""
    )
    return table.writing.amount(table.printed[cell], table.decimals_of(cell[1]), unit)


def _stub(look: Look) -> str:
    return f"{look.stub}, {look.unit}" if look.unit_place == "header" else look.stub


def _set(table: Table) -> str:
    look = table.look
    title = f"{look.title}, {look.unit}" if look.unit_place == "title" else look.title
    lines = ["Verksamheten har bedrivits enligt plan under perioden.", "", title, ""]
    body = {"pdf": _as_pdf, "aligned": _as_aligned, "tabs": _as_tabs, "pipes": _as_pipes}[look.layout]
    body(table, lines)
    lines += ["", "Arbetet fortsätter under resten av året.", ""]
    return "\n".join(lines)


def _as_pdf(table: Table, lines: list[str]) -> None:
    """One space between cells, as text taken from PDF; broken header cells stand one below the other."""
    look = table.look
    if look.header_lines:
        current = _stub(look)
        for column in table.columns:
            words = column.header.split()
            current = f"{current} {words[0]}".strip()
            if len(words) > 1:
                lines += [current, *words[1:-1], words[-1], ""]
                current = ""
        lines += [current, ""] if current else []
    else:
        lines += [" ".join((_stub(look), *(column.header for column in table.columns))), ""]
    for index, row in enumerate(table.rows):
        *above, label = row.label
        lines += above
        table.lines[index] = len(lines) + 1
        cells = (_cell(table, (index, column)) for column in range(len(table.columns)))
        lines.append(" ".join((label, *cells)).rstrip())
        if look.blank_lines:
            lines.append("")


def _as_aligned(table: Table, lines: list[str]) -> None:
    """Figures set flush right under their headers, at least two spaces apart."""
    look = table.look
    grid = [[_cell(table, (index, column)) for column in range(len(table.columns))] for index in range(len(table.rows))]
    heads = [column.header.split() if look.header_lines else [column.header] for column in table.columns]
    widths = [
        max(*(len(row[column]) for row in grid), *(len(part) for part in heads[column])) + 2
        for column in range(len(table.columns))
    ]
    labels = [[*row.label[:-1], ("  " if row.role == "part" else "") + row.label[-1]] for row in table.rows]
    stub = max(len(_stub(look)), *(len(part) for label in labels for part in label)) + 2
    depth = max(map(len, heads))
    for level in range(depth):
        parts = [
            ([""] * (depth - len(head)) + head)[level].rjust(width) for head, width in zip(heads, widths, strict=True)
        ]
        lines.append(((_stub(look) if level == depth - 1 else "").ljust(stub) + "".join(parts)).rstrip())
    if look.rule:
        lines.append("-" * (stub + sum(widths)))
    for index, cells in enumerate(grid):
        lines += labels[index][:-1]
        table.lines[index] = len(lines) + 1
        parts = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]
        lines.append((labels[index][-1].ljust(stub) + "".join(parts)).rstrip())


def _as_tabs(table: Table, lines: list[str]) -> None:
    """As copied from a spreadsheet."""
    lines.append("\t".join((_stub(table.look), *(column.header for column in table.columns))))
    for index, row in enumerate(table.rows):
        table.lines[index] = len(lines) + 1
        cells = (_cell(table, (index, column)) for column in range(len(table.columns)))
        lines.append("\t".join((" ".join(row.label), *cells)))


def _as_pipes(table: Table, lines: list[str]) -> None:
    """Markdown."""
    look = table.look
    heads = [column.header.replace(" ", "<br>") if look.header_lines else column.header for column in table.columns]
    lines.append("| " + " | ".join((_stub(look), *heads)) + " |")
    lines.append("|:---|" + "---:|" * len(heads))
    for index, row in enumerate(table.rows):
        table.lines[index] = len(lines) + 1
        label = ("<br>" if look.header_lines else " ").join(row.label)
        mark = "**" if look.rule and row.role == "total" else ""
        cells = [_cell(table, (index, column)) for column in range(len(table.columns))]
        lines.append("| " + " | ".join(f"{mark}{text}{mark}" if text else "" for text in (label, *cells)) + " |")


# ---- tables: one figure wrong -----------------------------------------------------------------------------------

CAUSES = ("digit", "transposition", "sign", "scale")


@dataclass(frozen=True, repr=False)
class Slip:
    """A figure printed wrong: `table` has it, `cell` is its place, `right` what should stand there."""

    table: Table
    cell: Cell
    right: int
    cause: str

    @property
    def figure(self) -> str:
        """The wrong figure as it stands."""
        return self.table.figure(self.cell)

    @property
    def line(self) -> int:
        """The line that it stands on."""
        self.table.text()
        return self.table.lines[self.cell[0]]

    def is_at(self, place: Place) -> bool:
        """Whether a place is that of the wrong figure."""
        return place.span.line == self.line and place.text.strip("()") == self.figure.strip("()")

    def __repr__(self) -> str:
        right = self.table.with_figure(self.cell, self.right).figure(self.cell)
        return f"\nline {self.line}: {self.figure} where {right} is right ({self.cause})\n{self.table!r}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """For hypothesis, which would print every field of a record."""
        printer.text(repr(self))


def candidates(table: Table) -> list[Cell]:
    """The figures that at least two relations speak of."""
    return [cell for cell in table.printed if not table.columns[cell[1]].percent and len(table.witnesses(cell)) >= 2]


def slips(scaled: int, cause: str) -> list[int]:
    """What a figure may become by a slip of one kind."""
    digits = str(abs(scaled))
    sign = -1 if scaled < 0 else 1
    if cause == "digit":
        changed = [
            digits[:at] + other + digits[at + 1 :]
            for at in range(len(digits))
            for other in "0123456789"
            if other != digits[at]
        ]
    elif cause == "transposition":
        changed = [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)]
    elif cause == "scale":
        changed = [digits + "0", digits[:-1] if digits.endswith("0") else ""]
    else:
        changed = [f"-{digits}"]
    kept = [text for text in changed if text and (len(text.lstrip("-")) == 1 or not text.lstrip("-").startswith("0"))]
    return sorted({sign * int(text) for text in kept} - {scaled})


def made_plain(table: Table, relation: Relation) -> bool:
    """Whether two siblings of a relation show how the table works it out: exact, and with figures enough to tell."""
    shown = 0
    for other in table.relations:
        if other.kind == relation.kind and other != relation and not other.discrepancy(table.printed):
            shown += sum(table.printed[cell] != 0 for cell in other.cells) >= min(3, len(other.cells))
    return shown >= 2


def told_apart(table: Table, left_out: int) -> bool:
    """Whether any two columns of values differ, beyond rounding, in two rows at least beside one."""
    bases = [column for column, head in enumerate(table.columns) if head.base]
    rows = [row for row in range(len(table.rows)) if row != left_out and (row, bases[0]) in table.printed]
    return all(
        sum(abs(table.printed[row, one] - table.printed[row, other]) > 3 for row in rows) >= 2
        for one, other in combinations(bases, 2)
    )


def make_slip(choices: Choices, table: Table) -> Slip | None:
    """One figure of a clean table printed wrong, farther off than the rounding of a plain relation reaches; None where
    no such figure is found."""
    cells = candidates(table)
    for _ in range(20 if cells else 0):
        cell = choices.one(cells)
        cause = choices.one(CAUSES)
        wrong = slips(table.printed[cell], cause)
        if wrong and told_apart(table, cell[0]):
            changed = table.with_figure(cell, choices.one(wrong))
            if any(
                relation.breaks(changed.printed) and made_plain(changed, relation)
                for relation in changed.witnesses(cell)
            ):
                return Slip(changed, cell, table.printed[cell], cause)
    return None


@st.composite
def slipped(draw: Callable[[st.SearchStrategy[int]], int], layout: str = "") -> Slip:
    """Tables with one figure wrong."""
    choices = Drawn(draw)
    slip = make_slip(choices, make_table(choices, layout))
    assume(slip is not None)
    assert slip is not None
    return slip


# ---- junk -------------------------------------------------------------------------------------------------------

_PIECES = (
    "Totalt",
    "Summa",
    "varav",
    "Utfall",
    "Budget",
    "Avvikelse",
    "Förändring %",
    "Utfall 2022",
    "mnkr",
    "tkr",
    "ett underskott på",
    "1",
    "12 345",
    "-0,5",
    "1 234 567 890",
    "343 700 357",
    "99,9 %",
    "2017–2020",
    "2020-01-31",
    "(12)",
    "((",
    ")",
    "–",
    "- ",
    "+",
    "*",
    "ca",
    "§",
    "...",
    "|",
    "\t",
    "  ",
    " ",
    "\u00a0",
    "\u202f",
    "\n",
    "\n\n",
    "\r\n",
    "\f",
    "\x00",
    "\x1b[31m",
    "\uf0b7 ",
    "• ",
    "1. ",
    "# ",
    "|:---|---:|",
    "<br>",
    "**",
    "&nbsp;",
    "٣",
    "½",
    "0" * 40,
)

junk = st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=60).map("".join)
"""Text that looks like tables in places."""
