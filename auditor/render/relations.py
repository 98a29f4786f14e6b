"""The relations of a report's tables, a line each: what is worked out from what, where it holds and where it breaks."""

from collections.abc import Mapping, Sequence

import msgspec

from auditor.exact import CONTRADICTED, EXACT
from auditor.model.finding import Audit, Report
from auditor.model.sheet import Law, Laws
from auditor.render.texts import VERDICTS, counted, say, word
from auditor.render.view import clean, lost, where_table

_MOST_OPERANDS = 6
_MOST_BREAKS = 3
# the places named at the ends of a long sum
_FIRST, _LAST = 3, 1


class _Family(msgspec.Struct):
    """The laws of one shape: the same columns in every row, or the same rows in every column (`across` is False)."""

    operator: str
    across: bool
    result: int
    operands: tuple[int, ...]
    laws: list[Law]


def render(audit: Audit, lang: str) -> str:
    """The relations of all reports that could be read; alike ones of several rows or columns share a line."""
    return "\n".join(_report(report, lang) for report in audit.reports if not lost(report) and report.source)


def _report(report: Report, lang: str) -> str:
    if not any(laws.laws for laws in report.laws):
        return f"{clean(report.path)}: {say('no-relations', lang)}\n"
    lines: list[str] = []
    places = {table.line: where_table(table, lang) for table in report.tables}
    for laws in report.laws:
        if laws.laws:
            lines += [*([""] if lines else []), _title(report.path, laws, places, lang)]
            lines += [_line(family, laws, lang) for family in _families(laws.laws)]
    return "\n".join(lines) + "\n"


def _title(path: str, laws: Laws, places: Mapping[int, str], lang: str) -> str:
    place = places.get(laws.line) or say("line", lang, n=f"{laws.line}–{laws.end_line}")
    title = f": {laws.title}" if laws.title else ""
    return clean(f"{path}, {place}{title}")


def _families(laws: Sequence[Law]) -> list[_Family]:
    found: dict[tuple[str, bool, int, tuple[int, ...]], _Family] = {}
    for law in laws:
        across = all(row == law.result[0] for row, _ in law.operands)
        own = 1 if across else 0
        shape = law.operator, across, law.result[own], tuple(cell[own] for cell in law.operands)
        found.setdefault(shape, _Family(*shape, [])).laws.append(law)
    return list(found.values())


def _line(family: _Family, laws: Laws, lang: str) -> str:
    broken = [law for law in family.laws if law.verdict == CONTRADICTED]
    held = len(family.laws) - len(broken)
    exact = sum(law.verdict == EXACT for law in family.laws)
    standing = counted("rows" if family.across else "columns", held, lang)
    if 0 < exact < held:
        standing += f", {counted('exact-of-them', exact, lang)}"
    elif held:
        standing += f", {word(VERDICTS, family_verdict(family), lang)}"
    if broken:
        names = [_other(law, family, laws, lang) for law in broken[:_MOST_BREAKS]]
        if len(broken) > _MOST_BREAKS:
            names.append(counted("more", len(broken) - _MOST_BREAKS, lang))
        standing += f"; {say('breaks', lang, places=', '.join(names))}"
    return clean(f"  {_formula(family, laws, lang)}  ({standing})")


def family_verdict(family: _Family) -> str:
    """The verdict that the laws of a family that hold have in common."""
    return next((law.verdict for law in family.laws if law.verdict != CONTRADICTED), CONTRADICTED)


def _formula(family: _Family, laws: Laws, lang: str) -> str:
    names = [_name(place, family.across, laws, lang) for place in family.operands]
    result = _name(family.result, family.across, laws, lang)
    if _derived(family) != family.result:
        first = family.operands.index(min(family.operands))
        return f"{names[1 - first]} = {result} − {names[first]}"
    if family.operator == "division":
        return f"{result} = {names[0]} / {names[1]}"
    if family.operator == "relative-change":
        return f"{result} = ({names[1]} − {names[0]}) / {names[0]}"
    if len(names) > _MOST_OPERANDS:
        names = [*names[:_FIRST], "…", *names[-_LAST:]]
    summed = " + ".join(names)
    return f"{result} = {say('mean-of', lang, terms=', '.join(names)) if family.operator == 'average' else summed}"


def _derived(family: _Family) -> int:
    """Which of three figures is worked out from the others: the last, most often, as their difference or their sum."""
    if family.operator == "sum" and len(family.operands) == 2:
        return max(family.result, *family.operands)
    return family.result


def _name(place: int, across: bool, laws: Laws, lang: str) -> str:
    """What a row or a column is called, with its number where it has no name of its own."""
    names = laws.heads if across else laws.labels
    text = " ".join(names[place].split())
    if text and names.count(names[place]) == 1:
        return text
    number = say("column" if across else "row", lang, n=place)
    return f"{text} ({number})" if text else number


def _other(law: Law, family: _Family, laws: Laws, lang: str) -> str:
    """The row or column of a law that breaks, with what stands there."""
    derived = _derived(family)
    row, column = (law.result[0], derived) if family.across else (derived, law.result[1])
    place = _name(row if family.across else column, not family.across, laws, lang)
    return f"{place} ({laws.sheet.texts[row][column].strip()})"
