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
from auditor.model.span import Piece, Span
from auditor.render import texts, view

Json = dict[str, object]


def check(audit: Audit, lang: str) -> str:
    """`rkaudit check --format json`."""
    return check_utf8(audit, lang).decode()


def check_utf8(audit: Audit, lang: str) -> bytes:
    """The same in UTF-8: of a long report it is some ten megabytes."""
    counts = view.tally(audit.reports)
    return _utf8(
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
                **({"accepted": counts.accepted} if counts.accepted else {}),
                **({"obsolete_decisions": len(audit.obsolete)} if audit.obsolete else {}),
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
    return _utf8(value).decode()


def _utf8(value: Json) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _path(report: Report) -> str:
    """The path with /; what in it is no text, as a file system allows, is replaced, since JSON is text."""
    return report.path.replace(os.sep, "/").encode("utf-8", "replace").decode("utf-8")


def _decimal(amount: tuple[int, int] | None) -> str | None:
    return view.decimal(*amount) if amount is not None else None


def _report(report: Report, lang: str) -> Json:
    counts = view.tally([report])
    return {
        "path": _path(report),
        # each is written at once: as records in memory, those of a long report take much more than its text
        "findings": [
            msgspec.Raw(msgspec.json.encode(_finding(finding, report, lang)))
            for finding in view.ordered(report.findings)
        ],
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
        **({"page": found.page} if found.page is not None else {}),
        **({"cell": found.cell} if found.cell is not None else {}),
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
        **_decided(finding),
    }


def _decided(finding: Finding) -> Json:
    """What a person has decided about it, under `accepted` where that is an acceptance that holds."""
    one = finding.decision
    if one is None:
        return {}
    told: Json = {"comment": one.comment, "signature": one.signature, "date": one.date}
    if finding.accepted:
        return {"accepted": told}
    return {"decision": {"decision": one.decision, "written": one.written, **told, "lapsed": one.lapsed}}


def _place(place: Place) -> Json:
    pieces = [_piece(piece) for piece in place.span.pieces]
    first, last = pieces[0], pieces[-1]
    ends = {"end_line": last["line"], "end_column": last["end_column"]}
    return {
        "line": first["line"],
        "column": first["column"],
        **ends,
        **{key: value for key, value in first.items() if key not in ("line", "column", "end_column")},
        "pieces": pieces,
        "text": place.text,
        "label": place.label,
    }


def _piece(piece: Piece) -> Json:
    """A piece as the contract has it; `printed` and `paragraph` only in formats that know of them."""
    at = piece.origin
    if at is None:
        return {
            "line": piece.line,
            "column": piece.column,
            "end_column": piece.end_column,
            "page": piece.page,
            "box": None,
            "cell": None,
        }
    told: Json = {
        "line": at.line,
        "column": at.column,
        "end_column": at.end_column,
        "page": piece.page,
        "box": at.box,
        "cell": at.cell,
    }
    if at.printed is not None:
        told["printed"] = at.printed
    if at.paragraph is not None:
        told["paragraph"] = at.paragraph
    if at.file is not None:
        told["file"] = at.file
    return told


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
    piece = next((cell.span.pieces[0] for row in table.rows for cell in row.cells if cell and cell.span), None)
    lined = piece is None or piece.origin is None
    return {
        "title": table.title,
        "unit": table.unit,
        "line": table.line if lined else None,
        "end_line": table.end_line if lined else None,
        **({} if piece is None or lined else _elsewhere(piece)),
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
        **_told_at(cell.span, ("line", "column")),
    }


def _told_at(span: Span | None, keys: Sequence[str]) -> Json:
    """Some keys of the place of a thing, and in a file that is not lines of text its page, box and cell."""
    if span is None:
        return dict.fromkeys(keys)
    told = _piece(span.pieces[0])
    told["end_column"] = _piece(span.pieces[-1])["end_column"]
    return {**{key: told[key] for key in keys}, **(_elsewhere(span.pieces[0]) if span.origin is not None else {})}


def _elsewhere(piece: Piece) -> Json:
    return {key: value for key, value in _piece(piece).items() if key not in ("line", "column", "end_column")}


def _number(number: Figure | NotFigure, entry: Entry, report: Report) -> Json:
    figure = number if isinstance(number, Figure) else None
    return {
        "text": number.text,
        "value": view.decimal(figure.scaled, figure.decimals) if figure else None,
        "unit": figure.unit if figure else None,
        **_told_at(number.span, ("line", "column", "end_column")),
        "status": entry.status,
        "reason": entry.reason,
        "residual": entry.residual,
        "relations": [f"{report.relations[i].rule} {report.relations[i].formula}" for i in entry.relations],
    }
