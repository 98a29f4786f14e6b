"""Marks in a Word document: a comment at every finding, its terms in a second colour, a shade on what ties out.

Runs are cut exactly at the figure and keep their formatting; parts of the file that hold no mark stay as they are, byte
for byte, macros and custom XML too. Comments have no date, so that the same audit gives the same file.
"""

import copy
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from lxml import etree  # type: ignore[import-untyped]

from auditor.model.finding import VERIFIED, Report
from auditor.model.span import Span
from auditor.render.marked import Unmarkable
from auditor.render.marked.parts import Comments, rewritten
from auditor.render.remarks import comment
from auditor.render.summary import ledger
from auditor.render.texts import counted, say
from auditor.render.view import ordered, tally
from auditor.wordml.package import NAMES, Element, Package, Unreadable, attribute, child, screen
from auditor.wordml.styles import Styles
from auditor.wordml.text import Bit, Paragraph, Reading

# shades behind the text, the first of two that meet winning
_SHADES = {"error": "FF9C9C", "warning": "FFD966", "term": "9ECCFF", "exact": "D5EFD5", "rounding": "E4E4E4"}
_ORDER = tuple(_SHADES)
# what stands behind the shade among the properties of a run
_BEHIND_SHADE = frozenset(
    ("fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange")
)
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


class _Mark(msgspec.Struct, frozen=True):
    """A stretch of a paragraph, its columns counted from 1, the end exclusive. `shade` is a key of _SHADES; `texts`
    are the comments at it.
    """

    paragraph: int
    column: int
    end_column: int
    shade: str
    texts: tuple[str, ...] = ()


class _Part(msgspec.Struct):
    """A part of the document: its name and its tree. `kind` is main, footnotes, endnotes, header or footer."""

    name: str
    kind: str
    root: Element
    touched: bool = False


def annotate(report: Report, data: bytes, lang: str, *, ticks: bool = False) -> bytes:
    """The document `data` with a comment at every error and warning of its report, and their terms in a second colour.
    `ticks` shades every figure that ties out, those that agree to the last digit and those within rounding apart.

    Raises Unmarkable for a document that cannot be read again.
    """
    try:
        package = Package(data)
        document = _Document(package)
        legend = list(_legend(report, lang, ticks, signed=_is_signed(package)))
        document.mark(_marks(report, lang, ticks), "\n".join(legend))
        return rewritten(package, data, document.changed())
    except (Unreadable, etree.XMLSyntaxError, RecursionError) as error:
        code = error.code if isinstance(error, Unreadable) else "damaged"
        raise Unmarkable(code) from error


def _is_signed(package: Package) -> bool:
    return any(name.startswith("_xmlsignatures/") for name in package.names())


def _legend(report: Report, lang: str, ticks: bool, *, signed: bool) -> Iterator[str]:
    """How many findings, how much was checked, what the colours mean."""
    counts = tally([report])
    yield f"{counted('error', counts.errors, lang)}, {counted('warning', counts.warnings, lang)}."
    yield ledger(counts, lang) + "."
    yield say("marks-legend", lang)
    if ticks:
        yield say("shades-legend", lang)
    if signed:
        yield say("signature-void", lang)


# ---- what is marked


def _marks(report: Report, lang: str, ticks: bool) -> Iterator[_Mark]:
    """The stretches to mark, those of findings in their order first."""
    findings = ordered(report.findings, infos=False)
    for finding in findings:
        told = comment(finding, report, lang)
        for place in finding.blamed:
            # a figure over two lines has its comment once
            for number, mark in enumerate(_stretches(place.span, finding.severity)):
                yield mark if number else msgspec.structs.replace(mark, texts=(told,))
    for finding in findings:
        for place in finding.secondary:
            yield from _stretches(place.span, "term")
    if ticks:
        for figure, entry in zip(report.figures, report.ledger, strict=True):
            if entry.status == VERIFIED:
                yield from _stretches(figure.span, "exact" if entry.exact else "rounding")


def _stretches(span: Span, shade: str) -> Iterator[_Mark]:
    for piece in span.pieces:
        origin = piece.origin
        if origin is not None and origin.file is None and origin.paragraph and origin.column and origin.end_column:
            yield _Mark(origin.paragraph, origin.column, origin.end_column, shade)


# ---- where it is set


