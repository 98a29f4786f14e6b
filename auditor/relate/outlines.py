"""Headings that carry amounts: "Investeringsbudget 10,4 mnkr" over "Säkerhetsutrustning 8,5 mnkr" over items in tkr.

Which of them are above which, nobody prints. The amounts tell: a heading holds the amounts of its paragraph, or the
headings that follow it. One that nearly does, beside others that do to the digit, is worth a warning.
"""

from collections.abc import Iterator, Sequence

import msgspec

from auditor.exact import Quantity, consistent_linear
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table, Tie
from auditor.model.rounding import mending_slips
from auditor.model.units import MONEY
from auditor.relate.claim import Claim
from auditor.relate.ties import section_number

_EVIDENCE = ("sentence",)
_MOST_PARTS = 8


class _Entry(msgspec.Struct, frozen=True):
    """An amount at its line; `heading` tells one of a heading from one of a paragraph."""

    line: int
    figure: int
    heading: bool
    number: tuple[str, ...] = ()


class _Sum(msgspec.Struct, frozen=True):
    """A heading and what may make it up; `end` is where that ends among the entries."""

    head: int
    parts: tuple[int, ...]
    end: int


def outlines(
    claims: Sequence[Claim], numbers: Sequence[int], tables: Sequence[Table], figures: Sequence[Figure]
) -> Iterator[Tie]:
    """The sums of headings, by section."""
    for entries in _sections(claims, numbers, tables, figures):
        yield from _Outline(entries, figures).ties()


def _sections(
    claims: Sequence[Claim], numbers: Sequence[int], tables: Sequence[Table], figures: Sequence[Figure]
) -> Iterator[list[_Entry]]:
    """The amounts of sections with several headings, by their lines."""
    by_section: dict[str, dict[int, _Entry]] = {}
    for claim in claims:
        if claim.amount.unit in MONEY and not claim.hedged and claim.kind != "item":
            number = numbers[claim.number]
            heading = claim.kind == "heading"
            entry = _Entry(claim.line, number, heading, section_number(claim.heading) if heading else ())
            by_section.setdefault(claim.section, {}).setdefault(number, entry)
    for table in tables:
        if len(table.columns) != 1 or table.columns[0].header or table.footings:
            continue
        for figure in table.figures_of(0):
            if figures[figure].unit in MONEY:
                line = figures[figure].span.line or table.line
                by_section.setdefault(table.section, {}).setdefault(figure, _Entry(line, figure, True))
    for entries in by_section.values():
        if sum(entry.heading for entry in entries.values()) >= 2:
            yield sorted(entries.values(), key=lambda entry: (entry.line, entry.figure))


class _Outline:
    """The amounts of one section, in their order."""

    def __init__(self, entries: Sequence[_Entry], figures: Sequence[Figure]) -> None:
        self.entries = entries
        self.figures = figures

    def ties(self) -> Iterator[Tie]:
        """The sums that hold, from the last heading up, and those that a slip keeps from holding."""
        ends: dict[int, int] = {}
        held: list[_Sum] = []
        open_heads: list[int] = []
        for head in reversed(range(len(self.entries))):
            if not self.entries[head].heading:
                continue
            found = next((one for one in self._candidates(head, ends) if self._holds(one)), None)
            if found is None:
                open_heads.append(head)
            else:
                held.append(found)
                ends[head] = found.end
        for one in held:
            yield self._tie(one)
        for head in list(open_heads):
            numbered = self._numbered(head)
            if numbered is not None:
                open_heads.remove(head)
                yield self._tie(numbered)
        if len([one for one in held if len(one.parts) > 1]) < 1:
            return
        taken = {part for one in held for part in one.parts}
        for head in open_heads:
            near = [one for one in self._candidates(head, ends) if len(one.parts) > 1 and self._nearly(one)]
            # a heading that is part of another's sum is confirmed; only its own paragraph may still disagree
            near = [one for one in near if head not in taken or not self.entries[one.parts[0]].heading]
            if near:
                yield self._tie(near[-1])

    def _candidates(self, head: int, ends: dict[int, int]) -> Iterator[_Sum]:
        """What may make up a heading: the amounts of its paragraphs, or the headings behind it, without what is in
        these.
        """
        numbered = self._numbered(head)
        if numbered is not None:
            yield numbered
            return
        at = head + 1
        body = []
        while at < len(self.entries) and not self.entries[at].heading:
            body.append(at)
            at += 1
        if body:
            if len(body) <= _MOST_PARTS:
                yield _Sum(head, tuple(body), at)
            return
        parts: list[int] = []
        while at < len(self.entries) and len(parts) < _MOST_PARTS:
            if self.entries[at].heading:
                parts.append(at)
                if len(parts) > 1:
                    yield _Sum(head, tuple(parts), ends.get(at, self._after(at)))
                at = ends.get(at, at + 1)
            else:
                at += 1

    def _numbered(self, head: int) -> _Sum | None:
        """The headings that a heading's number puts right below it: 5.1 and 5.2 below 5."""
        own = self.entries[head].number
        if not own:
            return None
        below = [
            at
            for at in range(head + 1, len(self.entries))
            if self.entries[at].number[: len(own)] == own and len(self.entries[at].number) == len(own) + 1
        ]
        last = [self.entries[at].number[-1] for at in below]
        if len(below) < 2 or last != [str(number) for number in range(1, len(below) + 1)]:
            return None
        return _Sum(head, tuple(below), below[-1] + 1)

    def _after(self, at: int) -> int:
        """Where the paragraphs of a heading end."""
        at += 1
        while at < len(self.entries) and not self.entries[at].heading:
            at += 1
        return at

    def _holds(self, one: _Sum) -> bool:
        return consistent_linear(self._quantity(one.head), [(1, self._quantity(part)) for part in one.parts])

    def _nearly(self, one: _Sum) -> bool:
        """Whether one slip of the hand keeps the sum from holding."""
        own = self.figures[self.entries[one.head].figure]
        parts = [self.figures[self.entries[part].figure] for part in one.parts]
        if any(abs(_kronor(part)) > 12 * abs(_kronor(own)) for part in parts):
            return False
        return bool(mending_slips(own, [(1, part) for part in parts]))

    def _quantity(self, entry: int) -> Quantity:
        return self.figures[self.entries[entry].figure].quantity

    def _tie(self, one: _Sum) -> Tie:
        terms = tuple((self.entries[part].figure, 1) for part in one.parts)
        return Tie(self.entries[one.head].figure, terms, "", _EVIDENCE, False, "parts")


def _kronor(figure: Figure) -> int:
    """An amount in whole base units."""
    quantity = figure.quantity
    return quantity.scaled * power_of_ten(max(-quantity.decimals, 0)) // power_of_ten(max(quantity.decimals, 0))
