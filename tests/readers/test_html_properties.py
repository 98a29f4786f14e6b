"""A report is read alike whether it is text, CSV or HTML, however its HTML is written."""

import html
import random
import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from auditor import pipeline
from auditor.model.document import Document
from auditor.model.finding import Finding, Report
from auditor.model.span import Span
from auditor.readers.html import read_html
from tests import strategies
from tests.strategies import Choices, Drawn, Seeded, Slip, Table

_TAGS = re.compile(r"<[^>]*>")


def audited(path: str, data: str, tmp_path_factory) -> Report:
    file = tmp_path_factory.mktemp("html") / path
    file.write_bytes(data.encode())
    (report,) = pipeline.audit([str(file)]).reports
    return report


def written(text: str, choices: Choices) -> str:
    """A report set in tabs as HTML, its tags and spaces in one of the many ways of programs and people."""
    end = choices.one((True, False))
    line = choices.one(("\n", "", "\r\n  "))
    label = choices.one(("td", "th", "td class='label'"))
    escapes: tuple[Callable[[str], str], ...] = (html.escape, _named, _numbered)
    escape = choices.one(escapes)
    bold = choices.one((False, True))
    heads = choices.one((False, True))
    made = ["<!DOCTYPE html><html><head><meta charset=utf-8><title>Rapport 2024</title></head><body>"]
    rows: list[str] = []

    def cell(tag: str, content: str) -> str:
        inner = f"<b>{escape(content)}</b>" if bold and content else escape(content)
        return f"<{tag}>{line}{inner}{line if end else ''}" + (f"</{tag.partition(' ')[0]}>" if end else "")

    def close() -> None:
        if rows:
            head = f"<thead>{rows[0]}<tbody>" if heads else rows[0]
            made.append(f"<table border=1>{line}{head}{''.join(rows[1:])}</table>")
            rows.clear()

    for one in text.split("\n"):
        if "\t" in one:
            first, *others = one.split("\t")
            tag = "th" if heads and not rows else "td"
            cells = cell(tag if not rows else label, first) + "".join(cell(tag, other) for other in others)
            rows.append(f"<tr>{cells}" + (f"</tr>{line}" if end else line))
            continue
        close()
        if one:
            made.append(f"<p>{escape(one)}" + ("</p>" if end else ""))
    close()
    return line.join(made)


def _named(text: str) -> str:
    return html.escape(text).replace("\u00a0", "&nbsp;").replace("\u2212", "&minus;").replace("ä", "&auml;")


def _numbered(text: str) -> str:
    return "".join(character if character.isascii() and character not in "&<>" else f"&#{ord(character)};"
                   for character in text)  # fmt: skip


def said(finding: Finding) -> tuple[object, ...]:
    places = [place.text for place in (*finding.blamed, *finding.secondary)]
    message = re.sub(r"\bpå rad(?:en|erna)? [\d, och]+", "på rad", finding.message.sv)
    return finding.rule, finding.severity, finding.title, message, finding.calculation, tuple(places)


def in_file(source: str, span: Span) -> str:
    """The text of a place in an HTML file, its tags taken off."""
    lines = re.split("\r\n|\r|\n", source)
    parts = []
    for piece in span.pieces:
        at = piece.origin
        assert at is not None
        assert at.line
        assert at.column
        assert at.end_column
        line = lines[at.line - 1]
        # an entity at the end is told by its first character
        rest = re.match(r"&#?\w+;", line[at.end_column - 2 :])
        end = at.end_column - 2 + rest.end() if rest else at.end_column - 1
        parts.append(html.unescape(_TAGS.sub("", line[at.column - 1 : end])))
    return "".join(parts)


@given(strategies.slipped("tabs"), st.integers(0, 10**6))
def test_an_error_is_found_in_html_as_in_text(tmp_path_factory, slip: Slip, seed: int) -> None:
    text = slip.table.text()
    source = written(text, Seeded(seed))
    plain = pipeline.audit_text(text)
    marked = audited("r.html", source, tmp_path_factory)
    assert [said(finding) for finding in marked.findings] == [said(finding) for finding in plain.findings]
    assert any(slip.figure.strip("()") == place.text.strip("()") for one in marked.findings for place in one.blamed)
    for finding in marked.findings:
        for place in (*finding.blamed, *finding.secondary):
            assert in_file(source, place.span) == place.text


@given(strategies.tables("tabs"), st.integers(0, 10**6))
def test_a_clean_report_is_clean_as_html(tmp_path_factory, table: Table, seed: int) -> None:
    text = table.text()
    marked = audited("r.html", written(text, Seeded(seed)), tmp_path_factory)
    plain = pipeline.audit_text(text)
    assert [finding.rule for finding in marked.findings if finding.severity != "info"] == []
    assert [figure.text for figure in marked.figures] == [figure.text for figure in plain.figures]
    assert [entry.status for entry in marked.ledger] == [entry.status for entry in plain.ledger]
    assert marked.problems == ()


@given(strategies.slipped("tabs"), st.integers(0, 10**6))
def test_an_error_is_found_in_csv_and_html_alike(tmp_path_factory, slip: Slip, seed: int) -> None:
    rows = [line for line in slip.table.text().split("\n") if "\t" in line]
    plain = audited("r.tsv", "\n".join(rows), tmp_path_factory)
    marked = audited("r.html", written("\n".join(rows), Seeded(seed)), tmp_path_factory)
    assert [said(finding) for finding in marked.findings] == [said(finding) for finding in plain.findings]


def interrupted(source: str, choices: random.Random) -> str:
    """A file with tags and comments that change nothing between characters of its text."""
    nothing = (
        "<b></b>",
        "<!-- 5 -->",
        "<span class='x y'>",
        "</span>",
        "<wbr>",
        "<a name=x>",
        "</a>",
        "&#8203;",
        "</i>",
    )
    made = []
    for part in re.split(r"(<[^>]*>|&#?\w+;)", source):
        if part.startswith(("<", "&")):
            made.append(part)
        else:
            made += [
                character + (choices.choice(nothing) if choices.random() < 0.3 and not character.isspace() else "")
                for character in part
            ]
    return "".join(made)


def seen(document: Document) -> list[tuple[str, bool]]:
    return [(line.text, line.heading) for line in document.lines]


@given(strategies.tables("tabs"), st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_tags_between_characters_change_nothing(table: Table, seed: int, choices: random.Random) -> None:
    source = written(table.text(), Seeded(seed)).partition("<body>")[2]
    changed = interrupted(source, choices)
    assert seen(read_html("r.html", changed.encode())) == seen(read_html("r.html", source.encode()))


@given(st.text(st.sampled_from("<>/!-&;='\" \n\tatdrbhpu1,[]#x")), st.data())
def test_any_text_is_read_and_every_character_has_its_place(source: str, data: st.DataObject) -> None:
    """Whatever the file holds, what is read of it stands where the places say."""
    tail = Drawn(data.draw).one(("", "<table><tr><td>", "<pre>", "<ul><li>"))
    source = tail + source
    lines = re.split("\r\n|\r|\n", source)
    for line in read_html("r.html", source.encode()).lines:
        for stretch in line.stretches or ():
            for at in range(stretch.start, min(stretch.end, len(line.text))):
                origin = stretch.place(at, at + 1)
                assert origin.line
                assert origin.column
                there = (lines[origin.line - 1] + "\n")[origin.column - 1]
                assert there in (line.text[at], "&") or line.text[at] in " \u00a6" or there == "|"
