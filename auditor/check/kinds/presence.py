"""What is there or is not: labels, rows, references and years that no equation tells of."""

from collections.abc import Iterator, Sequence

from auditor.check.rules import Rule
from auditor.exact import Quantity, consistent_linear
from auditor.model.figure import Figure
from auditor.model.observation import Observation, Seen, Sum


def seen(rule: Rule, observations: Sequence[Observation], figures: Sequence[Figure]) -> Iterator[Seen]:
    """What a rule accuses: the observations of its roles. A missing row has to mend every sum that it is in."""
    for observation in observations:
        if observation.what in rule.roles and all(_mends(one, figures) for one in observation.sums):
            yield Seen(rule.id, observation, observation.sure)


def _mends(one: Sum, figures: Sequence[Figure]) -> bool:
    """Whether a total is not the sum of its rows, and is with the row that stands elsewhere."""
    total = figures[one.total].quantity
    rows: list[tuple[int, Quantity]] = [(1, figures[figure].quantity) for figure in one.members]
    missing = (1, figures[one.missing].quantity)
    return not consistent_linear(total, rows) and consistent_linear(total, [*rows, missing])
