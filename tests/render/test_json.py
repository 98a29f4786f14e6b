"""The JSON contract: every output against the schema that ships, and its keys in order."""

import json as stdlib
import os

import jsonschema_rs
import msgspec
import pytest

from auditor.model.finding import Audit
from auditor.render import json
from auditor.render.schema import render as schema

SCHEMA = stdlib.loads(schema())
ELSEWHERE = {"page", "box", "cell", "printed", "paragraph", "file"}
# what only a review that goes on from an earlier one has
REVIEWED = {"accepted", "decision", "obsolete_decisions"}
PLACE = ["line", "column", "end_line", "end_column", "page", "box", "cell", "pieces", "text", "label"]


@pytest.fixture(scope="module")
def valid():
    return jsonschema_rs.validator_for(SCHEMA)


def test_the_schema_is_one():
    jsonschema_rs.meta.validate(SCHEMA)


def objects(node):
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for child in node.values():
            yield from objects(child)
    elif isinstance(node, list):
        for child in node:
            yield from objects(child)


def test_the_schema_leaves_nothing_open():
    found = list(objects(SCHEMA))
    assert len(found) > 15
    for each in found:
        assert each["additionalProperties"] is False
        # what only some formats have is left out elsewhere
        optional = [name for name in each["properties"] if name not in each["required"]]
        assert each["required"] == [name for name in each["properties"] if name in each["required"]]
        assert set(optional) <= ELSEWHERE | REVIEWED


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_output_is_valid(both, rules, valid, lang):
    empty = Audit("0.1.0", (), ())
    for output in (
        json.check(both, lang), json.tables(both), json.figures(both), json.rules(rules, lang),
        json.check(empty, lang), json.tables(empty), json.figures(empty), json.relations(both, lang),
    ):  # fmt: skip
        valid.validate(stdlib.loads(output))
        assert output.endswith("}\n")


def test_what_the_schema_does_not_know_is_refused(both, valid):
    told = stdlib.loads(json.check(both, "sv"))
    told["reports"][0]["findings"][0]["primary"]["extra"] = 1
    assert not valid.is_valid(told)


def test_keys_stand_as_in_the_contract(both):
    told = stdlib.loads(json.check(both, "sv"))
    finding = told["reports"][0]["findings"][0]
    assert list(told) == ["schema", "version", "lang", "reports", "summary"]
    assert list(told["reports"][0]) == ["path", "findings", "figures", "problems"]
    assert list(finding) == [
        "rule", "name", "severity", "verdict", "message", "primary", "blamed", "secondary", "stated", "expected",
        "range", "unit", "turns_meaning", "cause", "suggestion", "relations", "notes", "fixes", "fingerprint",
    ]  # fmt: skip
    assert list(finding["primary"]) == PLACE
    assert list(finding["relations"][0]) == [
        "rule", "formula", "verdict", "probability", "convention", "evidence", "terms",
    ]  # fmt: skip
    assert list(finding["relations"][0]["terms"][0]) == ["place", "value", "unit", "factor", "role"]
    assert told["summary"] == {"reports": 2, "errors": 1, "warnings": 1, "infos": 1, "unreadable": 1}


def test_a_finding(both):
    told = stdlib.loads(json.check(both, "en"))
    finding = told["reports"][0]["findings"][0]
    assert finding["primary"] == finding["blamed"][0]
    assert finding["primary"] == {
        "line": 5, "column": 16, "end_line": 5, "end_column": 23, "page": 1, "box": None, "cell": None,
        "pieces": [{"line": 5, "column": 16, "end_column": 23, "page": 1, "box": None, "cell": None}],
        "text": "1 494,1", "label": "Totalt · Utfall",
    }  # fmt: skip
    assert (finding["stated"], finding["expected"], finding["range"]) == ("1494.1", "1449.1", ["1449.0", "1449.2"])
    assert finding["cause"] == {"kind": "transposition", "text": "two digits have changed places"}
    assert finding["notes"] == ["39,1 + 1\u00a0410,0 = 1\u00a0449,1", "The column Budget ties out."]
    terms = finding["relations"][0]["terms"]
    assert [(term["role"], term["value"], term["factor"]) for term in terms] == [
        ("result", "1494.1", "1"), ("item", "39.1", "1"), ("item", "1410.0", "1"),
    ]  # fmt: skip
    assert told["reports"][0]["figures"] == {"total": 7, "verified": 5, "contradicted": 1, "unchecked": 1}
    assert told["reports"][1]["problems"] == [
        {"code": "missing", "message": "There is no such file or folder. Check the name.", "line": None, "fatal": True}
    ]


def test_tables_and_figures(audit):
    (table,) = stdlib.loads(json.tables(audit))["reports"][0]["tables"]
    assert list(table) == ["title", "unit", "line", "end_line", "header", "rows"]
    assert table["header"] == ["Budget", "Utfall"]
    assert table["rows"][1] == {
        "label": "Kansli",
        "role": "item",
        "cells": [{"text": "1 408,7", "value": "1408.7", "unit": "mnkr", "line": 4, "column": 8}, None],
    }
    figures = stdlib.loads(json.figures(audit))["reports"][0]["figures"]
    assert [figure["status"] for figure in figures[:3]] == ["not-a-figure", "not-a-figure", "verified"]
    assert figures[3] == {
        "text": "39,1", "value": "39.1", "unit": "mnkr", "line": 3, "column": 14, "end_column": 18,
        "status": "verified", "reason": None, "residual": "0.2", "relations": ["RK101 total = sum(items)"],
    }  # fmt: skip


def test_paths_use_slashes_on_windows(report, monkeypatch):
    monkeypatch.setattr(os, "sep", "\\")
    audit = Audit("0.1.0", (msgspec.structs.replace(report, path="a\\r.txt"),), ())
    for output in (json.check(audit, "sv"), json.tables(audit), json.figures(audit)):
        assert stdlib.loads(output)["reports"][0]["path"] == "a/r.txt"


def test_a_path_that_is_no_text_is_still_told(report):
    audit = Audit("0.1.0", (msgspec.structs.replace(report, path="r\udcff.txt"),), ())
    assert stdlib.loads(json.check(audit, "sv"))["reports"][0]["path"] == "r?.txt"
