"""Updates that meet halfway, effects that nobody wants any more: none lost, none made."""

import hashlib
import os
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.base import HostDocument
from connectors.home.memory import MemoryHome, ReplyLoss
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, MobilityId, Sha256, StudentId
from mapping.problems import UtqyrError
from mapping.records import Completeness, LearnerIdentifier
from mapping.terms import ResultStatus
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.commands import (
    Consent,
    identify_learner,
    parse_reference,
    refuse_held,
    release_held,
)
from sync.delivery import Courier
from sync.pipeline import Pipeline
from sync.plan import apply_plan, make_plan, read_plan
from sync.queries import HeldItem, held_queue, recognised
from sync.replay import replay
from sync.store.audit_log import read_records
from sync.store.evidence import EvidenceStore
from sync.store.outbox import (
    Delivery,
    DeliveryState,
    Wanted,
    cancel,
    deliveries_of,
    want,
)
from sync.store.people import look_again_at_host, record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    HOST,
    make_agreement,
    make_equivalence,
    make_learner,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.couriers import make_courier
from tests.scripted_host import ScriptedHost, transcript

STUDENT, COMPONENT = "00123", "ECO2204"
CONSENT = Consent(by="Aigerim", reason="minutes 14")


# -- deliveries ------------------------------------------------------------------------------


class BusyHome(MemoryHome):
    """A home during whose next write something else happens in the store."""

    meanwhile: Callable[[], None] | None = None

    def put_results(self, writes):  # type: ignore[no-untyped-def]
        receipts = super().put_results(writes)
        self._happen()
        return receipts

    def _happen(self) -> None:
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()


@pytest.fixture(params=[False, True], ids=["grades", "transcripts"])
def home(request: pytest.FixtureRequest) -> BusyHome:
    """A home in either mode: grades alone, or transcripts too."""
    return BusyHome(students=[STUDENT], components=[COMPONENT], keeps_lines=request.param)


@pytest.fixture
def courier(store: Store, home: BusyHome, clock: FixedClock) -> Courier:
    return make_courier(store, home, clock)


def wish(store: Store, percent: str | None, decision: int = 1) -> None:
    with store.write(actor="system") as unit:
        want(
            unit,
            [
                Wanted(
                    student_id=StudentId(STUDENT),
                    component=ComponentCode(COMPONENT),
                    decision_id=decision,
                    percent=None if percent is None else Decimal(percent),
                    fingerprint=f"1:{percent}",
                )
            ],
        )


def give_up(store: Store) -> None:
    with store.write(actor="system") as unit:
        cancel(unit, [(STUDENT, COMPONENT)])


def delivery(store: Store, component: str = COMPONENT) -> Delivery:
    with store.read() as connection:
        found = {item.component: item for item in deliveries_of(connection, [STUDENT])}
    return found[ComponentCode(component)]


def effects(store: Store) -> list[tuple[str, str]]:
    told = {AuditAction.DELIVERY_CONFIRMED, AuditAction.DELIVERY_SETTLED}
    with store.read() as connection:
        return [
            (str(record.detail.facts["percent"]), str(record.detail.facts["fingerprint"]))
            for record in read_records(connection)
            if record.entry.action in told and record.detail is not None
        ]


def test_a_value_changed_while_the_old_one_is_being_written_arrives(
    store: Store, home: BusyHome, courier: Courier
) -> None:
    wish(store, "85")
    home.meanwhile = lambda: wish(store, "90", decision=2)

    courier.deliver_due()
    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(90)


class InterruptedStore(Store):
    """A store in which something happens right before the n-th writing transaction begins."""

    happens_before = 0
    meanwhile: Callable[[], None] = staticmethod(lambda: None)
    writes = 0

    @contextmanager
    def write(self, *, actor: str):  # type: ignore[no-untyped-def]
        self.writes += 1
        if self.writes == self.happens_before:
            self.meanwhile()
        with super().write(actor=actor) as unit:
            yield unit


