"""Whether a retrieved document is news for the run that asked; keeps nothing."""

from connectors.base import RetrievalRequest
from mapping.identifiers import Sha256


def is_news(request: RetrievalRequest, name: str, digest: Sha256) -> bool:
    """Tell whether a document has to be given: it is new, or a return to an earlier statement."""
    return digest not in request.known or request.latest.get(name, digest) != digest
