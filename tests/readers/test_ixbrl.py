"""Facts of inline XBRL: their values by the formats of the registry, and the places of what they tag."""

import pytest

from auditor.model.document import Document
from auditor.readers.html import read_html

_HEAD = '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL">\n'


def read(text: str, head: str = _HEAD) -> Document:
    return read_html("r.xhtml", (head + text).encode())


def fact(text: str, form: str, more: str = "") -> Document:
    return read(
        f'<p>-<ix:nonFraction name="a:b" contextRef="c" unitRef="u" format="{form}" {more}>{text}</ix:nonFraction>.'
    )


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("1 234", "ixt:numspacecomma", (1234, 0)),
        ("1&nbsp;234,50", "ixt:numspacecomma", (123450, 2)),
        ("1.234,5", "ixt:num-comma-decimal", (12345, 1)),
        ("1 234,5", "ixt4:num-comma-decimal", (12345, 1)),
        ("1.234,5", "ixt:numdotcomma", (12345, 1)),
        ("1,234.5", "ixt:numdotdecimal", (12345, 1)),
        ("1 234.5", "ixt:num-dot-decimal", (12345, 1)),
        (",5", "ixt:numspacecomma", (5, 1)),
        ("1234.5", "", (12345, 1)),
        ("–", "ixt:zerodash", (0, 0)),
        ("inga", "ixt:fixed-zero", (0, 0)),
        # written another way than the format says
        ("1.234,5", "ixt:numspacecomma", None),
        ("1,5", "ixt:numdotdecimal", (15, 0)),
        ("1,234.5", "ixt:numspacecomma", None),
        ("1 234", "", None),
        ("1.234,5", "ixt:numdotdecimal", None),
        ("tolv", "ixt:numspacecomma", None),
        ("", "ixt:numspacecomma", None),
        ("12,", "ixt:numspacecomma", None),
        ("5", "ixt:zerodash", None),
    ],
)
def test_value_by_format(text: str, form: str, value: tuple[int, int] | None) -> None:
    document = fact(text, form)
    assert [(one.scaled, one.decimals) for one in document.facts] == ([value] if value else [])
    assert [one.code for one in document.problems] == ([] if value else ["unread-fact"])


def test_a_format_that_is_not_known_is_no_fault() -> None:
    document = fact("1 kr 50", "ixt:num-unit-decimal")
    assert (document.facts, document.problems) == ((), ())


def test_scale_sign_and_precision() -> None:
    (one,) = fact("12,3", "ixt:numspacecomma", 'scale="6" sign="-" decimals="-5"').facts
    assert (one.scaled, one.decimals, one.precise, one.scale) == (-123, -5, -5, 6)
    (one,) = fact("12", "ixt:numspacecomma", 'scale="3" decimals="INF"').facts
    assert (one.scaled, one.decimals, one.precise) == (12, -3, None)
    (one,) = fact("12", "ixt:numspacecomma").facts
    assert one.precise == 0


def test_the_place_is_that_of_the_printed_number() -> None:
    document = read(
        '<p>Uppgick till <ix:nonFraction name="a:b" contextRef="c" unitRef="u" format="x:numspacecomma">\n'
        ' 1&nbsp;<b>234</b> </ix:nonFraction> tkr'
    )  # fmt: skip
    (one,) = document.facts
    (piece,) = one.span.pieces
    assert document.source[0] == "Uppgick till 1\u00a0234 tkr"
    assert (piece.line, piece.column, piece.end_column) == (1, 14, 19)
    assert piece.origin is not None
    assert (piece.origin.line, piece.origin.column, piece.origin.end_column) == (3, 2, 15)


def test_what_is_excluded_is_no_part_and_what_is_hidden_is_not_shown() -> None:
    (one,) = fact("1<ix:exclude>99</ix:exclude>5", "ixt:numspacecomma").facts
    assert one.text == "15"
    document = read('<ix:header><ix:hidden><ix:nonFraction name="a:b" contextRef="c" unitRef="u">5</ix:nonFraction>')
    assert [(one.text, one.shown) for one in document.facts] == [("5", False)]
    # the header is data, not text that someone hid
    assert [one.code for one in document.problems] == []
    assert not any(line.text for line in document.lines)


def test_facts_one_inside_the_other() -> None:
    inner = '<ix:nonFraction name="a:c" contextRef="c" unitRef="u">5</ix:nonFraction>'
    assert [(one.concept, one.text) for one in fact(inner, "ixt:numspacecomma").facts] == [("a:b", "5"), ("a:c", "5")]


def test_contexts_are_the_same_by_what_they_hold() -> None:
    period = "<x:period><x:instant>2024-12-31</x:instant></x:period>"
    other = period.replace("2024", "2023")
    part = period + "<x:scenario><d:explicitMember dimension='a:d'>a:m</d:explicitMember></x:scenario>"
    contexts = "".join(
        f"<x:context id='{name}'>{held}</x:context>"
        for name, held in (("a", period), ("b", period.replace("><", "> <")), ("c", other), ("d", part))
    )
    tags = "".join(f"<ix:nonFraction name='n' contextRef='{name}' unitRef='u'>1</ix:nonFraction>" for name in "abcd")
    first, same, year, member = (one.context for one in read(f"<ix:header>{contexts}</ix:header>{tags}").facts)
    assert first == same
    assert len({first, year, member}) == 3


def test_the_prefix_is_that_of_the_file_and_other_files_have_no_facts() -> None:
    text = '<y:nonFraction name="a:b" contextRef="c" unitRef="u">5</y:nonFraction>'
    assert len(read(text, _HEAD.replace(":ix=", ":y=")).facts) == 1
    assert read(text, "<html>").facts == ()


def test_what_is_never_closed() -> None:
    tag = '<ix:nonFraction name="a:b" contextRef="c" unitRef="u">1 '
    document = read(tag * 300 + "<ix:exclude>" * 300 + "<x:context id=a>" * 300)
    assert len(document.facts) + len(document.problems) == 300
