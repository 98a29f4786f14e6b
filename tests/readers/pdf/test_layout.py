"""Pages to lines: the order of reading, tables with their cells, text without tabs."""

import re
from collections.abc import Iterator
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.readers.pdf.layout import parts
from auditor.readers.pdf.page import Placed, Rule
from tests.readers.pdf.placing import LETTER, at, page, read, texts, width

Made = list[Iterator[Placed]]


def test_a_table_without_rules_has_a_tab_between_its_cells() -> None:
    rows = [("Skola", "1 234", "1 200", "34"), ("Vård", "987", "1 001", "–14"), ("Totalt", "2 221", "2 201", "20")]
    words = [at("Nämnd", 50, 100), at("Utfall", 300, 100, align="right"), at("Budget", 380, 100, align="right")]
    words += [at("Avvikelse", 460, 100, align="right")]
    for number, (label, *figures) in enumerate(rows):
        words.append(at(label, 50, 115 + 15 * number))
        words += [
            at(figure, x, 115 + 15 * number, align="right") for figure, x in zip(figures, (300, 380, 460), strict=True)
        ]
    assert texts(page(*words)) == [
        "Nämnd\tUtfall\tBudget\tAvvikelse",
        "Skola\t1 234\t1 200\t34",
        "Vård\t987\t1 001\t–14",
        "Totalt\t2 221\t2 201\t20",
    ]


def test_an_empty_cell_keeps_the_others_in_their_columns() -> None:
    words = [at("Skola", 50, 100), at("12", 380, 100, align="right")]
    words += [at("Vård", 50, 115), at("7", 300, 115, align="right"), at("8", 380, 115, align="right")]
    words += [at("Kultur", 50, 130), at("5", 300, 130, align="right")]
    assert texts(page(*words)) == ["Skola\t\t12", "Vård\t7\t8", "Kultur\t5"]


def test_text_in_two_columns_is_read_one_after_the_other() -> None:
    left = [
        "Kommunen redovisar ett gott resultat",
        "för året som helhet och kostnaderna",
        "har ökat långsammare än väntat.",
    ]
    right = ["Antalet invånare ökade under året med", "drygt två procent och skolorna har fler", "elever än någonsin."]
    words: Made = []
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        words += [at(one, 50, 100 + 13 * number), at(other, 300, 100 + 13 * number)]
    assert texts(page(*words)) == [*left, "", *right]


def test_words_in_a_wrong_order_inside_the_file_are_read_as_they_stand() -> None:
    lines = ["Resultatet uppgick till 12,3 mnkr under året.", "Det är 1,2 mnkr bättre än budget."]
    words = [word for number, line in enumerate(lines) for word in at(line, 50, 100 + 13 * number)]
    assert texts(page(iter(words[::-1]))) == lines


def test_running_text_with_figures_has_no_tabs() -> None:
    lines = [
        "Kostnaderna uppgick till 1 234,5 mnkr, varav 234,1 mnkr avser personal",
        "och 12,3 mnkr lokaler. Intäkterna blev 1 240,0 mnkr, en ökning med 3,4",
        "procent jämfört med 2023 då de uppgick till 1 199,2 mnkr enligt budget.",
    ]
    words = [at(line, 50, 100 + 13 * number) for number, line in enumerate(lines)]
    assert texts(page(*words)) == lines


def test_each_character_has_its_box() -> None:
    part = next(part for part in read(page(at("12 345", 100, 200))) if part.text)
    assert part.text == "12 345"
    stretch = part.stretches[0]
    assert stretch.page == 1
    assert stretch.origin.printed == "1"
    assert stretch.boxes is not None
    assert len(stretch.boxes) == 4 * len("12 345")
    # two digits of 5 points each, then the blank between them, which stands nowhere
    assert list(stretch.boxes[4:8]) == [105, 600, 110, 610]
    assert list(stretch.boxes[8:12]) == [0, 0, 0, 0]


def table(rows: list[list[str]], edges: list[float], *, top: float = 100, step: float = 15, size: float = 10) -> Made:
    """The words of a table: labels at the left, figures flush right at `edges`."""
    words: Made = []
    for number, (label, *cells) in enumerate(rows):
        words.append(at(label, 50, top + step * number, size=size))
        words += [
            at(cell, x, top + step * number, size=size, align="right") for cell, x in zip(cells, edges, strict=True)
        ]
    return words


