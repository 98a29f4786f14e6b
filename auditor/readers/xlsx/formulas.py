"""Formulas as text: the places that they name, moved to another cell."""

import re

from auditor.model.workbook import COLUMNS, ROWS, column_name, column_number

# texts, names of sheets in quotation marks and columns of tables stay as they are
_PART = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!?|\[[^\]]*\]'
    r"|(?<![\w.$])(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6})(?![\w.(!])"
    r"|(?<![\w.$])(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w.(!])"
    r"|(?<![\w.$:])(\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6})(?![\w.(!])"
)
_LONGEST = 8_192  # what Excel allows


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula that fills another cell, so many rows down and columns to the right; what is fixed by $ stays."""
    if len(formula) > _LONGEST:
        return formula
    return _PART.sub(lambda match: _moved(match, rows, columns), formula)


def _moved(match: re.Match[str], rows: int, columns: int) -> str:
    if match[2] is not None:
        return _column(match[1], match[2], columns) + _row(match[3], match[4], rows)
    if match[6] is not None:
        return f"{_column(match[5], match[6], columns)}:{_column(match[7], match[8], columns)}"
    if match[10] is not None:
        return f"{_row(match[9], match[10], rows)}:{_row(match[11], match[12], rows)}"
    return match[0]


def _column(fixed: str, letters: str, by: int) -> str:
    if fixed:
        return fixed + letters
    return column_name((column_number(letters) + by) % COLUMNS)


def _row(fixed: str, digits: str, by: int) -> str:
    return fixed + digits if fixed else str((int(digits) - 1 + by) % ROWS + 1)
