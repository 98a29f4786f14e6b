"""What was found and how much was checked, in a sentence; and what could not be read."""

from collections.abc import Iterator, Sequence

from auditor.model.finding import Audit, Report
from auditor.render.texts import REASONS, counted, problem, say, word
from auditor.render.view import Tally, clean, lost, tally


def summaries(audit: Audit, lang: str, *, verbose: bool = False) -> Iterator[str]:
    """A line for each report that could be read, and one for all when there are several."""
    for report in audit.reports:
        if not lost(report) and report.source:
            yield f"{clean(report.path)}: {_sentence(tally([report]), lang, verbose)}"
    if len(audit.reports) > 1:
        unread = sum(map(lost, audit.reports))
        reports = counted("report", len(audit.reports), lang)
        if unread:
            reports += f" ({counted('lost', unread, lang)})"
        yield f"{say('in-all', lang, reports=reports)}: {_sentence(tally(audit.reports), lang, verbose)}"
    decided = any(finding.decision for report in audit.reports for finding in report.findings)
    if audit.obsolete and (verbose or not decided):
        yield counted("obsolete", len(audit.obsolete), lang)


def _sentence(counts: Tally, lang: str, verbose: bool) -> str:
    if counts.errors or counts.warnings:
        head = f"{counted('error', counts.errors, lang)}, {counted('warning', counts.warnings, lang)}"
    elif counts.accepted:
        head = say("nothing-else", lang)
    elif counts.verified:
        head = say("nothing-wrong", lang)
    else:
        head = ""
    sentences = [head, ledger(counts, lang)]
    if counts.sourced:
        sentences.append(counted("sourced", counts.sourced, lang))
    if counts.infos and not verbose:
        sentences.append(counted("infos-hidden", counts.infos, lang))
    if counts.accepted:
        sentences.append(counted("accepted" if verbose else "accepted-hidden", counts.accepted, lang))
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def ledger(counts: Tally, lang: str) -> str:
    """`142 av 160 tal avstämda, varav 131 exakt, 3 motsägs, 15 utan samband`, without the full stop."""
    if not counts.total:
        return say("no-figures", lang)
    if counts.verified:
        parts = [counted("verified", counts.verified, lang, total=counts.total), _exactness(counts, lang)]
    else:
        parts = [say("none-verified", lang, total=counts.total)]
    if counts.contradicted:
        parts.append(counted("contradicted", counts.contradicted, lang))
    if counts.unchecked:
        parts.append(_unchecked(counts, lang))
    return ", ".join(parts)


def _exactness(counts: Tally, lang: str) -> str:
    if counts.exact == counts.verified:
        return say("exact-one" if counts.verified == 1 else "exact-all", lang)
    if not counts.exact:
        return say("rounding-one" if counts.verified == 1 else "exact-none", lang)
    return counted("exact-of-them", counts.exact, lang)


def _unchecked(counts: Tally, lang: str) -> str:
    reasons = [f"{n} {word(REASONS, reason, lang)}" for reason, n in counts.reasons]
    if len(reasons) == 1:
        return reasons[0]
    return f"{counted('unchecked', counts.unchecked, lang)} ({', '.join(reasons)})"


def problems(
    reports: Sequence[Report], lang: str, *, fatal_only: bool = False, summarised: bool = False
) -> Iterator[str]:
    """What could not be read, a sentence each with the path and line.

    Beside summaries (`summarised`) a report without figures is not told of, since its summary says so.
    """
    for report in reports:
        for found in report.problems:
            if found.fatal or not (fatal_only or (summarised and found.code == "no-figures")):
                told = [("page", found.page), ("cell", found.cell), ("line", found.line)]
                place = "".join(f", {say(key, lang, n=n)}" for key, n in told if n is not None)
                yield clean(f"{report.path}{place}: {problem(found, lang)}")
