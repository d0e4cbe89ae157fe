"""The settings of a host that speaks the Open Education API, version 5 or 6."""

from typing import Final, Literal

from pydantic import Field, field_validator

from connectors.host_settings import HttpHostSettings
from connectors.oauth2_settings import OAuth2Settings
from mapping.records import Completeness

_PAGE_SIZES: Final = (10, 20, 50, 100, 250)


class OeapiSettings(HttpHostSettings):
    """The settings of a host of kind `oeapi`."""

    url: str = Field(
        description="The address of the interface with its version, as https://…/ooapi/v5."
    )
    version: Literal["5", "6"] = Field(default="6", description="The version spoken there.")
    sign_in: OAuth2Settings = Field(description="How we sign in.")
    home_code: str = Field(
        default="",
        description="Our own domain as the host knows it: only persons whose `schac_home` it is are"
        " read. Left out, all the host shows us are.",
    )
    affiliation: str = Field(
        default="", description="Ask for persons of this affiliation alone, as `student`."
    )
    require_final: bool = Field(
        default=False,
        description="Take a result only once the host marks it as final, which version 6 can.",
    )
    completeness: Literal[Completeness.SNAPSHOT, Completeness.DELTA] = Field(
        default=Completeness.SNAPSHOT,
        description="`snapshot`: the host shows all of a person's results, so that a missing one"
        " may have been withdrawn. `delta`: it shows some.",
    )
    schemes: dict[str, str] = Field(
        default={},
        description="The host's kinds of result (`grade_0_10`, `us_letter`, …), and our grading"
        " schemes for them; any other is the host's own scheme.",
    )
    identifiers: dict[str, str] = Field(
        default={},
        description="The host's types of codes of a person, and what they are to us: host-id,"
        " student-number (ours), esi, national-id, or any other word.",
    )
    consumer: str = Field(
        default="", description="The consumer whose block of extensions is asked for."
    )
    page_size: int = Field(
        default=100,
        description="How many entries are asked for at once: 10, 20, 50, 100 or 250.",
    )

    @field_validator("page_size")
    @classmethod
    def _is_of_the_standard(cls, value: int) -> int:
        if value not in _PAGE_SIZES:
            raise ValueError("the standard has pages of 10, 20, 50, 100 and 250 entries")
        return value
