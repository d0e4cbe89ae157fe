"""How the command line shows things to people: tables, sentences, bars; computes nothing."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from mapping.equivalences import rule_text
from mapping.numbers import plain
from mapping.problems import Problem, Severity, UtqyrError
from sync.catalogues import CourseChange
from sync.credentials import Credential, CredentialState
from sync.delivery import DeliveryTally
from sync.host_check import Finding, Verdict
from sync.host_health import Breaker
from sync.messages import Messages
from sync.pipeline import HostRun
from sync.plan import Plan
from sync.progress import Progress as Reporter
from sync.queries import HeldItem, Overview, RecognisedItem, course_of
from sync.store.catalogues import Edition

WIDTH = 120
"""Columns where nobody looks through a terminal, so that a file or a pipe gets whole rows."""

out = Console(width=None if sys.stdout.isatty() else WIDTH)
err = Console(stderr=True, width=None if sys.stderr.isatty() else WIDTH)
NONE = "–"
_PROBLEMS_SHOWN = 10


def say_error(error: UtqyrError) -> None:
    """Print what failed and what to do next."""
    err.print(f"[red]error:[/red] {escape(error.message)}", highlight=False)
    if error.hint:
        err.print(f"  {escape(error.hint)}", highlight=False)


def say_problems(problems: Iterable[Problem]) -> None:
    """Print findings, one a line, as compilers do."""
    for problem in problems:
        colour = "red" if problem.severity is Severity.ERROR else "yellow"
        out.print(
            f"[{colour}]{problem.severity.value}[/{colour}] {escape(str(problem))}",
            highlight=False,
            soft_wrap=True,
        )


@contextmanager
def reporting(messages: Messages) -> Iterator[Reporter]:
    """Show bars on the error stream while long work runs; on no terminal, show nothing."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    tasks: dict[str, object] = {}

    def report(step: str, done: int, total: int | None) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(messages.text(f"step-{step}"), total=total)
        bar.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]  # a TaskID

    with bar:
        yield report


def show_runs(runs: Sequence[HostRun], messages: Messages) -> None:
    """Print what a pass did for each host, and which documents wait to be complete."""
    rows = table(
        messages, "host", "documents", "read", "set-aside", "new", "changed", "recognised", "held"
    )
    for run in runs:
        rows.add_row(
            run.host,
            str(run.kept),
            str(run.read),
            str(run.quarantined + run.batches_held),
            str(run.results_new),
            str(run.results_changed),
            str(run.recognition.recognised),
            str(run.recognition.held),
        )
        if run.error is not None:
            err.print(f"[red]{run.host}:[/red] {escape(run.error.message)}", highlight=False)
            if run.error.hint:
                err.print(f"  {escape(run.error.hint)}", highlight=False)
    out.print(rows)
    for run in runs:
        if run.waits_until is not None:
            say_left_alone(run.host, run.waits_until, messages)
        if run.postponed:
            until = f"{max(run.postponed):%Y-%m-%d %H:%M:%S} UTC"
            said = messages.text(
                "documents-postponed", host=run.host, count=len(run.postponed), until=until
            )
            out.print(escape(said), highlight=False, soft_wrap=True)


def say_left_alone(host: str, until: datetime, messages: Messages) -> None:
    """Print that a host is not asked for now, until when, and who may say otherwise."""
    said = messages.text("host-left-alone", host=host, until=f"{until:%Y-%m-%d %H:%M} UTC")
    out.print(escape(said), highlight=False, soft_wrap=True)


_MARKS = {
    Verdict.WELL: "[green]✓[/green]",
    Verdict.NOTE: "[dim]·[/dim]",
    Verdict.WARNING: "[yellow]![/yellow]",
    Verdict.FAILED: "[red]✗[/red]",
}


