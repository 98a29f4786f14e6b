"""The command line: arguments, exit codes and calls."""

import codecs
import locale
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NamedTuple, cast

import typer
from typer.core import TyperGroup, TyperOption

from auditor.render import texts

if TYPE_CHECKING:
    from auditor.model.finding import Audit, Report, RuleText

CLEAN, FOUND, FAILED = 0, 1, 2
_PIPE_WIDTH = 100
_NARROWEST = 20
_PIECE = 1_000_000
# whatever typer is built on, its own or click's: the class of everything that it finds wrong with a command line
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, help="app")


class CommandLineError(Exception):
    """Something wrong with the command line, as a sentence for the user."""


class Globals(NamedTuple):
    """What may stand anywhere on the command line."""

    lang: str
    rest: list[str]


# ---- commands: each returns its exit code; help texts are keys of texts.HELP

Paths = Annotated[list[str] | None, typer.Argument(metavar="PATH...", help="paths", show_default=False)]
Rules = Annotated[list[str] | None, typer.Option("--rules", metavar="DIR", help="rules-dir")]
Width = Annotated[int | None, typer.Option("--width", metavar="N", help="width")]
Format = Annotated[str, typer.Option("--format", metavar="text|json", help="format", show_default=False)]


@app.command(help="check")
def check(
    ctx: typer.Context,
    paths: Paths = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|json|concise", help="format", show_default=False)
    ] = "text",
    select: Annotated[list[str] | None, typer.Option("--select", metavar="RK...", help="select")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", metavar="RK...", help="ignore")] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="error|warning|info|never", help="fail-on", show_default=False)
    ] = "error",
    against: Annotated[str | None, typer.Option("--against", metavar="FILE", help="against")] = None,
    decisions: Annotated[list[str] | None, typer.Option("--decisions", metavar="FILE", help="decisions")] = None,
    annotate: Annotated[str | None, typer.Option("--annotate", metavar="FILE", help="annotate")] = None,
    ticks: Annotated[bool, typer.Option("--ticks", help="ticks")] = False,
    html: Annotated[str | None, typer.Option("--html", metavar="FILE", help="html")] = None,
    xlsx: Annotated[str | None, typer.Option("--xlsx", metavar="FILE", help="xlsx")] = None,
    ocr: Annotated[bool, typer.Option("--ocr", help="ocr")] = False,
    rules: Rules = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="quiet")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="verbose")] = False,
    width: Width = None,
) -> int:
    """Audits the reports and prints the findings."""
    lang: str = ctx.obj
    _choose("--format", output, ("text", "json", "concise"), lang)
    _choose("--fail-on", fail_on, ("error", "warning", "info", "never"), lang)
    audit = _audit(
        paths, rules, lang, select=select, ignore=ignore, ocr=ocr, against=against, decisions=decisions or ()
    )
    _write_papers(audit, lang, annotate, ticks, html, xlsx, against, decisions or ())
    if output == "json":
        from auditor.render import json

        _print(json.check_utf8(audit, lang))
    elif output == "concise":
        from auditor.render import concise

        _tell_problems(audit, lang, fatal_only=quiet)
        sys.stdout.write(concise.render(audit, lang, verbose=verbose))
    else:
        from auditor.render import terminal

        _tell_problems(audit, lang, fatal_only=quiet, summarised=True)
        terminal.render(audit, lang, sys.stdout, _width(width), verbose=verbose, quiet=quiet)
    return _exit_code(audit, fail_on)


@app.command(help="tables")
def tables(
    ctx: typer.Context, paths: Paths = None, output: Format = "text", rules: Rules = None, width: Width = None
) -> int:
    """Prints the tables as they were read."""
    lang: str = ctx.obj
    _choose("--format", output, ("text", "json"), lang)
    audit = _audit(paths, rules, lang)
    _tell_problems(audit, lang)
    if output == "json":
        from auditor.render import json

        sys.stdout.write(json.tables(audit))
    else:
        from auditor.render import tables as grids

        grids.render(audit, lang, sys.stdout, _width(width))
    return _exit_code(audit, "never")


@app.command(help="figures")
def figures(
    ctx: typer.Context, paths: Paths = None, output: Format = "text", rules: Rules = None, width: Width = None
) -> int:
    """Prints every figure with its standing."""
    lang: str = ctx.obj
    _choose("--format", output, ("text", "json"), lang)
    audit = _audit(paths, rules, lang)
    _tell_problems(audit, lang, summarised=output == "text")
    if output == "json":
        from auditor.render import json

        sys.stdout.write(json.figures(audit))
    else:
        from auditor.render import figures as lines

        sys.stdout.write(lines.render(audit, lang, _width(width)))
    return _exit_code(audit, "never")


