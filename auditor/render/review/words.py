"""The sentences of the review page, in Swedish and English."""

from auditor.model.finding import Text

_SAID = {
    "title": Text("Granskning av {name}", "Review of {name}"),
    "title-several": Text("Granskning av {reports}", "Review of {reports}"),
    "brand": Text("Granskningspapper", "Review paper"),
    "contents": Text("Rapporter", "Reports"),
    "to-findings": Text("Till fynden", "To the findings"),
    "to-report": Text("Till rapporten", "To the report"),
    # the verdict
    "ready": Text("Klar att publicera", "Ready to publish"),
    "look": Text("Kontrollera före publicering", "Look at this before publishing"),
    "partly": Text(
        "Inga fel hittade, men det mesta är inte kontrollerat", "No errors found, but most of it has not been checked"
    ),
    "open": Text("Kan inte bedömas", "Cannot be judged"),
    "correct": Text("Rätta först", "Correct this first"),
    "lost": Text("Kunde inte granskas", "Could not be checked"),
    "no-errors": Text("Inga fel hittade i det som kunde stämmas av.", "No errors found in what could be checked."),
    "no-other-errors": Text(
        "Inga andra fel hittade i det som kunde stämmas av än de som har accepterats.",
        "No errors found in what could be checked other than those accepted.",
    ),
    "no-sure-errors": Text(
        "Inga säkra fel hittade i det som kunde stämmas av.", "No certain errors found in what could be checked."
    ),
    "not-shown": Text(
        "Tal motsägs av regler som är bortvalda i den här granskningen.",
        "Figures are contradicted by rules that were left out of this review.",
    ),
    "uncertain": Text(
        "Texten är läst ur bilder och kan vara fel läst.", "The text was recognised in pictures and may be misread."
    ),
    "unread": Text(
        "Allt kunde inte läsas säkert: se Inte läst eller inte kontrollerat.",
        "Not everything could be read with certainty: see Not read or not checked.",
    ),
    # the list
    "errors": Text("Fel att rätta", "Errors to correct"),
    "warnings": Text("Bör kontrolleras", "To be looked at"),
    "infos": Text("Noteringar", "Remarks"),
    "accepteds": Text("Accepterade", "Accepted"),
    "accepteds-why": Text(
        "Någon har granskat dessa fynd och låtit talen stå.", "Somebody has looked at these and let the figures stand."
    ),
    "infos-why": Text(
        "Skillnader som ryms i avrundningen. Inget behöver rättas.",
        "Differences that rounding explains. Nothing needs to be corrected.",
    ),
    "gaps": Text("Inte läst eller inte kontrollerat", "Not read or not checked"),
    "gaps-none": Text(
        "Allt i filen kunde läsas och alla tal är kontrollerade.",
        "All of the file could be read and every figure has been checked.",
    ),
    "gaps-read": Text("Allt i filen kunde läsas.", "All of the file could be read."),
    "gaps-why": Text(
        "Dessa tal är inte kontrollerade: inget i rapporten säger vad de ska stämma med.",
        "These figures have not been checked: nothing in the report says what they should agree with.",
    ),
    "error": Text("Fel", "Error"),
    "warning": Text("Kontrollera", "Look at"),
    "info": Text("Notering", "Remark"),
    "accepted": Text("Accepterat", "Accepted"),
    "stated": Text("Står", "States"),
    "should": Text("Bör vara", "Should be"),
    "worked-out": Text("Uträknat", "Worked out"),
    "between": Text("Bör ligga mellan", "Should lie between"),
    "from-to": Text("{low} och {high}", "{low} and {high}"),
    "basis": Text("Underlag", "Basis"),
    "terms": Text("I uträkningen:", "In the sum:"),
    "also": Text("Även utpekat:", "Also pointed out:"),
    "rule": Text("Regel {id}: {title}.", "Rule {id}: {title}."),
    # the report
    "as-read": Text("Rapporten så som den lästes", "The report as it was read"),
    "legend": Text("Teckenförklaring", "Legend"),
    "exact": Text("stämmer exakt", "agrees exactly"),
    "rounding": Text("stämmer inom avrundning", "agrees within rounding"),
    "contradicted": Text("motsägs, med fyndets nummer", "contradicted, with the number of the finding"),
    "to-check": Text("bör kontrolleras", "to be looked at"),
    "let-stand": Text("accepterat", "accepted"),
    "unchecked": Text("inte kontrollerat", "not checked"),
    "not-a-figure": Text("inget belopp", "not a figure"),
    "term": Text("ingår i uträkningen", "in the sum"),
    "page": Text("Sid {n}", "Page {n}"),
    "page-printed": Text("Sid {n} (sidnummer {printed})", "Page {n} (numbered {printed})"),
    "finding": Text("Fynd {n}", "Finding {n}"),
    "cut": Text("… raden är {n} tecken lång och visas inte helt", "… the line has {n} characters and is cut here"),
    "nothing": Text("Inget kunde läsas.", "Nothing could be read."),
    # the ledger
    "ledger": Text("Varje tal", "Every figure"),
    "ledger-why": Text(
        "Alla tal i den ordning de står, med vad de har stämts av mot.",
        "All figures in the order they stand, and what they were checked against.",
    ),
    "sums": Text("Uträkningar", "Sums"),
    "place": Text("Plats", "Place"),
    "figure": Text("Tal", "Figure"),
    "what": Text("Avser", "Of"),
    "status": Text("Status", "Status"),
    "checked-by": Text("Uträkning", "Sum"),
    "undecided": Text("kan inte avgöras", "cannot be decided"),
    "residual": Text("rest {residual} av högst {allowed}", "{residual} off of at most {allowed}"),
    # the controls
    "show": Text("Visa", "Show"),
    "show-error": Text("Fel", "Errors"),
    "show-warning": Text("Bör kontrolleras", "To be looked at"),
    "show-info": Text("Noteringar", "Remarks"),
    "show-accepted": Text("Accepterade", "Accepted"),
    "show-unchecked": Text("Inte kontrollerade tal", "Unchecked figures"),
    "show-verified": Text("Avstämda tal", "Figures that tie out"),
    "keys": Text("nästa och föregående fynd, Esc stänger", "next and previous finding, Esc closes"),
    "details": Text("Om talet", "About the figure"),
    "close": Text("Stäng", "Close"),
    # the facts
    "file": Text("Fil", "File"),
    "digest": Text("SHA-256", "SHA-256"),
    "made-by": Text("Granskad med", "Checked with"),
    "rules": Text("{version}, {n} regler", "{version}, {n} rules"),
    "total": Text("tal", "figures"),
    "report": Text("Rapport", "Report"),
    "verdict": Text("Besked", "Verdict"),
    "tied": Text("Avstämda tal", "Figures that tie out"),
    "of": Text("{n} av {total}", "{n} of {total}"),
    "promise": Text(
        "Granskningen prövar om rapportens tal stämmer med varandra. Den säger inget om tal som inte kunde stämmas av, "
        "och den ersätter inte en avstämning mot bokföringen.",
        "The review tries whether the figures of the report agree with each other. It says nothing of figures that "
        "could not be checked, and does not take the place of checking the report against the books.",
    ),
}

_COUNTED = {
    "accepted": (
        Text("{n} avvikelse är accepterad", "{n} discrepancy has been accepted"),
        Text("{n} avvikelser är accepterade", "{n} discrepancies have been accepted"),
    ),
    "warnings": (
        Text("{n} uppgift bör kontrolleras", "{n} item should be looked at"),
        Text("{n} uppgifter bör kontrolleras", "{n} items should be looked at"),
    ),
    "unchecked": (
        Text("{n} tal är inte kontrollerat", "{n} figure has not been checked"),
        Text("{n} tal är inte kontrollerade", "{n} figures have not been checked"),
    ),
}


def say(key: str, lang: str, **values: object) -> str:
    """The sentence of the page called `key`."""
    return _SAID[key].of(lang).format(**values)


def counted(key: str, n: int, lang: str) -> str:
    """`n` of something, in the singular or the plural."""
    return _COUNTED[key][n != 1].of(lang).format(n=n)
