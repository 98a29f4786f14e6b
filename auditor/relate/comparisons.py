"""Sentences that compare figures of a table in words: which side of its target an indicator is on
(auditor.relate.targets), which row comes first (auditor.relate.rankings).

There is no amount in them that could be wrong, so that they are held to a table only where they are understood as a
whole: a word that is neither known nor part of a row's name leaves a sentence unread.
"""

from bisect import bisect_left
from collections.abc import Sequence

from auditor.model.draft import Amount, Passage
from auditor.model.observation import Observation
from auditor.relate.meanings import Index
from auditor.relate.rankings import rankings
from auditor.relate.reading import HEADING, spoken
from auditor.relate.said import sentences
from auditor.relate.targets import targets


def comparisons(
    passages: Sequence[Passage],
    amounts: Sequence[Amount],
    index: Index,
) -> list[Observation]:
    """What the sentences of a report say of two figures of a table, true or not."""
    vocabulary, figures = index.vocabulary, index.figures
    words = spoken(passages, vocabulary.comparisons.telling) if index.tables else []
    if vocabulary.comparisons.telling_words.isdisjoint(word.bare for word in words):
        return []
    headings = [one.line for one in passages if one.kind == HEADING]
    lines = [line.number for line in headings]
    found: list[Observation] = []
    for sentence in sentences(words, amounts, index, vocabulary):
        above = bisect_left(lines, sentence.line)
        section = headings[above - 1].text.strip() if above else ""
        found.extend(targets(sentence, index, figures, vocabulary, section))
        found.extend(rankings(sentence, index, figures, vocabulary, section))
    return found
