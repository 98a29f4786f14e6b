"""Where each number of a report stands on the page: its mark, the findings about it, the places that findings name."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from auditor.model.finding import CONTRADICTED, SOURCE, UNCHECKED, Finding, Place, Report
from auditor.model.span import Span
from auditor.render.remarks import standing
from auditor.render.review.markup import text
from auditor.render.texts import REASONS, word
from auditor.render.view import ordered

# how what a finding blames is marked, the gravest first
_CLASSES = {"error": "er", "warning": "wa", "accepted": "ac"}
# a place that is a figure with its unit or a sign more is that figure
_BESIDE = 12
# the characters either side of a figure that has no name, in which the words around it are
_AROUND = 40


class _Mark(msgspec.Struct):
    """A stretch of a source line, 0-based and end exclusive. `first` marks the first piece of a thing."""

    start: int
    end: int
    id: str
    first: bool
    last: bool
    number: int | None = None
    reason: str | None = None


class Accusation(msgspec.Struct, frozen=True):
    """A finding with its number on the page, and the ids of what it blames and of what else it names."""

    number: int
    finding: Finding
    blamed: tuple[str, ...]
    secondary: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Its severity, or that it is accepted."""
        return "accepted" if self.finding.accepted is not None else self.finding.severity


class Marks:
    """The marks of report number `index` (from 1), and its source lines as HTML with the marks in them.

    Every number has an id of its own: `f` for a figure, `g` for a number that is no figure, `p` for a place that
    a finding names; `x` is a finding, `d` a figure's line in the ledger, `e` a sum.
    """

    def __init__(self, report: Report, index: int, lang: str) -> None:
        self.report, self.index, self.lang = report, index, lang
        self._markdown = report.path.lower().endswith((".md", ".markdown"))
        self._figures: dict[int, list[_Mark]] = {}
        self._places: dict[int, list[_Mark]] = {}
        for figure in report.figures:
            self._add(self._figures, figure.span, f"f{index}-{figure.id}", figure.id, None)
        for at, number in enumerate(report.not_figures):
            self._add(self._figures, number.span, f"g{index}-{at}", None, number.reason)
        for marks in self._figures.values():
            _part(marks)
        self.placed = {mark.id for marks in self._figures.values() for mark in marks if mark.first}
        self.accusations = tuple(self._accused())
        self.blaming: dict[str, list[Accusation]] = {}
        self.naming: dict[str, list[Accusation]] = {}
        for one in self.accusations:
            for target in one.blamed:
                self.blaming.setdefault(target, []).append(one)
            for target in one.secondary:
                self.naming.setdefault(target, []).append(one)

    def figure_id(self, number: int) -> str | None:
        """The id of a figure's mark in the report, or of its line in the ledger where it has no place to stand; None
        for a cell of the source.
        """
        if self.report.ledger[number].status == SOURCE:
            return None
        mark = f"f{self.index}-{number}"
        return mark if mark in self.placed else f"d{self.index}-{number}"

    def target(self, place: Place) -> str | None:
        """The id of what stands at a place that a finding names."""
        return next(iter(self._targets(place)), None)

    def marked(self, line: int) -> bool:
        """Whether anything on a source line has a mark."""
        return line in self._figures or line in self._places

    def numbers_on(self, line: int) -> Iterator[tuple[str, str | None, str]]:
        """The text of each mark on a line, the reason of those that are no figures, and the mark as HTML."""
        for mark in self._figures.get(line, ()):
            shown = self.report.source[line - 1][mark.start : mark.end]
            yield shown, mark.reason if mark.number is None else None, self._figure(mark, text(shown))

    def named(self, line: int) -> bool:
        """Whether a finding names a place on the line that is no figure."""
        return line in self._places

    def outside(self, line: int, offset: int) -> int:
        """`offset`, or the beginning of the mark that it would cut in two."""
        own = self._figures.get(line, [])
        before = bisect_left(own, offset, key=_start) - 1
        return own[before].start if before >= 0 and own[before].end > offset else offset

    def html(self, line: int, start: int = 0, end: int | None = None, *, ahead: bool = False) -> str:
        """The characters `start` to `end` (exclusive) of a source line, its figures and places marked. The numbers of
        findings stand after them, or `ahead`, as in a column of figures.
        """
        source = self.report.source[line - 1]
        end = len(source) if end is None else end
        own = self._figures.get(line, [])
        first, last = (bisect_left(own, at, key=_start) for at in (start, end))
        figures = {mark.start: mark for mark in own[first:last]}
        places = self._places.get(line, ())
        if not figures and not places:
            return text(self._plain(source[start:end]))
        cuts = {at for mark in (*figures.values(), *places) for at in (mark.start, mark.end) if start < at < end}
        edges = sorted({start, end} | cuts)
        told = []
        for left, right in pairwise(edges):
            inner = text(self._plain(source[left:right]))
            if left in figures:
                inner = self._figure(figures[left], inner, ahead)
            for mark in places:
                if mark.start <= left < mark.end:
                    inner = self._place(mark, inner, left, right)
            told.append(inner)
        return "".join(told)

    def _plain(self, shown: str) -> str:
        """Text without the marks of emphasis of Markdown."""
        return shown.replace("**", "").replace("__", "") if self._markdown else shown

    def label(self, number: int) -> str:
        """What a figure is called: where it stands in its table, or the words around it."""
        figure = self.report.figures[number]
        if figure.label:
            return figure.label
        piece = figure.span.pieces[0]
        if piece.line is None or piece.line > len(self.report.source):
            return ""
        line = self.report.source[piece.line - 1]
        start, end = (piece.column or 1) - 1, (piece.end_column or 1) - 1
        before = line[max(start - _AROUND, 0) : start].split()[-4:]
        after = line[end : end + _AROUND].split()[:4]
        return "… " + " ".join([*before, line[start:end], *after]) + " …"

    def status(self, number: int) -> str:
        """The class of a figure: verified exactly or within rounding, an error, a warning, accepted, or unchecked."""
        entry = self.report.ledger[number]
        if entry.status == UNCHECKED:
            return "un"
        if entry.status == CONTRADICTED:
            return self._accused_class(f"f{self.index}-{number}") or "er"
        return "ex" if entry.exact else "ro"

    def _add(self, marks: dict[int, list[_Mark]], span: Span, key: str, number: int | None, reason: str | None) -> None:
        pieces = [one for one in span.pieces if one.line is not None and 0 < one.line <= len(self.report.source)]
        for at, piece in enumerate(pieces):
            line = piece.line or 1
            length = len(self.report.source[line - 1])
            start = min((piece.column or 1) - 1, length)
            end = min(piece.end_column - 1 if piece.end_column is not None else length, length)
            if start < end:
                mark = _Mark(start, end, key, at == 0, at == len(pieces) - 1, number, reason)
                marks.setdefault(line, []).append(mark)

    def _accused(self) -> Iterator[Accusation]:
        for number, finding in enumerate(ordered(self.report.findings), 1):
            blamed = tuple(dict.fromkeys(target for place in finding.blamed for target in self._targets(place)))
            others = (target for place in finding.secondary for target in self._targets(place))
            yield Accusation(number, finding, blamed, tuple(dict.fromkeys(one for one in others if one not in blamed)))

    def _targets(self, place: Place) -> Iterable[str]:
        """The id of the figure that a place is, or of a mark of its own."""
        pieces = [one for one in place.span.pieces if one.line is not None and 0 < one.line <= len(self.report.source)]
        if not pieces:
            return ()
        found: dict[str, int] = {}  # how many characters of each figure are in the place
        width = 0
        for piece in pieces:
            line = piece.line or 1
            start = (piece.column or 1) - 1
            end = piece.end_column - 1 if piece.end_column is not None else len(self.report.source[line - 1])
            width += end - start
            for mark in self._figures.get(line, ()):
                if mark.start < end and start < mark.end:
                    found[mark.id] = found.get(mark.id, 0) + mark.end - mark.start
        if len(found) == 1 and width <= next(iter(found.values())) + _BESIDE:
            return tuple(found)
        key = f"p{self.index}-{pieces[0].line}-{pieces[0].column or 1}-{pieces[-1].line}-{pieces[-1].end_column or 0}"
        if not any(mark.id == key for mark in self._places.get(pieces[0].line or 1, ())):
            self._add(self._places, place.span, key, None, None)
            for piece in pieces:
                self._widen(piece.line or 1)
        return (key,)

    def _widen(self, line: int) -> None:
        """Lets the places of a line take in the whole of each figure that they begin or end in."""
        for place in self._places.get(line, ()):
            for mark in self._figures.get(line, ()):
                if mark.start < place.start < mark.end:
                    place.start = mark.start
                if mark.start < place.end < mark.end:
                    place.end = mark.end

    def _figure(self, mark: _Mark, inner: str, ahead: bool = False) -> str:
        own = f' id="{mark.id}"' if mark.first else f' data-of="{mark.id}"'
        if mark.number is None:
            why = word(REASONS, mark.reason or "", self.lang)
            return f'<span class="n no"{own} title="{text(why)}">{inner}</span>'
        entry = self.report.ledger[mark.number]
        line = f"d{self.index}-{mark.number}"
        kind, told = self.status(mark.number), text(standing(entry, self.lang))
        shown = f'<a class="n {kind}"{own} href="#{line}" title="{told}">{inner}</a>'
        noted = self._noted(mark.id)
        if ahead:
            return (noted if mark.first else "") + shown
        return shown + (noted if mark.last else "")

    def _accused_class(self, target: str) -> str:
        """The class of what findings blame: that of the gravest which nobody has accepted."""
        kinds = {one.kind for one in self.blaming.get(target, ())}
        return next((name for kind, name in _CLASSES.items() if kind in kinds), "")

    def _noted(self, target: str) -> str:
        """The numbers of the findings about a figure, as links to them; remarks are told in the ledger only."""
        own = [one for one in self.blaming.get(target, ()) if one.kind != "info"]
        if not own:
            return ""
        links = " ".join(f'<a class="{one.kind}" href="#x{self.index}-{one.number}">{one.number}</a>' for one in own)
        return f'<sup class="k">{links}</sup>'

    def _place(self, mark: _Mark, inner: str, left: int, right: int) -> str:
        own = f' id="{mark.id}"' if mark.first and left == mark.start else f' data-of="{mark.id}"'
        blamed = f" {kind}" if (kind := self._accused_class(mark.id)) else ""
        noted = self._noted(mark.id) if mark.last and right == mark.end else ""
        return f'<span class="pl{blamed}"{own}>{inner}</span>{noted}'


def _start(mark: _Mark) -> int:
    return mark.start


def _part(marks: list[_Mark]) -> None:
    """Puts the marks of a line in order and apart: what two of them share belongs to the first."""
    marks.sort(key=lambda mark: (mark.start, mark.end))
    reached = 0
    for mark in marks:
        mark.start = max(mark.start, reached)
        reached = max(reached, mark.end)
    marks[:] = [mark for mark in marks if mark.start < mark.end]
