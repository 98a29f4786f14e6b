"""Every figure of a report with its standing, and every sum that it was checked by, written out."""

from collections.abc import Mapping

from auditor.model.calculation import calculation
from auditor.model.figure import Figure, NotFigure
from auditor.model.finding import Entry
from auditor.model.relation import Relation
from auditor.render.remarks import standing
from auditor.render.review import words
from auditor.render.review.marks import Accusation, Marks
from auditor.render.review.markup import link, text
from auditor.render.texts import VERDICTS, word
from auditor.render.view import NO_BREAK, numbers, paged, where


def ledger(marks: Marks, lang: str) -> str:
    """The ledger of one report as HTML: a table of figures, and below it the sums that they are in."""
    report = marks.report
    page = paged(report)
    keys = {id(number): f"g{marks.index}-{at}" for at, number in enumerate(report.not_figures)}
    rows = "\n".join(_row(marks, number, entry, keys, lang, page) for number, entry in numbers(report))
    heads = "".join(
        f'<th scope="col">{text(words.say(key, lang))}</th>'
        for key in ("place", "figure", "what", "status", "checked-by")
    )
    used = sorted({index for entry in report.ledger for index in entry.relations})
    sums = "\n".join(_sum(marks, index, report.relations[index], lang, page) for index in used)
    name = text(words.say("ledger", lang))
    told = (
        f'<div class="scroll" role="group" aria-label="{name}" tabindex="0">'
        f'<table class="ledger"><thead><tr>{heads}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )
    if sums:
        told += f'<h4>{text(words.say("sums", lang))}</h4>\n<ul class="sums">\n{sums}\n</ul>'
    return told


def _row(
    marks: Marks,
    number: Figure | NotFigure,
    entry: Entry,
    keys: Mapping[int, str],
    lang: str,
    page: bool,
) -> str:
    at = text(where(number.span.pieces[0], lang, page=page))
    if isinstance(number, NotFigure):
        key = keys[id(number)]
        place = link(key, at) if key in marks.placed else at
        return f'<tr class="no"><td>{place}<td>{text(number.text)}<td><td>{_standing(entry, lang)}<td></tr>'
    key = f"f{marks.index}-{number.id}"
    place = link(key, at) if key in marks.placed else at
    unit = f"{NO_BREAK}{number.unit}" if number.unit else ""
    accused = [_finding(marks, one, lang) for one in (*marks.blaming.get(key, ()), *marks.naming.get(key, ()))]
    sums = [link(f"e{marks.index}-{index}", str(index + 1)) for index in entry.relations]
    status = marks.status(number.id)
    kind = f' class="{status}"' if status in ("er", "wa") else ""
    return (
        f'<tr id="d{marks.index}-{number.id}"{kind}><td>{place}'
        f"<td>{text(number.text + unit)}<td>{text(marks.label(number.id))}"
        f"<td>{_standing(entry, lang)}<td>{', '.join([*accused, *sums])}</tr>"
    )


def _finding(marks: Marks, one: Accusation, lang: str) -> str:
    shown = text(words.say("finding", lang, n=one.number))
    return f'<a class="to" href="#x{marks.index}-{one.number}">{shown}</a>'


def _standing(entry: Entry, lang: str) -> str:
    return text(standing(entry, lang))


def _sum(marks: Marks, index: int, relation: Relation, lang: str, page: bool) -> str:
    figures = marks.report.figures
    label = text(marks.label(relation.told) or figures[relation.told].text)
    target = marks.figure_id(relation.told)
    given = [figures[number] for number in relation.numbers if marks.figure_id(number) is None]
    places = "".join(f" ({text(where(one.span.pieces[0], lang, page=page))})" for one in given)
    name = link(target, label) if target else label
    return (
        f'<li id="e{marks.index}-{index}"><span class="no">{index + 1}</span> {name}: '
        f'<span class="calc">{text(calculation(relation, figures))}</span>{places} '
        f"<em>{_verdict(relation, lang)}</em> {text(relation.rule)}</li>"
    )


def _verdict(relation: Relation, lang: str) -> str:
    """The verdict on a sum, with how far it is off where rounding explains it."""
    judged = relation.judgement
    if judged is None or judged.verdict == "undecided":
        return text(words.say("undecided", lang))
    told = word(VERDICTS, judged.verdict, lang)
    if judged.verdict == "rounding" and judged.residual is not None and judged.allowed is not None:
        off = words.say("residual", lang, residual=_comma(judged.residual), allowed=_comma(judged.allowed))
        told = f"{told}, {off}"
    return text(told)


def _comma(amount: str) -> str:
    return amount.replace(".", ",")
