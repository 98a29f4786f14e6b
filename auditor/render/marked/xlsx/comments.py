"""Comments of a sheet: their texts in one part, the boxes that they are shown in in another. Those there stay."""

import re
from xml.sax.saxutils import escape

from auditor.render.marked.xlsx.edits import Element, Part

AUTHOR = "rkaudit"
_NAMES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    f'<v:shapetype {_NAMES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BLOCK = 1024  # the shapes of each drawing have numbers of their own, so many
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575
_WIDE, _CHARACTERS, _TALLEST = 6, 52, 40  # columns of a box, characters in a line of it, lines
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_000


def safe(text: str) -> str:
    """Text as it stands in a part."""
    return _ESCAPED.sub("_x005F_", escape(text[:_LONGEST]))


def texts(data: bytes | None, main: str, comments: dict[str, str]) -> bytes:
    """The part of the texts, with one at each cell; at a cell that has one it is added to that."""
    if data is None:
        data = f'<comments xmlns="{main}"><authors/><commentList/></comments>'.encode()
    part = Part(data, wanted=("comment", "text", "t", "r"), deepest=3)
    prefix = part.root.prefix
    authors, listed = part.first("authors"), part.first("commentList")
    if authors is None or listed is None:
        return texts(None, main, comments)
    number = len(part.all("author", "authors"))
    part.append(authors, f"<{prefix}author>{AUTHOR}</{prefix}author>")
    own = {element.attributes.get("ref", ""): element for element in part.all("comment")}
    for cell, told in comments.items():
        if cell in own and _added(part, own[cell], _run(told, prefix, apart=True), prefix):
            continue
        part.append(
            listed,
            f'<{prefix}comment ref="{cell}" authorId="{number}"><{prefix}text>{_run(told, prefix)}</{prefix}text>'
            f"</{prefix}comment>",
        )
    return part.result()


def _run(text: str, prefix: str, *, apart: bool = False) -> str:
    """A text as a run of its own; the first line in bold type."""
    head, _, rest = text.partition("\n")
    lead = "\n\n" if apart else ""
    font = f'<{prefix}sz val="9"/><{prefix}rFont val="Tahoma"/>'
    return (
        f'<{prefix}r><{prefix}rPr><{prefix}b/>{font}</{prefix}rPr><{prefix}t xml:space="preserve">{lead}{safe(head)}'
        f"</{prefix}t></{prefix}r><{prefix}r><{prefix}rPr>{font}</{prefix}rPr>"
        f'<{prefix}t xml:space="preserve">\n{safe(rest)}</{prefix}t></{prefix}r>'
    )


def _added(part: Part, comment: Element, run: str, prefix: str) -> bool:
    """Whether a text could be added to a comment: behind the runs that it has, or the text made one."""
    within = [one for one in part.elements if comment.start < one.start < comment.end]
    text = next((one for one in within if one.name == "text"), None)
    if text is None or text.empty:
        return False
    pieces = [one for one in within if one.inside == "text" and one.name in ("t", "r")]
    if not pieces:
        return False
    for piece in pieces:
        if piece.name == "t":
            part.put(piece.start, f"<{prefix}r>")
            part.put(piece.end, f"</{prefix}r>")
    part.put(max(piece.end for piece in pieces), run)
    return True


def boxes(data: bytes | None, places: dict[tuple[int, int], str], block: int) -> bytes | None:
    """The part of the boxes with one for the comment of each (row, column), sized for its text. None where the part
    that is there cannot be added to.
    """
    fresh = data is None
    if data is None:
        data = (
            f'<xml {_NAMES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
        ).encode()
    end = data.rfind(b"</xml>")
    if end < 0 or b"\0" in data:
        return None
    taken = [int(number) for number in re.findall(rb"_x0000_s(\d{1,9})", data)]
    first = block * _BLOCK + 1 if fresh or not taken else max(taken) + 1
    shapes = [] if b"_x0000_t202" in data else [_SHAPE_TYPE]
    shapes += [_box(first + at, *place, text) for at, (place, text) in enumerate(places.items())]
    return data[:end] + "".join(shapes).encode() + data[end:]


def blocks(drawings: list[bytes]) -> int:
    """The first number of shapes that no drawing of the workbook has taken, in blocks."""
    taken = [0]
    for data in drawings:
        for listed in re.findall(rb"\bidmap\s[^>]*\bdata=[\"']([\d,\s]{1,200})[\"']", data):
            taken += [int(number) for number in listed.split(b",") if number.strip()]
    return max(taken) + 1


def _box(number: int, row: int, column: int, text: str) -> str:
    lines = sum(1 + len(line) // _CHARACTERS for line in text.split("\n"))
    height = min(lines, _TALLEST) + 1
    left = min(column + 1, _LAST_COLUMN - _WIDE)
    top = min(max(row - 1, 0), _LAST_ROW - height)
    return (
        f'<v:shape {_NAMES} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
        f'margin-top:1pt;width:280pt;height:{height * 13}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{left}, 15, {top}, 2, {left + _WIDE}, 15, {top + height}, 4</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
