"""The source that a report was made from: which cell of it each figure of the report was taken from.

Rows are matched by their labels and columns by what their headers mean; that most cells agree, in kronor, thousands or
millions, shows that the table is the right one. A cell that then differs was changed on the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import log10

import msgspec

from auditor.exact import consistent_linear
from auditor.model.draft import Amount, Sentence
from auditor.model.figure import Figure, Table, Tie
from auditor.model.span import Origin, Piece, Span
from auditor.model.units import MONEY
from auditor.relate.claims import claims
from auditor.relate.meanings import Index
from auditor.relate.ties import normal, rows_by_label, same_meaning
from auditor.vocabulary import Vocabulary

# powers of ten of the units that amounts without one may be in: kronor, thousands, millions
_SCALES = (0, 3, 6)
# what shows that a table of the source is that of the report where words agree, and in digits over all cells
_FEWEST, _DIGITS = 2, 4.0
# so many cells of a column agree where its headers do not say what it is, and so many times those that do not
_FEWEST_UNWORDED, _DOMINANT = 3, 4


class Source(msgspec.Struct, frozen=True):
    """A source as read: `name` is its path, `exact` the unrounded value of a cell by
    reference, as auditor.model.document.Document has it.
    """

    name: str
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    exact: Mapping[str, tuple[int, int]] = {}


class Tied(msgspec.Struct, frozen=True):
    """What a report was tied to: cells of the source, numbered on from the report's figures, and a tie for each figure
    that was found there.
    """

    figures: tuple[Figure, ...]
    ties: tuple[Tie, ...]


class _Pair(msgspec.Struct, frozen=True):
    """A column of the report and one of the source, with the rows that both have. `scale` is the power of ten of the
    source's unit, None where it states its own; `factor` is -1 where one prints its costs with a minus.
    """

    column: int
    cells: tuple[tuple[int, int], ...]
    scale: int | None
    factor: int
    worded: bool
    good: int
    bad: int
    digits: float

    @property
    def order(self) -> tuple[bool, int, float]:
        return self.worded, self.good - self.bad, self.digits


def tied(
    tables: Sequence[Table],
    figures: Sequence[Figure],
    sentences: Sequence[Sentence],
    known_ties: Sequence[Tie],
    source: Source,
    vocabulary: Vocabulary,
) -> Tied:
    """The figures of a report with the cells of the source that they were taken from: those of its tables, and the
    amounts of sentences that none of its own tables holds (`known_ties`).
    """
    nodes: dict[tuple[int, str | None, int], Figure] = {}
    ties: dict[int, Tie] = {}
    scales: dict[int, int] = {}
    known = [rows_of(table) for table in source.tables]
    for table in tables:
        own = rows_of(table)
        best: dict[int, tuple[_Pair, bool]] = {}
        for number, (other, rows) in enumerate(zip(source.tables, known, strict=True)):
            shared = [(own[label], rows[label]) for label in own if label in rows]
            if not shared:
                continue
            for pair, sure in _accepted(table, other, shared, figures, source, vocabulary):
                if sure and pair.scale is not None:
                    scales.update(dict.fromkeys(_cells_of(source.tables[number]), pair.scale))
                if pair.column not in best or best[pair.column][0].order < pair.order:
                    best[pair.column] = pair, sure
        for pair, sure in best.values():
            for first, second in pair.cells:
                node = _node(figures[first], source, second, pair.scale, nodes, len(figures))
                label = source.figures[second].label
                witnesses = ("label", "header", "siblings") if pair.worded else ("label", "siblings")
                tie = Tie(first, ((node, pair.factor),), label, witnesses, sure, "source")
                ties.setdefault(first, tie)
    held = {one for tie in known_ties for one in (tie.first, *(figure for figure, _ in tie.terms))} | ties.keys()
    for tie in _said(sentences, figures, _with_units(source, scales), vocabulary):
        if tie.first not in held:
            (number, factor), scale = tie.terms[0], scales.get(tie.terms[0][0])
            node = _node(figures[tie.first], source, number, scale, nodes, len(figures))
            said = msgspec.structs.replace(tie, terms=((node, factor),), established=False, kind="source")
            ties.setdefault(tie.first, said)
    return Tied(tuple(nodes.values()), tuple(ties.values()))


def _cells_of(table: Table) -> list[int]:
    return [cell.figure for row in table.rows for cell in row.cells if cell is not None and cell.figure is not None]


def _with_units(source: Source, scales: Mapping[int, int]) -> Source:
    """The source with the units that the report's tables have shown its amounts to be in."""
    units = {0: "kr", 3: "tkr", 6: "mnkr"}
    figures = tuple(
        msgspec.structs.replace(figure, unit=units[scales[number]], scale=scales[number])
        if number in scales and figure.unit is None
        else figure
        for number, figure in enumerate(source.figures)
    )
    return msgspec.structs.replace(source, figures=figures)


