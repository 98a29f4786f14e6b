"""Findings for a person to read: what stands, what should, the sum written out, and the line itself."""

import os
import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from auditor.model.finding import Audit, Finding, Place, Report
from auditor.render.remarks import explained
from auditor.render.summary import summaries
from auditor.render.texts import SEVERITY, counted, word
from auditor.render.view import clean, ordered, paged, where, wrap

_STYLE = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan", "accepted": "bold green"}
_TAB = 4
_PRIMARY_LINES, _SECONDARY_LINES = 6, 4
_SECONDARY_WIDTH = 72  # of a line that is shown for comparison only
_NARROWEST_TITLE = 24  # below this the title goes under the rule and the place


def console(stream: TextIO, width: int) -> Console:
    """A console on `stream`: colour on a terminal only, and not where NO_COLOR is set."""
    terminal = stream.isatty()
    return Console(
        file=stream,
        width=width,
        force_terminal=terminal,
        color_system="auto" if terminal and not os.environ.get("NO_COLOR") else None,
        highlight=False,
        markup=False,
        emoji=False,
    )


def render(audit: Audit, lang: str, stream: TextIO, width: int, *, verbose: bool = False, quiet: bool = False) -> None:
    """Prints the findings of every report and then how much was checked, unless `quiet`."""
    out = console(stream, width)
    several = len(audit.reports) > 1
    for report in audit.reports:
        findings = ordered(report.findings, infos=verbose, accepted=verbose)
        if findings and several:
            out.print(Text(clean(report.path), style="bold underline"), soft_wrap=True)
            out.print()
        page = paged(report)
        for finding in findings:
            for line in _finding(finding, report, lang, width, page, verbose):
                out.print(line, soft_wrap=True)
            out.print()
    if not quiet:
        for sentence in summaries(audit, lang, verbose=verbose):
            for told in wrap(sentence, width, hanging="  "):
                out.print(Text(told), soft_wrap=True)


def _finding(finding: Finding, report: Report, lang: str, width: int, page: bool, verbose: bool) -> Iterator[Text]:
    yield from _head(finding, lang, width, page)
    yield from map(Text, wrap(finding.message.of(lang), width))
    for calculation in finding.calculation:
        yield from map(Text, _sum(clean(calculation), width))
    for sentence in explained(finding, report, lang, verbose=verbose):
        yield from map(Text, wrap(sentence, width))
    yield from _excerpts(finding, report, lang, width, page)


def _head(finding: Finding, lang: str, width: int, page: bool) -> Iterator[Text]:
    """Severity and title to the left, rule and place to the right; the title below where there is no room."""
    kind = "accepted" if finding.accepted else finding.severity
    severity = word(SEVERITY, kind, lang)
    right = f"{finding.rule}  {where(finding.blamed[0].span.pieces[0], lang, page=page)}".rstrip()
    title = finding.title or finding.blamed[0].label or finding.name
    room = width - len(severity) - len(right) - 4
    beside = room >= _NARROWEST_TITLE
    first, *rest = wrap(title, room) if beside else ["", *wrap(title, width, "  ")]
    line = Text().append(severity, style=_STYLE.get(kind, "bold"))
    line.append("  ").append(first, style="bold")
    line.append(" " * max(width - cell_len(line.plain) - cell_len(right), 1)).append(right, style="dim")
    yield line
    margin = " " * (len(severity) + 2) if beside else ""
    for more in rest:
        yield Text(margin + more, style="bold")


def _sum(calculation: str, width: int) -> list[str]:
    """A sum written out, broken before an operator where it is too long."""
    lines: list[str] = []
    line = "  "
    for step in re.split(r" (?=[-+−–=≠×·*/:÷] )", calculation):
        if line.strip() and cell_len(f"{line} {step}") > width:
            lines.append(line)
            line = f"    {step}"
        else:
            line += f" {step}" if line.strip() else step
    lines.append(line)
    return [part for line in lines for part in wrap(line, width, hanging="      ")]


_Marks = dict[int, list[tuple[int, int | None, str]]]


