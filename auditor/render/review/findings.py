"""The list of what to correct and what to look at, and what could not be read or checked."""

import re
from collections.abc import Iterator, Mapping

from auditor.model.document import Problem
from auditor.model.finding import UNCHECKED, Finding, Place, RuleText
from auditor.render import remarks
from auditor.render.review import words
from auditor.render.review.marks import Accusation, Marks
from auditor.render.review.markup import link, text
from auditor.render.texts import REASONS, counted, problem, say, word
from auditor.render.view import NO_BREAK, paged, swedish, tally, where

_SECTIONS = (("error", "errors"), ("warning", "warnings"), ("info", "infos"), ("accepted", "accepteds"))
_OPERATOR = re.compile(r" ([-+−–=≠×·*/:÷]) ")
# of a long column, the figures named in a finding's basis
_MOST_TERMS = 40


class Findings:
    """The findings of one report as HTML."""

    def __init__(self, marks: Marks, rules: Mapping[str, RuleText], lang: str) -> None:
        self.marks, self.rules, self.lang = marks, rules, lang
        self.report = marks.report
        self.page = paged(self.report)

    def html(self) -> str:
        """The sections that have findings, the most severe first."""
        return "\n".join(self._sections())

    def _sections(self) -> Iterator[str]:
        for kind, key in _SECTIONS:
            own = [one for one in self.marks.accusations if one.kind == kind]
            if own:
                why = f'<p class="why">{self._say(f"{key}-why")}</p>' if kind in ("info", "accepted") else ""
                cards = "\n".join(map(self._card, own))
                count = f' <span class="count">{len(own)}</span>'
                yield (
                    f'<section class="group {kind}"><h3>{self._say(key)}{count}</h3>{why}'
                    f'<ol class="cards">\n{cards}\n</ol></section>'
                )

    def _say(self, key: str, **values: object) -> str:
        return text(words.say(key, self.lang, **values))

    def _card(self, one: Accusation) -> str:
        finding = one.finding
        name = f"x{self.marks.index}-{one.number}"
        target = one.blamed[0] if one.blamed else name
        at = where(finding.blamed[0].span.pieces[0], self.lang, page=self.page)
        title = finding.title or finding.blamed[0].label or finding.name
        title = text(title.replace(" · ", f"{NO_BREAK}· "))
        severity = f'<span class="sev">{self._say(one.kind)}</span>'
        place = f'<span class="at">{link(target, text(at) or self._say("place"))}</span>'
        lines = [f'<p class="head"><span class="no">{one.number}</span>{severity}{place}</p>']
        lines.append(f"<h4>{link(target, title)}</h4>")
        lines.append(self._values(finding))
        if finding.decision is not None:
            lines.append(f'<p class="decided">{text(remarks.decided(finding.decision, self.lang))}</p>')
        lines += [f"<p>{text(finding.message.of(self.lang))}</p>"]
        lines += [f'<p class="calc">{text(_breakable(each))}</p>' for each in finding.calculation]
        lines += [f"<p>{text(sentence)}</p>" for sentence in self._explained(finding)]
        lines += [f"<p>{text(note.of(self.lang))}</p>" for note in finding.notes]
        if finding.blamed[1:]:
            lines.append(f"<p>{self._say('also')}</p>{self._places(finding.blamed[1:])}")
        lines.append(self._basis(one))
        ids = f'data-b="{" ".join(one.blamed)}" data-t="{" ".join(one.secondary)}"'
        return f'<li class="x {one.kind}" id="{name}" {ids}>{"".join(lines)}</li>'

    def _values(self, finding: Finding) -> str:
        """What stands, and what should stand there."""
        shown = text(self._stated(finding))
        told = f'<div><dt>{self._say("stated")}</dt><dd class="old">{shown}</dd></div>'
        remedy = self._remedy(finding)
        if remedy is not None:
            told += f'<div><dt>{self._say(remedy[0])}</dt><dd class="new">{text(remedy[1])}</dd></div>'
        return f'<dl class="values">{told}</dl>' if shown else ""

    def _stated(self, finding: Finding) -> str:
        return swedish(*finding.stated, finding.unit) if finding.stated is not None else finding.blamed[0].text

    def _remedy(self, finding: Finding) -> tuple[str, str] | None:
        """The name of what should stand, and it: the suggestion, else what the sum comes to, else its bounds."""
        unit = finding.unit
        if finding.suggestion:
            return "should", remarks.with_unit(finding.suggestion, unit)
        if finding.expected:
            return "worked-out", swedish(*finding.expected, unit)
        if finding.bounds:
            low, high = finding.bounds
            if low == high:
                return "should", swedish(*low, unit)
            return "between", words.say("from-to", self.lang, low=swedish(*low), high=swedish(*high, unit))
        return None

    def _explained(self, finding: Finding) -> Iterator[str]:
        """The likely cause, and what rounding leaves open beside the value shown."""
        if finding.cause:
            yield remarks.stopped(say("cause", self.lang, cause=finding.cause.text.of(self.lang)))
        if finding.bounds and finding.bounds[0] != finding.bounds[1] and (finding.suggestion or finding.expected):
            low, high = finding.bounds
            yield say("rounding-allows", self.lang, low=swedish(*low), high=swedish(*high, finding.unit))

    def _basis(self, one: Accusation) -> str:
        """The figures of the sum with links to them, and the rule with its reason."""
        finding = one.finding
        lines = []
        if finding.secondary:
            lines.append(f"<p>{self._say('terms')}</p>{self._places(finding.secondary)}")
        rule = self.rules.get(finding.rule)
        title = rule.title.of(self.lang) if rule is not None else finding.name
        lines.append(f"<p>{self._say('rule', id=finding.rule, title=title.rstrip('.'))}</p>")
        if rule is not None:
            lines += [f"<p>{text(part)}</p>" for part in rule.why.of(self.lang).split("\n\n")]
        return f"<details><summary>{self._say('basis')}</summary>{''.join(lines)}</details>"

    def _places(self, places: tuple[Place, ...]) -> str:
        items = []
        for place in places[:_MOST_TERMS]:
            at = text(where(place.span.pieces[0], self.lang, page=self.page))
            target = self.marks.target(place)
            shown = link(target, at) if target else at
            label = f" {text(place.label)}" if place.label else ""
            items.append(f'<li><span class="num">{text(place.text)}</span>{label} <span class="at">{shown}</span></li>')
        if len(places) > _MOST_TERMS:
            items.append(f"<li>{text(counted('more', len(places) - _MOST_TERMS, self.lang))}</li>")
        return f'<ul class="terms">{"".join(items)}</ul>'

    # ---- what was not read or checked

    def gaps(self) -> str:
        """What could not be read, and the figures that were not checked with the reasons."""
        report = self.report
        counts = tally([report])
        told = [f'<li class="problem">{self._problem(found)}</li>' for found in report.problems]
        lines = [f'<ul class="problems">{"".join(told)}</ul>'] if told else []
        if counts.unchecked:
            if not told:
                lines.append(f"<p>{self._say('gaps-read')}</p>")
            lines.append(f"<p>{text(words.counted('unchecked', counts.unchecked, self.lang))}:</p>")
            lines += [self._unchecked(reason, n) for reason, n in counts.reasons]
        elif not told:
            lines.append(f"<p>{self._say('gaps-none')}</p>")
        count = f' <span class="count">{counts.unchecked + len(told)}</span>' if counts.unchecked or told else ""
        return f'<section class="gaps"><h3>{self._say("gaps")}{count}</h3>{"".join(lines)}</section>'

    def _problem(self, found: Problem) -> str:
        told = [("page", found.page), ("cell", found.cell), ("line", found.line)]
        place = ", ".join(say(key, self.lang, n=n) for key, n in told if n is not None)
        return text((f"{place}: " if place else "") + problem(found, self.lang))

    def _unchecked(self, reason: str, n: int) -> str:
        links = []
        for figure, entry in zip(self.report.figures, self.report.ledger, strict=True):
            if entry.status == UNCHECKED and (entry.reason or "no-relation") == reason:
                target = self.marks.figure_id(figure.id)
                links.append(link(target, text(figure.text)) if target else text(figure.text))
        name = text(word(REASONS, reason, self.lang))
        return f'<details><summary>{n} {name}</summary><p class="links">{" · ".join(links)}</p></details>'


def _breakable(calculation: str) -> str:
    """A sum that is broken over lines before its operators only."""
    return _OPERATOR.sub(f" \\1{NO_BREAK}", calculation)
