"""Findings that come without a relation: what was seen to be wrong, told in the words of its rule."""

from collections.abc import Mapping, Sequence

from auditor.diagnose import wording
from auditor.diagnose.findings import RuleWords, numbered
from auditor.model.figure import Figure
from auditor.model.finding import Finding, Text
from auditor.model.observation import Observation, Seen, Sum

_AMONG = Text("Under {parent} finns {first} till {last}.", "Under {parent} there are {first} to {last}.")
_ONLY = Text("Under {parent} finns bara {first}.", "Under {parent} there is only {first}.")
_EITHER = Text("Vilken stavning som är rätt framgår inte.", "Which spelling is right cannot be told.")
_MOST_SUMS = 3


def observed(seen: Sequence[Seen], figures: Sequence[Figure], rules: Mapping[str, RuleWords]) -> tuple[Finding, ...]:
    """A finding for each thing that a rule accuses."""
    return tuple(numbered([_finding(one, rules[one.rule], figures) for one in seen]))


def _finding(seen: Seen, rule: RuleWords, figures: Sequence[Figure]) -> Finding:
    observation = seen.observation
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity="warning" if rule.severity == "error" and not seen.certain else rule.severity,
        verdict="contradicted",
        title=observation.title,
        message=wording.fill(rule.message, **_values(observation, figures)),
        blamed=observation.places,
        secondary=observation.others,
        turns_meaning=observation.what == "side",
        suggestion=observation.suggestion,
        calculation=tuple(_calculation(one, figures) for one in observation.sums[:_MOST_SUMS]),
        notes=tuple(_notes(observation)),
        fingerprint=observation.title,
    )


def _values(observation: Observation, figures: Sequence[Figure]) -> dict[str, str]:
    """What fills a rule's sentence: of a comparison the row, its figure, and the figure or row that it is held to."""
    values = {"stated": observation.stated, "computed": observation.computed}
    if observation.figures:
        own, other = (_compared(figures[figure]) for figure in observation.figures)
        values |= {"column": observation.names[0], "computed": own, "other": ", ".join((*observation.names[1:], other))}
    return values


def _compared(figure: Figure) -> str:
    """A figure with its unit, and the mark of a target that is a limit."""
    return (
        f"{figure.hedge} {wording.printed(figure, unit=True)}" if figure.hedge else wording.printed(figure, unit=True)
    )


def _notes(observation: Observation) -> list[Text]:
    if observation.what == "label" and observation.suggestion is None:
        return [_EITHER]
    if not observation.near:
        return []
    first, last = observation.near[0], observation.near[-1]
    parent = first.rpartition(".")[0]
    if not parent:
        return []
    return [wording.fill(_AMONG if first != last else _ONLY, parent=parent, first=first, last=last)]


def _calculation(one: Sum, figures: Sequence[Figure]) -> str:
    """The total with the missing row last among its terms: "12,0 + 3,1 + 4,0 = 19,1"."""
    terms = [figures[figure] for figure in (*one.members, one.missing)]
    unit = len({figure.unit for figure in (*terms, figures[one.total])}) > 1
    total = figures[one.total]
    left = wording.summed([(1, figure) for figure in terms], unit)
    return f"{left} = {wording.printed(total, unit=unit)}"
