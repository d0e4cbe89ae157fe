"""A connector's own settings, validated by its own model, which the caller brings.

Nothing here knows a connector. Paths and secrets are told by the types of the model's fields: a
`Path` starts at the configuration directory, a `SecretStr` must be a reference to a secret.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from config.hosts import HostFile
from config.positions import Section, Value
from config.reading import ReadFile, Reading
from config.secrets import refer
from config.suggestions import did_you_mean, listed
from mapping.problems import UtqyrError

_SETTINGS = ("connector", "settings")

Prepare = Callable[[Value, tuple[str, ...]], Any]


def read_connector_settings(
    reading: Reading, file: ReadFile[HostFile], known: Mapping[str, type[BaseModel]]
) -> BaseModel | None:
    """Validate the settings in a host's file by its connector's type; None when they are wrong."""
    kind, place = file.model.connector.kind, file.place("connector", "kind")
    try:
        model = known.get(kind)
    except UtqyrError as error:  # the connector is declared and cannot be used
        reading.report("broken-connector", error.message, place, error.hint)
        return None
    if model is None:
        kinds = f"known kinds: {listed(sorted(known)) or 'none'}"
        reading.report(
            "unknown-connector",
            f"there is no connector of kind '{kind}'",
            place,
            did_you_mean(kind, known, otherwise=kinds),
        )
        return None
    root = file.document.root
    connector = root.get("connector") if isinstance(root, Section) else None
    written = connector.get("settings") if isinstance(connector, Section) else None
    before = len(reading.problems)
    prepared = _prepare(written or Section(), model, reading, file, _SETTINGS)
    settings = reading.validate_part(prepared, model, file.document, _SETTINGS)
    return settings if len(reading.problems) == before else None


def _prepare(
    value: Value,
    model: type[BaseModel],
    reading: Reading,
    file: ReadFile[HostFile],
    under: tuple[str, ...],
) -> Value:
    """Copy a block, its paths placed and its secrets referred to; blanks count as missing."""
    if not isinstance(value, Section):
        return value
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    prepared = Section()
    for key, part in value.items():
        field = fields.get(key)
        if field is None:
            prepared[key] = part
        elif part is not None:
            location = (*under, key)
            prepared[key] = _part(part, field, reading, file, location)
    return prepared


def _part(
    part: Value,
    field: FieldInfo,
    reading: Reading,
    file: ReadFile[HostFile],
    under: tuple[str, ...],
) -> Any:
    for kind in (field.annotation, *get_args(field.annotation)):
        if isinstance(part, str) and kind is Path:
            return str(reading.directory / part)
        if isinstance(part, str) and kind is SecretStr:
            return _secret(part, reading, file.place(*under), under[-1])
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return _prepare(part, kind, reading, file, under)
    return part


def _secret(text: str, reading: Reading, place: str, key: str) -> SecretStr:
    try:
        return refer(text, reading.directory)
    except PydanticCustomError as error:
        context = error.context or {}
        reading.report(error.type, f"{key}: {error.message()}", place, str(context.get("hint", "")))
        return SecretStr("")
