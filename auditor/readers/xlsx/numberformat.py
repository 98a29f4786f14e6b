"""Number formats of Excel: a value and a format code -> the text that Swedish Excel shows.

A code is stored as English Excel writes it (`#,##0.0`), whatever the language of the program (ECMA-376 part 1,
18.8.31). Values are Decimal, rounded half away from zero, as Excel does.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

import msgspec

from auditor.readers.xlsx import dates

THOUSANDS, MARK = "\u00a0", ","
# the formats that a workbook names by number alone, as Swedish Excel has them
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '#,##0 "kr";-#,##0 "kr"', 6: '#,##0 "kr";[Red]-#,##0 "kr"',
    7: '#,##0.00 "kr";-#,##0.00 "kr"', 8: '#,##0.00 "kr";[Red]-#,##0.00 "kr"',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "hh:mm", 21: "hh:mm:ss", 22: "yyyy-mm-dd hh:mm",
    37: "#,##0 _k_r;-#,##0 _k_r", 38: "#,##0 _k_r;[Red]-#,##0 _k_r",
    39: "#,##0.00 _k_r;-#,##0.00 _k_r", 40: "#,##0.00 _k_r;[Red]-#,##0.00 _k_r",
    41: '_-* #,##0 _k_r_-;-* #,##0 _k_r_-;_-* "-" _k_r_-;_-@_-',
    42: '_-* #,##0 "kr"_-;-* #,##0 "kr"_-;_-* "-" "kr"_-;_-@_-',
    43: '_-* #,##0.00 _k_r_-;-* #,##0.00 _k_r_-;_-* "-"?? _k_r_-;_-@_-',
    44: '_-* #,##0.00 "kr"_-;-* #,##0.00 "kr"_-;_-* "-"?? "kr"_-;_-@_-',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip

# Excel keeps 15 digits of a number: 0.1 + 0.2 is 0.3
_KEPT = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=700, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"[+-]?(?:\d{1,320}(?:\.\d{0,340})?|\.\d{1,340})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LONGEST_CODE = 1_000
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<pad>_.)|(?P<fill>\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<power>E[+-])|(?P<noon>AM/PM|A/P)"
    r"|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?\d+(?:\.\d+)?)$")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)

_Token = tuple[str, str]


class Section(msgspec.Struct, frozen=True):
    """One of the parts of a code between semicolons. `kind` is number, fraction, scientific, date, text, general or
    literal. `tokens` are (kind, text). `decimals`, `grouped`, `scale` (the power of ten that the value is divided by)
    are of a number. `plain` is (before, after) where nothing but digits stands between the two, so many at least.
    """

    kind: str
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None = None
    english: bool = False
    decimals: int = 0
    grouped: bool = False
    scale: int = 0
    plain: tuple[str, str, int] | None = None


_GENERAL = Section("general", (("general", ""),))


class Format(msgspec.Struct, frozen=True):
    """A number format. `scale` and `unit` tell of its first section what auditor.model.workbook.CellValue does."""

    sections: tuple[Section, ...]
    text: Section | None = None
    scale: int = 0
    unit: str = ""

    @property
    def is_date(self) -> bool:
        return self.sections[0].kind == "date"


def number(text: str) -> Decimal | None:
    """The value that a workbook stores as `text`, to the 15 digits that Excel keeps; None for what is no number."""
    text = text.strip()
    if len(text) > 700 or not _NUMBER.fullmatch(text):
        return None
    value = _KEPT.create_decimal(text)
    return value if value.adjusted() <= 308 else None


def exact(value: Decimal) -> tuple[int, int]:
    """(scaled, decimals) of a value, without noughts at its end."""
    sign, digits, exponent = value.as_tuple()
    scaled = int("".join(map(str, digits)))
    assert isinstance(exponent, int)
    if not scaled:
        return 0, 0
    while exponent < 0 and scaled % 10 == 0:
        scaled //= 10
        exponent += 1
    if exponent > 0:
        scaled, exponent = scaled * 10**exponent, 0
    return (-scaled if sign else scaled), -exponent


# ---- codes ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def parsed(code: str) -> Format:
    """The format that a code stands for; a code that Excel would refuse shows numbers as they are."""
    parts = _split(code[:_LONGEST_CODE])
    sections = [_section(part) for part in parts[:4]]
    text = next((one for one in sections if one.kind == "text"), None)
    if len(sections) == 4:
        text = sections.pop()
    first = sections[0]
    literal = "".join(text for kind, text in first.tokens if kind == "literal").replace("\u00a0", " ").strip()
    return Format(tuple(sections), text, first.scale, literal)


def _split(code: str) -> list[list[re.Match[str]]]:
    """The tokens of a code, parted at its semicolons."""
    parts: list[list[re.Match[str]]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(match)
    return parts


def _section(matches: list[re.Match[str]]) -> Section:
    tokens: list[_Token] = []
    condition = None
    english = False
    for match in matches:
        kind, text = match.lastgroup or "other", match[match.lastgroup or "other"]
        if kind in ("quoted", "escaped"):
            tokens.append(("literal", text))
        elif kind == "pad":
            tokens.append(("pad", " "))
        elif kind == "bracket":
            told = _CONDITION.match(text)
            if text.startswith("$"):
                shown, _, tongue = text[1:].partition("-")
                english = english or tongue[-2:].upper() == "09"
                tokens.append(("system", tongue.upper()) if tongue.upper() in ("F800", "F400") else ("literal", shown))
            elif told:
                condition = told[1], Decimal(told[2])
            elif _ELAPSED.fullmatch(text) and len(set(text.lower())) == 1:
                tokens.append(("elapsed", text.lower()))
        elif kind in ("general", "power", "noon", "digit"):
            tokens.append((kind, text))
        elif kind == "date":
            tokens.append(("date", text.lower()))
        elif kind != "fill":
            tokens.append(("@" if text == "@" else "mark" if text in ".,%/" else "literal", text))
    return _classified(tokens, condition, english)


def _classified(tokens: list[_Token], condition: tuple[str, Decimal] | None, english: bool) -> Section:
    kinds = {kind for kind, _ in tokens}
    if ("date" in kinds or "elapsed" in kinds or "system" in kinds) and not _counts(tokens):
        return Section("date", dates.prepared(tokens), condition, english)
    tokens = [("literal", text) if kind in ("date", "noon", "elapsed") else (kind, text) for kind, text in tokens]
    if "@" in kinds:
        return Section("text", tuple(tokens), condition)
    if "general" in kinds:
        return Section("general", tuple(tokens), condition)
    if "digit" not in kinds:
        scale = -2 * sum(token == ("mark", "%") for token in tokens)
        shown = [("literal", text) if kind == "mark" else (kind, text) for kind, text in tokens]
        return Section("literal", tuple(shown), condition, scale=scale)
    return _numeric(tokens, condition)


def _counts(tokens: list[_Token]) -> bool:
    """Whether digits stand in a code for those of a number: in one of a time they only stand for parts of a second."""
    for at, (kind, text) in enumerate(tokens):
        if kind == "digit":
            before = next((one for one in reversed(tokens[:at]) if one[0] != "digit"), None)
            if text != "0" or before != ("mark", "."):
                return True
    return False


def _numeric(tokens: list[_Token], condition: tuple[str, Decimal] | None) -> Section:
    """A section that shows digits: decimals, grouping and scaling are told by where its marks stand."""
    digits = [at for at, (kind, _) in enumerate(tokens) if kind == "digit"]
    slash = next((at for at, token in enumerate(tokens) if token == ("mark", "/")), None)
    if slash is not None and digits[0] < slash:
        return Section("fraction", tuple(tokens), condition)
    point = next((at for at, token in enumerate(tokens) if token == ("mark", ".")), None)
    power = next((at for at, (kind, _) in enumerate(tokens) if kind == "power"), None)
    last = max((at for at in digits if power is None or at < power), default=digits[-1])
    whole = [at for at in digits if (point is None or at < point) and at <= last]
    scale, grouped = 0, False
    kept: list[_Token] = []
    for at, (kind, text) in enumerate(tokens):
        if (kind, text) == ("mark", ","):
            if whole and whole[0] < at < whole[-1]:
                grouped = True
            elif at and _ends_digits(tokens, at):
                scale += 3
            else:
                kept.append(("literal", text))
        elif (kind, text) == ("mark", "%"):
            scale -= 2
            kept.append(("literal", "%"))
        elif kind == "mark" and at != point:
            kept.append(("literal", text))
        else:
            kept.append((kind, text))
    decimals = sum(at > point for at in digits if at <= last) if point is not None else 0
    kind = "scientific" if power is not None else "number"
    return Section(kind, tuple(kept), condition, False, decimals, grouped, scale, _plain(kept))


def _ends_digits(tokens: list[_Token], at: int) -> bool:
    """Whether commas stand right behind a digit."""
    while at and tokens[at - 1] == ("mark", ","):
        at -= 1
    return at > 0 and tokens[at - 1][0] == "digit"


def _plain(tokens: list[_Token]) -> tuple[str, str, int] | None:
    """What stands before and behind the digits and how many of the whole number are always shown, where nothing stands
    between them and all decimals are shown.
    """
    solid = [at for at, (kind, text) in enumerate(tokens) if kind == "digit" or (kind, text) == ("mark", ".")]
    first, last = solid[0], solid[-1]
    inner = "".join(text for _, text in tokens[first : last + 1])
    if len(solid) != last - first + 1 or not re.fullmatch(r"#*0+(?:\.0+)?|#+", inner):
        return None
    if any(kind == "power" for kind, _ in tokens):
        return None
    before, after = ("".join(text for _, text in part) for part in (tokens[:first], tokens[last + 1 :]))
    return before, after, inner.partition(".")[0].count("0")


# ---- values -----------------------------------------------------------------------------------------------------


def shown(value: Decimal, form: Format, *, from_1904: bool = False) -> str:
    """The text of a number, blanks around it left out."""
    section, signed = _chosen(value, form)
    if section is None:
        return ""
    if section.kind == "date":
        return dates.shown(value, section.tokens, section.english, from_1904)
    negative = value < 0
    text, nothing = _unsigned(abs(value), section)
    sign = "-" if negative and signed and not nothing else ""
    return (sign + text).strip(" \u2007")


def shown_text(text: str, form: Format) -> str:
    """A text as a format shows it."""
    if form.text is None:
        return text
    return "".join(text if kind == "@" else own for kind, own in form.text.tokens).strip(" ")


def _chosen(value: Decimal, form: Format) -> tuple[Section | None, bool]:
    """The section for a number, and whether a minus sign has to be set before what it shows."""
    sections = form.sections
    if sections[0].condition is None and (len(sections) < 2 or sections[1].condition is None):
        if len(sections) == 1:
            return (sections[0] if sections[0].kind != "text" else _GENERAL), True
        if value < 0:
            return sections[1], False
        if value == 0 and len(sections) > 2:
            return sections[2], False
        return sections[0], False
    for at, section in enumerate(sections):
        if section.condition is None:
            # the first without a condition of its own is for what is above zero, the second for what is below
            if at == len(sections) - 1 or (at == 0 and value > 0) or (at == 1 and value < 0):
                return section, not _only_negative(sections[:at], None)
        elif _meets(value, section.condition):
            return section, not _only_negative(sections[:at], section.condition)
    return _GENERAL, True


def _meets(value: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, limit = condition
    return {
        "<": value < limit, "<=": value <= limit, ">": value > limit,
        ">=": value >= limit, "=": value == limit, "<>": value != limit,
    }[sign]  # fmt: skip


def _only_negative(before: tuple[Section, ...], own: tuple[str, Decimal] | None) -> bool:
    """Whether nothing above zero comes to a section: its own signs tell of the minus then."""
    if own is not None and ((own[0] == "<" and own[1] <= 0) or (own[0] in ("<=", "=") and own[1] < 0)):
        return True
    return any(
        one.condition is not None and one.condition[0] in (">", ">=") and one.condition[1] <= 0 for one in before
    )


def _unsigned(value: Decimal, section: Section) -> tuple[str, bool]:
    """The text of a number that is not negative, and whether it shows nothing but zero."""
    if section.kind == "general":
        text = general(value)
        return "".join(text if kind == "general" else own for kind, own in section.tokens), value == 0
    if section.kind in ("literal", "text"):
        return "".join(text for _, text in section.tokens), False
    scaled = _WIDE.scaleb(value, -section.scale) if section.scale else value
    if section.kind == "fraction":
        return _fraction(scaled, section), value == 0
    if section.kind == "scientific":
        return _scientific(scaled, section), value == 0
    rounded = _rounded(scaled, section.decimals)
    if section.plain is not None:
        before, after, least = section.plain
        whole, _, decimals = f"{rounded:f}".partition(".")
        whole = (whole.lstrip("0") or "").rjust(least, "0")
        if section.grouped:
            whole = _grouped(whole)
        return before + whole + (MARK + decimals if section.decimals else "") + after, not rounded
    return _laid(rounded, section.tokens, section.grouped), not rounded


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)


def _grouped(whole: str) -> str:
    first = len(whole) % 3
    groups = [whole[:first]] if first else []
    return THOUSANDS.join(groups + [whole[at : at + 3] for at in range(first, len(whole), 3)])


def _laid(rounded: Decimal, tokens: tuple[_Token, ...], grouped: bool) -> str:
    """The digits of a number laid in the places of a code, whatever stands between these."""
    whole, _, decimals = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0")
    point = next((at for at, token in enumerate(tokens) if token == ("mark", ".")), len(tokens))
    places = sum(kind == "digit" for kind, _ in tokens[:point])
    text: list[str] = []
    left, rest = places, len(whole)  # digits still to be set
    for kind, own in tokens[:point]:
        if kind != "digit":
            text.append(own)
            continue
        # the first place takes all the digits that the others have no room for
        begin = 0 if left == places else max(rest - left, 0)
        digits = whole[begin : max(rest - left + 1, 0)] or {"0": "0", "?": " "}.get(own, "")
        for index, digit in enumerate(digits):
            after = left - 1 + len(digits) - 1 - index
            text.append(digit)
            if grouped and digit != " " and after and after % 3 == 0:
                text.append(THOUSANDS)
        left -= 1
    if not places:
        text.append(whole)
    if point < len(tokens):
        behind = _decimals(tokens[point + 1 :], decimals)
        # "5," is what Excel shows for 5 in "0.##"; no report prints a number so
        text.append((MARK if behind[:1].isdigit() else "") + behind)
    return "".join(text)


def _decimals(tokens: tuple[_Token, ...], digits: str) -> str:
    """The decimals in their places: noughts at the end are left out where the code asks for them by # or ?."""
    own = [text for kind, text in tokens if kind == "digit"]
    keep = len(own)
    while keep and own[keep - 1] != "0" and digits[keep - 1 : keep] in ("0", ""):
        keep -= 1
    text, at = [], 0
    for kind, literal in tokens:
        if kind == "digit":
            text.append(digits[at] if at < keep else " " if own[at] == "?" else "")
            at += 1
        else:
            text.append(literal)
    return "".join(text)


