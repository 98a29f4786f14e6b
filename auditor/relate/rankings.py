"""Sentences that say which row of a table has the largest or the smallest figure: "störst underskott har X"."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from auditor.exact import consistent_linear
from auditor.exact.quantity import power_of_ten
from auditor.model.figure import Figure, Table
from auditor.model.finding import Place
from auditor.model.observation import Observation, Order
from auditor.model.units import MONEY
from auditor.relate.meanings import BUDGET, DEVIATION, FORECAST, FORECAST_DEVIATION, OUTCOME, Index
from auditor.relate.said import NAMED, Said, Sentence, place, quote
from auditor.vocabulary import Vocabulary
from auditor.vocabulary.claims import stem
from auditor.vocabulary.comparisons import UNKNOWN

# what is ranked: a deviation, a surplus, a deficit, a cost, or the one word that heads a column
_WHAT = rf"[DUNC{re.escape(UNKNOWN)}]"
_CLAUSES = tuple(
    map(
        re.compile,
        (
            rf"[LK]{_WHAT}(?:I?#)?[HV]I?S(?:I?#)?",
            rf"[LK]{_WHAT}:S#?",
            rf"H[LK]{_WHAT}IS(?:I?#)?",
            rf"S#?H[LK]{_WHAT}(?:I?#)?",
            rf"{_WHAT}V[LK]IS(?:I?#)?",
            rf"[LK]V{_WHAT}IS(?:I?#)?",
            # what is ranked was said before: "och lägst har ledningskontoret"
            r"[LK]HS(?:I?#)?",
            r"S#?H[LK]",
        ),
    )
)
# "de största underskotten har A, B och C"
_SEVERAL = re.compile(rf"(?:[LK]{_WHAT}[HV]|H[LK]{_WHAT})I?S#?(?:,S#?)*&I?S#?")
# every figure is in steps of 10**-9 kr or more
_FINEST = 9
_UNITS = frozenset("procent andel i av per mnkr tkr kr mkr kronor".split())


class _Column(msgspec.Struct, frozen=True):
    """A column in which rows are ranked: by size, or by value times `factor`. With `sided` only rows with the same sign
    are rivals.
    """

    number: int
    size: bool = False
    factor: int = 1
    sided: bool = False


class _Rank(msgspec.Struct, frozen=True):
    """The row that a sentence names, and the one of its neighbours that comes first in a column. `cells` are those of
    all that it names.
    """

    named: Figure
    rival: Figure
    label: str
    other: str
    order: Order
    cells: tuple[int, ...]


def rankings(
    sentence: Sentence, index: Index, figures: Sequence[Figure], vocabulary: Vocabulary, section: str
) -> Iterator[Observation]:
    """What a sentence says of the first and the last, if it says nothing else."""
    if not re.search("[LK]", sentence.letters):
        return
    several = _SEVERAL.fullmatch(sentence.letters) is not None
    clauses = [sentence] if several else list(sentence.clauses())
    if not several and not all(any(form.fullmatch(clause.letters) for form in _CLAUSES) for clause in clauses):
        return
    found: list[Observation] = []
    what: Said | None = None
    for clause in clauses:
        what = next((one for one in clause.said if re.fullmatch(_WHAT, one.letter)), what)
        if what is None:
            return
        observation = _observation(clause, what, index, figures, vocabulary, section)
        if observation is not None:
            found.append(observation)
    yield from found


def _observation(
    clause: Sentence, what: Said, index: Index, figures: Sequence[Figure], vocabulary: Vocabulary, section: str
) -> Observation | None:
    """A ranking against the tables of its section, or the only one of the report."""
    telling = next(one for one in clause.said if one.letter in "LK")
    subjects = [one for one in clause.said if one.letter == NAMED]
    if len(subjects) == 1 and what.words[-1].bare in vocabulary.comparisons.plural:
        # "de största avvikelserna finns inom X": several of its parts may be meant
        return None
    tables: dict[int, list[_Rank]] = {}
    for number in dict.fromkeys(name.table for name in subjects[0].names):
        rows = [{name.row for name in one.names if name.table == number} for one in subjects]
        if all(len(own) == 1 for own in rows):
            named = [min(own) for own in rows]
            ranks = list(_ranks(number, named, what, telling.letter == "L", index, figures, vocabulary))
            if ranks:
                tables[number] = ranks
    near = [number for number in tables if index.tables[number].section.strip() == section]
    chosen = near or (list(tables) if len(tables) == 1 else [])
    ranks = [rank for number in chosen for rank in tables[number]]
    if not ranks or not all(_is_told(clause, one, ranks, figures, vocabulary) for one in clause.said):
        return None
    first = ranks[0]
    words = quote(clause, (telling, what) if what in clause.said else (telling,))
    return Observation(
        what="ranking",
        title=" · ".join(part for part in (section, f"”{words}”") if part),
        places=(place(telling.words),),
        others=tuple(Place(one.span, one.text, one.label) for one in (first.named, first.rival)),
        stated=words,
        orders=tuple(rank.order for rank in ranks),
        figures=(first.named.id, first.rival.id),
        names=(first.label, first.other),
        sure=bool(near),
    )


def _is_told(
    clause: Sentence, said: Said, ranks: Sequence[_Rank], figures: Sequence[Figure], vocabulary: Vocabulary
) -> bool:
    """Whether an amount is the figure of a row that is named, whatever its sign."""
    amount = said.amount
    if amount is None:
        return True
    for figure in (figures[one] for rank in ranks for one in rank.cells):
        if amount.unit != figure.unit and not (amount.unit in (None, *MONEY) and figure.unit in MONEY):
            continue
        scale = vocabulary.units[amount.unit].scale if amount.unit else figure.scale
        scaled, decimals = abs(amount.number.scaled), amount.number.decimals
        stated = msgspec.structs.replace(figure, scaled=scaled, decimals=decimals, scale=scale).quantity
        if consistent_linear(stated, [(-1 if figure.scaled < 0 else 1, figure.quantity)]):
            return True
    return False


def _ranks(
    number: int,
    named: Sequence[int],
    what: Said,
    largest: bool,
    index: Index,
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> list[_Rank]:
    """The named rows against their neighbours in each column that may be meant; none where one of them is open."""
    table = index.tables[number]
    rows = _neighbours(table, named[0], vocabulary)
    if any(table.rows[row].role != "item" or row in table.ragged or row not in rows for row in named):
        return []
    found: list[_Rank] = []
    for column in _columns(number, what, largest, rows, index, figures, vocabulary):
        rank = _rank(table, named, column, largest, rows, figures)
        if rank is None:
            return []
        found.append(rank)
    return found


def _neighbours(table: Table, row: int, vocabulary: Vocabulary) -> list[int]:
    """The rows of the same group, without totals, parts and those that a ranking may leave out."""
    first = last = row
    while first and table.rows[first - 1].role in ("item", "part"):
        first -= 1
    while last + 1 < len(table.rows) and table.rows[last + 1].role in ("item", "part"):
        last += 1
    return [
        at
        for at in range(first, last + 1)
        if at == row
        or (
            table.rows[at].role == "item"
            and at not in table.ragged
            and table.rows[at].indent == table.rows[row].indent
            and table.rows[at].label
            and not vocabulary.comparisons.is_beside(table.rows[at].label)
        )
    ]


def _columns(
    number: int,
    what: Said,
    largest: bool,
    rows: Sequence[int],
    index: Index,
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> Iterator[_Column]:
    table = index.tables[number]
    measures = index.measures[number]
    meanings = [vocabulary.meaning(column.header) for column in table.columns]
    held = [at for at, column in enumerate(table.columns) if column.kind == "figure"]
    if what.letter in "DUN":
        own = [at for at in held if measures[at] in (DEVIATION, FORECAST_DEVIATION)]
        if not own or (what.letter != "D" and not largest):
            return
        if what.letter == "D":
            rated = [at for at in held if meanings[at].measure == "avvikelse" and meanings[at].percent]
            yield from (_Column(at, size=True, sided=True) for at in (*own, *rated))
            return
        if _is_bad_negative(table, measures, rows, figures):
            yield from (_Column(at, factor=1 if what.letter == "U" else -1) for at in own)
    elif what.letter == "C":
        own = [at for at in held if measures[at] == OUTCOME]
        if len(own) == 1 and _holds_costs(table, own[0], rows, figures, vocabulary):
            yield _Column(own[0], size=True)
    else:
        wanted = {stem(stem(word.bare)) for word in what.words}
        own = [at for at in held if _heads(table.columns[at].header) == wanted]
        if len(own) > 1:
            latest = max((max(meanings[at].years) for at in own if meanings[at].years), default=None)
            own = [at for at in own if meanings[at].years and max(meanings[at].years) == latest]
        if len(own) == 1:
            yield _Column(own[0])


def _is_bad_negative(
    table: Table, measures: Sequence[str | None], rows: Sequence[int], figures: Sequence[Figure]
) -> bool:
    """Whether a deficit is surely printed with a minus: costs with a minus less their budget, or a budget less costs
    without. More than budgeted of what is printed without a minus may be good or bad.
    """
    kinds = ((OUTCOME, FORECAST), (BUDGET,), (DEVIATION, FORECAST_DEVIATION))
    columns = [next((at for at, one in enumerate(measures) if one in kind), None) for kind in kinds]
    for row in rows:
        cells = [None if column is None else table.figure_at(row, column) for column in columns]
        if any(cell is None for cell in cells):
            continue
        value, planned, off = (figures[cell].scaled for cell in cells if cell is not None)
        more = value - planned
        if more and off and (more > 0) != (off > 0 if value < 0 and planned < 0 else off < 0):
            return False
    return True


def _holds_costs(
    table: Table, column: int, rows: Sequence[int], figures: Sequence[Figure], vocabulary: Vocabulary
) -> bool:
    """Whether the outcomes of rows are costs: amounts of one sign, and nothing says income or result."""
    cells = [figures[figure] for row in rows if (figure := table.figure_at(row, column)) is not None]
    text = f"{table.columns[column].header} {table.title} {table.stub}".lower()
    if any(vocabulary.is_income(table.rows[row].label) for row in rows) or "intäkt" in text or "resultat" in text:
        return False
    return all(one.unit in MONEY for one in cells) and len({one.scaled > 0 for one in cells if one.scaled}) == 1


def _heads(header: str) -> set[str]:
    """The words of a header that say what is measured."""
    words = re.findall(r"[^\W\d_]+", header.lower())
    return {stem(stem(word)) for word in words if word not in _UNITS}


def _rank(
    table: Table, named: Sequence[int], column: _Column, largest: bool, rows: Sequence[int], figures: Sequence[Figure]
) -> _Rank | None:
    """The last of the named rows against the first of the others; None where they cannot be compared."""
    cells: dict[int, Figure] = {}
    for row in rows:
        cell = table.figure_at(row, column.number)
        if cell is not None and not (figures[cell].nil and not largest):
            cells[row] = figures[cell]
    if any(row not in cells or cells[row].nil for row in named) or len(cells) == len(named):
        return None
    if len({figure.unit for figure in cells.values()}) > 1 or any(figure.hedge for figure in cells.values()):
        return None
    turn = 1 if largest else -1

    def place_of(row: int) -> tuple[int, int]:
        return -turn * _value(cells[row], column), row

    last = max(named, key=place_of)
    rivals = [row for row in cells if row not in named]
    if column.sided and place_of(min(rivals, key=place_of))[0] < place_of(last)[0]:
        # the largest deviation may be meant of those that are as good, or as bad
        rivals = [row for row in rivals if (cells[row].scaled < 0) == (cells[last].scaled < 0)]
        if not rivals or place_of(min(rivals, key=place_of))[0] >= place_of(last)[0]:
            return None
    first = min(rivals, key=place_of)
    mine, other = ((cells[row].id, _factor(cells[row], column)) for row in (last, first))
    return _Rank(
        cells[last],
        cells[first],
        table.rows[last].label,
        table.rows[first].label,
        Order(other, mine) if largest else Order(mine, other),
        tuple(cells[row].id for row in named),
    )


def _factor(figure: Figure, column: _Column) -> int:
    return (-1 if figure.scaled < 0 else 1) if column.size else column.factor


def _value(figure: Figure, column: _Column) -> int:
    """A figure by what it is ranked by, on a grid that every figure is on."""
    quantity = figure.quantity
    return _factor(figure, column) * quantity.scaled * power_of_ten(_FINEST - quantity.decimals)
