"""Which decisions a protocol holds, in which order, and what it says of refusals."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from connectors.transcripts.document import Protocol
from mapping.identifiers import HeiId
from mapping.terms import ResultStatus
from sync.clock import FixedClock
from sync.errors import WrongUsage
from sync.protocols import Batch, ProtocolHead, gather_protocol
from sync.store.decisions import REFUSED
from sync.store.tables import Document
from sync.store.unit_of_work import Store, table_of
from tests.builders import EVIDENCE, HOST, make_result
from tests.ledger import CONTEXT, FINANCE, MANAGEMENT, SPORTS, decide_stay, other_student, settle


def protocol_of(store: Store, clock: FixedClock, **batch: Any) -> Protocol:
    heading = ProtocolHead(number="7", order="301-15", dated=clock.now().date())
    with store.read() as connection:
        return gather_protocol(
            connection, CONTEXT, Batch(**batch), heading, now=clock.now()
        ).protocol


def places(protocol: Protocol) -> list[tuple[str, str]]:
    return [(line.student.student_id, line.component.code) for line in protocol.lines]


def test_lines_come_by_student_and_component(store: Store, clock: FixedClock) -> None:
    decide_stay(store, MANAGEMENT, SPORTS, *FINANCE)
    decide_stay(store, MANAGEMENT, mobility=other_student("00100", "M-0002"))

    assert places(protocol_of(store, clock)) == [
        ("00100", "MAN1101"),
        ("00123", "ECO2204"),
        ("00123", "MAN1101"),
        ("00123", "SPORT"),
    ]


def test_order_number_and_date_are_those_given(store: Store, clock: FixedClock) -> None:
    decide_stay(store, MANAGEMENT)
    protocol = protocol_of(store, clock)

    assert (protocol.number, protocol.order) == ("7", "301-15")
    assert protocol.dated == clock.now().date()
    assert protocol.signatories == CONTEXT.signatories


def test_a_batch_may_be_days(store: Store, clock: FixedClock) -> None:
    first = clock.now().date()
    decide_stay(store, MANAGEMENT)
    clock.advance(timedelta(days=3))
    decide_stay(store, MANAGEMENT, SPORTS)
    later = clock.now().date()

    assert places(protocol_of(store, clock, decided_to=first)) == [("00123", "MAN1101")]
    assert places(protocol_of(store, clock, decided_from=later)) == [("00123", "SPORT")]
    assert len(places(protocol_of(store, clock, decided_from=first, decided_to=later))) == 2


def test_days_in_the_wrong_order_are_told_as_such() -> None:
    day = date(2026, 9, 1)

    with pytest.raises(WrongUsage, match="they are swapped"):
        Batch(decided_from=day, decided_to=day - timedelta(days=1))
    assert Batch(decided_from=day, decided_to=day).decided_to == day


def test_a_batch_may_be_a_host(store: Store, clock: FixedClock) -> None:
    decide_stay(store, MANAGEMENT)

    assert protocol_of(store, clock, host=HOST).host_names == CONTEXT.host_names[HOST]
    with pytest.raises(WrongUsage, match="nothing was decided"):
        protocol_of(store, clock, host=HeiId("enu.kz"))


def test_a_batch_may_be_one_document_of_the_host(store: Store, clock: FixedClock) -> None:
    decide_stay(store, MANAGEMENT)
    row = {
        "host": HOST,
        "sha256": EVIDENCE,
        "name": "winter.xml",
        "media_type": "text/xml",
        "size": 1,
        "fetched_at": "2026-09-01T08:00:00.000000Z",
    }
    with store.write(actor="system") as unit:
        unit.connection.execute(insert(table_of(Document)), [row])

    protocol = protocol_of(store, clock, document=EVIDENCE[:12])
    assert protocol.documents == ("winter.xml (SHA-256 eeeeeeeeeeeeeeee…)",)
    assert len(protocol.lines) == 1
    for unknown in ("abababab", "e"):
        with pytest.raises(WrongUsage, match="no document of a host"):
            protocol_of(store, clock, document=unknown)


def test_refusals_carry_who_and_why(store: Store, clock: FixedClock) -> None:
    failed = make_result("MAN101", "2", status=ResultStatus.FAILED)
    decide_stay(store, failed, *FINANCE)
    settle(store, REFUSED, actor="Dean", reason="failed at the host, minutes 14")
    protocol = protocol_of(store, clock)
    [refused] = protocol.refused

    assert (refused.about, refused.by) == ("MAN101 (2024-autumn)", "Dean")
    assert refused.why == "failed at the host, minutes 14"
    assert refused.decided_on == clock.now().date()
    assert protocol.waiting == 0


def test_what_still_waits_is_counted_and_not_listed(store: Store, clock: FixedClock) -> None:
    decide_stay(store, make_result("MAN101", None), *FINANCE)
    protocol = protocol_of(store, clock)

    assert (protocol.waiting, protocol.refused) == (1, ())
    assert places(protocol) == [("00123", "ECO2204")]
