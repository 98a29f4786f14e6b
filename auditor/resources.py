"""Where the grammars, the rules and the cache are, installed or not."""

import os
import sys
from pathlib import Path
from typing import Literal


def data_dir(name: Literal["grammars", "rules"]) -> Path:
    """The folder of shipped data called `name`.

    Found from this file alone: an editable install leaves an old `_data` in site-packages, which must not win over
    the folders of the checkout.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return package / "_data" / name


def cache_dir() -> Path | None:
    """The user's own cache folder, made if need be; None where there can be none, and then nothing is cached.

    A folder that belongs to somebody else is refused, since what lies in it would be trusted.
    """
    try:
        folder = _cache_home()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sys.platform != "win32" and folder.stat().st_uid != os.getuid():
            return None
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def _cache_home() -> Path:
    if chosen := os.environ.get("RKAUDIT_CACHE"):
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    # the XDG specification: a relative path is to be ignored
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "rkaudit"
