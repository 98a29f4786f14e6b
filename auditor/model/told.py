"""How an amount of running text was read."""

import msgspec

from auditor.model.finding import Text


class Told(msgspec.Struct, frozen=True):
    """The place of an amount in running text: its section, and the words around it as they stand.

    `reading` says what it was read as, None where that is unknown; `reason` is a key of auditor.render.texts.REASONS
    for one that nothing checks.
    """

    section: str
    quote: str
    reading: Text | None = None
    reason: str = "prose"
