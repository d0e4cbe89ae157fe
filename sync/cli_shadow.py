"""`utqyr host shadow` and `promote`: how a connector does beside the clerk, and who ends that."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

import typer
from rich.markup import escape

from config.secrets import SecretUnavailable
from connectors.errors import HomeError
from mapping.numbers import plain
from mapping.shadow import ShadowScore, ShadowVerdict
from sync.app import App, open_app
from sync.cli_options import (
    ByOption,
    ConfigOption,
    JsonOption,
    LanguageOption,
    ReasonOption,
    messages_for,
)
from sync.cli_output import NONE, err, out, table
from sync.clock import utc_text
from sync.commands import Consent
from sync.errors import WrongUsage
from sync.host_run import HostRun
from sync.messages import Messages
from sync.shadow import ShadowReport, promote, shadow_report
from sync.store.shadow import Comparison, Shadow

HostArgument = Annotated[str, typer.Argument(help="A configured host's SCHAC code.")]
_UNREMARKABLE = frozenset({ShadowVerdict.EQUAL, ShadowVerdict.UNGRADED})


def show_shadow(
    name: HostArgument,
    config: ConfigOption,
    everything: Annotated[
        bool, typer.Option("--all", help="List also what came out equal.")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how a connector that runs beside the clerk compares with the marks at home."""
    with open_app(config) as app:
        (host,) = app.hosts(name)
        with app.store.read() as connection:
            found = shadow_report(connection, app.shadows, host)
        messages = messages_for(language, app.language)
    if found is None:
        raise WrongUsage(
            f"'{host}' does not run beside the clerk, and never did",
            hint="write 'shadow: {equal: 20}' under 'connector' in its file",
        )
    if as_json:
        out.print_json(json.dumps(report_facts(found), ensure_ascii=False))
    else:
        _show(found, messages, everything=everything)


def promote_host(
    name: HostArgument,
    by: ByOption,
    reason: ReasonOption,
    config: ConfigOption,
    despite_differences: Annotated[
        bool,
        typer.Option(
            "--despite-differences", help="Also where marks came out otherwise; goes on record."
        ),
    ] = False,
    language: LanguageOption = None,
) -> None:
    """Let a connector deliver that ran beside the clerk; the next pass decides all of it anew."""
    with open_app(config) as app:
        (host,) = app.hosts(name)
        consent = Consent(by=by, reason=reason)
        score = promote(
            app.store, app.shadows, host, consent, despite_differences=despite_differences
        )
        messages = messages_for(language, app.language)
    said = messages.text("shadow-promoted", host=host)
    out.print(escape(said), highlight=False, soft_wrap=True)
    say_score(host, score, messages)


def compare_run(app: App, run: HostRun, *, full: bool) -> None:
    """Compare what a run's host says with the clerk's marks; a home that fails is noted."""
    try:
        run.shadow = app.comparer().compare(run.host, full=full)
    except (HomeError, SecretUnavailable) as error:
        run.not_compared = error


def show_comparisons(runs: Iterable[HostRun], messages: Messages) -> None:
    """Print how hosts in shadow compare, and which could not be compared."""
    for run in runs:
        if run.shadow is not None:
            say_score(run.host, run.shadow, messages)
        if run.not_compared is not None:
            reason = run.not_compared.message
            said = messages.text("shadow-not-compared", host=run.host, reason=reason)
            err.print(escape(said), highlight=False, soft_wrap=True)


def say_score(host: str, score: ShadowScore, messages: Messages) -> None:
    """Print how a connector beside the clerk compares, in a sentence."""
    said = messages.text(
        "shadow-score",
        host=host,
        equal=score.equal,
        needed=score.needed,
        different=score.different,
        missing=score.not_shown,
        held=score.held,
        awaited=score.awaited,
        rate=_percentage(score.rate),
    )
    out.print(escape(said), highlight=False, soft_wrap=True)


def _percentage(rate: Fraction | None) -> str:
    """Write a share; never 100 % while one differs."""
    if rate is None:
        return NONE
    return f"{plain(Decimal(1000 * rate.numerator // rate.denominator) / 10)} %"


def report_facts(report: ShadowReport) -> dict[str, Any]:
    """Give a report as plain values, for a program to read; exact numbers as text."""
    shadow, rate = report.shadow, report.score.rate
    return {
        "host": shadow.host,
        "connector": shadow.connector,
        "began_at": None if shadow.began_at is None else utc_text(shadow.began_at),
        "promoted_at": None if shadow.promoted_at is None else utc_text(shadow.promoted_at),
        "promoted_by": shadow.promoted_by or None,
        "score": asdict(report.score),
        "rate": None if rate is None else str(rate),
        "ready": report.score.ready,
        "held": dict(report.held),
        "comparisons": [_facts(each) for each in report.comparisons],
    }


def _facts(each: Comparison) -> dict[str, str | None]:
    return {
        "student": each.student_id,
        "component": each.component,
        "decision": None if each.decision_id is None else f"D{each.decision_id}",
        "ours": None if each.ours is None else plain(each.ours),
        "there": None if each.there is None else plain(each.there),
        "verdict": each.verdict.value,
        "obstacle": None if each.obstacle is None else each.obstacle.value,
    }


def _show(report: ShadowReport, messages: Messages, *, everything: bool) -> None:
    rows = table(messages, "reference", "student", "component", "ours", "there-now", "verdict")
    shown = [each for each in report.comparisons if everything or each.verdict not in _UNREMARKABLE]
    for each in shown:
        verdict = messages.text(f"shadow-{each.verdict.value}")
        why = "" if each.obstacle is None else f": {messages.code(each.obstacle)}"
        rows.add_row(
            NONE if each.decision_id is None else f"D{each.decision_id}",
            each.student_id,
            each.component,
            NONE if each.ours is None else plain(each.ours),
            NONE if each.there is None else plain(each.there),
            escape(verdict + why),
        )
    if shown:
        out.print(rows)
    if report.held:
        listed = ", ".join(f"{code} {count}" for code, count in report.held.items())
        out.print(f"{messages.text('head-held')}: {listed}", highlight=False, soft_wrap=True)
    out.print(escape(_stands(report.shadow, messages)), highlight=False, soft_wrap=True)
    say_score(report.shadow.host, report.score, messages)
    if report.shadow.promoted_at is None:
        said = "shadow-ready" if report.score.ready else "shadow-not-ready"
        out.print(
            escape(messages.text(said, host=report.shadow.host)), highlight=False, soft_wrap=True
        )


def _stands(shadow: Shadow, messages: Messages) -> str:
    if shadow.began_at is None:
        return messages.text("shadow-not-begun", host=shadow.host)
    if shadow.promoted_at is None:
        since = f"{shadow.began_at:%Y-%m-%d %H:%M} UTC"
        return messages.text("shadow-since", host=shadow.host, since=since)
    at = f"{shadow.promoted_at:%Y-%m-%d %H:%M} UTC"
    return messages.text("shadow-was", host=shadow.host, at=at, by=shadow.promoted_by)