def test_columns_nearer_than_the_groups_of_a_figure_are_told_by_the_other_rows() -> None:
    """ "1 234" is one figure in the first column; "1" and "234" are two where other rows end a column between them."""
    rows = [["Skola", "12", "345"], ["Vård", "1", "7"], ["Kultur", "3", "99"], ["Fritid", "1 234", "5"]]
    # the columns end 18 points from each other: a blank beside a figure of three digits
    lines = texts(page(*table(rows, [200, 217.6])))
    assert lines == ["Skola\t12\t345", "Vård\t1\t7", "Kultur\t3\t99", "Fritid\t1 234\t5"]


def test_a_sign_apart_is_of_its_figure_and_a_nil_is_not() -> None:
    rows = [["Skola", "– 12,3", "4,0"], ["Vård", "–", "14,0"], ["Kultur", "100,1", "–"]]
    assert texts(page(*table(rows, [200, 240]))) == ["Skola\t– 12,3\t4,0", "Vård\t–\t14,0", "Kultur\t100,1\t–"]


def test_a_label_over_several_lines_is_one_row_wherever_its_figures_stand() -> None:
    label = ["Förskola, pedagogisk", "omsorg och öppen", "förskola"]
    for figures in range(3):
        words = [at("Verksamhet", 50, 80), at("Utfall", 300, 80, align="right"), at("Budget", 360, 80, align="right")]
        for start in (100, 142):
            words += [at(text, 50, start + 11.5 * number) for number, text in enumerate(label)]
            words += [at("12,3", 300, start + 11.5 * figures, align="right")]
            words += [at("4,5", 360, start + 11.5 * figures, align="right")]
        assert texts(page(*words)) == [
            "Verksamhet\tUtfall\tBudget",
            "Förskola, pedagogisk omsorg och öppen förskola\t12,3\t4,5",
            "Förskola, pedagogisk omsorg och öppen förskola\t12,3\t4,5",
        ]


def test_figures_between_the_two_lines_of_their_label_are_of_its_row() -> None:
    words: Made = []
    for start in (100, 130, 160):
        words += [at("Bidrag till", 50, start), at("föreningar", 50, start + 11.5)]
        words += [at("1 200", 300, start + 5.75, align="right"), at("900", 360, start + 5.75, align="right")]
    assert texts(page(*words)) == ["Bidrag till föreningar\t1 200\t900"] * 3


def test_header_cells_over_several_lines_are_one_each() -> None:
    words = [at("Prognosti-", 300, 76, align="right"), at("Budget", 360, 88, align="right")]
    words += [
        at("serad", 300, 88, align="right"),
        at("jan–", 420, 76, align="right"),
        at("aug", 420, 88, align="right"),
    ]
    words += [at("Mnkr", 50, 88)]
    words += table([["Skola", "1,0", "2,0", "3,0"], ["Vård", "4,0", "5,0", "6,0"]], [300, 360, 420])
    assert texts(page(*words))[0] == "Mnkr\tPrognostiserad\tBudget\tjan–aug"


def test_a_header_over_several_columns_is_over_each() -> None:
    words = [at("Kommunen", 330, 70, align="middle"), at("Koncernen", 450, 70, align="middle")]
    for x in (330, 450):
        words += [at("2023", x, 85, align="right"), at("2022", x + 60, 85, align="right")]
    words += table([["Intäkter", "1,0", "2,0", "3,0", "4,0"], ["Kostnader", "5,0", "6,0", "7,0", "8,0"]],
                   [330, 390, 450, 510])  # fmt: skip
    assert texts(page(*words))[0] == "\tKommunen 2023\tKommunen 2022\tKoncernen 2023\tKoncernen 2022"


def test_a_rule_under_a_header_tells_the_columns_that_it_is_over() -> None:
    words = [at("Helår", 390, 70, align="right")]
    words += [at(text, x, 85, align="right") for text, x in (("Utfall", 330), ("Budget", 390), ("Avvikelse", 460))]
    words += table([["Skola", "1,0", "2,0", "3,0"], ["Vård", "4,0", "5,0", "6,0"]], [330, 390, 460])
    under = Rule(300, 74, 391, 74.5)
    assert texts(page(*words, rules=[under]))[0] == "\tHelår Utfall\tHelår Budget\tAvvikelse"


