"""Blamed figures to findings, and every figure's line in the ledger."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from auditor.diagnose import formulas, wording
from auditor.diagnose.blame import Blame, blame, is_broken, is_kept
from auditor.diagnose.causes import cause, of_slip
from auditor.diagnose.decimals import without_comma
from auditor.diagnose.edits import SCALE, SIGN
from auditor.diagnose.origins import Origins
from auditor.diagnose.restated import restated
from auditor.diagnose.whereabouts import whereabouts
from auditor.exact import CONTRADICTED, EXACT, IMPROBABLE, ROUNDING
from auditor.model.figure import Figure, Listing, Table
from auditor.model.finding import (
    CONTRADICTED as BLAMED,
)
from auditor.model.finding import (
    SEVERITIES,
    SOURCE,
    UNCHECKED,
    VERIFIED,
    Entry,
    Finding,
    Fix,
    Place,
    Text,
)
from auditor.model.relation import REPEATED, Relation
from auditor.model.span import Span
from auditor.model.told import Told
from auditor.model.units import MONEY

_MOST_CALCULATIONS = 3
# the units of amounts in running text that are written with no nought in front
_WRITTEN_OUT = (*MONEY, "%", "procentenheter")
_QUOTED_WORDS = 9
# Figures that are told to be equally likely to err; of more than these, one is told with a note.
_MOST_TIED = 5

_TERM = Text(
    "Står {stated}. Övriga tal ger {computed}; det skiljer {difference}.",
    "States {stated}. The other figures give {computed}; the difference is {difference}.",
)
_SAID = Text(
    "Står {stated}, men texten {place} säger {computed}; det skiljer {difference}.",
    "States {stated}, but the text {place} says {computed}; the difference is {difference}.",
)
_REVERSED = Text(
    "Riktningen är omvänd: ordet eller talet säger motsatsen till tabellen.",
    "The direction is reversed: the word or the figure says the opposite of the table.",
)
_READ = Text("Läst som: {reading}.", "Read as: {reading}.")
_CONFIRMED = Text("Talen på raden stämmer: {calculation}.", "The figures of the row agree: {calculation}.")
_TOGETHER = Text(
    "Står {stated}. Det stämmer med flera rader tillsammans: {calculation}.",
    "States {stated}. It agrees with several rows together: {calculation}.",
)
_NOTHING_TOLD: Mapping[int, Told] = {}
_TERM_OPEN = Text(
    "Står {stated}. Det går inte ihop med de andra talen.", "States {stated}. It does not agree with the other figures."
)
_IMPROBABLE = Text(
    "Avrundning kan förklara det bara om nästan alla tal har avrundats åt samma håll (sannolikhet {probability}).",
    "Rounding explains this only if nearly all figures were rounded the same way (probability {probability}).",
)
_CONVENTION = Text("Tabellens räknesätt: {formula}.", "The table's formula: {formula}.")
_HEADER_ONLY = Text(
    "Bara rubrikerna säger hur kolumnen är räknad; ingen annan rad bekräftar det.",
    "Only the headers tell how the column is worked out; no other row confirms it.",
)
_GRAIN = Text(
    "Kolumnens tal verkar avrundade till jämna tiotal, hundratal eller liknande, och det kan förklara skillnaden.",
    "The figures of the column seem rounded to tens, hundreds or the like, which may explain the difference.",
)
_RIVALS = Text(
    "Felet kan också stå i ett av de andra talen i uträkningen.",
    "The error may also be in one of the other figures of the sum.",
)
_BOUNDED = Text(
    "Så många fel hänger samman här att alla tänkbara förklaringar inte har prövats; en rimligare kan finnas.",
    "So many errors hang together here that not every explanation has been tried; there may be a more plausible one.",
)
_EXCHANGED = Text("Talet verkar ha bytt plats med {other}.", "The figure seems to have changed places with {other}.")
_LINE_CONFIRMED = Text("Talen {where} stämmer: {calculation}.", "The figures {where} agree: {calculation}.")
_SUM_CONFIRMED = Text("Övriga tal bekräftas: {calculation}.", "The other figures are confirmed: {calculation}.")
_ELSEWHERE = Text("Felet kan lika gärna stå på det andra stället.", "The error may just as well be in the other place.")
_SOURCE_CHANGED = Text(
    "I rapporten stämmer talet med sina övriga tal: underlaget kan ha ändrats sedan de hämtades.",
    "Within the report the figure agrees with the others: the source may have been changed since they were taken.",
)
_WIDENED = Text(
    "Ett heltal står bland tal med decimaler; läst som ett avrundat heltal skulle det kunna stämma.",
    "A whole number stands among figures with decimals; read as a rounded whole number it could agree.",
)


class RuleWords(msgspec.Struct, frozen=True):
    """What a finding takes from its rule."""

    id: str
    name: str
    severity: str
    message: Text


def findings(
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    tables: Sequence[Table],
    lists: Sequence[Listing],
    rules: Mapping[str, RuleWords],
    told: Mapping[int, Told] = _NOTHING_TOLD,
) -> tuple[tuple[Finding, ...], tuple[Entry, ...]]:
    """The findings of a report, and its ledger. `told` says how each amount of running text was read. Figures that are
    cells of the source are never blamed.
    """
    origins = Origins(relations, figures, tables)
    given = {figure.id: None for figure in figures if figure.context == "source"}
    blamed = restated(blame(relations, figures, tables, given, origin=origins.of), relations, figures, tables)
    titles, confirming = _titles(tables), _confirming(relations)
    found = [
        _finding(one, relations, figures, tables, titles, confirming, lists, rules, told, origins) for one in blamed
    ]
    found.extend(_combined(relations, figures, rules, told))
    found.extend(_rounded(relations, figures, tables, titles, rules))
    found.extend(_unread(tables, figures, rules))
    guilty = {figure for one in blamed for figure in one.figures}
    found.extend(_misshapen(tables, figures, rules, guilty))
    if "RK906" in rules:
        held = guilty | {number for one in relations for number in (one.result, *(term.figure for term in one.terms))}
        found.extend(
            _lone_finding(rules["RK906"], figures[number], "") for number in without_comma(tables, figures, held)
        )
    return tuple(numbered(found)), _ledger(blamed, relations, figures, tables, told)


# ---- a finding --------------------------------------------------------------------------------------------------


def _finding(
    one: Blame,
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    tables: Sequence[Table],
    titles: Mapping[int, str],
    confirming: Mapping[int, Relation],
    lists: Sequence[Listing],
    rules: Mapping[str, RuleWords],
    told_of: Mapping[int, Told],
    origins: Origins,
) -> Finding:
    figure = figures[one.figure]
    broken = [relations[index] for index in one.broken]
    lead = min(
        broken,
        key=lambda relation: (
            not relation.established,
            relation.told != one.figure,
            len(relation.terms),
            relation.rule,
        ),
    )
    rule = rules[lead.rule]
    contradicted = [
        relation for relation in broken if relation.judgement is not None and relation.judgement.verdict == CONTRADICTED
    ]
    established = any(relation.established for relation in contradicted)
    # of several printings that speak against a figure the gravest counts
    copies = [rules[relation.rule].severity for relation in contradicted if relation.established and relation.is_copy]
    grade = max(copies, key=SEVERITIES.index, default=rule.severity) if lead.is_copy else rule.severity
    severity = grade if established else "warning"
    verdict = CONTRADICTED if contradicted else IMPROBABLE
    determined = one.determined
    unsigned = not figure.text[:1].strip("0123456789")
    if one.slip == SIGN and figure.context == "prose" and unsigned and lead.formula != "summa":
        # the word is wrong, not the amount: "lägre" where it is higher
        determined = False
    if any(relation.is_copy and _is_coarser(relation, one.figure, figures) for relation in broken):
        # what is printed with fewer digits does not tell the figure
        determined = False
    given = _source_of(one.figure, lead, figures)
    if given is not None:
        # the source is right by definition
        determined = one.best is not None
    stated = (figure.scaled, figure.decimals)
    expected = _expected(one, lead, figures)
    values: dict[str, str | Text] = {
        "stated": wording.printed(figure, unit=True),
        "computed": wording.amount(*expected, figure.unit) if expected else "?",
        "difference": wording.difference(stated, expected, figure.unit) if expected else "?",
        "formula": wording.formula_words(lead.formula),
        "column": lead.convention or "?",
        "place": _where(one.figure, lead, figures),
        "other": given.text if given else "?",
    }
    alike = lead.is_copy and figures[lead.result].context == "table" and "{column}" not in rule.message.sv
    told = lead.told == one.figure or alike
    title = _title(figure, lead, tables, titles, lists, told_of)
    said = not told and lead.is_copy and figures[lead.result].context == "prose"
    template = rule.message if told else _SAID if said and expected else _TERM if expected else _TERM_OPEN
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=severity,
        verdict=verdict,
        title=title,
        message=wording.fill(template, **values),
        blamed=tuple(_place(figures[number]) for number in (*one.figures, *_tied(one))),
        secondary=tuple(_secondary(one.figure, broken, figures)),
        stated=stated,
        expected=expected,
        bounds=((one.values[0], figure.decimals), (one.values[1], figure.decimals))
        if one.values and not one.rivals
        else None,
        unit=figure.unit,
        turns_meaning=bool(expected and _turns(expected, stated)),
        cause=cause(one, relations, figures, origins, determined),
        suggestion=wording.suggestion(figure, one.best, one.decimals) if determined and one.best is not None else None,
        calculation=tuple(
            wording.calculation(relation, figures) for relation in broken[:_MOST_CALCULATIONS] if not relation.is_copy
        ),
        relations=one.broken,
        notes=(
            *([_REVERSED] if lead.evidence == ("sentence", "header") and expected and _turns(expected, stated) else []),
            *_readings(one.figure, lead, confirming, figures, told_of),
            *_notes(one, lead, broken, relations, figures, determined),
            *formulas.notes(one.figure, broken, figures, tables),
        ),
        fixes=_fixes(one, figures) if determined else (),
        fingerprint=title,
    )


def _tied(one: Blame) -> tuple[int, ...]:
    """The other figures that are as likely to err."""
    return one.rivals if len(one.rivals) <= _MOST_TIED else ()


def _fixes(one: Blame, figures: Sequence[Figure]) -> tuple[Fix, ...]:
    """What to put in the place of a figure, and of its copies that are wrong alike."""
    own = [(one.figure, one.best, one.decimals)]
    own.extend((figure, best, figures[figure].decimals) for figure, best in one.copies)
    return tuple(
        Fix(_place(figures[figure]), wording.suggestion(figures[figure], best, decimals), False)
        for figure, best, decimals in own
        if best is not None
    )


def _turns(expected: tuple[int, int], stated: tuple[int, int]) -> bool:
    """Whether what should stand has the other sign, which turns the meaning."""
    return expected[0] * stated[0] < 0


def _is_coarser(relation: Relation, blamed: int, figures: Sequence[Figure]) -> bool:
    """Whether the other printing of a blamed cell is a sentence with fewer digits."""
    other = figures[relation.terms[0].figure if relation.result == blamed else relation.result]
    own = figures[blamed]
    return own.context == "table" and other.context == "prose" and other.quantity.decimals < own.quantity.decimals


def _source_of(blamed: int, lead: Relation, figures: Sequence[Figure]) -> Figure | None:
    """The cell of the source that a figure is held to, if that is what the relation is about."""
    if not lead.is_copy or lead.result != blamed:
        return None
    other = figures[lead.terms[0].figure]
    return other if other.context == "source" else None


def _where(blamed: int, lead: Relation, figures: Sequence[Figure]) -> Text:
    """Where the other figure of a relation stands: its line, and its row and column."""
    numbers = [lead.result, *(term.figure for term in lead.terms)]
    others = [figures[number] for number in numbers if number != blamed]
    told = whereabouts(figure.span for figure in others)
    label = f" ({others[0].label})" if told.count == 1 and others[0].label else ""
    return Text(told.text.sv + label, told.text.en + label)


def _expected(one: Blame, lead: Relation, figures: Sequence[Figure]) -> tuple[int, int] | None:
    """What the relation gives for the figure: worked out where it is the result, the likeliest value where it is a
    term,
    and what stands in the other place where it is printed twice.
    """
    if _source_of(one.figure, lead, figures) is not None and one.best is not None:
        return one.best, one.decimals
    if lead.is_copy:
        other = figures[lead.terms[0].figure if lead.result == one.figure else lead.result]
        factor = lead.terms[0].factor
        scaled, decimals = wording.converted(
            (factor * other.quantity.scaled, other.quantity.decimals), figures[one.figure]
        )
        return (scaled, decimals) if decimals >= 0 else (scaled * 10**-decimals, 0)
    if lead.told == one.figure:
        computed = wording.computed_value(lead, figures)
        if computed is not None and not (lead.mirrored and one.best is not None):
            return computed
    return (one.best, one.decimals) if one.best is not None else None


def _readings(
    blamed: int,
    lead: Relation,
    confirming: Mapping[int, Relation],
    figures: Sequence[Figure],
    told: Mapping[int, Told],
) -> list[Text]:
    """How the sentence of a finding was read, and what confirms the cell that it is held to."""
    numbers = [lead.result, *(term.figure for term in lead.terms)]
    notes: list[Text] = []
    if lead.formula != REPEATED:
        return notes
    reading = next((told[number].reading for number in numbers if number in told and told[number].reading), None)
    if reading is not None:
        notes.append(wording.fill(_READ, reading=reading))
    cells = [number for number in numbers if number != blamed and figures[number].context == "table"]
    if len(cells) == 1 and cells[0] in confirming:
        notes.append(wording.fill(_CONFIRMED, calculation=wording.calculation(confirming[cells[0]], figures)))
    return notes


def _confirming(relations: Sequence[Relation]) -> dict[int, Relation]:
    """For each figure the first relation of its table, as short as utfall - budget, that holds for it."""
    found: dict[int, Relation] = {}
    for relation in relations:
        if relation.table is not None and relation.kind == "linear" and len(relation.terms) == 2 and is_kept(relation):
            for number in (relation.result, *(term.figure for term in relation.terms)):
                found.setdefault(number, relation)
    return found


def _notes(
    one: Blame,
    lead: Relation,
    broken: Sequence[Relation],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    determined: bool,
) -> list[Text]:
    notes: list[Text] = []
    judgement = lead.judgement
    if lead.convention and "=" in lead.convention:
        notes.append(wording.fill(_CONVENTION, formula=wording.formula_words(lead.convention)))
    if lead.evidence == ("header",):
        notes.append(_HEADER_ONLY)
    if "grain" in lead.evidence:
        notes.append(_GRAIN)
    if judgement is not None and judgement.verdict == IMPROBABLE:
        notes.append(wording.fill(_IMPROBABLE, probability=(judgement.probability or "0").replace(".", ",")))
    elif not lead.established and any(
        figures[figure].widened for figure in (lead.result, *(term.figure for term in lead.terms))
    ):
        notes.append(_WIDENED)
    if _source_of(one.figure, lead, figures) is not None:
        if one.confirmed:
            notes.append(_SOURCE_CHANGED)
    elif one.rivals or not determined:
        notes.append(_ELSEWHERE if lead.is_copy else _RIVALS)
    if one.partner is not None:
        partner = figures[one.partner]
        notes.append(wording.fill(_EXCHANGED, other=partner.label or partner.text))
    if lead.formula != REPEATED:
        for relation in map(relations.__getitem__, one.kept):
            numbers = (relation.result, *(term.figure for term in relation.terms))
            lines = {line for number in numbers if (line := figures[number].span.line) is not None}
            template = _LINE_CONFIRMED if len(lines) == 1 else _SUM_CONFIRMED
            calculation = wording.calculation(relation, figures)
            place = whereabouts([figures[min(numbers)].span]).text
            notes.append(wording.fill(template, where=place, calculation=calculation))
    if one.bounded:
        notes.append(_BOUNDED)
    return notes


def _title(
    figure: Figure,
    lead: Relation,
    tables: Sequence[Table],
    titles: Mapping[int, str],
    lists: Sequence[Listing] = (),
    told: Mapping[int, Told] = _NOTHING_TOLD,
) -> str:
    """What a person calls the place: the table's title with row and column, or the section and words of a sentence."""
    if figure.id in told:
        own = told[figure.id]
        return " · ".join(part for part in (own.section, f"”{own.quote}”") if part)
    title = tables[lead.table].title if lead.table is not None else ""
    if not title and figure.context == "table":
        title = titles.get(figure.id, "")
    lead_in = next((listing.lead for listing in lists if listing.total == lead.result), "") if not figure.label else ""
    words = lead_in.split()
    quote = f"”{' '.join(words[:_QUOTED_WORDS])}{' …' if len(words) > _QUOTED_WORDS else ''}”" if words else ""
    return " · ".join(part for part in (title, figure.label or quote) if part) or figure.text


