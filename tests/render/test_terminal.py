"""What a person sees: pinned whole, and then the traps one by one."""

import io
import re

import msgspec
import pytest

from auditor.model.finding import Audit, Place, Text
from auditor.model.span import Origin, Piece, Span
from auditor.render import terminal


class Screen(io.StringIO):
    def isatty(self):
        return True


def shown(audit, width=80, lang="sv", stream=None, **options):
    out = stream or io.StringIO()
    terminal.render(audit, lang, out, width, **options)
    return out.getvalue().replace("\u00a0", " ")


def only(audit, finding, source=None):
    report = msgspec.structs.replace(audit.reports[0], findings=(finding,))
    if source is not None:
        report = msgspec.structs.replace(report, source=source)
    return Audit(audit.version, (report,), ())


def excerpt(text):
    """The lines with a number in the margin and those with marks beneath them."""
    return [line for line in text.split("\n") if re.match(r" +\d* \| ", line)]


WIDE = """\
FEL  4.1 Driftredovisning · Totalt · Utfall                         RK101  rad 5
Står 1 494,1 mnkr, men raderna ger 1 449,1.
  39,1 + 1 410,0 = 1 449,1
Kolumnen Budget stämmer.
Trolig orsak: två siffror har bytt plats. Bör vara 1 449,1 mnkr. Avrundningen
medger 1 449,0 till 1 449,2 mnkr.
  5 | Totalt  1 448,9 1 494,1
    |                 ^^^^^^^
  rad 3: Politik 40,2    39,1
                         ----
  rad 4: Kansli  1 408,7 1 410,0
                         -------

VARNING  Kansliet                                                   RK301  rad 6
Meningen anger 1 410 mnkr.
Bör ligga mellan 1 409,0 och 1 411,0 mnkr.
  6 | Kansliet kostade 1 410
    |                  ^^^^^
  7 | mnkr enligt utfallet.
    | ^^^^

reports/r.txt: 1 fel, 1 varning. 5 av 7 tal avstämda, varav 4 exakt, 1 motsägs,
  1 utan samband. 1 notering visas med -v.
"""

NARROW = """\
FEL                          RK101  rad 5
  4.1 Driftredovisning · Totalt · Utfall
Står 1 494,1 mnkr, men raderna ger
1 449,1.
  39,1 + 1 410,0 = 1 449,1
Kolumnen Budget stämmer.
Trolig orsak: två siffror har bytt plats.
Bör vara 1 449,1 mnkr. Avrundningen
medger 1 449,0 till 1 449,2 mnkr.
"""


def test_wide(audit):
    assert shown(audit) == WIDE


def test_narrow_puts_the_title_below_and_never_breaks_a_figure(audit):
    text = shown(audit, width=41)
    assert text.startswith(NARROW)
    assert all(len(line) <= 41 for line in text.split("\n"))


@pytest.mark.parametrize("width", [40, 50, 60])
def test_no_line_is_wider_than_asked(both, width):
    assert all(len(line) <= width for line in shown(both, width=width, verbose=True).split("\n"))


def test_english(audit):
    text = shown(audit, lang="en", verbose=True)
    assert text.startswith("ERROR  4.1 Driftredovisning · Totalt · Utfall")
    assert "Likely cause: two digits have changed places. Should be 1 449,1 mnkr." in text
    assert "Rests on the name of the row and the other rows of the table." in text
    assert "  line 3: Politik" in text


def test_infos_are_shown_only_when_asked_for(audit):
    assert "NOTERING" not in shown(audit)
    assert "NOTERING  Totalt · Budget" in shown(audit, verbose=True)
    assert "visas med -v" not in shown(audit, verbose=True)


def test_quiet_is_findings_and_nothing_else(audit):
    assert shown(audit, quiet=True) == WIDE[: WIDE.index("reports/r.txt")]


def test_several_reports_are_named_and_summed_up(both):
    text = shown(both, width=200)
    assert text.startswith("reports/r.txt\n\nFEL")
    assert text.endswith(
        "Totalt 2 rapporter (1 kunde inte läsas): 1 fel, 1 varning. 5 av 7 tal avstämda, varav 4 exakt, 1 motsägs, "
        "1 utan samband. 1 notering visas med -v.\n"
    )


def test_order(audit, report):
    info, warning, error = report.findings
    turning = msgspec.structs.replace(warning, severity="error", turns_meaning=True, title="Vänder")
    changed = msgspec.structs.replace(report, findings=(info, warning, error, turning))
    text = shown(Audit("0.1.0", (changed,), ()), verbose=True)
    titles = [line.split("  ")[1] for line in text.split("\n") if re.match("FEL|VARNING|NOTERING", line)]
    assert titles == ["Vänder", "4.1 Driftredovisning · Totalt · Utfall", "Kansliet", "Totalt · Budget"]


