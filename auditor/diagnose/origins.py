"""Causes that show in the other figures: a row left out of a total or counted twice, a figure of another cell.

Each is a coincidence that chance could bring about too. `tries` is how many figures the cause could have taken, times
the values that rounding lets pass for each; auditor.diagnose.edits weighs that against the digits that agree.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import msgspec

from auditor.diagnose import wording
from auditor.diagnose.edits import COPIED, OMITTED, STALE, SUBTOTAL, TWICE, is_telling, likelihood
from auditor.diagnose.whereabouts import whereabouts
from auditor.exact import consistent_linear, linear_discrepancy
from auditor.exact.quantity import power_of_ten
from auditor.model.calculation import printed_as, value
from auditor.model.figure import Figure, Table
from auditor.model.finding import Text
from auditor.model.relation import Relation

_MONEY = ("kr", "tkr", "mnkr", "mdkr")
# the fewest parts that make leaving one out a cause of its own, down a column and along a row
_FEWEST_ROWS, _FEWEST_COLUMNS = 2, 3

_LEFT_OUT = Text("{what} saknas i summan", "{what} is left out of the sum")
_COUNTED_TWICE = Text("{what} är medräknad två gånger", "{what} is counted twice")
_ADDED_IN = Text("{what} är medräknad utöver sina rader", "{what} is added in besides its rows")
_ROW = Text("raden {name}", "the row {name}")
_COLUMN = Text("kolumnen {name}", "the column {name}")
_ITEM = Text("posten {name}", "the item {name}")
_SUBTOTALS = Text("delsummorna är medräknade utöver sina rader", "the subtotals are added in besides their rows")
_IN_COLUMN = Text("samma belopp som i kolumnen {name}", "the same amount as in the column {name}")
_ON_ROW = Text("samma belopp som på raden {name}", "the same amount as in the row {name}")
_EXCHANGED = Text("{one} har bytt plats med {other} {where}", "{one} has changed places with {other} {where}")
_THERE = (Text("i kolumnen {name}", "in the column {name}"), Text("på raden {name}", "in the row {name}"))
_NOT_UPDATED = Text("inte uppdaterat: {where}", "not updated: {where}")
_ON_LINE = Text("samma belopp som {where} ({name})", "the same amount as {where} ({name})")


class Origin(msgspec.Struct, frozen=True):
    """Where the stated value of a figure may come from. `right` is what should stand instead, where the cause tells
    it; `digits` are those that agree, `tries` how many figures would have passed for the same cause and `coincidence`
    the share of right figures that show the same.
    """

    kind: str
    text: Text
    digits: int
    tries: int
    right: int | None = None
    coincidence: float = 0.0

    @property
    def likelihood(self) -> float:
        return likelihood(self.kind, self.digits, self.tries)

    @property
    def is_telling(self) -> bool:
        return is_telling(self.kind, self.digits, self.tries, self.coincidence)


class Origins:
    """The origins of the figures of a report, found when asked for."""

    def __init__(self, relations: Sequence[Relation], figures: Sequence[Figure], tables: Sequence[Table]) -> None:
        self.relations = relations
        self.figures = figures
        self.tables = tables
        self._known: dict[tuple[int, tuple[int, ...]], Origin | None] = {}

    @cached_property
    def places(self) -> dict[int, tuple[int, int, int]]:
        """The table, row and column of each figure that stands in one."""
        return {
            cell.figure: (number, index, column)
            for number, table in enumerate(self.tables)
            for index, row in enumerate(table.rows)
            for column, cell in enumerate(row.cells)
            if cell is not None and cell.figure is not None
        }

    @cached_property
    def rows(self) -> dict[str, list[tuple[int, int]]]:
        """The rows of all tables by name."""
        found: dict[str, list[tuple[int, int]]] = {}
        for number, table in enumerate(self.tables):
            for index, row in enumerate(table.rows):
                if row.label:
                    found.setdefault(row.label.casefold(), []).append((number, index))
        return found

    def of(self, figure: int, broken: Sequence[int]) -> Origin | None:
        """The likeliest origin of a figure that `broken` relations accuse; None where the evidence is weak."""
        key = figure, tuple(broken)
        if key not in self._known:
            relations = [self.relations[index] for index in broken]
            found = [
                *(origin for relation in relations for origin in self._additions(figure, relation)),
                *self._copies(figure, relations),
            ]
            telling = [origin for origin in found if origin.is_telling]
            self._known[key] = max(telling, key=lambda origin: origin.likelihood, default=None)
        return self._known[key]

    # ---- a total of other rows than it should ---------------------------------------------------------------------

    def _additions(self, total: int, relation: Relation) -> Iterator[Origin]:
        """A row left out of a total, counted twice, or added in although it is a subtotal or a part."""
        terms = relation.terms
        fewest = _FEWEST_COLUMNS if self._is_across(relation) else _FEWEST_ROWS
        if relation.result != total or relation.formula != "summa" or len(terms) < fewest:
            return
        own = self.figures[total]
        quantities = [(term.factor, self.figures[term.figure].quantity) for term in terms]
        off = Fraction(linear_discrepancy(own.quantity, quantities)[0])
        off /= Fraction(10) ** linear_discrepancy(own.quantity, quantities)[1]
        unit = Fraction(1) / Fraction(10) ** own.quantity.decimals
        parts = [(term.figure, term.factor * value(self.figures[term.figure])) for term in terms]
        extra = [(figure, value(self.figures[figure])) for figure in self._beside(total, relation)]
        candidates = [
            *((OMITTED, figure, -amount) for figure, amount in parts),
            *(
                (SUBTOTAL if self._is_sum(figure, relation) else TWICE, figure, amount)
                for figure, amount in (*parts, *extra)
            ),
        ]
        digits = len(str(abs(int(off / unit))))
        tries = {OMITTED: len(parts), TWICE: len(parts) + len(extra), SUBTOTAL: len(parts) + len(extra)}
        for kind, figure, amount in candidates:
            rest = abs(off - amount) / unit
            right = printed_as(value(own) - amount, own, own.decimals)
            quantity = msgspec.structs.replace(own.quantity, scaled=right)
            if amount and 2 * rest <= len(terms) and consistent_linear(quantity, quantities):
                yield Origin(
                    kind, self._added(kind, figure, relation), digits, tries[kind] * (2 * int(rest) + 1), right
                )
        subtotals = [amount for figure, amount in (*parts, *extra) if self._is_sum(figure, relation)]
        if len(subtotals) > 1 and off == sum(subtotals):
            right = printed_as(value(own) - off, own, own.decimals)
            yield Origin(SUBTOTAL, _SUBTOTALS, digits, tries[SUBTOTAL], right)

    def _is_across(self, relation: Relation) -> bool:
        """Whether a sum runs along a row."""
        places = [self.places.get(number) for number in relation.numbers]
        return all(place is not None and place[:2] == (places[0] or ())[:2] for place in places)

    def _is_sum(self, figure: int, relation: Relation) -> bool:
        """Whether a row of a sum down a column is a sum of rows itself."""
        return not self._is_across(relation) and figure in self._sums

    @cached_property
    def _sums(self) -> set[int]:
        """The figures that are worked out as sums down a column."""
        return {one.result for one in self.relations if one.formula == "summa" and not self._is_across(one)}

    @cached_property
    def _printings(self) -> dict[int, set[int]]:
        """By figure the others that are said to be the same."""
        found: dict[int, set[int]] = {}
        for relation in self.relations:
            if relation.is_copy:
                one, other = relation.numbers
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
        return found

    def _beside(self, total: int, relation: Relation) -> list[int]:
        """The figures above a total, in its column, that it does not sum: subtotals whose rows it sums, and parts."""
        if total not in self.places:
            return []
        table, row, column = self.places[total]
        terms = {term.figure for term in relation.terms}
        places = [self.places.get(term.figure) for term in relation.terms]
        rows = [place[1] for place in places if place is not None and place[0] == table and place[2] == column]
        if len(rows) < len(places) or max(rows) > row:
            return []
        listed = (self.tables[table].figure_at(at, column) for at in range(min(rows), row))
        return [figure for figure in listed if figure is not None and figure not in terms]

    def _added(self, kind: str, figure: int, relation: Relation) -> Text:
        template = {OMITTED: _LEFT_OUT, TWICE: _COUNTED_TWICE, SUBTOTAL: _ADDED_IN}[kind]
        return wording.fill(template, what=self._named(figure, relation))

    def _named(self, figure: int, relation: Relation) -> Text:
        """What a person calls a part of a sum: its row, its column where the sum runs along a row, else its amount."""
        if figure in self.places:
            table, row, column = self.places[figure]
            across = self._is_across(relation)
            name = self.tables[table].columns[column].header if across else self.tables[table].rows[row].label
            if name:
                return wording.fill(_COLUMN if across else _ROW, name=name)
        return wording.fill(_ITEM, name=wording.printed(self.figures[figure], unit=True))

    # ---- a figure that stands in another cell too -----------------------------------------------------------------

    def _copies(self, figure: int, broken: Sequence[Relation]) -> Iterator[Origin]:
        """A value copied from the neighbouring cell, or one that belongs to another period or place."""
        own = self.figures[figure]
        digits = len(str(abs(own.scaled)).strip("0"))
        # figures beside each other are of one size: two digits agree too often to add to a weak accusation
        if digits < 2 or (digits == 2 and not any(relation.established for relation in broken)):
            return
        # a sentence is held to a cell: what it should have taken stands beside that
        held = [
            relation.terms[0].figure if relation.result == figure else relation.result
            for relation in broken
            if relation.is_copy
        ]
        anchors = [self.places[one] for one in (figure, *held) if one in self.places]
        same = {figure, *held, *self._printings.get(figure, ())}
        for table, row, column in anchors:
            others = [(at, self.tables[table].figure_at(row, at)) for at in range(len(self.tables[table].columns))]
            near = [(at, other) for at, other in others if other is not None and other not in same]
            own_cell = (table, row, column) == self.places.get(figure)
            for at, other in near:
                older = self._is_another_period(table, column, at)
                if self._prints(other, own) and (older or not own_cell or abs(at - column) == 1):
                    where = wording.fill(_IN_COLUMN, name=self.tables[table].columns[at].header or "?")
                    yield Origin(
                        STALE if older else COPIED,
                        wording.fill(_NOT_UPDATED, where=where) if older else where,
                        digits,
                        max(len(near), 1),
                        coincidence=self._alike_across(table, row, column, at),
                    )
            if own_cell:
                yield from self._from_rows(figure, (table, row, column), digits)
        yield from self._from_elsewhere(own, anchors, same, digits)

    def exchanged(self, one: int, other: int) -> Text:
        """That two figures stand in each other's place: in another column of the row, or in another row."""
        mine, theirs = self.places.get(one), self.places.get(other)
        where = Text("", "")
        if mine is not None and theirs is not None and mine[0] == theirs[0]:
            across = mine[1] == theirs[1]
            table = self.tables[mine[0]]
            name = table.columns[theirs[2]].header if across else table.rows[theirs[1]].label
            where = wording.fill(_THERE[not across], name=name)
        texts = self.figures[one].text, self.figures[other].text
        return wording.fill(_EXCHANGED, one=texts[0], other=texts[1], where=where)

    def _from_rows(self, figure: int, place: tuple[int, int, int], digits: int) -> Iterator[Origin]:
        """The figure of the row above or below."""
        table, row, column = place
        filled = [
            at for at in range(len(self.tables[table].rows)) if self.tables[table].figure_at(at, column) is not None
        ]
        here = filled.index(row)
        listed = [self.tables[table].figure_at(at, column) for at in filled]
        for at in (here - 1, here + 1):
            other = listed[at] if 0 <= at < len(filled) else None
            if other is None or not self._prints(other, self.figures[figure]):
                continue
            others = [number for number in listed if number is not None]
            equal = sum(
                self.figures[one].scaled == self.figures[two].scaled
                for one, two in pairwise(others)
                if figure not in (one, two)
            )
            name = self.tables[table].rows[filled[at]].label
            if name:
                text = wording.fill(_ON_ROW, name=name)
                yield Origin(COPIED, text, digits, 4, coincidence=equal / max(len(others) - 2, 1))

    def _from_elsewhere(
        self, own: Figure, anchors: Sequence[tuple[int, int, int]], same: set[int], digits: int
    ) -> Iterator[Origin]:
        """The same row of other tables."""
        listed: dict[int, None] = {}
        for table, row, _ in anchors:
            for index, at in self.rows.get(self.tables[table].rows[row].label.casefold(), ()):
                if index != table:
                    columns = range(len(self.tables[index].columns))
                    found = (self.tables[index].figure_at(at, column) for column in columns)
                    listed.update(dict.fromkeys(one for one in found if one is not None and one not in same))
        for other in listed:
            if self._prints(other, own):
                place = self.figures[other]
                where = wording.fill(_ON_LINE, where=whereabouts([place.span]).text, name=place.label)
                yield Origin(STALE, wording.fill(_NOT_UPDATED, where=where), digits, len(listed))
                return

    def _prints(self, other: int, own: Figure) -> bool:
        """Whether another figure would be printed as this one is, in its unit and decimals."""
        found = self.figures[other]
        alike = found.unit == own.unit or (found.unit in _MONEY and own.unit in _MONEY)
        more = found.quantity.decimals - own.quantity.decimals
        if not alike or more < 0:
            return False
        # halves away from zero, as auditor.model.calculation.printed_as; asked of every pair of neighbours
        one = power_of_ten(more)
        printed = (2 * abs(found.scaled) + one) // (2 * one)
        return own.scaled == (printed if found.scaled >= 0 else -printed)

    def _is_another_period(self, table: int, column: int, other: int) -> bool:
        """Whether two columns hold one measure at two times."""
        one, two = self.tables[table].columns[column], self.tables[table].columns[other]
        if one.measure is None or two.measure is None:
            return False
        measures = {one.measure.removesuffix("@fg"), two.measure.removesuffix("@fg")}
        return len(measures) == 1 and one.header.casefold() != two.header.casefold()

    def _alike_across(self, table: int, row: int, column: int, other: int) -> float:
        """The share of the table's other rows in which two columns print the same."""
        pairs = [
            (self.tables[table].figure_at(at, column), self.tables[table].figure_at(at, other))
            for at in range(len(self.tables[table].rows))
            if at != row
        ]
        told = [(self.figures[a].scaled, self.figures[b].scaled) for a, b in pairs if a is not None and b is not None]
        told = [(a, b) for a, b in told if a or b]
        return sum(a == b for a, b in told) / len(told) if told else 0.0


def nothing(figure: int, broken: Sequence[int]) -> Origin | None:
    """The origin of a figure of which only itself is known."""
    return None


OriginOf = Callable[[int, Sequence[int]], Origin | None]
