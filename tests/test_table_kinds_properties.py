"""Rounding alone accuses nothing: tables of true values, each figure rounded by itself, are clean in every layout."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from auditor import pipeline

NAMES = ("Socialnämnden", "Skolnämnden", "Tekniska nämnden", "Kulturnämnden", "Miljönämnden")
MONTHS = ("Jan", "Feb", "Mars", "April", "Maj", "Juni")
amounts = st.integers(1_000, 900_000).map(lambda value: Fraction(value, 997))
rows = st.integers(2, len(NAMES))
decimals = st.integers(0, 1)


def printed(value: Fraction, places: int) -> str:
    """A value as a Swedish report prints it, halves away from zero."""
    scaled = int(abs(value) * 10**places + Fraction(1, 2))
    whole, part = divmod(scaled, 10**places)
    text = f"{whole:,}".replace(",", " ") + (f",{part:0{places}}" if places else "")
    return f"-{text}" if value < 0 and scaled else text


def tabs(table: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in table)


def bars(table: list[list[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in table)
    return "\n".join([head, f"|---|{'---:|' * (len(table[0]) - 1)}", *body])


def aligned(table: list[list[str]]) -> str:
    first, *widths = (max(len(row[at]) for row in table) for at in range(len(table[0])))
    return "\n".join(
        "   ".join([row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True))])
        for row in table
    )


layouts = st.sampled_from([tabs, bars, aligned])


def told(text: str) -> list[tuple[str, str]]:
    found = pipeline.audit_text(f"Tabell, mnkr\n\n{text}\n").findings
    return [(finding.rule, finding.blamed[0].text) for finding in found if finding.severity != "info"]


@given(st.data(), rows, decimals, decimals, layouts)
def test_shares_of_a_whole(data, count, places, share_places, layout):
    values = [data.draw(amounts) for _ in range(count)]
    whole = sum(values)
    table = [["Verksamhet", "Utfall", "Andel %"]]
    table += [
        [name, printed(value, places), printed(100 * value / whole, share_places)]
        for name, value in zip(NAMES, values, strict=False)
    ]
    table += [["Totalt", printed(whole, places), printed(Fraction(100), share_places)]]
    assert told(layout(table)) == []


@given(st.data(), rows, decimals, layouts)
def test_months_quarters_and_what_accumulates(data, count, places, layout):
    table = [["Nämnd", *MONTHS[:3], "Kv 1", *MONTHS[3:], "Kv 2", "Ack juni"]]
    for name in NAMES[:count]:
        values = [data.draw(amounts) for _ in MONTHS]
        quarters = [*values[:3], sum(values[:3]), *values[3:], sum(values[3:]), sum(values)]
        table.append([name, *(printed(value, places) for value in quarters)])
    assert told(layout(table)) == []


@given(st.data(), decimals, layouts)
def test_accumulated_down_the_rows(data, places, layout):
    values = [data.draw(amounts) for _ in MONTHS]
    table = [["Månad", "Utfall", "Ackumulerat"]]
    table += [
        [month, printed(value, places), printed(sum(values[: at + 1]), places)]
        for at, (month, value) in enumerate(zip(MONTHS, values, strict=True))
    ]
    assert told(layout(table)) == []


@given(st.data(), st.integers(3, len(NAMES)), decimals, layouts)
def test_means(data, count, places, layout):
    values = [[data.draw(amounts) for _ in range(3)] for _ in range(count)]
    table = [["Nöjdhet", "2022", "2023", "2024"]]
    table += [[name, *(printed(value, places) for value in row)] for name, row in zip(NAMES, values, strict=False)]
    table += [["Medelvärde", *(printed(sum(column) / count, places) for column in zip(*values, strict=True))]]
    assert told(layout(table)) == []


@given(st.data(), rows, decimals, layouts)
def test_amounts_per_pupil(data, count, places, layout):
    table = [["Skola", "Kostnad (tkr)", "Antal elever", "Kostnad per elev (kr)"]]
    for name in NAMES[:count]:
        cost, pupils = data.draw(amounts) * 100, data.draw(st.integers(20, 2_000))
        table.append([name, printed(cost, places), str(pupils), printed(cost * 1000 / pupils, 0)])
    assert told(layout(table)) == []