def test_two_tables_beside_each_other_are_two() -> None:
    left = [["Personal", "421,6", "412,0"], ["Lokaler", "130,3", "133,5"], ["Totalt", "551,9", "545,5"]]
    right = [("Fordon", "4 127"), ("Maskiner", "12 793"), ("Totalt", "16 920")]
    words = table(left, [200, 250])
    for number, (label, figure) in enumerate(right):
        words += [at(label, 320, 100 + 15 * number), at(figure, 480, 100 + 15 * number, align="right")]
    assert texts(page(*words)) == [
        "Personal\t421,6\t412,0", "Lokaler\t130,3\t133,5", "Totalt\t551,9\t545,5", "",
        "Fordon\t4 127", "Maskiner\t12 793", "Totalt\t16 920",
    ]  # fmt: skip


def test_a_table_goes_on_over_the_page_without_its_header_again() -> None:
    header = [at("Tkr", 50, 85), at("Utfall", 300, 85, align="right"), at("Budget", 380, 85, align="right")]
    again = [at("Tkr", 50, 85), at("Utfall", 300, 85, align="right"), at("Budget", 380, 85, align="right")]
    first = page(*header, *table([["Skola", "12", "14"], ["Vård", "8", "7"]], [300, 380]))
    second = page(*again, *table([["Kultur", "", "2"], ["Totalt", "20", "23"]], [300, 380]), number=2)
    found = [part for part in read(first, second) if part.text]
    assert [(part.text, part.furniture) for part in found] == [
        ("Tkr\tUtfall\tBudget", False), ("Skola\t12\t14", False), ("Vård\t8\t7", False),
        ("Tkr\tUtfall\tBudget", True), ("Kultur\t\t2", False), ("Totalt\t20\t23", False),
    ]  # fmt: skip
    assert [part.text for part in read(first, second)].count("") == 1


def test_numbers_strewn_over_a_chart_are_no_table() -> None:
    axis = [at(str(number), 60, 100 + 20 * at_) for at_, number in enumerate((100, 80, 60, 40, 20, 0))]
    years = [at(str(2019 + number), 100 + 60 * number, 225) for number in range(5)]
    values = [at(text, x, y) for text, x, y in (("57", 102, 143), ("61", 162, 139), ("72", 222, 128), ("66", 282, 134))]
    assert not any("\t" in line for line in texts(page(*axis, *years, *values)))


def test_a_table_of_contents_keeps_its_dots() -> None:
    lines = ["1 Sammanfattning ..................... 2", "2 Ekonomi ............................ 3", "3 Noter ..... 11"]
    words = [at(line, 50, 100 + 14 * number) for number, line in enumerate(lines)]
    assert texts(page(*words)) == lines


def test_a_larger_line_is_a_heading_and_its_lines_are_one() -> None:
    text = "Resultatet för perioden blev bättre än vad som antogs när budgeten beslutades under hösten"
    words = [at("Driftredovisning för", 50, 60, size=16), at("nämnderna", 50, 78, size=16)]
    words += [at(text, 50, 100 + 13 * number) for number in range(3)]
    found = [part for part in read(page(*words)) if part.text]
    assert [(part.text, part.heading) for part in found] == [
        ("Driftredovisning för nämnderna", True), *[(text, False)] * 3
    ]  # fmt: skip


def test_a_raised_mark_is_of_the_figure_before_it() -> None:
    words = table([["Skola", "1 234", "5"], ["Vård", "987", "6"]], [300, 380])
    words.append(at("1", 300.2, 96.5, size=6))
    assert texts(page(*words)) == ["Skola\t1 234¹\t5", "Vård\t987\t6"]


def test_a_page_of_20_000_words_is_read_in_bounded_time() -> None:
    words = [
        word
        for row in range(200)
        for column in range(100)
        for word in at(str((row * 7 + column * 13) % 997), 5 + 5.8 * column, 10 + 4 * row, size=3)
    ]
    begun = process_time()
    assert sum(len(part.text.split()) for part in read(page(iter(words)))) == 20_000
    assert process_time() - begun < 10


