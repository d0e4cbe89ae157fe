"""What a stand-in Moodle's grade report shows of one user in one course; changes nothing."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.moodle_state import Course, Grade, Item, ItemKind, User

_TWO_PLACES = Decimal("0.01")
_HUNDRED = Decimal(100)


def user_grades(
    course: Course, user: User, *, sees_hidden: bool, sees_activities: bool, shows_range: bool
) -> dict[str, Any]:
    """Report one user's grades as `gradereport_user_get_grade_items` does."""
    shown = [
        item
        for item in course.items
        if (sees_activities or item.course_module is None)
        and (sees_hidden or not _is_hidden(item, user))
    ]
    rows = [_item_row(course, item, user) for item in shown]
    if course.items:
        rows.append(_total_row(course, user))
    if not shows_range:
        for row in rows:
            for name in ("grademin", "grademax", "rangeformatted"):
                del row[name]
    return {
        "courseid": course.id,
        "courseidnumber": course.idnumber,
        "userid": user.id,
        "userfullname": user.full_name,
        "useridnumber": user.idnumber,
        "maxdepth": 2,
        "gradeitems": rows,
    }


def course_total(course: Course, user_id: int) -> Decimal | None:
    """Add up a user's final grades; stray items are left out while they wait for a regrade."""
    finals = [
        grade.final
        for item in _counted(course)
        if (grade := item.grades.get(user_id)) is not None and grade.final is not None
    ]
    return sum(finals, Decimal(0)) if finals else None


def two_places(value: Decimal) -> str:
    """Write a number as Moodle shows grades: 91.50."""
    return f"{value.quantize(_TWO_PLACES, rounding=ROUND_HALF_UP):f}"


def _item_row(course: Course, item: Item, user: User) -> dict[str, Any]:
    grade = item.grades.get(user.id)
    final = None if grade is None or item.needs_update else grade.final
    return {
        "id": item.id,
        "itemname": item.name,
        **_kind(item),
        "idnumber": item.idnumber,
        "categoryid": course.category,
        "outcomeid": None,
        "scaleid": None,  # Moodle 4.5 answers the outcome's id here, for scales too
        "locked": item.locked,
        **({} if item.course_module is None else {"cmid": item.course_module}),
        **_weight(course, item, user.id),
        "graderaw": final,
        **_state(grade, item),
        "gradeformatted": _formatted(final, item),
        "grademin": item.minimum,
        "grademax": item.maximum,
        "rangeformatted": _range(item),
        "percentageformatted": _percentage(final, item),
        **_feedback(course, user, graded_inside=grade is not None and grade.graded_inside),
    }


def _kind(item: Item) -> dict[str, Any]:
    if item.manual:
        return {
            "itemtype": "manual",
            "itemmodule": None,
            "iteminstance": None,
            "itemnumber": None,
        }
    return {
        "itemtype": "mod",
        "itemmodule": "assign",
        "iteminstance": item.instance,
        "itemnumber": item.number,
    }


def _total_row(course: Course, user: User) -> dict[str, Any]:
    total = course_total(course, user.id)
    graded = [item for item in _counted(course) if _has_final(item, user.id)]
    maximum = sum((item.maximum for item in graded or _counted(course)), Decimal(0))
    times = [item.grades[user.id].graded_at or 0 for item in graded]
    return {
        "id": course.total_item,
        "itemname": None,
        "itemtype": "course",
        "itemmodule": None,
        "iteminstance": course.category,
        "itemnumber": None,
        "idnumber": None,
        "categoryid": None,
        "outcomeid": None,
        "scaleid": None,
        "locked": False,
        "graderaw": total,
        "gradedatesubmitted": None,
        "gradedategraded": max(times) if times else None,
        "gradehiddenbydate": False,
        "gradeneedsupdate": any(item.needs_update for item in course.items),
        "gradeishidden": False,
        "gradeislocked": False,
        "gradeisoverridden": False,
        "gradeformatted": "-" if total is None else two_places(total),
        "grademin": Decimal(0),
        "grademax": maximum,
        "rangeformatted": f"0&ndash;{_whole(maximum)}",
        "percentageformatted": (
            "-" if total is None or not maximum else f"{two_places(total / maximum * _HUNDRED)} %"
        ),
        **_feedback(course, user, graded_inside=False),
    }


def _counted(course: Course) -> list[Item]:
    items = course.counted_items if course.pending_notices else course.items
    return [item for item in items if item.kind is not ItemKind.TEXT]


def _has_final(item: Item, user_id: int) -> bool:
    grade = item.grades.get(user_id)
    return grade is not None and grade.final is not None


def _is_hidden(item: Item, user: User) -> bool:
    grade = item.grades.get(user.id)
    return item.hidden or (grade is not None and grade.hidden)


def _weight(course: Course, item: Item, user_id: int) -> dict[str, Any]:
    graded = [other for other in _counted(course) if _has_final(other, user_id)]
    if not graded:
        return {}
    if item not in graded:
        return {"weightraw": 0, "weightformatted": "0.00 %", "status": "novalue"}
    weight = item.maximum / sum(other.maximum for other in graded)
    return {"weightraw": weight, "weightformatted": f"{two_places(weight * _HUNDRED)} %"}


def _state(grade: Grade | None, item: Item) -> dict[str, Any]:
    known = grade or Grade()
    return {
        "gradedatesubmitted": None,
        "gradedategraded": known.graded_at,
        "gradehiddenbydate": False,
        "gradeneedsupdate": item.needs_update,
        "gradeishidden": item.hidden or known.hidden,
        "gradeislocked": item.locked or known.locked,
        "gradeisoverridden": known.overridden,
    }


def _feedback(course: Course, user: User, *, graded_inside: bool) -> dict[str, Any]:
    """Show no feedback ever: what a call brings is dropped. A regrade fills in every item's row."""
    has_rows = any(user.id in item.grades for item in course.items)
    return {"feedback": "", "feedbackformat": 2 if has_rows and not graded_inside else 0}


def _formatted(final: Decimal | None, item: Item) -> str:
    if item.kind is ItemKind.TEXT:
        return ""
    if final is None:
        return "-"
    return item.scale[int(final) - 1] if item.kind is ItemKind.SCALE else two_places(final)


def _percentage(final: Decimal | None, item: Item) -> str:
    if item.kind is ItemKind.TEXT:
        return ""
    if final is None or item.maximum == item.minimum:
        return "-"
    percent = (final - item.minimum) / (item.maximum - item.minimum) * _HUNDRED
    return f"{two_places(percent)} %"


def _range(item: Item) -> str:
    match item.kind:
        case ItemKind.TEXT:
            return "&ndash;"
        case ItemKind.SCALE:
            return f"{item.scale[0]}&ndash;{item.scale[-1]}"
        case ItemKind.POINTS:
            return f"{_whole(item.minimum)}&ndash;{_whole(item.maximum)}"


def _whole(value: Decimal) -> str:
    return f"{value.quantize(Decimal(1), rounding=ROUND_HALF_UP):f}"
