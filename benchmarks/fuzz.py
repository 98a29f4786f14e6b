"""Damaged files: `python -m benchmarks fuzz --kind pdf --count 2000 --seed 1`.

A good file of the kind is damaged in one or a few ways drawn from a seed, and given to `rkaudit check` in a process
that may die of it. Each run has to end in time with status 0, 1 or 2 and without a traceback; what does not is kept in
a folder.
"""

import argparse
import contextlib
import io
import multiprocessing
import os
import random
import re
import struct
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "tests" / "documents"
SECONDS = 10.0
# a process that waits for the others on a busy machine may take so many times that
PATIENCE = 12
# of a process that reads one file; a bomb that is not seen as one ends there
MEMORY = 3_000_000_000
KINDS = ("pdf", "docx", "xlsx", "html", "md", "csv", "txt")
# a PDF of more is slow to damage and no more telling
LARGEST = 60_000

Mutation = Callable[[bytes, random.Random], bytes]


class Outcome(NamedTuple):
    """How a run ended. `status` is that of rkaudit; `fault` says what should not be: a traceback, a death, a hang."""

    number: int
    status: int | None
    seconds: float
    fault: str = ""


# ---- good files ---------------------------------------------------------------------------------------------------


def originals(kind: str) -> list[bytes]:
    """The good files of a kind, in a fixed order."""
    if kind == "csv":
        return [_delimited(path) for path in sorted((DOCUMENTS / "reports").glob("*.txt"))]
    folders = [DOCUMENTS / "reports", *([DOCUMENTS / "hard"] if kind == "pdf" else [])]
    paths = [path for folder in folders for path in sorted(folder.glob(f"*.{kind}"))]
    if kind in ("txt", "md"):
        paths += [path for path in sorted((ROOT / "examples").glob(f"*.{kind}")) if path.stem != "README"]
    return [data for path in paths if len(data := path.read_bytes()) <= LARGEST]


def _delimited(path: Path) -> bytes:
    """The rows of a report's tables, with semicolons."""
    rows = [line for line in path.read_text("utf-8").split("\n") if "\t" in line]
    return "\n".join(row.replace("\t", ";") for row in rows).encode()


# ---- damage: bytes of any kind ------------------------------------------------------------------------------------


def _flip(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 8, 64))):
        at = draw.randrange(len(changed))
        changed[at] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _stretch(data: bytes, draw: random.Random) -> tuple[int, int]:
    start = draw.randrange(len(data))
    return start, min(len(data), start + draw.choice((1, 4, 32, 256, 4096)))


def _run(data: bytes, draw: random.Random) -> bytes:
    start, end = _stretch(data, draw)
    filler = draw.choice((b"\0", b"\xff", b" ", b"9", b"<", b"\n", b"("))
    return data[:start] + filler * (end - start) + data[end:]


def _noise(data: bytes, draw: random.Random) -> bytes:
    start, end = _stretch(data, draw)
    return data[:start] + draw.randbytes(end - start) + data[end:]


def _truncate(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data))]


def _behead(data: bytes, draw: random.Random) -> bytes:
    return data[:16] + data[16 + draw.randrange(len(data)) :]


def _swap(data: bytes, draw: random.Random) -> bytes:
    one, middle, other = sorted(draw.sample(range(len(data) + 1), 3)) if len(data) > 2 else (0, 0, 0)
    return data[:one] + data[middle:other] + data[one:middle] + data[other:]


def _double(data: bytes, draw: random.Random) -> bytes:
    start, end = _stretch(data, draw)
    return data[:end] + data[start:end] * draw.choice((1, 2, 50)) + data[end:]


