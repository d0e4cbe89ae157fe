from sync.stopping import Requests


class Asked:
    """A daemon that notes what it is asked."""

    def __init__(self) -> None:
        self.stops = 0
        self.reloads = 0

    @property
    def stop_requested(self) -> bool:
        return self.stops > 0

    def request_stop(self) -> None:
        self.stops += 1

    def request_reload(self) -> None:
        self.reloads += 1


def test_what_was_asked_before_there_is_a_daemon_is_passed_on() -> None:
    requests, daemon = Requests(), Asked()
    requests.request_stop()
    requests.request_reload()

    requests.pass_on_to(daemon)

    assert (daemon.stops, daemon.reloads) == (1, 1)


def test_what_is_asked_later_is_passed_on_at_once() -> None:
    requests, daemon = Requests(), Asked()
    requests.pass_on_to(daemon)
    untouched = (daemon.stops, daemon.reloads, requests.stop_requested)

    requests.request_stop()
    requests.request_reload()

    assert untouched == (0, 0, False)
    assert (daemon.stops, daemon.reloads, requests.stop_requested) == (1, 1, True)
