"""Workbooks made of raw parts, so that a test says what is in the file."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def relations(*own: tuple[str, str, str]) -> str:
    """A part of relations of (id, type, target)."""
    inner = "".join(f'<Relationship Id="{one}" Type="{OFFICE}/{kind}" Target="{target}"/>' for one, kind, target in own)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """The part of a sheet with `rows` as its data."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def styles(*codes: str) -> str:
    """Cell formats 1, 2, ... of these codes; 0 is General."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for at, code in enumerate(codes)
    )
    xfs = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{formats}</numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{1 + len(codes)}"><xf numFmtId="0"/>{xfs}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def workbook(
    *sheets: str,
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    strings: str | None = None,
    style: str | None = None,
    properties: str = "",
    parts: dict[str, str | bytes] | None = None,
    leave_out: tuple[str, ...] = (),
) -> bytes:
    """A workbook of the parts of its sheets (see `sheet`), called Blad1, Blad2, ... unless `names` says otherwise."""
    names = names or tuple(f"Blad{number}" for number in range(1, len(sheets) + 1))
    states = states or ("visible",) * len(sheets)
    listed = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{at}" state="{state}" r:id="rId{at}"/>'
        for at, (name, state) in enumerate(zip(names, states, strict=True), 1)
    )
    own = [(f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType='
        '"application/xml"/><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for at in range(1, len(sheets) + 1)
        )
        + '<Override PartName="/xl/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            *own, ("rIdS", "styles", "styles.xml"), ("rIdT", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/styles.xml": style or styles(),
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
    }
    files |= {f"xl/worksheets/sheet{at}.xml": part for at, part in enumerate(sheets, 1)}
    files |= parts or {}
    return zipped({name: part for name, part in files.items() if name not in leave_out})


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A zip of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def text(reference: str, own: str) -> str:
    """A cell with a text of its own."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(own)}</t></is></c>'


def value(reference: str, own: object, style: int = 0, formula: str | None = None) -> str:
    """A cell with a number, and the formula that gave it."""
    inner = f"<f>{escape(formula)}</f>" if formula is not None else ""
    return f'<c r="{reference}" s="{style}">{inner}<v>{own}</v></c>'


def rows(cells: dict[str, str], hidden: tuple[int, ...] = ()) -> str:
    """Rows of cells that are given by their reference."""
    by_row: dict[int, list[str]] = {}
    for reference, own in cells.items():
        by_row.setdefault(int(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), []).append(own)
    return "".join(
        f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row in hidden else ""}>{"".join(by_row[row])}</row>'
        for row in sorted(by_row)
    )


def table(lines: list[list[object]], style: int = 0, first: int = 1, column: int = 0) -> dict[str, str]:
    """Cells of a table from the row `first` and the `column` on: texts, numbers, (number, formula), None for none."""
    found = {}
    for down, line in enumerate(lines):
        for across, own in enumerate(line):
            name = f"{chr(65 + column + across)}{first + down}"
            if isinstance(own, str):
                found[name] = text(name, own)
            elif isinstance(own, tuple):
                found[name] = value(name, own[0], style, own[1])
            elif own is not None:
                found[name] = value(name, own, style)
    return found
