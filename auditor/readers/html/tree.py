"""The elements of HTML, opened and closed as HTML 5 does, and the lines that they become."""

import re
from typing import NamedTuple

import msgspec

from auditor.model.document import Problem
from auditor.readers.grids import Part
from auditor.readers.html.flow import Flow, Places
from auditor.readers.html.styles import AWAY, DRAWN, HIDDEN, SHOWN, STRUCK, State, classes, styled
from auditor.readers.html.tables import Entry, Grid, Row, Section, TooManyCellsError, columns_spanned, rows_spanned
from auditor.readers.html.tokens import Tag, Text, attributes, tokens

_VOID = frozenset("area base br col embed frame hr img input link meta param source track wbr".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# a blank line stands before and after these, a line end before and after those
_APART = _HEADINGS | frozenset(
    "address article aside blockquote body details dialog dl fieldset figure footer form header hr main nav ol p pre "
    "section summary table ul".split()
)
_LINES = frozenset("caption center dd dir div dt figcaption legend li menu option optgroup tr".split())
_BLOCKS = _APART | _LINES
_BOXES = frozenset("button img input label meter object progress select td th".split())
_TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())
# never shown, and nothing that belongs to the report
_NEVER = frozenset(
    "audio base canvas datalist frameset head iframe link meta noembed noframes noscript rp script style template "
    "textarea title video xmp".split()
)
_STRUCK = frozenset(("del", "s", "strike"))
_PREFORMATTED = frozenset(("listing", "pre"))
_DIGIT = re.compile(r"\d")
_NUMBERS = re.compile(r"\d+(?:[ \u00a0\u2009\u202f.,]\d+)*")
_MARKER = re.compile(r"[(\[]?(?:[0-9]{1,4}|[A-Za-z])(?:[.)\]]|(?:\.[0-9]{1,3})+\.?)?$")
# an end tag closes an element that is no deeper in the tree than this
_REACH = 256
_MOST_INDENT = 20


class _Open(NamedTuple):
    """An open element, the state that it stands in, and the flow that its own text is not part of."""

    name: str
    before: State
    outer: Flow | None = None
    own: object = None


class _List(msgspec.Struct):
    """A list: the number of its next item, and its kind (1, a, A) or None for bullets."""

    kind: str | None
    following: int = 1


class _Table(msgspec.Struct):
    """A table that is open: the index of its element among those that are open, the offset of its tag, and the indices
    of its parts.
    """

    grid: Grid
    at: int
    begin: int
    section: int | None = None
    row: int | None = None
    cell: int | None = None
    caption: int | None = None


class Reading(NamedTuple):
    """The lines of a file and what could not be read in it."""

    parts: list[Part]
    problems: list[Problem]


def read(text: str, places: Places, *, xml: bool) -> Reading:
    """The lines that a browser shows of a file."""
    tree = _Tree(text, places, xml=xml)
    for token in tokens(text, xml=xml):
        if isinstance(token, Text):
            tree.text(token)
        elif token.close:
            tree.end(token.name)
        else:
            tree.start(token)
    return Reading(*tree.close())


