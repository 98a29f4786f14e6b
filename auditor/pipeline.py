"""The only module that knows every stage: a path or a text in, an audit out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor import __version__
from auditor.check import engine
from auditor.check import rules as rulebook
from auditor.diagnose.decided import decided
from auditor.diagnose.findings import RuleWords, findings
from auditor.diagnose.observed import observed
from auditor.diagnose.uncertain import softened
from auditor.extract.blocks import extract
from auditor.model.decision import Decision, Undecidable
from auditor.model.document import Document, Problem
from auditor.model.figure import Figure, Table
from auditor.model.finding import Audit, Entry, Finding, Report, RuleText
from auditor.model.relation import Relation
from auditor.model.sheet import Law, Laws, Sheet
from auditor.readers import formats
from auditor.readers.discover import discover
from auditor.readers.text import read_text, shown_path
from auditor.relate.report import relate
from auditor.vocabulary import Vocabulary
from auditor.vocabulary import load as load_vocabulary

if TYPE_CHECKING:
    from auditor.readers.csv import Delimited
    from auditor.relate.sources import Source


# columns of a table in which relations are searched for
_WIDEST = 1_000


def audit(
    paths: Sequence[str],
    *,
    rule_dirs: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    ocr: bool = False,
    against: str | None = None,
    decisions: Sequence[str] = (),
) -> Audit:
    """The audit of files, folders and patterns. Raises RuleError for a rule file that cannot be used; a report
    that cannot
    be read is in the audit, with a fatal problem. `ocr` has the text of pictures recognised.
    `against` is the path of the source that their tables were taken from. `decisions` are working papers of earlier
    reviews; raises Undecidable for one that cannot be read.
    """
    papers = [_paper(path) for path in decisions]
    vocabulary, rules = _rules(tuple(rule_dirs))
    files, problems = discover(paths)
    reports = [Report(path, (), problems=(problem,)) for path, problem in problems]
    source = _source(against, vocabulary) if against is not None else None
    held = source if not isinstance(source, Report) else None
    reports.extend(_audit(formats.load(path, ocr=ocr), vocabulary, rules, select, ignore, held) for path in files)
    if isinstance(source, Report):
        reports.append(source)
    audited, obsolete = decided(reports, papers) if papers else (tuple(reports), ())
    # a decision about a finding that was left out is not obsolete
    obsolete = () if select or ignore else obsolete
    return Audit(__version__, audited, tuple(rule.text() for rule in rules), obsolete)


def _paper(path: str) -> tuple[Decision, ...]:
    from auditor.readers import decisions

    read = decisions.load(path)
    if isinstance(read, Problem):
        raise Undecidable(shown_path(path), read)
    return read


def audit_text(
    text: str,
    path: str = "-",
    *,
    rule_dirs: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    against: str | None = None,
) -> Report:
    """The audit of a text that is at hand; a source that cannot be read is left out."""
    vocabulary, rules = _rules(tuple(rule_dirs))
    source = _source(against, vocabulary) if against is not None else None
    held = source if not isinstance(source, Report) else None
    return _audit(read_text(path, text.encode("utf-8")), vocabulary, rules, select, ignore, held)


def relations(paths: Sequence[str], *, rule_dirs: Sequence[str] = ()) -> Audit:
    """The relations among the cells of every table of some reports, by the rules and by the numbers alone."""
    vocabulary, rules = _rules(tuple(rule_dirs))
    files, problems = discover(paths)
    reports = [Report(path, (), problems=(problem,)) for path, problem in problems]
    reports.extend(_relations(path, vocabulary, rules) for path in files)
    return Audit(__version__, tuple(reports), tuple(rule.text() for rule in rules))


def _source(path: str, vocabulary: Vocabulary) -> "Source | Report":
    """The source at a path, or the report that says why it cannot be read."""
    from auditor.relate.sources import Source

    document = formats.load(path)
    if any(problem.fatal for problem in document.problems):
        return Report(document.path, document.source, problems=document.problems)
    related = relate(extract(document, vocabulary), vocabulary)
    return Source(document.path, related.tables, related.figures, document.exact)


def rule_texts(rule_dirs: Sequence[str] = ()) -> tuple[RuleText, ...]:
    """The rules, shipped and the user's own, as renderers show them. Raises RuleError."""
    return tuple(rule.text() for rule in _rules(tuple(rule_dirs))[1])


