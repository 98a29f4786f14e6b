"""Loads rules/vocabulary.toml and answers questions about words. No arithmetic, no tables."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from auditor.resources import cached, data_dir
from auditor.vocabulary.claims import ClaimWords
from auditor.vocabulary.comparisons import ComparisonWords
from auditor.vocabulary.series import SeriesWords
from auditor.vocabulary.statements import StatementWords

# A measure that is worked out from others names the column even when the others stand in the header too:
# "Prognos budgetavvikelse" is a deviation (of the forecast, against the budget).
_HEADS = (
    "avvikelse",
    "återstår",
    "skillnad",
    "utveckling",
    "andel",
    "snitt",
    "not",
    "prognos",
    "budget",
    "mål",
    "utfall",
    "antal",
    "summa",
)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d)(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(?:20)?([12]\d)(0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?(?!\d)")
_PERIOD_CODE = re.compile(r"^(?:[tqkd][1-4]|p(?:[1-9]|1[0-2])|r12|ur[1-4]|kv[1-4]|h[12]|\d{1,2})$")
# "% av budget", "i procent av omsättningen": a share, whatever it is of
_SHARE_OF = re.compile(r"(?:%|\b(?:procent|proc|pct|percent|per cent))\s+(?:av|of)\b")
# what is used of a frame is a share of it where it is in per cent: "Förbrukat %"
_USED = ("förbruk", "förbr", "nyttja", "utnyttja", "upparb")
# "per 31 augusti" is a date, "per invånare" is not
_PER_DATE = re.compile(r"\bper\s+(?=\d|den\b|sista\b|(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec))")
# footnote marks, which cling to header words
_MARKS = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹*†‡"))
_WORD = re.compile(r"[^\W_]+(?:[.\-/:&][^\W_]+)*|\+/-|±|%|δ", re.IGNORECASE)


class Meaning(msgspec.Struct, frozen=True):
    """What a column header says. Measures are the names used in rule formulas (utfall, budget, avvikelse ...).

    `versus` holds the measures after "mot", "jämfört med"; `previous` is set where the column itself is of an earlier
    period, `versus_previous` where it is compared with one. `change` tells a change over
    time ("förändring") from a difference of any kind. `known` and `unknown` count its words.
    """

    measure: str | None = None
    modifiers: frozenset[str] = frozenset()
    versus: frozenset[str] = frozenset()
    previous: bool = False
    versus_previous: bool = False
    period: str | None = None
    years: tuple[int, ...] = ()
    percent: bool = False
    points: bool = False
    change: bool = False
    known: int = 0
    unknown: int = 0


class Unit(msgspec.Struct, frozen=True):
    """A unit: `scale` is the power of ten of its dimension's base unit (money: kr)."""

    name: str
    dimension: str
    scale: int


