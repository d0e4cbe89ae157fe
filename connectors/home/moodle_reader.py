"""Reading a Moodle gradebook: who and what stands at an address, and where it could be written.

    students  -> accounts -> Account, or an obstacle
    component -> course   -> few students: the enrolment list and one report each
                             many:         one report of everybody        -> Found(result, target)

Nothing is taken on trust: a report must carry the component's and the student's own idnumbers.
Moodle's numeric ids stay in here and in the writer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from connectors.errors import HomeRefused
from connectors.home.base import HomeResult, ResultAddress
from connectors.home.moodle_client import (
    AnswerDamaged,
    MoodleClient,
    is_askable,
    is_site_wide,
)
from connectors.home.moodle_records import (
    Account,
    ItemRow,
    UserReport,
    read_accounts,
    read_course_ids,
    read_reports,
    read_user_ids,
)
from connectors.home.moodle_settings import MoodleHomeSettings
from connectors.home.moodle_sight import Sight, blind, look_at_others
from mapping.held import HeldCode
from mapping.identifiers import ComponentCode, StudentId


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why nothing can be read or written somewhere."""

    code: HeldCode
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a grade is written: Moodle's own numbers, and the item's range."""

    course_id: int
    course_module: int
    user_id: int
    minimum: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands at an address; `target` only where a grade may be written."""

    result: HomeResult
    target: Target | None = None


Accounts = Mapping[StudentId, Account | Obstacle]

_SHOWS_TOO_LITTLE = Obstacle(
    HeldCode.HOME_REFUSED,
    "the course's user report shows no grades or no ranges: turn both on in its grade settings",
)
_NOT_POINTS = Obstacle(HeldCode.HOME_NO_GRADE_ITEM, "the activity is not graded in points")
_TOO_NARROW = Obstacle(HeldCode.HOME_NO_GRADE_ITEM, "the activity's points are too few")
_NO_ACTIVITY = Obstacle(HeldCode.HOME_NO_GRADE_ITEM, "the grade item's activity is gone")
_BEING_REGRADED = Obstacle(HeldCode.HOME_REFUSED, "the course's gradebook is being recalculated")
_UNSEEN = Obstacle(
    HeldCode.HOME_REFUSED,
    "a hidden grade stands there: give the account's role moodle/grade:viewhidden",
)
_ABOUT_ONE_PERSON = frozenset({"invaliduser", "notingroup", "userdeleted"})
_ANOTHER_COURSE = Obstacle(
    HeldCode.HOME_UNKNOWN_COMPONENT, "the course found carries another ID number"
)


