"""The text of the paragraphs of a part, each character with the element of the file that holds it."""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from auditor.wordml.package import (
    MAX_DEPTH,
    MAX_PARAGRAPHS,
    NAMES,
    Element,
    Unreadable,
    attribute,
    child,
    switched_on,
    value,
)
from auditor.wordml.styles import Styles

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# the ends of lines of the XML itself are white space
_ENDS = str.maketrans("\t\n\r\x85\u2028\u2029", "      ")
# what nobody sees: marks of no width, and hyphens that show only where a line breaks
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|(?<=[^\\W\\d_])\u00ad+(?=[^\\W\\d_])"
)
# the font Symbol, by what is in it and not elsewhere
_SYMBOL = {0x2D: "\u2212", 0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xBB: "≈", 0xD7: "·", 0xA5: "∞"}
_PICTURES = ("wingdings", "webdings", "symbol")
_AROUND = frozenset(
    ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdtContent", "dir", "bdo", "mc:Choice", "mc:Fallback")
)
_REMOVED = frozenset(("del", "moveFrom"))
_INSERTED = frozenset(("ins", "moveTo"))
_DRAWN = frozenset(("drawing", "pict", "object"))
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
DIGITS = re.compile(r"\d")

# why the text of a run is no part of that of its paragraph
_LeftOut = Literal["hidden", "struck"] | None


class Bit(msgspec.Struct):
    """Text that one element of the file holds: `text` is `node.text[offset:]` as far as it goes, or stands for `node`
    where `offset` is -1. `run` is the run around it. `formula` is that of a field whose result it is, `page` counts
    the pages that have begun before it.
    """

    text: str
    node: Element
    offset: int
    run: Element
    formula: str | None = None
    page: int = 0


class Paragraph(msgspec.Struct):
    """A `w:p`: `bits` make up its text without that of the boxes in it, whose elements are `boxes`.

    `contents` says that it stands in a table of contents, `hidden` is the text in it that is not shown, `struck` that
    which is struck out, `removed` and `inserted` count its tracked changes, `joined` says that its end is deleted,
    `sheets` counts the sheets of a workbook that are shown in it as pictures.
    """

    number: int
    element: Element
    bits: list[Bit]
    boxes: list[Element]
    hidden: str = ""
    struck: str = ""
    contents: bool = False
    removed: int = 0
    inserted: int = 0
    joined: bool = False
    sheets: int = 0

    @property
    def text(self) -> str:
        return "".join([bit.text for bit in self.bits])

    def leave_out(self, why: Literal["hidden", "struck"], text: str) -> None:
        if why == "hidden":
            self.hidden += text
        else:
            self.struck += text


class _Field(msgspec.Struct):
    """A field that is open: its instruction so far, and whether what follows is its result."""

    code: str = ""
    result: bool = False


