"""How a stand-in Moodle reads forms and writes answers; knows neither people nor grades."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import parse_qsl

Arguments = Mapping[str, Any]
"""A form, unfolded: `values[0]=a` is {"values": {"0": "a"}}."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What Moodle answers, with status 200, when a call fails."""

    exception: str
    errorcode: str
    message: str


class MoodleError(Exception):
    """A call failed; `notices` is how many lines of PHP notices stand before the answer."""

    def __init__(self, fault: Fault, *, notices: int = 0) -> None:
        super().__init__(fault.errorcode)
        self.fault = fault
        self.notices = notices


class NotModelled(Exception):
    """A call the stand-in does not know how to answer; no real Moodle says this."""


INVALID_PARAMETER: Final = Fault(
    "core\\exception\\invalid_parameter_exception",
    "invalidparameter",
    "Invalid parameter value detected",
)
INVALID_TOKEN: Final = Fault(
    "core\\exception\\moodle_exception", "invalidtoken", "Invalid token - token not found"
)
ACCESS_EXCEPTION: Final = Fault(
    "webservice_access_exception", "accessexception", "Access control exception"
)
INVALID_COURSE_MODULE: Final = Fault(
    "core\\exception\\moodle_exception", "invalidcoursemodule", "Invalid course module ID"
)
DATABASE_READ: Final = Fault(
    "dml_read_exception", "dmlreadexception", "Error reading from database"
)
DATABASE_WRITE: Final = Fault(
    "dml_write_exception", "dmlwriteexception", "Error writing to database"
)
INVALID_USER: Final = Fault("dml_missing_record_exception", "invaliduser", "Invalid user")
USER_DELETED: Final = Fault("core\\exception\\moodle_exception", "userdeleted", "error/userdeleted")
NO_LOGIN: Final = Fault(
    "core\\exception\\require_login_exception",
    "requireloginerror",
    "Course or activity not accessible.",
)
CANNOT_VIEW_GRADES: Final = Fault(
    "core\\exception\\moodle_exception", "nopermissiontoviewgrades", "Cannot view grades."
)
SITE_MAINTENANCE: Final = Fault(
    "core\\exception\\moodle_exception",
    "sitemaintenance",
    "The site is undergoing maintenance and is currently not available",
)
CODING_ERROR: Final = Fault(
    "core\\exception\\coding_exception",
    "codingerror",
    "Coding error detected, it must be fixed by a programmer: invalid field parameter",
)


def missing_record(table: str) -> Fault:
    """Say that a row is missing."""
    return Fault(
        "dml_missing_record_exception",
        "invalidrecord",
        f"Can't find data record in database table {table}.",
    )


def no_course_context(course_id: int) -> Fault:
    """Say that the caller may not act in a course."""
    return Fault(
        "core\\exception\\moodle_exception",
        "errorcoursecontextnotvalid",
        f"You cannot execute functions in the course context (course id:{course_id}). "
        f"The context error message was: {NO_LOGIN.message}",
    )


def no_permission(name: str) -> Fault:
    """Say that a capability is missing, by its name for people."""
    return Fault(
        "core\\exception\\required_capability_exception",
        "nopermissions",
        f"Sorry, but you do not currently have permissions to do that ({name}).",
    )


def read_form(body: str) -> dict[str, Any]:
    """Unfold a form's bracketed names."""
    form: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head, *keys = re.findall(r"[^\[\]]+", name) or [name]
        place = form
        for key in (head, *keys)[:-1]:
            deeper = place.setdefault(key, {})
            if not isinstance(deeper, dict):
                raise MoodleError(INVALID_PARAMETER)
            place = deeper
        place[(head, *keys)[-1]] = value
    return form


def only(arguments: Arguments, *names: str) -> None:
    """Refuse arguments with other names than these, as every Moodle function does."""
    if set(arguments) - set(names):
        raise MoodleError(INVALID_PARAMETER)


def text(arguments: Arguments, name: str, default: str | None = None) -> str:
    """Take one text."""
    value = arguments.get(name, default)
    if not isinstance(value, str):
        raise MoodleError(INVALID_PARAMETER)
    return value


def integer(arguments: Arguments, name: str, default: int | None = None) -> int:
    """Take one whole number."""
    value = text(arguments, name, None if default is None else str(default))
    if re.fullmatch(r"-?\d+", value, re.ASCII) is None:
        raise MoodleError(INVALID_PARAMETER)
    return int(value)


def number(arguments: Arguments, name: str) -> Decimal:
    """Take one number: a point, perhaps an exponent, no comma and no blanks."""
    value = text(arguments, name)
    if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", value, re.ASCII) is None:
        raise MoodleError(INVALID_PARAMETER)
    return Decimal(value)


def rows(arguments: Arguments, name: str) -> list[Any]:
    """Take a list; absent is empty."""
    value = arguments.get(name, {})
    if not isinstance(value, dict):
        raise MoodleError(INVALID_PARAMETER)
    return list(value.values())


def as_json(answer: object) -> str:
    """Write an answer as PHP does: no blanks, ASCII only, slashes escaped, whole numbers whole."""
    return json.dumps(answer, default=_number, separators=(",", ":")).replace("/", "\\/")


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is nothing Moodle answers")
