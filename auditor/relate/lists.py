"""Lead-ins with their items: which amount the items are said to make up, and whether all of it."""

from collections.abc import Callable

from auditor.model.draft import Amount, ListDraft
from auditor.model.figure import Listing, ListItem
from auditor.model.span import join
from auditor.vocabulary import Vocabulary

Number = Callable[[Amount], int]


def listing(draft: ListDraft, number_of: Number, vocabulary: Vocabulary) -> Listing:
    """The list with its figures; `total` is None where the lead-in gives no amount that the items could make up."""
    claim = vocabulary.claims_complete(draft.lead) or ""
    total = _total(draft, claim)
    items = tuple(
        ListItem(
            item.text,
            join([fragment.span for fragment in item.fragments]),
            tuple(number_of(amount) for amount in item.amounts),
        )
        for item in draft.items
    )
    partial = vocabulary.is_partial(draft.lead) or any(
        vocabulary.is_partial(item.text.split(".")[0][:40]) and not item.amounts for item in draft.items
    )
    return Listing(
        draft.lead,
        join([fragment.span for fragment in draft.lead_fragments]),
        number_of(total) if total is not None else None,
        items,
        partial,
        claim,
    )


def _total(draft: ListDraft, claim: str) -> Amount | None:
    """The amount that the lead-in's claim is about: the last money amount before its word, or else its only one."""
    money = [
        amount
        for amount in draft.lead_amounts
        if amount.unit is not None and amount.unit not in ("%", "procentenheter", "st")
    ]
    if len(money) == 1:
        return money[0]
    if not money or not claim:
        return None
    return money[-1]
