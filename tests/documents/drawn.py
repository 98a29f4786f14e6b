"""Pages drawn with ReportLab: reports, and text placed as producers do that know of no words."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.documents.forms import BETWEEN, TOTAL
from tests.documents.source import MARK, Block, Heading, Items, PageBreak, Paragraph, Table

FONTS = Path("/usr/share/fonts/truetype")
# what the sources are written with, and a private-use bullet
GLYPHS = [*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2000, 0x2040), 0x2212, 0xE00C]


def fonts() -> None:
    """Registers the fonts of drawn pages, without their hints, which weigh more than the glyphs."""
    import io

    from fontTools import subset
    from fontTools.ttLib import TTFont as Outlines
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in (
        ("Liberation", "liberation/LiberationSans-Regular"),
        ("Liberation-Bold", "liberation/LiberationSans-Bold"),
        ("Symbols", "libreoffice/opens___"),
    ):
        outlines = Outlines(FONTS / f"{file}.ttf")
        keep = subset.Subsetter(subset.Options(hinting=False, layout_features=[], notdef_outline=True))
        outlines.reader.tables.pop("FFTM", None)
        keep.populate(unicodes=GLYPHS)
        keep.subset(outlines)
        small = io.BytesIO()
        outlines.save(small)
        small.seek(0)
        pdfmetrics.registerFont(TTFont(name, small))


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
    first = min(130.0, width - 42 * (table.width - 1)) if not table.right[0] else width / table.width
    others = min((width - first) / (table.width - 1), 80)
    return Grid(rows, [first, *[others] * (table.width - 1)], repeatRows=table.heads, style=style)


# ---- text placed piece by piece


def page(path: Path, blocks: Sequence[Block], mode: str, spaces: str, ruled: str, tight: bool) -> None:
    """A source drawn line by line at places worked out here. `mode` tells how a figure comes into the file:

    - "": each cell as one string;
    - "groups": each group of digits by itself, with no space between;
    - "glyphs": each glyph by itself, as printer drivers do;
    - "kerned": each word as glyphs with a kerning between, and a kerning instead of a space, as typesetters do;
    - "spaced": with character spacing;
    - "columns-first", "backwards": the cells of a column after each other; the last first;
    - "twice": each string drawn again a little aside, which looks bold;
    - "bullets": bullets of the private use area of Unicode;
    - "running": many pages, with headers whose spacing varies, and page numbers that begin at 7.
    """
    from reportlab.pdfgen.canvas import Canvas

    fonts()
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    _Page(canvas, mode, spaces, ruled, tight).draw(blocks)
    canvas.save()


class _Page:
    FONT = "Liberation"

    def __init__(self, canvas: Any, mode: str, spaces: str, ruled: str, tight: bool) -> None:
        self.canvas, self.mode, self.spaces, self.ruled, self.tight = canvas, mode, spaces, ruled, tight
        self.y = 790.0
        self.number = 1

    def draw(self, blocks: Sequence[Block]) -> None:
        self.furniture()
        beside = len([block for block in blocks if isinstance(block, Table)]) > 1
        placed = 0
        for block in blocks:
            match block:
                case Heading(level, text):
                    self.y -= 8
                    self.line(text, 17 - 3 * level, bold=True)
                    self.y -= 4
                case Paragraph(text):
                    for part in _wrapped(text, 95):
                        self.line(part, 9)
                    self.y -= 6
                case Items(items):
                    for item in items:
                        self.bullet()
                        for part in _wrapped(item, 85):
                            self.line(part, 9, 64)
                    self.y -= 6
                case Table() if beside:
                    top = self.y
                    self.table(block, 50 + 255 * placed, 240, 7)
                    placed += 1
                    self.y = top if placed == 1 else self.y
                case Table():
                    self.table(block, 50, 350 if self.tight else 480, 8)
                    self.y -= 8
        self.canvas.showPage()

    def furniture(self) -> None:
        if self.mode != "running":
            return
        gap = " " * (3 + 4 * self.number)
        self.text(50, 815, f"Norrbygdens kommun{gap}Investeringar 2024{' ' * self.number}Dnr KS 2024/117", 7)
        self.text(500, 30, f"{self.number + 6} (24)", 7)

    def line(self, text: str, size: float, x: float = 50, bold: bool = False) -> None:
        self.text(x, self.y, MARK.sub(r"\1", text), size, bold)
        self.y -= size * 1.35

    def bullet(self) -> None:
        if self.mode == "bullets":
            self.canvas.setFont("Symbols", 9)
            self.canvas.drawString(52, self.y, "\ue00c")
        else:
            self.text(52, self.y, "•", 9)

    def table(self, table: Table, x: float, width: float, size: float) -> None:
        first = 0.36 * width
        step = (width - first) / (table.width - 1)
        rights = [x + first + step * at for at in range(table.width)]
        pending: list[tuple[int, int, float, float, str, bool]] = []
        leading = size * (1.25 if self.tight else 1.6)
        self.y -= leading
        top = self.y + leading
        for at in range(table.height):
            if self.y < 60:
                self.flush(pending, size)
                self.canvas.showPage()
                self.number += 1
                self.y = 780
                self.furniture()
                self.heads(table, x, rights, size)
                self.y -= leading
            bold = at < table.heads or bool(TOTAL.match(table.row(at)[0].text))
            for cell in table.row(at):
                text = BETWEEN.sub(self.spaces, cell.text) if cell.column else cell.text
                left = not table.right[cell.column]
                pending.append((at, cell.column, x if left else rights[cell.column], self.y, text, bold))
            if self.ruled and (self.ruled == "grid" or at in (table.heads - 1, table.height - 1)):
                self.canvas.setLineWidth(0.4)
                self.canvas.line(x - 3, self.y - 3, x + width + 3, self.y - 3)
            self.y -= leading
        if self.ruled == "grid":
            for edge in (x - 3, *(right + 3 for right in rights)):
                self.canvas.line(edge, top - 3, edge, self.y + leading - 3)
        self.flush(pending, size)

    def heads(self, table: Table, x: float, rights: Sequence[float], size: float) -> None:
        for cell in table.row(0):
            if cell.column:
                self.right(rights[cell.column], self.y, cell.text, size, True)
            else:
                self.text(x, self.y, cell.text, size, True)

    def flush(self, pending: list[tuple[int, int, float, float, str, bool]], size: float) -> None:
        if self.mode == "columns-first":
            pending.sort(key=lambda piece: (piece[1], piece[0]))
        elif self.mode == "backwards":
            pending.reverse()
        for _, column, x, y, text, bold in pending:
            if column:
                self.right(x, y, text, size, bold)
            else:
                self.text(x, y, text, size, bold)
        pending.clear()

    def right(self, x: float, y: float, text: str, size: float, bold: bool) -> None:
        width = self.canvas.stringWidth(text, self.font(bold), size)
        if self.mode == "spaced":
            width += 0.6 * len(text)
        self.text(x - width, y, text, size, bold)

    def font(self, bold: bool) -> str:
        return f"{self.FONT}-Bold" if bold else self.FONT

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        font = self.font(bold)
        self.canvas.setFont(font, size)
        match self.mode:
            case "groups":
                parts = text.split(" ") if text[-1:].isdigit() else [text]
                for part in parts:
                    self.canvas.drawString(x, y, part)
                    x += self.canvas.stringWidth(f"{part} ", font, size)
            case "glyphs":
                for glyph in text:
                    if glyph != " ":
                        self.canvas.drawString(x, y, glyph)
                    x += self.canvas.stringWidth(glyph, font, size)
            case "kerned":
                self.kerned(x, y, text, font, size)
            case "spaced":
                self.canvas.drawString(x, y, text, charSpace=0.6)
            case "twice":
                self.canvas.drawString(x, y, text)
                if bold:
                    self.canvas.drawString(x + 0.25, y, text)
            case _:
                self.canvas.drawString(x, y, text)

    def kerned(self, x: float, y: float, text: str, font: str, size: float) -> None:
        """One array of glyphs and kernings, which holds no space."""
        from reportlab.pdfbase import pdfmetrics

        subset = pdfmetrics.getFont(font)
        code = [f"BT /{{}} {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ["]
        name = ""
        for at, glyph in enumerate(text):
            ((number, encoded),) = subset.splitString(glyph, self.canvas._doc)
            own = subset.getSubsetInternalName(number, self.canvas._doc)
            if name and own != name:
                code.append(f"] TJ /{own[1:]} {size} Tf [")
            name = own
            if glyph == " ":
                code.append(f"{-1000 * self.canvas.stringWidth(' ', font, size) / size:.0f}")
            else:
                code.append(f"<{encoded.hex()}>{(-1) ** at * 12}")
        code.append("] TJ ET")
        first = subset.getSubsetInternalName(subset.splitString(text[:1], self.canvas._doc)[0][0], self.canvas._doc)
        self.canvas._code.append(" ".join(code).format(first[1:]))


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width)


def scanned(path: Path, original: Path) -> None:
    """A picture of the first page of a PDF, as a scanner makes it."""
    import tempfile

    import pypdfium2
    from reportlab.pdfgen.canvas import Canvas

    with tempfile.NamedTemporaryFile(suffix=".png") as picture:
        pypdfium2.PdfDocument(original)[0].render(scale=150 / 72, grayscale=True).to_pil().save(picture.name)
        canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
        canvas.drawImage(picture.name, 0, 0, 595, 842)
        canvas.save()
