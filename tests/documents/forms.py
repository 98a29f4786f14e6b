"""A source as HTML, Markdown, text, Typst: the forms that need no package to be made."""

import html
import re
from collections.abc import Sequence

from tests.documents.source import MARK, Block, Cell, Heading, Items, PageBreak, Paragraph, Table

TOTAL = re.compile(r"(?:total|summa|delsumma)", re.IGNORECASE)
CSS = """
@page { size: A4; margin: 22mm 20mm }
body { font: 10pt/1.35 'Liberation Sans', Carlito, sans-serif }
h1 { font-size: 17pt } h2 { font-size: 13pt } h3 { font-size: 11pt } h2, h3 { break-after: avoid }
table { border-collapse: collapse; margin: 2mm 0 5mm; font-size: 8.5pt }
thead { display: table-header-group } tr { break-inside: avoid }
th, td { padding: 0.8mm 2mm; vertical-align: bottom; text-align: left }
th.r, td.r { text-align: right; white-space: nowrap } th.r { white-space: normal } th.c { text-align: center }
tr.t td { font-weight: bold }
sup { font-size: 65% }
"""


# a space between groups of digits
BETWEEN = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def as_html(blocks: Sequence[Block], css: str, spaces: str = " ") -> str:
    """A page of HTML, one element a line; `spaces` is put between the groups of digits of a cell."""
    parts = []
    for block in blocks:
        match block:
            case Heading(level, text):
                parts.append(f"<h{level}>{_inline(text)}</h{level}>")
            case Paragraph(text):
                parts.append(f"<p>{_inline(text)}</p>")
            case Items(items):
                parts.append("<ul>\n" + "\n".join(f"<li>{_inline(item)}</li>" for item in items) + "\n</ul>")
            case PageBreak():
                parts.append('<div style="break-after: page"></div>')
            case Table():
                parts.append(_html_table(block, spaces))
    head = f'<meta charset="utf-8">\n<title>Rapport</title>\n<style>{CSS}{css}</style>'
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="sv">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _inline(text: str) -> str:
    return MARK.sub(r"<sup>\1</sup>", html.escape(text, quote=False))


def _html_table(table: Table, spaces: str) -> str:
    def row(at: int, tag: str) -> str:
        cells = "".join(cell(one, tag) for one in table.row(at))
        total = at >= table.heads and TOTAL.match(table.row(at)[0].text)
        mark = ' class="t"' if total else ""
        return f"<tr{mark}>{cells}</tr>"

    def cell(one: Cell, tag: str) -> str:
        span = (f' rowspan="{one.rows}"' if one.rows > 1 else "") + (
            f' colspan="{one.columns}"' if one.columns > 1 else ""
        )
        side = ' class="c"' if one.columns > 1 else ' class="r"' if table.right[one.column] else ""
        text = BETWEEN.sub(spaces, _inline(one.text)) if tag == "td" else _inline(one.text)
        return f"<{tag}{span}{side}>{text}</{tag}>"

    head = "\n".join(row(at, "th") for at in range(table.heads))
    body = "\n".join(row(at, "td") for at in range(table.heads, table.height))
    return f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def as_markdown(blocks: Sequence[Block]) -> str:
    """GitHub's Markdown, whose tables have one header row and no spans: each column gets its whole header."""
    parts = []
    for block in blocks:
        match block:
            case Heading(level, text):
                parts.append(f"{'#' * level} {_inline_markdown(text)}")
            case Paragraph(text):
                parts.append(_inline_markdown(text))
            case Items(items):
                parts.append("\n".join(f"- {_inline_markdown(item)}" for item in items))
            case Table():
                rule = ["---:" if right else ":---" for right in block.right]
                bold = [
                    [f"**{cell}**" if cell and TOTAL.match(row[0]) else cell for cell in row] for row in block.body()
                ]
                rows = [block.header(), rule, *bold]
                parts.append("\n".join(f"| {' | '.join(map(_inline_markdown, row))} |" for row in rows))
            case PageBreak():
                pass
    return "\n\n".join(parts) + "\n"


def _inline_markdown(text: str) -> str:
    return MARK.sub(r"<sup>\1</sup>", text.replace("<", "&lt;"))


def as_text(blocks: Sequence[Block]) -> str:
    """Text with tabs between the cells, which leaves the least to guess."""
    parts = []
    for block in blocks:
        match block:
            case Heading(_, text) | Paragraph(text):
                parts.append(_raised(text))
            case Items(items):
                parts.append("\n".join(f"• {item}" for item in items))
            case Table():
                rows = [block.header(), *block.body()]
                parts.append("\n".join("\t".join(map(_raised, row)) for row in rows))
            case PageBreak():
                pass
    return "\n\n".join(parts) + "\n"


def _raised(text: str) -> str:
    return MARK.sub(lambda mark: "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in mark[1]), text)


def as_typst(blocks: Sequence[Block], preamble: str = "", stroke: str = "0.4pt") -> str:
    """Typst's own markup, its tables with a header that is repeated on every page."""
    parts = [
        '#set page(paper: "a4", margin: 20mm, numbering: "1")',
        '#set text(font: "Liberation Serif", size: 10pt, lang: "sv")',
        preamble,
    ]
    for block in blocks:
        match block:
            case Heading(level, text):
                parts.append(f"#heading(level: {level}, [{_typst(text)}])")
            case Paragraph(text):
                parts.append(_typst(text))
            case Items(items):
                parts.append("\n".join(f"- {_typst(item)}" for item in items))
            case Table():
                parts.append(_typst_table(block, stroke))
            case PageBreak():
                parts.append("#pagebreak()")
    return "\n\n".join(parts) + "\n"


def _typst(text: str) -> str:
    escaped = re.sub(r"([\\#$*_`<>@~\[\]/=+-])", r"\\\1", MARK.sub("\0\\1\1", text))
    return re.sub("\0(\\d+)\1", r"#super[\1]", escaped)


def _typst_table(table: Table, stroke: str) -> str:
    align = ", ".join("right + bottom" if right else "left + bottom" for right in table.right)
    rows = []
    for at in range(table.height):
        bold = at >= table.heads and TOTAL.match(table.row(at)[0].text)
        for one in table.row(at):
            span = f"rowspan: {one.rows}, colspan: {one.columns}, " if one.rows + one.columns > 2 else ""
            text = f"*{_typst(one.text)}*" if bold and one.text else _typst(one.text)
            rows.append((at, f"table.cell({span}[{text}])"))
    head = ", ".join(text for at, text in rows if at < table.heads)
    body = ",\n  ".join(text for at, text in rows if at >= table.heads)
    columns = ", ".join("auto" if not at else "1fr" for at in range(table.width))
    return (
        f"#text(size: 8.5pt, table(columns: ({columns}), align: ({align}), stroke: {stroke},\n"
        f"  table.header({head}),\n  {body}\n))"
    )
