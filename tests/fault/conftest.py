"""What the faults of documents and decisions begin with: one student's stay, and one host."""

from pathlib import Path

import pytest

from mapping.rulebook import Rulebook
from sync.clock import FixedClock
from sync.pipeline import Pipeline
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import make_agreement, make_equivalence, make_mobility, make_rulebook
from tests.pipelines import make_pipeline
from tests.scripted_host import ScriptedHost


@pytest.fixture
def host() -> ScriptedHost:
    return ScriptedHost()


@pytest.fixture
def rulebook() -> Rulebook:
    """Rules for both courses of the agreement."""
    return make_rulebook(make_equivalence(), make_equivalence("MAN101", "MAN1101"))


@pytest.fixture
def known(store: Store) -> Store:
    """A store that knows a stay, and the agreement about two courses."""
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
        record_agreements(unit, [make_agreement("FIN201+MAN101", "ECO2204+MAN1101")], [])
    return store


@pytest.fixture
def pipeline(
    known: Store, host: ScriptedHost, rulebook: Rulebook, clock: FixedClock, tmp_path: Path
) -> Pipeline:
    return make_pipeline(known, host, rulebook, clock, tmp_path)
