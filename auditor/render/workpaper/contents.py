"""The rows of the working paper: every finding, every figure, and what could not be read."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from auditor.diagnose import wording
from auditor.diagnose.values import holds
from auditor.model import basis
from auditor.model.decision import OTHER, Decision
from auditor.model.figure import Figure
from auditor.model.finding import CONTRADICTED, UNCHECKED, VERIFIED, Audit, Entry, Finding, Report
from auditor.model.relation import EXACT, MEAN, UNDECIDED, Relation
from auditor.model.span import Span
from auditor.render import texts
from auditor.render.remarks import decided, standing
from auditor.render.view import decimal, lost, ordered, paged, swedish, where
from auditor.render.workpaper import words
from auditor.render.workpaper.sheets import DECIDE, TIED, Column, Date, Formula, Number, Sheet, Value

TICKS = {CONTRADICTED: "✗", UNCHECKED: "–"}
# every sum is looked up among all figures: beyond this a spreadsheet would take its time
_MOST_LIVE, _MOST_TERMS, _MOST_FORMULA = 4_000, 250, 8_000
_MOST_NUMBERS = 6
# characters on either side of a figure that is quoted
_QUOTED = 40
_ISO = re.compile(r"[12]\d{3}-\d\d-\d\d")

_FINDINGS = (
    Column("severity", 11),
    Column("rule", 8),
    Column("place", 15),
    Column("figure", 32),
    Column("stated", 12, "right"),
    Column("expected", 12, "right"),
    Column("difference", 11, "right"),
    Column("unit", 7),
    Column("range", 17),
    Column("suggestion", 12, "right"),
    Column("calculation", 34),
    Column("cause", 26),
    Column("message", 48),
    *DECIDE,
    *TIED,
)
_FIGURES = (
    Column("number", 6, "centre"),
    Column("place", 14),
    Column("table", 26),
    Column("row", 28),
    Column("column", 18),
    Column("printed", 13, "right"),
    Column("value", 13, "right"),
    Column("unit", 7),
    Column("tick", 4, "centre"),
    Column("standing", 24),
    Column("rule", 8),
    Column("relation", 28),
    Column("calculation", 36),
    Column("check", 14, "right"),
    Column("difference", 11, "right"),
    *DECIDE,
    *TIED,
)
_UNREAD = (Column("what", 18), Column("place", 18), Column("text", 24), Column("reason", 70))
_FILE = Column("file", 18)


def read_reports(audit: Audit) -> list[Report]:
    """The reports that could be read."""
    return [report for report in audit.reports if not lost(report)]


def _columns(own: Sequence[Column], audit: Audit) -> tuple[Column, ...]:
    """With the name of the file first, where there are several."""
    return (_FILE, *own) if len(audit.reports) > 1 else tuple(own)


def _filed(row: list[Value], report: Report, audit: Audit) -> list[Value]:
    return [report.path.rpartition("/")[2], *row] if len(audit.reports) > 1 else row


# ---- findings


def findings(audit: Audit, lang: str) -> Sheet:
    """A row for each finding, the gravest of each report first."""
    rows: list[list[Value]] = []
    tones: list[str] = []
    for report in read_reports(audit):
        page = paged(report)
        for finding in ordered(report.findings):
            rows.append(_filed(_finding(finding, report, lang, page), report, audit))
            tones.append("accepted" if finding.accepted else finding.severity)
    return Sheet("findings", _columns(_FINDINGS, audit), rows, tones, "severity")


def _finding(finding: Finding, report: Report, lang: str, page: bool) -> list[Value]:
    kind = "accepted" if finding.accepted else finding.severity
    stated = finding.stated
    told = [finding.message.of(lang), *(note.of(lang) for note in finding.notes)]
    if finding.decision is not None and finding.decision.lapsed is not None:
        told.append(decided(finding.decision, lang))
    return [
        texts.word(texts.SEVERITY, kind, lang),
        finding.rule,
        where(finding.blamed[0].span.pieces[0], lang, page=page),
        finding.title or finding.blamed[0].label or finding.name,
        Number(*stated) if stated else finding.blamed[0].text,
        Number(*finding.expected) if finding.expected else None,
        _difference(stated, finding.expected) if stated and finding.expected else None,
        finding.unit,
        _range(finding, lang),
        finding.suggestion,
        "\n".join(finding.calculation),
        finding.cause.text.of(lang) if finding.cause else None,
        "\n".join(told),
        *_decision(finding.decision, lang),
        *_tied(finding.fingerprint, basis.of_finding(finding), report),
    ]


def _difference(one: tuple[int, int], other: tuple[int, int]) -> Number:
    decimals = max(one[1], other[1])
    return Number(one[0] * 10 ** (decimals - one[1]) - other[0] * 10 ** (decimals - other[1]), decimals)


def _range(finding: Finding, lang: str) -> str | None:
    if finding.bounds is None:
        return None
    low, high = (swedish(*bound) for bound in finding.bounds)
    return low if low == high else f"{low} {'to' if lang == 'en' else 'till'} {high}"


def _decision(one: Decision | None, lang: str) -> list[Value]:
    """An earlier decision filled in again; one that holds no longer has to be made anew."""
    if one is None or one.lapsed is not None:
        return [None] * len(DECIDE)
    written = one.written if one.decision == OTHER else texts.word(texts.DECIDED, one.decision, lang)
    return [written, one.comment, one.signature, Date(one.date) if _ISO.fullmatch(one.date) else one.date]


def _tied(fingerprint: str, about: str, report: Report) -> list[Value]:
    return [f"rk-{fingerprint}", about, report.path, report.digest]


# ---- figures


def figures(audit: Audit, lang: str) -> Sheet:
    """A row for each figure in reading order, with its relation and the sum behind it."""
    columns = _columns(_FIGURES, audit)
    rules = {rule.id: rule.title.of(lang) for rule in audit.rules}
    count = sum(len(report.figures) for report in read_reports(audit))
    lookup = _Lookup(columns, count) if count <= _MOST_LIVE else None
    rows: list[list[Value]] = []
    tones: list[str] = []
    first = 1
    for report in read_reports(audit):
        sheet = _Figures(report, lang, rules, first, lookup)
        for index in sheet.order:
            rows.append(_filed(sheet.row(index, len(rows) + 2), report, audit))
            tones.append(sheet.tone(index))
        first += len(report.figures)
    return Sheet("figures", columns, rows, tones, "tick")


class _Lookup:
    """Sums of values looked up by the numbers of their rows, so that they stand when the rows are sorted."""

    def __init__(self, columns: Sequence[Column], count: int) -> None:
        keys = [column.key for column in columns]
        self._letters = {key: _letter(keys.index(key)) for key in ("number", "value", "check")}
        self._last = count + 1

    def sum(self, numbers: Sequence[int], weights: Sequence[str]) -> str:
        """The sum of weight * value over the figures with these numbers."""
        among, of = (
            f"${letter}$2:${letter}${self._last}" for letter in (self._letters["number"], self._letters["value"])
        )
        found = f"SUMIF({among},{{{','.join(map(str, numbers))}}},{of})"
        weighed = f"*{{{','.join(weights)}}}" if any(weight != "1" for weight in weights) else ""
        return f"SUMPRODUCT({found}{weighed})"

    def difference(self, row: int, decimals: int) -> str:
        """What stands less what it comes to, in one row."""
        return f"ROUND({self._letters['value']}{row}-{self._letters['check']}{row},{decimals})"


def _letter(place: int) -> str:
    """The letter of a column among the first 26, from 0."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


