"""Sentences to claims: what each amount is said to be, before any table is looked at.

The grammar grammars/claims.lark tells the form of the words around an amount; this is where its tree becomes records.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec
from lark import Token, Tree

from auditor import grammar
from auditor.model.draft import Amount, Sentence
from auditor.relate.claim import CHANGE, DIFFERENCE, EQUIVALENT, FROM, PART, REFERENCE, TO, VALUE, Claim
from auditor.relate.clauses import (
    AMOUNTS,
    Clause,
    Word,
    bare,
    behind,
    clause_of,
    hedge_of,
    is_bracketed,
    leading,
    letters_of,
    quote,
    respective,
    words_of,
)
from auditor.vocabulary import Vocabulary

# "lägre jämfört med budget på": what follows is the budget itself
_OF_REFERENCE = re.compile(r"[HLbs][nM]*V[nuw]*[BEGS][nu]*$")
# "jämfört med budget är ...", and "högre" with nothing that it is higher than
_COMPARED_FIRST = re.compile(r"^n?V[nu]*([BEGS])[nu]*v")
_LONE_DIRECTION = re.compile(r"n?([HLbs])n*(?:[.,;CZ]|$)")
# kinds of words that say what an amount is, and that name whom it is of
_MEASURES = "DUNMrgBPVETG"
_NAMES = "wui"
# a sentence with more amounts is a table that has lost its lines
_MOST_AMOUNTS = 12
# the first words of what leads to a clause: "till följd av vakanser", "trots högre lönekostnader"
_CAUSES = frozenset(("till", "på", "trots", "tack", "med", "eftersom"))
# above and below what an amount is compared with, better and worse
_DIRECTIONS = {"H": 1, "X": 1, "L": -1, "Y": -1, "b": 2, "s": -2}
# a sentence that begins with one of these goes on with the amount before
_IT = frozenset(("det", "detta", "vilket", "motsvarande"))


def claims_of(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> list[Claim]:
    """The claims of a report in the order of its amounts. `number` is a claim's index, `partner` that of another."""
    found: list[Claim] = []
    last_of: dict[int, Claim] = {}
    for number, sentence in enumerate(sentences):
        lead = last_of.get(sentence.lead) if sentence.lead is not None else None
        first = bare(sentence.pieces[0].text)
        if lead is None and number and first in _IT and _goes_on(sentence, sentences[number - 1], vocabulary):
            # "Det är 3,2 mnkr lägre än budget."
            lead = last_of.get(number - 1)
        own = list(_claims(number, sentence, lead, vocabulary, len(found)))
        if own:
            # a list goes on from the amount that its lead-in ends with
            last_of[number] = own[-1]
        found.extend(own)
    return found


def _goes_on(sentence: Sentence, before: Sentence, vocabulary: Vocabulary) -> bool:
    """Whether a sentence that begins with "det" names nothing of its own before its first amount."""
    words: list[str] = []
    for piece in sentence.pieces:
        if piece.amount is not None:
            break
        words.append(bare(piece.text))
    same = sentence.paragraph == before.paragraph and before.text in sentence.above[-len(before.text) - 1 :]
    return same and not any(letter in _NAMES for letter in vocabulary.claims.letters(words))


class _Phrase(msgspec.Struct, frozen=True):
    """What the grammar makes of the words around an amount, from `start` to `end` among the letters of its sentence."""

    form: str
    start: int
    end: int
    partner: int | None = None


def _phrases(letters: str) -> dict[int, _Phrase]:
    """The phrases of a sentence by the amount whose form they tell; an amount in none of them is a value."""
    found: dict[int, _Phrase] = {}
    tree: Tree[Token] = grammar.load("claims", ("sentence",)).parse(letters)
    for phrase in tree.children:
        if not isinstance(phrase, Tree):
            continue
        token = phrase.children[0]
        assert isinstance(token, Token)
        start = token.start_pos
        assert start is not None
        own = [start + offset for offset, letter in enumerate(token) if letter in AMOUNTS]
        first, last, end = own[0], own[-1], start + len(token)
        kind = str(phrase.data)
        if kind == "from_to":
            found[first] = _Phrase(FROM, start, end)
            found[last] = _Phrase(TO, start, end, first)
        elif kind == "pair":
            found[last] = _Phrase(EQUIVALENT, start, end, first)
        elif kind in (DIFFERENCE, CHANGE, REFERENCE):
            found[last] = _Phrase(kind, start, end)
    return found


