"""The JSON contract `rkaudit/1`; its schema is rkaudit-1.schema.json beside this file.

Every object lists its keys in the order of the contract. Decimals are strings: a float would lose them.
"""

import os
from collections.abc import Sequence

import msgspec

from auditor.model.document import Problem
from auditor.model.figure import Cell, Figure, NotFigure, Row, Table
from auditor.model.finding import (
    CONTRADICTED,
    UNCHECKED,
    VERIFIED,
    Audit,
    Entry,
    Finding,
    Place,
    Report,
    RuleText,
)
from auditor.model.relation import Relation
from auditor.model.sheet import Law
from auditor.model.span import Piece
from auditor.render import texts, view

Json = dict[str, object]


def check(audit: Audit, lang: str) -> str:
    """`rkaudit check --format json`."""
    counts = view.tally(audit.reports)
    return _encoded(
        {
            "schema": "rkaudit/1",
            "version": audit.version,
            "lang": lang,
            "reports": [_report(report, lang) for report in audit.reports],
            "summary": {
                "reports": len(audit.reports),
                "errors": counts.errors,
                "warnings": counts.warnings,
                "infos": counts.infos,
                "unreadable": sum(map(view.lost, audit.reports)),
            },
        }
    )


def tables(audit: Audit) -> str:
    """`rkaudit tables --format json`."""
    return _encoded(
        {
            "reports": [
                {"path": _path(report), "tables": [_table(table, report) for table in report.tables]}
                for report in audit.reports
            ]
        }
    )


def figures(audit: Audit) -> str:
    """`rkaudit figures --format json`: every number in reading order, those that are no figures too."""
    return _encoded(
        {
            "reports": [
                {
                    "path": _path(report),
                    "figures": [_number(number, entry, report) for number, entry in view.numbers(report)],
                }
                for report in audit.reports
            ]
        }
    )


def relations(audit: Audit, lang: str) -> str:
    """`rkaudit relations --format json`: cells as (row, column) from 0."""
    return _encoded(
        {
            "reports": [
                {
                    "path": _path(report),
                    "tables": [
                        {"line": laws.line, "relations": [_law(law) for law in laws.laws]} for laws in report.laws
                    ],
                    "problems": [_problem(found, lang) for found in report.problems],
                }
                for report in audit.reports
            ]
        }
    )


def rules(known: Sequence[RuleText], lang: str) -> str:
    """`rkaudit rules --format json`."""
    return _encoded(
        {
            "rules": [
                {
                    "id": rule.id,
                    "name": rule.name,
                    "family": rule.family,
                    "kind": rule.kind,
                    "severity": rule.severity,
                    "title": rule.title.of(lang),
                    "why": rule.why.of(lang),
                    "formulas": rule.formulas,
                    "example": rule.example.of(lang) if rule.example else None,
                    "default": rule.default,
                }
                for rule in known
            ]
        }
    )


def _encoded(value: Json) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def _path(report: Report) -> str:
    """The path with /; what in it is no text, as a file system allows, is replaced, since JSON is text."""
    return report.path.replace(os.sep, "/").encode("utf-8", "replace").decode("utf-8")


def _decimal(amount: tuple[int, int] | None) -> str | None:
    return view.decimal(*amount) if amount is not None else None


def _report(report: Report, lang: str) -> Json:
    counts = view.tally([report])
    return {
        "path": _path(report),
        "findings": [_finding(finding, report, lang) for finding in view.ordered(report.findings)],
        "figures": {
            "total": counts.total,
            VERIFIED: counts.verified,
            CONTRADICTED: counts.contradicted,
            UNCHECKED: counts.unchecked,
        },
        "problems": [_problem(found, lang) for found in report.problems],
    }


def _problem(found: Problem, lang: str) -> Json:
    return {
        "code": found.code,
        "message": texts.problem(found, lang),
        "line": found.line,
        "fatal": found.fatal,
    }


