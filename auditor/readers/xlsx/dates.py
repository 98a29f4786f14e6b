"""Dates and times of a workbook: days since 1899-12-31 or 1904-01-01 and a code -> text, in Swedish."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "January February March April May June July August September October November December".split(),
)
_DAYS = (
    "måndag tisdag onsdag torsdag fredag lördag söndag".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
)
# how the system writes a date in full
_LONG_DATE = (
    ("literal", "den "),
    ("date", "d"),
    ("literal", " "),
    ("date", "mmmm"),
    ("literal", " "),
    ("date", "yyyy"),
)
_TIME = (("date", "hh"), ("literal", ":"), ("date", "nn"), ("literal", ":"), ("date", "ss"))
# 9999-12-31
_LAST_DAY = 2_958_465
_SECONDS = 86_400
OUTSIDE = "########"

_Token = tuple[str, str]


def prepared(tokens: list[_Token]) -> tuple[_Token, ...]:
    """The tokens of a code for dates: minutes told from months ("nn"), parts of a second from digits ("part")."""
    for kind, text in tokens:
        if kind == "system":
            return _LONG_DATE if text == "F800" else _TIME
    found: list[_Token] = []
    times = [at for at, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "date" and text[0] == "m" and len(text) <= 2:
            place = times.index(at)
            before = tokens[times[place - 1]][1][0] if place else ""
            after = tokens[times[place + 1]][1][0] if place + 1 < len(times) else ""
            found.append(("date", "n" * len(text)) if before == "h" or after == "s" else (kind, text))
        elif (kind, text) == ("mark", ".") and at + 1 < len(tokens) and tokens[at + 1][0] == "digit":
            count = 0
            while at + 1 < len(tokens) and tokens[at + 1][0] == "digit":
                at += 1
                count += 1
            found.append(("part", "0" * count))
        elif (kind, text) == ("mark", "/"):
            found.append(("literal", "-"))  # the mark between the parts of a date is that of the system
        elif kind == "mark":
            found.append(("literal", text))
        else:
            found.append((kind, text))
        at += 1
    return tuple(found)


def shown(value: Decimal, tokens: tuple[_Token, ...], english: bool, from_1904: bool) -> str:
    """The text of a serial number as a date or a time; ######## for what is none."""
    parts = min(max((len(text) for kind, text in tokens if kind == "part"), default=0), 3)
    if value < 0 or value >= _LAST_DAY + 1:
        return OUTSIDE
    unit = 10**parts
    moments = int((value * _SECONDS * unit).quantize(Decimal(1), ROUND_HALF_UP))
    seconds, part = divmod(moments, unit)
    days, clock = divmod(seconds, _SECONDS)
    if days > _LAST_DAY:
        return OUTSIDE
    year, month, day, weekday = _day(days, from_1904)
    noon = any(kind == "noon" for kind, _ in tokens)
    hour = clock // 3600
    told = {
        "y": year, "m": month, "d": day, "n": clock // 60 % 60, "s": clock % 60,
        "h": (hour % 12 or 12) if noon else hour,
    }  # fmt: skip
    elapsed = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    text = ""
    for kind, own in tokens:
        if kind == "date":
            text += _part(own, told[own[0]], weekday, english)
        elif kind == "elapsed":
            text += str(elapsed[own[0]]).rjust(len(own), "0")
        elif kind == "part":
            text += "," + str(part).rjust(parts, "0")
        elif kind == "noon":
            text += ("fm", "em")[hour >= 12]
        elif kind in ("literal", "pad"):
            text += own
    return text.strip()


def _part(code: str, value: int, weekday: int, english: bool) -> str:
    letter, size = code[0], len(code)
    if letter == "y":
        return f"{value:04d}" if size > 2 else f"{value % 100:02d}"
    if letter == "m" and size > 2:
        name = _MONTHS[english][value - 1]
        return name[:3] if size == 3 else name[:1] if size == 5 else name
    if letter == "d" and size > 2:
        name = _DAYS[english][weekday]
        return name[:3] if size == 3 else name
    return f"{value:02d}" if size > 1 else str(value)


def _day(days: int, from_1904: bool) -> tuple[int, int, int, int]:
    """Year, month, day and weekday (Monday is 0) of a day counted as Excel does, which has a 29 February 1900."""
    if from_1904:
        when = date(1904, 1, 1) + timedelta(min(days, 2_957_003))
    elif days == 60:
        return 1900, 2, 29, 2
    elif days == 0:
        return 1900, 1, 0, 5
    else:
        when = date(1899, 12, 31 if days < 60 else 30) + timedelta(days)
    return when.year, when.month, when.day, when.weekday()
