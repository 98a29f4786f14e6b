"""A sentence as words and letters, and which of its words belong to an amount: those before it, those behind it."""

from collections.abc import Sequence
from functools import cached_property

import msgspec

from auditor.model.draft import Amount, Piece, Sentence
from auditor.model.units import MONEY
from auditor.vocabulary import Vocabulary
from auditor.vocabulary.claims import stem

# the letters of amounts (grammars/claims.lark): money, per cent, percentage points, something counted, no unit
AMOUNTS = "apqcx"
_STOPS = ".;:"
# kinds of words that an amount is compared with; "" where a sentence ends
_COMPARED = ("B", "G", "E", "S", "V", "")
# words before a colon that name what the rest is about
_LONGEST_NAME = 7
# so far behind a bracket an amount is in it
_LONGEST_BRACKET = 8
# "3,2 mnkr respektive 1,4 mnkr": no more than this lies between the two amounts
_NEAR = 4
# a quotation has so many words before its amount and behind it
_QUOTED_BEFORE, _QUOTED_BEHIND = 7, 2
_JOINING = ("och", "samt", "&")


class Word(msgspec.Struct, frozen=True):
    """A word of a sentence, bare and in lower case; `letter` is its kind (auditor/vocabulary/claims.py)."""

    text: str
    letter: str
    stem: str


def letters_of(words: Sequence[Word]) -> str:
    """The kinds of words, a letter each."""
    return "".join(word.letter for word in words)


class Clause(msgspec.Struct, frozen=True, dict=True):
    """A sentence as words and letters; `place[i]` is the piece of letter i, punctuation being letters of their own."""

    words: tuple[Word, ...]
    letters: str
    place: tuple[int, ...]

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """Where its amounts stand among the letters."""
        return tuple(index for index, letter in enumerate(self.letters) if letter in AMOUNTS)


def clause_of(sentence: Sentence, vocabulary: Vocabulary) -> Clause:
    """The words and letters of a sentence, the unit of an amount being part of it."""
    pieces = sentence.pieces
    texts = [bare(piece.text) for piece in pieces]
    kinds = vocabulary.claims.letters(
        ["#" if piece.amount else text for piece, text in zip(pieces, texts, strict=True)]
    )
    words: list[Word] = []
    letters: list[str] = []
    place: list[int] = []

    def put(text: str, letter: str, index: int) -> None:
        words.append(Word(text, letter, stem(text) if letter not in AMOUNTS else ""))
        letters.append(letter)
        place.append(index)

    for index, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
        if index and _is_unit_of(pieces[index - 1], piece, text, vocabulary):
            continue
        if piece.text == "(":
            put("(", "(", index)
            continue
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        kind = kinds[index]
        if text == "om" and following is not None and following.amount is not None:
            # "ett underskott om 3,2 mnkr"
            kind = "n"
        elif text == "under" and kinds[index + 1 :].lstrip("n")[:1] not in _COMPARED:
            # "under andra kvartalet", not "under budget"
            kind = "n"
        put(text, _amount_letter(piece.amount) if piece.amount else kind, index)
        for mark in piece.text[len(piece.text.rstrip(".,;:!?)")) :]:
            if mark not in ".!?":
                put("", mark, index)
            elif index == len(pieces) - 1:
                # a full stop inside a sentence is that of an abbreviation
                put("", ".", index)
    return Clause(tuple(words), "".join(letters), tuple(place))


def bare(text: str) -> str:
    """A word without punctuation, in lower case."""
    return text.lower().strip(".,;:!?()”\"'’")


def leading(clause: Clause, start: int, index: int) -> tuple[Word, ...]:
    """The words that lead to an amount: since `start`, the last full stop, or a comma and another thought."""
    begin = index
    while begin > start:
        mark, letters = clause.letters[begin - 1], clause.letters[begin:index]
        if mark in _STOPS:
            name = clause.letters[start : begin - 1]
            if mark == ":" and len(name) <= _LONGEST_NAME and not any(letter in AMOUNTS for letter in name):
                # "Hemtjänsten: prognosen är ..."
                begin = start
            break
        if mark == "," and not _is_listed(clause, begin):
            if any(letter in "vPDM" for letter in letters) and any(letter in "wuDMrg" for letter in letters):
                # a clause of its own, with what it is about
                break
        begin -= 1
    return words_of(clause, begin, index)


def words_of(clause: Clause, start: int, index: int) -> tuple[Word, ...]:
    """The words from `start` up to `index`, punctuation left out."""
    return tuple(word for word in clause.words[start:index] if word.text)


