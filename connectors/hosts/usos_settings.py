"""The settings of a host that runs USOS, as Polish universities do; secrets by reference."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PositiveInt, SecretStr, model_validator

from connectors.host_settings import HttpHostSettings, Texts


class UsosSettings(HttpHostSettings):
    """The settings of a host of kind `usos`."""

    url: str = Field(description="The installation's address, as https://apps.usos.host.edu.pl.")
    consumer_key: str = Field(min_length=1, description="Our API key at this installation.")
    consumer_secret: SecretStr = Field(description="The secret of that key, by reference.")
    consents: Path | None = Field(
        default=None,
        description="A file with a line for each student who gave consent: USOS user id, token and"
        " token secret, with blanks between. Only the service may read it.",
    )
    students: Texts = Field(
        default=(),
        description="USOS user ids of students who are read under an administrative key.",
    )
    terms: Texts = Field(
        default=(),
        description="The terms that are read, by the host's ids, as 2025Z; left out, all in which a"
        " student took courses.",
    )
    schemes: dict[str, str] = Field(
        default={},
        description="The host's grade types, and our grading schemes for them; any other is the"
        " host's own scheme.",
    )
    identifiers: dict[Literal["student_number"], str] = Field(
        default={"student_number": "host-id"},
        description="What the host's student number is to us: host-id, student-number (ours), or"
        " any other word.",
    )
    credit_scheme: str = Field(
        default="ects", min_length=1, description="The scheme of the points the host gives."
    )
    faculties: Texts = Field(
        default=(), description="Faculties whose courses are listed, by the host's ids."
    )
    terms_per_call: PositiveInt = Field(
        default=10, le=50, description="How many terms are asked for at once."
    )

    @model_validator(mode="after")
    def _names_students(self) -> Self:
        if self.consents is None and not self.students:
            raise ValueError("give 'consents', or 'students' for an administrative key")
        return self
