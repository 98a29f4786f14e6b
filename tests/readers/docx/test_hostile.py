"""Word files that are damaged or meant to do harm: each is told of, quickly, and nothing in them is followed."""

import io
import random
import re
import time
import zipfile

import pytest

from auditor.model.document import Document
from auditor.readers import formats
from auditor.readers.docx import read_docx
from auditor.render import texts
from tests.wordfiles import W, field, p, part, r, relationships, tbl, tc, tr, word, zipped

SECONDS = 10


def fatal(document: Document) -> str | None:
    return next((problem.code for problem in document.problems if problem.fatal), None)


def read(data: bytes) -> Document:
    began = time.monotonic()
    document = formats.read("r.docx", data)
    assert time.monotonic() - began < SECONDS
    for problem in document.problems:
        assert texts.problem(problem, "sv")
        assert texts.problem(problem, "en")
    return document


def with_part(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(word(p("Resultat 12,4 mnkr")))) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    return zipped({**files, name: content})


_LAUGHS = (
    '<?xml version="1.0"{encoding}?><!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + f']><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'
)
_OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
)


@pytest.mark.parametrize(
    "content",
    [
        _LAUGHS.format(encoding="").encode(),
        _LAUGHS.format(encoding=' encoding="UTF-16"').encode("utf-16"),
        _LAUGHS.format(encoding=' encoding="UTF-16"').encode("utf-16-le"),
        _OUTSIDE.encode(),
    ],
    ids=["laughs", "laughs-utf-16", "laughs-without-mark", "outside"],
)
def test_entities_are_refused(content: bytes) -> None:
    document = read(with_part("word/document.xml", content))
    assert fatal(document) == "damaged"
    assert not document.lines


def test_a_bomb_is_not_unpacked() -> None:
    assert fatal(read(with_part("word/document.xml", b" " * 40_000_000))) == "too-large"


def test_more_tags_than_any_document_has_are_refused() -> None:
    inside = b"<w:body>" + b"<w:p/>" * 310_000 + b"</w:body>"
    assert fatal(read(with_part("word/document.xml", part("document", "{}").replace(b"{}", inside)))) == "too-large"


@pytest.mark.parametrize(
    "around",
    [
        "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:p><w:ins>{}</w:ins></w:p>",
        "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>",
        "<w:p><m:oMath><m:r>{}</m:r></m:oMath></w:p>",
    ],
)
def test_what_is_nested_a_thousand_deep_is_told_of(around: str) -> None:
    begin, end = around.split("{}")
    for inner in (around, re.sub(r"</?w:p>", "", around)):
        begin, end = inner.split("{}")
        document = read(word(begin * 1_000 + r("12,4") + end * 1_000))
        assert fatal(document) in (None, "damaged")
        assert fatal(document) or not any("12,4" in line.text for line in document.lines)


def test_a_locked_part_and_an_unknown_packing_are_told() -> None:
    data = bytearray(word(p("12,4")))
    for at in (match.start() for match in re.finditer(b"PK\x01\x02", bytes(data))):
        data[at + 8] |= 1
    assert fatal(read(bytes(data))) == "encrypted"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", part("document", "<w:body/>"))
    assert fatal(read(out.getvalue())) == "damaged"


def test_a_part_that_is_lost_is_told_and_the_rest_is_read() -> None:
    document = read(word(p("12,4"), footnotes="<w:footnote", styles="<w:x"))
    assert [line.text for line in document.lines] == ["12,4"]
    assert [(one.code, one.detail) for one in document.problems] == [
        ("part-unread", "word/styles.xml"), ("part-unread", "word/footnotes.xml"),
    ]  # fmt: skip


def test_nothing_outside_the_file_is_followed() -> None:
    target = "file:///etc/passwd"
    rels = relationships({"footnotes": target, "styles": "../../../../etc/passwd"}).replace(
        f'Target="{target}"'.encode(), f'Target="{target}" TargetMode="External"'.encode()
    )
    document = read(with_part("word/_rels/document.xml.rels", rels))
    assert [line.text for line in document.lines] == ["Resultat 12,4 mnkr"]
    assert not document.problems


def test_fields_styles_and_lists_without_end_come_to_one() -> None:
    styles = (
        '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="A"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    numbered = p("Text 1,1", style="A", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    document = read(word(numbered + p(begin * 500, "inuti"), styles=styles, numbering=numbering))
    # what stands behind the beginning of a field that never ends is not lost
    assert [line.text for line in document.lines] == ["Text 1,1", "inuti"]
    assert [line.text for line in read(word(p(begin * 50_000 + r("12,4")) * 2)).lines] == ["12,4", "12,4"]
    opened = begin + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    assert [line.text for line in read(word(p((opened + r("1")) * 5_000))).lines] == ["1" * 5_000]


def _sample() -> bytes:
    table = tbl(tr("Mnkr", "Utfall"), tr(tc("Drift"), tc(p("1", r("2,4")))), tr("Totalt", "12,4"))
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    return word(
        p("Rubrik", style="R") + p("Utfall 12,4", note, field("REF a", "3")) + table,
        footnotes=f'<w:footnote w:id="2">{p("Not 1,1")}</w:footnote>',
        styles='<w:style w:styleId="R"><w:name w:val="heading 1"/></w:style>',
    )


def test_mutated_and_truncated_files_never_raise() -> None:
    """Bytes of the zip changed and cut off, and bytes of the XML in it."""
    rng = random.Random(5)
    data = _sample()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for number in range(300):
        if number % 3 == 0:
            document = read_docx("r.docx", data[: rng.randrange(len(data))])
        elif number % 3 == 1:
            bad = bytearray(data)
            for _ in range(rng.randrange(1, 8)):
                bad[rng.randrange(len(bad))] = rng.randrange(256)
            document = read_docx("r.docx", bytes(bad))
        else:
            name = rng.choice(sorted(files))
            document = read_docx("r.docx", zipped({**files, name: _shuffled(files[name], rng)}))
        assert isinstance(document, Document)
        assert document.lines or document.problems


def _shuffled(content: bytes, rng: random.Random) -> bytes:
    """XML with some of its tags and attributes moved, doubled or lost."""
    tokens = re.findall(rb"<[^>]*>|[^<]+", content)
    for _ in range(rng.randrange(1, 6)):
        at, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        match rng.randrange(4):
            case 0:
                del tokens[at : at + 1]
            case 1:
                tokens.insert(other, tokens[at])
            case 2:
                tokens[at] = re.sub(rb'"[^"]*"', rb'"-99999999999"', tokens[at])
            case _:
                tokens[at], tokens[other] = tokens[other], tokens[at]
        tokens = tokens or [b""]
    return b"".join(tokens)
