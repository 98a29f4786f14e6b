"""What every step of the reading of claims has at hand: the tables by what they mean, and the report's own words."""

from collections.abc import Sequence

import msgspec

from auditor.model.figure import Figure
from auditor.relate.claim import Claim
from auditor.relate.meanings import Fact, Index
from auditor.vocabulary import Vocabulary
from auditor.vocabulary.claims import ClaimWords

# what ties a claim to a cell: the words of its sentence, and the label of the row
EVIDENCE = ("sentence", "label")


class Context(msgspec.Struct, frozen=True):
    """A report as its claims are held to it.

    `numbers` are the figures of the claims' own amounts, `years` those that the tables' outcomes are of
    (auditor.relate.what), `own` is the stem of the organisation's name (auditor.relate.whom).
    `in_brackets` says that this report's brackets behind amounts hold those of the year before.
    """

    index: Index
    figures: Sequence[Figure]
    numbers: Sequence[int]
    vocabulary: Vocabulary
    years: tuple[int, ...]
    own: str
    in_brackets: bool = False

    @property
    def words(self) -> ClaimWords:
        """What words do in a sentence."""
        return self.vocabulary.claims

    def told(self, claim: Claim) -> Figure:
        """A claim's own amount."""
        return self.figures[self.numbers[claim.number]]

    def cell(self, fact: Fact) -> Figure:
        """The figure of a cell."""
        return self.figures[fact.figure]

    def facts(self, table: int, row: int) -> Sequence[Fact]:
        """The cells of a row whose meaning is known."""
        return self.index.rows[table, row]
