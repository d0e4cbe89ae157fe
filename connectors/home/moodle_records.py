"""What Moodle's answers say, read strictly into values; an answer of another shape is damaged."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from connectors.home.judgement import to_percent
from connectors.home.moodle_client import AnswerDamaged

_SMALLEST_RANGE = Decimal("0.2")
"""Below this, five stored decimals cannot hold a percentage with two."""

_BEYOND_STORAGE = Decimal(100_000)  # grades are numeric(10,5)
_STATES = ("locked", "gradeislocked", "gradeisoverridden", "gradeishidden", "gradeneedsupdate")
_WRITTEN_NUMBER = re.compile(r"-?\d+(\D\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One user account."""

    id: int
    idnumber: str
    suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One activity's grade item as a report shows it to one user.

    `value` is the final grade on the item's own range. `range_text` is the range as people read
    it, which alone tells points from a scale or a text: the report's `scaleid` is always null.
    `shows_grade` says that the grade and its state (locks, override) are there to be read at all.
    """

    course_module: int | None
    idnumber: str
    name: str
    minimum: Decimal | None
    maximum: Decimal | None
    range_text: str
    value: Decimal | None
    shows_grade: bool
    item_locked: bool
    grade_locked: bool
    overridden: bool
    hidden: bool
    needs_update: bool
    dated: bool

    @property
    def has_points(self) -> bool:
        """Tell whether the item is graded in points.

        A scale's range is written in words; where its words are numbers it still starts at 1,
        and an activity's points start at 0.
        """
        ends = self.range_text.replace("\N{EN DASH}", "&ndash;").split("&ndash;")
        written = len(ends) == 2 and all(_WRITTEN_NUMBER.fullmatch(end.strip()) for end in ends)  # noqa: PLR2004 -- two ends
        return written and self.minimum != 1

    @property
    def range(self) -> tuple[Decimal, Decimal] | None:
        """The item's range, if percentages can be kept on it."""
        if self.minimum is None or self.maximum is None:
            return None
        wide_enough = self.maximum - self.minimum >= _SMALLEST_RANGE
        return (self.minimum, self.maximum) if wide_enough else None

    @property
    def percent(self) -> Decimal | None:
        """The final grade in percent."""
        bounds = self.range
        if self.value is None or bounds is None:
            return None
        return to_percent(self.value, minimum=bounds[0], maximum=bounds[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class UserReport:
    """One user's rows in one course's report; the idnumbers say whose and which it really is."""

    course_idnumber: str
    user_id: int
    user_idnumber: str
    rows: tuple[ItemRow, ...]


def read_accounts(answer: Any) -> tuple[Account, ...]:
    """Read accounts; those whose idnumber is not shown are left out."""
    return tuple(
        Account(
            id=_whole(entry, "id"),
            idnumber=_text(entry, "idnumber"),
            suspended=entry.get("suspended") is True,
        )
        for entry in _entries(answer)
        if "idnumber" in entry
    )


def read_course_ids(answer: Any, *, idnumber: str) -> tuple[int, ...]:
    """Read the courses that answer to an idnumber; one shown with another spelling does not."""
    return tuple(
        _whole(entry, "id")
        for entry in _entries(_part(answer, "courses"))
        if entry.get("idnumber", idnumber) == idnumber
    )


def read_user_ids(answer: Any) -> frozenset[int]:
    """Read the ids of listed users."""
    return frozenset(_whole(entry, "id") for entry in _entries(answer))


def read_reports(answer: Any, *, component: str, item_number: int) -> tuple[UserReport, ...]:
    """Read a course's report, keeping the rows of one kind of activity."""
    module = component.removeprefix("mod_")
    return tuple(
        UserReport(
            course_idnumber=_text(entry, "courseidnumber"),
            user_id=_whole(entry, "userid"),
            user_idnumber=_text(entry, "useridnumber"),
            rows=tuple(
                _row(row)
                for row in _entries(_part(entry, "gradeitems"))
                if row.get("itemtype") == "mod"
                and row.get("itemmodule") == module
                and row.get("itemnumber") == item_number
            ),
        )
        for entry in _entries(_part(answer, "usergrades"))
    )


def read_names(answer: Any, part: str) -> frozenset[str]:
    """Read the `name` of every entry of a part."""
    return frozenset(_text(entry, "name") for entry in _entries(_part(answer, part)))


def _row(row: dict[str, Any]) -> ItemRow:
    return ItemRow(
        course_module=None if row.get("cmid") is None else _whole(row, "cmid"),
        idnumber=_text(row, "idnumber"),
        name=_text(row, "itemname"),
        minimum=_number(row, "grademin"),
        maximum=_number(row, "grademax"),
        range_text=_text(row, "rangeformatted"),
        value=_number(row, "graderaw"),
        shows_grade="graderaw" in row and all(isinstance(row.get(n), bool) for n in _STATES),
        item_locked=row.get("locked") is True,
        grade_locked=row.get("gradeislocked") is True,
        overridden=row.get("gradeisoverridden") is True,
        hidden=row.get("gradeishidden") is True,
        needs_update=row.get("gradeneedsupdate") is True,
        dated=row.get("gradedategraded") is not None,
    )


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(value, list):
        raise AnswerDamaged("an answer has no list where one belongs")
    for entry in value:
        if not isinstance(entry, dict):
            raise AnswerDamaged("an answer's list holds something else than entries")
        yield entry


def _part(value: Any, name: str) -> Any:
    if not isinstance(value, dict):
        raise AnswerDamaged(f"an answer has no part {name}")
    return value.get(name)


def _whole(entry: dict[str, Any], name: str) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise AnswerDamaged(f"an answer's {name} is no whole number")
    return value


def _number(entry: dict[str, Any], name: str) -> Decimal | None:
    value = entry.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise AnswerDamaged(f"an answer's {name} is no number")
    number = Decimal(value)
    if abs(number) >= _BEYOND_STORAGE:
        raise AnswerDamaged(f"an answer's {name} is larger than Moodle can store")
    return number


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise AnswerDamaged(f"an answer's {name} is no text")
    return value