class _Tree:
    """The elements that are open at a point of the file."""

    def __init__(self, text: str, places: Places, *, xml: bool) -> None:
        self._text = text
        self._places = places
        self._xml = xml
        self._stack: list[_Open] = []
        self._counts: dict[str, int] = {}
        self._state = State()
        self._top = self._flow = Flow(places)
        self._tables: list[_Table] = []
        self._lists: list[_List] = []
        self._marker = ""
        self._term: int | None = None
        self._in_sheet = False
        self._classes: dict[str, str] = {}
        self._unseen: dict[str, list[int]] = {}
        self._problems: list[Problem] = []

    # ---- texts ------------------------------------------------------------------------------------------------

    def text(self, token: Text) -> None:
        state = self._state
        text = self._text[token.start : token.end]
        if self._in_sheet:
            self._classes |= classes(text)
        elif state.seen != SHOWN:
            if state.why and _DIGIT.search(text):
                counts = self._unseen.setdefault(state.why, [])
                counts += [token.start + match.start() for match in _NUMBERS.finditer(text)]
        elif state.marker:
            self._marker += text
        elif state.preformatted:
            self._flow.preformatted(text, token.start, plain=token.plain, raised=state.raised)
        else:
            self._flow.text(text, token.start, plain=token.plain, raised=state.raised)

    # ---- elements ---------------------------------------------------------------------------------------------

    def start(self, tag: Tag) -> None:
        name = tag.name
        self._in_sheet = name == "style" and not (tag.empty and self._xml)
        found = attributes(self._text, tag) if tag.end - tag.start > 2 else {}
        if name in _TABLE_PARTS and self._tables:
            if not self._table_part(name):
                return
        elif name in _TABLE_PARTS:
            self._flow.gap(tag.start)
            return
        else:
            self._close_implied(name)
        state = self._within(name, found)
        if state.seen == SHOWN:
            self._set_apart(name, tag)
        if name in _VOID or (tag.empty and self._xml):
            if name in ("td", "th"):
                self._open(name, found, state)
                self._pop(len(self._stack) - 1)
            return
        self._open(name, found, state, tag.start)

    def _close_implied(self, name: str) -> None:
        """Closes what the start of an element ends: a paragraph before a block, an item before the next."""
        if name in _BLOCKS:
            self._pop_nearest("p", _BLOCKS - {"p"})
        if name == "li":
            self._pop_nearest("li", frozenset(("ul", "ol", "menu", "dir")))
        elif name in ("dt", "dd"):
            self._pop_nearest("dt", frozenset(("dl",)))
            self._pop_nearest("dd", frozenset(("dl",)))
        elif name in ("option", "optgroup"):
            self._pop_nearest("option", frozenset(("select",)))
        elif name == "table" and self._tables:
            table = self._tables[-1]
            if table.cell is None and table.caption is None:
                self._pop(table.at)

    def _set_apart(self, name: str, tag: Tag) -> None:
        """Ends the line or sets a gap where an element begins or ends one."""
        state = self._state
        if name == "br":
            if state.preformatted or self._flow.position() >= 0:
                self._flow.end_line(heading=state.heading, kept=state.preformatted)
        elif name in _APART and not state.listed:
            self._flow.blank(heading=state.heading)
        elif name in _BLOCKS:
            self._flow.end_line(heading=state.heading)
        elif name in _BOXES:
            self._flow.gap(tag.start)

    def _open(self, name: str, found: dict[str, str], state: State, begin: int = 0) -> None:
        outer: Flow | None = None
        own: object = None
        index = len(self._stack)
        if name == "table":
            self._tables.append(_Table(Grid([], [], found.get("role") in ("presentation", "none")), index, begin))
        elif name in _TABLE_PARTS:
            table = self._tables[-1]
            if name in ("thead", "tbody", "tfoot"):
                table.grid.sections.append(Section(name, []))
                table.section = index
            elif name == "tr":
                sections = table.grid.sections
                if table.section is None and (not sections or sections[-1].kind):
                    sections.append(Section("", []))
                own = Row([])
                if state.seen != AWAY:
                    table.grid.sections[-1].rows.append(own)
                table.row = index
            elif name == "caption":
                table.caption = index
                outer, self._flow = self._flow, Flow(self._places)
            else:
                entry = Entry(
                    rows_spanned(found.get("rowspan")), columns_spanned(found.get("colspan")), name == "th", []
                )
                row = self._stack[table.row].own if table.row is not None else None
                if state.seen != AWAY and isinstance(row, Row):
                    row.cells.append(entry)
                own = entry
                table.cell = index
                outer, self._flow = self._flow, Flow(self._places)
            if outer is not None or name in ("td", "th", "caption"):
                state = state._replace(heading=False, listed=0, preformatted=False)
        elif name in ("ul", "ol", "menu", "dir"):
            start = found.get("start", "")
            number = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
            self._lists.append(_List(found.get("type", "1") if name == "ol" else None, number))
            own = self._lists[-1]
        elif name == "li":
            self._item(found)
        elif name == "dt":
            self._term = None
        elif name == "dd":
            own = len(self._flow.parts)
        if state.preformatted and not self._state.preformatted and state.seen == SHOWN:
            self._flow.drop_break()
        self._stack.append(_Open(name, self._state, outer, own))
        self._counts[name] = self._counts.get(name, 0) + 1
        self._state = state

    def _item(self, found: dict[str, str]) -> None:
        """Has the line begin with the mark of its item."""
        if self._state.seen != SHOWN:
            return
        own = self._lists[-1] if self._lists else _List(None)
        value = found.get("value", "")
        if re.fullmatch(r"\d{1,6}", value):
            own.following = int(value)
        indent = "  " * min(max(self._state.listed - 1, 0), _MOST_INDENT)
        if own.kind is None:
            mark = "• "
        elif own.kind in ("a", "A") and own.following <= 26:
            mark = f"{chr(ord(own.kind) + own.following - 1)}) "
        else:
            mark = f"{own.following}. "
        own.following += 1
        self._flow.mark(indent + mark)

    def _within(self, name: str, found: dict[str, str]) -> State:
        """The state inside an element."""
        state = self._state
        if name in _NEVER or name == "ix:header" or (name == "dialog" and "open" not in found):
            return state._replace(seen=AWAY, why="")
        if state.seen == AWAY:
            return state
        if "hidden" in found and found["hidden"] != "until-found":
            return state._replace(seen=AWAY, why=HIDDEN)
        if name in _STRUCK:
            state = state._replace(seen=AWAY, why=STRUCK)
        elif name == "svg":
            state = state._replace(seen=AWAY, why=DRAWN)
        elif name == "sup":
            state = state._replace(raised=True)
        elif name in _PREFORMATTED:
            state = state._replace(preformatted=True)
        elif name in _HEADINGS or found.get("role") == "heading":
            state = state._replace(heading=True)
        elif name in ("ul", "ol", "menu", "dir", "dl"):
            state = state._replace(listed=state.listed + 1)
        if self._classes and "class" in found:
            for one in found["class"].split():
                state = styled(state, self._classes.get(one, ""))
        return styled(state, found["style"]) if "style" in found else state

    # ---- tables -----------------------------------------------------------------------------------------------

    def _table_part(self, name: str) -> bool:
        """Closes and opens what a part of a table ends and needs; whether the part is to be opened itself."""
        table = self._tables[-1]
        for open_part in (table.cell, table.caption):
            if open_part is not None:
                self._pop(open_part)
        if name in ("col", "colgroup"):
            return False
        if name not in ("td", "th"):
            if table.row is not None:
                self._pop(table.row)
            if name != "tr" and table.section is not None:
                self._pop(table.section)
        elif table.row is None:
            self._open("tr", {}, self._state)
        return True

    def _part_at(self, name: str) -> int | None:
        """The index of the open element that an end tag of a table closes."""
        table = self._tables[-1]
        if name in ("td", "th"):
            return table.cell
        if name in ("thead", "tbody", "tfoot"):
            return table.section
        return {"table": table.at, "tr": table.row, "caption": table.caption}.get(name)

    def _end_table(self, one: _Open) -> None:
        table = self._tables.pop()
        if self._state.seen != SHOWN:
            return
        grid = table.grid
        single = sum(len(row.cells) for section in grid.sections for row in section.rows) < 2
        try:
            lines = grid.lines()
        except TooManyCellsError as error:
            line, _ = self._places.of(table.begin)
            self._problems.append(Problem("too-many-cells", str(error), line))
            return
        outer = self._tables[-1] if self._tables else None
        if outer is not None and outer.cell is not None and not single:
            entry = self._stack[outer.cell].own
            if isinstance(entry, Entry):
                entry.nested = True
        self._flow.add(lines)

    # ---- closing ----------------------------------------------------------------------------------------------

    def end(self, name: str) -> None:
        self._in_sheet = False
        if name == "br":
            self._flow.end_line(heading=self._state.heading)
            return
        if not self._counts.get(name):
            if name in _TABLE_PARTS and not self._tables:
                self._flow.gap(max(0, self._flow.position()))
            return
        if self._tables and (name == "table" or name in _TABLE_PARTS):
            at = self._part_at(name)
            if at is not None:
                self._pop(at)
            return
        self._pop_nearest(name, _HEADINGS if name in _HEADINGS else frozenset(), inline=name not in _BLOCKS)

    def _pop_nearest(self, name: str, stops: frozenset[str], *, inline: bool = False) -> None:
        """Closes the nearest open element of a name, unless one of `stops`, a cell or, for `inline`, a block is
        nearer; the end of any heading closes one.
        """
        if not self._counts.get(name) and name not in _HEADINGS:
            return
        floor = 0
        if self._tables:
            table = self._tables[-1]
            floor = max(table.at, table.cell or 0, table.caption or 0) + 1
        for at in range(len(self._stack) - 1, max(floor, len(self._stack) - _REACH) - 1, -1):
            own = self._stack[at].name
            if own == name or (name in _HEADINGS and own in _HEADINGS):
                self._pop(at)
                return
            if own in stops or (inline and own in _BLOCKS):
                return

    def _pop(self, at: int) -> None:
        """Closes the open elements from index `at` on."""
        while len(self._stack) > at:
            one = self._stack.pop()
            self._counts[one.name] -= 1
            self._closed(one)

    def _closed(self, one: _Open) -> None:
        name, inner = one.name, self._state
        if inner.seen == SHOWN and not inner.marker:
            if name in _APART and not one.before.listed:
                self._flow.blank(heading=inner.heading)
            elif name in _BLOCKS:
                self._flow.end_line(heading=inner.heading)
            elif name in _BOXES:
                self._flow.gap(max(0, self._flow.position()))
        if inner.marker and not one.before.marker:
            self._mark_of_word()
        self._state = one.before
        if name == "table":
            self._end_table(one)
        elif name in ("ul", "ol", "menu", "dir"):
            self._lists.pop()
        elif name in _TABLE_PARTS:
            self._end_part(one)
        elif name in ("dt", "dd"):
            self._described(one)

    def _end_part(self, one: _Open) -> None:
        table = self._tables[-1]
        if one.outer is not None:
            self._flow.end_line()
            parts, self._flow = self._flow, one.outer
            self._top.too_long += parts.too_long if parts is not self._top else []
            if one.name == "caption":
                table.grid.caption += parts.parts if not table.grid.caption else []
            elif isinstance(one.own, Entry):
                one.own.parts = parts.parts
        if one.name == "caption":
            table.caption = None
        elif one.name == "tr":
            table.row = None
        elif one.name in ("td", "th"):
            table.cell = None
        else:
            table.section = None

    def _described(self, one: _Open) -> None:
        """A term and a description that is a figure are a row."""
        parts = self._flow.parts
        if one.name == "dt":
            self._term = len(parts)
        elif self._term is not None and one.own == self._term == len(parts) - 1 and self._term > 0:
            term, figure = parts[-2:]
            if term.text and _is_figure(figure.text):
                parts[-2:] = [_row(term, figure)]
            self._term = None

    def _mark_of_word(self) -> None:
        """The bullet or number of an item of a list in a file that Word saved."""
        marker = self._marker.replace("&nbsp;", " ").strip()
        self._marker = ""
        numbered = _MARKER.match(marker)
        self._flow.mark(f"{marker} " if numbered else "• " if marker else "")

    def close(self) -> tuple[list[Part], list[Problem]]:
        """Ends the file: its lines and problems."""
        self._pop(0)
        self._flow.end_line()
        for offset, length in self._top.too_long:
            self._problems.append(Problem("long-line", str(length), self._places.of(offset)[0]))
        for code, offsets in self._unseen.items():
            self._problems.append(Problem(code, str(len(offsets)), self._places.of(offsets[0])[0]))
        return self._top.parts, self._problems


def _is_figure(text: str) -> bool:
    return _DIGIT.search(text) is not None and len(text.split()) <= 6 and sum(c.isalpha() for c in text) <= 8


def _row(term: Part, figure: Part) -> Part:
    """A term and its figure as a row."""
    by = len(term.text) + 1
    moved = [msgspec.structs.replace(one, start=one.start + by, end=one.end + by) for one in figure.stretches]
    return Part(f"{term.text}\t{figure.text}", (*term.stretches, *moved))