def _claims(number: int, sentence: Sentence, lead: Claim | None, vocabulary: Vocabulary, first: int) -> Iterator[Claim]:
    """The claims of one sentence, numbered from `first`; `lead` is that of the sentence above it."""
    clause = clause_of(sentence, vocabulary)
    amounts = clause.amounts
    if len(amounts) > _MOST_AMOUNTS:
        return
    phrases = _phrases(clause.letters)
    earlier: Claim | None = None
    # where the words that belong to the amount before end
    taken = 0
    for order, index in enumerate(amounts):
        amount = sentence.pieces[clause.place[index]].amount
        assert amount is not None
        start = amounts[order - 1] + 1 if order else 0
        stop = amounts[order + 1] if order + 1 < len(amounts) else len(clause.letters)
        # in a heading a comma stands between whom and what: "Förskola, budgetavvikelse -1,2 mnkr"
        heading = sentence.kind == "heading"
        between = words_of(clause, start, index) if heading else leading(clause, start, index)
        own = leading(clause, taken, index) if taken > start else between
        after, taken = behind(clause, index, stop, vocabulary)
        phrase = phrases.get(index, _Phrase(VALUE, index, index + 1))
        if phrase.form != REFERENCE:
            own = _without_cause(own)
        before, inherited = _led_by(sentence, earlier, lead, own, after, phrase.form, vocabulary)
        form, against, direction = _form(clause, phrase, index, own, between)
        if amount.unit == "%" and earlier is not None and earlier.form == CHANGE and _restates(own):
            # "ökade med 2,7 mnkr eller 3,8 procent"
            form, direction = CHANGE, earlier.direction
        if form == VALUE and earlier is not None and _is_of_reference(earlier, own):
            # "bättre än budget, som var 18,5 mnkr"
            form, before, inherited = REFERENCE, (*before, *earlier.after), True
        sign, printed = _sign(amount, own, after, form)
        hedge = hedge_of(clause, index, amount, vocabulary)
        low, high = hedge or (0, 0)
        earlier = Claim(
            number=first + order,
            sentence=number,
            amount=amount,
            form=form,
            before=before,
            after=after,
            inherited=inherited,
            against=against,
            direction=direction,
            partner=first + amounts.index(phrase.partner) if phrase.partner is not None else None,
            sign=sign,
            printed=printed,
            low=low,
            high=high,
            hedged=hedge is not None,
            bracketed=is_bracketed(clause.letters, index),
            kind=sentence.kind,
            section=sentence.section,
            chapter=sentence.chapter,
            topic=sentence.topic,
            line=amount.line.number,
            quote=quote(sentence, clause.place[index]),
            above=sentence.above,
            so_far=clause.letters[:index],
            rest=clause.letters[index + 1 :],
            beyond=tuple(word for word in clause.words[index + 1 + len(after) : stop] if word.text),
            respective=respective(clause, index),
            own=between,
            heading=sentence.text if sentence.kind == "heading" else "",
        )
        yield earlier


def _led_by(
    sentence: Sentence,
    earlier: Claim | None,
    lead: Claim | None,
    own: tuple[Word, ...],
    after: tuple[Word, ...],
    form: str,
    vocabulary: Vocabulary,
) -> tuple[tuple[Word, ...], bool]:
    """The words that say what an amount is, and whether some are taken over: from the earlier amount of the sentence,
    or from the one that leads to it.
    """
    source = earlier or lead
    if source is not None:
        return _inherited(source, own, after, form, earlier is not None or sentence.kind != "item")
    # what the list is of, not whom: an item names its own subject
    return (*_measure_words(sentence.intro, vocabulary), *own), False


def _form(
    clause: Clause, phrase: _Phrase, index: int, own: tuple[Word, ...], between: tuple[Word, ...]
) -> tuple[str, str, int]:
    """The form of an amount, what it is a difference from, and in which direction: by the grammar's phrase, and by the
    words that lead to it.
    """
    form = phrase.form
    against, direction = _comparison(clause.letters, phrase, index) if form == DIFFERENCE else ("", 0)
    letters = letters_of(own)
    if "R" in letters:
        form = PART
    elif form == VALUE and _OF_REFERENCE.search(letters_of(between)):
        # "lägre jämfört med budget på 6,8 mnkr"
        form = REFERENCE
    elif form == VALUE and (compared := _led_by_comparison(clause, index, between)):
        # "jämfört med budget är hyresintäkterna 3,5 mnkr högre"
        form, (against, direction) = DIFFERENCE, compared
    elif form == VALUE and own and own[-1].text in ("med", "om") and any(letter in "IK" for letter in letters):
        form = CHANGE
    if form == CHANGE:
        direction = _change_direction(clause.letters, index)
    return form, against, direction


