"""Figures that are printed twice: the same row and column in two tables, and an indicator against the result table.

Labels and headers propose a repetition; that the tables agree elsewhere confirms that they speak of the same thing.
"""

import re
from collections.abc import Iterator, Sequence
from math import log10

import msgspec

from auditor.exact import consistent_linear
from auditor.model.figure import Figure, Table, Tie
from auditor.model.units import MONEY, same_unit
from auditor.vocabulary import Meaning, Vocabulary

# A table is compared with so many earlier ones that share a label with it: enough for a report, and linear in its
# length.
_MOST_EARLIER = 6
# How many digits, over all cells that agree, it takes to show that two tables hold the same figures.
_DIGITS = 5.0
# words beside "Totalt" that name no part of the unit
_OF_TOTALS = frozenset(
    "totalt total totala summa tot sum totalsumma slutsumma nettokostnad nettokostnader netto kostnad "
    "drift investeringar investering investeringsutgifter utgifter mnkr tkr mkr resultat budget ram regionbidrag "
    "kommunbidrag och".split()
)


class _Cell(msgspec.Struct, frozen=True):
    """A matched pair of cells: row labels alike, columns of the same meaning."""

    first: int
    second: int
    row: str
    columns: tuple[int, int]
    agrees: bool
    trivial: bool


def ties(tables: Sequence[Table], figures: Sequence[Figure], vocabulary: Vocabulary) -> tuple[Tie, ...]:
    """The repetitions among the tables of a report."""
    found = list(_same_rows(tables, figures, vocabulary))
    found.extend(_whole_unit(tables, figures, vocabulary))
    unique: dict[tuple[int, int], Tie] = {}
    for tie in found:
        unique.setdefault((tie.first, tie.terms[0][0]), tie)
    return tuple(unique.values())


def section_number(section: str) -> tuple[str, ...]:
    """The number of a heading by its levels: "4.2.1 Resultaträkning" is ("4", "2", "1")."""
    found = re.match(r"\s*(\d+(?:\.\d+)*)", section)
    return tuple(found.group(1).split(".")) if found else ()


def normal(label: str) -> str:
    """A label without case, punctuation and footnote marks."""
    return " ".join(re.findall(r"[^\W_]+", label.lower()))


# ---- the same rows in two tables --------------------------------------------------------------------------------


def _same_rows(tables: Sequence[Table], figures: Sequence[Figure], vocabulary: Vocabulary) -> Iterator[Tie]:
    seen: dict[str, list[int]] = {}
    labels: list[dict[str, int]] = []
    for number, table in enumerate(tables):
        own = rows_by_label(table)
        labels.append(own)
        earlier: dict[int, None] = {}
        for label in own:
            for other in seen.get(label, [])[-_MOST_EARLIER:]:
                earlier.setdefault(other)
            seen.setdefault(label, []).append(number)
        for other in sorted(earlier)[-_MOST_EARLIER:]:
            yield from _pair(tables[other], table, labels[other], own, figures, vocabulary)


def rows_by_label(table: Table) -> dict[str, int]:
    """Row numbers by label, those that stand once in the table."""
    found: dict[str, list[int]] = {}
    for index, row in enumerate(table.rows):
        # "Total" in one table is "Totalt" in the other
        label = "totalt" if row.role == "total" and len(row.label.split()) == 1 else normal(row.label)
        if len(label) > 2 and row.role != "heading" and index not in table.ragged:
            found.setdefault(label, []).append(index)
    return {label: rows[0] for label, rows in found.items() if len(rows) == 1}


