"""Whether a sentence is understood as a whole, so that a claim that agrees with no cell can be held to one."""

import re
from collections.abc import Sequence

from auditor.relate.cells import nameless_table
from auditor.relate.claim import CHANGE as CHANGED
from auditor.relate.claim import DIFFERENCE, EQUIVALENT, PERIOD_WORDS, REFERENCE, VALUE, Claim
from auditor.relate.clauses import letters_of
from auditor.relate.context import Context
from auditor.relate.meanings import PREVIOUS, Name
from auditor.relate.what import main_words, says_changed, says_last_year
from auditor.relate.whom import Subject, bare_words, is_other_unit
from auditor.vocabulary.claims import stem

# one of several deviations, where it is said which
_DEVIATIONS = tuple(
    f"{of}{plural}" for of in ("", "budget", "prognos", "period") for plural in ("avvikelser", "avvikelserna")
)
# words for one side of a net of costs and income
_SIDES = ("kostnad", "intäkt", "utgift")
_SIDE_LETTERS = 5
# What the whole unit's outcome is called; "kostnaderna" are one side of it.
_WHOLE_OUTCOMES = ("utfall", "netto", "invest", "bokslut", "period", "redovisa", "förbruk", "upparb")
# so many words behind a claim may still take something out of it
_NEAR_BEYOND = 2
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
# where no verb is known, a subject ends after so many words
_LONGEST_SUBJECT = 4
_VERB_AND_NAME = re.compile(r"v[nu]*w[wn]*$")
_UNDERSTOOD = (VALUE, REFERENCE, CHANGED, DIFFERENCE, EQUIVALENT)


def is_certain(claim: Claim, subject: Subject, context: Context, measures: Sequence[str] = ()) -> bool:
    """Whether every word is the subject's name, a measure, a period or changes nothing."""
    if subject.left or not (subject.names or subject.whole):
        return False
    letters, before = claim.letters, claim.letters_before
    if PREVIOUS in measures and claim.bracketed and not context.in_brackets:
        if "E" not in letters and not says_last_year(claim, context.years):
            return False
    beyond = letters_of(claim.beyond)
    if "Z" in beyond[:_NEAR_BEYOND] or "t" in beyond:
        # "1,9 mnkr, exklusive lokaler", "för grundskola och förskola tillsammans"
        return False
    if any(letter in letters for letter in "OZJ") or ("t" in letters and not claim.respective):
        return False
    if subject.names and "W" in claim.letters_after:
        # "beräknas kosta 148 mnkr totalt": over all years
        return False
    if len({name.stems for name in subject.names}) > 1 or _narrows(claim, subject):
        return False
    if claim.form not in _UNDERSTOOD or not _months_fit(claim, measures, context):
        return False
    rated = "g" in before or claim.form in (CHANGED, DIFFERENCE)
    if not subject.names and claim.amount.unit in ("%", "procentenheter") and not rated:
        return False
    # "sjukfrånvaron var 5,9", "föregående år var sjukfrånvaron 5,9"
    verb = "v" in before[before.rfind("w") + 1 :] or _VERB_AND_NAME.search(before) is not None
    apposed = claim.bracketed and claim.amount.unit == "%"
    named = bool(subject.names) and (verb or apposed)
    return main_words(before) != "" or claim.kind == "heading" or named or says_changed(before)


def speaks_for_itself(claim: Claim, subject: Subject, measures: Sequence[str], context: Context) -> bool:
    """Whether a claim names what it is about; one that does not may go on with what the sentences above name."""
    taken = subject.stems
    if _is_vague(claim, taken, context):
        return False
    if not _is_own_level(claim, taken, context) or not _is_of_kind(claim, subject, context):
        return False
    letters = claim.letters_before
    if claim.form == VALUE and any(letter in "IK" for letter in letters):
        return False
    if subject.names and subject.exact and any(_is_proper(name, context) for name in subject.names):
        return True
    if not subject.exact and _goes_on_from_another(claim, taken, context):
        return False
    # the whole unit, a part that a heading names, or a row that is called by its measure alone
    if claim.so_far.count("w") > letters.count("w"):
        return False
    if subject.names and not subject.exact and main_words(letters) in ("U", "N"):
        if all(word.text not in PERIOD_WORDS for word in claim.words):
            # "överskottet" under a part's heading may be that of the period or of the year
            return False
    nameless = nameless_table(claim, context) is not None
    if not subject.names and not nameless and not _names_the_whole(claim, measures, context):
        return False
    if nameless or "W" in letters:
        return True
    mine = {name.stems for name in subject.names}
    above = context.index.named([stem(word) for word in claim.above.split()])
    return all(name.stems in mine or _is_ours(name, context) for name in above)


