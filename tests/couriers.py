"""Couriers for tests: deliveries alone, or with lines of transcripts beside them."""

from datetime import timedelta

from connectors.home.base import HomeLms
from mapping.rulebook import Rulebook
from sync.clock import Clock
from sync.delivery import Courier
from sync.line_changes import LineChanges
from sync.line_delivery import LineCourier
from sync.messages import Messages
from sync.store.unit_of_work import Store
from sync.transcript_lines import LineWords
from tests.builders import HOST, make_rulebook

RECHECK_AFTER = timedelta(hours=6)
WORDS = LineWords(host_names={HOST: "Kozminski University"}, messages=Messages("en"))


def make_courier(
    store: Store, home: HomeLms, clock: Clock, rulebook: Rulebook | None = None
) -> Courier:
    """Build a courier that delivers grades and lines."""
    return Courier(
        store=store,
        home=home,
        clock=clock,
        recheck_after=RECHECK_AFTER,
        lines=make_line_courier(store, home, clock, rulebook),
    )


def make_line_courier(
    store: Store, home: HomeLms, clock: Clock, rulebook: Rulebook | None = None
) -> LineCourier:
    """Build a courier of lines."""
    return LineCourier(
        store=store,
        home=home,
        clock=clock,
        recheck_after=RECHECK_AFTER,
        changes=LineChanges(rulebook or make_rulebook(), WORDS),
    )
