"""Reports whose sentences tell of their tables, made from values that are known.

A report is made the way an honest one is: tables and sentences alike are rounded from whole kronor, each to the unit
and the decimals that it is printed with. So whatever the audit says against one is a false alarm. A PLAIN sentence
leaves a careful reader in no doubt about which cell it tells of; an amount changed in it, farther than rounding
reaches, is an error that has to be seen there. Of a LOOSE one nothing is asked but silence.

`python -m tests.prose_strategies` counts, for each phrasing, what becomes of it.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from auditor.model.finding import Finding, Place
from auditor.model.finding import Report as Audited
from auditor.pipeline import audit_text
from tests.strategies import EN_DASH, MINUS, Choices, Drawn, Seeded, Writing, slips

Key = tuple[str, int, str]
"""A cell: money or rate, its row, its measure."""
Where = tuple[int, int, int]
"""Line, first column and the one after the last, from 1."""

MONEY, RATE = "money", "rate"
SCALE = {"kr": 0, "tkr": 3, "mnkr": 6, "%": 0, "procentenheter": 0}


@dataclass(frozen=True)
class Name:
    """A name as a table has it, and in a sentence: "Förskola", "förskolan", "förskolans"."""

    label: str
    definite: str
    genitive: str


def _names(text: str) -> tuple[Name, ...]:
    made = []
    for line in text.strip().splitlines():
        label, definite, *genitive = (part.strip() for part in line.split("|"))
        made.append(Name(label, definite, genitive[0] if genitive else f"{definite}s"))
    return tuple(made)


# No row is called by an office of its own ("Regionkontoret"): where it is the only one that a report names, it may be
# the whole report's, and is not held to its row.
ACTIVITIES = _names("""
Förskola | förskolan
Grundskola | grundskolan
Gymnasieskola | gymnasieskolan
Fritidshem | fritidshemmen
Vuxenutbildning | vuxenutbildningen
Kulturskola | kulturskolan
Individ- och familjeomsorg | individ- och familjeomsorgen
Äldreomsorg | äldreomsorgen
Hemtjänst | hemtjänsten
Ekonomiskt bistånd | det ekonomiska biståndet
LSS-verksamhet | LSS-verksamheten | LSS-verksamhetens
Primärvård | primärvården
Psykiatri | psykiatrin
Folktandvård | folktandvården
Ambulanssjukvård | ambulanssjukvården
Kollektivtrafik | kollektivtrafiken
Regional utveckling | regional utveckling
Hjälpmedel | hjälpmedlen
Kostservice | kostservice | kostservices
Lokalvård | lokalvården
Gata och park | gata och park | gata och parks
Räddningstjänst | räddningstjänsten
Vatten och avlopp | vatten och avlopp | vatten och avlopps
Politisk ledning | den politiska ledningen
Gemensam administration | den gemensamma administrationen
Förtroendevalda | de förtroendevalda | de förtroendevaldas
Fastighetsdrift | fastighetsdriften
Vinterväghållning | vinterväghållningen
""")
BOARDS = _names("""
Kommunstyrelsen | kommunstyrelsen
Barn- och utbildningsnämnden | barn- och utbildningsnämnden
Socialnämnden | socialnämnden
Kultur- och fritidsnämnden | kultur- och fritidsnämnden
Miljö- och byggnadsnämnden | miljö- och byggnadsnämnden
Tekniska nämnden | tekniska nämnden
Vård- och omsorgsnämnden | vård- och omsorgsnämnden
Överförmyndarnämnden | överförmyndarnämnden
Valnämnden | valnämnden
Hälso- och sjukvårdsnämnden | hälso- och sjukvårdsnämnden
Trafiknämnden | trafiknämnden
Revisionen | revisionen
Samhällsbyggnadsnämnden | samhällsbyggnadsnämnden
""")
WHOLE_OF_ACTIVITIES = _names("""
Nämnden | nämnden
Förvaltningen | förvaltningen
Regionen | regionen
""")
WHOLE_OF_BOARDS = _names("""
Kommunen | kommunen
Regionen | regionen
""")
INDICATORS = _names("""
Sjukfrånvaro | sjukfrånvaron
Personalomsättning | personalomsättningen
Vaccinationsgrad | vaccinationsgraden
Soliditet | soliditeten
Andel behöriga lärare | andelen behöriga lärare
Självfinansieringsgrad | självfinansieringsgraden
Tillgänglighet | tillgängligheten
""")
MONTHS = ("mars", "april", "augusti", "september", "oktober")

# The measures of a table, a kind a letter, each with its headers.
COLUMNS: dict[str, tuple[tuple[tuple[str, str], ...], ...]] = {
    "A": (
        (("out", "Utfall"), ("bud", "Budget"), ("dev", "Avvikelse")),
        (("bud", "Budget"), ("out", "Utfall"), ("dev", "Avvikelse")),
        (("bud", "Periodens budget"), ("out", "Periodens utfall"), ("dev", "Budgetavvikelse")),
    ),
    "B": (
        (
            ("out", "Ack utfall"),
            ("bud", "Ack budget"),
            ("dev", "Ack avvikelse"),
            ("fc", "Prognos"),
            ("fdev", "Prognosavvikelse"),
        ),
        (
            ("out", "Ack utfall"),
            ("bud", "Ack budget"),
            ("dev", "Ack avvikelse"),
            ("ybud", "Årsbudget"),
            ("fc", "Årsprognos"),
            ("fdev", "Prognostiserad avvikelse"),
        ),
    ),
    "C": (
        (("bud", "Budget"), ("out", "Bokslut"), ("dev", "Avvikelse"), ("prev", "Föregående år")),
        (("bud", "Budget 2023"), ("out", "Bokslut 2023"), ("dev", "Avvikelse"), ("prev", "Bokslut 2022")),
        (("out", "Utfall 2023"), ("bud", "Budget 2023"), ("dev", "Avvikelse"), ("prev", "Utfall 2022")),
    ),
    "D": (
        (("ybud", "Årsbudget"), ("fc", "Årsprognos"), ("fdev", "Avvikelse")),
        (("fc", "Prognos"), ("ybud", "Budget"), ("fdev", "Avvikelse")),
    ),
}
RATES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("r", "Utfall"), ("goal", "Målvärde"), ("rprev", "Utfall föregående år")),
    (("r", "Utfall"), ("goal", "Målvärde")),
    (("r", "Utfall"), ("goal", "Mål"), ("rprev", "Föregående år")),
)


# ---- phrasings --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Template:
    """A way to say something. `kinds` are the tables that it can be said of, R the one of indicators.

    In braces: a name ({Row}, {rows}, {unit}, {label}, {Rate}), an amount by its measure, or a word that depends on one
    ({surplus}). A digit is for another row. An amount has no sign, with - that of a negative one, with + either sign,
    with ~ it is rounded and a word says how, and with ! its unit is left to the next.
    """

    name: str
    kinds: str
    text: str
    plain: bool = True


def _templates(text: str, plain: bool) -> tuple[Template, ...]:
    made = []
    for line in text.strip().splitlines():
        name, kinds, phrase = (part.strip() for part in line.split("|", 2))
        made.append(Template(name, kinds, phrase.replace("/", "\n"), plain))
    return tuple(made)


PLAIN = _templates(
    """
