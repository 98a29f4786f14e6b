"""Where the grammars, the rules and the cache are, installed or not."""

import os
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

from auditor import __version__


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


def cached(name: str, sources: Sequence[Path], build: Callable[[], bytes]) -> bytes:
    """What `build` makes of the files `sources`, kept in the user's cache under the hash of their contents.

    A changed file, or another version of the program, is built anew; a cache that cannot be written is done without.
    """
    folder = cache_dir()
    if folder is None:
        return build()
    digest = sha256(__version__.encode())
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    kept = folder / f"{name}-{digest.hexdigest()[:24]}.cache"
    try:
        return kept.read_bytes()
    except OSError:
        made = build()
    try:
        # written beside and moved into place: two runs at once never see half a file
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_bytes(made)
        partial.replace(kept)
    except OSError:
        pass
    return made
