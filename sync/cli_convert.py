"""`utqyr convert`: try one conversion and see every rule; needs no configuration, writes nothing.

Exit status 2 is a refusal: the rules do not let the value be converted, and the output says why.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from mapping.credit_choice import CreditContext
from mapping.grade_conversion import PrintedGrade
from mapping.grades import GradeConversion, band_for_letter
from mapping.held import HeldCode
from mapping.identifiers import HeiId, SchemeId
from mapping.numbers import Rounding, parse_decimal, plain
from mapping.records import Credit, Grade
from mapping.terms import Level, Regime, Work
from mapping.trace import ConversionRefused, Step
from sync.cli_options import JsonOption, LanguageOption, messages_for
from sync.cli_output import NONE, err, out
from sync.messages import Messages
from sync.trial import TrialRules, trial_rules, try_credits, try_grade

convert_app = typer.Typer(help="Try one conversion, and see every rule.", no_args_is_help=True)


def _number(text: str) -> Decimal:
    try:
        return parse_decimal(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is not a plain number; write it like 4.5") from error


Number = Annotated[Decimal, typer.Argument(parser=_number, metavar="VALUE", show_default=False)]
RegimeOption = Annotated[
    Regime, typer.Option("--regime", help="The student's regime.", show_default=False)
]
TrialConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="A home's configuration; without one, the national rules hold."),
]
TrialHostOption = Annotated[
    str | None, typer.Option("--host", help="A configured host (its SCHAC code).")
]


@convert_app.command("credits")
def convert_credits(
    value: Number,
    scheme: Annotated[
        str, typer.Option("--from", help="ects, kz, ze, hours, or a configured scheme.")
    ],
    regime: RegimeOption,
    level: Annotated[
        Level | None, typer.Option("--level", help="Needed where rules depend on it.")
    ] = None,
    work: Annotated[Work, typer.Option("--work", help="The kind of work.")] = Work.THEORY,
    coefficient: Annotated[
        Decimal | None,
        typer.Option("--coefficient", parser=_number, metavar="NUMBER", help="Divide by it."),
    ] = None,
    rounding: Annotated[
        Rounding | None, typer.Option("--rounding", help="How to come to whole credits.")
    ] = None,
    admitted: Annotated[
        int | None, typer.Option("--admitted", help="Admission year, with --config.")
    ] = None,
    host: TrialHostOption = None,
    config: TrialConfigOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Convert an amount of credit to Kazakhstan credits, inside the legal range or not at all."""
    configured = config is not None and coefficient is None
    if level is None and (configured or regime is Regime.KZ_2011):
        raise typer.BadParameter("the rule depends on the level of study: name it with --level")
    if admitted is None and configured:
        raise typer.BadParameter("a home's rules depend on the admission year: use --admitted")
    rules = trial_rules(config)
    context = CreditContext(
        regime=regime,
        level=level or Level.BACHELOR,
        work=work,
        host=_known_host(host, rules) or HeiId(""),
        admission_year=admitted or 0,
    )
    credit = Credit(value=value, scheme=scheme.strip().casefold())
    messages = messages_for(language)
    with _refusal(messages, as_json=as_json):
        converted = try_credits(
            credit,
            rules=rules,
            context=context,
            coefficient=coefficient,
            rounding=rounding,
        )
        facts = {
            "value": _json_number(value),
            "scheme": credit.scheme,
            "regime": regime,
            "level": level,
            "work": work,
            "credits": _json_number(converted.credits),
            "quotient": _json_quotient(converted.quotient),
        }
        title = f"{plain(value)} {credit.scheme} → {plain(converted.credits)}"
        if converted.quotient != plain(converted.credits):
            title = f"{title} ({converted.quotient})"
        _show(title, facts, converted.steps, messages, as_json=as_json)


