"""The JSON Schemas for editors: current, and with a description for every key."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.schema import DIRECTORY, build_schemas, write_schemas
from tests.unit.config.directory import CONNECTORS
from tests.unit.config.example import connector_settings

SCHEMAS = {name: json.loads(text) for name, text in build_schemas(CONNECTORS).items()}


def test_schemas_are_current() -> None:
    built = build_schemas(connector_settings())
    stored = {path.name: path.read_text(encoding="utf-8") for path in DIRECTORY.glob("*.json")}

    assert stored == built, "run: python -m config.schema"


def test_schemas_are_written_as_they_are_built(tmp_path: Path) -> None:
    write_schemas(tmp_path, CONNECTORS)

    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == build_schemas(CONNECTORS)


def keys_of(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every key with its description; where it has none, that of what it refers to."""
    definitions = schema.get("$defs", {})
    for owner, block in {"": schema, **definitions}.items():
        for key, described in block.get("properties", {}).items():
            referred = definitions.get(described.get("$ref", "").rpartition("/")[2], {})
            yield f"{owner}.{key}", described.get("description") or referred.get("description", "")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_has_a_description(name: str) -> None:
    ours = {
        key: described
        for key, described in keys_of(SCHEMAS[name])
        if not key.startswith("FolderSettings.")
    }

    assert [key for key, described in ours.items() if not described] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_reference_leads_somewhere(name: str) -> None:
    text = json.dumps(SCHEMAS[name])
    named = {part.split('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}

    assert named <= SCHEMAS[name].get("$defs", {}).keys()


def test_connector_brings_its_own_settings() -> None:
    connector = SCHEMAS["host.schema.json"]["$defs"]["ConnectorEntry"]

    assert connector["properties"]["kind"]["enum"] == ["folder"]
    assert connector["allOf"] == [
        {
            "if": {"properties": {"kind": {"const": "folder"}}},
            "then": {"properties": {"settings": {"$ref": "#/$defs/FolderSettings"}}},
        }
    ]


@pytest.mark.parametrize(
    ("definition", "key", "types"),
    [
        ("TableRowEntry", "label", ["string", "number", "boolean"]),
        ("TableRowEntry", "lowest", ["number", "string"]),
    ],
)
def test_editor_may_see_a_number_where_a_label_stands(
    definition: str, key: str, types: list[str]
) -> None:
    described = SCHEMAS["host.schema.json"]["$defs"][definition]["properties"][key]

    assert described["anyOf"][0]["type"] == types


def test_list_of_one_needs_no_brackets_in_the_editor() -> None:
    properties = SCHEMAS["mapping.schema.json"]["$defs"]["EquivalenceEntry"]["properties"]

    assert properties["levels"]["anyOf"][0] == {"$ref": "#/$defs/Level"}
    assert properties["levels"]["anyOf"][1]["type"] == "array"
    assert properties["host"]["anyOf"][1]["minItems"] == 1
