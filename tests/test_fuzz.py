"""Damaged files of every kind end in time, with a status of rkaudit's own; `python -m benchmarks fuzz` tries more."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from benchmarks import fuzz

COUNT = 30
SEED = 20


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_damaged_files_are_read_or_told(kind: str, tmp_path: Path) -> None:
    every = list(fuzz.outcomes(kind, range(COUNT), SEED, tmp_path))
    assert [one for one in every if one.fault] == []
    assert {one.status for one in every} <= {0, 1, 2}
    assert len(every) == COUNT


# ---- what a run is judged by can tell a bad one


@pytest.fixture
def worker() -> Iterator[fuzz.Worker]:
    made = fuzz.Worker()
    yield made
    made.close()


def test_a_process_that_hangs_is_told_and_the_next_file_is_read(worker: fuzz.Worker, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Skola 1,0 2,0\nTotalt 1,0 2,0\n" * 2000, "utf-8")
    status, fault = worker.run(["check", str(path)], seconds=0.01)
    assert (status, fault) == (None, "not done in 0 s")
    path.write_text("Skola 1,0 2,0\nTotalt 1,0 2,0\n", "utf-8")
    assert worker.run(["check", str(path)]) == (0, "")


def test_a_process_that_dies_is_told(worker: fuzz.Worker) -> None:
    assert worker.run(["check", "no-such-file.txt"])[0] == 2
    assert worker.process is not None
    worker.process.kill()
    worker.process.join()
    # one that is dead already is replaced
    assert worker.run(["check", "no-such-file.txt"])[0] == 2


# ---- damage


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_damage_is_drawn_from_the_seed(kind: str) -> None:
    good = fuzz.originals(kind)
    made = [fuzz.damaged(kind, SEED, number, good) for number in range(12)]
    assert made == [fuzz.damaged(kind, SEED, number, good) for number in range(12)]
    assert made != [fuzz.damaged(kind, SEED + 1, number, good) for number in range(12)]
    assert sum(data not in good for data in made) >= 9


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_there_are_good_files_of_every_kind(kind: str) -> None:
    assert len(fuzz.originals(kind)) >= 3


def test_a_damaged_member_is_packed_with_the_right_sum() -> None:
    """Otherwise nothing but the reading of zip files would be tried."""
    good = fuzz.originals("docx")
    whole = 0
    for number in range(40):
        data = fuzz.damaged("docx", SEED, number, good)
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                whole += archive.testzip() is None
        except Exception:
            continue
    assert whole >= 15
