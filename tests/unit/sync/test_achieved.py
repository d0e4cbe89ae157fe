"""Agreed and achieved, from the store: worked examples of one stay, of years and of a selection."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import config
from mapping.achievement import Achievement, OutcomeCategory
from mapping.agreements import Extension, LearningAgreement, Mobility
from mapping.equivalences import TargetKind
from mapping.identifiers import MobilityId, StudentId
from mapping.lifecycle import decision_content
from mapping.problems import UtqyrError
from mapping.recognition import recognise
from mapping.records import AcademicTerm, HostResult
from mapping.rulebook import Policies
from mapping.terms import ResultStatus
from sync.achieved import AchievedReport, CategorySum, MobilityAccount, academic_year, achieved
from sync.audit.entry import AuditAction, AuditDraft
from sync.cli import app
from sync.cli_achieved import achieved_facts
from sync.messages import LANGUAGES, Messages
from sync.store.decisions import (
    REFUSED,
    NewDecision,
    record_cases,
    record_decisions,
    settle_held,
    supersede,
)
from sync.store.engine import create_store_engine
from sync.store.migrate import migrate
from sync.store.outbox import DeliveryState, Wanted, want
from sync.store.people import record_agreements, record_mobilities
from sync.store.unit_of_work import Store
from tests.builders import (
    AUTUMN,
    HOST,
    SPRING,
    make_agreement,
    make_case,
    make_component,
    make_credit,
    make_equivalence,
    make_mobility,
    make_result,
    make_rulebook,
    make_target,
)

TODAY = date(2026, 9, 1)
ALL_COURSES = "+".join(f"C{number}" for number in range(1, 13))
RULES = make_rulebook(
    *(make_equivalence(f"C{number}", f"H{number}") for number in range(1, 11)),
    make_equivalence("C11", "~FREE"),
    make_equivalence("C12", targets=(make_target("MORE", kind=TargetKind.ADDITIONAL),)),
    components=tuple(make_component(f"H{number}") for number in range(1, 11)),
)
AGREEMENT = make_agreement(f"{ALL_COURSES}+C99", "H1:6+H2:6+H3:6+H4:5")
ALL_AGREED = make_agreement(ALL_COURSES, "+".join(f"H{number}" for number in range(1, 11)))


def keep_stay(
    store: Store,
    *results: HostResult,
    mobility: Mobility | None = None,
    agreement: LearningAgreement | None = AGREEMENT,
) -> dict[str, int]:
    """Keep a stay with its agreement and what is decided; return decision numbers by course."""
    stay = mobility or make_mobility()
    agreed = agreement and replace(agreement, mobility_id=stay.mobility_id)
    case = make_case(*results, mobility=stay, agreement=agreed)
    decisions = recognise(case, RULES) if results else ()
    with store.write(actor="system") as unit:
        record_mobilities(unit, [stay], [])
        record_agreements(unit, [agreed] if agreed else [], [])
        (digest,) = record_cases(unit, [case])
        new = [
            NewDecision(
                host=stay.host,
                subject=stay.mobility_id,
                student_id=stay.student_id,
                decision=decision,
                fingerprint=decision_content(decision),
                case_digest=digest,
                revision=RULES.revision,
                agreement_version=None if agreed is None else agreed.version,
            )
            for decision in decisions
        ]
        numbers = record_decisions(unit, new, [])
    courses = (decision.results[0].partition("|")[0] for decision in decisions)
    return dict(zip(courses, numbers, strict=True))


def passed(*numbers: int, term: AcademicTerm = AUTUMN, ects: str = "6") -> list[HostResult]:
    return [
        make_result(f"C{number}", term=term, credits=(make_credit(ects),)) for number in numbers
    ]


def report_of(store: Store, *, today: date = TODAY, **selection: Any) -> AchievedReport:
    with store.read() as connection:
        return achieved(connection, policies=Policies(), today=today, **selection)


def only(store: Store, *, today: date = TODAY) -> MobilityAccount:
    (account,) = report_of(store, today=today).mobilities
    return account


def became(account: MobilityAccount) -> dict[str, tuple[Achievement, OutcomeCategory | None]]:
    return {row.component: (row.achievement, row.category) for row in account.rows}


def years_of(report: AchievedReport) -> list[tuple[str, str, Decimal, Decimal]]:
    return [(year.student_id, year.name, year.credits, year.over) for year in report.years]


# --- one stay ----------------------------------------------------------------------------------

MIXED = (
    make_result("C1"),
    make_result("C2", "2", status=ResultStatus.FAILED),
    make_result("C3", status=ResultStatus.UNKNOWN),
    make_result("C11", credits=(make_credit("4"),)),
    make_result("C12", "zal", credits=(make_credit("2"),)),
    make_result("C99"),
)


def test_every_component_has_what_became_of_it_and_its_category(store: Store) -> None:
    keep_stay(store, *MIXED)

    assert became(only(store)) == {
        "H1": (Achievement.RECOGNISED, OutcomeCategory.HOME_COURSE),
        "H2": (Achievement.FAILED, OutcomeCategory.ACADEMIC_DIFFERENCE),
        "H3": (Achievement.HELD, None),
        "H4": (Achievement.MISSING, OutcomeCategory.ACADEMIC_DIFFERENCE),
        "FREE": (Achievement.RECOGNISED, OutcomeCategory.FREE_ELECTIVE),
        "MORE": (Achievement.RECOGNISED, OutcomeCategory.ADDITIONAL_SUBJECT),
    }


def test_components_outside_the_agreement_say_so(store: Store) -> None:
    keep_stay(store, *MIXED)

    assert [row.component for row in only(store).rows if not row.agreed] == ["FREE", "MORE"]


def test_categories_are_summed_with_their_credits(store: Store) -> None:
    keep_stay(store, *MIXED)

    assert only(store).categories == (
        CategorySum(category=OutcomeCategory.HOME_COURSE, components=1, credits=Decimal(6)),
        CategorySum(category=OutcomeCategory.FREE_ELECTIVE, components=1, credits=Decimal(4)),
        CategorySum(category=OutcomeCategory.ADDITIONAL_SUBJECT, components=1, credits=Decimal(2)),
        CategorySum(
            category=OutcomeCategory.ACADEMIC_DIFFERENCE, components=2, credits=Decimal(11)
        ),
    )


def test_credits_agreed_and_recognised_stand_side_by_side(store: Store) -> None:
    keep_stay(store, *MIXED)
    account = only(store)

    assert (account.agreed_credits, account.recognised_credits) == (Decimal(23), Decimal(12))


def test_rows_name_the_decision_to_ask_about(store: Store) -> None:
    numbers = keep_stay(store, *MIXED)

    assert {row.component: row.reference for row in only(store).rows} == {
        "H1": f"D{numbers['C1']}",
        "H2": f"D{numbers['C2']}",
        "H3": f"D{numbers['C3']}",
        "H4": "",
        "FREE": f"D{numbers['C11']}",
        "MORE": f"D{numbers['C12']}",
    }


def test_held_results_of_no_agreed_component_are_named(store: Store) -> None:
    numbers = keep_stay(store, *MIXED)

    assert only(store).waiting == (f"D{numbers['C99']}",)


def test_rows_tell_how_far_a_mark_got(store: Store) -> None:
    numbers = keep_stay(store, *passed(1))
    with store.write(actor="system") as unit:
        wish = Wanted(
            student_id=make_mobility().student_id,
            component=make_component("H1").code,
            decision_id=numbers["C1"],
            percent=Decimal(80),
            fingerprint="1:80",
        )
        want(unit, [wish])

    states = {row.component: row.gradebook for row in only(store).rows}
    assert (states["H1"], states["H4"]) == (DeliveryState.PENDING, None)


def settle(store: Store, number: int, state: str = REFUSED) -> None:
    entry = AuditDraft(action=AuditAction.HELD_REFUSED, subject=f"D{number}", detail={})
    with store.write(actor="coordinator") as unit:
        settle_held(unit, number, state=state, entry=entry)


def test_what_a_person_refused_is_missing_and_owed(store: Store) -> None:
    numbers = keep_stay(store, *MIXED)
    settle(store, numbers["C3"])
    account = only(store)

    assert became(account)["H3"] == (Achievement.MISSING, OutcomeCategory.ACADEMIC_DIFFERENCE)
    assert account.refused == (f"D{numbers['C3']}",)


def test_a_refused_fail_stays_a_fail(store: Store) -> None:
    numbers = keep_stay(store, *MIXED)
    settle(store, numbers["C2"])

    assert became(only(store))["H2"] == (Achievement.FAILED, OutcomeCategory.ACADEMIC_DIFFERENCE)


def test_what_was_refused_waits_no_more(store: Store) -> None:
    numbers = keep_stay(store, *MIXED)
    settle(store, numbers["C99"])

    assert only(store).waiting == ()


def test_superseded_decisions_count_for_nothing(store: Store) -> None:
    numbers = keep_stay(store, *passed(1, 2))
    with store.write(actor="system") as unit:
        supersede(unit, [numbers["C1"]], [])
    report = report_of(store)

    assert became(report.mobilities[0])["H1"][0] is Achievement.MISSING
    assert (report.share.marks, report.years[0].credits) == (1, Decimal(6))


def test_nothing_is_owed_before_anything_arrived(store: Store) -> None:
    keep_stay(store)
    account = only(store)

    assert account.expecting
    assert set(became(account).values()) == {(Achievement.MISSING, None)}
    assert [total.components for total in account.categories] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("today", "expecting"), [(date(2025, 2, 28), True), (date(2025, 3, 1), False)]
)
def test_what_is_missing_is_owed_once_the_extended_stay_is_over(
    store: Store, today: date, expecting: bool
) -> None:
    extension = Extension(
        ends=date(2025, 2, 28),
        reason="examination session",
        approved_by="Head of department",
        approved_on=date(2025, 1, 10),
    )
    keep_stay(store, *passed(1), mobility=make_mobility(extensions=(extension,)))
    account = only(store, today=today)
    owed = None if expecting else OutcomeCategory.ACADEMIC_DIFFERENCE

    assert account.expecting is expecting
    assert became(account)["H4"] == (Achievement.MISSING, owed)


def test_a_fail_is_owed_before_the_stay_is_over(store: Store) -> None:
    keep_stay(store, *MIXED)
    account = only(store, today=date(2025, 1, 1))

    assert became(account)["H2"] == (Achievement.FAILED, OutcomeCategory.ACADEMIC_DIFFERENCE)


def test_a_stay_without_an_agreement_has_nothing_agreed(store: Store) -> None:
    keep_stay(store, agreement=None)
    account = only(store)

    assert (account.agreement, account.rows, account.agreed_credits) == (None, (), Decimal(0))


# --- averages ----------------------------------------------------------------------------------


def test_average_weighs_points_by_credits_and_leaves_passes_without_points_out(
    store: Store,
) -> None:
    # 4 -> ECTS C -> B, 3.0; 3 -> ECTS E -> D, 1.0: (6 x 3.0 + 6 x 1.0) / 12; zal has no points
    keep_stay(store, make_result("C1", "4"), make_result("C2", "3"), make_result("C12", "zal"))
    average = only(store).average

    assert (average.exact, average.counted_credits) == (Fraction(2), Fraction(12))


@pytest.mark.parametrize("counts", [True, False])
def test_report_tells_whether_the_home_counts_mobility_in_its_average(
    store: Store, counts: bool
) -> None:
    keep_stay(store, *passed(1))
    with store.read() as connection:
        policies = Policies(mobility_counts_in_gpa=counts)
        report = achieved(connection, policies=policies, today=TODAY)

    assert report.counts_at_home is counts


# --- years -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2024, 8, 31), 2023), (date(2024, 9, 1), 2024), (date(2025, 8, 31), 2024)],
)
def test_academic_year_begins_in_september(day: date, year: int) -> None:
    assert academic_year(day) == year


def two_stays(store: Store, *, autumn: Sequence[HostResult], spring: Sequence[HostResult]) -> None:
    keep_stay(store, *autumn)
    later = make_mobility("M-0002", starts=date(2025, 2, 1), ends=date(2025, 6, 30))
    keep_stay(store, *spring, mobility=later)


def test_both_semesters_of_a_year_are_summed_over_a_students_stays(store: Store) -> None:
    two_stays(store, autumn=passed(1, 2), spring=passed(3, term=SPRING))

    assert years_of(report_of(store)) == [("00123", "2024/25", Decimal(18), Decimal(0))]


def test_a_year_counts_stays_outside_the_selection(store: Store) -> None:
    two_stays(store, autumn=passed(1, 2), spring=passed(3, term=SPRING))
    report = report_of(store, named="M-0002")

    assert [account.mobility.mobility_id for account in report.mobilities] == ["M-0002"]
    assert years_of(report) == [("00123", "2024/25", Decimal(18), Decimal(0))]


@pytest.mark.parametrize(("courses", "over"), [(range(1, 11), "0"), (range(1, 12), "6")])
def test_what_exceeds_sixty_credits_of_a_year_is_told(
    store: Store, courses: Sequence[int], over: str
) -> None:
    keep_stay(store, *passed(*courses), agreement=ALL_AGREED)

    assert report_of(store).years[0].over == Decimal(over)


def test_failed_and_held_results_give_a_year_no_credits(store: Store) -> None:
    keep_stay(store, *MIXED)

    assert report_of(store).years[0].credits == Decimal(12)


AUGUST = date(2024, 8, 19)
LONG_STAY = make_mobility(starts=date(2024, 2, 1), ends=date(2025, 6, 30))


@pytest.mark.parametrize(
    ("term", "completed_on", "year"),
    [
        pytest.param(AcademicTerm(starts=AUGUST, ends=date(2024, 12, 20)), None, 2024, id="term"),
        pytest.param(AcademicTerm(starts=AUGUST), None, 2024, id="beginning only"),
        pytest.param(AcademicTerm(), date(2024, 6, 14), 2023, id="completion only"),
        pytest.param(AcademicTerm(starts=AUGUST), date(2025, 1, 15), 2024, id="completion"),
        pytest.param(AcademicTerm(label="autumn"), None, 2024, id="middle of the stay"),
    ],
)
def test_year_of_a_result_is_found_from_the_dates_it_bears(
    store: Store, term: AcademicTerm, completed_on: date | None, year: int
) -> None:
    result = make_result("C1", term=term, completed_on=completed_on)
    keep_stay(store, result, mobility=LONG_STAY)

    assert [found.year for found in report_of(store).years] == [year]


def test_each_student_has_years_of_their_own(store: Store) -> None:
    keep_stay(store, *passed(1))
    other = make_mobility("M-0009", student_id=StudentId("00999"))
    keep_stay(store, *passed(1, 2), mobility=other)

    assert years_of(report_of(store)) == [
        ("00123", "2024/25", Decimal(6), Decimal(0)),
        ("00999", "2024/25", Decimal(12), Decimal(0)),
    ]


# --- the share of A and A- ---------------------------------------------------------------------


@pytest.mark.parametrize(("others", "percent", "within"), [(4, "20.0", False), (5, "16.7", True)])
def test_share_of_best_marks_is_below_a_fifth_or_it_is_not(
    store: Store, others: int, percent: str, within: bool
) -> None:
    results = (make_result("C1", "5"), *passed(*range(2, 2 + others)))
    keep_stay(store, *results, agreement=ALL_AGREED)
    share = report_of(store).share

    assert (share.top, str(share.percent), share.within_limit) == (1, percent, within)


def test_passes_without_a_percentage_are_no_marks(store: Store) -> None:
    keep_stay(store, make_result("C1", "5"), make_result("C12", "zal"))

    assert report_of(store).share.marks == 1


def test_share_is_of_the_selection_alone(store: Store) -> None:
    keep_stay(store, make_result("C1", "5"))
    keep_stay(store, *passed(1), mobility=make_mobility("M-0009", student_id=StudentId("00999")))

    assert report_of(store, named="00999").share.top == 0
    assert report_of(store).share.top == 1


# --- the selection -----------------------------------------------------------------------------


def test_student_and_mobility_numbers_both_select(store: Store) -> None:
    two_stays(store, autumn=passed(1), spring=passed(3, term=SPRING))

    assert len(report_of(store, named="00123").mobilities) == 2
    assert len(report_of(store, named=MobilityId("M-0001")).mobilities) == 1


def test_a_host_selects_its_stays(store: Store) -> None:
    keep_stay(store, *passed(1))

    assert len(report_of(store, host=HOST).mobilities) == 1
    assert report_of(store, host="elsewhere.edu").mobilities == ()


def test_an_unknown_number_is_refused_with_what_to_give(store: Store) -> None:
    keep_stay(store)

    with pytest.raises(UtqyrError, match="no student and no mobility 'M-7'") as refused:
        report_of(store, named="M-7")
    assert "learning agreements" in refused.value.hint


def test_an_empty_store_gives_an_empty_report(store: Store) -> None:
    report = report_of(store)

    assert (report.mobilities, report.years, report.share.percent) == ((), (), None)


# --- what is shown -----------------------------------------------------------------------------


def test_plain_values_are_json_with_exact_numbers(store: Store) -> None:
    numbers = keep_stay(store, *MIXED)
    facts = json.loads(json.dumps(achieved_facts(report_of(store))))

    (account,) = facts["mobilities"]
    assert account["components"][0] == {
        "component": "H1",
        "title": "",
        "agreed": True,
        "achievement": "recognised",
        "category": "home-course",
        "agreed_credits": "6",
        "credits": "6",
        "letter": "B",
        "points": "3",
        "percent": "80",
        "gradebook": None,
        "reference": f"D{numbers['C1']}",
    }
    assert account["categories"]["academic-difference"] == {"components": 2, "credits": "11"}
    assert (account["average"], account["average_credits"]) == ("3.00", "10")
    assert facts["years"] == [
        {"student": "00123", "year": "2024/25", "credits": "12", "limit": "60", "over": "0"}
    ]
    assert facts["top_share"] == {"top": 0, "marks": 2, "percent": "0", "within_limit": True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_shown_is_translated(language: str) -> None:
    messages = Messages(language)
    words = [messages.word(word.value, "achievement") for word in Achievement]
    words += [messages.word(word.value, "category") for word in OutcomeCategory]

    assert {word.value for word in (*Achievement, *OutcomeCategory)}.isdisjoint(words) or (
        language == "en"
    )
    assert not any("-" in word for word in words)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example configuration with a store of its own."""
    monkeypatch.setenv("UTQYR_HOME_TOKEN", "set by the test")
    monkeypatch.setenv("COLUMNS", "200")
    return Path(shutil.copytree(Path(config.__file__).parent / "example", tmp_path / "config"))


