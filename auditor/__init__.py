"""rkaudit: a consistency auditor for Swedish financial reports."""

__version__ = "0.1.0"