class MoodleReader:
    """Read accounts, courses and grades. Course numbers are remembered, and checked at each use."""

    def __init__(self, client: MoodleClient, settings: MoodleHomeSettings) -> None:
        self._client = client
        self._settings = settings
        self._course_ids: dict[ComponentCode, int] = {}

    def accounts(self, students: Iterable[StudentId]) -> Accounts:
        """Find the students' accounts, in bulk; raises HomeUnavailable or HomeRefused."""
        wanted = sorted(set(students))
        by_idnumber: defaultdict[str, list[Account]] = defaultdict(list)
        askable = [student for student in wanted if is_askable(student)]
        for chunk in _chunks(askable, self._settings.account_batch_size):
            for account in self._accounts_of(chunk):
                by_idnumber[account.idnumber].append(account)
        if askable and not by_idnumber:
            self._doubt_own_sight()
        return {student: _the_only(by_idnumber[student]) for student in wanted}

    def _doubt_own_sight(self) -> None:
        """Nobody was found: before everybody is called unknown, look whether anybody is seen."""
        sight = look_at_others(self._client)
        if sight is Sight.NOBODY:
            raise blind(sight)
        known = self._settings.check_student
        if sight is Sight.NO_ID_NUMBERS and known and not self._accounts_of([StudentId(known)]):
            raise blind(sight)

    def _accounts_of(self, students: list[StudentId]) -> tuple[Account, ...]:
        answer = self._client.read(
            "core_user_get_users_by_field", {"field": "idnumber", "values": students}
        )
        return read_accounts(answer)

    def component(
        self, component: ComponentCode, students: Collection[StudentId], accounts: Accounts
    ) -> dict[StudentId, Found]:
        """Read what stands for some students in one component's course.

        Raises HomeUnavailable, and HomeRefused where the whole site refuses; what concerns this
        course alone becomes an obstacle.
        """
        known = {student: accounts[student] for student in students}
        people = {s: account for s, account in known.items() if isinstance(account, Account)}
        seen: Mapping[StudentId, Obstacle | Found] = {}
        if people:
            try:
                seen = self._read_course(component, people)
            except AnswerDamaged as damage:
                seen = dict.fromkeys(people, Obstacle(HeldCode.HOME_REFUSED, damage.message))
            except HomeRefused as refusal:
                if is_site_wide(refusal):
                    raise
                detail = f"{refusal.code}: {refusal.hint}" if refusal.hint else refusal.code
                seen = dict.fromkeys(people, Obstacle(HeldCode.HOME_REFUSED, detail))
        return {
            student: _as_found(component, student, seen.get(student, account))
            for student, account in known.items()
        }

    def _read_course(
        self, component: ComponentCode, people: Mapping[StudentId, Account]
    ) -> dict[StudentId, Obstacle | Found]:
        remembered = self._course_ids.pop(component, None)
        if remembered is not None:
            try:
                reports = self._reports(remembered, people)
            except HomeRefused as refusal:
                if is_site_wide(refusal):
                    raise
                reports = {}
            if reports and _all_of(component, reports):
                return self._keep(component, remembered, people, reports)
        course_id = self._look_up(component)
        if isinstance(course_id, Obstacle):
            return dict.fromkeys(people, course_id)
        reports = self._reports(course_id, people)
        if not _all_of(component, reports):
            return dict.fromkeys(people, _ANOTHER_COURSE)
        return self._keep(component, course_id, people, reports)

    def _keep(
        self,
        component: ComponentCode,
        course_id: int,
        people: Mapping[StudentId, Account],
        reports: Mapping[int, UserReport],
    ) -> dict[StudentId, Obstacle | Found]:
        self._course_ids[component] = course_id
        absent = any(account.id not in reports for account in people.values())
        enrolled = self._enrolled(course_id, only_active=False) if absent else frozenset()
        seen: dict[StudentId, Obstacle | Found] = {}
        for student, account in people.items():
            report = reports.get(account.id)
            if report is None:
                seen[student] = _absence(is_enrolled=account.id in enrolled)
            elif report.user_idnumber != student:
                seen[student] = Obstacle(
                    HeldCode.HOME_UNKNOWN_STUDENT, "the account found carries another ID number"
                )
            else:
                address = ResultAddress(student_id=student, component=component)
                seen[student] = self._find(address, course_id, report)
        return seen

    def _look_up(self, component: ComponentCode) -> int | Obstacle:
        if not is_askable(component):  # a blank one would find the site's front page
            return Obstacle(HeldCode.HOME_UNKNOWN_COMPONENT)
        answer = self._client.read(
            "core_course_get_courses_by_field", {"field": "idnumber", "value": component}
        )
        match read_course_ids(answer, idnumber=component):
            case ():
                return Obstacle(HeldCode.HOME_UNKNOWN_COMPONENT)
            case (course_id,):
                return course_id
            case several:
                return Obstacle(
                    HeldCode.HOME_UNKNOWN_COMPONENT, f"{len(several)} courses have this ID number"
                )

    def _reports(
        self, course_id: int, people: Mapping[StudentId, Account]
    ) -> dict[int, UserReport]:
        user_ids = {account.id for account in people.values()}
        if len(user_ids) > self._settings.single_read_limit:
            found = self._report(course_id, user_id=0)
        else:
            active = self._enrolled(course_id, only_active=True)
            found = [
                report
                for user_id in sorted(user_ids & active)
                for report in self._report_of_one(course_id, user_id)
            ]
        return {report.user_id: report for report in found if report.user_id in user_ids}

    def _report_of_one(self, course_id: int, user_id: int) -> list[UserReport]:
        try:
            return self._report(course_id, user_id=user_id)
        except HomeRefused as refusal:
            if refusal.code in _ABOUT_ONE_PERSON:
                return []
            raise

    def _report(self, course_id: int, *, user_id: int) -> list[UserReport]:
        answer = self._client.read(
            "gradereport_user_get_grade_items", {"courseid": course_id, "userid": user_id}
        )
        settings = self._settings
        return list(
            read_reports(answer, component=settings.component, item_number=settings.item_number)
        )

    def _enrolled(self, course_id: int, *, only_active: bool) -> frozenset[int]:
        options = [{"name": "userfields", "value": "id"}]
        if only_active:
            options.append({"name": "onlyactive", "value": "1"})
        return read_user_ids(
            self._client.read(
                "core_enrol_get_enrolled_users", {"courseid": course_id, "options": options}
            )
        )

    def _find(self, address: ResultAddress, course_id: int, report: UserReport) -> Obstacle | Found:
        rows = [row for row in report.rows if self._is_wanted(row)]
        if not rows:
            return Obstacle(HeldCode.HOME_NO_GRADE_ITEM)
        if len(rows) > 1:
            return Obstacle(HeldCode.HOME_AMBIGUOUS_ITEM, f"{len(rows)} grade items fit")
        row = rows[0]
        hindrance = _hindrance_of(row)
        if isinstance(hindrance, Obstacle):
            return hindrance
        minimum, maximum, course_module = hindrance
        return Found(
            result=HomeResult(address=address, percent=row.percent, obstacle=_closed_by(row)),
            target=Target(
                course_id=course_id,
                course_module=course_module,
                user_id=report.user_id,
                minimum=minimum,
                maximum=maximum,
            ),
        )

    def _is_wanted(self, row: ItemRow) -> bool:
        if self._settings.activity_name:
            return row.name == self._settings.activity_name
        return row.idnumber == self._settings.activity_idnumber


