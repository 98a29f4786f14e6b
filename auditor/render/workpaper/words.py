"""What the working paper calls its sheets and columns, and what it tells the person who fills it in."""

from auditor.model.finding import Text

SHEETS = {
    "summary": Text("Sammanfattning", "Summary"),
    "findings": Text("Fynd", "Findings"),
    "figures": Text("Tal", "Figures"),
    "unread": Text("Ej lästa", "Not read"),
}

HEADERS = {
    "number": Text("Nr", "No."),
    "file": Text("Fil", "File"),
    "severity": Text("Allvar", "Severity"),
    "rule": Text("Regel", "Rule"),
    "place": Text("Ställe", "Place"),
    "figure": Text("Tal", "Figure"),
    "stated": Text("Står", "Stated"),
    "expected": Text("Uträknat", "Worked out"),
    "difference": Text("Differens", "Difference"),
    "range": Text("Avrundningen medger", "Rounding allows"),
    "suggestion": Text("Förslag", "Suggestion"),
    "unit": Text("Enhet", "Unit"),
    "calculation": Text("Uträkning", "Calculation"),
    "cause": Text("Trolig orsak", "Likely cause"),
    "message": Text("Meddelande", "Message"),
    "table": Text("Tabell eller avsnitt", "Table or section"),
    "row": Text("Rad", "Row"),
    "column": Text("Kolumn", "Column"),
    "printed": Text("Som tryckt", "As printed"),
    "value": Text("Värde", "Value"),
    "tick": Text("✓", "✓"),
    "standing": Text("Status", "Status"),
    "relation": Text("Samband", "Relation"),
    "check": Text("Kontrollsumma", "Recomputed"),
    "what": Text("Slag", "Kind"),
    "text": Text("Text", "Text"),
    "reason": Text("Orsak", "Reason"),
    # read back by auditor.readers.decisions, in either language
    "decision": Text("Beslut", "Decision"),
    "comment": Text("Kommentar", "Comment"),
    "signature": Text("Signatur", "Signature"),
    "date": Text("Datum", "Date"),
    "fingerprint": Text("Fingeravtryck", "Fingerprint"),
    "basis": Text("Avser", "Concerns"),
    "report": Text("Rapport", "Report"),
    "digest": Text("Filens SHA-256", "SHA-256 of the file"),
    # of the summary
    "verdict": Text("Utfall", "Outcome"),
    "errors": Text("Fel", "Errors"),
    "warnings": Text("Varningar", "Warnings"),
    "infos": Text("Noteringar", "Remarks"),
    "accepted": Text("Accepterade", "Accepted"),
    "total": Text("Antal tal", "Figures"),
    "exact": Text("✓ Exakt", "✓ Exactly"),
    "rounding": Text("≈ Inom avrundning", "≈ Within rounding"),
    "contradicted": Text("✗ Motsägs", "✗ Contradicted"),
    "unchecked": Text("– Ej kontrollerade", "– Unchecked"),
}

TITLE = Text("Arbetspapper: avstämning av rapportens tal", "Working paper: do the figures of the report agree")
VERSION = Text("Granskat med", "Checked with")
RULES = Text("Regler", "Rules")
RULES_ARE = Text("{n} regler, version {version}", "{n} rules, version {version}")
DATE = Text("Datum", "Date")
REVIEWED_BY = Text("Granskad av", "Reviewed by")
SIGNED = Text("Datum och underskrift", "Date and signature")

# what a relation is called that is not told as a formula
FORMULAS = {
    "summa": Text("Summa", "Sum"),
    "medelvärde": Text("Medelvärde", "Mean"),
    "andelar": Text("Summa av andelar", "Sum of shares"),
    "andel av totalen": Text("Andel av totalen", "Share of the total"),
    "förändring": Text("Förändring", "Change"),
    "skillnad": Text("Skillnad", "Difference"),
    "motsvarighet": Text("Samma sak i annan form", "The same in another form"),
    "upprepning": Text("Samma uppgift", "The same figure"),
}

VERDICTS = {
    "lost": Text("Kunde inte läsas", "Could not be read"),
    "errors": Text("Rätta felen före publicering", "Correct the errors before publishing"),
    "warnings": Text("Kontrollera varningarna", "Look into the warnings"),
    "accepted": Text("Inga fel utöver de accepterade", "No errors other than those accepted"),
    "clean": Text("Inga fel i det som kunde stämmas av", "No errors in what could be checked"),
    "nothing": Text("Inget kunde stämmas av", "Nothing could be checked"),
}

GUIDE_TITLE = Text("Så används arbetspapperet", "How to use this working paper")
GUIDE = (
    Text(
        "Gå igenom bladet Fynd. Välj Accepteras, Rättas eller Utreds under Beslut. Fyll i kommentar, signatur och"
        " datum.",
        "Go through the sheet Findings. Choose under Decision: Accepted, To be corrected or To be looked into. Fill in"
        " comment, signature and date.",
    ),
    Text(
        "Ett fynd räknas som accepterat bara om det har en kommentar som säger varför.",
        "A finding counts as accepted only with a comment that says why.",
    ),
    Text(
        "Vid nästa granskning: rkaudit check RAPPORT --decisions DENNA FIL. Besluten följer med; ändras beloppen gäller"
        " accepten inte längre.",
        "At the next check: rkaudit check REPORT --decisions THIS FILE. The decisions are carried over; an acceptance"
        " no longer holds once its amounts have changed.",
    ),
    Text(
        "Rader får sorteras, filtreras och strykas, och kolumner läggas till. Låt rubrikerna och de dolda kolumnerna"
        " längst till höger stå kvar.",
        "Rows may be sorted, filtered and deleted, and columns added. Leave the headers and the hidden columns at the"
        " far right.",
    ),
    Text(
        "Bladet Tal har rapportens alla tal: ✓ stämmer exakt, ≈ stämmer inom avrundning, ✗ motsägs, – ej kontrollerat.",
        "The sheet Figures holds every figure: ✓ agrees exactly, ≈ agrees within rounding, ✗ is contradicted,"
        " – unchecked.",
    ),
    Text(
        "Kontrollsumma räknas av kalkylprogrammet ur kolumnen Värde: ändra ett värde och se om summan går ihop.",
        "Recomputed is worked out by the spreadsheet from the column Value: change a value and see whether it adds up.",
    ),
)

SAME_AS = Text("Samma uppgift som nr {numbers}", "The same as no. {numbers}")
WITHIN = Text("Summan här stämmer inom avrundning", "This sum agrees within rounding")
TERM_OF = Text("Ingår i nr {numbers}", "Part of no. {numbers}")
MORE = Text("{numbers} m.fl.", "{numbers} and others")
PROBLEM = Text("Kunde inte läsas", "Could not be read")
NO_FIGURE = Text("Inget belopp", "Not a figure")
NOTHING_FOUND = Text("Inga fynd.", "No findings.")
PAGE_OF = Text("sid {page} av {pages}", "page {page} of {pages}")

# what a spreadsheet shows as its own list
CHOOSE = Text("Välj ett beslut ur listan.", "Choose a decision from the list.")
