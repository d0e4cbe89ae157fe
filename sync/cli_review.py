"""`utqyr impact`, `replay` and `close`: what rules would change, did decide, and may no more."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import typer

from mapping.decisions import RecognitionOutcome
from mapping.numbers import plain
from sync.app import App, open_app
from sync.cli_options import (
    ByOption,
    ConfigOption,
    HostOption,
    LanguageOption,
    OrderOption,
    ReasonOption,
    messages_for,
)
from sync.cli_output import NONE, err, out, table
from sync.commands import Consent, close_term
from sync.impact import ImpactRow, StudentImpact, assess_impact
from sync.messages import Messages
from sync.replay import replay


def show_impact(
    config: ConfigOption, host: HostOption = None, language: LanguageOption = None
) -> None:
    """Show which past and pending results the files as they stand now would change."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        found = _impacts(app, host)
    rows = table(
        messages, "student", "component", "before", "after", "gradebook", "credits", "average"
    )
    for impact in found:
        credits_ = f"{plain(impact.credits_before)} → {plain(impact.credits_after)}"
        average = f"{_number(impact.average_before)} → {_number(impact.average_after)}"
        for row in impact.rows:
            rows.add_row(
                impact.student_id,
                row.component,
                _outcome(row.before),
                _after(row, messages),
                messages.text("impact-delivered") if row.delivered else NONE,
                credits_,
                average,
            )
    if found:
        out.print(rows)
    out.print(messages.text("impact-summary", students=len(found)), highlight=False)


def _impacts(app: App, host: str | None) -> tuple[StudentImpact, ...]:
    guards = app.configuration.settings.policies.guards
    with app.store.read() as connection:
        deciding = [each for each in app.hosts(host) if not app.shadows.covers(connection, each)]
    return assess_impact(
        app.store,
        deciding,
        app.configuration.rulebook,
        listings_before_withdrawal=guards.full_listings_before_withdrawal,
    )


def _after(row: ImpactRow, messages: Messages) -> str:
    if row.frozen:
        return messages.text("impact-frozen")
    if row.waits:
        codes = dict.fromkeys(messages.code(why.code) for why in row.waits)
        return messages.text("impact-waits", reasons=", ".join(codes))
    return _outcome(row.after)


def _outcome(outcome: RecognitionOutcome | None) -> str:
    if outcome is None:
        return NONE
    grade = outcome.letter or NONE
    return f"{plain(outcome.credits)} · {grade} · {_number(outcome.percent)}"


def _number(value: Decimal | None) -> str:
    return NONE if value is None else plain(value)


def replay_history(config: ConfigOption, language: LanguageOption = None) -> None:
    """Compute every decision again from what is kept; any difference is an error."""
    with open_app(config) as app:
        messages: Messages = messages_for(language, app.language)
        with app.store.read() as connection:
            report = replay(connection, app.evidence)
    for difference in report.differences:
        err.print(f"{difference.reference}: {difference.what}", highlight=False)
    out.print(
        messages.text(
            "replay-summary",
            decisions=report.decisions,
            documents=report.documents,
            differences=len(report.differences),
        ),
        highlight=False,
    )
    if report.differences:
        raise typer.Exit(1)


def close_home_term(
    until: Annotated[
        datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The term's last day.")
    ],
    by: ByOption,
    reason: ReasonOption,
    config: ConfigOption,
    order: OrderOption = "",
    language: LanguageOption = None,
) -> None:
    """Close the home term: what ended by then is final and changes by order only."""
    with open_app(config) as app:
        day = until.date()
        already = close_term(app.store, day, Consent(by=by, reason=reason, order=order))
        said = "closed" if already is None else "closed-already"
        out.print(
            messages_for(language, app.language).text(said, until=(already or day).isoformat()),
            highlight=False,
            soft_wrap=True,
        )