@app.command(help="relations")
def relations(ctx: typer.Context, paths: Paths = None, output: Format = "text", rules: Rules = None) -> int:
    """Prints the relations among the cells of every table."""
    lang: str = ctx.obj
    _choose("--format", output, ("text", "json"), lang)
    from auditor import pipeline

    if not paths:
        raise CommandLineError(texts.wrong("no-paths", lang))
    with _rule_files(lang):
        audit = pipeline.relations(paths, rule_dirs=rules or ())
    _tell_problems(audit, lang)
    if output == "json":
        from auditor.render import json

        sys.stdout.write(json.relations(audit, lang))
    else:
        from auditor.render import relations as lines

        sys.stdout.write(lines.render(audit, lang))
    return _exit_code(audit, "never")


@app.command("rules", help="rules")
def list_rules(ctx: typer.Context, output: Format = "text", rules: Rules = None, width: Width = None) -> int:
    """Prints the list of rules."""
    lang: str = ctx.obj
    _choose("--format", output, ("text", "json"), lang)
    known = _rule_texts(rules, lang)
    if output == "json":
        from auditor.render import json

        sys.stdout.write(json.rules(known, lang))
    else:
        from auditor.render import rules as catalogue

        sys.stdout.write(catalogue.listing(known, lang, _width(width)))
    return CLEAN


@app.command(help="explain")
def explain(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="RKnnn", help="rule", show_default=False)] = "",
    rules: Rules = None,
    width: Width = None,
) -> int:
    """Prints what one rule is about."""
    from auditor.render.rules import explanation

    lang: str = ctx.obj
    if not rule:
        raise CommandLineError(texts.wrong("no-rule", lang))
    known = {text.id: text for text in _rule_texts(rules, lang)}
    if rule.upper() not in known:
        raise _unknown_rule(rule, list(known), lang)
    sys.stdout.write(explanation(known[rule.upper()], lang, _width(width)))
    return CLEAN


@app.command(help="schema")
def schema() -> int:
    """Prints the JSON schema."""
    from auditor.render.schema import render

    sys.stdout.write(render())
    return CLEAN


# ---- running


def run(argv: Sequence[str]) -> int:
    """Runs the command that `argv` (without the program's name) asks for and gives its exit code.

    The result goes to stdout, everything else to stderr. Raises nothing for what a user may get wrong; what is wrong
    with the program is for the caller.
    """
    lang = "sv"
    try:
        lang, rest = _globals(argv)
        return _dispatch(rest, lang)
    except CommandLineError as error:
        _tell(str(error))
    except _UsageError as error:
        _tell(_usage(error, lang))
    return FAILED


def unexpected(error: str) -> str:
    """The sentence for an error in the program itself."""
    try:
        lang = _globals(sys.argv[1:]).lang
    except CommandLineError:
        lang = "sv"
    return texts.wrong("unexpected", lang, given=error)


def _dispatch(argv: list[str], lang: str) -> int:
    group = cast(TyperGroup, typer.main.get_command(app))
    _translate(group, lang)
    if not argv:
        _tell(texts.wrong("no-command", lang))
        sys.stderr.write(_help(group, None, lang))
        return FAILED
    name = argv[0]
    if name not in group.commands and not name.startswith("-"):
        raise _unknown_command(name, group.commands, lang)
    options = argv[: argv.index("--")] if "--" in argv else argv
    if "--help" in options or "-h" in options:
        sys.stdout.write(_help(group, name, lang))
        return CLEAN
    with group.make_context("rkaudit", argv, obj=lang) as ctx:
        return int(group.invoke(ctx))


def _audit(
    paths: list[str] | None,
    rules: list[str] | None,
    lang: str,
    *,
    select: list[str] | None = None,
    ignore: list[str] | None = None,
    ocr: bool = False,
    against: str | None = None,
    decisions: Sequence[str] = (),
) -> "Audit":
    if not paths:
        raise CommandLineError(texts.wrong("no-paths", lang))
    from auditor import pipeline

    chosen, left_out = _rule_ids(select), _rule_ids(ignore)
    if chosen or left_out:
        known = [rule.id for rule in _rule_texts(rules, lang)]
        for prefix in (*chosen, *left_out):
            if not any(rule.startswith(prefix) for rule in known):
                raise _unknown_rule(prefix, known, lang)
    with _rule_files(lang):
        return pipeline.audit(
            paths,
            rule_dirs=rules or (),
            select=chosen,
            ignore=left_out,
            ocr=ocr,
            against=against,
            decisions=decisions,
        )


