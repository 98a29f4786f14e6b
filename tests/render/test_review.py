"""The review page without a browser: its links, what it says, and that nothing of a report gets out of its place."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor import cli, pipeline
from auditor.model.decision import ACCEPTED, Decision
from auditor.model.document import Problem
from auditor.model.finding import Audit, Entry, Place, Text
from auditor.model.span import Piece, Span
from auditor.render import review
from tests import strategies
from tests.render.review_pages import Parsed

EXAMPLES = sorted(path for path in (Path(__file__).parents[2] / "examples").iterdir() if path.suffix in (".txt", ".md"))


def parsed(audit, lang="sv"):
    return Parsed(review.page(audit, lang))


def of(report, rules=()):
    return Audit("0.1.0", (report,), rules)


# ---- links


def hrefs(page):
    return [one.attributes["href"] for one in page.elements if "href" in one.attributes]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_link_leads_to_a_place_of_the_page(both, lang):
    page = parsed(both, lang)
    assert hrefs(page)
    for href in hrefs(page):
        assert href.startswith("#")
        assert href[1:] in page.by_id


def test_a_finding_and_its_figures_are_linked_both_ways(audit):
    page = parsed(audit)
    finding = page.by_id["x1-1"]
    assert finding.attributes["data-b"] == "f1-5"
    assert finding.attributes["data-t"] == "f1-1 f1-3"
    assert next(finding.all("h4")).text == "4.1 Driftredovisning\u00a0· Totalt\u00a0· Utfall"
    assert next(next(finding.all("h4")).all("a")).attributes["href"] == "#f1-5"
    terms = [one.attributes["href"] for item in finding.all(kind="terms") for one in item.all("a")]
    assert terms == ["#f1-1", "#f1-3"]
    figure = page.by_id["f1-5"]
    noted = figure.parent.children[figure.parent.children.index(figure) - 1]
    assert [one.attributes["href"] for one in noted.all("a")] == ["#x1-1"]
    # from the line of the ledger too: blamed by the first, and a term of it
    for line in ("d1-5", "d1-1"):
        assert "#x1-1" in [one.attributes["href"] for one in page.by_id[line].all("a")]


def test_a_figure_with_its_unit_on_two_lines_is_the_figure(audit):
    # the warning blames "1 410" / "mnkr", of which the first line is figure 6
    assert parsed(audit).by_id["x1-2"].attributes["data-b"] == "f1-6"


def test_findings_stand_in_their_order_under_their_headings(audit):
    page = parsed(audit)
    told = [(next(one.all("h3")).text, [card.id for card in one.all("li", "x")]) for one in page.kind("group")]
    assert told == [("Fel att rätta 1", ["x1-1"]), ("Bör kontrolleras 1", ["x1-2"]), ("Noteringar 1", ["x1-3"])]


def test_what_stands_and_what_should_stand(audit):
    page = parsed(audit)
    values = [
        [one.text for one in next(page.by_id[f"x1-{n}"].all("dl")).all() if one.name in ("dt", "dd")] for n in (1, 2)
    ]
    assert values == [
        ["Står", "1\u00a0494,1\u00a0mnkr", "Bör vara", "1\u00a0449,1\u00a0mnkr"],
        ["Står", "1 410 mnkr", "Bör ligga mellan", "1\u00a0409,0 och 1\u00a0411,0\u00a0mnkr"],
    ]
    assert "Trolig orsak: två siffror har bytt plats." in page.by_id["x1-1"].text
    assert "39,1 +\u00a01\u00a0410,0 =\u00a01\u00a0449,1" in page.by_id["x1-1"].text
    assert "Regel RK101: En summa stämmer inte med sina rader." in page.by_id["x1-1"].text


# ---- figures


def test_every_figure_is_marked_once_with_its_standing(audit, report):
    page = parsed(audit)
    kinds = ["ex", "ro", "ex", "ex", "ex", "er", "un"]
    for figure, kind in zip(report.figures, kinds, strict=True):
        mark = page.by_id[f"f1-{figure.id}"]
        assert (mark.text, mark.classes) == (figure.text, ["n", kind])
        assert mark.attributes["href"] == f"#d1-{figure.id}"
        line = page.by_id[f"d1-{figure.id}"]
        assert next(line.all("a")).attributes["href"] == f"#f1-{figure.id}"
    assert page.by_id["f1-1"].attributes["title"] == "avstämt, inom avrundning, rest 0,2 av högst 0,5"
    assert page.by_id["f1-6"].attributes["title"] == "ej kontrollerat: utan samband"
    assert [(one.text, one.attributes["title"]) for one in page.kind("text")[0].all("span", "no")] == [
        ("4.1", "avsnittsnummer"),
        ("2020", "årtal"),
    ]


def test_sums_are_written_out_with_their_verdicts(audit):
    page = parsed(audit)
    assert page.by_id["e1-0"].text == ("1 Totalt · Budget: 40,2 + 1\u00a0408,7 = 1\u00a0448,9 exakt RK101")
    assert page.by_id["e1-1"].text == (
        "2 Totalt · Utfall: 39,1 + 1\u00a0410,0 = 1\u00a0449,1 ≠ 1\u00a0494,1 stämmer inte RK101"
    )


def test_a_table_has_the_cells_of_its_rows(audit):
    table = next(parsed(audit).root.all("table", "t"))
    rows = [[cell.text for cell in row.children] for row in table.all("tr")]
    assert rows == [
        ["mnkr", "Budget", "Utfall"],
        ["Politik", "40,2", "39,1"],
        ["Kansli", "1 408,7", "1 410,0"],
        ["Totalt", "1 448,9", "11 494,1"],  # the number of the finding, then the figure
    ]
    assert next(table.all("sup")).text == "1"


def letters(text):
    return Counter(character for character in text if character.isalnum())


def shown(page):
    """The letters and digits of the report's text on the page, without what the page puts in."""
    told: Counter[str] = Counter()

    def add(element):
        for one in element.children:
            if isinstance(one, str):
                told.update(letters(one))
            elif not {"k", "sheet", "made"} & set(one.classes):
                add(one)

    for text in page.kind("text"):
        add(text)
    return told


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_nothing_of_a_report_is_left_out_or_told_twice(path):
    audit = pipeline.audit([str(path)])
    report = audit.reports[0]
    page = parsed(audit)
    assert shown(page) == letters("\n".join(report.source))
    for figure in report.figures:
        assert page.by_id[f"f1-{figure.id}"].text
        assert "".join(page.by_id[f"d1-{figure.id}"].parent.name) == "tbody"
    for finding in range(1, len(report.findings) + 1):
        assert page.by_id[f"x1-{finding}"].attributes["data-b"]
    for href in hrefs(page):
        assert href[1:] in page.by_id