def _rules(rule_dirs: tuple[str, ...]) -> tuple[Vocabulary, tuple[rulebook.Rule, ...]]:
    for folder in rule_dirs:
        rulebook.check_vocabulary(Path(folder) / "vocabulary.toml")
    vocabulary = load_vocabulary(tuple(Path(folder) for folder in rule_dirs))
    return vocabulary, rulebook.load(rule_dirs, frozenset(vocabulary.measures), vocabulary.statements.names)


def _delimited(path: str) -> "Delimited | None":
    """The delimited table at a path that is called one; None for a .tsv without tabs, which is text."""
    if not path.lower().endswith(formats.DELIMITED):
        return None
    from auditor.readers import csv

    read = csv.load(path)
    return read if formats.is_delimited(path, read.delimiter) else None


def _relations(path: str, vocabulary: Vocabulary, rules: Sequence[rulebook.Rule]) -> Report:
    """A report with the relations of its tables; a delimited file is one table, whatever stands in it."""
    from auditor.readers import records
    from auditor.relate import sheets

    read = _delimited(path)
    document = records.document(read) if read is not None else formats.load(path)
    # what the numbers alone tell is asked for below, for the whole of every table
    worded = [rule for rule in rules if rule.kind not in ("arithmetic", "pattern")]
    report = _audit(document, vocabulary, worded, (), (), diagnosed=False)
    found: list[Laws] = []
    if read is not None and read.sheet is not None:
        cells = records.cells_of(document, report.figures)
        laws, bounded = _laws(read.sheet, report.relations, cells)
        found.append(sheets.named(read.sheet, laws, len(document.source), bounded))
    else:
        for number, table in enumerate(report.tables):
            sheet = sheets.sheet_of(table, report.figures)
            own = [relation for relation in report.relations if relation.table == number]
            laws, bounded = _laws(sheet, own, sheets.cells_of(table))
            labels, heads = tuple(row.label for row in table.rows), tuple(column.header for column in table.columns)
            found.append(Laws(table.title, table.line, table.end_line, labels, heads, sheet, laws, bounded))
    known = {table.line: table for table in report.tables}
    bounds = [
        _bound(known[one.line]) if one.line in known else Problem("search-bound", line=one.line)
        for one in found
        if one.bounded
    ]
    return msgspec.structs.replace(report, laws=tuple(found), problems=(*report.problems, *bounds))


def _laws(
    sheet: Sheet, relations: Sequence[Relation], cells: Mapping[int, tuple[int, int]]
) -> tuple[tuple[Law, ...], bool]:
    """The laws of a sheet, and whether the search for them was stopped. What words and figures agree on comes first,
    then what the figures tell alone, then what only one witness speaks for.
    """
    from auditor.relate import sheets

    alone, bounded = _alone(sheet)
    worded = [
        sheets.completed(sheets.laws([one for one in relations if one.established is sure], cells), sheet)
        for sure in (True, False)
    ]
    return sheets.merged(worded[0], alone, worded[1]), bounded


def _alone(sheet: Sheet) -> tuple[tuple[Law, ...], bool]:
    """What the figures of a sheet tell alone, and whether the search was stopped; one wider than any table that people
    read is not searched.
    """
    from auditor.relate import arithmetic

    if sheet.texts and len(sheet.texts[0]) > _WIDEST:
        return (), True
    discovery = arithmetic.discover(sheet)
    return discovery.laws, discovery.bounded


