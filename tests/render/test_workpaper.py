"""The working paper as it is written: what stands in each sheet, live sums, safe texts, the same bytes."""

import io
import re
import sys
import zipfile

import msgspec
import openpyxl
import pytest

from auditor.model.decision import Decision
from auditor.model.document import Problem
from auditor.model.figure import Figure
from auditor.model.finding import Audit, Entry, Report, Text
from auditor.model.relation import MEAN, REPEATED, Judgement, Relation, Term
from auditor.model.span import Origin, Piece, Span
from auditor.render import workpaper
from auditor.render.marked import Unmarkable
from auditor.render.workpaper import words
from auditor.render.workpaper.book import rule_version

TRICKS = (
    '=HYPERLINK("http://x","klicka")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "=1+1",
    "#N/A",
    "TRUE",
    "\x1b[31m",
    "\ud800",
    "&P<b>",
)


@pytest.fixture(autouse=True)
def _one_day(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # 2023-11-14


def opened(audit, lang="sv"):
    return openpyxl.load_workbook(io.BytesIO(workpaper.workbook(audit, lang)))


def rows(sheet):
    """The rows of a sheet by the names of their columns."""
    header, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rest]


def with_figures(texts, relations=(), ledger=None, path="r.txt"):
    """A report of one column: a figure a line, (text, scaled, decimals, unit, scale)."""
    figures = tuple(
        Figure(
            i,
            text,
            scaled,
            decimals,
            unit,
            Span((Piece(i + 1, 1, len(text) + 1, 1),)),
            "table",
            f"Rad {i}",
            scale=scale,
        )
        for i, (text, scaled, decimals, unit, scale) in enumerate(texts)
    )
    entries = ledger or tuple(
        Entry("verified", exact=True, relations=tuple(at for at, one in enumerate(relations) if i in one.numbers))
        for i in range(len(figures))
    )
    return Report(path, tuple(t[0] for t in texts), figures, ledger=entries, relations=tuple(relations))


def relation(kind, result, terms, formula="summa", times=1, verdict="exact", **more):
    return Relation(
        "RK101", kind, formula, result, tuple(Term(*term) for term in terms), ("label",), times=times,
        judgement=Judgement(verdict), **more,
    )  # fmt: skip


def evaluated(sheet):
    """The sums of the sheet Tal worked out here from its values, by the row's number."""
    table = rows(sheet)
    values = {row["Nr"]: row["Värde"] for row in table}
    found = {}
    for row in table:
        formula = row["Kontrollsumma"]
        if not isinstance(formula, str):
            found[row["Nr"]] = formula
            continue

        def looked_up(match):
            numbers = [int(n) for n in match[1].split(",")]
            weights = [float(w) for w in match[2].split(",")] if match[2] else [1] * len(numbers)
            return repr(sum(weight * values[number] for number, weight in zip(numbers, weights, strict=True)))

        pattern = (
            r"SUMPRODUCT\(SUMIF\(\$[A-Z]\$2:\$[A-Z]\$\d+,\{([\d,]+)\},\$[A-Z]\$2:\$[A-Z]\$\d+\)(?:\*\{([-\d.,]+)\})?\)"
        )
        plain = re.sub(pattern, looked_up, formula.removeprefix("="))
        assert re.fullmatch(r"[-\d.e+*/()]+|[-\d.e+*/()]*ABS\([-\d.e+]+\)", plain), plain
        found[row["Nr"]] = eval(plain.replace("ABS", "abs"))
    return found


# ---- what stands where


