"""A table seen along its rows, and turned along its columns: what holds of columns holds of rows as well."""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.exact import EXACT, IMPROBABLE, ROUNDING, Quantity
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table, is_nil
from auditor.model.relation import Relation
from auditor.vocabulary import Vocabulary

HOLDS = (EXACT, ROUNDING, IMPROBABLE)
# beyond a page or two a table lists things, and no formula of its own heads runs down it
_MOST_HEADS = 60


class View(msgspec.Struct, frozen=True):
    """The figures of a table by (line, place). `heads` name the places of a line, `labels` the lines, both by their
    number in the table. `nil` are the cells with a dash, `guessed` the lines or places read by guess; `roles` are those
    of the rows, whichever way they lie.
    """

    heads: dict[int, str]
    labels: dict[int, str]
    cells: dict[tuple[int, int], int]
    nil: frozenset[tuple[int, int]]
    worded: frozenset[tuple[int, int]]
    roles: dict[int, str]
    turned: bool

    def is_total(self, line: int) -> bool:
        """Whether a line is a row that its label calls a total or a subtotal."""
        return not self.turned and self.roles[line] in ("total", "subtotal")


def views(table: Table) -> Iterator[View]:
    """The table along its rows, then along its columns."""
    rows = [index for index, row in enumerate(table.rows) if row.role != "heading" and index not in table.ragged]
    columns = [index for index, column in enumerate(table.columns) if column.kind == "figure"]
    cells: dict[tuple[int, int], int] = {}
    nil: set[tuple[int, int]] = set()
    worded: set[tuple[int, int]] = set()
    for row in rows:
        for column in columns:
            cell = table.rows[row].cells[column]
            if cell is None:
                continue
            if cell.figure is not None:
                cells[row, column] = cell.figure
            else:
                (nil if is_nil(cell.text) else worded).add((row, column))
    heads = {column: table.columns[column].header for column in columns}
    labels = {row: table.rows[row].label for row in rows}
    roles = {row: table.rows[row].role for row in rows}
    if len(columns) <= _MOST_HEADS:
        yield View(heads, labels, cells, frozenset(nil), frozenset(worded), roles, False)
    if len(rows) <= _MOST_HEADS:
        turned = {(column, row): figure for (row, column), figure in cells.items()}
        yield View(labels, heads, turned, _turned(nil), _turned(worded), roles, True)


def _turned(places: set[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset((column, row) for row, column in places)


def holds(relation: Relation) -> bool:
    """Whether a relation agrees with its figures, however improbably."""
    return relation.judgement is not None and relation.judgement.verdict in HOLDS


def digits(relation: Relation, figures: Sequence[Figure]) -> float:
    """How many digits of a sum's result its terms confirm beyond what rounding leaves open."""
    result = figures[relation.result]
    return max(0.0, len(str(abs(result.scaled))) - len(str(len(relation.terms) + 1)) + 0.3)


def within(result: Quantity, terms: Sequence[Quantity]) -> bool:
    """Whether a figure lies among others, as their mean would."""
    finest = max(result.decimals, *(term.decimals for term in terms))
    values = [term.scaled * power_of_ten(finest - term.decimals) for term in terms]
    return min(values) <= result.scaled * power_of_ten(finest - result.decimals) <= max(values)


def adds_up(header: str, unit: str | None, vocabulary: Vocabulary) -> bool:
    """Whether figures under a header could be summed: no rate, no mean, no index, no price."""
    return (
        unit not in ("%", "procentenheter", "‰")
        and vocabulary.is_additive(header)
        and not vocabulary.is_index(header)
        and vocabulary.meaning(header).measure not in ("utveckling", "andel", "snitt", "mål", "not")
    )
