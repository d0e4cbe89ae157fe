"""A host whose documents a test writes itself: transcripts as JSON, with faults to order."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import TypeAdapter, ValidationError

from connectors.base import (
    Capabilities,
    ConnectorSettings,
    HostDocument,
    Parsed,
    RetrievalRequest,
)
from connectors.errors import HostContractBroken, HostError
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem
from mapping.records import HostResult, TranscriptOfRecords
from tests.builders import HOST, make_learner

_TRANSCRIPTS = TypeAdapter(tuple[TranscriptOfRecords, ...])
START = datetime(2026, 2, 1, tzinfo=UTC)


def transcript(*results: HostResult, **fields: object) -> TranscriptOfRecords:
    """Build a transcript of the student of `make_mobility`."""
    given: dict[str, object] = {"host": HOST, "learner": make_learner(), "evidence": Sha256("")}
    return TranscriptOfRecords(results=results, **(given | fields))  # type: ignore[arg-type]


class ScriptedHost:
    """Publish what the test says; `publish` adds a document, `failure` breaks the next retrieval.

    A document under a name that is there already replaces it. `at` is the host's own time of it.
    """

    kind: ClassVar[str] = "scripted"
    settings_type: ClassVar[type[ConnectorSettings]] = ConnectorSettings

    def __init__(self, host: HeiId = HOST, settings: ConnectorSettings | None = None) -> None:
        self.host = host
        self.settings = settings
        self.published: dict[str, tuple[bytes, datetime | None]] = {}
        self.failure: HostError | None = None
        self.parsed = 0
        self.profile_name = "one"
        self.asked_since: list[datetime | None] = []

    def publish(
        self, *transcripts: TranscriptOfRecords, name: str = "", at: datetime | None = None
    ) -> None:
        """Publish transcripts as one document."""
        self.publish_bytes(_TRANSCRIPTS.dump_json(transcripts), name, at)

    def publish_bytes(self, content: bytes, name: str = "", at: datetime | None = None) -> None:
        """Publish any bytes."""
        self.published[name or f"document-{len(self.published):03}"] = (content, at)

    def capabilities(self) -> Capabilities:
        """Declare a host that lists everything."""
        return Capabilities(lists_everything=True)

    def retrieve(self, request: RetrievalRequest) -> Iterator[HostDocument]:
        """Give every document, then fail if a failure is ordered."""
        self.asked_since.append(request.changed_since)
        for number, (name, (content, at)) in enumerate(self.published.items()):
            path = request.spool / name
            path.write_bytes(content)
            yield HostDocument(
                host=self.host,
                name=name,
                media_type="application/json",
                fetched_at=request.now.replace(microsecond=number),
                sha256=Sha256(hashlib.sha256(content).hexdigest()),
                size=len(content),
                path=path,
                published=at,
            )
        if self.failure is not None:
            raise self.failure

    def parse(self, document: HostDocument) -> Iterator[Parsed]:
        """Read the JSON; anything else breaks the contract."""
        self.parsed += 1
        try:
            transcripts = _TRANSCRIPTS.validate_json(document.path.read_bytes())
        except ValidationError as error:
            problem = Problem(code="not-json", message="is not a transcript", place="byte 0")
            raise HostContractBroken(self.host, "unreadable", problems=(problem,)) from error
        for item in transcripts:
            results = tuple(replace(each, evidence=document.sha256) for each in item.results)
            yield replace(item, results=results, evidence=document.sha256)

    def profile(self) -> str:
        """Name the profile the test chose."""
        return self.profile_name

    def check(self) -> Iterator[Problem]:
        """Find nothing."""
        return iter(())