def test_every_finding_with_its_numbers(audit):
    found = rows(opened(audit)["Fynd"])
    assert [row["Allvar"] for row in found] == ["FEL", "VARNING", "NOTERING"]
    wrong = found[0]
    assert wrong["Regel"] == "RK101"
    assert wrong["Ställe"] == "rad 5"
    assert wrong["Tal"] == "4.1 Driftredovisning · Totalt · Utfall"
    assert (wrong["Står"], wrong["Uträknat"], wrong["Enhet"]) == (1494.1, 1449.1, "mnkr")
    assert wrong["Differens"] == 45
    assert wrong["Avrundningen medger"] == "1\u00a0449,0 till 1\u00a0449,2"
    assert wrong["Förslag"] == "1\u00a0449,1"
    assert wrong["Uträkning"] == "39,1 + 1\u00a0410,0 = 1\u00a0449,1"
    assert wrong["Trolig orsak"] == "två siffror har bytt plats"
    assert wrong["Meddelande"].split("\n") == [
        "Står 1\u00a0494,1 mnkr, men raderna ger 1\u00a0449,1.",
        "Kolumnen Budget stämmer.",
    ]
    assert (wrong["Fingeravtryck"], wrong["Avser"], wrong["Rapport"]) == (
        "rk-9f2c",
        "1494.1 mnkr; 1449.1",
        "reports/r.txt",
    )
    assert [wrong[name] for name in ("Beslut", "Kommentar", "Signatur", "Datum")] == [None] * 4
    # without a value of its own: the text that it points at
    assert found[1]["Står"] == "1 410 mnkr"


def test_every_figure_with_its_tick_and_sum(audit):
    sheet = opened(audit)["Tal"]
    found = rows(sheet)
    assert [row["Nr"] for row in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["Som tryckt"] for row in found] == ["40,2", "39,1", "1 408,7", "1 410,0", "1 448,9", "1 494,1", "1 410"]
    assert [row["Värde"] for row in found] == [40.2, 39.1, 1408.7, 1410, 1448.9, 1494.1, 1410]
    assert [row["✓"] for row in found] == ["✓", "≈", "✓", "✓", "✓", "✗", "–"]
    assert found[0]["Tabell eller avsnitt"] == "4.1 · Driftredovisning"
    assert (found[0]["Rad"], found[0]["Kolumn"]) == ("Politik", "Budget")
    assert found[0]["Samband"] == "Ingår i nr 5"
    # 40,2 + 1 408,7 = 1 448,9; 39,1 + 1 410,0 = 1 449,1 and not 1 494,1
    assert {n: v for n, v in evaluated(sheet).items() if v is not None} == pytest.approx({5: 1448.9, 6: 1449.1})
    assert found[5]["Differens"].startswith("=ROUND(G7-N7,")
    assert found[6]["Status"] == "ej kontrollerat: utan samband"
    assert sheet["G2"].number_format == "[$-41D]#,##0.0"
    assert sheet["G8"].number_format == "[$-41D]#,##0"


def test_what_was_not_read(both):
    found = rows(opened(both)["Ej lästa"])
    assert [(row["Fil"], row["Slag"], row["Ställe"], row["Text"]) for row in found] == [
        ("r.txt", "Kunde inte läsas", "rad 12", None),
        ("r.txt", "Inget belopp", "rad 1", "4.1"),
        ("r.txt", "Inget belopp", "rad 1", "2020"),
        ("borta.txt", "Kunde inte läsas", None, None),
    ]
    assert found[0]["Orsak"] == "En tabell kunde inte läsas och är inte kontrollerad (rubriken saknas)."
    assert [row["Orsak"] for row in found[1:3]] == ["avsnittsnummer", "årtal"]


def test_the_summary_tells_what_was_checked_and_by_what(both):
    digest = "0123456789abcdef" * 4
    first = msgspec.structs.replace(both.reports[0], digest=digest)
    told = list(
        opened(Audit("0.1.0", (first, both.reports[1]), both.rules))["Sammanfattning"].iter_rows(values_only=True)
    )
    flat = [cell for row in told for cell in row if cell is not None]
    assert "rkaudit 0.1.0" in flat
    assert f"2 regler, version {rule_version(both.rules)}" in flat
    assert "2023-11-14" in flat
    assert flat.count("Granskad av") == 2
    header = next(number for number, row in enumerate(told) if row[0] == "Rapport")
    # 1 error, 1 warning, 1 remark, none accepted; 7 figures: 4 exact, 1 within rounding, 1 contradicted, 1 unchecked
    assert told[header + 1][2:11] == (1, 1, 1, 0, 7, 4, 1, 1, 1)
    assert told[header + 1][11] == digest
    assert told[header + 1][1] == "Rätta felen före publicering"
    assert told[header + 2][1] == "Kunde inte läsas"


