"""`rkaudit relations` from file to output: the cells that it names are those of the file, or of the table as read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from auditor import cli
from auditor.render.schema import render as schema
from tests.wordfiles import tbl, tr, word

ROWS = [
    ("Norr", "1203", "1154", "523", "999", "1401"),
    ("Söder", "3407", "3526", "1234", "201", "77"),
    ("Väster", "2074", "1903", "171", "88", "412"),
    ("Alla", "6684", "6583", "1928", "1288", "1890"),
    ("Öst", "4112", "4001", "217", "120", "300"),
    ("Mitt", "5120", "4983", "144", "313", "25"),
    ("Resten", "9232", "8984", "361", "433", "325"),
]
HEAD = ("Ort", "A", "B", "C", "D", "E")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs `rkaudit relations` on some files and gives its reports, each validated."""

    def run(*paths: Path) -> Any:
        assert cli.run(["relations", *map(str, paths), "--format", "json"]) == 0
        out = json.loads(capsys.readouterr().out)
        jsonschema_rs.validator_for(json.loads(schema())).validate(out)
        return out["reports"]

    return run


def sums(table: Any) -> dict[tuple[int, ...], list[list[int]]]:
    return {tuple(one["result"]): sorted(one["operands"]) for one in table["relations"] if one["operator"] == "sum"}


@pytest.mark.parametrize(("delimiter", "suffix"), [(";", ".csv"), (",", ".csv"), ("\t", ".tsv")])
def test_cells_of_a_csv_file_are_those_of_the_whole_file(told, tmp_path: Path, delimiter: str, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    lines = ["# källa: egen", "", *(delimiter.join(row) for row in (HEAD, *ROWS))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    (table,) = told(path)[0]["tables"]
    found = sums(table)
    for column in range(1, 6):
        assert found[6, column] == [[row, column] for row in (3, 4, 5)]
        assert found[9, column] == [[row, column] for row in (7, 8)]
    assert {one["verdict"] for one in table["relations"]} == {"exact"}


def test_cells_of_a_text_report_are_those_of_its_tables(told, tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    rows = ["".join(f"{cell:>9}" if at else f"{cell:<9}" for at, cell in enumerate(row)) for row in (HEAD, *ROWS)]
    path.write_text("Ort för ort\n\n" + "\n".join(rows) + "\n", "utf-8")
    (table,) = told(path)[0]["tables"]
    assert table["line"] == 4
    assert sums(table)[3, 0] == [[0, 0], [1, 0], [2, 0]]


def test_a_cell_that_breaks_what_its_siblings_obey_is_told_and_found(told, tmp_path: Path, capsys) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n".join(";".join(row) for row in (HEAD, *ROWS)).replace("6583", "6538"), "utf-8")
    (table,) = told(path)[0]["tables"]
    broken = [one for one in table["relations"] if one["verdict"] == "contradicted"]
    assert [(one["result"], one["operands"]) for one in broken] == [([4, 2], [[1, 2], [2, 2], [3, 2]])]
    assert cli.run(["relations", str(path)]) == 0
    assert "Alla = Norr + Söder + Väster  (4 kolumner, exakt; bryts i B (6538))" in capsys.readouterr().out
    assert cli.run(["check", str(path), "--format", "concise", "--fail-on", "warning"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path.as_posix()}:5:11: warning RK112 Står 6\u00a0538. På andra håll i tabellen gäller Alla = Norr + Söder + "
        "Väster; här ger det 6\u00a0583."
    ]


def test_a_deviation_is_told_as_a_sum_and_shown_as_a_difference(told, tmp_path: Path, capsys) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Enhet;Utfall;Budget;Avvikelse\nSkola;1200;1234;-34\nVård;2101;2000;101\nKultur;450;500;-50\n")
    (table,) = told(path)[0]["tables"]
    assert sums(table)[2, 1] == [[2, 2], [2, 3]]
    cli.run(["relations", str(path)])
    assert "Avvikelse = Utfall − Budget  (3 rader, exakt)" in capsys.readouterr().out


def test_a_folder_in_one_call(told, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.csv").write_text("\n".join(";".join(row) for row in ROWS), "utf-8")
    (tmp_path / "tom.csv").write_text("")
    reports = told(tmp_path)
    assert [Path(report["path"]).name for report in reports] == ["0.csv", "1.csv", "2.csv", "tom.csv"]
    assert [len(report["tables"][0]["relations"]) for report in reports] == [10, 10, 10, 0]
    assert [problem["code"] for problem in reports[3]["problems"]] == ["empty", "no-figures"][:1]


def test_a_table_is_named_by_its_cells_where_the_file_has_no_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.docx"
    path.write_bytes(word(tbl(*(tr(*row) for row in (HEAD, *ROWS)))))
    assert cli.run(["relations", str(path)]) == 0
    assert capsys.readouterr().out.startswith(f"{path}, cell Tabell 1!B2 – cell Tabell 1!F8\n")
