"""The working paper as a workbook: sheets set for the screen and for paper, and the same bytes every time."""

import datetime
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap
from typing import Any

import msgspec
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from auditor.model.decision import ACCEPTED, TO_CORRECT, TO_INQUIRE
from auditor.model.finding import Audit, Report, RuleText
from auditor.render import texts
from auditor.render.view import clean, lost, swedish, tally
from auditor.render.workpaper import contents, words
from auditor.render.workpaper.sheets import Column, Date, Formula, Number, Sheet, Value

_FONT = "Calibri"
_BODY, _BOLD = Font(name=_FONT, size=10), Font(name=_FONT, size=10, bold=True)
_TITLE, _SMALL = Font(name=_FONT, size=16, bold=True), Font(name=_FONT, size=9, color="5F6B76")
_HEAD_FILL = PatternFill("solid", fgColor="D9E2EC")
_DECIDE_FILL = PatternFill("solid", fgColor="FFFBE6")
_TONES = {
    "error": PatternFill("solid", fgColor="F8D7DA"),
    "warning": PatternFill("solid", fgColor="FFE8B3"),
    "info": PatternFill("solid", fgColor="DDEBF7"),
    "accepted": PatternFill("solid", fgColor="DDF0DD"),
}
_RULE = Side(style="thin", color="B8C2CC")
_BOX = Border(left=_RULE, right=_RULE, top=_RULE, bottom=_RULE)
_HEAD_LINE = Border(left=_RULE, right=_RULE, bottom=Side(style="medium", color="5F6B76"))
_SIDES = {"right": "right", "centre": "center"}
# a cell holds no more characters
_MOST_TEXT = 32_000
# what a spreadsheet would take for the beginning of a formula when a person edits the cell
_FORMULA_MARKS = ("=", "+", "-", "@", "\t")
_A4, _A3 = 9, 8
_FIXED = re.compile(rb'(<row [^>]*?) customHeight="1"')
# a line of text in points, and characters that fit in a column of width 1
_LINE, _FIT = 13.5, 1.25
# no zip file tells an earlier time
_STAMP = (1980, 1, 1, 0, 0, 0)


def workbook(audit: Audit, lang: str) -> bytes:
    """The workbook of an audit."""
    day = _day()
    book = Workbook(write_only=True)
    book.properties.creator = f"rkaudit {audit.version}"
    book.properties.title = words.TITLE.of(lang)
    book.properties.created = datetime.datetime(day.year, day.month, day.day)  # noqa: DTZ001  a workbook has no zone
    styles = _Styles()
    _summary(book, audit, lang, styles, day)
    for sheet in (contents.findings(audit, lang), contents.figures(audit, lang), contents.unread(audit, lang)):
        _sheet(book, sheet, audit, lang, styles)
    made = io.BytesIO()
    book.save(made)
    return _settled(made.getvalue(), day)


def _day() -> datetime.date:
    """The day of the run, or the one that SOURCE_DATE_EPOCH sets for builds that can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) <= 11:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.datetime.now().astimezone().date()


def _settled(data: bytes, day: datetime.date) -> bytes:
    """The workbook with nothing in it that tells the time of day."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.startswith("xl/worksheets/"):
                # a height that is only reckoned gives way when a person writes more into the row
                content = _FIXED.sub(rb"\1", content)
            elif part.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>%sT00:00:00Z" % str(day).encode(), content)
            entry = zipfile.ZipInfo(part.filename, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return settled.getvalue()


# ---- cells


class _Styles:
    """Each way to set a cell, made once: making one costs more than the cell."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], object] = {}

    def put(self, cell: Any, key: tuple[object, ...], make: Callable[[Any], None]) -> None:
        """Sets a cell in the way called `key`, by `make` the first time."""
        made = self._made.get(key)
        if made is None:
            make(cell)
            self._made[key] = cell._style
        else:
            cell._style = made


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that holds `text` and never a formula, an error or a link."""
    told = "\n".join(map(clean, text.split("\n")))
    cell = WriteOnlyCell(sheet, told if len(told) <= _MOST_TEXT else told[: _MOST_TEXT - 1] + "…")
    cell.data_type = "s"
    return cell


def _cell(sheet: Any, value: Value, column: Column, tone: str, styles: _Styles) -> Any:
    decimals: int | None = None
    quoted = False
    if isinstance(value, Number) and value.exact:
        whole = value.decimals <= 0
        number = value.scaled * 10**-value.decimals if whole else value.scaled / 10**value.decimals
        cell, decimals = WriteOnlyCell(sheet, number), max(value.decimals, 0)
    elif isinstance(value, Number):
        cell = _text_cell(sheet, swedish(value.scaled, value.decimals))
    elif isinstance(value, Formula):
        cell, decimals = WriteOnlyCell(sheet, "=" + value.text), value.decimals
    elif isinstance(value, Date) and (date := _date(value)) is not None:
        cell = WriteOnlyCell(sheet, date)
    elif isinstance(value, int):
        cell = WriteOnlyCell(sheet, value)
    else:
        text = value.iso if isinstance(value, Date) else value or ""
        cell = _text_cell(sheet, text) if text else WriteOnlyCell(sheet, None)
        quoted = text.startswith(_FORMULA_MARKS)
    fill = _DECIDE_FILL if column.kind == "decide" else _TONES.get(tone)

    def make(cell: Any) -> None:
        cell.font = _SMALL if column.kind == "hidden" else _BODY
        side = "right" if decimals is not None else _SIDES.get(column.kind, "left")
        indent = 1 if side == "right" else 0
        wrapped = column.kind != "hidden" and decimals is None
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=wrapped, indent=indent)
        cell.border = _BOX
        if fill is not None:
            cell.fill = fill
        if decimals is not None:
            cell.number_format = _number_format(decimals)
        elif column.key == "date":
            cell.number_format = "yyyy-mm-dd"
        cell.quotePrefix = quoted

    styles.put(cell, (column.kind, column.key == "date", tone, decimals, quoted), make)
    return cell


