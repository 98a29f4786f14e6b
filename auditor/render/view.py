"""What every format asks of the records: order, counts, numbers, places, safe text."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor.model.figure import Figure, NotFigure, Table
from auditor.model.finding import (
    CONTRADICTED,
    NOT_A_FIGURE,
    SEVERITIES,
    SOURCE,
    UNCHECKED,
    VERIFIED,
    Entry,
    Finding,
    Report,
)
from auditor.model.relation import EXACT, ROUNDING
from auditor.model.span import Piece, Span
from auditor.render import texts

NO_BREAK, MINUS = "\u00a0", "\u2212"
# the ordinary space inside a figure that is quoted as it is printed, and what stands for it while lines are broken
_THOUSANDS, _HELD = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))"), "\x1f"


class Tally(msgspec.Struct, frozen=True):
    """How many findings of each severity that nobody has accepted, how many accepted, and how many figures of each
    standing.

    `exact` are those of `verified` that agree to the last digit; `reasons` says why the unchecked are so, the most
    common first. `sourced` are those that agree with the source which the report was held against.
    """

    errors: int
    warnings: int
    infos: int
    accepted: int
    total: int
    verified: int
    exact: int
    contradicted: int
    unchecked: int
    reasons: tuple[tuple[str, int], ...]
    sourced: int = 0


def tally(reports: Sequence[Report]) -> Tally:
    """The counts of all `reports` together."""
    severities: Counter[str] = Counter()
    standing: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    exact = 0
    for report in reports:
        severities.update("accepted" if finding.accepted else finding.severity for finding in report.findings)
        standing.update(entry.status for entry in report.ledger)
        exact += sum(entry.exact for entry in report.ledger if entry.status == VERIFIED)
        reasons.update(entry.reason or "no-relation" for entry in report.ledger if entry.status == UNCHECKED)
    return Tally(
        errors=severities["error"],
        warnings=severities["warning"],
        infos=severities["info"],
        accepted=severities["accepted"],
        total=standing[VERIFIED] + standing[CONTRADICTED] + standing[UNCHECKED],
        verified=standing[VERIFIED],
        exact=exact,
        contradicted=standing[CONTRADICTED],
        unchecked=standing[UNCHECKED],
        reasons=tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        sourced=sum(map(_sourced, reports)),
    )


def _sourced(report: Report) -> int:
    """How many figures of a report agree with a cell of its source."""
    given = {number for number, entry in enumerate(report.ledger) if entry.status == SOURCE}
    return len(
        {
            relation.result
            for relation in report.relations
            if given.intersection(relation.numbers)
            and relation.judgement is not None
            and relation.judgement.verdict in (EXACT, ROUNDING)
        }
    )


def lost(report: Report) -> bool:
    """Whether the whole file could not be read."""
    return any(problem.fatal for problem in report.problems)


def _position(span: Span) -> tuple[int, int, int]:
    return span.page or 0, span.line or 0, span.column or 0


def ordered(findings: Iterable[Finding], *, infos: bool = True, accepted: bool = True) -> list[Finding]:
    """Errors first, then warnings and infos, then what a person has accepted; within each what turns the meaning first;
    then as they stand.
    """
    chosen = [
        finding
        for finding in findings
        if (accepted if finding.accepted is not None else infos or finding.severity != "info")
    ]
    return sorted(
        chosen,
        key=lambda finding: (
            finding.accepted is not None,
            -SEVERITIES.index(finding.severity),
            not finding.turns_meaning,
            *_position(finding.blamed[0].span),
            finding.rule,
        ),
    )


def numbers(report: Report) -> Iterator[tuple[Figure | NotFigure, Entry]]:
    """Every number of the report and its standing, in reading order."""
    told: list[tuple[Figure | NotFigure, Entry]] = [
        pair for pair in zip(report.figures, report.ledger, strict=True) if pair[1].status != SOURCE
    ]
    told += [(number, Entry(NOT_A_FIGURE, number.reason)) for number in report.not_figures]
    return iter(sorted(told, key=lambda pair: _position(pair[0].span)))


def decimal(scaled: int, decimals: int) -> str:
    """scaled * 10**-decimals with a decimal point, all its decimals and nothing else: `-0.50`."""
    if decimals <= 0:
        return str(scaled * 10**-decimals)
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    return f"{'-' if scaled < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def swedish(scaled: int, decimals: int, unit: str | None = None) -> str:
    """The same as a Swedish report prints it, with no-break spaces: `−1 234,5 tkr`."""
    whole, _, fraction = decimal(abs(scaled), decimals).partition(".")
    grouped = f"{int(whole):,}".replace(",", NO_BREAK)
    sign = MINUS if scaled < 0 else ""
    return sign + grouped + ("," + fraction if fraction else "") + (NO_BREAK + unit if unit else "")


_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str) -> str:
    """`text` with nothing in it that could steer a terminal, character for character.

    Escape sequences and marks that turn the direction of writing come from the report as readily as its figures.
    Private characters are what a PDF leaves of its bullets.
    """
    if text.replace(NO_BREAK, " ").isprintable():  # nothing but letters, digits, marks and plain spaces
        return text
    return "".join(map(_safe, text))


def _safe(character: str) -> str:
    if character in "\t\n\r\f\v":
        return " "
    category = unicodedata.category(character)
    if category == "Co":
        return "•"
    return "\ufffd" if category in _UNSAFE else character


def wrap(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    """`text` in lines of at most `width`, broken at ordinary spaces only, and not between the digits of a figure."""
    import textwrap

    held = _THOUSANDS.sub(_HELD, clean(text))
    lines = textwrap.wrap(
        held, width, initial_indent=indent, subsequent_indent=indent + hanging, break_on_hyphens=False
    )
    return [line.replace(_HELD, " ") for line in lines]


def paged(report: Report) -> bool:
    """Whether the report has more than one page, so that a line needs its page."""
    spans = [figure.span for figure in report.figures] + [number.span for number in report.not_figures]
    spans += [place.span for finding in report.findings for place in finding.blamed]
    return any((span.page or 1) > 1 for span in spans) or any(table.page > 1 for table in report.tables)


def where(piece: Piece, lang: str, *, page: bool) -> str:
    """Where a piece stands as a person says it: `rad 12`, `sid 3, rad 121`, `cell Blad1!B7`, `sid 14 (tryckt 12)`."""
    origin = piece.origin
    if origin is None:
        paged = piece.page is not None and (page or piece.line is None)
        told = [texts.say("page", lang, n=piece.page)] if paged else []
        return ", ".join([*told, *([texts.say("line", lang, n=piece.line)] if piece.line is not None else [])])
    told = [clean(origin.file)] if origin.file is not None else []
    if piece.page is not None and (page or origin.box is not None):
        other = origin.printed is not None and origin.printed != str(piece.page)
        told.append(texts.say("page-printed" if other else "page", lang, n=piece.page, printed=origin.printed))
    if origin.cell is not None:
        told.append(texts.say("cell", lang, n=clean(origin.cell)))
    elif origin.paragraph is not None:
        told.append(texts.say("paragraph", lang, n=origin.paragraph))
    elif origin.line is not None:
        told.append(texts.say("line", lang, n=origin.line))
    return ", ".join(told)


def where_table(table: Table, lang: str) -> str:
    """The lines of a table, or its pages or cells in a file that has no lines."""
    pieces = [piece for row in table.rows for cell in row.cells if cell and cell.span for piece in cell.span.pieces]
    if not pieces or pieces[0].origin is None:
        return texts.say("line", lang, n=f"{table.line}–{table.end_line}")
    first, last = (where(piece, lang, page=True) for piece in (pieces[0], pieces[-1]))
    return first if first == last else f"{first} – {last}"


def joined(parts: Sequence[str], lang: str) -> str:
    """`a, b och c`."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + (" and " if lang == "en" else " och ") + parts[-1]