def _titles(tables: Sequence[Table]) -> dict[int, str]:
    """The title of the table that each figure stands in."""
    return {
        number: table.title for table in tables for at in range(len(table.columns)) for number in table.figures_of(at)
    }


def _place(figure: Figure) -> Place:
    return Place(figure.span, figure.text, figure.label)


def _secondary(blamed: int, broken: Sequence[Relation], figures: Sequence[Figure]) -> list[Place]:
    seen: dict[int, None] = {}
    for relation in broken:
        for other in (relation.result, *(term.figure for term in relation.terms)):
            if other != blamed:
                seen.setdefault(other)
    return [_place(figures[other]) for other in seen]


# ---- what is only told with -v, and what could not be read ----------------------------------------------------------


_WITHIN = Text(
    "Står {stated}, uträknat {computed}: skillnaden ryms i avrundningen ({residual} i sista siffran, högst {allowed}).",
    "States {stated}, worked out {computed}: within rounding ({residual} in the last digit, at most {allowed}).",
)


def _combined(
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    rules: Mapping[str, RuleWords],
    told: Mapping[int, Told],
) -> list[Finding]:
    """Amounts of sentences that several rows explain together: an info each."""
    found = []
    for index, relation in enumerate(relations):
        figure = figures[relation.result]
        if relation.formula != REPEATED or len(relation.terms) < 2 or relation.rule not in rules:
            continue
        if not is_kept(relation) or figure.context != "prose" or relation.established:
            continue
        title = _title(figure, relation, (), {}, (), told)
        found.append(
            Finding(
                rule=relation.rule,
                name=rules[relation.rule].name,
                severity="info",
                verdict=relation.judgement.verdict if relation.judgement is not None else ROUNDING,
                title=title,
                message=wording.fill(
                    _TOGETHER,
                    stated=wording.printed(figure, unit=True),
                    calculation=wording.calculation(relation, figures),
                ),
                blamed=(_place(figure),),
                secondary=tuple(_place(figures[term.figure]) for term in relation.terms),
                stated=(figure.scaled, figure.decimals),
                unit=figure.unit,
                relations=(index,),
                fingerprint=title,
            )
        )
    return found


