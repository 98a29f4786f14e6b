"""What the figures of tables mean: subject, measure and period of every cell, in one index.

The subject is the row's label, as stems; a row that is the whole unit's total has the subject of its table. Measures
are those that sentences tell of: outcome, budget, forecast, deviation, forecast deviation, previous, target, change,
rate.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from auditor.model.figure import Figure, Table
from auditor.relate.ties import scope, section_number, whole_unit_rows
from auditor.vocabulary import Meaning, Vocabulary
from auditor.vocabulary.claims import stem

OUTCOME, BUDGET, FORECAST, DEVIATION, FORECAST_DEVIATION, PREVIOUS, TARGET, CHANGE, RATE = (
    "outcome", "budget", "forecast", "deviation", "forecast deviation", "previous", "target", "change", "rate",
)  # fmt: skip
_JOINERS = frozenset("och samt i för av på med m.m mm m fl inkl exkl till vid inom den det de per".split())
_SHORTEST = 2
# a label of so many words may be called by the abbreviation in it
_LONG_LABEL = 3
# rows by which a municipality's or region's own tables are known
_COMMITTEES = ("nämnd", "styrelse", "skatteintäkt", "nettokostnad", "årets resultat")
_SOME = 2


class Fact(msgspec.Struct, frozen=True):
    """What one cell means. `turned` says that its table prints a deviation that is bad as positive."""

    figure: int
    table: int
    row: int
    column: int
    measure: str
    whole: bool = False
    turned: bool = False
    extra: frozenset[str] = frozenset()
    period: str | None = None


class Name(msgspec.Struct, frozen=True):
    """A way to name a row: the stems of its label, or of a part of it that can stand alone."""

    table: int
    row: int
    stems: frozenset[str]
    first: str


class Index:
    """The cells of a report's tables by what they mean."""

    def __init__(self, tables: Sequence[Table], figures: Sequence[Figure], vocabulary: Vocabulary) -> None:
        self.tables = tables
        self.figures = figures
        self.vocabulary = vocabulary
        self.scopes = [scope(table) for table in tables]
        self.numbers = [section_number(table.section) for table in tables]
        self.measures = [_believed(table, _measures(table, vocabulary), figures) for table in tables]
        self.rows: dict[tuple[int, int], list[Fact]] = {}
        self.names: dict[str, list[Name]] = {}
        self.groups: dict[str, dict[int, list[int]]] = {}
        self.whole: list[Fact] = []
        # tables of one row without a name, which tell of what their section or title names
        self.nameless: list[int] = []
        # rows that are called "Årets resultat" or the like, without a name
        self.results: list[Name] = []
        # the stems of names that are one word
        self.stems: set[str] = set()
        self.place: dict[int, tuple[int, int, int]] = {}
        for number, table in enumerate(tables):
            self._add(number, table)
        # tables whose outcomes and budgets all have one sign: costs, and no net of costs and income
        self.one_sided = [_one_sided(table, self.measures[at], figures) for at, table in enumerate(tables)]
        self.committees = len({row.label for table in tables for row in table.rows if _is_unit(row.label, vocabulary)})
        labels = [row.label.lower() for table in tables for row in table.rows]
        self.has_committees = sum(any(word in label for word in _COMMITTEES) for label in labels) >= _SOME

    def _add(self, number: int, table: Table) -> None:
        """Enters the rows of a table: their cells, names and groups."""
        whole = whole_unit_rows(table, self.figures, self.vocabulary)
        solid = [index for index, row in enumerate(table.rows) if row.role != "heading"]
        if len(solid) == 1 and not table.rows[solid[0]].label:
            self.nameless.append(number)
        groups: dict[str, list[int]] = {}
        turned = _turned(table, self.measures[number], self.figures)
        periods = [self.vocabulary.meaning(column.header).period for column in table.columns]
        extras = [_extra(column.header, self.vocabulary) for column in table.columns]
        short = Counter(abbreviation for row in table.rows for abbreviation in _abbreviations(row.label))
        for index, row in enumerate(table.rows):
            if row.role == "heading" or index in table.ragged:
                continue
            facts = []
            for column, measure in enumerate(self.measures[number]):
                figure = table.figure_at(index, column)
                if figure is None:
                    continue
                self.place[figure] = (number, index, column)
                if measure is not None:
                    fact = Fact(
                        figure, number, index, column, measure, index in whole, turned, extras[column], periods[column]
                    )
                    facts.append(fact)
            self.rows[number, index] = facts
            if index in whole:
                self.whole.extend(facts)
            lone = [(frozenset((one,)), one) for one in _abbreviations(row.label) if short[one] == 1]
            for stems, first in (*_names(row.label), *lone):
                if len(stems) == 1:
                    self.stems.add(first)
                self.names.setdefault(first, []).append(Name(number, index, stems, first))
                if _is_result(row.label, self.vocabulary):
                    self.results.append(Name(number, index, stems, first))
            if row.role == "item" and row.label:
                groups.setdefault(stem(row.label.split()[0]), []).append(index)
        for first, rows in groups.items():
            if len(rows) >= 2:
                self.groups.setdefault(first, {})[number] = rows

    def label(self, figure: int) -> str:
        """What a person calls the row of a cell."""
        number, row, _ = self.place[figure]
        return self.tables[number].rows[row].label

    def measure_at(self, figure: int) -> str | None:
        """What the column of a cell holds."""
        number, _, column = self.place[figure]
        return self.measures[number][column]

    def named(self, stems: Sequence[str]) -> list[Name]:
        """The rows whose names stand among `stems`, those left out whose name is part of a longer one found."""
        have = set(stems)
        found = [name for one in dict.fromkeys(stems) for name in self.names.get(one, ()) if name.stems <= have]
        distinct = {name.stems for name in found}
        whole = {stems for stems in distinct if not any(stems < other for other in distinct)}
        return [name for name in found if name.stems in whole]


