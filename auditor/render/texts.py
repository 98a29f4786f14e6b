"""Every sentence of the user interface, in Swedish and English."""

import re
from collections.abc import Mapping

from auditor.model.decision import ACCEPTED, CHANGED, CONFLICT, NO_BASIS, NO_COMMENT, TO_CORRECT, TO_INQUIRE
from auditor.model.document import Problem
from auditor.model.finding import CONTRADICTED, NOT_A_FIGURE, UNCHECKED, VERIFIED, Text

SEVERITY = {
    "error": Text("FEL", "ERROR"),
    "warning": Text("VARNING", "WARNING"),
    "info": Text("NOTERING", "INFO"),
    "accepted": Text("ACCEPTERAT", "ACCEPTED"),
}

# what stands in parentheses falls away where a problem carries no detail
PROBLEMS = {
    "missing": Text(
        "Filen eller mappen finns inte. Kontrollera namnet.",
        "There is no such file or folder. Check the name.",
    ),
    "unreadable": Text("Filen kunde inte läsas ({detail}).", "The file could not be read ({detail})."),
    "locked": Text(
        "Filen är öppen i ett annat program: stäng filen i Word och försök igen.",
        "The file is open in another program: close it in Word and try again.",
    ),
    "is-folder": Text("Detta är en mapp, inte en fil.", "This is a folder, not a file."),
    "no-match": Text(
        "Ingen fil passar mönstret. Kontrollera sökvägen.", "No file matches the pattern. Check the path."
    ),
    "not-read": Text(
        "Filen är inte granskad: formatet läses inte. Spara den som .docx, .xlsx eller PDF.",
        "The file has not been audited: its format is not read. Save it as .docx, .xlsx or PDF.",
    ),
    "no-reports": Text(
        "Mappen innehåller inga rapporter som kan läsas.", "The folder holds no reports that can be read."
    ),
    "binary": Text(
        "Filen är ingen textfil. Spara rapporten som text (.txt) och granska den filen.",
        "This is not a text file. Save the report as text (.txt) and check that file.",
    ),
    "pdf": Text(
        "Filen är en PDF men heter något annat. Ge den namnet .pdf och försök igen.",
        "The file is a PDF but is called something else. Name it .pdf and try again.",
    ),
    "office": Text(
        "Filen är ett arkiv eller ett kontorsdokument som inte läses. Spara rapporten som .docx, .xlsx eller PDF.",
        "The file is an archive or an office document that is not read. Save the report as .docx, .xlsx or PDF.",
    ),
    "old-office": Text(
        "Filen är i Words eller Excels äldre format (.doc, .xls), som inte läses. Spara den som .docx eller .xlsx.",
        "The file is in the older format of Word or Excel (.doc, .xls), which is not read. Save it as .docx or .xlsx.",
    ),
    "xlsb": Text(
        "Filen är i Excels binära format (.xlsb), som inte läses. Spara den som .xlsx.",
        "The file is in the binary format of Excel (.xlsb), which is not read. Save it as .xlsx.",
    ),
    "hidden-sheet": Text(
        "Ett blad är dolt och är inte kontrollerat ({detail}).",
        "A sheet is hidden and has not been checked ({detail}).",
    ),
    "hidden-read": Text(
        "Bladet har dolda rader eller kolumner. De är med i granskningen, eftersom summorna räknar dem ({detail}).",
        "The sheet has hidden rows or columns. They are part of the audit, since the sums count them ({detail}).",
    ),
    "hidden-left-out": Text(
        "Bladet har dolda rader eller kolumner. De är inte kontrollerade, eftersom summorna hoppar över dem"
        " ({detail}).",
        "The sheet has hidden rows or columns. They have not been checked, since the sums leave them out ({detail}).",
    ),
    "error-values": Text(
        "Celler visar ett felvärde och är inte kontrollerade ({detail}).",
        "Cells show an error value and have not been checked ({detail}).",
    ),
    "no-results": Text(
        "Formler saknar resultat i filen och är inte kontrollerade ({detail}). Öppna filen i Excel, spara den och"
        " granska den igen.",
        "Formulas have no result in the file and have not been checked ({detail}). Open the file in Excel, save it and"
        " check it again.",
    ),
    "text-amounts": Text(
        "Belopp är inskrivna som text och räknas inte med i Excels summor ({detail}).",
        "Amounts are written as text and are left out of the sums that Excel works out ({detail}).",
    ),
    "encrypted": Text(
        "Filen är skyddad med lösenord. Ta bort lösenordet och granska filen igen.",
        "The file is protected by a password. Remove the password and check the file again.",
    ),
    "damaged": Text(
        "Filen är skadad eller ofullständig och kunde inte läsas. Spara om den och försök igen.",
        "The file is damaged or incomplete and could not be read. Save it anew and try again.",
    ),
    "no-text-layer": Text(
        "Sidor som bara är bilder är inte granskade (sidan {detail}). Kör med --ocr för att läsa av texten, "
        "eller be om originalet.",
        "Pages that are pictures only have not been audited (page {detail}). Run with --ocr to have their text "
        "recognised, or ask for the original.",
    ),
    "unread-font": Text(
        "Text som saknar teckenkoder i filen kunde inte läsas och är inte granskad (sidan {detail}). "
        "Spara om rapporten från originalet.",
        "Text without character codes in the file could not be read and has not been audited (page {detail}). "
        "Save the report anew from the original.",
    ),
    "recognised": Text(
        "Texten är avläst ur bild och kan vara felläst (sidan {detail}). Jämför varje fynd med bilden.",
        "The text was recognised in a picture and may be misread (page {detail}). "
        "Compare each finding with the picture.",
    ),
    "needs-tesseract": Text(
        "Avläsning av bilder kräver programmet tesseract med svenska språkdata. "
        "Kör till exempel apt install tesseract-ocr tesseract-ocr-swe och försök igen.",
        "Recognising text in pictures needs the program tesseract with its Swedish language data. "
        "Run, for instance, apt install tesseract-ocr tesseract-ocr-swe and try again.",
    ),
    "needs-tesseract-swedish": Text(
        "Avläsning av bilder kräver svenska språkdata för tesseract. "
        "Kör till exempel apt install tesseract-ocr-swe och försök igen.",
        "Recognising text in pictures needs the Swedish language data of tesseract. "
        "Run, for instance, apt install tesseract-ocr-swe and try again.",
    ),
    "page-bound": Text(
        "En sida har så mycket text att bara början är granskad (sidan {detail}).",
        "A page has so much text that only its beginning has been audited (page {detail}).",
    ),
    "columns-bound": Text(
        "En sida har så många textdelar att dess spalter inte är åtskilda (sidan {detail}).",
        "A page has so many parts of text that its columns are not told apart (page {detail}).",
    ),
    "page-damaged": Text(
        "Sidor som är skadade kunde inte läsas och är inte granskade (sidan {detail}).",
        "Damaged pages could not be read and have not been audited (page {detail}).",
    ),
    "too-long": Text(
        "Filen är så stor att bara dess början är granskad (till och med sidan {detail}). Dela upp den.",
        "The file is so large that only its beginning has been audited (up to page {detail}). Split it.",
    ),
    "too-many-pages": Text(
        "Filen har för många sidor för att läsas ({detail}). Dela upp den.",
        "The file has too many pages to be read ({detail}). Split it.",
    ),
    "misnamed": Text(
        "Kopian kan inte märkas: filens namn säger ett annat format än dess innehåll. Ge filen rätt ändelse.",
        "The copy cannot be marked: the name of the file tells another format than its content. Rename the file.",
    ),
    "no-marks": Text(
        "Kopian kan inte märkas: bara PDF, Word (.docx) och Excel (.xlsx) kan bära kommentarer.",
        "The copy cannot be marked: only PDF, Word (.docx) and Excel (.xlsx) can carry comments.",
    ),
    "protected": Text(
        "Filen är skyddad mot kommentarer. Ta bort skyddet eller märk originalet som den är gjord av.",
        "The file is protected against comments. Remove the protection, or mark the file that it was made from.",
    ),
    "changed": Text(
        "Filen har ändrats sedan den lästes. Kör granskningen igen.",
        "The file has changed since it was read. Run the check again.",
    ),
    "needs-extra": Text(
        'Det här kräver ett tillägg. Kör pip install "rkaudit[{detail}]" och försök igen.',
        'This needs an extra. Run pip install "rkaudit[{detail}]" and try again.',
    ),
    "no-working-paper": Text(
        "Filen är inget arbetspapper från rkaudit: kolumnerna Beslut och Fingeravtryck saknas.",
        "The file is no working paper of rkaudit: it lacks the columns Decision and Fingerprint.",
    ),
    "empty": Text("Filen är tom.", "The file is empty."),
    "too-large": Text("Filen är för stor för att läsas ({detail}).", "The file is too large to read ({detail})."),
    "long-line": Text(
        "Raden är för lång för att läsas och är inte kontrollerad ({detail} tecken).",
        "The line is too long to read and has not been checked ({detail} characters).",
    ),
    "unclosed-quote": Text(
        "Ett citattecken avslutas aldrig: från den här raden är citattecken lästa som text.",
        "A quotation mark is never closed: from this line on quotation marks are read as text.",
    ),
    "too-many-cells": Text(
        "Tabellen är för stor för att läsas ({detail} celler).", "The table is too large to read ({detail} cells)."
    ),
    "encoding-guessed": Text(
        "Filens teckenkodning framgår inte och är gissad ({detail}). Kontrollera att å, ä och ö är rätt.",
        "The file does not say how its characters are encoded; a guess was made ({detail}). Check that å, ä and ö"
        " are right.",
    ),
    "unread-table": Text(
        "En tabell kunde inte läsas och är inte kontrollerad ({detail}).",
        "A table could not be read and has not been checked ({detail}).",
    ),
    "unread-number": Text(
        "Ett tal kunde inte läsas och är inte kontrollerat ({detail}).",
        "A number could not be read and has not been checked ({detail}).",
    ),
    "not-shown": Text(
        "Filen innehåller text som inte visas; talen i den är inte kontrollerade ({detail} st).",
        "The file holds text that is not shown; the numbers in it have not been checked ({detail}).",
    ),
    "struck-text": Text(
        "Filen innehåller överstruken text; talen i den är inte kontrollerade ({detail} st).",
        "The file holds text that is struck out; the numbers in it have not been checked ({detail}).",
    ),
    "drawn-text": Text(
        "Filen innehåller diagram med text; talen i dem är inte kontrollerade ({detail} st).",
        "The file holds charts with text; the numbers in them have not been checked ({detail}).",
    ),
    "unread-fact": Text(
        "Ett uppmärkt tal (iXBRL) är inte skrivet som märkningens format säger ({detail}).",
        "A tagged number (iXBRL) is not written as the format of its tag says ({detail}).",
    ),
    "part-unread": Text(
        "En del av filen kunde inte läsas och är inte kontrollerad ({detail}).",
        "A part of the file could not be read and has not been checked ({detail}).",
    ),
    "tracked-changes": Text(
        "Dokumentet har spårade ändringar som varken är godkända eller avvisade ({detail}). Texten är granskad som om"
        " de vore godkända.",
        "The document has tracked changes that are neither accepted nor rejected ({detail}). The text has been checked"
        " as if they were accepted.",
    ),
    "hidden-text": Text(
        "Dokumentet har dold text med tal i, som inte är kontrollerad (antal ställen: {detail}).",
        "The document has hidden text with figures in it, which has not been checked (places: {detail}).",
    ),
    "embedded-sheet": Text(
        "Infogade Excelblad visas som bilder och är inte kontrollerade (antal: {detail}).",
        "Embedded Excel sheets are shown as pictures and have not been checked (number: {detail}).",
    ),
    "search-bound": Text(
        "Tabellen är så stor att sökningen efter samband i talen avbröts; det kan finnas fler.",
        "The table is so large that the search for relations among its figures was stopped; there may be more.",
    ),
    "not-in-source": Text(
        "Ingen tabell i rapporten kändes igen i underlaget ({detail}): inget är avstämt mot det.",
        "No table of the report was recognised in the source ({detail}): nothing was checked against it.",
    ),
    "no-figures": Text("Filen innehåller inga tal att stämma av.", "The file holds no figures to check."),
    "rules-broken": Text("En regelfil innehåller fel ({detail}).", "A rule file has an error in it ({detail})."),
}

