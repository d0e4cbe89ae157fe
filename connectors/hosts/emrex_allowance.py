"""How much students' browsers may leave within an hour; keeps moments and sizes, no documents.

Anybody can fetch a session id, so what arrives is bounded by its sum and not by who sends it.
"""

import threading
from collections import deque
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


class ReturnAllowance:
    """Counts what was taken in the last hour; safe to share between threads.

    A document is always taken after an hour without one, however large: none waits for ever.
    """

    def __init__(self, *, returns: int, size: int) -> None:
        self._returns = returns
        self._size = size
        self._taken: deque[tuple[datetime, int]] = deque()
        self._lock = threading.Lock()

    def take(self, size: int, now: datetime) -> timedelta | None:
        """Count a document of so many bytes; else tell how long to wait, and count nothing."""
        with self._lock:
            while self._taken and self._taken[0][0] + HOUR <= now:
                self._taken.popleft()
            wait = self._wait(size, now)
            if wait is None:
                self._taken.append((now, size))
            return wait

    def _wait(self, size: int, now: datetime) -> timedelta | None:
        """Find how many of the oldest have to be an hour old before there is room."""
        count, total = len(self._taken), sum(each for _, each in self._taken)
        wait = None
        for moment, each in self._taken:
            if count < self._returns and total + size <= self._size:
                break
            wait = moment + HOUR - now
            count, total = count - 1, total - each
        return wait