def _date(value: Date) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value.iso)
    except ValueError:
        return None


def _number_format(decimals: int) -> str:
    """Thousands and decimals as the report has them, whatever the language of the program."""
    return "[$-41D]#,##0" + ("." + "0" * decimals if decimals else "")


# ---- sheets


def _sheet(book: Any, sheet: Sheet, audit: Audit, lang: str, styles: _Styles) -> None:
    """A sheet with its header frozen, its filter, and its columns for decisions."""
    made = book.create_sheet(words.SHEETS[sheet.key].of(lang))
    made.freeze_panes = "A2"
    shown = sum(column.kind != "hidden" for column in sheet.columns)
    _paper(made, audit, lang, words.SHEETS[sheet.key].of(lang), wide=shown > 12)
    for place, column in enumerate(sheet.columns, 1):
        dimension = made.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        if column.kind == "hidden":
            dimension.hidden = True
    made.row_dimensions[1].height = _height([words.HEADERS[c.key].of(lang) for c in sheet.columns], sheet.columns) + 3
    made.append([_header(made, column, lang) for column in sheet.columns])
    for number, (row, tone) in enumerate(zip(sheet.rows, sheet.tones, strict=True), 2):
        made.row_dimensions[number].height = _height(row, sheet.columns)
        made.append(
            [
                _cell(made, value, column, tone if column.key == sheet.toned else "", styles)
                for value, column in zip(row, sheet.columns, strict=True)
            ]
        )
    last = len(sheet.rows) + 1
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{max(last, 2)}"
    _decisions(made, sheet, last, lang)
    made.print_title_rows = "1:1"
    made.print_area = f"A1:{get_column_letter(shown)}{max(last, 2)}"


def _height(row: Sequence[Value], columns: Sequence[Column]) -> float:
    """The height of a row in points, so that what is wrapped can be read; spreadsheets that open a file do not all
    reckon it themselves.
    """
    lines = 1
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, str) and column.kind != "hidden":
            room = max(int(column.width * _FIT), 1)
            parts = value.split("\n")
            lines = max(lines, sum(1 if len(part) <= room else len(wrap(part, room)) for part in parts))
    return min(lines * _LINE + 2, 400)


def _header(sheet: Any, column: Column, lang: str) -> Any:
    cell = _text_cell(sheet, words.HEADERS[column.key].of(lang))
    cell.font, cell.fill, cell.border = _BOLD, _HEAD_FILL, _HEAD_LINE
    side = _SIDES.get(column.kind, "left")
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=1 if side == "right" else 0)
    return cell


def _decisions(made: Any, sheet: Sheet, last: int, lang: str) -> None:
    """The list to choose a decision from."""
    place = next((place for place, column in enumerate(sheet.columns, 1) if column.key == "decision"), None)
    if place is None or last < 2:
        return
    kinds = ",".join(texts.word(texts.DECIDED, kind, lang) for kind in (ACCEPTED, TO_CORRECT, TO_INQUIRE))
    choice = DataValidation("list", formula1=f'"{kinds}"', allow_blank=True, showErrorMessage=True)
    choice.errorStyle, choice.error = "warning", words.CHOOSE.of(lang)
    letter = get_column_letter(place)
    choice.add(f"{letter}2:{letter}{last}")
    made.data_validations.append(choice)


