"""The whole page: its head, the verdict on each report, and the report beside its findings."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from auditor.model.finding import Audit, Report
from auditor.render import texts
from auditor.render.review import words
from auditor.render.review.body import Body
from auditor.render.review.findings import Findings
from auditor.render.review.ledger import ledger
from auditor.render.review.marks import Marks
from auditor.render.review.markup import link, text
from auditor.render.review.verdict import Verdict, verdict
from auditor.render.view import Tally, lost, tally

_SIGNS = {"ready": "✓", "look": "!", "partly": "!", "open": "?", "correct": "✕", "lost": "✕"}
_BAR = 400  # width of the bar of figures, in its own units
_FILTERS = (
    ("error", True),
    ("warning", True),
    ("accepted", True),
    ("info", False),
    ("unchecked", True),
    ("verified", True),
)


def page(audit: Audit, lang: str) -> str:
    """The page for all reports of an audit, self-contained: nothing in it is fetched, and no script runs but its own.

    The same audit gives the same text.
    """
    style, script = _shipped("style.css"), _shipped("script.js")
    verdicts = [verdict(report, lang) for report in audit.reports]
    sections = [
        _report(report, one, at, audit, lang)
        for at, (report, one) in enumerate(zip(audit.reports, verdicts, strict=True), 1)
    ]
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    several = len(audit.reports) > 1
    title = (
        words.say("title-several", lang, reports=texts.counted("report", len(audit.reports), lang))
        if several or not audit.reports
        else words.say("title", lang, name=_name(audit.reports[0]))
    )
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{lang}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{text(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            f'<a class="skip" href="#r1">{_say("to-findings", lang)}</a>' if sections else "",
            f'<header class="top"><p class="brand">{_say("brand", lang)}</p><h1>{text(title)}</h1>',
            _contents(audit, verdicts, lang) if several else "",
            f"<p>{text(texts.counted('obsolete', len(audit.obsolete), lang))}</p>" if audit.obsolete else "",
            "</header>",
            _controls(audit, lang),
            "<main>",
            *sections,
            "</main>",
            f"<footer><p>{_say('promise', lang)}</p></footer>",
            f'<aside class="about" aria-live="polite" aria-label="{_say("details", lang)}" hidden></aside>',
            f'<script data-close="{_say("close", lang)}">{script}</script>',
            "</body>",
            "</html>",
            "",
        ]
    )


def _shipped(name: str) -> str:
    """A file beside this one, in lines that end alike on every system, since the page holds its hash."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _digest(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _say(key: str, lang: str, **values: object) -> str:
    return text(words.say(key, lang, **values))


def _name(report: Report) -> str:
    return report.path.replace("\\", "/").rpartition("/")[2] or report.path


def _contents(audit: Audit, verdicts: list[Verdict], lang: str) -> str:
    """The reports with the verdict on each, as links."""
    heads = "".join(f'<th scope="col">{_say(key, lang)}</th>' for key in ("report", "verdict", "tied"))
    rows = []
    for at, (report, one) in enumerate(zip(audit.reports, verdicts, strict=True), 1):
        tied = _say("of", lang, n=one.counts.verified, total=one.counts.total) if one.kind != "lost" else ""
        rows.append(
            f'<tr class="{one.kind}"><th scope="row">{link(f"r{at}", text(report.path))}</th>'
            f'<td><span class="sign" aria-hidden="true">{_SIGNS[one.kind]}</span> {_headline(one, lang)}</td>'
            f'<td class="num">{tied}</td></tr>'
        )
    return (
        f'<nav class="contents" aria-label="{_say("contents", lang)}"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></nav>"
    )


def _headline(one: Verdict, lang: str) -> str:
    told = _say(one.kind, lang)
    return f"{told}: {text(texts.counted('error', one.counts.errors, lang))}" if one.kind == "correct" else told


def _controls(audit: Audit, lang: str) -> str:
    """What is shown of the findings and marks; the style sheet alone makes these work."""
    counts = tally(audit.reports)
    numbers = {
        "error": counts.errors,
        "warning": counts.warnings,
        "info": counts.infos,
        "accepted": counts.accepted,
        "unchecked": counts.unchecked,
        "verified": counts.verified,
    }
    boxes = "".join(
        f'<label><input type="checkbox" id="show-{key}"{" checked" if on else ""}> '
        f'{_say(f"show-{key}", lang)} <span class="count">{numbers[key]}</span></label>'
        for key, on in _FILTERS
    )
    keys = f'<p class="keys" hidden><kbd>n</kbd> <kbd>p</kbd> {_say("keys", lang)}</p>'
    return f'<div class="controls" role="group" aria-label="{_say("show", lang)}">{boxes}{keys}</div>'