def _is_of_reference(earlier: Claim, own: Sequence[Word]) -> bool:
    """Whether an amount is said of what the one before is compared with, which stands right in front of "som"."""
    return (
        bool(own) and own[0].text in ("som", "vilken") and earlier.form == DIFFERENCE and "V" in earlier.letters_after
    )


def _led_by_comparison(clause: Clause, index: int, between: Sequence[Word]) -> tuple[str, int] | None:
    """What an amount is compared with in front of it, where "högre" or the like behind it says no more."""
    found = _COMPARED_FIRST.search(letters_of(between))
    behind = _LONE_DIRECTION.match(clause.letters[index + 1 :])
    if found is None or behind is None:
        return None
    return ("E" if found[1] == "S" else found[1]), _DIRECTIONS[behind[1]]


def _inherited(
    source: Claim, own: Sequence[Word], after: Sequence[Word], form: str, same_sentence: bool
) -> tuple[tuple[Word, ...], bool]:
    """An amount's words with those that it takes over from the amount before: whom, where it names nobody; what, where
    it says no measure; both in "..., vilket är 3,2 mnkr lägre än budget". An item of a list takes over the measure
    only.
    """
    names = any(word.letter in _NAMES for word in (*own, *after))
    measure = any(word.letter in _MEASURES for word in own)
    if form in (REFERENCE, EQUIVALENT) or (same_sentence and not names and not measure):
        return (*source.before, *own), True
    # "resultatet är 3,0 mnkr, en avvikelse på 6,2 mnkr": the result is what it is of
    kept = _NAMES + "Wr"
    whom = () if names or not same_sentence else tuple(word for word in source.before if word.letter in kept)
    what = () if measure else tuple(word for word in source.before if word.letter in _MEASURES and word.letter != "r")
    return (*whom, *what, *own), bool(whom or what)


def _measure_words(text: str, vocabulary: Vocabulary) -> tuple[Word, ...]:
    """The words of a list's introduction that say what it is of: "Prognostiserade avvikelser mot budget:"."""
    words = [bare(word) for word in text.split()]
    letters = vocabulary.claims.letters(words)
    return tuple(Word(word, letter, "") for word, letter in zip(words, letters, strict=True) if letter in _MEASURES)


def _without_cause(own: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of a sentence without a cause that they begin with, up to its verb: "Till följd av vakanser redovisar
    förskolan".
    """
    if not own or own[0].letter != "C" or own[0].text not in _CAUSES:
        return own
    at = next((index for index, word in enumerate(own) if word.letter in "vP"), 0)
    return own[at:]


def _restates(own: Sequence[Word]) -> bool:
    """Whether the words between two amounts say that the second is the first once more."""
    return all(word.text in ("eller", "(", "motsvarande", "dvs", "vilket", "motsvarar", "alltså") for word in own)


def _comparison(letters: str, phrase: _Phrase, index: int) -> tuple[str, int]:
    """What a difference is from, and whether above (1) or below (-1); 2 and -2 for better and worse."""
    words = letters[phrase.start : phrase.end]
    direction = next((_DIRECTIONS[letter] for letter in words if letter in _DIRECTIONS), 0)
    if phrase.start >= index:
        # what stands behind the amount, to the end of the thought
        words = re.split("[.,]", letters[index : phrase.end + 3], maxsplit=1)[0]
    against = next((letter for letter in words if letter in "BEGSO"), "")
    return ("E" if against == "S" else against), direction


def _change_direction(letters: str, index: int) -> int:
    """Up or down, by the nearest word before the amount that says so."""
    before = max(letters.rfind("I", 0, index), letters.rfind("K", 0, index))
    return 1 if before >= 0 and letters[before] == "I" else -1


def _sign(amount: Amount, before: Sequence[Word], after: Sequence[Word], form: str) -> tuple[int, bool]:
    """The sign that an amount is given, by itself or by a word."""
    if amount.number.sign:
        return (-1 if amount.number.sign == "-" else 1), True
    if form in (DIFFERENCE, CHANGE):
        return 0, False
    near = [word.letter for word in (*before, *after[:3]) if word.letter in "UN"]
    if not near or len(set(near)) > 1:
        return 0, False
    return (1 if near[0] == "U" else -1), False
