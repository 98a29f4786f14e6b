from pathlib import Path

import pytest

from auditor.model.document import Problem
from auditor.readers.discover import discover

FILES = [
    "b.txt",
    "a.md",
    "bild.png",
    "år/jan.TXT",
    "år/feb.tsv",
    "år/djup/q1.markdown",
    ".git/dold.txt",
    "år/.dold.txt",
    "node_modules/paket/readme.md",
    "bilder/x.png",
    "[2020] rapport.txt",
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        path = tmp_path / "r" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("5\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


ALL = ["r/[2020] rapport.txt", "r/a.md", "r/b.txt", "r/år/feb.tsv", "r/år/jan.TXT", "r/år/djup/q1.markdown"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], []),
        (["-"], ["-"]),
        (["r"], ALL),
        (["./r/", "r/b.txt"], ALL),
        (["r/b.txt", "r"], ["r/b.txt", *[path for path in ALL if path != "r/b.txt"]]),
        (["r/bild.png", "r/../r/bild.png"], ["r/bild.png"]),
        (["r/.git/dold.txt", "r/.git"], ["r/.git/dold.txt"]),
        (["r/*.txt"], ["r/[2020] rapport.txt", "r/b.txt"]),
        (["r/[2020] rapport.txt"], ["r/[2020] rapport.txt"]),
        (["r/[ab].*"], ["r/a.md", "r/b.txt"]),
        (["r/**/*.ts?"], ["r/år/feb.tsv"]),
        (["r/bil*"], ["r/bild.png"]),
    ],
)
def test_found(arguments: list[str], found: list[str]) -> None:
    paths, problems = discover(arguments)
    assert paths == found
    assert problems == []


@pytest.mark.parametrize(
    ("argument", "problem"),
    [
        ("r/ingen.txt", Problem("missing", fatal=True)),
        ("", Problem("missing", fatal=True)),
        ("r/ingen*.txt", Problem("no-match", fatal=True)),
        ("r/node*", Problem("no-match", fatal=True)),
        ("r/bilder", Problem("no-reports")),
        ("r/bilde[r]", Problem("no-reports")),
    ],
)
def test_nothing_found_is_told(argument: str, problem: Problem) -> None:
    assert discover([argument, "r/b.txt"]) == (["r/b.txt"], [(argument, problem)])


def test_an_absolute_path_and_a_relative_one_are_the_same_file(folder: Path) -> None:
    assert discover(["r/b.txt", str(folder / "r" / "b.txt")]) == (["r/b.txt"], [])
