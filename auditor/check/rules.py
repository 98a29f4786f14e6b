"""Loads rules: one TOML file a rule, checked so that nothing in it goes unread."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from auditor.check.formula import Formula, FormulaError, parse
from auditor.model.finding import RuleText, Text
from auditor.resources import cached, data_dir

KINDS = (
    "footing", "row-formula", "pattern", "list-sum", "tie", "claim-formula", "presence", "reference", "reading",
    "comparison", "line-formula", "arithmetic", "series", "share", "mean", "ratio",
)  # fmt: skip
FAMILIES = ("table", "statement", "list", "prose", "across", "reports", "presentation", "reading")
_CHOICES = {
    "severity": ("error", "warning", "info"),
    "choose": ("one-per-table", "any"),
    "kind": KINDS,
    "family": FAMILIES,
    "of": ("money", "percent", "points", "any"),
    "where": ("anywhere", "above", "below"),
}
_REQUIRED = ("id", "name", "family", "kind", "severity", "title", "message", "why")
_OPTIONAL = ("formulas", "choose", "same", "roles", "of", "across", "optional", "where", "example", "default")
# the kinds whose formulas are written in the rule: over columns, over lines of a statement
_FORMULAS = {
    "row-formula": ("en radformel behöver formulas", "a row-formula needs formulas"),
    "line-formula": ("en postformel behöver formulas", "a line-formula needs formulas"),
}
_FIELDS = frozenset(("stated", "computed", "difference", "formula", "column", "place", "other"))
_SAME = ("subject", "period", "scope")
_ROLES = (
    "total", "subtotal", "result", "item", "part", "cell", "claim", "sum", "direction", "statement", "change",
    "equivalent", "parts", "measure", "label", "row", "section", "year", "side", "ranking", "note", "sign",
    "running", "mean", "source", "unit", "unit-title", "per-unit", "fact", "fact-scale",
)  # fmt: skip


class RuleError(Exception):
    """A rule file that cannot be used; `line` and `column` are 1-based."""

    def __init__(self, path: str, line: int, column: int, message: Text) -> None:
        super().__init__(f"{path}:{line}:{column}: {message.en}")
        self.path, self.line, self.column, self.message = path, line, column, message


class Rule(msgspec.Struct, frozen=True):
    """A rule as its file tells. `of` is the dimension of a row formula's result.

    `optional` are the lines of a line formula that a statement may leave out. `where` tells where the named lines
    stand: above their result, and then what stands open between counts too; below it; or anywhere in the statement.
    """

    id: str
    name: str
    family: str
    kind: str
    severity: str
    title: Text
    message: Text
    why: Text
    formulas: tuple[Formula, ...] = ()
    choose: str = "one-per-table"
    same: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    of: str = "any"
    across: bool = False
    optional: tuple[str, ...] = ()
    where: str = "anywhere"
    example: Text | None = None
    default: bool = True

    def text(self) -> RuleText:
        """What renderers show of the rule."""
        formulas = tuple(formula.text for formula in self.formulas)
        return RuleText(
            self.id,
            self.name,
            self.family,
            self.kind,
            self.severity,
            self.title,
            self.why,
            formulas,
            self.example,
            self.default,
        )


_RULES = msgspec.msgpack.Decoder(list[Rule])


@cache
def load(folders: tuple[str, ...], measures: frozenset[str], lines: frozenset[str]) -> tuple[Rule, ...]:
    """The shipped rules and those of the users' folders, by id. Raises RuleError for the first file that is wrong.

    `measures` and `lines` are the names that formulas over columns and over lines of a statement may use.
    """
    shipped = sorted(data_dir("rules").rglob("RK*.toml"))
    kept = cached(
        "rules", shipped, lambda: msgspec.msgpack.encode([read_rule(path, measures, lines) for path in shipped])
    )
    rules = {rule.id: (rule, path) for rule, path in zip(_RULES.decode(kept), shipped, strict=True)}
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise RuleError(_shown(folder), 1, 1, Text("mappen finns inte", "there is no such folder"))
        for path in sorted(folder.rglob("RK*.toml")):
            rule = read_rule(path, measures, lines)
            if rule.id in rules:
                other = rules[rule.id][1].name
                taken = f"{rule.id} finns redan, i {other}", f"{rule.id} is taken already, by {other}"
                raise _error(path, path.read_text("utf-8"), "id", *taken)
            rules[rule.id] = rule, path
    return tuple(rule for _, (rule, _path) in sorted(rules.items()))


def read_rule(path: Path, measures: frozenset[str], lines: frozenset[str]) -> Rule:
    """One rule file. Raises RuleError with file, line and column for anything in it that is not understood."""
    try:
        source = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(_shown(path), 1, 1, Text("filen går inte att läsa", "the file cannot be read")) from error
    data = _toml(path, source)
    _check_keys(path, source, data)
    formulas = []
    for text in data.get("formulas", []):
        try:
            formula = parse(text)
        except FormulaError as error:
            line, column = _place(source, text)
            raise RuleError(
                _shown(path),
                line,
                column + error.column - 1,
                Text(f"formeln går inte att tolka: {text}", f"the formula cannot be read: {text} ({error})"),
            ) from error
        known, sv, en = (lines, "posten", "line") if data["kind"] == "line-formula" else (measures, "måttet", "measure")
        for name, _qualifier in (formula.result, *formula.keys):
            if name not in known:
                line, column = _place(source, text)
                raise RuleError(
                    _shown(path),
                    line,
                    column + max(text.find(name), 0),
                    Text(f"ordlistan saknar {sv} {name}", f"the vocabulary has no {en} {name}"),
                )
        formulas.append(formula)
    if data["kind"] in _FORMULAS and not formulas:
        raise _error(path, source, "kind", *_FORMULAS[data["kind"]])
    used = {name for formula in formulas for name, _ in formula.keys}
    for name in data.get("optional", ()):
        if name not in used:
            line, column = _place(source, name)
            shown = Text(f"ingen formel har {name}", f"no formula has {name}")
            raise RuleError(_shown(path), line, column, shown)
    return Rule(
        id=data["id"],
        name=data["name"],
        family=data["family"],
        kind=data["kind"],
        severity=data["severity"],
        title=_text(path, source, data, "title"),
        message=_text(path, source, data, "message"),
        why=_text(path, source, data, "why"),
        formulas=tuple(formulas),
        choose=data.get("choose", "one-per-table"),
        same=tuple(data.get("same", ())),
        roles=tuple(data.get("roles", ())),
        of=data.get("of", "any"),
        across=data.get("across", False),
        optional=tuple(data.get("optional", ())),
        where=data.get("where", "anywhere"),
        example=_text(path, source, data, "example") if "example" in data else None,
        default=data.get("default", True),
    )


def check_vocabulary(path: Path) -> None:
    """Raises RuleError for a user's vocabulary that cannot be read, or that has a section the shipped one has not."""
    if not path.is_file():
        return
    data = _toml(path, path.read_text("utf-8"))
    own = data_dir("rules") / "vocabulary.toml"
    shipped = _toml(own, own.read_text("utf-8"))
    for section, entries in data.items():
        if section not in shipped or not isinstance(entries, dict):
            raise _error(
                path, path.read_text("utf-8"), section, f"okänt avsnitt: {section}", f"unknown section: {section}"
            )
        for name, entry in entries.items():
            if (
                section == "measures"
                and name not in shipped["measures"]
                and not (isinstance(entry, dict) and "name" in entry)
            ):
                raise _error(
                    path,
                    path.read_text("utf-8"),
                    f"{section}.{name}",
                    f"måttet {name} saknar name",
                    f"the measure {name} has no name",
                )
            if section not in ("measures", "units", "lines") and name not in shipped[section]:
                raise _error(path, path.read_text("utf-8"), name, f"okänd nyckel: {name}", f"unknown key: {name}")


