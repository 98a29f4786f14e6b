"""Which files the arguments of a command mean."""

import glob
import os
from collections.abc import Sequence

from auditor.model.document import Problem
from auditor.readers.text import os_problem, shown_path

# every suffix that a reader is for: auditor.readers.formats
SUFFIXES = (
    *(".txt", ".text", ".md", ".markdown", ".csv", ".tsv", ".html", ".htm", ".xhtml"),
    *(".pdf", ".docx", ".docm", ".dotx", ".xlsx", ".xlsm"),
)
# reports in formats that are not read: a folder that holds one says so
UNREAD = (".doc", ".xls", ".xlsb", ".odt", ".ods", ".rtf")
_NO_REPORTS = frozenset({"node_modules", "__pycache__"})


def discover(arguments: Sequence[str]) -> tuple[list[str], list[tuple[str, Problem]]]:
    """The files that `arguments` mean, each once and in order, and the arguments that mean none, with the reason.

    A file is taken whatever its suffix and "-" is standard input. A folder gives the files under it with one of
    SUFFIXES, sorted, hidden ones left out. Anything else is a pattern, with `**` for any folders, since a Windows
    shell expands none; what it matches is taken as if written out.
    """
    found: dict[str, str] = {}
    problems: list[tuple[str, Problem]] = []
    for argument in arguments:
        for path in _expanded(argument, problems):
            found.setdefault(_identity(path), shown_path(path))
    return list(found.values()), problems


def _identity(path: str) -> str:
    return path if path == "-" else os.path.normcase(os.path.abspath(path))


def _expanded(argument: str, problems: list[tuple[str, Problem]]) -> list[str]:
    """The files that one argument means; the reason goes to `problems` when there are none."""

    def none(code: str, fatal: bool) -> list[str]:
        problems.append((shown_path(argument), Problem(code, fatal=fatal)))
        return []

    # What exists may also be a pipe or a device, or a link to nowhere: reading it will tell.
    if argument == "-" or (os.path.lexists(argument) and not os.path.isdir(argument)):
        return [argument]
    if os.path.isdir(argument):
        paths = [argument]
    elif glob.has_magic(argument):
        paths = _matches(argument)
        if not paths:
            return none("no-match", fatal=True)
    else:
        return none("missing", fatal=True)

    before = len(problems)
    files = [file for path in paths for file in (_under(path, problems) if os.path.isdir(path) else [path])]
    return files if files or len(problems) > before else none("no-reports", fatal=False)


def _matches(pattern: str) -> list[str]:
    """The files and folders that `pattern` matches, sorted; glob leaves hidden names out by itself."""
    fixed = set(pattern.replace(os.sep, "/").split("/"))
    found = (
        path
        for path in glob.glob(pattern, recursive=True)
        if not any(name in _NO_REPORTS and name not in fixed for name in shown_path(path).split("/"))
    )
    return sorted(found, key=shown_path)


def _under(folder: str, problems: list[tuple[str, Problem]]) -> list[str]:
    """The report files in `folder` and its folders, sorted by name, those of a folder before those of its folders."""

    def unread(error: OSError) -> None:
        code, detail = os_problem(error)
        problems.append((shown_path(str(error.filename)), Problem(code, detail, fatal=True)))

    files = []
    for root, folders, names in os.walk(folder, onerror=unread):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NO_REPORTS)
        paths = [
            os.path.join(root, name)
            for name in sorted(names)
            # "~$rapport.docx" is what Word leaves beside a report that is open
            if name.lower().endswith(SUFFIXES) and not name.startswith((".", "~$"))
        ]
        files += [path for path in paths if os.path.isfile(path)]
        for name in sorted(names):
            if name.lower().endswith(UNREAD) and not name.startswith((".", "~$")):
                problems.append((shown_path(os.path.join(root, name)), Problem("not-read", " ".join(SUFFIXES))))
    return files
