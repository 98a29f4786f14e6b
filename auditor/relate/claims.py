"""What sentences say of figures that a table holds: a rate, a row's deviation, the whole unit's result.

Only a sentence whose every word between its subject and its amount is understood makes a claim; what restricts it to a
part ("inom hemtjänsten", "på arvoden") leaves it unchecked.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from auditor.exact import Quantity, consistent_linear
from auditor.model.draft import Amount, Piece, Sentence
from auditor.model.figure import Figure, Table, Tie
from auditor.relate.ties import scope, section_number, whole_unit_totals
from auditor.vocabulary import Vocabulary

_MONEY = ("kr", "tkr", "mnkr", "mdkr")
_ENDINGS = frozenset("|en|n|et|t|s|ens|ns|ets|ts|a|as|na|nas|erna|ernas|arna|arnas".split("|"))
_LONGEST_CLAIM = 26
_ENTIRE = frozenset("sammanlagda sammanlagt samlade totala total totalt hela".split())
_FULL_YEAR = frozenset("helår helåret slut slutet".split())
_EVIDENCE = ("sentence", "label")

NumberOf = Callable[[Amount], int]


class _Row(msgspec.Struct, frozen=True):
    table: Table
    row: int
    words: tuple[str, ...]


class _Claim(msgspec.Struct, frozen=True):
    """An amount with the words around it, bare: `words` since the amount before, `earlier` since the sentence began."""

    amount: Amount
    text: str
    words: tuple[str, ...]
    earlier: tuple[str, ...]
    after: tuple[str, ...]
    sentence: Sentence


def claims(
    sentences: Sequence[Sentence],
    tables: Sequence[Table],
    figures: Sequence[Figure],
    number_of: NumberOf,
    vocabulary: Vocabulary,
) -> tuple[Tie, ...]:
    """The ties of sentences to cells of tables."""
    matcher = _Matcher(tables, figures, number_of, vocabulary)
    found: list[Tie] = []
    for sentence in sentences:
        for claim in _claims_of(sentence):
            if claim.amount.unit == "procentenheter":
                found.extend(matcher.points(claim))
            elif claim.amount.unit == "%":
                found.extend(matcher.rate(claim))
            elif claim.amount.unit in _MONEY:
                found.extend(matcher.money(claim))
    return tuple(found)


def _claims_of(sentence: Sentence) -> Iterator[_Claim]:
    pieces = sentence.pieces
    bare = [_bare(piece.text) for piece in pieces]
    for at, piece in enumerate(pieces):
        if piece.amount is None or piece.amount.unit is None or piece.amount.number.hedge:
            continue
        start = _claim_begins(pieces, at)
        after = tuple(bare[at + 1 : at + 8])
        yield _Claim(piece.amount, piece.text, tuple(bare[start:at]), tuple(bare[:at]), after, sentence)


def _claim_begins(pieces: Sequence[Piece], at: int) -> int:
    """Where the words that belong to an amount begin: behind the amount before it, or with the sentence."""
    start = at
    while start and pieces[start - 1].amount is None and at - start < _LONGEST_CLAIM:
        start -= 1
    return start


def _bare(text: str) -> str:
    return text.lower().strip(".,;:!?()”\"'")


def _means(word: str, label: str) -> bool:
    """Whether a word of a sentence is a word of a label, inflected: "förtroendevaldas" for "Förtroendevalda"."""
    if word == label:
        return True
    stem = label[:-1] if label.endswith(("a", "e")) else label
    if len(label) <= 3 or not word.startswith(stem):
        return False
    return word[len(stem) :] in _ENDINGS or word[len(label) :] in _ENDINGS


class _Matcher:
    """Finds the cells that a claim is about."""

    def __init__(
        self, tables: Sequence[Table], figures: Sequence[Figure], number_of: NumberOf, vocabulary: Vocabulary
    ) -> None:
        self.tables = tables
        self.figures = figures
        self.number_of = number_of
        self.vocabulary = vocabulary
        self.totals = whole_unit_totals(tables, figures, vocabulary)
        self.rows = [
            _Row(table, index, tuple(re.findall(r"[^\W_]+", row.label.lower())))
            for table in tables
            for index, row in enumerate(table.rows)
            if scope(table) != "investment"
            and row.role in ("item", "result")
            and row.label
            and index not in table.ragged
        ]
        self.section_of = {
            figure: table.section
            for table in tables
            for column in range(len(table.columns))
            for figure in table.figures_of(column)
        }
        self.by_word: dict[str, list[_Row]] = {}
        for row in self.rows:
            for word in row.words[:1]:
                self.by_word.setdefault(word[:4], []).append(row)

    # ---- rates ----------------------------------------------------------------------------------------------

    def rate(self, claim: _Claim) -> Iterator[Tie]:
        """A rate of an indicator's row ("Personalomsättningen ligger på 11 %"), or a rate of change that a table works
        out ("Kostnadsutvecklingen uppgår till -3,0 procent").

        The sentence has to begin with the rate's name, go straight to the amount, and end there: "i januari", "bland
        chefer", "föregående år", "ska vara" tell of another figure.
        """
        words = self.vocabulary.prose
        straight = bool(claim.earlier) and claim.words == claim.earlier
        straight = straight and all(word in words["verb"] for word in claim.words[1:]) and self._ends(claim)
        cells = list(dict.fromkeys([*self._indicators(claim), *self._developments(claim)]))
        if len(cells) > 3:
            return
        own = self.number_of(claim.amount)
        for figure in cells:
            # what is not said straight may still agree, and then it is checked
            told = straight or _agree(self.figures[own], self.figures[figure], 1)
            if told and not self.figures[figure].hedge:
                yield Tie(own, ((figure, 1),), self.figures[figure].label, _EVIDENCE, True, "claim")

    def _ends(self, claim: _Claim) -> bool:
        """Whether the claim ends with its amount: with the sentence, a comma, or words that begin another thought."""
        if not claim.after or claim.text.endswith((".", ",", ";", ":", "!", "?")):
            return True
        return claim.after[0] in self.vocabulary.prose["closing"]

    def _indicators(self, claim: _Claim) -> Iterator[int]:
        for row in self._rows_named(claim.words):
            if len(row.words) != 1:
                continue
            for column, head in enumerate(row.table.columns):
                meaning = self.vocabulary.meaning(head.header)
                figure = row.table.figure_at(row.row, column)
                if figure is not None and meaning.measure == "utfall" and not meaning.previous:
                    if self.figures[figure].unit == "%":
                        yield figure

    def _developments(self, claim: _Claim) -> Iterator[int]:
        named = [
            word for word in claim.words[:1] if len(word) > 10 and self.vocabulary.measure_of(word) == "utveckling"
        ]
        if not named:
            return
        for table in self._above(claim):
            rate, _ = self._rates(table)
            if rate is not None and len(table.rows) == 1 and _is_about(table, named[0]):
                figure = table.figure_at(0, rate)
                if figure is not None and self.figures[figure].unit == "%":
                    yield figure
                return

    def _above(self, claim: _Claim) -> list[Table]:
        """The tables of the claim's section that stand above it, the nearest first."""
        sentence = claim.sentence
        own = [table for table in self.tables if table.section == sentence.section and table.end_line < sentence.line]
        return own[::-1]

    def _rates(self, table: Table) -> tuple[int | None, int | None]:
        """The columns of a table that hold a rate of change and the budgeted one, where there is one of each."""
        meanings = [self.vocabulary.meaning(column.header) for column in table.columns]
        rates = [at for at, one in enumerate(meanings) if one.measure == "utveckling"]
        plain = [at for at in rates if "budget" not in meanings[at].modifiers]
        budgeted = [at for at in rates if "budget" in meanings[at].modifiers]
        return (plain[0] if len(plain) == 1 else None), (budgeted[0] if len(budgeted) == 1 else None)

    def points(self, claim: _Claim) -> Iterator[Tie]:
        """A difference, "17 procentenheter lägre än den budgeterade intäktsutvecklingen", against the two rates of the
        table above.
        """
        after, words = claim.after, self.vocabulary.prose
        if len(after) < 3 or after[1] != "än" or not any(word.startswith(("budget", "planera")) for word in after[2:]):
            return
        direction = 1 if after[0] in words["higher"] else -1 if after[0] in words["lower"] else 0
        above = self._above(claim)
        named = [word for word in (*claim.earlier, *after[2:]) if self.vocabulary.measure_of(word) == "utveckling"]
        if any(word not in words["verb"] and word != "utfallet" and word not in named for word in claim.earlier):
            return
        if not above or not named or not all(_is_about(above[0], word) for word in named if len(word) > 12):
            return
        if not direction or not above or claim.amount.number.scaled < 0 or len(above[0].rows) != 1:
            return
        rate, budgeted = self._rates(above[0])
        if rate is None or budgeted is None:
            return
        first, second = above[0].figure_at(0, rate), above[0].figure_at(0, budgeted)
        if first is None or second is None or not self.figures[first].unit == self.figures[second].unit == "%":
            return
        terms = ((first, direction), (second, -direction))
        header = above[0].columns[rate].header
        yield Tie(self.number_of(claim.amount), terms, header, ("sentence", "header"), True, "direction")

    # ---- amounts --------------------------------------------------------------------------------------------

    def money(self, claim: _Claim) -> Iterator[Tie]:
        """A deviation or a result of a row or of the whole unit."""
        words = self.vocabulary.prose
        if any(word in words["earlier"] for word in (*claim.earlier, *claim.after[:4])):
            return
        deviation = any(word in words["deviation"] for word in claim.words)
        forecast = any(word in words["forecast"] for word in claim.earlier)
        if not (deviation or forecast or any(word in words["result"] for word in claim.words)):
            return
        subject, rest = self._subject(claim.words)
        if any(not self._neutral(word) for word in rest):
            return
        factor = self._factor(claim)
        own_cells = [figure for row in subject for figure in self._deviations(row, forecast)]
        keys = ["prognostiserad avvikelse" if forecast else "ackumulerad avvikelse"]
        if not deviation:
            keys.append("ackumulerat resultat")
        whole = [self.totals[key] for key in keys if key in self.totals]
        own = self.number_of(claim.amount)
        cells = dict.fromkeys([*own_cells, *whole])
        chosen = [figure for figure in cells if _agree(self.figures[own], self.figures[figure], factor)]
        if not chosen and deviation and self._is_plain(claim):
            # "prognosen" and "resultatet" are said of too many things for a difference to tell
            entire = any(word in _ENTIRE for word in claim.words)
            chosen = self._only_value(claim, whole if entire or not subject else own_cells)
        for figure in chosen:
            yield Tie(own, ((figure, factor),), self.figures[figure].label, _EVIDENCE, True, "claim")

    def _is_plain(self, claim: _Claim) -> bool:
        """Whether a claim is whole: one amount, no month or year of its own, a sign or a word for it, and then it
        ends.
        """
        signed = bool(claim.amount.number.sign) or any(
            word in self.vocabulary.prose[name] for name in ("deficit", "surplus") for word in claim.words
        )
        dated = any(re.search(r"\d", word) or self._is_months(word) or word in _FULL_YEAR for word in claim.earlier)
        period = "periodens" in claim.words and claim.after[:1] == ("efter",) and "månader" in claim.after[:4]
        return signed and not dated and claim.words == claim.earlier and (self._ends(claim) or period)

    def _is_months(self, word: str) -> bool:
        return bool(word) and all(self.vocabulary.is_month(part) for part in re.split(r"[–\-/]", word) if part)

    def _neutral(self, word: str) -> bool:
        """Whether a word changes nothing of what a sentence claims."""
        if not word or word in self.vocabulary.prose["neutral"] or re.fullmatch(r"[\d–\-]+", word):
            return True
        return self._is_months(word)

    def _factor(self, claim: _Claim) -> int:
        """-1 where the words give the sign that the amount lacks."""
        if claim.amount.number.sign:
            return 1
        return -1 if any(word in self.vocabulary.prose["deficit"] for word in claim.words) else 1

    def _rows_named(self, words: Sequence[str]) -> Iterator[_Row]:
        """The rows whose labels' words all stand among `words`."""
        seen: set[tuple[int, int]] = set()
        for begin in dict.fromkeys(word[:4] for word in words):
            for row in self.by_word.get(begin, ()):
                key = (id(row.table), row.row)
                if key not in seen and all(any(_means(word, label) for word in words) for label in row.words):
                    seen.add(key)
                    yield row

    def _subject(self, words: tuple[str, ...]) -> tuple[list[_Row], list[str]]:
        """The rows that a claim is about, those with the longest label, and its words without their names."""
        named = list(self._rows_named(words))
        longest = max((len(row.words) for row in named), default=0)
        best = [row for row in named if len(row.words) == longest]
        labels = {label for row in best for label in row.words}
        return best, [word for word in words if not any(_means(word, label) for label in labels)]

    def _deviations(self, row: _Row, forecast: bool) -> list[int]:
        """The cells of a row that hold its deviation: of the forecast, or of the outcome."""
        meanings = [self.vocabulary.meaning(column.header) for column in row.table.columns]
        measures = {meaning.measure for meaning in meanings}
        only_forecast = "prognos" in measures and "utfall" not in measures
        found = []
        for column, meaning in enumerate(meanings):
            figure = row.table.figure_at(row.row, column)
            if figure is None or meaning.measure != "avvikelse" or self.figures[figure].unit not in _MONEY:
                continue
            if ("prognos" in meaning.modifiers or only_forecast) == forecast:
                found.append(figure)
        return found

    def _only_value(self, claim: _Claim, cells: Sequence[int]) -> list[int]:
        """The cell to hold a claim to when it agrees with none: the only value there is, in a table of its own section,
        and not merely the same amount with the other sign.
        """
        near = [figure for figure in cells if self._is_near(claim, figure)]
        values = {self.figures[figure].quantity for figure in near}
        own = self.figures[self.number_of(claim.amount)]
        if len(values) != 1 or any(_agree(own, self.figures[figure], sign) for figure in near for sign in (1, -1)):
            return []
        return near[:1]

    def _is_near(self, claim: _Claim, figure: int) -> bool:
        """Whether a figure's table stands in the claim's section, or in one above or below it in the numbering."""
        own = section_number(claim.sentence.section)
        other = section_number(self.section_of[figure])
        if claim.sentence.section == self.section_of[figure]:
            return True
        return bool(own and other) and (own[: len(other)] == other or other[: len(own)] == own)


def _is_about(table: Table, word: str) -> bool:
    """Whether a table is about the rate that a sentence names: by its title, or by the beginning of a header."""
    lowered = word.lower()
    return lowered[:7] in table.title.lower() or any(lowered[:4] in column.header.lower() for column in table.columns)


def _agree(told: Figure, cell: Figure, factor: int) -> bool:
    """Whether an amount of a sentence can be the cell's; a round amount is read as rounded to its zeros."""
    own = told.quantity
    scaled, decimals = own.scaled, own.decimals
    while scaled and scaled % 10 == 0 and told.decimals == 0:
        scaled, decimals = scaled // 10, decimals - 1
    terms = [(factor, cell.quantity)]
    return consistent_linear(own, terms) or consistent_linear(Quantity(scaled, decimals), terms)