def _number(data: bytes, draw: random.Random) -> bytes:
    """Another number in place of one: lengths, offsets, counts, spans and amounts are all written as digits."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return _flip(data, draw)
    one = draw.choice(found)
    other = draw.choice((b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999999999999", b"1e400", b"9" * 400))
    return data[: one.start()] + other + data[one.end() :]


ANY: tuple[Mutation, ...] = (_flip, _run, _noise, _truncate, _behead, _swap, _double, _number)


# ---- damage: zip files, whose members are damaged and packed again with the right sums ----------------------------


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def _packed(members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, warnings.catch_warnings():
        # a name that stands twice is one of the faults
        warnings.simplefilter("ignore")
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 15, 9, 0, 0)), content, method)
    return out.getvalue()


def _member(data: bytes, draw: random.Random) -> bytes:
    """A member damaged as XML or as bytes, most often one that holds the text."""
    members = _members(data)
    telling = [at for at, (name, _) in enumerate(members) if re.search(r"document|sheet|shared|styles|workbook", name)]
    at = draw.choice(telling if telling and draw.random() < 0.8 else range(len(members)))
    name, content = members[at]
    if content:
        members[at] = (name, draw.choice((*TAGGED, *ANY))(content, draw))
    return _packed(members)


def _missing(data: bytes, draw: random.Random) -> bytes:
    members = _members(data)
    del members[draw.randrange(len(members))]
    return _packed(members)


def _exchanged(data: bytes, draw: random.Random) -> bytes:
    """The contents of two members exchanged."""
    members = _members(data)
    one, other = draw.sample(range(len(members)), 2)
    (first, a), (second, b) = members[one], members[other]
    members[one], members[other] = (first, b), (second, a)
    return _packed(members)


def _renamed(data: bytes, draw: random.Random) -> bytes:
    members = _members(data)
    at = draw.randrange(len(members))
    name = draw.choice(("../../x.xml", "/x.xml", "a" * 300, "word/../word/document.xml", "", members[0][0]))
    members[at] = (name, members[at][1])
    return _packed(members, zipfile.ZIP_STORED)


def _swollen(data: bytes, draw: random.Random) -> bytes:
    """A member with a stretch of it again and again."""
    members = _members(data)
    at = draw.randrange(len(members))
    name, content = members[at]
    start, end = _stretch(content or b" ", draw)
    members[at] = (name, content[:end] + content[start:end] * draw.choice((100, 10_000)) + content[end:])
    return _packed(members)


ZIPPED: tuple[Mutation, ...] = (_member, _member, _member, _missing, _exchanged, _renamed, _swollen)


# ---- damage: marks of XML and HTML --------------------------------------------------------------------------------

_TAG = re.compile(rb"<[^<>]{1,400}>")
_ATTRIBUTE = re.compile(rb'="([^"<>]{0,200})"')
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def _tag(data: bytes, draw: random.Random) -> bytes:
    """A tag left out, doubled, moved, or another in its place."""
    found = list(_TAG.finditer(data))
    if len(found) < 2:
        return _flip(data, draw)
    one, other = draw.choice(found), draw.choice(found)
    instead = draw.choice((b"", one[0] * 2, other[0], one[0].replace(b"</", b"<"), b"</" + one[0][1:], one[0] * 5000))
    return data[: one.start()] + instead + data[one.end() :]


def _attribute(data: bytes, draw: random.Random) -> bytes:
    found = list(_ATTRIBUTE.finditer(data))
    if not found:
        return _tag(data, draw)
    one = draw.choice(found)
    values = (
        b"",
        b"-1",
        b"0",
        b"99999999",
        b"1" * 60,
        b"NaN",
        b"A1:XFD1048576",
        b"&#0;",
        b"\xff",
        draw.choice(found)[1],
    )
    return data[: one.start(1)] + draw.choice(values) + data[one.end(1) :]


def _spans(data: bytes, draw: random.Random) -> bytes:
    """Spans that no table has."""
    value = str(draw.choice((0, 2, 1000, 65535, 10**12))).encode()
    return re.sub(rb'((?:col|row)span|w:gridSpan w:val)="\d+"', rb'\1="' + value + b'"', data)


def _entity(data: bytes, draw: random.Random) -> bytes:
    at = draw.choice((0, data.find(b"?>") + 2 if b"?>" in data else 0))
    marked = data[:at] + ENTITY + data[at:]
    found = list(re.finditer(rb">[^<>]+<", marked))
    if not found:
        return marked
    one = draw.choice(found)
    return (
        marked[: one.start() + 1]
        + draw.choice((b"&b;", b"&c;", b"&#x110000;", b"&#xD800;", b"&"))
        + marked[one.end() - 1 :]
    )


TAGGED: tuple[Mutation, ...] = (_tag, _tag, _attribute, _attribute, _spans, _entity)


# ---- damage: PDF --------------------------------------------------------------------------------------------------

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def _stream(data: bytes, draw: random.Random) -> bytes:
    """A stream whose content is damaged and compressed again, with the length that the file says or the right one."""
    found = list(_STREAM.finditer(data))
    if not found:
        return _flip(data, draw)
    one = draw.choice(found)
    try:
        content = zlib.decompress(one[1])
    except zlib.error:
        content = one[1]
    changed = zlib.compress(draw.choice((*ANY, _operator))(content, draw) if content else b"")
    made = data[: one.start(1)] + changed + data[one.end(1) :]
    if draw.random() < 0.7:
        before = made.rfind(b"/Length", 0, one.start())
        made = (
            made[:before]
            + re.sub(rb"\d+", str(len(changed)).encode(), made[before : one.start()], count=1)
            + made[one.start() :]
        )
    return made


def _operator(content: bytes, draw: random.Random) -> bytes:
    """An operator of a page in place of another, or state that is never given back."""
    words = (
        b"Tj",
        b"TJ",
        b"Tm",
        b"Td",
        b"cm",
        b"re",
        b"q",
        b"Q",
        b"BT",
        b"ET",
        b"Do",
        b"Tf",
        b"gs",
        b"BI",
        b"EI",
        b"Tr",
    )
    found = list(re.finditer(rb"\b[A-Za-z]{1,2}\b", content))
    if not found:
        return content * 2
    one = draw.choice(found)
    return content[: one.start()] + draw.choice(words) * draw.choice((1, 1, 3000)) + content[one.end() :]


def _deflate(data: bytes, draw: random.Random) -> bytes:
    """Bits of a compressed stream turned."""
    found = [one for one in _STREAM.finditer(data) if len(one[1]) > 8]
    if not found:
        return _flip(data, draw)
    one = draw.choice(found)
    return data[: one.start(1)] + _flip(one[1], draw) + data[one.end(1) :]


def _cross_reference(data: bytes, draw: random.Random) -> bytes:
    """The place or the content of the table of objects wrong."""
    at = data.rfind(b"startxref")
    if at < 0:
        return _flip(data, draw)
    wrong = draw.choice((b"0", b"-5", str(draw.randrange(len(data))).encode(), b"99999999999", b""))
    return data[:at] + b"startxref\n" + wrong + b"\n%%EOF\n"


def _reference(data: bytes, draw: random.Random) -> bytes:
    """A reference to another object, which may make a ring."""
    found = list(re.finditer(rb"\b\d+ 0 R\b", data))
    if len(found) < 2:
        return _cross_reference(data, draw)
    one, other = draw.choice(found), draw.choice(found)
    return data[: one.start()] + other[0] + data[one.end() :]


PDF: tuple[Mutation, ...] = (_stream, _stream, _stream, _deflate, _cross_reference, _reference)


# ---- damage: text -------------------------------------------------------------------------------------------------


def _encoding(data: bytes, draw: random.Random) -> bytes:
    text = data.decode("utf-8", errors="replace")
    return text.encode(draw.choice(("utf-16", "utf-32", "cp1252", "cp850", "utf-16-be", "utf-8-sig")), errors="replace")


def _strange(data: bytes, draw: random.Random) -> bytes:
    """Characters that seldom stand in a report."""
    start, end = _stretch(data, draw)
    words = ("\0", "\u202e", "\u200b", "\ufeff", "\x1b[31m", "٣", "²", "½", "１２", "\U0001f4a9", "\x85", "\u2028", "∞")
    return data[:start] + (draw.choice(words) * draw.choice((1, 3, 500))).encode() + data[end:]


def _structure(data: bytes, draw: random.Random) -> bytes:
    """A mark that parts cells or lines, again and again or somewhere else."""
    marks = (b"|", b";", b"\t", b'"', b"\n\n", b"#", b"-", b"  ", b"---", b"`", b"\r", b"\f", b",")
    start, end = _stretch(data, draw)
    return data[:start] + draw.choice(marks) * draw.choice((1, 10, 3000)) + data[end:]


TEXT: tuple[Mutation, ...] = (_encoding, _strange, _strange, _structure, _structure)

DAMAGE: dict[str, tuple[Mutation, ...]] = {
    "pdf": (*PDF, *PDF, *ANY),
    "docx": (*ZIPPED, *ZIPPED, *ANY),
    "xlsx": (*ZIPPED, *ZIPPED, *ANY),
    "html": (*TAGGED, *TAGGED, *TEXT, *ANY),
    "md": (*TEXT, *TEXT, *ANY),
    "csv": (*TEXT, *TEXT, *ANY),
    "txt": (*TEXT, *TEXT, *ANY),
}


NO_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, OSError, RuntimeError, ValueError)


def damaged(kind: str, seed: int, number: int, good: Sequence[bytes]) -> bytes:
    """The file `number` of a kind: the same for the same seed and the same good files."""
    draw = random.Random(f"{kind} {seed} {number}")
    data = draw.choice(good)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        # what is no zip file any more cannot be damaged as one, and zipfile says so in many ways
        with contextlib.suppress(*NO_ZIP):
            data = draw.choice(DAMAGE[kind])(data, draw) if data else draw.randbytes(64)
    return data


# ---- running ------------------------------------------------------------------------------------------------------


def _child(pipe: Connection) -> None:
    """Audits the files whose command lines come through the pipe, and sends how each ended."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from auditor import cli

    pipe.send(None)
    while (argv := pipe.recv()) is not None:
        out, err = io.StringIO(), io.StringIO()
        fault, status = "", None
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = cli.run(argv)
        except BaseException as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__}: {str(error)[:200]} ({Path(frame.filename).name}:{frame.lineno})"
        if not fault and ("Traceback" in err.getvalue() or status not in (0, 1, 2)):
            fault = f"status {status}: {err.getvalue()[-200:]}"
        pipe.send((status, fault))


