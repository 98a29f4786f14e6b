"""What must hold of every figure, table and text: figures read back as written, clean tables in silence, errors found."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st

from auditor import __version__
from auditor.extract.tokens import NUMBER, tokenise
from auditor.model.draft import readings
from auditor.model.finding import Audit, Finding, Place, Report
from auditor.pipeline import audit, audit_text, rule_texts
from auditor.render import concise, json, terminal
from auditor.render import figures as ledger
from auditor.render import tables as grids
from auditor.vocabulary import load as load_vocabulary
from tests import strategies
from tests.strategies import EN_DASH, LAYOUTS, MINUS, NO_BREAK, SEPARATORS, Seeded, Slip, Table, Writing

VOCABULARY = load_vocabulary()
EXAMPLES = sorted(
    path
    for path in (Path(__file__).parent.parent / "examples").iterdir()
    if path.suffix in (".txt", ".md") and path.stem != "README"
)
# As many tables in each layout, clean and with an error, as other properties have examples: 800 unless told.
EACH = settings.default.max_examples if settings.default is not None else 100
THOROUGH = settings(
    max_examples=EACH,
    phases=set(Phase) - {Phase.explain},  # as slow as the search itself, and it tells lines of the maker
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
UNITS = {
    "kr": ("kr", "kronor", "sek"),
    "tkr": ("tkr", "kkr", "tsek"),
    "mnkr": ("mnkr", "mkr", "miljoner kronor", "milj. kr", "mn kr"),
    "mdkr": ("mdkr", "miljarder kronor", "mdr"),
    "%": ("%", "procent"),
    "procentenheter": ("procentenheter", "procentenhet", "%-enheter", "procentpoäng"),
}


def told(report: Report) -> list[Finding]:
    """The findings that say that something is wrong."""
    return [finding for finding in report.findings if finding.severity != "info"]


def sentences(findings: list[Finding]) -> str:
    return "\n".join(
        f"{finding.severity} {finding.rule} {finding.title}: {finding.message.sv} {' | '.join(finding.calculation)}"
        for finding in findings
    )


def as_json(report: Report) -> str:
    return json.check(Audit(__version__, (report,), rule_texts()), "sv")


# ---- figures ----------------------------------------------------------------------------------------------------

writings = st.builds(
    Writing,
    st.sampled_from(SEPARATORS),
    st.sampled_from(("-", MINUS, EN_DASH)),
    apart=st.booleans(),
    plus=st.booleans(),
)
units = st.sampled_from([(name, form) for name, forms in UNITS.items() for form in forms])
cases = st.sampled_from((str, str.upper, str.capitalize))
whole_and_decimals = st.integers(0, 3).flatmap(
    lambda decimals: st.tuples(st.integers(-(10 ** (9 + decimals)), 10 ** (9 + decimals)), st.just(decimals))
)


@given(whole_and_decimals, writings, units | st.none(), cases, st.sampled_from(("", " ", NO_BREAK)))
def test_an_amount_is_read_back_as_written(amount, writing, unit, case, space):
    scaled, decimals = amount
    assume(not _is_a_date(amount, writing))
    name, form = unit or (None, "")
    text = writing.amount(scaled, decimals, space + case(form) if form else "")
    tokens = tokenise(text)
    assert tokens is not None
    assert [token.kind for token in tokens] == [NUMBER], text
    run = tokens[0].run
    assert run is not None
    (number,) = next(readings(run))
    assert (number.scaled, number.decimals) == (scaled, decimals)
    assert number.sign == ("-" if scaled < 0 else "+" if writing.plus and scaled else "")
    assert VOCABULARY.unit(number.unit) == name
    assert tokens[0].text or text[tokens[0].start : tokens[0].end] == text


def _is_a_date(amount: tuple[int, int], writing: Writing) -> bool:
    """Eight digits without anything about them: 20200131 is the last of January."""
    scaled, decimals = amount
    return (
        not decimals
        and not writing.separator
        and str(abs(scaled)).startswith(("19", "20"))
        and len(str(abs(scaled))) == 8
    )


@given(st.lists(whole_and_decimals, min_size=2, max_size=5), writings, st.booleans(), st.sampled_from(("\t", "|")))
def test_cells_are_read_back_as_written(amounts, writing, brackets, bar):
    assume(not any(_is_a_date(amount, writing) for amount in amounts))
    writing = Writing(writing.separator, writing.minus, writing.apart, writing.plus, brackets)
    cells = ["Skola", *(writing.amount(scaled, decimals) for scaled, decimals in amounts)]
    heads = ["Nämnd", *("Utfall", "Budget", "Prognos", "Avvikelse", "Bokslut")[: len(amounts)]]
    report = audit_text(f"{bar.join(heads)}\n{bar.join(cells)}\n")
    read = [(figure.scaled, figure.decimals) for figure in report.figures]
    assert read == amounts


# ---- tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@THOROUGH
@given(st.data())
def test_a_clean_table_holds_no_error(layout, data):
    table: Table = data.draw(strategies.tables(layout))
    errors = [finding for finding in audit_text(table.text()).findings if finding.severity == "error"]
    assert not errors, f"{sentences(errors)}\n{table!r}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_clean_tables_hold_next_to_no_warnings(layout):
    """Hypothesis prefers figures that are alike, whose roundings do conspire; a fair count needs fair figures."""
    warned = {
        seed: sentences(found)
        for seed in range(3 * EACH)
        if (found := told(audit_text(strategies.make_table(Seeded(seed), layout).text())))
    }
    assert len(warned) <= 3 * EACH // 1000, warned


@pytest.mark.parametrize("layout", LAYOUTS)
@THOROUGH
@given(st.data())
def test_a_wrong_figure_is_found(layout, data):
    slip: Slip = data.draw(strategies.slipped(layout))
    found = told(audit_text(slip.table.text()))
    assert any(is_at(place, slip) for finding in found for place in (*finding.blamed, *finding.secondary)), (
        f"{slip!r}\n{sentences(found)}"
    )


def is_at(place: Place, slip: Slip) -> bool:
    """Whether a place is that of the wrong figure."""
    return place.span.line == slip.line and place.text.strip("()") == slip.figure.strip("()")


# ---- texts ------------------------------------------------------------------------------------------------------

tables = strategies.tables().map(Table.text)
slipped = strategies.slipped().map(lambda slip: slip.table.text())
documents = tables | slipped | strategies.junk


@given(documents)
def test_the_same_text_gives_the_same_bytes(text):
    assert as_json(audit_text(text)) == as_json(audit_text(text))


def test_the_same_file_gives_the_same_bytes_in_every_process():
    """Sets of words are walked in an order that differs between processes."""
    printed = {
        subprocess.run(
            [sys.executable, "-m", "auditor", "check", "--format", "json", *map(str, EXAMPLES)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            check=False,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert len(printed.pop()) > 1000


@given(documents)
@example("Nämnd\tUtfall\tBudget\nSkola\t1\t2\nTotalt\t2\t2\n")
def test_line_ends_change_nothing(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    assert as_json(audit_text(text)) == as_json(audit_text(text.replace("\n", "\r\n")))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_line_ends_of_the_examples_change_nothing(path, tmp_path):
    data = path.read_bytes().replace(b"\r\n", b"\n")
    twins = [tmp_path / "a" / path.name, tmp_path / "b" / path.name]
    for twin, lines in zip(twins, (data, data.replace(b"\n", b"\r\n")), strict=True):
        twin.parent.mkdir()
        twin.write_bytes(lines)
    one, other = (audit([str(twin)]).reports[0] for twin in twins)
    assert one.findings == other.findings
    assert one.ledger == other.ledger


PROSE = st.lists(
    st.sampled_from(
        (
            "Arbetet med att utveckla verksamheten fortsätter under hela året och följs upp löpande.",
            "Medarbetarna har deltagit i flera utbildningar.",
            "Lokalerna på Storgatan har byggts om och invigdes i maj.",
        )
    ),
    min_size=1,
    max_size=4,
).map("\n\n".join)


@given(tables | slipped, PROSE)
def test_prose_below_a_table_changes_no_finding(text, prose):
    assert audit_text(f"{text}\n{prose}\n").findings == audit_text(text).findings


@given(tables | slipped, PROSE)
def test_prose_above_a_table_changes_no_fingerprint(text, prose):
    moved = audit_text(f"{prose}\n\n{text}").findings
    assert [finding.fingerprint for finding in moved] == [finding.fingerprint for finding in audit_text(text).findings]


# ---- anything ---------------------------------------------------------------------------------------------------


@given(st.text() | strategies.junk)
@example("\x00")
@example("1" * 5000)
@example("9" * 400 + ",5 " * 20)
def test_no_text_stops_the_audit(text):
    report = audit_text(text)
    shown = Audit(__version__, (report,), rule_texts())
    for lang in ("sv", "en"):
        for render in (json.check, concise.render):
            assert render(shown, lang).isprintable() is not None
        terminal.render(shown, lang, io.StringIO(), 80, verbose=True, quiet=False)
        grids.render(shown, lang, io.StringIO(), 80)
        ledger.render(shown, lang, 80)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("bytes") / "report.txt"


@given(
    st.binary()
    | strategies.junk.map(lambda text: text.encode("utf-16"))
    | strategies.junk.map(lambda text: text.encode("cp1252", "replace"))
)
def test_no_bytes_stop_the_audit(file, data):
    file.write_bytes(data)
    json.check(audit([str(file)]), "sv")
