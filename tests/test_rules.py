"""The rules: every case of tests/rules/RKnnn.md, and what has to be true of all rules together.

A case file reads as a document. Beneath the paragraph that says what the rule catches it has the sections

- `## valid`: the rule holds here. It verifies at least one figure, and nothing at all is reported.
- `## invalid`: a fault, with everything that is reported.
- `## undecided`: the rule neither accuses nor verifies, because the report does not say enough.

with a `###` heading a case: a fragment of report in a fenced `report` block, for a rule that holds the report against
its source that as CSV in a `source` block (one that begins with `<` is HTML), and, where anything is reported, a fenced
`findings` block, one finding a line in the order of the lines of the report:

    severity RKnnn line:column printed -> suggested | label
    severity RKnnn line:column printed ~ computed | label
    severity RKnnn line:column printed | label

`printed` is the blamed figure as it stands at that place (lines and columns are those of the fragment, from 1),
`label` the row and column that a person knows it by; running text has none. `->` gives the figure that should stand
there, in the report's own way of writing. `~` gives what the other figures come to where one of them may be the wrong
one instead, written with spaces between thousands, a decimal comma and a hyphen for minus. The findings are all errors
and warnings, of whatever rule; for a rule of the family reading its infos too.

A heading that ends in `(xfail: reason)` is a case that rkaudit is known to get wrong. The expectation is right: when
rkaudit gets there, the case fails until the mark is taken away.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from auditor import pipeline
from auditor.check import rules as rulebook
from auditor.exact import CONTRADICTED, IMPROBABLE
from auditor.model.finding import SEVERITIES, Finding, Report
from auditor.resources import data_dir
from auditor.vocabulary import load as load_vocabulary

CASES = Path(__file__).parent / "rules"
RULES = data_dir("rules")
SECTIONS = ("valid", "invalid", "undecided")
# what could not be read, what is there or not, what is referred to and what words compare are told without a relation
WITHOUT_RELATIONS = ("reading", "presence", "reference", "comparison")
FIELDS = {"stated", "computed", "difference", "formula", "column", "other", "place"}
REMEDIES = ("avoid", "check", "correct", "do", "ensure", "fix", "must", "no", "require", "should", "use", "verify")


class Case(NamedTuple):
    """A case as written; `line` is that of its heading in the file."""

    rule: str
    section: str
    title: str
    line: int
    report: str
    findings: tuple[str, ...]
    xfail: str | None
    source: str | None = None

    @property
    def name(self) -> str:
        words = re.sub(r"\W+", "-", self.title.lower()).strip("-")
        return f"{self.rule}-{self.section}-{words}"


def read_cases(path: Path) -> list[Case]:
    """The cases of a file. A block or a heading that is out of place raises ValueError."""
    cases: list[Case] = []
    section: str | None = None
    heading: str | None = None
    fence: str | None = None
    at = 0
    blocks: dict[str, list[str]] = {}

    def close() -> None:
        if heading is None:
            return
        if section is None or "report" not in blocks:
            raise ValueError(f"{path.name}:{at}: a case needs a section and a report")
        marked = re.fullmatch(r"(.*?)(?: \(xfail: (.+)\))?", heading)
        assert marked is not None
        findings = tuple(line for line in blocks.get("findings", ()) if line.strip())
        report = "".join(f"{line}\n" for line in blocks["report"])
        source = "".join(f"{line}\n" for line in blocks["source"]) if "source" in blocks else None
        cases.append(Case(path.stem, section, marked[1], at, report, findings, marked[2], source))

    for number, line in enumerate(path.read_bytes().decode("utf-8").split("\n"), 1):
        if line.startswith("```"):
            if fence is None and (
                line[3:] not in ("report", "findings", "source") or line[3:] in blocks or heading is None
            ):
                raise ValueError(f"{path.name}:{number}: no place for {line!r}")
            fence = None if fence else line[3:]
            if fence:
                blocks[fence] = []
        elif fence is not None:
            blocks[fence].append(line)
        elif line.startswith(("## ", "### ")):
            close()
            heading, blocks = None, {}
            if line.startswith("### "):
                heading, at = line[4:], number
            elif line[3:] in SECTIONS:
                section = line[3:]
            else:
                raise ValueError(f"{path.name}:{number}: no such section: {line[3:]}")
    close()
    return cases


@cache
def registry() -> tuple[rulebook.Rule, ...]:
    vocabulary = load_vocabulary()
    return rulebook.load((), frozenset(vocabulary.measures), vocabulary.statements.names)


def shown(report: Report, rule: str) -> tuple[str, ...]:
    """The findings of an audit as the case files write them."""
    reading = next(known.family for known in registry() if known.id == rule) == "reading"
    told = [
        finding
        for finding in report.findings
        if finding.severity != "info" or (reading and finding.rule == rule and finding.verdict == "undecided")
    ]
    return tuple(map(written, sorted(told, key=whereabouts)))


def whereabouts(finding: Finding) -> tuple[int, int]:
    span = finding.blamed[0].span
    at = span.origin or span
    return at.line or 0, at.column or 0


def written(finding: Finding) -> str:
    place = finding.blamed[0]
    line, column = whereabouts(finding)
    text = f"{finding.severity} {finding.rule} {line}:{column} {place.text}"
    if finding.suggestion is not None:
        text += f" -> {finding.suggestion}"
    elif finding.expected is not None:
        text += f" ~ {plain(*finding.expected)}"
    return f"{text} | {place.label}" if place.label else text


def plain(scaled: int, decimals: int) -> str:
    """
    >>> plain(-1234567, 1), plain(5, 2)
    ('-123 456,7', '0,05')
    """
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    return ("-" if scaled < 0 else "") + f"{int(whole):,}".replace(",", " ") + (f",{part}" if part else "")


ALL = [case for path in sorted(CASES.glob("*.md")) for case in read_cases(path)]


def marked(case: Case):
    marks = [pytest.mark.xfail(reason=case.xfail, strict=True)] if case.xfail else []
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in ALL])
def test_case(case, tmp_path):
    chosen = [rule.id for rule in registry() if rule.default or rule.id == case.rule]
    if case.report.startswith("<"):
        path = tmp_path / "report.xhtml"
        path.write_text(case.report, "utf-8")
        (report,) = pipeline.audit([str(path)], select=chosen).reports
        assert shown(report, case.rule) == case.findings
        return
    source = None
    if case.source is not None:
        source = tmp_path / "underlag.csv"
        source.write_text(case.source, "utf-8")
    against = str(source) if source else None
    report = pipeline.audit_text(case.report, f"{case.rule}.md:{case.line}", select=chosen, against=against)
    assert shown(report, case.rule) == case.findings
    judged = [relation.judgement for relation in report.relations if relation.rule == case.rule]
    verdicts = {judgement.verdict for judgement in judged if judgement is not None}
    if next(rule.kind for rule in registry() if rule.id == case.rule) in WITHOUT_RELATIONS:
        return
    if case.section == "valid":
        assert verdicts, "the rule verifies nothing here"
        assert not {CONTRADICTED, IMPROBABLE} & verdicts
    elif case.section == "undecided":
        assert not verdicts, "the rule verifies or accuses"


# ---- the case files as a whole


def test_case_names_are_unique():
    names = [case.name for case in ALL]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_case_expects_what_its_section_is_for(case):
    if case.section == "invalid":  # where several rules speak against a figure, another may have told of it
        assert case.findings
    elif case.section == "valid":
        assert case.findings == ()
    else:
        assert not any(f" {case.rule} " in line for line in case.findings)


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_blamed_figure_stands_where_the_case_says(case):
    """The place and the printed figure of an expected finding agree with the fragment itself."""
    lines = case.report.split("\n")
    for finding in case.findings:
        read = re.fullmatch(r"(\w+) (RK\d+) (\d+):(\d+) (.+?)(?: (?:->|~) (.+?))?(?: \| (.+))?", finding)
        assert read is not None, finding
        assert read[1] in SEVERITIES
        assert lines[int(read[3]) - 1][int(read[4]) - 1 :].startswith(read[5]), finding


# ---- the registry


@pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.id)
def test_a_rule_has_cases(rule):
    sections = {case.section for case in ALL if case.rule == rule.id}
    assert sections if rule.kind in WITHOUT_RELATIONS else sections >= {"valid", "invalid"}, (
        "write tests/rules/" + rule.id
    )


@pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.id)
def test_a_rule_that_accuses_is_seen_to_do_so(rule):
    assert any(f" {rule.id} " in line for case in ALL if case.rule == rule.id for line in case.findings)


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_case_file_has_a_rule_and_says_what_it_catches(path):
    assert path.suffix == ".md"
    name = next(rule.name for rule in registry() if rule.id == path.stem)
    title, paragraph, _ = path.read_text("utf-8").split("\n\n", 2)
    assert title == f"# {path.stem} {name}"
    assert re.fullmatch(r"[^#`]+\.", paragraph)


@pytest.mark.parametrize("path", sorted(RULES.rglob("RK*.toml")), ids=lambda path: path.stem)
def test_a_rule_stands_where_its_id_and_family_say(path):
    data = tomllib.loads(path.read_text("utf-8"))
    assert path.relative_to(RULES).as_posix() == f"{data['family']}/{data['id']}.toml"


def test_ids_and_names_are_unique():
    assert len({rule.id for rule in registry()}) == len(registry()) == len(list(RULES.rglob("RK*.toml")))
    assert len({rule.name for rule in registry()}) == len(registry())


@pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.id)
def test_a_name_is_kebab_case_and_names_the_fault(rule):
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)+", rule.name)
    assert rule.name.split("-")[0] not in REMEDIES


@pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.id)
def test_a_rule_speaks_both_languages(rule):
    for text in (rule.title, rule.message, rule.why):
        assert text.sv.strip()
        assert text.en.strip()
        assert text.sv != text.en
    if rule.example is not None:  # a fragment of report, which may speak for itself
        assert rule.example.sv.strip()
        assert rule.example.en.strip()
    for title in (rule.title.sv, rule.title.en):
        assert title == title.strip()
        assert not title.endswith(".")
    for sentence in (rule.message.sv, rule.message.en, rule.why.sv, rule.why.en):
        assert sentence.rstrip().endswith(".")


@pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.id)
def test_a_message_uses_known_fields_and_the_same_in_both_languages(rule):
    swedish, english = map(fields, (rule.message.sv, rule.message.en))
    assert swedish == english
    assert swedish <= FIELDS


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}