def _hindrance_of(row: ItemRow) -> Obstacle | tuple[Decimal, Decimal, int]:  # noqa: PLR0911 -- one hindrance a line
    """Find what makes an item unusable, or its range and course module."""
    if not row.shows_grade or row.minimum is None or row.maximum is None:
        return _SHOWS_TOO_LITTLE
    if not row.has_points:
        return _NOT_POINTS
    if row.range is None:
        return _TOO_NARROW
    if row.course_module is None:
        return _NO_ACTIVITY
    if row.needs_update:
        return _BEING_REGRADED
    if row.hidden and row.value is None and row.dated:
        return _UNSEEN
    return *row.range, row.course_module


def _closed_by(row: ItemRow) -> HeldCode | None:
    if row.item_locked:
        return HeldCode.HOME_ITEM_LOCKED
    if row.grade_locked:
        return HeldCode.HOME_GRADE_LOCKED
    if row.overridden:
        return HeldCode.HOME_GRADE_OVERRIDDEN
    return None


def _the_only(accounts: list[Account]) -> Account | Obstacle:
    if not accounts:
        return Obstacle(HeldCode.HOME_UNKNOWN_STUDENT)
    if len(accounts) > 1:
        return Obstacle(
            HeldCode.HOME_UNKNOWN_STUDENT, f"{len(accounts)} accounts have this ID number"
        )
    if accounts[0].suspended:
        return Obstacle(HeldCode.HOME_SUSPENDED_STUDENT)
    return accounts[0]


def _absence(*, is_enrolled: bool) -> Obstacle:
    if is_enrolled:
        return Obstacle(
            HeldCode.HOME_SUSPENDED_STUDENT, "the enrolment is suspended, or has no graded role"
        )
    return Obstacle(HeldCode.HOME_NOT_ENROLLED)


def _all_of(component: ComponentCode, reports: Mapping[int, UserReport]) -> bool:
    return all(report.course_idnumber == component for report in reports.values())


def _as_found(
    component: ComponentCode, student: StudentId, seen: Account | Obstacle | Found
) -> Found:
    if isinstance(seen, Found):
        return seen
    address = ResultAddress(student_id=student, component=component)
    if isinstance(seen, Account):
        raise TypeError("an account was not looked for in its course")
    return Found(result=HomeResult(address=address, obstacle=seen.code, detail=seen.detail))


def _chunks(values: list[StudentId], size: int) -> Iterator[list[StudentId]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
