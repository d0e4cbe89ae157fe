"""The demo's documents through the product's own parsing, identification and recognition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from config.load import Configuration, load_configuration
from connectors.base import HostConnector, HostDocument, Parsed
from connectors.documents import spool_file
from connectors.errors import HostContractBroken
from connectors.home.base import ResultAddress, ResultWrite, Verdict
from connectors.home.moodle import MoodleCoreHome
from connectors.home.moodle_settings import MoodleHomeSettings
from connectors.registry import ConnectorRegistry
from mapping.agreements import LearningAgreement, agreement_in_force
from mapping.courses import normalise_code
from mapping.decisions import Held, RecognitionCase
from mapping.identifiers import ComponentCode, HeiId, StudentId
from mapping.identity import IdentityIndex, identify
from mapping.numbers import plain
from mapping.problems import Problem, errors_of
from mapping.recognition import Decision, recognise
from mapping.records import TranscriptOfRecords
from sandbox.demo import write_agreements
from sandbox.documents_broken import BREAKAGES, Breakage
from sandbox.home import HOME_STORY, fill_moodle, home_seed
from sandbox.hosts import LISTED, SandboxHosts
from sandbox.moodle import SandboxMoodle
from sandbox.stays import Expected
from sync.app import connector_settings
from sync.import_agreements import read_agreements

_LATER = datetime(2026, 3, 20, tzinfo=UTC)
Fate = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Courses, outcomes, reasons."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """The pieces of the product that the demo's documents go through."""

    configuration: Configuration
    connectors: dict[HeiId, HostConnector]
    index: IdentityIndex
    agreements: dict[str, list[LearningAgreement]]

    def parse(self, path: Path, spool: Path) -> list[Parsed]:
        host = HeiId(path.parent.name)
        document = self._document(path, spool)
        return list(self.connectors[host].parse(document))

    def _document(self, path: Path, spool: Path) -> HostDocument:
        spool.mkdir(exist_ok=True)
        return spool_file(
            path,
            host=HeiId(path.parent.name),
            spool=spool,
            name=path.name,
            media_type="application/octet-stream",
            fetched_at=_LATER,
            limit_bytes=1 << 26,
        )

    def decide(self, transcript: TranscriptOfRecords) -> tuple[Decision, ...]:
        days = [result.completed_on or result.term.starts for result in transcript.results]
        found = identify(
            transcript.learner,
            mobility_id=transcript.mobility_id,
            host=transcript.host,
            index=self.index,
            days=[day for day in days if day is not None],
        )
        mobility = found.mobility
        versions = self.agreements.get(mobility.mobility_id, []) if mobility else []
        case = RecognitionCase(
            host=transcript.host,
            learner=transcript.learner,
            mobility=mobility,
            identity_reasons=found.reasons,
            identified_by=found.by,
            agreement=agreement_in_force(versions),
            results=transcript.results,
        )
        return recognise(case, self.configuration.rulebook)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    registry = ConnectorRegistry()
    configuration = load_configuration(
        Path(str(files("config") / "example")), connector_settings=connector_settings(registry)
    )
    connectors = {
        host.hei: registry.load(host.connector)(host.hei, host.settings)  # type: ignore[arg-type]
        for host in configuration.hosts
    }
    file = read_agreements(write_agreements(tmp_path_factory.mktemp("agreements") / "a.csv"))
    agreements: defaultdict[str, list[LearningAgreement]] = defaultdict(list)
    for agreement in file.agreements:
        agreements[agreement.mobility_id].append(agreement)
    return Product(
        configuration=configuration,
        connectors=connectors,
        index=IdentityIndex(file.mobilities),
        agreements=agreements,
    )


def fate_of(decision: Decision) -> Fate:
    courses = {key.split("|")[0] for key in decision.results}
    if isinstance(decision, Held):
        codes = dict.fromkeys(reason.code.value for reason in decision.reasons)
        return tuple(sorted(courses)), (), tuple(sorted(codes))
    outcomes = (
        " ".join(
            [
                outcome.component,
                plain(outcome.credits),
                outcome.letter or "-",
                "-" if outcome.percent is None else plain(outcome.percent),
            ]
        )
        for outcome in decision.outcomes
    )
    return tuple(sorted(courses)), tuple(outcomes), ()