# what an operating system says no with
_DETAILS = {
    "EACCES": Text("du saknar behörighet", "you lack permission"),
    "EPERM": Text("du saknar behörighet", "you lack permission"),
    "EIO": Text("läsfel på disken eller nätverket", "read error on the disk or the network"),
    "ENAMETOOLONG": Text("namnet är för långt", "the name is too long"),
}

# why a figure is unchecked, or why a number is no figure
REASONS = {
    "no-relation": Text("utan samband", "tied to no other figure"),
    "undecided": Text("en term saknas", "a term is missing"),
    "in-doubt": Text("i en uträkning som inte stämmer", "in a sum that does not agree"),
    "text-column": Text("i en textkolumn", "in a column of words"),
    "prose": Text("i löpande text", "in running text"),
    "no-cell": Text("saknas i tabellerna", "in no table"),
    "not-certain": Text("i meningar som kan läsas på flera sätt", "in sentences that can be read in several ways"),
    "several-cells": Text("kan avse flera celler", "may be of several cells"),
    "heading": Text("i en rubrik", "in a heading"),
    "range": Text("intervall", "range"),
    "unread": Text("kunde inte läsas", "could not be read"),
    "note-column": Text("nothänvisning", "reference to a note"),
    "year": Text("årtal", "year"),
    "range-of-years": Text("årsintervall", "range of years"),
    "date": Text("datum", "date"),
    "time": Text("klockslag", "time of day"),
    "section": Text("avsnittsnummer", "section number"),
    "page": Text("sidnummer", "page number"),
    "reference": Text("hänvisning", "reference"),
    "identifier": Text("beteckning", "identifier"),
    "phone": Text("telefonnummer", "telephone number"),
    "age": Text("ålder", "age"),
    "footnote": Text("fotnot", "footnote"),
    "list-number": Text("numrering i lista", "number of a list item"),
    "contents": Text("innehållsförteckning", "table of contents"),
    "word-number": Text("del av ett ord", "part of a word"),
    "label": Text("del av radens namn", "part of the name of the row"),
}

