"""What the auditor says: findings, the ledger of every figure, and the whole audit."""

import msgspec

from auditor.model.decision import ACCEPTED, Decision
from auditor.model.document import Problem
from auditor.model.figure import Figure, Listing, NotFigure, Table
from auditor.model.relation import Relation
from auditor.model.sheet import Laws
from auditor.model.span import Span

VERIFIED, UNCHECKED, CONTRADICTED, NOT_A_FIGURE = "verified", "unchecked", "contradicted", "not-a-figure"
# a cell of the source that the report was checked against: no figure of the report itself
SOURCE = "source"
SEVERITIES = ("info", "warning", "error")


class Text(msgspec.Struct, frozen=True):
    """A sentence in both languages."""

    sv: str
    en: str

    def of(self, lang: str) -> str:
        return self.en if lang == "en" else self.sv


class Place(msgspec.Struct, frozen=True):
    """A place that a finding points at, with the text that stands there and what a person calls it."""

    span: Span
    text: str
    label: str


class Cause(msgspec.Struct, frozen=True):
    """What probably went wrong: a key of auditor.diagnose.edits and its sentence."""

    kind: str
    text: Text


class Fix(msgspec.Struct, frozen=True):
    """Text to put in the place of a figure; `certain` where nothing else would do."""

    place: Place
    insert: str
    certain: bool


class Finding(msgspec.Struct, frozen=True):
    """One figure to correct, or one thing that could not be read.

    `blamed[0]` is the primary place. `stated`, `expected` and `bounds` are (scaled, decimals) of `unit`, None
    where there is
    none. `calculation` is the sum written out with the report's own signs and decimals, a line each; `relations`
    are indices into the report's relations. `decision` is what a person decided about it in an earlier review.
    """

    rule: str
    name: str
    severity: str
    verdict: str
    title: str
    message: Text
    blamed: tuple[Place, ...]
    secondary: tuple[Place, ...] = ()
    stated: tuple[int, int] | None = None
    expected: tuple[int, int] | None = None
    bounds: tuple[tuple[int, int], tuple[int, int]] | None = None
    unit: str | None = None
    turns_meaning: bool = False
    cause: Cause | None = None
    suggestion: str | None = None
    calculation: tuple[str, ...] = ()
    relations: tuple[int, ...] = ()
    notes: tuple[Text, ...] = ()
    fixes: tuple[Fix, ...] = ()
    fingerprint: str = ""
    decision: Decision | None = None

    @property
    def accepted(self) -> Decision | None:
        """The decision by which it is accepted, where one holds."""
        one = self.decision
        return one if one is not None and one.decision == ACCEPTED and one.lapsed is None else None


class Entry(msgspec.Struct, frozen=True):
    """A figure's line in the ledger. `reason` is a key of auditor.render.texts.REASONS for one that is unchecked;
    `exact` tells a verified figure that some relation meets to the last digit from one within rounding only;
    `residual` and `allowed` are those of its tightest relation, in rounding units.
    """

    status: str
    reason: str | None = None
    exact: bool = False
    residual: str | None = None
    allowed: str | None = None
    relations: tuple[int, ...] = ()


class Report(msgspec.Struct, frozen=True):
    """The audit of one file. `ledger[i]` is about `figures[i]`, the last of which may be cells of
    its source; `source` are the lines of the document as it was
    read; `laws` are the relations of each table, where they were asked for; `uncertain` and `digest` are those of the
    document; `decisions` are those of a person that are about its figures rather than its findings. `layout` tells
    of each line that is not blank (line, page, kind), the kinds as in auditor.model.draft.Passage.
    """

    path: str
    source: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    not_figures: tuple[NotFigure, ...] = ()
    ledger: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()
    lists: tuple[Listing, ...] = ()
    relations: tuple[Relation, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    laws: tuple[Laws, ...] = ()
    uncertain: bool = False
    digest: str = ""
    decisions: tuple[Decision, ...] = ()
    layout: tuple[tuple[int, int, str], ...] = ()


class RuleText(msgspec.Struct, frozen=True):
    """What a renderer needs to know of a rule."""

    id: str
    name: str
    family: str
    kind: str
    severity: str
    title: Text
    why: Text
    formulas: tuple[str, ...] = ()
    example: Text | None = None
    default: bool = True


class Audit(msgspec.Struct, frozen=True):
    """The reports of one run, with the rules that they were held to; `obsolete` are decisions about what is there no
    longer.
    """

    version: str
    reports: tuple[Report, ...]
    rules: tuple[RuleText, ...]
    obsolete: tuple[Decision, ...] = ()
