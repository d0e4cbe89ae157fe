"""What the plugin local_utqyr finds at a place of a stand-in Moodle, and what is in the way.

The obstacles and their order are those of docs/moodle-plugin.md; nothing here writes.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from sandbox.moodle_state import Course, Grade, Item, ItemKind, MoodleState, User

SMALLEST_RANGE: Final = Decimal("0.2")
READABLE: Final = ("home-item-locked", "home-grade-locked", "home-grade-overridden")
_LONGEST_IDNUMBER: Final = 255
_LONGEST_CODE: Final = 100


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why nothing can be written; a code of the contract."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """One receipt; `of_mark` tells that a mark was concerned."""

    number: int
    user_id: int
    component: str
    fingerprint: str
    of_mark: bool


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What the plugin keeps in tables of its own: versions of lines, and receipts in order."""

    lines: dict[tuple[int, str], list[dict[str, Any]]] = field(default_factory=dict)
    receipts: list[KeptReceipt] = field(default_factory=list)

    def newest(self, user_id: int, key: str) -> dict[str, Any] | None:
        """Find the newest version of a line."""
        versions = self.lines.get((user_id, key))
        return versions[-1] if versions else None

    def version(self, user_id: int, key: str) -> int:
        """Count a line's versions."""
        return len(self.lines.get((user_id, key), ()))

    def receipt_of_mark(self, user_id: int, component: str) -> KeptReceipt | None:
        """Find the newest receipt of a mark at a place."""
        found = None
        for receipt in self.receipts:
            mine = (receipt.user_id, receipt.component) == (user_id, component)
            found = receipt if mine and receipt.of_mark else found
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One student in one component."""

    user: User | None
    course: Course | None
    item: Item | None
    hindrance: Hindrance | None

    @property
    def grade(self) -> Grade | None:
        """The student's grade, if there is a row."""
        if self.item is None or self.user is None:
            return None
        return self.item.grades.get(self.user.id)

    @property
    def readable(self) -> bool:
        """Whether what stands there can be read: behind a lock or an override it can."""
        return self.hindrance is None or self.hindrance.code in READABLE

    @property
    def standing(self) -> str | None:
        """What stands there in percent."""
        grade, item = self.grade, self.item
        if not self.readable or grade is None or item is None or grade.final is None:
            return None
        return as_percent(grade.final, item)

    @property
    def hidden(self) -> bool:
        """Whether the student does not see the grade."""
        if self.course is None:
            return False
        item_hidden = self.item is not None and self.item.hidden
        grade = self.grade
        return not self.course.visible or item_hidden or (grade is not None and grade.hidden)


class Finder:
    """Find students, courses and places by the home's own numbers."""

    def __init__(self, state: MoodleState, item_idnumber: str) -> None:
        self._state = state
        self._item_idnumber = item_idnumber

    def student(self, number: str) -> User | Hindrance:
        """Find the only account with a student number, suspended or not."""
        asked = 0 < len(number) <= _LONGEST_IDNUMBER
        users = self._state.users.values()
        found = [user for user in users if asked and user.idnumber == number and not user.deleted]
        match found:
            case [user]:
                return user
            case []:
                return Hindrance("home-unknown-student")
            case several:
                return Hindrance(
                    "home-unknown-student", f"{len(several)} accounts have this ID number"
                )

    def student_hindrance(self, number: str) -> Hindrance | None:
        """Find what hinders a student everywhere."""
        student = self.student(number)
        if isinstance(student, Hindrance):
            return student
        return Hindrance("home-suspended-student") if student.suspended else None

    def course(self, component: str) -> Course | Hindrance:
        """Find the only course with a component code."""
        asked = 0 < len(component) <= _LONGEST_CODE
        found = [
            course
            for course in self._state.courses.values()
            if asked and course.idnumber == component
        ]
        match found:
            case [course]:
                return course
            case []:
                return Hindrance("home-unknown-component")
            case several:
                return Hindrance(
                    "home-unknown-component", f"{len(several)} courses have this ID number"
                )

    def place(self, number: str, component: str) -> Place:
        """Find a place, and the first thing that hinders a grade there."""
        student, course = self.student(number), self.course(component)
        if isinstance(student, Hindrance) or isinstance(course, Hindrance):
            return Place(
                user=None if isinstance(student, Hindrance) else student,
                course=None if isinstance(course, Hindrance) else course,
                item=None,
                hindrance=_first(student, course),
            )
        item, unusable = self.item(course)
        hindrance = _of_student(student, course) or unusable or _closed(item, student)
        return Place(user=student, course=course, item=item, hindrance=hindrance)

    def item(self, course: Course) -> tuple[Item | None, Hindrance | None]:
        """Find the grade item of a course that takes results, and what hinders everybody there."""
        fitting = [item for item in course.items if item.idnumber == self._item_idnumber]
        if not fitting:
            return None, None
        if len(fitting) > 1:
            return None, Hindrance("home-ambiguous-item", f"{len(fitting)} grade items fit")
        return fitting[0], _of_item(fitting[0])


def as_percent(final: Decimal, item: Item) -> str:
    """Write a grade as a percentage of its item's range, without useless zeros."""
    share = (final - item.minimum) / (item.maximum - item.minimum) * 100
    text = f"{share.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".")


def as_raw(percent: str, item: Item) -> Decimal:
    """Map a percentage onto an item's range, as the database keeps it."""
    raw = item.minimum + Decimal(percent) / 100 * (item.maximum - item.minimum)
    return raw.quantize(Decimal("0.00001"), rounding=ROUND_HALF_UP)


def _first(student: User | Hindrance, course: Course | Hindrance) -> Hindrance | None:
    if isinstance(student, Hindrance):
        return student
    if student.suspended:
        return Hindrance("home-suspended-student")
    return course if isinstance(course, Hindrance) else None


def _of_student(student: User, course: Course) -> Hindrance | None:
    if student.suspended:
        return Hindrance("home-suspended-student")
    enrolment = course.enrolments.get(student.id)
    if enrolment is None:
        return Hindrance("home-not-enrolled")
    if not enrolment.active:
        return Hindrance("home-suspended-student", "the enrolment is suspended or not in force")
    if not enrolment.graded_role:
        return Hindrance("home-not-enrolled", "the enrolment has no role that is graded")
    return None


def _of_item(item: Item) -> Hindrance | None:
    if item.kind is not ItemKind.POINTS:
        return Hindrance("home-no-grade-item", "the grade item is not graded in points")
    if item.maximum - item.minimum < SMALLEST_RANGE:
        return Hindrance("home-no-grade-item", "the grade item's points are too few")
    return Hindrance("home-item-locked") if item.locked else None


def _closed(item: Item | None, student: User) -> Hindrance | None:
    grade = None if item is None else item.grades.get(student.id)
    if grade is None:
        return None
    if grade.locked:
        return Hindrance("home-grade-locked")
    return Hindrance("home-grade-overridden") if grade.overridden else None
