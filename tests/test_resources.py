"""Where data and cache are found."""

import os
import sys

import pytest

from auditor import resources


def test_a_checkout_reads_its_own_folders():
    assert (resources.data_dir("grammars").parent / "pyproject.toml").is_file()


def test_an_installed_package_reads_what_it_ships(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "auditor" / "resources.py"))
    assert resources.data_dir("rules") == (tmp_path / "auditor" / "_data" / "rules").resolve()


@pytest.fixture
def bare(monkeypatch):
    for name in ("RKAUDIT_CACHE", "LOCALAPPDATA", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.skipif(os.name == "nt", reason="of POSIX")
def test_cache_homes(bare, tmp_path):
    bare.setenv("HOME", str(tmp_path))
    bare.setenv("XDG_CACHE_HOME", "relative")
    assert resources.cache_dir() == tmp_path / ".cache" / "rkaudit"
    bare.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert resources.cache_dir() == tmp_path / "xdg" / "rkaudit"
    assert (tmp_path / "xdg" / "rkaudit").stat().st_mode & 0o777 == 0o700
    bare.setattr(sys, "platform", "win32")
    bare.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert resources.cache_dir() == tmp_path / "local" / "rkaudit"


def test_a_chosen_cache(bare, tmp_path):
    bare.setenv("RKAUDIT_CACHE", str(tmp_path / "chosen"))
    assert resources.cache_dir() == tmp_path / "chosen"
    assert (tmp_path / "chosen").is_dir()


def test_no_cache_is_no_error(bare, tmp_path):
    (tmp_path / "file").touch()
    bare.setenv("RKAUDIT_CACHE", str(tmp_path / "file" / "under"))
    assert resources.cache_dir() is None


@pytest.mark.skipif(os.name == "nt", reason="of POSIX")
def test_the_folder_of_another_user_is_refused(bare, tmp_path):
    bare.setenv("RKAUDIT_CACHE", str(tmp_path))
    bare.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    assert resources.cache_dir() is None
