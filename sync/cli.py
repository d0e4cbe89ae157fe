"""The `utqyr` command: reads arguments, calls one thing, shows the outcome; decides nothing.

Exit status: 0 done, 1 something failed, 2 usage or configuration.
"""

import json
import sys
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from mapping.problems import ConfigError, Severity, UtqyrError, errors_of
from sync.agreement_review import check_stored_agreements
from sync.app import check, open_app
from sync.cli_achieved import show_achieved
from sync.cli_audit import audit_app
from sync.cli_convert import convert_app
from sync.cli_coordinate import list_unmapped, print_mapping, show_expected, show_suggestions
from sync.cli_epvo import epvo_app
from sync.cli_held import held_app
from sync.cli_host import host_app
from sync.cli_import import import_app
from sync.cli_options import (
    ByOption,
    ConfigOption,
    HostOption,
    JsonOption,
    LanguageOption,
    messages_for,
)
from sync.cli_output import (
    err,
    out,
    say_error,
    say_problems,
    show_credentials,
    show_delivery,
    show_overview,
    show_plan,
    show_recognised,
)
from sync.cli_review import close_home_term, replay_history, show_impact
from sync.cli_shadow import promote_host, say_score, show_shadow
from sync.cli_sync import sync
from sync.cli_transcript import write_protocol, write_transcript
from sync.clock import utc_text
from sync.credentials import credentials_of
from sync.errors import StalePlan, WrongUsage
from sync.explain import explain_lines, explanation_facts
from sync.explanations import find_explanation
from sync.import_tables import ImportRefused
from sync.logs import configure_logging
from sync.plan import apply_plan, make_plan, plan_facts, read_plan, write_plan
from sync.queries import overview, overview_facts, recognised, recognised_facts

app = typer.Typer(
    name="utqyr",
    help="Academic mobility: host results into the home Moodle, recognised and explained.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback may show a grade
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"utqyr {version('utqyr')}")
        raise typer.Exit


