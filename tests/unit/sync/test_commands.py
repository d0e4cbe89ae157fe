"""What a person decides needs a name and a reason, and waives only what a person may."""

import pytest

from mapping.decisions import Held
from mapping.held import HeldCode
from mapping.problems import UtqyrError
from sync.audit.entry import AuditAction
from sync.commands import Consent, Reference, release_held
from sync.store.audit_log import read_records
from sync.store.decisions import StoredDecision, decisions_of, waivers_of
from sync.store.people import dirty_learners
from sync.store.unit_of_work import Store
from tests.builders import HOST, make_agreement, make_mobility, make_result
from tests.ledger import RULES
from tests.stays import decide_about, put_stay

CONSENT = Consent(by="Aigerim", reason="letter 12 of the host")
STAY = "M-0001"


@pytest.mark.parametrize(("by", "reason"), [("", "letter 12"), (" ", "letter 12"), ("Dean", " ")])
def test_nothing_is_decided_without_a_name_and_a_reason(by: str, reason: str) -> None:
    with pytest.raises(UtqyrError, match="a name and a reason"):
        Consent(by=by, reason=reason)


def held(store: Store, **stated: str | None) -> tuple[Reference, set[HeldCode]]:
    """Decide about one result that is held; give what a person acts on, and why it is held."""
    agreement = make_agreement("MAN101", "MAN1101")
    put_stay(store, make_mobility(), [agreement], [make_result("MAN101", **stated)])
    decide_about(store, RULES)
    (found,) = decisions(store)
    assert isinstance(found.decision, Held)
    codes = {reason.code for reason in found.decision.reasons}
    return Reference(kind="D", number=found.decision_id), codes


def decisions(store: Store) -> tuple[StoredDecision, ...]:
    with store.read() as connection:
        return tuple(decisions_of(connection, [STAY])[STAY])


def recorded(store: Store) -> tuple[object, ...]:
    """Give all that a release could have left behind."""
    with store.read() as connection:
        return (
            decisions_of(connection, [STAY]),
            waivers_of(connection, [STAY]),
            [record.entry.action for record in read_records(connection)],
            [learner.key for learner in dirty_learners(connection, HOST, limit=9)],
        )


def test_what_no_person_may_waive_is_not_released_beside_what_one_may(store: Store) -> None:
    reference, codes = held(store, grade=None, ects="5")
    before = recorded(store)

    with pytest.raises(UtqyrError, match=r"while these reasons stand: no-grade$"):
        release_held(store, reference, CONSENT)

    assert codes == {HeldCode.NO_GRADE, HeldCode.CREDITS_DIFFER}
    assert recorded(store) == before


def test_a_release_waives_every_reason_and_looks_at_the_learner_again(store: Store) -> None:
    reference, codes = held(store, grade="5", ects="5")

    host = release_held(store, reference, CONSENT)

    assert (host, codes) == (HOST, {HeldCode.CREDITS_DIFFER})
    with store.read() as connection:
        (waiver,) = waivers_of(connection, [STAY])[STAY]
        actions = [record.entry.action for record in read_records(connection)]
        assert len(dirty_learners(connection, HOST, limit=9)) == 1
    assert (waiver.code, waiver.by) == (HeldCode.CREDITS_DIFFER, CONSENT.by)
    assert actions.count(AuditAction.HELD_RELEASED) == 1
