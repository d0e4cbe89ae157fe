"""What can go wrong outside, ranked by what to do about it; holds no text a host sent.

UtqyrError
+-- HostError(host)              one host, this run; the others go on
|   +-- HostUnavailable          transient: safe methods are retried, then the next run
|   |   `-- HostThrottled        the host wants fewer calls, and may say until when
|   +-- HostRefused              permanent: stop this host, tell the operator
|   `-- HostContractBroken       the document is kept and set aside, with a report
`-- HomeError                    the home Moodle
    +-- HomeUnavailable          transient: the outbox waits
    `-- HomeRefused(code)        permanent: rights or configuration, the operator acts
"""

from connectors.outcomes import Outcome
from mapping.identifiers import HeiId
from mapping.problems import Problem, UtqyrError


class HostError(UtqyrError):
    """A host could not be used in this run.

    `outcome` says what to do next. `partial` says that the host answered and only some of what was
    asked for could not be had: it is not down, and is asked again at its turn.
    """

    outcome: Outcome = Outcome.TEMPORARY
    partial: bool = False

    def __init__(self, host: HeiId, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.host = host


class HostUnavailable(HostError):
    """The host did not answer, or said it cannot now; the next run tries again."""


class HostThrottled(HostUnavailable):
    """The host wants fewer calls; `retry_after_seconds` is the pause it asked for, if it did."""

    outcome = Outcome.THROTTLED

    def __init__(
        self,
        host: HeiId,
        message: str,
        *,
        hint: str = "",
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(host, message, hint=hint)
        self.retry_after_seconds = retry_after_seconds


class HostRefused(HostError):
    """The host refused us: credentials, rights or address; nothing is tried again unchanged."""

    outcome = Outcome.CONFIGURATION


class HostContractBroken(HostError):
    """A document does not keep the contract; it is kept whole and nothing of it is imported.

    `problems` is the report a person mends the document by: places in it, never its content.
    """

    outcome = Outcome.CONTRACT_BROKEN

    def __init__(
        self, host: HeiId, message: str, *, hint: str = "", problems: tuple[Problem, ...] = ()
    ) -> None:
        super().__init__(host, message, hint=hint)
        self.problems = problems


class HomeError(UtqyrError):
    """The home Moodle could not be used."""


class HomeUnavailable(HomeError):
    """The home Moodle did not answer, or is under maintenance; the outbox waits."""


class HomeRefused(HomeError):
    """The home Moodle refused the call itself; `code` is its errorcode, never its text."""

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code
