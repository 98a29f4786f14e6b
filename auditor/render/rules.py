"""The rules as a list, and one rule explained."""

from collections.abc import Iterator, Sequence

from auditor.model.finding import RuleText
from auditor.render.texts import SEVERITY, say, word
from auditor.render.view import clean, wrap


def listing(known: Sequence[RuleText], lang: str, width: int) -> str:
    """A rule a line: number, severity, what it finds."""
    severity = max((len(word(SEVERITY, rule.severity, lang)) for rule in known), default=0)
    number = max((len(rule.id) for rule in known), default=0)
    lines: list[str] = []
    for rule in known:
        head = f"{rule.id:<{number}}  {word(SEVERITY, rule.severity, lang):<{severity}}  "
        title = rule.title.of(lang) + ("" if rule.default else f" ({say('off', lang)})")
        first, *rest = wrap(title, max(width - len(head), 20)) or [""]
        lines += [head + first, *(" " * len(head) + line for line in rest)]
    return "".join(f"{line}\n" for line in lines)


def explanation(rule: RuleText, lang: str, width: int) -> str:
    """What a rule finds, why that matters, how it is worked out, and an example."""
    return "".join(f"{line}\n" for line in _explained(rule, lang, width))


def _explained(rule: RuleText, lang: str, width: int) -> Iterator[str]:
    yield f"{rule.id}  {word(SEVERITY, rule.severity, lang)}  {rule.name}"
    yield from wrap(rule.title.of(lang), width)
    if not rule.default:
        yield from wrap(f"({say('off', lang)})", width)
    yield ""
    yield f"{say('why', lang)}:"
    for paragraph in rule.why.of(lang).strip().split("\n\n"):
        yield from wrap(paragraph, width, "  ")
    if rule.formulas:
        yield ""
        yield f"{say('formula', lang)}:"
        for formula in rule.formulas:
            yield from wrap(formula, width, "  ", "  ")
    if rule.example:
        yield ""
        yield f"{say('example', lang)}:"
        # a piece of a report, whose columns are not to be wrapped away
        for line in rule.example.of(lang).strip("\n").expandtabs(4).split("\n"):
            yield f"  {clean(line)}".rstrip()
    yield ""
    yield from wrap(say("kind", lang, kind=rule.kind, family=rule.family), width)
