"""The hook, as a user of pre-commit has it: installed from a git repository, run on reports of another."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PUBLISHED = ("auditor", "grammars", "rules", ".pre-commit-hooks.yaml", "LICENSE", "README.md", "pyproject.toml")
IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": f"{what}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or find_spec("pre_commit") is None, reason="needs git and pre-commit"
)


def run(*command, cwd, env):
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def commit_all(folder, env):
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "All of it"]):
        done = run("git", *arguments, cwd=folder, env=env)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def env(tmp_path_factory):
    """The environment without the settings that git exports to its hooks, and with a cache of pre-commit's own."""
    outer = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    return outer | IDENTITY | {"PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit"))}


@pytest.fixture(scope="module")
def package_index(env, tmp_path_factory):
    """pre-commit installs the hook from a package index; without one there is nothing to try."""
    ask = ("install", "--dry-run", "--ignore-installed", "--no-deps", "--retries", "0", "--timeout", "10", "hatchling")
    done = run(sys.executable, "-m", "pip", *ask, cwd=tmp_path_factory.mktemp("index"), env=env)
    if done.returncode:
        pytest.skip("no package index can be reached")


@pytest.fixture(scope="module")
def reports(env, package_index, tmp_path_factory):
    """A repository of reports whose pre-commit configuration names a repository of rkaudit."""
    hook = tmp_path_factory.mktemp("rkaudit")
    for name in PUBLISHED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, hook / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, hook / name)
    commit_all(hook, env)
    revision = run("git", "rev-parse", "HEAD", cwd=hook, env=env).stdout.strip()

    folder = tmp_path_factory.mktemp("reports")
    config = f"repos:\n- repo: '{hook.as_posix()}'\n  rev: {revision}\n  hooks:\n  - id: rkaudit\n"
    (folder / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    for example in ("manadsrapport-med-fel.txt", "delarsrapport-ren.txt"):
        shutil.copy(ROOT / "examples" / example, folder / example)
    shutil.copy(ROOT / "examples" / "manadsrapport-med-fel.txt", folder / "README.md")
    commit_all(folder, env)
    return folder


@pytest.fixture
def pre_commit(env, reports):
    return lambda *files: run(
        sys.executable, "-m", "pre_commit", "run", "rkaudit", "--color=never", "--files", *files, cwd=reports, env=env
    )


def test_a_report_with_an_error_stops_the_commit(pre_commit):
    done = pre_commit("manadsrapport-med-fel.txt", "delarsrapport-ren.txt")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "- exit code: 1" in done.stdout
    assert "manadsrapport-med-fel.txt:" in done.stdout
    assert "delarsrapport-ren.txt:" not in done.stdout


def test_a_clean_report_passes(pre_commit):
    done = pre_commit("delarsrapport-ren.txt")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_what_is_no_report_is_left_alone(pre_commit):
    done = pre_commit("README.md")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no files to check" in done.stdout