unit-shows | AC | {Unit} redovisar ett {surplus} på {dev} jämfört med budget.
unit-shows-time | AC | {Unit} visar för {time} ett {surplus} om {dev} mot budget.
unit-genitive | AC | {Units} avvikelse mot budget uppgick till {+dev}.
unit-whole | AC | Budgetavvikelsen för {unit} som helhet är {positive} och uppgår till {dev}.
unit-all | AC | Den samlade avvikelsen mot budget är {-dev} för {unit}.
unit-totalt | AC | Totalt redovisar {unit} ett {surplus} på {dev} mot budget.
unit-outcome-lower | AC | {Units} nettokostnader uppgick till {out}, vilket är {dev} {lower} än budget.
unit-better | AC | Utfallet för {unit} är {dev} {better} än budget.
unit-budget | AC | {Units} budget för {time} uppgår till {bud}.
unit-parenthesis | AC | {Unit} visar ett {surplus} mot budget ({+dev}).
unit-hedge | AC | {Unit} redovisar ett {surplus} på {~dev} jämfört med budget.
unit-varav | AC | {Unit} redovisar ett {surplus} mot budget på {dev}, varav {row2} {+dev2}.
row-shows | AC | {Row} redovisar ett {surplus} på {dev} jämfört med budget.
row-has | AC | {Row} har ett {surplus} mot budget på {dev}.
row-genitive-word | AC | {Rows} {surplus} mot budget uppgår till {dev}.
row-genitive | AC | {Rows} avvikelse mot budget är {-dev}.
row-for | AC | För {row} uppgår budgetavvikelsen till {+dev}.
row-deviation-for | AC | Avvikelsen mot budget för {row} är {-dev}.
row-within | AC | Inom {row} uppstod ett {surplus} på {dev} i förhållande till budget.
row-deviates | AC | {Row} avviker med {+dev} mot budget.
row-positive | AC | {Row} har en {positive} avvikelse mot budget på {dev}.
row-plus | AC | {Row} ligger {plus} {dev} mot budget.
row-sign-and-word | AC | {Row} visar ett {surplus} på {-dev} mot budget.
row-parenthesis | AC | Av betydelse för budgetavvikelsen är {row} ({+dev}).
row-lower | AC | Nettokostnaderna för {row} blev {dev} {lower} än budget.
row-lower-genitive | AC | {Rows} nettokostnader är {dev} {lower} än budgeterat.
row-under | AC | Utfallet för {row} {under} budget med {dev}.
row-hedge | AC | {Row} redovisar ett {surplus} på {~dev} mot budget.
row-outcome | AC | {Rows} nettokostnader uppgick till {out}.
row-outcome-for | AC | Nettokostnaden för {row} uppgick till {out}.
row-outcome-signed | AC | Utfallet för {row} är {-out}.
row-cost | AC | {Row} kostade {out} under {time}.
row-outcome-hedge | AC | {Rows} nettokostnader uppgick till {~out}.
row-budget | AC | Budgeten för {row} uppgår till {bud}.
row-budget-genitive | AC | {Rows} budget är {bud}.
row-against-budget | AC | {Rows} nettokostnader uppgick till {out} mot budgeterade {bud}.
row-outcome-lower | AC | Utfallet för {row} uppgick till {out}, vilket är {dev} {lower} än budget.
row-all-three | AC | {Row} kostade {out} mot en budget på {bud}, alltså ett {surplus} på {dev}.
row-share | AC | {Rows} nettokostnader uppgick till {out}, vilket motsvarar {share} av budgeten.
row-percent | AC | {Rows} avvikelse mot budget uppgår till {+dev}, motsvarande {devp} av budgeten.
rows-and | AC | {Row} redovisar ett {surplus} på {dev} och {row2} ett {surplus2} på {dev2} mot budget.
rows-parenthesis | AC | Avvikelser mot budget finns inom {row} ({+dev}) och {row2} ({+dev2}).
rows-while | AC | {Row} har ett {surplus} mot budget på {dev}, medan {row2} visar ett {surplus2} på {dev2}.
rows-bullets | AC | Avvikelser mot budget finns inom följande verksamheter:/• {label} {+dev}/• {label2} {+dev2}
rows-bullets-words | AC | Avvikelser mot budget finns hos:/- {label}: {surplus} {dev}/- {label2}: {surplus2} {dev2}
previous-from-to | C | {Rows} kostnader {increased} från {prev!} till {out}, en {increase} med {change} ({changep}).
previous-from-short | C | Nettokostnaden för {row} {increased} från {prev} till {out}.
previous-compared | C | {Rows} nettokostnader uppgick till {out}, jämfört med {prev} föregående år.
previous-parenthesis | C | {Rows} nettokostnader uppgick till {out} ({prev} föregående år).
previous-change | C | Jämfört med föregående år {increased} nettokostnaderna för {row} med {change}.
previous-percent | C | {Rows} nettokostnader {increased} med {changep} jämfört med föregående år.
previous-both | C | Nettokostnaderna för {row} har {risen} med {change} ({changep}) sedan föregående år.
previous-was | C | Föregående år uppgick nettokostnaden för {row} till {prev}.
unit-previous | C | {Units} nettokostnader uppgick till {out} ({prev} föregående år).
unit-change | C | {Units} nettokostnader har {risen} med {changep} jämfört med föregående år.
forecast-row | BD | {Row} prognostiserar ett {fsurplus} på {fdev} för helåret.
forecast-genitive | BD | {Rows} prognos är ett {fsurplus} mot budget på {fdev}.
forecast-passive | BD | För {row} prognostiseras ett {fsurplus} på {fdev}.
forecast-expected | BD | {Row} beräknas redovisa ett {fsurplus} på {fdev} vid årets slut.
forecast-deviation | BD | Den prognostiserade avvikelsen för {row} är {+fdev}.
forecast-compound | BD | Prognosavvikelsen för {row} uppgår till {-fdev}.
forecast-better | BD | Prognosen för {row} är {fdev} {fbetter} än budget.
forecast-value | BD | Årsprognosen för {row} uppgår till {fc}.
forecast-cost | BD | {Rows} nettokostnader beräknas uppgå till {fc} vid årets slut.
forecast-value-lower | BD | {Rows} helårsprognos är {fc}, vilket är {fdev} {flower} än budget.
forecast-budget | BD | Årsbudgeten för {row} är {ybud}.
forecast-unit | BD | {Unit} prognostiserar ett {fsurplus} på {fdev} för helåret.
forecast-unit-all | BD | {Units} samlade prognos visar ett {fsurplus} mot budget på {fdev}.
forecast-unit-signed | BD | Helårsprognosen för {unit} är {+fdev} jämfört med budget.
forecast-parenthesis | BD | Avvikelse i prognosen har {row} ({+fdev}).
forecast-rows | BD | {Row} prognostiserar ett {fsurplus} på {fdev} och {row2} ett {fsurplus2} på {fdev2}.
forecast-hedge | BD | {Row} prognostiserar ett {fsurplus} på {~fdev} för helåret.
forecast-bullets | BD | Prognostiserade avvikelser mot budget:/• {label}: {+fdev}/• {label2}: {+fdev2}
ack-row | B | Till och med {month} redovisar {row} ett {surplus} på {dev} mot budget.
ack-genitive | B | {Rows} ackumulerade avvikelse är {+dev}.
ack-deviation | B | Den ackumulerade budgetavvikelsen för {row} uppgår till {-dev}.
ack-unit | B | {Units} ackumulerade utfall är {dev} {better} än budget.
ack-outcome | B | {Rows} nettokostnader uppgår ackumulerat till {out}.
ack-and-forecast | B | {Row} har en ackumulerad avvikelse på {+dev} och prognostiserar ett {fsurplus} på {fdev}.
period-and-forecast | B | Periodens avvikelse för {unit} är {+dev} och helårsprognosen visar ett {fsurplus} på {fdev}.
unit-net-cost | AC | Nettokostnaderna för {unit} som helhet blev {out}, mot budgeterade {bud}.
unit-in-total | AC | Sammantaget visar {unit} ett {surplus} mot budget på {+dev}.
unit-under-budget | AC | Utfallet för {unit} {under} budget med {dev}, motsvarande {devp}.
unit-largest-share | AC | {Units} budgetavvikelse är {-dev}. Av denna svarar {row2} för {+dev2}.
unit-after-months | A | Efter {month} månad redovisar {unit} ett {surplus} mot budget på {dev}.
unit-accounts | C | Bokslutet för {unit} visar en avvikelse mot budget på {+dev}.
row-accounts | C | I bokslutet redovisar {row} ett {surplus} mot budget på {dev}.
row-accounts-cost | C | {Rows} kostnader i bokslutet är {out}, en budgetavvikelse på {-dev}.
row-compared | AC | Jämfört med budget redovisar {row} ett {surplus} om {dev}.
row-budget-first | AC | Av en budget på {bud} har {row} förbrukat {out}.
row-out-of | AC | {Row} har förbrukat {out} av budgeterade {bud}, det vill säga {share}.
row-share-only | AC | Av budgeten för {row} har {share} förbrukats.
row-exceeds-percent | AC | {Rows} nettokostnader är {devp} {lower} än budget.
row-dev-percent | AC | {Row} avviker från budget med {-dev} ({-devp}).
row-cause | AC | {Rows} {surplus} mot budget, {dev}, beror främst på vakanta tjänster.
row-cause-after | AC | Till följd av vakanser redovisar {row} ett {surplus} på {dev} gentemot budget.
row-despite | AC | Trots högre lönekostnader blev utfallet för {row} {dev} {better} än budget.
row-signed-bare | AC | Budgetavvikelse för {row}: {+dev}.
row-label | AC | {label}: avvikelse mot budget {+dev}.
row-bold | AC | {label}, budgetavvikelse {-dev}/Verksamheten har haft vakanta tjänster under {time}.
row-verb-surplus | AC | {Row} gick {plus} {dev} jämfört med budget.
row-net-better | AC | {Rows} utfall är {dev} {better} än budgeterat.
row-lower-hedge | AC | Nettokostnaderna för {row} blev {~dev} {lower} än budget.
row-budget-hedge | AC | Budgeten för {row} uppgår till {~bud}.
row-two-sentences | AC | {Rows} nettokostnader uppgick till {out}. Det är {dev} {lower} än budget.
row-two-measures | AC | Budgeten för {row} är {bud} och utfallet {out}.
row-which-gives | AC | {Rows} utfall blev {out}, vilket ger en avvikelse mot budget på {+dev}.
rows-three-measures | AC | Utfallet för {row} är {out} och för {row2} {out2}.
rows-budget | AC | Budgeten är {bud} för {row} och {bud2} för {row2}.
rows-respectively | AC | {Row} och {row2} har avvikelser mot budget på {+dev} respektive {+dev2}.
rows-list-words | AC | Avvikelse mot budget:/• {Row} har ett {surplus} på {dev}./• {Row2} har ett {surplus2} på {dev2}.
previous-vs | C | Nettokostnaden för {row} blev {out}, att jämföra med {prev} föregående år.
previous-year-was | C | {Rows} nettokostnader blev {out}. Föregående år var de {prev}.
previous-higher | C | {Rows} nettokostnader är {change} {costlier} än föregående år.
previous-percent-up | C | Nettokostnaderna för {row} {increased} med {changep} till {out} jämfört med föregående år.
previous-unit-from | C | {Units} nettokostnader {increased} från {prev} till {out} jämfört med föregående år.
previous-hedge | C | Nettokostnaden för {row} uppgick föregående år till {~prev}.
forecast-end | BD | Vid årets slut väntas {row} ha ett {fsurplus} mot budget på {fdev}.
forecast-points | BD | Prognosen för {row} pekar mot ett {fsurplus} på {fdev}.
forecast-assessed | BD | {Row} bedöms få ett {fsurplus} om {fdev} på helåret.
forecast-against | BD | Prognosen för helåret är {fc} för {row}, mot en årsbudget på {ybud}.
forecast-positive | BD | {Rows} prognostiserade avvikelse är {fpositive} och uppgår till {fdev}.
forecast-unit-cost | BD | {Units} nettokostnader beräknas för helåret bli {fc}.
forecast-unit-hedge | BD | {Unit} prognostiserar ett {fsurplus} på {~fdev} för helåret.
forecast-unit-varav | BD | {Unit} prognostiserar ett {fsurplus} på {fdev}, varav {row2} {+fdev2}.
forecast-sign-word | BD | {Row} prognostiserar ett {fsurplus} på {-fdev} för helåret.
forecast-rows-paren | BD | Prognosavvikelser finns inom {row} ({+fdev}) och {row2} ({+fdev2}).
forecast-unit-bullet | BD | Prognos mot budget:/• {label2} {+fdev2}/• Totalt {unit} {+fdev}
ack-unit-shows | B | {Unit} visar ackumulerat ett {surplus} mot budget på {dev}.
ack-better | B | {Rows} utfall till och med {month} är {dev} {better} än budget.
ack-budget | B | Den ackumulerade budgeten för {row} är {bud}.
ack-parenthesis | B | Ackumulerad avvikelse mot budget har {row} ({+dev}).
ack-then-forecast | B | {Rows} avvikelse mot budget är hittills {+dev}. För helåret prognostiseras {+fdev}.
ack-rows | B | Ackumulerat redovisar {row} ett {surplus} på {dev} och {row2} ett {surplus2} på {dev2} mot budget.
rate-for | R | Utfallet för {rate} är {r} och målvärdet {goal}.
rate-compared | R | {Rate} är {r} jämfört med {rprev} föregående år.
rate-both | R | Målet för {rate} är {goal} och utfallet {r}.
rate-previous-was | R | Föregående år var {rate} {rprev}.
rate-is | R | {Rate} uppgick till {r}.
rate-lies | R | {Rate} ligger på {r}.
rate-goal | R | {Rate} var {r}, att jämföra med målvärdet {goal}.
rate-points | R | {Rate} är {rdiff} {rhigher} än målvärdet.
rate-points-all | R | {Rate} uppgick till {r}, vilket är {rdiff} {rhigher} än målvärdet {goal}.
rate-points-over | R | {Rate} ligger {rdiff} {rover} målet ({goal}).
rate-target | R | Målvärdet för {rate} är {goal}.
rate-from-to | R | {Rate} {rincreased} från {rprev!} till {r}.
rate-change | R | {Rate} har {rrisen} med {rchange} jämfört med föregående år.
rate-parenthesis | R | {Rate} uppgick till {r} ({rprev} föregående år).
rate-hedge | R | {Rate} är {~r}.
""",
    plain=True,
)
LOOSE = _templates(
    """
