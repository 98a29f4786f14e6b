"""Rows of tables that list the same things: labels that are spelled differently, and rows that one table lacks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from auditor.exact import consistent_linear
from auditor.model.draft import Passage
from auditor.model.figure import Figure, Row, Table
from auditor.model.finding import Place
from auditor.model.observation import Observation, Sum
from auditor.model.span import Span
from auditor.relate.ties import column_pairs, comparable, rows_by_label, scope, years_differ
from auditor.vocabulary import Vocabulary

# A table is compared with so many earlier ones that share a label with it: linear in the report's length.
_MOST_EARLIER = 6
_MOST_ROWS = 60
# so many rows in common show that two tables list the same things
_SHARED = 3
_SHARED_FOR_SUMS = 4
# shorter words are too often one letter from another word
_SHORTEST = 8
_SHORTEST_DOUBLED = 10
# a slip in the last letters cannot be told from an ending
_ENDING = 3
# one letter more or less that may join or part a compound: "fastighet(s)skötsel", "kyrk(o)gård"
_JOINTS = "saeou"
_OFTEN = 3
_WORD = re.compile(r"[^\W\d_]+")


class _Pair(msgspec.Struct, frozen=True):
    """Two tables with the rows that they share, in the order of the first: label, row in the first, in the second."""

    first: Table
    second: Table
    shared: tuple[tuple[str, int, int], ...]
    left: dict[str, int]
    right: dict[str, int]


class _Label(msgspec.Struct, frozen=True):
    """A label with its table and row."""

    table: Table
    row: Row


def labels(
    tables: Sequence[Table], figures: Sequence[Figure], passages: Sequence[Passage], vocabulary: Vocabulary
) -> list[Observation]:
    """The labels of a report that are misspelled, and the rows that are missing."""
    pairs = list(_pairs(tables))
    words = _Words(passages)
    found = list(_spelling(pairs, figures, words, vocabulary))
    told = {place.span for observation in found for place in observation.places}
    found.extend(one for one in _doubled(tables, words) if one.places[0].span not in told)
    for pair in pairs:
        for first, second in ((pair, False), (pair, True)):
            omission = _omission(_turned(first) if second else first, figures, vocabulary)
            if omission is not None:
                found.append(omission)
    return found


class _Words:
    """How often each word stands in the report, counted when it is first asked."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._counts: Counter[str] | None = None

    @property
    def counts(self) -> Counter[str]:
        if self._counts is None:
            self._counts = Counter()
            for passage in self._passages:
                self._counts.update(_WORD.findall(passage.line.text.lower()))
        return self._counts

    def first(self, forms: dict[str, int]) -> Place | None:
        """Where one of several words stands first."""
        for passage in self._passages:
            for match in _WORD.finditer(passage.line.text):
                if match.group().lower() in forms:
                    return Place(passage.line.span(match.start(), match.end()), match.group(), "")
        return None


def _pairs(tables: Sequence[Table]) -> Iterator[_Pair]:
    """The tables that share rows, each with a few of those before it."""
    seen: dict[str, list[int]] = {}
    known: list[dict[str, int]] = []
    for number, table in enumerate(tables):
        own = rows_by_label(table)
        known.append(own)
        earlier: Counter[int] = Counter()
        for label in own:
            earlier.update(seen.get(label, [])[-_MOST_EARLIER:])
            seen.setdefault(label, []).append(number)
        near = sorted(other for other, count in earlier.items() if count >= _SHARED)[-_MOST_EARLIER:]
        for other in near:
            left = known[other]
            shared = tuple((label, row, own[label]) for label, row in left.items() if label in own)
            if sum(tables[other].rows[row].role in ("item", "part") for _, row, _ in shared) >= _SHARED:
                yield _Pair(tables[other], table, shared, left, own)


def _turned(pair: _Pair) -> _Pair:
    shared = sorted(((label, right, left) for label, left, right in pair.shared), key=lambda one: one[1])
    return _Pair(pair.second, pair.first, tuple(shared), pair.right, pair.left)


