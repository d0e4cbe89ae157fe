import ast
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.problems import UtqyrError
from sync.clock import FixedClock
from sync.logs import bound_fields, configure_logging, get_logger, log_uncaught
from sync.redaction import is_sensitive

ROOT = Path(__file__).parents[3]
MORNING = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
IIN = st.from_regex(r"[0-9]{12}", fullmatch=True)
TOKEN = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)
SECRET = IIN | TOKEN


class Lines(io.StringIO):
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook
    names = ("config", "connectors", "console", "mapping", "sandbox", "sync")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in names:
        logging.getLogger(name).setLevel(logging.NOTSET)
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture
def lines() -> Lines:
    stream = Lines()
    configure_logging("info", json=True, stream=stream, clock=FixedClock(MORNING))
    return stream


def test_event_is_one_json_line_with_utc_time_level_logger_and_fields(lines: Lines) -> None:
    get_logger("sync.pipeline").info("host synced", host="kozminski.edu.pl", documents=3)

    assert lines.events() == [
        {
            "at": "2026-03-01T08:30:00.000000Z",
            "level": "info",
            "logger": "sync.pipeline",
            "event": "host synced",
            "host": "kozminski.edu.pl",
            "documents": 3,
        }
    ]


def test_bound_fields_are_on_every_line_of_their_block(lines: Lines) -> None:
    with bound_fields(run="7"):
        get_logger("sync.pipeline").info("inside")
    get_logger("sync.pipeline").info("outside")

    assert [event.get("run") for event in lines.events()] == ["7", None]


def test_level_is_that_of_our_own_modules_only(lines: Lines) -> None:
    get_logger("sync.pipeline").debug("not wanted")
    get_logger("sync.pipeline").info("wanted")
    logging.getLogger("some.library").info("GET /?wstoken=1")
    logging.getLogger("some.library").warning("retrying")

    assert [event["event"] for event in lines.events()] == ["wanted", "retrying"]


def test_debug_level_leaves_libraries_at_warning() -> None:
    stream = Lines()
    configure_logging("debug", stream=stream)
    logging.getLogger("some.library").debug("GET /?wstoken=1")
    get_logger("connectors.http").debug("asked")

    assert [event["event"] for event in stream.events()] == ["asked"]


def test_library_record_goes_through_the_same_sieve(lines: Lines) -> None:
    logging.getLogger("urllib3").warning(
        "Retrying after %r: %s", "broken", "/webservice/rest/server.php?wstoken=abc123&x=1"
    )

    (event,) = lines.events()
    assert event["event"] == (
        "Retrying after 'broken': /webservice/rest/server.php?wstoken=[hidden]&x=[hidden]"
    )
    assert event["logger"] == "urllib3"


def test_exception_is_rendered_without_its_message_or_locals(lines: Lines) -> None:
    learner = "Aliya Omarova"
    try:
        int(learner)
    except ValueError:
        get_logger("sync.pipeline").exception("host failed")

    (event,) = lines.events()
    assert "Aliya" not in lines.getvalue()
    assert "ValueError: (message withheld)" in event["exception"]
    assert "test_logs.py" in event["exception"]


def test_field_called_exception_has_no_way_around_the_sieve(lines: Lines) -> None:
    get_logger("sync.pipeline").info("odd", exception="900101300123", at="900101300123")

    assert "900101300123" not in lines.getvalue()


def test_warnings_go_to_the_log(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("cell holds 900101300123", stacklevel=1)

    (event,) = lines.events()
    assert event["logger"] == "py.warnings"
    assert "cell holds [hidden]" in event["event"]


def test_record_that_cannot_be_written_names_its_place_and_no_value(lines: Lines) -> None:
    record = logging.LogRecord(
        "sync.pipeline", logging.WARNING, __file__, 12, "%d grades", ("B+ of Aliya",), None
    )
    (handler,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler) and handler.stream is lines
    )
    handler.handle(record)

    assert lines.getvalue() == "a log line of sync.pipeline:12 could not be written\n"