def test_two_numbers_in_one_place_are_shown_once(report):
    # a number that is no figure within a figure, as a faulty reading might give: the text stands once all the same
    inner = replace(report.not_figures[1], span=Span((Piece(3, 9, 11, 1),)))
    page = parsed(of(replace(report, not_figures=(inner,))))
    assert shown(page) == letters("\n".join(report.source))


# ---- the verdict


def ledger(*standings):
    made = {
        "v": Entry("verified", exact=True),
        "c": Entry("contradicted"),
        "u": Entry("unchecked", "no-relation"),
    }
    return tuple(made[one] for one in standings)


def headline(report):
    return next(one.text for one in parsed(of(report)).kind("verdict")[0].all("h2"))


@pytest.mark.parametrize(
    ("standings", "changes", "told"),
    [
        ("vvvvvvu", {}, "Klar att publicera"),
        # half of the figures is enough, less is not
        ("vvvvuuu", {}, "Klar att publicera"),
        ("vvvuuuu", {}, "Inga fel hittade, men det mesta är inte kontrollerat"),
        ("uuuuuuu", {}, "Kan inte bedömas"),
        ("vvvvvvv", {"problems": (Problem("unread-table", line=3),)}, "Kontrollera före publicering"),
        ("vvvvvvv", {"problems": (Problem("encoding-guessed", "cp1252"),)}, "Kontrollera före publicering"),
        ("vvvvvvv", {"uncertain": True}, "Kontrollera före publicering"),
        # accused by a rule that was left out of the findings
        ("vvvvvvc", {}, "Kontrollera före publicering"),
        ("vvvvvvv", {"problems": (Problem("damaged", fatal=True),)}, "Kunde inte granskas"),
    ],
)
def test_verdict_without_findings(report, standings, changes, told):
    assert headline(replace(report, findings=(), ledger=ledger(*standings), **{"problems": (), **changes})) == told


