"""`utqyr held`: the queue of what waits for a person, and what a person does about it."""

import dataclasses
import json
from typing import Annotated

import typer

from mapping.identifiers import HeiId, MobilityId
from sync.app import App, open_app
from sync.cli_options import (
    ByOption,
    ConfigOption,
    HostOption,
    JsonOption,
    LanguageOption,
    OrderOption,
    ReasonOption,
    messages_for,
)
from sync.cli_output import out, show_held
from sync.commands import (
    Consent,
    identify_learner,
    parse_reference,
    refuse_held,
    release_held,
)
from sync.messages import Messages
from sync.queries import HeldItem, held_queue

held_app = typer.Typer(help="What waits for a person, and decisions about it.")
ReferenceArgument = Annotated[str, typer.Argument(help="What 'utqyr held' lists: D12, G7, B3.")]


@held_app.callback(invoke_without_command=True)
def list_held(
    context: typer.Context,
    config: ConfigOption,
    host: HostOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List everything that waits, why, and what resolves it."""
    if context.invoked_subcommand is not None:
        return
    with open_app(config) as app:
        messages = messages_for(language, app.language)
        app.hosts(host)
        with app.store.read() as connection:
            items = held_queue(connection, host=host)
        if as_json:
            found = [_as_json(item, messages) for item in items]
            out.print_json(json.dumps(found, ensure_ascii=False))
        elif items:
            show_held(items, messages)
        else:
            out.print(messages.text("held-none"))


def _as_json(item: HeldItem, messages: Messages) -> dict[str, object]:
    return {
        "reference": item.reference,
        "host": item.host,
        "student": item.student_id,
        "about": item.about,
        "since": item.since,
        "reasons": [
            {
                "code": reason.code.value,
                "facts": dict(reason.facts),
                "sentence": messages.held(reason),
                "resolutions": list(
                    messages.resolution(reason.code, reference=item.reference, host=item.host)
                ),
            }
            for reason in item.reasons
        ],
        "problems": [
            dataclasses.asdict(problem) | {"sentence": messages.problem(problem)}
            for problem in item.problems
        ],
    }


@held_app.command()
def release(
    reference: ReferenceArgument,
    by: ByOption,
    reason: ReasonOption,
    config: ConfigOption,
    order: OrderOption = "",
    language: LanguageOption = None,
) -> None:
    """Let something held go on as it stands; the reasons are waived, on record."""
    with open_app(config) as app:
        parsed = parse_reference(reference)
        host = release_held(app.store, parsed, Consent(by=by, reason=reason, order=order))
        _decide_again(app, host)
        out.print(messages_for(language, app.language).text("released", reference=str(parsed)))


@held_app.command()
def refuse(
    reference: ReferenceArgument,
    by: ByOption,
    reason: ReasonOption,
    config: ConfigOption,
    language: LanguageOption = None,
) -> None:
    """Refuse something held; who and why go on record, since transfer is mandatory by law."""
    with open_app(config) as app:
        parsed = parse_reference(reference)
        refuse_held(app.store, parsed, Consent(by=by, reason=reason))
        out.print(messages_for(language, app.language).text("refused", reference=str(parsed)))


@held_app.command()
def identify(
    reference: ReferenceArgument,
    mobility: Annotated[str, typer.Option("--mobility", help="The mobility it belongs to.")],
    by: ByOption,
    reason: ReasonOption,
    config: ConfigOption,
    despite: Annotated[
        bool,
        typer.Option(
            "--despite-identifiers",
            help="The document's identifiers are wrong; the reason says how that is known.",
        ),
    ] = False,
    language: LanguageOption = None,
) -> None:
    """Confirm whose results a held record is about; remembered for this host."""
    with open_app(config) as app:
        parsed = parse_reference(reference)
        host = identify_learner(
            app.store,
            parsed,
            MobilityId(mobility),
            Consent(by=by, reason=reason),
            despite_identifiers=despite,
        )
        _decide_again(app, host)
        out.print(messages_for(language, app.language).text("identified", mobility=mobility))


def _decide_again(app: App, host: HeiId | None) -> None:
    """Decide what a person's word changes, at once; delivery follows with the next pass."""
    if host is not None:
        app.pipeline().decide(host)
