"""The review page: one HTML file that says what to correct first, and the report with its figures coloured."""

from auditor.render.review.whole import page

__all__ = ["page"]
