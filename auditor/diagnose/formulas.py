"""What the formulas of a workbook tell of a finding: a figure typed among formulas, a sum that leaves out a row."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.diagnose import wording
from auditor.model.figure import Figure, Table
from auditor.model.finding import Text
from auditor.model.relation import Relation
from auditor.model.workbook import Area, areas_of, column_name, place_of

# siblings that it takes to say that a figure should have been a formula
_SIBLINGS = 2
_MOST_NAMED = 5
# what a sum may be made of: anything else in a formula chooses among its cells
_SUMS = frozenset(("SUM", "SUBTOTAL", "ROUND"))
_FUNCTION = re.compile(r"([A-Za-z][\w.]*)\s*\(")

_TYPED_COLUMN = Text(
    "Talet är inskrivet; de andra cellerna i kolumnen är formler.",
    "The figure is typed; the other cells of the column are formulas.",
)
_TYPED_ROW = Text(
    "Talet är inskrivet; de andra cellerna på raden är formler.",
    "The figure is typed; the other cells of the row are formulas.",
)
_LEFT_OUT = Text("Formeln {formula} tar inte med {places}.", "The formula {formula} leaves out {places}.")
_TAKEN_IN = Text("Formeln {formula} tar också med {places}.", "The formula {formula} also takes in {places}.")


class _Place(msgspec.Struct, frozen=True, order=True):
    """A cell: the sheet as it is written in a reference, row and column from 0."""

    sheet: str
    row: int
    column: int


def notes(blamed: int, broken: Sequence[Relation], figures: Sequence[Figure], tables: Sequence[Table]) -> list[Text]:
    """What a controller would see in the cells of a blamed figure and of the sums that do not hold."""
    found: list[Text] = []
    if _place(figures[blamed]) is None:
        return found
    if _formula(figures[blamed]) is None:
        found += _typed(blamed, figures, tables)
    for relation in broken:
        found += [note for note in _summed(relation, figures, tables) if note not in found]
    return found


def _place(figure: Figure) -> _Place | None:
    origin = figure.span.origin
    if origin is None or origin.cell is None or origin.file is not None:
        return None
    sheet, _, name = origin.cell.rpartition("!")
    place = place_of(name)
    return _Place(sheet, *place) if place is not None else None


def _formula(figure: Figure) -> str | None:
    origin = figure.span.origin
    return origin.formula if origin is not None else None


def _typed(blamed: int, figures: Sequence[Figure], tables: Sequence[Table]) -> Iterator[Text]:
    """Whether all siblings of a typed figure are formulas: those of its column, or else those of its row."""
    for table in tables:
        for row, line in enumerate(table.rows):
            for column in range(len(line.cells)):
                if table.figure_at(row, column) == blamed:
                    beside = [table.figure_at(row, other) for other in range(len(line.cells)) if other != column]
                    if _worked_out([one for one in table.figures_of(column) if one != blamed], figures):
                        yield _TYPED_COLUMN
                    elif _worked_out([one for one in beside if one is not None], figures):
                        yield _TYPED_ROW
                    return


def _worked_out(siblings: Sequence[int], figures: Sequence[Figure]) -> bool:
    return len(siblings) >= _SIBLINGS and all(_formula(figures[one]) for one in siblings)


# ---- sums ---------------------------------------------------------------------------------------------------------


def _summed(relation: Relation, figures: Sequence[Figure], tables: Sequence[Table]) -> Iterator[Text]:
    """The terms that the formula of a sum leaves out, and the figures beside them that it takes in."""
    result = figures[relation.result]
    formula, own = _formula(result), _place(result)
    if formula is None or own is None or relation.kind != "linear" or len(relation.terms) < _SIBLINGS:
        return
    if any(name.upper() not in _SUMS for name in _FUNCTION.findall(formula)) or any(
        term.factor != relation.terms[0].factor for term in relation.terms
    ):
        return
    areas = [area for area in areas_of(formula) if area[0] in ("", own.sheet)]
    terms = {place: figures[term.figure] for term in relation.terms if (place := _place(figures[term.figure]))}
    out = [place for place in sorted(terms) if not _holds(areas, place, own)]
    if 2 * len(out) >= len(terms):
        return  # the formula is of other cells than those of the relation
    if out:
        yield _told(_LEFT_OUT, formula, own, out, terms)
    others = {
        place: figures[number]
        for number in _figures_of(relation, tables)
        if (place := _place(figures[number])) and place not in terms and place != own
    }
    more = [place for place in sorted(others) if _holds(areas, place, own)]
    if more:
        yield _told(_TAKEN_IN, formula, own, more, others)


def _figures_of(relation: Relation, tables: Sequence[Table]) -> list[int]:
    if relation.table is None:
        return []
    table = tables[relation.table]
    return [number for column in range(len(table.columns)) for number in table.figures_of(column)]


def _holds(areas: Sequence[Area], place: _Place, own: _Place) -> bool:
    return place.sheet == own.sheet and any(
        top <= place.row <= bottom and left <= place.column <= right for _, top, left, bottom, right in areas
    )


def _told(template: Text, formula: str, own: _Place, places: Sequence[_Place], figures: dict[_Place, Figure]) -> Text:
    """A sentence that names rows where the sum runs down a column, columns where it runs along a row."""
    if all(place.column == own.column for place in places):
        words, names = _ROWS, [str(place.row + 1) for place in places]
    elif all(place.row == own.row for place in places):
        words, names = _COLUMN_WORDS, [column_name(place.column) for place in places]
    else:
        words, names = _CELLS, [f"{column_name(place.column)}{place.row + 1}" for place in places]
    row, _, column = figures[places[0]].label.partition(" · ") if len(places) == 1 else ("", "", "")
    label = column if words is _COLUMN_WORDS else row
    word = words[len(places) > 1]
    told = Text(
        f"{word.sv} {_joined(names, 'och')}" + (f" ({label})" if label else ""),
        f"{word.en} {_joined(names, 'and')}" + (f" ({label})" if label else ""),
    )
    return wording.fill(template, formula=formula, places=told)


_ROWS = (Text("rad", "row"), Text("raderna", "rows"))
_COLUMN_WORDS = (Text("kolumn", "column"), Text("kolumnerna", "columns"))
_CELLS = (Text("cell", "cell"), Text("cellerna", "cells"))


def _joined(names: Sequence[str], word: str) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} … (+{len(names) - _MOST_NAMED})"
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
