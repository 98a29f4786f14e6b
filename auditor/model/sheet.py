"""A table of printed texts and the numbers in them, whatever file it comes from."""

import msgspec

from auditor.exact import Quantity


class Sheet(msgspec.Struct, frozen=True):
    """A table as it stands in a file: `texts[row][column]` as printed, `values` the numbers in them, None for
    blank and text; rows of equal width.
    """

    texts: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Quantity | None, ...], ...]