def _goes_on_from_another(claim: Claim, taken: set[str], context: Context) -> bool:
    """Whether a sentence above begins with something that no table names: what follows may be of that."""
    for sentence in _SENTENCES.split(claim.above):
        words = bare_words(sentence)
        letters = context.words.letters(words)
        verb = next((at for at, letter in enumerate(letters) if letter in "vPDM"), _LONGEST_SUBJECT)
        begins = zip(words[:verb], letters[:verb], strict=True)
        if any(letter == "w" and stem(word) not in taken for word, letter in begins):
            return True
    return False


def _narrows(claim: Claim, subject: Subject) -> bool:
    """Whether the subject is a part of what the sentence begins with: "nämnden har ett underskott på 0,9 mnkr inom
    hemtjänsten". It may be of that part, or of both.
    """
    if claim.kind != "text" or subject.whole or not any(letter in "uW" for letter in claim.letters_before):
        return False
    behind = {word.stem for word in claim.after}
    return any(name.stems <= behind for name in subject.names)


def _is_vague(claim: Claim, taken: set[str], context: Context) -> bool:
    """Whether a word says that the amount is one of several, or of what was said before, and nothing says of which."""
    before = claim.before
    if claim.bracketed and claim.printed and before[-2:-1] and before[-2].stem in taken:
        # right behind a name
        return False
    chosen = claim.respective or claim.kind == "item" or claim.bracketed
    return any(
        word.text in context.words.vague
        and word.stem not in taken
        and not (claim.respective and word.letter == "t")
        and not (word.text in _DEVIATIONS and chosen)
        for word in claim.words
    )


def _names_the_whole(claim: Claim, measures: Sequence[str], context: Context) -> bool:
    """Whether a claim without a row's name is of the whole unit, by its own words or the sentences above."""
    letters = claim.letters_before
    if any(word.letter == "M" and not word.text.startswith(_WHOLE_OUTCOMES) for word in claim.words):
        return False
    if claim.form == CHANGED and "r" not in letters and "M" not in letters:
        return False
    if any(letter in "uW" for letter in letters):
        return True
    if claim.form == REFERENCE or PREVIOUS in measures:
        return False
    if any(letter in "DUNrM" for letter in letters):
        return True
    ours = bool(context.own) and any(stem(word) == context.own for word in claim.above.split())
    return claim.printed and "P" in letters and ours


def _is_own_level(claim: Claim, taken: set[str], context: Context) -> bool:
    """Whether "kommunen" or "regionen" can be the unit that the tables are of: one with committees or taxes."""
    if not any(word.text in context.words.higher_units and word.stem not in taken for word in claim.words):
        return True
    return context.index.has_committees or "W" in claim.letters


def _is_of_kind(claim: Claim, subject: Subject, context: Context) -> bool:
    """Whether "kostnaderna" or "intäkterna" of a row can be what its table holds, and not one side of a net."""
    sides = {word.text[:_SIDE_LETTERS] for word in claim.before if word.letter == "M" and word.text.startswith(_SIDES)}
    if not sides:
        return True
    for name in subject.names:
        table = context.index.tables[name.table]
        heads = (table.title, table.stub, table.rows[name.row].label, *(one.header for one in table.columns))
        said = " ".join(heads).lower()
        if any(side in said for side in sides):
            continue
        if any(side.startswith("int") for side in sides) or not context.index.one_sided[name.table]:
            return False
    return True


def _is_ours(name: Name, context: Context) -> bool:
    """Whether a row is called by a measure or by the organisation: what stands above then tells of the whole."""
    return all(letter in "DrBPGWn" or not is_other_unit(word, context) for word, letter in _label(name, context))


def _is_proper(name: Name, context: Context) -> bool:
    """Whether a row's name is that of a part, not of a measure or the organisation."""
    return any(
        letter == "w" or (letter == "u" and is_other_unit(word, context)) for word, letter in _label(name, context)
    )


def _label(name: Name, context: Context) -> list[tuple[str, str]]:
    """The words of a row's label with their kinds."""
    words = bare_words(context.index.tables[name.table].rows[name.row].label)
    return list(zip(words, context.words.letters(words), strict=True))


def _months_fit(claim: Claim, measures: Sequence[str], context: Context) -> bool:
    """Whether months and years are those of the report: "efter februari", "januari–april", not "i mars"."""
    words = claim.words
    latest = max(context.years) if context.years else None
    for at, word in enumerate(words):
        if word.letter == "m":
            before = words[at - 1].text if at else ""
            around = (*words[at + 1 : at + 3], *words[max(at - 2, 0) : at])
            span = any(mark in word.text for mark in "–-/") or any(other.letter == "m" for other in around)
            if not span and before not in context.words.until:
                return False
        if word.letter == "y":
            if latest is None:
                return False
            said = int(word.text)
            if said != latest and not (said == latest - 1 and (PREVIOUS in measures or "V" in claim.letters)):
                return False
    return True
