"""Text of pages that are pictures, recognised by the program tesseract; what it reads may be misread."""

import csv
import os
import re
import shutil
import statistics
import subprocess
from array import array
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from pypdfium2 import raw

from auditor.model.document import Problem
from auditor.readers.pdf import library
from auditor.readers.pdf.frame import Frame
from auditor.readers.pdf.page import DEPTH, HEIGHT, Placed

LANGUAGE = "swe"
# dots per inch that tesseract reads best, and points per inch
_DOTS, _POINTS = 300, 72
_MOST_PIXELS = 40_000_000
_SECONDS = 120
# what ruling lines and specks are taken for
_NOISE = re.compile(r"[|_\[\]{}~\\/=—–¦‘’“”\".,'`´-]+")
_LEAST_SURE = 30.0
# the height of a line of letters from the lowest to the highest, in sizes
_TALL = 0.92


def missing() -> Problem | None:
    """What has to be installed before text can be recognised."""
    program = shutil.which("tesseract")
    if program is None:
        return Problem("needs-tesseract")
    try:
        told = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return Problem("needs-tesseract")
    languages = (told.stdout + told.stderr).decode("utf-8", "replace").split()
    return None if LANGUAGE in languages else Problem("needs-tesseract-swedish")


def recognised(page: object, frame: Frame) -> list[Placed]:
    """The words of a page of pypdfium2, held as `frame` has it; none where they could not be recognised."""
    scale = _DOTS / _POINTS
    points = max(1.0, frame.width * frame.height)
    scale = min(scale, (_MOST_PIXELS / points) ** 0.5)
    picture = _drawn(page, max(1, round(frame.width * scale)), max(1, round(frame.height * scale)))
    program = shutil.which("tesseract")
    if picture is None or program is None:
        return []
    command = [program, "-", "-", "-l", LANGUAGE, "--dpi", str(round(scale * _POINTS)), "--psm", "6", "tsv"]
    try:
        # one page is no quicker on several threads
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        told = subprocess.run(
            command, input=picture, capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return list(placed(told.stdout.decode("utf-8", "replace"), scale, frame))


def _drawn(page: object, width: int, height: int) -> bytes | None:
    """A page as a grey picture in the PGM format."""
    bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        return None
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        data = library.memory(raw.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    rows = data if stride == width else b"".join(data[at : at + width] for at in range(0, stride * height, stride))
    return b"P5 %d %d 255\n" % (width, height) + rows


def placed(table: str, scale: float, frame: Frame) -> Iterator[Placed]:
    """The words in the table that tesseract writes (TSV), at `scale` pixels a point."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row.get("level") == "5" and _is_word(row.get("text") or "", row.get("conf") or "")]
    for _, line in groupby(words, itemgetter("block_num", "par_num", "line_num")):
        own = list(line)
        boxes = [[float(row[key]) / scale for key in ("left", "top", "width", "height")] for row in own]
        size = max(1.0, statistics.median(height for _, _, _, height in boxes) / _TALL)
        # letters without a tail stand on the base line
        base = statistics.median_low(
            [
                top + height
                for row, (_, top, _, height) in zip(own, boxes, strict=True)
                if not _TAILS.intersection(row["text"])
            ]
            or [top + height - DEPTH * size for _, top, _, height in boxes]
        )
        for row, (left, top, width, height) in zip(own, boxes, strict=True):
            text = row["text"].strip()
            step = width / len(text)
            parts = array("f")
            for index in range(len(text)):
                parts.extend(frame.back(left + index * step, top, left + (index + 1) * step, top + height))
            yield Placed(text, left, base - HEIGHT * size, left + width, base + DEPTH * size, parts, size)


_TAILS = frozenset("gjpqyçQ,;()[]")


def _is_word(text: str, sure: str) -> bool:
    if not text.strip():
        return False
    try:
        unsure = float(sure) < _LEAST_SURE
    except ValueError:
        return False
    # a ruling line; a dash or a hyphen by itself may be a figure that is nil
    return not ((unsure or "|" in text or len(text) > 1) and _NOISE.fullmatch(text))