def show_finding(finding: Finding, messages: Messages) -> None:
    """Print one finding of a look at a host, and what its problems ask for."""
    said = messages.text(f"check-{finding.code}", **finding.facts)
    out.print(f"{_MARKS[finding.verdict]} {escape(said)}", highlight=False, soft_wrap=True)
    for problem in finding.problems[:_PROBLEMS_SHOWN]:
        out.print(f"    {escape(messages.problem(problem))}", highlight=False, soft_wrap=True)
    more = len(finding.problems) - _PROBLEMS_SHOWN
    if more > 0:
        out.print(f"    {messages.text('check-more-problems', count=more)}", highlight=False)


def show_editions(
    editions: Sequence[Edition], changes: Sequence[CourseChange], messages: Messages
) -> None:
    """Print the editions of a course list, and changes with the rules they touch."""
    rows = table(messages, "edition", "seen", "courses")
    for edition in editions:
        rows.add_row(
            f"{edition.number}  {edition.name}",
            f"{edition.seen_at:%Y-%m-%d %H:%M} UTC",
            str(edition.courses),
        )
    out.print(rows)
    for change in changes:
        said = messages.text(f"course-{change.what}", code=change.code)
        fields = ", ".join(messages.text(f"course-field-{name}") for name in change.fields)
        told = f"{said} {fields}" if fields else said
        out.print(escape(told), highlight=False, soft_wrap=True)
        for rule in change.rules:
            where = f"  → {rule.place}: {rule_text(rule)}"
            out.print(escape(where), highlight=False, soft_wrap=True)
    touched = {rule.place for change in changes for rule in change.rules}
    out.print(
        messages.text("course-changes", changes=len(changes), rules=len(touched)),
        highlight=False,
        soft_wrap=True,
    )


def show_credentials(credentials: Iterable[Credential], messages: Messages, *, today: date) -> None:
    """Print which hosts we cannot sign in at for much longer."""
    for credential in credentials:
        state = credential.state(today)
        if state is not CredentialState.GOOD:
            until, days = credential.expires.isoformat(), max(credential.days_left(today), 0)
            said = messages.text(f"check-credential-{state.value}", until=until, days=days)
            out.print(f"{credential.host}: {escape(said)}", highlight=False, soft_wrap=True)


def show_delivery(
    tally: DeliveryTally, messages: Messages, *, held_in_all: int | None = None
) -> None:
    """Print what a pass of deliveries did, and how many are held where the pass held others."""
    out.print(
        messages.text(
            "delivery-summary",
            confirmed=tally.confirmed,
            held=tally.held,
            unsettled=tally.unsettled,
        ),
        highlight=False,
    )
    if held_in_all is not None and held_in_all != tally.held:
        out.print(messages.text("held-in-all", held=held_in_all), highlight=False, soft_wrap=True)
    lines = tally.lines
    if lines.confirmed or lines.held or lines.unsettled:
        out.print(
            messages.text(
                "lines-summary",
                confirmed=lines.confirmed,
                held=lines.held,
                unsettled=lines.unsettled,
            ),
            highlight=False,
        )
    if tally.drifted:
        out.print(messages.text("drift-summary", drifted=tally.drifted), highlight=False)
    if lines.missing:
        out.print(messages.text("lines-missing", missing=lines.missing), highlight=False)
    if tally.error is not None:
        say_error(tally.error)


def show_recognised(items: Iterable[RecognisedItem], messages: Messages) -> None:
    """Print recognised components with their way home."""
    rows = table(
        messages,
        "reference",
        "student",
        "host-courses",
        "component",
        "credits",
        "letter",
        "percent",
        "gradebook",
    )
    for item in items:
        outcome = item.outcome
        state = NONE if item.delivery is None else messages.text(f"state-{item.delivery.state}")
        rows.add_row(
            item.reference,
            outcome.student_id,
            f"{item.host}: {' + '.join(course_of(key) for key in item.results)}",
            outcome.component,
            plain(outcome.credits),
            outcome.letter or NONE,
            NONE if outcome.percent is None else plain(outcome.percent),
            state,
        )
    out.print(rows)