def _said(
    sentences: Sequence[Sentence], figures: Sequence[Figure], source: Source, vocabulary: Vocabulary
) -> Iterator[Tie]:
    """The amounts of sentences with the one cell of the source that each is about; cells numbered as in the source."""
    told = {(figure.span.line, figure.span.column): figure for figure in figures if figure.context == "prose"}
    everything, own = list(source.figures), dict[int, int]()

    def number_of(amount: Amount) -> int:
        figure = told[_place(amount)]
        if figure.id not in own:
            own[figure.id] = len(everything)
            everything.append(msgspec.structs.replace(figure, id=len(everything)))
        return own[figure.id]

    heard = [one for one in sentences if all(_place(piece.amount) in told for piece in one.pieces if piece.amount)]
    found = claims(heard, Index(source.tables, everything, vocabulary), number_of)
    of_report = {number: figure for figure, number in own.items()}
    for tie in found.ties:
        if tie.kind == "claim" and not tie.under and len(tie.terms) == 1 and tie.terms[0][0] < len(source.figures):
            yield msgspec.structs.replace(tie, first=of_report[tie.first])


def _place(amount: Amount) -> tuple[int | None, int | None]:
    return amount.span.line, amount.span.column


def rows_of(table: Table) -> dict[str, int]:
    """Row numbers by label. A number in front of a label is that of an account or a unit, and need not be in both."""
    found = rows_by_label(table)
    bare: dict[str, list[int]] = {}
    for label, row in found.items():
        words = [word for word in label.split() if not word.isdigit()]
        bare.setdefault(" ".join(words), []).append(row)
    return found | {label: rows[0] for label, rows in bare.items() if len(rows) == 1 and len(label) > 2}


# ---- which columns ----------------------------------------------------------------------------------------------


def _accepted(
    table: Table,
    other: Table,
    shared: Sequence[tuple[int, int]],
    figures: Sequence[Figure],
    source: Source,
    vocabulary: Vocabulary,
) -> Iterator[tuple[_Pair, bool]]:
    """The columns of the report's table that stand in a table of the source, and whether words show it too."""
    pairs = list(_pairs(table, other, shared, figures, source, vocabulary))
    worded: dict[int, _Pair] = {}
    for pair in pairs:
        if pair.worded and (pair.column not in worded or worded[pair.column].order < pair.order):
            worded[pair.column] = pair
    good, bad = (sum(getattr(pair, name) for pair in worded.values()) for name in ("good", "bad"))
    sure = good >= _FEWEST and good >= 2 * bad and sum(pair.digits for pair in worded.values()) >= _DIGITS
    for pair in worded.values():
        # a column of which next to nothing agrees is another one, however it is called
        if sure and pair.good >= pair.bad:
            yield pair, True
        elif pair.good >= _FEWEST and pair.good >= 2 * pair.bad:
            yield pair, False
    for pair in pairs:
        if not pair.worded and pair.good >= _FEWEST_UNWORDED and pair.good >= _DOMINANT * pair.bad:
            if pair.digits >= _DIGITS:
                yield pair, False


def _pairs(
    table: Table,
    other: Table,
    shared: Sequence[tuple[int, int]],
    figures: Sequence[Figure],
    source: Source,
    vocabulary: Vocabulary,
) -> Iterator[_Pair]:
    """Every column of a table with every one of another that may be the same, in the unit that fits best."""
    left = [vocabulary.meaning(column.header) for column in table.columns]
    right = [vocabulary.meaning(column.header) for column in other.columns]
    for a, one in enumerate(left):
        for b, another in enumerate(right):
            named = normal(table.columns[a].header)
            worded = same_meaning(one, another) or (bool(named) and named == normal(other.columns[b].header))
            if not worded and one.measure is not None and another.measure is not None:
                continue
            cells = tuple(
                (first, second)
                for row, line in shared
                if (first := table.figure_at(row, a)) is not None and (second := other.figure_at(line, b)) is not None
            )
            if cells:
                yield from _judged(a, cells, worded, figures, source)


