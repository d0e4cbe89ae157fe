"""Calls to one host's interface: signed, repeated, judged; interprets no answer's content.

    ask --sign--> HttpSession --> judged: done | throttled (pause, again) | temporary (again) | ...

Every try is signed anew, so that no server sees a nonce twice. What is over after all tries is a
HostError: HostThrottled, HostUnavailable, HostRefused or HostContractBroken.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeAlias

from pydantic import SecretStr

from connectors.errors import HostContractBroken, HostError, HostRefused, HostThrottled
from connectors.host_settings import HttpHostSettings
from connectors.host_units import UnitMissing, UnitRefused
from connectors.http import HttpSession
from connectors.http_replies import HttpFailure, HttpReply, Outcome, host_error
from mapping.identifiers import HeiId
from mapping.problems import UtqyrError

_CLOCK_TOLERANCE = timedelta(minutes=5)
_AGAIN = (Outcome.TEMPORARY, Outcome.THROTTLED)
OF_THE_UNIT: frozenset[int] = frozenset(
    {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
)
"""Statuses that, of a call about one unit, refuse or miss that unit."""

_MISSING = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, as it is before it is signed; a POST with a form only reads as well.

    `content` is a body as it goes over the wire, in place of a form; its type is a header.
    `unit` says that it concerns one course or student: what is refused or missing then is that, and
    not the caller (UnitRefused).
    """

    url: str
    query: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    content: bytes | None = field(default=None, repr=False)
    unit: bool = False

    @property
    def method(self) -> str:
        """Tell the method: a call with a body is a POST."""
        return "GET" if self.form is None and self.content is None else "POST"


Sign: TypeAlias = Callable[[Call], Mapping[str, str]]
"""Gives the headers that prove who calls; asked at every try."""

Judge: TypeAlias = Callable[[HttpReply], HttpFailure | None]
"""Says what is wrong with an answer, where more than its status says it; None for nothing."""


