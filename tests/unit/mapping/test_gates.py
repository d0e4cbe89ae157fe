"""What must hold before worth is asked: periods, agreements with hosts, blocks, age."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mapping.agreements import Extension, LearningAgreement
from mapping.decisions import Held, RecognitionCase
from mapping.equivalences import Equivalence, TargetKind
from mapping.gates import first_uncovered_day, outside_period
from mapping.held import HeldCode, HeldReason
from mapping.identifiers import CourseCode, HeiId, MobilityId
from mapping.problems import Problem
from mapping.recognition import recognise
from mapping.records import AcademicTerm, HostResult
from mapping.rulebook import AgreementWindow, Policies, Rulebook
from mapping.terms import Level, MobilityForm
from tests.builders import (
    HOST,
    make_agreement,
    make_case,
    make_component,
    make_equivalence,
    make_host_rules,
    make_mobility,
    make_result,
    make_rulebook,
)

GRACE = timedelta(days=45)
MOBILITY = make_mobility(starts=date(2024, 9, 10), ends=date(2025, 1, 31))


def reasons(case: RecognitionCase, rulebook: Rulebook | None = None) -> tuple[HeldReason, ...]:
    """Collect the reasons of every decision of a case."""
    decisions = recognise(case, rulebook or make_rulebook())
    return tuple(why for each in decisions if isinstance(each, Held) for why in each.reasons)


def codes(case: RecognitionCase, rulebook: Rulebook | None = None) -> list[HeldCode]:
    return [why.code for why in reasons(case, rulebook)]


def dated(starts: str = "", ends: str = "", completed: str = "") -> HostResult:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    term = AcademicTerm(label="t", starts=day(starts), ends=day(ends))
    return make_result(term=term, completed_on=day(completed))


# -- the period -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "result",
    [
        dated("2024-09-01", "2025-01-20"),  # a term that began before the student came
        dated("2024-09-10", "2025-02-14"),  # a term that ends after the student left
        dated("2024-09-01", "2025-06-30"),  # a year-long course list
        dated("2024-11-01", "2024-11-30"),  # a module inside the stay
        dated("2024-09-01"),
        dated("2024-07-27"),  # just inside the grace before the stay
        dated(ends="2025-03-17"),  # just inside the grace after the stay
        dated("2025-01-31"),
        dated(ends="2024-09-10"),
        dated(completed="2024-09-10"),
        dated(completed="2025-03-17"),
        dated("2024-09-01", "2025-01-20", "2025-02-20"),
        dated(),
    ],
)
def test_results_of_the_stay_are_inside_the_period(result: HostResult) -> None:
    assert not outside_period(result, MOBILITY, GRACE)


@pytest.mark.parametrize(
    "result",
    [
        dated("2024-02-01", "2024-06-30"),  # the term before
        dated("2025-02-01", "2025-06-30"),  # the term after
        dated("2025-01-20", "2025-06-30"),  # the term after, begun during the stay
        dated("2024-02-01", "2024-09-20"),  # the term before, ended during the stay
        dated("2024-07-26"),
        dated("2025-02-01"),
        dated(ends="2024-09-09"),
        dated(ends="2025-03-18"),
        dated(completed="2024-09-09"),
        dated(completed="2025-03-18"),
        dated("2024-09-01", "2025-01-20", "2019-05-05"),
        dated("2025-01-20", "2024-09-01"),  # a term that ends before it starts
    ],
)
def test_results_of_other_times_are_outside_the_period(result: HostResult) -> None:
    assert outside_period(result, MOBILITY, GRACE)


def test_half_of_the_shorter_one_is_enough() -> None:
    # of 60 days 30 lie in the stay, of 59 days 29
    inside, outside = dated("2025-01-02", "2025-03-02"), dated("2025-01-03", "2025-03-02")

    assert not outside_period(inside, MOBILITY, GRACE)
    assert outside_period(outside, MOBILITY, GRACE)


def test_an_approved_extension_moves_the_end() -> None:
    extension = Extension(
        ends=date(2025, 6, 30), reason="thesis", approved_by="Head", approved_on=date(2025, 1, 9)
    )
    extended = make_mobility(extensions=(extension,))
    spring = dated("2025-02-01", "2025-06-20")

    assert outside_period(spring, make_mobility(), GRACE)
    assert not outside_period(spring, extended, GRACE)


@pytest.mark.parametrize("missing", ["reason", "approved_by"])
def test_an_extension_nobody_reasoned_or_approved_moves_nothing(missing: str) -> None:
    extension = Extension(
        ends=date(2025, 6, 30),
        reason="second semester",
        approved_by="Head of department",
        approved_on=date(2025, 1, 10),
    )
    extended = make_mobility(extensions=(replace(extension, **{missing: " "}),))

    assert outside_period(dated(completed="2025-06-20"), extended, GRACE)


@pytest.mark.parametrize(
    ("version", "approved", "reason_", "held_for"),
    [
        (2, "2024-09-07", "", []),
        (2, "2024-09-08", "", [HeldCode.AMENDMENT_LATE]),
        (2, "2024-09-08", "the course was cancelled", []),
        (1, "2024-09-08", "", []),
        (0, "2024-09-08", "", []),
    ],
)
def test_an_amendment_after_the_first_week_needs_its_reason(
    version: int, approved: str, reason_: str, held_for: list[HeldCode]
) -> None:
    agreement = make_agreement(
        version=version, approved_on=date.fromisoformat(approved), amendment_reason=reason_
    )
    week = make_rulebook(policies=Policies(amendment_days=7))

    assert codes(make_case(agreement=agreement), week) == held_for
    assert codes(make_case(agreement=agreement)) == []


def test_a_late_amendment_is_held_with_both_days() -> None:
    agreement = make_agreement(version=3, approved_on=date(2024, 10, 1))
    (why,) = reasons(
        make_case(agreement=agreement), make_rulebook(policies=Policies(amendment_days=7))
    )

    assert dict(why.facts) == {
        "mobility": "M-0001",
        "version": "3",
        "approved_on": "2024-10-01",
        "last_day": "2024-09-07",
    }


def test_the_reason_names_the_dates_of_both() -> None:
    case = make_case(dated("2025-02-01", "2025-06-20"))
    (why,) = reasons(case)

    assert dict(why.facts) == {
        "course": "FIN201",
        "term": "t",
        "from": "2025-02-01",
        "to": "2025-06-20",
        "starts": "2024-09-01",
        "ends": "2025-01-31",
    }


def test_the_reason_names_a_completion_where_there_is_no_term() -> None:
    (why,) = reasons(make_case(dated(completed="2025-06-20")))
    facts = dict(why.facts)

    assert (facts["from"], facts["to"]) == ("2025-06-20", "2025-06-20")


def test_a_completion_is_named_before_the_end_of_its_term() -> None:
    (why,) = reasons(make_case(dated("2024-09-01", "2025-01-20", "2025-06-20")))
    facts = dict(why.facts)

    assert (facts["from"], facts["to"]) == ("2024-09-01", "2025-06-20")


def test_the_grace_is_the_homes_choice() -> None:
    case = make_case(dated(completed="2025-02-10"))
    strict = make_rulebook(policies=Policies(period_grace_days=0))

    assert codes(case) == []
    assert codes(case, strict) == [HeldCode.OUTSIDE_PERIOD]


# -- agreements with hosts ------------------------------------------------------------------------


def window(starts: str, ends: str | None = None) -> AgreementWindow:
    last = None if ends is None else date.fromisoformat(ends)
    return AgreementWindow(valid_from=date.fromisoformat(starts), valid_to=last)


@pytest.mark.parametrize(
    ("windows", "day"),
    [
        ((window("2020-01-01"),), None),
        ((window("2020-01-01", "2025-01-31"),), None),
        ((window("2020-01-01", "2024-12-31"), window("2025-01-01")), None),
        ((window("2025-01-01"), window("2020-01-01", "2024-12-31")), None),
        ((window("2020-01-01", "2024-09-10"), window("2024-09-11")), None),
        ((window("2020-01-01", "2024-12-31"), window("2024-06-01", "2025-02-01")), None),
        ((), date(2024, 9, 10)),
        ((window("2024-09-11"),), date(2024, 9, 10)),
        ((window("2020-01-01", "2024-12-31"),), date(2025, 1, 1)),
        ((window("2020-01-01", "2024-12-31"), window("2025-01-02")), date(2025, 1, 1)),
        ((window("2020-01-01", "2023-12-31"),), date(2024, 9, 10)),
    ],
)
def test_the_first_day_without_an_agreement_is_found(
    windows: tuple[AgreementWindow, ...], day: date | None
) -> None:
    rules = make_host_rules(agreements=windows)

    assert first_uncovered_day(rules, MOBILITY.starts, MOBILITY.ends) == day


# -- components -----------------------------------------------------------------------------------


def test_a_component_is_for_its_level_and_programmes() -> None:
    component = make_component(level=Level.PHD, programmes=("8D04102", "8D04101"))
    facts = [
        dict(why.facts) for why in reasons(make_case(), make_rulebook(components=(component,)))
    ]

    assert [(fact["rule"], fact["asked"], fact["covered"]) for fact in facts] == [
        ("ECO2204", "6B04101", "8D04101, 8D04102"),
        ("ECO2204", "bachelor", "phd"),
    ]


def test_a_component_of_the_students_level_and_programme_is_no_reason() -> None:
    component = make_component(level=Level.BACHELOR, programmes=("6B04101",))

    assert codes(make_case(), make_rulebook(components=(component,))) == []


def test_a_component_not_yet_in_the_curriculum_is_held() -> None:
    component = make_component(valid_from=date(2025, 9, 1))
    (why,) = reasons(make_case(), make_rulebook(components=(component,)))

    assert dict(why.facts) == {
        "component": "ECO2204",
        "from": "2025-09-01",
        "to": "",
        "on": "2024-09-01",
    }


def test_a_curriculum_asks_nothing_of_a_result_without_any_date() -> None:
    component = make_component(valid_from=date(2020, 9, 1), valid_to=date(2021, 8, 31))
    case = make_case(dated(), mobility=None, agreement=None)

    assert codes(case, make_rulebook(components=(component,))) == [HeldCode.UNKNOWN_LEARNER]


def test_reasons_name_what_they_are_about() -> None:
    approved = make_rulebook(make_equivalence(approval=None))
    elsewhere = make_mobility(host=HeiId("other.edu"))
    vertical = make_mobility(form=MobilityForm.VERTICAL)
    ended = make_rulebook(components=(make_component(valid_to=date(2020, 8, 31)),))
    found = {
        why.code: dict(why.facts)
        for case, rulebook in (
            (make_case(), approved),
            (make_case(mobility=elsewhere), None),
            (make_case(mobility=vertical), None),
            (make_case(), ended),
        )
        for why in reasons(case, rulebook)
    }

    assert found == {
        HeldCode.EQUIVALENCE_NOT_APPROVED: {"rule": "FIN201 -> ECO2204"},
        HeldCode.IDENTITY_CONFLICT: {"by": "host", "mobilities": "M-0001"},
        HeldCode.VERTICAL_MOBILITY: {"mobility": "M-0001"},
        HeldCode.RETIRED_COMPONENT: {
            "component": "ECO2204",
            "from": "",
            "to": "2020-08-31",
            "on": "2024-09-01",
        },
    }


LEAVES_EARLY = AgreementWindow(valid_from=date(2020, 1, 1), valid_to=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("case", "rulebook", "code", "facts"),
    [
        (make_case(mobility=None), None, HeldCode.UNKNOWN_LEARNER, {"tried": ""}),
        (
            make_case(host=HeiId("new.edu")),
            None,
            HeldCode.HOST_UNKNOWN,
            {"host": "new.edu"},
        ),
        (
            make_case(),
            make_rulebook(hosts=(make_host_rules(suspended="accreditation lost"),)),
            HeldCode.HOST_SUSPENDED,
            {"host": HOST, "why": "accreditation lost"},
        ),
        (
            make_case(),
            make_rulebook(hosts=(make_host_rules(agreements=(LEAVES_EARLY,)),)),
            HeldCode.HOST_AGREEMENT_NOT_IN_FORCE,
            {"host": HOST, "day": "2025-01-01"},
        ),
        (
            make_case(mobility=make_mobility(form=MobilityForm.INDIVIDUAL, basis=" ")),
            None,
            HeldCode.INDIVIDUAL_WITHOUT_BASIS,
            {"mobility": "M-0001"},
        ),
        (make_case(agreement=None), None, HeldCode.NO_AGREEMENT, {"mobility": "M-0001"}),
        (
            make_case(agreement=make_agreement(version=4, approved_on=None)),
            None,
            HeldCode.AGREEMENT_NOT_APPROVED,
            {"mobility": "M-0001", "version": "4"},
        ),
        (
            make_case(agreement=make_agreement("FIN-201")),
            None,
            HeldCode.OUTSIDE_AGREEMENT,
            {"course": "FIN201", "near": "FIN-201"},
        ),
    ],
)
def test_reasons_of_a_case_name_what_they_are_about(
    case: RecognitionCase, rulebook: Rulebook | None, code: HeldCode, facts: dict[str, str]
) -> None:
    found = [dict(why.facts) for why in reasons(case, rulebook) if why.code is code]

    assert found == [facts]


def test_an_unknown_component_names_its_near_miss() -> None:
    rulebook = make_rulebook(make_equivalence(components="ECO-2204"))
    (outside, unknown) = reasons(make_case(), rulebook)

    assert dict(outside.facts) == {"component": "ECO-2204", "near": "ECO2204"}
    assert dict(unknown.facts) == {"component": "ECO-2204", "near": "ECO2204"}


# -- blocks of the agreement ----------------------------------------------------------------------


def blocks(courses: str, components: str) -> LearningAgreement:
    return make_agreement(courses, components)


BOTH = (make_result("FIN201", ects="3"), make_result("FIN202", ects="3"))
BLOCK_RULE = make_rulebook(make_equivalence("FIN201+FIN202"))


@pytest.mark.parametrize(
    ("courses", "components"),
    [
        ("FIN201@a+FIN202@a", "ECO2204@a"),
        ("FIN201@a+FIN202@a+LAW1@b", "ECO2204@a+MAN1101@b"),
        ("FIN201+FIN202", "ECO2204"),
        ("FIN201@a+FIN202@a", "ECO2204"),  # the block fixes its host side only
        ("FIN201+FIN202", "ECO2204@a"),
    ],
)
def test_a_mapping_that_keeps_the_agreed_blocks_is_fine(courses: str, components: str) -> None:
    assert codes(make_case(*BOTH, agreement=blocks(courses, components)), BLOCK_RULE) == []


@pytest.mark.parametrize(
    ("courses", "components", "agreed"),
    [
        ("FIN201@a+FIN202@b", "ECO2204@a+MAN1101@b", "FIN201 -> ECO2204; FIN202 -> MAN1101"),
        ("FIN201@a+FIN202", "ECO2204@a", "FIN201 -> ECO2204"),
        ("FIN201@a+FIN202@a", "ECO2204@a+MAN1101@a", "FIN201 + FIN202 -> ECO2204 + MAN1101"),
    ],
)
def test_a_mapping_across_the_agreed_blocks_is_held(
    courses: str, components: str, agreed: str
) -> None:
    (why,) = reasons(make_case(*BOTH, agreement=blocks(courses, components)), BLOCK_RULE)

    assert why.code is HeldCode.AGREEMENT_BLOCK_DIFFERS
    assert dict(why.facts) == {"agreed": agreed, "mapped": "FIN201 + FIN202 -> ECO2204"}


def test_a_course_outside_table_a_crosses_the_block_of_its_component() -> None:
    found = {
        why.code: dict(why.facts)
        for why in reasons(make_case(agreement=blocks("LAW1@a", "ECO2204@a")))
    }

    assert found[HeldCode.AGREEMENT_BLOCK_DIFFERS] == {
        "agreed": "LAW1 -> ECO2204",
        "mapped": "FIN201 -> ECO2204",
    }


def test_a_block_that_is_not_complete_is_not_compared_yet() -> None:
    case = make_case(BOTH[0], agreement=blocks("FIN201@a+FIN202@a", "ECO2204@a"))

    assert codes(case, BLOCK_RULE) == [HeldCode.INCOMPLETE_BLOCK]


def test_a_component_outside_table_b_is_named_beside_the_block_it_leaves() -> None:
    rulebook = make_rulebook(make_equivalence(components="MAN1101"))
    found = {
        why.code: dict(why.facts)
        for why in reasons(make_case(agreement=blocks("FIN201@a", "ECO2204@a")), rulebook)
    }

    assert set(found) == {
        HeldCode.COMPONENT_OUTSIDE_AGREEMENT,
        HeldCode.AGREEMENT_BLOCK_DIFFERS,
    }
    assert found[HeldCode.AGREEMENT_BLOCK_DIFFERS]["mapped"] == "FIN201 -> MAN1101"


def test_an_elective_in_table_b_belongs_to_its_block() -> None:
    rulebook = make_rulebook(make_equivalence(components="~FREE"))
    fine = make_case(agreement=blocks("FIN201@a", "FREE@a"))
    cut = make_case(agreement=blocks("FIN201@b", "FREE@a"))

    assert codes(fine, rulebook) == []
    assert codes(cut, rulebook) == [HeldCode.AGREEMENT_BLOCK_DIFFERS]


def test_blocks_are_compared_by_the_rows_the_courses_were_agreed_in() -> None:
    result = make_result(los_id="los-7")
    case = make_case(result, agreement=blocks("LOS-7@a", "ECO2204@a"))

    assert codes(case) == []


ELECTIVE = make_equivalence(components="~FREE", place="m.yaml:1")


def test_an_elective_takes_no_course_from_the_component_it_was_agreed_for() -> None:
    (why,) = reasons(make_case(), make_rulebook(ELECTIVE))

    assert why.code is HeldCode.AGREEMENT_BLOCK_DIFFERS
    assert dict(why.facts) == {"agreed": "FIN201 -> ECO2204", "mapped": "FIN201 -> FREE"}


@pytest.mark.parametrize(
    ("courses", "components", "rules", "agreed"),
    [
        # another course of Table A gives what Table B promises
        ("FIN201+LAW1", "ECO2204", (make_equivalence("LAW1"),), ""),
        ("FIN201+LAW1", "ECO2204+MAN1101", (make_equivalence("LAW1"),), "FIN201 -> MAN1101"),
        # nobody knows yet what the other course becomes for this student
        ("FIN201+LAW1", "ECO2204", (), ""),
        ("FIN201+LAW1", "ECO2204", (make_equivalence("LAW1", levels=(Level.PHD,)),), ""),
        ("FIN201+LAW1", "ECO2204", (make_equivalence("LAW1", valid_to=date(2020, 1, 1)),), ""),
        (
            "FIN201+LAW1",
            "ECO2204+MAN1101",
            (make_equivalence("LAW1", valid_to=date(2020, 1, 1)),),
            "",
        ),
        ("FIN201@a+LAW1", "ECO2204", (make_equivalence("LAW1", "MAN1101"),), ""),
        # rows of blocks are no part of the bags
        ("FIN201+LAW1@a", "ECO2204@a", (), ""),
        ("FIN201+LAW1@a", "ECO2204", (make_equivalence("LAW1"),), "FIN201 -> ECO2204"),
        ("FIN201", "", (), ""),
    ],
)
def test_an_elective_is_fine_where_table_b_is_given_by_other_courses(
    courses: str, components: str, rules: tuple[Equivalence, ...], agreed: str
) -> None:
    case = make_case(agreement=blocks(courses, components))
    found = [dict(why.facts)["agreed"] for why in reasons(case, make_rulebook(ELECTIVE, *rules))]

    assert found == ([agreed] if agreed else [])


def test_an_elective_outside_table_a_breaks_no_promise() -> None:
    case = make_case(agreement=blocks("LAW1", "ECO2204"))

    assert codes(case, make_rulebook(ELECTIVE)) == [HeldCode.OUTSIDE_AGREEMENT]


def test_a_course_agreed_under_its_catalogue_id_gives_what_table_b_promises() -> None:
    results = (make_result(), make_result("LAW1", los_id="los-7"))
    case = make_case(*results, agreement=blocks("FIN201+LOS-7", "ECO2204"))

    assert codes(case, make_rulebook(ELECTIVE, make_equivalence("LAW1"))) == []


# -- age ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("taken", "months"),
    [("2022-08-20", None), ("2022-08-19", None), ("2022-07-20", "25"), ("2022-07-21", None)],
)
def test_age_counts_full_months_up_to_the_day_of_the_agreement(
    taken: str, months: str | None
) -> None:
    case = make_case(dated(taken))
    rulebook = make_rulebook(make_equivalence(maximum_age_months=24))
    found = {why.code: dict(why.facts) for why in reasons(case, rulebook)}

    assert found.get(HeldCode.TOO_OLD, {}).get("months") == months


def test_every_course_of_a_rule_has_its_age() -> None:
    results = (
        replace(dated(), code=CourseCode("FIN201")),
        replace(dated("2020-09-01"), code=CourseCode("FIN202")),
    )
    rule = make_equivalence("FIN201+FIN202", maximum_age_months=12)
    case = make_case(*results, agreement=make_agreement("FIN201+FIN202"))
    found = [why for why in reasons(case, make_rulebook(rule)) if why.code is HeldCode.TOO_OLD]

    assert [dict(why.facts) for why in found] == [
        {"course": "FIN202", "months": "47", "maximum": "12"}
    ]


def test_without_an_agreement_age_counts_up_to_the_mobility() -> None:
    case = make_case(dated("2020-09-01"), agreement=None)
    rulebook = make_rulebook(make_equivalence(maximum_age_months=47))

    assert HeldCode.TOO_OLD in codes(case, rulebook)


@pytest.mark.parametrize(
    "case",
    [
        make_case(dated()),
        make_case(dated("1999-09-01"), mobility=None, agreement=None),
    ],
)
def test_age_that_cannot_be_told_is_no_reason(case: RecognitionCase) -> None:
    rulebook = make_rulebook(make_equivalence(maximum_age_months=1))

    assert HeldCode.TOO_OLD not in codes(case, rulebook)


def test_an_additional_subject_needs_no_row_in_table_b() -> None:
    rule = make_equivalence(components="EXTRA1")
    target = rule.targets[0]
    additional = make_equivalence(
        targets=(type(target)(code=target.code, kind=TargetKind.ADDITIONAL),)
    )
    case = make_case(agreement=make_agreement("FIN201", "", mobility_id=MobilityId("M-0001")))

    assert codes(case, make_rulebook(additional)) == []


def test_a_result_another_institution_issued_is_held() -> None:
    doubt = Problem(code="other-issuer", message="issued by another institution")

    (decision,) = recognise(make_case(make_result(warnings=(doubt,))), make_rulebook())

    assert isinstance(decision, Held)
    assert [(each.code, dict(each.facts)) for each in decision.reasons] == [
        (HeldCode.DOCUMENT_DOUBT, {"course": "FIN201", "finding": "other-issuer"})
    ]
