"""Reading bytes through the inbox connector, as tests do: results, findings or the refusal."""

import hashlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.base import HostDocument, Parsed
from connectors.errors import HostContractBroken
from connectors.hosts.inbox import InboxConnector, InboxSettings
from mapping.identifiers import HeiId, Sha256
from mapping.problems import Problem
from mapping.records import HostResult, TranscriptOfRecords

HOST = HeiId("host.example")
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


def settings_of(**changes: object) -> InboxSettings:
    """Make settings; the folder is never looked at when a file is only read."""
    return InboxSettings.model_validate({"path": "inbox", "completeness": "snapshot", **changes})


def parse(content: bytes, *, name: str = "results", **changes: object) -> list[Parsed]:
    """Read bytes through the connector."""
    with tempfile.TemporaryDirectory(prefix="inbox-test-") as folder:
        path = Path(folder) / "document"
        path.write_bytes(content)
        document = HostDocument(
            host=HOST,
            name=name,
            media_type="application/octet-stream",
            fetched_at=NOW,
            sha256=Sha256(hashlib.sha256(content).hexdigest()),
            size=len(content),
            path=path,
        )
        return list(InboxConnector(HOST, settings_of(**changes)).parse(document))


def transcripts(content: bytes, **changes: Any) -> list[TranscriptOfRecords]:
    """Read bytes and give the transcripts."""
    return [one for one in parse(content, **changes) if isinstance(one, TranscriptOfRecords)]


def results(content: bytes, **changes: Any) -> list[HostResult]:
    """Read bytes and give the results of all transcripts."""
    return [result for one in transcripts(content, **changes) for result in one.results]


def findings(content: bytes, **changes: Any) -> list[Problem]:
    """Read bytes and give what was found on the way."""
    return [one for one in parse(content, **changes) if isinstance(one, Problem)]


def refusal(content: bytes, **changes: Any) -> HostContractBroken:
    """Read bytes that have to be refused, and give the refusal."""
    try:
        parse(content, **changes)
    except HostContractBroken as error:
        return error
    raise AssertionError("the file was read")


def codes(error: HostContractBroken) -> list[str]:
    """Give the codes of a refusal's findings."""
    return [problem.code for problem in error.problems]