def test_a_value_changed_between_reading_the_outbox_and_marking_it_arrives(
    store: Store, home: BusyHome, clock: FixedClock
) -> None:
    wish(store, "85")
    busy = InterruptedStore(store.engine, clock)
    busy.happens_before = 1
    busy.meanwhile = lambda: wish(store, "90", decision=2)
    courier = make_courier(busy, home, clock)

    courier.deliver_due()
    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(90)


def test_a_value_given_up_between_reading_the_outbox_and_marking_it_is_not_sent(
    store: Store, home: BusyHome, clock: FixedClock
) -> None:
    wish(store, "85")
    busy = InterruptedStore(store.engine, clock)
    busy.happens_before = 1
    busy.meanwhile = lambda: give_up(store)
    courier = make_courier(busy, home, clock)

    courier.deliver_due()

    assert home.sent == []
    assert delivery(store).state is DeliveryState.CANCELLED


def test_an_interrupted_send_that_no_decision_wants_any_more_is_not_sent_again(
    store: Store, home: BusyHome, courier: Courier
) -> None:
    wish(store, "85")
    home.lose_reply(ReplyLoss.BEFORE_EFFECT)
    courier.deliver_due()
    sent = len(home.sent)
    give_up(store)

    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) is None
    assert len(home.sent) == sent


class Killed(BaseException):
    """The process ends here."""


def killed() -> None:
    raise Killed


def test_killed_after_settling_an_interrupted_send_the_newer_value_still_arrives(
    store: Store, home: BusyHome, courier: Courier, clock: FixedClock
) -> None:
    wish(store, "85")
    home.lose_reply(ReplyLoss.AFTER_EFFECT_THEN_DOWN)
    courier.deliver_due()
    home.come_back()
    wish(store, "90", decision=2)
    fragile = InterruptedStore(store.engine, clock)
    fragile.happens_before = 2  # the first settles what was sent, the second marks what is sent
    fragile.meanwhile = killed
    with pytest.raises(Killed):
        replace(courier, store=fragile).deliver_due()

    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(90)


def test_a_settled_entry_names_the_content_that_was_sent(
    store: Store, home: BusyHome, courier: Courier
) -> None:
    wish(store, "85")
    home.lose_reply(ReplyLoss.AFTER_EFFECT_THEN_DOWN)
    courier.deliver_due()
    home.come_back()
    wish(store, "90", decision=2)

    courier.deliver_due()

    assert effects(store) == [("85", "1:85"), ("90", "1:90")]


def test_a_held_delivery_interrupted_while_it_is_tried_again_is_known_as_ours(
    store: Store, home: BusyHome, courier: Courier, clock: FixedClock
) -> None:
    home.unenrol(STUDENT, COMPONENT)
    wish(store, "85")
    courier.deliver_due()
    home.enrol(STUDENT, COMPONENT)
    clock.advance(timedelta(hours=7))
    home.meanwhile = killed
    with pytest.raises(Killed):
        courier.deliver_due()
    wish(store, "90", decision=2)

    courier.deliver_due()

    assert home.standing(STUDENT, COMPONENT) == Decimal(90)


def test_an_interrupted_plan_is_settled_by_the_next_plan(
    store: Store, home: BusyHome, courier: Courier
) -> None:
    wish(store, "85")
    plan = make_plan(store, home, made_at="2026-09-01")
    home.meanwhile = killed
    with pytest.raises(Killed):
        apply_plan(courier, plan, actor="Aigerim")

    apply_plan(courier, make_plan(store, home, made_at="2026-09-02"), actor="Aigerim")

    assert delivery(store).state is DeliveryState.CONFIRMED
    assert effects(store) == [("85", "1:85")]


# -- documents and decisions -----------------------------------------------------------------


def outcomes(store: Store) -> dict[str, str | None]:
    with store.read() as connection:
        return {item.outcome.component: item.outcome.letter for item in recognised(connection)}


def queue(store: Store) -> tuple[HeldItem, ...]:
    with store.read() as connection:
        return held_queue(connection)


def codes(store: Store) -> set[HeldCode]:
    return {reason.code for item in queue(store) for reason in item.reasons}


