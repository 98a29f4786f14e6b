"""Opens the grammars. Compiled forms are kept in the user's cache, keyed by the hash of their source."""

from functools import cache
from typing import Any

from lark import Lark

from auditor.resources import cache_dir, data_dir


@cache
def load(name: str, start: tuple[str, ...], transformer: Any = None) -> Lark:
    """The LALR parser of `grammars/<name>.lark`.

    Lark keys its cache file by the hash of the grammar, of what it imports, and of its own version, so a changed
    grammar is compiled anew; without a writable cache it is compiled each time.
    """
    folder = cache_dir()
    return Lark.open(
        str(data_dir("grammars") / f"{name}.lark"),
        parser="lalr",
        lexer="contextual",
        start=list(start),
        maybe_placeholders=True,
        transformer=transformer,
        cache=str(folder / f"{name}.lark-cache") if folder else False,
    )