def _rounded(
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    tables: Sequence[Table],
    titles: Mapping[int, str],
    rules: Mapping[str, RuleWords],
) -> list[Finding]:
    """Differences that rounding explains: an info each."""
    found = []
    for index, relation in enumerate(relations):
        judgement = relation.judgement
        if judgement is None or judgement.verdict != ROUNDING or relation.kind != "linear":
            continue
        if any(figures[term.figure].context == "source" for term in relation.terms):
            continue  # a report rounds all that it takes from its source
        figure = figures[relation.told]
        computed = wording.computed_value(relation, figures)
        rule = rules[relation.rule]
        title = _title(figure, relation, tables, titles)
        found.append(
            Finding(
                rule=rule.id,
                name=rule.name,
                severity="info",
                verdict=ROUNDING,
                title=title,
                message=wording.fill(
                    _WITHIN,
                    stated=wording.printed(figure, unit=True),
                    computed=wording.amount(*computed, figure.unit) if computed else "?",
                    residual=(judgement.residual or "0").replace(".", ","),
                    allowed=(judgement.allowed or "0").replace(".", ","),
                ),
                blamed=(_place(figure),),
                stated=(figure.scaled, figure.decimals),
                expected=computed,
                unit=figure.unit,
                calculation=(wording.calculation(relation, figures),),
                relations=(index,),
                fingerprint=title,
            )
        )
    return found