class Reading:
    """Reads the paragraphs of the parts of a document in order; state that runs on from one to the next is kept here.

    `page` counts the page breaks that the program which saved the file met, `rendered` whether it told any.
    """

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.count = 0
        self.page = 0
        self.rendered = False
        self.marks: dict[tuple[str, str], str] = {}
        self._numbers = {"footnote": 0, "endnote": 0}
        self._fields: list[_Field] = []
        self._fresh = False
        self._broken = False

    def part(self, root: Element) -> list[Paragraph]:
        """The paragraphs of a part, every `w:p` in the order of the file. Where a field in it never ends, the text
        behind its beginning is not lost: all text is then read as if no field were there.
        """
        before = self.count, self.page, self.rendered, dict(self.marks), dict(self._numbers), self._fresh
        found = self._part(root)
        if self._fields:
            self.count, self.page, self.rendered, self.marks, self._numbers, self._fresh = before
            self._broken = True
            found = self._part(root)
            self._broken = False
        return found

    def _part(self, root: Element) -> list[Paragraph]:
        tag = root.tag
        namespace = tag[: tag.rfind("}") + 1] if isinstance(tag, str) else ""
        self._fields = []
        found = []
        for element in root.iter(namespace + "p"):
            if self.count >= MAX_PARAGRAPHS:
                raise Unreadable("too-large", f"> {MAX_PARAGRAPHS}")
            self.count += 1
            found.append(self._paragraph(element))
        return found

    # ---- a paragraph

    def _paragraph(self, element: Element) -> Paragraph:
        paragraph = Paragraph(self.count, element, [], [])
        properties = child(element, "pPr")
        if properties is not None:
            mark = child(properties, "rPr")
            paragraph.joined = mark is not None and child(mark, "del") is not None
            paragraph.removed += paragraph.joined
            if switched_on(properties, "pageBreakBefore"):
                self._turn(explicit=True)
        paragraph.contents = self._in_contents()
        self._content(element, paragraph, None, 0)
        paragraph.contents = paragraph.contents or self._in_contents()
        return paragraph

    def _in_contents(self) -> bool:
        return any(field.result and field.code.lstrip()[:4].upper().startswith("TOC") for field in self._fields)

    def _content(self, element: Element, paragraph: Paragraph, formula: str | None, depth: int) -> None:
        """The runs in a paragraph or in something around runs."""
        if depth > MAX_DEPTH:
            raise Unreadable("damaged")
        for one in element:
            name = NAMES[one.tag]
            if name == "r":
                self._run(one, paragraph, formula, depth)
            elif name == "sdt":
                self._content(one, paragraph, formula, depth + 1)
            elif name in _AROUND:
                paragraph.inserted += name in _INSERTED
                self._content(one, paragraph, formula, depth + 1)
            elif name in _REMOVED:
                paragraph.removed += 1
            elif name == "fldSimple":
                self._content(one, paragraph, _formula(attribute(one, "instr") or "") or formula, depth + 1)
            elif name == "mc:AlternateContent":
                chosen = alternative(one)
                if chosen is not None:
                    self._content(chosen, paragraph, formula, depth + 1)
            elif name.startswith("m:"):
                self._mathematics(one, paragraph, one, depth)

    def _run(self, run: Element, paragraph: Paragraph, formula: str | None, depth: int) -> None:
        raised = hidden = struck = False
        properties = child(run, "rPr")
        if properties is not None:
            style = self.styles.of(value(properties, "rStyle") or "")
            told, aligned = switched_on(properties, "vanish"), value(properties, "vertAlign")
            hidden = bool(style.hidden if told is None else told)
            raised = bool(style.raised if aligned is None else aligned == "superscript")
            struck = bool(switched_on(properties, "strike") or switched_on(properties, "dstrike"))
        left_out: _LeftOut = "hidden" if hidden else "struck" if struck else None
        self._pieces(run, run, paragraph, formula, raised, left_out, depth)

    def _pieces(
        self,
        around: Element,
        run: Element,
        paragraph: Paragraph,
        formula: str | None,
        raised: bool,
        left_out: _LeftOut,
        depth: int,
    ) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("damaged")
        for one in around:
            name = NAMES[one.tag]
            text, offset = "", -1
            if name == "t":
                text, offset = one.text or "", 0
                if not text.isprintable():
                    text = text.translate(_ENDS)
                if raised:
                    text = text.translate(_SUPERSCRIPTS)
            elif name in _CHARACTERS:
                text = _CHARACTERS[name]
                if name == "br" and attribute(one, "type") == "page":
                    self._turn(explicit=True)
            elif name == "lastRenderedPageBreak":
                self._turn(explicit=False)
            elif name == "sym":
                text = _symbol(one)
            elif name == "fldChar":
                self._field(attribute(one, "fldCharType"))
            elif name == "instrText":
                if self._fields and not self._fields[-1].result and len(self._fields[-1].code) < 1_000:
                    self._fields[-1].code += one.text or ""
            elif name in _NOTES:
                custom = attribute(one, "customMarkFollows") in ("1", "true", "on")
                text = self._mark(_NOTES[name], attribute(one, "id") or "", custom)
            elif name in _DRAWN:
                paragraph.boxes += boxes_in(one)
                if name == "object":
                    paragraph.sheets += any((part.get("ProgID") or "").startswith("Excel") for part in one.iter())
            elif name == "mc:AlternateContent":
                chosen = alternative(one)
                if chosen is not None:
                    self._pieces(chosen, run, paragraph, formula, raised, left_out, depth + 1)
            if not text or not all(field.result for field in self._fields):
                continue
            if left_out is not None:
                paragraph.leave_out(left_out, text)
                continue
            self._fresh = self._fresh and not text.strip()
            self._add(paragraph, text, one, offset, run, formula)

    def _add(
        self, paragraph: Paragraph, text: str, node: Element, offset: int, run: Element, formula: str | None
    ) -> None:
        formula = formula or next((told for field in self._fields if (told := _formula(field.code))), None)
        if offset < 0 or not _UNSEEN.search(text):
            paragraph.bits.append(Bit(text, node, offset, run, formula, self.page))
            return
        at = 0
        for match in [*_UNSEEN.finditer(text), None]:
            start, end = match.span() if match else (len(text), len(text))
            if start > at:
                paragraph.bits.append(Bit(text[at:start], node, at, run, formula, self.page))
            at = end

    def _mark(self, kind: str, note: str, custom: bool) -> str:
        """The number of a note as a raised mark; one with a mark of its own has that behind it."""
        if custom:
            self.marks.setdefault((kind, note), "")
            return ""
        if (kind, note) not in self.marks:
            self._numbers[kind] += 1
            self.marks[kind, note] = str(self._numbers[kind]).translate(_SUPERSCRIPTS)
        return self.marks[kind, note]

    def _mathematics(self, element: Element, paragraph: Paragraph, run: Element, depth: int) -> None:
        """An equation on one line: a fraction with its stroke, so that its two numbers do not become one."""
        if depth > MAX_DEPTH:
            raise Unreadable("damaged")
        for one in element:
            name = NAMES[one.tag]
            if name == "m:t":
                raised = NAMES[element.tag] == "m:sup" or NAMES[run.tag] == "m:sup"
                text = (one.text or "").translate(_SUPERSCRIPTS) if raised else one.text or ""
                if text:
                    self._add(paragraph, text, one, 0, element, None)
            else:
                if (
                    name in ("m:den", "m:e", "m:sub")
                    and paragraph.bits
                    and NAMES[element.tag] in ("m:f", "m:d", "m:mr")
                ):
                    stroke = "/" if name == "m:den" else " "
                    if one is not element[0]:
                        self._add(paragraph, stroke, one, -1, run, None)
                self._mathematics(one, paragraph, one if name == "m:sup" else run, depth + 1)

    # ---- fields and pages

    def _field(self, kind: str | None) -> None:
        if self._broken:
            return
        if kind == "begin":
            if len(self._fields) < MAX_DEPTH:
                self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _turn(self, *, explicit: bool) -> None:
        """A page break: one that was asked for is told again by the program that met it."""
        if explicit:
            self.page += 1
            self._fresh = True
        elif self._fresh:
            self.rendered = True
            self._fresh = False
        else:
            self.rendered = True
            self.page += 1


