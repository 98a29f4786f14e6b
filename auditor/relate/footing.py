"""Which rows are worked out from which: totals, subtotals, results, totals above their parts, and totals across
columns.

A row that sums others closes them: they leave the stack of open rows and it takes their place, so that a grand total is
the sum of what is open. Which of the open rows a total sums is settled by the columns: the candidate that most of them
obey, so that one wrong figure does not hide the structure.
"""

from collections.abc import Sequence

import msgspec

from auditor.exact import consistent_linear
from auditor.model.figure import Figure, Footing, Row, Table
from auditor.relate.fits import Columns, Fit, value_of
from auditor.vocabulary import Vocabulary

_PART_MARKS = ("-", "–", "—", "•", "*")
# A row that no word calls a total must be met by the arithmetic with so many digits beyond rounding, over its columns.
_DIGITS_WITHOUT_WORDS = 5.0
# A line whose name says that it is worked out, when only half of its columns agree.
_DIGITS_OF_ONE_COLUMN = 2.2
# A group under its own name, and the open rows from each of which on a total is tried: beyond a page or two a table
# has subtotals, or is a list with one total.
_LONGEST_GROUP = 40
_LONGEST_SUM = 250
# the open rows that a line without the name of a total may be worked out from
_MOST_WORKED_OUT = 14


