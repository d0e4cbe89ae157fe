"""The options commands share, and what they become."""

from pathlib import Path
from typing import Annotated

import typer

from config.settings import Language
from sync.messages import Messages

ConfigOption = Annotated[
    Path,
    typer.Option(
        "--config", envvar="UTQYR_CONFIG", help="The configuration directory.", show_default=False
    ),
]
HostOption = Annotated[
    str | None, typer.Option("--host", help="Only this host (its SCHAC code).", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
LanguageOption = Annotated[
    Language | None,
    typer.Option("--language", "-l", help="kk, ru or en.", show_default=False),
]


def _signed(value: str) -> str:
    if not value.strip():
        raise typer.BadParameter("a decision needs a name and a reason")
    return value.strip()


ByOption = Annotated[
    str, typer.Option("--by", help="Who decides; goes on record.", callback=_signed)
]
OrderOption = Annotated[
    str, typer.Option("--order", help="The order's number, where one is needed.")
]
ReasonOption = Annotated[
    str, typer.Option("--reason", help="Why; goes on record.", callback=_signed)
]


def messages_for(language: Language | None, default: Language = Language.ENGLISH) -> Messages:
    """Give the sentences of the language asked for, or of the configuration."""
    return Messages((language or default).value)
