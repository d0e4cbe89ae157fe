"""What one pass over one host did; counts and moments only, nothing of its content."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from connectors.errors import HostError
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError
from mapping.shadow import ShadowScore
from sync.clock import utc_text
from sync.deciding import RecognitionTally


@dataclass(slots=True, kw_only=True)
class HostRun:
    """What one run did for one host.

    `kept` counts what the host published that is news, `listed_again` the listings it published
    anew without a change, `postponed` when each document that is not complete yet may be.
    `waits_until` says that the host was not asked, since it failed lately, and until when.
    `shadow` is how a connector that runs beside the clerk compares, `not_compared` why it could not
    be.
    """

    host: HeiId
    kept: int = 0
    read: int = 0
    quarantined: int = 0
    batches_held: int = 0
    results_new: int = 0
    results_changed: int = 0
    results_vanished: int = 0
    listed_again: int = 0
    postponed: list[datetime] = field(default_factory=list)
    recognition: RecognitionTally = field(default_factory=RecognitionTally)
    waits_until: datetime | None = None
    shadow: ShadowScore | None = None
    not_compared: UtqyrError | None = None
    error: HostError | None = None
    stopped: bool = False


def run_facts(run: HostRun) -> dict[str, Any]:
    """Give a run as plain values, for a program to read."""
    return {
        "host": run.host,
        "kept": run.kept,
        "read": run.read,
        "quarantined": run.quarantined,
        "batches_held": run.batches_held,
        "results": {
            "new": run.results_new,
            "changed": run.results_changed,
            "vanished": run.results_vanished,
        },
        "listed_again": run.listed_again,
        "postponed": [utc_text(moment) for moment in sorted(run.postponed)],
        "waits_until": None if run.waits_until is None else utc_text(run.waits_until),
        "recognition": asdict(run.recognition),
        "shadow": None if run.shadow is None else asdict(run.shadow),
        "not_compared": _error_facts(run.not_compared),
        "error": _error_facts(run.error),
        "stopped": run.stopped,
    }


def _error_facts(error: UtqyrError | None) -> dict[str, str] | None:
    return None if error is None else {"message": error.message, "hint": error.hint}