# ---- spelling ---------------------------------------------------------------------------------------------------


def _spelling(
    pairs: Sequence[_Pair], figures: Sequence[Figure], words: _Words, vocabulary: Vocabulary
) -> Iterator[Observation]:
    blamed: dict[Span, None] = {}
    for pair in pairs:
        if len(pair.shared) * 5 < 3 * min(len(pair.left), len(pair.right)) or not _columns_alike(pair, vocabulary):
            continue
        alone = [label for label in pair.left if label not in pair.right and _is_item(pair.first, pair.left[label])]
        others = [label for label in pair.right if label not in pair.left and _is_item(pair.second, pair.right[label])]
        if len(alone) > _MOST_ROWS or len(others) > _MOST_ROWS:
            continue
        for one in alone:
            for other in others:
                slip = _slip(one, other, words, vocabulary)
                if slip is None or not _same_place(pair, one, other):
                    continue
                agrees = _agree(pair, one, other, figures, vocabulary)
                if agrees is False or (agrees is None and _replaced(one, other)):
                    continue
                left = _Label(pair.first, pair.first.rows[pair.left[one]])
                right = _Label(pair.second, pair.second.rows[pair.right[other]])
                wrong, usual = (left, right) if slip < 0 else (right, left)
                if wrong.row.span not in blamed:
                    blamed[wrong.row.span] = None
                    yield _misspelt(wrong, usual, certain=abs(slip) > 1)


def _is_item(table: Table, row: int) -> bool:
    return table.rows[row].role in ("item", "part")


def _columns_alike(pair: _Pair, vocabulary: Vocabulary) -> bool:
    """Whether two tables have a column of the same measure."""
    first, second = (
        {vocabulary.meaning(column.header).measure for column in table.columns if column.kind == "figure"} - {None}
        for table in (pair.first, pair.second)
    )
    return bool(first & second)


def _same_place(pair: _Pair, one: str, other: str) -> bool:
    """Whether two labels stand beside the same row, or are the only ones that the tables do not share."""
    if len(pair.left) == len(pair.right) == len(pair.shared) + 1:
        return True
    return bool(_neighbours(pair.left, one) & _neighbours(pair.right, other))


def _neighbours(rows: dict[str, int], label: str) -> set[tuple[str, bool]]:
    order = sorted(rows, key=lambda name: rows[name])
    at = order.index(label)
    return (
        {(order[at - 1], True)}
        if at == len(order) - 1
        else ({(order[at + 1], False)} if not at else {(order[at - 1], True), (order[at + 1], False)})
    )


def _agree(pair: _Pair, one: str, other: str, figures: Sequence[Figure], vocabulary: Vocabulary) -> bool | None:
    """Whether two rows have the same figures in the columns in which the rows that the tables share have; None where
    there are none but zeros.
    """
    agreed: bool | None = None
    for a, b in column_pairs(pair.first, pair.second, vocabulary):
        cells = [_cells(pair, left, right, a, b, figures) for _, left, right in pair.shared]
        telling = [agrees for agrees in cells if agrees is not None]
        if sum(telling) * 2 <= len(telling):
            continue
        own = _cells(pair, pair.left[one], pair.right[other], a, b, figures)
        if own is False:
            return False
        figure = pair.first.figure_at(pair.left[one], a)
        if own and figure is not None and figures[figure].scaled:
            agreed = True
    return agreed


def _cells(pair: _Pair, left: int, right: int, a: int, b: int, figures: Sequence[Figure]) -> bool | None:
    """Whether two cells agree; None where one is empty or they cannot be compared."""
    first, second = pair.first.figure_at(left, a), pair.second.figure_at(right, b)
    if first is None or second is None or not comparable(figures[first], figures[second]):
        return None
    return consistent_linear(figures[first].quantity, [(1, figures[second].quantity)])