def listed_without(host: ScriptedHost, pipeline: Pipeline, times: int) -> None:
    assert isinstance(pipeline.clock, FixedClock)
    for number in range(times):
        pipeline.clock.advance(timedelta(days=1))
        host.publish(transcript(make_result(), issuer=f"listing {number}"))
        pipeline.sync_host(HOST)


def test_a_learner_who_turns_out_to_be_another_takes_the_old_decisions_along(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    number = LearnerIdentifier(kind="student-number", value=STUDENT)
    host.publish(transcript(make_result(), learner=make_learner(identifiers=(number,))))
    pipeline.sync_host(HOST)
    before = outcomes(known)
    with known.write(actor="importer") as unit:  # M-0001 was registered for the wrong student
        record_mobilities(unit, [make_mobility(student_id=StudentId("00777"))], [])

    pipeline.sync_host(HOST)

    assert before == {"ECO2204": "B"}
    assert outcomes(known) == {}
    assert delivery(known).state is DeliveryState.CANCELLED


def test_an_identified_learner_cannot_be_given_to_another_student(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    with known.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility("M-0002", student_id=StudentId("00999"))], [])
    host.publish(transcript(make_result("XYZ999")))
    pipeline.sync_host(HOST)
    (item,) = queue(known)

    with pytest.raises(UtqyrError):
        identify_learner(known, parse_reference(item.reference), MobilityId("M-0002"), CONSENT)


def test_a_document_with_anothers_number_is_given_to_a_student_only_expressly(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    number = LearnerIdentifier(kind="student-number", value="00888")
    host.publish(transcript(make_result(), learner=make_learner(identifiers=(number,))))
    pipeline.sync_host(HOST)
    (item,) = queue(known)
    reference = parse_reference(item.reference)

    with pytest.raises(UtqyrError, match="student-number"):
        identify_learner(known, reference, MobilityId("M-0001"), CONSENT)
    refused = outcomes(known)
    identify_learner(known, reference, MobilityId("M-0001"), CONSENT, despite_identifiers=True)
    pipeline.decide(HOST)

    assert (refused, outcomes(known)) == ({}, {"ECO2204": "B"})


def test_a_withdrawn_result_stays_withdrawn(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("MAN101")))
    pipeline.sync_host(HOST)
    listed_without(host, pipeline, 3)
    (item,) = queue(known)
    release_held(known, parse_reference(item.reference), CONSENT)
    pipeline.decide(HOST)

    host.publish(transcript(make_result(), issuer="a fourth listing without it"))
    pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B"}
    assert delivery(known, "MAN1101").wanted is None


def test_deciding_after_a_persons_word_under_edited_rules_can_be_replayed(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(ects="5")))
    pipeline.sync_host(HOST)
    (item,) = queue(known)
    edited = replace(pipeline, rulebook=make_rulebook(make_equivalence(note="edited")))
    release_held(known, parse_reference(item.reference), CONSENT)

    edited.decide(HOST)

    with known.read() as connection:
        assert replay(connection, pipeline.evidence).differences == []


def test_an_agreement_imported_while_recognition_begins_is_not_overlooked(
    store: Store, host: ScriptedHost, pipeline: Pipeline
) -> None:
    learner = make_learner(
        identifiers=(LearnerIdentifier(kind="mobility-id", value="M-0002"),),
        given_names="Bolat",
        family_name="Omarov",
        birth_date=None,
    )
    host.publish(transcript(make_result(), learner=learner))
    pipeline.sync_host(HOST)
    before = codes(store)

    def imported() -> bool:
        if not done:
            done.append(True)
            with store.write(actor="importer") as unit:
                second = make_mobility(
                    "M-0002",
                    student_id=StudentId("00999"),
                    given_names="Болат",
                    family_name="Омаров",
                    birth_date=None,
                )
                record_mobilities(unit, [second], [])
                agreement = make_agreement(mobility_id=MobilityId("M-0002"))
                record_agreements(unit, [agreement], [])
        return False

    done: list[bool] = []
    with store.write(actor="system") as unit:
        look_again_at_host(unit, HOST)
    replace(pipeline, stopping=imported).decide(HOST)
    pipeline.sync_host(HOST)

    assert before == {HeldCode.UNKNOWN_LEARNER}
    assert outcomes(store) == {"ECO2204": "B"}


