"""What is published works on its own: the wheel, away from the checkout, and the sdist that a wheel is built from."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import auditor

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
REPORTS = ROOT / "tests" / "documents" / "reports"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
CLEAN_ENV = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


def run(*command, cwd, check=True):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=CLEAN_ENV,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


def build(target, source, out):
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=source)
    (path,) = out.iterdir()
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment that holds the wheel, and borrows the dependencies of this one without its checkout.

    Directories that a .pth file names have their own .pth files left unread, so an editable install does not follow.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / SCRIPTS / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=home)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site_packages = Path(run(python, "-c", where, cwd=home).stdout.strip())
    borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (site_packages / "dependencies.pth").write_text("\n".join(borrowed), encoding="utf-8")
    return home


@pytest.fixture
def rkaudit(installed, tmp_path):
    return lambda *arguments: run(installed / SCRIPTS / "rkaudit", *arguments, cwd=tmp_path, check=False)


def files_below(folder):
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_and_its_data(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert files_below("auditor") <= names
    assert {f"auditor/_data/{name}" for name in files_below("rules") | files_below("grammars")} <= names
    assert "auditor/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"auditor", f"rkaudit-{auditor.__version__}.dist-info"}


@pytest.mark.parametrize("folder", ["auditor", "examples", "grammars", "rules", "tests"])
def test_the_sdist_holds(sdist, folder):
    wanted = {f"rkaudit-{auditor.__version__}/{name}" for name in files_below(folder)}
    assert wanted
    with tarfile.open(sdist) as archive:
        assert wanted <= set(archive.getnames())


def test_the_sdist_builds_the_same_wheel(sdist, wheel, tmp_path):
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    out = tmp_path / "wheel"
    out.mkdir()
    again = zipfile.ZipFile(build("wheel", tmp_path / f"rkaudit-{auditor.__version__}", out))
    first = zipfile.ZipFile(wheel)
    assert {name: first.read(name) for name in first.namelist()} == {
        name: again.read(name) for name in again.namelist()
    }


def test_the_installed_package_is_not_the_checkout(installed, tmp_path):
    where = run(installed / SCRIPTS / "python", "-c", "import auditor; print(auditor.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).resolve().is_relative_to(installed.resolve())


def test_version(rkaudit):
    done = rkaudit("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert auditor.__version__ in done.stdout


def test_rules(rkaudit):
    done = rkaudit("rules")
    assert (done.returncode, done.stderr) == (0, "")
    assert "RK101" in done.stdout


@pytest.mark.parametrize(("example", "status"), [("manadsrapport-med-fel.txt", 1), ("delarsrapport-ren.txt", 0)])
def test_check(rkaudit, tmp_path, example, status):
    (tmp_path / example).write_bytes((EXAMPLES / example).read_bytes())
    done = rkaudit("check", example)
    assert done.returncode == status, done.stdout + done.stderr
    assert ("RK" in done.stdout) == bool(status)


# ---- what `pip install rkaudit` alone brings


def closure(name, found):
    """The distributions that a distribution needs without any extra, itself too."""
    if name.lower() in found:
        return found
    distribution = metadata.distribution(name)
    found[name.lower()] = distribution
    for wanted in distribution.requires or ():
        requirement = Requirement(wanted)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            closure(requirement.name, found)
    return found


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory):
    """A fresh environment that holds the wheel and what it needs without extras, and no package more."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False)
    python = home / SCRIPTS / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=home)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site_packages = Path(run(python, "-c", where, cwd=home).stdout.strip())
    needed = closure("rkaudit", {})
    del needed["rkaudit"]
    for distribution in needed.values():
        for file in {path.parts[0] for path in distribution.files or () if path.parts[0] not in ("..", "__pycache__")}:
            source, target = Path(distribution.locate_file(file)), site_packages / file
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, target)
    return home


@pytest.fixture
def plain_rkaudit(bare, tmp_path):
    return lambda *arguments: run(bare / SCRIPTS / "rkaudit", *arguments, cwd=tmp_path, check=False)


def test_the_bare_environment_has_none_of_the_extras(bare):
    extras = ("pypdfium2", "pikepdf", "docx", "openpyxl", "PIL", "lxml")
    code = f"import importlib.util as u; print([name for name in {extras} if u.find_spec(name)])"
    assert run(bare / SCRIPTS / "python", "-c", code, cwd=bare).stdout.strip() == "[]"


@pytest.mark.parametrize("form", ["txt", "md", "html", "docx", "xlsx"])
def test_without_extras_a_report_is_read(plain_rkaudit, form):
    done = plain_rkaudit("check", REPORTS / f"kommunrapport.{form}", "--format", "concise")
    assert (done.returncode, done.stderr) == (1, "")
    assert "RK103" in done.stdout
    assert "RK106" in done.stdout


def test_without_extras_a_table_of_values_is_read(plain_rkaudit, tmp_path):
    (tmp_path / "a.csv").write_text(
        "Nämnd;Utfall;Budget\nSkola;12,5;12,0\nVård;7,0;7,5\nKultur;3,1;3,0\nTotalt;32,6;22,5\n", "utf-8"
    )
    done = plain_rkaudit("check", "a.csv", "--format", "concise")
    assert (done.returncode, done.stderr) == (1, "")
    assert "RK101" in done.stdout


def test_without_extras_a_workbook_is_marked(plain_rkaudit, tmp_path):
    done = plain_rkaudit("check", REPORTS / "manadsrapport.xlsx", "--annotate", "marked.xlsx")
    assert done.returncode == 1
    assert zipfile.is_zipfile(tmp_path / "marked.xlsx")


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("manadsrapport.weasyprint.pdf",), "pdf"),
        (("manadsrapport.weasyprint.pdf", "--ocr"), "pdf"),
        (("manadsrapport.docx", "--annotate", "marked.docx"), "word"),
        (("manadsrapport.txt", "--xlsx", "paper.xlsx"), "excel"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value).replace("--", ""),
)
def test_without_an_extra_the_line_that_installs_it_is_told(plain_rkaudit, tmp_path, arguments, extra):
    shutil.copy(REPORTS / arguments[0], tmp_path)
    done = plain_rkaudit("check", *arguments)
    assert done.returncode == 2
    assert f'Kör pip install "rkaudit[{extra}]" och försök igen.' in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
