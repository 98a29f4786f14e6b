"""The words above a table to a header for each column: by cells, by position, or by what the words can mean."""

import re
from itertools import pairwise

import msgspec

from auditor.model.document import Line
from auditor.model.draft import Fragment, TableDraft
from auditor.relate.grid import Grid
from auditor.vocabulary import Vocabulary

# Words of a header considered in a table with single spaces; more than that stands above the header.
_MOST_WORDS = 60
_LONGEST_HEADER = 9
# Words of one line under one header, where headers are set in lines of a cell each.
_MOST_UNDER = 3
# Words that never stand alone in a header cell.
_JOINING = {"per", "och", "eller", "av", "i", "på", "för", "med", "till", "från"}
# In columns that do not stand below each other so many headers tell that their order is that of the columns.
_LEAST_ORDERED = 2
# A header of which every column is understood, as sure as one can be.
_STACKED = 3.0


class Heads(msgspec.Struct, frozen=True):
    """Header texts by column, the label column's header, what was left above them, and how sure it is (per column).

    `lead` are the fragments that turned out to be the label of a first row without one.
    """

    columns: tuple[str, ...]
    stub: str
    title: str
    score: float
    lead: tuple[Fragment, ...] = ()
    stacked: bool = False


class _Word(msgspec.Struct, frozen=True):
    text: str
    begins_line: bool
    begins_paragraph: bool
    line: int
    fragment: Fragment


def heads(draft: TableDraft, grid: Grid, vocabulary: Vocabulary) -> Heads:
    """The headers of a table's columns; empty where the words above it cannot be told apart."""
    if draft.mode == "delimited":
        return _by_cells(draft, grid)
    if draft.mode == "aligned":
        return _by_position(draft, grid, vocabulary)
    return WordHeads(draft, vocabulary).cut(grid.width)


# ---- single spaces ----------------------------------------------------------------------------------------------


