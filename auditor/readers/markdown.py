"""Markdown: bytes of a file -> Document, its lines and columns those of the file.

What the text reader takes for markup is Markdown's for the most part. Here is what it cannot know: which lines are of
code, front matter, comments or tables in HTML, and what links, footnotes and escapes stand for. The blocks are told
line by line; a parser of all of Markdown would cost its import and tell no more places.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from auditor.model.document import Document, Line, Problem
from auditor.readers.grids import Part
from auditor.readers.html.flow import Places
from auditor.readers.html.tree import read
from auditor.readers.text import MAX_LINE, read_text, unmarked, words_of

_FENCE = re.compile(r"\s*(?:>\s?)*(`{3,}(?=[^`]*$)|~{3,})")
_KEY = re.compile(r"[\w\"'][\w .\"'-]{0,80}:(?:\s|$)")
_IN_FRONT_MATTER = re.compile(r"\s*$|\s*#|\s+\S|-\s|[\w\"'][\w .\"'-]{0,80}:(?:\s|$)|[\]}]")
_MOST_FRONT_MATTER = 500
_COMMENT = re.compile(r" {0,3}<!--")
_HIDDEN = re.compile(r" {0,3}<(script|style)\b", re.IGNORECASE)
_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
# so many comments and tables may be without their end before no more are looked for
_MOST_UNCLOSED = 20
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})\s*$")
# what is set as a table or a list is no heading, whatever stands below it
_NO_HEADING = re.compile(r"[|\t]|\S(?: {2,}|\u00a0{2,})\S|^\s*(?:[-*+>#]|\d{1,3}[.)])\s|^ {4}")
_ENDS_IN_FIGURE = re.compile(r"\d\s*%?\s*$")
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]^][^\[\]]{0,200})\]:\s*\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*$")
_NOTE = re.compile(r" {0,3}\[\^([^\[\]\s]{1,50})\]:\s?")

_SPECIAL = re.compile(r"[\[\\`~]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK = re.compile(r"\\$")
_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()]{0,500}\)|\[[^\[\]]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\((?:[^()]|\([^()]{0,200}\)){0,500}\)")
_REFERENCE = re.compile(r"\[([^\[\]]{1,200})\](?:\[([^\[\]]{0,200})\])?")
_MARK = re.compile(r"\[\^([^\[\]\s]{1,50})\]")
_STRUCK = re.compile(r"~~(?=\S)[^~]{1,500}(?<=\S)~~")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`]{1,500})\1(?!`)")
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u2009\u202f.,]\d+)*")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# escaped marks while the others are taken off; a bar would part cells
_HELD = 0xE100
_HOLD = {ord(mark): _HELD + ord(mark) for mark in "*_<>&~[]"}
_FREED = {_HELD + code: chr(code) if chr(code) != "|" else "¦" for code in range(0x80)}

_TEXT, _BLANK, _AS_IS, _HEADING = "text", "blank", "as-is", "heading"


def read_markdown(path: str, data: bytes) -> Document:
    """The lines of a Markdown file, its markup taken off."""
    plain = read_text(path, data)
    if not plain.lines:
        return plain
    blocks = _Blocks(plain.source)
    struck: list[int] = []
    lines: list[Line] = []
    problems = list(plain.problems)
    tables = dict(blocks.tables)
    skipped = 0
    for line in plain.lines:
        at = line.number - 1
        if at < skipped:
            continue
        if at in tables:
            skipped = tables[at] + 1
            lines += _html(plain.source[at:skipped], line, problems)
            continue
        kind = blocks.kinds[at]
        if kind == _BLANK:
            lines.append(Line(line.number, line.page, "", ()))
        elif kind == _AS_IS:
            raw = plain.source[at]
            lines.append(Line(line.number, line.page, raw, words_of(raw)))
        else:
            made = _inline(plain.source[at], line, blocks.defined, struck)
            lines.append(msgspec.structs.replace(made, heading=True) if kind == _HEADING else made)
    if struck:
        problems.append(Problem("struck-text", str(len(struck)), struck[0]))
    return msgspec.structs.replace(plain, lines=tuple(lines), problems=tuple(problems))


# ---- blocks -----------------------------------------------------------------------------------------------------


class _Blocks:
    """What each line of a file is, by index: `kinds`, the first and last lines of `tables` in HTML, and the labels of
    links that are `defined`.
    """

    def __init__(self, source: Sequence[str]) -> None:
        self.kinds = [_TEXT] * len(source)
        self.tables: list[tuple[int, int]] = []
        self.defined: set[str] = set()
        self._unclosed = 0
        at = _front_matter(source)
        self._blank(range(at))
        while at < len(source):
            at = self._block(source, at)

    def _blank(self, lines: range) -> None:
        for at in lines:
            self.kinds[at] = _BLANK

    def _block(self, source: Sequence[str], at: int) -> int:
        """Tells the line `at`, and gives the next that is not told."""
        raw = source[at]
        if len(raw) > MAX_LINE:
            return at + 1
        fence = _FENCE.match(raw)
        if fence is not None:
            return self._fenced(source, at, fence[1])
        if "<" in raw:
            end = self._html(source, at)
            if end > at:
                return end
        definition = _DEFINITION.match(raw)
        if definition is not None:
            self.defined.add(definition[1].lower())
            self.kinds[at] = _BLANK
        elif at + 1 < len(source) and raw.strip() and _UNDERLINE.match(source[at + 1]) and _headed(source, at):
            self.kinds[at : at + 2] = [_HEADING, _BLANK]
            return at + 2
        return at + 1

    def _fenced(self, source: Sequence[str], at: int, fence: str) -> int:
        """Lines between fences are as they are; a fence that is never closed is open to the end."""
        self.kinds[at] = _BLANK
        closing = re.compile(rf"\s*(?:>\s?)*{re.escape(fence)}{re.escape(fence[0])}*\s*$")
        for inner in range(at + 1, len(source)):
            if closing.match(source[inner]):
                self.kinds[inner] = _BLANK
                return inner + 1
            self.kinds[inner] = _AS_IS
        return len(source)

    def _html(self, source: Sequence[str], at: int) -> int:
        """The line after a comment, script or table that begins on a line; `at` where none does."""
        raw = source[at]
        hidden = _HIDDEN.match(raw)
        if self._unclosed > _MOST_UNCLOSED:
            return at
        if hidden is not None or _COMMENT.match(raw):
            mark = f"</{hidden[1].lower()}>" if hidden is not None else "-->"
            end = next((one for one in range(at, len(source)) if mark in source[one].lower()), None)
            if end is None:
                self._unclosed += 1
                return at
            after = source[end].lower().rpartition(mark)[2].strip()
            if end == at and after:
                return at
            self._blank(range(at, end + 1 if not after else end))
            return end + 1 if not after else end
        depth = 0
        for end in range(at, len(source)):
            for found in _TABLE.finditer(source[end]):
                depth += -1 if found[1] else 1
            if depth <= 0:
                break
        else:
            self._unclosed += 1
            return at
        if end == at and not _TABLE.search(raw):
            return at
        self.tables.append((at, end))
        return end + 1


def _front_matter(source: Sequence[str]) -> int:
    """How many lines the YAML or TOML above a report takes."""
    first = source[0].rstrip() if source else ""
    if first not in ("---", "+++"):
        return 0
    closing = ("---", "...") if first == "---" else ("+++",)
    for at in range(1, min(len(source), _MOST_FRONT_MATTER)):
        line = source[at].rstrip()
        if line in closing:
            return at + 1 if at > 1 else 0
        if first == "---" and not (_KEY.match(line) if at == 1 else _IN_FRONT_MATTER.match(line)):
            return 0
    return 0


def _headed(source: Sequence[str], at: int) -> bool:
    """Whether a line with another of dashes below it is a heading, and not the head of a table set in spaces."""
    raw = source[at]
    alone = at == 0 or not source[at - 1].strip()
    if not alone or _NO_HEADING.search(raw) or _UNDERLINE.match(raw):
        return False
    following = source[at + 2] if at + 2 < len(source) else ""
    return "=" in source[at + 1] or not _ENDS_IN_FIGURE.search(following)


# ---- within a line ----------------------------------------------------------------------------------------------


def _inline(raw: str, line: Line, defined: set[str], struck: list[int]) -> Line:
    """A line of text without links, footnotes, escapes and marks of code."""
    if not (_SPECIAL.search(raw) or raw.lstrip().startswith(">")) or not line.text:
        return line
    text, columns = raw, list(range(len(raw)))

    def replace(pattern: re.Pattern[str], keep: Callable[[re.Match[str]], tuple[int, int, str]]) -> None:
        nonlocal text, columns
        made, places, done = [], [], 0
        for match in pattern.finditer(text):
            start, end, kept = keep(match)
            made += [text[done : match.start()], kept]
            places += columns[done : match.start()] + columns[start:end]
            done = match.end()
        text, columns = "".join(made) + text[done:], places + columns[done:]

    def group(match: re.Match[str], number: int) -> tuple[int, int, str]:
        return match.start(number), match.end(number), match[number]

    def nothing(match: re.Match[str]) -> tuple[int, int, str]:
        return match.start(), match.start(), ""

    def whole(match: re.Match[str]) -> tuple[int, int, str]:
        return match.start(), match.end(), match[0]

    def raised(match: re.Match[str]) -> tuple[int, int, str]:
        return match.start(1), match.end(1), match[1].translate(_RAISED)

    def strike(match: re.Match[str]) -> tuple[int, int, str]:
        struck.extend(line.number for _ in _NUMBER.findall(match[0]))
        return nothing(match)

    def reference(match: re.Match[str]) -> tuple[int, int, str]:
        label = (match[2] or match[1]).lower()
        if label not in defined:
            return whole(match)
        return raised(match) if match[1].isdecimal() else group(match, 1)

    replace(_ESCAPE, lambda match: (match.start(1), match.end(1), chr(_HELD + ord(match[1]))))
    replace(_BREAK, nothing)
    if raw.lstrip().startswith(">"):
        quote = _QUOTE.match(text)
        if quote is not None:
            text, columns = text[quote.end() :], columns[quote.end() :]
    note = _NOTE.match(text)
    if note is not None:
        text, columns = text[note.end() :], columns[note.end() :]
    replace(_CODE, lambda match: (match.start(2), match.end(2), match[2].translate(_HOLD)))
    replace(_IMAGE, nothing)
    replace(_LINK, lambda match: group(match, 1))
    replace(_MARK, lambda match: raised(match) if match[1].isdecimal() else nothing(match))
    if defined:
        replace(_REFERENCE, reference)
    replace(_STRUCK, strike)
    plain, inner = unmarked(text)
    if inner is not None:
        columns = [columns[at] for at in inner]
    plain = plain.translate(_FREED)
    return Line(line.number, line.page, plain, words_of(plain), None if plain == raw else tuple(columns))


# ---- tables in HTML ---------------------------------------------------------------------------------------------


def _html(source: Sequence[str], first: Line, problems: list[Problem]) -> Iterator[Line]:
    """The lines of a stretch of HTML, each with the lines and columns of the file that its characters stand in."""
    text = "\n".join(source)
    reading = read(text, Places(text), xml=False)
    before = first.number - 1
    for problem in reading.problems:
        problems.append(msgspec.structs.replace(problem, line=(problem.line or 1) + before))
    blank = Line(first.number, first.page, "", ())
    yield blank
    for part in reading.parts:
        yield _line(part, before, first) if part.text else blank
    yield blank


def _line(part: Part, before: int, first: Line) -> Line:
    """A line of a table; what was put between its cells stands where the text before it ends."""
    numbers: list[int] = []
    columns: list[int] = []
    for stretch in part.stretches:
        origin = stretch.origin
        line, column = (origin.line or 1) + before, (origin.column or 1) - 1
        fill = stretch.start - len(numbers)
        numbers += [numbers[-1] if numbers else line] * fill
        columns += [columns[-1] + 1 if columns else column] * fill
        size = stretch.end - stretch.start
        numbers += [line] * size
        columns += [one - 1 for one in stretch.columns] if stretch.columns else range(column, column + size)
    rest = len(part.text) - len(numbers)
    numbers += [numbers[-1] if numbers else first.number] * rest
    columns += [columns[-1] if columns else 0] * rest
    number = min(numbers, default=first.number)
    text = part.text
    return Line(number, first.page, text, words_of(text), tuple(columns), tuple(numbers), heading=part.heading)
