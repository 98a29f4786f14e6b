"""The sheet that a marked workbook has behind its own: what was checked, the colours, and the findings."""

from xml.sax.saxutils import quoteattr

from auditor.model.finding import Report
from auditor.render.marked.xlsx.comments import safe
from auditor.render.marked.xlsx.styles import SHADES, Styles
from auditor.render.remarks import comment
from auditor.render.summary import ledger
from auditor.render.texts import SEVERITY, counted, say, word
from auditor.render.view import clean, ordered, tally

_WIDTHS = (14, 10, 24, 110)
_LINE, _CHARACTERS, _TALLEST = 15, 105, 409  # points a line, characters in a line, what a row can have


def listing(
    report: Report, lang: str, ticks: bool, styles: Styles, names: tuple[str, str], *, signed: bool = False
) -> bytes:
    """The part of the sheet. The cell of a finding is a link to it; `signed` says that the workbook has a signature."""
    rows: list[str] = []
    links: list[str] = []
    plain, bold = styles.plain(), styles.plain(bold=True)
    counts = tally([report])

    def row(cells: list[tuple[str, int]], height: int = 1) -> None:
        number = len(rows) + 1
        inner = "".join(
            f'<c r="{column}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{safe(text)}</t></is></c>'
            for column, (text, style) in zip("ABCD", cells, strict=False)
        )
        tall = min(height * _LINE, _TALLEST)
        rows.append(f'<row r="{number}" ht="{tall}" customHeight="1">{inner}</row>')

    row([("rkaudit", bold)])
    told = f"{counted('error', counts.errors, lang)}, {counted('warning', counts.warnings, lang)}."
    row([("", plain), ("", plain), ("", plain), (f"{told} {ledger(counts, lang)}.", plain)])
    for shade in SHADES:
        if ticks or shade not in ("exact", "rounding"):
            row([("", styles.shaded(plain, shade)), ("", plain), ("", plain), (say(f"cell-{shade}", lang), plain)])
    if signed:
        row([("", plain), ("", plain), ("", plain), (say("signature-void", lang), plain)])
    row([("", plain)])
    findings = ordered(report.findings, infos=False)
    if findings:
        row([(say(key, lang), bold) for key in ("list-severity", "list-rule", "list-cell", "list-finding")])
    for finding in findings:
        text = comment(finding, report, lang).partition("\n")
        origin = finding.blamed[0].span.origin
        cell = origin.cell if origin is not None and origin.cell is not None else ""
        body = f"{clean(finding.title or finding.name)}\n{text[2]}"
        height = sum(1 + len(line) // _CHARACTERS for line in body.split("\n"))
        first = (word(SEVERITY, finding.severity, lang), styles.shaded(plain, finding.severity))
        row([first, (finding.rule, plain), (clean(cell), plain), (body, plain)], height)
        if cell:
            links.append(f'<hyperlink ref="C{len(rows)}" location={quoteattr(clean(cell))}/>')
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, 1)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<worksheet xmlns="{names[0]}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>{linked}"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()
