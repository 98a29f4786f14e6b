"""Figures that have lost the decimal comma that all others of their row have: "3492" beside 271,8 and 318,7."""

from collections.abc import Iterator, Sequence

from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table

# so many others of the row show how large its figures are
_LEAST_OTHERS = 2
# read with the decimals of the others it is within so many times them, and as printed beyond so many times them
_NEAR, _FAR = 2, 4


def without_comma(tables: Sequence[Table], figures: Sequence[Figure], known: set[int]) -> Iterator[int]:
    """The figures, apart from the `known` ones that relations hold or accuse, whose row says that a comma is lost."""
    for table in tables:
        lost: dict[int, list[int]] = {}
        for row in table.rows:
            own = [
                (column, cell.figure)
                for column, cell in enumerate(row.cells)
                if cell is not None and cell.figure is not None
            ]
            for column, number in own:
                if _lost(figures[number], [figures[other] for _, other in own if other != number]):
                    lost.setdefault(column, []).append(number)
        for numbers in lost.values():
            # a column that has no decimals beside others that have some is of something else
            if len(numbers) == 1 and numbers[0] not in known:
                yield numbers[0]


def _lost(figure: Figure, others: Sequence[Figure]) -> bool:
    """Whether a whole number is ten (or a hundred) times what the rest of its row has, to the digits of these."""
    whole = figure.decimals == 0 or figure.widened
    if not whole or figure.hedge or len(others) < _LEAST_OTHERS:
        return False
    decimals = others[0].decimals
    if not decimals or any(
        other.widened or other.decimals != decimals or other.unit != figure.unit for other in others
    ):
        return False
    sizes = sorted(abs(other.scaled) for other in others)
    # the digits as they stand, and so with the comma that the others have
    meant = abs(figure.scaled) // power_of_ten(figure.decimals)
    printed = meant * power_of_ten(decimals)
    return bool(sizes[0]) and printed > _FAR * sizes[-1] and sizes[0] <= _NEAR * meant <= _NEAR**2 * sizes[-1]