def _excerpts(finding: Finding, report: Report, lang: str, width: int, page: bool) -> Iterator[Text]:
    """The lines of the blamed figures, and beneath them a few of the others."""
    marks = _marks(finding.secondary, "-", report)
    blamed = _marks(finding.blamed, "^", report)
    primary = {line: marks.pop(line, []) + own for line, own in blamed.items()}
    style = _STYLE.get(finding.severity, "bold")
    digits = max((len(str(line)) for line in primary), default=0)
    for line, own in list(primary.items())[:_PRIMARY_LINES]:
        yield from _excerpt(f"  {line:>{digits}} | ", report.source[line - 1], own, width, style)
    if len(primary) > _PRIMARY_LINES:
        yield Text("  " + counted("more", len(primary) - _PRIMARY_LINES, lang), style="dim")
    for line, own in list(marks.items())[:_SECONDARY_LINES]:
        place = next(p for other in finding.secondary for p in other.span.pieces if p.line == line)
        prefix = f"  {where(place, lang, page=page)}: "
        room = min(width, len(prefix) + _SECONDARY_WIDTH)
        yield from _excerpt(prefix, report.source[line - 1], own, room, style)
    elsewhere = [place for place in finding.secondary if place.span.line is None]
    for other in elsewhere[:_SECONDARY_LINES]:
        told = f"{where(other.span.pieces[0], lang, page=page)}: {other.text}".removeprefix(": ")
        yield from map(Text, wrap(told, width, "  ", "  "))
    hidden = max(len(marks) - _SECONDARY_LINES, 0) + max(len(elsewhere) - _SECONDARY_LINES, 0)
    if hidden:
        yield Text("  " + counted("more", hidden, lang), style="dim")


def _marks(places: Sequence[Place], mark: str, report: Report) -> _Marks:
    """The stretches to underline on each line of the source, 1-based columns with exclusive ends."""
    marks: _Marks = {}
    for place in places:
        for piece in place.span.pieces:
            if piece.line is not None and piece.line <= len(report.source):
                marks.setdefault(piece.line, []).append((piece.column or 1, piece.end_column, mark))
    return marks


def _excerpt(
    prefix: str, source: str, marks: list[tuple[int, int | None, str]], width: int, style: str
) -> Iterator[Text]:
    shown, under = _underlined(source, marks, width - len(prefix))
    yield Text().append(prefix, style="dim").append(shown)
    if under.strip():
        margin = "".join("|" if character == "|" else " " for character in prefix)
        yield Text().append(margin, style="dim").append(under.rstrip(), style=style)


def _underlined(source: str, marks: list[tuple[int, int | None, str]], width: int) -> tuple[str, str]:
    """A line of the source and the line of marks below it, tabs expanded alike, cut to `width` around the marks."""
    shown, offsets = "", []
    for character in source.rstrip("\r\n"):
        offsets.append(len(shown))
        shown += " " * (_TAB - len(shown) % _TAB) if character == "\t" else clean(character)
    offsets.append(len(shown))
    under = [" "] * len(shown)
    for column, end_column, mark in marks:
        start = offsets[min(column - 1, len(offsets) - 1)]
        end = offsets[min(end_column - 1, len(offsets) - 1)] if end_column is not None else len(shown)
        under[start:end] = mark * (end - start)
    start, stop = _window("".join(under), len(shown.rstrip()), width)
    left, right = "…" if start else "", "…" if stop < len(shown.rstrip()) else ""
    # a mark is as wide as the character above it: combining ones have no width, East Asian ones two
    marked = "".join(
        mark * cell_len(character) for mark, character in zip(under[start:stop], shown[start:stop], strict=True)
    )
    return left + shown[start:stop] + right, " " * len(left) + marked


def _window(under: str, length: int, width: int) -> tuple[int, int]:
    """The stretch of a line of `length` that is shown: all of it, or what is around the blamed marks."""
    length = max(length, len(under.rstrip()))
    if length <= width:
        return 0, length
    room = max(width - 2, 1)  # an ellipsis at either end
    chosen = "^" if "^" in under else "-"
    first, last = max(under.find(chosen), 0), under.rfind(chosen) + 1
    start = first if last - first > room else (first + last - room) // 2
    start = min(max(start, 0), length - room)
    return start, start + room
