"""Word documents: bytes of a .docx, .docm or .dotx -> Document. Nothing here raises; what cannot be read is a Problem.

The text is that which is published: tracked insertions are in and deletions out, text that is hidden or struck out is
out; all are told.
Nothing in the file is run or followed.
"""

import re
from collections.abc import Iterator

import msgspec

from auditor.model.document import Document, Problem, Stretch
from auditor.model.span import Origin
from auditor.readers.docx.numbering import Numbering
from auditor.readers.docx.tables import grid_of, name_of, parts_of, sets_out_text
from auditor.readers.grids import BLANK, Part, numbered
from auditor.readers.text import MAX_LINE
from auditor.wordml.package import MAX_DEPTH, NAMES, Element, Package, Unreadable, attribute, child, value
from auditor.wordml.styles import PLAIN, Style, Styles, numbering_of, space_of, tab_stops
from auditor.wordml.text import DIGITS, Bit, Paragraph, Reading, alternative, lines_of

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u2009\u202f.,]\d+)*")
_AROUND = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo"))
# what a person types before an item or a heading, and the tab behind it
_TYPED_MARK = re.compile(r"\s*(?:[•·▪◦–—*o-]|\d{1,3}(?:\.\d{1,3})*[.)]?|[a-zA-Z][.)])(\t+)(?=[^\W\d_])")
_MANY_WORDS = 12
_LONGEST_HEADING = 250
_APART = 240  # more than no space, as there is below a table
_LEADERS = " ..... "
# cells of a row that is set with tabs or spaces
_SET_APART = re.compile(r"\t|\S {3,}\S")
# what makes a number in a running header more than its date, page or diary number
_AMOUNT = re.compile(r"\d,\d|\d\s?(?:%|(?:[mt]n?|k)?kr\b)", re.IGNORECASE)


def read_docx(path: str, data: bytes) -> Document:
    """The document in `data`; `path` only names it. Each paragraph is a line, each row of a table a line with tabs."""
    try:
        story = _Story(Package(data))
        story.read()
    except Unreadable as error:
        return Document(path, (), (), problems=(Problem(error.code, error.detail, fatal=True),))
    lines, source = numbered(story.parts)
    problems = story.problems()
    for number, line in enumerate(lines):
        if len(line.text) > MAX_LINE:
            problems.append(Problem("long-line", str(len(line.text)), line.number))
            lines = (
                *lines[:number],
                msgspec.structs.replace(line, text="", words=(), stretches=()),
                *lines[number + 1 :],
            )
    if not any(source):
        problems.append(Problem("empty"))
    return Document(path, lines, source, problems=tuple(problems))


class _Look(msgspec.Struct, frozen=True):
    """The style of a paragraph, its automatic number or bullet with the level of that, its tab stops and the space
    above and below it.
    """

    style: Style = PLAIN
    mark: str = ""
    level: int = 0
    tabs: int = 0
    space: tuple[int, int] = (0, 0)