def test_another_rule_is_another_version(rules):
    other = msgspec.structs.replace(rules[0], severity="warning")
    assert rule_version((other, *rules[1:])) != rule_version(rules)
    assert re.fullmatch("[0-9a-f]{12}", rule_version(rules))


def test_it_is_in_english_too(audit):
    book = opened(audit, "en")
    assert book.sheetnames == ["Summary", "Findings", "Figures", "Not read"]
    assert rows(book["Findings"])[0]["Message"].startswith("Reads 1\u00a0494,1 but the rows give")
    # figures as the report writes them
    assert book["Figures"]["G2"].number_format == "[$-41D]#,##0.0"
    swedish = re.compile("[åäöÅÄÖ]")
    for sheet in book:
        assert not [cell.value for cell in sheet[1] if cell.value and swedish.search(str(cell.value))]


def test_every_word_is_in_both_languages():
    for table in (words.HEADERS, words.SHEETS, words.VERDICTS, words.FORMULAS):
        for text in table.values():
            assert text.sv.strip()
            assert text.en.strip()
    named = [(text.sv, text.en) for text in words.HEADERS.values()]
    assert len({sv for sv, _ in named}) == len({en for _, en in named})


def test_several_reports_number_their_figures_through(audit):
    other = msgspec.structs.replace(audit.reports[0], path="a/annan.txt")
    sheet = opened(Audit("0.1.0", (audit.reports[0], other), audit.rules))["Tal"]
    found = rows(sheet)
    assert [row["Nr"] for row in found] == list(range(1, 15))
    assert [row["Fil"] for row in found] == ["r.txt"] * 7 + ["annan.txt"] * 7
    assert found[7]["Samband"] == "Ingår i nr 12"
    assert {n: v for n, v in evaluated(sheet).items() if v is not None} == pytest.approx(
        {5: 1448.9, 6: 1449.1, 12: 1448.9, 13: 1449.1}
    )


def test_an_audit_of_nothing_is_a_paper_too():
    lost = Report("x.pdf", (), problems=(Problem("encrypted", fatal=True),))
    book = opened(Audit("0.1.0", (lost,), ()))
    assert rows(book["Fynd"]) == []
    assert rows(book["Ej lästa"])[0]["Orsak"].startswith("Filen är skyddad")
    assert opened(Audit("0.1.0", (), ())).sheetnames[0] == "Sammanfattning"


def test_a_place_in_a_file_without_lines(audit):
    report = audit.reports[0]
    place = report.findings[2].blamed[0]
    span = Span((Piece(5, 1, 3, 14, Origin(box=(1.0, 2.0, 3.0, 4.0), printed="12")),))
    moved = msgspec.structs.replace(report.findings[2], blamed=(msgspec.structs.replace(place, span=span),))
    found = rows(opened(Audit("0.1.0", (msgspec.structs.replace(report, findings=(moved,)),), ()))["Fynd"])
    assert found[0]["Ställe"] == "sid 14 (sidnummer 12)"


# ---- sums that a person can do over


def test_units_are_converted():
    # 12 340 tkr + 0,66 mnkr = 13 mnkr
    figures = [("12 340", 12340, 0, "tkr", 3), ("0,66", 66, 2, "mnkr", 6), ("13,00", 1300, 2, "mnkr", 6)]
    report = with_figures(figures, [relation("linear", 2, [(0, 1, "item"), (1, 1, "item")])])
    assert evaluated(opened(Audit("0", (report,), ()))["Tal"])[3] == pytest.approx(13)