@convert_app.command("grade")
def convert_one_grade(
    label: Annotated[str, typer.Argument(help="The grade as the host prints it.")],
    regime: RegimeOption,
    scheme: Annotated[
        str | None,
        typer.Option("--scheme", help="ects, percent, kz-letter, or a configured scheme."),
    ] = None,
    percent: Annotated[
        Decimal | None,
        typer.Option("--percent", parser=_number, metavar="NUMBER", help="Printed beside it."),
    ] = None,
    points: Annotated[
        Decimal | None,
        typer.Option("--points", parser=_number, metavar="NUMBER", help="Printed beside it."),
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="When the course was taken."),
    ] = None,
    host: TrialHostOption = None,
    config: TrialConfigOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Convert a grade to the home scale: letter, points and percentage, or credits only."""
    if scheme is None and host is None:
        raise typer.BadParameter("name the grading scheme with --scheme, or a host with --host")
    printed = PrintedGrade(
        grade=Grade(label=label, scheme=None if scheme is None else SchemeId(scheme)),
        percent=percent,
        points=points,
    )
    messages = messages_for(language)
    rules = trial_rules(config)
    known = _known_host(host, rules)
    with _refusal(messages, as_json=as_json):
        day = None if on is None else on.date()
        converted = try_grade(printed, rules=rules, regime=regime, host=known, on=day)
        facts = {"label": label, "scheme": scheme, "regime": regime}
        facts |= _grade_facts(converted, rules, regime)
        _show(_grade_title(label, facts), facts, converted.steps, messages, as_json=as_json)


def _known_host(host: str | None, rules: TrialRules) -> HeiId | None:
    if host is None:
        return None
    if host not in {known.host for known in rules.hosts}:
        raise typer.BadParameter(f"no configuration named by --config has a host {host}")
    return HeiId(host)


def _grade_facts(converted: GradeConversion, rules: TrialRules, regime: Regime) -> dict[str, Any]:
    letter = converted.letter
    facts: dict[str, Any] = {
        "letter": None if letter is None else rules.printed(letter),
        "points": _json_number(converted.points),
        "percent": _json_number(converted.percent),
        "passed": converted.passed,
    }
    band = None if letter is None else band_for_letter(rules.scale(regime), letter)
    if band is not None and converted.percent is None:
        facts["percent_from"] = band.lowest_percent
        facts["percent_to"] = band.highest_percent
    return facts


def _grade_title(label: str, facts: dict[str, Any]) -> str:
    percent = facts["percent"]
    if percent is None and "percent_from" in facts:
        percent = f"{facts['percent_from']}–{facts['percent_to']}"
    shown = (facts["letter"], facts["points"], None if percent is None else f"{percent} %")
    return f"{label} → {' · '.join(NONE if part is None else str(part) for part in shown)}"


def _show(
    title: str,
    facts: dict[str, Any],
    steps: tuple[Step, ...],
    messages: Messages,
    *,
    as_json: bool,
) -> None:
    if as_json:
        out.print_json(json.dumps(facts | {"steps": [_step_facts(step) for step in steps]}))
        return
    out.print(f"[bold]{escape(title)}[/bold]", highlight=False)
    for step in steps:
        out.print(f"  {escape(messages.step(step))}", highlight=False, soft_wrap=True)
        whence = " · ".join(part for part in (step.source, step.place) if part)
        if whence:
            out.print(f"    [dim]{escape(whence)}[/dim]", highlight=False, soft_wrap=True)


def _step_facts(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "facts": dict(step.facts),
        "source": step.source,
        "place": step.place,
    }


@contextmanager
def _refusal(messages: Messages, *, as_json: bool) -> Iterator[None]:
    """Turn a refused conversion into its sentence and exit status 2."""
    try:
        yield
    except ConversionRefused as refused:
        code = HeldCode(refused.code)
        sentence, hint = messages.refused(code, dict(refused.facts)), messages.hint(code)
        err.print(f"[red]{escape(sentence)}[/red]", highlight=False, soft_wrap=True)
        if hint:
            err.print(f"  {escape(hint)}", highlight=False, soft_wrap=True)
        if as_json:
            told = {"refused": refused.code, "message": sentence, "hint": hint}
            out.print_json(json.dumps(told | {"facts": dict(refused.facts)}))
        raise typer.Exit(2) from refused


def _json_number(value: Decimal | None) -> int | float | None:
    """Give JSON a plain number; a float only leaves here, nothing is computed with it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _json_quotient(quotient: str) -> int | float | str:
    """Give an exact quotient as a number where a decimal equals it, else as `n/d`."""
    number = None if "/" in quotient else _json_number(Decimal(quotient))
    return quotient if number is None else number
