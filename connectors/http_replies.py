"""What an answer over HTTP means for what to do next; makes no call and shows no body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self, assert_never

from connectors.errors import (
    HostContractBroken,
    HostError,
    HostRefused,
    HostThrottled,
    HostUnavailable,
)
from connectors.outcomes import Outcome, classify_status
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError

__all__ = ["HttpFailure", "HttpReply", "Outcome", "classify_status", "host_error"]


class HttpFailure(UtqyrError):
    """A call brought no usable answer.

    `may_have_taken_effect` is False only where the request certainly never reached the server.
    """

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        *,
        hint: str = "",
        status: int | None = None,
        may_have_taken_effect: bool = True,
    ) -> None:
        super().__init__(message, hint=hint)
        self.outcome = outcome
        self.status = status
        self.may_have_taken_effect = may_have_taken_effect


def host_error(host: HeiId, failure: HttpFailure) -> HostError:
    """Say what a failed call means for the run of one host."""
    error = _kind_of(failure.outcome)(host, failure.message, hint=failure.hint)
    if failure.outcome is not Outcome.DONE:
        error.outcome = failure.outcome
    return error


def _kind_of(outcome: Outcome) -> type[HostError]:
    match outcome:
        case Outcome.THROTTLED:
            return HostThrottled
        case Outcome.TEMPORARY:
            return HostUnavailable
        case Outcome.CONFIGURATION | Outcome.PERMISSION:
            return HostRefused
        case Outcome.CONTRACT_BROKEN | Outcome.DONE:
            return HostContractBroken
        case _:
            assert_never(outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpReply:
    """One answer, read whole. Headers and body may hold personal data and are not shown."""

    place: str
    status: int
    media_type: str
    charset: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def outcome(self) -> Outcome:
        """Tell what the status means."""
        return classify_status(self.status, names_pause="Retry-After" in self.headers)

    def expect_done(self) -> Self:
        """Return this reply if it is a good one; raises HttpFailure."""
        if self.outcome is Outcome.DONE:
            return self
        raise HttpFailure(
            self.outcome, f"{self.place} answered with status {self.status}", status=self.status
        )

    def text(self) -> str:
        """Decode the body strictly, as declared, else as UTF-8; raises HttpFailure."""
        try:
            return self.body.decode(self.charset or "utf-8")
        except (LookupError, UnicodeDecodeError):
            raise self._broken("is not in the character set it claims") from None

    def json(self) -> Any:
        """Parse the body as JSON, numbers with a point as Decimal; raises HttpFailure."""
        text = self.text()
        try:
            return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            # the parser's own message would show a piece of the answer
            raise self._broken("is not JSON") from None

    def _broken(self, what: str) -> HttpFailure:
        return HttpFailure(
            Outcome.CONTRACT_BROKEN, f"the answer of {self.place} {what}", status=self.status
        )


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
