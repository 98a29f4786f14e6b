"""Marks in a PDF: where they stand, what they say, and that nothing else in the file is touched."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from auditor import pipeline
from auditor.render.marked import Unmarkable, mark

ROWS = [
    ("Mnkr", "Budget", "Utfall"),
    ("Kommunstyrelsen", "120,5", "118,2"),
    ("Barn och utbildning", "640,0", "651,9"),
    ("Kultur och fritid", "61,3", "60,9"),
    ("Totalt", "821,8", "813,0"),
]
# 118,2 + 651,9 + 60,9 = 831,0: two digits of the total have changed places


def pdf_of(path: Path, rotate: int = 0, note: bool = False) -> Path:
    """A page of one table, its columns set right-aligned by hand in Courier, 6 points a character."""
    pdf = pikepdf.new()
    words = []
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            left = 72 if column == 0 else 260 + 100 * column - 6 * len(text)
            words.append(f"BT /F1 10 Tf 1 0 0 1 {left} {700 - 20 * row} Tm ({text}) Tj ET")
    content = "\n".join(words).encode("cp1252")
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Courier,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, 595, 842],
        Contents=pdf.make_stream(content),
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
        Rotate=rotate,
    )
    if note:
        page.Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents="min")]
        )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.save(path, static_id=True)
    return path


def marked(path: Path, lang: str = "sv", ticks: bool = False) -> bytes:
    (report,) = pipeline.audit([str(path)]).reports
    return mark(report, lang, ticks=ticks)


def annotations(data: bytes, subtype: str) -> list[dict[str, Any]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            {"rect": [float(x) for x in one.Rect], "text": str(one.get("/Contents", "")), "form": bytes(form(one))}
            for page in pdf.pages
            for one in list[Any](page.obj.get("/Annots", []))
            if one.Subtype == subtype
        ]


def form(annotation: Any) -> bytes:
    return annotation.AP.N.read_bytes() if "/AP" in annotation else b""


def test_the_finding_is_marked_at_its_figure_and_says_what_it_should_be(tmp_path):
    highlights = annotations(marked(pdf_of(tmp_path / "r.pdf")), "/Highlight")
    blamed, *terms = highlights
    # "813,0" ends at x = 460 and stands on the baseline y = 620
    x0, y0, x1, y1 = blamed["rect"]
    assert (x0, x1) == (pytest.approx(430, abs=2.5), pytest.approx(460, abs=2.5))
    assert y0 < 620 < y1 < 632
    assert "118,2 + 651,9 + 60,9 = 831,0" in blamed["text"]
    assert "Bör vara 831,0\u00a0mnkr." in blamed["text"]
    assert blamed["text"].startswith("FEL RK101")
    assert len(terms) == 3
    assert all(one["text"].startswith("Ingår i uträkningen bakom:\nRK101") for one in terms)
    assert blamed["form"].split(b" rg")[0] != terms[0]["form"].split(b" rg")[0]


def test_comments_are_in_the_language_asked_for(tmp_path):
    text = annotations(marked(pdf_of(tmp_path / "r.pdf"), "en"), "/Highlight")[0]["text"]
    assert text.startswith("ERROR RK101")
    assert "Should be 831,0\u00a0mnkr." in text


def test_a_tick_of_two_kinds_for_what_ties_out(tmp_path):
    ticks = annotations(marked(pdf_of(tmp_path / "r.pdf"), ticks=True), "/Stamp")
    # the budget column adds up: 120,5 + 640,0 + 61,3 = 821,8
    assert [one["text"] for one in ticks] == ["avstämt, exakt"] * 4
    assert all(one["rect"][0] > 360 and one["rect"][2] < 370 for one in ticks)
    assert annotations(marked(pdf_of(tmp_path / "r.pdf")), "/Stamp") == []


def test_a_tick_within_rounding_looks_different(tmp_path, monkeypatch):
    rows = [*ROWS[:4], ("Totalt", "821,9", "831,0")]
    monkeypatch.setitem(globals(), "ROWS", rows)
    ticks = annotations(marked(pdf_of(tmp_path / "r.pdf"), ticks=True), "/Stamp")
    assert {one["text"].split(",")[1].strip() for one in ticks} == {"exakt", "inom avrundning"}
    assert len({one["form"] for one in ticks}) == 2


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_ticks_stand_beside_the_figure_on_a_turned_page(tmp_path, rotate):
    """A page of turned text is marked where the text stands: the same boxes, whatever the turn of the page."""
    upright = annotations(marked(pdf_of(tmp_path / "r.pdf")), "/Highlight")
    pdf = pikepdf.open(pdf_of(tmp_path / "q.pdf"))
    turn_content(pdf, rotate)
    pdf.save(tmp_path / "t.pdf")
    turned = annotations(marked(tmp_path / "t.pdf", ticks=True), "/Highlight")
    assert [one["text"] for one in turned] == [one["text"] for one in upright]
    for tick in annotations(marked(tmp_path / "t.pdf", ticks=True), "/Stamp"):
        assert all(-250 <= value <= 842 for value in tick["rect"])


def turn_content(pdf: pikepdf.Pdf, rotate: int) -> None:
    """Turns the text against the turn of the page, so that it reads upright as the page is shown."""
    page: Any = pdf.pages[0].obj
    matrix = {90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[rotate]
    content = f"q {matrix} cm\n".encode() + page.Contents.read_bytes() + b"\nQ"
    page.Contents = pdf.make_stream(content)
    page.Rotate = rotate
    if rotate in (90, 270):
        page.MediaBox = pikepdf.Array([-250, -250, 842, 842])


def test_the_first_page_has_a_note_with_the_counts(tmp_path):
    (note,) = annotations(marked(pdf_of(tmp_path / "r.pdf"), ticks=True), "/Text")
    assert note["text"].startswith("1 fel, 0 varningar. 4 av 8 tal avstämda")
    assert "Grön bock: stämmer exakt." in note["text"]


def test_the_same_report_gives_the_same_bytes(tmp_path):
    path = pdf_of(tmp_path / "r.pdf")
    assert marked(path, ticks=True) == marked(path, ticks=True)


def test_what_was_there_stays(tmp_path):
    path = pdf_of(tmp_path / "r.pdf", note=True)
    before = path.read_bytes()
    data = marked(path)
    assert path.read_bytes() == before
    assert next(one["text"] for one in annotations(data, "/Text")) == "min"
    with pikepdf.open(io.BytesIO(data)) as new, pikepdf.open(path) as old:
        assert new.pages[0].obj.Contents.read_bytes() == old.pages[0].obj.Contents.read_bytes()


def test_a_marked_copy_reads_like_the_report(tmp_path):
    path = pdf_of(tmp_path / "r.pdf")
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(marked(path, ticks=True))
    first, second = (pipeline.audit([str(one)]).reports[0] for one in (path, copy))
    assert second.findings == first.findings
    assert second.figures == first.figures


def test_a_report_that_has_changed_since_is_not_marked(tmp_path):
    path = pdf_of(tmp_path / "r.pdf")
    (report,) = pipeline.audit([str(path)]).reports
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(Unmarkable, match="changed"):
        mark(report, "sv")


def test_text_cannot_carry_marks(tmp_path):
    path = tmp_path / "r.txt"
    path.write_text("Personal  12,3  13,4\n", "utf-8")
    (report,) = pipeline.audit([str(path)]).reports
    with pytest.raises(Unmarkable, match="no-marks"):
        mark(report, "sv")


def test_a_file_whose_name_tells_another_format_than_its_bytes_is_not_marked(tmp_path):
    path = pdf_of(tmp_path / "r.pdf").rename(tmp_path / "r.docx")
    (report,) = pipeline.audit([str(path)]).reports
    assert report.figures
    with pytest.raises(Unmarkable, match="misnamed"):
        mark(report, "sv")


# ---- other programs open it


def other_program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_poppler_draws_the_marks(tmp_path):
    program = other_program("pdftoppm")
    path = pdf_of(tmp_path / "r.pdf")
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(marked(path, ticks=True))
    drawn = [picture(program, one) for one in (path, copy)]
    assert b"\xff\x8c\x8c" not in drawn[0]
    assert b"\xff\x8c\x8c" in drawn[1]  # red behind the blamed figure
    assert b"\x9e\xcc\xff" in drawn[1]  # blue behind its terms


def picture(program: str, path: Path) -> bytes:
    run = subprocess.run([program, "-r", "72", str(path)], capture_output=True, check=True)
    assert run.stderr == b""
    return run.stdout


def test_libreoffice_opens_it(tmp_path):
    program = other_program("soffice")
    path = pdf_of(tmp_path / "r.pdf")
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(marked(path, ticks=True))
    if not drawn_by_libreoffice(program, path):
        pytest.skip("this LibreOffice opens no PDF: Draw is not installed")
    assert drawn_by_libreoffice(program, copy)


def drawn_by_libreoffice(program: str, path: Path) -> bool:
    folder = path.parent
    subprocess.run(
        [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "png",
         "--outdir", str(folder), str(path)],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return path.with_suffix(".png").exists()


def test_a_browser_opens_it(tmp_path):
    program = other_program("chromium")
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(marked(pdf_of(tmp_path / "r.pdf"), ticks=True))
    shot = tmp_path / "shot.png"
    subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={tmp_path}/profile", f"--screenshot={shot}", copy.as_uri()],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert shot.stat().st_size > 1000
