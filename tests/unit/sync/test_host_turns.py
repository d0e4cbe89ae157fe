from mapping.identifiers import HeiId
from sync.host_turns import HostTurns
from sync.schedule import Extent

ONE, OTHER = HeiId("enu.kz"), HeiId("asu.ru")


def test_a_host_has_one_run_at_a_time_and_others_go_on() -> None:
    turns = HostTurns()

    assert turns.take(ONE, Extent.CHANGED)
    assert not turns.take(ONE, Extent.CHANGED)
    assert turns.take(OTHER, Extent.CHANGED)


def test_a_full_listing_that_met_a_run_is_next() -> None:
    turns = HostTurns()
    turns.take(ONE, Extent.CHANGED)
    turns.take(ONE, Extent.FULL)

    assert turns.next_of(ONE) is Extent.FULL
    assert not turns.take(ONE, Extent.CHANGED)
    assert turns.next_of(ONE) is None
    assert turns.take(ONE, Extent.CHANGED)


def test_a_full_listing_left_to_a_run_that_failed_stays_wanted() -> None:
    turns = HostTurns()
    turns.take(ONE, Extent.CHANGED)
    turns.take(ONE, Extent.FULL)
    turns.give_back(ONE)

    assert turns.take(ONE, Extent.CHANGED)
    assert turns.next_of(ONE) is Extent.FULL
