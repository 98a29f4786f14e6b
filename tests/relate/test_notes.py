"""References to notes are no figures, however they are written and laid out."""

import pytest

from auditor import pipeline
from auditor.model.finding import VERIFIED

HEAD = ["mnkr", "Not", "2024", "2023"]
ROWS = [
    ["Verksamhetens intäkter", "2", "412", "398"],
    ["Verksamhetens kostnader", "3, 4", "-2 105", "-2 051"],
    ["Avskrivningar", "5", "-96", "-91"],
    ["Verksamhetens nettokostnader", "", "-1 789", "-1 744"],
    ["Skatteintäkter", "6", "1 403", "1 371"],
    ["Generella statsbidrag", "7", "442", "431"],
    ["Finansiella intäkter", "8", "12", "10"],
    ["Finansiella kostnader", "9", "-21", "-17"],
    ["Årets resultat", "10", "47", "51"],
]
SPELLED = {
    "numbers": lambda note: note,
    "words": lambda note: f"Not {note}" if note else "",
    "letter": lambda note: f"N{note}" if note else "",
    "range": lambda note: note.replace("3, 4", "3-4"),
    "and": lambda note: note.replace("3, 4", "3 och 4"),
    "comma": lambda note: note.replace("3, 4", "3,4"),
    "parts": lambda note: note.replace("3, 4", "3a").replace("5", "3b"),
}


def tabs(rows):
    return ["\t".join(row) for row in rows]


def bars(rows):
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return [head, "|---|---|---:|---:|", *body]


def aligned(rows):
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "   ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def spaced(rows):
    return [" ".join(cell for cell in row if cell) for row in rows]


@pytest.mark.parametrize("layout", [tabs, bars, aligned, spaced], ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("spelling", SPELLED)
def test_a_note_is_no_figure(spelling, layout):
    """Every amount is read and meets the sum that it is part of, and nothing else is taken for one."""
    rows = [[row[0], SPELLED[spelling](row[1]), *row[2:]] for row in ROWS]
    report = pipeline.audit_text("\n".join(["Resultaträkning", "", *layout([HEAD, *rows]), ""]))
    assert [figure.text for figure in report.figures] == [cell for row in ROWS for cell in row[2:]]
    assert {entry.status for entry in report.ledger} == {VERIFIED}
    assert [row.label for row in report.tables[0].rows] == [row[0] for row in ROWS]


@pytest.mark.parametrize("layout", [tabs, bars, aligned], ids=lambda layout: layout.__name__)
def test_notes_may_stand_last(layout):
    rows = [[row[0], *row[2:], row[1]] for row in [HEAD, *ROWS]]
    report = pipeline.audit_text("\n".join(["Resultaträkning", "", *layout(rows), ""]))
    assert [figure.text for figure in report.figures] == [cell for row in ROWS for cell in row[2:]]
