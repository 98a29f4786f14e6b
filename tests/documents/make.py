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


def weasyprint(path: Path, blocks: Sequence[Block], css: str = forms.GRID) -> None:
    from weasyprint import HTML

    HTML(string=forms.as_html(blocks, css)).write_pdf(path)


def chromium(path: Path, blocks: Sequence[Block], css: str = forms.GRID, header: bool = False) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(forms.as_html(blocks, css), "utf-8")
        plain = () if header else ("--no-pdf-header-footer",)
        command = (
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder}/profile",
            *plain,
        )
        subprocess.run(
            (*command, f"--print-to-pdf={path}", page.as_uri()), check=True, capture_output=True, timeout=120
        )


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
        (folder / f"{name}.html").write_text(forms.as_html(blocks), "utf-8")
        (folder / f"{name}.md").write_text(forms.as_markdown(blocks), "utf-8")
        (folder / f"{name}.txt").write_text(forms.as_text(blocks), "utf-8")
        office.write_docx(folder / f"{name}.docx", blocks)
        office.write_xlsx(folder / f"{name}.xlsx", blocks)
        libreoffice(folder / f"{name}.libreoffice.pdf", folder / f"{name}.docx")
        weasyprint(folder / f"{name}.weasyprint.pdf", blocks)
        chromium(folder / f"{name}.chromium.pdf", blocks, forms.LEVEL)
        typst(folder / f"{name}.typst.pdf", blocks)
        drawn.report(folder / f"{name}.reportlab.pdf", blocks)
        for producer in ("chromium", "typst"):
            pack(folder / f"{name}.{producer}.pdf")


PARTS: dict[str, Callable[[], None]] = {"reports": reports}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
