"""HTML and Markdown cut off, shuffled and overwritten: read without a fault, in little time, told in sentences."""

import random
import time
from pathlib import Path

import pytest

from auditor import pipeline
from auditor.model.finding import Audit
from auditor.pipeline import rule_texts
from auditor.render import json, texts

CASES = Path(__file__).parent.parent / "rules"
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
SECONDS = 10
EACH = 150

_PAGE = """<!DOCTYPE html>
<html lang=sv><head><meta charset="utf-8"><title>R 2024</title><style>td { text-align: right }</style></head>
<body><h1>Delårsrapport</h1><p>Resultatet blev 12,4&nbsp;mnkr, 1,4 mnkr b&auml;ttre &auml;n budget<sup>1</sup>.
<ul><li>Skola 3,4 mnkr<li>V&aring;rd &minus;2,0 mnkr</ul>
<table border=1><caption>Utfall per n&auml;mnd, mnkr</caption>
<thead><tr><th rowspan=2>Nämnd<th colspan=3>2024</th></tr><tr><th>Budget<th>Utfall<th>Avvikelse</thead>
<tfoot><tr><td>Totalt<td>1&nbsp;100,0<td>1 104,9<td>4,9</tfoot>
<tbody><tr><td>Skola</td><td>700,0</td><td>70<b>3,4</b></td><td>3,4</td></tr>
<tr><td rowspan=1>Vård<td>400,0<td>398,0<td>-2,0</table>
<pre>Rad       12      13
Totalt    12      13</pre><dl><dt>Soliditet<dd>34,5 %</dl><!-- 99 --><p style="display:none">77</p></body></html>
"""
_WORDS = (
    "<table>", "</table>", "<td colspan=999>", "<tr>", "<td>", "<!--", "-->", "</td>", "&nbsp;", "&#", "<pre>", "<ul>",
    "<li>", "</p", '"', "'", "<![CDATA[", "]]>", "<script>", "<ix:nonFraction name=a contextRef=b unitRef=c>", "|",
    "```", "---", "\0", "\u00a0", "\f", "\r", "=", ">", "<", "[1]:", "~~", "\\", "`", "9" * 40,
)  # fmt: skip


def sources() -> dict[str, bytes]:
    fact = (CASES / "RK321.md").read_text("utf-8").split("```report\n")[1].partition("```")[0]
    return {
        "page.html": _PAGE.encode(),
        "windows.htm": _PAGE.replace("utf-8", "windows-1252").encode("cp1252"),
        "facts.xhtml": ('<?xml version="1.0" encoding="UTF-8"?>\n' + fact).encode(),
        "kommunrapport.md": (EXAMPLES / "kommunrapport.md").read_bytes(),
        "mixed.md": ("---\ntitel: R\n---\n# R\n\n[1]: x\n```\nA  1\n```\n" + _PAGE.partition("<body>")[2]).encode(),
    }


def mutated(data: bytes, seed: str) -> bytes:
    """A file with some of it cut, repeated, moved or overwritten."""
    choices = random.Random(seed)
    text = bytearray(data)
    for _ in range(choices.randint(1, 12)):
        at, end = sorted(choices.randrange(len(text) + 1) for _ in range(2))
        end = min(end, at + choices.choice((1, 10, 300)))
        match choices.randrange(6):
            case 0:
                del text[at:end]
            case 1:
                text[at:at] = text[at:end] * choices.choice((1, 2, 5))
            case 2:
                text[at:at] = choices.choice(_WORDS).encode()
            case 3:
                text[at:end] = choices.choice(_WORDS).encode() * choices.choice((1, 3, 30))
            case 4:
                text[at:end] = bytes(choices.randrange(256) for _ in range(end - at))
            case _:
                moved = text[at:end]
                del text[at:end]
                other = choices.randrange(len(text) + 1)
                text[other:other] = moved
        if choices.random() < 0.1:
            del text[choices.randrange(len(text) + 1) :]
    return bytes(text)


def audit(path: Path) -> float:
    """The time that it takes to audit a file and to write what was found."""
    before = time.perf_counter()
    audited = pipeline.audit([str(path)])
    for lang in ("sv", "en"):
        json.check(Audit(audited.version, audited.reports, rule_texts()), lang)
    for report in audited.reports:
        assert all(problem.code in texts.PROBLEMS for problem in report.problems)
        lengths = [len(line) for line in report.source]
        for figure in report.figures:
            for piece in figure.span.pieces:
                assert piece.line is not None
                assert 1 <= piece.line <= len(lengths)
    return time.perf_counter() - before


@pytest.mark.parametrize("name", sources())
def test_no_file_is_too_damaged(name: str, tmp_path: Path) -> None:
    data = sources()[name]
    path = tmp_path / name
    for seed in range(EACH // 2):
        path.write_bytes(mutated(data, f"{name} {seed}"))
        assert audit(path) < SECONDS, seed
        path.write_bytes(data[: random.Random(seed).randrange(len(data))])
        assert audit(path) < SECONDS, seed


def test_the_sources_are_read(tmp_path: Path) -> None:
    for name, data in sources().items():
        path = tmp_path / name
        path.write_bytes(data)
        (report,) = pipeline.audit([str(path)]).reports
        assert len(report.figures) >= 6, name
        # 3,4 - 2,0 = 1,4, not 4,9, and 703,4 + 398,0 = 1 101,4
        wrong = [finding for finding in report.findings if finding.severity != "info"]
        assert bool(wrong) == (name not in ("facts.xhtml",)), name
