"""What a browser shows of an HTML file, as lines, each character with its place in the file."""

import pytest

from auditor.model.document import Document
from auditor.readers import formats
from auditor.readers.html import read_html


def read(text: str, path: str = "r.html") -> Document:
    return read_html(path, text.encode())


def lines(text: str, path: str = "r.html") -> list[str]:
    """The lines of a file that are not blank."""
    return [line.text for line in read(text, path).lines if line.text]


def problems(text: str) -> list[tuple[str, str, int | None]]:
    return [(one.code, one.detail, one.line) for one in read(text).problems]


def place(text: str, found: str) -> list[tuple[int | None, int | None, int | None]]:
    """The line, column and end column in the file of each piece of a text."""
    for line in read(text).lines:
        at = line.text.find(found)
        if at >= 0:
            origins = [piece.origin for piece in line.span(at, at + len(found)).pieces]
            return [(one.line, one.column, one.end_column) for one in origins if one is not None]
    raise AssertionError(found)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<p>  ett \n\t två  </p>", ["ett två"]),
        ("<p>ett<p>två", ["ett", "två"]),
        ("<p>ett<br>två<br/>tre</p>", ["ett", "två", "tre"]),
        ("1<b>2</b><i>3 </i><u> 4</u>", ["123 4"]),
        ("<div>ett<div>två</div>tre</div>", ["ett", "två", "tre"]),
        ("5&nbsp;000 &lt;b&gt; &aring;&#228;&#xF6; &minus;4", ["5\u00a0000 <b> åäö −4"]),
        ("&copy2024 &nosuch; &", ["©2024 &nosuch; &"]),
        ("Social\u00adnämn\u200bden &shy;5 2&shy;0", ["Socialnämnden \u00ad5 20"]),
        ("not<sup>1</sup> <sup>[2]</sup> <sup>3, 4</sup> m<sup>2</sup> a<sup>b)</sup>", ["not¹ ² ³⁴ m² ab)"]),
        ("<span style='vertical-align: super'>1</span>", ["¹"]),
        ("a<!-- 1 --><!-->b<!--->c<!-- <p> --!>d", ["abcd"]),
        ("<!--[if mso]>1<![endif]-->2<![if !mso]>3<![endif]>", ["23"]),
        ("<head><title>2024</title></head><script>1 < 2</script><style>3</style><template>4</template>5", ["5"]),
        ("<script>'</scripts>1'</script >2", ["2"]),
        ("<p title='it>s' data=it's>1</p>", ["1"]),
        ("1 < 2 <3 </ 4>5", ["1 < 2 <3 5"]),
        ("<pre>\nA   1\n  B 2&amp;\n\nC</pre>", ["A   1", "  B 2&", "C"]),
        ("<p style='white-space:pre-wrap'>A   1\n  B", ["A   1", "  B"]),
        ("<ul><li>ett<li>två<ol start=3><li>a<li value=7>b<li>c</ol><li>tre</ul>",
         ["• ett", "• två", "  3. a", "  7. b", "  8. c", "• tre"]),
        ("<ol type=a><li>ett<li>två</ol>", ["a) ett", "b) två"]),
        ("<dl><dt>Soliditet<dd>34,5 %<dt>Ord<dd>Vad det betyder i texten.</dl>",
         ["Soliditet\t34,5 %", "Ord", "Vad det betyder i texten."]),
        ("<p class=MsoList><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>"
         "·<span style='font:7pt \"Times New Roman\"'>&nbsp; </span></span></span><![endif]>Punkt<o:p></o:p></p>",
         ["• Punkt"]),
        ("<ul><li><span class=B>•.</span>ett</ul><ol><li><span>1.</span>två</ol>", ["• ett", "1. två"]),
        ("<style>p, span.R {font: x; Vertical-Align: super} .D {text-decoration:line-through} .H {display:none}</style>"
         "a<span class='x R'>1</span> <i class=D>2</i><i class=H>3</i>", ["a¹ 3"]),
        ("<h2><span style='mso-list:Ignore'>1.2<span>&nbsp;&nbsp; </span></span>Rubrik</h2>", ["1.2 Rubrik"]),
        ("<button>1</button><button>2</button>", ["1 2"]),
        ("<td>1</td><td>2</td>", ["1 2"]),
    ],
)  # fmt: skip
def test_what_is_shown(source: str, shown: list[str]) -> None:
    assert lines(source) == shown