def fate_expected(expected: Expected) -> Fate:
    courses = sorted(normalise_code(code) for code in expected.courses)
    return tuple(courses), expected.outcomes, tuple(sorted(expected.held))


def names_of(transcript: TranscriptOfRecords) -> str:
    learner = transcript.learner
    return learner.full_name or f"{learner.family_name} {learner.given_names}"


def expected_fates(host: str) -> dict[str, list[Fate]]:
    """List what is expected by the student's name as the host prints it."""
    found: defaultdict[str, list[Fate]] = defaultdict(list)
    for stay in LISTED[host]:
        person = stay.person
        printed = {
            "kozminski.edu.pl": f"{person.latin_family_name} {person.latin_given_name}",
            "enu.kz": person.full_name,
            "asu.ru": person.russian_full_name,
        }[host]
        found[printed] += [fate_expected(expected) for expected in stay.expected]
    return {name: sorted(fates) for name, fates in found.items()}


def transcripts_of(items: Iterable[Parsed]) -> Iterator[TranscriptOfRecords]:
    for item in items:
        if isinstance(item, TranscriptOfRecords):
            yield item


@pytest.mark.parametrize("host", sorted(LISTED))
def test_every_result_comes_to_what_the_story_says(
    product: Product, tmp_path: Path, host: str
) -> None:
    fates: defaultdict[str, list[Fate]] = defaultdict(list)
    for path in SandboxHosts(tmp_path / "inbox").publish(host):
        for transcript in transcripts_of(product.parse(path, tmp_path / "spool")):
            fates[names_of(transcript)] += map(fate_of, product.decide(transcript))
    assert {name: sorted(found) for name, found in fates.items()} == expected_fates(host)


@pytest.mark.parametrize("host", sorted(LISTED))
def test_documents_are_read_without_a_problem(product: Product, tmp_path: Path, host: str) -> None:
    for path in SandboxHosts(tmp_path / "inbox").publish(host):
        items = product.parse(path, tmp_path / "spool")
        findings = [item for item in items if isinstance(item, Problem)]
        for transcript in transcripts_of(items):
            findings += transcript.warnings
        assert errors_of(findings) == (), path.name


@pytest.mark.parametrize(
    ("host", "how"), [(host, how) for host, ways in sorted(BREAKAGES.items()) for how in ways]
)
def test_broken_document_is_set_aside_whole_with_a_sentence(
    product: Product, tmp_path: Path, host: str, how: Breakage
) -> None:
    path = SandboxHosts(tmp_path / "inbox").break_document(host, how)
    with pytest.raises(HostContractBroken) as broken:
        product.parse(path, tmp_path / "spool")
    assert broken.value.message


def test_home_moodle_gives_the_reasons_of_its_story() -> None:
    moodle = SandboxMoodle()
    fill_moodle(moodle, home_seed())
    found: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    with moodle:
        settings = MoodleHomeSettings(url=moodle.url, allow_http=True)
        home = MoodleCoreHome(settings, lambda: moodle.token)
        for receipt in home.put_results(list(writes())):
            if receipt.obstacle is not None:
                address = receipt.address
                found[receipt.obstacle.value].add((address.student_id, address.component))
            else:
                assert receipt.verdict is Verdict.WRITTEN
        home.close()
    assert found == {code: set(places) for code, places in HOME_STORY.items()}


def writes() -> Iterator[ResultWrite]:
    """Write every percentage the story recognises."""

    for stays in LISTED.values():
        for stay in stays:
            for expected in stay.expected:
                for outcome in expected.outcomes:
                    component, _, _, percent = outcome.split()
                    if percent != "-":
                        yield ResultWrite(
                            address=ResultAddress(
                                student_id=StudentId(stay.person.number),
                                component=ComponentCode(component),
                            ),
                            wanted=Decimal(percent),
                            expected=None,
                            fingerprint=f"{stay.mobility_id} {component}",
                        )
