"""What a claim is of: the measures that its words allow, and the years they name."""

from collections import Counter
from collections.abc import Sequence

from auditor.model.units import MONEY
from auditor.relate.claim import CHANGE as CHANGED
from auditor.relate.claim import EQUIVALENT, FROM, PART, REFERENCE, TO, VALUE, Claim
from auditor.relate.meanings import (
    BUDGET,
    CHANGE,
    DEVIATION,
    FORECAST,
    FORECAST_DEVIATION,
    OUTCOME,
    PREVIOUS,
    RATE,
    TARGET,
    Index,
)

# what the measures of the period are called where it is said that they are forecast
_OF_FORECAST = {DEVIATION: FORECAST_DEVIATION, OUTCOME: FORECAST}


def report_years(index: Index, claims: Sequence[Claim]) -> tuple[int, ...]:
    """The years that column headers name for outcomes; without any, the latest that several sentences name."""
    found: set[int] = set()
    for table in index.tables:
        for column in table.columns:
            meaning = index.vocabulary.meaning(column.header)
            if meaning.measure == "utfall":
                found.update(meaning.years)
    if not found:
        said = Counter(int(word.text) for claim in claims for word in (*claim.own, *claim.after) if word.letter == "y")
        found.update(sorted(year for year, count in said.items() if count > 1)[-1:])
    return tuple(sorted(found))


def says_this_year(claim: Claim, years: Sequence[int]) -> bool:
    """Whether the latest year that a claim names is that of the report."""
    return bool(claim.years) and bool(years) and max(claim.years) == max(years)


def says_last_year(claim: Claim, years: Sequence[int]) -> bool:
    """Whether a claim names only years before that of the report."""
    return bool(claim.years) and bool(years) and max(claim.years) < max(years)


def measures_of(claim: Claim, years: Sequence[int]) -> tuple[str, ...]:
    """The measures that a claim may be of; none where its words allow several that nothing here tells apart."""
    told = _by_form(claim, years)
    if told is None:
        told = _by_time(claim, years)
    if told is None:
        told = _by_measure_words(claim)
        if claim.is_forecast:
            told = tuple(dict.fromkeys(_OF_FORECAST.get(one, one) for one in told))
    return told


def main_words(before: str) -> str:
    """The kinds of measure words that lead to an amount, without what follows "jämfört med", "mot"."""
    cut = before.find("V")
    own = before if cut < 0 else before[:cut] or before
    return "".join(letter for letter in own if letter in "DUNMrgBPG")


def says_changed(before: str) -> bool:
    """Whether the words right before an amount say that something rose or fell by it."""
    return any(letter in "IK" for letter in before[-4:])


def _by_form(claim: Claim, years: Sequence[int]) -> tuple[str, ...] | None:
    """The measures that an amount's role in its sentence decides; None where it decides none."""
    before = claim.letters_before
    changed = claim.form == CHANGED or (claim.form == EQUIVALENT and says_changed(before))
    if claim.form == PART and not any(word.letter == "w" for word in claim.before):
        return ()
    if (claim.form == EQUIVALENT and not changed) or claim.amount.unit == "procentenheter":
        return ()
    if changed:
        return (RATE,) if claim.amount.unit == "%" else (CHANGE,)
    deviates = any(letter in "DUN" for letter in before)
    if claim.form == REFERENCE and not (deviates and (claim.bracketed or not _says_the_budget(claim))):
        own = before[before.rfind("V") :] + claim.letters_after if "V" in before else ""
        if "B" in own:
            return (BUDGET,)
        if "E" in own or "S" in own or says_last_year(claim, years):
            return (PREVIOUS,)
        return (TARGET,) if "G" in own else ()
    return (PREVIOUS,) if claim.form == FROM else None


def _by_time(claim: Claim, years: Sequence[int]) -> tuple[str, ...] | None:
    """The year before where the words say so, nothing where a comparison is left open; None for what is of now."""
    if claim.form == VALUE and claim.after and claim.after[0].letter in "HLbs":
        # more or less than what is not said
        return ()
    if any(word.text == "mellan" for word in claim.before[-3:]):
        return ()
    if claim.bracketed and claim.inherited and all(word.text == "(" for word in claim.own):
        # "5,9 procent (6,4 procent 2022)"
        return (PREVIOUS,)
    letters = claim.letters
    if ("E" in letters and "V" not in letters) or says_last_year(claim, years):
        return () if any(letter in letters for letter in "DUN") else (PREVIOUS,)
    return None


def _by_measure_words(claim: Claim) -> tuple[str, ...]:
    """The measures that words such as "avvikelse", "kostnad", "resultat" name, forecast ones as if of the period."""
    before, after = claim.letters_before, claim.letters_after
    main = main_words(before)
    if not main and "M" in after:
        main = "M"
    if "D" in main or ("D" in claim.letters and "B" in claim.letters):
        return (DEVIATION,)
    if "V" in after and "B" in after and claim.printed:
        return (DEVIATION,)
    if claim.sign and (not claim.printed or "U" in main or "N" in main):
        return () if _is_budgeted(claim) else (DEVIATION, OUTCOME)
    if "g" in main:
        return () if "B" in main else (RATE,)
    if "r" in main:
        return (OUTCOME, DEVIATION)
    if "B" in main and "V" not in before:
        return (DEVIATION,) if claim.is_forecast else (BUDGET,)
    if "M" in main:
        return (OUTCOME,)
    if "G" in main:
        return (TARGET,)
    if claim.is_forecast:
        return (FORECAST, DEVIATION)
    return _by_nothing(claim)


def _by_nothing(claim: Claim) -> tuple[str, ...]:
    """What an amount may be of that no word names a measure for."""
    if claim.kind in ("heading", "item"):
        return (OUTCOME, DEVIATION)
    if claim.printed and claim.amount.unit in MONEY:
        return (DEVIATION, OUTCOME)
    said = claim.form == TO or claim.amount.unit == "%" or "v" in claim.letters_before
    return (OUTCOME,) if said else ()


def _says_the_budget(claim: Claim) -> bool:
    """Whether the budget itself is told: "mot budgeten på 224,8", not "ett underskott mot budget på 1,8"."""
    return any(word.letter == "B" and word.text.endswith(("en", "ade", "ens")) for word in claim.before)


def _is_budgeted(claim: Claim) -> bool:
    """Whether a surplus is one that was planned: "ett budgeterat överskott"."""
    return any(pair in claim.letters_before for pair in ("BU", "BN", "Br"))
