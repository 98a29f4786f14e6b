"""Decisions of an earlier review put to the findings of this one."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from auditor.model import basis
from auditor.model.decision import ACCEPTED, CHANGED, NO_BASIS, NO_COMMENT, Decision
from auditor.model.finding import Finding, Report


def decided(
    reports: Sequence[Report], papers: Sequence[Sequence[Decision]]
) -> tuple[tuple[Report, ...], tuple[Decision, ...]]:
    """The reports with what was decided about their findings and figures, and the decisions about what is not there.

    Each paper holds the decisions of one file; what a later one says goes before what an earlier one did.
    """
    chosen: list[dict[str, Decision]] = [{} for _ in reports]
    obsolete: list[Decision] = []
    for paper in papers:
        pairs = _paired(((one.report, one.digest) for one in paper), reports)
        for one in paper:
            at = pairs.get((one.report, one.digest))
            if at is None:
                obsolete.append(one)
            else:
                chosen[at][one.fingerprint] = one
    result = []
    for report, own in zip(reports, chosen, strict=True):
        if any(problem.fatal for problem in report.problems):
            result.append(report)
            continue
        findings = tuple(_with(finding, own.pop(finding.fingerprint, None)) for finding in report.findings)
        kept = _about_figures(report, own) if own else ()
        obsolete += [one for one in own.values() if one not in kept]
        result.append(msgspec.structs.replace(report, findings=findings, decisions=kept))
    return tuple(result), tuple(obsolete)


def _with(finding: Finding, decision: Decision | None) -> Finding:
    """A finding with the decision on it, and whether an acceptance holds."""
    if decision is None:
        return finding
    lapsed = decision.lapsed
    if decision.decision == ACCEPTED and lapsed is None:
        if not decision.comment:
            lapsed = NO_COMMENT
        elif not decision.basis:
            lapsed = NO_BASIS
        elif decision.basis != basis.of_finding(finding):
            lapsed = CHANGED
    return msgspec.structs.replace(finding, decision=msgspec.structs.replace(decision, lapsed=lapsed))


def _about_figures(report: Report, decisions: dict[str, Decision]) -> tuple[Decision, ...]:
    """Those of the decisions that are about figures of the report which stand as they did."""
    stands = {
        fingerprint: basis.of_figure(figure)
        for fingerprint, figure in zip(basis.fingerprints(report), report.figures, strict=True)
    }
    return tuple(one for one in decisions.values() if one.basis and stands.get(one.fingerprint) == one.basis)


_Key = tuple[str, str]


def _paired(keys: Iterable[_Key], reports: Sequence[Report]) -> dict[_Key, int]:
    """Which report each path and digest of a paper means: the one of that path, else the same file elsewhere, else the
    only one of that name, else the one that is left where one is left on either side.
    """
    found: dict[_Key, int] = {}
    left = dict.fromkeys(keys)
    for token in _TOKENS:
        offered: dict[str, list[int]] = {}
        wanted: dict[str, list[_Key]] = {}
        for at, report in enumerate(reports):
            if at not in found.values():
                offered.setdefault(token(report.path, report.digest), []).append(at)
        for key in left:
            if key not in found:
                wanted.setdefault(token(*key), []).append(key)
        for text, own in wanted.items():
            if text and len(own) == len(offered.get(text, ())) == 1:
                found[own[0]] = offered[text][0]
    return found


# what is alike of a report then and now, the surest first
_TOKENS: tuple[Callable[[str, str], str], ...] = (
    lambda path, digest: path,
    lambda path, digest: digest,
    lambda path, digest: path.rpartition("/")[2].casefold(),
    lambda path, digest: "the only one",
)