def general(value: Decimal) -> str:
    """A number of no format: up to eleven characters, `1,23457E+11` for one that needs more."""
    if not value:
        return "0"
    size = value.adjusted()
    if size >= 11 or size < -9:
        return _power(value)
    decimals = 10 - max(size + 1, 1) if size >= 0 else 10 if size < -4 else 9
    text = f"{_rounded(value, max(decimals, 0)):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if text == "0" or (size < -4 and _rounded(value, 9) != value):
        return _power(value)
    return text.replace(".", MARK)


def _power(value: Decimal) -> str:
    size = value.adjusted()
    mantissa = _rounded(_WIDE.scaleb(value, -size), 5)
    if mantissa >= 10:
        mantissa, size = _WIDE.scaleb(mantissa, -1), size + 1
    text = f"{mantissa:f}".rstrip("0").rstrip(".").replace(".", MARK)
    return f"{text}E{'-' if size < 0 else '+'}{abs(size):02d}"


def _scientific(value: Decimal, section: Section) -> str:
    power = next(at for at, (kind, _) in enumerate(section.tokens) if kind == "power")
    mantissa, exponent = section.tokens[:power], section.tokens[power + 1 :]
    point = next((at for at, token in enumerate(mantissa) if token == ("mark", ".")), len(mantissa))
    step = max(1, sum(kind == "digit" for kind, _ in mantissa[:point]))
    size = value.adjusted() if value else 0
    size -= size % step
    digits = _rounded(_WIDE.scaleb(value, -size), section.decimals)
    if digits >= Decimal(10) ** step:
        size += step
        digits = _rounded(_WIDE.scaleb(value, -size), section.decimals)
    sign = "-" if size < 0 else "+" if section.tokens[power][1].endswith("+") else ""
    return _laid(digits, mantissa, False) + "E" + sign + _laid(Decimal(abs(size)), exponent, False)


def _fraction(value: Decimal, section: Section) -> str:
    """`1 1/2`, with a denominator of as many digits as the code has, or the one that it names."""
    tokens = section.tokens
    slash = next(at for at, token in enumerate(tokens) if token == ("mark", "/"))
    above = slash
    while above and tokens[above - 1][0] == "digit":
        above -= 1
    fixed = re.match(r"\d+", "".join(text for _, text in tokens[slash + 1 :]).strip())
    wide = sum(kind == "digit" for kind, _ in tokens[slash + 1 :])
    mixed = any(kind == "digit" for kind, _ in tokens[:above])
    part = Fraction(value)
    if fixed and int(fixed[0]):
        bottom = int(fixed[0])
        top = int(part * bottom + Fraction(1, 2))
    else:
        near = part.limit_denominator(10 ** min(max(wide, 1), 6) - 1)
        top, bottom = near.numerator, near.denominator
    whole, top = divmod(top, bottom) if mixed else (0, top)
    text = f"{top}/{bottom}" if top or not mixed else ""
    return f"{whole} {text}".strip() if whole or not text else text
