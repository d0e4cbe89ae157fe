"""What was worked out before under one revision of the rules; decides nothing, and may forget.

Results of one host differ in few respects: the same amounts and labels come thousands of times.
Only a pure function may be remembered, under a key that holds everything it reads. Numbers stand in
a key as they are printed: `5` and `5.0` are equal and not the same.
"""

from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any, TypeVar, cast

Value = TypeVar("Value")

MOST = 4096
"""Values kept at once: bounded memory, whatever a document prints."""


class Remembered:
    """Values by what they were made from; what is refused is refused anew each time."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._values: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        """Count what is remembered."""
        return len(self._values)

    def once(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give the value made under a key before, or make it; raises what `make` raises."""
        found = self._values.get(key)
        if found is None:
            found = make()
            if len(self._values) >= self._most:
                self._values.clear()
            self._values[key] = found
        return cast("Value", found)


def exact(value: Decimal | None) -> str | None:
    """Write a number for a key, with every digit as it was printed."""
    return None if value is None else str(value)
