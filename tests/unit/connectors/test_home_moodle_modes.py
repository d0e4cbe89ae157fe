from collections.abc import Callable, Iterator

import pytest

from connectors.errors import HomeRefused, HomeUnavailable
from connectors.home.base import HomeLms
from connectors.home.moodle_modes import moodle_home
from connectors.home.moodle_settings import MoodleHomeSettings
from sandbox.moodle import SandboxMoodle
from sandbox.moodle_plugin import PLUGIN_CAPABILITIES, PLUGIN_FUNCTIONS
from sandbox.moodle_site import SERVICE_CAPABILITIES, SERVICE_FUNCTIONS
from tests.contract.home_contract import verdicts, wanting
from tests.contract.line_contract import line_of, waiting
from tests.contract.moodle_worlds import UPDATE, PluginWorld, SandboxWorld, plugin_world

SITE_INFO = "core_webservice_get_site_info"
PUT = "local_utqyr_put_results"
Home = Callable[[SandboxMoodle], HomeLms]


@pytest.fixture
def world() -> Iterator[PluginWorld]:
    with plugin_world() as world:
        yield world


def home_of(world: SandboxWorld, mode: str = "auto") -> HomeLms:
    moodle = world.moodle
    return moodle_home(
        MoodleHomeSettings.model_validate({"url": moodle.url, "mode": mode, "retries": 0}),
        lambda: moodle.token,
    )


def take_the_plugin_away(world: PluginWorld) -> None:
    world.moodle.functions.installed = {}
    world.moodle.allow(
        world.moodle.token, SERVICE_CAPABILITIES, functions=SERVICE_FUNCTIONS, user_id=1000
    )


def leave_half_of_it(world: PluginWorld) -> None:
    functions = (*SERVICE_FUNCTIONS, *PLUGIN_FUNCTIONS[:2])
    rights = SERVICE_CAPABILITIES | PLUGIN_CAPABILITIES
    world.moodle.allow(world.moodle.token, rights, functions=functions, user_id=1000)


def test_the_plugin_is_used_where_the_token_has_it(world: PluginWorld) -> None:
    home = home_of(world)
    (address,) = world.free_addresses(1)
    home.put_results([wanting(address, "70")])
    assert home.carries_lines()
    assert (world.moodle.count(PUT), world.moodle.count(UPDATE)) == (1, 0)


def test_without_the_plugin_stock_web_services_are_used(world: PluginWorld) -> None:
    take_the_plugin_away(world)
    home = home_of(world)
    (address,) = world.free_addresses(1)
    home.put_results([wanting(address, "70")])
    assert not home.carries_lines()
    assert (world.moodle.count(PUT), world.moodle.count(UPDATE)) == (0, 1)


def test_the_site_is_asked_once(world: PluginWorld) -> None:
    home = home_of(world)
    addresses = world.free_addresses(2)
    for address in addresses:
        home.put_results([wanting(address, "70")])
        home.get_results([address])
    assert world.moodle.count(SITE_INFO) == 1


def test_half_a_plugin_is_nobodys_wish(world: PluginWorld) -> None:
    leave_half_of_it(world)
    home = home_of(world)
    (address,) = world.free_addresses(1)
    with pytest.raises(HomeRefused, match="lacks local_utqyr_put_results") as refused:
        home.put_results([wanting(address, "70")])
    assert "core" in refused.value.hint
    assert [problem.code for problem in home.check()] == ["home-function-missing"] * 2


@pytest.mark.parametrize("mode", ["core", "plugin"])
def test_a_configured_mode_asks_nobody(world: PluginWorld, mode: str) -> None:
    home = home_of(world, mode)
    assert home.carries_lines() is (mode == "plugin")
    assert world.moodle.calls == []


def test_a_plugin_that_was_removed_is_noticed_after_the_refusal(world: PluginWorld) -> None:
    home = home_of(world)
    first, second = world.free_addresses(2)
    home.put_results([wanting(first, "70")])
    take_the_plugin_away(world)
    with pytest.raises(HomeRefused):
        home.put_results([wanting(second, "70")])
    home.put_results([wanting(second, "70")])
    assert world.moodle.count(UPDATE) == 1


def test_marks_of_one_mode_are_found_by_the_other(world: PluginWorld) -> None:
    write = wanting(world.free_addresses(1)[0], "66.67")
    home_of(world, "plugin").put_results([write])
    take_the_plugin_away(world)
    assert [v.value for v in verdicts(home_of(world).put_results([write]))] == ["unchanged"]


@pytest.mark.parametrize(
    ("prepare", "mode", "said"),
    [
        (lambda world: None, "auto", "the token's service has all its functions"),
        (take_the_plugin_away, "auto", "no function of local_utqyr"),
        (lambda world: None, "plugin", "as the configuration says"),
        (lambda world: None, "core", "as the configuration says"),
    ],
)
def test_it_says_which_mode_and_why(
    world: PluginWorld, prepare: Callable[[PluginWorld], None], mode: str, said: str
) -> None:
    prepare(world)
    assert said in home_of(world, mode).describe()


def test_core_mode_refuses_every_line(world: PluginWorld) -> None:
    take_the_plugin_away(world)
    home = home_of(world)
    write = line_of(world.known_student(), waiting())
    (receipt,) = home.put_lines([write])
    assert (receipt.verdict.value, "local_utqyr" in receipt.detail) == ("refused", True)
    assert home.get_lines([write.address])[0].version == 0


def test_a_site_that_is_down_has_no_mode(world: PluginWorld) -> None:
    home = moodle_home(
        MoodleHomeSettings(url="http://127.0.0.1:9", retries=0, connect_seconds=1), lambda: ""
    )
    with pytest.raises(HomeUnavailable):
        home.carries_lines()


def test_nothing_asked_is_nothing_done(world: PluginWorld) -> None:
    home = home_of(world)
    assert (home.put_results([]), home.get_results([])) == ((), ())
    assert (home.put_lines([]), home.get_lines([])) == ((), ())
    assert world.moodle.calls == []
