"""What a sentence says of one amount: the record that every reading of a claim shares."""

from functools import cached_property

import msgspec

from auditor.model.draft import Amount
from auditor.relate.clauses import Word, letters_of

# the forms of claims
VALUE, CHANGE, DIFFERENCE, FROM, TO, REFERENCE, EQUIVALENT, PART = (
    "value", "change", "difference", "from", "to", "reference", "equivalent", "part",
)  # fmt: skip
# words that say that an amount is of the period, and not of the year
PERIOD_WORDS = frozenset("ack ackumulerade ackumulerad ackumulerat periodens perioden".split())


class Claim(msgspec.Struct, frozen=True, dict=True):
    """What a sentence says of one amount.

    `before` are the words that lead to it, since the sentence or another thought began; with `inherited` they are those
    of an earlier amount of the sentence, or of the sentence above the list. `after` are the words that belong to it
    behind it. `form` is its role: a value, a change, a difference from `against` (B budget, E earlier, G target) in
    `direction`, one end of from-to, a figure to compare with, an equivalent of `partner`, a part of something.
    `sign` is -1 or 1 where a sign or a word ("underskott") gives it; `printed` says that it is a sign. `low` and `high`
    are its hedge's reach. `own` are the words since the amount before it, `beyond` those behind `after` up to the next,
    `so_far` the letters of the sentence up to it, `rest` those behind it; `respective` is 1 or 2 in "3,2 mnkr
    respektive 1,4 mnkr". `bracketed` amounts stand in a bracket. `heading` is the sentence itself where it is one; the
    rest is as in Sentence.
    """

    number: int
    sentence: int
    amount: Amount
    form: str
    before: tuple[Word, ...]
    after: tuple[Word, ...]
    inherited: bool = False
    against: str = ""
    direction: int = 0
    partner: int | None = None
    sign: int = 0
    printed: bool = False
    low: int = 0
    high: int = 0
    hedged: bool = False
    bracketed: bool = False
    kind: str = "text"
    section: str = ""
    chapter: str = ""
    topic: str = ""
    line: int = 0
    quote: str = ""
    above: str = ""
    so_far: str = ""
    rest: str = ""
    beyond: tuple[Word, ...] = ()
    respective: int = 0
    own: tuple[Word, ...] = ()
    heading: str = ""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words before and after."""
        return (*self.before, *self.after)

    @cached_property
    def letters_before(self) -> str:
        """The kinds of the words before."""
        return letters_of(self.before)

    @cached_property
    def letters_after(self) -> str:
        """The kinds of the words after."""
        return letters_of(self.after)

    @cached_property
    def letters(self) -> str:
        """The kinds of the words before and after."""
        return self.letters_before + self.letters_after

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that its words name."""
        return tuple(int(word.text) for word in self.words if word.letter == "y")

    @property
    def is_forecast(self) -> bool:
        """Whether a word says that it is a forecast."""
        return "P" in self.letters

    @property
    def reach(self) -> tuple[int, int] | None:
        """How far a hedge such as "drygt" reaches below and above; None without one."""
        return (self.low, self.high) if self.hedged else None


def is_investment(claim: Claim) -> bool:
    """Whether a claim, or what it stands below, is of investments: their tables have the names of others."""
    texts = (*(word.text for word in claim.words), claim.topic.lower(), claim.chapter.lower())
    return any("invest" in text for text in texts)
