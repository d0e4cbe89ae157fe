"""What people do in a stand-in Moodle's own pages: teach, grade, lock, enrol, rename; no HTTP.

People are named by their idnumber, courses and activities likewise.
"""

from collections.abc import Iterable
from decimal import Decimal

from sandbox.moodle_state import (
    Course,
    Enrolment,
    Grade,
    Item,
    ItemKind,
    MoodleState,
    User,
)


class MoodleStaff:
    """Act in a site as its teachers and administrators do."""

    def __init__(self, state: MoodleState) -> None:
        self._state = state

    # people and courses

    def add_student(self, student: str, *, given_names: str = "", family_name: str = "") -> User:
        """Make an account."""
        return self._state.add_user(
            username=f"u{student.lower()}",
            given_names=given_names or "Student",
            family_name=family_name or student,
            idnumber=student,
        )

    def add_course(self, course: str, *, full_name: str = "", visible: bool = True) -> Course:
        """Make a course."""
        return self._state.add_course(idnumber=course, full_name=full_name, visible=visible)

    def add_activity(
        self,
        course: str,
        *,
        idnumber: str = "",
        name: str = "Mobility recognition",
        maximum: Decimal = Decimal(100),
        kind: ItemKind = ItemKind.POINTS,
        scale: Iterable[str] = (),
    ) -> Item:
        """Make an assignment in a course."""
        return self._state.add_activity(
            self.course(course),
            name=name,
            idnumber=idnumber,
            maximum=maximum,
            kind=kind,
            scale=scale,
        )

    def enrol(self, student: str, course: str, *, graded_role: bool = True) -> None:
        """Enrol somebody, as a student or in a role without grades."""
        self.course(course).enrolments[self.user(student).id] = Enrolment(graded_role=graded_role)

    def unenrol(self, student: str, course: str) -> None:
        """Take somebody out of a course; their grades go with them."""
        found = self.course(course)
        user = self.user(student)
        del found.enrolments[user.id]
        for item in found.items:
            item.grades.pop(user.id, None)

    def suspend(self, student: str, course: str | None = None) -> None:
        """Suspend an account, or only its enrolment in one course."""
        if course is None:
            self.user(student).suspended = True
        else:
            self.course(course).enrolments[self.user(student).id].active = False

    def reinstate(self, student: str, course: str | None = None) -> None:
        """Undo a suspension."""
        if course is None:
            self.user(student).suspended = False
        else:
            self.course(course).enrolments[self.user(student).id].active = True

    def delete_user(self, student: str) -> None:
        """Delete an account, which also ends its enrolments."""
        user = self.user(student)
        user.deleted = True
        for course in self._state.courses.values():
            course.enrolments.pop(user.id, None)

    def rename_student(self, student: str, new: str) -> None:
        """Give an account another idnumber; Moodle does not mind one in use."""
        self.user(student).idnumber = new

    def rename_course(self, course: str, new: str) -> None:
        """Give a course another idnumber."""
        self.course(course).idnumber = new

    def show_course(self, course: str, *, visible: bool) -> None:
        """Show or hide a course."""
        self.course(course).visible = visible

    # activities

    def rename_activity(self, course: str, *, idnumber: str, name: str | None = None) -> None:
        """Give a course's only activity another idnumber, and perhaps another name."""
        item = self.item(course)
        item.idnumber = idnumber
        item.name = item.name if name is None else name

    def remove_activity(self, course: str) -> None:
        """Delete a course's only activity and its grade item."""
        self.course(course).items.remove(self.item(course))

    def set_maximum(self, course: str, maximum: Decimal) -> None:
        """Give the activity another maximum; final grades are clamped anew, raw ones stay."""
        item = self.item(course)
        item.maximum = maximum
        for grade in item.grades.values():
            if not grade.overridden:
                grade.final = item.adjust(grade.raw)

    def lock_item(self, course: str, *, locked: bool = True) -> None:
        """Lock or unlock the whole grade item."""
        self.item(course).locked = locked

    def hide_item(self, course: str, *, hidden: bool = True) -> None:
        """Hide the grade item from students, or show it."""
        self.item(course).hidden = hidden

    def leave_regrade_pending(self, course: str, *, pending: bool = True) -> None:
        """Let the gradebook be in need of a regrade that does not come to its end."""
        self.item(course).needs_update = pending

    # grades

    def override(self, student: str, course: str, value: Decimal | None) -> None:
        """Change the final grade in the gradebook, which then no longer follows the raw one."""
        grade = self._grade(student, course)
        grade.overridden = True
        grade.final = value
        grade.graded_at = self._state.clock()

    def end_override(self, student: str, course: str) -> None:
        """Take the override off; the final grade stays until the next raw one comes."""
        self._grade(student, course).overridden = False

    def grade(self, student: str, course: str, value: Decimal | None) -> None:
        """Grade inside the activity, as teachers do: it writes the raw grade."""
        grade = self._grade(student, course)
        grade.graded_inside = True
        self._state.set_raw(self.item(course), grade, value)

    def lock_grade(self, student: str, course: str, *, locked: bool = True) -> None:
        """Lock or unlock one student's grade."""
        self._grade(student, course).locked = locked

    def final_grade(self, student: str, course: str) -> Decimal | None:
        """Tell the final grade that stands in a course's only activity."""
        found = self.item(course).grades.get(self.user(student).id)
        return None if found is None else found.final

    def graded(self, course: str) -> dict[str, Decimal]:
        """Tell every final grade of a course's only activity, by idnumber."""
        return {
            self._state.users[user_id].idnumber: grade.final
            for user_id, grade in self.item(course).grades.items()
            if grade.final is not None and user_id in self._state.users
        }

    # finding

    def user(self, student: str) -> User:
        """Find an account by its idnumber; raises KeyError."""
        for user in self._state.users.values():
            if user.idnumber == student and not user.deleted:
                return user
        raise KeyError(student)

    def course(self, course: str) -> Course:
        """Find a course by its idnumber; raises KeyError."""
        for found in self._state.courses.values():
            if found.idnumber == course:
                return found
        raise KeyError(course)

    def item(self, course: str) -> Item:
        """Find the grade item of a course's first activity; raises IndexError."""
        return self.course(course).own_items[0]

    def _grade(self, student: str, course: str) -> Grade:
        return self.item(course).grade(self.user(student).id)
