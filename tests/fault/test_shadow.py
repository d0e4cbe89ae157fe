"""A connector beside the clerk: compared with every mark, delivered never, promoted by a person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from config.hosts import HostSettings, ShadowEntry
from connectors.base import ConnectorSettings
from connectors.errors import HomeUnavailable
from connectors.home.memory import MemoryHome
from mapping.decisions import Held, Recognised
from mapping.grades import ConversionRow
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, MobilityId, StudentId
from mapping.problems import UtqyrError
from mapping.rulebook import Rulebook
from mapping.shadow import Likeness, ShadowScore, ShadowVerdict
from mapping.terms import MobilityForm, MobilityKind, ResultStatus
from sync.audit.chain import verify
from sync.audit.entry import AuditAction
from sync.clock import FixedClock
from sync.commands import Consent
from sync.comparing import Comparer
from sync.delivery import Courier
from sync.explanations import find_explanation
from sync.ledger_history import decisions_in_force
from sync.pipeline import Pipeline
from sync.queries import held_queue, recognised
from sync.replay import replay
from sync.shadow import Shadows, promote, shadow_report
from sync.store.audit_log import read_records
from sync.store.decisions import shadow_decisions
from sync.store.evidence import EvidenceStore
from sync.store.outbox import deliveries_of
from sync.store.people import record_agreements, record_mobilities
from sync.store.shadow import Comparison, load_comparisons
from sync.store.tables import AuditEntryRow, DecisionRow
from sync.store.transcript_ledger import recognised_in_cases
from sync.store.unit_of_work import Store, table_of
from sync.unmapped import unmapped_courses
from tests.builders import (
    HOST,
    SPRING,
    make_agreement,
    make_equivalence,
    make_grade_table,
    make_host_rules,
    make_learner,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.pipelines import make_pipeline
from tests.scripted_host import ScriptedHost, transcript

T = TypeVar("T")

STUDENT = StudentId("00123")
OTHER = StudentId("00124")
WHO = Consent(by="A. Registrar", reason="a term beside the clerk")
TWO = (make_equivalence(), make_equivalence("MAN101", "MAN1101"))


def settings(shadow: ShadowEntry | None, *, kind: str = "scripted") -> HostSettings:
    return HostSettings(
        hei=HOST,
        kind=MobilityKind.EXTERNAL,
        names=(),
        aliases=(),
        connector=kind,
        shadow=shadow,
        settings=ConnectorSettings(),
        place=f"hosts/{HOST}.yaml:1",
    )


@dataclass
class Bench:
    """A host in shadow, a home whose marks a clerk writes, and the passes over them."""

    store: Store
    host: ScriptedHost
    home: MemoryHome
    clock: FixedClock
    folder: Path
    rulebook: Rulebook
    shadows: Shadows

    @property
    def pipeline(self) -> Pipeline:
        return make_pipeline(
            self.store, self.host, self.rulebook, self.clock, self.folder, shadows=self.shadows
        )

    def sync(self, *, full: bool = False) -> ShadowScore | None:
        """Make a pass as the daemon does: documents in, compared, and what is due delivered."""
        self.pipeline.sync_host(HOST)
        score = self.comparer().compare(HOST, full=full)
        self.deliver()
        return score

    def comparer(self) -> Comparer:
        return Comparer(
            store=self.store,
            connect=lambda: self.home,
            shadows=self.shadows,
            clock=self.clock,
            scales=self.rulebook.scales,
        )

    def deliver(self) -> None:
        courier = Courier(
            store=self.store, home=self.home, clock=self.clock, recheck_after=timedelta(hours=6)
        )
        tally = courier.deliver_due()
        assert tally.error is None

    def promote(self, *, despite: bool = False) -> ShadowScore:
        return promote(self.store, self.shadows, HOST, WHO, despite_differences=despite)

    def reading(self, of: Callable[..., T], *arguments: object, **named: object) -> T:
        with self.store.read() as connection:
            return of(connection, *arguments, **named)

    def verdicts(self) -> dict[tuple[str, str], ShadowVerdict]:
        return {each.place: each.verdict for each in self.reading(load_comparisons, HOST)}

    def actions(self) -> list[str]:
        query = select(table_of(AuditEntryRow).c.action)
        with self.store.read() as connection:
            return list(connection.execute(query).scalars())


@pytest.fixture
def bench(store: Store, clock: FixedClock, tmp_path: Path) -> Bench:
    with store.write(actor="importer") as unit:
        record_mobilities(unit, [make_mobility()], [])
        record_agreements(unit, [make_agreement("FIN201+MAN101", "ECO2204+MAN1101")], [])
    return Bench(
        store=store,
        host=ScriptedHost(),
        home=MemoryHome(students=[STUDENT, OTHER], components=["ECO2204", "MAN1101"]),
        clock=clock,
        folder=tmp_path,
        rulebook=make_rulebook(*TWO),
        shadows=Shadows(hosts={HOST: settings(ShadowEntry(equal=2))}),
    )


def test_nothing_of_a_host_in_shadow_reaches_the_home_or_anybody(bench: Bench) -> None:
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5"), make_result("XXX")))

    bench.sync(full=True)

    assert bench.home.sent == []
    assert bench.reading(deliveries_of, [STUDENT]) == ()
    assert bench.reading(recognised) == ()
    assert bench.reading(held_queue) == ()
    assert bench.reading(decisions_in_force, ["M-0001"]) == {}
    assert bench.reading(decisions_in_force, ["M-0001"], as_of=date(2026, 12, 31)) == {}
    made = bench.reading(shadow_decisions, HOST)
    assert {type(each.decision) for each in made} == {Recognised, Held}
    assert bench.reading(recognised_in_cases, [each.decision.case for each in made]) == {}


def test_every_mark_is_compared_with_the_clerks(bench: Bench) -> None:
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5")))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))

    first = bench.sync()
    assert first is not None
    assert (first.equal, first.awaited, first.ready) == (1, 1, False)
    bench.home.teacher_grades(STUDENT, "MAN1101", Decimal(90))
    second = bench.sync()

    assert second is not None
    assert (second.equal, second.different, second.awaited) == (1, 1, 0)
    (different,) = [
        each
        for each in bench.reading(load_comparisons, HOST)
        if each.verdict is ShadowVerdict.DIFFERENT
    ]
    assert (different.ours, different.there) == (Decimal(100), Decimal(90))
    assert different.decision_id is not None
    assert bench.home.standing(STUDENT, "MAN1101") == Decimal(90)


def test_marks_are_equal_by_letter_where_the_profile_says_so(bench: Bench) -> None:
    by_letter = ShadowEntry(equal=1, by=Likeness.LETTER)
    bench.shadows = Shadows(hosts={HOST: settings(by_letter)})
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(83))

    bench.sync()

    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.EQUAL}


def test_a_quiet_pass_writes_nothing_and_reads_no_equal_mark_again(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    before, reads = bench.actions(), bench.home.reads

    bench.sync()

    assert bench.actions() == before
    assert bench.home.reads == reads
    bench.sync(full=True)
    assert bench.home.reads > reads
    assert bench.actions() == before


def test_a_full_pass_finds_a_mark_that_the_clerk_changed(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(70))

    bench.sync(full=True)

    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.DIFFERENT}


def test_a_corrected_document_is_compared_anew(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(100))
    bench.sync()
    bench.host.publish(transcript(make_result(grade="5")))

    bench.sync()

    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.EQUAL}
    (latest,) = bench.reading(shadow_decisions, HOST)
    (compared,) = bench.reading(load_comparisons, HOST)
    assert compared.decision_id == latest.decision_id
    assert bench.actions().count(AuditAction.DECISION_SUPERSEDED) == 1


def test_an_equal_mark_is_read_again_once_the_host_says_otherwise(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    bench.host.publish(transcript(make_result(grade="5")))

    bench.sync()

    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.DIFFERENT}


def test_what_a_person_would_decide_is_told_and_spoils_nothing(bench: Bench) -> None:
    failed = make_result(grade="2", status=ResultStatus.FAILED)
    bench.host.publish(transcript(failed))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(20))

    score = bench.sync()

    assert score is not None
    assert (score.held, score.compared) == (1, 0)
    report = bench.reading(shadow_report, bench.shadows, HOST)
    assert report is not None
    assert report.held[HeldCode.FAILED.value] == 1


def test_an_agreed_mark_the_host_never_showed_is_found_by_a_full_pass(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "MAN1101", Decimal(75))

    bench.sync()
    assert (STUDENT, "MAN1101") not in bench.verdicts()
    bench.sync(full=True)
    assert bench.verdicts()[STUDENT, ComponentCode("MAN1101")] is ShadowVerdict.NOT_SHOWN

    bench.host.publish(transcript(make_result("MAN101", "5")))
    bench.sync()
    assert bench.verdicts()[STUDENT, ComponentCode("MAN1101")] is ShadowVerdict.DIFFERENT


def test_a_mark_that_was_taken_away_is_nobodys_word_any_more(bench: Bench) -> None:
    bench.home.teacher_grades(STUDENT, "MAN1101", Decimal(75))
    bench.sync(full=True)
    assert set(bench.verdicts().values()) == {ShadowVerdict.NOT_SHOWN}

    bench.home.teacher_grades(STUDENT, "MAN1101", None)
    bench.sync()

    assert bench.verdicts() == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"mobility": {"ends": date(2027, 1, 31), "starts": date(2026, 9, 1)}},
        {"mobility": {"form": MobilityForm.VERTICAL}},
        {"agreement": {"approved_on": None}},
    ],
    ids=["not over", "a whole degree", "a draft"],
)
def test_nothing_is_missed_of_a_stay_that_owes_nothing(
    bench: Bench, changes: dict[str, dict[str, object]]
) -> None:
    with bench.store.write(actor="importer") as unit:
        other = make_mobility("M-0002", student_id=OTHER, **changes.get("mobility", {}))
        record_mobilities(unit, [other], [])
        agreed = {"mobility_id": MobilityId("M-0002"), **changes.get("agreement", {})}
        record_agreements(unit, [make_agreement(**agreed)], [])
    bench.home.teacher_grades(OTHER, "ECO2204", Decimal(75))

    bench.sync(full=True)

    assert bench.verdicts() == {}


def test_what_cannot_be_read_at_home_says_nothing_about_the_connector(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.remove_student(STUDENT)

    bench.sync()

    (found,) = bench.reading(load_comparisons, HOST)
    assert found.verdict is ShadowVerdict.UNREADABLE
    assert found.obstacle is HeldCode.HOME_UNKNOWN_STUDENT
    bench.home.add_student(STUDENT)
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.EQUAL}


def test_a_locked_place_is_read_like_any_other(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.lock_grade(STUDENT, "ECO2204")

    bench.sync()

    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.AWAITED}


def test_a_home_that_is_down_loses_nothing(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.home.go_down()
    bench.pipeline.sync_host(HOST)
    with pytest.raises(HomeUnavailable):
        bench.comparer().compare(HOST, full=False)

    bench.home.come_back()
    score = bench.sync()

    assert score is not None
    assert score.equal == 1


def test_a_stop_between_two_reads_keeps_what_was_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.comparing.PLACES_AT_ONCE", 1)
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5")))
    bench.pipeline.sync_host(HOST)
    stops = iter([False, True])

    replace(bench.comparer(), stopping=lambda: next(stops)).compare(HOST, full=False)

    assert len(bench.verdicts()) == 1
    bench.sync()
    assert len(bench.verdicts()) == 2


def test_two_stays_that_want_one_place_are_for_a_person(bench: Bench) -> None:
    second = MobilityId("M-0002")
    with bench.store.write(actor="importer") as unit:
        spring = make_mobility(second, starts=date(2025, 2, 1), ends=date(2025, 6, 30))
        record_mobilities(unit, [spring], [])
        record_agreements(unit, [make_agreement(mobility_id=second)], [])
    other = make_learner(
        identifiers=tuple(replace(each, value="M-0002") for each in make_learner().identifiers)
    )
    later = make_result(term=SPRING)
    bench.host.publish(transcript(make_result()))
    bench.host.publish(transcript(later, mobility_id=second, learner=other))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))

    bench.sync()

    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.HELD}


def test_too_few_equal_marks_promote_nobody(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()

    with pytest.raises(UtqyrError, match="1 of 2 marks"):
        bench.promote(despite=True)

    assert AuditAction.HOST_PROMOTED not in bench.actions()


def test_a_difference_needs_a_person_who_says_so(bench: Bench) -> None:
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5")))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.home.teacher_grades(STUDENT, "MAN1101", Decimal(90))
    bench.sync()

    with pytest.raises(UtqyrError, match="1 marks came out different"):
        bench.promote()
    bench.promote(despite=True)
    bench.sync()

    # what the clerk wrote is never written over: the difference waits for a person
    assert bench.home.sent == []
    (item,) = bench.reading(held_queue)
    assert [why.code for why in item.reasons] == [HeldCode.HOME_CHANGED_THERE]


def test_a_promoted_connector_delivers_what_it_showed_all_along(bench: Bench) -> None:
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5")))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.home.teacher_grades(STUDENT, "MAN1101", Decimal(100))
    bench.sync()

    score = bench.promote()
    assert (score.equal, score.ready) == (2, True)
    assert bench.sync() is None

    outcomes = {item.outcome.component for item in bench.reading(recognised)}
    assert outcomes == {"ECO2204", "MAN1101"}
    assert bench.home.sent == []  # the clerk's marks are the same: nothing is to be sent
    assert bench.reading(shadow_decisions, HOST) == ()
    bench.host.publish(transcript(make_result(grade="5")), name="later")
    bench.sync()
    assert bench.home.standing(STUDENT, "ECO2204") == Decimal(100)


def test_a_promotion_is_on_record_with_what_it_rested_on(bench: Bench) -> None:
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5")))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.home.teacher_grades(STUDENT, "MAN1101", Decimal(100))
    bench.sync()
    bench.promote()

    with bench.store.read() as connection:
        records = list(read_records(connection))
        assert verify(records).intact
    (promoted,) = [each for each in records if each.entry.action == AuditAction.HOST_PROMOTED]
    assert (promoted.entry.actor, promoted.entry.subject) == (WHO.by, HOST)
    assert promoted.detail is not None
    facts = promoted.detail.facts
    assert (facts["equal"], facts["needed"], facts["reason"]) == ("2", "2", WHO.reason)
    told = [each.entry.action for each in records]
    assert told.count(AuditAction.SHADOW_BEGAN) == 1
    assert told.count(AuditAction.SHADOW_COMPARED) == 1
    report = bench.reading(shadow_report, bench.shadows, HOST)
    assert report is not None
    assert report.shadow.promoted_by == WHO.by


def test_a_connector_is_promoted_once(bench: Bench) -> None:
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    bench.promote()

    with pytest.raises(UtqyrError, match="nothing to promote"):
        bench.promote()


def test_leaving_the_setting_out_ends_no_shadow(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.sync()
    bench.shadows = Shadows(hosts={HOST: settings(None)})
    bench.host.publish(transcript(make_result(grade="5")))

    bench.sync()

    assert bench.home.sent == []
    with pytest.raises(UtqyrError, match="0 of 2 marks"):
        bench.promote()


def test_a_host_without_the_setting_is_never_in_shadow(bench: Bench) -> None:
    bench.shadows = Shadows(hosts={HOST: settings(None)})
    bench.host.publish(transcript(make_result()))

    assert bench.sync() is None

    assert bench.home.standing(STUDENT, "ECO2204") == Decimal(80)
    assert bench.reading(shadow_report, bench.shadows, HOST) is None


def test_another_kind_of_connector_starts_beside_the_clerk_again(bench: Bench) -> None:
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    bench.promote()
    bench.sync()
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1), kind="newer")})
    bench.host.publish(transcript(make_result(grade="5")), name="newer")

    bench.sync()

    # what was in force stays so; what the new connector says is only compared
    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.DIFFERENT}
    assert bench.home.standing(STUDENT, "ECO2204") == Decimal(80)
    assert {item.outcome.letter for item in bench.reading(recognised)} == {"B"}
    (compared,) = bench.reading(load_comparisons, HOST)
    explained = bench.reading(find_explanation, f"D{compared.decision_id}")
    assert (explained.shadow, explained.deliveries) == (True, ())


def test_what_one_connector_came_to_promotes_no_other(bench: Bench) -> None:
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    (before,) = bench.reading(load_comparisons, HOST)
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1), kind="newer")})

    bench.pipeline.sync_host(HOST)
    with pytest.raises(UtqyrError, match="0 of 1 marks"):
        bench.promote()

    bench.sync()
    (after,) = bench.reading(load_comparisons, HOST)
    assert after.verdict is ShadowVerdict.EQUAL
    assert after.decision_id != before.decision_id


def test_a_component_of_another_stay_would_wait_for_a_person(bench: Bench) -> None:
    second = MobilityId("M-0002")
    with bench.store.write(actor="importer") as unit:
        spring = make_mobility(second, starts=date(2025, 2, 1), ends=date(2025, 6, 30))
        record_mobilities(unit, [spring], [])
        record_agreements(unit, [make_agreement(mobility_id=second)], [])
    bench.shadows = Shadows(hosts={HOST: settings(None)})
    bench.host.publish(transcript(make_result()))
    bench.sync()
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    learner = make_learner(
        identifiers=tuple(replace(each, value=second) for each in make_learner().identifiers)
    )
    later = make_result(term=SPRING)
    bench.host.publish(transcript(later, mobility_id=second, learner=learner))

    bench.sync()

    (twice,) = [each for each in bench.reading(shadow_decisions, HOST) if each.subject == second]
    assert isinstance(twice.decision, Held)
    assert [why.code for why in twice.decision.reasons] == [HeldCode.COMPONENT_TWICE]


def test_history_with_a_shadow_in_it_computes_to_itself(bench: Bench) -> None:
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    bench.host.publish(transcript(make_result(), make_result("XXX")))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5")), name="later")
    bench.sync()
    bench.promote()
    bench.sync()
    bench.host.publish(transcript(make_result(grade="5"), make_result("MAN101")), name="last")
    bench.sync()

    report = bench.reading(replay, EvidenceStore(bench.folder / "evidence"))

    assert report.differences == []
    assert report.decisions >= 6


def test_a_fail_in_shadow_turns_no_pass_that_stands(bench: Bench) -> None:
    failed = make_result(grade="2", status=ResultStatus.FAILED)
    bench.shadows = Shadows(hosts={HOST: settings(None)})
    bench.host.publish(transcript(make_result()))
    bench.sync()
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    bench.host.publish(transcript(failed))

    bench.sync()

    (made,) = bench.reading(shadow_decisions, HOST)
    assert isinstance(made.decision, Held)
    assert [why.code for why in made.decision.reasons] == [HeldCode.FAILED]
    assert bench.reading(replay, EvidenceStore(bench.folder / "evidence")).differences == []


def test_a_pass_in_shadow_is_no_pass_that_stands(bench: Bench) -> None:
    bench.shadows = Shadows(hosts={HOST: settings(ShadowEntry(equal=1))})
    bench.host.publish(transcript(make_result(), make_result("MAN101", "5")))
    bench.home.teacher_grades(STUDENT, "MAN1101", Decimal(100))
    bench.sync()
    bench.promote()
    failed = make_result(grade="2", status=ResultStatus.FAILED)
    bench.host.publish(transcript(failed, make_result("MAN101", "5")))

    bench.sync()

    (item,) = bench.reading(held_queue)
    assert [why.code for why in item.reasons] == [HeldCode.FAILED]
    assert bench.reading(replay, EvidenceStore(bench.folder / "evidence")).differences == []


def test_new_rules_are_compared_too(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(100))
    bench.sync()
    table = make_grade_table(rows=(ConversionRow(label="4", to=("A",), passed=True),))
    bench.rulebook = make_rulebook(hosts=(make_host_rules(*TWO, tables=(table,)),))

    bench.sync()

    assert bench.verdicts() == {(STUDENT, "ECO2204"): ShadowVerdict.EQUAL}


def test_a_decision_in_shadow_is_explained_as_what_it_is(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()
    (compared,) = bench.reading(load_comparisons, HOST)

    found = bench.reading(find_explanation, f"D{compared.decision_id}")

    assert (found.shadow, found.superseded, found.deliveries) == (True, False, ())
    assert [item.component for item in found.outcomes] == ["ECO2204"]


def test_courses_without_a_rule_are_proposed_for_the_mapping(bench: Bench) -> None:
    bench.host.publish(transcript(make_result("NEW101")))
    bench.sync()

    found = bench.reading(unmapped_courses, bench.rulebook, [HOST], today=bench.clock.now().date())

    assert [item.course.code for item in found] == ["NEW101"]


def test_no_number_of_the_comparison_is_in_the_clear_of_the_log(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.home.teacher_grades(STUDENT, "ECO2204", Decimal(80))
    bench.sync()

    with bench.store.read() as connection:
        lines = [
            f"{each.entry.subject} {each.entry.actor}"
            for each in read_records(connection)
            if each.entry.action in {AuditAction.SHADOW_BEGAN, AuditAction.SHADOW_COMPARED}
        ]
    assert lines == [f"{HOST} system"] * 2


def test_decisions_in_shadow_never_count_as_in_force(bench: Bench) -> None:
    bench.host.publish(transcript(make_result()))
    bench.sync()

    rows = table_of(DecisionRow)
    with bench.store.read() as connection:
        found = connection.execute(select(rows.c.current, rows.c.standing, rows.c.state)).all()
    assert [tuple(row) for row in found] == [(False, False, "shadow")]


def test_a_comparison_names_its_place() -> None:
    found = Comparison(
        student_id=STUDENT,
        component=ComponentCode("ECO2204"),
        decision_id=None,
        ours=None,
        there=Decimal(80),
        verdict=ShadowVerdict.NOT_SHOWN,
    )

    assert found.place == (STUDENT, "ECO2204")
