"""Comparisons in words: which of two figures of a table is the higher, as far as their rounding tells."""

from collections.abc import Iterator, Sequence

from auditor.check.rules import Rule
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure
from auditor.model.observation import Observation, Order, Seen

# an order holds, would hold only where both figures are rounded to the very edge, or cannot hold
_HOLDS, _TOUCHES, _FAILS = range(3)


def seen(rule: Rule, observations: Sequence[Observation], figures: Sequence[Figure]) -> Iterator[Seen]:
    """What a rule accuses: the comparisons of its roles that no true values behind the printed ones make true."""
    for observation in observations:
        if observation.what in rule.roles and observation.orders:
            verdict = min(_verdict(order, figures) for order in observation.orders)
            if verdict != _HOLDS:
                widened = any(figures[figure].widened for figure in observation.figures)
                yield Seen(rule.id, observation, observation.sure and verdict == _FAILS and not widened)


def _verdict(order: Order, figures: Sequence[Figure]) -> int:
    """Whether the lowest value that the first figure may have is below the highest of the second."""
    decimals = max(figures[figure].quantity.decimals for figure, _ in (order.less, order.more))
    (less, below), (more, above) = (_reach(figures[one], factor, decimals) for one, factor in (order.less, order.more))
    lowest, highest = less - below, more + above
    if lowest < highest:
        return _HOLDS
    if lowest > highest or order.strict:
        return _FAILS
    return _TOUCHES if below or above else _HOLDS


def _reach(figure: Figure, factor: int, decimals: int) -> tuple[int, int]:
    """A figure's value and half its rounding unit, in half steps of 10**-`decimals`."""
    unit = power_of_ten(decimals - figure.quantity.decimals)
    return 2 * factor * figure.quantity.scaled * unit, 0 if figure.exact else unit
