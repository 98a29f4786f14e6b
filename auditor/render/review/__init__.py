"""The review page: one HTML file that says what to correct first, and the report with its figures coloured."""

from auditor.model.finding import Audit


def page(audit: Audit, lang: str) -> str:
    """The page for all reports of an audit, self-contained."""
    raise NotImplementedError
