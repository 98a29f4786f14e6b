"""The working paper: a workbook with every figure, how it was checked, and columns for a person's decisions."""

from auditor.model.finding import Audit


def workbook(audit: Audit, lang: str) -> bytes:
    """The workbook for all reports of an audit."""
    raise NotImplementedError
