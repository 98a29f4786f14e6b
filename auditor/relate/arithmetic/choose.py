"""One explanation a cell: which of the families found are kept."""

from collections import Counter
from collections.abc import Iterable

from auditor.relate.arithmetic.evidence import AVERAGE, CHANGE, DIVISION, MARGIN, SUM, Family
from auditor.relate.arithmetic.lines import Lines

# Arithmetic modulo a prime tells linear dependence as that of fractions does, but for one chance in the prime.
_PRIME = 2**61 - 1
# What a family has to show beyond MARGIN when no second sibling confirms it.
_ALONE = 1.0


class Chosen:
    """The families kept so far, and what they leave to explain."""

    def __init__(self, lines: Lines) -> None:
        self.families: list[Family] = []
        self._parts: dict[int, set[int]] = {}
        self._used: set[tuple[int, ...]] = set()
        self._basis: dict[int, dict[int, int]] = {}
        self._lines = lines
        # Lines that are alike in all figures are one unknown.
        first: dict[tuple[int, ...], int] = {}
        self._same = {line: first.setdefault(tuple(lines.value[line]), line) for line in lines.filled}

    def take(self, candidates: Iterable[Family], new: bool = False, repeated: bool = False) -> list[Family]:
        """Keep the strongest of `candidates` that go with those kept already; the ones kept now.

        With `new`, only what does not follow from the others; with `repeated`, only what several siblings tell.
        """
        kept = []
        strong = [
            family
            for family in candidates
            if _established(family) and _common(family) and (not repeated or _repeated(family))
        ]
        strong.sort(key=lambda family: (-round(family.score, 6), len(family.operands), family.result, family.operands))
        for family in strong:
            if not self._lines.bound.take(len(self.families) // 4):
                break
            if self._fits(family) and (not new or self._reduced(self._vector(family))):
                self._keep(family)
                kept.append(family)
        return kept

    def _keep(self, family: Family) -> None:
        self.families.append(family)
        if family.operator == SUM:
            self._parts.setdefault(family.result, set()).update(family.operands)
            self._used.add(family.operands)
            self._add(self._vector(family))

    def _fits(self, family: Family) -> bool:
        mine = set(family.operands)
        if family.operator == SUM and family.operands in self._used:
            return False
        if family.operator != SUM and any(other.result == family.result for other in self.families):
            return False
        if family.operator in (DIVISION, CHANGE):
            # a = b / c is also b = a * c and c = b / a: one law.
            triple = {family.result, *family.operands}
            if any(
                other.operator in (DIVISION, CHANGE) and triple == {other.result, *other.operands}
                for other in self.families
            ):
                return False
        for other in self.families:
            if other.operator not in (SUM, AVERAGE):
                continue
            theirs = set(other.operands)
            if other.result == family.result:
                if other.operator != family.operator or mine & theirs:
                    return False
            elif family.result in theirs and other.result in mine:
                return False
        return family.operator != SUM or not self._circular(family)

    def _circular(self, family: Family) -> bool:
        """Whether the result would be a part of itself."""
        waiting, seen = list(family.operands), set()
        while waiting:
            line = waiting.pop()
            if line == family.result:
                return True
            if line not in seen:
                seen.add(line)
                waiting.extend(self._parts.get(line, ()))
        return False

    def _vector(self, family: Family) -> dict[int, int]:
        vector: Counter[int] = Counter(self._same.get(line, line) for line in family.operands)
        vector[self._same.get(family.result, family.result)] -= 1
        return {line: factor % _PRIME for line, factor in vector.items() if factor}

    def _add(self, row: dict[int, int]) -> None:
        row = self._reduced(row)
        if row:
            lead = min(row)
            inverse = pow(row[lead], -1, _PRIME)
            self._basis[lead] = {line: factor * inverse % _PRIME for line, factor in row.items()}

    def _reduced(self, row: dict[int, int]) -> dict[int, int]:
        """What of a linear relation does not follow from those kept; empty if all does."""
        row, done = dict(row), {}
        while row:
            lead = min(row)
            pivot = self._basis.get(lead)
            factor = row[lead]
            if pivot is None:
                done[lead] = row.pop(lead)
                continue
            for line, other in pivot.items():
                left = (row.get(line, 0) - factor * other) % _PRIME
                if left:
                    row[line] = left
                else:
                    row.pop(line, None)
        return done


def _established(family: Family) -> bool:
    """Whether the evidence is more than chance would show; more of it where a single sibling has to tell all."""
    if family.informative < 2:
        return family.operator != AVERAGE and family.informative > 0 and family.score >= MARGIN + _ALONE
    return family.score >= MARGIN


def _common(family: Family) -> bool:
    """Whether the siblings that obey are many more than those that do not."""
    holds, breaks = len(family.holds), len(family.breaks)
    return holds >= 4 * breaks if family.operator == AVERAGE else 2 * holds >= 3 * breaks


def _repeated(family: Family) -> bool:
    """Whether the other siblings tell as much as the one that tells most, as they do unless they are its multiples."""
    others = family.evidence - family.strongest
    return others >= max(MARGIN, family.strongest * (1 - 1 / family.informative))
