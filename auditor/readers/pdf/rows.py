"""The lines of a table as its rows: labels, comments and figures that are set over several lines are put together."""

import re
from collections.abc import Sequence
from itertools import pairwise

from auditor.readers.pdf.columns import Column, place
from auditor.readers.pdf.lines import LETTER, Cell, Line, groups
from auditor.readers.pdf.page import Rule

_LOWER = re.compile(r"[a-zåäöé(&/+]")
_OPEN_END = re.compile(r"(?:[,(\-–/&]|\b(?:och|eller|av|för|på|i|till|med|samt|från|inom|vid|per|om|under|enligt))\s*$")
# the lines of one cell stand no farther apart, and those beside each other in the middle of a row no nearer, in em
PITCH = 1.5
_BESIDE = 0.75
# lines as far from each other as this, in em, are alike
_ALIKE = 0.06


def rows_of(
    lines: Sequence[Line], cells: Sequence[list[Cell]], columns: Sequence[Column], labels: int, rules: Sequence[Rule]
) -> list[list[int]]:
    """The lines of each row, as their numbers. Where lines of one cell stand nearer than rows do, white tells; or else
    ruling lines between rows; or else how labels go on.
    """
    if not lines:
        return []
    placed = [[place(columns, cell, labels) for cell in own] for own in cells]
    figures = [
        {column for cell, column in zip(own, at, strict=True) if cell.figure}
        for own, at in zip(cells, placed, strict=True)
    ]
    cuts = ruled(lines, columns, rules)
    found = _by_white(lines, cells, placed, figures, cuts)
    if found is None:
        found = [[at] for at in range(len(lines))]
    edge = _wrapping_edge(lines, cells, figures)
    # rows with a rule under each: what stands between two rules is one
    boxed = len(cuts) >= 2 and len(cuts) * 10 >= 6 * (sum(map(bool, figures)) - 1)
    joined: list[list[int]] = []
    for group in found:
        if joined and _joins(joined[-1], group, lines, cells, figures, cuts, boxed, edge):
            joined[-1].extend(group)
        else:
            joined.append(list(group))
    return joined


def _by_white(
    lines: Sequence[Line],
    cells: Sequence[list[Cell]],
    placed: Sequence[list[int]],
    figures: Sequence[set[int]],
    cuts: set[int],
) -> list[list[int]] | None:
    """Lines put together where those of one column of words stand near each other; None where no distance parts the
    lines of a cell from rows: two rows of figures would be one.
    """
    chains: dict[int, list[int]] = {}
    for at, (own, columns) in enumerate(zip(cells, placed, strict=True)):
        for cell, column in zip(own, columns, strict=True):
            if not cell.figure and at not in chains.setdefault(column, []):
                chains[column].append(at)
    steps = sorted(
        {
            round((lines[second].base - lines[first].base) / lines[second].size, 3)
            for chain in chains.values()
            for first, second in pairwise(chain)
        }
    )
    steps = [step for step in steps if step <= PITCH]
    tried: list[float] = []
    for step in reversed(steps):
        if tried and tried[-1] - step < _ALIKE:
            continue
        tried.append(step)
    for step in tried:
        found = _chained(lines, chains, figures, cuts, step + 0.01)
        if found is not None:
            return found
    return _chained(lines, chains, figures, cuts, 0.0)


def _chained(
    lines: Sequence[Line], chains: dict[int, list[int]], figures: Sequence[set[int]], cuts: set[int], step: float
) -> list[list[int]] | None:
    """The rows where lines of a column no farther apart than `step` are of one cell; None where they cannot be."""
    # the first line that each line is put together with
    root = list(range(len(lines)))
    for chain in chains.values():
        for first, second in pairwise(chain):
            apart = (lines[second].base - lines[first].base) / lines[second].size
            alike = abs(lines[first].size - lines[second].size) < 0.1 * lines[second].size
            if apart <= step and alike and not any(cut in cuts for cut in range(first, second)):
                for at in range(first + 1, second + 1):
                    root[at] = root[first]
    for at in range(len(lines)):
        if not figures[at] or at in {one for chain in chains.values() for one in chain}:
            continue
    found: list[list[int]] = []
    for at in range(len(lines)):
        if found and root[at] != at:
            group = next(group for group in reversed(found) if root[at] in group)
            if group is not found[-1]:
                return None
            group.append(at)
        else:
            found.append([at])
    for group in found:
        taken: set[int] = set()
        for at in group:
            if taken & figures[at]:
                return None
            taken |= figures[at]
    return found


def _joins(
    above: list[int],
    group: list[int],
    lines: Sequence[Line],
    cells: Sequence[list[Cell]],
    figures: Sequence[set[int]],
    cuts: set[int],
    boxed: bool,
    edge: float | None,
) -> bool:
    """Whether the lines of `group` are of the row above."""
    last, first = above[-1], group[0]
    size = max(lines[first].size, lines[last].size)
    step = lines[first].base - lines[last].base
    taken = set().union(*(figures[at] for at in above))
    own = set().union(*(figures[at] for at in group))
    if step <= PITCH * size and len(above) == len(group) == 1 and _cut_in_two(cells[last], cells[first], own, taken):
        return True
    if taken & own or step > PITCH * size * (1.5 if boxed else 1):
        return False
    if last in cuts:
        return False
    if boxed and (taken or own) and step <= PITCH * size:
        return True
    if taken and own:
        return step <= 0.3 * size
    if step <= _BESIDE * size:
        return True
    if not own and edge is not None and _wraps_in_capitals(lines[last], cells[last], cells[first], edge):
        return True
    return _goes_on(above, group, lines, cells, taken, own)


