"""Printed numbers in cells: which marks a file uses for decimals and thousands, and what each cell then says."""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from auditor.exact import Quantity

MAX_DIGITS = 40
MAX_EXPONENT = 30
_LONGEST = 80

# no-break, figure, thin and narrow no-break space
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_MINUS = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_CURRENCY = r"(?:[$£€¥]|(?:SEK|NOK|DKK|EUR|USD|GBP|CHF)\b)"
_UNIT = rf"(?:%|‰|{_CURRENCY}|(?i:kr|tkr|kkr|mnkr|mkr|mdkr|st)\b\.?)"
_NUMBER = re.compile(
    rf"""
    (?P<open>\()?\s? (?:\*\s?)?
    (?:{_CURRENCY}\s?)? (?P<sign>[{_MINUS}+]\s?)? (?:{_CURRENCY}\s?)?
    (?P<whole>[0-9]{{1,3}}(?P<group>[ '’.,])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*(?![0-9]) | [0-9]+ | (?=[.,][0-9]))
    (?:(?P<point>[.,])(?P<part>[0-9]+))?
    (?:[eE](?P<exponent>[+-][0-9]{{1,2}}))?
    (?P<trailing>[-\u2013\u2212](?=\s*$))?
    (?:\s?{_UNIT})? \s? (?P<close>\))?
    (?:\s?(?:[*†‡¹²³⁴⁵⁶⁷⁸⁹⁰\#]+\)? | [a-z]\) | (?<=\s)[1-9][0-9]?\)) | \s?(?P<letter>[A-Za-z]))?
    """,
    re.VERBOSE,
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class NumberFormat(msgspec.Struct, frozen=True):
    """The marks that a file writes numbers with: `decimal` is "." or ",", `group` " ", "'", "." or ","; None where none
    is used. `grouping` holds the marks among "." and "," that part thousands where a cell by itself may be read
    either way: 1,234.
    """

    decimal: str | None
    group: str | None
    grouping: frozenset[str]


PLAIN = NumberFormat(None, None, frozenset())


def number_format(rows: Sequence[Sequence[str]], delimiter: str) -> NumberFormat:
    """The format of a file, by what its cells show: 1,5 and 0,125 have decimals, 1,234.5 and 1,234,567 have thousands.

    Where no cell tells, 12345 in a column with 1,234 speaks for decimals; then the delimiter of the file decides: one
    with semicolons has them because commas part decimals, and one with commas comes from programs that write a point.
    """
    points: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    either: dict[str, list[int]] = {".": [], ",": []}  # the columns of the cells that do not tell
    long: Counter[int] = Counter()
    for column, text in ((column, text) for row in rows for column, text in enumerate(row) if text):
        found = _match(text)
        if found is None:
            continue
        group, point = found["group"], found["point"]
        if group is not None and _is_either(found):
            either[group].append(column)
        elif group is not None and _is_decimal(found):
            points[group] += 1
        elif group is not None:
            groups["'" if group == "’" else group] += 1
            if point is not None:
                points[point] += 1
        elif point is not None:
            points[point] += 1
        elif len(found["whole"]) > 3 and not _is_year(found["whole"]):
            long[column] += 1
    ungrouped = {mark: sum(long[column] for column in set(columns)) > len(columns) for mark, columns in either.items()}
    grouping = frozenset(mark for mark in ".," if _groups(mark, points, groups, ungrouped[mark], delimiter))
    for mark, columns in either.items():
        (groups if mark in grouping else points)[mark] += len(columns)
    return NumberFormat(_commonest(points), _commonest(groups), grouping)


def _groups(mark: str, points: Counter[str], groups: Counter[str], ungrouped: bool, delimiter: str) -> bool:
    """Whether `mark` parts thousands where a cell by itself may be read either way. `ungrouped` says that most such
    numbers stand without it.
    """
    other = "," if mark == "." else "."
    told = groups[mark] + points[other] - points[mark] - groups[other] - groups[" "] - groups["'"]
    if told:
        return told > 0
    return not ungrouped and delimiter != ("," if mark == "." else ";")


def looks_numeric(text: str) -> bool:
    """Whether a cell holds a number in some format."""
    return _match(text) is not None


def quantities(rows: Sequence[Sequence[str]], written: NumberFormat) -> tuple[tuple[Quantity | None, ...], ...]:
    """The numbers of a table's cells, None for blank and text. A letter behind a number ("698E") is a footnote mark
    where most numbers of its column have none, and else makes it a code.
    """
    lettered: list[tuple[int, int, Quantity]] = []
    plain: Counter[int] = Counter()
    codes: Counter[int] = Counter()
    values: list[tuple[Quantity | None, ...]] = []
    seen: dict[str, tuple[Quantity | None, bool]] = {"": (None, False)}
    for row, texts in enumerate(rows):
        line: list[Quantity | None] = []
        for column, text in enumerate(texts):
            if text not in seen:
                seen[text] = _read(text, written)
            value, letter = seen[text]
            if value is not None:
                if letter:
                    codes[column] += 1
                    lettered.append((row, column, value))
                    value = None
                else:
                    plain[column] += 1
            line.append(value)
        values.append(tuple(line))
    marked: dict[int, dict[int, Quantity]] = {}
    for row, column, value in lettered:
        if plain[column] >= codes[column]:
            marked.setdefault(row, {})[column] = value
    for row, found in marked.items():
        values[row] = tuple(found.get(column, value) for column, value in enumerate(values[row]))
    return tuple(values)


def as_reported(text: str, written: NumberFormat) -> str:
    """A cell with its number written as Swedish reports write it, a comma before the decimals and no-break spaces
    between thousands, character for character: `1,234.50` is `1 234,50`. Everything else stays as it is.
    """
    if "." not in text and "," not in text:
        return text
    found = _match(text)
    if found is None:
        return text
    group = found["group"]
    decimal = group is not None and (_is_decimal(found) or (_is_either(found) and group not in written.grouping))
    start = len(text) - len(text.lstrip())
    first, last = start + found.start("whole"), start + found.end("whole")
    whole, rest = text[first:last], text[last:]
    if group == "," or decimal:
        whole = whole.replace(str(group), "," if decimal else "\u00a0")
    if found["point"] == ".":
        rest = f",{rest[1:]}"
    return f"{text[:first]}{whole}{rest}"


def _read(text: str, written: NumberFormat) -> tuple[Quantity | None, bool]:
    """The number in a cell, and whether a letter follows it."""
    found = _match(text)
    if found is None:
        return None, False
    whole, part = found["whole"], found["part"] or ""
    group = found["group"]
    if group is not None:
        if _is_decimal(found) or (_is_either(found) and group not in written.grouping):
            whole, part = whole.split(group)
        else:
            whole = whole.replace(group, "")
    if len(whole) > 1 and whole[0] == "0" and not part:
        return None, False  # a code, not an amount: 007
    if len(whole) + len(part) > MAX_DIGITS:
        return None, False
    exponent = int(found["exponent"] or 0)
    if abs(exponent) > MAX_EXPONENT:
        return None, False
    negative = found["open"] or found["trailing"] or (found["sign"] or "+")[0] != "+"
    scaled = int(whole + part)
    return Quantity(-scaled if negative else scaled, len(part) - exponent), found["letter"] is not None


def _match(text: str) -> re.Match[str] | None:
    """The parts of a cell that holds a number and nothing else but its unit and footnote marks."""
    if len(text) > _LONGEST:
        text = text.strip()
        if len(text) > _LONGEST:
            return None
    if not text.isascii() or "\t" in text:
        text = text.translate(_SPACES)
    found = _NUMBER.fullmatch(text.strip())
    if found is None or found["group"] == found["point"] is not None:
        return None
    if (found["open"] is None) != (found["close"] is None) or (found["trailing"] and (found["sign"] or found["open"])):
        return None
    return found


def _is_decimal(found: re.Match[str]) -> bool:
    """Whether what looks like thousands can only be decimals: 0,125."""
    return found["group"] in (".", ",") and found["whole"][0] == "0" and len(found["whole"]) == 5 and not found["point"]


def _is_either(found: re.Match[str]) -> bool:
    """Whether a cell by itself may have thousands or three decimals: 1,234."""
    whole = found["whole"]
    return (
        found["group"] in (".", ",") and whole.count(found["group"]) == 1 and found["point"] is None and whole[0] != "0"
    )


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and _FIRST_YEAR <= int(digits) <= _LAST_YEAR


def _commonest(marks: Counter[str]) -> str | None:
    return max(sorted(marks), key=lambda mark: marks[mark]) if marks.total() else None