def test_verdict_with_findings(report):
    info, warning, error = report.findings
    clean = replace(report, problems=(), ledger=ledger(*"vvvvvvu"))
    assert headline(replace(clean, findings=(info,))) == "Klar att publicera"
    assert headline(replace(clean, findings=(info, warning))) == "Kontrollera före publicering"
    assert headline(replace(clean, findings=(info, warning, error))) == "Rätta först: 1 fel"
    # errors come first even where next to nothing could be checked
    assert headline(replace(clean, findings=(error,), ledger=ledger(*"uuuuuuc"))) == "Rätta först: 1 fel"


def test_ready_says_how_much_was_checked_and_promises_no_more(report):
    page = parsed(of(replace(report, findings=(), problems=(), ledger=ledger(*"vvvvvuu"))))
    verdict = page.kind("verdict")[0].text
    assert "Inga fel hittade i det som kunde stämmas av." in verdict
    assert "5 av 7 tal avstämda, alla exakt, 2 utan samband." in verdict


def test_a_report_without_figures_cannot_be_judged(report):
    bare = replace(
        report, figures=(), not_figures=(), ledger=(), tables=(), relations=(), findings=(),
        problems=(Problem("no-figures"),),
    )  # fmt: skip
    assert headline(bare) == "Kan inte bedömas"
    assert "Inga tal att stämma av." in parsed(of(bare)).kind("verdict")[0].text


def test_what_was_not_read_or_checked_is_told(audit):
    gaps = parsed(audit).kind("gaps")[0]
    assert next(gaps.all("h3")).text == "Inte läst eller inte kontrollerat 2"
    assert "rad 12: En tabell kunde inte läsas och är inte kontrollerad (rubriken saknas)." in gaps.text
    assert "1 utan samband" in gaps.text
    assert [one.attributes["href"] for one in gaps.all("a")] == ["#f1-6"]


def test_several_reports_have_a_list_of_contents(both):
    page = parsed(both)
    rows = [[cell.text for cell in row.children] for row in page.kind("contents")[0].all("tr")][1:]
    assert rows == [
        ["reports/r.txt", "✕ Rätta först: 1 fel", "5 av 7"],
        ["reports/borta.txt", "✕ Kunde inte granskas", ""],
    ]
    assert "Filen eller mappen finns inte." in page.by_id["r2"].text


def test_the_facts(audit, report):
    facts = parsed(of(replace(report, digest="ab" * 32), audit.rules)).kind("facts")[0].text
    assert facts == f"Filreports/r.txtSHA-256{'ab' * 32}Granskad medrkaudit 0.1.0, 2 regler"


def test_in_english(audit):
    page = parsed(audit, "en")
    assert next(page.root.all("html")).attributes["lang"] == "en"
    assert "Correct this first: 1 error" in page.kind("verdict")[0].text
    assert "Should be1\u00a0449,1\u00a0mnkr" in page.by_id["x1-1"].text
    assert page.kind("text")[0].attributes["lang"] == "sv"


# ---- a source


def test_cells_of_the_source_are_named_and_are_no_figures_of_the_report(tmp_path):
    source = tmp_path / "underlag.csv"
    source.write_text("Kr;Utfall\nNämnd A;41200000\nNämnd B;12900000\nNämnd C;7100000\n", encoding="utf-8")
    text = "Mnkr          Utfall\nNämnd A         41,2\nNämnd B         12,9\nNämnd C          9,1\n"
    report = pipeline.audit_text(text, against=str(source))
    page = parsed(of(report))
    assert "2 tal stämmer med underlaget." in page.kind("verdict")[0].text
    assert "Rätta först: 1 fel" in page.kind("verdict")[0].text
    assert [one.text for one in page.kind("text")[0].all("a", "n")] == ["41,2", "12,9", "9,1"]
    # the lines of the report are counted still, and the place in the source is told without a link
    assert "underlag.csv, rad 4" in page.by_id["x1-1"].text
    assert any("underlag.csv, rad 2) exakt" in one.text for one in page.kind("sums")[0].all("li"))
    assert {one.attributes.get("data-n") for one in page.kind("t")[0].all("th")} >= {"2", "3", "4"}
    for href in hrefs(page):
        assert href[1:] in page.by_id


# ---- pages


def test_pages_are_set_apart_inside_tables_too():
    page = parsed(pipeline.audit([str(EXAMPLES[0].parent / "delarsrapport-ren.txt")]))
    assert [one.text for one in page.kind("sheet")] == ["Sid 1", "Sid 2", "Sid 3", "Sid 4", "Sid 5"]
    divider = page.by_id["s1-3"].parent
    rows = divider.parent.children
    labels = [next(row.all("th"), row).text.strip() for row in rows if not isinstance(row, str)]
    at = labels.index("Sid 3")
    # the foot of one page and the head of the next stand between the rows, as they do in the file
    assert labels[at - 2 : at] == ["Kommunfullmäktige och revision", "2 (5)"]
    assert labels.index("Delsumma nämnder") > at


