"""The root of every model of a configuration file: strict about names, frozen, blanks missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from config.scalars import Day, Language, Text, refuse
from mapping.records import LocalisedText


class Entry(BaseModel):
    """A block of keys; an unknown key is an error, a key without a value counts as missing."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        validate_default=False,
        hide_input_in_errors=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_blanks(cls, values: Any) -> Any:
        """Treat `key:` as if the key were not there, so that its default holds."""
        if isinstance(values, Mapping) and None in values.values():
            known = cls.keys()
            return {
                key: value for key, value in values.items() if value is not None or key not in known
            }
        return values

    @classmethod
    def keys(cls) -> frozenset[str]:
        """Name the keys that may stand in this block, as they are written in the file."""
        return frozenset(field.alias or name for name, field in cls.model_fields.items())


class Validity(Entry):
    """A period of days, both ends included; an end left out is open."""

    valid_from: Day | None = Field(default=None, alias="from")
    """First day."""
    valid_to: Day | None = Field(default=None, alias="to")
    """Last day."""

    @model_validator(mode="after")
    def _days_in_order(self) -> "Validity":
        check_period(self.valid_from, self.valid_to)
        return self


def check_period(first: date | None, last: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if first and last and first > last:
        raise refuse(
            "period-reversed",
            f"the period ends ({last}) before it begins ({first})",
            "exchange the two dates",
        )


ALWAYS = Validity()

Names = dict[Language, Text]
"""One text a language."""


def localised(names: Mapping[str, str]) -> tuple[LocalisedText, ...]:
    """Turn the texts of a file into domain values, in the file's order."""
    return tuple(LocalisedText(language=language, text=text) for language, text in names.items())
