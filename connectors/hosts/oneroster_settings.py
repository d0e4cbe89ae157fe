"""The settings of a host that speaks OneRoster, over REST or as CSV files in a folder."""

from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PositiveInt, field_validator, model_validator

from connectors.host_settings import Texts, checked_address
from connectors.lms_profile import FinalSince, LmsSettings
from connectors.oauth1 import OAuth1Settings
from connectors.oauth2_settings import OAuth2Settings


class OneRosterGrade(StrEnum):
    """What of a OneRoster result is the host's grade."""

    SCORE = "score"
    PERCENT = "percent"
    """The score's place between the line item's lowest and highest value."""
    TEXT = "text"
    """`textScore`, which 1.2 has."""


class OneRosterSettings(LmsSettings):
    """The settings of a host of kind `oneroster`."""

    url: str = Field(
        default="", description="The server's address, without /ims/oneroster; or give `path`."
    )
    path: Path | None = Field(
        default=None, description="A folder the host's OneRoster CSV archives are dropped in."
    )
    version: Literal["1.1", "1.2"] = Field(default="1.2", description="The version spoken.")
    sign_in: OAuth2Settings | None = Field(
        default=None, description="How we sign in to the server, by OAuth 2."
    )
    oauth1: OAuth1Settings | None = Field(
        default=None,
        description="How calls are signed, of a server of 1.1 with OAuth 1.0a instead of 2.",
    )
    final_items: Texts = Field(
        min_length=1,
        description="Which line items hold a course's final grade: shell patterns on the title of"
        " the line item or of its category.",
    )
    final_since: Literal[FinalSince.GRADED] = Field(
        default=FinalSince.GRADED,
        description="A score is final once its status is `fully graded`.",
    )
    grade_from: OneRosterGrade = Field(
        default=OneRosterGrade.SCORE, description="What the grade is: `score`, `percent` or `text`."
    )
    credits_metadata: str = Field(
        default="",
        description="The name under a course's `metadata` that holds its credits; `courses` go"
        " before it.",
    )
    identifiers: dict[Literal["identifier", "username", "email"], str] = Field(
        default={"identifier": "host-id"},
        description="What OneRoster's own fields say of a person: host-id, student-number (ours),"
        " esi, national-id, or any other word.",
    )
    page_size: PositiveInt = Field(
        default=100, le=10_000, description="How many entries are asked for at once."
    )
    patterns: Texts = Field(
        default=("*.zip",), description="Of `path`, which files are archives, as shell patterns."
    )
    settle_seconds: float = Field(
        default=60, ge=0, description="Of `path`, how long a file has to be left alone."
    )

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return checked_address(value) if value else value

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if bool(self.url) == (self.path is not None):
            raise ValueError("give either 'url' with 'sign_in' or 'oauth1', or 'path'")
        ways = sum(way is not None for way in (self.sign_in, self.oauth1))
        if ways > 1:
            raise ValueError("give either 'sign_in' or 'oauth1'")
        if bool(self.url) != bool(ways):
            raise ValueError("'sign_in' or 'oauth1' belongs to 'url'")
        if self.oauth1 is not None and self.version != "1.1":
            raise ValueError("'oauth1' is of version 1.1; 1.2 knows OAuth 2 only")
        return self
