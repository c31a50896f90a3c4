"""One line of JSON per event on stderr, and nobody in it.

No path (it may hold a token), query string, address, user agent, body or e-mail;
of an exception its type and where it happened, never its words: a database's
error quotes the values. On a terminal the same events are set for the eye. Why:
docs/decisions/0006-logs-without-people.md.

Our own modules write `structlog.get_logger(__name__).info("mail sent", kind=kind)`;
what they name there is written down as it is.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import secrets
import sys
import time
import traceback
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor

from app import clock

ROOT = Path(__file__).resolve().parent.parent
# The health checks come every few seconds and say nothing by coming.
SILENT = "health."
# Says once more what `request` lines say, with paths (werkzeug) or per nudge (huey).
QUIET_LOGGERS = ("werkzeug", "huey", "alembic", "fontTools")
# gunicorn gives these handlers of its own, in a format of its own.
TAKEN_OVER = ("gunicorn.error", "gunicorn.access")
MOST_FRAMES = 40
# A proxy we trust may number the requests; anything but such a number is not taken over.
REQUEST_ID = re.compile(r"[0-9a-fA-F-]{8,36}")

log = structlog.stdlib.get_logger(__name__)
_plain = logging.getLogger(__name__)


class Stderr(logging.Handler):
    """Writes to what `sys.stderr` is at that moment; never quotes a record it cannot format."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception as error:  # noqa: BLE001 - logging must never break what it reports on
            line = f'{{"event": "a log record could not be written", "error": "{type(error)}"}}'
        # Nobody may be listening any more; whoever has just signed must not hear of it.
        with suppress(OSError):
            # In one piece: requests' lines are written past this handler and its lock.
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()


def init_app(app: Flask) -> None:
    """Send every logger's records through our formatter, and log this application's requests."""
    _configure()
    app.logger.addFilter(_without_path)
    app.before_request(_begin)
    app.after_request(_finish)


def answered(environ: Mapping[str, Any], rule: str, status: int, seconds: float) -> None:
    """The same line for a request that was answered before Flask heard of it."""
    known = {"request": _request_id(environ), "method": environ["REQUEST_METHOD"], "rule": rule}
    _tell(known, status, seconds)


def _tell(known: Mapping[str, Any], status: int, seconds: float) -> None:
    """The line of a request, past the logging library: its way takes five times as long."""
    told = {"event": "request", **known, "status": status, "ms": round(seconds * 1000, 1)}
    if sys.stderr.isatty():
        log.info(**told)
    elif _plain.isEnabledFor(logging.INFO):
        told |= {"logger": __name__, "level": "info"}
        line = json.dumps(_at(None, "info", told), ensure_ascii=False)
        with suppress(OSError):  # as in Stderr
            sys.stderr.write(f"{line}\n")


def _configure() -> None:
    """Idempotent: a process may make several applications."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_described(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = Stderr()
    handler.setFormatter(_formatter(for_the_eye=sys.stderr.isatty()))
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each, Stderr)] + [handler]
    root.setLevel(logging.INFO)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in TAKEN_OVER:
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def _described() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        _at,
    ]


def _formatter(*, for_the_eye: bool) -> logging.Formatter:
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=_by_type)
    if for_the_eye:
        renderer = structlog.dev.ConsoleRenderer(pad_event_to=24)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_described(), _foreign_words],
        pass_foreign_args=True,
        use_get_message=False,
        processors=[
            _frames,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ],
    )


def _at(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event["at"] = clock.now().isoformat(timespec="milliseconds")
    return event


def _by_type(value: Any) -> str:
    """What JSON does not know is named by its type, unless it can only be an id or a date."""
    if isinstance(value, uuid.UUID | dt.date):
        return str(value)
    return f"<{type(value).__name__}>"


def _foreign_words(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Of others' records keep the template: their arguments may hold a path or an address."""
    record: logging.LogRecord = event["_record"]
    args = event.pop("positional_args", ())
    if not isinstance(record.msg, str) or (not args and _fills_in_itself(record)):
        event["event"] = "reported"
    elif args and (_harmless(record) or _numbers(args)):
        event["event"] = record.msg % args
    event["source"] = f"{_short(record.pathname)}:{record.lineno}"
    return event


def _harmless(record: logging.LogRecord) -> bool:
    """Our own modules, migrations, and gunicorn's start and stop."""
    ours = record.name.partition(".")[0] in ("app", "alembic")
    return ours or (record.name == "gunicorn.error" and record.levelno == logging.INFO)


def _fills_in_itself(record: logging.LogRecord) -> bool:
    """gunicorn's warnings come with the client's IP in the text itself."""
    return record.name == "gunicorn.error" and record.levelno > logging.INFO


def _numbers(args: Any) -> bool:
    return isinstance(args, tuple) and all(isinstance(each, int | float) for each in args)


def _frames(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the type and the frames of the exception and of what caused it."""
    error = _exception(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if error is None:
        return event
    event["error"] = _name(error)
    event["frames"] = _places(error.__traceback__)
    causes = [
        {"error": _name(each), "frames": _places(each.__traceback__)} for each in _causes(error)
    ]
    if causes:
        event["caused_by"] = causes
    return event


def _exception(exc_info: Any) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _places(trace: TracebackType | None) -> list[str]:
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line}:{frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return frames[-MOST_FRAMES:]


def _name(error: BaseException) -> str:
    kind = type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def _short(path: str) -> str:
    """From the checkout's or the package's root: where this machine keeps them says nothing."""
    _, _, in_package = path.rpartition("/site-packages/")
    return in_package if in_package != path else path.removeprefix(f"{ROOT}/")


def _without_path(record: logging.LogRecord) -> bool:
    """Flask's own line about a failed request quotes the path; the context has the rule."""
    if record.exc_info:
        record.msg, record.args = "request failed", ()
    return True


def _begin() -> None:
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        request=_request_id(request.environ),
        method=request.method if request.url_rule else "-",
        rule=request.url_rule.rule if request.url_rule else "-",
    )


def _request_id(environ: Mapping[str, Any]) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    believed = "werkzeug.proxy_fix.orig" in environ and REQUEST_ID.fullmatch(given)
    return given if believed else secrets.token_hex(8)


def _finish(response: Response) -> Response:
    if not (request.endpoint or "").startswith(SILENT):
        seconds = time.perf_counter() - g.request_began
        _tell(structlog.contextvars.get_contextvars(), response.status_code, seconds)
    return response
