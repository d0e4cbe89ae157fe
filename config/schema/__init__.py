"""JSON Schemas for editors, generated from the models of the files; nothing validates by them.

`python -m config.schema` writes them; a test fails when they are out of date. They are what an
editor needs: completion, descriptions, red lines. Numbers and dates may stand without quotes, since
the product reads the text and not what YAML would make of it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.catalogues import CatalogueFile
from config.curriculum import CurriculumFile
from config.equivalences import MappingFile
from config.hosts import HostFile
from config.partners import PartnersFile
from config.rules import RulesFile
from config.settings import Settings

DIRECTORY = Path(__file__).parent

_FILES: dict[str, type[BaseModel]] = {
    "catalogue": CatalogueFile,
    "curriculum": CurriculumFile,
    "host": HostFile,
    "mapping": MappingFile,
    "partners": PartnersFile,
    "rules": RulesFile,
    "utqyr": Settings,
}


def build_schemas(connector_settings: Mapping[str, type[BaseModel]]) -> dict[str, str]:
    """Generate every schema as JSON text, by file name; a host's settings depend on its kind."""
    schemas = {name: _schema(model) for name, model in _FILES.items()}
    _add_connectors(schemas["host"], connector_settings)
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in schemas.items()
    }


def write_schemas(directory: Path, connector_settings: Mapping[str, type[BaseModel]]) -> None:
    """Write every schema into a directory."""
    for name, text in build_schemas(connector_settings).items():
        (directory / name).write_text(text, encoding="utf-8")


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, mode="validation")
    tidied: dict[str, Any] = _without_titles(schema)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **tidied}


def _without_titles(value: Any) -> Any:
    """Leave out the titles pydantic makes of names: an editor would show them before the text."""
    if isinstance(value, list):
        return [_without_titles(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (
            {name: _without_titles(part) for name, part in inner.items()}
            if key in {"properties", "$defs"}
            else _without_titles(inner)
        )
        for key, inner in value.items()
        if key != "title" or not isinstance(inner, str)
    }


def _add_connectors(
    schema: dict[str, Any], connector_settings: Mapping[str, type[BaseModel]]
) -> None:
    """Let `connector.settings` be what the connector of that kind takes."""
    connector = schema["$defs"]["ConnectorEntry"]
    kinds = sorted(connector_settings)
    if kinds:
        connector["properties"]["kind"]["enum"] = kinds
    rules = []
    for kind in kinds:
        settings = _schema(connector_settings[kind])
        del settings["$schema"]
        schema["$defs"] |= settings.pop("$defs", {})
        name = connector_settings[kind].__name__
        schema["$defs"][name] = settings
        rules.append(
            {
                "if": {"properties": {"kind": {"const": kind}}},
                "then": {"properties": {"settings": {"$ref": f"#/$defs/{name}"}}},
            }
        )
    if rules:
        connector["allOf"] = rules