class _Story:
    """A document while it is read. `parts` are its lines so far, a blank one between those that stand apart."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.parts: list[Part] = []
        self._lost: list[Problem] = []
        self._styles = Styles(self._optional("styles"))
        self._numbering = Numbering(self._optional("numbering"), self._styles)
        self._reading = Reading(self._styles)
        self._paragraphs: dict[Element, Paragraph] = {}
        self._tables = self._removed = self._inserted = 0
        self._hidden: list[str] = []
        self._struck: list[str] = []
        self._embedded = 0
        self._last: Part = BLANK
        self._joined = False
        self._contents = 0
        self._tabbed = False
        self._loose: set[int] = set()
        self._below = _APART

    def _optional(self, kind: str) -> Element | None:
        root, lost = self.package.optional(kind)
        self._lost += [Problem("part-unread", name) for name in lost]
        return root

    def problems(self) -> list[Problem]:
        """What is to be told of the document beside its text."""
        found = list(self._lost)
        if self._removed or self._inserted:
            found.append(Problem("tracked-changes", str(self._removed + self._inserted)))
        hidden = sum(DIGITS.search(text) is not None for text in self._hidden)
        if hidden:
            found.append(Problem("hidden-text", str(hidden)))
        struck = sum(len(_NUMBER.findall(text)) for text in self._struck)
        if struck:
            found.append(Problem("struck-text", str(struck)))
        if self._embedded:
            found.append(Problem("embedded-sheet", str(self._embedded)))
        return found

    # ---- the parts of the document

    def read(self) -> None:
        """Reads the body, then the notes that it refers to, then the amounts in headers and footers."""
        root = self.package.xml(self.package.main)
        body = child(root, "body")
        if body is None:
            raise Unreadable("damaged")
        self._take(root)
        self._blocks(body, 0)
        for kind in ("footnote", "endnote"):
            self._notes(kind)
        seen: set[str] = set()
        for kind in ("header", "footer"):
            for name in self.package.parts(kind):
                margin = self._optional_part(name)
                if margin is not None:
                    self._margin(margin, seen)
        self.parts = _evened(self.parts, self._loose)
        while self.parts and self.parts[-1] is BLANK:
            self.parts.pop()

    def _take(self, root: Element) -> None:
        """The paragraphs of a part, by their elements."""
        for paragraph in self._reading.part(root):
            self._paragraphs[paragraph.element] = paragraph

    def _optional_part(self, name: str) -> Element | None:
        try:
            root = self.package.xml(name)
        except Unreadable:
            self._lost.append(Problem("part-unread", name))
            return None
        self._take(root)
        return root

    def _notes(self, kind: str) -> None:
        for name in self.package.parts(kind + "s"):
            root = self._optional_part(name)
            for note in root if root is not None else ():
                mark = self._reading.marks.get((kind, attribute(note, "id") or ""))
                if NAMES[note.tag] == kind and mark is not None:
                    self._apart()
                    self._blocks(note, 0, mark)

    def _margin(self, root: Element, seen: set[str]) -> None:
        """The lines of a header or footer that hold amounts; the same line of another section is left out."""
        for element in root.iter(root.tag[: root.tag.rfind("}") + 1] + "p"):
            paragraph = self._paragraphs[element]
            text = paragraph.text.strip()
            if _AMOUNT.search(text) and text not in seen:
                seen.add(text)
                self._apart()
                self._lines(paragraph, _Look(), "")

    # ---- blocks

    def _blocks(self, around: Element, depth: int, mark: str = "") -> None:
        """The paragraphs and tables in the body, a note, a text box or a cell. `mark` stands before the first."""
        if depth > MAX_DEPTH:
            raise Unreadable("damaged")
        previous = ""
        for one in around:
            name = NAMES[one.tag]
            if name == "p":
                self._paragraph(one, depth, mark)
                mark = ""
            elif name == "tbl":
                # two tables with nothing between them are one to the eye
                self._table(one, depth, goes_on=previous == "tbl")
            elif name in _AROUND:
                contents = _is_contents(one)
                self._contents += contents
                self._blocks(one, depth + 1, mark)
                self._contents -= contents
            elif name == "mc:AlternateContent":
                chosen = alternative(one)
                if chosen is not None:
                    self._blocks(chosen, depth + 1, mark)
            elif name == "altChunk":
                self._lost.append(Problem("part-unread", "altChunk"))
            elif name in ("del", "moveFrom"):
                self._removed += 1
            else:
                continue
            previous = name

    def _apart(self) -> None:
        if self.parts and self.parts[-1] is not BLANK:
            self.parts.append(BLANK)
        self._tabbed = False

    def _paragraph(self, element: Element, depth: int, mark: str = "") -> None:
        paragraph = self._told(element)
        look = self._looked(paragraph)
        if not paragraph.text.strip():
            self._apart()
        else:
            self._lines(paragraph, look, mark)
        for box in paragraph.boxes:
            self._apart()
            self._blocks(box, depth + 1)
            self._apart()

    def _told(self, element: Element) -> Paragraph:
        """A paragraph, its changes and hidden text counted."""
        paragraph = self._paragraphs[element]
        self._removed += paragraph.removed
        self._inserted += paragraph.inserted
        if paragraph.hidden:
            self._hidden.append(paragraph.hidden)
        if paragraph.struck:
            self._struck.append(paragraph.struck)
        self._embedded += paragraph.sheets
        paragraph.removed = paragraph.inserted = paragraph.sheets = 0
        paragraph.hidden = paragraph.struck = ""
        return paragraph

    def _lines(self, paragraph: Paragraph, look: _Look, mark: str) -> None:
        """A paragraph of running text, a heading, an item, or a row that is set with tabs."""
        text = paragraph.text
        heading = look.style.level is not None and len(text) <= _LONGEST_HEADING
        contents = paragraph.contents or look.style.contents or self._contents > 0
        prefix = f"{mark} " if mark and not text[:1].isspace() else mark
        # two spaces in running text are a slip, in lines with nothing between them they may part cells
        prose = any(look.space) and _SET_APART.search(text) is None
        if look.mark and text.strip():
            prefix += f"{look.mark} " if heading else f"{'  ' * look.level}{look.mark} "
        parts = [
            self._stretched(
                paragraph,
                start,
                bits,
                _tabs("".join(bit.text for bit in bits), heading, contents, prose),
                "" if number else prefix,
                None,
            )
            for number, (start, bits) in enumerate(lines_of(paragraph))
        ]
        if heading:
            parts = [msgspec.structs.replace(part, heading=True) for part in parts]
        tabbed = not heading and not contents and any(_SET_APART.search(part.text) for part in parts)
        # paragraphs with nothing between them are lines of one block: the rows of a table that is set with tabs, and
        # what goes on in lower case, as in text that was taken from a PDF
        goes_on = (
            (tabbed and self._tabbed)
            or self._joined
            or (
                not prefix
                and not heading
                and not self._last.heading
                and (
                    max(self._below, look.space[0]) == 0
                    or (text.lstrip()[:1].islower() and self._last.text.rstrip()[-1:].isalpha())
                )
            )
        )
        if not goes_on:
            self._apart()
        if tabbed and not look.tabs:
            self._loose.update(range(len(self.parts), len(self.parts) + len(parts)))
        self.parts += parts
        self._joined = paragraph.joined
        self._last, self._tabbed, self._below = parts[-1], tabbed, look.space[1]

    def _stretched(
        self, paragraph: Paragraph, start: int, bits: list[Bit], kept: list[str], text: str, cell: str | None
    ) -> Part:
        """One line of a paragraph: `kept` are its characters as they are told, `start` is the column of the first,
        from 0, `text` stands before it and is not of the paragraph.
        """
        stretches: list[Stretch] = []
        if len(bits) == 1 and not text and bits[0].text == "".join(kept):
            (bit,) = bits
            end = len(bit.text)
            place = Origin(
                cell=cell,
                paragraph=paragraph.number,
                column=start + 1,
                end_column=start + end + 1,
                formula=bit.formula,
            )
            return Part(bit.text, (Stretch(0, end, self._page(bit.page), place),))
        at = 0
        for bit in bits:
            page = self._page(bit.page)
            for offset, piece in _unbroken(kept[at : at + len(bit.text)]):
                column = start + at + offset + 1
                last = stretches[-1] if stretches else None
                follows = last is not None and last.end == len(text) and last.origin.end_column == column
                origin = Origin(
                    cell=cell,
                    paragraph=paragraph.number,
                    column=column,
                    end_column=column + len(piece),
                    formula=bit.formula,
                )
                if last is not None and follows and last.page == page and last.origin.formula == bit.formula:
                    origin = msgspec.structs.replace(origin, column=last.origin.column)
                    stretches[-1] = Stretch(last.start, len(text) + len(piece), page, origin)
                elif piece != _LEADERS:
                    stretches.append(Stretch(len(text), len(text) + len(piece), page, origin))
                text += piece
            at += len(bit.text)
        return Part(text, tuple(stretches))

    def _page(self, breaks: int) -> int | None:
        """The page, where the program that saved the file told its pages."""
        return breaks + 1 if self._reading.rendered else None

    def _looked(self, paragraph: Paragraph) -> _Look:
        """The style and the automatic number of a paragraph, which counts on as it is asked for."""
        properties = child(paragraph.element, "pPr")
        named = value(properties, "pStyle")
        style = self._styles.of(named)
        level = value(properties, "outlineLvl")
        if level is not None:
            told = int(level) if level.isdecimal() and len(level) < 3 else 9
            style = msgspec.structs.replace(style, level=told if told < 9 else None)
        number, at = numbering_of(properties, style.numbering)
        mark, depth = self._numbering.mark(number, at, named) if number else ("", 0)
        return _Look(style, mark, depth, style.tabs + tab_stops(properties), space_of(properties, style.space))

    # ---- tables

    def _table(self, table: Element, depth: int, *, goes_on: bool = False) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("damaged")
        grid = grid_of(table)
        self._removed += grid.removed
        self._inserted += grid.inserted
        for row in grid.hidden:
            self._hidden += [one.text for element in row.iter() if (one := self._paragraphs.get(element)) is not None]
        number = self._tables + 1
        inner: list[Element] = []
        for box in grid.boxes:
            self._cell(box.element, f"Tabell {number}!{name_of(box.column)}{box.row + 1}", box.lines, inner, 0)
            while box.lines and not box.lines[-1].text.strip():
                box.lines.pop()
        if sets_out_text(grid, nested=any(NAMES[one.tag] == "tbl" for one in inner)):
            for box in grid.boxes:
                self._apart()
                self._blocks(box.element, depth + 1)
            self._apart()
            return
        self._tables = number
        if not goes_on:
            self._apart()
        self.parts += parts_of(grid)
        self._last, self._below = BLANK, _APART
        self._tabbed = False
        for one in inner:
            self._apart()
            if NAMES[one.tag] == "tbl":
                self._table(one, depth + 1)
            else:
                self._blocks(one, depth + 1)

    def _cell(self, around: Element, cell: str, lines: list[Part], inner: list[Element], depth: int) -> None:
        """The lines of text of a cell, and the tables and text boxes in it, which are read after its own table."""
        if depth > MAX_DEPTH:
            raise Unreadable("damaged")
        for one in around:
            name = NAMES[one.tag]
            if name == "p":
                paragraph = self._told(one)
                lines += [
                    self._stretched(paragraph, start, bits, [*"".join(bit.text for bit in bits)], "", cell)
                    for start, bits in lines_of(paragraph)
                ]
                inner += paragraph.boxes
            elif name == "tbl":
                inner.append(one)
            elif name in _AROUND:
                self._cell(one, cell, lines, inner, depth + 1)
            elif name == "mc:AlternateContent":
                chosen = alternative(one)
                if chosen is not None:
                    self._cell(chosen, cell, lines, inner, depth + 1)
            elif name in ("del", "moveFrom"):
                self._removed += 1
            elif name == "altChunk":
                self._lost.append(Problem("part-unread", "altChunk"))


def _unbroken(kept: list[str]) -> Iterator[tuple[int, str]]:
    """The stretches of characters that are told as they stand, with their offsets; leaders for themselves."""
    piece = "".join(kept)
    if len(piece) == len(kept) and "" not in kept:
        yield 0, piece
        return
    begin = 0
    for at, one in enumerate([*kept, ""]):
        if len(one) != 1:
            if begin < at:
                yield begin, "".join(kept[begin:at])
            if one:
                yield at, one
            begin = at + 1


def _is_contents(control: Element) -> bool:
    """Whether a content control is a table of contents."""
    properties = child(control, "sdtPr")
    gallery = value(child(properties, "docPartObj"), "docPartGallery")
    return (gallery or "").lower().startswith("table of contents")


def _tabs(text: str, heading: bool, contents: bool, prose: bool) -> list[str]:
    """The characters of a line as they are told. A tab parts cells, but for one that sets a mark, a heading or an
    indented line apart from its margin, and those of a table of contents. In `prose` two spaces are one.
    """
    kept = list(text)
    if prose:
        kept = ["" if one == " " and text[at - 1 : at] == " " else one for at, one in enumerate(text)]
    if "\t" not in text:
        return kept
    last = text.rstrip().rfind("\t")
    mark = _TYPED_MARK.match(text)
    inset = len(text) - len(text.lstrip())
    wordy = any(len(cell.split()) > _MANY_WORDS for cell in text.split("\t"))
    alone = "\t" not in text.strip()
    for at, character in enumerate(text):
        if character != "\t":
            continue
        if contents:
            kept[at] = _LEADERS if at == last and text[at:].strip()[-1:].isdecimal() else " "
        elif heading or wordy or (mark is not None and mark.start(1) <= at < mark.end(1)) or (alone and at < inset):
            kept[at] = " "
    return kept


def _evened(parts: list[Part], loose: set[int]) -> list[Part]:
    """The lines of a document with their tabs evened out: where no stops are set for the tabs of a table, a short label
    has two before the column that a long one reaches with one. `loose` are such lines, by their places.
    """
    found = list(parts)
    at = 0
    while at < len(parts):
        if at not in loose:
            at += 1
            continue
        first = at
        while at < len(parts) and parts[at] is not BLANK:
            at += 1
        own = [index for index in range(first, at) if "\t" in parts[index].text]
        single = {index: _single_tabs(parts[index]) if index in loose else parts[index] for index in own}
        if len({single[index].text.count("\t") for index in own}) < len(
            {parts[index].text.count("\t") for index in own}
        ):
            for index in own:
                found[index] = single[index]
    return found


def _single_tabs(part: Part) -> Part:
    """A line with one tab for several in a row."""
    text = ""
    stretches: list[Stretch] = []
    places: list[int] = []
    for character in part.text:
        places.append(len(text))
        text += "" if character == text[-1:] == "\t" else character
    places.append(len(text))
    for one in part.stretches:
        start = one.start
        for at in range(one.start, one.end + 1):
            # a stretch is cut where a tab falls away
            ends = at == one.end or places[at + 1] == places[at]
            if ends and start < at:
                stretches.append(Stretch(places[start], places[at], one.page, one.place(start, at)))
            if ends:
                start = at + 1
    return Part(text, tuple(stretches), part.heading)
