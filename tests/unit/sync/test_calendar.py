from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from mapping.agreements import Extension
from mapping.identifiers import CourseCode, HeiId, MobilityId
from mapping.terms import MobilityForm, ResultStatus
from sync.calendar import (
    Arrival,
    ExpectedResults,
    expectation,
    expected_facts,
    expected_results,
    unidentified_learners,
)
from sync.store.unit_of_work import Store
from tests.builders import HOST, make_agreement, make_mobility, make_result, make_rulebook
from tests.stays import decide_about, put_stay

ENDS = date(2025, 1, 31)
DUE = date(2025, 3, 7)


def expected(today: date, *codes: str, weeks: int = 5) -> ExpectedResults:
    return expectation(
        make_mobility(),
        make_agreement("FIN201+FIN202"),
        frozenset(map(CourseCode, codes)),
        today=today,
        weeks=weeks,
    )


@pytest.mark.parametrize(
    ("today", "arrival", "days_late"),
    [
        (date(2024, 10, 1), Arrival.AWAY, 0),
        (ENDS, Arrival.AWAY, 0),
        (ENDS + timedelta(days=1), Arrival.DUE, 0),
        (DUE, Arrival.DUE, 0),
        (DUE + timedelta(days=1), Arrival.LATE, 1),
        (date(2025, 6, 7), Arrival.LATE, 92),
    ],
)
def test_results_are_due_after_the_period_and_late_five_weeks_later(
    today: date, arrival: Arrival, days_late: int
) -> None:
    found = expected(today)

    assert (found.arrival, found.days_late) == (arrival, days_late)
    assert (found.ends, found.due) == (ENDS, DUE)


def test_weeks_are_for_the_home_to_choose() -> None:
    assert expected(date(2025, 2, 8), weeks=1).arrival is Arrival.LATE
    assert expected(date(2025, 2, 8), weeks=1).days_late == 1
    assert expected(date(2025, 7, 1), weeks=26).arrival is Arrival.DUE


def test_an_extension_moves_the_day() -> None:
    extension = Extension(
        ends=date(2025, 3, 31), reason="exams", approved_by="Head", approved_on=date(2025, 1, 20)
    )
    found = expectation(
        make_mobility(extensions=(extension,)), None, frozenset(), today=date(2025, 3, 31)
    )

    assert (found.ends, found.due, found.arrival) == (
        date(2025, 3, 31),
        date(2025, 5, 5),
        Arrival.AWAY,
    )


def test_only_all_agreed_courses_make_it_received() -> None:
    part = expected(date(2025, 4, 1), "FIN201")
    whole = expected(date(2025, 4, 1), "FIN201", "FIN202")

    assert (part.arrival, [row.code for row in part.missing]) == (Arrival.LATE, ["FIN202"])
    assert (whole.arrival, whole.missing, whole.days_late) == (Arrival.RECEIVED, (), 0)


def test_results_may_come_before_the_period_is_over() -> None:
    assert expected(date(2024, 12, 1), "FIN201", "FIN202").arrival is Arrival.RECEIVED


@pytest.mark.parametrize(
    ("final", "arrival"), [((), Arrival.LATE), (("FIN201",), Arrival.RECEIVED)]
)
def test_without_an_agreement_any_result_makes_it_received(
    final: Sequence[str], arrival: Arrival
) -> None:
    found = expectation(
        make_mobility(), None, frozenset(map(CourseCode, final)), today=date(2025, 4, 1)
    )

    assert found.arrival is arrival


def stay(store: Store, number: int, *codes: str, **fields: object) -> None:
    mobility_id = MobilityId(f"M-{number}")
    status = fields.pop("status", ResultStatus.PASSED)
    put_stay(
        store,
        make_mobility(mobility_id, student_id=f"S{number}", **fields),
        [make_agreement("FIN201", mobility_id=mobility_id)],
        [make_result(code, status=status) for code in codes],
    )


def listed(store: Store, host: HeiId | None = None) -> list[tuple[str, str]]:
    decide_about(store, make_rulebook())
    with store.read() as connection:
        found = expected_results(connection, today=date(2025, 4, 1), host=host)
    return [(item.mobility_id, item.arrival.value) for item in found]


def test_late_ones_come_first_the_longest_late_before_the_others(store: Store) -> None:
    stay(store, 1, "FIN201")
    stay(store, 2)
    stay(store, 3, ends=date(2025, 1, 1))
    stay(store, 4, ends=date(2025, 3, 20))
    stay(store, 5, ends=date(2025, 9, 1))

    assert listed(store) == [
        ("M-3", "late"),
        ("M-2", "late"),
        ("M-4", "due"),
        ("M-5", "away"),
        ("M-1", "received"),
    ]


def test_a_result_in_progress_is_not_what_was_expected(store: Store) -> None:
    stay(store, 1, "FIN201", status=ResultStatus.IN_PROGRESS)

    assert listed(store) == [("M-1", "late")]


def test_a_failed_result_is_a_result(store: Store) -> None:
    stay(store, 1, "FIN201", status=ResultStatus.FAILED)

    assert listed(store) == [("M-1", "received")]


def test_nothing_is_expected_of_a_stay_for_a_whole_degree(store: Store) -> None:
    stay(store, 1, form=MobilityForm.VERTICAL)
    stay(store, 2, form=MobilityForm.INDIVIDUAL)

    assert listed(store) == [("M-2", "late")]


def test_one_host_can_be_asked_about(store: Store) -> None:
    stay(store, 1)
    stay(store, 2, host=HeiId("asu.ru"))

    assert listed(store, HeiId("asu.ru")) == [("M-2", "late")]
    assert listed(store) == [("M-2", "late"), ("M-1", "late")]


def test_learners_nobody_identified_are_counted_by_host(store: Store) -> None:
    stay(store, 1, "FIN201")
    with store.read() as connection:
        assert unidentified_learners(connection) == {HOST: 1}
    decide_about(store, make_rulebook())
    with store.read() as connection:
        assert unidentified_learners(connection) == {}


def test_facts_hold_no_name() -> None:
    assert expected_facts(expected(date(2025, 4, 1), "FIN201")) == {
        "mobility": "M-0001",
        "student": "00123",
        "host": HOST,
        "state": "late",
        "ends": "2025-01-31",
        "due": "2025-03-07",
        "days_late": 25,
        "received": 1,
        "missing": ["FIN202"],
    }