def _law(law: Law) -> Json:
    return {"operator": law.operator, "result": law.result, "operands": law.operands, "verdict": law.verdict}


def _finding(finding: Finding, report: Report, lang: str) -> Json:
    blamed = [_place(place) for place in finding.blamed]
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "message": finding.message.of(lang),
        "primary": blamed[0],
        "blamed": blamed,
        "secondary": [_place(place) for place in finding.secondary],
        "stated": _decimal(finding.stated),
        "expected": _decimal(finding.expected),
        "range": [view.decimal(*bound) for bound in finding.bounds] if finding.bounds else None,
        "unit": finding.unit,
        "turns_meaning": finding.turns_meaning,
        "cause": {"kind": finding.cause.kind, "text": finding.cause.text.of(lang)} if finding.cause else None,
        "suggestion": finding.suggestion,
        "relations": [_relation(report.relations[index], report) for index in finding.relations],
        "notes": [*finding.calculation, *(note.of(lang) for note in finding.notes)],
        "fixes": [{"place": _place(fix.place), "insert": fix.insert, "certain": fix.certain} for fix in finding.fixes],
        "fingerprint": finding.fingerprint,
    }


def _place(place: Place) -> Json:
    first, last = place.span.pieces[0], place.span.pieces[-1]
    return {
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.end_column,
        "page": first.page,
        "box": first.box,
        "cell": first.cell,
        "pieces": [_piece(piece) for piece in place.span.pieces],
        "text": place.text,
        "label": place.label,
    }


def _piece(piece: Piece) -> Json:
    return {
        "line": piece.line,
        "column": piece.column,
        "end_column": piece.end_column,
        "page": piece.page,
        "box": piece.box,
        "cell": piece.cell,
    }


def _relation(relation: Relation, report: Report) -> Json:
    judged = relation.judgement
    result = _term(report.figures[relation.result], 1, "result")
    return {
        "rule": relation.rule,
        "formula": relation.formula,
        "verdict": judged.verdict if judged else None,
        "probability": judged.probability if judged else None,
        "convention": relation.convention,
        "evidence": relation.evidence,
        "terms": [result, *(_term(report.figures[term.figure], term.factor, term.role) for term in relation.terms)],
    }


def _term(figure: Figure, factor: int, role: str) -> Json:
    return {
        "place": _place(Place(figure.span, figure.text, figure.label)),
        "value": view.decimal(figure.scaled, figure.decimals),
        "unit": figure.unit,
        "factor": str(factor),
        "role": role,
    }


def _table(table: Table, report: Report) -> Json:
    return {
        "title": table.title,
        "unit": table.unit,
        "line": table.line,
        "end_line": table.end_line,
        "header": [column.header for column in table.columns],
        "rows": [_row(row, report) for row in table.rows],
    }


def _row(row: Row, report: Report) -> Json:
    return {"label": row.label, "role": row.role, "cells": [_cell(cell, report) for cell in row.cells]}


def _cell(cell: Cell | None, report: Report) -> Json | None:
    if cell is None:
        return None
    figure = report.figures[cell.figure] if cell.figure is not None else None
    return {
        "text": cell.text,
        "value": view.decimal(figure.scaled, figure.decimals) if figure else None,
        "unit": figure.unit if figure else None,
        "line": cell.span.line if cell.span else None,
        "column": cell.span.column if cell.span else None,
    }


def _number(number: Figure | NotFigure, entry: Entry, report: Report) -> Json:
    figure = number if isinstance(number, Figure) else None
    return {
        "text": number.text,
        "value": view.decimal(figure.scaled, figure.decimals) if figure else None,
        "unit": figure.unit if figure else None,
        "line": number.span.line,
        "column": number.span.column,
        "end_column": number.span.end_column,
        "status": entry.status,
        "reason": entry.reason,
        "residual": entry.residual,
        "relations": [f"{report.relations[i].rule} {report.relations[i].formula}" for i in entry.relations],
    }
