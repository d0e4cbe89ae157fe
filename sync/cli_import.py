"""`utqyr import`: learning agreements and curricula from files people hand in."""

from pathlib import Path
from typing import Annotated

import typer

from connectors.hosts.inbox_text import Encoding
from sync.app import open_app
from sync.cli_options import ByOption, ConfigOption, LanguageOption, messages_for
from sync.cli_output import out, say_problems
from sync.imports import import_agreements, import_curriculum

import_app = typer.Typer(help="Bring in agreements and curricula.", no_args_is_help=True)
FileArgument = Annotated[
    Path, typer.Argument(help="A CSV or XLSX file; agreements also as EWP XML.", exists=True)
]
EncodingOption = Annotated[
    Encoding | None, typer.Option("--encoding", help="Of a CSV file that does not say it itself.")
]


@import_app.command()
def agreements(
    file: FileArgument,
    by: ByOption,
    config: ConfigOption,
    encoding: EncodingOption = None,
    language: LanguageOption = None,
) -> None:
    """Import mobilities and learning agreements; all of the file, or nothing and every problem."""
    with open_app(config) as app:
        report = import_agreements(
            app.store, file, actor=by, rulebook=app.configuration.rulebook, encoding=encoding
        )
        say_problems(report.warnings)
        out.print(
            messages_for(language, app.language).text(
                "agreements-imported",
                new=report.mobilities_new,
                changed=report.mobilities_changed,
                unchanged=report.mobilities_unchanged,
                versions=report.versions_new,
            ),
            highlight=False,
        )


@import_app.command()
def curriculum(
    file: FileArgument,
    by: ByOption,
    config: ConfigOption,
    name: Annotated[str, typer.Option("--name", help="The name of the file in curriculum/.")],
    replace: Annotated[bool, typer.Option("--replace", help="Over a file of that name.")] = False,
    encoding: EncodingOption = None,
    language: LanguageOption = None,
) -> None:
    """Import the home curriculum into the configuration directory."""
    with open_app(config) as app:
        report = import_curriculum(
            app.store,
            file,
            directory=app.configuration.directory,
            name=name,
            replacing=replace,
            actor=by,
            encoding=encoding,
        )
        say_problems(report.warnings)
        out.print(
            messages_for(language, app.language).text(
                "curriculum-imported", components=report.components, file=str(report.file)
            ),
            highlight=False,
            soft_wrap=True,
        )
