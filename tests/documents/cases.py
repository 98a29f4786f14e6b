"""Which documents there are: the reports in every format, and pages whose tables are hard to read in a PDF."""

from typing import NamedTuple

REPORTS = ("delarsrapport", "kommunrapport", "manadsrapport")
PRODUCERS = ("chromium", "libreoffice", "reportlab", "typst", "weasyprint")
FORMATS = ("html", "md", "docx", "xlsx", *(f"{producer}.pdf" for producer in PRODUCERS))

HTML = ("chromium", "weasyprint")


class Case(NamedTuple):
    """A page whose tables are hard to read: the source that it shows, and who made it.

    `spaces` replaces the space between groups of digits: another character, or a markup that leaves a gap and no space.
    `css` is for producers of HTML, `mode` for pages drawn glyph by glyph (tests/documents/drawn.py).
    """

    source: str
    producers: tuple[str, ...]
    css: str = ""
    spaces: str = " "
    mode: str = ""


NONE = "td, th { border: none }"
GRID = "th, td { border: 0.4pt solid #444 }"
LEVEL = "thead tr:last-child th { border-bottom: 0.8pt solid #000 } td { border-bottom: 0.2pt solid #999 }"
# a border of a zebra is its colour
ZEBRA = "tbody tr:nth-child(odd) { background: #dde6ee } th { background: #28507a; color: #fff }"
GAP = '<span style="padding-left: 0.22em"></span>'
NARROW = "th { max-width: 17mm; white-space: normal } th:first-child, td:first-child { max-width: 30mm; hyphens: none }"
BESIDE = "table { display: inline-table; width: 46%; margin-right: 5mm; vertical-align: top; font-size: 7pt }"
COLUMNS = "body { columns: 2; column-gap: 8mm } h1 { column-span: all } table { font-size: 8pt; break-inside: avoid }"
LANDSCAPE = "@page { size: A4 landscape }"
HEADED = """
@page { margin: 30mm 20mm 25mm;
  @top-left { content: "Norrbygdens kommun"; font-size: 8pt }
  @top-right { content: "Investeringar  2024-10-14"; font-size: 8pt }
  @bottom-center { content: counter(page); font-size: 8pt } }
@page :first { counter-reset: page 7 }
"""

