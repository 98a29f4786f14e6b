"""The speed of documents that are not text, each made here from the small ones of tests/documents."""

import io
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

REPORTS = Path(__file__).resolve().parent.parent / "tests" / "documents" / "reports"
PRODUCERS = ("chromium", "libreoffice", "reportlab", "typst", "weasyprint")
NAMES = ("delarsrapport", "kommunrapport", "manadsrapport")
# a process's own peak, in kB on Linux and in bytes on macOS
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)
print(used.ru_maxrss / 1e6 if sys.platform == "darwin" else used.ru_maxrss / 1e3)
"""


def pdf(pages: int, producers: tuple[str, ...] = PRODUCERS) -> bytes:
    """A PDF of so many pages: those of the reports, one producer after the other, again and again."""
    import pikepdf

    made = pikepdf.new()
    sources = [pikepdf.open(REPORTS / f"{name}.{producer}.pdf") for producer in producers for name in NAMES]
    whole = [page for source in sources for page in source.pages]
    for number in range(pages):
        # again, a page shares its fonts with the first of its kind, as in a long report
        made.pages.append(whole[number] if number < len(whole) else made.pages[number % len(whole)])
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def word(copies: int) -> bytes:
    """A Word document that has the three reports so many times over."""
    bodies = [_body(name) for name in NAMES]
    opening, _, closing = _parts("delarsrapport")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(REPORTS / "delarsrapport.docx") as model,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in model.namelist():
            content = model.read(name)
            if name == "word/document.xml":
                content = (opening + "".join(bodies) * copies + closing).encode()
            archive.writestr(name, content)
    return out.getvalue()


def _parts(name: str) -> tuple[str, str, str]:
    """What stands before, in and after the body of a Word document."""
    with zipfile.ZipFile(REPORTS / f"{name}.docx") as archive:
        xml = archive.read("word/document.xml").decode("utf-8")
    start = xml.index("<w:body>") + len("<w:body>")
    end = xml.rindex("<w:sectPr")
    return xml[:start], xml[start:end], xml[end:]


def _body(name: str) -> str:
    return _parts(name)[1]


def workbook(rows: int, columns: int, sheets: int) -> bytes:
    """A workbook of sheets with a column of labels, figures in tkr that add up, and a row of totals in formulas."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for number in range(sheets):
        sheet = book.create_sheet(f"Nämnd {number + 1}")
        sheet.append([f"Verksamhet {number + 1}, tkr", *(f"Enhet {column + 1}" for column in range(columns - 1))])
        figures = [
            [(row * 7919 + column * 104729 + number) % 9973 for column in range(columns - 1)] for row in range(rows)
        ]
        for row, values in enumerate(figures):
            sheet.append([f"Konto {4000 + row}", *values])
        sheet.append(["Summa", *(sum(values) for values in zip(*figures, strict=True))])
        for line in sheet.iter_rows(min_row=2, min_col=2):
            for cell in line:
                cell.number_format = "#,##0"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def page(copies: int) -> bytes:
    """A page of HTML with the three reports so many times over."""
    texts = [(REPORTS / f"{name}.html").read_text("utf-8") for name in NAMES]
    bodies = [re.sub(r"(?s).*<body>|</body>.*", "", text) for text in texts]
    head = texts[0][: texts[0].index("<body>") + len("<body>")]
    return f"{head}{''.join(bodies) * copies}</body></html>".encode()


def reading(data: bytes, path: str, runs: int = 3) -> float:
    """The least time of one core that the reading of a document takes, in seconds, in a process that has read one."""
    from auditor.readers import formats

    def once() -> float:
        started = time.process_time()
        document = formats.read(path, data)
        assert not [problem for problem in document.problems if problem.fatal], document.problems
        return time.process_time() - started

    return min(once() for _ in range(runs))


def audit(data: bytes, suffix: str) -> tuple[float, float]:
    """The time of one core and the peak memory of `rkaudit check` in a process of its own, in seconds and MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report{suffix}"
        path.write_bytes(data)
        check = (sys.executable, "-m", "auditor", "check", str(path), "--format", "json")
        done = subprocess.run((sys.executable, "-c", PEAK, *check), capture_output=True, check=True, text=True)
    took, peak = map(float, done.stdout.split())
    return took, peak


def lines() -> Iterator[tuple[str, str, str, bool]]:
    """What is measured: what, the measure, its budget, and whether that is kept."""
    for producer in PRODUCERS:
        least = 1000 * reading(pdf(30, (producer,)), "a.pdf") / 30
        yield f"a page of a PDF by {producer}, text and tables", f"{least:.1f} ms", "25 ms", least < 25
    long = pdf(500)
    took, peak = audit(long, ".pdf")
    yield "a PDF of 500 pages, checked", f"{took:.1f} s", "", True
    yield "a PDF of 500 pages, peak memory", f"{peak:.0f} MB", "400 MB", peak < 400
    yield from _whole("a Word document of 100 pages", word(11), ".docx")
    yield from _whole("a workbook of 20,000 cells", workbook(198, 10, 10), ".xlsx")
    yield from _whole("a page of HTML of 100 pages", page(11), ".html", None)


def _whole(what: str, data: bytes, suffix: str, budget: float | None = 1.0) -> Iterator[tuple[str, str, str, bool]]:
    least = reading(data, f"a{suffix}")
    told = f"{budget:.0f} s" if budget else ""
    yield f"{what}, read", f"{least:.2f} s", told, budget is None or least < budget
    took, peak = audit(data, suffix)
    yield f"{what}, checked, a process of its own", f"{took:.2f} s, {peak:.0f} MB", "", True
