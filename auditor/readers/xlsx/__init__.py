"""Excel workbooks (.xlsx, .xlsm): bytes of a file -> Workbook, and the Document whose lines carry its cells.

Nothing of a workbook is run or followed: macros, external workbooks, links and queries are never opened.
"""

import msgspec

from auditor.model.document import Document, Problem
from auditor.model.workbook import Workbook, reference
from auditor.readers.text import file_bytes
from auditor.readers.xlsx.lines import document
from auditor.readers.xlsx.workbook import read_workbook

MAX_WORKBOOK = 500_000_000


def read_xlsx(path: str, data: bytes) -> Document:
    """The visible sheets of a workbook in order: their names as headings, a line for each row, tabs between cells.

    `path` only names the document. What cannot be read is a problem of it.
    """
    read = read_workbook(data)
    if isinstance(read, Problem):
        return Document(path, (), (), problems=(read,))
    return msgspec.structs.replace(document(path, read), exact=_exact(read))


def _exact(workbook: Workbook) -> dict[str, tuple[int, int]]:
    """The unrounded values of the cells by reference; one that is shown in thousands in thousands."""
    return {
        reference(sheet.name, *place): (cell.exact[0], cell.exact[1] + cell.scale)
        for sheet in workbook.sheets
        for place, cell in sheet.cells.items()
        if cell.exact is not None
    }


def load_workbook_cells(path: str) -> Workbook | Problem:
    """The cells of the workbook at `path`, or a fatal problem."""
    data = file_bytes(path, MAX_WORKBOOK)
    return data if isinstance(data, Problem) else read_workbook(data)


__all__ = ["load_workbook_cells", "read_workbook", "read_xlsx"]
