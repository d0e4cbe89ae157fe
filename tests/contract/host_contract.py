"""The promises every host connector keeps; a connector's tests inherit them and add documents.

    class TestElmoContract(HostContract):
        connector_type = ElmoConnector
        def settings(self, source): ...          what the configuration file would say
        def recorded(self): ...                  documents with what they hold
        def broken(self): ...                    documents that have to be refused

A connector that reads something else than a folder also overrides `publish`, `withdraw` and
`source_state`.
"""

import hashlib
import os
import shutil
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.base import Capabilities, HostConnector, HostDocument, Parsed, RetrievalRequest
from connectors.documents import spool_bytes
from connectors.errors import HostContractBroken, HostError, HostUnavailable
from connectors.registry import ConnectorRegistry
from mapping.courses import normalise_code
from mapping.fingerprint import fingerprint
from mapping.identifiers import HeiId
from mapping.problems import Problem, errors_of
from mapping.records import TranscriptOfRecords
from sync.host_check import HostChecker, Step, Subject, Verdict
from sync.host_health import HostHealth
from sync.host_reach import Reach

HOST = HeiId("host.example")
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
LONG_SETTLED = NOW - timedelta(days=3)

# Inherited tests run on instances of several classes: that is what this suite is for.
# No deadline: how long one document takes on a busy machine is not what is promised here.
_total = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A document that reads well, what it holds, and texts of it that no message may repeat.

    `private` holds names, national ids and unmistakable grades, at least four characters each.
    """

    name: str
    content: bytes
    transcripts: int
    results: int
    private: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A document that has to be refused, and texts of it that the refusal may not repeat."""

    name: str
    content: bytes
    private: tuple[str, ...] = ()