def nothing_more(_reply: HttpReply) -> HttpFailure | None:
    """Judge by the status alone."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a call is repeated, and after which pauses; times are seconds."""

    retries: int
    backoff_seconds: float
    longest_wait_seconds: float

    @classmethod
    def of(cls, settings: HttpHostSettings) -> "Patience":
        """Take it from a host's settings."""
        return cls(
            retries=settings.retries,
            backoff_seconds=settings.backoff_seconds,
            longest_wait_seconds=settings.longest_wait_seconds,
        )

    def pauses(self) -> Iterator[float]:
        """Give the pause before each repetition: doubled, with chance in it, capped."""
        for number in range(self.retries):
            longest = min(self.backoff_seconds * 2**number, self.longest_wait_seconds)
            # chance keeps many callers from coming back at one moment; it guards nothing
            yield longest * random.uniform(0.5, 1)  # noqa: S311


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one kind of interface is spoken to, beyond HTTP itself.

    `renew` gets a new credential where the old one was refused, and says whether it did; `ease`
    gives the pause a server's headers ask for before the next call, in seconds; `of_the_unit` are
    the statuses that, of a call about one unit, refuse or miss that unit alone; `of_the_clock` are
    those behind which a wrong clock may stand.
    """

    sign: Sign = lambda _call: {}
    judge: Judge = nothing_more
    renew: Callable[[], bool] = lambda: False
    ease: Callable[[HttpReply], float] = lambda _reply: 0
    of_the_unit: frozenset[int] = OF_THE_UNIT
    of_the_clock: frozenset[int] = frozenset({HTTPStatus.UNAUTHORIZED})


class HostApi:
    """Calls one host in one run. `now` is the run's time; this machine's where there is no run."""

    def __init__(
        self,
        host: HeiId,
        session: HttpSession,
        patience: Patience,
        dialect: Dialect | None = None,
        *,
        now: datetime | None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.host = host
        self._session = session
        self._patience = patience
        self._dialect = dialect or Dialect()
        self._pause = pause
        self._started_at = now or datetime.fromtimestamp(time.time(), UTC)
        self._since = time.monotonic()

    def get(
        self,
        url: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        unit: bool = False,
    ) -> HttpReply:
        """Read a resource; raises HostError."""
        return self.ask(Call(url=url, query=query, headers=headers or {}, unit=unit))

    def post(self, url: str, form: Mapping[str, str], *, unit: bool = False) -> HttpReply:
        """Ask by form for what changes nothing; raises HostError."""
        return self.ask(Call(url=url, form=form, unit=unit))

    def ask(self, call: Call) -> HttpReply:
        """Make a call that reads, again where that may help; raises HostError."""
        pauses = self._patience.pauses()
        renewed = False
        while True:
            failure, wait = self._try(call)
            if isinstance(failure, HttpReply):
                self._wait(self._dialect.ease(failure))
                return failure
            if failure.status == HTTPStatus.UNAUTHORIZED and not renewed and self._dialect.renew():
                renewed = True
                continue
            pause = next(pauses, None)
            if failure.outcome not in _AGAIN or pause is None:
                raise self._error_of(call, failure, wait) from failure
            if wait is not None and wait > self._patience.longest_wait_seconds:
                raise self._error_of(call, failure, wait) from failure
            self._wait(pause if wait is None else wait)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._pause(min(seconds, self._patience.longest_wait_seconds))

    def _try(self, call: Call) -> tuple[HttpReply | HttpFailure, float | None]:
        """Try once: the answer or what is wrong with it, and the pause the server asks for."""
        headers = {"Accept": "application/json", **call.headers, **self._dialect.sign(call)}
        try:
            reply = self._session.request(
                call.method,
                call.url,
                safe=True,
                query=call.query,
                headers=headers,
                form=call.form,
                content=call.content,
            )
        except HttpFailure as failure:
            return failure, None
        failed = self._dialect.judge(reply) or _by_status(reply)
        if failed is None:
            return reply, None
        if reply.status in self._dialect.of_the_clock:
            failed = self._with_clock(failed, reply)
        return failed, self._asked_for(reply)

    def _asked_for(self, reply: HttpReply) -> float | None:
        """Read Retry-After: seconds, or a moment by the server's own clock."""
        text = reply.headers.get("Retry-After", "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        until, server_now = _moment(text), _moment(reply.headers.get("Date", ""))
        if until is None:
            return None
        return max(0.0, (until - (server_now or self.now())).total_seconds())

    def now(self) -> datetime:
        """Tell the time of the run: its start, and what has passed since."""
        return self._started_at + timedelta(seconds=time.monotonic() - self._since)

    def _with_clock(self, failure: HttpFailure, reply: HttpReply) -> HttpFailure:
        """Say that the clocks differ, where that may be why a signature was refused."""
        theirs = _moment(reply.headers.get("Date", ""))
        if theirs is None or abs(theirs - self.now()) <= _CLOCK_TOLERANCE:
            return failure
        minutes = round((theirs - self.now()).total_seconds() / 60)
        which = "ahead of" if minutes > 0 else "behind"
        return HttpFailure(
            failure.outcome,
            failure.message,
            hint=f"the server's clock is {abs(minutes)} minutes {which} this machine's: one of them"
            " is wrong, and signatures and tokens are refused then",
            status=failure.status,
        )

    def _error_of(self, call: Call, failure: HttpFailure, wait: float | None) -> HostError:
        if (
            failure.outcome not in _AGAIN
            and call.unit
            and failure.status in self._dialect.of_the_unit
        ):
            kind = UnitMissing if failure.status in _MISSING else UnitRefused
            return kind(self.host, failure.message, hint=failure.hint)
        if failure.outcome is Outcome.THROTTLED:
            return HostThrottled(
                self.host,
                failure.message,
                hint=failure.hint or "the host wants fewer calls; the next run goes on",
                retry_after_seconds=wait,
            )
        return host_error(self.host, failure)

    def json(self, reply: HttpReply) -> Any:
        """Read an answer as JSON; raises HostContractBroken where it is none."""
        try:
            return reply.json()
        except HttpFailure as failure:
            hint = "it is a page for people: a login, a proxy or maintenance stands in between"
            is_page = reply.body.lstrip()[:1] == b"<"
            raise HostContractBroken(
                self.host, failure.message, hint=hint if is_page else failure.hint
            ) from failure


def secret_of(host: HeiId, reference: SecretStr | None) -> str:
    """Read a secret where it is used; empty for none. Raises HostRefused."""
    try:
        return "" if reference is None else reference.get_secret_value()
    except UtqyrError as error:
        raise HostRefused(host, error.message, hint=error.hint) from error


def bearer(token: Callable[[], str]) -> Sign:
    """Sign calls with a bearer token, asked for at every call."""
    return lambda _call: {"Authorization": f"Bearer {token()}"}


def _by_status(reply: HttpReply) -> HttpFailure | None:
    try:
        reply.expect_done()
    except HttpFailure as failure:
        return failure
    if reply.status == HTTPStatus.NOT_MODIFIED:
        return HttpFailure(
            Outcome.CONTRACT_BROKEN, f"{reply.place} answered with status 304 unasked", status=304
        )
    return None


def _moment(text: str) -> datetime | None:
    """Read an HTTP date; None for anything else."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
