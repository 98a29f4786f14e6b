"""Lines of the statutory statements, each held to the lines that the layout of the law works it out from.

The labels say which line a row is, the columns whether the layout is followed: a report that leaves an optional line
out, or has lines of its own in between, is read as it stands. Where plain footing has found the same sum, the statutory
rule tells of it instead; a sum is told once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import msgspec

from auditor.check.formula import Formula
from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.exact import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING, consistent_linear
from auditor.model.figure import Figure, Footing, Table, is_nil
from auditor.model.relation import REPEATED, Relation, Term
from auditor.vocabulary import Vocabulary

_EVIDENCE = ("label", "siblings")
# digits of the columns that agree before one that does not is taken for wrong
_DIGITS = 2
# columns of differences have signs of their own: they may confirm a line, never contradict it
_DIFFERENCES = ("avvikelse", "skillnad")
_NOT_ADDITIVE = ("utveckling", "andel", "snitt", "mål", "not")
_RATIOS = ("%", "procentenheter", "‰")
_BETWEEN = ("item", "result", "total", "subtotal")


class _Sum(msgspec.Struct, frozen=True):
    """A line as worked out from others: row `total` = sum of factor * row over `members`, by columns.

    `good` and `bad` are the columns where it holds and where it does not; one where a line that has to be there is
    missing is neither. `digits` counts the digits by which it holds. `sums` are its relations. `found` says that
    footing reads the table so, `usual` that costs have the signs that the table's other costs have.
    """

    rule: Rule
    total: int
    members: tuple[tuple[int, int], ...]
    good: tuple[int, ...]
    bad: tuple[int, ...]
    digits: int
    sums: tuple[Relation, ...]
    usual: bool
    found: bool

    @property
    def key(self) -> tuple[int, int, bool, bool, int]:
        """The better first: the most columns for it, the fewest against; the table's signs; found by footing; short."""
        return len(self.bad) - len(self.good), len(self.bad), not self.usual, not self.found, len(self.members)


def relations(
    rules: Sequence[Rule],
    number: int,
    table: Table,
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
    known: Sequence[Relation],
) -> list[Relation]:
    """The relations of one table: `known`, those of its footings among them, with the statutory lines put in."""
    statement = _Statement(number, table, figures, vocabulary)
    wanted: dict[int, dict[str, list[tuple[Rule, Formula]]]] = {}
    for rule in rules:
        for formula in rule.formulas:
            for row in statement.rows_of.get(formula.result[0], ()):
                wanted.setdefault(row, {}).setdefault(rule.id, []).append((rule, formula))
    if len(statement.rows_of) < 2 or not wanted:
        return list(known)
    chosen: list[_Sum] = []
    for total in sorted(wanted):
        for own in wanted[total].values():
            sums = (one for rule, formula in own for one in statement.sums(rule, formula, total))
            best = min(sums, key=lambda one: one.key, default=None)
            if best is not None and _is_followed(best, table, vocabulary):
                chosen.append(best)
                statement.close(best)
    return _put_in(known, chosen, table)


def _is_followed(one: _Sum, table: Table, vocabulary: Vocabulary) -> bool:
    """Whether the columns show that the table works the line out so."""
    if not one.good or (one.bad and one.digits < _DIGITS) or (len(one.bad) > 1 and len(one.good) < 2 * len(one.bad)):
        return False
    if len(one.members) > 1:
        return True
    # a line alone is the other only where nothing comes in between, which in a group is tax
    own = {vocabulary.statements.entity(table.columns[column].header) for column in one.good}
    return all(vocabulary.statements.entity(table.columns[column].header) in own for column in one.bad)