# ---- safety


HOSTILE = """<script>alert(1)</script> kostade 4,5 mnkr
"><img src=x onerror=alert(1)> & &lt;b&gt; \u202e12,3\u202c \x1b[31m

'x' onmouseover="y"   Utfall   Budget   </td></table><style>*{display:none}</style>
</section><a href="javascript:alert(1)">A</a>   40,2   39,1   1,1
<!-- B   10,0   9,0   1,0
]]> Totalt   50,2   48,1   3,1
"""


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_hostile_report_stays_text(lang):
    report = pipeline.audit_text(HOSTILE, 'r"><script>alert(2)</script>\u202e.txt')
    page = parsed(of(report), lang)
    assert report.findings
    assert [one.name for one in page.elements].count("script") == 1
    assert not [
        one for one in page.elements if one.name in ("img", "iframe", "object", "embed", "link", "base", "form")
    ]
    assert [one.name for one in page.elements].count("style") == 1
    for one in page.elements:
        assert not [name for name in one.attributes if name.startswith("on") or name in ("style", "src", "srcset")]
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\x00\x1b]", review.page(of(report), lang))
    assert "<script>alert(1)</script> kostade" in page.kind("text")[0].text


def test_hostile_words_of_rules_and_findings_stay_text(audit, report):
    evil = '</li><script>alert("1")</script>\u202e'
    place = Place(report.findings[2].blamed[0].span, evil, evil)
    finding = replace(
        report.findings[2], title=evil, message=Text(evil, evil), blamed=(place,), suggestion=evil,
        calculation=(evil,), notes=(Text(evil, evil),), rule=evil, name=evil, unit=evil,
    )  # fmt: skip
    page = parsed(of(replace(report, path=evil, digest=evil, findings=(finding,), problems=(Problem(evil, evil),))))
    assert [one.name for one in page.elements].count("script") == 1


def test_nothing_is_fetched(both):
    page = review.page(both, "sv")
    for sign in ("http:", "https:", "//www", "url(", "@import", "@font-face", "fetch(", "XMLHttp", "src="):
        assert sign not in page


def test_the_policy_allows_the_page_its_own_style_and_script_alone(audit):
    page = parsed(audit)
    (policy,) = [one.attributes["content"] for one in page.elements if "http-equiv" in one.attributes]
    hashes = {
        name: "'sha256-" + b64encode(sha256(next(page.root.all(name)).text.encode()).digest()).decode() + "'"
        for name in ("style", "script")
    }
    assert policy == (
        f"default-src 'none'; style-src {hashes['style']}; script-src {hashes['script']}; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_same_audit_gives_the_same_page(both):
    assert review.page(both, "sv") == review.page(both, "sv")
    assert not re.search(r"\b20[2-9]\d-\d\d-\d\d\b", review.page(both, "sv"))


def test_odd_places_of_figures_and_findings(report):
    """Places outside the file or without a line: told in the ledger, no link without an end."""
    spans = (Span((Piece(99, 1, 5, 1),)), Span((Piece(None, None, None, 3),)), Span((Piece(3, 9, None, 1),)))
    figures = tuple(replace(report.figures[i], span=span) for i, span in enumerate(spans)) + report.figures[3:]
    blamed = (Place(spans[0], "x", ""), Place(spans[1], "y", ""))
    finding = replace(report.findings[2], blamed=blamed, secondary=blamed)
    page = parsed(of(replace(report, figures=figures, findings=(finding,), tables=())))
    for href in hrefs(page):
        assert href[1:] in page.by_id
    assert {f"d1-{i}" for i in range(7)} <= set(page.by_id)


def test_an_empty_audit():
    assert "Granskning av 0 rapporter" in review.page(Audit("0.1.0", (), ()), "sv")


# ---- colours


def colours(css):
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", css))


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_the_textbook():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


CSS = (Path(review.__file__).parent / "style.css").read_text(encoding="utf-8")
LIGHT, DARK, PRINT = (colours(part) for part in re.findall(r":root \{[^}]*--paper[^}]*\}", CSS))


@pytest.mark.parametrize("palette", [LIGHT, DARK, {**DARK, **PRINT}], ids=["light", "dark", "print"])
def test_text_has_the_contrast_that_wcag_asks_for(palette):
    pairs = [(ink, ground) for ink in ("ink", "faint", "ok", "near", "bad", "warn", "note", "term", "focus")
             for ground in ("paper", "desk")]  # fmt: skip
    pairs += [("bad", "bad-bg"), ("warn", "warn-bg"), ("term", "term-bg"), ("ink", "term-bg")]
    for ink, ground in pairs:
        assert contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground)
    # lines and marks that carry a meaning
    assert contrast(palette["hair-2"], palette["paper"]) >= 3


