"""Students' stays put into a store and decided about, as a pass would do it."""

from collections.abc import Sequence

from mapping.agreements import LearningAgreement, Mobility
from mapping.identifiers import HeiId
from mapping.records import HostResult, LearnerIdentifier, TranscriptOfRecords
from mapping.rulebook import Rulebook
from sync.app import never
from sync.progress import no_progress
from sync.recognising import recognise_dirty
from sync.store.people import record_agreements, record_mobilities
from sync.store.staging import Staging
from sync.store.unit_of_work import Store
from tests.builders import EVIDENCE, HOST, make_learner


def put_stay(
    store: Store,
    mobility: Mobility,
    agreements: Sequence[LearningAgreement] = (),
    results: Sequence[HostResult] = (),
) -> None:
    """Keep one mobility, its agreements and what its host stated."""
    with store.write(actor="test") as unit:
        record_mobilities(unit, [mobility], [])
        record_agreements(unit, agreements, [])
        if results:
            staging = Staging(unit, mobility.host)
            identifier = LearnerIdentifier(kind="mobility-id", value=mobility.mobility_id)
            staging.stage(
                [
                    TranscriptOfRecords(
                        host=mobility.host,
                        learner=make_learner(identifiers=(identifier,)),
                        mobility_id=mobility.mobility_id,
                        results=tuple(results),
                        evidence=EVIDENCE,
                    )
                ]
            )
            staging.finish()


def decide_about(store: Store, rulebook: Rulebook, host: HeiId = HOST) -> None:
    """Decide about everybody of a host something changed for."""
    recognise_dirty(
        store,
        host,
        rulebook,
        listings_before_withdrawal=3,
        stopping=never,
        progress=no_progress,
    )
