"""What the styles of a document say of its text: headings, tables of contents, what is hidden or raised, numbering."""

import re

import msgspec

from auditor.wordml.package import NAMES, Element, attribute, child, switched_on, value, whole_number

# built-in styles keep their English names in the file whatever the language of Word; other programs write others
_HEADING = re.compile(r"(?:heading|rubrik|överskrift|otsikko)\s*([1-9])\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|innehåll|contents|table of figures|figurförteckning)\s*\d*$", re.IGNORECASE)
_BODY_LEVEL = 9


class Style(msgspec.Struct, frozen=True):
    """A style with what it inherits. `level` is the outline level of a heading, from 0; `numbering` the id of its
    list and the level in it; `tabs` the number of its own tab stops; `space` what stands free above and below, in
    twentieths of a point.
    """

    level: int | None = None
    contents: bool = False
    hidden: bool | None = None
    raised: bool | None = None
    numbering: tuple[str | None, int | None] = (None, None)
    tabs: int = 0
    space: tuple[int, int] = (0, 0)


PLAIN = Style()


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._found: dict[str, Style] = {}
        self._default: str | None = None
        defaults = child(child(root, "docDefaults"), "pPrDefault")
        self._plain = Style(space=space_of(child(defaults, "pPr"), PLAIN.space))
        for element in root if root is not None else ():
            if NAMES[element.tag] != "style":
                continue
            name = attribute(element, "styleId") or ""
            self._elements.setdefault(name, element)
            if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true", "on"):
                self._default = name

    def of(self, name: str | None) -> Style:
        """The style with that id; the default paragraph style for None."""
        name = self._default if name is None else name
        if name is None:
            return self._plain
        if name not in self._found:
            self._found[name] = self._resolve(name)
        return self._found[name]

    def _resolve(self, name: str) -> Style:
        style = self._plain
        chain: list[str] = []
        at: str | None = name
        while at is not None and at in self._elements and at not in chain and len(chain) < 50:
            chain.append(at)
            at = value(self._elements[at], "basedOn")
        for one in reversed(chain):
            style = self._over(style, self._elements[one])
        if not chain and _HEADING.match(name):  # a style that the file does not hold, named as Word does
            return Style(level=int(_HEADING.match(name)[1]) - 1)  # type: ignore[index]
        return style

    @staticmethod
    def _over(style: Style, element: Element) -> Style:
        paragraph, run = child(element, "pPr"), child(element, "rPr")
        name = (value(element, "name") or "").strip()
        level = style.level
        heading = _HEADING.match(name)
        if heading is not None:
            level = int(heading[1]) - 1
        outline = value(paragraph, "outlineLvl")
        if outline is not None:
            told = whole_number(outline, _BODY_LEVEL)
            level = told if told < _BODY_LEVEL else None
        hidden, raised = switched_on(run, "vanish"), value(run, "vertAlign")
        return Style(
            level=level,
            contents=style.contents or _CONTENTS.match(name) is not None,
            hidden=style.hidden if hidden is None else hidden,
            raised=style.raised if raised is None else raised == "superscript",
            numbering=numbering_of(paragraph, style.numbering),
            tabs=style.tabs + tab_stops(paragraph),
            space=space_of(paragraph, style.space),
        )


def numbering_of(properties: Element | None, inherited: tuple[str | None, int | None]) -> tuple[str | None, int | None]:
    """The list and the level that the properties of a paragraph name, over those that its style does."""
    own = child(properties, "numPr")
    if own is None:
        return inherited
    number, level = value(own, "numId"), value(own, "ilvl")
    return (inherited[0] if number is None else number, inherited[1] if level is None else whole_number(level))


def space_of(properties: Element | None, inherited: tuple[int, int]) -> tuple[int, int]:
    """What the properties of a paragraph leave free above and below it, over what its style does."""
    own = child(properties, "spacing")
    if own is None:
        return inherited
    told = []
    for side, otherwise in zip(("before", "after"), inherited, strict=True):
        automatic = attribute(own, side + "Autospacing") in ("1", "true", "on")
        told.append(100 if automatic else whole_number(attribute(own, side), otherwise))
    return told[0], told[1]


def tab_stops(properties: Element | None) -> int:
    """The tab stops that paragraph properties set."""
    tabs = child(properties, "tabs")
    return sum(attribute(one, "val") not in ("clear", "bar") for one in tabs) if tabs is not None else 0
