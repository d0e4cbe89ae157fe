"""`utqyr achieved`: what each student agreed beside what was achieved, for people and programs."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from mapping.achievement import CREDITS_A_YEAR
from mapping.agreements import period_end
from mapping.numbers import plain
from sync.achieved import AchievedReport, AchievedRow, MobilityAccount, YearCredits, achieved
from sync.app import open_app
from sync.cli_options import ConfigOption, HostOption, JsonOption, LanguageOption, messages_for
from sync.cli_output import NONE, out, table
from sync.messages import Messages


def show_achieved(
    config: ConfigOption,
    number: Annotated[
        str | None,
        typer.Argument(metavar="[STUDENT|MOBILITY]", help="Only this student or mobility."),
    ] = None,
    host: HostOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = None,
) -> None:
    """Show what was agreed beside what was achieved, with credits, averages and the A share."""
    with open_app(config) as app:
        only = None if host is None else app.hosts(host)[0]
        with app.store.read() as connection:
            report = achieved(
                connection,
                policies=app.configuration.rulebook.policies,
                today=app.clock.now().date(),
                host=only,
                named=number,
            )
        messages = messages_for(language, app.language)
    if as_json:
        out.print_json(json.dumps(achieved_facts(report), ensure_ascii=False))
        return
    for account in report.mobilities:
        out.print(f"[bold]{escape(_heading(account, messages))}[/bold]", highlight=False)
        if account.rows:
            out.print(_rows(account, messages))
        for line in _account_lines(account, report, messages):
            out.print(f"  {escape(line)}", highlight=False, soft_wrap=True)
    for line in _closing_lines(report, messages):
        out.print(escape(line), highlight=False, soft_wrap=True)


def _heading(account: MobilityAccount, messages: Messages) -> str:
    mobility = account.mobility
    return messages.text(
        "achieved-mobility",
        mobility=mobility.mobility_id,
        student=mobility.student_id,
        host=mobility.host,
        starts=mobility.starts.isoformat(),
        ends=period_end(mobility).isoformat(),
    )


def _rows(account: MobilityAccount, messages: Messages) -> Table:
    made = table(
        messages,
        "component",
        "became",
        "category",
        "agreed-credits",
        "credits",
        "letter",
        "percent",
        "gradebook",
        "reference",
    )
    for row in account.rows:
        outcome = row.outcome
        made.add_row(
            escape(row.component),
            _became(row, messages),
            NONE if row.category is None else messages.word(row.category.value, "category"),
            _number(row.agreed_credits) or NONE,
            NONE if outcome is None else plain(outcome.credits),
            (outcome and outcome.letter) or NONE,
            (outcome and _number(outcome.percent)) or NONE,
            NONE if row.gradebook is None else messages.text(f"state-{row.gradebook.value}"),
            row.reference or NONE,
        )
    return made


def _became(row: AchievedRow, messages: Messages) -> str:
    word = messages.word(row.achievement.value, "achievement")
    return word if row.agreed else f"{word}, {messages.text('achieved-outside')}"


def _account_lines(
    account: MobilityAccount, report: AchievedReport, messages: Messages
) -> Iterator[str]:
    if account.agreement is None:
        yield messages.text("achieved-no-agreement")
    elif account.agreement.approved_on is None:
        yield messages.text("achieved-draft", version=str(account.agreement.version))
    yield messages.text(
        "achieved-credits",
        recognised=plain(account.recognised_credits),
        agreed=plain(account.agreed_credits),
    )
    for total in account.categories:
        if total.components:
            yield messages.text(
                "achieved-category",
                category=total.category.value,
                components=str(total.components),
                credits=plain(total.credits),
            )
    if account.average.printed is not None:
        policy = "counts" if report.counts_at_home else "apart"
        yield messages.text(
            f"achieved-average-{policy}",
            average=f"{account.average.printed}",
            credits=plain(_whole(account)),
        )
    if account.expecting:
        yield messages.text("achieved-expecting")
    if account.waiting:
        yield messages.text("achieved-waiting", references=", ".join(account.waiting))
    if account.refused:
        yield messages.text("achieved-refused", references=", ".join(account.refused))


def _closing_lines(report: AchievedReport, messages: Messages) -> Iterator[str]:
    if not report.mobilities:
        yield messages.text("achieved-none")
        return
    for year in report.years:
        facts = {
            "student": year.student_id,
            "year": year.name,
            "credits": plain(year.credits),
            "limit": plain(CREDITS_A_YEAR),
        }
        yield messages.text("achieved-year", **facts)
        if year.over:
            yield messages.text("achieved-year-over", over=plain(year.over), **facts)
    share = report.share
    if share.percent is not None:
        yield messages.text(
            "achieved-share-within" if share.within_limit else "achieved-share-above",
            top=str(share.top),
            marks=str(share.marks),
            percent=plain(share.percent),
        )


def _whole(account: MobilityAccount) -> Decimal:
    """Give the credits an average rests on; a sum of Decimals, so it is one."""
    exact = account.average.counted_credits
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def achieved_facts(report: AchievedReport) -> dict[str, object]:
    """Give a report as plain values for a program to read; numbers are text, exactly as decided."""
    share = report.share
    return {
        "mobilities": [_account_facts(account) for account in report.mobilities],
        "years": [_year_facts(year) for year in report.years],
        "counts_in_home_average": report.counts_at_home,
        "top_share": {
            "top": share.top,
            "marks": share.marks,
            "percent": _number(share.percent),
            "within_limit": share.within_limit,
        },
    }


def _account_facts(account: MobilityAccount) -> dict[str, object]:
    mobility, agreement = account.mobility, account.agreement
    return {
        "mobility": mobility.mobility_id,
        "student": mobility.student_id,
        "host": mobility.host,
        "starts": mobility.starts.isoformat(),
        "ends": period_end(mobility).isoformat(),
        "agreement_version": None if agreement is None else agreement.version,
        "agreement_approved": agreement is not None and agreement.approved_on is not None,
        "agreed_credits": plain(account.agreed_credits),
        "recognised_credits": plain(account.recognised_credits),
        "average": None if account.average.printed is None else str(account.average.printed),
        "average_credits": plain(_whole(account)),
        "expecting": account.expecting,
        "components": [_row_facts(row) for row in account.rows],
        "categories": {
            total.category.value: {
                "components": total.components,
                "credits": plain(total.credits),
            }
            for total in account.categories
        },
        "waiting": list(account.waiting),
        "refused": list(account.refused),
    }


def _row_facts(row: AchievedRow) -> dict[str, object]:
    outcome = row.outcome
    return {
        "component": row.component,
        "title": row.title,
        "agreed": row.agreed,
        "achievement": row.achievement.value,
        "category": None if row.category is None else row.category.value,
        "agreed_credits": _number(row.agreed_credits),
        "credits": None if outcome is None else plain(outcome.credits),
        "letter": None if outcome is None else outcome.letter,
        "points": None if outcome is None else _number(outcome.points),
        "percent": None if outcome is None else _number(outcome.percent),
        "gradebook": None if row.gradebook is None else row.gradebook.value,
        "reference": row.reference or None,
    }


def _year_facts(year: YearCredits) -> dict[str, str]:
    return {
        "student": year.student_id,
        "year": year.name,
        "credits": plain(year.credits),
        "limit": plain(CREDITS_A_YEAR),
        "over": plain(year.over),
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
