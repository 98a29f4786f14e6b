"""Marks in a workbook: a comment at every finding, cells coloured, and a sheet that lists the findings.

The parts are changed where a mark stands and nowhere else: charts, pictures, macros, formulas and formats stay as the
program wrote them. No mark has a date: the same audit gives the same file.
"""

import io
import posixpath
import zipfile

from auditor.model.finding import VERIFIED, Report
from auditor.model.span import Span
from auditor.model.workbook import cell_name, place_of
from auditor.readers.xlsx.package import Package, Unreadable
from auditor.readers.xlsx.workbook import main_part, sheet_parts
from auditor.render.marked import Unmarkable
from auditor.render.marked.xlsx import comments
from auditor.render.marked.xlsx.edits import Part
from auditor.render.marked.xlsx.listing import listing
from auditor.render.marked.xlsx.styles import SHADES, Styles
from auditor.render.remarks import comment
from auditor.render.view import ordered

_TRANSITIONAL = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
_STRICT = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
# what stands behind the boxes of the comments among the elements of a sheet
_BEHIND = frozenset(
    "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst AlternateContent".split()
)
_FIXED = (1980, 1, 1, 0, 0, 0)
_ORDER = tuple(SHADES)

_Cells = dict[tuple[int, int], str]


def annotate(report: Report, data: bytes, lang: str, *, ticks: bool = False) -> bytes:
    """The workbook `data` with a comment at every error and warning of its report, the cells to blame and those that
    the sums are made of in colours, and a sheet that lists them. With `ticks` every figure that ties out is shaded,
    those that agree to the last digit and those within rounding apart. Raises Unmarkable.
    """
    try:
        return _Marked(Package(data)).with_marks(report, lang, ticks)
    except Unreadable as error:
        raise Unmarkable(error.code, error.detail) from error


