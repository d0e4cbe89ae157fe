"""What the home Moodle's connector is told: site, grade item and limits; it holds no secret."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.http import HttpPolicy

STORED_GRADE: Final = Decimal("0.00001")
"""Moodle keeps grades with five decimals."""


class MoodleMode(StrEnum):
    """How the home Moodle is used: stock web services, the plugin, or whichever is there."""

    CORE = "core"
    PLUGIN = "plugin"
    AUTO = "auto"


class MoodleHomeSettings(BaseModel):
    """Settings of both modes; what names the grade item is of `core` mode alone.

    The grade item of every component is found by `activity_idnumber` (the ID number in the
    activity's settings) or, where `activity_name` is given instead, by that. Times are seconds.

    `batch_size` is how many grades go in one call: about 10 ms each on a quiet server, two form
    fields each of the 1000 that PHP takes at least. Up to `single_read_limit` students of a course
    are read one by one, more with one report of the whole course (docs/decisions/0018).
    `check_student` and `check_component` name a real student and a component they are enrolled in,
    with which the token's rights can be tried without changing anything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    mode: MoodleMode = MoodleMode.AUTO
    activity_idnumber: str = "UTQYR"
    activity_name: str = ""
    component: str = Field(default="mod_assign", pattern=r"^mod_[a-z][a-z0-9]*$")
    item_number: int = Field(default=0, ge=0)
    source: str = Field(default="utqyr", pattern=r"^[a-z0-9_/-]{1,50}$")
    batch_size: int = Field(default=40, ge=1, le=400)
    account_batch_size: int = Field(default=100, ge=1, le=400)
    single_read_limit: int = Field(default=4, ge=0, le=50)
    connect_seconds: float = Field(default=10, gt=0)
    read_seconds: float = Field(default=60, gt=0)
    retries: int = Field(default=3, ge=0, le=10)
    backoff_seconds: float = Field(default=0.5, ge=0)
    allow_http: bool = False
    ca_bundle: Path | None = None
    proxy: str = ""
    check_student: str = ""
    check_component: str = ""

    @field_validator("url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        try:
            address = urlsplit(value)
            _ = address.port
        except ValueError as error:
            raise ValueError("is no address") from error
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError("write the whole address, as https://moodle.example.org")
        if address.username or address.password or address.query or address.fragment:
            raise ValueError("write the site's own address, without user, query or fragment")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _names_one_item(self) -> Self:
        if not self.activity_name and not self.activity_idnumber:
            raise ValueError("give activity_idnumber or activity_name")
        if (
            self.activity_name
            and self.activity_idnumber
            and ("activity_idnumber" in self.model_fields_set)
        ):
            raise ValueError("give either activity_idnumber or activity_name, and not both")
        return self

    def http_policy(self) -> HttpPolicy:
        """Put the limits for calls together."""
        return HttpPolicy(
            connect_seconds=self.connect_seconds,
            read_seconds=self.read_seconds,
            total_seconds=self.read_seconds * 5,
            retries=self.retries,
            backoff_seconds=self.backoff_seconds,
            allow_http=self.allow_http,
            ca_bundle=self.ca_bundle,
            proxy=self.proxy,
        )
