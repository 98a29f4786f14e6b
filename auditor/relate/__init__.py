"""Chooses among readings, finds what columns and rows mean, and which rows are worked out from which."""