STATUS = {
    VERIFIED: Text("avstämt", "ties out"),
    CONTRADICTED: Text("motsägs", "contradicted"),
    UNCHECKED: Text("ej kontrollerat", "unchecked"),
    NOT_A_FIGURE: Text("inget belopp", "not a figure"),
}

VERDICTS = {
    "exact": Text("exakt", "exactly"),
    "rounding": Text("inom avrundning", "within rounding"),
    "improbable": Text("osannolikt genom avrundning", "improbable by rounding"),
    "contradicted": Text("stämmer inte", "does not agree"),
}

EVIDENCE = {
    "label": Text("radens namn", "the name of the row"),
    "header": Text("kolumnens rubrik", "the header of the column"),
    "siblings": Text("de andra raderna i tabellen", "the other rows of the table"),
    "sentence": Text("meningens ord", "the words of the sentence"),
    "arithmetic": Text("siffrorna själva", "the figures themselves"),
}

# what a person decides about a finding, and why an acceptance does not hold
DECIDED = {
    ACCEPTED: Text("Accepteras", "Accepted"),
    TO_CORRECT: Text("Rättas", "To be corrected"),
    TO_INQUIRE: Text("Utreds", "To be looked into"),
}

LAPSED = {
    NO_COMMENT: Text(
        "Fyndet räknas inte som accepterat: kommentar saknas.",
        "The finding does not count as accepted: there is no comment.",
    ),
    CHANGED: Text(
        "Beloppen har ändrats sedan dess: accepten gäller inte längre.",
        "The amounts have changed since: the acceptance no longer holds.",
    ),
    NO_BASIS: Text(
        "Det framgår inte vilket belopp som accepterades: accepten räknas inte.",
        "Which amount was accepted cannot be told: the acceptance does not count.",
    ),
    CONFLICT: Text(
        "Arbetspapperet har två olika beslut om fyndet: accepten räknas inte.",
        "The working paper has two different decisions on the finding: the acceptance does not count.",
    ),
}

