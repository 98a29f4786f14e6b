"""The report as it was read: headings, text and tables in their order, every figure with its mark.

Every character of every source line is shown once, in its line or in the cell of its table.
"""

import re
from collections import Counter
from collections.abc import Iterator

from auditor.model.figure import Row, Table
from auditor.model.finding import SOURCE, Report
from auditor.model.span import Piece, Span
from auditor.render import texts
from auditor.render.review import words
from auditor.render.review.marks import Marks
from auditor.render.review.markup import text

_GAP = re.compile(r"\s{2,}|\t")
_RULE = re.compile(r"[\s|:\-=+─━_*]{3,}")
_HEADING = re.compile(r"#{1,6}\s+")
_SECTION = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s")
_EDGE = " \t\r\n\f\v\u00a0|"
# of a file that is one table; what stands between its cells is not theirs
_DELIMITED, _DELIMITERS = (".csv", ".tsv", ".tab"), ';,"'
# the lines above a table that may be its header
_HEADER_LINES = 40
# a line that the reader has refused as too long is shown by its beginning
_LONGEST, _CUT = 100_000, 400
# paragraphs whose kind is the name of something else on the page
_CLASSES = {"contents": "toc"}
_NUMBER_ROLES = ("total", "subtotal", "result")


class Body:
    """The text of one report as HTML."""

    def __init__(self, report: Report, marks: Marks, index: int, lang: str) -> None:
        self.report, self.marks, self.index, self.lang = report, marks, index, lang
        self.kinds = {line: kind for line, _, kind in report.layout}
        self.pages = _pages(report)
        self.printed = _printed_pages(report)
        # the lines of a file of text are counted as its editor does
        self.numbered = not any(piece.origin is not None for piece in _pieces(report))
        self.delimited = report.path.lower().endswith(_DELIMITED)
        self.heads: dict[int, list[str]] = {}
        self.folded: set[int] = set()
        self.tables = self._placed_tables()
        self.page = 1

    def html(self) -> str:
        """All of the report."""
        return "\n".join(self._blocks())

    def _blocks(self) -> Iterator[str]:
        lines = len(self.report.source)
        at = 1
        several = max(self.pages.values(), default=1) > 1
        if several:
            yield self._divider(1)
        while at <= lines:
            table = self.tables.get(at)
            if several and self.pages.get(at, self.page) > self.page:
                self.page = self.pages[at]
                yield self._divider(self.page)
            if table is not None:
                yield self._table(table)
                at = _extent(table)[1] + 1
            elif at in self.folded or not self.report.source[at - 1].strip():
                at += 1
            else:
                end = self._block_end(at)
                yield self._block(at, end)
                at = end + 1

    def _divider(self, page: int) -> str:
        return f'<p class="sheet" id="s{self.index}-{page}">{self._page_name(page)}</p>'

    def _page_name(self, page: int) -> str:
        printed = self.printed.get(page)
        other = printed is not None and printed != str(page)
        return text(words.say("page-printed" if other else "page", self.lang, n=page, printed=printed))

    # ---- text

    def _block_end(self, first: int) -> int:
        """The last line of the paragraph, or of the rows between tabs, that begins at `first`."""
        kind = self._kind(first)
        last = first
        if kind in ("heading", "rule"):
            return last
        while last < len(self.report.source):
            after = last + 1
            if (
                not self.report.source[after - 1].strip()
                or after in self.tables
                or after in self.folded
                or self._kind(after) != ("text" if kind == "item" else kind)
                or self.pages.get(after, self.page) > self.pages.get(first, self.page)
            ):
                break
            last = after
        return last

    def _kind(self, line: int) -> str:
        kind = self.kinds.get(line, "text")
        source = self.report.source[line - 1]
        if kind in ("heading", "rule", "furniture", "contents"):
            return kind
        if "\t" in source.strip():
            return "cells"
        if kind == "item":
            return kind
        return "aligned" if _GAP.search(source.strip()) else "text"

    def _block(self, first: int, last: int) -> str:
        kind = self._kind(first)
        if kind == "rule" and not self.marks.marked(first):
            return "<hr>"
        if kind == "heading":
            return self._heading(first)
        if kind == "cells":
            rows = "".join(f"<tr>{self._cells(line)}</tr>" for line in range(first, last + 1))
            return f'<div class="scroll"><table class="loose">{rows}</table></div>'
        lines = "\n".join(self._line(line, kind) for line in range(first, last + 1))
        return f"<p>{lines}</p>" if kind == "text" else f'<p class="{_CLASSES.get(kind, kind)}">{lines}</p>'

    def _line(self, line: int, kind: str = "text") -> str:
        """A line of text; where lines are not counted, those of a paragraph flow together."""
        source = self.report.source[line - 1]
        if len(source) > _LONGEST and not self.marks.marked(line):
            told = text(source[:_CUT]) + f" <em>{text(words.say('cut', self.lang, n=len(source)))}</em>"
        else:
            told = self.marks.html(line, 0, len(source.rstrip()))
        flows = not self.numbered and kind in ("text", "item")
        return told if flows else f"<span{self._numbered(line)}>{told}</span>"

    def _numbered(self, line: int) -> str:
        return f' class="l" data-n="{line}"' if self.numbered else ' class="l"'

    def _heading(self, line: int) -> str:
        source = self.report.source[line - 1].rstrip()
        start = len(source) - len(source.lstrip())
        marked = _HEADING.match(source, start)
        start = marked.end() if marked else start
        section = _SECTION.match(source, start)
        depth = section[1].count(".") if section else marked[0].count("#") - 1 if marked else 1
        level = min(4 + depth, 6)
        return f"<h{level}{self._numbered(line)}>{self.marks.html(line, start, len(source))}</h{level}>"

    def _cells(self, line: int) -> str:
        source = self.report.source[line - 1]
        cells = []
        start = 0
        for part in source.split("\t"):
            cells.append(f"<td>{self._trimmed(line, start, start + len(part))}</td>")
            start += len(part) + 1
        return "".join(cells)

    # ---- tables

    def _placed_tables(self) -> dict[int, Table]:
        """The tables by their first line, those that begin inside another left out; finds which lines are headers."""
        found: dict[int, Table] = {}
        reached = 0
        for table in sorted(self.report.tables, key=_extent):
            first, last = _extent(table)
            if first <= reached or last > len(self.report.source):
                continue
            found[first] = table
            lines = self._header_lines(table, first, reached)
            heads = self._marked_heads(table, lines)
            if heads is not None:
                self.folded |= lines
                self.heads[first] = heads
            reached = last
        return found

    def _header_lines(self, table: Table, first: int, reached: int) -> set[int]:
        """The lines above a table that hold its header to the letter, and nothing else; they are shown as its head."""
        wanted = Counter(_letters("".join(_heads(table))))
        seen: Counter[str] = Counter()
        own: set[int] = set()
        for line in range(first - 1, max(reached, first - _HEADER_LINES), -1):
            source = self.report.source[line - 1]
            own.add(line)
            seen += Counter(_letters(source))
            if seen - wanted or self.marks.named(line) or self.kinds.get(line) == "heading":
                break
            if seen == wanted and source.strip():
                return own
        return set()

    def _marked_heads(self, table: Table, lines: set[int]) -> list[str] | None:
        """The stub and the headers as HTML, with the marks of the `lines` that they stand on; None where a figure is
        among these, or a mark has no place in the headers.
        """
        if not lines:
            return None
        heads = _heads(table)
        put: list[list[tuple[int, int, str]]] = [[] for _ in heads]
        for line in sorted(lines):
            for shown, reason, html in self.marks.numbers_on(line):
                places = ((at, match) for at, head in enumerate(heads) for match in _found(shown, head))
                free = ((at, one) for at, one in places if all(one.start() >= end for _, end, _ in put[at]))
                place = next(free, None)
                if reason is None or place is None:
                    return None
                put[place[0]].append((*place[1].span(), html))
        return [_joined(head, own) for head, own in zip(heads, put, strict=True)]

    def _table(self, table: Table) -> str:
        width = len(table.columns) + 1
        heads = self.heads.get(_extent(table)[0]) or list(map(text, _heads(table)))
        kinds = ["", *("" if column.kind == "figure" else ' class="w"' for column in table.columns)]
        head = "".join(f'<th scope="col"{kind}>{one}</th>' for one, kind in zip(heads, kinds, strict=True))
        rows = "\n".join(self._rows(table, width))
        # where the lines of the header stand as text above, the head is what was made of them
        made = "" if _extent(table)[0] in self.heads else ' class="made"'
        thead = f"<thead{made}><tr>{head}</tr></thead>" if any(heads) else ""
        name = text(" ".join([texts.say("table", self.lang), table.title]))
        return (
            f'<div class="scroll" role="group" aria-label="{name}" tabindex="0"><table class="t">{thead}'
            f"<tbody>\n{rows}\n</tbody></table></div>"
        )

    def _rows(self, table: Table, width: int) -> Iterator[str]:
        first, last = _extent(table)
        owner: dict[int, int] = {}
        lines: list[list[int]] = [[] for _ in table.rows]
        for at, row in enumerate(table.rows):
            for line in _lines_of(row):
                if line not in owner:
                    owner[line] = at
                    lines[at].append(line)
        indents = sorted({row.indent for row in table.rows})
        told: set[int] = set()
        for line in range(first, last + 1):
            if self.pages.get(line, self.page) > self.page:
                self.page = self.pages[line]
                name = self._page_name(self.page)
                yield f'<tr class="sheet"><td colspan="{width}" id="s{self.index}-{self.page}">{name}</td></tr>'
            own = owner.get(line)
            if own is None:
                if self.report.source[line - 1].strip() and (self.kinds.get(line) != "rule" or self.marks.marked(line)):
                    yield f'<tr class="aside"><td colspan="{width}">{self._line(line)}</td></tr>'
            elif own not in told:
                told.add(own)
                yield self._row(table.rows[own], sorted(lines[own]), width, indents.index(table.rows[own].indent))

    def _row(self, row: Row, lines: list[int], width: int, indent: int) -> str:
        cells: list[list[str]] = [[] for _ in range(width)]
        for line in lines:
            for column, start, end in self._segments(row, line):
                shown = self._trimmed(line, start, end)
                if shown:
                    cells[min(column, width - 1)].append(shown)
        number = f' data-n="{lines[0]}"' if self.numbered else ""
        role = f' class="{row.role}"' if row.role in (*_NUMBER_ROLES, "part", "heading") else ""
        inset = f' class="i{min(indent, 5)}"' if indent else ""
        label = f'<th scope="row"{inset}{number}>{" ".join(cells[0])}</th>'
        return f"<tr{role}>{label}{''.join('<td>' + ' '.join(cell) + '</td>' for cell in cells[1:])}</tr>"

    def _segments(self, row: Row, line: int) -> Iterator[tuple[int, int, int]]:
        """The stretches of a line with the column that each belongs to, 0 for the label: (column, start, end)."""
        # the span of a row without a name is that of its first cell
        anchors = [(start, end, 0) for start, end in _stretches(row.span, line)] if row.label.strip() else []
        for column, cell in enumerate(row.cells, 1):
            if cell is not None and cell.span is not None:
                anchors += [(start, end, column) for start, end in _stretches(cell.span, line)]
        anchors.sort()
        source = self.report.source[line - 1]
        if not anchors:
            yield 0, 0, len(source)
            return
        if "\t" in source.strip():
            yield from _between_tabs(source, anchors)
            return
        start = 0
        if anchors[0][2] and source[: anchors[0][0]].strip(_EDGE):  # words before the first cell
            start = self.marks.outside(line, anchors[0][0])
            yield 0, 0, start
        for (_, reached, column), after in zip(anchors, [*anchors[1:], None], strict=True):
            end = len(source)
            if after is not None:
                end = max(start, self.marks.outside(line, _cut(source, reached, after[0])))
            yield column, start, end
            start = end

    def _trimmed(self, line: int, start: int, end: int) -> str:
        source = self.report.source[line - 1]
        edge = _EDGE + _DELIMITERS if self.delimited else _EDGE
        while start < end and source[start] in edge:
            start += 1
        while start < end and source[end - 1] in edge:
            end -= 1
        return self.marks.html(line, start, end, ahead=True) if start < end else ""


