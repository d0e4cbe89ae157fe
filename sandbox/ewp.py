"""A stand-in EWP network over HTTP on this machine: its registry, and a host that serves us.

    with SandboxEwp("harbour.example", home="home.example", client_key=pem) as network:
        network.publish("KB-0001", elmo(...))
        ... network.registry_url ...; network.notify(our_url, ["KB-0001"])

It follows the specifications: signatures on both sides, batches no larger than announced, ids it
does not know left out, errors in XML. `faults` are what the world does to its next answers.
"""

import http.client
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from sandbox import ewp_documents as documents
from sandbox.ewp_faults import EwpFault, sign_reply, spoilt
from sandbox.ewp_signing import Refused, StandInKey, der_of, signed_request, verify_request
from sandbox.ewp_wire import Reply, StandInServer

_CATALOGUE: Final = "/catalogue-v1.xml"


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was received: where, and its parameters."""

    path: str
    form: dict[str, list[str]]
    request_id: str


class SandboxEwp:
    """A registry and one host on a loopback port chosen by the system.

    `majors` are the versions of the transcripts API it serves. `clock` is the host's; without one
    dates are not compared, and answers carry the date of the question. `write` makes the elmo of an
    id that was published without one, so that very many cost no memory.
    """

    def __init__(
        self,
        institution: str,
        *,
        home: str,
        client_key: str,
        majors: tuple[int, ...] = (2, 3),
        max_ids: int = 100,
        signs: bool = True,
        clock: Callable[[], datetime] | None = None,
        write: Callable[[str], str] | None = None,
    ) -> None:
        self.institution = institution
        self.home = home
        self.client_key = client_key
        self.majors = majors
        self.max_ids = max_ids
        self.signs = signs
        self.clock = clock
        self.key = StandInKey()
        self.stranger = StandInKey()
        self.faults: dict[str, list[EwpFault]] = {}
        self.poisoned: set[str] = set()
        self.calls: list[Call] = []
        self.courses: dict[str, str] = {}
        self.registered: list[documents.RegistryHost] | None = None
        self.registry_down = False
        self._write = write
        self._tors: dict[str, tuple[datetime, str | None]] = {}
        self._raw: dict[str, bytes] = {}
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._server = StandInServer(self._answer)
        self.url = self._server.url
        self.registry_url = f"{self.url}{_CATALOGUE}"

    def __enter__(self) -> Self:
        """Start serving."""
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving and free the port."""
        self._server.stop()

    # -- what people do at the host ----------------------------------------------------------------

    def publish(
        self, mobility_id: str, elmo: str | None = None, *, at: datetime | None = None
    ) -> None:
        """Let the host publish a transcript, or correct one."""
        self._tors[mobility_id] = (at or datetime(2026, 1, 1, tzinfo=UTC), elmo)

    def publish_raw(self, mobility_id: str, answer: bytes) -> None:
        """Let the host answer these very bytes when only this id is asked for."""
        self.publish(mobility_id)
        self._raw[mobility_id] = answer

    def withdraw(self, mobility_id: str) -> None:
        """Let the host take a transcript away."""
        self._tors.pop(mobility_id, None)
        self._raw.pop(mobility_id, None)

    def fail(self, path: str, *faults: EwpFault) -> None:
        """Let the next answers of an endpoint (`index`, `get`, `courses`, …) go wrong, in order."""
        self.faults.setdefault(path, []).extend(faults)

    def count(self, path: str) -> int:
        """Count the calls of an endpoint so far."""
        return Counter(call.path.rpartition("/")[2] for call in self.calls)[path]

    def state(self) -> object:
        """Everything a careless client might change."""
        return (dict(self._tors), dict(self._raw), dict(self.courses))

    def notify(
        self, url: str, mobility_ids: Iterable[str], *, key: StandInKey | None = None
    ) -> int:
        """Tell a client that transcripts changed, signed; returns the status it answered."""
        form = [("receiving_hei_id", self.institution)]
        form += [("omobility_id", each) for each in mobility_ids]
        body = urlencode(form).encode()
        address = urlsplit(url)
        headers = signed_request(
            key or self.key,
            target=address.path,
            host=address.netloc,
            body=body,
            request_id=str(uuid.uuid4()),
            now=self.clock() if self.clock else datetime.fromtimestamp(time.time(), UTC),
        )
        connection = http.client.HTTPConnection(address.netloc, timeout=30)
        try:
            connection.request("POST", address.path, body=body, headers=headers)
            return connection.getresponse().status
        finally:
            connection.close()

    # -- answers -----------------------------------------------------------------------------------

    def catalogue(self) -> bytes:
        """Write the registry's catalogue."""
        home_der = der_of(self.client_key)
        home_key = sha256(home_der).hexdigest()
        hosts = self.registered
        if hosts is None:
            host = documents.RegistryHost(
                institutions=(self.institution,),
                entries=self._entries(),
                client_keys=(self.key.id,),
                server_keys=(self.key.id,),
            )
            ours = documents.RegistryHost(
                institutions=(self.home,), client_keys=(home_key,), server_keys=(home_key,)
            )
            hosts = [ours, host]
        return documents.catalogue(hosts, {self.key.id: self.key.der, home_key: home_der})

    def _entries(self) -> tuple[str, ...]:
        tors = tuple(
            documents.api_entry(
                "imobility-tors",
                "imobility-tors",
                major=major,
                version=f"{major}.0.0",
                signed=self.signs,
                get_url=f"{self.url}/tors/v{major}/get",
                index_url=f"{self.url}/tors/v{major}/index",
                max_omobility_ids=str(self.max_ids),
            )
            for major in self.majors
        )
        return (
            *tors,
            documents.api_entry(
                "courses",
                "courses",
                major=1,
                version="0.7.1",
                signed=self.signs,
                url=f"{self.url}/courses",
                max_los_ids=str(self.max_ids),
                max_los_codes="1",
            ),
            documents.api_entry(
                "course-replication",
                "simple-course-replication",
                major=1,
                version="1.0.0",
                signed=self.signs,
                url=f"{self.url}/replication",
                allows_anonymous_access="false",
                supports_modified_since="false",
            ),
        )

    def _answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> Reply | None:
        path = target.partition("?")[0]
        form = parse_qs(body.decode(), keep_blank_values=True)
        with self._lock:
            self.calls.append(Call(path, form, headers.get("x-request-id", "")))
            if path == _CATALOGUE:
                return self._registry_reply(headers)
            waiting = self.faults.get(path.rpartition("/")[2], [])
            fault = waiting.pop(0) if waiting else None
            try:
                self._verify(method, target, headers, body)
                reply = Reply(200, self._content(path, form, fault))
            except Refused as refused:
                reply = Reply(refused.status, documents.error_answer(refused.reason))
                if refused.status == 401:  # noqa: PLR2004 -- a status
                    reply.headers["WWW-Authenticate"] = 'Signature realm="EWP"'
                return reply
        return spoilt(fault, reply, partial(self._sign, fault, headers))

    def _sign(self, fault: EwpFault | None, request: dict[str, str], reply: Reply) -> Reply:
        if not self.signs or "accept-signature" not in request:
            return reply
        now = self.clock() if self.clock else parsedate_to_datetime(request["date"])
        return sign_reply(
            reply, fault, key=self.key, stranger=self.stranger, request=request, now=now
        )

    def _registry_reply(self, headers: dict[str, str]) -> Reply:
        if self.registry_down:
            return Reply(503, b"")
        content = self.catalogue()
        tag = f'"{sha256(content).hexdigest()}"'
        if headers.get("if-none-match") == tag:
            return Reply(304, b"", {"ETag": tag})
        return Reply(200, content, {"ETag": tag})

    def _verify(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        now = self.clock() if self.clock else None
        verify_request(
            self.client_key, method=method, target=target, headers=headers, body=body, now=now
        )
        if headers["x-request-id"] in self._seen:
            raise Refused(400, "the request id was seen before")
        self._seen.add(headers["x-request-id"])

    def _content(self, path: str, form: dict[str, list[str]], fault: EwpFault | None) -> bytes:
        match path.strip("/").split("/"):
            case ["tors", version, "index"]:
                return self._index(int(version[1:]), form)
            case ["tors", version, "get"]:
                return self._get(int(version[1:]), form, fault)
            case ["replication"]:
                self._only_me(form, "hei_id")
                return documents.replication_answer(self.courses)
            case ["courses"]:
                self._only_me(form, "hei_id")
                asked = self._ids(form, "los_id")
                known = [self.courses[each] for each in asked if each in self.courses]
                return documents.courses_answer(known)
        raise Refused(404, "nothing is served here")

    def _index(self, major: int, form: dict[str, list[str]]) -> bytes:
        self._only_me(form, "receiving_hei_id")
        since = form.get("modified_since", [""])[0]
        begin = datetime.fromisoformat(since) if since else None
        known = [
            each
            for each, (modified_at, _elmo) in self._tors.items()
            if begin is None or modified_at >= begin
        ]
        return documents.index_answer(major, known)

    def _get(self, major: int, form: dict[str, list[str]], fault: EwpFault | None) -> bytes:
        self._only_me(form, "receiving_hei_id")
        asked = self._ids(form, "omobility_id")
        if self.poisoned & set(asked):
            raise Refused(500, "one transcript cannot be written")
        if len(asked) == 1 and asked[0] in self._raw:
            return self._raw[asked[0]]
        known = [(each, self._elmo(each)) for each in asked if each in self._tors]
        if fault is EwpFault.TWICE:
            known *= 2
        if fault is EwpFault.UNASKED:
            known = [(f"other-{each}", elmo) for each, elmo in known]
        return documents.get_answer(major, known)

    def _elmo(self, mobility_id: str) -> str:
        elmo = self._tors[mobility_id][1]
        if elmo is not None:
            return elmo
        return self._write(mobility_id) if self._write else "<elmo/>"

    def _only_me(self, form: dict[str, list[str]], name: str) -> None:
        if form.get(name) != [self.institution]:
            raise Refused(400, f"{name} has to be ours, once")

    def _ids(self, form: dict[str, list[str]], name: str) -> list[str]:
        asked = form.get(name, [])
        if not asked or len(asked) > self.max_ids:
            raise Refused(400, f"between one and {self.max_ids} of {name}")
        return asked
