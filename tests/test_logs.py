"""What the log says, and above all what it does not."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask, abort

from app import logs

MARK = "marked.person@example.org"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """What `init_app` sets holds for the process: give it back."""
    names = [None, *logs.QUIET_LOGGERS, *logs.TAKEN_OVER]
    loggers = [logging.getLogger(name) for name in names]
    before = [(each.level, each.handlers[:], each.propagate) for each in loggers]
    yield
    for each, (level, handlers, propagate) in zip(loggers, before, strict=True):
        each.setLevel(level)
        each.handlers, each.propagate = handlers, propagate
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def made() -> Flask:
    app = Flask("tutti_under_test")
    logs.init_app(app)

    @app.get("/confirm/<token>")
    def confirm(token: str) -> str:
        structlog.get_logger("app.pledges").info("looked up", kind="confirm", count=3)
        return token

    @app.post("/sign/<token>")
    def sign(token: str) -> str:
        raise ValueError(f"no good: {token}")

    @app.get("/database")
    def database() -> str:
        with sa.create_engine("sqlite://").begin() as connection:
            connection.exec_driver_sql("CREATE TABLE person (email TEXT UNIQUE)")
            for _ in range(2):
                connection.exec_driver_sql("INSERT INTO person VALUES (?)", (MARK,))
        return "never"

    @app.get("/caused")
    def caused() -> str:
        try:
            raise KeyError(MARK)
        except KeyError as error:
            raise RuntimeError(MARK) from error

    @app.get("/gone")
    def gone() -> str:
        abort(410, MARK)

    app.add_url_rule("/healthz", "health.alive", lambda: "alive")
    return app


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_with_the_rule(
    made: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    made.test_client().get("/gone")
    (event,) = events(capsys)

    assert event["event"] == "request"
    assert (event["method"], event["rule"], event["status"]) == ("GET", "/gone", 410)
    assert event["ms"] >= 0
    assert len(event["request"]) == 16
    described = {"event", "at", "level", "logger"}
    assert set(event) == described | {"request", "method", "rule", "status", "ms"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/confirm/{MARK}"),
        ("GET", f"/confirm/x?email={MARK}"),
        ("POST", f"/sign/{MARK}"),
        ("GET", "/database"),
        ("GET", "/caused"),
        ("GET", "/gone"),
        ("GET", f"/{MARK}"),
        ("PUT", f"/sign/{MARK}"),
        (MARK, "/gone"),
    ],
)
def test_nothing_a_person_sent_is_in_the_log(
    made: Flask, capsys: pytest.CaptureFixture[str], method: str, path: str
) -> None:
    made.test_client().open(
        path,
        method=method,
        data={"email": MARK},
        headers={"User-Agent": MARK, "Referer": MARK, "X-Request-ID": MARK, "Cookie": MARK},
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )
    said = capsys.readouterr().err

    assert '"event": "request"' in said
    assert MARK not in said
    assert "203.0.113.77" not in said


def test_an_exception_is_its_type_and_its_places(
    made: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    made.test_client().get("/database")
    failed = events(capsys)[0]

    assert failed["event"] == "request failed"
    assert failed["error"] == "sqlalchemy.exc.IntegrityError"
    assert failed["rule"] == "/database"
    assert any("tests/test_logs.py" in frame and "database" in frame for frame in failed["frames"])
    assert not any(frame.startswith("/") for frame in failed["frames"])
    assert failed["caused_by"][0]["error"] == "sqlite3.IntegrityError"


def test_all_lines_of_a_request_share_its_number(
    made: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    client = made.test_client()
    client.get("/confirm/a")
    client.get("/confirm/b")
    numbers = [event["request"] for event in events(capsys)]

    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_our_own_words_are_written_down(made: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    made.test_client().get("/confirm/a")
    event = events(capsys)[0]

    assert (event["event"], event["kind"], event["count"]) == ("looked up", "confirm", 3)
    assert event["logger"] == "app.pledges"


def test_a_health_check_is_not_logged(made: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    made.test_client().get("/healthz")

    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("name", "level", "words", "args", "said"),
    [
        ("aiosmtpd", logging.WARNING, "%s said %s", (MARK, "RCPT"), "%s said %s"),
        ("huey", logging.ERROR, "Unhandled in task %s.", (MARK,), "Unhandled in task %s."),
        ("gunicorn.error", logging.INFO, "Listening at: %s", ("[::]",), "Listening at: [::]"),
        ("gunicorn.error", logging.ERROR, "Error handling %s", (MARK,), "Error handling %s"),
        ("gunicorn.error", logging.WARNING, f"Invalid request from ip={MARK}", (), "reported"),
        ("gunicorn.error", logging.ERROR, ValueError(MARK), (), "reported"),
        ("some.library", logging.WARNING, "%d of %d", (2, 3), "2 of 3"),
        ("app.places", logging.WARNING, "%s places", ("two",), "two places"),
    ],
)
def test_of_others_records_only_the_template_is_kept(
    capsys: pytest.CaptureFixture[str],
    name: str,
    level: int,
    words: object,
    args: tuple[object, ...],
    said: str,
) -> None:
    logging.getLogger(name).log(level, words, *args)
    (event,) = events(capsys)

    assert event["event"] == said
    assert event["source"].startswith("tests/test_logs.py:")


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("name", ["gunicorn.error", "huey", "werkzeug", "flask.app"])
def test_others_exceptions_lose_their_words_too(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    try:
        raise ValueError(MARK)
    except ValueError:
        logging.getLogger(name).exception("failed")
    said = capsys.readouterr().err

    assert json.loads(said)["error"] == "ValueError"
    assert MARK not in said


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("name", ["werkzeug", "huey"])
def test_what_would_say_it_twice_is_quiet(capsys: pytest.CaptureFixture[str], name: str) -> None:
    logging.getLogger(name).info("GET /confirm/%s", MARK)

    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("made")
def test_a_record_that_cannot_be_formatted_is_not_quoted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = logging.LogRecord("app.odd", logging.INFO, __file__, 1, "%d people", (MARK,), None)
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logs.Stderr):
            handler.handle(record)
    (event,) = events(capsys)

    assert event["event"] == "a log record could not be written"


@pytest.mark.usefixtures("made")
def test_a_value_json_does_not_know_is_named_by_its_type(
    capsys: pytest.CaptureFixture[str],
) -> None:
    structlog.get_logger("app.odd").info("odd", value=ValueError(MARK))

    assert events(capsys)[0]["value"] == "<ValueError>"


def test_two_applications_do_not_say_everything_twice(
    made: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.init_app(Flask("another"))
    made.test_client().get("/gone")

    assert len(events(capsys)) == 1


def test_on_a_terminal_it_is_for_the_eye_and_still_discreet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    logs.init_app(Flask("at_a_terminal"))
    try:
        raise ValueError(MARK)
    except ValueError:
        structlog.get_logger("app.odd").exception("it failed")
    said = capsys.readouterr().err

    assert "it failed" in said
    assert "ValueError" in said
    assert not said.startswith("{")
    assert MARK not in said


SERVED = """
from flask import Flask
from app import logs
app = Flask("served")
logs.init_app(app)
@app.get("/fail/<token>")
def fail(token):
    raise ValueError(token)
