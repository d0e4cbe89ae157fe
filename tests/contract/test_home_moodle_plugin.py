from collections.abc import Iterator

import pytest

from tests.contract.home_contract import HomeContract
from tests.contract.line_contract import LineContract
from tests.contract.moodle_worlds import PluginWorld, plugin_world


class TestMoodlePlugin(HomeContract, LineContract):
    @pytest.fixture
    def world(self) -> Iterator[PluginWorld]:
        with plugin_world() as world:
            yield world


class TestMoodlePluginOneRecordACallAndTwelvePoints(HomeContract, LineContract):
    """Twelve points a grade: percentages do not fall on round points."""

    @pytest.fixture
    def world(self) -> Iterator[PluginWorld]:
        with plugin_world(maximum="12", batch_size=1) as world:
            yield world
