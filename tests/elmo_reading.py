"""ELMO documents for tests, written and read in memory; everything in them is invented."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors.base import Parsed
from connectors.hosts.elmo import ElmoConnector, ElmoSettings
from connectors.hosts.elmo_reader import read_elmo
from connectors.hosts.elmo_transcripts import ElmoPolicy
from mapping.identifiers import HeiId, Sha256
from mapping.records import HostResult, TranscriptOfRecords

HOST = HeiId("host.example")
EVIDENCE = Sha256("e" * 64)
FIXTURES = Path(__file__).parent / "fixtures" / "hosts" / "elmo"

LEARNER = "<learner><givenNames>Aliya</givenNames><familyName>Testova</familyName></learner>"


def policy(**settings: Any) -> ElmoPolicy:
    """Build the policy that a host's settings come to."""
    return ElmoConnector(HOST, ElmoSettings(path=Path("drop"), **settings)).policy()


def read(content: bytes | str, *, max_element_bytes: int = 0, **settings: Any) -> list[Parsed]:
    """Read a document whole."""
    chosen = policy(**settings)
    if max_element_bytes:
        chosen = replace(chosen, max_element_bytes=max_element_bytes)
    content = content.encode() if isinstance(content, str) else content
    return list(read_elmo(io.BytesIO(content), host=HOST, evidence=EVIDENCE, policy=chosen))


def transcripts(content: bytes | str, **settings: Any) -> list[TranscriptOfRecords]:
    """Read a document's transcripts."""
    return [item for item in read(content, **settings) if isinstance(item, TranscriptOfRecords)]


def fixture(name: str, **settings: Any) -> list[TranscriptOfRecords]:
    """Read the transcripts of a recorded document."""
    return transcripts((FIXTURES / name).read_bytes(), **settings)


def by_code(found: list[TranscriptOfRecords]) -> dict[str, HostResult]:
    """Index results by their printed code; of several, the last."""
    return {result.printed_code: result for each in found for result in each.results}


def codes(result: HostResult | TranscriptOfRecords) -> list[str]:
    """List the codes of what was found about a result or a transcript."""
    return [warning.code for warning in result.warnings]


def course(inside: str, *, code: str = "FIN201", about: str = "") -> str:
    """Write a course with what its instance says."""
    return (
        f'<learningOpportunitySpecification><identifier type="local">{code}</identifier>{about}'
        f"<specifies><learningOpportunityInstance>{inside}</learningOpportunityInstance>"
        "</specifies></learningOpportunitySpecification>"
    )


def elmo(*courses: str, learner: str = LEARNER) -> str:
    """Write an elmo with one report."""
    return f"<elmo>{learner}<report>{''.join(courses)}</report></elmo>"


def one(inside: str, *, about: str = "", **settings: Any) -> HostResult:
    """Read the result of a single course."""
    [transcript] = transcripts(elmo(course(inside, about=about)), **settings)
    [result] = transcript.results
    return result
