"""What is seen in a report without an equation: a label, a row, a reference, a year, a comparison in words."""

import msgspec

from auditor.model.finding import Place


class Sum(msgspec.Struct, frozen=True):
    """A total with the figures of the rows above it, and the figure of a row that stands elsewhere."""

    total: int
    members: tuple[int, ...]
    missing: int


class Order(msgspec.Struct, frozen=True):
    """What words say of two figures, each as (figure, factor): that the first is no more than the second, or with
    `strict` less.
    """

    less: tuple[int, int]
    more: tuple[int, int]
    strict: bool = False


class Observation(msgspec.Struct, frozen=True):
    """`what` is the role that a rule names: label, row, section, year, side, ranking, mean, note, unit,
    unit-title, sign, fact or fact-scale.
    `places[0]` is to blame, `others` are where its counterpart stands. `stated` is what is written, `computed` what the
    rest of the report has instead, `near` the headings that a missing one would stand among. `sums` are the totals that
    a missing row would mend.

    A comparison has `orders`, any one of which makes it true, and the `figures` that it is told with: outcome and
    target, or the row that is named and the one that comes before it, their labels in `names`. `sure` is False where
    the words alone do not tell which order is meant.
    """

    what: str
    title: str
    places: tuple[Place, ...]
    others: tuple[Place, ...] = ()
    stated: str = ""
    computed: str = ""
    suggestion: str | None = None
    near: tuple[str, ...] = ()
    sums: tuple[Sum, ...] = ()
    orders: tuple[Order, ...] = ()
    figures: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    sure: bool = True


class Seen(msgspec.Struct, frozen=True):
    """An observation that a rule accuses; `certain` is False for one that is possible, but hardly."""

    rule: str
    observation: Observation
    certain: bool = True
