"""The sentences of a finding: what stands, what it should be, the sum written out in the report's own figures."""

from collections.abc import Mapping, Sequence

from auditor.diagnose.values import printed_as, worked_out
from auditor.model.figure import Figure
from auditor.model.finding import Text
from auditor.model.relation import MEAN, Relation

NO_BREAK, MINUS, UNEQUAL = "\u00a0", "\u2212", "\u2260"
_MOST_TERMS = 24


def amount(scaled: int, decimals: int, unit: str | None = None) -> str:
    """A figure as Swedish reports print it: decimal comma, thousands set apart by a no-break space, a real minus."""
    if decimals < 0:
        scaled, decimals = scaled * 10**-decimals, 0
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    grouped = NO_BREAK.join(_thousands(whole))
    sign = MINUS if scaled < 0 else ""
    text = f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"
    return f"{text}{NO_BREAK}{unit}" if unit else text


def _thousands(digits: str) -> list[str]:
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    return groups + [digits[index : index + 3] for index in range(first, len(digits), 3)]


def printed(figure: Figure, unit: bool = False) -> str:
    """A figure in its own unit and decimals."""
    return amount(figure.scaled, figure.decimals, figure.unit if unit else None)


def converted(value: tuple[int, int], figure: Figure) -> tuple[int, int]:
    """A base-unit amount (kr) in the unit of a figure."""
    return value[0], value[1] + figure.scale


def calculation(relation: Relation, figures: Sequence[Figure]) -> str:
    """The relation's sum done out: "410,2 + 612,9 = 1 023,1 (står 1 032,1)"."""
    result = figures[relation.told]
    same = {figures[term.figure].unit for term in relation.terms} | {result.unit}
    unit = len(same) > 1
    if relation.formula == MEAN:
        own = [(1, figures[number]) for number in (relation.result, *(term.figure for term in relation.terms[1:]))]
        left = f"({summed(own, False)}) / {len(own)}"
    elif relation.kind == "linear":
        left = summed([(term.factor, figures[term.figure]) for term in relation.terms], unit)
    else:
        mixed = len({figures[term.figure].unit for term in relation.terms}) > 1
        over = summed([(term.factor, figures[term.figure]) for term in relation.terms if term.factor], mixed)
        under = summed([(term.under, figures[term.figure]) for term in relation.terms if term.under], mixed)
        left = (
            f"({over}) / {under if len([t for t in relation.terms if t.under]) == 1 else f'({under})'}"
            if len([t for t in relation.terms if t.factor]) > 1
            else f"{over} / {under}"
        )
    computed = computed_value(relation, figures)
    right = (
        amount(*computed, result.unit if unit or relation.kind != "linear" else None) if computed is not None else "?"
    )
    stated = (result.scaled, result.decimals)
    if computed is None or _same(computed, stated):
        return f"{left} = {right}"
    return f"{left} = {right} {UNEQUAL} {amount(*stated, result.unit if unit or relation.kind != 'linear' else None)}"


def _same(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return bool(one[0] * 10 ** max(other[1] - one[1], 0) == other[0] * 10 ** max(one[1] - other[1], 0))


def computed_value(relation: Relation, figures: Sequence[Figure]) -> tuple[int, int] | None:
    """What the terms give, in the unit of the result: to the last digit where it has one, else as the result prints."""
    judgement = relation.judgement
    result = figures[relation.told]
    linear = relation.kind == "linear" and relation.formula != MEAN
    if judgement is not None and judgement.computed is not None and linear:
        return _trim(*converted(judgement.computed, result), result.decimals)
    amount_given = worked_out(relation, figures)
    return (printed_as(amount_given, result, result.decimals), result.decimals) if amount_given is not None else None


def _trim(scaled: int, decimals: int, least: int) -> tuple[int, int]:
    while decimals > least and scaled % 10 == 0:
        scaled, decimals = scaled // 10, decimals - 1
    return scaled, decimals


def summed(terms: Sequence[tuple[int, Figure]], unit: bool) -> str:
    """Terms of a sum with their signs, in the report's own decimals; `unit` prints each with its unit."""
    parts: list[str] = []
    shown = terms if len(terms) <= _MOST_TERMS else [*terms[: _MOST_TERMS // 2], *terms[-_MOST_TERMS // 2 :]]
    for at, (factor, figure) in enumerate(shown):
        value = figure.scaled
        text = amount(abs(value), figure.decimals, figure.unit if unit else None)
        negative = value < 0
        if at == 0:
            if factor < 0:
                parts.append(f"{MINUS}({MINUS}{text})" if negative else f"{MINUS}{text}")
            else:
                parts.append(f"{MINUS}{text}" if negative else text)
        elif factor < 0 and negative:
            parts.append(f" {MINUS} ({MINUS}{text})")
        else:
            parts.append(f" {MINUS if negative != (factor < 0) else '+'} {text}")
        if len(terms) > _MOST_TERMS and at == _MOST_TERMS // 2 - 1:
            parts.append(" + …")
    return "".join(parts)


def difference(stated: tuple[int, int], computed: tuple[int, int], unit: str | None) -> Text:
    """The distance between two values of one unit, without sign; between percentages it is percentage points."""
    decimals = max(stated[1], computed[1])
    off = abs(stated[0] * 10 ** (decimals - stated[1]) - computed[0] * 10 ** (decimals - computed[1]))
    least = min(stated[1], computed[1])
    off, decimals = _trim(off, decimals, least)
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
    grouped = (separator or "").join(_thousands(whole)) if separator else whole
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