def _write_papers(
    audit: "Audit",
    lang: str,
    annotate: str | None,
    ticks: bool,
    html: str | None,
    xlsx: str | None,
    against: str | None,
    decisions: Sequence[str],
) -> None:
    """Writes the marked copy of the report, the review page and the working paper, each where it is asked for."""
    if ticks and annotate is None:
        raise CommandLineError(texts.wrong("ticks-alone", lang))
    # a source that cannot be read stands behind the reports
    reports = [one for one in audit.reports if against is None or not _same_file(one.path, against)]
    if annotate is not None and len(reports) != 1:
        raise CommandLineError(texts.wrong("annotate-several", lang))
    taken = [("over-report", report.path) for report in audit.reports]
    taken += [("over-source", against)] if against is not None else []
    taken += [("over-decisions", path) for path in decisions]
    for path in filter(None, (annotate, html, xlsx)):
        over = next((reason for reason, other in taken if _same_file(path, other)), None)
        if over is not None:
            raise CommandLineError(texts.wrong(over, lang, given=path))
        taken.append(("over-other", path))
    if annotate is not None and not any(problem.fatal for problem in reports[0].problems):
        _write_paper(annotate, lambda: _marked(reports[0], annotate, ticks, lang), lang)
    if html is not None:
        from auditor.render import review

        _write_paper(html, lambda: review.page(audit, lang).encode(), lang)
    if xlsx is not None:
        from auditor.render import workpaper

        _write_paper(xlsx, lambda: workpaper.workbook(audit, lang), lang)


def _marked(report: "Report", path: str, ticks: bool, lang: str) -> bytes:
    """The marked copy of a report, which goes to a file of the same kind."""
    from auditor.render import marked

    data = marked.mark(report, lang, ticks=ticks)
    kind = os.path.splitext(report.path)[1].lower()
    if os.path.splitext(path)[1].lower() != kind:
        raise CommandLineError(texts.wrong("annotate-kind", lang, given=path, kind=kind))
    return data


def _write_paper(path: str, made: Callable[[], bytes], lang: str) -> None:
    """Writes one file beside the reports."""
    from auditor.model.document import Problem
    from auditor.render.marked import Unmarkable

    try:
        data = made()
        with open(path, "wb") as file:
            file.write(data)
    except Unmarkable as error:
        raise CommandLineError(f"{path}: {texts.problem(Problem(error.code, error.detail), lang)}") from error
    except OSError as error:
        from auditor.readers.text import os_problem

        code, detail = os_problem(error)
        raise CommandLineError(f"{path}: {texts.problem(Problem(code, detail), lang)}") from error


def _same_file(one: str, other: str) -> bool:
    same = os.path.normcase(os.path.abspath(one)) == os.path.normcase(os.path.abspath(other))
    return same or (os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other))


def _rule_texts(rules: list[str] | None, lang: str) -> "tuple[RuleText, ...]":
    from auditor import pipeline

    with _rule_files(lang):
        return pipeline.rule_texts(rules or ())


@contextmanager
def _rule_files(lang: str) -> Iterator[None]:
    """Tells of a broken rule file by the place in it, and of a working paper that cannot be read."""
    from auditor.check.rules import RuleError
    from auditor.model.decision import Undecidable

    try:
        yield
    except Undecidable as error:
        raise CommandLineError(f"{error.path}: {texts.problem(error.problem, lang)}") from error
    except RuleError as error:
        place = f"{error.path}:{error.line}:{error.column}"
        raise CommandLineError(f"{place}: {error.message.of(lang)}") from error


def _rule_ids(given: list[str] | None) -> list[str]:
    """Rule ids and their beginnings, which may be repeated or separated by commas, in either case."""
    return [part.strip().upper() for value in given or () for part in value.split(",") if part.strip()]


def _print(data: bytes) -> None:
    """Prints a result that is UTF-8 piece by piece: as text a long one would take twice its room."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    for start in range(0, len(data), _PIECE):
        sys.stdout.write(decode(data[start : start + _PIECE]))


def _exit_code(audit: "Audit", fail_on: str) -> int:
    if any(problem.fatal for report in audit.reports for problem in report.problems):
        return FAILED
    if fail_on == "never":
        return CLEAN
    from auditor.model.finding import SEVERITIES

    severe = SEVERITIES[SEVERITIES.index(fail_on) :]
    findings = [found for report in audit.reports for found in report.findings if found.accepted is None]
    return FOUND if any(found.severity in severe for found in findings) else CLEAN


# ---- language and width


def _globals(argv: Sequence[str]) -> Globals:
    """Takes `--lang` and `--debug` out of the command line: help and errors need them before it is understood."""
    chosen: str | None = None
    rest: list[str] = []
    arguments = iter(argv)
    for argument in arguments:
        if argument == "--":
            rest += [argument, *arguments]
        elif argument == "--lang":
            chosen = next(arguments, "")
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
        elif argument != "--debug":
            rest.append(argument)
    if chosen is None:
        return Globals(_spoken(), rest)
    _choose("--lang", chosen, ("sv", "en"), _spoken())
    return Globals(chosen, rest)


def _spoken() -> str:
    """English on a terminal whose locale is English (`en_US`, `English_Sweden`); Swedish everywhere else."""
    if not sys.stdout.isatty():
        return "sv"
    name = next((value for key in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(key))), None)
    if name is None and sys.platform == "win32":
        name = locale.getlocale()[0]
    return "en" if (name or "").casefold().startswith("en") else "sv"


def _width(asked: int | None) -> int:
    """The width asked for, else COLUMNS, else the terminal's, else that of a page."""
    return max(asked or shutil.get_terminal_size((_PIPE_WIDTH, 0)).columns, _NARROWEST)


