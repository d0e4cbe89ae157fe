"""What a host shows last is what it says, in whatever order and however often it is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from mapping.held import HeldCode
from mapping.records import Completeness, HostResult
from mapping.terms import ResultStatus
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.commands import Consent, parse_reference, refuse_held, release_held
from sync.errors import StoreError
from sync.pipeline import Pipeline
from sync.queries import HeldItem, RemovedHost, held_queue, overview, recognised
from sync.store.documents import load_publications
from sync.store.hosts import load_host_state
from sync.store.tables import AuditEntryRow
from sync.store.unit_of_work import Store, table_of
from tests.builders import (
    HOST,
    make_learner,
    make_result,
)
from tests.scripted_host import ScriptedHost, transcript

CONSENT = Consent(by="Aigerim", reason="letter 12 of the host")
DAY = timedelta(days=1)
EXPORTED = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)


def outcomes(store: Store) -> dict[str, str | None]:
    with store.read() as connection:
        return {item.outcome.component: item.outcome.letter for item in recognised(connection)}


def queue(store: Store) -> tuple[HeldItem, ...]:
    with store.read() as connection:
        return held_queue(connection)


def codes(store: Store) -> set[HeldCode]:
    return {reason.code for item in queue(store) for reason in item.reasons}


def batches(store: Store) -> list[str]:
    return [item.reference for item in queue(store) if item.problems]


def entries(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(table_of(AuditEntryRow).c.action)).scalars())


def many(number: int = 20) -> list[HostResult]:
    return [make_result(f"C{each:02}") for each in range(number)]


def failed(results: list[HostResult]) -> list[HostResult]:
    return [replace(each, status=ResultStatus.FAILED) for each in results]


# -- marks that go back --------------------------------------------------------------------------


def test_a_mark_that_goes_back_to_what_it_was_arrives(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    for grade in ("4", "5", "4"):
        host.publish(transcript(make_result(grade=grade)), name="transcript.json")
        pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B"}


def test_a_mark_that_goes_back_in_the_next_days_file_arrives(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    for day, grade in enumerate(("4", "5", "4")):
        at = EXPORTED + day * DAY
        host.publish(transcript(make_result(grade=grade)), name=f"{at:%Y-%m-%d}.json", at=at)
        pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B"}


def test_what_a_host_showed_before_is_evidence_once_and_on_record_each_time(
    pipeline: Pipeline, host: ScriptedHost, known: Store, tmp_path: Path
) -> None:
    for grade in ("4", "5", "4"):
        host.publish(transcript(make_result(grade=grade)), name="transcript.json")
        pipeline.sync_host(HOST)

    kept = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert entries(known).count(AuditAction.DOCUMENT_KEPT) == 3


def test_a_renamed_old_file_undoes_nothing(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(grade="4")), name="first.json", at=EXPORTED)
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="5")), name="second.json", at=EXPORTED + DAY)
    pipeline.sync_host(HOST)
    host.published["archive-first.json"] = host.published.pop("first.json")

    pipeline.sync_host(HOST)
    again = pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "A"}
    assert (again.kept, again.read) == (0, 0)


def test_two_names_with_one_content_are_read_quietly(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    for name in ("one.json", "other.json"):
        host.publish(transcript(make_result()), name=name, at=EXPORTED)

    first = pipeline.sync_host(HOST)
    again = pipeline.sync_host(HOST)

    assert (first.results_new, first.results_changed) == (1, 0)
    assert (again.kept, again.read) == (0, 0)
    assert outcomes(known) == {"ECO2204": "B"}


def test_an_old_file_with_a_new_time_and_its_old_name_undoes_nothing(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(grade="4")), name="a.json", at=EXPORTED)
    host.publish(transcript(make_result(grade="5")), name="b.json", at=EXPORTED + DAY)
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="5")), name="b.json", at=EXPORTED + 9 * DAY)
    host.publish(transcript(make_result(grade="4")), name="a.json", at=EXPORTED + 10 * DAY)

    pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "A"}


def test_what_is_shown_again_after_a_refusal_comes_up_again(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(*many()), name="all.json")
    pipeline.sync_host(HOST)
    host.publish(transcript(*failed(many())), name="all.json")
    pipeline.sync_host(HOST)
    (batch,) = batches(known)
    refuse_held(known, parse_reference(batch), CONSENT)
    for results in (many(), failed(many())):
        host.publish(transcript(*results), name="all.json")
        pipeline.sync_host(HOST)

    assert len(batches(known)) == 1
    assert batches(known) != [batch]


# -- people's decisions and later documents ------------------------------------------------------


def test_a_released_batch_does_not_undo_what_a_later_document_said(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), *many()))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result(grade="3"), *failed(many())))
    pipeline.sync_host(HOST)
    (batch,) = batches(known)
    host.publish(transcript(make_result(grade="5"), *many()))
    pipeline.sync_host(HOST)

    release_held(known, parse_reference(batch), CONSENT)
    run = pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "A"}
    assert (run.read, run.results_changed) == (1, 0)


def test_a_batch_released_late_still_brings_what_only_it_says(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(*many()))
    pipeline.sync_host(HOST)
    host.publish(transcript(make_result("MAN101"), *failed(many())))
    pipeline.sync_host(HOST)
    (batch,) = batches(known)
    host.publish(transcript(make_result(grade="5"), *many(), completeness=Completeness.DELTA))
    pipeline.sync_host(HOST)

    release_held(known, parse_reference(batch), CONSENT)
    pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "A", "MAN1101": "B"}


def test_a_mended_profile_keeps_what_people_decided_about_a_batch(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), *many(16)))
    pipeline.sync_host(HOST)
    worse = failed(many(16)[:5])
    now_failed = make_result(grade="2", status=ResultStatus.FAILED)
    host.publish(transcript(now_failed, *worse, *many(16)[5:]))
    pipeline.sync_host(HOST)
    (batch,) = batches(known)
    release_held(known, parse_reference(batch), CONSENT)
    pipeline.sync_host(HOST)
    after_release = outcomes(known)
    host.profile_name = "mended"

    pipeline.sync_host(HOST)

    assert after_release == {}
    assert outcomes(known) == {}
    assert batches(known) == []


def test_a_batch_released_before_its_profile_was_mended_is_read(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(*many()))
    pipeline.sync_host(HOST)
    host.publish(transcript(*failed(many())))
    pipeline.sync_host(HOST)
    (batch,) = batches(known)
    release_held(known, parse_reference(batch), CONSENT)
    host.profile_name = "mended"

    run = pipeline.sync_host(HOST)

    assert (run.batches_held, run.results_changed) == (0, 20)


def test_a_mended_profile_goes_through_history_without_holding_it(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(*many(15)))
    pipeline.sync_host(HOST)
    host.publish(transcript(*many(40), completeness=Completeness.SNAPSHOT))
    pipeline.sync_host(HOST)
    host.profile_name = "mended"

    run = pipeline.sync_host(HOST)

    assert (run.read, run.batches_held, run.results_changed) == (2, 0, 0)


def test_a_document_set_aside_and_read_since_waits_for_nobody(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish_bytes(b"not readable by this profile")
    pipeline.sync_host(HOST)
    before = batches(known)
    host.parse = lambda _: iter(())  # type: ignore[method-assign]
    host.profile_name = "mended"

    pipeline.sync_host(HOST)

    assert len(before) == 1
    assert batches(known) == []


def test_a_batch_refused_while_it_is_read_stays_refused(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(*many()))
    pipeline.sync_host(HOST)
    host.publish(transcript(*failed(many())))
    pipeline.sync_host(HOST)
    (batch,) = batches(known)
    host.profile_name = "mended"

    def refused() -> bool:
        if batches(known):
            refuse_held(known, parse_reference(batch), CONSENT)
        return False

    run = replace(pipeline, stopping=refused).sync_host(HOST)

    assert (run.batches_held, run.results_changed) == (0, 0)
    assert batches(known) == []


# -- full listings -------------------------------------------------------------------------------


Publish = Callable[[int], None]


def published_without(host: ScriptedHost, *, apart: timedelta) -> Publish:
    """Publish one listing again and again, the same bytes under the same name."""

    def publish(time: int) -> None:
        host.publish(transcript(make_result()), name="all.json", at=EXPORTED + time * apart)

    return publish


def listed_in_full(pipeline: Pipeline, host: ScriptedHost) -> None:
    both = transcript(make_result(), make_result("MAN101"))
    host.publish(both, name="all.json", at=EXPORTED - DAY)
    pipeline.sync_host(HOST)


def test_an_unchanged_listing_published_anew_each_day_counts_each_day(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    listed_in_full(pipeline, host)
    publish = published_without(host, apart=DAY)

    held = []
    for time in range(3):
        publish(time)
        pipeline.sync_host(HOST)
        held.append(codes(known))

    assert held == [set(), set(), {HeldCode.WITHDRAWAL_PROPOSED}]


def test_a_listing_read_again_and_again_counts_once(
    pipeline: Pipeline, host: ScriptedHost, known: Store, clock: FixedClock
) -> None:
    listed_in_full(pipeline, host)
    published_without(host, apart=DAY)(0)

    for _ in range(20):
        clock.advance(DAY)
        pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


def test_a_listing_published_every_quarter_of_an_hour_counts_once_a_day(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    listed_in_full(pipeline, host)
    publish = published_without(host, apart=timedelta(minutes=15))

    for time in range(60):
        publish(time)
        pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


def test_several_listings_of_one_day_count_once(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    listed_in_full(pipeline, host)
    for hour in range(5):
        at = EXPORTED + timedelta(hours=hour)
        host.publish(transcript(make_result(), issuer=f"print {hour}"), name=f"{hour}.json", at=at)

    pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


def test_a_result_that_is_back_in_a_listing_published_anew_is_recognised_again(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    both = transcript(make_result(), make_result("MAN101"))
    host.publish(both, name="registry.json", at=EXPORTED - 2 * DAY)
    listed_in_full(pipeline, host)
    publish = published_without(host, apart=DAY)
    for time in range(3):
        publish(time)
        pipeline.sync_host(HOST)
    proposed = codes(known)
    host.publish(both, name="registry.json", at=EXPORTED + 4 * DAY)

    pipeline.sync_host(HOST)

    assert proposed == {HeldCode.WITHDRAWAL_PROPOSED}
    assert codes(known) == set()
    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


def test_a_mended_profile_counts_no_absence_twice(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    listed_in_full(pipeline, host)
    published_without(host, apart=DAY)(0)
    for profile in ("one", "two", "three", "four"):
        host.profile_name = profile
        pipeline.sync_host(HOST)

    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


def test_a_listing_that_was_not_counted_for_a_fault_is_no_error(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    listed_in_full(pipeline, host)
    host.publish(transcript(make_result(), make_result("MAN101")), name="all.json", at=EXPORTED)

    class Unreadable(ScriptedHost):
        def parse(self, document):  # type: ignore[no-untyped-def]
            raise RuntimeError("a bug")

    broken = Unreadable()
    broken.published = host.published
    run = replace(pipeline, connectors={HOST: broken}).sync_host(HOST)

    assert (run.listed_again, run.error) == (0, None)
    assert outcomes(known) == {"ECO2204": "B", "MAN1101": "B"}


# -- quiet passes --------------------------------------------------------------------------------


def test_a_pass_that_finds_nothing_new_writes_its_own_note_and_nothing_else(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("XYZ999")), name="all.json", at=EXPORTED)
    pipeline.sync_host(HOST)
    written: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.upper().startswith(("SELECT", "BEGIN", "PRAGMA")):
            written.append(statement)

    event.listen(known.engine, "before_cursor_execute", note)
    try:
        pipeline.sync_host(HOST)
    finally:
        event.remove(known.engine, "before_cursor_execute", note)

    assert [statement.split()[:3] for statement in written] == [["INSERT", "INTO", "host_state"]]


def test_a_watermark_noted_by_a_clock_that_was_ahead_hides_no_change(
    pipeline: Pipeline, host: ScriptedHost, clock: FixedClock
) -> None:
    clock.advance(365 * DAY)
    pipeline.sync_host(HOST)
    clock.advance(-365 * DAY)

    pipeline.sync_host(HOST)

    assert host.asked_since[-1] == clock.now() - pipeline.overlap


def test_what_stops_a_whole_pass_is_noted_of_the_host_it_met(
    pipeline: Pipeline, host: ScriptedHost, known: Store, tmp_path: Path
) -> None:
    (tmp_path / "evidence").write_text("not a folder")
    host.publish(transcript(make_result()))

    with pytest.raises(StoreError):
        pipeline.sync_host(HOST)

    with known.read() as connection:
        state = load_host_state(connection, HOST)
    assert "could not be kept" in state.last_error
    assert state.last_success is None


# -- evidence that cannot be had -----------------------------------------------------------------


def test_evidence_that_cannot_be_opened_now_is_read_once_it_can(
    pipeline: Pipeline, host: ScriptedHost, known: Store, tmp_path: Path
) -> None:
    def away() -> bool:
        if evidence.exists():
            evidence.rename(tmp_path / "away")
        return False

    evidence = tmp_path / "evidence"
    host.publish(transcript(make_result()))
    broken = replace(pipeline, stopping=away).sync_host(HOST)
    before = outcomes(known)
    (tmp_path / "away").rename(evidence)

    pipeline.sync_host(HOST)

    assert broken.error is not None
    assert broken.quarantined == 0
    assert before == {}
    assert outcomes(known) == {"ECO2204": "B"}


def test_one_lost_document_keeps_no_other_waiting(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result("MAN101")), name="lost.json")
    host.publish(transcript(make_result()), name="there.json")
    pipeline.sync_host(HOST)
    with known.read() as connection:
        lost = load_publications(connection, HOST)[0].sha256
    pipeline.evidence.path_of(lost).unlink()
    host.publish(transcript(make_result(grade="5")), name="there.json")
    host.profile_name = "mended"

    run = pipeline.sync_host(HOST)

    assert run.error is not None
    assert outcomes(known)["ECO2204"] == "A"


# -- learners told apart by the name of their file ------------------------------------------------


class NamesTell(ScriptedHost):
    """A host whose files say in their names whom they are about."""

    def parse(self, document):  # type: ignore[no-untyped-def]
        for item in super().parse(document):
            given = document.name.partition(".")[0]
            yield replace(item, learner=make_learner(given_names=given, identifiers=()))


def test_two_students_with_equal_marks_in_equal_files_are_two(
    pipeline: Pipeline, known: Store
) -> None:
    host = NamesTell()
    for name in ("Aigerim.csv", "Bolat.csv"):
        host.publish(transcript(make_result()), name=name, at=EXPORTED)

    run = replace(pipeline, connectors={HOST: host}).sync_host(HOST)

    assert run.results_new == 2


# -- hosts that are not configured any more -------------------------------------------------------


def test_a_removed_host_is_told_with_what_it_left(
    pipeline: Pipeline, host: ScriptedHost, known: Store
) -> None:
    host.publish(transcript(make_result(), make_result("XYZ999")))
    host.publish_bytes(b"broken")
    pipeline.sync_host(HOST)

    with known.read() as connection:
        still = overview(connection, [HOST]).removed
        gone = overview(connection, []).removed

    assert still == ()
    assert gone == (RemovedHost(host=HOST, results=2, recognised=1, held=2),)
