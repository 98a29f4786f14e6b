"""What a report in inline XBRL tags its figures as.

https://www.xbrl.org/specification/inlinexbrl-part1/rec-2013-11-18/
"""

import msgspec

from auditor.model.span import Span


class Fact(msgspec.Struct, frozen=True):
    """A tagged number. `span` is its place, in the lines of the document where it is `shown`; `text` as it is printed.

    `scaled` * 10**-`decimals` is the value that the tag gives it (`decimals` may be negative), rounded to
    10**-`precise`, or not at all where that is None. `concept`, `context` (whom it concerns, when, and by what) and
    `unit` say what it is of: equal texts are the same. `scale` is the power of ten that the tag multiplies the printed
    number by.
    """

    concept: str
    context: str
    unit: str
    text: str
    scaled: int
    decimals: int
    precise: int | None
    scale: int
    span: Span
    shown: bool
