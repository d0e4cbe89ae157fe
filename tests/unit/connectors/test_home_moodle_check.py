from collections.abc import Iterator

import pytest

from connectors.errors import HomeUnavailable
from connectors.home.moodle_check import NEEDED_FUNCTIONS
from mapping.problems import Severity
from sandbox.moodle_faults import Closure
from sandbox.moodle_site import SERVICE_CAPABILITIES
from tests.contract.moodle_worlds import HERE, UPDATE, SandboxWorld, sandbox_world


@pytest.fixture
def world() -> Iterator[SandboxWorld]:
    with sandbox_world(check_student="KB00001", check_component=HERE) as world:
        yield world


def codes(world: SandboxWorld) -> list[str]:
    problems = world.home.check()
    assert all(problem.hint and problem.place for problem in problems)
    return [problem.code for problem in problems]


def without(world: SandboxWorld, capability: str) -> list[str]:
    world.moodle.allow(world.moodle.token, SERVICE_CAPABILITIES - {capability}, user_id=1000)
    return codes(world)


def test_a_token_with_every_right_has_no_problem(world: SandboxWorld) -> None:
    assert codes(world) == []
    assert world.moodle.count(UPDATE) == 0


@pytest.mark.parametrize(
    ("capability", "found"),
    [
        ("webservice/rest:use", ["home-refused"]),
        ("moodle/user:viewdetails", ["home-sees-nobody", "home-refused"]),
        ("moodle/site:viewuseridentity", ["home-sees-no-id-numbers", "home-refused"]),
        ("moodle/course:view", ["home-refused"]),
        ("moodle/course:enrolreview", ["home-refused"]),
        ("gradereport/user:view", ["home-refused"]),
        ("moodle/grade:viewall", ["home-refused"]),
        ("mod/assign:view", ["home-no-grade-item"]),
    ],
)
def test_each_missing_right_is_found_without_writing(
    world: SandboxWorld, capability: str, found: list[str]
) -> None:
    assert without(world, capability) == found


def test_every_missing_function_is_told_at_once(world: SandboxWorld) -> None:
    world.moodle.allow(
        world.moodle.token,
        SERVICE_CAPABILITIES,
        functions=("core_webservice_get_site_info",),
        user_id=1000,
    )
    assert codes(world) == ["home-function-missing"] * (len(NEEDED_FUNCTIONS) - 1)


def test_a_wrong_token_is_a_problem_and_no_traceback(world: SandboxWorld) -> None:
    world.moodle.tokens.clear()
    (problem,) = world.home.check()
    assert problem.code == "home-refused"
    assert "invalidtoken" in problem.message


def test_web_services_switched_off_are_told(world: SandboxWorld) -> None:
    world.moodle.faults.closure = Closure.NO_WEB_SERVICES
    (problem,) = world.home.check()
    assert "web services" in problem.hint


@pytest.mark.parametrize("closure", [Closure.MAINTENANCE_ANSWER, Closure.MAINTENANCE_PAGE])
def test_a_closed_site_is_unavailable(world: SandboxWorld, closure: Closure) -> None:
    world.moodle.faults.closure = closure
    with pytest.raises(HomeUnavailable):
        world.home.check()


def test_rights_that_cannot_be_tried_are_told() -> None:
    with sandbox_world() as world:
        (problem,) = world.home.check()
        assert (problem.code, problem.severity) == ("home-rights-untried", Severity.WARNING)


def test_an_older_release_is_a_warning(
    world: SandboxWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.moodle_pages.RELEASE", "3.11.18 (Build: 20231211)")
    (problem,) = world.home.check()
    assert (problem.code, problem.severity) == ("home-release-untried", Severity.WARNING)


def test_a_lock_is_no_problem_of_the_token(world: SandboxWorld) -> None:
    world.staff.lock_item(HERE)
    assert codes(world) == []