# an ordinary row needs no mark
ROLES = {
    "item": Text("", ""),
    "subtotal": Text("delsumma", "subtotal"),
    "total": Text("summa", "total"),
    "part": Text("varav", "of which"),
    "result": Text("resultat", "result"),
    "heading": Text("rubrik", "heading"),
}

_COUNTED = {
    "error": (Text("{n} fel", "{n} error"), Text("{n} fel", "{n} errors")),
    "warning": (Text("{n} varning", "{n} warning"), Text("{n} varningar", "{n} warnings")),
    "infos-hidden": (
        Text("{n} notering visas med -v", "{n} remark is shown with -v"),
        Text("{n} noteringar visas med -v", "{n} remarks are shown with -v"),
    ),
    "accepted": (Text("{n} accepterat", "{n} accepted"), Text("{n} accepterade", "{n} accepted")),
    "accepted-hidden": (
        Text("{n} accepterat fynd visas med -v", "{n} accepted finding is shown with -v"),
        Text("{n} accepterade fynd visas med -v", "{n} accepted findings are shown with -v"),
    ),
    "obsolete": (
        Text(
            "{n} tidigare beslut gäller något som inte finns i det som granskas nu.",
            "{n} earlier decision is about something that is not in what is checked now.",
        ),
        Text(
            "{n} tidigare beslut gäller sådant som inte finns i det som granskas nu.",
            "{n} earlier decisions are about what is not in what is checked now.",
        ),
    ),
    "report": (Text("{n} rapport", "{n} report"), Text("{n} rapporter", "{n} reports")),
    "lost": (
        Text("{n} kunde inte läsas", "{n} could not be read"),
        Text("{n} kunde inte läsas", "{n} could not be read"),
    ),
    "verified": (
        Text("{n} av {total} tal avstämt", "{n} of {total} figures ties out"),
        Text("{n} av {total} tal avstämda", "{n} of {total} figures tie out"),
    ),
    "exact-of-them": (
        Text("varav {n} exakt", "{n} of them exactly"),
        Text("varav {n} exakt", "{n} of them exactly"),
    ),
    "sourced": (
        Text("{n} tal stämmer med underlaget", "{n} figure agrees with the source"),
        Text("{n} tal stämmer med underlaget", "{n} figures agree with the source"),
    ),
    "contradicted": (
        Text("{n} motsägs", "{n} is contradicted"),
        Text("{n} motsägs", "{n} are contradicted"),
    ),
    "unchecked": (
        Text("{n} ej kontrollerat", "{n} unchecked"),
        Text("{n} ej kontrollerade", "{n} unchecked"),
    ),
    "rows": (Text("{n} rad", "{n} row"), Text("{n} rader", "{n} rows")),
    "columns": (Text("{n} kolumn", "{n} column"), Text("{n} kolumner", "{n} columns")),
    "more": (Text("och {n} till", "and {n} more"), Text("och {n} till", "and {n} more")),
}

