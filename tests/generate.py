"""Writes the files that rkaudit itself is the source of: `python -m tests.generate`.

They are the catalogue of rules, rules/README.md, and for every report of examples/ what `rkaudit check` says of it,
examples/pinned/<name>.check.out and .json. With --check nothing is written: exit status 1 names the files that are
stale, missing or left over.
"""

import argparse
import io
import sys
from pathlib import Path

import msgspec

from auditor import pipeline
from auditor.model.finding import Audit, RuleText
from auditor.render import json, terminal, texts

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
PINNED = EXAMPLES / "pinned"
CATALOGUE = ROOT / "rules" / "README.md"
WIDTH = 100

FAMILIES = {
    "table": "Inom en tabell",
    "statement": "I en räkning",
    "list": "Inom en lista",
    "prose": "I löpande text",
    "across": "Mellan tabeller",
    "reports": "Mellan rapporter",
    "presentation": "Framställning",
    "reading": "Läsning",
}
KINDS = {
    "arithmetic": "samband som talen själva visar, i rader och kolumner",
    "claim-formula": "sambandet mellan belopp i en mening",
    "comparison": "jämförelser i ord: en sida av ett mål, en plats i en ordning",
    "footing": "summa av rader eller kolumner",
    "line-formula": "poster i resultaträkning, balansräkning, kassaflödesanalys och andra räkningar",
    "list-sum": "summa av en listas poster",
    "mean": "medelvärde av rader eller kolumner",
    "pattern": "formel som raderna själva visar",
    "presence": "rader och radnamn i tabeller som redovisar samma sak",
    "reading": "sådant som inte gick att läsa eller ser felskrivet ut",
    "reference": "hänvisningar till rapportens egna avsnitt",
    "ratio": "belopp per enhet, ur beloppet och antalet",
    "row-formula": "formel mellan kolumner på samma rad",
    "series": "perioder som läggs ihop, i ett steg eller efter hand",
    "share": "andelar av en helhet: deras summa, och beloppet delat med totalen",
    "tie": "samma uppgift på flera ställen",
}


def reports() -> list[Path]:
    """The example reports, README.md not among them."""
    return sorted(path for path in EXAMPLES.iterdir() if path.suffix in (".txt", ".md") and path.name != "README.md")


def outputs() -> dict[Path, bytes]:
    """Every generated file with what has to stand in it."""
    found = {CATALOGUE: catalogue().encode()}
    for path in reports():
        audit = audited(path)
        printed = io.StringIO()
        terminal.render(audit, "sv", printed, WIDTH)
        text, data = pins(path)
        found |= {text: printed.getvalue().encode(), data: json.check(audit, "sv").encode()}
    return found


def pins(report: Path) -> tuple[Path, Path]:
    """Where the outputs of an example are pinned: as printed, and as JSON."""
    return PINNED / f"{report.name}.check.out", PINNED / f"{report.name}.check.json"


def audited(path: Path) -> Audit:
    """The audit of one example, its path as a user in the repository types it."""
    audit = pipeline.audit([str(path)])
    shown = f"{EXAMPLES.name}/{path.name}"
    return msgspec.structs.replace(
        audit, reports=tuple(msgspec.structs.replace(report, path=shown) for report in audit.reports)
    )


# ---- the catalogue


def catalogue() -> str:
    """All rules, from their own files."""
    rules = pipeline.rule_texts()
    parts = [
        "# Regler",
        "Skrivs av `python -m tests.generate` ur reglernas egna filer; `rkaudit explain RK101` visar samma text.",
        "*Generated from the rule files; `rkaudit explain RK101 --lang en` tells all of a rule in English.*",
        _table(rules),
    ]
    for family, heading in FAMILIES.items():
        of_family = [rule for rule in rules if rule.family == family]
        if of_family:
            parts += [f"## {heading}", *map(_entry, of_family)]
    return "\n\n".join(parts) + "\n"


def _table(rules: tuple[RuleText, ...]) -> str:
    rows = [f"| [{rule.id}](#{_anchor(rule)}) | {rule.title.sv} | {_severity(rule)} |" for rule in rules]
    return "\n".join(["| regel | säger | grad |", "|---|---|---|", *rows])


def _severity(rule: RuleText) -> str:
    return texts.word(texts.SEVERITY, rule.severity, "sv").lower()


def _anchor(rule: RuleText) -> str:
    return f"{rule.id}-{rule.name}".lower()


def _entry(rule: RuleText) -> str:
    state = "" if rule.default else ", prövas bara när den väljs (`--select`)"
    parts = [
        f"### {rule.id} {rule.name}",
        f"**{rule.title.sv}** ({_severity(rule)}{state}). Prövar: {KINDS[rule.kind]}.",
        f"*{rule.title.en}.*",
        rule.why.sv.strip(),
    ]
    if rule.formulas:
        parts.append("\n".join(f"- `{formula}`" for formula in rule.formulas))
    if rule.example is not None:
        parts.append("\n".join(["```text", rule.example.sv.strip("\n"), "```"]))
    return "\n\n".join(parts)


# ---- writing and checking


def stale(wanted: dict[Path, bytes]) -> dict[Path, str]:
    """The generated files that are not as they should be, and what is the matter with each."""
    found = {}
    for path, content in wanted.items():
        if not path.is_file():
            found[path] = "missing"
        elif path.read_bytes() != content:
            found[path] = "stale"
    return found | {path: "left over" for path in sorted(PINNED.glob("*")) if path not in wanted}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 when a file is stale")
    only_check = parser.parse_args().check
    wanted = outputs()
    found = stale(wanted)
    for path, state in found.items():
        print(f"{path.relative_to(ROOT).as_posix()}: {state}")
    if only_check:
        if found:
            print("Write them anew with: python -m tests.generate")
        return 1 if found else 0
    for path in found:
        if path in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(wanted[path])
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
