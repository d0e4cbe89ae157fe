"""The only way to HTTP: time limits, a size cap, retries of safe calls, TLS; logs nothing.

request -> transport fault -> HttpFailure(outcome, may_have_taken_effect)
request -> any status      -> HttpReply, whose outcome the caller judges (connectors.http_replies)

Secrets travel in headers and bodies. They never stand in a URL, and no failure repeats more of a
URL than its host and path.
"""

import logging
import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
    SSLError,
)
from urllib3.util.retry import Retry

from connectors.http_replies import HttpFailure, HttpReply, Outcome

MEBIBYTE = 1024 * 1024

_CHUNK = 64 * 1024
_MOST_REDIRECTS = 5
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WORTH_RETRYING = frozenset({429, 502, 503, 504})
_LIKE_A_SECRET = re.compile(
    r"token|secret|passw|api_?key|authorization|assertion|credential|session", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpPolicy:
    """The limits of one session. Times are seconds.

    `total_seconds` ends an answer that drips. `longest_wait_seconds` caps one pause between tries:
    a server that asks for more (Retry-After) is not tried again in this call. `allow_http` lets
    plain HTTP leave this machine; to a loopback address it is always allowed. `ca_bundle` names the
    certificates to trust instead of the usual ones; there is no way not to verify.
    """

    connect_seconds: float = 10
    read_seconds: float = 60
    total_seconds: float = 600
    max_bytes: int = 64 * MEBIBYTE
    retries: int = 3
    backoff_seconds: float = 0.5
    longest_wait_seconds: float = 30
    allow_http: bool = False
    ca_bundle: Path | None = None
    proxy: str = ""


def new_session(policy: HttpPolicy | None = None, *, user_agent: str = "utqyr") -> "HttpSession":
    """Open a session; it keeps connections, and no cookies or other state of the servers'."""
    return HttpSession(policy or HttpPolicy(), user_agent=user_agent)


class HttpSession:
    """Make calls within one policy. Safe to share between threads."""

    def __init__(self, policy: HttpPolicy, *, user_agent: str) -> None:
        if policy.ca_bundle is not None and not policy.ca_bundle.exists():
            raise HttpFailure(
                Outcome.CONFIGURATION,
                "the certificates to trust are not there",
                hint="mend the path of ca_bundle",
                may_have_taken_effect=False,
            )
        self._policy = policy
        self._once = _open(policy, Retry(total=0, redirect=False), user_agent)
        self._patient = _open(policy, _patience(policy), user_agent)

    def __enter__(self) -> Self:
        """Use the session in a with block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._once.close()
        self._patient.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        safe: bool | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> HttpReply:
        """Make one call and read its answer whole, whatever its status.

        `safe` says that the call may be repeated: GET, HEAD and OPTIONS always are, and so is a
        POST that only reads. Raises HttpFailure when there is no answer, or none within the limits.
        """
        deadline = time.monotonic() + self._policy.total_seconds
        body = form if form is not None else content
        repeatable = method in _READING if safe is None else safe
        for _ in range(_MOST_REDIRECTS + 1):
            address = _checked(url, query, self._policy)
            reply = self._exchange(
                requests.Request(method, url, params=query, headers=dict(headers or {}), data=body),
                address,
                repeatable=repeatable,
                deadline=deadline,
            )
            if reply.status not in _REDIRECTS:
                return reply
            url, query = _followed(method, address, reply), None
        raise HttpFailure(Outcome.CONFIGURATION, f"{_place(address)} redirects in circles")

    def get(
        self,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpReply:
        """Read a resource."""
        return self.request("GET", url, query=query, headers=headers)

    def post(
        self,
        url: str,
        *,
        safe: bool,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpReply:
        """Send a form or bytes; `safe` says whether the server may be asked twice."""
        return self.request("POST", url, safe=safe, form=form, content=content, headers=headers)

    def _exchange(
        self,
        request: requests.Request,
        address: SplitResult,
        *,
        repeatable: bool,
        deadline: float,
    ) -> HttpReply:
        session = self._patient if repeatable else self._once
        place = _place(address)
        try:
            with session.send(
                session.prepare_request(request),
                stream=True,
                timeout=(self._policy.connect_seconds, self._policy.read_seconds),
                verify=str(self._policy.ca_bundle) if self._policy.ca_bundle else True,
                allow_redirects=False,
                proxies=_proxies(self._policy, address),
            ) as response:
                return HttpReply(
                    place=place,
                    status=response.status_code,
                    **_content_type(response.headers.get("Content-Type", "")),
                    headers=response.headers,
                    body=self._read(response, place, deadline),
                )
        except (requests.RequestException, HTTPError, OSError) as fault:
            # not chained: the library's own message repeats the whole URL
            raise _failure_of(fault, place) from None

    def _read(self, response: requests.Response, place: str, deadline: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self._policy.max_bytes:
                raise HttpFailure(
                    Outcome.CONTRACT_BROKEN,
                    f"the answer of {place} is larger than {self._policy.max_bytes} bytes",
                    hint="raise the limit if so large an answer is expected",
                    status=response.status_code,
                )
            if time.monotonic() > deadline:
                raise HttpFailure(
                    Outcome.TEMPORARY,
                    f"the answer of {place} took longer than {self._policy.total_seconds:g} s",
                    status=response.status_code,
                )
        return bytes(body)


class _PatientRetry(Retry):
    """Retry as the server asks, but give up at once when it asks for too long a pause."""

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: Any = None,
        error: Exception | None = None,
        _pool: Any = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        if response is not None:
            asked = self.get_retry_after(response)
            if asked is not None and asked > self.backoff_max:
                # raise_on_status is off: urllib3 then hands out this very response
                raise MaxRetryError(_pool, "")
        return super().increment(method, url, response, error, _pool, _stacktrace)


class _NoUrls(logging.Filter):
    """Keep urllib3's lines about calls out of every log: they repeat whole URLs."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_NoUrls())


class _NoCredentials(requests.auth.AuthBase):
    """Keep requests from looking for credentials of its own, in a .netrc file."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _open(policy: HttpPolicy, retry: Retry, user_agent: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # the configuration says it all, not the shell that started us
    session.auth = _NoCredentials()
    session.headers["User-Agent"] = user_agent
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(max_retries=retry)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _patience(policy: HttpPolicy) -> Retry:
    return _PatientRetry(
        total=policy.retries,
        redirect=False,
        allowed_methods=None,  # this session is used for repeatable calls only
        status_forcelist=_WORTH_RETRYING,
        backoff_factor=policy.backoff_seconds,
        backoff_max=policy.longest_wait_seconds,
        backoff_jitter=policy.backoff_seconds,
        raise_on_status=False,
    )


def _checked(url: str, query: Mapping[str, str] | None, policy: HttpPolicy) -> SplitResult:
    try:
        address = urlsplit(url)
        _ = address.port
    except ValueError:
        raise _no_address() from None
    names = [*(query or ()), *(part.partition("=")[0] for part in address.query.split("&"))]
    if address.username or address.password or any(map(_LIKE_A_SECRET.search, names)):
        raise ValueError("a secret does not go into a URL: use a header or the body")
    if address.scheme == "https" and address.hostname:
        return address
    if address.scheme == "http" and address.hostname:
        if policy.allow_http or is_loopback(address.hostname):
            return address
        raise HttpFailure(
            Outcome.CONFIGURATION,
            f"{address.hostname} is to be reached without encryption",
            hint="use an https address, or allow http for it in the configuration",
            may_have_taken_effect=False,
        )
    raise _no_address()


def _no_address() -> HttpFailure:
    return HttpFailure(
        Outcome.CONFIGURATION,
        "the address is no http or https address",
        hint="write the whole address, as https://moodle.example.org",
        may_have_taken_effect=False,
    )


def is_loopback(hostname: str) -> bool:
    """Tell whether a host name is this machine's own."""
    if hostname == "localhost" or hostname.endswith(".localhost"):
        return True
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return False


def _followed(method: str, address: SplitResult, reply: HttpReply) -> str:
    target = urljoin(address.geturl(), reply.headers.get("Location", ""))
    there = urlsplit(target)
    same_host = there.hostname == address.hostname
    if method not in _READING or not same_host or not _is_upgrade_or_equal(address, there):
        raise HttpFailure(
            Outcome.CONFIGURATION,
            f"{reply.place} redirects to {there.scheme}://{there.hostname}",
            hint="write the final address into the configuration",
            status=reply.status,
        )
    return target


def _is_upgrade_or_equal(here: SplitResult, there: SplitResult) -> bool:
    if here.scheme == there.scheme:
        return here.port == there.port
    return (here.scheme, there.scheme) == ("http", "https")


def _proxies(policy: HttpPolicy, address: SplitResult) -> dict[str, str]:
    if not policy.proxy or is_loopback(address.hostname or ""):
        return {}
    return {"http": policy.proxy, "https": policy.proxy}


def _place(address: SplitResult) -> str:
    return f"{address.netloc}{address.path}"


def _content_type(header: str) -> dict[str, str]:
    media_type, _, parameters = header.partition(";")
    found = re.search(r"charset=\"?([\w.:-]+)", parameters, re.IGNORECASE)
    return {
        "media_type": media_type.strip().lower(),
        "charset": found[1].lower() if found else "",
    }


def _failure_of(fault: Exception, place: str) -> HttpFailure:
    if isinstance(_cause_of(fault), ssl.SSLCertVerificationError):
        return HttpFailure(
            Outcome.CONFIGURATION,
            f"the certificate of {place} cannot be verified",
            hint="name the authority's certificates (ca_bundle) if the server's own are meant",
            may_have_taken_effect=False,
        )
    if isinstance(fault, requests.exceptions.ContentDecodingError):
        return HttpFailure(Outcome.CONTRACT_BROKEN, f"the answer of {place} is compressed wrongly")
    if isinstance(fault, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return HttpFailure(
            Outcome.CONFIGURATION, f"{place} is no usable address", may_have_taken_effect=False
        )
    if isinstance(_cause_of(fault), NewConnectionError | ConnectTimeoutError):
        return HttpFailure(
            Outcome.TEMPORARY, f"{place} cannot be reached", may_have_taken_effect=False
        )
    if isinstance(fault, requests.Timeout):
        return HttpFailure(Outcome.TEMPORARY, f"{place} did not answer in time")
    return HttpFailure(Outcome.TEMPORARY, f"the connection to {place} broke")


def _cause_of(fault: Exception) -> object:
    """Unwrap what requests and urllib3 wrapped."""
    cause: object = fault.args[0] if fault.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(cause, SSLError):
        cause = cause.args[0] if cause.args else None
    return cause
