"""What becomes of a stand-in Moodle's answers: lost, late, garbled, closed; has no answers."""

import threading
from collections import deque
from enum import StrEnum


class Closure(StrEnum):
    """Whether the whole site answers."""

    OPEN = "open"
    MAINTENANCE_ANSWER = "maintenance-answer"
    """Closed in the site administration: every call fails with `sitemaintenance`, status 200."""
    MAINTENANCE_PAGE = "maintenance-page"
    """Closed from the command line: status 503 and an HTML page."""
    NO_WEB_SERVICES = "no-web-services"
    """Web services are switched off: status 403 and nothing else."""


class FaultKind(StrEnum):
    """What becomes of one answer."""

    LOST_BEFORE_EFFECT = "lost-before-effect"
    LOST_AFTER_EFFECT = "lost-after-effect"
    LATE = "late"
    """It is held back until `release`."""
    GARBAGE = "garbage"
    PROXY_PAGE = "proxy-page"
    BAD_GATEWAY = "bad-gateway"


class MoodleFaults:
    """Hold the faults to come; each is used up by one call of its function, in order."""

    def __init__(self) -> None:
        self.closure = Closure.OPEN
        self._coming: dict[str, deque[FaultKind]] = {}
        self._released = threading.Event()

    def arrange(self, function: str, *kinds: FaultKind) -> None:
        """Let the next calls of a function meet these faults, one each."""
        self._coming.setdefault(function, deque()).extend(kinds)

    def take(self, function: str) -> FaultKind | None:
        """Take the next fault of a function."""
        coming = self._coming.get(function)
        return coming.popleft() if coming else None

    def wait(self) -> None:
        """Hold an answer back, at most ten seconds."""
        self._released.wait(10)

    def release(self) -> None:
        """Let every answer go that was held back."""
        self._released.set()
