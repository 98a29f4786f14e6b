"""What Swedish Excel shows. The table is worked out from Excel's documentation of number formats, by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.readers.xlsx.numberformat import BUILT_IN, exact, general, number, parsed, shown, shown_text

# (value as it is stored, code, what is shown; a plain space stands for the no-break one between thousands)
TABLE = [
    # General: up to eleven characters
    ("0", "General", "0"),
    ("1234.5", "General", "1234,5"),
    ("-1234.5", "General", "-1234,5"),
    ("1234567.891234", "General", "1234567,891"),
    ("0.333333333333333", "General", "0,333333333"),
    ("12345678901", "General", "12345678901"),
    ("123456789012", "General", "1,23457E+11"),
    ("0.30000000000000004", "General", "0,3"),
    ("1E-3", "General", "0,001"),
    ("2024", "Standard", "2024"),
    # digits
    ("1234.5", "0", "1235"),
    ("2.5", "0", "3"),
    ("-2.5", "0", "-3"),
    ("1.005", "0.00", "1,01"),
    ("-0.4", "0", "0"),
    ("-0.4", "#,##0;-#,##0", "-0"),
    ("5", "000", "005"),
    ("12", "000-00", "000-12"),
    ("1234567", "# ##0", "1234 567"),
    ("5", "0.##", "5"),
    ("5.5", "0.00##", "5,50"),
    ("5.125", "0.00##", "5,125"),
    ("0.5", ".00", ",50"),
    ("5.5", "0.??", "5,5"),
    ("0", "#", ""),
    # thousands
    ("1234567.4", "#,##0", "1 234 567"),
    ("999.5", "#,##0", "1 000"),
    ("12", "#,##0", "12"),
    ("12", "0,000", "0 012"),
    ("1234.5", "#,##0.0", "1 234,5"),
    ("-1234.5", "#,##0.00", "-1 234,50"),
    # scaling by commas
    ("1234567", '#,##0," tkr"', "1 235 tkr"),
    ("1234567", "#,##0,", "1 235"),
    ("1234567", "0.0,,", "1,2"),
    ("12345678901", '#,##0.0,,"mnkr"', "12 345,7mnkr"),
    ("499", "0,", "0"),
    # percent
    ("0.125", "0.0%", "12,5%"),
    ("0.125", "0%", "13%"),
    ("-0.0314", "0.0 %", "-3,1 %"),
    # sections and signs
    ("-5", "#,##0;(#,##0)", "(5)"),
    ("-5", "[Red]-#,##0", "--5"),
    ("-5", "0;[Red]-0", "-5"),
    ("-5", "0;[Röd]0", "5"),
    ("0", '0;-0;"-"', "-"),
    ("0", "0;-0;;@", ""),
    ("7", '"+"0;"-"0;0', "+7"),
    ("-7", "+0;-0;0", "-7"),
    ("1500", '[>=1000]#,##0," tkr";0" kr"', "2 tkr"),
    ("150", '[>=1000]#,##0," tkr";0" kr"', "150 kr"),
    ("-150", '[>=1000]#,##0," tkr";0" kr"', "-150 kr"),
    ("-3", "[<0]0;0", "3"),
    ("12", ";;;", ""),
    # accounting
    ("1234.5", BUILT_IN[41], "1 235"),
    ("-1234.5", BUILT_IN[41], "-1 235"),
    ("0", BUILT_IN[41], "-"),
    ("0", BUILT_IN[43], "-"),
    ("-12.345", BUILT_IN[44], "-12,35 kr"),
    ("1234", '_-* #,##0\\ "kr"_-;\\-* #,##0\\ "kr"_-;_-* "-"\\ "kr"_-;_-@_-', "1 234 kr"),
    ("-1234", "#,##0_);(#,##0)", "(1 234)"),
    # currencies
    ("1234", "#,##0\\ [$kr-41D]", "1 234 kr"),
    ("1234", "[$kr-41D]\\ #,##0", "kr 1 234"),
    ("-1234", '"kr "#,##0', "-kr 1 234"),
    ("10", "[$€-2] #,##0.00", "€ 10,00"),
    # letters that a program forgot to put in quotation marks
    ("12", "0 mnkr", "12 mnkr"),
    # fractions and powers
    ("1.5", "# ?/?", "1 1/2"),
    ("0.25", "# ??/??", "1/4"),
    ("2", "# ?/?", "2"),
    ("1.75", "# ?/8", "1 6/8"),
    ("123456", "0.00E+00", "1,23E+05"),
    ("0.00012", "0.0E+0", "1,2E-4"),
    ("123456", "##0.0E+0", "123,5E+3"),
    # dates and times
    ("45322", "yyyy-mm-dd", "2024-01-31"),
    ("45322", BUILT_IN[14], "2024-01-31"),
    ("45322", "mmm-yy", "jan-24"),
    ("45322", "d mmmm yyyy", "31 januari 2024"),
    ("45322", "[$-409]d mmmm yyyy", "31 January 2024"),
    ("45322", "[$-41D]mmmm", "januari"),
    ("45322", "[$-F800]dddd, mmmm dd, yyyy", "den 31 januari 2024"),
    ("45322", "dddd", "onsdag"),
    ("45322", "yyyy", "2024"),
    ("45322.75", "yyyy-mm-dd hh:mm", "2024-01-31 18:00"),
    ("45322.75", "h:mm AM/PM", "6:00 em"),
    ("1.5", "[h]:mm", "36:00"),
    ("0.000011574", "ss.0", "01,0"),
    ("45322", "mm/dd/yyyy", "01-31-2024"),
    ("60", "yyyy-mm-dd", "1900-02-29"),
    ("1", "yyyy-mm-dd", "1900-01-01"),
    ("61", "yyyy-mm-dd", "1900-03-01"),
    ("-1", "yyyy-mm-dd", "########"),
    ("2958466", "yyyy-mm-dd", "########"),
]  # fmt: skip


@pytest.mark.parametrize(("stored", "code", "expected"), TABLE)
def test_a_number_is_shown_as_excel_shows_it(stored, code, expected):
    value = number(stored)
    assert value is not None
    text = shown(value, parsed(code))
    # between groups of three digits, and there only, the space does not break
    assert text.replace("\u00a0", " ") == expected
    assert ("\u00a0" in text) == (
        " " in expected
        and "," in code.replace(",,", "")
        and "# ##0" not in code
        and any(one.isdigit() and two.isdigit() for one, two in _around_spaces(expected))
    )


def _around_spaces(text):
    return [(text[at - 1], text[at + 1]) for at in range(1, len(text) - 1) if text[at] == " "]


def test_the_days_of_a_workbook_from_a_macintosh_are_counted_from_1904():
    assert shown(Decimal(0), parsed("yyyy-mm-dd"), from_1904=True) == "1904-01-01"
    assert shown(Decimal(43860), parsed("yyyy-mm-dd"), from_1904=True) == "2024-01-31"


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("Ej klart", "0.0", "Ej klart"),
        ("Ej klart", BUILT_IN[44], "Ej klart"),
        ("Ej klart", '0;-0;0;"Anm: "@', "Anm: Ej klart"),
        ("Ej klart", ";;;", ""),
        ("1 234,5", "@", "1 234,5"),
    ],
)
def test_a_text_is_shown_by_the_fourth_section(text, code, expected):
    assert shown_text(text, parsed(code)) == expected


@pytest.mark.parametrize(
    "text", ["", "abc", "NaN", "Infinity", "1_000", "1e999", "--1", "1e99999999", "0x10", "9" * 800]
)
def test_what_is_no_number_is_none(text):
    assert number(text) is None


@pytest.mark.parametrize(
    ("stored", "expected"),
    [("0.30000000000000004", (3, 1)), ("1200", (1200, 0)), ("1.2E3", (1200, 0)), ("-0.0", (0, 0)), ("1E-2", (1, 2)),
     ("1234567.8900000001", (123456789, 2))],
)  # fmt: skip
def test_the_exact_value_has_the_fifteen_digits_that_excel_keeps(stored, expected):
    value = number(stored)
    assert value is not None
    assert exact(value) == expected


_VALUES = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


@given(_VALUES, st.integers(0, 4), st.booleans())
def test_what_is_shown_is_within_half_a_unit_of_the_value(value, decimals, grouped):
    code = ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")
    stored = number(str(value))
    assert stored is not None
    text = shown(stored, parsed(code))
    read = Decimal(text.replace("\u00a0", "").replace(",", "."))
    assert abs(read - stored) * 2 <= Decimal(1).scaleb(-decimals)
    assert len(text.partition(",")[2]) == decimals


@given(_VALUES, st.integers(0, 3), st.integers(0, 2))
def test_the_way_without_and_with_literals_between_the_digits_agree(value, decimals, commas):
    """`#,##0` is set by the fast way; `#\u200b,##0` with an empty literal in it by the one for any layout."""
    tail = ("." + "0" * decimals if decimals else "") + "," * commas
    stored = number(str(value))
    assert stored is not None
    assert shown(stored, parsed("#,##0" + tail)) == shown(stored, parsed('#,#""#0' + tail))


@given(_VALUES)
def test_general_takes_eleven_characters(value):
    stored = number(str(abs(value)))
    assert stored is not None
    assert len(general(stored)) <= 11


@given(st.text(alphabet='0#?.,%E+-;[]$"\\_*@ymdhs/AP kr<>=1', max_size=30), _VALUES)
def test_no_code_raises(code, value):
    stored = number(str(value))
    assert stored is not None
    assert isinstance(shown(stored, parsed(code)), str)
    assert isinstance(shown_text("x", parsed(code)), str)
