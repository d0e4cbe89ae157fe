"""Which transcripts are expected, due or late, from the agreements; writes to nobody by itself.

mobilities, agreements, results that came --> away | due | late | received
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select

from mapping.agreements import (
    HostComponent,
    LearningAgreement,
    Mobility,
    agreement_in_force,
    period_end,
)
from mapping.identifiers import CourseCode, HeiId, MobilityId, StudentId
from mapping.terms import MobilityForm, ResultStatus
from sync.store.people import load_agreements, load_mobilities
from sync.store.staging import WITHDRAWN
from sync.store.tables import LearnerRow, ResultRow
from sync.store.unit_of_work import table_of

WEEKS_AFTER_THE_END = 5
"""How long after the end of a mobility its transcript may take: what the Erasmus+ learning
agreement gives a receiving institution, counted from the results. Rules of Kazakhstan name no
term; experience speaks of up to half a year, so a letter after five weeks is early, not rude."""

_LEARNER = table_of(LearnerRow)
_RESULT = table_of(ResultRow)


class Arrival(StrEnum):
    """How far a mobility's results are: its period runs, or they are due, late, or received."""

    LATE = "late"
    DUE = "due"
    AWAY = "away"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedResults:
    """What is expected of one mobility; `missing` are courses agreed that have no final result.

    `ends` counts extensions in. `received` counts courses with a final result, agreed or not.
    """

    mobility_id: MobilityId
    student_id: StudentId
    host: HeiId
    arrival: Arrival
    ends: date
    due: date
    days_late: int
    received: int
    missing: tuple[HostComponent, ...]


def expected_results(
    connection: Connection,
    *,
    today: date,
    weeks: int = WEEKS_AFTER_THE_END,
    host: HeiId | None = None,
) -> tuple[ExpectedResults, ...]:
    """List every mobility whose results are recognised: by host, the latest first.

    A vertical mobility brings a degree of its own, so nothing is expected of it.
    """
    mobilities = load_mobilities(connection, host)
    versions = load_agreements(connection, [item.mobility_id for item in mobilities])
    final = _final_courses(connection, host)
    found = [
        expectation(
            mobility,
            agreement_in_force(versions.get(mobility.mobility_id, ())),
            final.get(mobility.mobility_id, frozenset()),
            today=today,
            weeks=weeks,
        )
        for mobility in mobilities
        if mobility.form is not MobilityForm.VERTICAL
    ]
    order = list(Arrival)
    return tuple(
        sorted(
            found,
            key=lambda item: (item.host, order.index(item.arrival), item.due, item.mobility_id),
        )
    )


def expectation(
    mobility: Mobility,
    agreement: LearningAgreement | None,
    final: frozenset[CourseCode],
    *,
    today: date,
    weeks: int = WEEKS_AFTER_THE_END,
) -> ExpectedResults:
    """Tell how far one mobility's results are; `final` are courses with a result passed or failed.

    Received is what has a result for every agreed course, or where none was agreed, any result.
    """
    ends = period_end(mobility)
    due = ends + timedelta(weeks=weeks)
    rows = agreement.host_components if agreement else ()
    missing = tuple(row for row in rows if row.code not in final)
    if final and not missing:
        arrival = Arrival.RECEIVED
    elif today <= ends:
        arrival = Arrival.AWAY
    else:
        arrival = Arrival.DUE if today <= due else Arrival.LATE
    return ExpectedResults(
        mobility_id=mobility.mobility_id,
        student_id=mobility.student_id,
        host=mobility.host,
        arrival=arrival,
        ends=ends,
        due=due,
        days_late=(today - due).days if arrival is Arrival.LATE else 0,
        received=len(final),
        missing=missing,
    )


def _final_courses(
    connection: Connection, host: HeiId | None
) -> Mapping[str, frozenset[CourseCode]]:
    """Name the courses each mobility has a result of that is neither in progress nor deleted."""
    query = (
        select(_LEARNER.c.mobility_id, _RESULT.c.result_key)
        .join(_LEARNER, _LEARNER.c.id == _RESULT.c.learner_id)
        .where(
            _LEARNER.c.mobility_id.is_not(None),
            _RESULT.c.status.not_in((ResultStatus.IN_PROGRESS.value, WITHDRAWN)),
        )
    )
    if host is not None:
        query = query.where(_LEARNER.c.host == host)
    final: defaultdict[str, set[CourseCode]] = defaultdict(set)
    for row in connection.execute(query):
        final[row.mobility_id].add(CourseCode(row.result_key.partition("|")[0]))
    return {mobility_id: frozenset(codes) for mobility_id, codes in final.items()}


def unidentified_learners(connection: Connection) -> Mapping[HeiId, int]:
    """Count, by host, the learners nobody has identified: one of them may be the late student."""
    rows = connection.execute(
        select(_LEARNER.c.host, func.count().label("learners"))
        .where(_LEARNER.c.mobility_id.is_(None))
        .group_by(_LEARNER.c.host)
    )
    return {HeiId(row.host): row.learners for row in rows}


def expected_facts(item: ExpectedResults) -> dict[str, object]:
    """Give what is expected of one mobility as plain values for a program to read."""
    return {
        "mobility": item.mobility_id,
        "student": item.student_id,
        "host": item.host,
        "state": item.arrival.value,
        "ends": item.ends.isoformat(),
        "due": item.due.isoformat(),
        "days_late": item.days_late,
        "received": item.received,
        "missing": [row.code for row in item.missing],
    }
