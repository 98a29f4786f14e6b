"""Running headers and footers, and the numbers that are printed on the pages."""

from array import array

import pytest

from auditor.readers.pdf.margins import set_apart
from auditor.readers.pdf.page import Page, Placed

HEIGHT = 842


def word(text, x, base, size=10):
    width = 0.5 * size * len(text)
    return Placed(text, x, base - 0.8 * size, x + width, base + 0.2 * size, array("f", [0] * 4 * len(text)), size)


def line(text, x, base, size=10, gap=3):
    found = []
    for one in text.split():
        found.append(word(one, x, base, size))
        x = found[-1].x1 + gap
    return found


def body(number, first=120, lines=30):
    return [
        one for at in range(lines) for one in line(f"Rad {at} på sidan har {number * 37 + at} tkr", 70, first + 14 * at)
    ]


def settled(*pages):
    """The margins and the printed numbers of pages with the given words."""
    given = [Page(number, 595, HEIGHT, words, []) for number, words in enumerate(pages, 1)]
    total = sum(len(page.words) for page in given)
    found = list(set_apart(iter(given), len(given)))
    # nothing is lost
    assert sum(len(page.words) + len(page.margins) for page in found) == total
    return [[" ".join(one.text for one in page.margins) for page in found], [page.printed for page in found]]


def test_headers_and_footers_with_the_page_number():
    pages = [
        [*line("Region Norr Delårsrapport 2024", 70, 40), *body(n), *line(f"Sida {n} av 5", 270, 810)]
        for n in range(1, 6)
    ]
    assert settled(*pages) == [
        [f"Region Norr Delårsrapport 2024 Sida {n} av 5" for n in range(1, 6)], ["1", "2", "3", "4", "5"],
    ]  # fmt: skip


def test_a_report_whose_first_page_is_numbered_otherwise():
    pages = [[*body(n), *line(str(n + 41), 290, 810)] for n in range(1, 6)]
    assert settled(*pages) == [["42", "43", "44", "45", "46"], ["42", "43", "44", "45", "46"]]


def test_spacing_that_varies_and_a_line_that_moves():
    pages = [[*line("Kommunens årsredovisning 2024", 70, 40 + n % 3, gap=3 + n % 4), *body(n)] for n in range(1, 6)]
    assert settled(*pages)[0] == ["Kommunens årsredovisning 2024"] * 5


def test_a_page_whose_text_begins_right_under_the_header():
    pages = [[*line("Region Norr", 70, 40), *body(n, first=54 if n == 3 else 80)] for n in range(1, 6)]
    assert settled(*pages)[0] == ["Region Norr"] * 5


def test_left_and_right_pages():
    pages = [
        [*line("Årsredovisning 2024", 70, 40), *body(n), *line(str(n), 40, 810)] if n % 2 == 0
        else [*line("Kommunstyrelsens förvaltning", 300, 40), *body(n), *line(str(n), 540, 810)]
        for n in range(1, 9)
    ]  # fmt: skip
    margins, printed = settled(*pages)
    assert margins[1] == "Årsredovisning 2024 2"
    assert margins[2] == "Kommunstyrelsens förvaltning 3"
    assert printed == [str(n) for n in range(1, 9)]


def test_roman_numbers():
    pages = [[*body(n), *line(roman, 290, 810)] for n, roman in enumerate(["iii", "iv", "v", "vi"], 1)]
    assert settled(*pages) == [["iii", "iv", "v", "vi"], ["iii", "iv", "v", "vi"]]


def test_a_chapter_named_beside_what_comes_back():
    pages = [
        [*line("Region Norr", 70, 40), *line(f"Kapitel om {subject}", 400, 40), *body(n)]
        for n, subject in enumerate(["vård", "trafik", "kultur", "skola"], 1)
    ]
    assert settled(*pages)[0][1] == "Region Norr Kapitel om trafik"


def test_a_two_page_report():
    pages = [[*body(n), *line(f"{n} (2)", 290, 815)] for n in (1, 2)]
    assert settled(*pages) == [["1 (2)", "2 (2)"], ["1", "2"]]


def test_a_two_page_report_with_bare_numbers():
    pages = [[*body(n), *line(str(n), 290, 815)] for n in (1, 2)]
    assert settled(*pages) == [["1", "2"], ["1", "2"]]
    pages = [[*body(n), *line(str(n + 7), 290, 815)] for n in (1, 2)]
    assert settled(*pages) == [["", ""], [None, None]]


def header_row(base):
    return [*line("Nämnd", 70, base), *line("Budget", 300, base), *line("Utfall", 400, base)]


def table(number, first, rows=40, pitch=14):
    return [
        one for at in range(rows)
        for one in (*line(f"Enhet{at}", 70, first + pitch * at), *line(f"{number}{at} 100", 300, first + pitch * at),
                    *line(f"{number}{at} 200", 400, first + pitch * at))
    ]  # fmt: skip


@pytest.mark.parametrize("pitch", [14, 24])
def test_the_header_rows_of_a_table_over_several_pages_are_no_margin(pitch):
    pages = [[*header_row(60), *table(n, 60 + pitch, rows=20, pitch=pitch)] for n in range(1, 6)]
    assert settled(*pages) == [[""] * 5, [None] * 5]


def test_a_header_above_such_a_table_is():
    pages = [[*line("Region Norr", 70, 30), *header_row(60), *table(n, 75)] for n in range(1, 6)]
    assert settled(*pages)[0] == ["Region Norr"] * 5


def test_totals_at_the_foot_of_pages_that_are_alike_are_no_margin():
    pages = [[*table(n, 75, rows=10), *line("Summa", 70, 790), *line(f"{n * n}7 512", 400, 790)] for n in range(1, 6)]
    assert settled(*pages)[0] == [""] * 5


def test_a_year_over_a_column_is_no_margin():
    pages = [[*line("2024", 400, 40), *table(n, 90)] for n in range(1, 6)]
    assert settled(*pages) == [[""] * 5, [None] * 5]


def test_titles_that_differ_are_no_margin():
    pages = [[*line(f"{name} nämndens ekonomi", 70, 40), *body(n)] for n, name in enumerate("ABCDE", 1)]
    assert settled(*pages)[0] == [""] * 5


def test_figures_that_count_on_in_the_text_are_no_page_numbers():
    pages = [[*body(n, first=60), *line("Antal", 70, 500), *line(str(n + 10), 300, 500)] for n in range(1, 6)]
    assert settled(*pages) == [[""] * 5, [None] * 5]


def test_a_document_longer_than_what_is_compared():
    pages = [[*line("Region Norr", 70, 40), *body(n), *line(str(n), 290, 810)] for n in range(1, 41)]
    margins, printed = settled(*pages)
    assert margins == [f"Region Norr {n}" for n in range(1, 41)]
    assert printed == [str(n) for n in range(1, 41)]