@pytest.fixture
def shown(directory: Path, store: Store) -> Store:
    """The store that configuration names, with one stay in it."""
    (directory / "state").mkdir()
    engine = create_store_engine(f"sqlite:///{directory / 'state' / 'utqyr.sqlite'}")
    migrate(engine)
    made = Store(engine, store._clock)
    keep_stay(made, *MIXED)
    engine.dispose()
    return made


def invoke(directory: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["achieved", "--config", str(directory), *arguments])


@pytest.mark.usefixtures("shown")
def test_command_shows_each_row_and_what_is_summed(directory: Path) -> None:
    result = invoke(directory)

    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "M-0001 · student 00123 · kozminski.edu.pl · 2024-09-01 to 2025-01-31"
    assert any(line.startswith("H1 recognised home course 6 6 B 80") for line in lines)
    assert any(line.startswith("H4 missing academic difference 5") for line in lines)
    assert any(line.startswith("MORE recognised, not agreed additional subject") for line in lines)
    assert "Credits: 12 recognised, 23 agreed." in lines
    assert "Average 3.00 over 10 credits; it enters the home average." in lines
    assert "00123, 2024/25: 12 credits by mobility; a year has 60." in lines


@pytest.mark.usefixtures("shown")
def test_command_gives_a_program_json(directory: Path) -> None:
    facts = json.loads(invoke(directory, "M-0001", "--json").stdout)

    assert [account["mobility"] for account in facts["mobilities"]] == ["M-0001"]


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("language", LANGUAGES)
def test_command_speaks_every_language_without_a_gap(directory: Path, language: str) -> None:
    result = invoke(directory, "--language", language)

    assert result.exit_code == 0, result.output
    assert "achieved-" not in result.stdout
    assert "head-" not in result.stdout


def test_command_says_how_to_begin_where_nothing_is_known(directory: Path) -> None:
    assert "utqyr import agreements FILE" in invoke(directory).stdout