def _wrapping_edge(lines: Sequence[Line], cells: Sequence[list[Cell]], figures: Sequence[set[int]]) -> float | None:
    """How far labels reach in a table whose labels go on below the line of their figures; None where they do not."""
    wraps = any(
        figures[at] and not figures[at + 1] and _is_wrap(cells[at][0], cells[at + 1], lines[at + 1], lines[at])
        for at in range(len(lines) - 1)
    )
    return max((own[0].x1 for own in cells if not own[0].figure), default=None) if wraps else None


def _is_wrap(label: Cell, below: Sequence[Cell], line: Line, above: Line) -> bool:
    return (
        len(below) == 1
        and _LOWER.match(below[0].text) is not None
        and abs(below[0].x0 - label.x0) <= 0.3 * line.size
        and line.base - above.base <= PITCH * line.size
    )


def _wraps_in_capitals(line: Line, above: Sequence[Cell], below: Sequence[Cell], edge: float) -> bool:
    """Whether capitals go on with those of the label above: the first word had no room there."""
    label, more = above[0], below[0]
    return (
        len(below) == 1
        and not label.figure
        and label.text.isupper()
        and more.text.isupper()
        and abs(label.x0 - more.x0) <= 0.3 * line.size
        and label.x1 + 0.2 * line.size + more.words[0].x1 - more.words[0].x0 > edge
    )


def is_open(text: str) -> bool:
    """Whether a parenthesis is not closed."""
    return text.rfind("(") > text.rfind(")")


def _goes_on(
    above: list[int],
    group: list[int],
    lines: Sequence[Line],
    cells: Sequence[list[Cell]],
    taken: set[int],
    own: set[int],
) -> bool:
    """Whether words of a line go on with those of the row above."""
    last, first = above[-1], group[0]
    before = [cell for cell in cells[last] if not cell.figure]
    after = [cell for cell in cells[first] if not cell.figure]
    if not after:
        # figures alone below a label
        return bool(own) and not taken
    if not before or abs(lines[last].size - lines[first].size) > 0.5:
        return False
    # digits and marks alone have no weight of their own
    if lines[last].bold != lines[first].bold and LETTER.search(after[0].text):
        return False
    size = lines[first].size
    if own and not taken:
        if abs(before[0].x0 - after[0].x0) > 2 * size:
            return False
    elif after[0].x0 > before[0].x0 + 4 * size:
        # words of another column
        return len(after) == 1 and not own and _LOWER.match(after[0].text) is not None
    return goes_on_with(before[0].text, after[0].text)


def goes_on_with(label: str, more: str) -> bool:
    """Whether `more` reads like the rest of a label that begins with `label`."""
    if more.lower().startswith(("varav", "därav")):
        return False
    return _LOWER.match(more) is not None or _OPEN_END.search(label) is not None or is_open(label)


def _cut_in_two(above: Sequence[Cell], below: Sequence[Cell], own: set[int], taken: set[int]) -> bool:
    """Whether figures were too long for their cells, and every one on one line goes on with three digits on the next:
    "–48" over "995", where one of the two lines has no label.
    """
    if any(not cell.figure for cell in above) and any(not cell.figure for cell in below):
        return False
    begun = [cell for cell in above if cell.figure]
    ends = [cell for cell in below if cell.figure]
    if not begun or not own & taken:
        return False
    return all(
        any(min(cell.x1, end.x1) > max(cell.x0, end.x0) and groups(cell.words, end.words[0]) for end in ends)
        for cell in begun
    )


def ruled(lines: Sequence[Line], columns: Sequence[Column], rules: Sequence[Rule]) -> set[int]:
    """The lines under which a ruling line goes through most of the table."""
    left, right = columns[0].x0, columns[-1].x1
    levels: dict[int, list[Rule]] = {}
    for rule in rules:
        if rule.level:
            levels.setdefault(round((rule.top + rule.bottom) / 2), []).append(rule)
    heights = []
    for height in sorted(levels):
        covered, edge = 0.0, left
        for rule in sorted(levels[height] + levels.get(height + 1, []), key=lambda one: one.x0):
            x0, x1 = max(rule.x0, edge), min(rule.x1, right)
            if x1 > x0:
                covered += x1 - x0
                edge = x1
        if covered >= 0.6 * (right - left):
            heights.append(height)
    cuts: set[int] = set()
    at = 0
    for height in heights:
        while at + 1 < len(lines) and lines[at + 1].base - 0.3 * lines[at + 1].size < height:
            at += 1
        if at + 1 < len(lines) and lines[at].base - 0.3 * lines[at].size <= height:
            cuts.add(at)
    return cuts
