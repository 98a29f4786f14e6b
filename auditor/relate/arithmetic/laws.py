"""Families of lines told as laws of cells, each with its exact verdict."""

from auditor.exact import (
    CONTRADICTED,
    IMPROBABLE,
    UNDECIDED,
    Quantity,
    judge_linear,
    judge_quotient,
)
from auditor.model.sheet import Law, Sheet
from auditor.relate.arithmetic.evidence import AVERAGE, CHANGE, SUM, Family
from auditor.relate.arithmetic.lines import Lines

# A sibling that breaks what so many times as many others obey is told as wrong; else the law does not concern it.
_OBEYING = 3


def laws(sheet: Sheet, lines: Lines, family: Family) -> list[Law]:
    """The laws of a family, one a sibling."""
    siblings = {*family.holds, *family.undecided}
    if len(family.holds) >= _OBEYING * len(family.breaks):
        siblings.update(family.breaks)
    undecided = set(family.undecided)
    told = []
    for s in sorted(siblings):
        result, operands = lines.cell(family.result, s), tuple(lines.cell(line, s) for line in family.operands)
        verdict = UNDECIDED if s in undecided else _verdict(sheet, family, result, operands)
        if verdict == CONTRADICTED and s in family.holds:
            verdict = IMPROBABLE
        told.append(Law(family.operator, result, operands, verdict, family.times))
    return told


def _verdict(sheet: Sheet, family: Family, result: tuple[int, int], operands: tuple[tuple[int, int], ...]) -> str:
    stated = _at(sheet, result)
    terms = [quantity for quantity in (_at(sheet, cell) for cell in operands) if quantity is not None]
    if stated is None:
        return UNDECIDED
    if family.operator == SUM:
        return judge_linear(stated, [(1, quantity) for quantity in terms]).verdict
    if family.operator == AVERAGE:
        parts = [(1, 0, quantity) for quantity in terms]
        return judge_quotient(stated, [*parts, (0, 1, Quantity(len(terms), 0, True))], 1).verdict
    if len(terms) < 2:
        return UNDECIDED
    if family.operator == CHANGE:
        return judge_quotient(stated, [(1, 0, terms[1]), (-1, 1, terms[0])], family.times).verdict
    return judge_quotient(stated, [(1, 0, terms[0]), (0, 1, terms[1])], family.times).verdict


def _at(sheet: Sheet, cell: tuple[int, int]) -> Quantity | None:
    return sheet.values[cell[0]][cell[1]]