def _unread(tables: Sequence[Table], figures: Sequence[Figure], rules: Mapping[str, RuleWords]) -> list[Finding]:
    """Tables and rows whose figures could not be placed in columns."""
    found = []
    for table in tables:
        rows = [index for index, row in enumerate(table.rows) if row.role != "heading"]
        if not table.ragged or len(table.columns) < 2:
            continue
        whole = len(table.ragged) * 2 > len(rows) and len(rows) > 2
        rule = rules.get("RK901" if whole else "RK902")
        if rule is None:
            continue
        for index in table.ragged[:1] if whole else table.ragged:
            row = table.rows[index]
            first = next((cell for cell in row.cells if cell is not None and cell.span is not None), None)
            span: Span = first.span if first is not None and first.span is not None else row.span
            title = " · ".join(part for part in (table.title, row.label) if part)
            found.append(
                Finding(
                    rule=rule.id,
                    name=rule.name,
                    severity=rule.severity,
                    verdict="undecided",
                    title=title,
                    message=rule.message,
                    blamed=(Place(span, first.text if first else row.label, row.label),),
                    fingerprint=title,
                )
            )
    return found


def _misshapen(
    tables: Sequence[Table],
    figures: Sequence[Figure],
    rules: Mapping[str, RuleWords],
    guilty: set[int],
) -> list[Finding]:
    """Figures that cannot be right by themselves: a leading zero ("00" for "0,0"), or a rate below zero."""
    found = []
    for table in tables:
        for column, head in enumerate(table.columns):
            coded = _is_coded([figures[number].text for number in table.figures_of(column)])
            for number in table.figures_of(column):
                if number in guilty:
                    continue
                figure = figures[number]
                # thousands: "$000"
                zero = (
                    _begins_with_zero(figure)
                    and figure.text != "000"
                    and bool(head.decimals or figure.unit)
                    and not coded
                )
                rule = rules.get("RK903") if zero else rules.get("RK904") if _below_zero(figure) else None
                if rule is not None:
                    found.append(_lone_finding(rule, figure, table.title, _meant(figure, head.decimals)))
    for figure in figures:
        if figure.context == "prose" and figure.unit in _WRITTEN_OUT and figure.id not in guilty:
            # three digits may be the end of a number that the end of a line cut in two: "14" / "000 kr"
            zero = _begins_with_zero(figure) and (
                figure.decimals > 0 or len(figure.text.lstrip("+-\u2212\u2013 ")) == 2
            )
            rule = rules.get("RK903") if zero else rules.get("RK904") if _below_zero(figure) else None
            if rule is not None:
                found.append(_lone_finding(rule, figure, "", _meant(figure, None) if not zero else None))
    return found