def test_colour_on_a_terminal_only(audit, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" not in shown(audit)
    assert shown(audit, stream=Screen()).startswith("\x1b[1;31mFEL\x1b[0m  \x1b[1m4.1 Driftredovisning")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown(audit, stream=Screen())


def test_nothing_in_a_report_reaches_the_terminal_as_a_command(audit, report):
    source = list(report.source)
    source[4] = "Tot\x1b]0;x\x07\u202e\x9b2J\t1 448,9\t1 494,1 \x1b[31m"
    column = source[4].index("1 494,1") + 1
    finding = msgspec.structs.replace(
        report.findings[2],
        title="Titel \x1b[2J",
        message=Text("Rad\x07\nnästa [bold]x[/bold]", ""),
        calculation=("1 \x1b[5m + 2 = 3",),
        blamed=(Place(Span((Piece(5, column, column + 7, 1),)), "1 494,1", ""),),
    )
    text = shown(only(audit, finding, tuple(source)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "[bold]x[/bold]" in text
    line, marks = excerpt(text)
    assert line[marks.index("^") : marks.rindex("^") + 1] == "1 494,1"


@pytest.mark.parametrize("source", ["\t\t13,6\t13,7", "a\tbc\t13,6", "  å\u0308ä\t13,6", "\f13,6", "\uf0b7 13,6"])
def test_marks_stand_under_the_figure_whatever_is_before_it(audit, report, place_at, source):
    finding = msgspec.structs.replace(report.findings[1], blamed=(place_at((source,), 1, "13,6"),))
    line, marks = excerpt(shown(only(audit, finding, (source,))))
    combining = line.count("\u0308")
    assert line[marks.index("^") + combining : marks.rindex("^") + 1 + combining] == "13,6"


@pytest.mark.parametrize("before", [0, 30, 200, 5000])
@pytest.mark.parametrize("after", [0, 30, 5000])
def test_a_long_line_is_cut_around_the_figure(audit, report, place_at, before, after):
    source = "x" * before + "13,6" + "y" * after
    finding = msgspec.structs.replace(report.findings[1], blamed=(place_at((source,), 1, "13,6"),))
    line, marks = excerpt(shown(only(audit, finding, (source,)), width=60))
    assert len(line) <= 60
    assert line[marks.index("^") : marks.rindex("^") + 1] == "13,6"
    if before == after == 5000:
        assert line.startswith("  1 | …x")
        assert line.endswith("y…")


def test_a_place_that_fills_more_than_the_line_is_shown_from_its_start(audit, report):
    finding = msgspec.structs.replace(report.findings[1], blamed=(Place(Span((Piece(1, 1, 401, 1),)), "a" * 400, ""),))
    assert excerpt(shown(only(audit, finding, ("a" * 400,)), width=50))[0].startswith("  1 | aaa")


def test_other_figures_on_the_blamed_line_are_marked_there(audit, report, place_at):
    finding = msgspec.structs.replace(report.findings[2], secondary=(place_at(report.source, 5, "1 448,9"),))
    assert excerpt(shown(only(audit, finding))) == [
        "  5 | Totalt  1 448,9 1 494,1",
        "    |         ------- ^^^^^^^",
    ]


def test_only_a_handful_of_other_places(audit, report, place_at):
    source = (*report.source[:5], *(f"Rad {n}  1,0" for n in range(9)))
    places = tuple(place_at(source, line, "1,0") for line in range(6, 15))
    text = shown(only(audit, msgspec.structs.replace(report.findings[2], secondary=places), source))
    assert "  rad 9: Rad 3  1,0\n                ---\n  och 5 till\n" in text
    assert "rad 10" not in text


def test_a_long_sum_is_broken_before_an_operator(audit, report):
    terms = "467,7 − 38,0 − 0,1 − 230,1 − 0,2 − 23,8 − 30,8 − 14,0 + 0,0 = 130,7"
    finding = msgspec.structs.replace(report.findings[2], calculation=(terms,))
    lines = shown(only(audit, finding), width=50).split("\n")[3:6]
    assert lines == [
        "  467,7 − 38,0 − 0,1 − 230,1 − 0,2 − 23,8 − 30,8",
        "    − 14,0 + 0,0 = 130,7",
        "Kolumnen Budget stämmer.",
    ]


def test_pages_are_told_when_there_are_several(audit, report):
    blamed = Place(Span((Piece(5, 17, 24, 3),)), "1 494,1", "")
    text = shown(only(audit, msgspec.structs.replace(report.findings[2], blamed=(blamed,))))
    assert text.split("\n")[0].endswith("RK101  sid 3, rad 5")
    assert "  sid 1, rad 3: Politik" in text


def test_a_format_without_lines_tells_the_cell(audit, report):
    cell = Place(Span((Piece(origin=Origin(cell="Blad1!B7")),)), "13,6", "Totalt")
    other = Place(Span((Piece(page=4),)), "13,7", "")
    finding = msgspec.structs.replace(report.findings[2], blamed=(cell,), secondary=(other,))
    text = shown(only(audit, finding, ()), lang="sv")
    assert text.split("\n")[0].endswith("RK101  cell Blad1!B7")
    assert "  sid 4: 13,7\n" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Bör vara 1 449,1 mnkr. Avrundningen medger 1 449,0 till 1 449,2 mnkr."),
        ({"bounds": None}, "Bör vara 1 449,1 mnkr."),
        ({"suggestion": "minskat", "bounds": None}, "Bör vara minskat."),
        ({"suggestion": None, "bounds": None}, "Uträknat blir det 1 449,1 mnkr."),
        ({"suggestion": None, "expected": None}, "Bör ligga mellan 1 449,0 och 1 449,2 mnkr."),
        ({"suggestion": None, "expected": None, "bounds": ((-5, 1), (-5, 1)), "unit": None}, "Bör vara −0,5."),
    ],
)
def test_remedy(audit, report, changes, sentence):
    finding = msgspec.structs.replace(report.findings[2], cause=None, **changes)
    assert f"\n{sentence}\n" in shown(only(audit, finding))