loose-unit-surplus | ABC | Nettokostnaderna ger {units} {surplus} på {dev} en särskild tyngd i analysen.
loose-this | ABC | Detta förklarar {dev} av skillnaden.
loose-result | AC | Resultatet, {+dev}, är i linje med tidigare bedömning.
loose-of-which | AC | Av detta avser {dev} {row}.
loose-previous-bare | C | Nettokostnaden för {row} blev {out} ({prev}).
loose-forecast | BD | Prognosen är {+fdev}.
loose-both | B | Avvikelsen för {row} är {+dev}, med prognosen {+fdev}.
loose-per | AC | Utslaget på tolv månader är budgeten för {row} i snitt lägre än {bud}.
loose-rate | R | Det egna målet är {goal}, och nu är vi på {r}.
loose-rate-year | R | Under året har {r} uppmätts för {rate}.
""",
    plain=False,
)
# Amounts that stand in no table.
FILLERS = (
    "Statsbidraget för omställning uppgick till 3,4 mnkr och betalades ut i två delar.",
    "Ett nytt avtal om företagshälsovård, värt 14 mnkr över fyra år, har tecknats.",
    "Under våren anställdes 12 nya medarbetare.",
    "Vikariekostnaderna inom {row} ökade med 0,3 mnkr i början av året.",
    "Underskottet inom {row} beror till viss del på sjukskrivningar, som kostat 250 tkr.",
    "Ny teknik inom {row} har köpts in för 1,7 mnkr.",
    "Av de sökande var 63 procent kvinnor.",
    "Hyran för lokalerna på Storgatan 14 är 85 000 kronor i månaden.",
    "Det nya schemat infördes den 1 mars 2023.",
    "För {row} blir lönerevisionen 900 tkr dyrare än året innan.",
    "Kommunfullmäktige beslutade i juni om ett tillskott på 5 mnkr till {row} från och med nästa år.",
    "Antalet besök inom {row} har ökat med 4,5 procent sedan i våras.",
    "Av budgeten för {row} är 2 mnkr avsatta för oförutsedda utgifter.",
    "Investeringarna inom {row} uppgick till 8,4 mnkr.",
    "Målet är att sjukfrånvaron bland chefer ska vara under 2 procent.",
    "I föregående rapport redovisade {row} ett underskott på 0,9 mnkr.",
    "Arbetet med att se över rutinerna fortsätter, och {unit} följer utvecklingen noga.",
    "Intäkterna från externa hyresgäster är 0,6 mnkr lägre än i fjol.",
)
# Phrasings that are known not to be held to the table yet: still silent when right.
OPEN: tuple[str, ...] = tuple(
    """
