"""Tables as sheets of numbers, and relations between figures as relations between cells."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from auditor.exact import UNDECIDED, Quantity
from auditor.model.figure import Figure, Table
from auditor.model.relation import Relation
from auditor.model.sheet import Law, Laws, Sheet

Cell = tuple[int, int]
_YEARS = range(1900, 2101)
# four rows or columns that obey a relation, and figures that a single one may be of
_LEAST_FIGURES = 12
_LEAST_UNTOLD = 3


def sheet_of(table: Table, figures: Sequence[Figure]) -> Sheet:
    """The body of a table: its rows and columns as `rkaudit tables` tells them. Amounts in different units are brought
    to one; a row whose figures stand in their columns by guess tells nothing.
    """
    held = [figures[number] for column in range(len(table.columns)) for number in table.figures_of(column)]
    mixed = len({figure.scale for figure in held if figure.unit is not None and figure.unit != "%"}) > 1
    texts: list[tuple[str, ...]] = []
    values: list[tuple[Quantity | None, ...]] = []
    for index, row in enumerate(table.rows):
        texts.append(tuple("" if cell is None else cell.text for cell in row.cells))
        values.append(
            tuple(
                None
                if cell is None or cell.figure is None or index in table.ragged
                else _quantity(figures[cell.figure], mixed)
                for cell in row.cells
            )
        )
    return Sheet(tuple(texts), tuple(values))


def _quantity(figure: Figure, mixed: bool) -> Quantity:
    return figure.quantity if mixed else Quantity(figure.scaled, figure.decimals, figure.exact)


def named(sheet: Sheet, laws: tuple[Law, ...], lines: int, bounded: bool) -> Laws:
    """The relations of a whole file of so many lines; its rows and columns are called by the words that stand in them:
    a row by the first, a column by the last above its numbers.
    """
    labels = tuple(
        next((text.strip() for text, value in zip(texts, values, strict=True) if value is None and text.strip()), "")
        for texts, values in zip(sheet.texts, sheet.values, strict=True)
    )
    heads = tuple(_head(column, sheet) for column in range(len(sheet.texts[0]) if sheet.texts else 0))
    return Laws("", 1, lines, labels, heads, sheet, laws, bounded)


def _head(column: int, sheet: Sheet) -> str:
    head = ""
    for texts, values in zip(sheet.texts, sheet.values, strict=True):
        text, value = texts[column].strip(), values[column]
        if value is None or (value.decimals == 0 and value.scaled in _YEARS):
            head = text or head
        elif head:
            break
    return head


def unexplained(table: Table, told: Collection[int]) -> bool:
    """Whether a table holds figures enough, of which no relation tells, to look for what they have in common."""
    held = [number for column in range(len(table.columns)) for number in table.figures_of(column)]
    return len(held) >= _LEAST_FIGURES and sum(number not in told for number in held) >= _LEAST_UNTOLD


def cells_of(table: Table) -> dict[int, Cell]:
    """The row and column of each figure of a table."""
    return {
        cell.figure: (row, column)
        for row, held in enumerate(table.rows)
        for column, cell in enumerate(held.cells)
        if cell is not None and cell.figure is not None
    }


def laws(relations: Iterable[Relation], cells: Mapping[int, Cell]) -> list[Law]:
    """The relations between figures that all have a cell, as far as one of the operators tells them."""
    found: dict[Law, None] = {}
    for relation in relations:
        numbers = (relation.result, *(term.figure for term in relation.terms))
        judgement = relation.judgement
        if judgement is None or judgement.verdict == UNDECIDED or not all(number in cells for number in numbers):
            continue
        told = _told(relation)
        if told is not None:
            operator, result, operands = told
            found.setdefault(
                Law(operator, cells[result], tuple(cells[number] for number in operands), judgement.verdict)
            )
    return list(found)


def completed(laws: Sequence[Law], sheet: Sheet) -> list[Law]:
    """Laws that name the blank cells among their operands too, where the same sum in other rows or columns does."""
    widest: dict[tuple[str, int], frozenset[int]] = {}
    for law in laws:
        line = _line(law)
        if law.operator == "sum" and line:
            place = 1 if line == "row" else 0
            own = frozenset(cell[place] for cell in law.operands)
            widest[line, law.result[place]] = max(widest.get((line, law.result[place]), own), own, key=len)
    found = []
    for law in laws:
        line = _line(law)
        place = 1 if line == "row" else 0
        own = frozenset(cell[place] for cell in law.operands)
        others = widest.get((line, law.result[place]), frozenset())
        if law.operator == "sum" and line and own < others:
            cells = [(law.result[0], at) if place else (at, law.result[1]) for at in sorted(others)]
            if all(cell in law.operands or sheet.values[cell[0]][cell[1]] is None for cell in cells):
                law = msgspec.structs.replace(law, operands=tuple(cells))  # noqa: PLW2901
        found.append(law)
    return found


def merged(*ranked: Sequence[Law]) -> tuple[Law, ...]:
    """All laws of a table, each once, in the order of their cells; a cell that is explained along its row or column
    takes no other explanation along it from those that come after.
    """
    kept: dict[tuple[str, Cell, tuple[Cell, ...]], Law] = {}
    explained: set[tuple[Cell, str]] = set()
    for laws in ranked:
        for law in laws:
            if (law.result, _line(law)) not in explained:
                kept.setdefault(_key(law), law)
        explained.update((law.result, _line(law)) for law in laws)
    return tuple(sorted(kept.values(), key=lambda law: (law.result, law.operator, law.operands)))


def _key(law: Law) -> tuple[str, Cell, tuple[Cell, ...]]:
    """What makes two laws one: the order of what is added does not count."""
    ordered = law.operator in ("division", "relative-change")
    return law.operator, law.result, law.operands if ordered else tuple(sorted(law.operands))


def _line(law: Law) -> str:
    """Whether a law runs along a row, along a column or neither."""
    if all(row == law.result[0] for row, _ in law.operands):
        return "row"
    return "column" if all(column == law.result[1] for _, column in law.operands) else ""


def _told(relation: Relation) -> tuple[str, int, tuple[int, ...]] | None:
    """A relation as (operator, result, operands) by figures; None for one that no operator tells."""
    terms = relation.terms
    if relation.is_copy:
        # the two sides of a balance sheet; what two tables tell alike is no sum
        same = relation.table is not None and terms[0].factor == 1
        return ("sum", relation.result, (terms[0].figure,)) if same else None
    if relation.kind == "quotient":
        over = {term.figure: term.factor for term in terms if term.factor}
        under = {term.figure: term.under for term in terms if term.under}
        if len(under) != 1 or set(under.values()) != {1}:
            return None
        (base,) = under
        others = {figure: factor for figure, factor in over.items() if figure != base}
        if len(others) != 1 or set(others.values()) != {1}:
            return None
        (other,) = others
        if over.get(base, 0) == -1:
            return "relative-change", relation.result, (base, other)
        return ("division", relation.result, (other, base)) if base not in over else None
    plus = [term.figure for term in terms if term.factor == 1]
    minus = [term.figure for term in terms if term.factor == -1]
    if len(plus) + len(minus) < len(terms):
        return None
    if not minus:
        return "sum", relation.result, tuple(plus)
    # b = a + c for a = b - c
    return ("sum", plus[0], (relation.result, *minus)) if len(plus) == 1 else None