_UI = {
    "line": Text("rad {n}", "line {n}"),
    "page": Text("sid {n}", "page {n}"),
    "page-printed": Text("sid {n} (sidnummer {printed})", "page {n} (numbered {printed})"),
    "cell": Text("cell {n}", "cell {n}"),
    "paragraph": Text("stycke {n}", "paragraph {n}"),
    "should-be": Text("Bör vara {value}.", "Should be {value}."),
    "computed": Text("Uträknat blir det {value}.", "Worked out, it comes to {value}."),
    "should-lie": Text("Bör ligga mellan {low} och {high}.", "Should lie between {low} and {high}."),
    "rounding-allows": Text(
        "Avrundningen medger {low} till {high}.", "Rounding allows for anything from {low} to {high}."
    ),
    "decided": Text("Tidigare beslut: {decision}", "Earlier decision: {decision}"),
    "cause": Text("Trolig orsak: {cause}", "Likely cause: {cause}"),
    "rests-on": Text("Bygger på {evidence}.", "Rests on {evidence}."),
    "nothing-wrong": Text("inga fel hittade i det som kunde stämmas av", "no errors found in what could be checked"),
    "nothing-else": Text(
        "inga andra fel hittade i det som kunde stämmas av än de accepterade",
        "no errors found in what could be checked other than those accepted",
    ),
    "no-figures": Text("inga tal att stämma av", "no figures to check"),
    "none-verified": Text("inget av {total} tal kunde stämmas av", "none of {total} figures could be checked"),
    "exact-all": Text("alla exakt", "all exactly"),
    "exact-none": Text("alla inom avrundning", "all within rounding"),
    "exact-one": Text("exakt", "exactly"),
    "rounding-one": Text("inom avrundning", "within rounding"),
    "in-all": Text("Totalt {reports}", "In all {reports}"),
    "within": Text(
        "inom avrundning, rest {residual} av högst {allowed}", "within rounding, {residual} off of at most {allowed}"
    ),
    "exactly": Text("exakt", "exactly"),
    "term-of": Text("Ingår i uträkningen bakom:", "A term of the sum behind:"),
    "cell-error": Text(
        "Fel att rätta; kommentaren i cellen säger varför.", "An error to correct; the comment says why."
    ),
    "cell-warning": Text(
        "Bör kontrolleras; kommentaren i cellen säger varför.", "To be looked at; the comment in the cell says why."
    ),
    "cell-term": Text("Ingår i uträkningen bakom ett fel.", "A term of the sum behind a finding."),
    "cell-exact": Text("Avstämt: stämmer exakt.", "Ties out: agrees exactly."),
    "cell-rounding": Text("Avstämt: stämmer inom avrundning.", "Ties out: agrees within rounding."),
    "list-severity": Text("Allvar", "Severity"),
    "list-rule": Text("Regel", "Rule"),
    "list-cell": Text("Cell", "Cell"),
    "list-finding": Text("Fynd", "Finding"),
    "tick": Text("Avstämt", "Ties out"),
    "marks-legend": Text(
        "Rött: fel att rätta. Gult: bör kontrolleras. Blått: tal som ingår i uträkningen.",
        "Red: an error to correct. Yellow: to be looked at. Blue: figures that the sum is made of.",
    ),
    "ticks-legend": Text(
        "Grön bock: stämmer exakt. Grå bock med våglinje: stämmer inom avrundning.",
        "Green tick: agrees exactly. Grey tick with a wave: agrees within rounding.",
    ),
    "shades-legend": Text(
        "Grönt: stämmer exakt. Grått: stämmer inom avrundning.",
        "Green: agrees exactly. Grey: agrees within rounding.",
    ),
    "signature-void": Text(
        "Filen är signerad; signaturen gäller originalet, inte den här märkta kopian.",
        "The file is signed; the signature is good for the original, not for this marked copy.",
    ),
    "table": Text("Tabell", "Table"),
    "no-relations": Text("inga samband hittades.", "no relations found."),
    "breaks": Text("bryts i {places}", "broken in {places}"),
    "mean-of": Text("medelvärdet av {terms}", "the mean of {terms}"),
    "row": Text("rad nr {n}", "row no. {n}"),
    "column": Text("kolumn nr {n}", "column no. {n}"),
    "no-tables": Text("inga tabeller hittades.", "no tables found."),
    "why": Text("Varför", "Why"),
    "formula": Text("Räknesätt", "Worked out as"),
    "example": Text("Exempel", "Example"),
    "kind": Text("Slag: {kind}. Familj: {family}.", "Kind: {kind}. Family: {family}."),
    "off": Text("används bara när den väljs med --select", "used only when chosen with --select"),
}

