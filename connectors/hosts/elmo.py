"""ELMO files of any version left in a folder: plain, gzipped or in base64; decides nothing.

drop folder --> spool --unwrap--> elmo_reader --> transcripts
                              `--> elmo_schema --> departures from the schema, as warnings
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from pydantic import Field

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
from connectors.hosts.elmo_reader import read_elmo
from connectors.hosts.elmo_schema import SchemaSet
from connectors.hosts.elmo_settings import ElmoReadingSettings, Texts
from connectors.hosts.elmo_transcripts import ElmoPolicy
from mapping.identifiers import HeiId
from mapping.problems import Problem

_READING = "1"
"""What is read from the same bytes by the same settings; raised when the reading changes."""

_NOT_OF_READING = {"path", "patterns", "settle_seconds", "schemas"}


class ElmoSettings(ElmoReadingSettings):
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
    schemas: Path | None = Field(
        default=None,
        description="A folder with the schema documents to compare files with; departures are"
        " warnings.",
    )
    max_bytes: int = Field(
        default=2048 * MEBIBYTE, gt=0, description="The largest document, unpacked, in bytes."
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
        """Say how this host's documents are read."""
        return self._settings.policy()

    def _folder(self) -> DropFolder:
        return DropFolder(
            host=self._host,
            path=self._settings.path,
            patterns=self._settings.patterns,
            settle_seconds=self._settings.settle_seconds,
            limit_bytes=self._settings.max_bytes,
        )
