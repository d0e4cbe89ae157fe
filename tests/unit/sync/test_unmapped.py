from datetime import date, timedelta
from fractions import Fraction

from mapping.identifiers import ComponentCode, CourseCode, MobilityId
from mapping.records import LocalisedText
from mapping.rulebook import Rulebook
from mapping.suggestions import Agreed, Standing
from mapping.terms import Level, MobilityForm, Work
from sync.clock import FixedClock
from sync.store.unit_of_work import Store
from sync.unmapped import UnmappedCourse, known_courses, standing_of, unmapped_courses
from tests.builders import (
    HOST,
    make_agreement,
    make_credit,
    make_equivalence,
    make_mobility,
    make_result,
    make_rulebook,
)
from tests.stays import decide_about, put_stay

TODAY = date(2025, 3, 1)


def unmapped(
    store: Store, rulebook: Rulebook | None = None, today: date = TODAY
) -> tuple[UnmappedCourse, ...]:
    with store.read() as connection:
        return unmapped_courses(connection, rulebook or make_rulebook(), [HOST], today=today)


def away(store: Store, number: int, courses: str, *codes: str) -> None:
    """Send a student away with some courses agreed, and bring results of some courses."""
    mobility_id = MobilityId(f"M-{number}")
    put_stay(
        store,
        make_mobility(mobility_id, student_id=f"S{number}"),
        [make_agreement(courses, "MAN1101", mobility_id=mobility_id)],
        [make_result(code) for code in codes],
    )


def test_a_result_that_no_rule_covers_waits_with_its_student_and_title(store: Store) -> None:
    away(store, 1, "PHI150", "PHI150", "FIN201")
    decide_about(store, make_rulebook())
    (found,) = unmapped(store)

    assert (found.course.host, found.course.code) == (HOST, "PHI150")
    assert found.course.titles == ("Course PHI150",)
    assert (found.waiting, found.expecting) == (("S1",), ())
    assert found.course.standings == (
        Standing(level=Level.BACHELOR, programme="6B04101", credits=Fraction(6)),
    )
    assert found.course.on == date(2024, 9, 1)
    assert found.references[0].startswith("D")


def test_most_students_waiting_come_first_then_the_longest_then_the_code(
    store: Store, clock: FixedClock
) -> None:
    away(store, 1, "AAA", "AAA", "DDD")
    decide_about(store, make_rulebook())
    clock.advance(timedelta(days=10))
    away(store, 2, "CCC", "CCC", "BBB")
    away(store, 3, "CCC", "CCC")
    decide_about(store, make_rulebook())
    today = clock.now().date()

    found = unmapped(store, today=today)
    assert [item.course.code for item in found] == ["CCC", "AAA", "DDD", "BBB"]
    assert [item.days(today) for item in found] == [0, 10, 10, 0]


def test_a_decision_made_anew_does_not_start_the_wait_anew(store: Store, clock: FixedClock) -> None:
    away(store, 1, "PHI150", "PHI150")
    decide_about(store, make_rulebook())
    clock.advance(timedelta(days=30))
    put_stay(
        store,
        make_mobility("M-1", student_id="S1"),
        results=[make_result("PHI150", titles=(LocalisedText(text="Ethics"),))],
    )
    decide_about(store, make_rulebook())
    (found,) = unmapped(store)

    assert found.days(clock.now().date()) == 30
    assert found.course.titles == ("Ethics",)


def test_a_rule_written_since_takes_a_course_off_the_queue(store: Store) -> None:
    away(store, 1, "PHI150", "PHI150")
    decide_about(store, make_rulebook())

    assert unmapped(store, make_rulebook(make_equivalence("PHI150", "MAN1101"))) == ()


def test_a_course_that_was_agreed_waits_before_any_result_comes(store: Store) -> None:
    away(store, 1, "PHI150:3+FIN201")
    (found,) = unmapped(store)

    assert (found.course.code, found.waiting, found.expecting) == ("PHI150", (), ("S1",))
    assert found.days(TODAY) == 0
    assert [standing.credits for standing in found.course.standings] == [Fraction(3)]


def test_nobody_expects_what_has_come_or_will_not_come(store: Store) -> None:
    away(store, 1, "PHI150", "PHI150")
    put_stay(
        store,
        make_mobility("M-2", form=MobilityForm.VERTICAL),
        [make_agreement("PHI160", mobility_id="M-2")],
    )
    put_stay(store, make_mobility("M-3"), [])
    decide_about(store, make_rulebook())

    assert [item.expecting for item in unmapped(store)] == [()]
    away(store, 4, "OLD100")
    assert "OLD100" in [item.course.code for item in unmapped(store)]
    late = TODAY + timedelta(days=400)
    assert "OLD100" not in [item.course.code for item in unmapped(store, today=late)]


def test_only_blocks_of_approved_agreements_link_a_course_with_components(store: Store) -> None:
    linked = make_agreement("PHI150@a+OTHER@b", "MAN1101@a+ECO2204@b", mobility_id="M-1")
    loose = make_agreement("PHI150", "ECO2204", mobility_id="M-2")
    draft = make_agreement("PHI150@a", "ECO2204@a", mobility_id="M-3", approved_on=None)
    for number, agreement in enumerate((linked, loose, draft), start=1):
        put_stay(store, make_mobility(f"M-{number}", student_id=f"S{number}"), [agreement])
    found = {item.course.code: item for item in unmapped(store)}

    assert found[CourseCode("PHI150")].course.agreed == (
        Agreed(component=ComponentCode("MAN1101"), agreements=1),
    )
    assert found[CourseCode("PHI150")].expecting == ("S1", "S2", "S3")


def test_a_mapped_code_that_differs_by_a_sign_is_named(store: Store) -> None:
    away(store, 1, "FIN-201", "FIN-201")
    decide_about(store, make_rulebook())
    (found,) = unmapped(store)

    assert found.course.near == ("FIN201",)


def test_a_learner_nobody_has_identified_waits_too(store: Store) -> None:
    put_stay(store, make_mobility("M-1"), results=[make_result("PHI150")])
    with store.write(actor="test") as unit:
        unit.connection.exec_driver_sql("DELETE FROM mobility")
    decide_about(store, make_rulebook())
    (found,) = unmapped(store)

    assert len(found.waiting) == 1
    assert found.waiting[0].startswith("learner:")
    assert found.course.standings == ()


def test_titles_and_credits_are_known_from_transcripts_and_agreements(store: Store) -> None:
    away(store, 1, "FIN201:3+NEW100:4", "FIN201")
    with store.read() as connection:
        known = known_courses(connection)

    assert known[HOST, CourseCode("FIN201")].titles == {"Course FIN201"}
    assert known[HOST, CourseCode("FIN201")].credits == (make_credit("6"),)
    assert known[HOST, CourseCode("NEW100")].credits == (make_credit("4"),)


def test_credits_follow_the_student_and_stay_unknown_where_they_may_not_be_converted() -> None:
    rulebook, ects = make_rulebook(), (make_credit("5"),)
    old = make_mobility(admission_year=2018)

    assert standing_of(old, ects, Work.THEORY, rulebook).credits == Fraction(10, 3)
    assert standing_of(make_mobility(), ects, Work.THEORY, rulebook).credits == 5
    unknown = (make_credit("5", "points"),)
    assert standing_of(old, unknown, Work.THEORY, rulebook).credits is None
    assert standing_of(old, (), Work.THEORY, rulebook).credits is None
    assert standing_of(old, ects, Work.THEORY, make_rulebook(regimes=())).credits is None