def test_paragraphs_tables_and_lists_stand_apart() -> None:
    document = read("<h1>R</h1><p>a</p><div>b</div><div>c</div><ul><li>d<p>e</ul><table><tr><td>f</table>g")
    assert [line.text for line in document.lines] == [
        "R", "", "a", "", "b", "c", "", "• d", "e", "", "f", "", "g",
    ]  # fmt: skip
    assert [line.number for line in document.lines if line.heading] == [1]
    assert document.source == tuple(line.text for line in document.lines)


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        # no end tags, and the foot before the body
        ("<table><caption>T, tkr<thead><tr><th>A<th>B<tfoot><tr><td>Summa<td>3<tbody><tr><td>x<td>1<tr><td>y<td>2",
         ["T, tkr", "A\tB", "x\t1", "y\t2", "Summa\t3"]),
        # headers over several columns and rows
        ("<table><tr><th rowspan=2>N<th colspan=2>2024<th>2023<tr><th>B<th>U<th>U<tr><td>x<td>1<td>2<td>3</table>",
         ["N\t2024\t2024\t2023", "\tB\tU\tU", "x\t1\t2\t3"]),
        # a label over several rows
        ("<table><tr><td rowspan=2>Drift<td>in<td>1<tr><td>ut<td>2<tr><td>A<td>b<td>3</table>",
         ["Drift\tin\t1", "\tut\t2", "A\tb\t3"]),
        # spans that are none, and out of all proportion
        ("<table><tr><td colspan=0 rowspan=x>a<td colspan=99999999999999>1<tr><td rowspan=0>b<td>2<tr><td>3</table>",
         ["a\t1", "b\t2", "\t3"]),
        # columns that only set others apart
        ("<table><tr><td><th colspan=3>2024<td><th colspan=3>2023<tr><td>x<td><td>1<td><td><td><td>2<td></table>",
         ["\t2024\t2023", "x\t1\t2"]),
        # a row set with line breaks
        ("<table><tr><td>in<br>ut<td>1<br>2<td>3<p>4</table>", ["in\t1\t3", "ut\t2\t4"]),
        ("<table><tr><td>ett<br>namn<td>1<td>3</table>", ["ett namn\t1\t3"]),
        # cells that are not there, and one that is but shows nothing
        ("<table><tr><td>a<td style='display: none'>9<td>1<tr hidden><td>b<td>2<tr><td>c<td style='visibility:hidden'>3"
         "<td>4<tr><td>d<td>5<td>6</table>", ["a\t1", "c\t\t4", "d\t5\t6"]),
        # tables that only place things
        ("<table><tr><td><h2>Meny</h2><td><table><tr><td>x<td>1<tr><td>y<td>2</table>efter</table>",
         ["Meny", "x\t1", "y\t2", "efter"]),
        ("<table role=presentation><tr><td>ett<td>två</table>", ["ett", "två"]),
        ("<table><tr><td>x<td><table><tr><td>1</table><td>2</table>", ["x\t1\t2"]),
        # what stands in a table but in no cell comes before it
        ("<table>före<tr><td>a<td>1</table>efter", ["före", "a\t1", "efter"]),
        # every cell a header
        ("<table><tr><th>x<th>1<tr><th>y<th>2</table>", ["x\t1", "y\t2"]),
        # a cell that holds what parts cells
        ("<table><tr><td>a|b<td>1</table>", ["a¦b\t1"]),
        # values that Excel keeps beside those that it shows, and lists in cells
        ("<table><tr><td><ul><li>x</ul><td x:num='1234.56'>1 235</table>", ["x\t1 235"]),
    ],
)  # fmt: skip
def test_tables(source: str, rows: list[str]) -> None:
    assert lines(source) == rows


def test_cells_of_xhtml_that_end_in_their_own_tag() -> None:
    assert lines('<?xml version="1.0"?><html><table><tr><td>a</td><td/><td>1</td></tr><tr><td>b</td><td>2</td>'
                 "<td><![CDATA[3 & 4]]></td></tr></table><script/>5</html>", "r.xhtml") == [
        "a\t\t1", "b\t2\t3 & 4", "5",
    ]  # fmt: skip


