"""Host courses that no rule of the mapping covers, and the students who wait; changes nothing.

    held decisions, Table A of agreements --> unmapped courses, the most urgent first

What courses are called is known from transcripts and agreements, since the mapping names codes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from mapping.agreements import LearningAgreement, Mobility, agreement_in_force, period_end
from mapping.attempts import course_code
from mapping.courses import NearCodes
from mapping.credit_choice import CreditContext, choose_credit
from mapping.credits import exact_credits
from mapping.decisions import Held, RecognitionCase
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, CourseCode, HeiId
from mapping.matching import taken_on
from mapping.records import Credit, HostResult, Learner
from mapping.rulebook import Rulebook
from mapping.setting import fitting_regimes
from mapping.suggestions import Agreed, AskedCourse, Standing
from mapping.terms import MobilityForm, Work
from mapping.trace import ConversionRefused
from sync.clock import parse_utc_text
from sync.store.codec import decode
from sync.store.decisions import OPEN, SHADOW, StoredDecision, load_case, stored
from sync.store.people import load_agreements, load_mobilities
from sync.store.tables import DecisionRow, LearnerRow, ResultRow
from sync.store.unit_of_work import table_of

STALE_AFTER = timedelta(days=365)
"""A course agreed for a mobility that ended longer ago, and never taken, waits for nobody."""

_DECISION = table_of(DecisionRow)
_LEARNER = table_of(LearnerRow)
_RESULT = table_of(ResultRow)
_UNMAPPED = HeldCode.UNMAPPED_COURSE.value

_Key = tuple[HeiId, CourseCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedCourse:
    """A host course that no rule covers, with who waits for one.

    `waiting` have a result that is held for it since `since`; `expecting` have it in their learning
    agreement, and no result of it has come. Both are student numbers.
    """

    course: AskedCourse
    waiting: tuple[str, ...] = ()
    expecting: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    since: date | None = None

    def days(self, today: date) -> int:
        """Count how long the first of the students has waited."""
        return 0 if self.since is None else max((today - self.since).days, 0)


@dataclass(slots=True)
class KnownCourse:
    """What transcripts and agreements say of one host course."""

    titles: set[str] = field(default_factory=set)
    credits: tuple[Credit, ...] = ()
    work: Work = Work.THEORY


KnownCourses = Mapping[_Key, KnownCourse]


def known_courses(connection: Connection) -> KnownCourses:
    """Gather titles and credits of every host course anybody took or agreed."""
    known: defaultdict[_Key, KnownCourse] = defaultdict(KnownCourse)
    mobilities = {item.mobility_id: item for item in load_mobilities(connection)}
    for versions in load_agreements(connection, sorted(mobilities)).values():
        for version in versions:
            host = mobilities[version.mobility_id].host
            for agreed in version.host_components:
                course = known[host, agreed.code]
                course.titles.update(filter(None, [agreed.title]))
                course.credits = (agreed.credit,) if agreed.credit else course.credits
    # one statement of each course and term is enough: its title is the same for everybody
    rows = connection.execute(
        select(_LEARNER.c.host, func.max(_RESULT.c.payload).label("payload"))
        .join(_LEARNER, _LEARNER.c.id == _RESULT.c.learner_id)
        .group_by(_LEARNER.c.host, _RESULT.c.result_key)
        .order_by(_LEARNER.c.host, _RESULT.c.result_key)
    )
    for row in rows:
        result = decode(HostResult, row.payload)
        course = known[HeiId(row.host), course_code(result)]
        course.titles.update(title.text for title in result.titles)
        course.credits, course.work = result.credits or course.credits, result.work
    return dict(known)


def unmapped_courses(
    connection: Connection, rulebook: Rulebook, hosts: Sequence[HeiId], *, today: date
) -> tuple[UnmappedCourse, ...]:
    """List the courses no rule covers: most students waiting first, then those waiting longest."""
    known = known_courses(connection)
    found: list[UnmappedCourse] = []
    for host in hosts:
        gathering = _Gathering(host, rulebook, known)
        gathering.take_held(connection)
        gathering.take_agreed(connection, today)
        found.extend(gathering.courses())
    return tuple(sorted(found, key=lambda item: _urgency(item, today)))


def _urgency(item: UnmappedCourse, today: date) -> tuple[int, int, int, str, str]:
    course = item.course
    return (
        -len(item.waiting),
        -item.days(today),
        -len(item.expecting),
        course.host,
        course.code,
    )


@dataclass(slots=True)
class _Waiting:
    """One unmapped course while it is gathered."""

    titles: set[str] = field(default_factory=set)
    standings: set[Standing] = field(default_factory=set)
    work: Work = Work.THEORY
    on: date | None = None
    waiting: set[str] = field(default_factory=set)
    expecting: set[str] = field(default_factory=set)
    references: list[str] = field(default_factory=list)
    since: date | None = None


class _Gathering:
    """The unmapped courses of one host, from what is held and from what was agreed."""

    def __init__(self, host: HeiId, rulebook: Rulebook, known: KnownCourses) -> None:
        self._host = host
        self._rulebook = rulebook
        self._known = known
        self._mapped = rulebook.rules_by_course.get(host, {})
        self._near = rulebook.near_courses.get(host, NearCodes(()))
        self._found: defaultdict[CourseCode, _Waiting] = defaultdict(_Waiting)
        self._agreed: defaultdict[CourseCode, defaultdict[ComponentCode, int]]
        self._agreed = defaultdict(lambda: defaultdict(int))

    def take_held(self, connection: Connection) -> None:
        """Take what is held because no rule covers it."""
        since = _held_since(connection, self._host)
        for item in _held_unmapped(connection, self._host):
            case = load_case(connection, item.case_digest)
            first = since.get(item.decision.case, parse_utc_text(item.decided_at).date())
            for code in _courses_of(item):
                self._take_result(code, item, case, first)

    def _take_result(
        self, code: CourseCode, item: StoredDecision, case: RecognitionCase | None, since: date
    ) -> None:
        if code in self._mapped:
            return  # a rule was written since, and the next pass decides again
        course = self._found[code]
        course.waiting.add(item.student_id or item.subject)
        course.references.append(f"D{item.decision_id}")
        course.since = min(course.since or since, since)
        for result in case.results if case else ():
            if course_code(result) != code:
                continue
            course.titles.update(title.text for title in result.titles)
            course.work = result.work
            on = taken_on(result, case.mobility.starts if case and case.mobility else None)
            course.on = max(filter(None, (course.on, on)), default=None)
            if case and case.mobility:
                course.standings.add(
                    standing_of(case.mobility, result.credits, result.work, self._rulebook)
                )

    def take_agreed(self, connection: Connection, today: date) -> None:
        """Take what learning agreements name, and which components they put beside it."""
        mobilities = load_mobilities(connection, self._host)
        versions = load_agreements(connection, [item.mobility_id for item in mobilities])
        come = _results_come(connection, self._host)
        for mobility in mobilities:
            agreement = agreement_in_force(versions.get(mobility.mobility_id, ()))
            if agreement is None:
                continue
            self._take_blocks(agreement)
            if _may_still_come(mobility, today):
                self._take_rows(mobility, agreement, come.get(mobility.mobility_id, frozenset()))

    def _take_blocks(self, agreement: LearningAgreement) -> None:
        """Count what an approved agreement links; rows without a block link nothing."""
        if agreement.approved_on is None:
            return
        for row in agreement.host_components:
            for component in agreement.home_components:
                if row.block and row.block == component.block:
                    self._agreed[row.code][component.code] += 1

    def _take_rows(
        self, mobility: Mobility, agreement: LearningAgreement, come: frozenset[CourseCode]
    ) -> None:
        for row in agreement.host_components:
            if not row.code or row.code in self._mapped or row.code in come:
                continue
            course = self._found[row.code]
            course.expecting.add(mobility.student_id)
            course.titles.update(filter(None, [row.title]))
            course.on = max(filter(None, (course.on, mobility.starts)))
            printed = (row.credit,) if row.credit else ()
            course.standings.add(standing_of(mobility, printed, course.work, self._rulebook))

    def courses(self) -> Iterator[UnmappedCourse]:
        """Give what was found."""
        for code, item in self._found.items():
            known = self._known.get((self._host, code), KnownCourse())
            yield UnmappedCourse(
                course=AskedCourse(
                    host=self._host,
                    code=code,
                    titles=tuple(sorted(item.titles | known.titles)),
                    standings=tuple(sorted(item.standings, key=repr)),
                    work=item.work,
                    on=item.on,
                    agreed=tuple(
                        Agreed(component=component, agreements=count)
                        for component, count in sorted(self._agreed.get(code, {}).items())
                    ),
                    near=tuple(CourseCode(other) for other in self._near.of(code)),
                ),
                waiting=tuple(sorted(item.waiting)),
                expecting=tuple(sorted(item.expecting - item.waiting)),
                references=tuple(item.references),
                since=item.since,
            )


def _may_still_come(mobility: Mobility, today: date) -> bool:
    recent = today - period_end(mobility) <= STALE_AFTER
    return recent and mobility.form is not MobilityForm.VERTICAL


def _held_unmapped(connection: Connection, host: HeiId) -> tuple[StoredDecision, ...]:
    rows = connection.execute(
        select(_DECISION)
        .where(
            _DECISION.c.host == host,
            _DECISION.c.kind == "held",
            (_DECISION.c.current & (_DECISION.c.state == OPEN)) | (_DECISION.c.state == SHADOW),
            _DECISION.c.codes.contains(_UNMAPPED),
        )
        .order_by(_DECISION.c.id)
    )
    return tuple(map(stored, rows))


def _held_since(connection: Connection, host: HeiId) -> dict[str, date]:
    """Tell since when each case waits; a decision made anew does not start the wait anew."""
    rows = connection.execute(
        select(_DECISION.c.case, func.min(_DECISION.c.decided_at).label("first"))
        .where(_DECISION.c.host == host, _DECISION.c.codes.contains(_UNMAPPED))
        .group_by(_DECISION.c.case)
    )
    return {row.case: parse_utc_text(row.first).date() for row in rows}


def _courses_of(item: StoredDecision) -> tuple[CourseCode, ...]:
    reasons = item.decision.reasons if isinstance(item.decision, Held) else ()
    return tuple(
        CourseCode(dict(reason.facts)["course"])
        for reason in reasons
        if reason.code is HeldCode.UNMAPPED_COURSE
    )


def _results_come(connection: Connection, host: HeiId) -> dict[str, frozenset[CourseCode]]:
    """Name the courses each mobility has a result of."""
    rows = connection.execute(
        select(_LEARNER.c.mobility_id, _RESULT.c.result_key)
        .join(_LEARNER, _LEARNER.c.id == _RESULT.c.learner_id)
        .where(_LEARNER.c.host == host, _LEARNER.c.mobility_id.is_not(None))
    )
    come: defaultdict[str, set[CourseCode]] = defaultdict(set)
    for row in rows:
        come[row.mobility_id].add(CourseCode(row.result_key.partition("|")[0]))
    return {mobility_id: frozenset(codes) for mobility_id, codes in come.items()}


def standing_of(
    mobility: Mobility, printed: tuple[Credit, ...], work: Work, rulebook: Rulebook
) -> Standing:
    """Tell for whom a course is asked about; credits that may not be converted stay unknown."""
    case = RecognitionCase(host=mobility.host, learner=Learner(), mobility=mobility, results=())
    regimes = {rule.regime for rule in fitting_regimes(case, rulebook)}
    amount = None
    if len(regimes) == 1 and printed:
        context = CreditContext(
            regime=regimes.pop(),
            level=mobility.level,
            work=work,
            host=mobility.host,
            admission_year=mobility.admission_year,
        )
        ranges = rulebook.legal_ranges
        try:
            chosen = choose_credit(
                printed, rules=rulebook.credit_rules, legal_ranges=ranges, context=context
            )
            amount, _ = exact_credits(
                chosen.credit, rule=chosen.rule, legal_ranges=ranges, level=mobility.level
            )
        except ConversionRefused:
            amount = None
    return Standing(level=mobility.level, programme=mobility.programme, credits=amount)