def test_configuring_again_writes_each_line_once(lines: Lines) -> None:
    configure_logging("info", stream=lines)
    get_logger("sync.pipeline").info("once")

    assert len(lines.events()) == 1


def test_terminal_form_is_redacted_too() -> None:
    stream = Lines()
    configure_logging("info", json=False, stream=stream, clock=FixedClock(MORNING))
    get_logger("sync.pipeline").info("learner 900101300123", grade="B+", host="kozminski.edu.pl")

    assert "host=kozminski.edu.pl" in stream.getvalue()
    assert "900101300123" not in stream.getvalue()
    assert "B+" not in stream.getvalue()


def test_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="debug, info, warning, error"):
        configure_logging("verbose")


def test_uncaught_exception_goes_through_the_sieve(lines: Lines) -> None:
    log_uncaught()
    error = ValueError("Aliya")
    sys.excepthook(ValueError, error, None)
    thread = threading.Thread(target=int, args=("Aliya",))
    thread.start()
    thread.join()

    assert [event["level"] for event in lines.events()] == ["critical", "critical"]
    assert "Aliya" not in lines.getvalue()


def log_calls() -> Iterator[tuple[str, ast.Call]]:
    for package in ("config", "connectors", "mapping", "sync"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id="log" | "logger"))):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_event_is_a_fixed_text_so_that_no_value_hides_in_it() -> None:
    calls = list(log_calls())

    assert len(calls) > 10
    assert [
        place
        for place, call in calls
        if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant)
    ] == []


def test_no_event_has_a_field_whose_value_would_be_hidden() -> None:
    hidden = [
        (place, field.arg)
        for place, call in log_calls()
        for field in call.keywords
        if field.arg is None or is_sensitive(field.arg)
    ]
    assert hidden == []


def raised(error: BaseException, cause: BaseException) -> BaseException:
    try:
        try:
            raise cause
        except type(cause) as e:
            raise error from e
    except type(error) as e:
        return e


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    secret=SECRET,
    before=st.sampled_from(["", " ", "learner ", "«", "iin=", "/?a=b&token=", "x: '"]),
    after=st.sampled_from(["", " ", ".", "»", "'", "&b=c", ", and"]),
    name=st.sampled_from(["host", "run", "token", "grade"]),
)
def test_secret_never_appears_wherever_it_was_given(
    secret: str, before: str, after: str, name: str
) -> None:
    stream = Lines()
    configure_logging("debug", stream=stream, clock=FixedClock(MORNING))
    logger = get_logger("sync.pipeline")
    text = f"{before}{secret}{after}"

    logger.info(text)
    logger.info("field", **{name: text})
    logger.info("key", **{text: "value"})
    logger.info("nested", rows=[{"inner": (text, {text: text})}])
    logger.info("exception as a value", error=ValueError(text))
    logger.error("foreign", exc_info=raised(RuntimeError(text), KeyError(text)))
    logger.error("ours", exc_info=raised(UtqyrError(text, hint=text), OSError(2, text, text)))
    logging.getLogger("requests").warning("%s and %r", text, {text: text})
    with bound_fields(host=text):
        logger.info("bound")

    assert len(stream.events()) == 9
    assert secret not in stream.getvalue()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.text(st.characters(categories=["L"]), min_size=4, max_size=30),
    name=st.sampled_from(
        ["given_names", "familyName", "full_name", "grade", "percent", "letter", "iin", "password"]
    ),
)
def test_value_of_a_private_field_never_appears(value: str, name: str) -> None:
    stream = Lines()
    configure_logging("debug", stream=stream, clock=FixedClock(MORNING))
    marked = f"{value}#{value}"
    get_logger("sync.pipeline").info("learner", **{name: marked}, row={name: [marked]})

    assert marked not in stream.getvalue()
