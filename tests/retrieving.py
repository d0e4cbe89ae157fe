"""Asking a connector, as a run does that has seen some documents before."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from connectors.base import HostDocument, RetrievalRequest
from mapping.identifiers import Sha256

Known = frozenset[tuple[str, Sha256]]
NOTHING: Known = frozenset()


def known_of(documents: Iterable[HostDocument]) -> Known:
    """Name documents as what the host showed last under their names."""
    return frozenset((document.name, document.sha256) for document in documents)


def asking(
    spool: Path, now: datetime, known: Known = NOTHING, *, since: datetime | None = None
) -> RetrievalRequest:
    """Ask as a run would to which these documents are no news."""
    return RetrievalRequest(
        spool=spool,
        now=now,
        changed_since=since,
        is_known=lambda name, digest, _: (name, digest) in known,
    )