def test_a_refused_batch_stays_refused_under_a_mended_profile(
    pipeline: Pipeline, host: ScriptedHost, known: Store, clock: FixedClock
) -> None:
    many = [make_result(f"C{number:02}") for number in range(20)]
    host.publish(transcript(*many))
    pipeline.sync_host(HOST)
    clock.advance(timedelta(days=1))
    host.publish(transcript(*(replace(each, status=ResultStatus.FAILED) for each in many)))
    pipeline.sync_host(HOST)
    (batch,) = [item for item in queue(known) if item.problems]
    refuse_held(known, parse_reference(batch.reference), CONSENT)
    host.profile_name = "mended"

    pipeline.sync_host(HOST)

    assert [item for item in queue(known) if item.problems] == []


def test_a_delta_that_turns_passes_into_fails_is_held(
    pipeline: Pipeline, host: ScriptedHost
) -> None:
    many = [make_result(f"C{number:02}") for number in range(20)]
    worse = [replace(each, status=ResultStatus.FAILED) for each in many]
    host.publish(transcript(*many, completeness=Completeness.DELTA))
    pipeline.sync_host(HOST)
    host.publish(transcript(*worse, completeness=Completeness.DELTA))

    run = pipeline.sync_host(HOST)

    assert run.batches_held == 1


def test_a_suddenly_empty_listing_is_held(pipeline: Pipeline, host: ScriptedHost) -> None:
    host.publish(transcript(*(make_result(f"C{number:02}") for number in range(20))))
    pipeline.sync_host(HOST)
    host.publish()

    run = pipeline.sync_host(HOST)

    assert run.batches_held == 1


class FaultyHost(ScriptedHost):
    """A third party's connector with a bug."""

    def parse(self, document):  # type: ignore[no-untyped-def]
        raise RuntimeError("a bug")


def test_a_connectors_bug_sets_the_document_aside_and_the_pass_goes_on(
    pipeline: Pipeline, known: Store
) -> None:
    faulty = FaultyHost()
    faulty.publish_bytes(b"anything")

    run = replace(pipeline, connectors={HOST: faulty}).sync_host(HOST)

    assert run.quarantined == 1 or run.error is not None


def test_evidence_lost_before_it_is_read_stops_only_its_host(
    pipeline: Pipeline, host: ScriptedHost, tmp_path: Path
) -> None:
    host.publish(transcript(make_result()))
    host.profile_name = "one"
    pipeline.sync_host(HOST)
    for path in (tmp_path / "evidence").rglob("*"):
        if path.is_file():
            path.unlink()
    host.profile_name = "two"

    run = pipeline.sync_host(HOST)

    assert run.quarantined == 1 or run.error is not None


def test_a_plan_nested_without_end_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("[" * 100_000, encoding="utf-8")

    with pytest.raises(UtqyrError):
        read_plan(path)


def test_a_crash_while_bytes_are_kept_does_not_bar_them_for_ever(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("to the superuser no file is read-only")
    content = b"bytes"
    source = tmp_path / "source"
    source.write_bytes(content)
    document = HostDocument(
        host=HOST,
        name="a",
        media_type="text/csv",
        fetched_at=datetime(2026, 9, 1, tzinfo=UTC),
        sha256=Sha256(hashlib.sha256(content).hexdigest()),
        size=len(content),
        path=source,
    )
    evidence = EvidenceStore(tmp_path / "evidence")
    left_behind = evidence.path_of(document.sha256).with_suffix(".part")
    left_behind.parent.mkdir(parents=True)
    left_behind.write_bytes(b"byt")
    left_behind.chmod(0o440)

    assert evidence.keep(document).read_bytes() == content
