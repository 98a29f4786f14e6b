"""Measures rkaudit on this machine: `make bench`, or `python -m benchmarks [PART...]`; README.md tells what and how."""

import datetime
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from auditor.model.finding import Finding, Report
from auditor.pipeline import audit_text
from benchmarks import corruption, documents, fuzz
from tests import strategies
from tests.strategies import CAUSES, Seeded, Slip

ROOT = Path(__file__).resolve().parent.parent
SIZE = 73_000
TABLES = 10_000
RUNS = 15
CORRUPTED = 40
# The peak of a child is known to the system alone, in kB on Linux and in bytes on macOS; Windows does not tell it.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(peak / 1e6 if sys.platform == "darwin" else peak / 1e3)
"""


class Line(NamedTuple):
    """One thing measured. `kept` tells whether it is within its budget."""

    what: str
    measured: str
    budget: str = ""
    kept: bool = True
    command: str = ""


def main(parts: Sequence[str]) -> int:
    """Prints the parts asked for, all unless told; 1 when a budget is not kept."""
    if parts and parts[0] == "fuzz":
        return fuzz.main(parts[1:])
    unknown = set(parts) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d %H:%M} UTC, commit {_commit()}")
    print(f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}\n")
    print(f"{'':4} {'what':58} {'measured':>28}  {'budget':12} command")
    kept = True
    for part in parts or PARTS:
        for line in PARTS[part]():
            kept = kept and line.kept
            mark = "" if not line.budget else "ok" if line.kept else "OVER"
            command = line.command or f"python -m benchmarks {part}"
            print(f"{mark:4} {line.what:58} {line.measured:>28}  {line.budget:12} {command}", flush=True)
    return 0 if kept else 1


def _commit() -> str:
    def git(*argv: str) -> str:
        return subprocess.run(("git", *argv), cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    return (
        f"{git('rev-parse', '--short', 'HEAD') or 'unknown'}{' with changes' if git('status', '--porcelain') else ''}"
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", information.read_text("utf-8")) if information.exists() else None
    return found.group(1) if found else platform.processor() or platform.machine()


# ---- speed and memory -------------------------------------------------------------------------------------------


def report(size: int = SIZE) -> str:
    """A report of `size` characters: the examples one after the other, again and again, cut at the end of a line."""
    parts = [text for path in _examples() for text in (_read(path), "\n\n")]
    text = "".join(parts) * (size // sum(map(len, parts)) + 1)
    return text[: text.rindex("\n", 0, size) + 1]


def _examples() -> list[Path]:
    found = (path for path in (ROOT / "examples").iterdir() if path.suffix in (".txt", ".md") and path.stem != "README")
    return sorted(found)


def _read(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("cp1252").replace("\r\n", "\n")


def _fastest(command: Sequence[str], runs: int = RUNS) -> float:
    """The least time that a command took, in seconds: what disturbs a run only ever adds to it."""

    def once() -> float:
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=False)
        return time.perf_counter() - started

    once()
    return min(once() for _ in range(runs))


def start_up() -> Iterator[Line]:
    bare = _fastest((sys.executable, "-c", "pass"))
    version = _fastest((sys.executable, "-m", "auditor", "--version"))
    yield Line("bare interpreter", f"{1000 * bare:.0f} ms", command="python -c pass")
    over = version - bare
    yield Line(
        "--version, beyond the bare interpreter",
        f"{1000 * over:.0f} ms",
        "25 ms",
        over <= 0.025,
        "python -m auditor --version",
    )


def speed() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(report(), "utf-8")
        check = (sys.executable, "-m", "auditor", "check", str(path))
        cold = _fastest((*check, "--format", "json"))
        yield Line("73 kB, JSON, cold", f"{cold:.3f} s", "0.35 s", cold < 0.35)
        shown = _fastest((*check, "--width", "100"))
        yield Line("73 kB, terminal, cold", f"{shown:.3f} s", "0.45 s", shown < 0.45)
        if sys.platform != "win32":
            done = subprocess.run(
                (sys.executable, "-c", PEAK, *check, "--format", "json"), cwd=ROOT, capture_output=True, check=True
            )
            peak = float(done.stdout)
            yield Line("73 kB, peak memory", f"{peak:.0f} MB", "80 MB", peak < 80)
    warm = _warm(report(), 5)
    yield Line("73 kB, audit alone, warm", f"{warm:.3f} s", "0.12 s", warm < 0.12)


def _warm(text: str, runs: int) -> float:
    audit_text("Skola 1,0 2,0\nTotalt 1,0 2,0\n")

    def once() -> float:
        started = time.perf_counter()
        audit_text(text)
        return time.perf_counter() - started

    return min(once() for _ in range(runs))


def scaling() -> Iterator[Line]:
    """The same text, ten times and a hundred times as long: time for each is to grow no faster."""
    one = _warm(report(), 3)
    for factor, runs in ((10, 2), (100, 1)):
        took = _warm(report(factor * SIZE), runs)
        ratio = took / one / factor
        yield Line(
            f"{factor} x 73 kB, audit alone, warm", f"{took:.2f} s, {ratio:.2f} x linear", "1.5 x linear", ratio < 1.5
        )
    yield from _table_scaling()


def _table_scaling() -> Iterator[Line]:
    """One table of many rows, all right."""
    times = {}
    for rows in (100, 400):
        body = "".join(f"Enhet {row}\t{12 + row % 97},5\t{10 + row % 97},0\t2,5\n" for row in range(rows))
        outcome, budget = (sum(base + 10 * (row % 97) for row in range(rows)) for base in (125, 100))
        total = "\t".join(f"{value // 10},{value % 10}" for value in (outcome, budget, outcome - budget))
        times[rows] = _warm(f"Enhet, mnkr\tUtfall\tBudget\tAvvikelse\n{body}Totalt\t{total}\n", 1)
    ratio = times[400] / times[100] / 4
    yield Line("a table of 400 rows", f"{times[400]:.2f} s, {ratio:.2f} x linear", "1.5 x linear", ratio < 1.5)


# ---- what is found ----------------------------------------------------------------------------------------------


def told(audited: Report) -> list[Finding]:
    """The findings that say that something is wrong."""
    return [finding for finding in audited.findings if finding.severity != "info"]


def clean_tables() -> Iterator[Line]:
    """Generated tables that are right in every figure."""
    counts: Counter[str] = Counter()
    for seed in range(TABLES):
        found = {finding.severity for finding in told(audit_text(strategies.make_table(Seeded(seed)).text()))}
        counts.update(found)
    yield Line(f"errors on {TABLES} clean tables", str(counts["error"]), "0", not counts["error"])
    few = TABLES // 1000
    yield Line(f"tables with warnings of {TABLES} clean", str(counts["warning"]), f"{few}", counts["warning"] <= few)


class Score(NamedTuple):
    """What became of one wrong figure."""

    found: bool
    blamed: bool
    restored: bool


def wrong_tables() -> Iterator[Line]:
    """Generated tables with one figure wrong beyond rounding."""
    scores: dict[str, list[Score]] = {cause: [] for cause in CAUSES}
    for seed in range(TABLES):
        choices = Seeded(f"wrong {seed}")
        slip = strategies.make_slip(choices, strategies.make_table(choices))
        if slip is not None:
            scores[slip.cause].append(_score(slip))
    yield from _scored(scores)


def _score(slip: Slip) -> Score:
    near = [
        finding
        for finding in told(audit_text(slip.table.text()))
        if any(slip.is_at(place) for place in (*finding.blamed, *finding.secondary))
    ]
    blaming = [finding for finding in near if slip.is_at(finding.blamed[0])]
    right = slip.table.with_figure(slip.cell, slip.right).figure(slip.cell)
    return Score(bool(near), bool(blaming), any(_same(finding.suggestion or "", right) for finding in blaming))


def _same(one: str, other: str) -> bool:
    """Whether two figures say the same, however they are written."""

    def plain(text: str) -> str:
        negative = text[:1] in "-\u2212\u2013("
        return f"{'-' * negative}{re.sub(r'[^0-9,]', '', text)}"

    return plain(one) == plain(other)


def _scored(scores: dict[str, list[Score]]) -> Iterator[Line]:
    for cause, listed in {**scores, "all": [score for part in scores.values() for score in part]}.items():
        if listed:
            shares = [100 * statistics.fmean(score[at] for score in listed) for at in range(3)]
            what = f"{cause}, {len(listed)} wrong figures: found, blamed, restored"
            yield Line(what, " ".join(f"{share:.1f} %" for share in shares))


# ---- the project's own examples ---------------------------------------------------------------------------------

_FIGURE = re.compile(r"^[-+\u2212\u2013]?\s?\d[\d \u00a0\u202f\u2009.]*(?:,\d+)?$")


def examples() -> Iterator[Line]:
    """One figure of a table at a time printed wrong in the example reports."""
    scores: dict[str, list[Score]] = {cause: [] for cause in CAUSES}
    for path in _examples():
        text = _read(path)
        before = audit_text(text)
        known = Counter(map(_key, told(before)))
        choices = Seeded(path.name)
        figures = [
            figure
            for figure in before.figures
            if figure.context == "table" and _FIGURE.match(figure.text) and len(figure.span.pieces) == 1
        ]
        for _ in range(CORRUPTED if figures else 0):
            figure = choices.one(figures)
            cause = choices.one(CAUSES)
            wrong = _miswritten(choices, figure.text, cause)
            if wrong is None:
                continue
            line, column = figure.span.line or 1, figure.span.column or 1
            lines = text.split("\n")
            row = lines[line - 1]
            if row[column - 1 : column - 1 + len(figure.text)] != figure.text:
                continue
            lines[line - 1] = row[: column - 1] + wrong + row[column - 1 + len(figure.text) :]
            new = Counter(map(_key, found := told(audit_text("\n".join(lines))))) - known
            near = [
                finding
                for finding in found
                if _key(finding) in new
                and any(place.span.line == line for place in (*finding.blamed, *finding.secondary))
            ]
            blaming = [
                finding
                for finding in near
                if finding.blamed[0].span.line == line and _same(finding.blamed[0].text, wrong)
            ]
            restored = any(_same(finding.suggestion or "", figure.text) for finding in blaming)
            scores[cause].append(Score(bool(near), bool(blaming), restored))
    yield from _scored(scores)
    yield from _known_errors()


def _key(finding: Finding) -> tuple[str, int | None, object, object]:
    return finding.rule, finding.blamed[0].span.line, finding.stated, finding.expected


def _miswritten(choices: Seeded, text: str, cause: str) -> str | None:
    """A figure with one slip, written as it was: a digit (not the last), two digits, the sign, or the decimal comma."""
    places = [at for at, character in enumerate(text) if character.isdigit()]
    if cause == "digit" and len(places) > 1:
        at = choices.one(places[:-1])
        others = [digit for digit in "123456789" if digit != text[at]]
        return text[:at] + choices.one(others) + text[at + 1 :]
    if cause == "transposition":
        pairs = [
            (one, other)
            for one, other in pairwise(places)
            if text[one] != text[other] and not (one == places[0] and text[other] == "0")
        ]
        if pairs:
            one, other = choices.one(pairs)
            return text[:one] + text[other] + text[one + 1 : other] + text[one] + text[other + 1 :]
    if cause == "sign" and text.strip("-+\u2212\u2013 0,."):
        return text[1:].lstrip() if text[0] in "-\u2212\u2013" else f"-{text.lstrip('+ ')}"
    if cause == "scale" and "," in text:
        whole, part = text.split(",")
        return f"{whole}{part}" if len(part) == 1 else f"{whole}{part[0]},{part[1:]}"
    return None


def _known_errors() -> Iterator[Line]:
    """What is said of the reports as they are, against the faults that examples/README.md lists."""
    listed = re.findall(
        r"^\| `([^`]+)` \|.*\| (\w+) \|$", (ROOT / "examples" / "README.md").read_text("utf-8"), re.MULTILINE
    )
    expected = {name: 0 if count == "none" else int(count) for name, count in listed}
    errors = {path.name: told(audit_text(_read(path))) for path in _examples()}
    off = {name: len(errors.get(name, ())) for name, count in expected.items() if len(errors.get(name, ())) != count}
    said = ", ".join(f"{name} {count}" for name, count in off.items()) or "as listed"
    yield Line(
        "findings on the examples as they are", said, f"{sum(expected.values())}", not off, "rkaudit check examples"
    )


# ---- every cause, in reports of several layouts ---------------------------------------------------------------------


def by_cause() -> Iterator[Line]:
    """One figure at a time wrong in clean reports, by each cause that is told: benchmarks/corruption."""
    told = list(corruption.clean())
    figures, findings = sum(count for _, count, _ in told), sum(count for *_, count in told)
    yield Line(f"findings on {len(told)} clean reports, {figures} figures", str(findings), "0", not findings)
    for counted, where in ((True, ""), (False, ", of all figures")):
        for share in corruption.shares(corruption.scores(counted)):
            parts = (share.found, share.blamed, share.named, share.restored)
            measured = " ".join(f"{part:5.1f}" for part in parts) + " %"
            kept = (
                counted is False
                or share.what != "all"
                or all(part >= least for part, least in zip(parts, (95, 90, 0, 80), strict=True))
            )
            budget = "95 90 - 80 %" if counted and share.what == "all" else ""
            yield Line(f"{share.what}, {share.wrong} wrong{where}", measured, budget, kept)


# ---- documents that are not text ---------------------------------------------------------------------------------


def of_documents() -> Iterator[Line]:
    """PDF, Word, Excel and HTML, each long."""
    for what, measured, budget, kept in documents.lines():
        yield Line(what, measured, budget, kept)


PARTS: dict[str, Callable[[], Iterable[Line]]] = {
    "start-up": start_up,
    "speed": speed,
    "scaling": scaling,
    "clean": clean_tables,
    "wrong": wrong_tables,
    "examples": examples,
    "corruption": by_cause,
    "documents": of_documents,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
