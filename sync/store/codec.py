"""Domain values to text and back, exactly; the only place that knows how they are written down."""

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from mapping.decisions import Decision, Held, Recognised

Value = TypeVar("Value")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def encode(kind: Any, value: object) -> str:
    """Write a value of the given type as JSON text; Decimals and dates keep every digit."""
    return _adapter(kind).dump_json(value, exclude_defaults=True).decode()


def decode(kind: type[Value], text: str) -> Value:
    """Read back what `encode` wrote; raises pydantic's ValidationError when it was damaged."""
    return cast("Value", _adapter(cast("Any", kind)).validate_json(text))


def decode_many(kind: type[Value], text: str) -> tuple[Value, ...]:
    """Read back a tuple of values."""
    return cast("tuple[Value, ...]", _adapter(tuple[kind, ...]).validate_json(text))  # type: ignore[valid-type]  # a type built at run time, which pydantic understands


def encode_many(kind: Any, values: tuple[Value, ...]) -> str:
    """Write a tuple of values."""
    return encode(tuple[kind, ...], values)


def decode_decision(kind: str, text: str) -> Decision:
    """Read back a decision of the given kind (`recognised` or `held`)."""
    return decode(Recognised, text) if kind == "recognised" else decode(Held, text)


def kind_of(decision: Decision) -> str:
    """Name the kind of a decision, as the `kind` column holds it."""
    return "recognised" if isinstance(decision, Recognised) else "held"