class Broken:
    def __call__(self, environ, start_response):
        if environ["PATH_INFO"].startswith("/broken"):
            raise ValueError(environ["PATH_INFO"])
        return app(environ, start_response)
served = Broken()
"""


def test_gunicorn_says_it_our_way_too(tmp_path: Path) -> None:
    """A view that fails, an application that fails as a whole, and a request that is none."""
    (tmp_path / "served.py").write_text(SERVED)
    command = [sys.executable, "-m", "gunicorn", "--bind=127.0.0.1:0", "served:served"]
    environ = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"}
    # Its own folder: in ours gunicorn would read our gunicorn.conf.py, which says less.
    server = subprocess.Popen(command, env=environ, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    heard: list[str] = []
    try:
        while "Booting worker" not in (heard or [""])[-1]:
            heard.append(server.stderr.readline())
            assert heard[-1], heard
        port = int(re.findall(r"127\.0\.0\.1:(\d+)", "".join(heard))[0])
        for path in (f"/fail/{MARK}", f"/broken/{MARK}", f"/{MARK} {MARK} {MARK}"):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                request = f"GET {path} HTTP/1.1\r\nHost: {MARK}\r\nConnection: close\r\n\r\n"
                connection.sendall(request.encode())
                while connection.recv(4096):
                    pass
    finally:
        server.terminate()
    said = server.communicate(timeout=20)[1]
    ours = [json.loads(line) for line in said.splitlines() if line.startswith("{")]

    assert MARK not in said
    assert "Traceback" not in said
    assert not any("127.0.0.1" in str(event) for event in ours)
    assert {"request failed", "request"} <= {event["event"] for event in ours}
    assert any(each["logger"] == "gunicorn.error" and "error" in each for each in ours)
