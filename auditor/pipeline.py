"""The only module that knows every stage: a path or a text in, an audit out."""

from collections.abc import Sequence
from pathlib import Path

from auditor import __version__
from auditor.check import engine
from auditor.check import rules as rulebook
from auditor.diagnose.findings import RuleWords, findings
from auditor.diagnose.observed import observed
from auditor.extract.blocks import extract
from auditor.model.document import Document, Problem
from auditor.model.finding import Audit, Report, RuleText
from auditor.readers.discover import DELIMITED, discover
from auditor.readers.text import load as load_document
from auditor.readers.text import read_text
from auditor.relate.report import relate
from auditor.vocabulary import Vocabulary
from auditor.vocabulary import load as load_vocabulary


def audit(
    paths: Sequence[str], *, rule_dirs: Sequence[str] = (), select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Audit:
    """The audit of files, folders and patterns. Raises RuleError for a rule file that cannot be used; a report
    that cannot
    be read is in the audit, with a fatal problem.
    """
    vocabulary, rules = _rules(tuple(rule_dirs))
    files, problems = discover(paths)
    reports = [Report(path, (), problems=(problem,)) for path, problem in problems]
    reports.extend(_audit(_load(path), vocabulary, rules, select, ignore) for path in files)
    return Audit(__version__, tuple(reports), tuple(rule.text() for rule in rules))


def audit_text(
    text: str, path: str = "-", *, rule_dirs: Sequence[str] = (), select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> Report:
    """The audit of a text that is at hand."""
    vocabulary, rules = _rules(tuple(rule_dirs))
    return _audit(read_text(path, text.encode("utf-8")), vocabulary, rules, select, ignore)


def rule_texts(rule_dirs: Sequence[str] = ()) -> tuple[RuleText, ...]:
    """The rules, shipped and the user's own, as renderers show them. Raises RuleError."""
    return tuple(rule.text() for rule in _rules(tuple(rule_dirs))[1])


def _rules(rule_dirs: tuple[str, ...]) -> tuple[Vocabulary, tuple[rulebook.Rule, ...]]:
    for folder in rule_dirs:
        rulebook.check_vocabulary(Path(folder) / "vocabulary.toml")
    vocabulary = load_vocabulary(tuple(Path(folder) for folder in rule_dirs))
    return vocabulary, rulebook.load(rule_dirs, frozenset(vocabulary.measures), vocabulary.statements.names)


def _load(path: str) -> Document:
    """The document at a path: a delimited table by its suffix, else text."""
    if path.lower().endswith(DELIMITED):
        from auditor.readers import csv, records

        read = csv.load(path)
        if read.delimiter == "\t" or not path.lower().endswith(".tsv"):
            return records.document(read)
    return load_document(path)


def _audit(
    document: Document,
    vocabulary: Vocabulary,
    rules: Sequence[rulebook.Rule],
    select: Sequence[str],
    ignore: Sequence[str],
) -> Report:
    if any(problem.fatal for problem in document.problems):
        return Report(document.path, document.source, problems=document.problems)
    related = relate(extract(document, vocabulary), vocabulary)
    # every rule takes part in telling which figure is wrong; only then are findings left out
    active = [rule for rule in rules if rule.default or any(rule.id.startswith(prefix) for prefix in select)]
    relations = engine.check(active, related.tables, related.lists, related.ties, related.figures, vocabulary)
    words = {rule.id: RuleWords(rule.id, rule.name, rule.severity, rule.message) for rule in active}
    found, ledger = findings(relations, related.figures, related.tables, related.lists, words, related.told)
    found += observed(engine.seen(active, related.observations, related.figures), related.figures, words)
    wanted = {rule.id for rule in rulebook.chosen(active, select, ignore)}
    problems = document.problems
    if not related.figures and not any(problem.code == "empty" for problem in problems):
        problems = (*problems, Problem("no-figures"))
    report = Report(
        document.path,
        document.source,
        related.figures,
        related.not_figures,
        ledger,
        related.tables,
        related.lists,
        relations,
        tuple(finding for finding in found if finding.rule in wanted),
        problems,
    )
    if document.marks is None:
        return report
    from auditor.readers.marks import as_in_file

    return as_in_file(report, document.marks)
