"""One module a kind of rule: tables and lists in, relations with their verdicts out."""
