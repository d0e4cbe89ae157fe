from collections.abc import Iterator

import pytest

from tests.contract.home_contract import HomeContract
from tests.contract.moodle_worlds import SandboxWorld, sandbox_world


class TestMoodleReadingStudentsOneByOne(HomeContract):
    @pytest.fixture
    def world(self) -> Iterator[SandboxWorld]:
        with sandbox_world(single_read_limit=50) as world:
            yield world


class TestMoodleReadingWholeCourses(HomeContract):
    @pytest.fixture
    def world(self) -> Iterator[SandboxWorld]:
        with sandbox_world(single_read_limit=0) as world:
            yield world


class TestMoodleWithBatchesOfTwoAndTwelvePoints(HomeContract):
    """Twelve points a grade: percentages do not fall on round points."""

    @pytest.fixture
    def world(self) -> Iterator[SandboxWorld]:
        with sandbox_world(maximum="12", batch_size=2, account_batch_size=1) as world:
            yield world
