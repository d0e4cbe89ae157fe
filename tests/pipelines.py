"""The way of documents into decisions, for one scripted host."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from mapping.rulebook import Rulebook
from sync.clock import FixedClock
from sync.guards import GuardLimits
from sync.pipeline import Pipeline
from sync.store.evidence import EvidenceStore
from sync.store.unit_of_work import Store
from tests.builders import HOST
from tests.scripted_host import ScriptedHost


def make_pipeline(
    store: Store,
    host: ScriptedHost,
    rulebook: Rulebook,
    clock: FixedClock,
    folder: Path,
    **fields: Any,
) -> Pipeline:
    """Build a pipeline that keeps its evidence in a folder."""
    defaults: dict[str, Any] = {
        "store": store,
        "evidence": EvidenceStore(folder / "evidence"),
        "connectors": {HOST: host},
        "rulebook": rulebook,
        "limits": GuardLimits(),
        "clock": clock,
        "overlap": timedelta(hours=48),
        "listings_before_withdrawal": 3,
    }
    return Pipeline(**(defaults | fields))
