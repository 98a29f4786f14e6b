"""What the tags of inline XBRL say of the figures, as a second witness: the same fact with two values, and a power of
ten that is not that of the unit in print.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from auditor.model.facts import Fact
from auditor.model.figure import Figure, Table
from auditor.model.finding import Place
from auditor.model.observation import Observation
from auditor.model.units import MONEY

_CURRENCY = re.compile(r"(?:<measure[^>]*>\|)?iso4217:([A-Z]{3})")
_UNITS = {0: "kr", 3: "tkr", 6: "mnkr", 9: "mdkr"}
# so many figures of a table have to be tagged in the power of ten of its unit before another is wrong
_LEAST_ALIKE = 2


def tagged(facts: Sequence[Fact], figures: Sequence[Figure], tables: Sequence[Table]) -> Iterator[Observation]:
    """What the tags contradict, in the order of the file."""
    by_fact = _figures_of(facts, figures)
    yield from _differing(facts, by_fact)
    yield from _misscaled(facts, by_fact, tables)


# ---- the same fact --------------------------------------------------------------------------------------------------


def _differing(facts: Sequence[Fact], figures: Mapping[int, Figure]) -> Iterator[Observation]:
    """Facts of the same concept, context and unit whose values no rounding makes one."""
    same: dict[tuple[str, str, str], list[int]] = {}
    for number, fact in enumerate(facts):
        same.setdefault((fact.concept, fact.context, fact.unit), []).append(number)
    for group in same.values():
        if len(group) < 2 or _meet([facts[one] for one in group]):
            continue
        odd = _odd(facts, group)
        others = [one for one in group if not _meet([facts[one], facts[odd]])]
        places = tuple(_place(facts[one], figures.get(one)) for one in (odd, *others))
        yield Observation(
            what="fact",
            title=places[0].label or facts[odd].concept.rpartition(":")[2],
            places=places[:1],
            others=places[1:],
            stated=_printed(facts[odd]),
            computed=_printed(facts[others[0]]),
        )


def _odd(facts: Sequence[Fact], group: Sequence[int]) -> int:
    """The fact that agrees with fewest of the others; of equals the last that is shown."""

    def fewest(number: int) -> tuple[bool, int, int]:
        agreeing = sum(_meet([facts[number], facts[other]]) for other in group[:_MOST_COMPARED])
        return not facts[number].shown, agreeing, -number

    return min(group, key=fewest)


_MOST_COMPARED = 50


def _meet(facts: Sequence[Fact]) -> bool:
    """Whether one value rounds to each fact, as far as it is precise (XBRL: consistent duplicates)."""
    ranges = [_range(fact) for fact in facts]
    return max(low for low, _ in ranges) <= min(high for _, high in ranges)


def _range(fact: Fact) -> tuple[Fraction, Fraction]:
    value = Fraction(fact.scaled) / Fraction(10) ** fact.decimals
    half = Fraction(0) if fact.precise is None else Fraction(1, 2) / Fraction(10) ** fact.precise
    return value - half, value + half


# ---- the power of ten -----------------------------------------------------------------------------------------------


def _misscaled(facts: Sequence[Fact], figures: Mapping[int, Figure], tables: Sequence[Table]) -> Iterator[Observation]:
    """Amounts tagged in another power of ten than the unit in print, where the rest of their table is tagged in it."""
    known = {cell.figure: at for at, table in enumerate(tables) for row in table.rows for cell in row.cells
             if cell is not None and cell.figure is not None}  # fmt: skip
    alike: dict[int | None, int] = {}
    odd: list[tuple[int, Figure, int | None]] = []
    for number, fact in enumerate(facts):
        figure = figures.get(number)
        if figure is None or figure.unit not in MONEY or not _CURRENCY.fullmatch(fact.unit) or not fact.scaled:
            continue
        table = known.get(figure.id)
        if fact.scale == figure.scale:
            alike[table] = alike.get(table, 0) + 1
        else:
            odd.append((number, figure, table))
    for number, figure, table in odd:
        if alike.get(table, 0) >= _LEAST_ALIKE:
            place = _place(facts[number], figure)
            stated = f"{figure.text} {figure.unit}"
            yield Observation("fact-scale", place.label, (place,), (), stated, _printed(facts[number]))


# ---- places ---------------------------------------------------------------------------------------------------------


def _figures_of(facts: Sequence[Fact], figures: Sequence[Figure]) -> dict[int, Figure]:
    """The figure that each fact tags, by its number."""
    by_line: dict[int, list[tuple[int, int, Figure]]] = {}
    for figure in figures:
        for piece in figure.span.pieces[:1]:
            if piece.line is not None and piece.column is not None and piece.end_column is not None:
                by_line.setdefault(piece.line, []).append((piece.column, piece.end_column, figure))
    for own in by_line.values():
        own.sort(key=lambda one: one[:2])
    found: dict[int, Figure] = {}
    for number, fact in enumerate(facts):
        piece = fact.span.pieces[0]
        if not fact.shown or piece.line is None or piece.column is None or piece.end_column is None:
            continue
        own = by_line.get(piece.line, [])
        # a sign stands outside of the tag, a unit or a footnote mark may
        at = bisect_left(own, piece.column + 1, key=lambda one: one[1])
        if at < len(own) and own[at][0] < piece.end_column:
            found[number] = own[at][2]
    return found


def _place(fact: Fact, figure: Figure | None) -> Place:
    return Place(fact.span, fact.text, figure.label if figure is not None else "")


def _printed(fact: Fact) -> str:
    """A fact as it is printed, with the unit that its tag gives it."""
    currency = _CURRENCY.fullmatch(fact.unit)
    if currency is None:
        return fact.text
    sign = "−" if fact.scaled < 0 else ""
    unit = (
        _UNITS.get(fact.scale, f"kr · 10^{fact.scale}") if currency[1] == "SEK" else f"{currency[1]} · 10^{fact.scale}"
    )
    return f"{sign}{fact.text} {unit}"