class WordHeads:
    """Cuts the words above a first row into headers, for as many columns as asked; scores are worked out once."""

    def __init__(self, draft: TableDraft, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.bare = not next(row for row in draft.rows if row.slots).label
        fragments = list(draft.header)
        last = fragments[-1].paragraph if fragments else 0
        self.lead = [fragment for fragment in fragments if fragment.paragraph == last]
        self.whole = _Cutter(fragments, vocabulary)
        rest = fragments[: len(fragments) - len(self.lead)]
        self.rest = _Cutter(rest, vocabulary) if rest else None
        by_line: dict[int, list[str]] = {}
        for fragment in self.lead:
            by_line.setdefault(fragment.line.number, []).append(fragment.text)
        self.lines = [by_line[number] for number in sorted(by_line)]
        # a line of one period a column leaves no question of how many there are
        self.periods = _periods(self.lines, vocabulary)
        self._stacks: dict[int, Heads | None] = {}

    def cut(self, width: int) -> Heads:
        """`width` headers, as the vocabulary and the line breaks favour them.

        A bare first row ("Ackumulerad / budgetavvikelse", then figures alone) may take the last paragraph as its label.
        """
        best = self.whole.cut(width)
        if width > 1 and (stacked := self._stacked(width)) is not None:
            used = [len(" ".join((*found.columns, found.stub)).split()) for found in (best, stacked)]
            if used[0] < used[1] or not all(_runs_on(column, self.vocabulary) for column in best.columns):
                return stacked
        if self.rest is None:
            return best
        other = self.rest.cut(width)
        if self.bare:
            # a label column with a header of its own has a label in its first row too
            if other.score > 0.4 and (_has_stub(other.stub, self.vocabulary) or other.score > best.score + 0.5):
                return msgspec.structs.replace(other, lead=tuple(self.lead))
        elif other.score > best.score + 0.2 and not any(
            self.vocabulary.measure_of(part.text.lower()) for part in self.lead
        ):
            # the name of a group of rows between the header and the first row
            return other
        return best

    def _stacked(self, width: int) -> Heads | None:
        """Headers set one line below the other: as many cells a line as columns, or fewer that span several.

        Only where every header made so is understood: "Budget Utfall Avvikelse" over "Tkr 2025 2025 mot budget".
        """
        if width not in self._stacks:
            named = self.periods is not None and len(self.periods.columns) == width
            self._stacks[width] = self.periods if named else None
            for count in (3, 2) if self._stacks[width] is None else ():
                if (
                    len(self.lines) >= count
                    and (found := _stack(self.lines, count, width, self.vocabulary)) is not None
                ):
                    self._stacks[width] = found
                    break
            else:
                if len(self.lines) >= 2 and self._stacks[width] is None:
                    self._stacks[width] = _topped(self.lines, width, self.vocabulary)
        return self._stacks[width]


def _periods(lines: list[list[str]], vocabulary: Vocabulary) -> Heads | None:
    """The headers where the last line is one period a column: "Nämnd Jan Feb Mars Kv 1"; None where it is not."""
    found = vocabulary.series.heads(lines[-1]) if lines else None
    if found is None:
        return None
    stub, columns = found
    title = " ".join(word for line in lines[:-1] for word in line)
    return Heads(tuple(columns), " ".join(stub), title, _STACKED, stacked=True)


def _stack(lines: list[list[str]], count: int, width: int, vocabulary: Vocabulary) -> Heads | None:
    """The last `count` lines as `width` headers, each of a cell of every line; None where they do not make sense."""
    chosen = lines[-count:]
    cut = [_even_line(words, width, vocabulary) for words in chosen]
    base = next((cells for cells, _ in filter(None, cut) if cells), None)
    if base is None:
        return None
    stubs: list[str] = []
    columns = [""] * width
    for words, even in zip(chosen, cut, strict=True):
        if even is not None and not _twice(columns, even[0], vocabulary):
            cells, stub = even
        elif (spread := _spread(words, base, width)) is not None:
            cells, stub = spread, ""
        elif all(columns) and (fitted := _fit_line(words, columns, vocabulary)) is not None:
            cells, stub = fitted
        elif all(columns) and (dated := _fill_years(words, columns, vocabulary)) is not None:
            cells, stub = dated, ""
        else:
            return None
        if stub:
            stubs.append(stub)
        columns = [_under(column, cell, vocabulary) for column, cell in zip(columns, cells, strict=True)]
    if len(stubs) > 1 or not all(_understood(column, vocabulary) for column in columns):
        return None
    title = " ".join(word for words in lines[:-count] for word in words)
    return Heads(tuple(columns), " ".join(stubs), title, _STACKED, stacked=True)


def _topped(lines: list[list[str]], width: int, vocabulary: Vocabulary) -> Heads | None:
    """Headers of which only some begin on a line above: "Utfall jan-" over "Budget sep Prognos".

    What begins above goes on with a small letter below; a cell with a capital or a digit has nothing above it.
    """
    tops = _capitalised(lines[-2])
    words = lines[-1]
    count = len(words)
    if (
        len(tops) < 2
        or any(word.lower() in _JOINING for word in lines[-2])
        or not len(tops) < width <= count <= _MOST_UNDER * width + 4
    ):
        return None
    low = -1e9
    best: dict[tuple[int, int, int], tuple[float, int]] = {(width, count, len(tops)): (0.0, count)}
    for column in range(width - 1, -1, -1):
        for start in range(count):
            begins = not words[start][:1].islower()
            for top in range(len(tops) + 1):
                if not begins and top == len(tops):
                    continue
                above, after = ("", top) if begins else (tops[top], top + 1)
                options = []
                for end in range(start + 1, min(start + _MOST_UNDER, count) + 1):
                    rest = best.get((column + 1, end, after))
                    if rest is not None and (end == count or words[end].lower() not in _JOINING):
                        text = _under(above, " ".join(words[start:end]), vocabulary)
                        options.append((rest[0] + _topped_score(text, vocabulary) - 0.1 * (end - start), end))
                if options:
                    best[column, start, top] = max(options)
    starts = [0, *(at for at in range(1, count) if _heads_labels(words[:at], vocabulary))]
    begin = max(starts, key=lambda start: (best.get((0, start, 0), (low, 0))[0], start))
    if (0, begin, 0) not in best:
        return None
    columns: list[str] = []
    at, top = begin, 0
    for column in range(width):
        end = best[column, at, top][1]
        above = ""
        if words[at][:1].islower():
            above, top = tops[top], top + 1
        columns.append(_under(above, " ".join(words[at:end]), vocabulary))
        at = end
    if not all(_understood(column, vocabulary) for column in columns):
        return None
    title = " ".join(word for line in lines[:-2] for word in line)
    return Heads(tuple(columns), " ".join(words[:begin]), title, _STACKED, stacked=True)


def _topped_score(text: str, vocabulary: Vocabulary) -> float:
    """How well a header of two lines is understood; best where one word tells one measure."""
    meaning = vocabulary.meaning(text)
    words = [word.lower().strip(".,:()") for word in text.split()]
    score = 2.0 * _understood(text, vocabulary) - 0.3 * len(meaning.modifiers) - 1.0 * (len(meaning.years) > 1)
    score += 0.5 * any(vocabulary.measure_of(word) for word in words) - 0.5 * (len(words) - len(set(words)))
    score -= 2.0 * (text[0] == "(" or vocabulary.is_money(words[0])) + 0.3 * vocabulary.is_period(words[-1])
    ranges = [word.split("-", 1) for word in words if "-" in word]
    score -= 2.0 * any(vocabulary.is_month(first) and not vocabulary.is_month(last) for first, last in ranges)
    return score - 2.0 * any(vocabulary.is_money(word) for word in text.split()[:-1])


def _capitalised(words: list[str]) -> list[str]:
    """A line cut before every capital; nothing where it does not begin with one."""
    cells: list[str] = []
    for word in words:
        if word[:1].isupper():
            cells.append(word)
        elif cells:
            cells[-1] += f" {word}"
        else:
            return []
    return cells


def _heads_labels(words: list[str], vocabulary: Vocabulary) -> bool:
    """Whether words in front of the headers may head the labels: "Verksamhet, mnkr", "Antal (15 sept)"."""
    return _has_stub(words[-1], vocabulary) or words[-1].endswith(")")


def _understood(column: str, vocabulary: Vocabulary) -> bool:
    """Whether a header is known in every word, or names one thing and its year: "Omsättning 2025"."""
    meaning = vocabulary.meaning(column)
    if vocabulary.is_money(column.split(maxsplit=1)[0]):
        return False
    return (meaning.unknown == 0 and meaning.measure is not None) or (meaning.unknown == 1 and bool(meaning.years))


def _runs_on(column: str, vocabulary: Vocabulary) -> bool:
    """Whether words in the order of reading are the whole header of one column."""
    words = column.lower().split()
    meaning = vocabulary.meaning(column)
    return (
        _understood(column or "-", vocabulary)
        and len(set(words)) == len(words)
        and (len(meaning.years) <= 1 or bool(meaning.versus))
        and not ({"utfall", "budget", "prognos"} > meaning.modifiers > set() and meaning.measure != "avvikelse")
        and not any(word.endswith("-") for word in words)
    )


def _twice(columns: list[str], cells: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a cell would say the same measure again as the header above it."""
    for column, cell in zip(columns, cells, strict=True):
        measure = vocabulary.measure_of(cell.lower())
        if measure is not None and measure == vocabulary.meaning(column).measure and not column.endswith("-"):
            return True
    return False


def _under(above: str, below: str, vocabulary: Vocabulary) -> str:
    """A header and what stands under it, a word that the line break cut in two put together."""
    if above.endswith("-") and above[-2:-1].isalpha() and below[:1].islower():
        # "jan-" over "sep" keeps its dash
        return above + below if vocabulary.is_month(above[:-1].rsplit(maxsplit=1)[-1].lower()) else above[:-1] + below
    return f"{above} {below}".strip()


def _even_line(words: list[str], width: int, vocabulary: Vocabulary) -> tuple[list[str], str] | None:
    """A line of one word a column, behind words that may head the labels."""
    cells = _periods_joined(words, vocabulary)
    stub = cells[: len(cells) - width]
    cells = cells[len(cells) - width :]
    if len(cells) < width or any(cell.lower() in vocabulary.versus or vocabulary.is_money(cell) for cell in cells):
        return None
    if stub and not _has_stub(stub[-1], vocabulary):
        return None
    known = [_heads_column(cell, vocabulary) for cell in cells]
    if not all(known) and (stub or sum(known) * 2 < width or any(word[:1] in "(-–" for word in words)):
        return None
    if any(word.lower() in _JOINING for word in words[len(words) - len(cells) :]):
        return None
    return cells, " ".join(stub)


def _heads_column(cell: str, vocabulary: Vocabulary) -> bool:
    meaning = vocabulary.meaning(cell)
    return cell.endswith("-") or (meaning.unknown == 0 and meaning.known > 0)


def _periods_joined(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """Words, per cent signs and what is of the same period as the word before put with it: "t.o.m. aug"."""
    joined: list[str] = []
    for word in words:
        before = joined[-1].lower().strip(".,") if joined else ""
        dated = word[:1].islower() and vocabulary.is_month(re.split(r"[-–]", word)[0])
        named = bool(joined) and joined[-1][:1].isupper() and vocabulary.measure_of(before) is not None
        if joined and (word in ("%", "(%)") or before in ("t.o.m", "tom", "ack", "per") or (dated and named)):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined


def _spread(words: list[str], base: list[str], width: int) -> list[str] | None:
    """Headers that span as many columns each, under which the same headers come again."""
    spans = len(words)
    if not 1 < spans < width or width % spans:
        return None
    size = width // spans
    again = [base[at : at + size] for at in range(0, width, size)]
    if any(part != again[0] for part in again) or not all(word[:1].isupper() for word in words):
        return None
    return [word for word in words for _ in range(size)]


def _fit_line(words: list[str], columns: list[str], vocabulary: Vocabulary) -> tuple[list[str], str] | None:
    """A line of as many words as columns or more, cut so that they go best with what stands above them."""
    width, count = len(columns), len(words)
    if not width <= count <= _MOST_UNDER * width + 4:
        return None
    low = -1e9
    best = [[low] * (count + 1) for _ in range(width + 1)]
    choice = [[0] * (count + 1) for _ in range(width + 1)]
    best[width][count] = 0.0
    for column in range(width - 1, -1, -1):
        for start in range(count + 1):
            for end in range(start, min(start + _MOST_UNDER, count) + 1):
                rest = best[column + 1][end]
                if rest <= low:
                    continue
                score = rest + _under_score(columns[column], words[start:end], vocabulary)
                if score > best[column][start]:
                    best[column][start] = score
                    choice[column][start] = end
    starts = [0, *(at for at in range(1, count) if _heads_labels(words[:at], vocabulary))]
    begin = max(starts, key=lambda start: (best[0][start], start))
    if best[0][begin] <= low:
        return None
    cells: list[str] = []
    at = begin
    for column in range(width):
        cells.append(" ".join(words[at : choice[column][at]]))
        at = choice[column][at]
    return cells, " ".join(words[:begin])


def _under_score(column: str, words: list[str], vocabulary: Vocabulary) -> float:
    """How well words go on with the header that they stand under."""
    if not words:
        # what is worked out from its neighbours needs no year of its own
        return -0.2 if vocabulary.meaning(column).measure in ("avvikelse", "skillnad") else -0.4
    first, last = words[0].lower(), words[-1].lower()
    score = -1.0 * vocabulary.meaning(_under(column, " ".join(words), vocabulary)).unknown
    score += 0.5 * (first in vocabulary.versus and len(words) > 1)
    score -= 2.0 * (last in vocabulary.versus or last in ("i", "av", "per", "t.o.m."))
    return score - 2.0 * _twice([column], words[:1], vocabulary)


def _fill_years(words: list[str], columns: list[str], vocabulary: Vocabulary) -> list[str] | None:
    """Years under those headers that have none yet."""
    lacking = [not vocabulary.meaning(column).years for column in columns]
    if sum(lacking) != len(words) or not all(vocabulary.meaning(word).years for word in words):
        return None
    years = iter(words)
    return [next(years) if lack else "" for lack in lacking]


def _has_stub(stub: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.is_stub(word.lower().strip(",:.()")) for word in stub.split())


class _Cutter:
    def __init__(self, fragments: list[Fragment], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.words = _join_broken(fragments[-_MOST_WORDS:], vocabulary)
        self.scores: dict[tuple[int, int], float] = {}

    def _score(self, start: int, end: int) -> float:
        score = self.scores.get((start, end))
        if score is None:
            score = self.scores[start, end] = _header_score(self.words[start:end], self.vocabulary)
        return score

    def cut(self, width: int) -> Heads:
        """The best way to cut the last of the words into `width` headers; what stands before them is label and
        title.
        """
        words, vocabulary = self.words, self.vocabulary
        count = len(words)
        if count < width:
            return Heads(("",) * width, "", " ".join(word.text for word in words), 0.0)
        # best[k][i]: the best way to cut words[i:] into k headers
        low = -1e9
        best = [[low] * (count + 1) for _ in range(width + 1)]
        choice = [[0] * (count + 1) for _ in range(width + 1)]
        best[0][count] = 0.0
        for columns in range(1, width + 1):
            for start in range(count - columns, -1, -1):
                for end in range(start + 1, min(start + _LONGEST_HEADER, count) + 1):
                    rest = best[columns - 1][end]
                    if rest > low and (score := self._score(start, end) + rest) > best[columns][start]:
                        best[columns][start] = score
                        choice[columns][start] = end
        begin = max(
            range(count), key=lambda start: (best[width][start] + _prefix_score(words, start, vocabulary), -start)
        )
        total = best[width][begin]
        if total <= low:
            return Heads(("",) * width, "", "", 0.0)
        texts: list[str] = []
        at = begin
        for columns in range(width, 0, -1):
            end = choice[columns][at]
            texts.append(" ".join(word.text for word in words[at:end]))
            at = end
        stub_begin = _stub_begin(words, begin, vocabulary)
        score = total / width
        if score < 0.4:
            return Heads(("",) * width, "", " ".join(word.text for word in words), score)
        return Heads(
            tuple(texts),
            " ".join(word.text for word in words[stub_begin:begin]),
            " ".join(word.text for word in words[:stub_begin]),
            score,
        )


def _join_broken(fragments: list[Fragment], vocabulary: Vocabulary) -> list[_Word]:
    """Words, those that a line break cut in two put together: "Prognostiser" / "ad", "Personalom-" / "sättning"."""
    words: list[_Word] = []
    for index, fragment in enumerate(fragments):
        before = fragments[index - 1] if index else None
        begins_line = before is None or before.line is not fragment.line
        begins_paragraph = before is None or before.paragraph != fragment.paragraph
        text = fragment.text
        if words and begins_line and text[:1].islower():
            head = words[-1].text
            whole = head.rstrip("-") + text
            broken = head.endswith("-") and head[:-1].isalpha() and not text.startswith(("och", "eller"))
            measure = vocabulary.measure_of(whole.lower().rstrip("."))
            # "avvik" / "else": the beginning may be an abbreviation of the whole, the rest is no word
            same = vocabulary.measure_of(head.lower()) == measure and not vocabulary.knows(text.lower().rstrip("."))
            if broken or (measure is not None and head.isalpha() and (same or not vocabulary.knows(head.lower()))):
                words[-1] = msgspec.structs.replace(words[-1], text=whole)
                continue
        words.append(_Word(text, begins_line, begins_paragraph, fragment.line.number, fragment))
    return words


def _header_score(words: list[_Word], vocabulary: Vocabulary) -> float:
    """How much a stretch of words looks like the header of one column."""
    text = " ".join(word.text for word in words)
    meaning = vocabulary.meaning(text)
    first = words[0]
    score = -1.0 * meaning.unknown
    if meaning.measure is not None:
        score += 2.0 if meaning.known else 0.5
    elif meaning.unknown == 0:
        score += 0.2
    elif meaning.unknown == 1 and meaning.years and first.text[:1].isupper():
        score += 2.3
    else:
        score += 0.6 if meaning.unknown == 1 and first.text[:1].isupper() else -0.2
    score += 0.6 if first.text[:1].isupper() or first.text[:1].isdigit() else -1.5
    score += 0.4 * first.begins_line + 0.4 * first.begins_paragraph
    for word in words[1:]:
        score -= 0.9 * word.begins_paragraph
        if word.text[:1].isupper() or (
            word.text[:1].isdigit() and vocabulary.meaning(word.text).years and first.text[:1].isdigit()
        ):
            score -= 0.8 if not word.begins_line else 0.6
    inside = {meaning.measure, *meaning.modifiers} - {None, "summa", "antal", "not"}
    # "Beräknat utfall" is one header, "Utfall Budget" two
    again = any(word.text[:1].isupper() and vocabulary.measure_of(word.text.lower().strip(".,:")) for word in words[1:])
    if meaning.measure in ("utfall", "budget", "prognos") and len(inside) > 1 and again:
        score -= 1.5
    if len(meaning.years) > 1 and not meaning.versus and meaning.measure not in ("skillnad", "avvikelse", "utveckling"):
        score -= 1.5
    if vocabulary.is_stub(first.text.lower().strip(",:.")) and meaning.measure is None:
        score -= 1.0
    if len(words) > 1 and vocabulary.meaning(first.text).years and words[1].text[:1] == "(":
        score -= 0.8
    lower = [word.text.lower().strip(".,:()") for word in words]
    if any(lower.count(word) > 1 and (word == "%" or vocabulary.measure_of(word)) for word in lower):
        # "Förändring mnkr" and "Förändring %" are two
        score -= 3.0
    for year, word in pairwise(words):
        if word.text[:1].isupper() and not word.begins_line and vocabulary.measure_of(word.text.lower().strip(".,:")):
            # "Utfall 2024 Förändring" is two
            score -= 1.5 * bool(vocabulary.meaning(year.text).years)
    if vocabulary.is_money(first.text) or any(
        vocabulary.is_money(word.text) for word in words[:-1] if word.text[0] == "("
    ):
        # "Mkr 2025": the unit heads the labels
        score -= 1.5
    if first.text.lower().strip(".") in ("mot", "jmf", "jämfört", "av", "i"):
        score -= 1.5
    if len(words) > 1 and words[-1].text.lower() in ("av", "of"):
        # "Andel av" goes on: "totalen"
        score -= 1.5
    return score


def _prefix_score(words: list[_Word], start: int, vocabulary: Vocabulary) -> float:
    """What speaks for the headers beginning at `start`: a label header before them, or the start of a line."""
    if start == 0:
        return 0.2
    line = [word.text.lower().strip(",:.()") for word in words[:start] if word.line == words[start].line]
    if not line:
        return 0.3
    # words that belong to a column and were left in front of the first one
    left = sum(
        (vocabulary.measure_of(word) is not None and not vocabulary.is_stub(word))
        or bool(vocabulary.meaning(word).years)
        for word in line
    )
    if vocabulary.meaning(words[start].text).years and not vocabulary.is_stub(line[-1]):
        # "Kommun Bidrag 2025 Bidrag 2024": what stands before the year belongs to it
        left += any(
            first.text[:1].isupper() and vocabulary.meaning(second.text).years
            for first, second in pairwise(words[start:])
        )
    if left or vocabulary.is_period(line[-1]):
        return -1.5 * max(left, 1)
    if any(vocabulary.is_stub(word) for word in line):
        return 0.6
    return -0.3


def _stub_begin(words: list[_Word], begin: int, vocabulary: Vocabulary) -> int:
    """Where the label column's header begins: on the line where the first column's header does."""
    if begin == 0 or begin >= len(words):
        return begin
    start = begin
    while start and words[start - 1].line == words[begin].line:
        start -= 1
    return start


# ---- wide spaces ------------------------------------------------------------------------------------------------


def _by_position(draft: TableDraft, grid: Grid, vocabulary: Vocabulary) -> Heads:
    """Header cells go to the columns that they stand over; one that spans several goes to each."""
    extents: list[list[int]] = [[] for _ in range(grid.width)]
    for row in grid.rows:
        for extent, cell in zip(extents, row, strict=True):
            if cell is not None and cell.x1:
                extent.extend((cell.x0, cell.x1))
    if not all(extents):
        return Heads(("",) * grid.width, "", "", 0.0)
    left = [min(extent) for extent in extents]
    right = [max(extent) for extent in extents]
    if any(right[column] > left[column + 1] for column in range(grid.width - 1)):
        ordered = _by_order(draft, grid.width)
        if ordered is not None:
            return ordered
    middles = [(right[column] + left[column + 1]) / 2 for column in range(grid.width - 1)]
    label_end = max((fragment.end for row in draft.rows if row.slots for fragment in row.label[-1:]), default=0)
    label_start = min((fragment.start for row in draft.rows if row.slots for fragment in row.label[:1]), default=0)
    lines: dict[int, list[Fragment]] = {}
    for fragment in draft.header:
        lines.setdefault(fragment.line.number, []).append(fragment)
    heads_of: list[list[str]] = [[] for _ in range(grid.width)]
    stub: list[str] = []
    title: list[str] = []
    climbing = True
    below: list[Fragment] = []
    for line in sorted(lines, reverse=True):
        fragments = lines[line]
        over = [
            fragment
            for fragment in fragments
            if fragment.end > min(left[0], label_end + 1) and _columns(fragment, left, right, middles)
        ]
        lone = (
            len(fragments) == 1
            and fragments[0].start < left[0]
            and not (len(_columns(fragments[0], left, right, middles)) == 1 and fragments[0].start > label_end)
        )
        if not climbing or not over or (lone and (len(fragments[0].text.split()) > 3 or any(heads_of))):
            if any(heads_of) or not over:
                climbing = climbing and not any(heads_of)
                title.insert(0, " ".join(fragment.text for fragment in fragments))
                continue
        spans = (
            (_spanning(over, below, left, right) or _repeating(over, left, right, heads_of)) if any(heads_of) else {}
        )
        below = fragments
        stubs = [
            fragment
            for fragment in over
            if fragment.start <= label_start + 1 and fragment.end <= left[0] and len(over) > 1
        ]
        to_come = _without_figures(over, left, right, middles, vocabulary)
        for fragment in reversed(fragments):
            if fragment in to_come:
                continue
            if fragment in stubs:
                stub.insert(0, fragment.text)
                continue
            columns = spans.get(fragment.start) or _columns(fragment, left, right, middles)
            if fragment not in over or not columns:
                stub.insert(0, fragment.text)
                continue
            words = _words_of(fragment)
            if len(columns) > 1:
                parted = {
                    column: [word.text for word in words if column in _columns(word, left, right, middles)]
                    for column in columns
                }
                once = all(len(_columns(word, left, right, middles)) == 1 for word in words) and all(parted.values())
                if once and all(vocabulary.meaning(" ".join(parted[column])).known for column in columns):
                    for column in columns:
                        heads_of[column].insert(0, " ".join(parted[column]))
                    continue
            for column in columns:
                heads_of[column].insert(0, fragment.text)
    texts = tuple(
        " ".join(parts).replace("- ", "") if any(part.endswith("-") for part in parts[:-1]) else " ".join(parts)
        for parts in heads_of
    )
    return Heads(texts, " ".join(stub), " ".join(title), 1.0 if any(texts) else 0.0)


def _without_figures(
    fragments: list[Fragment], left: list[int], right: list[int], middles: list[float], vocabulary: Vocabulary
) -> list[Fragment]:
    """The header cells of periods to come, whose columns are empty: none of the figures beside stands under them."""
    periods = [fragment for fragment in fragments if vocabulary.series.period(fragment.text) is not None]

    def overlaps(fragment: Fragment, column: int) -> bool:
        return fragment.start < right[column] and fragment.end > left[column]

    return [
        fragment
        for fragment in periods
        if not any(overlaps(fragment, column) for column in range(len(left)))
        and any(overlaps(other, column) for column in _columns(fragment, left, right, middles) for other in periods)
    ]


def _by_order(draft: TableDraft, width: int) -> Heads | None:
    """Headers by their order, where cells are set apart but stand below no other: the last line has as many as the
    table has columns, or one more that heads the labels. None where it has not.
    """
    last = draft.header[-1].line.number if draft.header else 0
    cells = [fragment.text for fragment in draft.header if fragment.line.number == last]
    if width < _LEAST_ORDERED or len(cells) not in (width, width + 1):
        return None
    stub = " ".join(cells[: len(cells) - width])
    title = " ".join(fragment.text for fragment in draft.header if fragment.line.number != last)
    return Heads(tuple(cells[len(cells) - width :]), stub, title, 1.0)


def _spanning(
    fragments: list[Fragment], below: list[Fragment], left: list[int], right: list[int]
) -> dict[int, list[int]]:
    """The columns under header cells that are centred over several: those nearest to each, where no edge lines up.

    A cell of one column stands flush with its figures, or with the header cell `below` it on one side, as "Ack" over
    "utfall" where a unit follows each figure; "Helår 2023" over three columns does not.
    """
    loose = [
        fragment
        for fragment in fragments
        if not any(abs(fragment.end - edge) <= 1 for edge in right)
        and not any(abs(fragment.start - edge) <= 1 for edge in left)
        # a cell that is centred over the middle one of three may end with it, but then begins with it as well
        and not any(
            (fragment.end == own.end and abs(fragment.start - own.start) > 1)
            or (fragment.start == own.start and abs(fragment.end - own.end) > 1)
            for own in below
        )
    ]
    if not loose or len(loose) != len(fragments) or len(fragments) * 2 > len(left):
        return {}
    centres = [(fragment.start + fragment.end) / 2 for fragment in loose]
    spans: dict[int, list[int]] = {fragment.start: [] for fragment in loose}
    for column in range(len(left)):
        middle = (left[column] + right[column]) / 2
        nearest = min(range(len(loose)), key=lambda at: abs(centres[at] - middle))
        spans[loose[nearest].start].append(column)
    return spans


def _repeating(
    fragments: list[Fragment], left: list[int], right: list[int], heads_of: list[list[str]]
) -> dict[int, list[int]]:
    """The columns under header cells that stand over the first of several: "Koncernen" and "Moderbolaget" over the same
    years each.
    """
    cells = [fragment for fragment in fragments if fragment.end > left[0]]
    spans, width = len(cells), len(left)
    if not 1 < spans < width or width % spans:
        return {}
    size = width // spans
    again = [heads_of[at : at + size] for at in range(0, width, size)]
    if any(part != again[0] for part in again) or not all(heads_of):
        return {}
    for at, cell in enumerate(cells):
        if not (cell.start < right[at * size + size - 1] and cell.end > left[at * size]):
            return {}
    return {cell.start: list(range(at * size, at * size + size)) for at, cell in enumerate(cells)}


def _words_of(fragment: Fragment) -> list[Fragment]:
    words, at = [], fragment.start
    for word in fragment.text.split(" "):
        words.append(Fragment(word, fragment.line, at, at + len(word)))
        at += len(word) + 1
    return words


def _columns(fragment: Fragment, left: list[int], right: list[int], middles: list[float]) -> list[int]:
    """The columns that a header cell stands over: those whose figures it overlaps, or else the nearest."""
    over = [column for column in range(len(left)) if fragment.start < right[column] and fragment.end > left[column]]
    if over:
        return over
    centre = (fragment.start + fragment.end) / 2
    if centre < left[0]:
        return [0] if fragment.end > left[0] - 4 else []
    column = sum(centre > middle for middle in middles)
    return [column]


# ---- cells --------------------------------------------------------------------------------------------------------


def _parted(line: Line) -> bool:
    """Whether a line is parted into cells."""
    return "\t" in line.text or "|" in line.text


def _by_cells(draft: TableDraft, grid: Grid) -> Heads:
    """Header cells by their index; one with empty cells behind it, above another header line, spans them."""
    lines: dict[int, list[Fragment]] = {}
    for fragment in draft.header:
        lines.setdefault(fragment.line.number, []).append(fragment)
    heads_of: dict[int, list[str]] = {cell: [] for cell in grid.cells}
    stub: list[str] = []
    title: list[str] = []
    numbers = sorted(lines)
    first = min(grid.cells)
    headed = [line for line in numbers if any((fragment.cell or 0) >= first for fragment in lines[line])]
    if not first and len(grid.cells) > 1:
        # the first column holds figures: a line that is not parted into cells is a title all the same
        headed = [line for line in headed if _parted(lines[line][0].line)]
    for line in numbers:
        fragments = sorted(lines[line], key=lambda fragment: fragment.cell or 0)
        if line not in headed:
            title.append(" ".join(fragment.text for fragment in fragments))
            continue
        by_cell = {fragment.cell or 0: fragment.text for fragment in fragments}
        # a file that tells what a cell spans has it over each of its columns already
        told = any(by_cell.get(cell + 1) == text for cell, text in by_cell.items()) and fragments[0].line.stretches
        spanning = line != headed[-1] and not told
        current = ""
        for cell in range(max([*grid.cells, *by_cell]) + 1):
            if cell in by_cell:
                current = by_cell[cell]
                if cell in heads_of:
                    heads_of[cell].append(current)
                elif cell < first:
                    stub.append(current)
                    current = ""
            elif spanning and current and cell in heads_of:
                heads_of[cell].append(current)
    texts = tuple(" ".join(heads_of[cell]) for cell in grid.cells)
    return Heads(texts, " ".join(stub), " ".join(title), 1.0 if any(texts) else 0.0)
