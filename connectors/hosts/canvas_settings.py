"""The settings of a host whose grades come from Canvas; the token is a reference."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, PositiveInt, SecretStr, model_validator

from connectors.lms_profile import LmsSettings


class CanvasGrade(StrEnum):
    """What of a Canvas enrolment is the host's grade."""

    SCORE = "score"
    """The course score in percent."""
    LETTER = "letter"
    """The label of the course's grading scheme."""


class CanvasSettings(LmsSettings):
    """The settings of a host of kind `canvas`."""

    token: SecretStr = Field(
        description="The access token of an account that may see grades, by reference."
    )
    find_by: Literal["sis_course_id", "id"] = Field(
        default="sis_course_id", description="What `courses` name a course by."
    )
    accounts: tuple[str, ...] = Field(
        default=(),
        description="Accounts (`self`, or a number) whose courses are read as well.",
    )
    enrollment_term: str = Field(
        default="", description="Of accounts, the term whose courses are read, by its number."
    )
    code_from: Literal["sis_course_id", "course_code"] = Field(
        default="course_code", description="Which name of a course is its code."
    )
    grade_from: CanvasGrade = Field(
        default=CanvasGrade.SCORE, description="What the grade is: the `score`, or the `letter`."
    )
    score: Literal["final", "current"] = Field(
        default="final",
        description="`final` counts missing work as nought, `current` passes over it. An override"
        " goes before either.",
    )
    identifiers: dict[Literal["sis_user_id", "login_id", "integration_id", "email"], str] = Field(
        default={"sis_user_id": "host-id"},
        description="What Canvas's own fields say of a person: host-id, student-number (ours), esi,"
        " national-id, or any other word.",
    )
    grade_log: bool = Field(
        default=True,
        description="Between full runs, read only courses in whose grade change log something"
        " stands; without the right to see it every course is read.",
    )
    per_page: PositiveInt = Field(
        default=100, le=100, description="How many entries are asked for at once."
    )

    @model_validator(mode="after")
    def _names_courses(self) -> Self:
        if not self.courses and not self.accounts:
            raise ValueError("name the courses, or accounts whose courses are read")
        return self
