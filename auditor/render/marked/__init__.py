"""A copy of the report itself with its findings marked in it; the original is never changed."""

import hashlib
import importlib

from auditor.model.finding import Report

# the module of each format and the extra whose packages it needs, by the name of the file
_WRITERS = {
    ".pdf": ("pdf", "pdf"),
    ".docx": ("docx", "word"),
    ".docm": ("docx", "word"),
    ".dotx": ("docx", "word"),
    ".xlsx": ("xlsx", "excel"),
    ".xlsm": ("xlsx", "excel"),
}
_PACKAGES = {"pdf": ("pikepdf",), "word": ("lxml",), "excel": ("openpyxl",)}


class Unmarkable(Exception):  # noqa: N818  what it says is for the user, not an error of the program
    """A report that cannot be marked; `code` and `detail` are those of a Problem."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def mark(report: Report, lang: str, *, ticks: bool = False) -> bytes:
    """The file that the report was read from with a comment at every finding, and with `ticks` a tick at every figure
    that ties out. Raises Unmarkable, and OSError where the file is gone.
    """
    suffix = next((one for one in _WRITERS if report.path.lower().endswith(one)), None)
    if suffix is None:
        raise Unmarkable("no-marks")
    if any(problem.fatal for problem in report.problems):
        fatal = next(problem for problem in report.problems if problem.fatal)
        raise Unmarkable(fatal.code, fatal.detail)
    with open(report.path, "rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != report.digest:
        raise Unmarkable("changed")
    name, extra = _WRITERS[suffix]
    if (name == "pdf") != (b"%PDF" in data[:1024]):
        raise Unmarkable("misnamed")
    try:
        writer = importlib.import_module(f"auditor.render.marked.{name}")
        marked: bytes = writer.annotate(report, data, lang, ticks=ticks)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES[extra]:
            raise
        raise Unmarkable("needs-extra", extra) from error
    return marked
