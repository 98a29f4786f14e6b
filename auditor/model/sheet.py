"""A table of printed texts and the numbers in them, whatever file it comes from."""

import msgspec

from auditor.exact import Quantity


class Sheet(msgspec.Struct, frozen=True):
    """A table as it stands in a file: `texts[row][column]` as printed, `values` the numbers in them, None for
    blank and text; rows of equal width.
    """

    texts: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Quantity | None, ...], ...]


class Law(msgspec.Struct, frozen=True):
    """A relation among cells, each a 0-based (row, column): `operator` is sum, average, division (of a numerator by a
    denominator) or relative-change (from old to new), both times `times`, 100 for per cent. A difference a = b - c is
    told as the sum b = a + c.

    `verdict` is that of auditor.exact: contradicted for a cell that breaks what its siblings obey, improbable for one
    that obeys only if figures are rounded more coarsely than they are printed, undecided where an operand is no number.
    """

    operator: str
    result: tuple[int, int]
    operands: tuple[tuple[int, int], ...]
    verdict: str
    times: int = 1


class Laws(msgspec.Struct, frozen=True):
    """All relations of one table. `labels` and `heads` are what its rows and columns are called, `line` and `end_line`
    where it stands; `bounded` says that the search for relations stopped at its bound.
    """

    title: str
    line: int
    end_line: int
    labels: tuple[str, ...]
    heads: tuple[str, ...]
    sheet: Sheet
    laws: tuple[Law, ...]
    bounded: bool = False
