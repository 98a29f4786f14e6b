"""The example reports, twice over.

What `rkaudit check` says of them is pinned byte for byte in examples/pinned; after a change that is meant to alter it,
`python -m tests.generate` (or `make fix`) writes the files anew, and the difference is to be read like any other.
And whatever is pinned, the errors that were put into the reports by hand are found, each once, and nothing else.
"""

import subprocess
import sys
from decimal import Decimal
from typing import NamedTuple

import pytest

from auditor.render.view import decimal
from tests.generate import CATALOGUE, EXAMPLES, ROOT, audited, outputs, pins, reports, stale


@pytest.fixture(scope="module")
def generated():
    return outputs()


@pytest.mark.parametrize(
    "path", [CATALOGUE, *(pin for report in reports() for pin in pins(report))], ids=lambda path: path.name
)
def test_a_generated_file_is_what_the_tool_says(path, generated):
    assert path.is_file(), "python -m tests.generate"
    assert path.read_bytes() == generated[path]


def test_no_generated_file_is_left_over(generated):
    assert "left over" not in stale(generated).values()


def test_check_names_what_is_stale(generated):
    done = subprocess.run(
        [sys.executable, "-m", "tests.generate", "--check"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    expected = {f"{path.relative_to(ROOT).as_posix()}: {state}" for path, state in stale(generated).items()}
    named = {line for line in done.stdout.splitlines() if not line.startswith("Write them anew")}
    assert named == expected
    assert done.returncode == bool(named)


# ---- the errors of examples/README.md


class Known(NamedTuple):
    """An error put in by hand: the line, what is printed there, and what should be.

    `others` are lines of which one may be wrong instead, so that nothing is suggested and any of them may be blamed.
    With `words` a word is wrong and no figure: nothing is suggested, and `should_be` is empty where no figure is told.
    """

    line: int
    printed: str
    should_be: str
    others: tuple[int, ...] = ()
    words: bool = False


KNOWN = {
    "manadsrapport-med-fel.txt": (
        Known(60, "3,6", "2,6"),
        Known(74, "-4,5", "-4,8", others=(76, 79, 81)),
        Known(122, "0,7", "-0,7"),
        Known(161, "-380 459", "-390 459"),
        Known(194, "6,4", "4,6"),
    ),
    "investeringsredovisning.txt": (
        Known(15, "5 846", "4 846"),
        Known(30, "26 657", "26 567"),
    ),
    "kommunrapport.md": (
        Known(15, "2,3", "3,2"),
        Known(17, "-59 356", "-59 536"),
    ),
    "manadsrapport-text.txt": (
        Known(13, "Störst", "", words=True),
        Known(27, "21,5", "12,5"),
        Known(32, "4,3", "3,4"),
        Known(42, "0,9", "-0,9", words=True),
        Known(57, "6,5", "5,6"),
        Known(66, "under", "", words=True),
    ),
    "landsting-cp1252.txt": (Known(25, "–421,6", "–412,6"),),
    "arsredovisning-rakningar.txt": (
        Known(14, "-1 675,3", "-1 657,3"),
        Known(60, "2 856,2", "2 865,2"),
        Known(86, "232,5", "235,5"),
        Known(100, "45,3", "43,5"),
        Known(128, "1 051,0", "1 015,0"),
    ),
    "arsredovisning-avrundning.txt": (),
    "bolagsrapport.txt": (),
    "delarsrapport-ren.txt": (),
    "index-och-enradstabeller.txt": (),
    "sammanstallda-rakenskaper.txt": (),
}


def test_every_example_is_in_the_table():
    assert {path.name for path in reports()} == set(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_exactly_the_known_errors_are_found(name):
    (report,) = audited(EXAMPLES / name).reports
    told = [finding for finding in report.findings if finding.severity != "info"]
    assert [finding.severity for finding in told] == ["error"] * len(KNOWN[name])
    for known in KNOWN[name]:
        (finding,) = (finding for finding in told if finding.blamed[0].span.line in (known.line, *known.others))
        places = {place.span.line for place in (*finding.blamed, *finding.secondary)}
        assert places >= {known.line, *known.others}
        if finding.blamed[0].span.line == known.line:
            assert finding.blamed[0].text == known.printed
        if finding.blamed[0].span.line == known.line and known.should_be:
            # what the sum gives may be a rounding off what should stand; what should stand is within its range
            assert finding.expected is not None
            low, high = finding.bounds or (finding.expected, finding.expected)
            should_be = Decimal(decimal_of(known.should_be))
            assert Decimal(decimal(*low)) <= should_be <= Decimal(decimal(*high))
        assert finding.suggestion == (None if known.others or known.words else known.should_be)


def decimal_of(printed: str) -> str:
    return printed.replace(" ", "").replace("–", "-").replace(",", ".")