# ---- the command line


def test_the_page_is_written(tmp_path, capsys):
    report = tmp_path / "r.txt"
    report.write_text("mnkr   Utfall\nA   1,0\nB   2,0\nTotalt   4,0\n", encoding="utf-8")
    out = tmp_path / "r.html"
    assert cli.run(["check", str(report), "--html", str(out)]) == 1
    told = capsys.readouterr().out
    assert "RK101" in told
    page = Parsed(out.read_bytes().decode("utf-8"))
    assert "Rätta först: 1 fel" in page.kind("verdict")[0].text
    assert sha256(report.read_bytes()).hexdigest() in page.kind("facts")[0].text


def test_decisions_about_what_is_there_no_longer_are_told():
    audit = pipeline.audit_text("mnkr   Utfall\nA   1,0\nB   2,0\nTotalt   4,0\n", "r.txt")
    past = Decision("0" * 16, ACCEPTED, "Rätt enligt bilagan")
    told = review.page(Audit("1", (audit,), (), (past, past)), "sv")
    assert "2 tidigare beslut gäller sådant som inte finns i det som granskas nu." in told
    assert "tidigare beslut" not in review.page(Audit("1", (audit,), ()), "sv")


# ---- size


def test_the_page_stays_small():
    """A report of 73 kB, as an annual report is, and a row of numbers without an end."""
    text = "\n\n".join((EXAMPLES[0].parent / name).read_text("utf-8") for name in ("delarsrapport-ren.txt",) * 8)[
        :73_000
    ]
    report = pipeline.audit_text(text)
    assert len(report.figures) > 1_500
    assert len(review.page(of(report), "sv").encode()) < 1_500_000
    row = ";".join(str(100 + number) for number in range(3_000))
    assert len(review.page(of(pipeline.audit_text(row)), "sv").encode()) < 2_000_000


# ---- laws


@settings(deadline=None, max_examples=60)
@given(strategies.tables().map(strategies.Table.text) | strategies.junk | st.text())
def test_any_text_is_shown_whole_with_every_number_once(source):
    report = pipeline.audit_text(source)
    page = parsed(of(report))
    for href in hrefs(page):
        assert href[1:] in page.by_id
    if not any(problem.fatal for problem in report.problems):
        assert shown(page) == letters("\n".join(report.source))
        assert {f"d1-{figure.id}" for figure in report.figures} <= set(page.by_id)


# ---- what a person has decided


def test_an_accepted_finding_is_told_apart_and_no_longer_stands_in_the_way(report):
    info, warning, error = report.findings
    decision = Decision("9f2c", "accepted", comment="Tryckfel i förra årets bilaga", signature="AB", date="2024-02-01")
    accepted = replace(error, decision=decision)
    clean = replace(report, findings=(info, accepted), problems=(), ledger=ledger(*"vvvvvcu"))
    page = parsed(of(clean))
    assert headline(clean) == "Klar att publicera"
    verdict = page.kind("verdict")[0].text
    assert "Inga andra fel hittade i det som kunde stämmas av än de som har accepterats." in verdict
    assert "1 avvikelse är accepterad." in verdict
    assert [next(one.all("h3")).text for one in page.kind("group")] == ["Noteringar 1", "Accepterade 1"]
    assert "Tryckfel i förra årets bilaga" in page.by_id["x1-2"].text
    assert page.by_id["f1-5"].classes == ["n", "ac"]
    # an acceptance that holds no longer, and a figure to be corrected, still stand in the way
    for other in (replace(decision, lapsed="changed"), replace(decision, decision="to-correct")):
        again = replace(clean, findings=(replace(error, decision=other),))
        assert headline(again) == "Rätta först: 1 fel"
        assert "Tidigare beslut" in parsed(of(again)).by_id["x1-1"].text
    assert headline(replace(clean, findings=(accepted, warning))) == "Kontrollera före publicering"
