"""Whose turn a host is: one run of a host at a time, and no thread waits for another's."""

import threading

from mapping.identifiers import HeiId
from sync.schedule import Extent


class HostTurns:
    """Which hosts are being run, and which are to be listed in full right after."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: set[HeiId] = set()
        self._full_wanted: set[HeiId] = set()

    def take(self, host: HeiId, extent: Extent) -> bool:
        """Take a host's turn, or tell that somebody has it.

        A full listing is left to whoever has the turn: it covers what changed, and is not lost.
        """
        with self._lock:
            if host in self._busy:
                if extent is Extent.FULL:
                    self._full_wanted.add(host)
                return False
            self._busy.add(host)
            if extent is Extent.FULL:
                self._full_wanted.discard(host)
            return True

    def next_of(self, host: HeiId) -> Extent | None:
        """Tell what a host is to be run for next; nothing gives the turn back."""
        with self._lock:
            if host in self._full_wanted:
                self._full_wanted.discard(host)
                return Extent.FULL
            self._busy.discard(host)
            return None

    def give_back(self, host: HeiId) -> None:
        """Give a host's turn back after a failure or a stop; a listing left to it stays wanted."""
        with self._lock:
            self._busy.discard(host)
