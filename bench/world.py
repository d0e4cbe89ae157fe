"""A university of generated size: configuration, stays, agreements, open store; measures nothing.

It is the example configuration with one host's mapping replaced by a generated one, opened the way
the product opens any: a figure is taken of what universities run.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path

from bench.documents import (
    COURSES,
    HOST,
    TERM,
    Extent,
    courses_of,
    home_code,
    host_code,
    mobility_id,
    student_id,
    write_document,
)
from connectors.base import HostConnector, HostDocument, Parsed
from mapping.agreements import AgreedComponent, HostComponent, LearningAgreement, Mobility
from mapping.identifiers import ComponentCode, CourseCode, HeiId, MobilityId, Sha256, StudentId
from mapping.records import TranscriptOfRecords
from mapping.terms import Level, MobilityKind
from sandbox.moodle import SandboxMoodle
from sync.app import App, open_app
from sync.clock import SystemClock
from sync.pipeline import HostRun
from sync.reading import TRANSCRIPTS_AT_ONCE
from sync.store.people import record_agreements, record_mobilities
from sync.store.staging import Staging, StagingReport

PROGRAMME = "6B04101"
_EXAMPLE_URL = "http://127.0.0.1:8089"
_EXAMPLE_TOKEN = "token: env:UTQYR_HOME_TOKEN"  # noqa: S105 -- a reference
_STAYS_AT_ONCE = 5000


def write_configuration(
    folder: Path, *, rules: int = COURSES, moodle: SandboxMoodle | None = None
) -> Path:
    """Write the example configuration with a generated mapping and curriculum of `rules` rows."""
    config = folder / "config"
    with as_file(files("config") / "example") as example:
        shutil.copytree(example, config)
    for path in (config / "mapping").glob("*.yaml"):
        path.unlink()
    settings = config / "utqyr.yaml"
    text = settings.read_text(encoding="utf-8").replace(_EXAMPLE_TOKEN, "token: file:token")
    if moodle is not None:
        text = text.replace(_EXAMPLE_URL, moodle.url)
    settings.write_text(text, encoding="utf-8")
    token = config / "token"
    token.touch(mode=0o600)
    token.write_text("none" if moodle is None else moodle.token, encoding="utf-8")
    host = config / "hosts" / f"{HOST}.yaml"
    text = host.read_text(encoding="utf-8")
    setting = f"    path: inbox/{HOST}\n"
    host.write_text(text.replace(setting, f"{setting}    settle_seconds: 0\n"), encoding="utf-8")
    mapping_file(config).write_text("".join(_mapping(rules)), encoding="utf-8")
    curriculum = config / "curriculum" / "generated.yaml"
    curriculum.write_text("".join(_curriculum(rules)), encoding="utf-8")
    return config


def mapping_file(config: Path) -> Path:
    """Name the file with the generated rules."""
    return config / "mapping" / f"{HOST}.yaml"


def _mapping(rules: int) -> Iterator[str]:
    yield f"host: {HOST}\nequivalences:\n"
    for number in range(rules):
        yield (
            f"  - host: {host_code(number)}\n"
            f"    home: {home_code(number)}\n"
            "    valid: {from: 2023-10-01, to: 2028-09-30}\n"
            "    levels: [bachelor]\n"
            "    approved: {by: Department of Economics, on: 2023-06-14, reference: minutes 9}\n"
        )


def _curriculum(rules: int) -> Iterator[str]:
    yield "components:\n"
    for number in range(rules):
        yield (
            f"  - code: {home_code(number)}\n"
            f"    title: {{en: Component number {number} of the generated curriculum}}\n"
            "    credits: 5\n    cycle: BD\n    level: bachelor\n"
            f"    programmes: [{PROGRAMME}]\n"
        )


@dataclass(frozen=True, kw_only=True)
class World:
    """One generated university with its store open."""

    app: App
    config: Path

    @property
    def connector(self) -> HostConnector:
        """The connector of the host that documents are generated for."""
        return self.app.connectors[HeiId(HOST)]

    def publish(self, extent: Extent, name: str = "all.xml") -> Path:
        """Leave a document in the host's drop folder."""
        folder = self.config / "inbox" / HOST
        folder.mkdir(parents=True, exist_ok=True)
        return write_document(folder / name, extent)

    def sync(self) -> HostRun:
        """Bring in what the host published and decide about it."""
        return self.app.pipeline().sync_host(HeiId(HOST))

    def stage(self, items: Iterable[Parsed]) -> StagingReport:
        """Stage what was parsed in one transaction, as the pipeline does."""
        transcripts = (item for item in items if isinstance(item, TranscriptOfRecords))
        with self.app.store.write(actor="bench") as unit:
            staging = Staging(unit, HeiId(HOST))
            while batch := tuple(islice(transcripts, TRANSCRIPTS_AT_ONCE)):
                staging.stage(batch)
            return staging.finish()

    def admit(self, extent: Extent) -> None:
        """Register the stay and the agreement of every generated student."""
        for start in range(0, extent.students, _STAYS_AT_ONCE):
            numbers = range(start, min(extent.students, start + _STAYS_AT_ONCE))
            with self.app.store.write(actor="bench") as unit:
                record_mobilities(unit, [_mobility(number) for number in numbers], [])
                record_agreements(unit, [_agreement(number) for number in numbers], [])


@contextmanager
def opened_world(*, moodle: SandboxMoodle | None = None) -> Iterator[World]:
    """Make a university in a temporary folder, open it, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="utqyr-bench-") as folder:
        config = write_configuration(Path(folder), moodle=moodle)
        with open_app(config) as app:
            yield World(app=app, config=config)


def document_of(path: Path) -> HostDocument:
    """Describe a file as a document that was retrieved."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return HostDocument(
        host=HeiId(HOST),
        name=path.name,
        media_type="application/xml",
        fetched_at=SystemClock().now(),
        sha256=Sha256(digest),
        size=path.stat().st_size,
        path=path,
    )


def _mobility(number: int) -> Mobility:
    return Mobility(
        mobility_id=MobilityId(mobility_id(number)),
        student_id=StudentId(student_id(number)),
        given_names=f"Given{number}",
        family_name=f"Family{number}",
        birth_date=date(2004, 3, number % 28 + 1),
        host=HeiId(HOST),
        kind=MobilityKind.EXTERNAL,
        level=Level.BACHELOR,
        programme=PROGRAMME,
        admission_year=2023,
        starts=date.fromisoformat(TERM[0]),
        ends=date.fromisoformat(TERM[1]),
    )


def _agreement(number: int) -> LearningAgreement:
    courses = courses_of(number)
    return LearningAgreement(
        mobility_id=MobilityId(mobility_id(number)),
        version=1,
        host_components=tuple(HostComponent(code=CourseCode(host_code(each))) for each in courses),
        home_components=tuple(
            AgreedComponent(code=ComponentCode(home_code(each)), credits=Decimal(5))
            for each in courses
        ),
        approved_on=date(2025, 9, 1),
        approved_by="Programme coordinator",
        reference="LA-1",
    )
