"""Numbers and text as they are shown."""

import pytest

from auditor.render import view


@pytest.mark.parametrize(
    ("scaled", "decimals", "point", "swedish"),
    [
        (136, 1, "13.6", "13,6"),
        (0, 0, "0", "0"),
        (0, 2, "0.00", "0,00"),
        (-5, 1, "-0.5", "−0,5"),
        (-5, 3, "-0.005", "−0,005"),
        (119695, 0, "119695", "119\u00a0695"),
        (-1234567, 1, "-123456.7", "−123\u00a0456,7"),
        (12, -3, "12000", "12\u00a0000"),
    ],
)
def test_numbers(scaled, decimals, point, swedish):
    assert view.decimal(scaled, decimals) == point
    assert view.swedish(scaled, decimals) == swedish


def test_a_unit_stays_with_its_figure():
    assert view.swedish(137, 1, "mnkr") == "13,7\u00a0mnkr"


def test_clean_keeps_every_column():
    dirty = "a\tb\x1b[0m\u202e\uf0b7\ud800\u2028å"
    assert len(view.clean(dirty)) == len(dirty)
    assert view.clean(dirty) == "a b\ufffd[0m\ufffd•\ufffd\ufffdå"
    assert view.clean("13\u00a0000 −1,2 – ärende") == "13\u00a0000 −1,2 – ärende"


def test_numbers_come_in_reading_order(report):
    texts = [number.text for number, _ in view.numbers(report)]
    assert texts == ["4.1", "2020", "40,2", "39,1", "1 408,7", "1 410,0", "1 448,9", "1 494,1", "1 410"]


def test_a_figure_is_not_broken_between_its_digits():
    assert view.wrap("två siffror har bytt plats (2 856,2 i stället för 2 865,2)", 52) == [
        "två siffror har bytt plats (2 856,2 i stället för",
        "2 865,2)",
    ]