def _begins_with_zero(figure: Figure) -> bool:
    """Whether a nought stands before the other digits: "07"."""
    digits = figure.text.lstrip("+-\u2212\u2013 ")
    return len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()


def _is_coded(texts: Sequence[str]) -> bool:
    """Whether a column holds codes: most of its entries are so many digits, three or more."""
    sizes = Counter(len(text) for text in texts if text.isdigit())
    size, count = max(sizes.items(), key=lambda item: item[1], default=(0, 0))
    return size > 2 and count >= 4 and 2 * count > len(texts)


def _below_zero(figure: Figure) -> bool:
    return figure.never_negative and figure.scaled < 0


def _meant(figure: Figure, decimals: int | None) -> Blame | None:
    """The figure with the slip undone that makes it impossible: its minus sign, or its lost comma."""
    digits = figure.text.lstrip("+-\u2212\u2013 ")
    if _below_zero(figure):
        return Blame(figure.id, (), best=-figure.scaled, slip=SIGN, decimals=figure.decimals)
    if not figure.scaled and decimals is None:
        decimals = len(digits) - 1  # nothing, whatever the column prints
    if decimals and digits.isdigit() and len(digits) == decimals + 1:
        scaled = int(digits) * (-1 if figure.scaled < 0 else 1)
        return Blame(figure.id, (), best=scaled, slip=SCALE, decimals=decimals)
    return None


