"""One figure of a clean report printed wrong, by each cause that rkaudit names (docs/causes.md)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from benchmarks.corruption.layouts import Place, written
from benchmarks.corruption.sources import Report
from benchmarks.corruption.tables import Relation, Table, breaks, relations, rounded

Printed = tuple[int, int]  # scaled, decimals
# What each cause is told as; where two come to the same thing either will do.
KINDS = {
    "transposed digits": {"transposition"},
    "one wrong digit": {"digit"},
    "missing digit": {"missing-digit"},
    "doubled digit": {"doubled-digit"},
    "decimal moved": {"scale"},
    "unit (factor 1 000)": {"unit"},
    "sign": {"sign"},
    "row left out of total": {"row-left-out"},
    "row counted twice": {"row-counted-twice"},
    "subtotal added in": {"subtotal-added", "row-counted-twice"},
    "swapped with row": {"cells-swapped"},
    "swapped with column": {"cells-swapped"},
    "copied from row": {"copied"},
    "copied from column": {"copied", "stale"},
    "stale value": {"stale", "copied"},
    "truncated": {"truncated"},
    "made to foot": {"made-to-foot"},
}


@dataclass(frozen=True)
class Wrong:
    """Figures printed wrong in a report, most often one; `right` is what should stand at the first."""

    cause: str
    printed: dict[Place, str]
    right: dict[Place, str]


def slips(report: Report, cause: str, counted: bool) -> list[Wrong]:
    """What a cause can make of the figures of a report. With `counted` only figures that a total, a deviation, a change
    in per cent or a repetition speaks of, and only where the wrong figure breaks one of these beyond rounding.
    """
    agreed = relations(report.tables)
    of_place: dict[Place, list[Relation]] = {}
    for relation in agreed:
        for place in (relation.result, *(other for _, other in relation.terms)):
            of_place.setdefault(place, []).append(relation)
    found = []
    for changed in _CAUSES[cause](report):
        if any(not scaled and not decimals for scaled, decimals in changed.values()):
            continue
        concerned = [relation for place in changed for relation in of_place.get(place, ())]
        if counted and not any(breaks(relation, report.tables, changed) for relation in concerned):
            continue
        texts = {place: report.style.writing.amount(*printed) for place, printed in changed.items()}
        right = {place: written(report.style, report.tables[place[0]], *place[1:]) for place in changed}
        if all(texts[place] != right[place] for place in changed):
            found.append(Wrong(cause, texts, right))
    return found


def _figures(report: Report) -> Iterator[tuple[Place, Table, int, int]]:
    for number, table in enumerate(report.tables):
        for (row, column), scaled in sorted(table.printed.items()):
            yield (number, row, column), table, scaled, table.decimals_of(column)


def _redigited(change: Callable[[str], Iterator[str]]) -> Callable[[Report], Iterator[dict[Place, Printed]]]:
    """A slip in the digits of a figure of two digits or more, the sign and the decimals kept."""

    def made(report: Report) -> Iterator[dict[Place, Printed]]:
        for place, _, scaled, decimals in _figures(report):
            digits = str(abs(scaled)).rjust(decimals + 1, "0")
            if len(digits) < 2 or not scaled:
                continue
            for other in change(digits):
                leading = other[0] == "0" and len(other) > decimals + 1
                if other != digits and not leading and int(other):
                    yield {place: (-int(other) if scaled < 0 else int(other), decimals)}

    return made


def _transposed(digits: str) -> Iterator[str]:
    for at in range(len(digits) - 1):
        yield digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _one_digit(digits: str) -> Iterator[str]:
    for at in range(len(digits)):
        for other in "0123456789":
            yield digits[:at] + other + digits[at + 1 :]


def _missing(digits: str) -> Iterator[str]:
    if len(digits) > 2:
        for at in range(len(digits)):
            yield digits[:at] + digits[at + 1 :]


def _doubled(digits: str) -> Iterator[str]:
    for at in range(len(digits)):
        yield digits[: at + 1] + digits[at:]


def _decimal(report: Report) -> Iterator[dict[Place, Printed]]:
    """The comma one place off; a whole number ten times as large, or a tenth where it ends in a zero."""
    for place, _, scaled, decimals in _figures(report):
        if not scaled:
            continue
        if decimals:
            yield {place: (scaled, decimals - 1)}
            yield {place: (scaled, decimals + 1)}
        else:
            yield {place: (scaled * 10, 0)}
            if scaled % 10 == 0:
                yield {place: (scaled // 10, 0)}


def _unit(report: Report) -> Iterator[dict[Place, Printed]]:
    """An amount in tkr among mnkr, or in mnkr among tkr, from the unrounded value."""
    for place, table, scaled, _ in _figures(report):
        if table.columns[place[2]].percent or abs(scaled) < 100:
            continue
        value = table.values[place[1:]]
        if table.decimals:
            yield {place: (rounded(value * 1000, 0), 0)}
        else:
            yield {place: (rounded(value / 1000, 1), 1)}


def _sign(report: Report) -> Iterator[dict[Place, Printed]]:
    for place, _, scaled, decimals in _figures(report):
        if scaled:
            yield {place: (-scaled, decimals)}


def _total_off(kind: str) -> Callable[[Report], Iterator[dict[Place, Printed]]]:
    """A total that leaves a row out, counts one twice, or adds in what stands among its rows and is no part of it."""

    def made(report: Report) -> Iterator[dict[Place, Printed]]:
        for number, table in enumerate(report.tables):
            for row, head in enumerate(table.rows):
                if head.role not in ("total", "subtotal"):
                    continue
                members = {other: factor for factor, other in head.terms}
                if len(members) < 2:
                    continue
                for column, columned in enumerate(table.columns):
                    if columned.percent or (row, column) not in table.printed:
                        continue
                    if kind == "added":
                        chosen = [
                            (1, other)
                            for other in range(min(members), row)
                            if table.rows[other].role in ("part", "subtotal", "total") and other not in members
                        ]
                        chosen += [(1, other) for other in members if table.rows[other].role == "subtotal"]
                    else:
                        sign = -1 if kind == "omitted" else 1
                        chosen = [(sign * factor, other) for other, factor in members.items()]
                        if kind == "twice":
                            chosen = [(f, other) for f, other in chosen if table.rows[other].role == "item"]
                    for factor, other in chosen:
                        amount = factor * table.printed[other, column]
                        if amount:
                            yield {(number, row, column): (table.printed[row, column] + amount, table.decimals)}

    return made


def _neighbours(table: Table, row: int, column: int, across: bool) -> list[tuple[int, int]]:
    if across:
        near = [(row, column - 1), (row, column + 1)]
    else:
        filled = sorted({at for at, _ in table.printed})
        here = filled.index(row)
        near = [(at, column) for at in (*filled[max(here - 1, 0) : here], *filled[here + 1 : here + 2])]
    same = [one for one in near if one in table.printed and table.decimals_of(one[1]) == table.decimals_of(column)]
    return [one for one in same if table.printed[one] != table.printed[row, column]]


def _swapped(across: bool) -> Callable[[Report], Iterator[dict[Place, Printed]]]:
    def made(report: Report) -> Iterator[dict[Place, Printed]]:
        for (number, row, column), table, scaled, decimals in _figures(report):
            for other in _neighbours(table, row, column, across):
                if other > (row, column):
                    yield {
                        (number, row, column): (table.printed[other], decimals),
                        (number, *other): (scaled, decimals),
                    }

    return made


def _copied(across: bool) -> Callable[[Report], Iterator[dict[Place, Printed]]]:
    def made(report: Report) -> Iterator[dict[Place, Printed]]:
        for (number, row, column), table, _, decimals in _figures(report):
            for other in _neighbours(table, row, column, across):
                yield {(number, row, column): (table.printed[other], decimals)}

    return made


def _stale(report: Report) -> Iterator[dict[Place, Printed]]:
    """The figure of the same measure at another time."""
    for (number, row, column), table, scaled, decimals in _figures(report):
        earlier = table.columns[column].earlier
        for at, head in enumerate(table.columns):
            if (earlier == at or head.earlier == column) and table.printed.get((row, at), scaled) != scaled:
                yield {(number, row, column): (table.printed[row, at], decimals)}


def _truncated(report: Report) -> Iterator[dict[Place, Printed]]:
    for place, table, scaled, decimals in _figures(report):
        value = abs(table.values[place[1:]])
        cut = int(value * Fraction(10) ** decimals)
        if cut != abs(scaled) and cut:
            yield {place: (-cut if scaled < 0 else cut, decimals)}


def _made_to_foot(report: Report) -> Iterator[dict[Place, Printed]]:
    """A row one unit off so that its column comes out to the last digit."""
    for number, table in enumerate(report.tables):
        for row, head in enumerate(table.rows):
            for column, columned in enumerate(table.columns):
                if columned.percent or head.role not in ("total", "subtotal") or (row, column) not in table.printed:
                    continue
                off = table.printed[row, column] - sum(f * table.printed[other, column] for f, other in head.terms)
                for factor, other in head.terms if abs(off) == 1 else ():
                    yield {(number, other, column): (table.printed[other, column] + factor * off, table.decimals)}


_CAUSES: dict[str, Callable[[Report], Iterator[dict[Place, Printed]]]] = {
    "transposed digits": _redigited(_transposed),
    "one wrong digit": _redigited(_one_digit),
    "missing digit": _redigited(_missing),
    "doubled digit": _redigited(_doubled),
    "decimal moved": _decimal,
    "unit (factor 1 000)": _unit,
    "sign": _sign,
    "row left out of total": _total_off("omitted"),
    "row counted twice": _total_off("twice"),
    "subtotal added in": _total_off("added"),
    "swapped with row": _swapped(False),
    "swapped with column": _swapped(True),
    "copied from row": _copied(False),
    "copied from column": _copied(True),
    "stale value": _stale,
    "truncated": _truncated,
    "made to foot": _made_to_foot,
}
