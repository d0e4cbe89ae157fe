"""Findings as data, and the root of every error the product raises; never prints anything.

What is wrong with one record or one line of configuration is a `Problem` (a value). What makes an
operation fail is an exception of this tree:

    UtqyrError(message, hint)
    +-- ConfigError(problems)       every problem at once, with file and line
    +-- HostError                   one host, this run       (connectors.errors)
    +-- HomeError                   the home Moodle          (connectors.errors)
    +-- ConversionRefused(reason)   a value that may not be converted (mapping.trace)
    +-- StoreError, SafetyStop, AuditChainBroken             (sync.errors)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops what it is about, a warning is kept with it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding, with its place and the way out.

    `place` is what a person can go to: `mapping/kozminski.edu.pl.yaml:12`, `row 14, column Grade`.
    It never holds a grade, a name or a national id; `code` is stable and safe to count and to log.
    `facts` are what a sentence of the code in another language is filled with.
    """

    code: str
    message: str
    place: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Render as `place: message (hint)`, the form compilers use."""
        place = f"{self.place}: " if self.place else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{hint}"


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Select the findings that stop what they are about."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


class UtqyrError(Exception):
    """Something the product was asked to do failed; `hint` says what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigError(UtqyrError):
    """The configuration cannot be used; carries every problem found, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(errors_of(self.problems))
        super().__init__(
            f"the configuration has {count} problem{'s' if count != 1 else ''}",
            hint="run 'utqyr check' to see every one with its file and line",
        )