@st.composite
def damaged(draw: st.DrawFn, content: bytes, splices: Sequence[bytes]) -> bytes:
    """Damage a document in a few places: cut, overwrite, repeat, insert."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 200)))
        middle = draw(
            st.one_of(
                st.just(b""),
                st.binary(min_size=1, max_size=8),
                st.just(content[start:end] * 2),
                st.sampled_from([*splices, b"\x00", b"<", b";", b"\xff\xfe"]),
            )
        )
        content = content[:start] + middle + content[end:]
    return content


class HostContract:
    """What is promised of every host connector."""

    connector_type: ClassVar[type[HostConnector]]
    splices: ClassVar[Sequence[bytes]] = ()
    """Pieces of the format, put into valid documents at random places."""

    # -- what a connector's tests bring ----------------------------------------------------------

    def settings(self, source: Path) -> Mapping[str, object]:
        """The settings for a source at this place, as a configuration file would hold them."""
        raise NotImplementedError

    def other_profiles(self, source: Path) -> Sequence[Mapping[str, object]]:
        """Settings that make the same bytes read differently, each with all keys."""
        raise NotImplementedError

    def recorded(self) -> Sequence[Recorded]:
        """Documents that read well."""
        raise NotImplementedError

    def broken(self) -> Sequence[Broken]:
        """Documents that have to be refused."""
        raise NotImplementedError

    def publish(self, source: Path, name: str, content: bytes) -> None:
        """Let the host offer a document, finished a while ago."""
        source.mkdir(exist_ok=True)
        path = source / name
        path.write_bytes(content)
        os.utime(path, (LONG_SETTLED.timestamp(), LONG_SETTLED.timestamp()))

    def withdraw(self, source: Path, name: str) -> None:
        """Let the host take a document away."""
        (source / name).unlink(missing_ok=True)

    def source_state(self, source: Path) -> object:
        """Everything a careless connector might change at the source."""
        return sorted(
            (str(path.relative_to(source)), path.stat().st_mtime_ns, path.stat().st_mode)
            + ((path.read_bytes(),) if path.is_file() else ())
            for path in source.rglob("*")
        )

    # -- helpers -----------------------------------------------------------------------------------

    def make(self, source: Path, raw: Mapping[str, object] | None = None) -> HostConnector:
        chosen = self.settings(source) if raw is None else raw
        settings_type = self.connector_type.settings_type
        return self.connector_type(HOST, settings_type.model_validate(chosen))

    def document(self, spool: Path, content: bytes) -> HostDocument:
        return spool_bytes(
            content,
            host=HOST,
            spool=spool,
            name="document",
            media_type="application/octet-stream",
            fetched_at=NOW,
            limit_bytes=len(content),
        )

    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        """A source that offers every recorded document."""
        folder = tmp_path / "source"
        for recorded in self.recorded():
            self.publish(folder, recorded.name, recorded.content)
        return folder

    @pytest.fixture
    def spools(self, tmp_path: Path) -> Iterator[Path]:
        """Fresh empty spool directories, one after another."""
        return (self._mkdir(tmp_path / f"spool-{number}") for number in range(100))

    @staticmethod
    def _mkdir(path: Path) -> Path:
        path.mkdir()
        return path

    # -- declarations ------------------------------------------------------------------------------

    def test_kind_leads_to_this_connector(self) -> None:
        assert self.connector_type is ConnectorRegistry().load(self.connector_type.kind)

    def test_instances_keep_the_connector_protocol(self, tmp_path: Path) -> None:
        assert isinstance(self.make(tmp_path / "source"), HostConnector)

    def test_unknown_settings_are_refused(self, tmp_path: Path) -> None:
        raw = {**self.settings(tmp_path), "not_a_setting": 1}
        with pytest.raises(ValidationError, match="not_a_setting"):
            self.connector_type.settings_type.model_validate(raw)

    def test_capabilities_are_declared(self, tmp_path: Path) -> None:
        capabilities = self.make(tmp_path / "source").capabilities()
        assert isinstance(capabilities, Capabilities)
        assert capabilities == self.make(tmp_path / "source").capabilities()

    def test_building_a_connector_does_no_input_or_output(self, tmp_path: Path) -> None:
        self.make(tmp_path / "is" / "not" / "there")
        assert list(tmp_path.iterdir()) == []

    def test_profile_is_the_same_for_the_same_settings(self, tmp_path: Path) -> None:
        assert self.make(tmp_path / "source").profile() == self.make(tmp_path / "source").profile()

    def test_profile_does_not_depend_on_where_the_source_is(self, tmp_path: Path) -> None:
        assert self.make(tmp_path / "here").profile() == self.make(tmp_path / "there").profile()

    def test_profile_differs_for_settings_that_read_differently(self, tmp_path: Path) -> None:
        others = self.other_profiles(tmp_path)
        profiles = {self.make(tmp_path, raw).profile() for raw in others}
        assert len(others) > 0
        assert len(others) == len(profiles - {self.make(tmp_path).profile()})

    # -- check -------------------------------------------------------------------------------------

    def test_check_finds_no_fault_in_a_usable_source(self, source: Path) -> None:
        assert errors_of(self.make(source).check()) == ()

    def test_check_reports_a_missing_source_as_a_problem(self, tmp_path: Path) -> None:
        assert errors_of(self.make(tmp_path / "missing").check()) != ()

    def test_check_changes_nothing_at_the_source(self, source: Path) -> None:
        before = self.source_state(source)
        list(self.make(source).check())
        assert before == self.source_state(source)

    def test_a_look_at_the_host_counts_what_is_visible(self, source: Path) -> None:
        subject = Subject(
            host=HOST,
            connector=self.make(source),
            settings=self.connector_type.settings_type.model_validate(self.settings(source)),
            health=HostHealth(host=HOST),
        )
        findings = list(HostChecker(now=NOW, reach=Reach(), documents=None).check(subject))
        told = [problem for finding in findings for problem in finding.problems]
        assert [each.code for each in findings if each.verdict is Verdict.FAILED] == [], told
        (sample,) = [each for each in findings if each.step is Step.SAMPLE]
        contents = {recorded.content: recorded for recorded in self.recorded()}
        assert sample.facts["documents"] == len(contents)
        assert sample.facts["results"] == sum(each.results for each in contents.values())
        for recorded in contents.values():
            self._assert_no_text_of(recorded.private, repr(findings))

    # -- retrieve ----------------------------------------------------------------------------------

    def retrieve(self, source: Path, request: RetrievalRequest) -> list[HostDocument]:
        return list(self.make(source).retrieve(request))

    def test_every_offered_document_is_retrieved_whole(
        self, source: Path, spools: Iterator[Path]
    ) -> None:
        spool = next(spools)
        documents = self.retrieve(source, RetrievalRequest(spool=spool, now=NOW))
        assert {one.content for one in self.recorded()} == {
            document.path.read_bytes() for document in documents
        }
        for document in documents:
            content = document.path.read_bytes()
            assert hashlib.sha256(content).hexdigest() == document.sha256
            assert len(content) == document.size
            assert document.host == HOST
            assert document.fetched_at == NOW
            assert document.name
            assert spool in document.path.parents

    def test_retrieving_changes_nothing_at_the_source(
        self, source: Path, spools: Iterator[Path]
    ) -> None:
        before = self.source_state(source)
        self.retrieve(source, RetrievalRequest(spool=next(spools), now=NOW))
        assert before == self.source_state(source)

    def test_retrieving_twice_gives_the_same_documents_in_the_same_order(
        self, source: Path, spools: Iterator[Path]
    ) -> None:
        first, second = (
            [
                document.sha256
                for document in self.retrieve(source, RetrievalRequest(spool=spool, now=NOW))
            ]
            for spool in (next(spools), next(spools))
        )
        assert first == second

    def test_known_documents_are_not_spooled_again(
        self, source: Path, spools: Iterator[Path]
    ) -> None:
        documents = self.retrieve(source, RetrievalRequest(spool=next(spools), now=NOW))
        known = {(one.name, one.sha256, one.published) for one in documents}
        spool = next(spools)
        request = RetrievalRequest(
            spool=spool,
            now=NOW,
            is_known=lambda *seen: seen in known,
        )
        assert self.retrieve(source, request) == []
        assert list(spool.iterdir()) == []

    def test_a_document_has_a_name_of_its_own(self, source: Path, spools: Iterator[Path]) -> None:
        documents = self.retrieve(source, RetrievalRequest(spool=next(spools), now=NOW))
        names = [document.name for document in documents]
        assert len(names) == len(set(names))

    def test_documents_come_in_the_order_the_host_published_them(
        self, source: Path, spools: Iterator[Path]
    ) -> None:
        documents = self.retrieve(source, RetrievalRequest(spool=next(spools), now=NOW))
        moments = [one.published for one in documents if one.published is not None]
        assert moments == sorted(moments)

    def test_missing_source_is_an_error_and_never_an_empty_listing(
        self, tmp_path: Path, spools: Iterator[Path]
    ) -> None:
        with pytest.raises(HostError) as caught:
            self.retrieve(tmp_path / "missing", RetrievalRequest(spool=next(spools), now=NOW))
        assert caught.value.host == HOST

    def test_documents_that_vanish_after_the_listing_stop_nothing_else(
        self, source: Path, spools: Iterator[Path]
    ) -> None:
        retrieval = self.make(source).retrieve(RetrievalRequest(spool=next(spools), now=NOW))
        first = next(retrieval)
        for recorded in self.recorded():
            self.withdraw(source, recorded.name)
        rest: list[HostDocument] = []
        with suppress(HostUnavailable):
            rest.extend(retrieval)
        for document in (first, *rest):
            assert hashlib.sha256(document.path.read_bytes()).hexdigest() == document.sha256, (
                "documents already given stay valid"
            )

    # -- parse -------------------------------------------------------------------------------------

    def parse(self, spool: Path, content: bytes) -> list[Parsed]:
        return list(self.make(spool / "no-source").parse(self.document(spool, content)))

    def transcripts(self, spool: Path, content: bytes) -> list[TranscriptOfRecords]:
        items = self.parse(spool, content)
        return [item for item in items if isinstance(item, TranscriptOfRecords)]

    def test_recorded_documents_hold_what_is_expected(self, tmp_path: Path) -> None:
        for recorded in self.recorded():
            found = self.transcripts(tmp_path, recorded.content)
            counts = (len(found), sum(len(transcript.results) for transcript in found))
            assert (recorded.transcripts, recorded.results) == counts, recorded.name

    def test_same_bytes_give_the_same_items_in_the_same_order(self, tmp_path: Path) -> None:
        for recorded in self.recorded():
            first, second = (self.parse(tmp_path, recorded.content) for _ in range(2))
            assert first == second

    def test_parsing_needs_nothing_but_the_document(self, source: Path, tmp_path: Path) -> None:
        connector = self.make(source)
        expected = [self.parse(tmp_path, recorded.content) for recorded in self.recorded()]
        shutil.rmtree(source, ignore_errors=True)
        assert expected == [
            list(connector.parse(self.document(tmp_path, recorded.content)))
            for recorded in self.recorded()
        ]

    def test_every_item_says_where_it_comes_from(self, tmp_path: Path) -> None:
        for recorded in self.recorded():
            digest = hashlib.sha256(recorded.content).hexdigest()
            for transcript in self.transcripts(tmp_path, recorded.content):
                assert (transcript.host, transcript.evidence) == (HOST, digest)
                assert transcript.locator
                for result in transcript.results:
                    assert result.evidence == digest
                    assert result.locator

    def test_results_of_a_transcript_are_told_apart(self, tmp_path: Path) -> None:
        for recorded in self.recorded():
            for transcript in self.transcripts(tmp_path, recorded.content):
                keys = [(one.code, one.term, one.ordinal) for one in transcript.results]
                assert len(keys) == len(set(keys))

    def test_codes_are_normalised_and_the_printed_ones_kept(self, tmp_path: Path) -> None:
        for recorded in self.recorded():
            for transcript in self.transcripts(tmp_path, recorded.content):
                for result in transcript.results:
                    assert normalise_code(result.printed_code) == result.code

    def test_items_have_a_canonical_form_without_floats_or_naive_times(
        self, tmp_path: Path
    ) -> None:
        for recorded in self.recorded():
            for transcript in self.transcripts(tmp_path, recorded.content):
                assert fingerprint(transcript) == fingerprint(transcript)  # raises on a float
                assert transcript.issued_at is None or transcript.issued_at.utcoffset() is not None

    def test_broken_documents_are_refused_with_a_sentence(self, tmp_path: Path) -> None:
        for broken in self.broken():
            with pytest.raises(HostContractBroken) as caught:
                self.parse(tmp_path, broken.content)
            assert caught.value.host == HOST, broken.name
            assert " " in caught.value.message, broken.name
            self._assert_silent(caught.value, broken.private)

    def test_findings_on_good_documents_repeat_nothing_private(self, tmp_path: Path) -> None:
        assert any(recorded.private for recorded in self.recorded())
        for recorded in self.recorded():
            self._parse_silently(tmp_path, recorded.content, recorded.private)

    @_total
    @given(content=st.binary(max_size=2000))
    def test_any_bytes_give_items_or_a_refusal(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes
    ) -> None:
        self._parse_silently(tmp_path_factory.getbasetemp(), content, ())

    @_total
    @given(draws=st.data())
    def test_damaged_documents_give_items_or_a_refusal_and_repeat_nothing_private(
        self, tmp_path_factory: pytest.TempPathFactory, draws: st.DataObject
    ) -> None:
        recorded = draws.draw(st.sampled_from(self.recorded()))
        content = draws.draw(damaged(recorded.content, self.splices))
        self._parse_silently(tmp_path_factory.getbasetemp(), content, recorded.private)

    def _parse_silently(self, spool: Path, content: bytes, private: Sequence[str]) -> None:
        document = self.document(spool, content)
        try:
            for item in self.make(spool / "no-source").parse(document):
                for problem in _problems_of(item):
                    self._assert_no_text_of(private, f"{problem.code} {problem}")
        except HostContractBroken as error:
            self._assert_silent(error, private)
        finally:
            document.path.unlink(missing_ok=True)

    def _assert_silent(self, error: HostContractBroken, private: Sequence[str]) -> None:
        """See that neither the error, nor its report, nor what caused it repeats private text."""
        told = [*traceback.format_exception(error), error.hint, *map(str, error.problems)]
        self._assert_no_text_of(private, "\n".join(told))

    @staticmethod
    def _assert_no_text_of(private: Sequence[str], told: str) -> None:
        for text in private:
            assert len(text) >= 4, "too short to be recognised in a message"
            assert text not in told


def _problems_of(item: Parsed) -> Iterator[Problem]:
    if isinstance(item, Problem):
        yield item
        return
    yield from item.warnings
    for result in item.results:
        yield from result.warnings
