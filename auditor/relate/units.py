"""Units that contradict their table: a column a thousand times its neighbours, a table that repeats another's figures
in another unit, a title that says mnkr over a header that says tkr.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import msgspec

from auditor.exact import Quantity, consistent_linear
from auditor.exact.quantity import power_of_ten
from auditor.model.draft import Passage, TableDraft
from auditor.model.figure import Figure, Table
from auditor.model.finding import Place
from auditor.model.observation import Observation
from auditor.model.span import Span
from auditor.model.units import MONEY
from auditor.vocabulary import Vocabulary

_LEAST_ROWS = 3
# amounts of one row that are compared (budget, outcome, the year before) differ less than by so many times
_TIMES = 4
_COMPARED = ("utfall", "budget", "prognos")
_DIFFERENCES = ("avvikelse", "skillnad", "återstår")
# where the unit that a cell ends in may begin: "Driftredovisning (mnkr)", "Belopp i tkr"
_BEGINS = re.compile(r"^|[(,:;]\s*|\s(?:i|in)\s+")
_CELLS = re.compile(r"(?:(?!\t|\s{2,}|\|).)+")
_ABOVE = 3
# printings of one row and header that are compared
_MOST_ALIKE = 12


def unit_faults(
    drafts: Sequence[TableDraft],
    tables: Sequence[Table],
    passages: Sequence[Passage],
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> Iterator[Observation]:
    """What contradicts its unit, in the order of the tables, and tables of another unit than their like."""
    by_line = {passage.line.number: passage for passage in passages}
    for draft, table in zip(drafts, tables, strict=True):
        yield from _titles(draft, by_line, vocabulary)
        yield from _columns(table, figures)
    yield from _repeated(tables, figures)


# ---- a title and a header -----------------------------------------------------------------------------------------


def _titles(draft: TableDraft, by_line: Mapping[int, Passage], vocabulary: Vocabulary) -> Iterator[Observation]:
    """A title right above a table that gives its figures another unit than the header of the labels does."""
    first = next((row.line.number for row in draft.rows if row.slots), draft.line)
    headers = {fragment.line.number for fragment in draft.header}
    said: list[tuple[str, Span, str]] = []
    for number in range(first - 1, first - _ABOVE - len(headers), -1):
        passage = by_line.get(number)
        if passage is None or passage.kind == "rule":
            continue
        if passage.kind == "row" or (number not in headers and not _is_title(passage, by_line.get(number - 1))):
            break
        told = _ending_unit(passage, vocabulary)
        if told is not None:
            said.append(told)
        elif number not in headers:
            # only the line right above speaks of this table
            break
    if len(said) < 2 or said[0][0] == said[1][0]:
        return
    (_, header_span, header), (_, title_span, title) = said[:2]
    yield Observation(
        what="unit-title",
        title=draft.section,
        places=(Place(title_span, title, draft.section),),
        others=(Place(header_span, header, ""),),
        stated=title,
        computed=header,
    )


def _is_title(passage: Passage, before: Passage | None) -> bool:
    """Whether a line stands by itself, and is no end of a sentence."""
    text = passage.line.text.strip(" #*|")
    alone = before is None or before.kind in ("heading", "rule", "row")
    return bool(text) and not text[0].islower() and not text.endswith(".") and alone


def _ending_unit(passage: Passage, vocabulary: Vocabulary) -> tuple[str, Span, str] | None:
    """The unit of money that the first cell of a line ends in, with its place and as it is printed."""
    line = passage.line
    cell = next((found for found in _CELLS.finditer(line.text) if found.group().strip(" #*")), None)
    if cell is None:
        return None
    text = cell.group()
    for begin in reversed([match.end() for match in _BEGINS.finditer(text)]):
        tail = text[begin:].strip(" ):*#")
        unit = vocabulary.unit(tail)
        if unit is not None and unit in MONEY and not tail[0].isdigit():
            start = cell.start() + text.index(tail, begin)
            return unit, line.span(start, start + len(tail)), tail
    return None


# ---- a column and its neighbours ----------------------------------------------------------------------------------


class _Amounts(msgspec.Struct, frozen=True):
    """The amounts of one column by row, as they stand, all of one unit."""

    column: int
    unit: str
    figures: dict[int, int]


def _columns(table: Table, figures: Sequence[Figure]) -> Iterator[Observation]:
    """A column whose amounts are a thousand times, or a thousandth of, those of its rows in the other columns."""
    compared = [one for at, _ in enumerate(table.columns) if (one := _amounts(table, at, figures, _COMPARED))]
    odd: dict[int, int] = {}
    for one, other in combinations(compared, 2):
        step = _step(one, other, figures)
        if step and one.unit == other.unit:
            odd[one.column] = odd.get(one.column, 0) + 1
            odd[other.column] = odd.get(other.column, 0) + 1
    if not odd:
        return
    most = max(odd.values())
    differences = [one for at, _ in enumerate(table.columns) if (one := _amounts(table, at, figures, _DIFFERENCES))]
    candidates = [one for one in compared if odd.get(one.column) == most]
    ranked = [(one, *_against(one, compared, differences, figures)) for one in candidates]
    # of two that contradict each other the one whose scaling makes the difference between them right is to blame
    blamed, step, exact = max(ranked, key=lambda entry: (entry[2], entry[0].column))
    if not step:
        return
    stated = blamed.unit
    computed = _unit_of(stated, step)
    if computed is None:
        return
    first = figures[next(iter(blamed.figures.values()))]
    others = [one for one in compared if one is not blamed]
    header = table.columns[blamed.column].header
    yield Observation(
        what="unit",
        title=" · ".join(part for part in (table.title, header) if part),
        places=(Place(first.span, first.text, first.label),),
        others=tuple(_place(figures[next(iter(one.figures.values()))]) for one in others),
        stated=stated,
        computed=computed,
        sure=exact >= _LEAST_ROWS,
    )


def _amounts(table: Table, column: int, figures: Sequence[Figure], measures: Sequence[str]) -> _Amounts | None:
    """A column's amounts other than nil, where its header gives it one of the measures and it has one unit of money."""
    if table.columns[column].measure not in measures:
        return None
    own = {
        row: figure
        for row in range(len(table.rows))
        if row not in table.ragged and (figure := table.figure_at(row, column)) is not None and figures[figure].scaled
    }
    units = {figures[figure].unit for figure in own.values()}
    unit = next(iter(units), None)
    return _Amounts(column, unit, own) if len(units) == 1 and unit is not None and unit in MONEY else None