def show_held(items: Iterable[HeldItem], messages: Messages) -> None:
    """Print everything that waits for a person, why, and what resolves it."""
    for item in items:
        head = " · ".join(part for part in (item.host, item.student_id, item.about) if part)
        out.print(f"[bold]{item.reference}[/bold]  {escape(head)}", highlight=False)
        for reason in item.reasons:
            out.print(f"    {escape(messages.held(reason))}", highlight=False, soft_wrap=True)
            for line in messages.resolution(reason.code, reference=item.reference, host=item.host):
                out.print(f"      [dim]→ {escape(line)}[/dim]", highlight=False, soft_wrap=True)
        for problem in item.problems:
            out.print(f"    {escape(messages.problem(problem))}", highlight=False, soft_wrap=True)


def show_held_summary(items: Iterable[HeldItem], messages: Messages) -> None:
    """Print what waits, a line a reason: enough to see why, not yet what to do."""
    for item in items:
        head = " · ".join(part for part in (item.host, item.student_id, item.about) if part)
        out.print(f"[bold]{item.reference}[/bold]  {escape(head)}", highlight=False)
        for reason in item.reasons:
            out.print(f"    {escape(messages.held(reason))}", highlight=False, soft_wrap=True)
        for problem in item.problems:
            out.print(f"    {escape(messages.problem(problem))}", highlight=False, soft_wrap=True)


def show_plan(plan: Plan, messages: Messages) -> None:
    """Print the writes of a plan, and what would not be delivered."""
    rows = table(messages, "reference", "student", "component", "there-now", "wanted")
    for row in plan.rows:
        rows.add_row(
            row.delivery,
            row.student_id,
            row.component,
            NONE if row.there_now is None else plain(row.there_now),
            NONE if row.wanted is None else plain(row.wanted),
        )
    out.print(rows)
    for line in plan.lines:
        status = messages.text(f"line-{line.status}")
        out.print(f"{line.decision}  {line.place}: {status}", highlight=False)
    for item in plan.blocked:
        out.print(
            f"{item.delivery}  {item.student_id}/{item.component}: {item.obstacle.value}",
            highlight=False,
        )
    out.print(messages.text("plan-summary", rows=len(plan.rows), blocked=len(plan.blocked)))


def show_overview(overview: Overview, messages: Messages, *, now: datetime) -> None:
    """Print the product at a glance; `now` tells which hosts are left alone."""
    rows = table(messages, "host", "last-run", "last-success", "breaker", "error")
    breakers = {health.host: health.breaker(now) for health in overview.health}
    for state in overview.hosts:
        breaker = breakers.get(state.host, Breaker.CLOSED)
        rows.add_row(
            state.host,
            NONE if state.last_run is None else f"{state.last_run:%Y-%m-%d %H:%M} UTC",
            NONE if state.last_success is None else f"{state.last_success:%Y-%m-%d %H:%M} UTC",
            NONE if breaker is Breaker.CLOSED else messages.text(f"breaker-{breaker.value}"),
            escape(state.last_error) or NONE,
        )
    out.print(rows)
    for health in overview.health:
        waits_until = health.waits_until(now)
        if waits_until is not None:
            say_left_alone(health.host, waits_until, messages)
            if health.hint:
                out.print(f"  {escape(health.hint)}", highlight=False, soft_wrap=True)
    for left in overview.removed:
        said = messages.text(
            "host-removed",
            host=left.host,
            results=left.results,
            recognised=left.recognised,
            held=left.held,
        )
        out.print(escape(said), highlight=False, soft_wrap=True)
    counts = {
        "documents": overview.documents,
        "recognised": overview.recognised,
        "set-aside": overview.set_aside,
        "audit-entries": overview.audit_entries,
    }
    for name, count in counts.items():
        out.print(f"{messages.text(f'head-{name}')}: {count}", highlight=False)
    _show_counts(overview.held, messages.text("head-held"))
    _show_counts(overview.deliveries, messages.text("head-gradebook"))


def _show_counts(counts: Mapping[str, int], title: str) -> None:
    if counts:
        listed = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
        out.print(f"{title}: {listed}", highlight=False, soft_wrap=True)


def table(messages: Messages, *columns: str) -> Table:
    """Make an empty table with translated headings."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(messages.text(f"head-{column}"), overflow="fold")
    return made
