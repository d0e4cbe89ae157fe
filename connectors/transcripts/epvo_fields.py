"""The national platform's rows as a table: which fields there are, and what may stand in them.

What is known of them is second-hand, and the ministry renames fields: so the table is data. A
university whose access says otherwise gives a file of its own in the same form.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from mapping.problems import UtqyrError


class FieldType(StrEnum):
    """What stands in a field; `whole` is a whole number where the platform declares a fraction."""

    INTEGER = "integer"
    WHOLE = "whole"
    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    FLAG = "flag"


Condition = Mapping[str, tuple[object, ...]]
"""Values of other fields, any of each, under which a rule holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpvoField:
    """One field of a row; `required_if` and `forbidden_if` look at other fields of the row."""

    name: str
    type: FieldType
    required: bool = False
    choices: tuple[object, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    required_if: Condition = field(default_factory=dict)
    forbidden_if: Condition = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowType:
    """One kind of row: its fields, and those that name it. Sending it replaces it as a whole."""

    code: str
    key: tuple[str, ...]
    fields: Mapping[str, EpvoField]


FieldTable = Mapping[str, RowType]


class UnreadableFieldTable(UtqyrError):
    """A university's own table of fields cannot be used."""


@cache
def known_fields() -> FieldTable:
    """Give the table that comes with the product."""
    text = (files("connectors.transcripts") / "epvo_fields.json").read_text(encoding="utf-8")
    return _table(json.loads(text))


def read_fields(path: Path) -> FieldTable:
    """Read a university's own table; raises UnreadableFieldTable."""
    try:
        return _table(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFieldTable(
            f"{path} is no table of the platform's fields",
            hint="write it in the form of connectors/transcripts/epvo_fields.json",
        ) from error


def _table(content: dict[str, Any]) -> FieldTable:
    return {
        code: RowType(
            code=code,
            key=tuple(row["key"]),
            fields={name: _field(name, facts) for name, facts in row["fields"].items()},
        )
        for code, row in content["rows"].items()
    }


def _field(name: str, facts: dict[str, Any]) -> EpvoField:
    rules = dict(facts)
    return EpvoField(
        name=name,
        type=FieldType(rules.pop("type")),
        choices=tuple(rules.pop("choices", ())),
        required_if=_condition(rules.pop("required_if", {})),
        forbidden_if=_condition(rules.pop("forbidden_if", {})),
        **rules,
    )


def _condition(written: dict[str, Any]) -> Condition:
    return {name: tuple(values) for name, values in written.items()}
