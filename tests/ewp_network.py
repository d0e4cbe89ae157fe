"""A stand-in EWP network for tests, and the connector that asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.base import HostDocument, Parsed, RetrievalRequest
from connectors.hosts.ewp import EwpConnector
from connectors.hosts.ewp_settings import EwpSettings
from mapping.identifiers import HeiId
from sandbox.ewp import SandboxEwp
from sandbox.ewp_documents import elmo
from tests.keys import private_pem, public_pem

HOST = HeiId("harbour.example")
HOME = "home.example"
NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


@contextmanager
def network(**changes: Any) -> Iterator[SandboxEwp]:
    """Serve a network in which our key is the one named `home`."""
    chosen: dict[str, Any] = {"home": HOME, "client_key": public_pem("home")}
    with SandboxEwp(HOST, **{**chosen, **changes}) as served:
        yield served


def connector(served: SandboxEwp, **settings: Any) -> EwpConnector:
    """Build the connector for the host of a network; it never pauses."""
    chosen = {
        "home": HOME,
        "key": private_pem("home"),
        "registry": served.registry_url,
        "retries": 2,
        "backoff_seconds": 0,
        "read_seconds": 20,
        **settings,
    }
    return EwpConnector(HOST, EwpSettings.model_validate(chosen))


def request(spool: Path, **changes: Any) -> RetrievalRequest:
    """Ask at the moment of these tests; `spool` is made where it is missing."""
    spool.mkdir(exist_ok=True)
    return RetrievalRequest(**{"spool": spool, "now": NOW, **changes})


def retrieve(built: EwpConnector, spool: Path, **changes: Any) -> list[HostDocument]:
    """Retrieve everything."""
    return list(built.retrieve(request(spool, **changes)))


def parsed(built: EwpConnector, documents: list[HostDocument]) -> list[Parsed]:
    """Read documents whole."""
    return [item for document in documents for item in built.parse(document)]


def transcript(mobility_id: str, grade: str = "4,5", major: int = 1) -> str:
    """Write the transcript of a mobility; everything in it is invented."""
    return elmo(
        HOST,
        esi=f"urn:schac:personalUniqueCode:int:esi:{HOME}:{mobility_id}",
        given_names="Alua",
        family_name="Testova",
        courses=[("MIC101", grade, "6"), ("FIN201", "3,0", "3")],
        major=major,
    )
