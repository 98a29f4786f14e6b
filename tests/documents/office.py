"""A source as a Word document and as a workbook."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.documents.forms import TOTAL
from tests.documents.source import MARK, Block, Heading, Items, PageBreak, Paragraph, Table

WHEN = datetime(2024, 1, 15, 9, 0, tzinfo=UTC)
_NUMBER = re.compile(r"([-+\u2212\u2013]?)(\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?:,(\d+))?\s?(%?)")


def write_docx(path: Path, blocks: Sequence[Block], style: str = "Table Grid") -> None:
    """Headings and lists in their styles, tables with merged cells and a header that is repeated."""
    import docx
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    document: Any = docx.Document()
    document.core_properties.created = document.core_properties.modified = WHEN
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    document.styles["Normal"].font.name = "Carlito"
    document.styles["Normal"].font.size = Pt(10)
    for block in blocks:
        match block:
            case Heading(level, text):
                document.add_heading(text, level)
            case Paragraph(text):
                _runs(document.add_paragraph(), text)
            case Items(items):
                for item in items:
                    _runs(document.add_paragraph(style="List Bullet"), item)
            case PageBreak():
                document.add_page_break()
            case Table():
                grid = document.add_table(block.height, block.width)
                grid.style = style
                _sized(grid, block)
                _fill(grid, block)
                for at in range(block.height):
                    properties = grid.rows[at]._tr.get_or_add_trPr()
                    properties.append(OxmlElement("w:cantSplit"))
                    if at < block.heads:
                        properties.append(OxmlElement("w:tblHeader"))
                document.add_paragraph()
    document.save(path)


def _sized(grid: Any, table: Table) -> None:
    from docx.shared import Mm

    grid.autofit = False
    first = Mm(50) if not table.right[0] else Mm(170 / table.width)
    for at, column in enumerate(grid.columns):
        width = first if not at else int((Mm(170) - first) / (table.width - 1))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _fill(grid: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    rows = [row.cells for row in grid.rows]
    for cell in table.cells:
        target = rows[cell.row][cell.column]
        if cell.rows + cell.columns > 2:
            target = target.merge(rows[cell.row + cell.rows - 1][cell.column + cell.columns - 1])
        paragraph = target.paragraphs[0]
        bold = cell.row < table.heads or bool(TOTAL.match(table.row(cell.row)[0].text))
        for run in _runs(paragraph, cell.text):
            run.bold = bold
            run.font.size = Pt(8)
        paragraph.paragraph_format.space_after = Pt(0)
        if table.right[cell.column] and cell.columns == 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _runs(paragraph: Any, text: str) -> list[Any]:
    runs = []
    for at, part in enumerate(MARK.split(text)):
        if part:
            run = paragraph.add_run(part)
            run.font.superscript = True if at % 2 else None
            runs.append(run)
    return runs


def write_xlsx(path: Path, blocks: Sequence[Block]) -> None:
    """A sheet for each table, under its heading; what is a number is typed as one and shown by its number format."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = WHEN.replace(tzinfo=None)
    title = ""
    for block in blocks:
        if isinstance(block, Heading):
            title = block.text
        if not isinstance(block, Table):
            continue
        sheet = book.create_sheet(f"Tabell {len(book.sheetnames) + 1}")
        sheet["A1"] = title
        sheet["A1"].font = Font(bold=True)
        for cell in block.cells:
            target = sheet.cell(cell.row + 3, cell.column + 1)
            value, shown = (
                _value(cell.text) if cell.row >= block.heads and cell.column else (MARK.sub("", cell.text), "")
            )
            target.value = value or (value if value == 0 else None)
            if shown:
                target.number_format = shown
            bold = cell.row < block.heads or bool(TOTAL.match(block.row(cell.row)[0].text))
            target.font = Font(bold=bold)
            target.alignment = Alignment(wrap_text=cell.row < block.heads, horizontal="right" if cell.column else None)
            if cell.rows + cell.columns > 2:
                sheet.merge_cells(
                    None, cell.row + 3, cell.column + 1, cell.row + cell.rows + 2, cell.column + cell.columns
                )
        sheet.column_dimensions["A"].width = 45
    book.save(path)


def _value(text: str) -> tuple[Decimal | str, str]:
    """What a cell holds, and the number format that shows it as printed; text where that is no number."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text, ""
    sign, whole, part, percent = found.groups()
    value = Decimal(re.sub(r"\D", "", whole) + (f".{part}" if part else ""))
    decimals = f".{'0' * len(part)}" if part else ""
    shown = f"#,##0{decimals}{percent}"
    value = -value if sign and sign != "+" else value
    return (value / 100 if percent else value), f"+{shown};-{shown}" if sign == "+" else shown
