"""What headers say of periods, means and amounts per unit."""

import pytest

from auditor.vocabulary import load

WORDS = load().series


@pytest.mark.parametrize(
    ("header", "first", "last", "running"),
    [
        ("Jan", 1, 1, False),
        ("Utfall mars", 3, 3, False),
        ("jan–aug 2024", 1, 8, False),
        ("Kv 1", 1, 3, False),
        ("3:e kvartalet", 7, 9, False),
        ("Fjärde kvartalet", 10, 12, False),
        ("Q4", 10, 12, False),
        ("Kvartal II", 4, 6, False),
        ("Tertial 2", 5, 8, False),
        ("T3", 9, 12, False),
        ("Halvår", 1, 6, False),
        ("2024-03", 3, 3, False),
        ("Ack aug, tkr", 8, 8, True),
        ("Utfall t.o.m. april", 4, 4, True),
    ],
)
def test_a_header_names_months(header, first, last, running):
    period = WORDS.period(header)
    assert period is not None
    assert (period.first, period.last, period.running) == (first, last, running)


@pytest.mark.parametrize("header", ["31 mars 2024", "2024-12-31", "Utfall", "2024", "Kostnad", "Kvartal 7", "T4"])
def test_a_day_or_a_year_is_no_period(header):
    assert WORDS.period(header) is None


def test_what_is_counted_tells_periods_apart():
    budget, outcome = WORDS.period("Budget mars"), WORDS.period("Utfall mars")
    assert budget is not None
    assert outcome is not None
    assert budget.rest != outcome.rest
    assert WORDS.period("Mars budget") == budget


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("Nämnd Jan Feb Mars Kv 1", ["Jan", "Feb", "Mars", "Kv 1"]),
        ("Nämnd jan feb mar ack mar", ["jan", "feb", "mar", "ack mar"]),
        ("Verksamhet T1 T2 T3 Summa", ["T1", "T2", "T3", "Summa"]),
        ("Projekt 2025 2026 Summa", ["2025", "2026", "Summa"]),
        ("Kvartal 1 Kvartal 2 Kvartal 3 Kvartal 4", ["Kvartal 1", "Kvartal 2", "Kvartal 3", "Kvartal 4"]),
    ],
)
def test_a_line_of_periods_is_cut_into_columns(line, columns):
    found = WORDS.heads(line.split())
    assert found is not None
    assert found[1] == columns


@pytest.mark.parametrize(
    "line",
    [
        "Under mars, april och maj har kostnaderna ökat",
        "Utfall Budget Avvikelse",
        "Nämnd Jan Feb",
        "Totalt 1987 2013 2050",
    ],
)
def test_other_lines_are_left(line):
    assert WORDS.heads(line.split()) is None


@pytest.mark.parametrize("label", ["Medelvärde", "Snitt", "Genomsnitt per månad", "Snitt totalt"])
def test_a_mean_of_its_own_rows(label):
    assert WORDS.is_mean(label)


@pytest.mark.parametrize("label", ["Snitt riket", "Medelvärde jämförbara kommuner", "Likvida medel", "Medelålder"])
def test_a_mean_of_something_else(label):
    assert not WORDS.is_mean(label)


def test_what_is_told_per_what():
    told = WORDS.per_unit("Nettokostnad per invånare, kr")
    assert told is not None
    assert told.each == WORDS.number_of("Folkmängd 31 december") == WORDS.number_of("Antal invånare")
    assert told.of == WORDS.stems("Nettokostnader, mnkr")
    assert WORDS.per_unit("Utfall per 31 augusti") is None
