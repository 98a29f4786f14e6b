"""Which documents there are, and what is asked of each."""

REPORTS = ("delarsrapport", "kommunrapport", "manadsrapport")
PRODUCERS = ("chromium", "libreoffice", "reportlab", "typst", "weasyprint")
FORMATS = ("html", "md", "docx", "xlsx", *(f"{producer}.pdf" for producer in PRODUCERS))
