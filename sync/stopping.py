"""How the process is asked to stop or to read its configuration again; stops nothing itself."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol


class Stopping:
    """Whether the process was asked to stop; called between units of work."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> bool:
        """Tell whether to begin nothing new."""
        return self._event.is_set()

    def request(self) -> None:
        """Ask for the stop; not for signal handlers, which may interrupt whoever asks."""
        self._event.set()


class Controllable(Protocol):
    """What signals are passed on to; every method is safe inside a signal handler."""

    @property
    def stop_requested(self) -> bool:
        """Whether somebody asked for the stop already."""

    def request_stop(self) -> None:
        """Ask for the stop."""

    def request_reload(self) -> None:
        """Ask to read the configuration again."""


class Requests:
    """What was asked of the process before there was a daemon to ask; passed on once there is.

    Signals come to this from the first moment, so that none ends a start halfway.
    """

    def __init__(self) -> None:
        self._stop = False
        self._reload = False
        self._daemon: Controllable | None = None

    @property
    def stop_requested(self) -> bool:
        """Whether somebody asked for the stop already."""
        return self._stop

    def request_stop(self) -> None:
        """Ask for the stop, now or once there is a daemon."""
        self._stop = True
        if self._daemon is not None:
            self._daemon.request_stop()

    def request_reload(self) -> None:
        """Ask to read the configuration again, now or once there is a daemon."""
        self._reload = True
        if self._daemon is not None:
            self._daemon.request_reload()

    def pass_on_to(self, daemon: Controllable) -> None:
        """Pass on what was asked so far and what will be; asked twice is asked once."""
        self._daemon = daemon
        if self._stop:
            daemon.request_stop()
        if self._reload:
            daemon.request_reload()


@contextmanager
def signals_to(daemon: Controllable) -> Iterator[None]:
    """Let SIGTERM and SIGINT stop the daemon, a second one end the process, SIGHUP reload.

    Only for the main thread. Ending at once loses nothing: what was begun is settled by the next
    run.
    """

    def stop(number: int, _: FrameType | None) -> None:
        if daemon.stop_requested:
            os._exit(128 + number)
        daemon.request_stop()

    def reload(_: int, __: FrameType | None) -> None:
        daemon.request_reload()

    handlers = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGHUP: reload}
    former = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
