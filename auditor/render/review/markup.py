"""Text of a report as HTML: nothing in it is markup, and nothing in it steers the page."""

from html import escape

from auditor.render.view import clean


def text(value: str) -> str:
    """`value` as the text or the quoted attribute of an element."""
    return escape(clean(value))


def link(target: str, shown: str) -> str:
    """A link to the element `target` of the page; `shown` is HTML."""
    return f'<a href="#{target}">{shown}</a>'
