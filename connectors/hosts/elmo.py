"""ELMO files of any version left in a folder: plain, gzipped or in base64; decides nothing.

drop folder --> spool --unwrap--> elmo_reader --> transcripts
                              `--> elmo_schema --> departures from the schema, as warnings
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.documents import MEBIBYTE, OpeningLimits, open_unwrapped
from connectors.drop_folder import DropFolder
from connectors.errors import HostError
from connectors.hosts.elmo_courses import CourseRules
from connectors.hosts.elmo_labels import FAIL_LABELS
from connectors.hosts.elmo_reader import read_elmo
from connectors.hosts.elmo_schema import SchemaSet
from connectors.hosts.elmo_transcripts import ElmoPolicy
from mapping.identifiers import HeiId
from mapping.problems import Problem
from mapping.records import Completeness

_READING = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING = {"path", "patterns", "settle_seconds", "schemas"}


def _as_tuple(value: object) -> object:
    """Take a single text for a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[
    tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | tuple[str, ...])
]


class ElmoSettings(ConnectorSettings):
    """The settings of a host of kind `elmo`."""

    path: Path = Field(description="The folder the host's ELMO files are dropped in.")
    patterns: Texts = Field(
        default=("*.xml", "*.elmo", "*.gz", "*.b64", "*.base64", "*.txt"),
        description="Which files are ELMO files, as shell patterns on the name.",
    )
    settle_seconds: float = Field(
        default=60,
        ge=0,
        description="How long a file has to be left alone before it is read.",
    )
    completeness: Literal[Completeness.SNAPSHOT, Completeness.DELTA] = Field(
        default=Completeness.SNAPSHOT,
        description="`snapshot`: a report lists all of a learner's results, so that a missing one"
        " may have been withdrawn. `delta`: it lists what is new. A report that says it is partial"
        " is partial either way.",
    )
    assume_passed: bool = Field(
        default=True,
        description="Whether a result without a status passed, as ELMO itself says it did.",
    )
    fail_labels: Texts = Field(
        default=FAIL_LABELS,
        description="Labels that contradict such an assumption; zero always does.",
    )
    decimal_comma: bool = Field(
        default=False, description="Whether the host writes credits as 7,5 against the standard."
    )
    code_types: Texts = Field(
        default=("local", "coursecode", "code"),
        description="Types of course identifiers that hold the printed code, the best first.",
    )
    identifier_kinds: dict[str, str] = Field(
        default={},
        description="The host's words for learner identifiers: esi, student-number (ours),"
        " national-id, host-id or mobility-id.",
    )
    schemes: dict[str, str] = Field(
        default={},
        description="The host's names of grading schemes in old documents, and ours for them.",
    )
    issuers: Texts = Field(
        default=(),
        description="SCHAC codes besides the host's own whose reports are the host's.",
    )
    schemas: Path | None = Field(
        default=None,
        description="A folder with the schema documents to compare files with; departures are"
        " warnings.",
    )
    max_bytes: int = Field(
        default=2048 * MEBIBYTE, gt=0, description="The largest document, unpacked, in bytes."
    )
    max_results: int = Field(
        default=20_000, gt=0, description="The most results one learner may have in a document."
    )


class ElmoConnector:
    """A host whose results come as ELMO files in a folder."""

    kind: ClassVar[str] = "elmo"
    settings_type: ClassVar[type[ConnectorSettings]] = ElmoSettings

    def __init__(self, host: HeiId, settings: ConnectorSettings) -> None:
        if not isinstance(settings, ElmoSettings):
            raise TypeError("the elmo connector takes ElmoSettings")
        self._host = host
        self._settings = settings
        self._limits = OpeningLimits(max_bytes=settings.max_bytes)
        self._schemas = None if settings.schemas is None else SchemaSet(settings.schemas)

    def capabilities(self) -> Capabilities:
        """Declare what ELMO files can do: a folder shows only what was dropped there lately."""
        return Capabilities()

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Spool the settled files of the folder by name; raises as `DropFolder.retrieve` does."""
        return self._folder().retrieve(request, media_type="application/xml")

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read a document, streaming; raises HostContractBroken.

        Departures from the schema come last, as they are about a document that reads.
        """
        with open_unwrapped(document, limits=self._limits) as stream:
            yield from read_elmo(
                stream, host=self._host, evidence=document.sha256, policy=self.policy()
            )
        if self._schemas is not None:
            with open_unwrapped(document, limits=self._limits) as stream:
                yield from self._schemas.departures(stream)

    def profile(self) -> str:
        """Digest the settings that reading depends on, and the schemas compared with."""
        settings = self._settings.model_dump(mode="json", exclude=_NOT_OF_READING)
        schemas = "" if self._schemas is None else self._schemas.digest()
        text = json.dumps([_READING, settings, schemas], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def check(self) -> Iterator[Problem]:
        """Look whether the folder and the schemas can be read."""
        try:
            self._folder().list_files()
        except HostError as error:
            yield Problem(
                code="folder-unreadable",
                message=error.message,
                place=str(self._settings.path),
                hint=error.hint,
            )
        if self._schemas is not None:
            yield from self._schemas.problems()

    def policy(self) -> ElmoPolicy:
        """Say how this host's documents are read; other ways to get them read them alike."""
        settings = self._settings
        return ElmoPolicy(
            courses=CourseRules(
                assume_passed=settings.assume_passed,
                decimal_comma=settings.decimal_comma,
                code_types=tuple(each.lower() for each in settings.code_types),
                schemes=tuple(settings.schemes.items()),
                fail_labels=settings.fail_labels,
            ),
            completeness=settings.completeness,
            issuers=settings.issuers,
            identifier_kinds=tuple(settings.identifier_kinds.items()),
            max_results=settings.max_results,
            max_element_bytes=16 * MEBIBYTE,
        )

    def _folder(self) -> DropFolder:
        return DropFolder(
            host=self._host,
            path=self._settings.path,
            patterns=self._settings.patterns,
            settle_seconds=self._settings.settle_seconds,
            limit_bytes=self._settings.max_bytes,
        )
