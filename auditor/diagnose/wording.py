"""The sentences of a finding: what stands, what it should be, the sum written out in the report's own figures."""

from collections.abc import Mapping

from auditor.model.calculation import (
    MINUS,
    NO_BREAK,
    amount,
    calculation,
    computed_value,
    converted,
    printed,
    summed,
    thousands,
    trim,
)
from auditor.model.figure import Figure
from auditor.model.finding import Text

__all__ = [
    "MINUS",
    "amount",
    "calculation",
    "computed_value",
    "converted",
    "difference",
    "fill",
    "printed",
    "suggestion",
    "summed",
    "with_unit",
]


def difference(stated: tuple[int, int], computed: tuple[int, int], unit: str | None) -> Text:
    """The distance between two values of one unit, without sign; between percentages it is percentage points."""
    decimals = max(stated[1], computed[1])
    off = abs(stated[0] * 10 ** (decimals - stated[1]) - computed[0] * 10 ** (decimals - computed[1]))
    least = min(stated[1], computed[1])
    off, decimals = trim(off, decimals, least)
    if unit in ("%", "procentenheter"):
        return Text(
            *(f"{amount(off, decimals, None)}{NO_BREAK}{word}" for word in ("procentenheter", "percentage points"))
        )
    return Text(*[amount(off, decimals, unit)] * 2)


def formula_words(formula: str) -> str:
    """A rule's formula as a person writes it."""
    return (
        formula.replace("utfall@fg", "utfall föregående år")
        .replace("@fg", " föregående år")
        .replace("@budget", " enligt budget")
        .replace(" - ", f" {MINUS} ")
        .replace(" * ", " · ")
        .replace("abs(", "beloppet av (")
    )


def suggestion(figure: Figure, scaled: int, decimals: int) -> str:
    """A value in the figure's own format: its thousands separator, its minus sign, its plus sign."""
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    separator = next((character for character in figure.text if character in "\u00a0\u202f\u2009\u2007 ."), None)
    minus = next((character for character in figure.text if character in "-\u2212\u2013\u2010\u2011\u2012"), "-")
    if separator is None and len(whole) > 3 and len(figure.text.lstrip("+-\u2212\u2013").split(",")[0]) <= 3:
        separator = " "
    grouped = (separator or "").join(thousands(whole)) if separator else whole
    sign = minus if scaled < 0 else "+" if figure.text.startswith("+") else ""
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"


def fill(template: Text, **values: str | Text) -> Text:
    """A rule's sentence with its values put in, each in the sentence's language; what it does not name is left out."""
    return Text(template.sv.format_map(_of("sv", values)), template.en.format_map(_of("en", values)))


def _of(lang: str, values: Mapping[str, str | Text]) -> "_Missing":
    return _Missing({name: value.of(lang) if isinstance(value, Text) else value for name, value in values.items()})


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def with_unit(text: str, unit: str | None) -> str:
    """A figure as it stands, with its unit."""
    return f"{text}{NO_BREAK}{unit}" if unit else text
