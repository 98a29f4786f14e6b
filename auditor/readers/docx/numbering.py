"""The numbers that Word sets before headings and items of lists: not in the text, but sentences refer to them."""

import re

import msgspec

from auditor.wordml.package import NAMES, Element, attribute, child, switched_on, value, whole_number
from auditor.wordml.styles import Styles

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HIGHEST = 3_999
_UNSHOWN = frozenset(("none", "bullet"))


class Level(msgspec.Struct):
    """A level of a list: the format of its number, its text with %1 for that of the first level, where it starts, and
    the level (from 1) whose next number starts it anew; 0 for none. `legal` has all numbers in it as digits.
    """

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False


class _List(msgspec.Struct):
    """A list as a paragraph names it: its definition, its levels where they differ from it, and the starts it sets."""

    definition: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._definitions: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._linked: dict[str, str] = {}
        self._styled: dict[tuple[str, str], int] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._styles = styles
        elements = list(root) if root is not None else []
        for element in elements:
            if NAMES[element.tag] == "abstractNum":
                self._define(element)
        for element in elements:
            if NAMES[element.tag] == "num":
                self._list(element)

    def _define(self, element: Element) -> None:
        name = attribute(element, "abstractNumId") or ""
        self._definitions[name] = dict(self._level(name, one) for one in element if NAMES[one.tag] == "lvl")
        link = value(element, "numStyleLink")
        if link:
            self._linked[name] = link

    def _level(self, definition: str, element: Element) -> tuple[int, Level]:
        at = whole_number(attribute(element, "ilvl"))
        styled = value(element, "pStyle")
        if styled:
            self._styled.setdefault((definition, styled), at)
        restart = value(element, "lvlRestart")
        return at, Level(
            value(element, "numFmt") or "decimal",
            value(element, "lvlText") or "",
            whole_number(value(element, "start"), 1),
            None if restart is None else whole_number(restart),
            bool(switched_on(element, "isLgl")),
        )

    def _list(self, element: Element) -> None:
        definition = value(element, "abstractNumId") or ""
        levels: dict[int, Level] = {}
        starts: dict[int, int] = {}
        for one in element:
            if NAMES[one.tag] != "lvlOverride":
                continue
            at = whole_number(attribute(one, "ilvl"))
            own = child(one, "lvl")
            if own is not None:
                levels[at] = self._level(definition, own)[1]
            start = value(one, "startOverride")
            if start is not None:
                starts[at] = whole_number(start, 1)
        self._lists[attribute(element, "numId") or ""] = _List(definition, levels, starts)

    def mark(self, number: str | None, level: int | None, style: str | None) -> tuple[str, int]:
        """What stands before the next paragraph of a list, as "5.1.2", "a)" or "•", and its level from 0.

        `number` is the id of the list ("0" for none), `level` the level where it is told, `style` the id of the style
        of the paragraph, which may tell it as well.
        """
        own = self._lists.get(number or "")
        if own is None:
            return "", 0
        definition = self._definition(own.definition)
        if level is None:
            level = self._styled.get((definition, style or ""), 0)
        level = min(max(level, 0), _LEVELS - 1)
        levels = {**self._definitions.get(definition, {}), **own.levels}
        told = levels.get(level, Level("none"))
        counters = self._counters.setdefault(definition, {})
        if level in own.starts and (number or "", level) not in self._begun:
            counters[level] = own.starts[level]
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = told.start
        self._begun.add((number or "", level))
        for deeper in range(level + 1, _LEVELS):
            # 0: a level that is never started anew; otherwise by the level named, or by any above
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                counters.pop(deeper, None)
        if told.form == "bullet":
            return "•", level
        if told.form == "none" and not told.text:
            return "", level

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = levels.get(at, Level())
            count = counters.setdefault(at, one.start) if at <= level else one.start
            return formatted(count, "decimal" if told.legal and one.form not in _UNSHOWN else one.form)

        return _PLACE.sub(shown, told.text).strip(), level

    def _definition(self, name: str) -> str:
        """The definition that one stands for which only names a style of lists."""
        for _ in range(10):
            link = self._linked.get(name)
            if link is None:
                break
            number, _level = self._styles.of(link).numbering
            if number not in self._lists or self._lists[number].definition == name:
                break
            name = self._lists[number].definition
        return name


def formatted(number: int, form: str) -> str:
    """A number of a list as its format writes it."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        # after z come aa, bb, cc
        letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < number <= _HIGHEST:
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (number // worth)
            number %= worth
        return roman.upper() if form == "upperRoman" else roman
    if form == "decimalZero":
        return f"{number:02}"
    return "" if form in _UNSHOWN else str(number)