def alternative(element: Element) -> Element | None:
    """The one of several forms of a content that is shown: the first, which Word and its kin all know."""
    return child(element, "mc:Choice") if child(element, "mc:Choice") is not None else child(element, "mc:Fallback")


def boxes_in(element: Element) -> list[Element]:
    """The text boxes in a drawing, without those inside them; of several forms of one only that which is shown."""
    found: list[Element] = []
    waiting = [element]
    while waiting:
        one = waiting.pop()
        name = NAMES[one.tag]
        if name == "txbxContent":
            found.append(one)
        elif name == "mc:AlternateContent":
            chosen = alternative(one)
            if chosen is not None:
                waiting.append(chosen)
        else:
            waiting.extend(reversed(list(one)))
    return found


def _formula(code: str) -> str | None:
    """The formula of a field that works one out: `=SUM(ABOVE)`."""
    told = code.strip()
    return told.partition("\\")[0].strip() if told.startswith("=") else None


def _symbol(element: Element) -> str:
    """A character that is named by its place in a font; that of a font of pictures stays a private one."""
    code = attribute(element, "char") or ""
    if not re.fullmatch(r"[0-9A-Fa-f]{1,6}", code):
        return ""
    number = int(code, 16)
    plain = number - 0xF000 if 0xF000 <= number <= 0xF0FF else number
    font = (attribute(element, "font") or "").lower()
    if font.startswith("symbol") and plain in _SYMBOL:
        return _SYMBOL[plain]
    if font.startswith(_PICTURES):
        return chr(0xF000 + plain) if plain <= 0xFF else "\uf0b7"
    return chr(plain) if 0x20 <= plain <= 0xFFFF and not 0xD800 <= plain <= 0xDFFF else ""


def lines_of(paragraph: Paragraph) -> Iterator[tuple[int, list[Bit]]]:
    """The lines of a paragraph, told apart by the breaks in it: the column of each, from 0, and its bits."""
    start = at = 0
    own: list[Bit] = []
    for bit in paragraph.bits:
        at += len(bit.text)
        if bit.text == "\n":
            yield start, own
            start, own = at, []
        else:
            own.append(bit)
    yield start, own