def _pair(
    first: Table,
    second: Table,
    left: dict[str, int],
    right: dict[str, int],
    figures: Sequence[Figure],
    vocabulary: Vocabulary,
) -> Iterator[Tie]:
    if scope(first) != scope(second) or years_differ(first, second) or _sheets_of_a_kind(first, second, left, right):
        return
    shared = [label for label in left if label in right]
    own = [label for label in shared if first.rows[left[label]].role in ("item", "part")]
    if not own:
        return
    pairs = column_pairs(first, second, vocabulary)
    cells: list[_Cell] = []
    for a, b in pairs:
        for label in shared:
            one, other = first.figure_at(left[label], a), second.figure_at(right[label], b)
            if one is None or other is None or not comparable(figures[one], figures[other]):
                continue
            agrees = consistent_linear(figures[one].quantity, [(1, figures[other].quantity)])
            trivial = figures[one].scaled == 0 and figures[other].scaled == 0
            cells.append(_Cell(one, other, label, (a, b), agrees, trivial))
    solid = [cell for cell in cells if not cell.trivial]
    agreeing = sum(cell.agrees for cell in solid)
    indicators = is_indicator(first, vocabulary) and is_indicator(second, vocabulary)
    if indicators:
        # measures of their own: an outcome that agrees shows that the two tables tell of the same unit, and so does a
        # chapter on one measure beside a summary of many; shared targets do not
        outcomes = [
            cell for cell in solid if vocabulary.meaning(first.columns[cell.columns[0]].header).measure != "mål"
        ]
        same_unit = any(cell.agrees for cell in outcomes) or _chapter_and_summary(first, second, own)
        wanted = [cell for cell in cells if same_unit and agreeing >= 1 and agreeing >= len(solid) - agreeing]
    else:
        wanted = []
        same_rows = len(shared) * 5 >= 4 * max(len(left), len(right))
        columns = [[cell for cell in cells if cell.columns == pair] for pair in pairs]
        if len(own) >= 3 and any(_shows_same_unit(column, figures) for column in columns):
            for column in columns:
                telling = [cell for cell in column if not cell.trivial]
                good = sum(cell.agrees for cell in telling)
                if good >= 2 * (len(telling) - good):
                    # a total is the same figure only over the same rows
                    wanted.extend(
                        cell for cell in column if same_rows or first.rows[left[cell.row]].role in ("item", "part")
                    )
    for cell in wanted:
        yield Tie(cell.first, ((cell.second, 1),), first.rows[left[cell.row]].label, ("label", "siblings"))


def _shows_same_unit(column: Sequence[_Cell], figures: Sequence[Figure]) -> bool:
    """Whether so many rows of two columns agree, to so many digits, that they are the same figures."""
    telling = [cell for cell in column if not cell.trivial]
    good = [cell for cell in telling if cell.agrees]
    digits = sum(log10(max(abs(figures[cell.first].scaled), 1)) for cell in good)
    alike = len(good) + len(column) - len(telling)
    enough = alike >= (3 if len(good) >= 3 else 5)
    return len(good) >= 2 and enough and len(good) >= 2 * (len(telling) - len(good)) and digits >= _DIGITS


def years_differ(first: Table, second: Table) -> bool:
    """Whether the titles of two tables name different years."""
    years = [set(re.findall(r"\b(?:19|20)\d\d\b", f"{table.title} {table.stub}")) for table in (first, second)]
    return bool(years[0]) and bool(years[1]) and years[0] != years[1]


def _sheets_of_a_kind(first: Table, second: Table, left: dict[str, int], right: dict[str, int]) -> bool:
    """Whether two sheets of a workbook hold one table each for months, units or versions of their own: the same columns
    and rows on both, so that most of their figures may well agree and none has to.
    """
    sheets = _sheet(first), _sheet(second)
    if None in sheets or sheets[0] == sheets[1]:
        return False
    headers = [{normal(column.header) for column in table.columns} for table in (first, second)]
    return headers[0] == headers[1] and len(left.keys() & right.keys()) * 5 >= 4 * max(len(left), len(right))


def _sheet(table: Table) -> str | None:
    """The sheet of a workbook that a table stands on."""
    origin = table.rows[0].span.origin if table.rows else None
    if origin is None or origin.cell is None or origin.paragraph is not None or origin.line is not None:
        return None
    return origin.cell.rpartition("!")[0]


def _chapter_and_summary(first: Table, second: Table, labels: Sequence[str]) -> bool:
    """Whether one table stands in a chapter that is named for the measure, and the other lists several."""
    for one, other in ((first, second), (second, first)):
        heading = normal(f"{one.section} {one.title}")
        if len(other.rows) >= 3 and len(one.rows) <= 2 and any(label in heading for label in labels):
            return True
    return False