def processor_time(process: int | None) -> float | None:
    """The time that a process has had of the processors, in seconds; None where the system does not tell it."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError, IndexError, ValueError):
        return None


class Worker:
    """A process that audits one file after the other; a new one is started where it dies or hangs."""

    def __init__(self) -> None:
        self.process: multiprocessing.process.BaseProcess | None = None
        self.pipe: Connection | None = None

    def run(self, argv: list[str], seconds: float = SECONDS) -> tuple[int | None, str]:
        """The exit status, and what should not have been."""
        if self.process is None or not self.process.is_alive():
            self._start()
        assert self.process is not None
        assert self.pipe is not None
        self.pipe.send(argv)
        try:
            if not self._done(seconds):
                self.close()
                return None, f"not done in {seconds:.0f} s"
            status, fault = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self.process.join(5)
            code = self.process.exitcode
            self.close()
            return None, f"the process died: {code}"
        return status, fault

    def _done(self, seconds: float) -> bool:
        """Whether the process is done within so many seconds of its own; on a busy machine others take theirs too."""
        assert self.process is not None
        assert self.pipe is not None
        began = processor_time(self.process.pid)
        for _ in range(PATIENCE):
            if self.pipe.poll(seconds):
                return True
            if began is None or (processor_time(self.process.pid) or 0) - began >= 0.9 * seconds:
                return False
        return False

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_child, args=(other,), daemon=True)
        self.process.start()
        other.close()
        # imports are no part of the time that a file takes
        self.pipe.recv()

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join(5)
        if self.pipe is not None:
            self.pipe.close()
        self.process = self.pipe = None


def outcomes(kind: str, numbers: Sequence[int], seed: int, keep: Path | None = None) -> Iterator[Outcome]:
    """How the damaged files fared, in the order given; those with a fault are written to `keep`."""
    good = originals(kind)
    worker = Worker()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number in numbers:
                data = damaged(kind, seed, number, good)
                path = Path(folder) / f"{kind}-{seed}-{number}.{kind}"
                path.write_bytes(data)
                started = time.perf_counter()
                status, fault = worker.run(["check", "--format", "json", str(path)])
                if fault and keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / path.name).write_bytes(data)
                path.unlink()
                yield Outcome(number, status, time.perf_counter() - started, fault)
    finally:
        worker.close()


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks fuzz", description="Damaged files, as benchmarks/README.md tells."
    )
    parser.add_argument("--kind", choices=KINDS, action="append", help="which files, all unless told")
    parser.add_argument("--count", type=int, default=2000, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()) / "rkaudit-fuzz", help="a folder for what fails"
    )
    wanted = parser.parse_args(argv)
    faults = 0
    for kind in wanted.kind or KINDS:
        shares = [range(first, wanted.count, wanted.jobs) for first in range(wanted.jobs)]
        with ThreadPoolExecutor(wanted.jobs) as pool:
            told = list(
                pool.map(lambda share, kind=kind: list(outcomes(kind, share, wanted.seed, wanted.keep)), shares)
            )
        every = sorted(one for share in told for one in share)
        statuses = Counter(one.status for one in every)
        slowest = max(every, key=lambda one: one.seconds)
        wrong = [one for one in every if one.fault]
        said = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items(), key=str))
        print(f"{kind}: {len(every)} files, seed {wanted.seed}; by status {said}; slowest {slowest.seconds:.2f} s "
              f"(number {slowest.number}); faults {len(wrong)}", flush=True)  # fmt: skip
        for fault, numbers in _by_fault(wrong).items():
            print(f"    {len(numbers)} times {fault}: {', '.join(map(str, numbers[:8]))}")
        faults += len(wrong)
    if faults:
        print(f"kept in {wanted.keep}")
    return 1 if faults else 0


def _by_fault(wrong: Sequence[Outcome]) -> dict[str, list[int]]:
    listed: dict[str, list[int]] = {}
    for one in wrong:
        listed.setdefault(one.fault, []).append(one.number)
    return dict(sorted(listed.items(), key=lambda item: -len(item[1])))