@app.callback()
def choose(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which release this is.", callback=_say_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Academic mobility: host results into the home Moodle, recognised and explained."""


app.add_typer(audit_app, name="audit")
app.add_typer(convert_app, name="convert")
app.add_typer(epvo_app, name="epvo")
app.add_typer(held_app, name="held")
app.add_typer(host_app, name="host")
app.add_typer(import_app, name="import")
host_app.command("promote")(promote_host)
host_app.command("shadow")(show_shadow)
app.command("close")(close_home_term)
app.command("achieved")(show_achieved)
app.command("expected")(show_expected)
app.command("impact")(show_impact)
app.command("mapping")(print_mapping)
app.command("protocol")(write_protocol)
app.command("replay")(replay_history)
app.command("sync")(sync)
app.command("suggest")(show_suggestions)
app.command("transcript")(write_transcript)
app.command("unmapped")(list_unmapped)


@app.command()
def demo(
    folder: Annotated[
        Path | None,
        typer.Option("--keep", help="Keep configuration, store and documents in a new folder."),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Leave the stand-in Moodle running until Ctrl-C.")
    ] = False,
    home: Annotated[
        str,
        typer.Option(help="What the stand-in Moodle has: core web services, or the plugin too."),
    ] = "core",
    language: LanguageOption = None,
) -> None:
    """Play the whole product on embedded parts: stand-in hosts and home, one full sync."""
    from sync.demo import TOKEN_VARIABLE, demo_home, play, staged, wait_for_interrupt

    messages = messages_for(language)
    with staged(folder, demo_home(home)) as stage:
        code = play(stage, messages)
        if serve:
            out.print(messages.text("demo-serving", config=str(stage.config)), soft_wrap=True)
            out.print(f"export UTQYR_CONFIG={stage.config} {TOKEN_VARIABLE}={stage.moodle.token}")
            wait_for_interrupt()
    raise typer.Exit(code)


@app.command("check")
def check_configuration(config: ConfigOption) -> None:
    """Check the configuration: every problem with its file and line, and every example.

    Where there is a store, the agreements of stays under way are checked, too.
    """
    problems = check(config)
    if not errors_of(problems):
        problems = (*problems, *check_stored_agreements(config))
    say_problems(problems)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        err.print(f"{errors} error{'s' if errors > 1 else ''}", highlight=False)
        raise typer.Exit(2)
    warnings = len(problems)
    counted = f" ({warnings} warning{'s' if warnings > 1 else ''})" if warnings else ""
    out.print(f"{config}: the configuration is sound{counted}", highlight=False)


@app.command()
def run(config: ConfigOption) -> None:
    """Run the daemon until it is stopped; SIGTERM finishes the record in hand."""
    from sync.daemon_run import run_daemon

    raise typer.Exit(run_daemon(config))


@app.command()
def plan(
    config: ConfigOption,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the plan for 'utqyr apply'.")
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what delivery would change at home, touching nothing."""
    with open_app(config) as opened:
        made = make_plan(
            opened.store,
            opened.home,
            made_at=utc_text(opened.clock.now()),
            lines=opened.courier().lines,
        )
        if output is not None:
            write_plan(made, output)
        if as_json:
            out.print_json(json.dumps(plan_facts(made), ensure_ascii=False))
            return
        show_plan(made, messages_for(language, opened.language))


@app.command("apply")
def apply(
    config: ConfigOption,
    file: Annotated[Path, typer.Argument(help="A plan written by 'utqyr plan -o'.")],
    by: ByOption,
    language: LanguageOption = None,
) -> None:
    """Deliver exactly a plan; a stale one is refused and says which rows made it stale."""
    made = read_plan(file)
    with open_app(config, leading=True) as opened:
        opened.require_intact_log()
        try:
            tally = apply_plan(opened.courier(), made, actor=by)
        except StalePlan as stale:
            say_error(stale)
            for row in stale.rows:
                err.print(f"  {row}", highlight=False)
            raise typer.Exit(1) from stale
        show_delivery(tally, messages_for(language, opened.language))
        if tally.error is not None:
            raise typer.Exit(1)


@app.command("results")
def show_results(
    config: ConfigOption,
    host: HostOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was recognised, and how far it got in the gradebook."""
    with open_app(config) as opened:
        opened.hosts(host)
        with opened.store.read() as connection:
            items = recognised(connection, host=host)
        if as_json:
            out.print_json(json.dumps([recognised_facts(item) for item in items]))
            return
        show_recognised(items, messages_for(language, opened.language))


@app.command()
def explain(
    config: ConfigOption,
    reference: Annotated[
        str, typer.Argument(help="STUDENT/COMPONENT, or D12, or G7 as 'utqyr held' lists them.")
    ],
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain one grade from the host's document to the receipt, with every rule applied."""
    with open_app(config) as opened:
        with opened.store.read() as connection:
            found = find_explanation(connection, reference)
        if as_json:
            out.print_json(json.dumps(explanation_facts(found), ensure_ascii=False))
            return
        for line in explain_lines(found, messages_for(language, opened.language)):
            out.print(escape(line), highlight=False, soft_wrap=True)


@app.command()
def status(
    config: ConfigOption, language: LanguageOption = None, as_json: JsonOption = False
) -> None:
    """Show hosts, queue and deliveries at a glance."""
    with open_app(config) as opened:
        with opened.store.read() as connection:
            seen = overview(connection, opened.hosts(None))
            scores = opened.shadows.scores(connection)
        credentials = credentials_of(opened.connectors)
        if as_json:
            facts = overview_facts(seen)
            facts["credentials"] = {each.host: each.expires.isoformat() for each in credentials}
            facts["shadow"] = {host: asdict(score) for host, score in scores.items()}
            out.print_json(json.dumps(facts, ensure_ascii=False))
        else:
            messages = messages_for(language, opened.language)
            now = opened.clock.now()
            show_overview(seen, messages, now=now)
            show_credentials(credentials, messages, today=now.date())
            for host, score in scores.items():
                say_score(host, score, messages)


def main() -> None:
    """Run the command line; errors the product knows become sentences, never tracebacks."""
    configure_logging("warning", json=not sys.stderr.isatty())
    try:
        app()
    except ConfigError as error:
        say_problems(error.problems)
        say_error(error)
        sys.exit(2)
    except ImportRefused as error:
        say_problems(error.problems)
        say_error(error)
        sys.exit(1)
    except WrongUsage as error:
        say_error(error)
        sys.exit(2)
    except UtqyrError as error:
        say_error(error)
        sys.exit(1)