class Vocabulary:
    """The words of one vocabulary file and of those a user adds."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self.units = {name: Unit(name, unit["dimension"], unit["scale"]) for name, unit in data["units"].items()}
        self._unit_forms: dict[str, str] = {
            form: name for name, unit in data["units"].items() for form in unit["forms"]
        }
        shown = sorted(
            (
                form
                for form, name in self._unit_forms.items()
                if self.units[name].dimension not in ("count", "quantity")
            ),
            key=len,
            reverse=True,
        )
        self._unit_in_text = re.compile(
            r"(?<![^\W\d_])(?:" + "|".join(re.escape(form) for form in shown) + r")(?![^\W\d_])", re.IGNORECASE
        )
        self.measures = {entry["name"] for entry in data["measures"].values()}
        self._exact: dict[str, str] = {}
        self._ends: list[tuple[str, str]] = []
        for entry in data["measures"].values():
            self._exact.update((word, entry["name"]) for word in entry["exact"])
            self._ends.extend((word, entry["name"]) for word in entry["ends"])
        self._ends.sort(key=lambda pair: (-len(pair[0]), pair[0]))
        self._weak = set(data["header"]["weak"])
        self._filler = set(data["header"]["filler"])
        self.versus = set(data["header"]["versus"])
        self._stub = set(data["header"]["stub"])
        self._indicator = set(data["header"]["indicator"])
        periods = data["periods"]
        self._previous = set(periods["previous"])
        self._accumulated = set(periods["accumulated"])
        self._full_year = set(periods["full_year"])
        self._year_prefixes = tuple(periods["prefixes_full_year"])
        self._accumulated_prefixes = tuple(periods["prefixes_accumulated"])
        self._months = set(periods["months"])
        self._counted = set(periods["counted"])
        self._change = tuple(periods["change"])
        rows = data["rows"]
        self._total_first, self._total_last = set(rows["total"]), set(rows["total_last"])
        self._subtotal = set(rows["subtotal"])
        self._part = tuple(rows["part"])
        self._not_total = tuple(rows["not_total"])
        self._result = tuple(rows["result"])
        self._income = set(rows["income"])
        self._never_negative = set(rows["never_negative"])
        self._index = set(rows["index"])
        self._numbered = set(rows["numbered"])
        self._numbered_ends = tuple(rows["numbered_ends"])
        self.group_words = set(rows["group_words"])
        self._not_additive = set(data["columns"]["not_additive"])
        self._not_additive_ends = tuple(data["columns"]["not_additive_ends"])
        self._identifier = set(data["columns"]["identifier"])
        self._count = set(data["columns"]["count"])
        self._quantities = {form for form, name in self._unit_forms.items() if self.units[name].dimension == "quantity"}
        self.cell_words = set(data["cells"]["word"])
        self.nil_words = set(data["cells"]["nil"])
        self._complete = _phrases(data["lists"]["complete"])
        self._partial = _phrases(data["lists"]["partial"])
        self.amount_words = frozenset(data["prose"]["amounts"])
        self.sentence_before = set(data["prose"]["sentence_before"])
        self.claims = ClaimWords(data["claims"], self._months)
        self.comparisons = ComparisonWords(data["comparisons"])
        self.statements = StatementWords(data["lines"], data["statement"], self._labelled_units())
        self.series = SeriesWords(data["series"], self._plain, self._carries_meaning)
        self.numerals = self.claims.numerals
        written = "|".join(sorted(map(re.escape, self.numerals), key=lambda word: (-len(word), word)))
        # "två miljoner": a number that is written out counts as an amount before the unit of one
        self.spelled = re.compile(
            rf"\b({written.replace(chr(92) + ' ', ' ')})\s+"
            r"((?:miljon|miljard)(?:er)?(?: kronor)?|procent(?:enhet(?:er)?)?|mnkr|tkr)\b",
            re.IGNORECASE,
        )
        self.reference_before = set(data["prose"]["reference_before"])
        self.references = {name: frozenset(words) for name, words in data["references"].items()}
        self.years = {name: frozenset(words) for name, words in data["years"].items()}
        self.apart = tuple(frozenset(group.split()) for group in data["spelling"]["apart"])
        self.furniture_words = set(data["furniture"]["words"])
        self._meanings: dict[str, Meaning] = {}
        self._word_measures: dict[str, str | None] = {}

    # ---- units ------------------------------------------------------------------------------------------------

    def _labelled_units(self) -> frozenset[str]:
        """The units of one word that stand in the label of a row: "Eget kapital, mnkr"."""
        told = (form for form, name in self._unit_forms.items() if self.units[name].dimension in ("money", "ratio"))
        return frozenset(form for form in told if form.isalpha())

    def unit(self, printed: str | None) -> str | None:
        """The unit that a figure's own suffix names."""
        if not printed:
            return None
        form = " ".join(printed.replace("\u00a0", " ").lower().split()).rstrip(".")
        return self._unit_forms.get(form) or self._unit_forms.get(form.replace("kronor", "kr"))

    def unit_in(self, text: str) -> str | None:
        """The unit named somewhere in a title or a header: "belopp i mnkr", "(tkr)"; money before per cent."""
        plain = " ".join(text.replace("\u2019", "'").split())
        names = [self._unit_forms[match.group().lower()] for match in self._unit_in_text.finditer(plain)]
        money = [name for name in names if self.units[name].dimension == "money"]
        return next(iter(money or names), None)

    # ---- headers ----------------------------------------------------------------------------------------------

    def measure_of(self, word: str) -> str | None:
        """The measure that one word names, by itself or as the end of a compound."""
        if word not in self._word_measures:
            found = self._exact.get(word)
            if found is None and len(word) > 5:
                found = next((name for end, name in self._ends if word.endswith(end)), None)
            self._word_measures[word] = found
        return self._word_measures[word]

    def _plain(self, word: str) -> str:
        """A word as far as it tells columns apart: the measure it names, nothing for a unit or a filler."""
        measure = self.measure_of(word)
        return measure or ("" if word in self._filler or word in self._unit_forms else word)

    def _carries_meaning(self, word: str) -> bool:
        unit = self._unit_forms.get(word)
        return len(word) > 1 and (unit is None or self.units[unit].dimension in ("count", "quantity"))

    def knows(self, word: str) -> bool:
        """Whether a header word is known at all."""
        return (
            self.measure_of(word) is not None
            or word in self._filler
            or word in self.versus
            or word in self._previous
            or word in self._accumulated
            or word in self._full_year
            or word in self._months
            or word in self._counted
        )

    def is_strong_measure(self, word: str) -> bool:
        """Whether a word heads a column rather than labels a row ("utfall", but not "kostnader")."""
        return word not in self._weak and self.measure_of(word) is not None

    def meaning(self, header: str) -> Meaning:
        """What a header says; never fails: an unknown header has no measure."""
        if header not in self._meanings:
            self._meanings[header] = self._read(header)
        return self._meanings[header]

    def _read(self, header: str) -> Meaning:  # noqa: C901  # one pass over the words, a branch a kind of word
        before: list[str] = []
        after: list[str] = []
        target = before
        own: dict[str, bool] = {}
        other: dict[str, bool] = {}
        flags = own
        years: list[int] = []
        period: str | None = None
        known = unknown = 0
        dated = used = False
        # outcome words that only tell of what the measure beside them is: "Budget kostnader", "Nettokostnad prognos"
        soft: list[str] = []
        for match in _WORD.finditer(header.translate(_MARKS)):
            word = match.group().lower().rstrip(".")
            pieces = [word]
            if word not in self._exact and word not in self._filler and ("." in word or "/" in word or "-" in word):
                pieces = [piece for piece in re.split(r"[./\-]", word) if piece]
            for piece in pieces:
                year = _year(piece)
                if piece in self.versus and (before or soft or piece not in ("från", "sedan", "than")):
                    target, flags = after, other
                    known += 1
                elif year is not None:
                    if target is before:
                        years.append(year)
                    known += 1
                elif (name := self.measure_of(piece)) is not None:
                    (soft if target is before and name == "utfall" and piece in self._weak else target).append(name)
                    known += 1
                    used = used or piece.startswith(_USED)
                    if name not in ("avvikelse", "skillnad") and len(piece) > 6:
                        if piece.startswith(self._year_prefixes):
                            period = "full_year"
                        elif piece.startswith(self._accumulated_prefixes):
                            period = period or "accumulated"
                    if piece.startswith("budget") and name in ("avvikelse", "skillnad"):
                        other["budget"] = True
                    if piece.startswith("prognos") and name in ("avvikelse", "skillnad"):
                        target.append("prognos")
                elif piece in self._previous:
                    flags["previous"] = True
                    known += 1
                elif piece in self._accumulated:
                    period = period or "accumulated"
                    known += 1
                elif piece in self._full_year:
                    if not flags.get("previous") and target is before and piece.startswith(("år", "helår")):
                        period = period or "full_year"
                    known += 1
                elif piece.isdecimal() and len(piece) == 1 and target[-1:] == ["prognos"]:
                    known += 1
                elif piece in self._months or piece in self._counted or _PERIOD_CODE.match(piece):
                    dated = True
                    period = period or "accumulated"
                    known += 1
                elif piece in self._filler:
                    known += 1
                else:
                    unknown += 1
        if not any(name in ("budget", "prognos") for name in before):
            before.extend(soft)
        versus = set(after) | ({"budget"} if other.get("budget") else set())
        measure = next((name for name in _HEADS if name in before), next(iter(before), None))
        if measure in ("utfall", "prognos") and (versus or other.get("previous")):
            measure = "avvikelse" if "budget" in versus else "skillnad"
        told = years or period == "full_year" or dated or own.get("previous")
        if measure is None and before == [] and told and unknown == 0:
            measure = "utfall"
        lowered = header.lower()
        percent = "%" in lowered or "procent" in lowered or "percent" in lowered
        if measure in (None, "utfall", "budget", "prognos") and (
            _SHARE_OF.search(lowered) or (used and percent and measure == "utfall")
        ):
            measure = "andel"
        return Meaning(
            measure=measure,
            modifiers=frozenset(name for name in before if name != measure),
            versus=frozenset(versus),
            previous=bool(own.get("previous")) and measure not in ("avvikelse", "skillnad", "utveckling"),
            versus_previous=bool(other.get("previous"))
            or (bool(own.get("previous")) and measure in ("skillnad", "utveckling")),
            period=period,
            years=tuple(years),
            percent=percent,
            points="enhet" in lowered and ("%" in lowered or "procent" in lowered),
            change=any(word.startswith(self._change) for word in re.findall(r"[^\W\d_]+", lowered)),
            known=known,
            unknown=unknown,
        )

    def is_period(self, word: str) -> bool:
        """Whether a word tells the period of the measure that follows it: "ack", "periodens"."""
        return word in self._accumulated or word in self._previous

    def is_indicator(self, word: str) -> bool:
        """Whether a word heads a column of measures."""
        return word in self._indicator

    def is_counted_period(self, word: str) -> bool:
        """Whether a word stands before the number of a period: "kv", "tertial"."""
        return word in self._counted

    def is_month(self, word: str) -> bool:
        """Whether a word is a month, whole or shortened."""
        return word in self._months

    def is_stub(self, word: str) -> bool:
        """Whether a word heads the label column: "Uppdrag", "Indikator", "Belopp i mnkr"."""
        return word in self._stub or word in self._unit_forms

    def is_money(self, word: str) -> bool:
        """Whether a word is a unit of money, perhaps in brackets."""
        name = self._unit_forms.get(word.lower().strip("(),.:"))
        return name is not None and self.units[name].dimension == "money"

    def is_additive(self, header: str) -> bool:
        """Whether a column with this header could add up at all; shares, means and prices do not."""
        lowered = _PER_DATE.sub("", header.lower())
        if "%" in lowered or re.search(r"\b(?:kr|tkr|kronor|st|tim)\s*/", lowered):
            return False
        words = [word.strip(".,:;()") for word in lowered.split()]
        return not any(
            word in self._not_additive or (len(word) > 5 and word.endswith(self._not_additive_ends)) for word in words
        )

    def is_identifier(self, header: str) -> bool:
        """Whether a column holds numbers that name things: account, project or object numbers."""
        words = re.findall(r"[^\W\d_]+", header.lower())
        return (
            bool(words)
            and len(words) <= 3
            and (words[-1] in self._identifier or words[0] in self._identifier)
            and not any(self.is_strong_measure(word) for word in words)
        )

    def is_count(self, header: str) -> bool:
        """Whether a column counts things, so that its whole numbers are exact."""
        words = re.findall(r"[^\W\d_]+", _PER_DATE.sub("", header.lower()))
        # "Kostnad per besök" is money, "Antal årsarbetare" is measured and rounded
        if "per" in words or "/" in header or any(word in self._quantities for word in words):
            return False
        return any(word in self._count for word in words)

    # ---- rows -------------------------------------------------------------------------------------------------

    def role(self, label: str) -> str:
        """item, subtotal, total, part or result, as far as the label tells; arithmetic has the last word."""
        lowered = label.lower().lstrip("-–—•*  ").strip()
        if not lowered:
            return "item"
        if lowered.startswith(self._part):
            return "part"
        words = re.findall(r"[^\W_]+(?::[^\W_]+)?", lowered)
        if not words or lowered.startswith(self._not_total):
            return "item"
        if words[0] in self._subtotal:
            return "subtotal"
        if words[0] in self._total_first or words[-1] in self._total_last:
            return "total"
        if lowered.startswith(self._result):
            return "result"
        return "item"

    def is_numbered(self, word: str) -> bool:
        """Whether a word of a label is followed by its number: "etapp 2", "hus 14"."""
        word = word.lower().strip(".,:;()")
        return word in self._numbered or (len(word) > 5 and word.endswith(self._numbered_ends))

    def never_negative(self, label: str) -> bool:
        """Whether a row's label names a rate that cannot be below zero."""
        words = re.findall(r"[^\W\d_]+", label.lower())
        return bool(words) and words[0] in self._never_negative

    def is_income(self, label: str) -> bool:
        """Whether a row is income, so that more than budgeted is good where costs are printed positive."""
        return any(any(word.endswith(end) for end in self._income) for word in re.findall(r"[^\W\d_]+", label.lower()))

    def is_index(self, label: str) -> bool:
        """Whether a row's label names an index or a rate, which is never a sum."""
        return any(word in self._index for word in re.findall(r"[^\W\d_]+", label.lower()))

    # ---- lists ------------------------------------------------------------------------------------------------

    def claims_complete(self, text: str) -> str | None:
        """The words by which a lead-in says that the items below make up its amount ("varav"), if any."""
        match = self._complete.search(text.lower())
        return match.group() if match else None

    def is_partial(self, text: str) -> bool:
        """Whether words say that a list is not complete ("bland annat")."""
        return self._partial.search(text.lower()) is not None


def _phrases(words: list[str]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(re.escape(word) for word in longest) + r")(?![^\W\d_])")


def _year(word: str) -> int | None:
    """2020, 2112 (December 2021) and 202112 as a year."""
    if _YEAR.fullmatch(word):
        return int(word)
    match = _YEAR_MONTH.fullmatch(word)
    return 2000 + int(match.group(1)) if match else None


@cache
def load(folders: tuple[Path, ...] = ()) -> Vocabulary:
    """The shipped vocabulary, with the lists of the same name in users' `vocabulary.toml` added to it."""
    path = data_dir("rules") / "vocabulary.toml"
    data = msgspec.msgpack.decode(cached("vocabulary", [path], lambda: msgspec.msgpack.encode(_toml(path))))
    for folder in folders:
        extra = folder / "vocabulary.toml"
        if extra.is_file():
            _merge(data, _toml(extra))
    return Vocabulary(data)


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text(encoding="utf-8"))


def _merge(into: dict[str, Any], extra: dict[str, Any]) -> None:
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        elif isinstance(value, list) and isinstance(into.get(key), list) and isinstance(next(iter(value), ""), str):
            into[key] = into[key] + value
        else:
            into[key] = value