class _Marked:
    """The parts of a workbook, those changed and added."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.main = main_part(package)
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, str] = {}  # content type by part
        self.book = Part(package.read(self.main))
        strict = _STRICT[0] in self.book.root.attributes.values()
        self.names = _STRICT if strict else _TRANSITIONAL

    def with_marks(self, report: Report, lang: str, ticks: bool) -> bytes:
        told, shades = _marks(report, lang, ticks)
        relations = self.package.relations(self.main)
        own = next((name for kind, name in relations.values() if kind == "styles" and name in self.package), None)
        styles = Styles(self.package.read(own) if own else None, self.names[0])
        drawings = [
            self.package.read(name) for name in self.package.infos if name.endswith(".vml") and "drawing" in name
        ]
        block = comments.blocks(drawings)
        for name, hidden, part in sheet_parts(self.package)[0]:
            if not hidden and (name in told or name in shades):
                self._sheet(part, told.get(name, {}), shades.get(name, {}), styles, block)
                block += 1
        signed = any(name.startswith("_xmlsignatures/") for name in self.package.infos)
        self._list(listing(report, lang, ticks, styles, self.names, signed=signed), relations)
        if own is None:
            own = self._part(posixpath.join(posixpath.dirname(self.main), "styles.xml"), "styles+xml")
            self._relation(self.main, "styles", own)
        self.changed[own] = styles.result()
        self._content_types()
        return self._zipped()

    def _sheet(self, name: str, told: _Cells, shades: _Cells, styles: Styles, block: int) -> None:
        """Colours the cells of a sheet and sets its comments."""
        part = Part(self.package.read(name), wanted=("row", "c"), deepest=1)
        row = column = -1
        for element in part.elements:
            own = element.attributes.get("r", "")
            if element.name == "row":
                row, column = (int(own) - 1 if own.isascii() and own.isdigit() else row + 1), -1
            elif element.name == "c":
                # a cell may leave its place to be counted
                place = place_of(own) or (max(row, 0), column + 1)
                column = place[1]
                if place in shades:
                    number = element.attributes.get("s", "")
                    style = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
                    style = style if style < styles.count else 0
                    part.set(element, "s", str(styles.shaded(style, shades[place])))
        if told:
            self._comments(name, part, told, block)
        self.changed[name] = part.result()

    def _comments(self, name: str, part: Part, told: _Cells, block: int) -> None:
        relations = self.package.relations(name)
        parts = {kind: other for kind, other in relations.values() if other in self.package}
        folder = posixpath.dirname(self.main)
        drawing = part.first("legacyDrawing")
        attribute = next((one for one in drawing.attributes if one.rpartition(":")[2] == "id"), "") if drawing else ""
        named = relations.get(drawing.attributes[attribute], ("", ""))[1] if drawing and attribute else ""
        old = named if named in self.package else None
        boxes = comments.boxes(
            self.package.read(old) if old else None, self._new_only(parts.get("comments"), told), block
        )
        if boxes is None:
            return  # the list of findings has them
        texts = parts.get("comments")
        if texts is None:
            texts = self._part(f"{folder}/rkaudit-comments{block}.xml", "comments+xml")
            self._relation(name, "comments", texts)
        data = self.package.read(texts) if texts in self.package else None
        own = {cell_name(*place): text for place, text in told.items()}
        self.changed[texts] = comments.texts(data, self.names[0], own)
        if old is None:
            old = self._part(f"{folder}/drawings/rkaudit-comments{block}.vml", "")
            key = self._relation(name, "vmlDrawing", old)
            behind = [one for one in part.elements if one.depth == 1 and one.name in _BEHIND]
            data_end = next((one.end for one in part.elements if one.name == "sheetData"), 0)
            at = min((one.start for one in behind if one.start >= data_end), default=None)
            tag = f'<{part.root.prefix}legacyDrawing xmlns:rk="{self.names[1]}" rk:id="{key}"/>'
            if drawing is not None and attribute:
                part.set(drawing, attribute, key)  # the part that it names is missing
            elif at is None:
                part.append(part.root, tag)
            else:
                part.put(at, tag)
        self.changed[old] = boxes

    def _new_only(self, name: str | None, told: _Cells) -> _Cells:
        """The comments at cells that have none: the others have their box."""
        if name is None:
            return told
        part = Part(self.package.read(name), wanted=("comment",), deepest=1)
        there = {one.attributes.get("ref", "") for one in part.all("comment")}
        return {place: text for place, text in told.items() if cell_name(*place) not in there}

    def _list(self, sheet: bytes, relations: dict[str, tuple[str, str]]) -> None:
        """Adds the sheet with the list of findings behind the others."""
        names = {one.attributes.get("name", "").lower() for one in self.book.all("sheet", "sheets")}
        title = next(one for one in ("rkaudit", *(f"rkaudit {n}" for n in range(2, 1000))) if one not in names)
        numbers = [int(one.attributes.get("sheetId", "0") or 0) for one in self.book.all("sheet", "sheets")]
        own = self._part(posixpath.join(posixpath.dirname(self.main), "worksheets/rkaudit.xml"), "worksheet+xml")
        key = self._relation(self.main, "worksheet", own)
        listed = self.book.first("sheets")
        if listed is None:
            raise Unreadable("damaged")
        self.book.append(
            listed,
            f'<{self.book.root.prefix}sheet name="{title}" sheetId="{max(numbers, default=0) + 1}" '
            f'xmlns:rk="{self.names[1]}" rk:id="{key}"/>',
        )
        self.changed[self.main] = self.book.result()
        self.changed[own] = sheet

    # ---- the package

    def _part(self, name: str, kind: str) -> str:
        """The name of a new part, which no other has."""
        stem, dot, suffix = name.rpartition(".")
        own = next(
            one
            for one in (name, *(f"{stem}-{n}{dot}{suffix}" for n in range(2, 10_000)))
            if one not in self.package and one not in self.changed
        )
        self.added[own] = _TYPES + kind if kind else ""
        return own

    def _relation(self, name: str, kind: str, target: str) -> str:
        """Has one part name another; the id that it does so by."""
        folder, base = posixpath.split(name)
        own = posixpath.join(folder, "_rels", base + ".rels")
        data = self.changed.get(own) or (self.package.read(own) if own in self.package else None)
        part = Part(data or f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
        taken = {one.attributes.get("Id", "") for one in part.elements}
        key = next(f"rIdRk{number}" for number in range(1, 100_000) if f"rIdRk{number}" not in taken)
        part.append(
            part.root,
            f'<{part.root.prefix}Relationship Id="{key}" Type="{self.names[1]}/{kind}" Target="/{target}"/>',
        )
        self.changed[own] = part.result()
        return key

    def _content_types(self) -> None:
        name = "[Content_Types].xml"
        part = Part(self.package.read(name))
        prefix = part.root.prefix
        known = {one.attributes.get("Extension", "").lower() for one in part.all("Default")}
        if any(added.endswith(".vml") for added in self.added) and "vml" not in known:
            part.put(
                part.root.start_end,
                f'<{prefix}Default Extension="vml" '
                'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>',
            )
        part.append(
            part.root,
            "".join(
                f'<{prefix}Override PartName="/{added}" ContentType="{kind}"/>'
                for added, kind in self.added.items()
                if kind
            ),
        )
        self.changed[name] = part.result()

    def _zipped(self) -> bytes:
        """The file: the parts in their order, new ones last."""
        changed = {name.lower(): (name, part) for name, part in self.changed.items()}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, info in self.package.infos.items():
                part = changed.pop(name)[1] if name in changed else self.package.read(name, trusted=True)
                archive.writestr(_info(info.filename), part)
            for name, part in changed.values():
                archive.writestr(_info(name), part)
        return buffer.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


# ---- what is marked


def _marks(report: Report, lang: str, ticks: bool) -> tuple[dict[str, _Cells], dict[str, _Cells]]:
    """The comments, and the colours, by sheet and (row, column)."""
    told: dict[str, _Cells] = {}
    shades: dict[str, _Cells] = {}

    def shade(span: Span, own: str) -> None:
        for sheet, place in _cells(span):
            there = shades.setdefault(sheet, {})
            if place not in there or _ORDER.index(own) < _ORDER.index(there[place]):
                there[place] = own

    for finding in ordered(report.findings, infos=False):
        text = comment(finding, report, lang)
        for blamed in finding.blamed:
            shade(blamed.span, finding.severity)
            for sheet, place in _cells(blamed.span):
                there = told.setdefault(sheet, {})
                there[place] = f"{there[place]}\n\n{text}" if place in there else text
        for term in finding.secondary:
            shade(term.span, "term")
    if ticks:
        for figure, entry in zip(report.figures, report.ledger, strict=True):
            if entry.status == VERIFIED:
                shade(figure.span, "exact" if entry.exact else "rounding")
    return told, shades


def _cells(span: Span) -> list[tuple[str, tuple[int, int]]]:
    """The sheet and (row, column) of the cells of the report itself that something stands in, each once."""
    found: dict[tuple[str, tuple[int, int]], None] = {}
    for piece in span.pieces:
        origin = piece.origin
        if origin is not None and origin.cell is not None and origin.file is None:
            sheet, _, name = origin.cell.rpartition("!")
            place = place_of(name)
            if place is not None:
                found[sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet, place] = None
    return list(found)
