"""What a finding says beyond its message, in the same words wherever it is shown."""

from collections.abc import Iterator

from auditor.model.decision import OTHER, Decision
from auditor.model.finding import VERIFIED, Entry, Finding, Report
from auditor.render.texts import DECIDED, EVIDENCE, LAPSED, REASONS, SEVERITY, STATUS, say, word
from auditor.render.view import NO_BREAK, clean, joined, swedish


def comment(finding: Finding, report: Report, lang: str) -> str:
    """A finding as a comment beside its figure: severity and rule, what stands and what should, the sum done out."""
    kind = "accepted" if finding.accepted else finding.severity
    lines = [
        f"{word(SEVERITY, kind, lang)} {finding.rule} · {finding.title or finding.name}",
        finding.message.of(lang),
        *finding.calculation,
        *explained(finding, report, lang),
    ]
    return "\n".join(map(clean, lines))


def explained(finding: Finding, report: Report, lang: str, *, verbose: bool = False) -> Iterator[str]:
    """What was decided about it, the notes, the likely cause with what should stand there, and when `verbose` what the
    finding rests on.
    """
    if finding.decision is not None:
        yield decided(finding.decision, lang)
    yield from (note.of(lang) for note in finding.notes)
    remedy = []
    if finding.cause:
        remedy.append(stopped(say("cause", lang, cause=finding.cause.text.of(lang))))
    remedy.extend(_remedy(finding, lang))
    if remedy:
        yield " ".join(remedy)
    if verbose:
        kinds = dict.fromkeys(kind for index in finding.relations for kind in report.relations[index].evidence)
        if kinds:
            yield say("rests-on", lang, evidence=joined([word(EVIDENCE, kind, lang) for kind in kinds], lang))


def decided(decision: Decision, lang: str) -> str:
    """An earlier decision with its comment, who made it and when; of an acceptance that holds no longer, why."""
    what = decision.written if decision.decision == OTHER else word(DECIDED, decision.decision, lang)
    who = ", ".join(part for part in (decision.signature, decision.date) if part)
    told = f"{what} ({who})" if who else what
    sentences = [say("decided", lang, decision=told), decision.comment]
    if decision.lapsed:
        sentences.append(word(LAPSED, decision.lapsed, lang))
    return " ".join(stopped(sentence) for sentence in sentences if sentence)


def stopped(sentence: str) -> str:
    """A sentence with its full stop."""
    return sentence if sentence.endswith((".", "?", "!")) else sentence + "."


def _remedy(finding: Finding, lang: str) -> Iterator[str]:
    """What should stand there, and what rounding leaves open."""
    unit = finding.unit
    if finding.suggestion:
        yield say("should-be", lang, value=with_unit(finding.suggestion, unit))
    elif finding.expected:  # which of several figures to correct is not known
        yield say("computed", lang, value=swedish(*finding.expected, unit))
    if finding.bounds:
        low, high = finding.bounds
        known = finding.suggestion or finding.expected
        if low != high:  # the unit stands once for both
            key = "rounding-allows" if known else "should-lie"
            yield say(key, lang, low=swedish(*low), high=swedish(*high, unit))
        elif not known:
            yield say("should-be", lang, value=swedish(*low, unit))


def with_unit(suggestion: str, unit: str | None) -> str:
    """A suggested figure with its unit; suggested words have none."""
    return suggestion + NO_BREAK + unit if unit and suggestion[-1:].isdigit() else suggestion


def standing(entry: Entry, lang: str) -> str:
    """What the ledger says of a figure: ties out exactly or within rounding, contradicted, or why it is unchecked."""
    told = word(STATUS, entry.status, lang)
    if entry.status == VERIFIED and entry.exact:
        return f"{told}, {say('exactly', lang)}"
    if entry.status == VERIFIED and entry.residual is not None and entry.allowed is not None:
        return f"{told}, {say('within', lang, residual=_comma(entry.residual), allowed=_comma(entry.allowed))}"
    if entry.reason:
        return f"{told}: {word(REASONS, entry.reason, lang)}"
    return told


def _comma(amount: str) -> str:
    return amount.replace(".", ",")
