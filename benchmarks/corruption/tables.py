"""Tables of clean reports: their unrounded values, what is printed of them, and which figures must agree.

A table is told by its columns and rows, so that what a person reads in it is known and not read off the auditor:

    columns  Utfall=102                       a measure, at a percentage of the row's level
             Utfall fg år=97 < Utfall         the same measure at an earlier time
             Avvikelse=Utfall - Budget        worked out from other columns
             Förändring %=Utfall % Utfall fg år
             Not=not                          numbers of notes, no figures
    rows     Skola | 412                      an item of about that level
             varav lokaler | 20%              a part of the item above, no term of any sum
             Summa skolor | +                 the sum of the items since the last such row
             Totalt | ++                      the sum of those sums and of the items after the last
             Resultat | = A + B - C           worked out from the rows named
             Skola | @0 Totalt                the same figures as in a row of an earlier table, column by column
             Intäkter                         a heading

The values are drawn from a seed and rounded one by one; with `exact` the items are rounded before they are summed.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from auditor.exact import CONTRADICTED, Quantity, judge_linear, judge_quotient
from tests.strategies import Seeded

Cell = tuple[int, int]
SCALES = {"kr": 0, "tkr": 3, "mnkr": 6, "st": 0, "": 0}


@dataclass(frozen=True)
class Column:
    """`terms` are the columns that it is worked out from as (factor, column); with `percent` the change between two.
    `earlier` is a column of the same measure at another time.
    """

    header: str
    level: int = 0
    terms: tuple[tuple[int, int], ...] = ()
    percent: tuple[int, int] | None = None
    earlier: int | None = None
    note: bool = False


@dataclass(frozen=True)
class Row:
    label: str
    role: str
    level: Fraction = Fraction(0)
    terms: tuple[tuple[int, int], ...] = ()
    same: tuple[int, str] | None = None


@dataclass(frozen=True)
class Relation:
    """result = sum of factor * cell over `terms`; or a change in per cent from the second of `percent` to the first; or
    the same figure as a cell of another table. Cells are (table, row, column).
    """

    kind: str
    result: tuple[int, int, int]
    terms: tuple[tuple[int, tuple[int, int, int]], ...]


@dataclass
class Table:
    title: str
    unit: str
    decimals: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    values: dict[Cell, Fraction] = field(default_factory=dict)
    printed: dict[Cell, int] = field(default_factory=dict)
    stub: str = ""

    def decimals_of(self, column: int) -> int:
        return 1 if self.columns[column].percent else self.decimals

    def row(self, label: str) -> int:
        return next(index for index, row in enumerate(self.rows) if row.label == label)

    def column(self, header: str) -> int:
        return next(index for index, column in enumerate(self.columns) if column.header == header)


def table(
    choices: Seeded,
    earlier: list[Table],
    columns: str,
    rows: str,
    title: str = "",
    unit: str = "mnkr",
    decimals: int = 1,
    exact: bool = False,
    stub: str = "",
) -> Table:
    """The table told by `columns` and `rows`; `earlier` are those before it in the report."""
    heads = _columns(columns)
    made = Table(title, unit, decimals, heads, _rows(rows), stub=stub)
    _fill(made, choices, earlier, exact)
    for cell, value in made.values.items():
        made.printed[cell] = rounded(value, made.decimals_of(cell[1]))
    return made


def rounded(value: Fraction, decimals: int) -> int:
    scaled = abs(value) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return -whole if value < 0 else whole


def _columns(text: str) -> tuple[Column, ...]:
    columns: list[Column] = []
    numbers: dict[str, int] = {}
    for part in text.strip().splitlines():
        header, _, formula = (piece.strip() for piece in part.partition("="))
        numbers[header] = len(columns)
        if formula == "not":
            columns.append(Column(header, note=True))
        elif re.fullmatch(r"\d+(?: < .*)?", formula):
            level, _, older = formula.partition(" < ")
            columns.append(Column(header, int(level), earlier=numbers[older] if older else None))
        elif " % " in formula:
            new, old = formula.split(" % ")
            columns.append(Column(header, percent=(numbers[new.strip()], numbers[old.strip()])))
        else:
            columns.append(Column(header, terms=_terms(formula, numbers)))
    return tuple(columns)


def _terms(formula: str, numbers: dict[str, int]) -> tuple[tuple[int, int], ...]:
    pieces = re.split(r" ([+-]) ", f" + {formula}".removeprefix(" "))
    if pieces[0].startswith("+ "):
        pieces = ["", "+", pieces[0][2:], *pieces[1:]]
    return tuple(
        (1 if sign == "+" else -1, numbers[name.strip()]) for sign, name in zip(pieces[1::2], pieces[2::2], strict=True)
    )


def _rows(text: str) -> tuple[Row, ...]:
    rows: list[Row] = []
    numbers: dict[str, int] = {}
    items: list[int] = []
    sums: list[int] = []
    for line in text.strip().splitlines():
        label, _, told = (piece.strip() for piece in line.partition("|"))
        at = len(rows)
        if not told:
            rows.append(Row(label, "heading"))
            continue
        if told == "+":
            rows.append(Row(label, "subtotal", terms=tuple((1, item) for item in items)))
            items, sums = [], [*sums, at]
        elif told == "++":
            rows.append(Row(label, "total", terms=tuple((1, item) for item in (*sums, *items))))
            items, sums = [], [at]
        elif told.startswith("="):
            rows.append(Row(label, "total", terms=_terms(told[1:].strip(), numbers)))
        elif told.startswith("@"):
            other, _, name = told[1:].partition(" ")
            rows.append(Row(label, "item", same=(int(other), name)))
            items.append(at)
        elif told.endswith("%"):
            rows.append(Row(label, "part", Fraction(told[:-1]) / 100, ((1, items[-1]),)))
        else:
            rows.append(Row(label, "item", Fraction(told)))
            items.append(at)
        numbers[label] = at
    return tuple(rows)


def _fill(made: Table, choices: Seeded, earlier: list[Table], exact: bool) -> None:
    for index, row in enumerate(made.rows):
        for column, head in enumerate(made.columns):
            if row.role == "heading" or head.note or head.percent or head.terms:
                continue
            if row.same is not None:
                other = earlier[row.same[0]]
                value = other.values[other.row(row.same[1]), other.column(head.header)]
                value *= Fraction(10) ** (SCALES[other.unit] - SCALES[made.unit])
            elif row.role == "item":
                noise = Fraction(1000 + choices.integer(-70, 70), 1000)
                value = row.level * head.level / 100 * noise + Fraction(
                    choices.integer(-499, 499), 1000 * 10**made.decimals
                )
            elif row.role == "part":
                share = row.level * Fraction(1000 + choices.integer(-50, 50), 1000)
                value = made.values[row.terms[0][1], column] * share
            else:
                value = sum((factor * made.values[member, column] for factor, member in row.terms), Fraction(0))
            if exact and row.role in ("item", "part"):
                value = Fraction(rounded(value, made.decimals), 10**made.decimals)
            made.values[index, column] = value
        for column, head in enumerate(made.columns):
            if row.role != "heading" and head.terms:
                made.values[index, column] = sum(
                    (factor * made.values[index, other] for factor, other in head.terms), Fraction(0)
                )
        for column, head in enumerate(made.columns):
            if row.role != "heading" and head.percent:
                new, old = (made.values[index, other] for other in head.percent)
                made.values[index, column] = 100 * (new - old) / abs(old)


def relations(tables: list[Table]) -> list[Relation]:
    """What must agree in the tables of a report by a person's reading."""
    found: list[Relation] = []
    for number, one in enumerate(tables):
        for index, row in enumerate(one.rows):
            for column, head in enumerate(one.columns):
                if (index, column) not in one.printed:
                    continue
                place = (number, index, column)
                if head.terms:
                    found.append(Relation("columns", place, tuple((f, (number, index, c)) for f, c in head.terms)))
                if head.percent:
                    parts = tuple((1, (number, index, other)) for other in head.percent)
                    found.append(Relation("percent", place, parts))
                    continue
                if row.role in ("total", "subtotal"):
                    found.append(Relation("rows", place, tuple((f, (number, r, column)) for f, r in row.terms)))
                if row.same is not None:
                    other = tables[row.same[0]]
                    source = (row.same[0], other.row(row.same[1]), other.column(head.header))
                    found.append(Relation("same", place, ((1, source),)))
    return found


def breaks(relation: Relation, tables: list[Table], changed: dict[tuple[int, int, int], tuple[int, int]]) -> bool:
    """Whether no rounding explains a relation with some figures `changed` to (scaled, decimals)."""

    def quantity(place: tuple[int, int, int]) -> Quantity:
        one = tables[place[0]]
        scale = 0 if one.columns[place[2]].percent else SCALES[one.unit]
        scaled, decimals = changed.get(place, (one.printed[place[1:]], one.decimals_of(place[2])))
        return Quantity(scaled, decimals - scale)

    result = quantity(relation.result)
    if relation.kind == "percent":
        new, old = (quantity(place) for _, place in relation.terms)
        judged = judge_quotient(result, [(1, 0, new), (-1, 1, old)], 100, absolute_denominator=True)
        return judged.verdict == CONTRADICTED
    return judge_linear(result, [(factor, quantity(place)) for factor, place in relation.terms]).verdict == CONTRADICTED