def test_figures_that_are_not_shown_are_told() -> None:
    assert problems("<p>a\n<p style='DISPLAY:none'>5 000 och 7\n<p hidden>8<p hidden>nio") == [("not-shown", "3", 2)]
    assert problems("<p><del>5 000</del> <s>6</s> <span style='text-decoration:line-through'>7</span> 8") == [
        ("struck-text", "3", 1)
    ]
    assert problems("<svg><text>5</text></svg>") == [("drawn-text", "1", 1)]
    # what belongs to no report is not told
    assert problems("<script>1</script><style>2</style><template>3</template><!-- 4 --><title>2024</title>") == []
    assert lines("<div style='visibility:hidden'>1<b style='visibility:visible'>2</b></div>") == ["2"]


def test_places_in_the_file() -> None:
    text = "<p>Utfall 1&nbsp;234<b>,5</b> mnkr\r\nmot\r&auml;ven 6\n7 tkr</p>"
    assert place(text, "Utfall") == [(1, 4, 10)]
    assert place(text, "1\u00a0234,5") == [(1, 11, 26)]
    assert place(text, "mot") == [(2, 1, 4)]
    assert place(text, "även") == [(3, 1, 10)]
    # a figure over two lines has a piece on each
    assert place(text, "6 7") == [(3, 11, 13), (4, 1, 2)]


def test_places_in_a_table_and_a_list() -> None:
    text = "<table>\n<tr><td>x</td>\n<td>\n  <b>-</b> 5\n</td></table><ul>\n<li>\n 8</ul>"
    assert lines(text) == ["x\t- 5", "• 8"]
    assert place(text, "- 5") == [(4, 6, 13)]
    assert place(text, "8") == [(7, 2, 3)]


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("<meta charset=iso-8859-1>å–".encode("cp1252"), "å–", "cp1252"),
        (b"<meta http-equiv=content-type content='text/html; charset=iso-8859-15'>\xa4", "€", "iso8859-15"),
        (b"<?xml version='1.0' encoding='macintosh'?><p>\x8c", "å", "mac-roman"),
        ("<meta charset=iso-8859-15>å".encode(), "å", "utf-8"),
        (b"\xff\xfe" + "<p>å".encode("utf-16-le"), "å", "utf-16-le"),
        (b"<meta charset=utf-7>+AOU- \xe5", "+AOU- å", "cp1252"),
        (b"<meta charset=rot13>nno \xe5", "nno å", "cp1252"),
    ],
)
def test_encodings(data: bytes, text: str, encoding: str) -> None:
    document = read_html("r.html", data)
    assert [line.text for line in document.lines if line.text] == [text]
    assert document.encoding == encoding


def test_what_is_no_text_is_a_problem() -> None:
    assert [one.code for one in read_html("r.html", b"\0\1\2" * 99).problems] == ["binary"]
    assert problems("") == [("empty", "", None)]


def test_a_line_that_no_one_can_read_is_told() -> None:
    assert problems("<p>\n" + "1 " * 60_000) == [("long-line", "119999", 2)]
    assert problems("<table>\n<tr><td>" + "1 " * 60_000) == [("long-line", "119999", 2)]


DEEP = 100_000


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * DEEP + "1 234" + "</div>" * DEEP,
        "<b>" * DEEP + "1 234" + "</i>" * DEEP,
        "<i><div>" + "<b>" * DEEP + "1 234" + "</i>" * DEEP,
        "<table><tr><td>" * 10_000 + "1 234",
        "<ul><li>" * 20_000 + "1 234",
        "1 234<!--" * 1 + "<!--" * DEEP,
        "1 234<a " + "<a " * DEEP,
        "1 234<a b='\"" * 1 + "<a b='\"" * DEEP,
        "1 234<![CDATA[" + "<![CDATA[" * DEEP,
        "1 234<table><tr>" + "<td colspan=1000 rowspan=65534>" * 20_000 + "<tr><td>" * 1_000,
        "1 234<p>&#" + "9" * DEEP,
    ],
)
def test_nesting_and_what_is_never_closed(source: str) -> None:
    document = read(source)
    assert "1 234" in document.source[0] + document.source[-1]


def test_a_table_that_would_fill_the_memory_is_told() -> None:
    rows = "<tr><td>a" * 10_000
    assert problems("\n<table><tr>" + "<td rowspan=65534>1" * 900 + rows) == [("too-many-cells", "10001 × 901", 2)]


def test_html_is_known_by_its_first_bytes() -> None:
    assert formats.format_of("r.txt", b"<!DOCTYPE html><p>1") == "html"
    assert [line.text for line in formats.read("r.htm", b"<p>1 234<p>").lines if line.text] == ["1 234"]