class _Statement:
    """One table by its lines."""

    def __init__(self, number: int, table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> None:
        self.number = number
        self.table = table
        self.figures = figures
        self.words = vocabulary.statements
        self.columns = [
            column
            for column, head in enumerate(table.columns)
            if head.kind == "figure"
            and head.unit not in _RATIOS
            and head.measure not in _NOT_ADDITIVE
            and vocabulary.is_additive(head.header)
        ]
        # rows by the line that they are, in the order of the table, those that are called a sum apart
        self.rows_of: dict[str, list[int]] = {}
        self.sums_of: dict[str, list[int]] = {}
        for index, row in enumerate(table.rows):
            if row.role not in ("heading", "part") and self._has_figures(index):
                for name in self.words.lines(row.label):
                    self.rows_of.setdefault(name, []).append(index)
                    if self.words.is_total(row.label):
                        self.sums_of.setdefault(name, []).append(index)
        self.costs = [self.words.is_cost(row.label) for row in table.rows]
        self.footings: dict[int, list[Footing]] = {}
        for footing in table.footings:
            if not footing.across:
                self.footings.setdefault(footing.total, []).append(footing)
        # the row that has taken a row into its sum
        self.closed = {
            member: footing.total for footing in table.footings if not footing.across for member, _ in footing.members
        }
        self._minus: bool | None = None

    def close(self, one: _Sum) -> None:
        """Takes the lines of a sum out of what stands open below it."""
        self.closed.update((member, one.total) for member, _ in one.members)

    # ---- which lines ----------------------------------------------------------------------------------------------

    def sums(self, rule: Rule, formula: Formula, total: int) -> Iterator[_Sum]:
        """The ways to work out a line by a formula: the lines that it names, those and what stands open between, and
        what footing has found, where the lines that the formula names are among it.
        """
        named = self._named(rule, formula, total)
        if named is None:
            return
        for footing in self.footings.get(total, ()):
            members = {row for row, _ in footing.members}
            if named.keys() <= members:
                usual = self._signed({row: self._usual(row, named, total) for row in members}, total)[0]
                yield self._sum(rule, total, footing.members, named, usual=usual, found=True)
        if len(named) > 1 or any(name not in rule.optional for name, _ in formula.keys):
            between = self._between(named, total) if rule.where == "above" else {}
            for extra in (between, {}) if between else ({},):
                ways = self._signed({**named, **extra}, total)
                for way in ways:
                    yield self._sum(rule, total, way, named, usual=ways[0], found=False)

    def _named(self, rule: Rule, formula: Formula, total: int) -> dict[int, int] | None:
        """The rows of the lines that a formula names, with their factors; None where one that is needed is missing."""
        found: dict[int, int] = {}
        for (name, _), factor in formula.numerator:
            row = self._row(name, total, rule.where)
            if row is not None and rule.where == "above" and row < self.closed.get(row, -1) < total:
                # summed in a line between: what is worked out from that does not count it again
                row = None
            if row is not None and row not in found:
                found[row] = factor
            elif name not in rule.optional:
                return None
        return found or None

    def _row(self, name: str, total: int, where: str) -> int | None:
        """The row of a line as seen from its total: the nearest, above it before below, one called a sum before others;
        above it none that belongs to an earlier line of the same name.
        """
        rows = self.rows_of.get(name, [])
        if where != "below":
            last = -1
            if where == "above":
                names = self.words.lines(self.table.rows[total].label)
                last = max(_nearest(self.rows_of.get(own, []), total) for own in names)
            found = _nearest(self.sums_of.get(name, []), total)
            found = found if found > last else _nearest(rows, total)
            if found > last:
                return found
        below = bisect_right(rows, total)
        return rows[below] if where != "above" and below < len(rows) else None

    def _has_figures(self, row: int) -> bool:
        return any(self.table.figure_at(row, column) is not None for column in self.columns)

    def _between(self, named: dict[int, int], total: int) -> dict[int, int]:
        """The rows that stand open between the first of the named lines and the total, costs as costs."""
        found = {}
        for row in range(min(named) + 1, total):
            one = self.table.rows[row]
            taken = self.closed.get(row)
            if row in named or one.role not in _BETWEEN or (taken is not None and taken < total):
                continue
            if self._has_figures(row):
                found[row] = self._usual(row, named, total)
        return found

    def _usual(self, row: int, named: dict[int, int], total: int) -> int:
        """The factor of a row: as the formula has it, else costs are taken from income, and income from costs."""
        return named[row] if row in named else 1 if self.costs[row] == self.costs[total] else -1

    # ---- signs ----------------------------------------------------------------------------------------------------

    def _signed(self, members: dict[int, int], total: int) -> list[tuple[tuple[int, int], ...]]:
        """The members with the factors that their printed signs ask for: a cost that is printed with minus is added.

        Most tables print all costs alike; a net cost may be printed in its own way.
        """
        ways = []
        turned = self.costs[total] and self._below_zero(total)
        for minus in (self._costs_below_zero, None):
            way = []
            for row, factor in sorted(members.items()):
                cost = self.costs[row]
                own = self._below_zero(row)
                below = cost and (own if minus is None or self.table.rows[row].role == "result" else minus)
                way.append((row, factor * (-1 if below else 1) * (-1 if turned else 1)))
            if tuple(way) not in ways:
                ways.append(tuple(way))
        plain = tuple((row, 1) for row in sorted(members))
        return ways if plain in ways else [*ways, plain]

    @property
    def _costs_below_zero(self) -> bool:
        """Whether the table prints its costs with minus."""
        if self._minus is None:
            rows = [row for row, one in enumerate(self.table.rows) if one.role == "item" and self.costs[row]]
            self._minus = self._mostly_below_zero(rows)
        return self._minus

    def _below_zero(self, row: int) -> bool:
        return self._mostly_below_zero([row])

    def _mostly_below_zero(self, rows: Sequence[int]) -> bool:
        signs = 0
        for row in rows:
            for column in self.columns:
                figure = self.table.figure_at(row, column)
                if figure is not None and self.table.columns[column].measure not in _DIFFERENCES:
                    scaled = self.figures[figure].scaled
                    signs += (scaled > 0) - (scaled < 0)
        return signs < 0

    # ---- columns --------------------------------------------------------------------------------------------------

    def _sum(
        self,
        rule: Rule,
        total: int,
        members: tuple[tuple[int, int], ...],
        named: dict[int, int],
        *,
        usual: tuple[tuple[int, int], ...],
        found: bool,
    ) -> _Sum:
        """A way to work out a line, held to each column."""
        good: list[int] = []
        bad: list[int] = []
        sums: list[Relation] = []
        digits = 0
        for column in self.columns:
            relation = self._relation(rule, total, members, column)
            if relation is None or relation.judgement is None:
                continue
            if relation.judgement.verdict in (EXACT, ROUNDING):
                good.append(column)
                digits += self._digits(relation)
            elif relation.judgement.verdict in (CONTRADICTED, IMPROBABLE):
                guessed = any(row in self.table.ragged for row in (total, *(row for row, _ in members)))
                if guessed or self.table.columns[column].measure in _DIFFERENCES:
                    continue
                if any(self.table.rows[row].cells[column] is None for row in named if not self._may_lack(rule, row)):
                    # a line that has to be there is blank
                    continue
                bad.append(column)
            sums.append(relation)
        return _Sum(
            rule, total, members, tuple(good), tuple(bad), digits, tuple(sums), tuple(sorted(members)) == usual, found
        )

    def _may_lack(self, rule: Rule, row: int) -> bool:
        return any(name in rule.optional for name in self.words.lines(self.table.rows[row].label))

    def _digits(self, relation: Relation) -> int:
        """The digits in which a sum agrees: those of its largest figure, since the others are as fine."""
        sizes = [abs(self.figures[figure].scaled) for figure in (relation.result, *(t.figure for t in relation.terms))]
        return len(str(max(sizes))) if max(sizes) else 0

    def _relation(self, rule: Rule, total: int, members: tuple[tuple[int, int], ...], column: int) -> Relation | None:
        result = self.table.figure_at(total, column)
        if result is None:
            return None
        terms = []
        dashes = 0
        for row, factor in members:
            cell = self.table.rows[row].cells[column]
            if cell is None:
                continue
            if cell.figure is not None:
                terms.append(Term(cell.figure, factor, "item"))
            elif is_nil(cell.text):
                dashes += 1
            else:
                return None
        if not terms:
            return None
        turned = self._turned(tuple(terms), result, column)
        return judged(rule, result, turned, self.figures, dashes=dashes, table=self.number)

    def _turned(self, terms: tuple[Term, ...], result: int, column: int) -> tuple[Term, ...]:
        """In a column of deviations what is good for income and cost alike is added."""
        if self.table.columns[column].measure not in _DIFFERENCES or all(term.factor > 0 for term in terms):
            return terms
        plain = tuple(msgspec.structs.replace(term, factor=1) for term in terms)
        held = [(1, self.figures[term.figure].quantity) for term in plain]
        return plain if consistent_linear(self.figures[result].quantity, held) else terms


def _nearest(rows: list[int], total: int) -> int:
    """The last of some rows above a total, -1 for none."""
    at = bisect_left(rows, total)
    return rows[at - 1] if at else -1


def judged(
    rule: Rule,
    result: int,
    terms: tuple[Term, ...],
    figures: Sequence[Figure],
    *,
    dashes: int = 0,
    table: int | None = None,
    evidence: tuple[str, ...] = _EVIDENCE,
) -> Relation:
    """The relation of a line; a line that is another one, in the same unit and decimals, is printed alike."""
    # a dash stands for what rounds to nothing, and may move the last digit
    copy = len(terms) == 1 and terms[0].factor == 1 and not dashes
    relation = linear(
        rule.id, REPEATED if copy else "summa", result, terms, figures, evidence=evidence, dashes=dashes, table=table,
        convention=None if copy or all(term.factor > 0 for term in terms) else "minus",
    )  # fmt: skip
    judgement = relation.judgement
    if copy and judgement is not None and judgement.verdict in (ROUNDING, IMPROBABLE):
        first, second = figures[result], figures[terms[0].figure]
        if first.unit == second.unit and first.decimals == second.decimals and first.scaled != second.scaled:
            judgement = msgspec.structs.replace(judgement, verdict=CONTRADICTED)
            relation = msgspec.structs.replace(relation, judgement=judgement)
    return relation


def _put_in(known: Sequence[Relation], chosen: Sequence[_Sum], table: Table) -> list[Relation]:
    """The known relations with the chosen lines: each sum once, told by the statutory rule."""
    column_of = {figure: column for column in range(len(table.columns)) for figure in table.figures_of(column)}
    results = {relation.result for one in chosen if one.rule.where == "above" for relation in one.sums}
    told: dict[tuple[int, frozenset[tuple[int, int]]] | None, Relation] = {}
    for one in chosen:
        for relation in one.sums:
            told.setdefault(equation(relation), relation)
    kept = []
    for relation in known:
        broken = relation.judgement is not None and relation.judgement.verdict in (CONTRADICTED, IMPROBABLE)
        column = column_of.get(relation.result)
        down = relation.formula == "summa" and all(column_of.get(term.figure) == column for term in relation.terms)
        if equation(relation) not in told and not (broken and down and relation.result in results):
            kept.append(relation)
    return [*kept, *told.values()]


def equation(relation: Relation) -> tuple[int, frozenset[tuple[int, int]]] | None:
    """What a linear relation says, whatever rule says it."""
    if relation.kind != "linear":
        return None
    return relation.result, frozenset((term.figure, term.factor) for term in relation.terms)
