"""The field's words: what a unit is worth, what a header means, what role a row's label gives it."""

from auditor.vocabulary.words import (
    Meaning,
    Vocabulary,
    load,
)

__all__ = ["Meaning", "Vocabulary", "load"]