HARD: dict[str, Case] = {
    "no-rules": Case("namnder", (*HTML, "typst", "drawn"), NONE),
    "full-grid": Case("namnder", (*HTML, "typst", "libreoffice", "drawn"), GRID),
    "level-rules": Case("namnder", (*HTML, "drawn"), LEVEL),
    "zebra": Case("namnder", (*HTML, "libreoffice"), ZEBRA),
    "tight": Case("namnder", (*HTML, "drawn"), NONE + "th, td { padding: 0.2mm 1mm }"),
    "no-break": Case("namnder", (*HTML, "drawn"), LEVEL, "\u00a0"),
    "thin": Case("namnder", HTML, LEVEL, "\u2009"),
    "narrow-no-break": Case("namnder", HTML, LEVEL, "\u202f"),
    "no-space-glyph": Case("namnder", HTML, LEVEL, GAP),
    "no-space-glyph-tight": Case("namnder", HTML, NONE + "th, td { padding: 0.2mm 1mm }", GAP),
    "groups": Case("namnder", ("drawn",), mode="groups"),
    "glyphs": Case("namnder", ("drawn",), mode="glyphs"),
    "kerned": Case("namnder", ("drawn",), mode="kerned"),
    "spaced": Case("namnder", ("drawn",), mode="spaced"),
    "columns-first": Case("namnder", ("drawn",), mode="columns-first"),
    "backwards": Case("namnder", ("drawn",), mode="backwards"),
    "twice": Case("namnder", ("drawn",), mode="twice"),
    "letter-spacing": Case("namnder", HTML, NONE + "body { letter-spacing: 0.08em }"),
    "wrapped": Case("verksamheter", (*HTML, "libreoffice"), LEVEL + NARROW),
    "wrapped-no-rules": Case("verksamheter", HTML, NONE + NARROW),
    "wrapped-middle": Case("verksamheter", HTML, NONE + NARROW + "th, td { vertical-align: middle }"),
    "wrapped-top": Case("verksamheter", HTML, NONE + NARROW + "th, td { vertical-align: top }"),
    "spanning": Case("verksamheter", (*HTML, "typst"), NONE),
    "landscape": Case("verksamheter", (*HTML, "turned"), LANDSCAPE + LEVEL),
    "three-pages": Case("investeringar", ("chromium", "libreoffice", "typst", "weasyprint"), LEVEL + HEADED),
    "header-once": Case("investeringar", ("weasyprint",), NONE + HEADED + "thead { display: table-row-group }"),
    "running": Case("investeringar", ("drawn",), mode="running"),
    "side-by-side": Case("tva", (*HTML, "drawn"), NONE + BESIDE),
    "side-by-side-ruled": Case("tva", HTML, LEVEL + BESIDE),
    "two-columns": Case("spalter", HTML, NONE + COLUMNS),
    "ligatures": Case("spalter", ("weasyprint", "libreoffice"), NONE + "body { font-family: Carlito }"),
    "soft-hyphens": Case("spalter", HTML, NONE + "p { width: 60mm; hyphens: auto }"),
    "bullets": Case("spalter", ("drawn",), mode="bullets"),
    "signs": Case("tecken", (*HTML, "drawn"), NONE + "body { font-family: 'DejaVu Sans' }"),
    "footnotes": Case("fotnoter", (*HTML, "typst", "libreoffice"), LEVEL),
    "encrypted-owner": Case("namnder", ("drawn",)),
}
# no table can be read from these; what is said instead
UNREADABLE = {"encrypted-user": "encrypted", "scanned": "no-text-layer", "damaged-body": "damaged"}
# what is not read as its source has it, and why; a test tells when it is
NOT_YET = {
    (
        "delarsrapport",
        "reportlab.pdf",
    ): "years centred over three columns each, with no rule: 2022 begins a column early"
}


class Known(NamedTuple):
    """An error that a report has, worked out by hand (examples/README.md): where it stands and what should.

    `row` is a label and `column` a whole header, empty where there is none. `word` and `excel` are its cell in
    the Word document and in the workbook; a list item has none. `should_be` is empty where it cannot be told.
    """

    rule: str
    row: str
    column: str
    printed: str
    should_be: str
    word: str | None
    excel: str | None


KNOWN: dict[str, tuple[Known, ...]] = {
    "delarsrapport": (),
    "kommunrapport": (
        Known("RK106", "Bildningsnämnden", "Förändring %", "2,3", "3,2", "Tabell 1!H3", "Tabell 1!H5"),
        Known("RK103", "Samhällsnämnden", "Netto 2023", "-59 356", "-59 536", "Tabell 1!D5", "Tabell 1!D7"),
    ),
    "manadsrapport": (
        Known(
            "RK103",
            "Måltidsverksamhet",
            "Prognostiserad avvikelse mot budget",
            "3,6",
            "2,6",
            "Tabell 3!D4",
            "Tabell 3!D6",
        ),
        Known(
            "RK103",
            "Transporter och logistik",
            "Periodens ack. avvikelse",
            "0,7",
            "-0,7",
            "Tabell 4!D6",
            "Tabell 4!D8",
        ),
        Known("RK101", "Summa", "Ack budget", "-380 459", "-390 459", "Tabell 5!C9", "Tabell 5!C11"),
        Known("RK106", "", "Kostn. utv. mot föreg. år", "6,4", "4,6", "Tabell 6!F2", "Tabell 6!F4"),
        Known("RK120", "", "", "-2,9", "", None, None),
    ),
}