def _audit(
    document: Document,
    vocabulary: Vocabulary,
    rules: Sequence[rulebook.Rule],
    select: Sequence[str],
    ignore: Sequence[str],
    source: "Source | None" = None,
    diagnosed: bool = True,
) -> Report:
    """The audit of one document; where it is not to be `diagnosed` it ends with the relations and their verdicts."""
    if any(problem.fatal for problem in document.problems):
        return Report(document.path, document.source, problems=document.problems, digest=document.digest)
    extracted = extract(document, vocabulary)
    related = relate(extracted, vocabulary)
    # every rule takes part in telling which figure is wrong; only then are findings left out
    active = [rule for rule in rules if rule.default or any(rule.id.startswith(prefix) for prefix in select)]
    figures, ties, problems = related.figures, related.ties, document.problems
    if source is not None:
        from auditor.relate.sources import tied

        found_there = tied(related.tables, figures, extracted.sentences, ties, source, vocabulary)
        figures, ties = (*figures, *found_there.figures), (*ties, *found_there.ties)
        if not found_there.ties:
            problems = (*problems, Problem("not-in-source", source.name))
    relations = engine.check(active, related.tables, related.lists, ties, figures, vocabulary)
    found_alone, bounds = _discovered(active, related.tables, figures, relations, vocabulary)
    relations += found_alone
    words = {rule.id: RuleWords(rule.id, rule.name, rule.severity, rule.message) for rule in active}
    found: tuple[Finding, ...] = ()
    ledger: tuple[Entry, ...] = ()
    if diagnosed:
        observations = related.observations
        if document.facts:
            from auditor.relate.tagged import tagged

            observations = (*observations, *tagged(document.facts, figures, related.tables))
        found, ledger = findings(relations, figures, related.tables, related.lists, words, related.told)
        found += observed(engine.seen(active, observations, figures, relations), figures, words)
        found = softened(found, relations, figures, document.recognised)
    wanted = {rule.id for rule in rulebook.chosen(active, select, ignore)}
    problems = (*problems, *bounds)
    if not related.figures and not any(problem.code == "empty" for problem in problems):
        problems = (*problems, Problem("no-figures"))
    report = Report(
        document.path,
        document.source,
        figures,
        related.not_figures,
        ledger,
        related.tables,
        related.lists,
        relations,
        tuple(finding for finding in found if finding.rule in wanted),
        problems,
        uncertain=document.uncertain,
        digest=document.digest,
        layout=tuple((one.line.number, one.line.page, one.kind) for one in extracted.passages),
    )
    if document.marks is None:
        return report
    from auditor.readers.marks import as_in_file

    return as_in_file(report, document.marks)


def _bound(table: Table) -> Problem:
    """That the search for relations in a table was stopped; its place as the file has it."""
    spans = [cell.span for row in table.rows for cell in row.cells if cell is not None and cell.span is not None]
    origin = spans[0].origin if spans else None
    if origin is None:
        return Problem("search-bound", line=table.line)
    return Problem("search-bound", line=origin.line, page=spans[0].page, cell=origin.cell)


def _discovered(
    rules: Sequence[rulebook.Rule],
    tables: Sequence[Table],
    figures: Sequence[Figure],
    relations: Sequence[Relation],
    vocabulary: Vocabulary,
) -> tuple[tuple[Relation, ...], tuple[Problem, ...]]:
    """What the numbers alone tell of the tables that hold figures which no rule explains."""
    from auditor.relate import sheets

    found: list[Relation] = []
    bounds: list[Problem] = []
    told = {figure for one in relations for figure in (one.result, *(term.figure for term in one.terms))}
    by_result: dict[int, list[Relation]] = {}
    for relation in relations:
        by_result.setdefault(relation.result, []).append(relation)
    for number, table in enumerate(tables):
        if any(rule.kind == "arithmetic" for rule in rules) and sheets.unexplained(table, told):
            laws, bounded = _alone(sheets.sheet_of(table, figures))
            # what relates figures of one table only has its result there; a long report has thousands of others
            own = {figure for column in range(len(table.columns)) for figure in table.figures_of(column)}
            explained = [relation for figure in sorted(own) for relation in by_result.get(figure, ())]
            found.extend(engine.discovered(rules, number, tables, laws, explained, figures, vocabulary))
            if bounded:
                bounds.append(_bound(table))
    return tuple(found), tuple(bounds)