# what was wrong with the command line
_WRONG = {
    "no-command": Text("Kommando saknas.", "A command is missing."),
    "no-paths": Text(
        "Ange minst en rapport eller mapp, till exempel: rkaudit check rapport.txt",
        "Name at least one report or folder, for instance: rkaudit check report.txt",
    ),
    "no-rule": Text(
        "Ange vilken regel, till exempel: rkaudit explain RK101", "Name the rule, for instance: rkaudit explain RK101"
    ),
    "command": Text("Kommandot {given} finns inte.", "There is no command {given}."),
    "forgot-check": Text("Menade du: rkaudit check {given}?", "Did you mean: rkaudit check {given}?"),
    "option": Text("Valet {given} finns inte.", "There is no option {given}."),
    "no-value": Text("Valet {given} behöver ett värde.", "The option {given} needs a value."),
    "value": Text("{given} har ett värde som inte går att använda.", "{given} has a value that cannot be used."),
    "choice": Text(
        "{option} kan inte vara {given}. Välj bland: {choices}.",
        "{option} cannot be {given}. Choose among: {choices}.",
    ),
    "rule": Text("Regeln {given} finns inte.", "There is no rule {given}."),
    "ticks-alone": Text(
        "--ticks märker avstämda tal i den märkta kopian: ange den med --annotate.",
        "--ticks marks the figures that tie out in the marked copy: name that with --annotate.",
    ),
    "annotate-several": Text(
        "--annotate märker en rapport i taget. Ange en enda fil.",
        "--annotate marks one report at a time. Name a single file.",
    ),
    "annotate-kind": Text(
        "{given}: den märkta kopian är en fil av samma slag som rapporten. Ange ett namn som slutar på {kind}.",
        "{given}: the marked copy is a file of the same kind as the report. Choose a name that ends in {kind}.",
    ),
    "over-source": Text(
        "{given} är underlaget. Det ändras aldrig: ange ett annat namn.",
        "{given} is the source. It is never changed: choose another name.",
    ),
    "over-other": Text(
        "Två filer skulle få samma namn, {given}. Ange ett namn för varje.",
        "Two files would get the same name, {given}. Choose a name for each.",
    ),
    "over-report": Text(
        "{given} är rapporten själv. Originalet ändras aldrig: ange ett annat namn.",
        "{given} is the report itself. The original is never changed: choose another name.",
    ),
    "over-decisions": Text(
        "{given} är arbetspapperet med besluten. Det ändras aldrig: ange ett annat namn för det nya.",
        "{given} is the working paper with the decisions. It is never changed: choose another name for the new one.",
    ),
    "other": Text("Kommandoraden kunde inte tolkas: {given}", "The command line could not be understood: {given}"),
    "nearest": Text("Menade du {nearest}?", "Did you mean {nearest}?"),
    "help": Text("Hjälp: {command} --help", "Help: {command} --help"),
    "unexpected": Text(
        "Något gick fel i rkaudit och granskningen avbröts ({given}). Kör igen med --debug för att se var.",
        "Something went wrong in rkaudit and the check was stopped ({given}). Run it again with --debug to see where.",
    ),
}

