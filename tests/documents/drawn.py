"""Pages drawn with ReportLab: reports, and text placed as producers do that know of no words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.documents.forms import TOTAL
from tests.documents.source import MARK, Block, Heading, Items, PageBreak, Paragraph, Table


def fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in (("DejaVu", "DejaVuSans"), ("DejaVu-Bold", "DejaVuSans-Bold")):
        pdfmetrics.registerFont(TTFont(name, f"/usr/share/fonts/truetype/dejavu/{file}.ttf"))


def report(path: Path, blocks: Sequence[Block]) -> None:
    """A report in the fonts that every PDF reader has, with lines above and below the header, none in the table."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import ListFlowable, ListItem, SimpleDocTemplate, Spacer
    from reportlab.platypus import PageBreak as Break
    from reportlab.platypus import Paragraph as Text

    styles = getSampleStyleSheet()
    flow: list[Any] = []
    for block in blocks:
        match block:
            case Heading(level, text):
                flow.append(Text(_inline(text), styles[f"Heading{level}"]))
            case Paragraph(text):
                flow.append(Text(_inline(text), styles["BodyText"]))
            case Items(items):
                listed = [ListItem(Text(_inline(item), styles["BodyText"])) for item in items]
                flow.append(ListFlowable(listed, bulletType="bullet", start="•"))
            case PageBreak():
                flow.append(Break())
            case Table():
                flow += [Spacer(1, 4), _table(block, A4[0] - 100), Spacer(1, 8)]

    def numbered(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, 820, _title(blocks))
        canvas.drawRightString(A4[0] - 50, 25, f"Sida {document.page}")

    SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=50, rightMargin=50, topMargin=45, bottomMargin=45, invariant=1
    ).build(flow, onFirstPage=numbered, onLaterPages=numbered)


def _title(blocks: Sequence[Block]) -> str:
    return next(block.text for block in blocks if isinstance(block, Heading))


def _inline(text: str) -> str:
    return MARK.sub(r"<super>\1</super>", text.replace("&", "&amp;").replace("<", "&lt;"))


def _table(table: Table, width: float) -> Any:
    from reportlab.lib.enums import TA_CENTER, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Table as Grid

    sides = {
        side: ParagraphStyle("cell", fontName="Helvetica", fontSize=7.5, leading=9, alignment=side)
        for side in (0, 1, 2)
    }
    rows: list[list[Any]] = [[""] * table.width for _ in range(table.height)]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, "black"),
        ("LINEBELOW", (0, table.heads - 1), (-1, table.heads - 1), 0.5, "black"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    for cell in table.cells:
        side = TA_CENTER if cell.columns > 1 else TA_RIGHT if table.right[cell.column] else 0
        text = _inline(cell.text)
        if cell.row >= table.heads and TOTAL.match(table.row(cell.row)[0].text):
            text = f"<b>{text}</b>"
        rows[cell.row][cell.column] = Text(text, sides[side])
        last = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
        if last != (cell.column, cell.row):
            style.append(("SPAN", (cell.column, cell.row), last))
    first = min(150.0, width - 42 * (table.width - 1)) if not table.right[0] else width / table.width
    others = min((width - first) / (table.width - 1), 80)
    return Grid(rows, [first, *[others] * (table.width - 1)], repeatRows=table.heads, style=style)