def _paper(made: Any, audit: Audit, lang: str, title: str, *, wide: bool) -> None:
    """Landscape, as wide as the page, with the name of the sheet and the page at the foot."""
    made.page_setup.orientation = "landscape"
    made.page_setup.paperSize = _A3 if wide else _A4
    made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
    made.sheet_properties.pageSetUpPr.fitToPage = True
    made.page_margins.left = made.page_margins.right = 0.4
    made.page_margins.top, made.page_margins.bottom, made.page_margins.footer = 0.5, 0.8, 0.4
    made.oddFooter.left.text = _code(f"{words.TITLE.of(lang)} · {title}")
    made.oddFooter.center.text = _code(", ".join(report.path.rpartition("/")[2] for report in audit.reports)[:80])
    made.oddFooter.right.text = words.PAGE_OF.of(lang).format(page="&P", pages="&N")


def _code(text: str) -> str:
    """A text in a footer, where & begins a code."""
    return clean(text).replace("&", "&&")


# ---- the summary

_SUMMARY = (
    Column("report", 34),
    Column("verdict", 26),
    Column("errors", 8, "centre"),
    Column("warnings", 10, "centre"),
    Column("infos", 11, "centre"),
    Column("accepted", 12, "centre"),
    Column("total", 9, "centre"),
    Column("exact", 10, "centre"),
    Column("rounding", 13, "centre"),
    Column("contradicted", 11, "centre"),
    Column("unchecked", 14, "centre"),
    Column("digest", 34),
)


def _summary(book: Any, audit: Audit, lang: str, styles: _Styles, day: datetime.date) -> None:
    made = book.create_sheet(words.SHEETS["summary"].of(lang))
    _paper(made, audit, lang, words.SHEETS["summary"].of(lang), wide=False)
    for place, column in enumerate(_SUMMARY, 1):
        made.column_dimensions[get_column_letter(place)].width = column.width

    def line(*cells: tuple[str, Font]) -> None:
        row = []
        for text, font in cells:
            cell = _text_cell(made, text)
            cell.font = font
            cell.alignment = Alignment(vertical="top")
            row.append(cell)
        made.append(row)

    made.row_dimensions[1].height = 24
    line((words.TITLE.of(lang), _TITLE))
    made.append([])
    rules = words.RULES_ARE.of(lang).format(n=len(audit.rules), version=rule_version(audit.rules))
    for name, told in (
        (words.VERSION, f"rkaudit {audit.version}"),
        (words.RULES, rules),
        (words.DATE, day.isoformat()),
    ):
        line((name.of(lang), _BOLD), (told, _BODY))
    made.append([])
    made.row_dimensions[7].height = _height([words.HEADERS[c.key].of(lang) for c in _SUMMARY], _SUMMARY) + 3
    made.append([_header(made, column, lang) for column in _SUMMARY])
    for number, report in enumerate(audit.reports, 8):
        values, tone = _standing(report, lang)
        made.row_dimensions[number].height = _height(values, _SUMMARY)
        made.append(
            [
                _cell(made, value, column, tone if column.key == "verdict" else "", styles)
                for value, column in zip(values, _SUMMARY, strict=True)
            ]
        )
    made.append([])
    for _ in range(2):
        line(
            (words.REVIEWED_BY.of(lang), _BOLD),
            ("_" * 30, _SMALL),
            ("", _BODY),
            (words.SIGNED.of(lang), _BOLD),
            *_gap(2),
            ("_" * 30, _SMALL),
        )
        made.append([])
    line((words.GUIDE_TITLE.of(lang), _BOLD))
    for number, step in enumerate(words.GUIDE, 1):
        line((f"{number}. {step.of(lang)}", _BODY))


def _gap(n: int) -> Iterable[tuple[str, Font]]:
    return [("", _BODY)] * n


def _standing(report: Report, lang: str) -> tuple[list[Value], str]:
    """The row of a report: what came of it in numbers, and in words."""
    counts = tally([report])
    if lost(report):
        verdict, tone = "lost", "error"
    elif counts.errors:
        verdict, tone = "errors", "error"
    elif counts.warnings:
        verdict, tone = "warnings", "warning"
    elif counts.accepted:
        verdict, tone = "accepted", "accepted"
    elif counts.verified:
        verdict, tone = "clean", "accepted"
    else:
        verdict, tone = "nothing", "warning"
    return [
        report.path,
        words.VERDICTS[verdict].of(lang),
        counts.errors,
        counts.warnings,
        counts.infos,
        counts.accepted,
        counts.total,
        counts.exact,
        counts.verified - counts.exact,
        counts.contradicted,
        counts.unchecked,
        report.digest,
    ], tone


def rule_version(rules: Sequence[RuleText]) -> str:
    """What tells one set of rules from another: the beginning of a hash of all that is in them."""
    return hashlib.sha256(msgspec.json.encode(rules)).hexdigest()[:12]
