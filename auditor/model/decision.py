"""What a person has decided about a finding or a figure, as a working paper carries it from one audit to the next."""

import msgspec

from auditor.model.document import Problem

# what can be decided; anything else that a person wrote is OTHER
ACCEPTED, TO_CORRECT, TO_INQUIRE, OTHER = "accepted", "to-correct", "to-inquire", "other"
# why an acceptance does not hold
NO_COMMENT, CHANGED, NO_BASIS, CONFLICT = "no-comment", "changed", "no-basis", "conflict"


class Decision(msgspec.Struct, frozen=True):
    """A decision on the finding with `fingerprint` in the report that was called `report`, whose file had `digest`.

    `decision` is one of the words above; `written` what the person wrote there, `date` a date as YYYY-MM-DD or as
    written. `basis` is what the decision was about: auditor.model.basis of the finding then. `lapsed` says why an
    acceptance does not hold: no comment, another value than the accepted one, or two decisions that contradict each
    other.
    """

    fingerprint: str
    decision: str
    comment: str = ""
    signature: str = ""
    date: str = ""
    written: str = ""
    basis: str = ""
    report: str = ""
    digest: str = ""
    lapsed: str | None = None


class Undecidable(Exception):  # noqa: N818  what it says is for the user, not an error of the program
    """A working paper whose decisions cannot be read."""

    def __init__(self, path: str, problem: Problem) -> None:
        super().__init__(path)
        self.path, self.problem = path, problem