def footings(table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> tuple[Footing, ...]:
    """The row and column structure of a table."""
    return (*_Rows(table, figures, vocabulary).run(), *_across(table, figures, vocabulary))


class _Rows:
    def __init__(self, table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> None:
        self.table = table
        self.vocabulary = vocabulary
        self.columns = Columns(table, figures, vocabulary)
        self.roles = _roles(table.rows)

    def run(self) -> list[Footing]:
        groups = self._groups()
        found = self._foot(groups)
        broken = self._broken(found)
        # rows that are parts of the one above them only by chance: a total then lacks them in several columns, where a
        # wrong figure is wrong in one
        for group in groups if broken > 1 else ():
            others = [other for other in groups if other is not group]
            without = self._foot(others)
            if self._broken(without) < broken - 1:
                groups, found, broken = others, without, self._broken(without)
        return self._additive(found) if broken else found

    def _additive(self, found: list[Footing]) -> list[Footing]:
        """The sums without the columns that obey none of them, where no single figure can be the reason: they hold
        numbers of rows, shares or rates, and no header says so.
        """
        broken: dict[int, list[set[int]]] = {}
        kept: set[int] = set()
        for footing in found:
            fit = self.columns.fit(footing.total, footing.members)
            kept.update(fit.good)
            for column in set(fit.bad) & set(footing.columns):
                broken.setdefault(column, []).append({footing.total, *(row for row, _ in footing.members)})
        others = {
            column
            for column, rows in broken.items()
            if column not in kept and not self._plain(column) and not set.intersection(*rows)
        }
        if not others:
            return found
        left = [
            msgspec.structs.replace(footing, columns=tuple(at for at in footing.columns if at not in others))
            for footing in found
        ]
        return [footing for footing in left if footing.columns]

    def _broken(self, found: Sequence[Footing]) -> int:
        """In how many columns of the table a sum that has been found does not hold."""
        return len(
            {
                column
                for footing in found
                for column in self.columns.fit(footing.total, footing.members).bad
                if column in footing.columns
            }
        )

    def _foot(self, groups: Sequence[Footing]) -> list[Footing]:
        """The sums of the table where the members of `groups` are parts of the row above them."""
        found = list(groups)
        inside = {member for group in groups for member, _ in group.members}
        stack: list[int] = []
        closed: set[int] = set()
        waiting: list[int] = []
        for index in range(len(self.table.rows)):
            role = self.roles[index]
            if role in ("heading", "part") or self.columns.is_empty(index) or index in inside:
                continue
            footing = None
            if role in ("total", "subtotal"):
                footing = self._total(index, stack, closed)
                if footing is None:
                    waiting.append(index)
            elif role == "result" or len(stack) >= 2:
                footing = self._worked_out(index, stack, role)
            if footing is not None:
                found.extend(self._turned(footing))
                members = {member for member, _ in footing.members}
                stack = [open_row for open_row in stack if open_row not in members]
                closed.add(index)
            stack.append(index)
        for index in waiting:
            footing = self._above(index)
            if footing is not None:
                found.append(footing)
        return found

    def _groups(self) -> list[Footing]:
        """Rows that stand above their own parts without being called a total: "Skulder" over its kinds of debt.

        Indented rows below are its parts when a column shows it; without indentation the arithmetic has to be
        beyond chance.
        """
        found: list[Footing] = []
        inside: set[int] = set()
        rows = self.table.rows
        for index in range(len(rows) - 1, -1, -1):
            if self.roles[index] not in ("item", "result") or self.columns.is_empty(index):
                continue
            below: list[int] = []
            indented = True
            indents: list[bool] = []
            for row in range(index + 1, min(len(rows), index + 1 + _LONGEST_GROUP)):
                if self.roles[row] in ("total", "subtotal", "heading") or (self.roles[row] == "part" and not below):
                    break
                if self.roles[row] == "part" or row in inside or self.columns.is_empty(row):
                    continue
                below.append(row)
                indented = indented and rows[row].indent > rows[index].indent
                deeper = row + 1 < len(rows) and rows[row + 1].indent > rows[index].indent
                indents.append(indented and not deeper)
            usable = [
                fit
                for count, fit in self.columns.agreeing_below(index, below).items()
                if count > 1
                and (
                    (indents[count - 1] and (len(fit.good) > len(fit.bad) or fit.digits >= _DIGITS_OF_ONE_COLUMN))
                    or (len(fit.good) >= 2 and not fit.bad and fit.digits >= _DIGITS_WITHOUT_WORDS + 1)
                    or (len(fit.good) >= 3 and len(fit.bad) == 1 and fit.digits >= 3 * _DIGITS_WITHOUT_WORDS)
                )
            ]
            if usable:
                best = min(usable, key=lambda fit: (len(fit.bad), -fit.digits, len(fit.members)))
                found.append(
                    Footing(index, best.members, tuple(best.good + best.bad), ("siblings",), len(best.good) >= 2)
                )
                inside.update(member for member, _ in best.members)
        return found

    # ---- candidates -------------------------------------------------------------------------------------------

    def _total(self, index: int, stack: list[int], closed: set[int]) -> Footing | None:
        """The rows that a row called a total sums: a run of open rows that ends right above it."""
        if not stack:
            return None
        default = self._default(stack, closed)
        fits = self._runs_above(index, stack, default)
        alone = len(stack) > 1 and len(stack) - default > 1
        # rows since the last total that agree to the last digit are not left for a longer run that rounding excuses
        exact = fits[default].equal if not fits[default].bad and fits[default].equal == len(fits[default].good) else 0
        ranked = sorted(
            (
                fit
                for start, fit in fits.items()
                if fit.equal >= exact and not (alone and start == len(stack) - 1 and not _strong(fit))
            ),
            key=lambda fit: (len(fit.bad) - len(fit.good), fit.members[0][0] != stack[default], -fit.digits),
        )
        best = ranked[0]
        if best.good and len(best.good) >= len(best.bad):
            return Footing(
                index,
                best.members,
                tuple(best.good + best.bad),
                ("label", "siblings") if len(best.good) > 1 or not best.bad else ("label",),
                True,
            )
        if best.good and len(best.good) * 3 >= len(best.bad):
            return Footing(index, best.members, tuple(best.good + best.bad), ("label",), False)
        below = self._above(index)
        if below is not None and below.sure:
            return None
        fallback = min((fits[default], fits[0]), key=lambda fit: self._distance(index, fit))
        if len(fallback.bad) > 1:
            # no column confirms any run of rows: the total is of something else, or leaves a row out (an unmarked
            # "varav")
            return self._but_one(index, fallback)
        if not fallback.bad or self._no_sum(index, fallback):
            return None
        return Footing(
            index,
            fallback.members,
            tuple(fallback.bad),
            ("label",),
            len(fallback.bad) == 1 and self._plain(fallback.bad[0]),
        )

    def _runs_above(self, index: int, stack: list[int], default: int) -> dict[int, Fit]:
        """How the columns agree with the sum of the open rows from each of them on, by its place; of a long stack only
        where any column agrees, and with all of it and from `default` on.
        """
        if len(stack) <= _LONGEST_SUM:
            return dict(enumerate(self.columns.fits_above(index, stack)))
        found = {len(stack) - count: fit for count, fit in self.columns.agreeing_above(index, stack).items()}
        for start in {0, default} - found.keys():
            found[start] = self.columns.fit(index, [(row, 1) for row in stack[start:]])
        return dict(sorted(found.items()))

    def _but_one(self, index: int, fit: Fit) -> Footing | None:
        """The footing without one of its rows, where every column then agrees."""
        if self._no_sum(index, fit):
            return None
        for other in self.columns.without_one(index, [row for row, _ in fit.members]):
            if len(other.good) > 1 and not other.bad and other.digits >= _DIGITS_WITHOUT_WORDS:
                return Footing(index, other.members, tuple(other.good), ("label", "siblings"), True)
        return None

    def _default(self, stack: list[int], closed: set[int]) -> int:
        """Where the open rows since the last total begin; all of them when that total is the row above."""
        start = len(stack)
        while start and stack[start - 1] not in closed:
            start -= 1
        return 0 if start == len(stack) else start

    def _distance(self, total: int, fit: Fit) -> float:
        """How far off a candidate is, relative to what it sums: only to choose which one to tell of."""
        worst = 0.0
        for column in fit.bad:
            result = value_of(self.columns.quantities[total, column])
            values = [
                factor * value_of(self.columns.quantities[row, column])
                for row, factor in fit.members
                if (row, column) in self.columns.quantities
            ]
            worst += abs(result - sum(values)) / (sum(map(abs, values)) or 1)
        return worst

    def _plain(self, column: int) -> bool:
        """Whether a column surely holds amounts that add up."""
        head = self.table.columns[column]
        unit = head.unit or self.table.unit
        return unit is not None and self.vocabulary.units[unit].dimension in ("money", "count")

    def _no_sum(self, total: int, fit: Fit) -> bool:
        """A row called a total that lies among its rows everywhere is their mean, or an index of its own."""
        if self.vocabulary.is_index(self.table.rows[total].label) or any(
            self.vocabulary.is_index(self.table.rows[row].label) for row, _ in fit.members
        ):
            return True
        if self.vocabulary.is_partial(self.table.title) or self.vocabulary.is_partial(self.table.stub):
            return True
        return fit.inside and not all(self._plain(column) for column in fit.bad)

    def _worked_out(self, index: int, stack: list[int], role: str) -> Footing | None:
        """A result line: the sum of open rows with signs as printed, or income less costs; arithmetic must show it."""
        candidates: list[Fit] = []
        near = stack[-_MOST_WORKED_OUT:]
        agreeing = self.columns.agreeing_above(index, near)
        for count in range(len(near), 1, -1):
            if count in agreeing:
                candidates.append(agreeing[count])
            rows = near[-count:]
            if role == "result" and len(rows) <= 6:
                signs = [1 if self.vocabulary.is_income(self.table.rows[row].label) else -1 for row in rows]
                if len(set(signs)) > 1:
                    candidates.append(self.columns.fit(index, list(zip(rows, signs, strict=True))))
                    candidates.append(
                        self.columns.fit(index, [(row, -sign) for row, sign in zip(rows, signs, strict=True)])
                    )
                elif len(rows) == 2:
                    candidates.append(self.columns.fit(index, [(rows[0], 1), (rows[1], -1)]))
        usable = [
            fit
            for fit in candidates
            if len(fit.good) > len(fit.bad)
            or (role == "result" and len(fit.good) == len(fit.bad) and fit.digits >= _DIGITS_OF_ONE_COLUMN)
        ]
        if not usable:
            return None
        best = min(usable, key=lambda fit: (len(fit.bad), -fit.digits, len(fit.members)))
        needed = 2.0 if role == "result" else _DIGITS_WITHOUT_WORDS
        if best.digits < needed or (role != "result" and (len(best.good) < 2 or len(best.members) < 2 or best.bad)):
            return None
        return Footing(
            index,
            best.members,
            tuple(best.good + best.bad),
            ("siblings",),
            len(best.good) >= 2 * len(best.bad) or (role == "result" and best.digits >= _DIGITS_OF_ONE_COLUMN),
        )

    def _turned(self, footing: Footing) -> list[Footing]:
        """A footing, the deviation columns apart that add up with other signs: costs less income, but deviations
        plus.
        """
        if not any(factor < 0 for _, factor in footing.members):
            return [footing]
        plain = self.columns.fit(footing.total, [(row, 1) for row, _ in footing.members])
        turned = []
        for column in footing.columns:
            result = self.columns.quantities[footing.total, column]
            held = [
                (factor, self.columns.quantities[row, column])
                for row, factor in footing.members
                if (row, column) in self.columns.quantities
            ]
            if column in plain.good and not consistent_linear(result, held):
                turned.append(column)
        if not turned:
            return [footing]
        kept = tuple(column for column in footing.columns if column not in turned)
        return [
            msgspec.structs.replace(footing, columns=kept),
            Footing(footing.total, plain.members, tuple(turned), footing.evidence, footing.sure),
        ]

    def _above(self, index: int) -> Footing | None:
        """A total that stands above its parts."""
        rows = self.table.rows
        below: list[int] = []
        for row in range(index + 1, len(rows)):
            role = self.roles[row]
            if role in ("total", "subtotal"):
                break
            if (
                role == "heading"
                or self.columns.is_empty(row)
                or self.vocabulary.series.is_mean_of_any(rows[row].label)
            ):
                continue
            below.append(row)
        # one row alone is what a total sums only at the end of the table
        alone = below == [len(rows) - 1]
        usable = [
            fit
            for count, fit in self.columns.agreeing_below(index, below).items()
            if (count > 1 or alone)
            and (
                len(fit.good) > len(fit.bad)
                or (
                    fit.digits >= _DIGITS_OF_ONE_COLUMN
                    and all(rows[member].indent > rows[index].indent for member, _ in fit.members)
                )
            )
        ]
        if not usable:
            return None
        best = min(usable, key=lambda fit: (len(fit.bad), -len(fit.members)))
        if len(best.good) < 2 and best.digits < 2.0:
            return None
        return Footing(index, best.members, tuple(best.good + best.bad), ("label", "siblings"), True)


def _strong(fit: Fit) -> bool:
    """Whether a lone row is surely what the total repeats: equal to the last digit in every column."""
    return bool(fit.good) and not fit.bad and fit.digits >= 2 and fit.equal == len(fit.good)


def _roles(rows: tuple[Row, ...]) -> list[str]:
    """The rows' roles, with the lines of a "varav" block as parts: those marked or indented deeper than the row
    above it.
    """
    roles = [row.role for row in rows]
    block = False
    depth = 0
    for index, row in enumerate(rows):
        if row.role == "part" or row.label.lower().rstrip(":").endswith("varav"):
            if not block:
                previous = next(
                    (rows[at] for at in range(index - 1, -1, -1) if roles[at] not in ("part", "heading")), row
                )
                depth = previous.indent
            block = True
            if row.role != "heading":
                roles[index] = "part"
        elif block and row.role == "item" and (row.label.startswith(_PART_MARKS) or row.indent > depth + 1):
            roles[index] = "part"
        else:
            block = False
    return roles


def _is_rate(row: Row, figures: Sequence[Figure], vocabulary: Vocabulary) -> bool:
    """Whether all figures of a row are in per cent, or means or prices by its name."""
    if not vocabulary.is_additive(row.label):
        return True
    units = {figures[cell.figure].unit for cell in row.cells if cell is not None and cell.figure is not None}
    return bool(units) and units <= {"%", "procentenheter", "‰"}


# ---- across the columns -----------------------------------------------------------------------------------------


def _across(table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> list[Footing]:
    """Columns that sum the columns beside them: "Totalt", or a year after its quarters."""
    found: list[Footing] = []
    columns = [index for index, column in enumerate(table.columns) if column.kind == "figure"]
    rows = [index for index, row in enumerate(table.rows) if row.role != "heading" and index not in table.ragged]
    rates = {index for index in rows if _is_rate(table.rows[index], figures, vocabulary)}
    if len(rates) < len(rows):  # a row of percentages or means among rows of amounts: "Förändring, %"
        rows = [index for index in rows if index not in rates]
    for at, column in enumerate(columns):
        head = table.columns[column]
        words = set(head.header.lower().replace(".", " ").split())
        named = head.measure == "summa" or bool(
            words & {"totalt", "total", "summa", "sammanlagt", "tot", "helår", "helåret", "året", "koncernen"}
        )
        if not named or head.unit in ("%", "procentenheter"):
            continue
        runs = [columns[start:at] for start in range(at - 1)] + [
            columns[at + 1 : end] for end in range(at + 3, len(columns) + 1)
        ]
        best: tuple[int, int, tuple[int, ...]] | None = None
        for members in runs:
            good, bad = 0, 0
            for row in rows:
                cells = table.rows[row].cells
                result = cells[column]
                terms = [
                    (1, figures[cell.figure].quantity)
                    for member in members
                    if (cell := cells[member]) is not None and cell.figure is not None
                ]
                if result is None or result.figure is None or len(terms) < 2:
                    continue
                quantity = figures[result.figure].quantity
                if all(term.scaled == 0 for _, term in terms) and quantity.scaled == 0:
                    continue
                if consistent_linear(quantity, terms):
                    good += 1
                else:
                    bad += 1
            if good >= 2 and good >= 3 * bad and (best is None or (good - bad, len(members)) > best[:2]):
                best = (good - bad, len(members), tuple(members))
        if best is not None:
            found.append(
                Footing(
                    column, tuple((member, 1) for member in best[2]), tuple(rows), ("label", "siblings"), True, True
                )
            )
    return found
