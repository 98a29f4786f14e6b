"""The working paper: a workbook with every figure, how it was checked, and columns for a person's decisions."""

from auditor.model.finding import Audit
from auditor.render.marked import Unmarkable


def workbook(audit: Audit, lang: str) -> bytes:
    """The workbook for all reports of an audit: the same bytes for the same audit on one day, which SOURCE_DATE_EPOCH
    sets. Raises Unmarkable where the package that writes it is missing.
    """
    try:
        from auditor.render.workpaper import book
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "openpyxl":
            raise
        raise Unmarkable("needs-extra", "excel") from error
    return book.workbook(audit, lang)
