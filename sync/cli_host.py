"""`utqyr host`: can a host, or the home Moodle, be used? Changes nothing on either side."""

import json
from pathlib import Path
from typing import Annotated

import typer

from connectors.hosts.inbox_sniff import suggest_profile
from mapping.identifiers import HeiId
from mapping.problems import errors_of
from sync.app import App, open_app
from sync.catalogues import change_facts, latest_changes
from sync.cli_options import (
    ByOption,
    ConfigOption,
    JsonOption,
    LanguageOption,
    ReasonOption,
    messages_for,
)
from sync.cli_output import out, say_problems, show_editions, show_finding
from sync.errors import WrongUsage
from sync.host_check import HostChecker, Subject, finding_facts, problem_facts, usable
from sync.host_reach import Reach
from sync.messages import Messages
from sync.store.catalogues import edition_facts, load_editions
from sync.store.host_health import close_breaker, load_health
from sync.store.transcript_lines import count_lines

host_app = typer.Typer(help="Look whether hosts and the home can be used.", no_args_is_help=True)
HOME = "home"


@host_app.command("check")
def check_host(
    name: Annotated[str, typer.Argument(help="A configured host's SCHAC code, or 'home'.")],
    config: ConfigOption,
    sample: Annotated[
        int, typer.Option(min=1, help="How many documents to read as a sample; none is kept.")
    ] = 3,
    everything: Annotated[
        bool, typer.Option("--all", help="Read everything the host shows, to count it.")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a connection, its rights and its settings: what works, what does not, what to do."""
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        if name == HOME:
            works = _check_home(app, messages, as_json=as_json)
        else:
            (host,) = app.hosts(name)
            documents = None if everything else sample
            works = _check_one(app, host, documents, messages, as_json=as_json)
    if not works:
        raise typer.Exit(1)


def _check_home(app: App, messages: Messages, *, as_json: bool) -> bool:
    problems = app.home.check()
    works = not errors_of(problems)
    if as_json:
        facts = {"host": HOME, "usable": works, "problems": problem_facts(problems)}
        out.print_json(json.dumps(facts, ensure_ascii=False))
        return works
    say_problems(problems)
    if works:
        out.print(
            messages.text("host-usable", host=HOME) + f"\n{_described(app)}",
            highlight=False,
            soft_wrap=True,
        )
    return works


def _check_one(
    app: App, host: HeiId, documents: int | None, messages: Messages, *, as_json: bool
) -> bool:
    with app.store.read() as connection:
        health = load_health(connection, (host,))[host]
    settings = next(each.settings for each in app.configuration.hosts if each.hei == host)
    subject = Subject(host=host, connector=app.connectors[host], settings=settings, health=health)
    checker = HostChecker(now=app.clock.now(), reach=Reach(), documents=documents)
    findings = []
    for finding in checker.check(subject):
        findings.append(finding)
        if not as_json:
            show_finding(finding, messages)
    works = usable(findings)
    if as_json:
        steps = [finding_facts(finding) for finding in findings]
        facts = {"host": host, "usable": works, "steps": steps}
        out.print_json(json.dumps(facts, ensure_ascii=False))
    else:
        verdict = "host-usable" if works else "host-not-usable"
        out.print(messages.text(verdict, host=host), highlight=False, soft_wrap=True)
    return works


@host_app.command("courses")
def show_courses(
    name: Annotated[str, typer.Argument(help="A configured host's SCHAC code.")],
    config: ConfigOption,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Ask the host for its list first.")
    ] = False,
    since: Annotated[
        int | None, typer.Option("--since", help="Compare with the edition of this number.")
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List editions of a host's course list, and what the last changed for the mapping."""
    with open_app(config) as app:
        (host,) = app.hosts(name)
        if fetch and app.catalogues.refresh(host, app.connectors[host]) is None:
            raise WrongUsage(
                f"'{host}' has no course list to fetch",
                hint=f"'utqyr host check {host}' says what its connector can do",
            )
        with app.store.read() as connection:
            editions = load_editions(connection, host)
            changes = latest_changes(connection, app.configuration.rulebook, host, since=since)
        if as_json:
            facts = {
                "host": host,
                "editions": [edition_facts(edition) for edition in editions],
                "changes": [change_facts(change) for change in changes],
            }
            out.print_json(json.dumps(facts, ensure_ascii=False))
        else:
            show_editions(editions, changes, messages_for(language, app.language))


@host_app.command("retry")
def retry_host(
    name: Annotated[str, typer.Argument(help="A configured host's SCHAC code.")],
    by: ByOption,
    reason: ReasonOption,
    config: ConfigOption,
    language: LanguageOption = None,
) -> None:
    """Let a host that is left alone after failures be asked at its next turn."""
    with open_app(config) as app:
        (host,) = app.hosts(name)
        with app.store.write(actor=by) as unit:
            health = load_health(unit.connection, (host,))[host]
            if health.failures:
                close_breaker(unit, health, reason=reason)
        said = "host-asked-again" if health.failures else "host-not-left-alone"
        out.print(messages_for(language, app.language).text(said, host=host), soft_wrap=True)


def _described(app: App) -> str:
    """Say in which mode the home is used, why, and what of its transcripts is out of reach."""
    described = app.home.describe()
    if not app.home.carries_lines():
        with app.store.read() as connection:
            standing = count_lines(connection)
        if standing:
            described += (
                f"\n{standing} transcript lines were delivered through local_utqyr: they stay as "
                "they are, and no mark can be taken back, until the plugin is used again"
            )
    return described


@host_app.command("sniff")
def sniff_file(
    file: Annotated[
        Path,
        typer.Argument(help="A table a host sent.", exists=True, dir_okay=False, readable=True),
    ],
) -> None:
    """Propose a column profile for a host's file, to be read over and put into its hosts/ file."""
    typer.echo(suggest_profile(file.read_bytes()), nl=False)