def test_a_difference_a_quotient_and_a_mean():
    figures = [
        ("12", 12, 0, "tkr", 3),
        ("10", 10, 0, "tkr", 3),
        ("2", 2, 0, "tkr", 3),
        ("20,0", 200, 1, "%", 0),
        ("11", 11, 0, "tkr", 3),
    ]
    report = with_figures(
        figures,
        [
            relation("linear", 2, [(0, 1, "minuend"), (1, -1, "subtrahend")], "skillnad = utfall - utfall@fg"),
            relation(
                "quotient", 3, [(0, 1, "numerator"), (1, -1, "numerator", 1)], "utveckling = 100 * (a - b) / b", 100
            ),
            # the mean of 12 and 10, written as 12 = 2 * 11 - 10
            relation("linear", 0, [(4, 2, "item"), (1, -1, "item")], MEAN),
        ],
    )
    found = rows(opened(Audit("0", (report,), ()))["Tal"])
    assert evaluated(opened(Audit("0", (report,), ()))["Tal"]) == pytest.approx({1: None, 2: None, 3: 2, 4: 20, 5: 11})
    assert found[2]["Samband"].startswith("Skillnad = utfall − utfall föregående år")
    assert found[4]["Samband"] == "Medelvärde"


def test_a_sum_that_is_rounded_says_so_where_the_tick_is_for_another():
    """10 is 3 + 8 within rounding, and printed alike elsewhere: exact there, one off here."""
    figures = [("3", 3, 0, "mnkr", 6), ("8", 8, 0, "mnkr", 6), ("10", 10, 0, "mnkr", 6), ("10", 10, 0, "mnkr", 6)]
    report = with_figures(
        figures,
        [
            relation("linear", 2, [(0, 1, "item"), (1, 1, "item")], verdict="rounding"),
            relation("linear", 3, [(2, 1, "item")], REPEATED),
        ],
    )
    found = rows(opened(Audit("0", (report,), ()))["Tal"])
    assert found[2]["Samband"] == "Summa\nSumman här stämmer inom avrundning\nSamma uppgift som nr 4"
    assert found[3]["Samband"] == "Samma uppgift som nr 3"
    assert found[0]["Samband"] == "Ingår i nr 3"


def test_a_lone_row_may_count_the_other_way():
    figures = [("5", 5, 0, None, 0), ("8", 8, 0, None, 0), ("3", 3, 0, None, 0)]
    turned = relation("linear", 2, [(0, 1, "minuend"), (1, -1, "subtrahend")], "skillnad = a - b", mirrored=True)
    row = rows(opened(Audit("0", (with_figures(figures, [turned]),), ()))["Tal"])[2]
    assert row["Uträkning"] == "−(5 − 8) = 3"
    assert evaluated(opened(Audit("0", (with_figures(figures, [turned]),), ()))["Tal"])[3] == 3


def test_what_no_double_holds_is_text_and_in_no_formula():
    figures = [
        ("12345678901234567,89", 1234567890123456789, 2, "kr", 0),
        ("1", 1, 0, "kr", 0),
        ("12345678901234568,89", 1234567890123456889, 2, "kr", 0),
    ]
    report = with_figures(figures, [relation("linear", 2, [(0, 1, "item"), (1, 1, "item")])])
    found = rows(opened(Audit("0", (report,), ()))["Tal"])
    assert found[0]["Värde"] == "12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567,89"
    assert found[2]["Kontrollsumma"] == "12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0568,89"
    assert found[2]["Differens"] == 0


def test_a_huge_report_has_its_sums_as_numbers():
    count = 4_200
    figures = [(str(n), n, 0, "kr", 0) for n in range(count)]
    report = with_figures(figures, [relation("linear", 3, [(1, 1, "item"), (2, 1, "item")])])
    found = rows(opened(Audit("0", (report,), ()))["Tal"])
    assert len(found) == count
    assert (found[3]["Kontrollsumma"], found[3]["Differens"]) == (3, 0)


def test_a_quotient_over_zero_has_no_sum():
    figures = [("1", 1, 0, None, 0), ("0", 0, 0, None, 0), ("5", 5, 0, "%", 0)]
    report = with_figures(
        figures, [relation("quotient", 2, [(0, 1, "numerator"), (1, 0, "denominator", 1)], "andel", 100)]
    )
    assert rows(opened(Audit("0", (report,), ()))["Tal"])[2]["Kontrollsumma"] is None


