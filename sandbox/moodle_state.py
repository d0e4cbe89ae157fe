"""What a stand-in Moodle remembers: people, courses, grade items and grades; answers nobody.

The rules are those a stock Moodle 4.5 was seen to keep: nothing is checked before a grade is
stored, a final grade is clamped to its item's range, an override keeps the final grade where it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

UPDATE_OK: Final = 0
UPDATE_FAILED: Final = 1
UPDATE_ITEM_LOCKED: Final = 4

_STORED = Decimal("0.00001")


class ItemKind(StrEnum):
    """What a grade item holds."""

    POINTS = "points"
    SCALE = "scale"
    TEXT = "text"


@dataclass(slots=True, kw_only=True)
class User:
    """One account."""

    id: int
    username: str
    given_names: str
    family_name: str
    email: str
    idnumber: str = ""
    suspended: bool = False
    deleted: bool = False

    @property
    def full_name(self) -> str:
        """Write the name as Moodle does by default."""
        return f"{self.given_names} {self.family_name}"


@dataclass(slots=True, kw_only=True)
class Enrolment:
    """One user's place in a course; only graded roles appear in reports of everybody."""

    active: bool = True
    graded_role: bool = True


@dataclass(slots=True, kw_only=True)
class Grade:
    """One user's grade in one item. `graded_at` is epoch seconds.

    `graded_inside` is set once the activity itself has graded: its empty feedback has a format.
    """

    raw: Decimal | None = None
    final: Decimal | None = None
    overridden: bool = False
    locked: bool = False
    hidden: bool = False
    graded_at: int | None = None
    graded_inside: bool = False
    feedback: str = ""


@dataclass(slots=True, kw_only=True)
class Item:
    """One grade item of an activity, or a `manual` one without an activity.

    Without either it is a stray one, made by a call to a wrong course.
    """

    id: int
    instance: int
    manual: bool = False
    number: int = 0
    course_module: int | None
    name: str | None
    idnumber: str | None
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(100)
    kind: ItemKind = ItemKind.POINTS
    scale: tuple[str, ...] = ()
    locked: bool = False
    hidden: bool = False
    needs_update: bool = False
    grades: dict[int, Grade] = field(default_factory=dict)

    def grade(self, user_id: int) -> Grade:
        """Find a user's grade, made empty when there is none."""
        return self.grades.setdefault(user_id, Grade())

    def adjust(self, raw: Decimal | None) -> Decimal | None:
        """Turn a raw grade into a final one, as Moodle does: clamped, and whole on a scale."""
        if raw is None or self.kind is ItemKind.TEXT:
            return None
        clamped = min(max(raw, self.minimum), self.maximum)
        if self.kind is ItemKind.SCALE:
            return clamped.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return clamped


@dataclass(slots=True, kw_only=True)
class Course:
    """One course with its gradebook. Times are epoch seconds.

    `pending_notices` is set while a stray item has not been through a regrade of the course.
    """

    id: int
    idnumber: str
    shortname: str
    full_name: str
    visible: bool
    context: int
    created: int
    cache_revision: int
    category: int = 0
    total_item: int = 0
    items: list[Item] = field(default_factory=list)
    enrolments: dict[int, Enrolment] = field(default_factory=dict)
    pending_notices: bool = False

    @property
    def own_items(self) -> list[Item]:
        """Items that belong to an activity of this course."""
        return [item for item in self.items if item.course_module is not None]

    @property
    def counted_items(self) -> list[Item]:
        """Items that somebody meant to be there."""
        return [item for item in self.items if item.manual or item.course_module is not None]

    @property
    def stray_items(self) -> list[Item]:
        """Items some call made for an activity that lies elsewhere."""
        return [item for item in self.items if item.course_module is None and not item.manual]

    def regrade_all(self) -> int:
        """Compute the course again; the number of notices a damaged course writes meanwhile."""
        if not self.pending_notices:
            return 0
        self.pending_notices = False
        return sum(len(item.grades) for item in self.counted_items)


