"""The settings of a host whose grades come from its Moodle; the token is a reference."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, PositiveInt, SecretStr, model_validator

from connectors.lms_profile import LmsSettings


class MoodleGrade(StrEnum):
    """What of a Moodle grade is the host's grade."""

    POINTS = "points"
    """The figure on the grade item's own range."""
    PERCENT = "percent"
    """Its place in that range, two decimals."""
    LETTER = "letter"
    """The letter Moodle shows beside it."""
    SCALE = "scale"
    """The word of a scale, as Moodle shows it."""


class MoodleHostSettings(LmsSettings):
    """The settings of a host of kind `moodle`."""

    token: SecretStr = Field(
        description="The token of a service account that may read grades, by reference."
    )
    find_by: Literal["idnumber", "shortname", "id"] = Field(
        default="idnumber", description="What `courses` name a course by."
    )
    categories: tuple[PositiveInt, ...] = Field(
        default=(), description="Course categories, by number, whose courses are read as well."
    )
    code_from: Literal["idnumber", "shortname"] = Field(
        default="idnumber", description="Which name of a course is its code."
    )
    credits_field: str = Field(
        default="",
        description="The short name of a custom course field that holds the credits; `courses` go"
        " before it.",
    )
    grade_from: MoodleGrade = Field(
        default=MoodleGrade.POINTS,
        description="What the grade is: `points`, `percent`, `letter` or the word of a `scale`.",
    )
    identifiers: dict[Literal["idnumber", "email", "username"], str] = Field(
        default={"idnumber": "host-id"},
        description="What Moodle's own fields say of a person: host-id, student-number (ours), esi,"
        " national-id, or any other word.",
    )
    read_suspended: bool = Field(
        default=False,
        description="Read the grades of suspended participants one by one, as the report of a whole"
        " course leaves them out.",
    )
    users_per_page: PositiveInt = Field(
        default=200, le=1000, description="How many participants are asked for at once."
    )

    @model_validator(mode="after")
    def _names_courses(self) -> Self:
        if not self.courses and not self.categories:
            raise ValueError("name the courses, or categories of courses, that are read")
        return self

    @property
    def needs_participants(self) -> bool:
        """Tell whether the report of a course says too little about people."""
        return bool({"email", "username"} & self.identifiers.keys())