# ---- what a report may try


@pytest.mark.parametrize("trick", TRICKS)
def test_no_text_of_a_report_becomes_a_formula(audit, trick):
    report = audit.reports[0]
    finding = msgspec.structs.replace(
        report.findings[2], title=trick, message=Text(trick, trick), calculation=(trick,), suggestion=trick,
        notes=(Text(trick, trick),), unit=trick,
    )  # fmt: skip
    finding = msgspec.structs.replace(
        finding, decision=Decision(finding.fingerprint, "other", trick, trick, trick, written=trick)
    )
    figures = tuple(msgspec.structs.replace(figure, text=trick, label=trick, unit=trick) for figure in report.figures)
    tricked = msgspec.structs.replace(
        report, path=trick + "/" + trick, figures=figures, tables=(), findings=(finding,),
        not_figures=tuple(msgspec.structs.replace(one, text=trick) for one in report.not_figures),
        problems=(Problem("unread-table", trick),),
    )  # fmt: skip
    data = workpaper.workbook(Audit("0", (tricked, tricked), ()), "sv")
    book = openpyxl.load_workbook(io.BytesIO(data))
    seen = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.value.startswith(("=SUMPRODUCT(SUMIF($", "=ROUND("))
                assert cell.data_type != "e"
                assert cell.hyperlink is None
                seen += isinstance(cell.value, str) and trick[:4] in cell.value
    if trick.isprintable():
        assert seen > 20
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "external" in name.lower() or "vba" in name.lower()]


def test_what_looks_like_a_formula_stays_a_text_when_it_is_edited(audit):
    finding = msgspec.structs.replace(audit.reports[0].findings[2], title="=1+1")
    report = msgspec.structs.replace(audit.reports[0], findings=(finding,))
    sheet = opened(Audit("0", (report,), ()))["Fynd"]
    assert sheet["D2"].value == "=1+1"
    assert sheet["D2"].data_type == "s"
    assert sheet["D2"].quotePrefix
    assert not sheet["C2"].quotePrefix


def test_a_text_longer_than_a_cell_is_cut(audit):
    finding = msgspec.structs.replace(audit.reports[0].findings[2], title="x" * 50_000)
    report = msgspec.structs.replace(audit.reports[0], findings=(finding,))
    told = opened(Audit("0", (report,), ()))["Fynd"]["D2"].value
    assert len(told) == 32_000
    assert told.endswith("x…")


# ---- the file


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_same_audit_gives_the_same_bytes(both, lang, monkeypatch):
    one = workpaper.workbook(both, lang)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 0, 0))
    assert workpaper.workbook(both, lang) == one
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2023-11-14T00:00:00Z"] * 2


def test_it_is_set_for_the_screen_and_for_paper(audit):
    book = opened(audit)
    for name in ("Fynd", "Tal", "Ej lästa"):
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    sheet = book["Fynd"]
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == ['"Accepteras,Rättas,Utreds"']
    assert str(sheet.data_validations.dataValidation[0].sqref) == "N2:N4"
    hidden = [column for column, dimension in sheet.column_dimensions.items() if dimension.hidden]
    assert hidden
    # neither what is hidden nor anything behind it is printed
    assert sheet.print_area.endswith("$Q$4")


def test_a_row_grows_with_what_a_person_writes(audit):
    """A height that is fixed would cut a long comment off."""
    with zipfile.ZipFile(io.BytesIO(workpaper.workbook(audit, "sv"))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 4
    assert all(b"customHeight" not in sheet for sheet in sheets)
    assert b' ht="' in sheets[1]


def test_without_its_package_it_says_which_to_install(audit, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "openpyxl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "auditor.render.workpaper.book", raising=False)
    monkeypatch.delattr(workpaper, "book", raising=False)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(Unmarkable) as raised:
        workpaper.workbook(audit, "sv")
    assert (raised.value.code, raised.value.detail) == ("needs-extra", "excel")