unit-shows unit-shows-time unit-genitive unit-all unit-outcome-lower unit-better unit-budget unit-parenthesis
unit-hedge unit-varav row-genitive row-deviation-for row-within row-positive row-parenthesis row-lower row-hedge
row-outcome row-cost row-outcome-hedge row-budget row-budget-genitive row-against-budget row-outcome-lower
row-all-three row-share row-percent rows-and previous-from-to previous-from-short previous-parenthesis
previous-change previous-both unit-previous unit-change forecast-genitive forecast-compound forecast-cost
forecast-unit forecast-unit-signed forecast-hedge ack-deviation ack-unit ack-and-forecast period-and-forecast
unit-under-budget unit-largest-share unit-after-months unit-accounts row-accounts-cost row-compared
row-budget-first row-out-of row-exceeds-percent row-dev-percent row-cause row-signed-bare row-bold
row-net-better row-lower-hedge row-budget-hedge row-two-sentences row-which-gives previous-vs previous-year-was
previous-percent-up previous-hedge forecast-end forecast-points forecast-against forecast-positive
forecast-unit-cost forecast-unit-hedge forecast-unit-varav forecast-sign-word ack-unit-shows ack-then-forecast
rate-for rate-compared rate-both rate-previous-was rate-is rate-lies rate-goal rate-points-over rate-target
rate-from-to rate-parenthesis rate-hedge rate-points-all forecast-parenthesis rate-change
""".split()
)
# Phrasings that are known to raise a false alarm, kept out of company.
NOISY: tuple[str, ...] = ()

# The words that depend on an amount: its measure, what is said where it is above zero, and where below.
WORDS = {
    "surplus": ("dev", "överskott", "underskott"),
    "positive": ("dev", "positiv", "negativ"),
    "plus": ("dev", "plus", "minus"),
    "fpositive": ("fdev", "positiv", "negativ"),
    "costlier": ("change", "högre", "lägre"),
    "lower": ("dev", "lägre", "högre"),
    "better": ("dev", "bättre", "sämre"),
    "under": ("dev", "understeg", "översteg"),
    "fsurplus": ("fdev", "överskott", "underskott"),
    "fbetter": ("fdev", "bättre", "sämre"),
    "flower": ("fdev", "lägre", "högre"),
    "increased": ("change", "ökade", "minskade"),
    "increase": ("change", "ökning", "minskning"),
    "risen": ("change", "ökat", "minskat"),
    "rhigher": ("rdiff", "högre", "lägre"),
    "rover": ("rdiff", "över", "under"),
    "rincreased": ("rchange", "ökade", "minskade"),
    "rrisen": ("rchange", "ökat", "minskat"),
}
# What is worked out of cells: their measures, the difference of their sizes or that as a percentage.
DERIVED: dict[str, tuple[tuple[str, ...], Callable[..., Fraction], str]] = {
    "change": (("out", "prev"), lambda out, prev: abs(out) - abs(prev), "kr"),
    "changep": (("out", "prev"), lambda out, prev: 100 * (abs(out) - abs(prev)) / abs(prev), "%"),
    "share": (("out", "bud"), lambda out, bud: 100 * out / bud, "%"),
    "devp": (("dev", "bud"), lambda dev, bud: 100 * dev / abs(bud), "%"),
    "rdiff": (("r", "goal"), lambda r, goal: r - goal, "procentenheter"),
    "rchange": (("r", "rprev"), lambda r, rprev: r - rprev, "procentenheter"),
}
RATE_MEASURES = ("r", "goal", "rprev", "rdiff", "rchange")


# ---- the record -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Amount:
    """An amount of a sentence as it stands: `scaled` is negative only where a minus is printed. It is worked out of
    the cells `told` and right within `slack` of its base unit beside its own rounding; `signed` says which signs are
    printed."""

    scaled: int
    decimals: int
    unit: str
    after: str
    signed: str
    hedged: bool
    told: tuple[Key, ...]
    true: Fraction
    slack: Fraction
    lone_sign: bool

    @property
    def value(self) -> Fraction:
        return _base(self.scaled, self.decimals, self.unit)

    @property
    def half(self) -> Fraction:
        """Half a rounding unit; the zeros that a whole number ends in are rounding."""
        scaled, decimals = self.scaled, self.decimals
        while scaled and scaled % 10 == 0 and self.decimals == 0:
            scaled, decimals = scaled // 10, decimals - 1
        return _base(1, decimals, self.unit) / 2

    def agrees(self, value: Fraction, half: Fraction) -> bool:
        """Whether it can be a value that is known to within `half`."""
        mine = self.value if self.lone_sign else abs(self.value)
        other = value if self.lone_sign else abs(value)
        if self.hedged:
            return abs(other) <= 2 * abs(mine) and abs(mine) <= 2 * abs(other) and mine * other >= 0
        return abs(mine - other) <= self.half + half


@dataclass(frozen=True)
class Turn:
    """A word that says which way an amount goes."""

    text: str
    opposite: str


Part = str | Amount | Turn


@dataclass(frozen=True)
class Said:
    """A sentence: `place` is before or after the table, or the summary."""

    template: Template
    parts: tuple[Part, ...]
    place: str
    width: int

    @property
    def amounts(self) -> list[int]:
        return [at for at, part in enumerate(self.parts) if isinstance(part, Amount)]

    def amount(self, at: int) -> Amount:
        part = self.parts[at]
        assert isinstance(part, Amount)
        return part

    def with_part(self, at: int, part: Part) -> "Said":
        return replace(self, parts=(*self.parts[:at], part, *self.parts[at + 1 :]))


@dataclass(frozen=True)
class Look:
    """How a report is set."""

    layout: str
    unit: str
    unit_word: str
    decimals: int
    rate_decimals: int
    rate_sign: str
    writing: Writing
    prose_writing: Writing
    heading: str
    title: str


@dataclass(frozen=True, repr=False)
class Report:
    """A report and what is known of it. `true` are the unrounded values, in kr and per cent; `printed` what the
    tables print, as whole numbers of their rounding units."""

    whole: Name
    kind: str
    rows: tuple[Name, ...]
    columns: tuple[tuple[str, str], ...]
    indicators: tuple[Name, ...]
    rate_columns: tuple[tuple[str, str], ...]
    true: dict[Key, Fraction]
    printed: dict[Key, int]
    look: Look
    said: tuple[Said, ...] = ()
    fillers: tuple[tuple[str, str], ...] = ()
    places: dict[Key | tuple[int, int], Where] = field(default_factory=dict, compare=False)

    def half(self, key: Key) -> Fraction:
        """Half a rounding unit of a cell."""
        if key[0] == RATE:
            return _base(1, self.look.rate_decimals, "%") / 2
        return _base(1, self.look.decimals, self.look.unit) / 2

    def value(self, key: Key) -> Fraction:
        """A cell as printed, in its base unit."""
        if key[0] == RATE:
            return _base(self.printed[key], self.look.rate_decimals, "%")
        return _base(self.printed[key], self.look.decimals, self.look.unit)

    def with_said(self, at: int, said: Said) -> "Report":
        return replace(self, said=(*self.said[:at], said, *self.said[at + 1 :]), places={})

    def with_cell(self, key: Key, scaled: int) -> "Report":
        return replace(self, printed={**self.printed, key: scaled}, places={})

    def text(self) -> str:
        """The report. Fills `places`."""
        return _set(self)

    def __repr__(self) -> str:
        return f"\n{self.text()}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """For hypothesis, which would print every field of a record."""
        printer.text(repr(self))


def _base(scaled: int, decimals: int, unit: str) -> Fraction:
    return Fraction(scaled) * Fraction(10) ** (SCALE[unit] - decimals)


def _rounded(value: Fraction) -> int:
    """To whole numbers, halves away from zero."""
    size = (2 * abs(value) + 1) // 2
    return int(-size if value < 0 else size)


def _scaled(value: Fraction, decimals: int, unit: str) -> int:
    return _rounded(value * Fraction(10) ** (decimals - SCALE[unit]))


# ---- the values -------------------------------------------------------------------------------------------------


def make_report(choices: Choices, templates: Sequence[Template], kind: str = "") -> Report:
    """A report that is right in every figure, with a sentence of each of `templates` that can be said of it."""
    kind = kind or choices.one("ABCD")
    columns = choices.one(COLUMNS[kind])
    boards = choices.one((False, True))
    pool = BOARDS if boards else ACTIVITIES
    whole = choices.one(WHOLE_OF_BOARDS if boards else WHOLE_OF_ACTIVITIES)
    count, start = choices.integer(4, 7), choices.integer(0, len(pool) - 1)
    step = choices.one((1, 3, 5)) if len(pool) % 3 and len(pool) % 5 else 1
    rows = tuple(pool[(start + step * at) % len(pool)] for at in range(count))
    sign = choices.one((-1, 1))
    true = _money(choices, count, sign, {measure for measure, _ in columns})
    rate_columns = choices.one(RATES)
    first = choices.integer(0, len(INDICATORS) - 1)
    indicators = tuple(INDICATORS[(first + at) % len(INDICATORS)] for at in range(choices.integer(2, 4)))
    for row in range(len(indicators)):
        level = choices.integer(30_000, 900_000)
        for measure, _ in rate_columns:
            true[RATE, row, measure] = Fraction(level + choices.integer(-20_000, 20_000), 10_000)
    look = _look(choices)
    printed = {
        key: _scaled(value, look.rate_decimals, "%") if key[0] == RATE else _scaled(value, look.decimals, look.unit)
        for key, value in true.items()
    }
    report = Report(whole, kind, rows, columns, indicators, rate_columns, true, printed, look)
    said = [one for template in templates if (one := say(choices, report, template)) is not None]
    fillers = []
    for _ in range(choices.integer(0, 3)):
        filler = choices.one(FILLERS).format(row=choices.one(rows).definite, unit=whole.definite)
        fillers.append((filler, choices.one(("after", "before", "summary"))))
    return replace(report, said=tuple(said), fillers=tuple(fillers))


def _money(choices: Choices, count: int, sign: int, measures: set[str]) -> dict[Key, Fraction]:
    """Whole kronor. What a row deviates with is above zero where it cost less than its budget."""
    true: dict[Key, Fraction] = {}
    for row in range(count):
        budget = choices.integer(20, 400) * 1_000_000 + choices.integer(0, 999_999)
        moves = [choices.integer(2, 60) * choices.one((-1, 1)) for _ in range(4)]
        amounts = [budget * move // 1000 + choices.integer(0, 9_999) for move in moves]
        year = budget * choices.one((12, 15, 18)) // 10 + choices.integer(0, 999_999)
        of = {
            "bud": sign * budget,
            "out": sign * (budget - amounts[0]),
            "dev": amounts[0],
            "prev": sign * (budget - amounts[1] - amounts[2]),
            "ybud": sign * year,
            "fc": sign * (year - amounts[3]),
            "fdev": amounts[3],
        }
        for measure in measures:
            true[MONEY, row, measure] = Fraction(of[measure])
    for measure in measures:
        true[MONEY, count, measure] = sum((true[MONEY, row, measure] for row in range(count)), Fraction(0))
    return true


def _look(choices: Choices) -> Look:
    unit, decimals = choices.one((("mnkr", 1), ("tkr", 0), ("mnkr", 2), ("mnkr", 1)))
    minus = choices.one(("-", MINUS, EN_DASH))
    return Look(
        layout=choices.one(("aligned", "pipes", "tabs")),
        unit=unit,
        unit_word=choices.one(("mnkr", "Mnkr", "mkr")) if unit == "mnkr" else choices.one(("tkr", "Tkr")),
        decimals=decimals,
        rate_decimals=choices.one((1, 1, 0)),
        rate_sign=choices.one((" %", "%")),
        writing=Writing(choices.one((" ", " ", "\u00a0")), minus, plus=choices.one((False, False, True))),
        prose_writing=Writing(" ", minus, apart=choices.one((False, False, True))),
        heading=choices.one(("plain", "numbered", "markdown")),
        title=choices.one(("Ekonomiskt utfall", "Driftredovisning", "Utfall per verksamhet")),
    )


# ---- sentences --------------------------------------------------------------------------------------------------

_FIELD = re.compile(r"\{([-+~]?)([A-Za-z]+)(\d?)(!?)\}")


def say(choices: Choices, report: Report, template: Template) -> Said | None:
    """A sentence by a template, or None where it cannot be said of the report."""
    if report.kind not in template.kinds and "R" not in template.kinds:
        return None
    for _ in range(8):
        parts = _parts(choices, report, template)
        if parts is not None:
            place = choices.one(("after", "after", "before", "summary"))
            return Said(template, parts, place, choices.integer(60, 90))
    return None


@dataclass(frozen=True)
class _Way:
    """What a sentence chooses once: whose rows, and how its amounts are printed."""

    rows: tuple[int, ...]
    indicator: int
    unit: str
    decimals: int
    unit_word: str
    percent_word: str
    percent_decimals: int


def _parts(choices: Choices, report: Report, template: Template) -> tuple[Part, ...] | None:
    fields = _FIELD.findall(template.text)
    names = {name.lower() for _, name, _, _ in fields}
    first = choices.integer(0, len(report.rows) - 1)
    second = (first + choices.integer(1, len(report.rows) - 1)) % len(report.rows)
    unit, decimals = choices.one((("mnkr", 1), ("tkr", 0), ("mnkr", 2), ("mnkr", 0), ("kr", -3)))
    way = _Way(
        (len(report.rows) if names & {"unit", "units"} else first, second),
        choices.integer(0, len(report.indicators) - 1),
        unit,
        decimals,
        choices.one({"mnkr": (" mnkr", " miljoner kronor", " mkr"), "tkr": (" tkr",), "kr": (" kronor", " kr")}[unit]),
        choices.one((" procent", " %")),
        choices.one((1, 1, 0)) if report.look.rate_decimals else choices.one((0, 1)),
    )
    parts: list[Part] = []
    at = 0
    for match in _FIELD.finditer(template.text):
        parts.append(template.text[at : match.start()])
        made = _field(choices, report, template, way, match)
        if made is None:
            return None
        parts.extend(made)
        at = match.end()
    parts.append(template.text[at:])
    return tuple(part for part in parts if part)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _field(choices: Choices, report: Report, template: Template, way: _Way, match: re.Match[str]) -> list[Part] | None:
    mark, name, digit, bare = match.groups()
    row = way.rows[int(digit or 1) - 1]
    if name in ("label", "Row", "row", "Rows", "rows"):
        chosen = report.rows[row]
        text = {"label": chosen.label, "row": chosen.definite, "rows": chosen.genitive}[name.lower()]
        return [_capital(text) if name[0].isupper() else text]
    if name.lower() in ("unit", "units", "rate"):
        owner = report.indicators[way.indicator] if name.lower() == "rate" else report.whole
        text = owner.genitive if name.lower() == "units" else owner.definite
        return [_capital(text) if name[0].isupper() else text]
    if name == "time":
        return ["året" if report.kind == "C" else "perioden"]
    if name == "month":
        return [choices.one(MONTHS)]
    if name in WORDS:
        measure, above, below = WORDS[name]
        value = _worth(report, measure, way.indicator if measure in RATE_MEASURES else row)
        if value is None or value[0] == 0:
            return None
        return [Turn(above, below) if value[0] > 0 else Turn(below, above)]
    return _amount(choices, report, template, way, (mark, name, row, bool(bare)))


def _worth(report: Report, measure: str, row: int) -> tuple[Fraction, tuple[Key, ...], str] | None:
    """The true value of a measure, the cells that it is worked out of, and the base unit."""
    table = RATE if measure in RATE_MEASURES else MONEY
    measures, reckon, unit = DERIVED.get(measure, ((measure,), lambda value: value, "%" if table == RATE else "kr"))
    keys = tuple((table, row, one) for one in measures)
    if any(key not in report.true for key in keys):
        return None
    return Fraction(reckon(*(report.true[key] for key in keys))), keys, unit


def _amount(
    choices: Choices, report: Report, template: Template, way: _Way, wanted: tuple[str, str, int, bool]
) -> list[Part] | None:
    mark, name, row, bare = wanted
    worth = _worth(report, name, way.indicator if name in RATE_MEASURES else row)
    if worth is None:
        return None
    true, keys, base = worth
    if base == "kr":
        unit, decimals, word = way.unit, way.decimals, way.unit_word
    else:
        unit, decimals = base, way.percent_decimals
        word = " procentenheter" if base == "procentenheter" else way.percent_word
    signed = mark if mark in ("-", "+") and mark else ""
    scaled = _scaled(true if signed else abs(true), decimals, unit)
    hedge = ""
    if mark == "~":
        hedged = _hedged(choices, abs(true), unit, decimals)
        if hedged is None:
            return None
        hedge, scaled, decimals = hedged
    if abs(scaled) < (1 if decimals > 0 else 3):
        return None
    if decimals < 0:
        scaled, decimals = scaled * 10**-decimals, 0
    lone = bool(signed) and not any(
        WORDS[other][0] == name for _, other, _, _ in _FIELD.findall(template.text) if other in WORDS
    )
    slack = sum((_slack(report, key, true, unit) for key in keys), Fraction(0))
    if len(keys) > 1:
        slack += _base(1, way.decimals, way.unit) * (1 if unit in SCALE and base == "kr" else 0)
        if base == "%":
            slack += 100 * _base(1, way.decimals, way.unit) * 2 / min(abs(report.true[key]) for key in keys[1:])
        if base == "procentenheter":
            slack += _base(1, way.percent_decimals, "%")
    amount = Amount(
        scaled, decimals, unit, "" if bare else word, signed, bool(hedge), keys, true, slack, lone and name != "out"
    )
    return [f"{hedge} ", amount] if hedge else [amount]


def _slack(report: Report, key: Key, true: Fraction, unit: str) -> Fraction:
    """How far the rounding of a cell moves what is worked out of it."""
    half = report.half(key)
    if unit == "%" and key[0] == MONEY:
        return 100 * half * 2 / abs(report.true[key])
    return half


def _hedged(choices: Choices, value: Fraction, unit: str, decimals: int) -> tuple[str, int, int] | None:
    """A rounder value, of two digits or three, and a word that is true of it."""
    coarser = decimals - 1
    while value * Fraction(10) ** (coarser - SCALE[unit]) > choices.one((200, 999)):
        coarser -= 1
    exact = value * Fraction(10) ** (coarser - SCALE[unit])
    below, above = int(exact), int(exact) + 1
    if below < 5 or exact == below:
        return None
    word = choices.one(("ca", "cirka", "drygt", "knappt", "närmare", "nästan", "över", "minst", "omkring"))
    if word in ("drygt", "över", "minst"):
        return word, below, coarser
    if word in ("knappt", "närmare", "nästan"):
        return word, above, coarser
    return word, _rounded(exact), coarser


# ---- the page ---------------------------------------------------------------------------------------------------

_BEGIN, _END, _GLUE = 0xE100, "\ue000", "\ue001"


class _Marks:
    """Marks about figures, by which they are found again in the text."""

    def __init__(self) -> None:
        self.keys: list[Key | tuple[int, int]] = []

    def about(self, key: Key | tuple[int, int], text: str) -> str:
        self.keys.append(key)
        return f"{chr(_BEGIN + len(self.keys) - 1)}{text}{_END}"

    def read(self, lines: Iterable[str], places: dict[Key | tuple[int, int], Where]) -> str:
        """The text without its marks; `places` are filled."""
        clean = []
        for number, line in enumerate(lines, 1):
            kept: list[str] = []
            begun: list[tuple[int, int]] = []
            for character in line:
                if _BEGIN <= ord(character) < _BEGIN + len(self.keys):
                    begun.append((ord(character) - _BEGIN, len(kept) + 1))
                elif character == _END:
                    key, column = begun.pop()
                    places[self.keys[key]] = (number, column, len(kept) + 1)
                else:
                    kept.append(" " if character == _GLUE else character)
            clean.append("".join(kept))
        return "\n".join(clean)


def _length(text: str) -> int:
    """The length of a text without marks."""
    return sum(not (character == _END or ord(character) >= _BEGIN) or ord(character) > 0xF8FF for character in text)


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and _length(lines[-1]) + 1 + _length(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def _set(report: Report) -> str:
    marks = _Marks()
    paragraphs: dict[str, list[str]] = {"summary": [], "before": [], "after": []}
    for filler, place in report.fillers:
        paragraphs[place].append(filler)
    widths = dict.fromkeys(paragraphs, 80)
    for at, said in enumerate(report.said):
        text = ""
        for index, part in enumerate(said.parts):
            if isinstance(part, Amount):
                number = replace(report.look.prose_writing, plus=part.signed == "+").amount(part.scaled, part.decimals)
                text += marks.about((at, index), number.replace(" ", _GLUE)) + part.after
            else:
                text += part.text if isinstance(part, Turn) else part
        paragraphs[said.place].append(text)
        widths[said.place] = said.width
    lines = ["Uppföljning av verksamhet och ekonomi", ""]
    for chapter, (section, heading) in enumerate((("summary", "Sammanfattning"), ("before", "Ekonomi")), 1):
        lines += [{"numbered": f"{chapter} ", "markdown": "## "}.get(report.look.heading, "") + heading, ""]
        lines += _prose(paragraphs[section] or ["Verksamheten har bedrivits enligt plan."], widths[section])
    lines += _money_table(report, marks)
    lines += _prose(paragraphs["after"], widths["after"])
    if any("R" in said.template.kinds for said in report.said):
        lines += [*_rate_table(report, marks), "Arbetet fortsätter under resten av året.", ""]
    return marks.read(lines, report.places)


def _prose(texts: Sequence[str], width: int) -> list[str]:
    """Sentences in one paragraph; those of several lines stand for themselves."""
    lines: list[str] = []
    running: list[str] = []
    for text in (*texts, "\n"):
        if "\n" in text:
            if running:
                lines += [*_wrapped(" ".join(running), width), ""]
            running = []
            lines += [*text.split("\n"), ""] if text.strip() else []
        else:
            running.append(text)
    return lines


def _money_table(report: Report, marks: _Marks) -> list[str]:
    look = report.look
    labels = [*(row.label for row in report.rows), "Totalt"]
    level = replace(look.writing, plus=False)
    grid = [
        [
            marks.about(key, (look.writing if "dev" in key[2] else level).amount(report.printed[key], look.decimals))
            for key in ((MONEY, row, measure) for measure, _ in report.columns)
        ]
        for row in range(len(labels))
    ]
    head = [f"Verksamhet, {look.unit_word}", *(header for _, header in report.columns)]
    return [look.title, "", *_table(look, head, labels, grid), ""]


def _rate_table(report: Report, marks: _Marks) -> list[str]:
    look = report.look
    grid = [
        [
            marks.about(key, Writing().amount(report.printed[key], look.rate_decimals)) + look.rate_sign
            for key in ((RATE, row, measure) for measure, _ in report.rate_columns)
        ]
        for row in range(len(report.indicators))
    ]
    head = ["Indikator", *(header for _, header in report.rate_columns)]
    return ["Indikatorer", "", *_table(look, head, [one.label for one in report.indicators], grid), ""]


def _table(look: Look, head: Sequence[str], labels: Sequence[str], grid: Sequence[Sequence[str]]) -> list[str]:
    table = [list(head), *([label, *row] for label, row in zip(labels, grid, strict=True))]
    if look.layout == "tabs":
        return ["\t".join(row) for row in table]
    if look.layout == "pipes":
        rule = "|:---|" + "---:|" * (len(head) - 1)
        made = ["| " + " | ".join(row) + " |" for row in table]
        return [made[0], rule, *made[1:]]
    widths = [max(_length(row[column]) for row in table) + 2 for column in range(len(head))]
    return [
        row[0].ljust(widths[0])
        + "".join(" " * (width - _length(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in table
    ]


# ---- one figure wrong -------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Wrong:
    """A report with one figure printed wrong, which is `key`: a cell, or a sentence and a part of it."""

    report: Report
    key: Key | tuple[int, int]
    was: str
    cause: str
    template: str

    def is_at(self, place: Place) -> bool:
        """Whether a place is that of the wrong figure."""
        self.report.text()
        line, first, last = self.report.places[self.key]
        return any(
            piece.line == line and (piece.column or 0) < last and (piece.end_column or 0) > first
            for piece in place.span.pieces
        )

    def __repr__(self) -> str:
        text = self.report.text()
        line, first, last = self.report.places[self.key]
        stands = text.splitlines()[line - 1][first - 1 : last - 1]
        return f"\nline {line}: {stands} where {self.was} is right ({self.cause}, {self.template})\n{text}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """For hypothesis, which would print every field of a record."""
        printer.text(repr(self))


def plain_amounts(report: Report, without: Sequence[str] = ()) -> list[tuple[int, int]]:
    """The amounts of plain sentences."""
    return [
        (at, part)
        for at, said in enumerate(report.said)
        if said.template.plain and said.template.name not in without
        for part in said.amounts
    ]


def change_prose(choices: Choices, report: Report, at: int, part: int) -> Wrong | None:
    """An amount of a sentence changed, farther than rounding reaches; None where no such change is found."""
    said = report.said[at]
    amount = said.amount(part)
    if any(report.printed[key] == 0 for key in amount.told):
        # a nil in the table is often a figure left out: an amount beside it is not held to it
        return None
    causes = ["digit", "transposition", "scale", *(["sign"] if amount.lone_sign else [])]
    others = [(report.value(key), report.half(key)) for key in report.printed]
    others += [(said.amount(other).value, said.amount(other).half) for other in said.amounts if other != part]
    for _ in range(12):
        cause = choices.one(causes)
        options = slips(amount.scaled, cause)
        if not options:
            continue
        wrong = replace(amount, scaled=choices.one(options))
        if wrong.scaled == 0 or wrong.agrees(amount.true, amount.slack):
            continue
        # what the table prints may lie on the other side of nil: +40 tkr and -40 tkr are both 0,0 mnkr
        if len(amount.told) == 1 and wrong.agrees(report.value(amount.told[0]), report.half(amount.told[0])):
            continue
        if cause != "sign" and any(replace(wrong, lone_sign=False, hedged=False).agrees(*other) for other in others):
            continue
        was = report.look.prose_writing.amount(amount.scaled, amount.decimals)
        changed = report.with_said(at, said.with_part(part, wrong))
        return Wrong(changed, (at, part), was, cause, said.template.name)
    return None


def change_cell(choices: Choices, report: Report, at: int, part: int) -> Wrong | None:
    """A cell changed that an amount of a sentence tells of; None where no such change is found."""
    amount = report.said[at].amount(part)
    key = amount.told[0]
    if report.printed[key] == 0:
        return None
    decimals = report.look.rate_decimals if key[0] == RATE else report.look.decimals
    for _ in range(12 if len(amount.told) == 1 else 0):
        cause = choices.one(("digit", "transposition", "scale"))
        options = slips(report.printed[key], cause)
        if not options:
            continue
        changed = report.with_cell(key, choices.one(options))
        if not amount.agrees(changed.value(key), changed.half(key)):
            was = report.look.writing.amount(report.printed[key], decimals)
            return Wrong(changed, key, was, cause, report.said[at].template.name)
    return None


def turn_word(report: Report, at: int) -> Report | None:
    """A sentence with its only word of direction turned."""
    said = report.said[at]
    turns = [index for index, part in enumerate(said.parts) if isinstance(part, Turn)]
    if len(turns) != 1 or any(said.amount(index).signed for index in said.amounts):
        return None
    turn = said.parts[turns[0]]
    assert isinstance(turn, Turn)
    return report.with_said(at, said.with_part(turns[0], Turn(turn.opposite, turn.text)))


def alike(report: Report) -> bool:
    """Whether some row and the total have deviations that rounding does not tell apart."""
    return any(
        abs(abs(report.true[MONEY, row, measure]) - abs(report.true[MONEY, len(report.rows), measure])) < 2_000_000
        for measure, _ in report.columns
        if "dev" in measure
        for row in range(len(report.rows))
    )


def conspires(report: Report) -> bool:
    """Whether some total is so far from its printed rows that all their roundings have to go one way."""
    return any(
        abs(sum(report.printed[MONEY, row, measure] for row in range(len(report.rows))) - report.printed[key]) > 2
        for key in report.printed
        for measure in [key[2]]
        if key[:2] == (MONEY, len(report.rows))
    )


# ---- for hypothesis ---------------------------------------------------------------------------------------------


ALL = tuple(template for template in (*PLAIN, *LOOSE) if template.name not in NOISY)
CHECKED = tuple(template for template in PLAIN if template.name not in (*OPEN, *NOISY))


@st.composite
def reports(draw: Callable[[st.SearchStrategy[int]], int]) -> Report:
    """Reports that are right, with up to five sentences."""
    return _report(Drawn(draw), ALL)


@st.composite
def wrong_in_prose(draw: Callable[[st.SearchStrategy[int]], int]) -> Wrong:
    """Reports with one amount of a plain sentence wrong."""
    return _wrong(Drawn(draw), change_prose)


@st.composite
def wrong_in_table(draw: Callable[[st.SearchStrategy[int]], int]) -> Wrong:
    """Reports with one cell wrong that a plain sentence tells of."""
    return _wrong(Drawn(draw), change_cell)


def _report(choices: Choices, first: Sequence[Template]) -> Report:
    """A report with a sentence by one of `first`, and others beside it."""
    kind = choices.one("ABCD")
    own = [template for template in first if kind in template.kinds or "R" in template.kinds]
    others = [template for template in ALL if kind in template.kinds or "R" in template.kinds]
    assume(own)
    chosen = [choices.one(own), *(choices.one(others) for _ in range(choices.integer(0, 4)))]
    return make_report(choices, tuple(dict.fromkeys(chosen)), kind)


def _wrong(choices: Choices, change: Callable[[Choices, Report, int, int], Wrong | None]) -> Wrong:
    report = _report(choices, CHECKED)
    amounts = plain_amounts(report, OPEN)
    assume(amounts and not conspires(report))
    wrong = change(choices, report, *choices.one(amounts))
    assume(wrong is not None)
    assert wrong is not None
    return wrong


# ---- what becomes of each phrasing ------------------------------------------------------------------------------


def told(audited: Audited) -> list[Finding]:
    """The findings that say that something is wrong."""
    return [finding for finding in audited.findings if finding.severity != "info"]


def is_exact(wrong: Wrong, found: Sequence[Finding]) -> bool:
    """Whether there is one finding, and it blames the wrong figure."""
    return len(found) == 1 and any(map(wrong.is_at, found[0].blamed))


def involves(wrong: Wrong, found: Sequence[Finding]) -> bool:
    return any(wrong.is_at(place) for finding in found for place in (*finding.blamed, *finding.secondary))


# How a phrasing fares: reports made, false alarms; amounts changed, found exactly, found otherwise, missed; cells
# changed, those that a finding tells of; words of direction turned, those that a finding followed.
HEADS = ("made", "alarms", "changed", "exact", "other", "missed", "cells", "seen", "turned", "told")


def count(template: Template, tries: int) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """What becomes of a phrasing, alone beside a table and fillers; and the texts that went wrong."""
    counts: dict[str, int] = dict.fromkeys(HEADS, 0)
    shown: list[tuple[str, str]] = []
    for seed in range(tries):
        choices = Seeded(f"{template.name} {seed}")
        kind = choices.one(template.kinds.replace("R", "ABCD"))
        report = make_report(choices, [template], kind)
        if not report.said:
            continue
        counts["made"] += 1
        text = report.text()
        if found := told(audit_text(text)):
            counts["alarms"] += 1
            shown.append(("alarm", f"{_sentences(found)}\n{text}"))
            continue
        if not template.plain:
            continue
        place, part = choices.one(plain_amounts(report))
        if wrong := change_prose(choices, report, place, part):
            counts["changed"] += 1
            found = told(audit_text(wrong.report.text()))
            outcome = "exact" if is_exact(wrong, found) else "other" if found else "missed"
            counts[outcome] += 1
            if outcome != "exact":
                shown.append((outcome, f"{_sentences(found)}{wrong!r}"))
        if cell := change_cell(choices, report, place, part):
            counts["cells"] += 1
            seen = involves(cell, told(audit_text(cell.report.text())))
            counts["seen"] += seen
            if not seen:
                shown.append(("unseen", repr(cell)))
        if turned := turn_word(report, place):
            counts["turned"] += 1
            counts["told"] += bool(told(audit_text(turned.text())))
    return counts, shown


def _sentences(found: Sequence[Finding]) -> str:
    return "\n".join(f"{one.severity} {one.rule} {one.title}: {one.message.sv}" for one in found)


def main(arguments: Sequence[str]) -> None:
    """[tries] [part of a phrasing's name] [outcome: alarm, other, missed or unseen, to print the texts]"""
    tries = int(arguments[0]) if arguments else 20
    wanted = arguments[1] if len(arguments) > 1 else ""
    outcome = arguments[2] if len(arguments) > 2 else ""
    sums: dict[str, int] = dict.fromkeys(HEADS, 0)
    unread = []
    print(f"{'phrasing':22}", *(f"{head:>7}" for head in HEADS))
    for template in (*PLAIN, *LOOSE):
        if wanted not in template.name:
            continue
        counts, shown = count(template, tries)
        print(f"{template.name:22}", *(f"{counts[head]:7}" for head in HEADS))
        sums = {head: sums[head] + counts[head] for head in HEADS}
        if template.plain and not _reliable(counts):
            unread.append(template.name)
        for kind, text in shown:
            if kind == outcome:
                print(f"---- {kind}\n{text}\n")
    print(f"{'':22}", *(f"{sums[head]:7}" for head in HEADS))
    print(f"OPEN = {tuple(unread)!r}")


def _reliable(counts: Mapping[str, int]) -> bool:
    """Whether a phrasing is checked whenever it is right to."""
    return not counts["alarms"] and counts["changed"] == counts["exact"] and counts["cells"] == counts["seen"]


if __name__ == "__main__":
    main(sys.argv[1:])