def _between_tabs(source: str, anchors: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """The cells of a row whose cells stand between tabs; one that was not read is of the column after the last."""
    taken = {column for _, _, column in anchors}
    start = column = 0
    for number, cell in enumerate(source.split("\t")):
        end = start + len(cell)
        own = [one for begin, _, one in anchors if start <= begin < max(end, start + 1)]
        if own:
            column = own[0]
        elif number and column + 1 not in taken:
            column += 1
        yield column, start, end
        start = end + 1


def _cut(source: str, reached: int, begins: int) -> int:
    """Where the text between a cell that ends at `reached` and the next, which `begins` there, is parted: a unit
    stays with the figure before it, a sign or bracket with the one after.
    """
    gap = source[reached:begins]
    for mark in ("\t", "|", "  ", " ", "\u00a0"):
        at = gap.rfind(mark)
        if at >= 0:
            return reached + at + len(mark)
    return max(reached, begins) if begins < reached else begins


def _letters(value: str) -> str:
    """The letters and digits of a header, in whatever lines and with whatever hyphens it is broken."""
    return "".join(character for character in value if character.isalnum())


def _heads(table: Table) -> list[str]:
    return [table.stub, *(column.header for column in table.columns)]


def _found(shown: str, head: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<!\w){re.escape(shown)}(?!\w)", head)


def _joined(head: str, put: list[tuple[int, int, str]]) -> str:
    """A header as HTML, with `put` in the place of stretches of it, in order."""
    told, reached = "", 0
    for start, end, html in put:
        told += text(head[reached:start]) + html
        reached = end
    return told + text(head[reached:])


def _stretches(span: Span, line: int) -> list[tuple[int, int]]:
    return [
        ((piece.column or 1) - 1, (piece.end_column or piece.column or 1) - 1)
        for piece in span.pieces
        if piece.line == line
    ]


def _extent(table: Table) -> tuple[int, int]:
    """The first and last line of the rows of a table; a name may begin above the figures of its row."""
    lines = [line for row in table.rows for line in _lines_of(row)] or [table.line, table.end_line]
    return min(lines), max(lines)


def _lines_of(row: Row) -> Iterator[int]:
    spans = [row.span, *(cell.span for cell in row.cells if cell is not None and cell.span is not None)]
    for span in spans:
        for piece in span.pieces:
            if piece.line is not None:
                yield piece.line


def _pieces(report: Report) -> Iterator[Piece]:
    """The places of all numbers of the report itself."""
    for figure, entry in zip(report.figures, report.ledger, strict=True):
        if entry.status != SOURCE:
            yield from figure.span.pieces
    for number in report.not_figures:
        yield from number.span.pieces


def _pages(report: Report) -> dict[int, int]:
    """The page of each line that is not blank."""
    found = {line: page for line, page, _ in report.layout}
    for piece in _pieces(report):
        if piece.line is not None and piece.page is not None:
            found.setdefault(piece.line, piece.page)
    return found


def _printed_pages(report: Report) -> dict[int, str]:
    """The number printed on each page of the file, where one is known."""
    return {
        piece.page: piece.origin.printed
        for piece in _pieces(report)
        if piece.page is not None and piece.origin is not None and piece.origin.printed is not None
    }
