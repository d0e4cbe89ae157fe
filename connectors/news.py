"""Whether a retrieved document is news for the run that asked; keeps nothing."""

from datetime import datetime

from connectors.base import RetrievalRequest
from mapping.identifiers import Sha256


def is_news(
    request: RetrievalRequest, name: str, digest: Sha256, published: datetime | None = None
) -> bool:
    """Tell whether a document has to be given: it is new, or published anew."""
    return not request.is_known(name, digest, published)
