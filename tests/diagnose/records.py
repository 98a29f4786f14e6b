"""Small records of figures with the equations that they ought to satisfy, as the tests of diagnose write them."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from auditor.check.judge import linear
from auditor.model.figure import Figure
from auditor.model.relation import REPEATED, Relation, Term
from auditor.model.span import Piece, Span

_TERM = re.compile(r"\s*([+-]?)\s*(?:(\d+)\s*\*\s*)?([\w.]+)")


class Record(NamedTuple):
    """Figures by name, their relations, and the constants of the equations, which cannot be wrong."""

    figures: tuple[Figure, ...]
    relations: tuple[Relation, ...]
    number: Mapping[str, int]
    constants: frozenset[int]

    def name(self, figure: int) -> str:
        return next(name for name, number in self.number.items() if number == figure)


def record(values: Mapping[str, int], equations: Sequence[str], *, decimals: int = 0, exact: bool = True) -> Record:
    """A record of whole numbers in units of 10**-`decimals`, counts where `exact`.

    An equation is "result = term + 2 * term - term"; a number in the place of a name is a constant. One that makes two
    names equal says that a figure is printed twice.
    """
    figures: list[Figure] = []
    number: dict[str, int] = {}
    constants: set[int] = set()

    def known(name: str) -> int:
        if name not in number:
            if name in values:
                scaled = values[name]
            else:
                scaled = int(name)
                constants.add(len(figures))
            span = Span((Piece(len(figures) + 1, 1, 2, 1),))
            number[name] = len(figures)
            figures.append(Figure(len(figures), str(scaled), scaled, decimals, None, span, "table", name, exact=exact))
        return number[name]

    for name in values:
        known(name)
    relations = []
    for equation in equations:
        left, right = equation.split(" = ")
        result = known(left)
        terms = []
        for sign, factor, name in _TERM.findall(right):
            terms.append(Term(known(name), (-1 if sign == "-" else 1) * int(factor or 1), "item"))
        constant = {result, *(term.figure for term in terms)} & constants
        repeated = len(terms) == 1 and terms[0].factor == 1 and not constant
        relations.append((result, tuple(terms), REPEATED if repeated else "summa"))
    return Record(
        tuple(figures),
        tuple(
            linear("RK301" if formula == REPEATED else "RK101", formula, result, terms, figures, evidence=("label",))
            for result, terms, formula in relations
        ),
        number,
        frozenset(constants),
    )


def judged(one: Record, values: Mapping[str, int]) -> Record:
    """The same record with other values."""
    figures = tuple(
        msgspec.structs.replace(figure, scaled=values.get(figure.label, figure.scaled)) for figure in one.figures
    )
    relations = tuple(
        linear(own.rule, own.formula, own.result, own.terms, figures, evidence=own.evidence) for own in one.relations
    )
    return Record(figures, relations, one.number, one.constants)
