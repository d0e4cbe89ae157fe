"""What every host connector over HTTP promises about answers that are broken, hostile or late.

    class TestThingAgainstHostileAnswers(HostileAnswers):
        connector_type = ThingConnector
        error_inside = HostRefused               what status 200 with an error in it means here
        def open_host(self): ...                 a stand-in with a few results (a SandboxHost)
        def settings(self, host): ...            what the configuration file would say
        def say_error_inside(self, host): ...    let every answer be status 200 with an error in it

Every fault is tried at the first answers of a run, in its middle and at its end. Whatever happens:
the right class of error, no half document, nothing private in the error, and the next run brings
what this one could not.
"""

import json
import traceback
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from connectors.base import HostConnector, HostDocument
from connectors.errors import (
    HostContractBroken,
    HostError,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from mapping.identifiers import HeiId
from mapping.records import TranscriptOfRecords
from sandbox.host_http import SandboxHost, Weather
from tests.retrieving import NOTHING, Known, asking, known_of

HOST = HeiId("host.example")
QUICK: Mapping[str, object] = {
    "retries": 2,
    "backoff_seconds": 0,
    "longest_wait_seconds": 1,
    "max_bytes": 500_000,
    "max_pages": 40,
    "connect_seconds": 60,
    "read_seconds": 60,
}
"""Settings under which a test does not wait; a loaded machine has its time."""

LASTING = {
    Weather.HTML: HostContractBroken,
    Weather.HALF_JSON: HostContractBroken,
    Weather.CUT: HostUnavailable,
    Weather.ENDLESS: HostContractBroken,
    Weather.REDIRECT: HostRefused,
    Weather.UNAUTHORISED: HostRefused,
    Weather.SKEWED: HostRefused,
    Weather.FORBIDDEN: HostRefused,
    Weather.THROTTLED: HostThrottled,
    Weather.UNAVAILABLE: HostUnavailable,
    Weather.BROKEN: HostUnavailable,
    Weather.HANG_UP: HostUnavailable,
}
"""What each fault means when it lasts."""

PASSING = (
    Weather.CUT,
    Weather.THROTTLED,
    Weather.UNAVAILABLE,
    Weather.BROKEN,
    Weather.HANG_UP,
)
"""Faults that another try overcomes."""


def moments(answers: int) -> list[int]:
    """Choose the answers of a run at which faults are tried."""
    return sorted({0, 1, 2, answers // 2, answers - 1} & set(range(answers)))


class HostileAnswers:
    """What is promised of every connector that reads a host over HTTP."""

    connector_type: ClassVar[type[HostConnector]]
    error_inside: ClassVar[type[HostError]] = HostContractBroken
    pages: ClassVar[str] = ""
    """A piece of the path of a listing in pages; empty for an interface without pages."""

    # -- what a connector's tests bring ----------------------------------------------------------

    def open_host(self) -> AbstractContextManager[SandboxHost]:
        """Make a stand-in that offers results in several answers."""
        raise NotImplementedError

    def settings(self, host: SandboxHost) -> Mapping[str, object]:
        """The settings for it, without those of QUICK."""
        raise NotImplementedError

    def say_error_inside(self, host: SandboxHost) -> None:
        """Let every answer from now on be status 200 with the protocol's own error in it."""
        raise NotImplementedError

    def private(self) -> tuple[str, ...]:
        """Texts of the results, and the secrets, that no error may repeat."""
        raise NotImplementedError

    # -- helpers -----------------------------------------------------------------------------------

    @pytest.fixture
    def host(self) -> Iterator[SandboxHost]:
        with self.open_host() as host:
            yield host

    @pytest.fixture
    def spools(self, tmp_path: Path) -> Iterator[Path]:
        """Fresh empty spool directories, one after another."""
        return (self._mkdir(tmp_path / f"spool-{number}") for number in range(1000))

    @staticmethod
    def _mkdir(path: Path) -> Path:
        path.mkdir()
        return path

    def connect(self, host: SandboxHost) -> HostConnector:
        raw = {**QUICK, **self.settings(host)}
        return self.connector_type(HOST, self.connector_type.settings_type.model_validate(raw))

    def retrieve(
        self, host: SandboxHost, spool: Path, known: Known = NOTHING
    ) -> tuple[list[HostDocument], HostError | None]:
        """Run once: the documents given, and what ended the run if something did."""
        given: list[HostDocument] = []
        now = datetime.now(UTC)  # noqa: TID251 -- servers here have real clocks
        request = asking(spool, now, known)
        try:
            given.extend(self.connect(host).retrieve(request))  # keeps what came before an error
        except HostError as error:
            self._assert_silent(error)
            return given, error
        return given, None

    def results(self, host: SandboxHost, documents: list[HostDocument]) -> set[str]:
        """Name every result of the documents by its learner, course and grade."""
        connector = self.connect(host)
        return {
            repr((item.learner, result.code, result.term, result.status, result.grade))
            for document in documents
            for item in connector.parse(document)
            if isinstance(item, TranscriptOfRecords)
            for result in item.results
        }

    def _assert_silent(self, error: HostError) -> None:
        told = [*traceback.format_exception(error), error.hint]
        for text in self.private():
            assert text not in "\n".join(told)

    def good_run(self, spools: Iterator[Path]) -> tuple[int, set[str]]:
        """Run against good weather: how many answers it took, and its results."""
        with self.open_host() as host:
            documents, error = self.retrieve(host, next(spools))
            assert error is None
            return len(host.asked), self.results(host, documents)

    def assert_nothing_half(self, documents: list[HostDocument], spool: Path) -> None:
        assert {path.name for path in spool.iterdir()} == {each.sha256 for each in documents}

    # -- the promises ------------------------------------------------------------------------------

    def test_good_host_gives_results(self, spools: Iterator[Path]) -> None:
        answers, results = self.good_run(spools)
        assert answers >= 2
        assert len(results) >= 2

    @pytest.mark.parametrize("weather", LASTING, ids=str)
    def test_lasting_fault_is_told_and_loses_nothing(
        self, spools: Iterator[Path], weather: Weather
    ) -> None:
        answers, everything = self.good_run(spools)
        for after in moments(answers):
            with self.open_host() as host:
                host.weather.arrange(weather, after=after)
                spool = next(spools)

                given, error = self.retrieve(host, spool)

                assert isinstance(error, LASTING[weather]), f"{weather} after {after}: {error!r}"
                assert error.host == HOST
                self.assert_nothing_half(given, spool)
                before = self.results(host, given)
                host.weather.clear()
                known = known_of(given)
                rest, error = self.retrieve(host, next(spools), known)
                assert error is None
                assert before | self.results(host, rest) == everything

    @pytest.mark.parametrize("weather", PASSING, ids=str)
    def test_passing_fault_costs_another_try_and_nothing_else(
        self, spools: Iterator[Path], weather: Weather
    ) -> None:
        answers, everything = self.good_run(spools)
        for after in moments(answers):
            with self.open_host() as host:
                host.weather.arrange(weather, after=after, times=1)

                documents, error = self.retrieve(host, next(spools))

                assert error is None
                assert self.results(host, documents) == everything

    def test_clock_that_differs_is_named_where_we_are_not_let_in(
        self, host: SandboxHost, spools: Iterator[Path]
    ) -> None:
        host.weather.arrange(Weather.SKEWED)

        _, error = self.retrieve(host, next(spools))

        assert isinstance(error, HostRefused)
        assert "60 minutes ahead" in error.hint

    def test_listing_that_repeats_its_pages_is_no_listing(
        self, host: SandboxHost, spools: Iterator[Path]
    ) -> None:
        if not self.pages:
            pytest.skip("this interface has no pages")
        host.weather.arrange(Weather.REPEATED, path=self.pages)
        spool = next(spools)

        given, error = self.retrieve(host, spool)

        assert isinstance(error, HostContractBroken)
        self.assert_nothing_half(given, spool)
        assert host.count(self.pages) < 40

    def test_error_behind_status_200_is_an_error(
        self, host: SandboxHost, spools: Iterator[Path]
    ) -> None:
        self.say_error_inside(host)
        spool = next(spools)

        given, error = self.retrieve(host, spool)

        assert isinstance(error, self.error_inside)
        assert given == []
        self.assert_nothing_half(given, spool)

    def test_unchanged_host_gives_no_document_again(
        self, host: SandboxHost, spools: Iterator[Path]
    ) -> None:
        documents, _ = self.retrieve(host, next(spools))
        known = known_of(documents)
        spool = next(spools)

        again, error = self.retrieve(host, spool, known)

        assert (again, error) == ([], None)
        assert list(spool.iterdir()) == []

    def test_secrets_are_in_no_address_and_in_no_document(
        self, host: SandboxHost, spools: Iterator[Path]
    ) -> None:
        documents, _ = self.retrieve(host, next(spools))

        secrets = [str(value) for value in self.secrets(host)]
        assert secrets
        for secret in secrets:
            assert all(secret not in f"{one.path} {dict(one.query)}" for one in host.asked)
            for document in documents:
                assert secret.encode() not in document.path.read_bytes()

    def secrets(self, host: SandboxHost) -> list[object]:
        """The settings that are secrets."""
        chosen = self.connector_type.settings_type.model_validate({**QUICK, **self.settings(host)})
        given = self.settings(host)
        return [
            given[name]
            for name, value in json.loads(chosen.model_dump_json()).items()
            if value == "**********" and name in given
        ]

    def test_check_tells_of_a_host_that_is_not_let_through(self, host: SandboxHost) -> None:
        host.weather.arrange(Weather.FORBIDDEN)

        problems = list(self.connect(host).check())

        assert problems
        assert all(each.message and each.place for each in problems)

    def test_check_finds_no_fault_in_a_good_host(self, host: SandboxHost) -> None:
        assert list(self.connect(host).check()) == []