def behind(clause: Clause, index: int, stop: int, vocabulary: Vocabulary) -> tuple[tuple[Word, ...], int]:
    """The words behind an amount that belong to it, and where they end; nothing is taken from the next amount unless
    something closes the claim before it.
    """
    found: list[Word] = []
    bracketed = is_bracketed(clause.letters, index)
    for at in range(index + 1, stop):
        word, letter = clause.words[at], clause.letters[at]
        closes = letter in ".;:,CR" or word.text in vocabulary.claims.closing or (bracketed and letter == ")")
        if closes and found and found[-1].text.endswith("-") and letter not in ".;:,CR":
            # "har miljö- och byggnadsnämnden"
            continue
        if closes and found and (_joins_names(clause, at, stop) or (letter == "," and _is_listed(clause, at + 1))):
            continue
        if closes:
            return tuple(found), at
        if letter not in "()":
            found.append(word)
    return tuple(found), index + 1


def _joins_names(clause: Clause, at: int, stop: int) -> bool:
    """Whether "och" stands inside the names that end a claim: "10,0 mnkr för gata och park"."""
    then = at + 1
    while then < stop and clause.letters[then] == "w":
        then += 1
    if clause.words[at].text not in _JOINING or then == at + 1:
        return False
    return then >= stop or clause.letters[then] in ".,;V" or clause.words[then].text in _JOINING


def _is_listed(clause: Clause, at: int) -> bool:
    """Whether a comma stands before the next of several names: "förtäring, resor, logi och utbildning"."""
    behind = clause.letters[at + 1 : at + 2]
    return clause.letters[at : at + 1] == "w" and (
        behind == "," or bool(behind and clause.words[at + 1].text in _JOINING)
    )


def is_bracketed(letters: str, index: int) -> bool:
    """Whether an amount stands in a bracket."""
    return "(" in letters[max(index - _LONGEST_BRACKET, 0) : index].rpartition(")")[2]


def respective(clause: Clause, index: int) -> int:
    """1 and 2 for the amounts of "på 3,2 mnkr respektive 1,4 mnkr"."""
    amounts = clause.amounts
    at = amounts.index(index)
    following = amounts[at + 1] if at + 1 < len(amounts) else len(clause.words)
    if any(word.text == "respektive" for word in clause.words[index + 1 : following]) and following - index <= _NEAR:
        return 1
    previous = amounts[at - 1] if at else 0
    return 2 if at and any(word.text == "respektive" for word in clause.words[previous + 1 : index]) else 0


def hedge_of(clause: Clause, index: int, amount: Amount, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """How far a word before an amount, or a mark on it, lets it reach below and above: "drygt", "cirka", "~"."""
    hedges = vocabulary.claims.hedges
    if amount.number.hedge:
        return hedges.get(amount.number.hedge.rstrip("."), (1, 1))
    texts = [word.text for word in clause.words[max(index - 2, 0) : index]]
    return hedges.get(" ".join(texts)) or (hedges.get(texts[-1]) if texts else None)


def quote(sentence: Sentence, at: int) -> str:
    """The words around an amount, as they stand."""
    pieces = sentence.pieces
    start = at
    while start > 0 and at - start < _QUOTED_BEFORE and not pieces[start - 1].text.endswith((".", ";", ":")):
        start -= 1
        if pieces[start].amount is not None:
            break
    end = at
    while end + 1 < len(pieces) and end - at < _QUOTED_BEHIND and not pieces[end].text.endswith((".", ",", ";", ":")):
        end += 1
    text = " ".join(piece.text for piece in pieces[start : end + 1]).replace("( ", "(").rstrip(",;:")
    return ("… " if start else "") + text + (" …" if end + 1 < len(pieces) else "")


def _amount_letter(amount: Amount) -> str:
    """The letter of an amount, by its unit."""
    if amount.unit is None:
        return "x"
    return "a" if amount.unit in MONEY else {"%": "p", "procentenheter": "q"}.get(amount.unit, "c")


def _is_unit_of(before: Piece, piece: Piece, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a word is the unit of the amount before it, or a part of that unit."""
    if before.amount is None:
        return False
    if text in ("kronor", "kr"):
        # "3,2 miljoner" / "kronor"
        return True
    if before.line is piece.line or piece.amount is not None:
        return False
    # the unit of an amount at the end of the line above
    return before.amount.unit is not None and vocabulary.unit(text) == before.amount.unit