def _judged(
    column: int, cells: tuple[tuple[int, int], ...], worded: bool, figures: Sequence[Figure], source: Source
) -> Iterator[_Pair]:
    """A pair of columns with how many of their cells agree: the best of its readings."""
    # a unit that the source states for some cells may not be that of others: what agrees tells
    scales: Sequence[int | None] = (
        (None, *_SCALES)
        if all(_is_money(figures[first], source.figures[second]) for first, second in cells)
        else (None,)
    )
    best: _Pair | None = None
    for scale in scales:
        for factor in (1, -1):
            good, bad, digits = 0, 0, 0.0
            kept = []
            for first, second in cells:
                own, theirs = figures[first], _converted(figures[first], source, second, scale)
                if theirs is None:
                    continue
                kept.append((first, second))
                if own.scaled == 0 and theirs.scaled == 0:
                    continue
                if consistent_linear(own.quantity, [(factor, theirs.quantity)]):
                    good += 1
                    digits += log10(max(abs(own.scaled), 1))
                else:
                    bad += 1
            pair = _Pair(column, tuple(kept), scale, factor, worded, good, bad, digits)
            if kept and (best is None or best.good < pair.good):
                best = pair
    if best is not None:
        yield best


# ---- cells of the source as figures beside those of the report ---------------------------------------------------


def _is_money(own: Figure, theirs: Figure) -> bool:
    """Whether two figures are amounts, or may be, since they do not say what they are."""
    return {own.unit, theirs.unit} <= {None, *MONEY}


def _converted(own: Figure, source: Source, number: int, scale: int | None) -> Figure | None:
    """A cell of the source as a figure that can be compared with one of the report, unrounded where that is known; None
    where they are of different things.
    """
    theirs = source.figures[number]
    if own.hedge or theirs.hedge:
        return None
    scaled, decimals = _unrounded(theirs, source)
    if scale is None:
        alike = theirs.unit == own.unit or (theirs.unit in MONEY and own.unit in MONEY)
        return msgspec.structs.replace(theirs, scaled=scaled, decimals=decimals) if alike else None
    if not _is_money(own, theirs):
        return None
    # told in the report's unit: 12 345 678 kronor are 12,345678 mnkr
    return msgspec.structs.replace(
        theirs, scaled=scaled, decimals=decimals - scale + own.scale, unit=own.unit, scale=own.scale
    )


def _unrounded(figure: Figure, source: Source) -> tuple[int, int]:
    """The value of a cell as the workbook holds it, on the scale on which the cell shows it."""
    piece = figure.span.pieces[0]
    cell = piece.origin.cell if piece.origin is not None else None
    if cell is None or cell not in source.exact or len(figure.span.pieces) > 1:
        return figure.scaled, figure.decimals
    scaled, decimals = source.exact[cell]
    # a negative amount whose sign the format leaves out is shown, and read, without it
    return (abs(scaled), decimals) if figure.scaled > 0 > scaled else (scaled, decimals)


def _node(
    own: Figure,
    source: Source,
    number: int,
    scale: int | None,
    nodes: dict[tuple[int, str | None, int], Figure],
    first: int,
) -> int:
    """The number of a cell of the source among the figures; the same for all figures of one unit."""
    figure = _converted(own, source, number, scale)
    assert figure is not None
    key = (number, figure.unit, figure.decimals)
    known = nodes.get(key)
    if known is None:
        span = Span(tuple(_elsewhere(piece, source.name) for piece in figure.span.pieces))
        known = msgspec.structs.replace(figure, id=first + len(nodes), span=span, context="source")
        nodes[key] = known
    return known.id


def _elsewhere(piece: Piece, name: str) -> Piece:
    """A place in the source, which is no place in the report."""
    at = piece.origin or Origin(line=piece.line, column=piece.column, end_column=piece.end_column)
    return Piece(page=piece.page, origin=msgspec.structs.replace(at, file=name))