LABELS = st.sampled_from(["Skola", "Vård och omsorg", "Kultur", "Teknisk nämnd", "Räddningstjänst", "Övrigt"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], list[float], float]:
    """Rows of a label and figures, some blank, the right edges of the columns, and the distance of the rows."""
    columns = draw(st.integers(2, 7))
    decimals = [draw(st.booleans()) for _ in range(columns)]

    def figure(column: int) -> str:
        value = draw(st.one_of(st.integers(0, 999), st.integers(1_000, 9_999_999)))
        sign = draw(st.sampled_from(["", "", "-", "–"]))
        return sign + f"{value:,}".replace(",", " ") + (",5" if decimals[column] else "")

    rows = []
    for _ in range(draw(st.integers(3, 10))):
        cells = ["" if draw(st.integers(0, 9)) == 0 else figure(column) for column in range(columns)]
        # a row has figures, and so has every column
        rows.append([draw(LABELS), cells[0] or figure(0), *cells[1:]])
    rows.append(["Totalt", *(figure(column) for column in range(columns))])
    edges = []
    edge = 50 + max(width(row[0], 8) for row in rows)
    for column in range(1, columns + 1):
        # no column nearer than a blank and a half to the longest figure of the next
        edge += draw(st.floats(5, 25)) + max(width(row[column], 8) for row in rows)
        edges.append(edge)
    return rows, edges, draw(st.floats(9.5, 22))


@settings(max_examples=150, deadline=None)
@given(tables())
def test_any_table_gives_back_its_cells(made: tuple[list[list[str]], list[float], float]) -> None:
    rows, edges, step = made
    found = texts(page(*table(rows, edges, step=step, size=8)))
    assert found == ["\t".join(row).rstrip() for row in rows]


WORDS = st.sampled_from(
    "Kostnaderna ökade med 3,4 procent till 1 234,5 mnkr under 2023 och blev 12 345 tkr lägre än (2022) –".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=9, max_size=14), min_size=1, max_size=12), st.floats(11, 18))
def test_running_text_never_has_tabs(lines: list[list[str]], step: float) -> None:
    written = ["Resultatet " + " ".join(line) for line in lines]
    words = [at(line, 50, 100 + step * number) for number, line in enumerate(written)]
    assert [line for line in texts(page(*words)) if line] == written


def _rows_of(left: float, top: float, step: float, rows: list[tuple[str, ...]], rights: list[float]) -> Made:
    """Rows in 8 points: labels at `left`, figures flush right at `rights`."""
    words: Made = []
    for number, (label, *figures) in enumerate(rows):
        words.append(at(label, left, top + step * number, size=8))
        for figure, right in zip(figures, rights, strict=True):
            words.append(at(figure, right, top + step * number, size=8, align="right"))
    return words


BUDGETS: list[tuple[str, ...]] = [
    ("Nämnd", "Budget", "Utfall", "Avvikelse"),
    ("Skola", "1 200", "1 234", "34"),
    ("Vård", "1 001", "987", "-14"),
    ("Totalt", "2 201", "2 221", "20"),
]


def test_a_caption_in_the_middle_of_the_table_is_no_part_of_its_header() -> None:
    caption = at("Resultat, tkr", 275, 100, size=8, align="middle")
    words = [caption, *_rows_of(50, 114, 15, BUDGETS, [270, 380, 500])]
    assert texts(page(*words))[:3] == ["Resultat, tkr", "", "Nämnd\tBudget\tUtfall\tAvvikelse"]


def test_a_phrase_in_the_middle_of_a_group_of_columns_is_over_these() -> None:
    # the figures stand from 292 (as wide as "Budget") to 500
    words = [at("Januari till augusti", 388, 100, size=8, align="middle")]
    words += _rows_of(50, 114, 15, BUDGETS, [300, 400, 500])
    assert "Januari till augusti" not in texts(page(*words))


def test_text_larger_than_the_rows_of_a_table_is_no_heading() -> None:
    lines = ["Resultatet blev 4 878 tkr under året, att jämföra med budgeterade", "5 630 tkr för samma tid"]
    words = [at(line, 50, 60 + 11.6 * number) for number, line in enumerate(lines)]
    words += _rows_of(50, 114, 15, [*BUDGETS[:3] * 6, BUDGETS[3]], [300, 400, 500])
    assert texts(page(*words))[:3] == [*lines, ""]


