"""The cell formats of a workbook with marks: the format that a cell has, filled with a colour."""

from auditor.render.marked.xlsx.edits import Part, with_attribute

# the colours of cells; where two meet in one cell the first wins
SHADES = {"error": "FF9C9C", "warning": "FFD966", "term": "9ECCFF", "exact": "D5EFD5", "rounding": "E4E4E4"}
# the lists of the part and what they are of
_LISTS = {"fonts": "font", "fills": "fill", "cellXfs": "xf"}
_EMPTY = (
    '<styleSheet xmlns="{main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Styles:
    """The part of the formats; asked for a new one, it has it once."""

    def __init__(self, data: bytes | None, main: str) -> None:
        part = Part(data) if data is not None else None
        if part is None or part.first("fills") is None or part.first("fonts") is None or not part.all("xf", "cellXfs"):
            part = Part(_EMPTY.format(main=main).encode())
        self._part = part
        self._formats = part.all("xf", "cellXfs")
        self._counts = {name: len(part.all(one, name)) for name, one in _LISTS.items()}
        self._new: dict[str, list[str]] = {name: [] for name in _LISTS}
        self._known: dict[tuple[object, str], int] = {}
        self.count = len(self._formats)

    def shaded(self, number: int, shade: str) -> int:
        """The number of the format `number` filled with a colour of SHADES."""
        if (number, shade) not in self._known:
            if ("fill", shade) not in self._known:
                self._known["fill", shade] = self._added(
                    "fills",
                    f'<fill><patternFill patternType="solid"><fgColor rgb="FF{SHADES[shade]}"/>'
                    '<bgColor indexed="64"/></patternFill></fill>',
                )
            own = self._source(number)
            at = own.index(b">") + 1
            tag = with_attribute(own[:at], "fillId", str(self._known["fill", shade]))
            tag = with_attribute(tag, "applyFill", "1")
            self._known[number, shade] = self._added("cellXfs", (tag + own[at:]).decode(), copied=True)
        return self._known[number, shade]

    def plain(self, *, bold: bool = False) -> int:
        """The number of a plain format whose text is broken into lines."""
        if ("plain", str(bold)) not in self._known:
            font = self._added("fonts", '<font><b/><sz val="11"/><name val="Calibri"/></font>') if bold else 0
            self._known["plain", str(bold)] = self._added(
                "cellXfs",
                f'<xf numFmtId="0" fontId="{font}" fillId="0" borderId="0" applyFont="1" applyAlignment="1">'
                '<alignment vertical="top" wrapText="1"/></xf>',
            )
        return self._known["plain", str(bold)]

    def _source(self, number: int) -> bytes:
        """The bytes of a format; as programs read them, a number that there is none for is the first."""
        if number >= self.count and number in self._known.values():
            return self._new["cellXfs"][number - self.count].encode()
        return self._part.source(self._formats[number if number < self.count else 0])

    def _added(self, name: str, text: str, *, copied: bool = False) -> int:
        self._new[name].append(text if copied else _prefixed(text, self._part.root.prefix))
        return self._counts[name] + len(self._new[name]) - 1

    def result(self) -> bytes:
        """The part with the new formats."""
        for name, own in self._new.items():
            element = self._part.first(name)
            if own and element is not None:
                self._part.set(element, "count", str(self._counts[name] + len(own)))
                self._part.append(element, "".join(own))
        return self._part.result()


def _prefixed(text: str, prefix: str) -> str:
    """Elements without a prefix given that of the part."""
    return text.replace("</", "\0").replace("<", "<" + prefix).replace("\0", "</" + prefix) if prefix else text