def _toml(path: Path, source: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(found.group(1)), int(found.group(2))) if found else (source.count("\n") + 1, 1)
        shown = Text(f"filen är inte giltig TOML ({error})", f"not valid TOML ({error})")
        raise RuleError(_shown(path), line, column, shown) from error


def _check_keys(path: Path, source: str, data: dict[str, Any]) -> None:
    for key in data:
        if key not in _REQUIRED and key not in _OPTIONAL:
            raise _error(path, source, key, f"okänd nyckel: {key}", f"unknown key: {key}")
    for key in _REQUIRED:
        if key not in data:
            raise RuleError(_shown(path), 1, 1, Text(f"nyckeln {key} saknas", f"the key {key} is missing"))
    for key in ("id", "name", "family", "kind", "severity"):
        if not isinstance(data[key], str):
            raise _error(path, source, key, f"{key} ska vara text", f"{key} has to be a string")
    if not re.fullmatch(r"RK\d{3,4}", data["id"]):
        raise _error(
            path, source, "id", "id ska vara RK och tre eller fyra siffror", "id has to be RK and three or four digits"
        )
    for key, choices in _CHOICES.items():
        if key in data and data[key] not in choices:
            raise _error(
                path,
                source,
                key,
                f"{key} ska vara ett av: {', '.join(choices)}",
                f"{key} has to be one of: {', '.join(choices)}",
            )
    for key, allowed in (("roles", _ROLES), ("same", _SAME), ("formulas", None), ("optional", None)):
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise _error(path, source, key, f"{key} ska vara en lista av texter", f"{key} has to be a list of strings")
        if allowed and not set(value) <= set(allowed):
            raise _error(
                path,
                source,
                key,
                f"{key} får bara innehålla: {', '.join(allowed)}",
                f"{key} may only hold: {', '.join(allowed)}",
            )
    for key in ("default", "across"):
        if key in data and not isinstance(data[key], bool):
            raise _error(path, source, key, f"{key} ska vara true eller false", f"{key} has to be true or false")


def _text(path: Path, source: str, data: dict[str, Any], key: str) -> Text:
    value = data[key]
    if (
        not isinstance(value, dict)
        or set(value) != {"sv", "en"}
        or not all(isinstance(entry, str) and entry for entry in value.values())
    ):
        raise _error(path, source, key, f"{key} ska ha både sv och en", f"{key} needs both sv and en")
    unknown = {field for entry in value.values() for field in re.findall(r"\{(\w*)\}", entry)} - _FIELDS
    if key == "message" and unknown:
        named = ", ".join(sorted(unknown))
        raise _error(path, source, key, f"okänt fält i message: {named}", f"unknown field in message: {named}")
    return Text(value["sv"], value["en"])


def _error(path: Path, source: str, key: str, sv: str, en: str) -> RuleError:
    found = re.search(rf"^\s*\[?{re.escape(key)}\b", source, re.MULTILINE)
    line = source.count("\n", 0, found.end()) + 1 if found else 1
    return RuleError(_shown(path), line, 1, Text(sv, en))


def _place(source: str, text: str) -> tuple[int, int]:
    at = source.find(text)
    if at < 0:
        return 1, 1
    return source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)


def _shown(path: Path) -> str:
    return str(path).replace("\\", "/")


def chosen(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that `select` and `ignore` (ids or their beginnings) leave; without `select`, those on by default."""
    kept = (
        [rule for rule in rules if any(rule.id.startswith(prefix) for prefix in select)]
        if select
        else [rule for rule in rules if rule.default]
    )
    return tuple(rule for rule in kept if not any(rule.id.startswith(prefix) for prefix in ignore))