def test_a_list_above_a_table_is_no_part_of_its_header() -> None:
    words = [at("• Läkemedel 24,5 mnkr", 60, 60), at("• Köpt vård 12,5 mnkr", 60, 73)]
    words.append(at("2 Investeringar", 50, 98, size=14))
    words.append(at("Investeringar per slag, mnkr", 275, 117, size=8, align="middle"))
    words += _rows_of(50, 131, 15, BUDGETS, [300, 400, 500])
    assert texts(page(*words))[:7] == [
        "• Läkemedel 24,5 mnkr",
        "• Köpt vård 12,5 mnkr",
        "",
        "2 Investeringar",
        "",
        "Investeringar per slag, mnkr",
        "",
    ]


def test_columns_of_a_page_that_hold_tables_with_high_rows_are_read_one_after_the_other() -> None:
    """Tables and text in two columns, the rows so far apart that no two make a block of their own."""
    words: Made = [at("Norrviks sjukhus, Region Norrvik", 30, 61), at("Medarbetare", 30, 100, size=16)]
    words += [at("Vid årets slut hade sjukhuset fler", 30, 161), at("medarbetare än året innan.", 30, 173)]
    words += _rows_of(32, 205, 15.7, BUDGETS, [160, 200, 245])
    visits: list[tuple[str, ...]] = [("", "2029", "2028"), ("Besök", "18 422", "17 905"), ("Vård", "2 143", "2 201")]
    words += [at("Besök och vårdtillfällen", 410, 70, size=8, align="middle")]
    words += _rows_of(322, 82, 15.7, visits, [430, 500])
    words += [at("Antalet besök ökade under året", 320, 169), at("medan vårdtillfällena blev färre.", 320, 181)]
    assert texts(page(*words)) == [
        "Norrviks sjukhus, Region Norrvik",
        "",
        "Medarbetare",
        "",
        "Vid årets slut hade sjukhuset fler",
        "medarbetare än året innan.",
        "",
        *["\t".join(row) for row in BUDGETS],
        "",
        "Besök och vårdtillfällen",
        "",
        "\t2029\t2028",
        "Besök\t18 422\t17 905",
        "Vård\t2 143\t2 201",
        "",
        "Antalet besök ökade under året",
        "medan vårdtillfällena blev färre.",
    ]


def test_a_label_that_a_narrow_cell_tears_is_one_word() -> None:
    words = _rows_of(50, 100, 24, [("Undersköterskor", "1 120"), ("Läkare", "412")], [300])
    words[:1] = [at("Underskötersko", 50, 100, size=8), at("r", 50, 109, size=8)]
    assert texts(page(*words))[0] == "Undersköterskor\t1 120"


def test_words_of_their_own_on_the_next_line_stay_apart() -> None:
    for last in ("och drift", "kr", "i", "mnkr"):
        words = [at("Kostnader", 50, 100, size=8), at(last, 50, 109, size=8), at("1 120", 300, 100, size=8)]
        words += [at("Läkare", 50, 124, size=8), at("412", 300, 124, size=8)]
        assert texts(page(*words))[0] == f"Kostnader {last}\t1 120"


def _typed(lines: list[str], first: float = 100) -> Made:
    """Lines set with blanks as wide as letters, which the file has between words."""
    made: Made = []
    for number, line in enumerate(lines):
        for found in re.finditer(r"\S+", line):
            (word,) = at(found[0], 50 + 10 * LETTER * found.start(), first + 12 * number)
            word.blank = 10 * LETTER if found.start() else 0.0
            made.append(iter([word]))
    return made


def test_a_page_set_with_blanks_is_read_blanks_and_all() -> None:
    lines = [
        "Nämndernas resultat för året i miljoner kronor",
        "",
        "Nämnd                      Utfall    Budget  | Anm",
        "Barn och utbildning         234,1     230,0  | a",
        "Socialnämnden                87,4      90,0  | b",
        "Totalt                      321,5     320,0",
        "",
        "  Resultatet är sämre än budget på grund av fler",
        "  barn i skolan.",
    ]
    assert texts(page(*_typed(lines))) == ["", *lines][1:]


