"""The kinds of text a setting may be: numbers, days, flags, codes; each refuses in plain English.

Values arrive as the text that stands in the file. Nothing is guessed: a number is a plain number, a
day is `2024-09-01`, and a refusal says what to write instead.
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from mapping.identifiers import HeiId
from mapping.numbers import parse_decimal

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HEI = re.compile(r"(?=.{3,253}\Z)[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_ROR = re.compile(r"0[a-z0-9]{6}[0-9]{2}", re.ASCII)
_ISCED = re.compile(r"[0-9]{3,4}", re.ASCII)
_SHOWN = 60
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def refuse(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Build the error a validator raises: a stable code, a sentence and the way out."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def _number(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_decimal(value)
    except ValueError as error:
        hint = f"write {value.replace(',', '.')}" if "," in value else "write it like 4.5"
        raise refuse("not-a-number", f"'{shown(value)}' is not a plain number", hint) from error


def _whole(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _WHOLE.fullmatch(value):
        return int(value)
    raise refuse(
        "not-a-whole-number", f"'{shown(value)}' is not a whole number", "write it like 30"
    )


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise refuse(
            "not-a-day", f"'{value}' is not a day of the calendar", "write a day that exists"
        ) from error
    hint = "write year, month and day like 2024-09-01"
    raise refuse("not-a-day", f"'{shown(value)}' is not a date", hint)


def _flag(value: object) -> object:
    if not isinstance(value, str):
        return value
    if (flag := _FLAGS.get(value.lower())) is not None:
        return flag
    raise refuse("not-a-flag", f"'{shown(value)}' is neither true nor false", "write true or false")


def _hei(value: str) -> str:
    if _HEI.fullmatch(value):
        return value
    raise refuse(
        "not-a-schac-code",
        f"'{shown(value)}' is not a SCHAC code",
        "write the university's internet domain in lower case, like buketov.edu.kz",
    )


def _language(value: str) -> str:
    if _LANGUAGE.fullmatch(value):
        return value
    raise refuse(
        "not-a-language", f"'{shown(value)}' is not a language tag", "write it like kk, ru or en"
    )


def _country(value: str) -> str:
    if _COUNTRY.fullmatch(value):
        return value
    raise refuse("not-a-country", f"'{shown(value)}' is not a country code", "write it like KZ")


def _ror(value: str) -> str:
    if _ROR.fullmatch(value):
        return value
    hint = "write the nine characters after https://ror.org/"
    raise refuse("not-a-ror", f"'{shown(value)}' is not a ROR identifier", hint)


def _isced(value: str) -> str:
    if _ISCED.fullmatch(value):
        return value
    hint = "write the three or four digits of a narrow or detailed field, like 0311"
    raise refuse("not-an-isced-code", f"'{shown(value)}' is not an ISCED-F field", hint)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _inside_directory(value: Path, info: ValidationInfo) -> Path:
    directory = (info.context or {}).get("directory")
    return directory / value if directory is not None else value


def shown(value: str) -> str:
    """Shorten a text from a file for a message."""
    return value if len(value) <= _SHOWN else f"{value[: _SHOWN - 3]}..."


def _schema(*types: str, **more: Any) -> WithJsonSchema:
    """Say what an editor should accept; it types `02` and `5.0` as numbers where we do not."""
    return WithJsonSchema({"type": types[0] if len(types) == 1 else list(types), **more})


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), _schema("string", "number")
]
Note = Annotated[str, StringConstraints(strip_whitespace=True), _schema("string", "number")]
Label = Annotated[Text, _schema("string", "number", "boolean")]
Number = Annotated[Decimal, BeforeValidator(_number), _schema("number", "string")]
Whole = Annotated[int, BeforeValidator(_whole), _schema("integer")]
Day = Annotated[date, BeforeValidator(_day), _schema("string", format="date")]
Flag = Annotated[bool, BeforeValidator(_flag), _schema("boolean")]
Hei = Annotated[
    HeiId, AfterValidator(_hei), _schema("string", pattern=r"^[a-z0-9]+([.-][a-z0-9]+)+$")
]
Country = Annotated[str, AfterValidator(_country), _schema("string")]
Ror = Annotated[str, AfterValidator(_ror), _schema("string")]
IscedField = Annotated[str, AfterValidator(_isced), _schema("string", "number")]
Language = Annotated[str, AfterValidator(_language)]
ConfigPath = Annotated[Path, AfterValidator(_inside_directory), _schema("string")]
"""A path in a configuration file; a relative one starts at the configuration directory."""


class _OneOrMore:
    """Lets a list of one be written without brackets, in the file and in the editor's schema."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_list, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        array = handler(schema)
        return {"anyOf": [array["items"], array]}


OneOrMore = _OneOrMore()