def _lone_finding(rule: RuleWords, figure: Figure, heading: str, meant: Blame | None = None) -> Finding:
    suggestion = wording.suggestion(figure, meant.best, meant.decimals) if meant and meant.best is not None else None
    title = " · ".join(part for part in (heading, figure.label) if part)
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=rule.severity,
        verdict="undecided",
        title=title,
        message=wording.fill(rule.message, stated=wording.with_unit(figure.text, figure.unit)),
        blamed=(_place(figure),),
        stated=(figure.scaled, figure.decimals),
        unit=figure.unit,
        cause=of_slip(meant, figure) if meant else None,
        suggestion=suggestion,
        fixes=(Fix(_place(figure), suggestion, False),) if suggestion else (),
        fingerprint=title,
    )


def numbered(found: list[Finding]) -> list[Finding]:
    """Fingerprints from rule, labels and the how-manieth finding with these."""
    seen: Counter[str] = Counter()
    result = []
    for finding in found:
        key = f"{finding.rule}\n{finding.fingerprint}\n{finding.severity == 'info'}"
        seen[key] += 1
        digest = hashlib.sha256(f"{key}\n{seen[key]}".encode()).hexdigest()[:16]
        result.append(msgspec.structs.replace(finding, fingerprint=digest))
    return result


# ---- the ledger ---------------------------------------------------------------------------------------------------