def test_a_table_set_with_blanks_goes_on_over_the_page() -> None:
    lines = ["Skatter och avgifter       12,5      11,5", "Generella bidrag            3,4       3,0"]
    more = ["Summa intäkter i år        15,9      14,5", "Utfall per invånare här     0,4       0,3"]
    words = ["Alla belopp nedan är i miljoner kronor om inget annat sägs"]
    made = page(*_typed([*words, *lines])), page(*_typed([*more, *words]), number=2)
    assert texts(*made) == [*words, *lines, *more, *words]


def test_a_table_of_words_is_read_cell_by_cell() -> None:
    cells = [
        (100, [["Mål"], ["Aktivitet"], ["Kommentar"]]),
        (120, [["God vård"], ["Fler platser på", "Solgården"], ["Kostnaden uppgår till", "4,5 mnkr i år."]]),
        (155, [["Hög kvalitet i", "skolan"], ["Utbilda"], ["Resultaten ökar från", "71 procent till 74", "procent."]]),
    ]
    words = [
        at(line, x, top + 12 * number)
        for top, row in cells
        for x, cell in zip((50, 180, 320), row, strict=True)
        for number, line in enumerate(cell)
    ]
    after = at("Texten under tabellen går tvärs över alla dess spalter på sidan.", 50, 220)
    rules = [Rule(45, height, 550, height) for height in (88, 105, 140, 185)]
    assert texts(page(*words, after, rules=rules)) == [
        "Mål\tAktivitet\tKommentar",
        "God vård\tFler platser på Solgården\tKostnaden uppgår till 4,5 mnkr i år.",
        "Hög kvalitet i skolan\tUtbilda\tResultaten ökar från 71 procent till 74 procent.",
        "",
        "Texten under tabellen går tvärs över alla dess spalter på sidan.",
    ]


def test_long_comments_beside_rows_leave_their_columns() -> None:
    comments = ["Färre barn än väntat", "under hela hösten samt", "vakanta tjänster"]
    words: Made = []
    for top, label, figures in ((100, "Skola", ("120,0", "118,5")), (145, "Vård", ("240,0", "244,2"))):
        words.append(at(label, 50, top))
        words += [at(figure, x, top, align="right") for x, figure in zip((200, 260), figures, strict=True)]
        words += [at(comment, 280, top + 12 * number) for number, comment in enumerate(comments)]
    assert texts(page(*words)) == [
        "Skola\t120,0\t118,5\t" + " ".join(comments),
        "Vård\t240,0\t244,2\t" + " ".join(comments),
    ]


def test_the_rest_of_a_label_on_the_next_page_is_of_its_row() -> None:
    def row(label: str, base: float, *figures: str) -> Made:
        return [
            at(label, 50, base),
            *(at(one, x, base, align="right") for x, one in zip((300, 380), figures, strict=True)),
        ]

    first = [*row("Lån", 100, "40,0", "83,0"), *row("Investering i", 114, "1,0", "2,0")]
    second = [
        at("finansiella tillgångar", 50, 60),
        *row("Amortering", 74, "3,0", "4,0"),
        *row("Summa", 88, "44,0", "89,0"),
    ]
    assert texts(page(*first), page(*second, number=2)) == [
        "Lån\t40,0\t83,0",
        "Investering i finansiella tillgångar\t1,0\t2,0",
        "Amortering\t3,0\t4,0",
        "Summa\t44,0\t89,0",
    ]


def test_capitals_and_an_open_parenthesis_go_on_on_the_next_line() -> None:
    words = [at("Justering för", 50, 100), at("7,0", 300, 100, align="right"), at("skulder (not", 50, 112)]
    words += [at("1)", 50, 124), at("ÅRETS", 50, 136), at("8,6", 300, 136, align="right"), at("KASSAFLÖDE", 50, 148)]
    words += [at("Likvida medel", 50, 160), at("153,2", 300, 160, align="right")]
    assert texts(page(*words)) == [
        "Justering för skulder (not 1)\t7,0",
        "ÅRETS KASSAFLÖDE\t8,6",
        "Likvida medel\t153,2",
    ]


def test_a_page_with_too_much_for_its_columns_is_told() -> None:
    words = [at("9", 10 + 20 * (number % 29), 10 + 2 * (number // 29), size=2) for number in range(8_700)]
    bounded: list[int] = []
    list(parts([page(*words[:290]), page(*words, number=2)], bounded))
    assert bounded == [2]