class MoodleState:
    """Keep a site and let it grow; numeric ids are given in the order things are made."""

    def __init__(self, *, clock: Callable[[], int]) -> None:
        self.clock = clock
        self.users: dict[int, User] = {}
        self.courses: dict[int, Course] = {}
        self._next_user = 2
        self._next_course = 2
        self._next_module = 1
        self._next_instance = 1
        self._next_category = 1
        self._next_item = 1
        self._next_context = 20
        self.add_user(username="admin", given_names="Admin", family_name="User")

    def add_user(
        self,
        *,
        username: str,
        given_names: str,
        family_name: str,
        email: str = "",
        idnumber: str = "",
        user_id: int | None = None,
    ) -> User:
        """Make an account."""
        if user_id is None:
            user_id, self._next_user = self._next_user, self._next_user + 1
        user = User(
            id=user_id,
            username=username,
            given_names=given_names,
            family_name=family_name,
            email=email or f"{username}@example.org",
            idnumber=idnumber,
        )
        self.users[user.id] = user
        return user

    def add_course(
        self,
        *,
        idnumber: str,
        shortname: str = "",
        full_name: str = "",
        visible: bool = True,
        context: int | None = None,
    ) -> Course:
        """Make a course; its announcements forum takes a course module number of its own."""
        if context is None:
            context, self._next_context = self._next_context, self._next_context + 1
        course = Course(
            id=self._next_course,
            idnumber=idnumber,
            shortname=shortname or idnumber,
            full_name=full_name or idnumber,
            visible=visible,
            context=context,
            created=self.clock(),
            cache_revision=self.clock(),
        )
        self._next_course += 1
        self._next_module += 1
        self.courses[course.id] = course
        return course

    def add_activity(
        self,
        course: Course,
        *,
        name: str,
        idnumber: str = "",
        maximum: Decimal = Decimal(100),
        kind: ItemKind = ItemKind.POINTS,
        scale: Iterable[str] = (),
    ) -> Item:
        """Make an assignment with its grade item."""
        words = tuple(scale)
        if not course.items:
            self._open_gradebook(course)
        item = Item(
            id=self._take_item(),
            instance=self._next_instance,
            course_module=self._next_module,
            name=name,
            idnumber=idnumber,
            minimum=Decimal(1) if words else Decimal(0),
            maximum=Decimal(len(words)) if words else maximum,
            kind=ItemKind.SCALE if words else kind,
            scale=words,
        )
        self._next_instance += 1
        self._next_module += 1
        course.items.append(item)
        course.cache_revision = self.clock()
        return item

    def add_manual_item(self, course: Course, *, name: str, idnumber: str) -> Item:
        """Make a grade item of 100 points without an activity."""
        if not course.items:
            self._open_gradebook(course)
        item = Item(
            id=self._take_item(),
            instance=0,
            manual=True,
            course_module=None,
            name=name,
            idnumber=idnumber,
        )
        course.items.append(item)
        return item

    def module(self, course_module: int) -> tuple[Course, Item] | None:
        """Find an activity by its course module number, in whichever course it lies."""
        for course in self.courses.values():
            for item in course.own_items:
                if item.course_module == course_module and item.number == 0:
                    return course, item
        return None

    def update_grades(
        self, course: Course, activity: Item, item_number: int, grades: dict[int, Decimal]
    ) -> tuple[int, int]:
        """Store grades as `grade_update` does: the answer, and the notices written on the way."""
        item, notices = self._item_for(course, activity, item_number)
        if item.locked:
            return UPDATE_ITEM_LOCKED, notices
        if item.kind is ItemKind.TEXT:
            return UPDATE_OK, notices
        failed = False
        for user_id, raw in grades.items():
            grade = item.grade(user_id)
            if grade.locked:
                failed = True
                continue
            self.set_raw(item, grade, raw)
            if not course.pending_notices:
                notices += _regrade_one(course, item, user_id)
        return (UPDATE_FAILED if failed else UPDATE_OK), notices

    def set_raw(self, item: Item, grade: Grade, raw: Decimal | None) -> None:
        """Store one raw grade; the final one follows unless it is overridden."""
        before = grade.final
        grade.raw = None if raw is None else raw.quantize(_STORED, rounding=ROUND_HALF_UP)
        if not grade.overridden:
            grade.final = item.adjust(grade.raw)
            if grade.final is None:
                grade.graded_at = None
            elif grade.final != before:
                grade.graded_at = self.clock()

    def _item_for(self, course: Course, activity: Item, number: int) -> tuple[Item, int]:
        """Find the item a call writes to; Moodle makes it where there is none, even in error."""
        belongs = activity in course.items
        for item in course.items:
            if item.instance == activity.instance and item.number == number:
                course.pending_notices = course.pending_notices and belongs
                return item, 0 if belongs else 1
        item = Item(
            id=self._take_item(),
            instance=activity.instance,
            number=number,
            course_module=activity.course_module if belongs else None,
            name=None,
            idnumber=None,
        )
        if not course.items:
            self._open_gradebook(course)
        course.items.append(item)
        course.pending_notices = not belongs
        return item, 0 if belongs else 1

    def _open_gradebook(self, course: Course) -> None:
        course.category, self._next_category = self._next_category, self._next_category + 1
        course.total_item = self._take_item()

    def _take_item(self) -> int:
        self._next_item += 1
        return self._next_item - 1


def _regrade_one(course: Course, written: Item, user_id: int) -> int:
    """Count a user into a damaged course's totals: one notice for each stray item met first."""
    notices = 0
    for stray in course.stray_items:
        if stray is not written and user_id not in stray.grades:
            stray.grades[user_id] = Grade()
            notices += 1
    return notices
