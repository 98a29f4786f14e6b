"""Makes the documents that readers are tested on, by every producer that is installed here.

    pip install -r tests/documents/requirements.txt
    python -m tests.documents.make [PART...]

LibreOffice (soffice) and Chromium are called as programs. The files are committed: no test needs a producer. A file
that is made anew differs in its bytes where its producer writes dates and identities into it, never in what it shows.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.documents import cases, drawn, forms, office, source
from tests.documents.source import Block

HERE = Path(__file__).parent
EPOCH = "1700000000"


def main(parts: Sequence[str]) -> int:
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    for name in parts or tuple(PARTS):
        PARTS[name]()
    return 0


# ---- producers: blocks and a style in, a file out


def weasyprint(path: Path, blocks: Sequence[Block], css: str = cases.GRID, spaces: str = " ") -> None:
    from weasyprint import HTML

    HTML(string=forms.as_html(blocks, css, spaces)).write_pdf(path)


def chromium(path: Path, blocks: Sequence[Block], css: str = cases.GRID, spaces: str = " ") -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(forms.as_html(blocks, css, spaces), "utf-8")
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}")
        command = ("chromium", *options, f"--print-to-pdf={path}", page.as_uri())
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def libreoffice(path: Path, docx: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{tempfile.gettempdir()}/rkaudit-documents-profile"
        command = ("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(docx))
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        shutil.move(Path(folder) / f"{docx.stem}.pdf", path)


def typst(path: Path, blocks: Sequence[Block], preamble: str = "", stroke: str = "0.4pt") -> None:
    import typst as compiler

    path.write_bytes(compiler.compile(forms.as_typst(blocks, preamble, stroke).encode("utf-8")))


def pack(path: Path) -> None:
    """Writes a PDF anew with its objects in compressed streams, its pages as they were: a fifth of the size."""
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(
            path, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True, deterministic_id=True
        )


# ---- what is made


def reports() -> None:
    """Every report in every format."""
    for name in cases.REPORTS:
        blocks = source.load(name)
        folder = HERE / "reports"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.html").write_text(forms.as_html(blocks, cases.GRID), "utf-8")
        (folder / f"{name}.md").write_text(forms.as_markdown(blocks), "utf-8")
        (folder / f"{name}.txt").write_text(forms.as_text(blocks), "utf-8")
        office.write_docx(folder / f"{name}.docx", blocks)
        office.write_xlsx(folder / f"{name}.xlsx", blocks)
        libreoffice(folder / f"{name}.libreoffice.pdf", folder / f"{name}.docx")
        weasyprint(folder / f"{name}.weasyprint.pdf", blocks)
        chromium(folder / f"{name}.chromium.pdf", blocks, cases.LEVEL)
        typst(folder / f"{name}.typst.pdf", blocks)
        drawn.report(folder / f"{name}.reportlab.pdf", blocks)
        for producer in ("chromium", "typst"):
            pack(folder / f"{name}.{producer}.pdf")


def hard() -> None:
    """Pages with tables that are hard to read."""
    folder = HERE / "hard"
    folder.mkdir(exist_ok=True)
    for name, case in cases.HARD.items():
        blocks = source.load(case.source)
        for producer in case.producers:
            _hard(folder / f"{name}.{producer}.pdf", name, case, producer, blocks)
    spoilt(folder)


def _hard(path: Path, name: str, case: cases.Case, producer: str, blocks: Sequence[Block]) -> None:
    match producer:
        case "weasyprint":
            weasyprint(path, blocks, case.css, case.spaces)
        case "chromium":
            chromium(path, blocks, case.css, case.spaces)
        case "typst":
            typst(path, blocks, stroke="none" if cases.NONE in case.css else "0.4pt")
        case "libreoffice":
            with tempfile.TemporaryDirectory() as made:
                docx = Path(made) / "report.docx"
                office.write_docx(docx, blocks, style="Light Shading Accent 1" if name == "zebra" else "Table Grid")
                libreoffice(path, docx)
        case "turned":
            weasyprint(path, blocks, case.css, case.spaces)
            turn(path)
        case "drawn":
            ruled = {"full-grid": "grid", "level-rules": "level"}.get(name, "")
            drawn.page(path, blocks, case.mode, case.spaces, ruled, tight=name == "tight")
    pack(path)


def turn(path: Path) -> None:
    """A landscape page as many scanners and offices write it: the page upright, what stands on it lying, and the page
    told to be shown turned.
    """
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            _, _, width, height = (float(value) for value in page.mediabox)
            page.contents_add(f"q 0 -1 1 0 0 {width} cm".encode(), prepend=True)
            page.contents_add(b"Q")
            page.mediabox = pikepdf.Array([0, 0, height, width])
            page.rotate(270, relative=False)
        pdf.save(path)


def spoilt(folder: Path) -> None:
    """Files that cannot be read, or only with leave: passwords, pictures of text, damage."""
    import pikepdf

    plain = folder / "no-rules.drawn.pdf"
    with pikepdf.open(plain) as pdf:
        locked = pikepdf.Encryption(user="hemligt", owner="hemligare", R=6)
        pdf.save(folder / "encrypted-user.pdf", encryption=locked)
        # may be read by anybody, but not changed
        may = pikepdf.Permissions(modify_other=False, extract=False)
        pdf.save(folder / "encrypted-owner.drawn.pdf", encryption=pikepdf.Encryption(owner="hemligt", allow=may, R=6))
    data = plain.read_bytes()
    (folder / "damaged-body.pdf").write_bytes(data[:9] + bytes(byte ^ 0x5A for byte in data[9:]))
    drawn.scanned(folder / "scanned.pdf", plain)
    # the font has no such space, and says nothing of what stands there
    drawn.page(folder / "unmapped.pdf", source.load("namnder"), "", "\u202f", "", tight=False)
    pack(folder / "unmapped.pdf")


PARTS: dict[str, Callable[[], None]] = {"reports": reports, "hard": hard}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