def _ledger(
    blamed: Sequence[Blame],
    relations: Sequence[Relation],
    figures: Sequence[Figure],
    tables: Sequence[Table],
    told: Mapping[int, Told],
) -> tuple[Entry, ...]:
    guilty = {figure for one in blamed for figure in one.figures}
    kept: dict[int, list[int]] = {}
    broken: dict[int, list[int]] = {}
    for index, relation in enumerate(relations):
        into = kept if is_kept(relation) else broken if is_broken(relation) else None
        if into is None:
            continue
        for number in (relation.result, *(term.figure for term in relation.terms)):
            into.setdefault(number, []).append(index)
    misplaced = {
        cell.figure
        for table in tables
        for index in table.ragged
        for cell in table.rows[index].cells
        if cell is not None and cell.figure is not None
    }
    entries = []
    for figure in figures:
        own = kept.get(figure.id, [])
        all_own = tuple(sorted({*own, *broken.get(figure.id, [])}))
        if figure.context == "source":
            entries.append(Entry(SOURCE, relations=all_own))
        elif figure.id in guilty:
            entries.append(Entry(BLAMED, relations=all_own))
        elif own:
            exact = any(_verdict(relations[index]) == EXACT for index in own)
            tightest = min(
                own, key=lambda index: (_verdict(relations[index]) != EXACT, len(relations[index].terms), index)
            )
            judgement = relations[tightest].judgement
            entries.append(
                Entry(
                    VERIFIED,
                    None,
                    exact,
                    judgement.residual if judgement else None,
                    judgement.allowed if judgement else None,
                    all_own,
                )
            )
        else:
            reason = (
                "in-doubt"
                if figure.id in broken
                else "unread"
                if figure.id in misplaced
                else told[figure.id].reason
                if figure.id in told
                else "prose"
                if figure.context == "prose"
                else "no-relation"
            )
            entries.append(Entry(UNCHECKED, reason, relations=all_own))
    return tuple(entries)


def _verdict(relation: Relation) -> str:
    return relation.judgement.verdict if relation.judgement is not None else ""
