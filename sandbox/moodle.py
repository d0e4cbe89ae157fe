"""A stand-in home Moodle over HTTP on this machine: stateful, with the faults of the real one.

It answers the web service calls the way a stock Moodle 4.5 was recorded to, warts included, and
lets a test or a demo be the teacher, the administrator and the network.

    with SandboxMoodle().seed(students=["KB00001"], courses=["ECO2204"]) as moodle:
        ... moodle.url, moodle.token ...
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from sandbox.moodle_faults import Closure, FaultKind, MoodleFaults
from sandbox.moodle_functions import MoodleFunctions
from sandbox.moodle_pages import maintenance_page
from sandbox.moodle_plugin import PLUGIN_CAPABILITIES, PLUGIN_FUNCTIONS, MoodlePlugin
from sandbox.moodle_site import SERVICE_CAPABILITIES, SERVICE_FUNCTIONS, Caller, SiteFacts
from sandbox.moodle_staff import MoodleStaff
from sandbox.moodle_state import MoodleState
from sandbox.moodle_wire import (
    ACCESS_EXCEPTION,
    INVALID_PARAMETER,
    INVALID_TOKEN,
    SITE_MAINTENANCE,
    MoodleError,
    NotModelled,
    as_json,
    missing_record,
    read_form,
)

JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"

_ADDRESS: Final = "/webservice/rest/server.php"
_NOTICE: Final = "The instance of this module does not exist\n"
_STOCK_FUNCTIONS: Final = frozenset(
    {
        *SERVICE_FUNCTIONS,
        "core_user_delete_users",
        "core_user_create_users",
        "core_course_get_courses",
        "core_course_get_contents",
        "mod_assign_save_grade",
    }
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire."""

    status: int
    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was received: its function and its unfolded form, without the token."""

    function: str
    arguments: dict[str, Any]


_SPOILT: Final[dict[FaultKind | None, Reply]] = {
    FaultKind.GARBAGE: Reply(200, JSON, "<br />\n<b>Notice</b>: something undefined"),
    FaultKind.PROXY_PAGE: Reply(200, HTML, "<html><body>Please sign in</body></html>"),
    FaultKind.BAD_GATEWAY: Reply(502, HTML, "<html><body>Bad Gateway</body></html>"),
}


class SandboxMoodle:
    """Serve a site on a loopback port chosen by the system.

    `state` is what the site remembers, `staff` does what people do in its pages, `faults` what the
    world does to its answers, `calls` what was asked, in order.
    """

    def __init__(
        self,
        *,
        token: str = "sandbox-token",  # noqa: S107 -- of a stand-in on this machine
        site: SiteFacts | None = None,
        clock: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self.token = token
        self.state = MoodleState(clock=clock)
        self.staff = MoodleStaff(self.state)
        self.faults = MoodleFaults()
        self.calls: list[Call] = []
        self.tokens: dict[str, Caller] = {}
        self._lock = threading.Lock()
        self._server = _Server(self.answer)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.functions = MoodleFunctions(self.state, site or SiteFacts(url=self.url))
        self.allow(token, SERVICE_CAPABILITIES)

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
        self.faults.release()
        self._server.stop()

    def seed(
        self,
        *,
        students: Iterable[str],
        courses: Iterable[str],
        activity_idnumber: str = "UTQYR",
        activity_name: str = "Mobility recognition",
        maximum: Decimal = Decimal(100),
        enrolments: Iterable[tuple[str, str]] | None = None,
    ) -> Self:
        """Make students and courses by their idnumbers, one activity a course.

        `enrolments` are pairs of student and course; without them everybody is enrolled everywhere.
        """
        students, courses = tuple(students), tuple(courses)
        for student in students:
            self.staff.add_student(student)
        for course in courses:
            self.staff.add_course(course)
            self.staff.add_activity(
                course, idnumber=activity_idnumber, name=activity_name, maximum=maximum
            )
        everywhere = ((student, course) for course in courses for student in students)
        for student, course in everywhere if enrolments is None else enrolments:
            self.staff.enrol(student, course)
        return self

    def allow(
        self,
        token: str,
        capabilities: frozenset[str] | None,
        *,
        functions: tuple[str, ...] = SERVICE_FUNCTIONS,
        user_id: int | None = None,
    ) -> None:
        """Let a token in, with an account that has these rights; None makes it the site's admin."""
        if user_id is None:
            names = {"given_names": "Utqyr", "family_name": "Sync"}
            user_id = self.state.add_user(username="utqyr-sync", user_id=1000, **names).id
        self.tokens[token] = Caller(user_id=user_id, functions=functions, capabilities=capabilities)

    def install_plugin(self, *, item_idnumber: str = "utqyr") -> MoodlePlugin:
        """Install local_utqyr and move the site's token to the plugin's own service and role."""
        plugin = MoodlePlugin(self.state, item_idnumber=item_idnumber)
        self.functions.installed = dict(plugin.functions())
        self.allow(
            self.token,
            PLUGIN_CAPABILITIES,
            functions=("core_webservice_get_site_info", *PLUGIN_FUNCTIONS),
        )
        return plugin

    def count(self, function: str) -> int:
        """Count the calls of one function so far."""
        return sum(call.function == function for call in self.calls)

    def answer(self, body: str) -> Reply | None:
        """Answer one form as the server would, faults included; None is a lost reply."""
        try:
            form = read_form(body)
        except MoodleError as error:
            return _failed(error)
        function, token = str(form.pop("wsfunction", "")), str(form.pop("wstoken", ""))
        form.pop("moodlewsrestformat", None)
        with self._lock:
            self.calls.append(Call(function, form))
            fault = self.faults.take(function)
            if fault is FaultKind.LOST_BEFORE_EFFECT:
                return None
            reply = self._closed_reply() or self._reply(token, function, form)
        if fault is FaultKind.LATE:
            self.faults.wait()
        return None if fault is FaultKind.LOST_AFTER_EFFECT else _SPOILT.get(fault, reply)

    def _closed_reply(self) -> Reply | None:
        match self.faults.closure:
            case Closure.MAINTENANCE_PAGE:
                return Reply(503, HTML, maintenance_page(self.functions.site.name))
            case Closure.MAINTENANCE_ANSWER:
                return _failed(MoodleError(SITE_MAINTENANCE))
            case Closure.NO_WEB_SERVICES:
                return Reply(403, HTML, "")
            case Closure.OPEN:
                return None

    def _reply(self, token: str, function: str, arguments: dict[str, Any]) -> Reply:
        try:
            caller = self._caller(token, function)
            answer = self.functions.find(function)(caller, arguments)
        except MoodleError as error:
            return _failed(error)
        except NotModelled as error:
            return Reply(501, "text/plain; charset=utf-8", f"no stand-in for {error}")
        return Reply(200, JSON, _NOTICE * answer.notices + as_json(answer.value))

    def _caller(self, token: str, function: str) -> Caller:
        if not function:
            raise MoodleError(INVALID_PARAMETER)
        caller = self.tokens.get(token)
        if caller is None:
            raise MoodleError(INVALID_TOKEN)
        if not caller.may("webservice/rest:use"):
            raise MoodleError(ACCESS_EXCEPTION)
        if function not in caller.functions:
            known = function in _STOCK_FUNCTIONS or function in self.functions.installed
            raise MoodleError(ACCESS_EXCEPTION if known else missing_record("external_functions"))
        return caller


def _failed(error: MoodleError) -> Reply:
    fault = error.fault
    answer = {
        "exception": fault.exception,
        "errorcode": fault.errorcode,
        "message": fault.message,
    }
    return Reply(200, JSON, _NOTICE * error.notices + as_json(answer))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # the standard five refuse a burst of callers

    def __init__(self, answer: Callable[[str], Reply | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: callers under test hang up on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body go out in two writes
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path != _ADDRESS:
            self._write(Reply(404, HTML, "<html><body>Not Found</body></html>"))
            return
        reply = self.server.answer(body)
        if reply is None:
            self.close_connection = True
        else:
            self._write(reply)

    def _write(self, reply: Reply) -> None:
        body = reply.body.encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as http.server has it
        """Say nothing: a line would hold nothing but the address."""
