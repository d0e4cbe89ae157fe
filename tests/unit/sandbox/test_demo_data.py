import json
from importlib.resources import files
from pathlib import Path

from config.load import load_configuration
from connectors.registry import ConnectorRegistry
from mapping.held import HeldCode
from mapping.identity import is_iin
from mapping.problems import errors_of
from sandbox.courses import HOME_COURSES
from sandbox.demo import (
    LATER_STORY,
    NOT_SHOWN,
    STORY,
    agreements_bytes,
    write_agreements,
)
from sandbox.home import HOME_STORY, home_seed
from sandbox.people import PEOPLE, STRANGER
from sandbox.stays_all import STAYS
from sync.app import connector_settings
from sync.import_agreements import read_agreements


def test_every_reason_for_holding_is_shown_or_said_to_be_unshowable() -> None:
    told = [*STORY, *HOME_STORY, *LATER_STORY, *NOT_SHOWN]
    assert sorted(told) == sorted(set(told))
    assert set(told) == {code.value for code in HeldCode}


def test_a_few_dozen_students_stay_at_three_hosts() -> None:
    assert len({stay.person.number for stay in STAYS}) == len(PEOPLE) >= 36
    assert len({stay.host for stay in STAYS}) == 3
    assert STRANGER.number not in PEOPLE


def test_national_ids_have_a_valid_check_digit_and_can_belong_to_nobody() -> None:
    for person in PEOPLE.values():
        assert is_iin(person.national_id)
        assert person.national_id[6] == "9"  # issued are 1 to 6: century and sex
    assert len({person.national_id for person in PEOPLE.values()}) == len(PEOPLE)


def test_agreements_are_imported_without_a_problem(tmp_path: Path) -> None:
    file = read_agreements(write_agreements(tmp_path / "agreements.csv"))
    assert errors_of(file.problems) == ()
    assert {mobility.mobility_id for mobility in file.mobilities} == {
        stay.mobility_id for stay in STAYS
    }
    assert len(file.agreements) == sum(bool(stay.agreed) for stay in STAYS)


def test_agreements_are_the_same_bytes_every_time() -> None:
    assert agreements_bytes() == agreements_bytes()


def test_home_courses_are_those_of_the_example_curriculum() -> None:
    configuration = load_configuration(
        Path(str(files("config") / "example")),
        connector_settings=connector_settings(ConnectorRegistry()),
    )
    curriculum = configuration.rulebook.component_index
    fixed_by_a_rule = {
        target.code: target.credits
        for rules in configuration.rulebook.hosts
        for rule in rules.equivalences
        for target in rule.targets
        if target.credits is not None
    }
    for code, course in HOME_COURSES.items():
        if code in curriculum and code not in fixed_by_a_rule:
            assert str(curriculum[code].credits.normalize()) == course.credits, code


def test_home_seed_is_plain_json_and_refers_to_what_it_holds() -> None:
    seed = json.loads(json.dumps(home_seed(), ensure_ascii=False))
    users = {user["idnumber"] for user in seed["users"]}
    courses = {course["idnumber"] for course in seed["courses"]}
    for entry in (*seed["enrolments"], *seed["locked_grades"], *seed["teacher_grades"]):
        assert entry["user"] in users
        assert entry["course"] in courses
    assert set(seed["locked"]) <= courses
    assert set(seed["suspended"]) <= users
    enrolled = {(entry["user"], entry["course"]) for entry in seed["enrolments"]}
    for graded in (*seed["locked_grades"], *seed["teacher_grades"]):
        assert (graded["user"], graded["course"]) in enrolled
