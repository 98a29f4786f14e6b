"""Whether a report may be published, as far as the audit can tell: never more than was checked."""

from typing import Literal

import msgspec

from auditor.model.finding import Report
from auditor.render import summary, texts
from auditor.render.review import words
from auditor.render.view import Tally, lost, tally

Kind = Literal["ready", "look", "partly", "open", "correct", "lost"]


class Verdict(msgspec.Struct, frozen=True):
    """`kind` is a headline of auditor.render.review.words; `reasons` are the sentences below it."""

    kind: Kind
    reasons: tuple[str, ...]
    counts: Tally


def verdict(report: Report, lang: str) -> Verdict:
    """The verdict on a report. It is ready only if no rule accuses anything, everything could be read, and the larger
    part of its figures was verified.
    """
    counts = tally([report])
    ledger = summary.ledger(counts, lang)
    ledger = f"{ledger[:1].upper()}{ledger[1:]}."
    if counts.sourced:
        ledger = f"{ledger} {texts.counted('sourced', counts.sourced, lang)}."
    if lost(report):
        return Verdict("lost", (), counts)
    if counts.errors:
        return Verdict("correct", (*_warned(counts, lang), *_doubts(report, lang), ledger), counts)
    if not counts.verified:
        doubts = _warned(counts, lang) + _doubts(report, lang)
        return Verdict("open", (*doubts, ledger), counts)
    doubts = _warned(counts, lang) + _doubts(report, lang)
    if counts.contradicted and not counts.warnings and not counts.accepted:
        doubts.append(words.say("not-shown", lang))
    accepted = [f"{words.counted('accepted', counts.accepted, lang)}."] if counts.accepted else []
    if doubts:
        return Verdict("look", (words.say("no-sure-errors", lang), *doubts, *accepted, ledger), counts)
    kind: Kind = "partly" if 2 * counts.verified < counts.total else "ready"
    told = words.say("no-other-errors" if accepted else "no-errors", lang)
    return Verdict(kind, (told, *accepted, ledger), counts)


def _warned(counts: Tally, lang: str) -> list[str]:
    return [f"{words.counted('warnings', counts.warnings, lang)}."] if counts.warnings else []


def _doubts(report: Report, lang: str) -> list[str]:
    """What keeps the reading from being whole and certain."""
    told = [words.say("uncertain", lang)] if report.uncertain else []
    if any(problem.code not in ("no-figures", "empty") for problem in report.problems):
        told.append(words.say("unread", lang))
    return told
