"""A stand-in for the national platform's own-data interface, warts included, on this machine.

It answers as the platform is described: an upsert that replaces whole rows, 200 with failed records
inside, misspelt fields ignored, `/save` not there, no filters.

    with SandboxEpvo(university_id=42) as platform:
        ... platform.url, platform.password, platform.rows("TRANSCRIPT") ...
"""

import base64
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

Row = dict[str, Any]

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "STUDENT_TRANSFER": ("transferId",),
    "ORDERS_ACADEMIC_MOBILITY": ("id",),
    "FOREIGN_SUBJECTS": ("id",),
    "TRANSCRIPT": ("id",),
}
_SAVE: Final = "/org-data/list/save"
_JSON: Final = "application/json;charset=UTF-8"


class SandboxEpvo:
    """Serve one university's rows on a loopback port chosen by the system.

    `fields` are the names each kind of row has there: any other is ignored without a word.
    `refuse` names why a row is not taken, or nothing. `calls` are the paths asked for, in order.
    """

    def __init__(
        self,
        *,
        university_id: int = 42,
        password: str = "sandbox-password",  # noqa: S107 -- of a stand-in on this machine
        fields: Mapping[str, Iterable[str]] | None = None,
        refuse: Callable[[Row], str] = lambda _row: "",
    ) -> None:
        self.university_id = university_id
        self.password = password
        self.calls: list[str] = []
        self.refuse = refuse
        self._fields = {code: frozenset(names) for code, names in (fields or {}).items()}
        self._rows: dict[str, dict[tuple[Any, ...], Row]] = {code: {} for code in KEYS}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/isvuz/api"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def rows(self, code: str) -> list[Row]:
        """Give the rows of a kind that stand there."""
        with self._lock:
            return [dict(row) for row in self._rows[code].values()]

    def put(self, row: Row) -> None:
        """Let a row stand there, as if somebody else had saved it."""
        with self._lock:
            self._keep(row)

    def answer(self, method: str, target: str, authorization: str, body: bytes) -> tuple[int, Any]:
        """Answer one call: a status, and what goes over the wire as JSON, if anything."""
        address = urlsplit(target)
        path = address.path.removeprefix("/isvuz/api")
        query = parse_qs(address.query)
        with self._lock:
            self.calls.append(f"{method} {path}")
            user = f"{self.university_id}:{self.password}"
            if authorization != f"Basic {base64.b64encode(user.encode()).decode()}":
                return 401, None
            if (method, path) == ("POST", _SAVE):
                return self._save(body, query)
            parts = path.strip("/").split("/")
            if method == "GET" and len(parts) == 3 and parts[2] == "find-all-pageable":  # noqa: PLR2004 -- org-data, kind, verb
                return self._page(parts[1], query)
            return 404, None

    def _save(self, body: bytes, query: Mapping[str, list[str]]) -> tuple[int, Any]:
        try:
            listed = json.loads(body)
        except ValueError:
            return 400, None
        if not isinstance(listed, list) or query.get("universityId") != [str(self.university_id)]:
            return 400, None
        saved = updated = 0
        failed = []
        for row in listed:
            reason = self._fault(row)
            if reason:
                failed.append({"record": row, "errors": [reason]})
            elif self._keep(row):
                updated += 1
            else:
                saved += 1
        return 200, {
            "requestedElements": len(listed),
            "savedElements": saved,
            "updatedElements": updated,
            "failedElementsCcount": len(failed),
            "failedRecords": failed,
        }

    def _fault(self, row: Any) -> str:
        if not isinstance(row, dict) or row.get("typeCode") not in KEYS:
            return "typeCode is unknown"
        if any(row.get(name) is None for name in KEYS[row["typeCode"]]):
            return "the key is not complete"
        return self.refuse(row)

    def _keep(self, row: Row) -> bool:
        """Replace a whole row; a field that is left out becomes null. Tell whether it was there."""
        code = row["typeCode"]
        names = self._fields.get(code) or frozenset(row)
        key = tuple(row[name] for name in KEYS[code])
        was_there = key in self._rows[code]
        self._rows[code][key] = {name: row.get(name) for name in sorted(names | {"typeCode"})}
        return was_there

    def _page(self, code: str, query: Mapping[str, list[str]]) -> tuple[int, Any]:
        if code not in KEYS:
            return 404, None
        page = int(query.get("page", ["0"])[0])
        size = int(query.get("size", ["20"])[0])
        listed = list(self._rows[code].values())
        pages = max((len(listed) + size - 1) // size, 1)
        return 200, {
            "content": listed[page * size : (page + 1) * size],
            "totalElements": len(listed),
            "totalPages": pages,
            "number": page,
            "size": size,
            "last": page >= pages - 1,
        }


def _handler_for(platform: SandboxEpvo) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply(b"")

        def do_POST(self) -> None:
            self._reply(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it
            """Log nothing: bodies hold marks."""

        def _reply(self, body: bytes) -> None:
            authorization = self.headers.get("Authorization", "")
            status, content = platform.answer(self.command, self.path, authorization, body)
            said = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", _JSON)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    return Handler