def _step(one: _Amounts, other: _Amounts, figures: Sequence[Figure]) -> int:
    """3 where every row of `one` is some thousand times that of `other`, -3 where a thousandth, 0 for neither."""
    rows = [row for row in one.figures if row in other.figures]
    if len(rows) < _LEAST_ROWS:
        return 0
    for step in (3, -3):
        if all(_near(figures[one.figures[row]], figures[other.figures[row]], step) for row in rows):
            return step
    return 0


def _near(one: Figure, other: Figure, step: int) -> bool:
    """Whether a figure is about 10**step times another."""
    left, right = one.quantity, other.quantity
    finest = max(left.decimals, right.decimals - step)
    first = abs(left.scaled) * power_of_ten(finest - left.decimals)
    second = abs(right.scaled) * power_of_ten(finest - right.decimals + step)
    return first < _TIMES * second and second < _TIMES * first


def _against(
    one: _Amounts, compared: Sequence[_Amounts], differences: Sequence[_Amounts], figures: Sequence[Figure]
) -> tuple[int, int]:
    """How a column is off its neighbours, and in how many rows a difference holds once it is scaled."""
    step = next((found for other in compared if other is not one and (found := _step(one, other, figures))), 0)
    exact = 0
    for other in compared:
        for difference in differences if step and other is not one else ():
            rows = [row for row in one.figures if row in other.figures and row in difference.figures]
            for sign in (1, -1):
                held = 0
                for row in rows:
                    own = figures[one.figures[row]].quantity
                    scaled = Quantity(own.scaled, own.decimals + step, own.exact)
                    terms = [(sign, scaled), (-sign, figures[other.figures[row]].quantity)]
                    held += consistent_linear(figures[difference.figures[row]].quantity, terms)
                exact = max(exact, held if held == len(rows) else 0)
    return step, exact


def _unit_of(unit: str, step: int) -> str | None:
    """The unit in which amounts a thousand times too large would stand right: mnkr that are tkr."""
    at = MONEY.index(unit) - (1 if step > 0 else -1)
    return MONEY[at] if 0 <= at < len(MONEY) else None


# ---- a table and its like -----------------------------------------------------------------------------------------


def _repeated(tables: Sequence[Table], figures: Sequence[Figure]) -> Iterator[Observation]:
    """A table that prints the figures of another to the digit, in another unit of money."""
    by_row: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, table in enumerate(tables):
        for row in table.rows:
            for column, cell in enumerate(row.cells):
                head = table.columns[column]
                if cell is not None and cell.figure is not None and row.label and head.header and head.measure:
                    by_row.setdefault((row.label.lower(), head.header.lower()), []).append((number, cell.figure))
    alike: dict[tuple[int, int], list[tuple[int, int]]] = {}
    apart: set[tuple[int, int]] = set()
    for places in by_row.values():
        for (first, one), (second, other) in combinations(places[:_MOST_ALIKE], 2):
            left, right = figures[one], figures[other]
            if first == second or left.unit not in MONEY or right.unit not in MONEY or left.unit == right.unit:
                continue
            if (left.scaled, left.decimals) == (right.scaled, right.decimals):
                if abs(left.scaled) >= 100:
                    alike.setdefault((first, second), []).append((one, other))
            else:
                apart.add((first, second))
    for (first, second), pairs in sorted(alike.items()):
        if len(pairs) < _LEAST_ROWS or (first, second) in apart:
            continue
        left, right = (figures[number] for number in pairs[0])
        yield Observation(
            what="unit",
            title=tables[second].title,
            places=(_place(right),),
            others=(_place(left),),
            stated=right.unit or "",
            computed=left.unit or "",
        )


def _place(figure: Figure) -> Place:
    return Place(figure.span, figure.text, figure.label)