HELP = {
    "app": Text(
        "Granskar svenska ekonomiska rapporter: stämmer av att talen hänger ihop.",
        "Audits Swedish financial reports: checks that their figures agree.",
    ),
    "check": Text(
        "Granskar rapporter och visar de tal som inte stämmer.", "Checks reports and shows the figures that are wrong."
    ),
    "tables": Text("Visar tabellerna så som de har lästs.", "Shows the tables as they were read."),
    "relations": Text(
        "Visar sambanden i tabellerna: vad som är summa, skillnad, medelvärde, kvot eller förändring av vad.",
        "Shows the relations in the tables: what is the sum, difference, mean, quotient or change of what.",
    ),
    "figures": Text(
        "Visar varje tal och om det har kunnat stämmas av.", "Shows every figure and whether it could be checked."
    ),
    "rules": Text("Listar reglerna.", "Lists the rules."),
    "explain": Text("Förklarar en regel, till exempel RK101.", "Explains a rule, for instance RK101."),
    "schema": Text("Skriver ut JSON-schemat för utdata.", "Prints the JSON schema of the output."),
    "paths": Text(
        "Filer, mappar eller mönster som *.txt; - läser standard in.",
        "Files, folders or patterns such as *.txt; - reads standard input.",
    ),
    "rule": Text("Regelns nummer, till exempel RK101.", "The number of the rule, for instance RK101."),
    "format": Text("Utdataformat; text om inget anges.", "Output format; text unless told."),
    "select": Text(
        "Använd bara dessa regler, till exempel RK101,RK2.", "Use only these rules, for instance RK101,RK2."
    ),
    "ignore": Text("Hoppa över dessa regler.", "Leave these rules out."),
    "against": Text(
        "Stäm av rapporten mot underlaget, en Excel- eller CSV-fil.",
        "Check the report against its source, an Excel or CSV file.",
    ),
    "decisions": Text(
        "Arbetspapper med beslut från tidigare granskning; kan upprepas.",
        "Working paper with the decisions of an earlier review; may be repeated.",
    ),
    "annotate": Text(
        "Skriv en kopia av rapporten med fynden märkta (PDF, Word, Excel).",
        "Write a copy of the report with the findings marked (PDF, Word, Excel).",
    ),
    "ticks": Text("Bocka även av de tal som stämmer, i kopian.", "Tick the figures that tie out too, in the copy."),
    "html": Text("Skriv en granskningssida (HTML).", "Write a page for the review (HTML)."),
    "xlsx": Text("Skriv ett arbetspapper (Excel).", "Write a working paper (Excel)."),
    "ocr": Text(
        "Läs av text i inskannade PDF-sidor (kräver tesseract); osäkert.",
        "Recognise the text of scanned PDF pages (needs tesseract); uncertain.",
    ),
    "fail-on": Text(
        "Avsluta med kod 1 vid minst detta; error om inget anges.", "Exit with 1 from this on; error unless told."
    ),
    "rules-dir": Text("Mapp med egna regler; kan upprepas.", "Folder with rules of your own; may be repeated."),
    "quiet": Text("Visa bara det som är fel.", "Show nothing but what is wrong."),
    "verbose": Text("Visa även noteringar och vad de bygger på.", "Show remarks too, and what they rest on."),
    "width": Text("Radbredd i tecken.", "Width of the lines in characters."),
    "lang": Text("Språk: svenska eller engelska.", "Language: Swedish or English."),
    "debug": Text("Visa programfel i sin helhet.", "Show program errors in full."),
    "version": Text("Visa versionen.", "Show the version."),
    "help": Text("Visa den här hjälpen.", "Show this help."),
}

