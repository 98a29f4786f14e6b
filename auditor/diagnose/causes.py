"""Why a figure is wrong, told with its evidence. docs/causes.md lists the keys."""

from collections.abc import Sequence
from fractions import Fraction

from auditor.diagnose import wording
from auditor.diagnose.blame import Blame, is_kept
from auditor.diagnose.edits import (
    DIGIT,
    DOUBLED,
    EXTRA,
    MISSING,
    PLUG,
    SCALE,
    SIGN,
    SWAPPED,
    TRANSPOSED,
    TRUNCATED,
    UNIT,
    is_telling,
    likelihood,
    slip,
)
from auditor.diagnose.origins import Origins
from auditor.exact import EXACT
from auditor.model.calculation import worked_out
from auditor.model.figure import Figure
from auditor.model.finding import Cause, Text
from auditor.model.relation import Relation

_UNITS = {0: "kr", 3: "tkr", 6: "mnkr", 9: "mdkr"}

_TEXTS = {
    SIGN: Text("tecknet är omkastat ({stated} i stället för {right})", "the sign is reversed ({stated} for {right})"),
    SCALE: Text("decimalen har flyttats: {right} blev {stated}", "the decimal has moved: {right} became {stated}"),
    UNIT: Text(
        "beloppet står i en annan enhet: {right} blev {stated}",
        "the amount is in another unit: {right} became {stated}",
    ),
    TRANSPOSED: Text(
        "två siffror har bytt plats ({stated} i stället för {right})",
        "two digits have been transposed ({stated} for {right})",
    ),
    DIGIT: Text("en siffra är fel ({stated} i stället för {right})", "one digit is wrong ({stated} for {right})"),
    MISSING: Text("en siffra saknas ({stated} i stället för {right})", "a digit is missing ({stated} for {right})"),
    DOUBLED: Text(
        "en siffra står två gånger ({stated} i stället för {right})", "a digit stands twice ({stated} for {right})"
    ),
    EXTRA: Text(
        "det är en siffra för mycket ({stated} i stället för {right})",
        "there is a digit too many ({stated} for {right})",
    ),
    TRUNCATED: Text(
        "avhugget i stället för avrundat ({stated} i stället för {right})",
        "cut off instead of rounded ({stated} for {right})",
    ),
    PLUG: Text(
        "sista siffran är ändrad så att summan går jämnt ut ({stated} i stället för {right})",
        "the last digit has been changed so that the sum comes out even ({stated} for {right})",
    ),
}
_OTHER_UNIT = Text(
    "beloppet står i {wrong} i stället för {unit}: {right} blev {stated}",
    "the amount is in {wrong} instead of {unit}: {right} became {stated}",
)


def cause(
    one: Blame, relations: Sequence[Relation], figures: Sequence[Figure], origins: Origins, determined: bool
) -> Cause | None:
    """What probably went wrong with a blamed figure: the likeliest of the causes that are ten times as likely as none.

    What was done to its own digits is told only where the value that should stand there is `determined`; where the
    value comes from is told of any figure that no other could be wrong instead of.
    """
    if one.partner is not None:
        return Cause(SWAPPED, origins.exchanged(one.figure, one.partner))
    figure = figures[one.figure]
    found: list[tuple[float, Cause]] = []
    origin = origins.of(one.figure, one.broken) if determined or (not one.rivals and not one.confirmed) else None
    if origin is not None and origin.right in (None, one.best):
        found.append((origin.likelihood, Cause(origin.kind, origin.text)))
    if determined and one.best is not None:
        digits = max(len(str(max(abs(figure.scaled), abs(one.best)))), figure.decimals + 1)
        digits -= figure.decimals if figure.widened else 0
        changed = one.decimals != figure.decimals
        kinds = [
            one.slip if changed else slip(figure.scaled, one.best, figure.decimals),
            TRUNCATED if not changed and _is_cut_off(one, relations, figures) else None,
            PLUG if not changed and _makes_foot(one, relations, figures) else None,
        ]
        for kind in kinds:
            if kind is not None and kind in _TEXTS and is_telling(kind, digits):
                found.append((likelihood(kind, digits), Cause(kind, _told(kind, one, figure))))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def of_slip(one: Blame, figure: Figure) -> Cause | None:
    """The slip that a blame names, with what stands and what was meant."""
    return Cause(one.slip, _told(one.slip, one, figure)) if one.slip in _TEXTS else None


def _told(kind: str, one: Blame, figure: Figure) -> Text:
    assert one.best is not None
    stated, right = figure.text, wording.suggestion(figure, one.best, one.decimals)
    larger = abs(figure.scaled) * 10 ** max(one.decimals - figure.decimals, 0) > abs(one.best)
    wrong = _UNITS.get(figure.scale + (-3 if larger else 3))
    if kind == UNIT and wrong is not None and figure.unit is not None and figure.unit in _UNITS.values():
        return wording.fill(_OTHER_UNIT, stated=stated, right=right, wrong=wrong, unit=figure.unit)
    return wording.fill(_TEXTS[kind], stated=stated, right=right)


def _is_cut_off(one: Blame, relations: Sequence[Relation], figures: Sequence[Figure]) -> bool:
    """Whether what should stand has been cut after the last printed digit: a finer amount or a quotient tells."""
    figure, best = figures[one.figure], one.best
    if best is None or abs(best) - abs(figure.scaled) != 1:
        return False
    for relation in (relations[index] for index in one.broken):
        finer = all(figures[term.figure].quantity.decimals > figure.quantity.decimals for term in relation.terms)
        if relation.result == one.figure and (relation.kind == "quotient" or finer):
            amount = worked_out(relation, figures)
            if amount is not None and int(abs(amount) * Fraction(10) ** figure.quantity.decimals) == abs(figure.scaled):
                return True
    return False


def _makes_foot(one: Blame, relations: Sequence[Relation], figures: Sequence[Figure]) -> bool:
    """Whether a sum comes out to the last digit with the figure as it stands, one unit off what it should be."""
    best = one.best
    if best is None or abs(best - figures[one.figure].scaled) != 1:
        return False
    return any(
        relation.formula == "summa"
        and is_kept(relation)
        and relation.judgement is not None
        and relation.judgement.verdict == EXACT
        and any(term.figure == one.figure for term in relation.terms)
        for relation in relations
    )