def _slip(one: str, other: str, words: _Words, vocabulary: Vocabulary) -> int | None:
    """Whether two labels differ by a slip in one word: below zero where the first has it, else above; None if not.

    Beyond one where something tells which of them it is: a doubled syllable, or that the other is written more often.
    """
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return None
    differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    if len(differing) != 1:
        return None
    a, b = differing[0]
    if not (a.isalpha() and b.isalpha()) or min(len(a), len(b)) < _SHORTEST or _apart(a, b, vocabulary):
        return None
    if b in _undoubled(a):
        return -2
    if a in _undoubled(b):
        return 2
    if not _one_slip(a, b):
        return None
    if _joint(a, b):
        return None
    often, seldom = words.counts[a], words.counts[b]
    if _replaced(a, b) and (min(often, seldom) > 1 or max(often, seldom) < _OFTEN):
        # one letter for another is as often another word ("material", "materiel") or name
        return None
    if often == seldom:
        return 1
    return -2 if often < seldom else 2


def _apart(a: str, b: str, vocabulary: Vocabulary) -> bool:
    """Whether two words are told apart by parts that mean different things: "intern" and "extern"."""
    for group in vocabulary.apart:
        for part in group:
            if part in a and any(a.replace(part, other, 1) == b for other in group if other != part):
                return True
    return False


def _undoubled(word: str) -> set[str]:
    """The word without a group of letters that stands twice in a row inside it: "regiongemenensam" has "en" twice."""
    found = set()
    for size in (2, 3):
        for at in range(2, len(word) - 2 * size - 1):
            if word[at : at + size] == word[at + size : at + 2 * size]:
                found.add(word[:at] + word[at + size :])
    return found


def _one_slip(a: str, b: str) -> bool:
    """Whether two words differ by one letter, or by two that have changed places, behind the first two letters and
    before the last three.
    """
    begin = 0
    while begin < min(len(a), len(b)) and a[begin] == b[begin]:
        begin += 1
    end = 0
    while end < min(len(a), len(b)) - begin and a[-1 - end] == b[-1 - end]:
        end += 1
    if begin < 2 or end < _ENDING:
        return False
    first, second = a[begin : len(a) - end], b[begin : len(b) - end]
    if len(first) == len(second) == 2:
        return first == second[::-1]
    return len(first) <= 1 and len(second) <= 1


def _replaced(a: str, b: str) -> bool:
    """Whether a letter stands for another, rather than one more or less, or two in each other's place."""
    return len(a) == len(b) and sorted(a) != sorted(b)


