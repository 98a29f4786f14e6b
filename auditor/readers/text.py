"""Plain text: bytes of a file -> Document. Nothing here raises; what cannot be read is a Problem."""

import errno
import html
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import PurePath

from auditor.model.document import Document, Line, Problem, Word

MAX_BYTES = 50_000_000
MAX_LINE = 100_000

# First bytes of what a user may take for a text (https://www.garykessler.net/library/file_sigs.html).
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "office"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-office"),
    (b"\x89PNG\r\n", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"GIF8", "binary"),
    (b"\x1f\x8b", "binary"),
    (b"7z\xbc\xaf", "binary"),
    (b"Rar!", "binary"),
    (b"{\\rtf", "binary"),
)
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)
_SAMPLE = 65_536
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
# Texts taken from PDF hold a stray control byte here and there; images and programs hold far more.
_MOST_CONTROL = 50  # one byte in so many
_UTF8_SWEDISH = re.compile(rb"\xc3[\xa5\xa4\xb6\x85\x84\x96]")  # å ä ö Å Ä Ö

_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_MARKUP = re.compile(f"[<&*_\u00ad{_INVISIBLE}]")
_NAMES = (
    "a|abbr|b|big|blockquote|body|br|caption|center|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|font|"
    "h[1-6]|head|hr|html|i|img|ins|li|mark|nobr|ol|p|pre|s|section|small|span|strike|strong|sub|summary|sup|table|tbody|"
    "td|tfoot|th|thead|title|tr|u|ul"
)
# What a browser sets apart: without a gap the cells 1 and 2 would become 12.
_BLOCK = re.compile(
    "</?(?:blockquote|br|caption|dd|div|dl|dt|hr|li|ol|p|section|table|tbody|td|tfoot|th|thead|tr|ul)\\b", re.IGNORECASE
)
# Lengths are bounded so that a line of unclosed tags costs no more than its length.
_VALUE = """(?:"[^"]{0,500}"|'[^']{0,500}'|[^\\s"'<>=]{1,500})"""
_TAG = re.compile(
    rf"<!--[^>]{{0,500}}-->|</?(?:{_NAMES})(?:\s{{1,9}}(?:[a-z][\w:-]{{0,40}}\s?=\s?{_VALUE}|nowrap))*\s{{0,9}}/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
# A raised digit is a footnote mark or an exponent: set flat after a figure it would become part of it.
_RAISED = re.compile(r"(?<=<sup>)[0-9]{1,9}(?=</sup>)", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Emphasis stands around whole words and within a cell: `4*5`, `-400*` and a bullet's `*` are no such pairs.
_STRONG = re.compile(r"(?<![\w*])(\*{2,3})(?=[^\s*])((?:[^*|]|\*(?!\*))+)(?<=[^\s*])\1(?!\*)")
_STRONG_LINE = re.compile(r"(?<![\w_])(__)(?=[^\s_])((?:[^_|]|_(?!_))+)(?<=[^\s_])\1(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*)(?=[^\s*])((?:[^*|\s]|\s(?!\s))+)(?<=\S)\1(?![\w*])")
_EMPHASIS_LINE = re.compile(r"(?<!\w)(_)(?=[^\s_])((?:[^_|\s]|\s(?!\s))+)(?<=\S)\1(?!\w)")
# A soft hyphen before a digit may be a minus sign and one at a line's end a hyphen, both from PDF: they stay.
_HIDDEN = re.compile(rf"[{_INVISIBLE}]|(?<=[^\W\d_])\u00ad+(?=[^\W\d_])")


def load(path: str) -> Document:
    """The text file at `path`, or standard input for "-". An error of the system is a fatal problem."""
    data = file_bytes(path)
    shown = shown_path(path)
    return _unread(shown, data) if isinstance(data, Problem) else read_text(shown, data)


def file_bytes(path: str, most: int = MAX_BYTES) -> bytes | Problem:
    """The bytes of the file at `path`, or of standard input for "-"; a fatal problem where the system gives none or
    there are more than `most`.
    """
    try:
        if path == "-":
            return _limited(sys.stdin.buffer.read(most + 1), most)
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            return Problem("is-folder", fatal=True)
        if status.st_size > most:
            return Problem("too-large", megabytes(status.st_size), fatal=True)
        with open(path, "rb") as file:
            # A pipe tells no size beforehand.
            return _limited(file.read(most + 1), most)
    except OSError as error:
        code, detail = os_problem(error)
        return Problem(code, detail, fatal=True)
    except ValueError:  # a NUL in the path
        return Problem("missing", fatal=True)


def _limited(data: bytes, most: int) -> bytes | Problem:
    return data if len(data) <= most else Problem("too-large", megabytes(len(data)), fatal=True)


def shown_path(path: str) -> str:
    """`path` as it is shown everywhere, with / on every system."""
    return PurePath(path).as_posix() if path else path


def os_problem(error: OSError) -> tuple[str, str]:
    """The code and detail of a Problem for an error of the operating system."""
    if getattr(error, "winerror", None) in (32, 33):  # sharing and lock violation: open in Word, most often
        return "locked", ""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "missing", ""
    if isinstance(error, IsADirectoryError):
        return "is-folder", ""
    return "unreadable", errno.errorcode.get(error.errno or 0, "")


def read_text(path: str, data: bytes) -> Document:
    """The lines of `data`, numbered as an editor does: LF, CRLF and CR end a line, a form feed starts a page.

    UTF-8, UTF-16 and Windows-1252 are told apart by what the bytes allow. `path` only names the document.
    """
    decoded = decode(data)
    if isinstance(decoded, Problem):
        return _unread(path, decoded)
    text, encoding, problems = decoded
    source = source_lines(text)
    problems += [
        Problem("long-line", str(len(line)), number) for number, line in enumerate(source, 1) if len(line) > MAX_LINE
    ]
    return Document(path, tuple(_lines(source)), tuple(source), encoding, tuple(problems))


def decode(data: bytes) -> tuple[str, str, list[Problem]] | Problem:
    """The text of a file, its encoding, and what was doubtful about it; a fatal problem for what is no text."""
    if len(data) > MAX_BYTES:
        return Problem("too-large", megabytes(len(data)), fatal=True)
    for magic, code in _MAGIC:
        if data.startswith(magic):
            return Problem(code, fatal=True)
    decoded = _decode(data)
    if decoded is None:
        return Problem("binary", fatal=True)
    text, encoding, guessed = decoded
    problems = [Problem("encoding-guessed", encoding)] if guessed else []
    if not text.strip():
        problems.append(Problem("empty"))
    return text, encoding, problems


def source_lines(text: str) -> list[str]:
    """The lines of a text as an editor numbers them: LF, CRLF and CR end a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _unread(path: str, problem: Problem) -> Document:
    return Document(path, (), (), problems=(problem,))


def megabytes(size: int) -> str:
    """A size as it is told: whole megabytes, rounded up."""
    return f"{-(-size // 1_000_000)} MB"


def _decode(data: bytes) -> tuple[str, str, bool] | None:
    """The text, its encoding, and whether bytes had to be replaced to get there; None for what is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(encoding, data[len(mark) :])
    if b"\0" in data:
        wide = _wide_encoding(data)
        return _decode_as(wide, data) if wide else None
    if len(data.translate(None, _CONTROL)) < len(data) - len(data) // _MOST_CONTROL - 1:
        return None
    try:
        return data.decode(), "utf-8", False
    except UnicodeDecodeError:
        # One bad byte does not make a UTF-8 file a Windows one: "Ã¥" is no Swedish.
        return _decode_as("utf-8" if _UTF8_SWEDISH.search(data) else "cp1252", data)


def _decode_as(encoding: str, data: bytes) -> tuple[str, str, bool]:
    try:
        return data.decode(encoding), encoding, False
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), encoding, True


def _wide_encoding(data: bytes) -> str | None:
    """The UTF-16 encoding of `data` without a byte order mark: in Western text nearly every high byte is NUL."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    units = len(sample) // 2
    if 10 * odd >= 7 * units > 0 and 20 * even <= units:
        return "utf-16-le"
    if 10 * even >= 7 * units > 0 and 20 * odd <= units:
        return "utf-16-be"
    return None


def _lines(source: list[str]) -> Iterator[Line]:
    """The lines of `source`, blank ones too, without those over MAX_LINE."""
    page = 1
    for number, raw in enumerate(source, 1):
        breaks = 0
        if "\f" in raw:
            # A line belongs to the page that its first word is on.
            before = raw[: len(raw) - len(raw.lstrip())].count("\f")
            page += before
            breaks = raw.count("\f") - before
        if len(raw) <= MAX_LINE:
            text, columns = unmarked(raw) if _MARKUP.search(raw) else (raw, None)
            yield Line(number, page, text, words_of(text), columns)
        page += breaks


def words_of(text: str) -> tuple[Word, ...]:
    """The words between white space and the bars of a table. No-break and thin spaces part words as well."""
    words = []
    end = 0
    for word in (text.replace("|", " ") if "|" in text else text).split():
        start = text.index(word, end)
        end = start + len(word)
        words.append(Word(word, start, end))
    return tuple(words)


def unmarked(raw: str) -> tuple[str, tuple[int, ...] | None]:
    """`raw` without markup, and the column in `raw` of each character kept (None when nothing was taken)."""
    text = _RAISED.sub(lambda match: match[0].translate(_SUPERSCRIPTS), raw) if "<" in raw else raw
    columns = list(range(len(raw)))
    # Entities after tags and emphasis: `&lt;b&gt;` and `&ast;` are meant as they look.
    for pattern in (_TAG, _STRONG, _STRONG_LINE, _EMPHASIS, _EMPHASIS_LINE, _ENTITY, _HIDDEN):
        text, columns = _strip(pattern, text, columns)
    return (raw, None) if text == raw else (text, tuple(columns))


def _strip(pattern: re.Pattern[str], text: str, columns: list[int]) -> tuple[str, list[int]]:
    """`text` with each match of `pattern` replaced by what it stands for, and the columns that go with it."""
    kept: list[str] = []
    kept_columns: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        kept.append(text[at:start])
        kept_columns += columns[at:start]
        at = end
        if pattern is _ENTITY:
            plain = html.unescape(match[0])
            kept.append(plain)
            kept_columns += [columns[start]] * len(plain)
        elif pattern is _TAG:
            if _BLOCK.match(match[0]):
                kept.append(" ")
                kept_columns.append(columns[start])
        elif pattern is not _HIDDEN:
            first, last = match.span(2)
            kept.append(text[first:last])
            kept_columns += columns[first:last]
    if at == 0:
        return text, columns
    return "".join([*kept, text[at:]]), kept_columns + columns[at:]
