"""`utqyr sync`: one pass over hosts and the gradebook, and what it did; decides nothing.

What was done is shown also when something after it fails: the failure comes last.
"""

import dataclasses
import json
from typing import Annotated, Any

import typer

from connectors.errors import HostError
from mapping.identifiers import HeiId
from sync.app import App, open_app
from sync.cli_options import ConfigOption, HostOption, JsonOption, LanguageOption, messages_for
from sync.cli_output import out, reporting, say_error, show_delivery, show_runs
from sync.cli_shadow import compare_run, show_comparisons
from sync.delivery import DeliveryTally
from sync.host_run import HostRun, run_facts
from sync.progress import Progress
from sync.schedule import Extent
from sync.store.outbox import DeliveryState, count_by_state


def sync(
    config: ConfigOption,
    host: HostOption = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read every host in full, and look for drift at home.")
    ] = False,
    only_recognise: Annotated[
        bool, typer.Option("--only-recognise", help="Deliver nothing; 'utqyr plan' shows it.")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one full pass: documents in, decisions made, results delivered."""
    with open_app(config, leading=True) as opened:
        messages = messages_for(language, opened.language)
        delivering = opened.delivers_by_itself and not only_recognise
        if delivering:
            opened.require_home_token()
            opened.require_intact_log()
        runs: list[HostRun] = []
        tally: DeliveryTally | None = None
        try:
            with reporting(messages) as progress:
                _pass_over_hosts(opened, runs, host, full=full, progress=progress)
                if not only_recognise:
                    for run in runs:
                        compare_run(opened, run, full=full)
                if delivering:
                    tally = _deliver(opened, full=full, progress=progress)
        finally:
            if as_json:
                out.print_json(json.dumps(_facts(runs, tally), ensure_ascii=False))
            elif runs:
                show_runs(runs, messages)
                show_comparisons(runs, messages)
            if tally is not None and not as_json:
                show_delivery(tally, messages, held_in_all=_held_in_all(opened))
        if any(run.error or run.waits_until or run.not_compared for run in runs) or (
            tally is not None and tally.error is not None
        ):
            raise typer.Exit(1)


def _pass_over_hosts(
    opened: App, runs: list[HostRun], host: str | None, *, full: bool, progress: Progress
) -> None:
    # who names a host wants it asked now; a pass over all leaves those alone that failed lately
    pipeline = opened.pipeline(progress=progress, patient=host is None)
    extent = Extent.FULL if full else Extent.CHANGED
    for name in opened.hosts(host):
        run = pipeline.sync_host(name, extent)
        runs.append(run)
        if full and run.error is None and run.waits_until is None:
            _refresh_courses(opened, name)


def _refresh_courses(opened: App, host: HeiId) -> None:
    """Fetch a host's course list; no result waits for it, so its failure is told and no more."""
    try:
        opened.catalogues.refresh(host, opened.connectors[host])
    except HostError as error:
        say_error(error)


def _deliver(opened: App, *, full: bool, progress: Progress) -> DeliveryTally:
    courier = opened.courier(progress=progress)
    tally = courier.deliver_due(recheck_all=True)
    if full and tally.error is None:
        drift = courier.find_drift()
        tally.drifted, tally.error = drift.drifted, drift.error
        tally.lines.missing = drift.lines.missing
    return tally


def _held_in_all(opened: App) -> int:
    """Count what is held in the gradebook, by this pass or before, as the status does."""
    with opened.store.read() as connection:
        return count_by_state(connection).get(DeliveryState.HELD, 0)


def _facts(runs: list[HostRun], tally: DeliveryTally | None) -> dict[str, Any]:
    """Give a pass as plain values, for a program to read."""
    delivery = None
    if tally is not None:
        error = tally.error and {"message": tally.error.message, "hint": tally.error.hint}
        fields = (field.name for field in dataclasses.fields(tally))
        delivery = {name: getattr(tally, name) for name in fields}
        delivery |= {"error": error, "lines": dataclasses.asdict(tally.lines)}
    return {"hosts": [run_facts(run) for run in runs], "delivery": delivery}