# ---- telling the user what was wrong


def _tell(sentence: str) -> None:
    from auditor.render.view import clean

    print(f"rkaudit: {clean(sentence)}", file=sys.stderr)


def _tell_problems(audit: "Audit", lang: str, *, fatal_only: bool = False, summarised: bool = False) -> None:
    from auditor.render.summary import problems

    for sentence in problems(audit.reports, lang, fatal_only=fatal_only, summarised=summarised):
        print(sentence, file=sys.stderr)


def _choose(option: str, given: str, choices: Sequence[str], lang: str) -> None:
    if given not in choices:
        sentence = texts.wrong("choice", lang, option=option, given=given or '""', choices=", ".join(choices))
        raise CommandLineError(_nearest(sentence, given, choices, lang))


def _unknown_rule(given: str, known: Sequence[str], lang: str) -> CommandLineError:
    return CommandLineError(_nearest(texts.wrong("rule", lang, given=given), given.upper(), known, lang))


def _unknown_command(given: str, known: Mapping[str, object], lang: str) -> CommandLineError:
    sentence = texts.wrong("command", lang, given=given)
    if os.path.exists(given):  # the commonest slip: the report alone
        return CommandLineError(f"{sentence} {texts.wrong('forgot-check', lang, given=given)}")
    return CommandLineError(_nearest(sentence, given, list(known), lang))


def _nearest(sentence: str, given: str, known: Sequence[str], lang: str) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(given, known, n=1)
    return f"{sentence} {texts.wrong('nearest', lang, nearest=nearest[0])}" if nearest else sentence


def _usage(error: Exception, lang: str) -> str:
    """What the command-line library found wrong, in our own words."""
    ctx = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    if option and hasattr(error, "possibilities"):
        known = [name for each in ctx.command.params for name in each.opts] if ctx else []
        sentence = _nearest(texts.wrong("option", lang, given=option), option, known, lang)
    elif option:
        sentence = texts.wrong("no-value", lang, given=option)
    elif parameter is not None:
        sentence = texts.wrong("value", lang, given=parameter.opts[0] if parameter.opts else parameter.name)
    else:
        sentence = texts.wrong("other", lang, given=str(error))
    return f"{sentence} {texts.wrong('help', lang, command=ctx.command_path if ctx else 'rkaudit')}"


# ---- help


def _translate(group: TyperGroup, lang: str) -> None:
    """Puts the sentences of `lang` where the commands carry keys, and adds the options that stand anywhere."""
    for command in (group, *group.commands.values()):
        command.help = texts.HELP[command.help or ""].of(lang)
        command.add_help_option = False
        for parameter in command.params:
            parameter.help = texts.HELP[parameter.help].of(lang)  # type: ignore[attr-defined]
        command.params += [
            TyperOption(param_decls=["--lang"], metavar="sv|en", expose_value=False, help=texts.HELP["lang"].of(lang)),
            _flag("--debug", lang),
            _flag("--help", lang),
        ]
    group.params.append(_flag("--version", lang))


def _flag(option: str, lang: str) -> TyperOption:
    """An option that is dealt with before the command line is parsed, and listed in the help."""
    names = ["-h", option] if option == "--help" else [option]
    return TyperOption(param_decls=names, is_flag=True, expose_value=False, help=texts.HELP[option[2:]].of(lang))


def _help(group: TyperGroup, name: str | None, lang: str) -> str:
    ctx = group.make_context("rkaudit", [], resilient_parsing=True)
    command = group.commands.get(name or "")
    if command is not None:
        ctx = typer.Context(command, info_name=name, parent=ctx)
    told = ctx.get_help() + "\n"
    for heading, text in texts.HELP_HEADINGS.items():
        told = told.replace(heading, text.of(lang))
    return told
