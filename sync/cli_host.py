"""`utqyr host`: can a host, or the home Moodle, be used? Changes nothing on either side."""

from pathlib import Path
from typing import Annotated

import typer

from connectors.hosts.inbox_sniff import suggest_profile
from mapping.problems import errors_of
from sync.app import App, open_app
from sync.cli_options import ByOption, ConfigOption, LanguageOption, ReasonOption, messages_for
from sync.cli_output import out, say_problems
from sync.store.host_health import close_breaker, load_health
from sync.store.transcript_lines import count_lines

host_app = typer.Typer(help="Look whether hosts and the home can be used.", no_args_is_help=True)
HOME = "home"


@host_app.command("check")
def check_host(
    name: Annotated[str, typer.Argument(help="A configured host's SCHAC code, or 'home'.")],
    config: ConfigOption,
) -> None:
    """Try a connection, its rights and its settings: what works, what does not, what to do."""
    with open_app(config) as app:
        if name == HOME:
            problems = app.home.check()
        else:
            (host,) = app.hosts(name)
            problems = tuple(app.connectors[host].check())
        described = "" if name != HOME or errors_of(problems) else _described(app)
    say_problems(problems)
    if errors_of(problems):
        raise typer.Exit(1)
    out.print(f"{name}: can be used{described}", highlight=False, soft_wrap=True)


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
    described = f"\n{app.home.describe()}"
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
    file: Annotated[Path, typer.Argument(help="A table a host sent.", exists=True)],
) -> None:
    """Propose a column profile for a host's file, to be read over and put into its hosts/ file."""
    typer.echo(suggest_profile(file.read_bytes()), nl=False)
