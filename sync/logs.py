"""Structured logs: JSON lines to stderr, or colours on a terminal, every one of them redacted.

One handler carries our events (structlog) and every library's records (logging) through the same
sieve (`sync.redaction`), so that no path around it is left; exceptions show places, never values.
"""

import json as json_format
import logging
import sys
import threading
from collections.abc import Callable, MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.contextvars import bound_contextvars as bound_fields

from sync.clock import Clock, SystemClock, utc_text
from sync.redaction import exception_text, mask, redact_fields

__all__ = ["LEVELS", "bound_fields", "configure_logging", "get_logger", "log_uncaught"]

LEVELS = ("debug", "info", "warning", "error")

_OURS = ("config", "connectors", "console", "mapping", "sandbox", "sync")
_FIRST_FIELDS = ("at", "level", "logger", "event")
_DROPPED_FIELDS = ("_record", "_from_structlog", "stack_info")

Event = MutableMapping[str, Any]
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module; events are short fixed sentences, values are fields."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def configure_logging(
    level: str = "info",
    *,
    json: bool = True,
    stream: TextIO | None = None,
    clock: Clock | None = None,
) -> None:
    """Send all logs of the process to one stream, stderr unless told; may be called again.

    `level` is one of `LEVELS` and holds for our own modules. Libraries speak from `warning` on:
    below that they print addresses with tokens in them. Raises ValueError for another level.
    """
    if level not in LEVELS:
        raise ValueError(f"the log level is one of {', '.join(LEVELS)}")
    out = sys.stderr if stream is None else stream
    shared = _shared_processors(clock or SystemClock())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer = _render_json if json else _console_renderer(out)
    handler = _QuietHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[_drop_meta, renderer]
        )
    )
    root = logging.getLogger()
    for former in tuple(root.handlers):
        if isinstance(former, _QuietHandler):
            root.removeHandler(former)
    root.addHandler(handler)
    number = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(number, logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(number)
    logging.captureWarnings(True)


def log_uncaught() -> None:
    """Send exceptions nobody caught through the same sieve instead of to stderr as they are."""
    logger = get_logger("sync.uncaught")

    def report(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        logger.critical("an error nobody caught ended the process", exc_info=error)

    def report_thread(arguments: Any) -> None:
        if arguments.exc_value is not None:
            logger.critical("an error nobody caught ended a thread", exc_info=arguments.exc_value)

    sys.excepthook = report
    threading.excepthook = report_thread


class _QuietHandler(logging.StreamHandler[TextIO]):
    """A handler that never prints the arguments of a record it could not write."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- logging's name
        """Say that a line is lost, and where it came from."""
        try:
            self.stream.write(f"a log line of {record.name}:{record.lineno} could not be written\n")
        except (OSError, ValueError):
            return  # the stream itself is gone, and with it the only place to say so


def _shared_processors(clock: Clock) -> list[Callable[[Any, str, Event], Event]]:
    def stamp(_: Any, __: str, event: Event) -> Event:
        event["at"] = utc_text(clock.now())
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        stamp,
        _redact,
    ]


def _redact(_: Any, __: str, event: Event) -> Event:
    """Redact every field before any handler sees the event; runs last of the shared chain."""
    error = _error_of(event.pop("exc_info", None))
    for name in _DROPPED_FIELDS:
        event.pop(name, None)
    first = {name: event.pop(name) for name in _FIRST_FIELDS if name in event}
    first["event"] = mask(str(first.get("event", "")))
    redacted: Event = {**first, **redact_fields(event)}
    if error is not None:
        redacted["exception"] = exception_text(error)
    return redacted


def _error_of(given: object) -> BaseException | None:
    if isinstance(given, tuple):
        given = given[1]
    elif given and not isinstance(given, BaseException):
        given = sys.exc_info()[1]
    return given if isinstance(given, BaseException) else None


def _drop_meta(_: Any, __: str, event: Event) -> Event:
    for name in _DROPPED_FIELDS:
        event.pop(name, None)
    return event


def _render_json(_: Any, __: str, event: Event) -> str:
    return json_format.dumps(event, ensure_ascii=False, default=str)


def _console_renderer(stream: TextIO) -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(),
        sort_keys=False,
        timestamp_key="at",
        exception_formatter=structlog.dev.plain_traceback,
    )
