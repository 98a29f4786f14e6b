"""What a figure's table tells of its size and sign. Only for ranking: no amount is worked out here."""

from collections.abc import Sequence
from math import log
from statistics import median

from auditor.model.figure import Figure, Table

# Rows that both columns have to share before the one tells of the other.
_ROWS_THAT_TELL = 5
# The least spread of the ratios of two columns, as a logarithm: five per cent.
_LEAST_SPREAD = 0.05
_MOST = 3.0
# A lesser gain may be chance: it tells which of several to name first, not which it is.
_TELLING, _SLIGHT = 1.5, 0.25
_PLACES = 6
_TEN = log(10)

_Cell = tuple[int, int, int]


class Habits:
    """The tables of a report, asked how well a value would suit a cell."""

    def __init__(self, tables: Sequence[Table], figures: Sequence[Figure]) -> None:
        self._tables = tables
        self._figures = figures
        self._cells: dict[int, _Cell] | None = None
        self._logs: dict[tuple[int, int], list[float | None]] = {}
        self._peers: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
        self._signs: dict[tuple[int, int], tuple[int, int]] = {}

    def gain(self, figure: int, scaled: int, signed: bool) -> float:
        """How much better another value would suit than what stands, as the logarithm of a likelihood.

        `signed` asks for its sign too. A deviation has no sign of habit.
        """
        stated = self._figures[figure].scaled
        cell = self._cell(figure)
        if cell is None or not stated or not scaled:
            return 0.0
        gain = self._in_line(cell, figure, scaled) + (self._signed(cell, stated, scaled) if signed else 0.0)
        return round(gain if abs(gain) >= _TELLING else gain * _SLIGHT, _PLACES)

    def _cell(self, figure: int) -> _Cell | None:
        if self._cells is None:
            self._cells = {
                cell.figure: (number, row, column)
                for number, table in enumerate(self._tables)
                for row, line in enumerate(table.rows)
                for column, cell in enumerate(line.cells)
                if cell is not None and cell.figure is not None
            }
        return self._cells.get(figure)

    def _sizes(self, number: int, column: int) -> list[float | None]:
        """The logarithms of a column's amounts, None for zero and blanks."""
        if (number, column) not in self._logs:
            table = self._tables[number]
            found = (table.figure_at(row, column) for row in range(len(table.rows)))
            self._logs[number, column] = [self._size(figure) if figure is not None else None for figure in found]
        return self._logs[number, column]

    def _size(self, number: int) -> float | None:
        figure = self._figures[number]
        own = figure.quantity
        return log(abs(figure.scaled)) - own.decimals * _TEN if figure.scaled else None

    def _in_line(self, cell: _Cell, figure: int, scaled: int) -> float:
        """Whether the row would be more like the others: last year's column, the budget, tell how large a cell is."""
        number, row, column = cell
        now = self._size(figure)
        peers = [
            (spread, beside + middle)
            for other, middle, spread in self._peers_of(number, column)
            if (beside := self._sizes(number, other)[row]) is not None
        ]
        if not peers or now is None:
            return 0.0
        spread, expected = min(peers)
        then = now + log(abs(scaled / self._figures[figure].scaled))
        gain = log(1 + ((now - expected) / spread) ** 2) - log(1 + ((then - expected) / spread) ** 2)
        return min(max(gain, -_MOST), _MOST)

    def _peers_of(self, number: int, column: int) -> list[tuple[int, float, float]]:
        """The other columns of a table, each with the usual ratio to it and the spread of that, as logarithms."""
        if (number, column) not in self._peers:
            own = self._sizes(number, column)
            found = []
            for other in range(len(self._tables[number].columns)):
                beside = self._sizes(number, other) if other != column else []
                ratios = [
                    one - another
                    for one, another in zip(own, beside, strict=False)
                    if one is not None and another is not None
                ]
                if len(ratios) >= _ROWS_THAT_TELL:
                    middle = median(ratios)
                    spread = median(abs(ratio - middle) for ratio in ratios)
                    found.append((other, middle, max(spread, _LEAST_SPREAD)))
            self._peers[number, column] = found
        return self._peers[number, column]

    def _signed(self, cell: _Cell, stated: int, scaled: int) -> float:
        """Whether the other figures of the measure have the sign that it would have."""
        if (stated < 0) == (scaled < 0):
            return 0.0
        number, _, column = cell
        key = number, column
        if key not in self._signs:
            self._signs[key] = self._signs_of(*key)
        negative, positive = self._signs[key]
        # the cell itself is no witness
        negative, positive = (negative - 1, positive) if stated < 0 else (negative, positive - 1)
        return log((negative + 1) / (positive + 1)) if scaled < 0 else log((positive + 1) / (negative + 1))

    def _signs_of(self, number: int, column: int) -> tuple[int, int]:
        """How many figures of a column, and of the columns of the same measure, are negative and positive."""
        measure = self._tables[number].columns[column].measure
        negative = positive = 0
        for at, table in enumerate(self._tables):
            for other, head in enumerate(table.columns):
                if (at, other) == (number, column) or (measure is not None and head.measure == measure):
                    for figure in table.figures_of(other):
                        negative += self._figures[figure].scaled < 0
                        positive += self._figures[figure].scaled > 0
        return negative, positive
