"""Where long work reports how far it is: a bar for a person, nothing for the daemon."""

from typing import Protocol


class Progress(Protocol):
    """Takes note of progress."""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Note that `done` of `total` pieces of a step are done; `total` is None while unknown."""


def no_progress(step: str, done: int, total: int | None) -> None:
    """Report nothing."""