def _joint(a: str, b: str) -> bool:
    """Whether a letter more or less may be how a compound is joined, or make another word: "förening", "försening"."""
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return len(longer) > len(shorter) and any(
        longer[at] in _JOINTS and longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _misspelt(wrong: _Label, usual: _Label, certain: bool) -> Observation:
    return Observation(
        what="label",
        title=" · ".join(part for part in (wrong.table.title, wrong.row.label) if part),
        places=(_place(wrong.row),),
        others=(_place(usual.row),),
        stated=wrong.row.label,
        computed=usual.row.label,
        suggestion=usual.row.label if certain else None,
    )


def _place(row: Row) -> Place:
    return Place(row.span, row.label, row.label)


def _doubled(tables: Sequence[Table], words: _Words) -> Iterator[Observation]:
    """Labels with a word that stands once in the report, and without its doubled syllable is one that stands often."""
    suspects: list[tuple[_Label, str, str]] = []
    for table in tables:
        for row in table.rows:
            for word in _WORD.findall(row.label.lower()):
                if len(word) >= _SHORTEST_DOUBLED:
                    suspects.extend((_Label(table, row), word, mended) for mended in sorted(_undoubled(word)))
    for label, word, mended in suspects:
        if words.counts[word] != 1:
            continue
        stem = mended[:-1]
        forms = {
            form: count
            for form, count in words.counts.items()
            if form.startswith(stem) and len(form) <= len(mended) + 2
        }
        if sum(forms.values()) < _OFTEN:
            continue
        other = words.first(forms)
        if other is not None:
            right = _mend(label.row.label, word, mended)
            yield Observation(
                what="label",
                title=" · ".join(part for part in (label.table.title, label.row.label) if part),
                places=(_place(label.row),),
                others=(other,),
                stated=label.row.label,
                computed=right,
                suggestion=right,
            )


def _mend(label: str, word: str, mended: str) -> str:
    """A label with one of its words, which stands in it in any case, written as `mended`."""
    at = label.lower().index(word)
    printed = label[at : at + len(word)]
    cased = mended.upper() if printed.isupper() else mended.capitalize() if printed[0].isupper() else mended
    return label[:at] + cased + label[at + len(word) :]


# ---- rows that are missing --------------------------------------------------------------------------------------


def _omission(pair: _Pair, figures: Sequence[Figure], vocabulary: Vocabulary) -> Observation | None:
    """A row of the first table that the second lacks, between rows that both have, with the sums that it would mend."""
    first, second = pair.first, pair.second
    items = [one for one in pair.shared if first.rows[one[1]].role == second.rows[one[2]].role == "item"]
    if len(items) < _SHARED_FOR_SUMS or any(a[2] > b[2] for a, b in pairwise(items)):
        return None
    if scope(first) != scope(second) or years_differ(first, second):
        return None
    if any(vocabulary.is_partial(f"{table.title} {table.stub}") for table in (first, second)):
        return None
    total = _only_total(second)
    if total is None or any(footing.total == total and not footing.across for footing in second.footings):
        # a total that has been taken for a sum is held to its rows by the rules of sums
        return None
    own = next((one for one in pair.shared if one[2] == total), None)
    missing = [
        row
        for label, row in pair.left.items()
        if label not in pair.right and items[0][1] < row < items[-1][1] and first.rows[row].role == "item"
    ]
    members = [row for row in range(total) if second.rows[row].role == "item"]
    if own is None or len(members) != len(items):
        return None
    found: list[tuple[int, list[Sum]]] = []
    for row in missing:
        sums = []
        for a, b in column_pairs(first, second, vocabulary):
            mended = _mended(pair, items, own, row, (a, b), figures)
            if mended is not None:
                sums.append(mended)
        if sums:
            found.append((row, sums))
    if len(found) != 1:
        return None
    row, sums = found[0]
    before = [one for one in items if one[1] < row][-1]
    gone, here = first.rows[row], second.rows[before[2]]
    return Observation(
        what="row",
        title=" · ".join(part for part in (second.title, here.label) if part),
        places=(_place(here),),
        others=(_place(gone), _figure_place(figures[sums[0].total])),
        stated=here.label,
        computed=gone.label,
        sums=tuple(sums),
    )


def _only_total(table: Table) -> int | None:
    """The total of a table of items, its last row; None where there are subtotals, parts or results."""
    roles = [row.role for row in table.rows]
    if table.ragged or roles.count("total") != 1 or set(roles) - {"item", "total", "heading"}:
        return None
    return len(roles) - 1 if roles[-1] == "total" else None


def _mended(
    pair: _Pair,
    items: Sequence[tuple[str, int, int]],
    total: tuple[str, int, int],
    missing: int,
    columns: tuple[int, int],
    figures: Sequence[Figure],
) -> Sum | None:
    """The sum of one column that lacks a row's figure; None where the columns are not the same figures."""
    a, b = columns
    agreeing = [_cells(pair, left, right, a, b, figures) for _, left, right in items]
    if not all(agreeing) or not _cells(pair, total[1], total[2], a, b, figures):
        return None
    own = [pair.second.figure_at(right, b) for _, _, right in items]
    result, gone = pair.second.figure_at(total[2], b), pair.first.figure_at(missing, a)
    numbers = [figure for figure in own if figure is not None]
    if result is None or gone is None or len(numbers) != len(own) or figures[gone].scaled == 0:
        return None
    return Sum(result, tuple(numbers), gone)


def _figure_place(figure: Figure) -> Place:
    return Place(figure.span, figure.text, figure.label)
