"""What an answer over HTTP means for what to do next; makes no call and shows no body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Self, assert_never

from connectors.errors import HostContractBroken, HostError, HostRefused, HostUnavailable
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError


class Outcome(StrEnum):
    """What an answer means for what to do next."""

    DONE = "done"
    CONFIGURATION = "configuration"
    """The address or the request is wrong; trying again unchanged is of no use."""
    PERMISSION = "permission"
    THROTTLED = "throttled"
    TEMPORARY = "temporary"
    CONTRACT_BROKEN = "contract-broken"
    """It answered, and the answer is none of the protocol's."""


_OUTCOMES: dict[int, Outcome] = {
    HTTPStatus.NOT_MODIFIED: Outcome.DONE,  # only ever asked for by the caller's own condition
    HTTPStatus.UNAUTHORIZED: Outcome.PERMISSION,
    HTTPStatus.FORBIDDEN: Outcome.PERMISSION,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: Outcome.PERMISSION,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: Outcome.PERMISSION,
    HTTPStatus.REQUEST_TIMEOUT: Outcome.TEMPORARY,
    HTTPStatus.TOO_EARLY: Outcome.TEMPORARY,
    HTTPStatus.TOO_MANY_REQUESTS: Outcome.THROTTLED,
    HTTPStatus.NOT_IMPLEMENTED: Outcome.CONFIGURATION,
    HTTPStatus.HTTP_VERSION_NOT_SUPPORTED: Outcome.CONFIGURATION,
}


def classify_status(status: int) -> Outcome:
    """Classify a status code, for hosts and for the home LMS alike."""
    known = _OUTCOMES.get(status)
    if known is not None:
        return known
    match status // 100:
        case 2:
            return Outcome.DONE
        case 3 | 4:
            return Outcome.CONFIGURATION
        case 5:
            return Outcome.TEMPORARY
        case _:
            return Outcome.CONTRACT_BROKEN


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
    match failure.outcome:
        case Outcome.TEMPORARY | Outcome.THROTTLED:
            return HostUnavailable(host, failure.message, hint=failure.hint)
        case Outcome.CONFIGURATION | Outcome.PERMISSION:
            return HostRefused(host, failure.message, hint=failure.hint)
        case Outcome.CONTRACT_BROKEN | Outcome.DONE:
            return HostContractBroken(host, failure.message, hint=failure.hint)
        case _:
            assert_never(failure.outcome)


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
        return classify_status(self.status)

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