class _Figures:
    """The rows of one report's figures."""

    def __init__(self, report: Report, lang: str, rules: Mapping[str, str], first: int, lookup: _Lookup | None) -> None:
        self.report, self.lang, self.rules, self.lookup = report, lang, rules, lookup
        spans = [figure.span for figure in report.figures]
        self.order = sorted(range(len(spans)), key=lambda index: _position(spans[index]))
        self.numbers = {index: first + place for place, index in enumerate(self.order)}
        self.page = paged(report)
        self.cells = {
            cell.figure: (
                " · ".join(dict.fromkeys(filter(None, (table.section, table.title)))),
                row.label,
                column.header,
            )
            for table in report.tables
            for row in table.rows
            for cell, column in zip(row.cells, table.columns, strict=False)
            if cell is not None and cell.figure is not None
        }
        self.fingerprints = basis.fingerprints(report)
        self.decisions = {one.fingerprint: one for one in report.decisions}
        accepted = [place.span for finding in report.findings if finding.accepted for place in finding.blamed]
        blamed = [place.span for finding in report.findings if not finding.accepted for place in finding.blamed]
        self.accepted = {span for span in accepted if span not in blamed}

    def tone(self, index: int) -> str:
        """The colour of a figure: contradicted ones as errors, unless that is accepted."""
        if self.report.ledger[index].status != CONTRADICTED:
            return ""
        return "accepted" if self.report.figures[index].span in self.accepted else "error"

    def row(self, index: int, at: int) -> list[Value]:
        """The row of a figure, the `at`-th of its sheet."""
        figure, entry, lang = self.report.figures[index], self.report.ledger[index], self.lang
        table, row, column = self.cells.get(index, ("", figure.label or _quoted(figure, self.report), ""))
        told = standing(entry, lang)
        if self.tone(index) == "accepted":
            told += f", {texts.counted('accepted', 1, lang).partition(' ')[2]}"
        return [
            self.numbers[index],
            where(figure.span.pieces[0], lang, page=self.page),
            table,
            row,
            column,
            figure.text,
            Number(figure.scaled, figure.decimals),
            figure.unit,
            "✓" if entry.status == VERIFIED and entry.exact else TICKS.get(entry.status, "≈"),
            told,
            *self._relation(index, entry, at),
            *_decision(self.decisions.get(self.fingerprints[index]), lang),
            *_tied(self.fingerprints[index], basis.of_figure(figure), self.report),
        ]

    def _relation(self, index: int, entry: Entry, at: int) -> list[Value]:
        """Rule, relation, calculation, what it comes to, and the difference; the last two where it is the result."""
        one = self._lead(index, entry)
        if one is None:
            return [None] * 5
        figures = self.report.figures
        title = "\n".join(self._told(index, one, entry))
        if one.told != index and entry.status == VERIFIED:
            # the sum stands in the row of its result
            return [one.rule, title, None, None, None]
        computed = wording.computed_value(one, figures) if one.told == index else None
        calculation = wording.calculation(one, figures)
        if computed is not None and _turned(one, figures):
            computed = -computed[0], computed[1]
            left = calculation.partition(" = ")[0]
            calculation = f"{wording.MINUS}({left}) = {wording.amount(*computed)}"
        told: list[Value] = [one.rule, title, calculation]
        if computed is None:
            return [*told, None, None]
        figure = figures[index]
        difference = _difference((figure.scaled, figure.decimals), computed)
        formula = self._formula(one)
        if formula is None or not (Number(*computed).exact and difference.exact) or self.lookup is None:
            return [*told, Number(*computed), difference]
        decimals = max(difference.decimals, figure.decimals + (one.kind != "linear" or one.formula == MEAN))
        return [*told, Formula(formula, decimals), Formula(self.lookup.difference(at, decimals), decimals)]

    def _told(self, index: int, one: Relation, entry: Entry) -> Iterator[str]:
        """The relation in words, and the rows that tell the same figure or are worked out from it."""
        own = [relation for relation in map(self.report.relations.__getitem__, entry.relations) if _judged(relation)]
        if entry.status != VERIFIED:
            yield self.rules.get(one.rule, one.rule)
        elif one.told == index and not one.is_copy:
            yield _formula_words(one, self.lang)
            if entry.exact and one.judgement is not None and one.judgement.verdict != EXACT:
                # it is another relation that it meets to the last digit
                yield words.WITHIN.of(self.lang)
        same = {number for relation in own if relation.is_copy for number in relation.numbers} - {index}
        results = {relation.told for relation in own if not relation.is_copy} - {index}
        for told, numbers in ((words.SAME_AS, same), (words.TERM_OF, results)):
            listed = sorted(self.numbers[number] for number in numbers)
            if listed:
                shown = ", ".join(map(str, listed[:_MOST_NUMBERS]))
                shown = words.MORE.of(self.lang).format(numbers=shown) if len(listed) > _MOST_NUMBERS else shown
                yield told.of(self.lang).format(numbers=shown)

    def _lead(self, index: int, entry: Entry) -> Relation | None:
        """The relation that a figure is shown with: of one that is contradicted what contradicts it, else the surest;
        one that it is the result of before one that it is part of.
        """
        own = [relation for relation in map(self.report.relations.__getitem__, entry.relations) if _judged(relation)]
        broken = entry.status == CONTRADICTED

        def rank(relation: Relation) -> tuple[bool, bool, bool, bool]:
            verdict = relation.judgement.verdict if relation.judgement is not None else UNDECIDED
            contradicted = verdict not in (EXACT, "rounding")
            return contradicted != broken, relation.told != index, relation.is_copy, verdict != EXACT

        return min(own, key=rank, default=None)

    def _formula(self, one: Relation) -> str | None:
        """The relation as a formula over the values of the sheet; None where a spreadsheet would not get it right."""
        figures = self.report.figures
        result = figures[one.told]
        involved = [figures[number] for number in one.numbers]
        if self.lookup is None or len(involved) > _MOST_TERMS or not all(_holdable(figure) for figure in involved):
            return None
        if one.formula == MEAN:
            numbers = [one.result, *(term.figure for term in one.terms[1:])]
            weights = [_power(figures[number].scale - result.scale) for number in numbers]
            text = f"{self._sum(numbers, weights)}/{len(numbers)}"
        elif one.kind == "linear":
            turn = -1 if _turned(one, figures) else 1
            text = self._sum(
                [term.figure for term in one.terms],
                [_power(figures[term.figure].scale - result.scale, turn * term.factor) for term in one.terms],
            )
        else:
            if wording.computed_value(one, figures) is None:
                return None
            above = [term for term in one.terms if term.factor]
            below = [term for term in one.terms if term.under]
            over = self._sum([t.figure for t in above], [_power(figures[t.figure].scale, t.factor) for t in above])
            under = self._sum([t.figure for t in below], [_power(figures[t.figure].scale, t.under) for t in below])
            under = f"ABS({under})" if "abs" in one.formula else under
            text = f"{_power(-result.scale, one.times)}*{over}/{under}"
        return text if len(text) <= _MOST_FORMULA else None

    def _sum(self, figures: Sequence[int], weights: Sequence[str]) -> str:
        assert self.lookup is not None
        return self.lookup.sum([self.numbers[figure] for figure in figures], weights)


