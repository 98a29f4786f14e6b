"""Totals: a row (or a column) that is worked out from others, held to each of its columns (or rows)."""

from collections.abc import Iterator, Sequence

from auditor.check.judge import linear
from auditor.check.rules import Rule
from auditor.model.figure import Figure, Footing, Table, is_nil
from auditor.model.relation import Relation, Term


def relations(rules: Sequence[Rule], number: int, table: Table, figures: Sequence[Figure]) -> Iterator[Relation]:
    """The relations of a table's footings; the rule is the one for the role of the total's row."""
    for footing in table.footings:
        rule = _rule_for(rules, footing, table)
        if rule is None:
            continue
        lines = footing.columns
        for line in lines:
            relation = _relation(rule, number, table, footing, line, figures)
            if relation is not None:
                yield relation


def _rule_for(rules: Sequence[Rule], footing: Footing, table: Table) -> Rule | None:
    if footing.across:
        return next((rule for rule in rules if rule.across), None)
    role = table.rows[footing.total].role
    return next((rule for rule in rules if not rule.across and role in rule.roles), None)


def _relation(
    rule: Rule, number: int, table: Table, footing: Footing, line: int, figures: Sequence[Figure]
) -> Relation | None:
    cells = [
        table.rows[line].cells[member] if footing.across else table.rows[member].cells[line]
        for member, _ in footing.members
    ]
    total = table.rows[line].cells[footing.total] if footing.across else table.rows[footing.total].cells[line]
    if total is None or total.figure is None:
        return None
    terms = tuple(
        Term(cell.figure, factor, "item")
        for cell, (_, factor) in zip(cells, footing.members, strict=True)
        if cell is not None and cell.figure is not None
    )
    if not terms:
        return None
    blank = any(cell is None for cell in cells)
    worded = any(cell is not None and cell.figure is None and not is_nil(cell.text) for cell in cells)
    return linear(
        rule.id,
        "summa",
        total.figure,
        terms,
        figures,
        evidence=footing.evidence,
        established=footing.sure and not blank,
        decided=not worded,
        dashes=sum(cell is not None and cell.figure is None and is_nil(cell.text) for cell in cells),
        table=number,
        convention="minus" if any(factor < 0 for _, factor in footing.members) else None,
    )
