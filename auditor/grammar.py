"""Opens the grammars. Compiled forms are kept in the user's cache, keyed by the hash of their source."""

from functools import cache
from hashlib import sha256
from typing import Any

from lark import Lark

from auditor.resources import cache_dir, data_dir


@cache
def load(name: str, start: tuple[str, ...], transformer: Any = None) -> Lark:
    """The LALR parser of `grammars/<name>.lark`.

    The cache file is named for the contents of all grammars, since one may import another, and Lark adds its own
    version, so a changed grammar is compiled anew; without a writable cache it is compiled each time.
    """
    folder, sources = cache_dir(), data_dir("grammars")
    digest = sha256(b"".join(source.read_bytes() for source in sorted(sources.glob("*.lark")))).hexdigest()[:24]
    return Lark.open(
        str(sources / f"{name}.lark"),
        parser="lalr",
        lexer="contextual",
        start=list(start),
        maybe_placeholders=True,
        transformer=transformer,
        cache=str(folder / f"{name}-{digest}.lark-cache") if folder else False,
    )