def _quoted(figure: Figure, report: Report) -> str:
    """The words around a figure of running text."""
    piece = figure.span.pieces[0]
    if piece.line is None or piece.column is None or piece.line > len(report.source):
        return ""
    line = report.source[piece.line - 1]
    start, end = max(piece.column - 1 - _QUOTED, 0), piece.column - 1 + len(figure.text) + _QUOTED
    start = line.find(" ", start, piece.column - 1) + 1 if start else 0
    stop = line.rfind(" ", piece.column - 1 + len(figure.text), end) if end < len(line) else len(line)
    quote = " ".join(line[start : stop if stop > start else end].split())
    return f"{'…' if start else ''}{quote}{'…' if stop < len(line) else ''}"


def _formula_words(relation: Relation, lang: str) -> str:
    """How a figure is worked out, in the words of the report's own columns."""
    told = wording.formula_words(texts.word(words.FORMULAS, relation.formula, lang)).replace("_", " ")
    return told[:1].upper() + told[1:]


def _turned(one: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a relation that may be counted either way holds the other way only."""
    if not one.mirrored:
        return False
    return holds(one, figures, {}) and not holds(msgspec.structs.replace(one, mirrored=False), figures, {})


def _judged(relation: Relation) -> bool:
    return relation.judgement is not None and relation.judgement.verdict != UNDECIDED


def _holdable(figure: Figure) -> bool:
    return Number(figure.scaled, figure.decimals).exact


def _power(exponent: int, factor: int = 1) -> str:
    """factor * 10**exponent as a formula has it."""
    return decimal(factor, -exponent)


def _position(span: Span) -> tuple[int, int, int]:
    return span.page or 0, span.line or 0, span.column or 0


# ---- what was not read


def unread(audit: Audit, lang: str) -> Sheet:
    """A row for each thing that could not be read, and for each number that is no figure."""
    rows: list[list[Value]] = []
    tones: list[str] = []
    for report in audit.reports:
        for row, tone in _unread(report, lang):
            rows.append(_filed(row, report, audit))
            tones.append(tone)
    return Sheet("unread", _columns(_UNREAD, audit), rows, tones, "what")


def _unread(report: Report, lang: str) -> Iterator[tuple[list[Value], str]]:
    for found in report.problems:
        told = [("page", found.page), ("cell", found.cell), ("line", found.line)]
        place = ", ".join(texts.say(key, lang, n=n) for key, n in told if n is not None)
        tone = "error" if found.fatal else "warning"
        yield [words.PROBLEM.of(lang), place, None, texts.problem(found, lang)], tone
    page = paged(report)
    for number in sorted(report.not_figures, key=lambda number: _position(number.span)):
        reason = texts.word(texts.REASONS, number.reason, lang)
        place = where(number.span.pieces[0], lang, page=page)
        yield [words.NO_FIGURE.of(lang), place, number.text, reason], ""