def _names(label: str) -> Iterator[tuple[frozenset[str], str]]:
    """The stems of a label; of the part before a comma or bracket, and of an abbreviation behind one."""
    seen: set[frozenset[str]] = set()
    plain = re.sub(r"^(?:varav|därav|summa|totalt?|delsumma)\b[:,]?\s*", "", label.lower())
    parts = [plain]
    cut = re.split(r"\s*[,(/)–;:]\s*|\s-\s|\s(?:inkl|exkl|m\.?\s?m|samt|varav|exklusive|inklusive|jämte)\b", plain)
    if len(cut) > 1:
        parts.append(cut[0])
        upper = [part for part in re.split(r"\s*[,(/)–]\s*|\s-\s", label)[1:] if part.isupper() and len(part) > 1]
        parts.extend(part.lower() for part in upper)
    for part in parts:
        words = [word for word in re.findall(r"[^\W_]+(?:[:-][^\W_]+)*", part) if word not in _JOINERS]
        stems = [stem(word) for word in words]
        if stems and sum(map(len, stems)) >= _SHORTEST and frozenset(stems) not in seen:
            seen.add(frozenset(stems))
            yield frozenset(stems), stems[0]


def _abbreviations(label: str) -> list[str]:
    """The abbreviations within a longer label, which can stand for it: "Stöd och service enligt LSS"."""
    words = re.findall(r"[^\W\d_]+", label)
    if len(words) < _LONG_LABEL or label.isupper():
        return []
    return list(dict.fromkeys(word.lower() for word in words if word.isupper() and len(word) > 1))


