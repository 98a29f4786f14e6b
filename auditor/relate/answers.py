"""What becomes of a claim: the cells it is held to, or why it is held to none; and how it was read, for a person."""

from collections.abc import Sequence

import msgspec

from auditor.model.figure import Tie
from auditor.model.finding import Text
from auditor.relate.context import Context
from auditor.relate.meanings import (
    BUDGET,
    CHANGE,
    DEVIATION,
    FORECAST,
    FORECAST_DEVIATION,
    OUTCOME,
    PREVIOUS,
    RATE,
    TARGET,
)
from auditor.relate.whom import Subject

# why nothing checks a claim: keys of auditor.render.texts.REASONS
PROSE, NO_CELL, NOT_CERTAIN, SEVERAL = "prose", "no-cell", "not-certain", "several-cells"
# A claim that contradicts more values than these is about something else.
MOST_VALUES = 2

_MEASURES = {
    OUTCOME: Text("utfall", "outcome"),
    BUDGET: Text("budget", "budget"),
    FORECAST: Text("prognos", "forecast"),
    DEVIATION: Text("avvikelse mot budget", "deviation from budget"),
    FORECAST_DEVIATION: Text("prognostiserad avvikelse mot budget", "forecast deviation from budget"),
    PREVIOUS: Text("utfall föregående år", "outcome of the previous year"),
    TARGET: Text("målvärde", "target"),
    CHANGE: Text("förändring mot föregående år", "change from the previous year"),
    RATE: Text("procentuell förändring", "rate of change"),
}
_WHOLE_UNIT = Text("hela enheten", "the whole unit")


class Answer(msgspec.Struct, frozen=True):
    """The ties of one claim, how it was read, and the reason that counts where there are no ties."""

    ties: tuple[Tie, ...] = ()
    text: Text | None = None
    reason: str = PROSE


def read_as(subject: Subject, measures: Sequence[str], context: Context) -> Text | None:
    """How a claim was read: its likeliest measure, and of what; None where either is unknown."""
    if not measures or not (subject.names or subject.whole):
        return None
    measure = _MEASURES[measures[0]]
    first = subject.names[0] if subject.names else None
    label = context.index.tables[first.table].rows[first.row].label if first is not None else ""
    return Text(f"{measure.sv}, {label or _WHOLE_UNIT.sv}", f"{measure.en}, {label or _WHOLE_UNIT.en}")
