"""The formulas of rules as weights on measures: linear, or one quotient of linear forms."""

from fractions import Fraction
from functools import cache
from typing import Any

import msgspec
from lark import Token, Transformer, Tree
from lark.exceptions import UnexpectedInput, VisitError

from auditor import grammar

Key = tuple[str, str]
"""A measure and its qualifier: ("utfall", "") or ("utfall", "fg")."""


class FormulaError(ValueError):
    """A formula that does not parse, or is neither linear nor one quotient; `column` is 1-based in the formula."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.column = column


class Formula(msgspec.Struct, frozen=True):
    """result = times * (sum of factor * measure) / (sum of factor * measure); no denominator when linear.

    `absolute` takes the denominator without its sign.
    """

    text: str
    result: Key
    numerator: tuple[tuple[Key, int], ...]
    denominator: tuple[tuple[Key, int], ...] = ()
    times: int = 1
    absolute: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """The measures on the right side, each once, in the order of the formula."""
        seen: dict[Key, None] = {}
        for key, _ in (*self.numerator, *self.denominator):
            seen[key] = None
        return tuple(seen)


class _Form(msgspec.Struct):
    """constant + sum of weight * measure, over a divisor of the same form."""

    weights: dict[Key, Fraction]
    constant: Fraction
    under: "_Form | None" = None
    absolute: bool = False

    def plain(self) -> bool:
        return not self.weights and self.under is None


class _Build(Transformer[Token, Any]):
    def measure(self, children: list[Token | None]) -> _Form:
        name, qualifier = children
        return _Form({(str(name), str(qualifier) if qualifier else ""): Fraction(1)}, Fraction(0))

    def number(self, children: list[Token]) -> _Form:
        return _Form({}, Fraction(int(children[0])))

    def negative(self, children: list[_Form]) -> _Form:
        return _scaled(children[0], Fraction(-1))

    def add(self, children: list[_Form]) -> _Form:
        return _sum(children[0], children[1])

    def subtract(self, children: list[_Form]) -> _Form:
        return _sum(children[0], _scaled(children[1], Fraction(-1)))

    def multiply(self, children: list[_Form]) -> _Form:
        left, right = children
        if left.plain():
            return _scaled(right, left.constant)
        if right.plain():
            return _scaled(left, right.constant)
        raise FormulaError("a product of two measures")

    def divide(self, children: list[_Form]) -> _Form:
        left, right = children
        if right.plain():
            if not right.constant:
                raise FormulaError("a division by zero")
            return _scaled(left, 1 / right.constant)
        if left.under is not None or right.under is not None or right.constant:
            raise FormulaError("more than one quotient")
        return _Form(left.weights, left.constant, right)

    def absolute(self, children: list[_Form]) -> _Form:
        form = children[0]
        return _Form(form.weights, form.constant, form.under, absolute=True)

    def equation(self, children: list[_Form]) -> tuple[_Form, _Form]:
        return children[0], children[1]


def _scaled(form: _Form, factor: Fraction) -> _Form:
    return _Form({key: weight * factor for key, weight in form.weights.items()}, form.constant * factor, form.under)


def _sum(left: _Form, right: _Form) -> _Form:
    if left.under is not None or right.under is not None:
        raise FormulaError("a quotient in a sum")
    weights = dict(left.weights)
    for key, weight in right.weights.items():
        weights[key] = weights.get(key, Fraction(0)) + weight
    return _Form(weights, left.constant + right.constant)


@cache
def parse(text: str) -> Formula:
    """The formula that `text` writes ("avvikelse = utfall - budget").

    Raises FormulaError where the grammar or the form (one quotient, whole weights, no constants) is not kept.
    """
    try:
        tree: Tree[Token] = grammar.load("formula", ("equation",)).parse(text)
    except UnexpectedInput as error:
        raise FormulaError("the formula cannot be read here", max(getattr(error, "column", 1), 1)) from error
    try:
        left, right = _Build().transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, FormulaError):
            raise error.orig_exc from error
        raise
    result = next(iter(left.weights))
    under = right.under
    if right.absolute or left.absolute:
        raise FormulaError("abs() is for a denominator")
    times = Fraction(1)
    numerator = right.weights
    if under is not None:
        times = max(abs(weight) for weight in numerator.values())
        numerator = {key: weight / times for key, weight in numerator.items()}
    if right.constant or any(weight.denominator != 1 for weight in numerator.values()) or times.denominator != 1:
        raise FormulaError("weights have to be whole numbers, without constants")
    return Formula(
        text,
        result,
        tuple((key, int(weight)) for key, weight in numerator.items()),
        tuple((key, int(weight)) for key, weight in under.weights.items()) if under else (),
        int(times),
        bool(under and under.absolute),
    )