def _extra(header: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The words of a header that are of no measure or period: "Koncern", "kvinnor"."""
    words = re.findall(r"[^\W\d_]{3,}", header.lower())
    kinds = vocabulary.claims.letters(words)
    return frozenset(
        stem(word)
        for word, letter in zip(words, kinds, strict=True)
        if (letter == "w" or word.startswith(("kommun", "koncern"))) and vocabulary.measure_of(word) is None
    )


def _measures(table: Table, vocabulary: Vocabulary) -> list[str | None]:
    """What each column of a table holds, in the terms of sentences."""
    meanings = [vocabulary.meaning(column.header) for column in table.columns]
    latest = max((year for one in meanings if one.measure == "utfall" for year in one.years), default=None)
    found: list[str | None] = []
    last_forecast = max((at for at, one in enumerate(meanings) if one.measure == "prognos"), default=-1)
    any_previous = any(one.previous or (latest and one.years and max(one.years) < latest) for one in meanings)
    any_outcome = any(one.measure == "utfall" and not one.previous for one in meanings)
    for at, (column, one) in enumerate(zip(table.columns, meanings, strict=True)):
        budgeted = not any_previous and any(other.measure == "budget" for other in meanings[:at])
        behind = -1 < last_forecast < at
        found.append(_measure(one, latest, behind, any_outcome, budgeted) if column.kind == "figure" else None)
    nets = [_is_net(column.header) for column in table.columns]
    if any(nets):
        # income and costs beside their net are sides of it
        return [
            OUTCOME if net else None if one == OUTCOME and not _is_plain(column.header) else one
            for net, one, column in zip(nets, found, table.columns, strict=True)
        ]
    return found


def _is_net(header: str) -> bool:
    """Whether a column is of the net of income and costs."""
    words = header.lower().split()
    return words[:1] in (["netto"], ["nettokostnad"], ["nettoutfall"]) and len(words) == 1


def _is_plain(header: str) -> bool:
    """Whether an outcome is called so, and is no side of a net."""
    return any(word in header.lower() for word in ("utfall", "bokslut", "resultat"))


def _measure(
    one: Meaning, latest: int | None, behind_forecast: bool, any_outcome: bool, beside_budget: bool
) -> str | None:
    """What a column of a meaning holds, in the terms of sentences; None for what they do not tell of."""
    measure = one.measure
    old = one.previous or (latest is not None and bool(one.years) and max(one.years) < latest)
    if measure == "utfall" and not one.change:
        return PREVIOUS if old else OUTCOME if not one.percent else None
    if measure == "budget":
        return None if one.percent or one.previous else BUDGET
    if measure == "prognos":
        return None if one.percent or one.previous else FORECAST
    if measure == "mål":
        return TARGET
    if measure == "avvikelse" and not old and not one.percent and not one.versus_previous:
        if "prognos" in one.modifiers or "prognos" in one.versus or (one.period == "full_year" and any_outcome):
            return FORECAST_DEVIATION
        # behind a forecast, and no outcome that it could be of, a month in the header is that of the forecast
        of_forecast = behind_forecast and (one.period != "accumulated" or not any_outcome)
        return FORECAST_DEVIATION if of_forecast else DEVIATION
    if measure == "skillnad" and not (one.change or one.versus_previous or one.percent or old) and beside_budget:
        # "Diff" beside a budget, unless the figures deny it
        return FORECAST_DEVIATION if behind_forecast or one.period == "full_year" else DEVIATION
    if measure in ("skillnad", "utveckling") and (one.versus_previous or one.change or measure == "utveckling"):
        if "budget" in one.versus or "budget" in one.modifiers:
            return None
        return RATE if one.percent or measure == "utveckling" else CHANGE
    return None


def _is_result(label: str, vocabulary: Vocabulary) -> bool:
    """Whether a row is called by the result alone: "Årets resultat", "Periodens resultat"."""
    kinds = set(vocabulary.claims.letters(re.findall(r"[^\W\d_]+", label.lower())))
    return "r" in kinds and kinds <= {"r", "n"}


def _is_unit(label: str, vocabulary: Vocabulary) -> bool:
    """Whether a row is called by the name of an organisation."""
    last = label.lower().split()[-1:] or [""]
    return vocabulary.claims.letters(last) == "u" and not vocabulary.claims.is_generic_unit(last[0])


def _believed(table: Table, measures: list[str | None], figures: Sequence[Figure]) -> list[str | None]:
    """The measures, unless most rows deny them: a deviation that is no difference, or as large as what deviates."""
    for outcome, deviation in ((OUTCOME, DEVIATION), (FORECAST, FORECAST_DEVIATION)):
        if outcome not in measures or deviation not in measures:
            continue
        # beside a forecast stands the budget of the period as often as that of the year
        planned = measures.index(BUDGET) if outcome == OUTCOME and BUDGET in measures else None
        columns = [measures.index(outcome), planned, measures.index(deviation)]
        wrong = right = 0
        for row in range(len(table.rows)):
            cells = [table.figure_at(row, column) if column is not None else None for column in columns]
            value, budget, off = (figures[cell].quantity.scaled if cell is not None else None for cell in cells)
            if not value or not off:
                continue
            if budget is not None:
                fits = abs(abs(value - budget) - abs(off)) <= 2 or abs(abs(value) - abs(budget)) == abs(off)
            else:
                fits = 2 * abs(off) < abs(value)
            right, wrong = right + fits, wrong + (not fits)
        if wrong > right and wrong > 1:
            denied = (outcome, deviation, BUDGET if planned is not None else "")
            return [None if name in denied else name for name in measures]
    return measures


def _one_sided(table: Table, measures: Sequence[str | None], figures: Sequence[Figure]) -> bool:
    """Whether all outcomes, budgets and forecasts of a table have one sign."""
    signs = {
        figures[figure].scaled > 0
        for column, measure in enumerate(measures)
        if measure in (OUTCOME, BUDGET, FORECAST)
        for figure in table.figures_of(column)
        if figures[figure].scaled
    }
    return len(signs) < 2


def _turned(table: Table, measures: Sequence[str | None], figures: Sequence[Figure]) -> bool:
    """Whether a deviation is outcome less budget of costs without a minus: then more than budgeted is positive."""
    first = next((at for at, one in enumerate(measures) if one in (OUTCOME, FORECAST)), None)
    budget = next((at for at, one in enumerate(measures) if one == BUDGET), None)
    deviation = next((at for at, one in enumerate(measures) if one in (DEVIATION, FORECAST_DEVIATION)), None)
    if first is None or budget is None or deviation is None:
        return False
    for row in range(len(table.rows)):
        numbers = [table.figure_at(row, column) for column in (first, budget, deviation)]
        if any(number is None for number in numbers):
            continue
        value, planned, off = (figures[number].scaled for number in numbers if number is not None)
        if value > 0 and planned > 0 and off and abs(value - planned) > abs(off) // 2:
            return (value - planned > 0) == (off > 0)
    return False
