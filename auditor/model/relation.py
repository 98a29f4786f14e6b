"""Equations between figures, and what arithmetic says of them."""

import msgspec

from auditor.exact import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING, UNDECIDED, Judgement

__all__ = [
    "CONTRADICTED",
    "EXACT",
    "IMPROBABLE",
    "MEAN",
    "REPEATED",
    "ROUNDING",
    "UNDECIDED",
    "Judgement",
    "Relation",
    "Term",
]

# the formula of a relation between two printings of one figure
REPEATED = "upprepning"
# the formula of a mean, which is written as a sum: the first of n figures = n * mean - the others
MEAN = "medelvärde"


class Term(msgspec.Struct, frozen=True):
    """A figure's part in a relation. `factor` is its weight in the sum or the numerator, `under` that in the
    denominator of
    a quotient; `role` is item, minuend, subtrahend, numerator or denominator.
    """

    figure: int
    factor: int
    role: str
    under: int = 0


class Relation(msgspec.Struct, frozen=True):
    """result = formula(terms). `kind` is linear or quotient (numerator over denominator, times `times`).

    `evidence` says what establishes it: label, header, siblings, sentence, arithmetic. `mirrored` says that the
    result may as well be counted
    the other way: a lone row does not tell. `established` is False where a
    contradiction may be no more than a warning. `formula` is the rule's formula, `convention` the one chosen among
    them. `reach` is how far a hedged result reaches below and above (auditor.model.rounding).
    """

    rule: str
    kind: str
    formula: str
    result: int
    terms: tuple[Term, ...]
    evidence: tuple[str, ...]
    established: bool = True
    convention: str | None = None
    table: int | None = None
    times: int = 1
    mirrored: bool = False
    judgement: Judgement | None = None
    reach: tuple[int, int] | None = None

    @property
    def told(self) -> int:
        """The figure that a reader takes for the result: of a mean written as a sum, the mean."""
        return self.terms[0].figure if self.formula == MEAN else self.result

    @property
    def numbers(self) -> tuple[int, ...]:
        """The figures that it is between, the result first."""
        return (self.result, *(term.figure for term in self.terms))

    @property
    def is_copy(self) -> bool:
        """Whether the relation is between two printings of one figure."""
        return self.formula == REPEATED and len(self.terms) == 1