# the headings that the command-line library writes
HELP_HEADINGS = {
    "Usage: ": Text("Användning: ", "Usage: "),
    "[OPTIONS] COMMAND [ARGS]...": Text("KOMMANDO [VAL]...", "COMMAND [OPTIONS]..."),
    "[OPTIONS]": Text("[VAL]", "[OPTIONS]"),
    "\nArguments:\n": Text("\nArgument:\n", "\nArguments:\n"),
    "\nOptions:\n": Text("\nVal:\n", "\nOptions:\n"),
    "\nCommands:\n": Text("\nKommandon:\n", "\nCommands:\n"),
}


def say(key: str, lang: str, **values: object) -> str:
    """The sentence of the interface called `key`."""
    return _UI[key].of(lang).format(**values)


def wrong(key: str, lang: str, **values: object) -> str:
    """The sentence about what was wrong with the command line."""
    return _WRONG[key].of(lang).format(**values)


def counted(key: str, n: int, lang: str, **values: object) -> str:
    """`n` of something, in the singular or the plural."""
    return _COUNTED[key][n != 1].of(lang).format(n=n, **values)


def word(table: Mapping[str, Text], key: str, lang: str) -> str:
    """What `key` is called; itself where the table lacks it."""
    return table[key].of(lang) if key in table else key


def problem(found: Problem, lang: str) -> str:
    """A problem as a sentence, without its place."""
    if found.code not in PROBLEMS:
        return f"{found.code}: {found.detail}" if found.detail else found.code
    sentence = PROBLEMS[found.code].of(lang)
    if not found.detail:
        return re.sub(r" \([^)]*\{detail\}[^)]*\)|\[\{detail\}\]", "", sentence)
    return sentence.replace("{detail}", word(_DETAILS, found.detail, lang))