def _report(report: Report, one: Verdict, at: int, audit: Audit, lang: str) -> str:
    marks = Marks(report, at, lang)
    rules = {rule.id: rule for rule in audit.rules}
    found = Findings(marks, rules, lang)
    head = _verdict(report, one, at, audit, lang)
    if lost(report):
        return f'<section class="report" id="r{at}" aria-labelledby="v{at}">{head}</section>'
    body = Body(report, marks, at, lang).html() or f'<p class="made">{_say("nothing", lang)}</p>'
    paper = _say("as-read", lang)
    return "\n".join(
        [
            f'<section class="report" id="r{at}" aria-labelledby="v{at}">',
            head,
            '<div class="panes">',
            f'<div class="side">{found.html()}\n{found.gaps()}</div>',
            f'<section class="paper" id="t{at}" aria-label="{paper}">',
            f'<h3 class="paper-head">{paper}</h3>{_legend(lang)}',
            f'<div class="text" lang="sv">\n{body}\n</div></section>',
            "</div>",
            f'<details class="ledgers" open><summary><h3>{_say("ledger", lang)}</h3></summary>',
            f'<p class="why">{_say("ledger-why", lang)}</p>',
            ledger(marks, lang),
            "</details>",
            "</section>",
        ]
    )


def _verdict(report: Report, one: Verdict, at: int, audit: Audit, lang: str) -> str:
    """The verdict in large, what it rests on, and what was checked with what."""
    reasons = "".join(f"<p>{text(reason)}</p>" for reason in one.reasons)
    if one.kind == "lost":
        reasons = "".join(f"<p>{text(texts.problem(found, lang))}</p>" for found in report.problems if found.fatal)
    name = f'<p class="brand">{text(_name(report))}</p>' if len(audit.reports) > 1 else ""
    made = words.say("rules", lang, version=f"rkaudit {audit.version}", n=len(audit.rules))
    facts = [("file", report.path), *([("digest", report.digest)] if report.digest else []), ("made-by", made)]
    told = "".join(f"<div><dt>{_say(key, lang)}</dt><dd>{text(value)}</dd></div>" for key, value in facts)
    return (
        f'<header class="verdict {one.kind}"><p class="sign" aria-hidden="true">{_SIGNS[one.kind]}</p>'
        f'<div>{name}<h2 id="v{at}">{_headline(one, lang)}</h2>{reasons}{_bar(one.counts)}'
        f'<dl class="facts">{told}</dl></div>'
        "</header>"
    )


def _bar(counts: Tally) -> str:
    """How the figures share out, to scale: exact, within rounding, contradicted, unchecked."""
    if not counts.total:
        return ""
    parts = (
        ("ex", counts.exact),
        ("ro", counts.verified - counts.exact),
        ("er", counts.contradicted),
        ("un", counts.unchecked),
    )
    rects, done = "", 0
    for kind, n in parts:
        left, right = done * _BAR // counts.total, (done + n) * _BAR // counts.total
        done += n
        if n:
            rects += f'<rect class="{kind}" x="{left}" y="0" width="{max(right - left, 1)}" height="8"/>'
    return f'<svg class="bar" viewBox="0 0 {_BAR} 8" preserveAspectRatio="none" aria-hidden="true">{rects}</svg>'


def _legend(lang: str) -> str:
    samples = (
        ("ex", "12,3", "exact"),
        ("ro", "12,3", "rounding"),
        ("er", "12,3", "contradicted"),
        ("wa", "12,3", "to-check"),
        ("ac", "12,3", "let-stand"),
        ("un", "12,3", "unchecked"),
        ("no", "2024", "not-a-figure"),
        ("now-term", "12,3", "term"),
    )
    told = "".join(
        f'<li><span class="n {kind}">{shown}</span>{"<sup class=k>1</sup>" if kind == "er" else ""} '
        f"{_say(key, lang)}</li>"
        for kind, shown, key in samples
    )
    return f'<ul class="legend" aria-label="{_say("legend", lang)}">{told}</ul>'
