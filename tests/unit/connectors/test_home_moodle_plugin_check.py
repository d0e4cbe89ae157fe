from collections.abc import Iterator

import pytest

from connectors.errors import HomeUnavailable
from sandbox.moodle_faults import Closure
from sandbox.moodle_plugin import PLUGIN_CAPABILITIES, PLUGIN_FUNCTIONS
from tests.contract.moodle_worlds import HERE, PluginWorld, plugin_world

SITE_INFO = "core_webservice_get_site_info"


@pytest.fixture
def world() -> Iterator[PluginWorld]:
    with plugin_world(check_student="KB00001", check_component=HERE) as world:
        yield world


def codes(world: PluginWorld) -> list[str]:
    problems = world.home.check()
    assert all(problem.hint and problem.place for problem in problems)
    return [problem.code for problem in problems]


def allow(
    world: PluginWorld,
    *,
    functions: tuple[str, ...] = PLUGIN_FUNCTIONS,
    without: str = "",
) -> None:
    world.moodle.allow(
        world.moodle.token,
        PLUGIN_CAPABILITIES - {without},
        functions=(SITE_INFO, *functions),
        user_id=1000,
    )


def test_a_token_of_the_plugins_service_has_no_problem_and_writes_nothing(
    world: PluginWorld,
) -> None:
    assert codes(world) == []
    assert world.installed.ledger.receipts == []


def test_a_missing_plugin_is_one_problem(world: PluginWorld) -> None:
    allow(world, functions=())
    assert codes(world) == ["home-plugin-missing"]


def test_every_missing_function_is_told_at_once(world: PluginWorld) -> None:
    allow(world, functions=PLUGIN_FUNCTIONS[:2])
    problems = world.home.check()
    assert [problem.code for problem in problems] == ["home-function-missing"] * 2
    assert {problem.message.rpartition(" ")[2] for problem in problems} == set(PLUGIN_FUNCTIONS[2:])


@pytest.mark.parametrize(
    ("capability", "found"),
    [
        ("webservice/rest:use", 1),
        ("local/utqyr:read", 1),
        ("local/utqyr:deliver", 2),
    ],
)
def test_each_missing_right_is_found(world: PluginWorld, capability: str, found: int) -> None:
    allow(world, without=capability)
    problems = world.home.check()
    assert [problem.code for problem in problems] == ["home-refused"] * found
    assert all(capability in problem.hint for problem in problems)


def test_a_plugin_that_is_too_old_is_told(world: PluginWorld) -> None:
    world.installed.version = 2025010100
    (problem,) = world.home.check()
    assert problem.code == "home-plugin-too-old"
    assert "2025010100" in problem.message


def test_an_item_that_core_mode_would_not_find_is_a_warning() -> None:
    with plugin_world(activity_idnumber="another") as world:
        (problem,) = world.home.check()
        assert problem.code == "home-item-differs"
        assert ("'UTQYR'" in problem.message, "'another'" in problem.message) == (True, True)


def test_what_stands_in_the_way_of_the_trial_is_told(world: PluginWorld) -> None:
    world.staff.unenrol("KB00001", HERE)
    assert codes(world) == ["home-not-enrolled"]


def test_a_lock_is_no_problem_of_the_token(world: PluginWorld) -> None:
    world.staff.lock_item(HERE)
    assert codes(world) == []


def test_a_wrong_token_is_a_problem_and_no_traceback(world: PluginWorld) -> None:
    world.moodle.tokens.clear()
    (problem,) = world.home.check()
    assert (problem.code, "invalidtoken" in problem.message) == ("home-refused", True)


def test_a_closed_site_is_unavailable(world: PluginWorld) -> None:
    world.moodle.faults.closure = Closure.MAINTENANCE_PAGE
    with pytest.raises(HomeUnavailable):
        world.home.check()