def column_pairs(first: Table, second: Table, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Columns that mean the same; a column that could be several is left out."""
    left = [vocabulary.meaning(column.header) for column in first.columns]
    right = [vocabulary.meaning(column.header) for column in second.columns]
    pairs = []
    for a, one in enumerate(left):
        if first.columns[a].kind != "figure" or one.measure is None:
            continue
        matches = [
            b for b, other in enumerate(right) if second.columns[b].kind == "figure" and same_meaning(one, other)
        ]
        if len(matches) == 1 and sum(same_meaning(other, right[matches[0]]) for other in left) == 1:
            pairs.append((a, matches[0]))
    return pairs


def same_meaning(one: Meaning, other: Meaning) -> bool:
    """Whether two headers can mean the same column: nothing that one says may be denied by the other."""
    return (
        one.measure == other.measure
        and one.measure is not None
        and one.previous == other.previous
        and ("prognos" in one.modifiers) == ("prognos" in other.modifiers)
        and one.percent == other.percent
        and (not one.versus or not other.versus or one.versus == other.versus)
        and one.versus_previous == other.versus_previous
        and (not one.years or not other.years or one.years == other.years)
        and (one.period is None or other.period is None or one.period == other.period)
    )


def comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures are in one unit, or both are money, and neither is loosened by a word or a mark."""
    return not one.hedge and not other.hedge and same_unit(one.unit, other.unit)


def scope(table: Table) -> str:
    """investment or operation: the same subject has figures of both, and they are not one."""
    text = f"{table.title} {table.section} {table.stub} {' '.join(row.label for row in table.rows[:1])}".lower()
    return "investment" if "invest" in text else "operation"


def is_indicator(table: Table, vocabulary: Vocabulary) -> bool:
    """Whether a table lists measures, each with its outcome: "Indikator", "Nyckeltal", "Mått"."""
    words = re.findall(r"[^\W\d_]+", table.stub.lower())
    return any(vocabulary.is_indicator(word) for word in words)


# ---- the whole unit's result and deviation ----------------------------------------------------------------------


class _Told(msgspec.Struct, frozen=True):
    """A figure of the whole unit, what stands beside it as its budget or target, and its table."""

    figure: int
    beside: int | None
    table: Table


def _whole_unit(tables: Sequence[Table], figures: Sequence[Figure], vocabulary: Vocabulary) -> Iterator[Tie]:
    """An indicator that is the total of the result table: "Ackumulerad budgetavvikelse", "Periodresultat".

    The budget beside the one has to be the budget (or target) beside the other: that shows that they tell of one unit.
    """
    told: dict[str, list[_Told]] = {}
    totals: dict[str, list[_Told]] = {}
    for table in tables:
        if scope(table) == "investment":
            continue
        if is_indicator(table, vocabulary):
            for index, row in enumerate(table.rows):
                key = measure_of_label(row.label, vocabulary)
                figure = value_of(table, index, key, vocabulary) if key else None
                if key and figure is not None and figures[figure].unit in MONEY:
                    told.setdefault(key, []).append(_Told(figure, _beside(table, index, vocabulary), table))
        else:
            for key, figure, row_number in _totals_of(table, figures, vocabulary):
                totals.setdefault(key, []).append(_Told(figure, _beside(table, row_number, vocabulary), table))
    for key, indicators in told.items():
        sums = totals.get(key, [])
        values = {
            (figures[one.figure].scaled, figures[one.figure].decimals - figures[one.figure].scale) for one in sums
        }
        if not sums or len(indicators) > 3 or len(values) > 1:
            # several units in one report: which total belongs to which indicator is not known
            continue
        anchor = sums[0]
        for one in [*sums[1:], *indicators]:
            if figures[one.figure].hedge or one.beside is None or anchor.beside is None:
                continue
            beside = consistent_linear(figures[one.beside].quantity, [(1, figures[anchor.beside].quantity)])
            if beside and of_one_unit(one.table, anchor.table):
                yield Tie(one.figure, ((anchor.figure, 1),), key, ("label", "siblings"), True)


def of_one_unit(indicators: Table, result: Table) -> bool:
    """Whether an indicator stands in the result table's own section, or in a summary of many measures."""
    one, other = section_number(indicators.section), section_number(result.section)
    if indicators.section == result.section or len([row for row in indicators.rows if row.role != "heading"]) >= 4:
        return True
    near = min(len(one), len(other))
    return near > 0 and (one[:near] == other[:near] or (near > 2 and one[: near - 1] == other[: near - 1]))


def whole_unit_totals(tables: Sequence[Table], figures: Sequence[Figure], vocabulary: Vocabulary) -> dict[str, int]:
    """The whole unit's figures by measure, those that the result tables of a report give one value only."""
    found: dict[str, list[int]] = {}
    for table in tables:
        if scope(table) != "investment" and not is_indicator(table, vocabulary):
            for key, figure, _ in _totals_of(table, figures, vocabulary):
                found.setdefault(key, []).append(figure)
    values = {key: {figures[figure].quantity for figure in own} for key, own in found.items()}
    return {key: own[0] for key, own in found.items() if len(values[key]) == 1}


def whole_unit_rows(table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> set[int]:
    """The rows that hold the whole unit's figures: the last total of a table, if it is its last row."""
    if is_indicator(table, vocabulary):
        return set()
    solid = [index for index, row in enumerate(table.rows) if row.role != "heading"]
    if not solid:
        return set()
    total = [
        footing.total for footing in table.footings if not footing.across and table.rows[footing.total].role == "total"
    ]
    last = solid[-1]
    words = [word for word in re.findall(r"[^\W\d_]+", table.rows[last].label.lower()) if word not in _OF_TOTALS]
    if any(letter not in "uWn" for letter in vocabulary.claims.letters(words)):
        # "Summa nämnder": a part that has a name
        return set()
    return {last} if last in total or (table.rows[last].role == "total" and len(solid) == 2) else set()


def _beside(table: Table, row: int, vocabulary: Vocabulary) -> int | None:
    """The budget of a row, or the target where there is no budget."""
    measures = [vocabulary.meaning(column.header).measure for column in table.columns]
    for name in ("budget", "mål"):
        if name in measures:
            return table.figure_at(row, measures.index(name))
    return None


def measure_of_label(label: str, vocabulary: Vocabulary) -> str | None:
    """The measure of the whole unit that an indicator's label names, with its period."""
    meaning = vocabulary.meaning(label)
    if meaning.unknown or "invest" in label.lower():
        return None
    if meaning.measure == "avvikelse":
        return "prognostiserad avvikelse" if "prognos" in meaning.modifiers else "ackumulerad avvikelse"
    if normal(label) in ("periodresultat", "periodens resultat", "ackumulerat resultat"):
        return "ackumulerat resultat"
    return None


def value_of(table: Table, row: int, key: str, vocabulary: Vocabulary) -> int | None:
    """The cell of an indicator row that holds its value: the deviation's own column, or the outcome."""
    meanings = [vocabulary.meaning(column.header) for column in table.columns]
    measures = [meaning.measure for meaning in meanings]
    if key.endswith("avvikelse") and measures.count("avvikelse") == 1:
        return table.figure_at(row, measures.index("avvikelse"))
    if measures.count("utfall") == 1 and "avvikelse" not in measures:
        return table.figure_at(row, measures.index("utfall"))
    return None


def _totals_of(table: Table, figures: Sequence[Figure], vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """The total row of a result table by units: outcome or forecast, budget and deviation."""
    last = [footing for footing in table.footings if not footing.across and table.rows[footing.total].role == "total"]
    meanings = [vocabulary.meaning(column.header) for column in table.columns]
    measures = {meaning.measure for meaning in meanings}
    if not last or "budget" not in measures or "avvikelse" not in measures:
        return
    row = last[-1].total
    if row != max(index for index, one in enumerate(table.rows) if one.role != "heading"):
        return
    forecast_only = "prognos" in measures and "utfall" not in measures
    for column, meaning in enumerate(meanings):
        figure = table.figure_at(row, column)
        if figure is None or figures[figure].unit not in MONEY or meaning.previous:
            continue
        if meaning.measure == "avvikelse":
            forecast = (
                "prognos" in meaning.modifiers
                or forecast_only
                or ("prognos" in measures and column > _last([one.measure for one in meanings], "prognos"))
            )
            yield ("prognostiserad avvikelse" if forecast else "ackumulerad avvikelse"), figure, row
        elif meaning.measure == "utfall" and not meaning.years:
            yield "ackumulerat resultat", figure, row


def _last(measures: Sequence[str | None], name: str) -> int:
    return max((index for index, measure in enumerate(measures) if measure == name), default=-1)