class _Document:
    """The trees of a document and the comments that are set in them."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.parts: list[_Part] = []
        self.paragraphs: dict[int, tuple[Paragraph, _Part]] = {}
        reading = Reading(Styles(package.optional("styles")[0]))
        names = [("main", package.main)]
        names += [
            (kind, name) for kind in ("footnotes", "endnotes", "header", "footer") for name in package.parts(kind)
        ]
        for kind, name in names:
            root = _tree(package, name, needed=kind == "main")
            if root is None:
                continue
            part = _Part(name, kind, root)
            self.parts.append(part)
            for paragraph in reading.part(root):
                self.paragraphs[paragraph.number] = paragraph, part
        self.main = self.parts[0]
        self.comments = Comments(package, self.main.root)

    def mark(self, marks: Iterator[_Mark], legend: str) -> None:
        """Sets the marks, and the comment with the legend at the first words of the document."""
        by_paragraph: dict[int, list[_Mark]] = {}
        for one in marks:
            if one.paragraph in self.paragraphs:
                by_paragraph.setdefault(one.paragraph, []).append(one)
        placed: list[tuple[int, Element, Element, str]] = []
        for number in sorted(by_paragraph):
            placed += self._set(number, by_paragraph[number])
        first = self._first()
        if first is not None:
            placed.insert(0, (0, first, first, legend))
        for _, begin, end, text in placed:
            self._comment(begin, end, text)

    def changed(self) -> dict[str, bytes]:
        """The parts that are other than they were, as they are to be."""
        trees = {part.name: part.root for part in self.parts if part.touched}
        return {**{name: _bytes(root) for name, root in trees.items()}, **self.comments.parts()}

    def _set(self, number: int, marks: Sequence[_Mark]) -> list[tuple[int, Element, Element, str]]:
        """Shades the stretches of one paragraph: the elements that each comment is around, in order."""
        paragraph, part = self.paragraphs[number]
        edges = sorted({edge for one in marks for edge in (one.column, one.end_column)})
        ends: dict[int, list[Element]] = {}
        # from the right: what is to the left of a cut stays where it was
        for column, end in reversed(list(pairwise(edges))):
            own = [one for one in marks if one.column <= column and one.end_column >= end]
            if not own:
                continue
            runs = _isolated(paragraph, column - 1, end - 1)
            shade = min((one.shade for one in own), key=_ORDER.index)
            for run in runs:
                _shade(run, _SHADES[shade])
            part.touched = part.touched or bool(runs)
            ends[column] = runs
        placed = []
        for one in marks:
            if not one.texts:
                continue
            own_runs = [run for column in sorted(ends) if one.column <= column < one.end_column for run in ends[column]]
            begin, end_run = self._anchor(own_runs, paragraph, part)
            if begin is not None and end_run is not None:
                placed += [(one.column, begin, end_run, text) for text in one.texts]
        return sorted(placed, key=lambda each: each[0])

    def _anchor(
        self, runs: Sequence[Element], paragraph: Paragraph, part: _Part
    ) -> tuple[Element | None, Element | None]:
        """What a comment can be set around: Word takes none in text boxes, notes and margins, where it goes to the
        place in the text that these hang from.
        """
        if part.kind == "main":
            hosts = [host for host in (_host(run) for run in runs or [paragraph.element]) if host is not None]
            return (hosts[0], hosts[-1]) if hosts else (self._first(), self._first())
        mark = self._reference(paragraph.element) if part.kind in ("footnotes", "endnotes") else None
        mark = mark if mark is not None else self._first()
        return mark, mark

    def _reference(self, element: Element) -> Element | None:
        """The run in the body that refers to the note which a paragraph stands in."""
        note = element
        while note is not None and NAMES[note.tag] not in ("footnote", "endnote"):
            note = note.getparent()
        if note is None:
            return None
        wanted = NAMES[note.tag] + "Reference"
        for one in self.main.root.iter():
            if NAMES[one.tag] == wanted and attribute(one, "id") == attribute(note, "id"):
                return _host(one)
        return None

    def _first(self) -> Element | None:
        """The first run of the body that holds text."""
        for paragraph, part in self.paragraphs.values():
            for bit in paragraph.bits:
                host = _host(bit.run)
                if part.kind == "main" and host is not None and bit.text.strip():
                    return host
        return None

    def _comment(self, begin: Element, end: Element, text: str) -> None:
        number = self.comments.add(text)
        begin.addprevious(self.comments.element("commentRangeStart", number))
        reference = self.comments.element("r")
        reference.append(self.comments.element("commentReference", number))
        after = end
        while (following := after.getnext()) is not None and (
            NAMES[following.tag] == "commentRangeEnd" or child(following, "commentReference") is not None
        ):
            after = following
        after.addnext(reference)
        after.addnext(self.comments.element("commentRangeEnd", number))
        self.main.touched = True


def _tree(package: Package, name: str, *, needed: bool = False) -> Element | None:
    """A part of the document as a tree; None for one that cannot be read unless it is needed."""
    try:
        return etree.fromstring(screen(package.read(name)), _XML)
    except (Unreadable, etree.XMLSyntaxError):
        if needed:
            raise
        return None


def _bytes(root: Element) -> bytes:
    made: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _host(element: Element) -> Element | None:
    """The run around an element, outside any text box; for an equation what stands among the runs of the paragraph.

    None for what is in no paragraph.
    """
    run = among = None
    at = element
    while at is not None:
        above = at.getparent()
        if NAMES[at.tag] == "r":
            run = at
        if above is not None and NAMES[above.tag] == "p":
            among = at
        at = above
    return run if run is not None else among


def _isolated(paragraph: Paragraph, start: int, end: int) -> list[Element]:
    """The runs that hold the characters `start` to `end` (exclusive, from 0) of a paragraph and nothing else, in order.
    Bits to the right of `end` must not be asked for afterwards.
    """
    spans: list[tuple[int, Bit]] = []
    at = 0
    for bit in paragraph.bits:
        if at < end and at + len(bit.text) > start:
            spans.append((at, bit))
        at += len(bit.text)
    runs: list[Element] = []
    for begin, bit in reversed(spans):
        if NAMES[bit.run.tag] != "r" or bit.node.getparent() is not bit.run:
            runs.append(bit.run)  # an equation, or one of several forms of a content: marked as a whole
            continue
        first, last = max(start - begin, 0), min(end - begin, len(bit.text))
        if bit.offset < 0:
            _cut(bit.run, bit.node, None)
            runs.append(_before(bit.run, bit.node))
            continue
        _cut(bit.run, bit.node, bit.offset + last)
        own = _cut(bit.run, bit.node, bit.offset + first)
        runs.append(own)
    runs.reverse()
    return runs


def _cut(run: Element, node: Element, at: int | None) -> Element:
    """Moves what is in a run behind `node`, and of its text what is behind `at`, into a run of its own behind it. Gives
    the run that begins there: `run` itself where nothing stands before.
    """
    text = node.text or ""
    if at == 0:
        return _before(run, node)
    rest = list(node.itersiblings())
    tail = text[at:] if at is not None else ""
    if not tail and not rest:
        return run
    behind = _like(run)
    if tail:
        piece = etree.SubElement(behind, node.tag)
        piece.text, node.text = tail, text[:at]
        for one in (piece, node):
            one.set(_SPACE, "preserve")
    behind.extend(rest)
    run.addnext(behind)
    return behind


def _before(run: Element, node: Element) -> Element:
    """Leaves what is in a run before `node` to itself: the run that begins with `node`."""
    earlier = node.getprevious()
    if earlier is None or NAMES[earlier.tag] == "rPr":
        return run
    behind = _like(run)
    behind.extend([node, *node.itersiblings()])
    run.addnext(behind)
    return behind


def _like(run: Element) -> Element:
    """An empty run with the formatting of another."""
    made = run.makeelement(run.tag, dict(run.attrib), nsmap=run.nsmap)
    properties = child(run, "rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    return made


def _shade(run: Element, fill: str) -> None:
    """Sets a colour behind a run, in place of one that is there."""
    if NAMES[run.tag] != "r":
        return
    namespace = run.tag[: run.tag.rfind("}") + 1]
    properties = child(run, "rPr")
    if properties is None:
        properties = run.makeelement(namespace + "rPr")
        run.insert(0, properties)
    for name in ("highlight", "shd"):
        known = child(properties, name)
        if known is not None:
            properties.remove(known)
    shade = properties.makeelement(
        namespace + "shd",
        {namespace + "val": "clear", namespace + "color": "auto", namespace + "fill": fill},
    )
    places = [at for at, one in enumerate(properties) if NAMES[one.tag] in _BEHIND_SHADE]
    properties.insert(places[0] if places else len(properties), shade)
