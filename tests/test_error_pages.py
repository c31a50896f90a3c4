"""What people see when something goes wrong."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask, abort
from flask_babel import Babel
from flask_wtf.csrf import CSRFError
from jinja2 import DictLoader
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import TooManyRequests

from app import error_pages, logs
from app.extensions import db
from tests.support import factories
from tests.support.client import Visitor
from tests.support.page import Page, broken_rules

SECRET = "a secret in the words"
TEMPLATES = {
    "errors/404.html": "<h1>{{ title }}</h1>",
    "errors/422.html": "<h1>422 page</h1>",
    "errors/503.html": "<h1>503 page</h1>",
    "errors/500.html": "{{ nobody_defined_this() }}",
    "errors/error.html": "<h1>{{ code }} {{ title }}</h1><p>{{ words }}</p>",
}


def sqlite_error(code: int) -> OperationalError:
    original = sqlite3.OperationalError(SECRET)
    original.sqlite_errorcode = code
    return OperationalError("INSERT …", {}, original)


FAILURES: dict[str, tuple[Exception, int]] = {
    "bug": (ValueError(SECRET), 500),
    "sqlite-locked": (sqlite_error(sqlite3.SQLITE_BUSY), 503),
    "sqlite-snapshot": (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), 503),
    "sqlite-no-such-table": (sqlite_error(sqlite3.SQLITE_ERROR), 500),
    "postgresql-gone": (OperationalError("", {}, psycopg.OperationalError(SECRET)), 503),
    "postgresql-no-such-table": (
        ProgrammingError("", {}, psycopg.errors.UndefinedTable(SECRET)),
        500,
    ),
    "pool-exhausted": (PoolTimeout(SECRET), 503),
    "csrf": (CSRFError(SECRET), 422),
    "slow-down": (TooManyRequests(SECRET, retry_after=60), 429),
}


def make(templates: dict[str, str] = TEMPLATES, **config: object) -> Flask:
    app = Flask(__name__)
    app.config.from_mapping(config)
    app.jinja_loader = DictLoader(templates)
    logs.init_app(app)
    Babel(app)
    error_pages.init_app(app)

    @app.route("/fail/<name>")
    def fail(name: str) -> str:
        raise FAILURES[name.partition(".")[0]][0]

    @app.route("/abort/<int:code>")
    def stop(code: int) -> str:
        abort(code, SECRET)

    @app.get("/numbers.json")
    def numbers() -> str:
        abort(404)

    @app.get("/day.ics")
    def day() -> str:
        abort(410)

    return app


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_status_and_keeps_its_words_to_itself(name: str) -> None:
    answer = make().test_client().get(f"/fail/{name}")

    assert answer.status_code == FAILURES[name][1]
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert "<h1>" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "code", [400, 401, 403, 404, 405, 409, 410, 413, 415, 418, 422, 429, 500, 501, 503]
)
def test_the_status_stays_the_status(code: int) -> None:
    answer = make().test_client().get(f"/abort/{code}")

    assert answer.status_code == code
    assert answer.mimetype == "text/html"
    assert SECRET not in answer.text


def test_a_page_of_its_own_is_shown() -> None:
    assert make().test_client().get("/nowhere").text == "<h1>This page is silent</h1>"


def test_a_code_without_a_page_gets_the_common_one() -> None:
    assert (
        "<h1>403 This is not open to you</h1><p>Please"
        in make().test_client().get("/abort/403").text
    )


def test_a_broken_template_does_not_hide_the_answer() -> None:
    answer = make().test_client().get("/fail/bug")

    assert answer.status_code == 500
    assert "<h1>Something went wrong, and it is our fault</h1>" in answer.text


def test_without_any_template_there_is_still_a_page() -> None:
    answer = make({}).test_client().get("/nowhere")

    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_a_busy_database_says_when_to_come_back() -> None:
    answer = make().test_client().get("/fail/sqlite-locked")

    assert answer.headers["Retry-After"] == "30"
    assert answer.text == "<h1>503 page</h1>"


def test_a_commit_that_fails_after_the_view_is_a_busy_database_too() -> None:
    app = make()

    @app.get("/fine")
    def fine() -> str:
        return "fine"

    def commit(response):  # type: ignore[no-untyped-def]
        if response.status_code == 200:
            raise FAILURES["sqlite-locked"][0]
        return response

    app.after_request(commit)

    assert app.test_client().get("/fine").status_code == 503


def test_headers_the_error_carries_are_kept() -> None:
    client = make().test_client()

    assert client.get("/fail/slow-down").headers["Retry-After"] == "60"
    assert "GET" in client.post("/abort/404").headers["Allow"]


def test_json_is_answered_to_who_asks_for_it() -> None:
    client = make().test_client()

    asked = client.get("/nowhere", headers={"Accept": "application/json"})
    assert asked.get_json() == {"error": {"code": 404, "title": "This page is silent"}}
    assert client.get("/numbers.json").get_json()["error"]["code"] == 404
    assert client.get("/fail/bug.json").get_json()["error"]["code"] == 500


def test_a_browser_is_shown_a_page() -> None:
    accept = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

    assert make().test_client().get("/nowhere", headers=accept).mimetype == "text/html"
    assert make().test_client().get("/nowhere", headers={"Accept": "*/*"}).mimetype == "text/html"


@pytest.mark.parametrize("path", ["/day.ics", "/robots.txt", "/c/day/share.png"])
def test_who_wants_no_page_gets_a_line_of_text(path: str) -> None:
    answer = make().test_client().get(path)

    assert answer.mimetype == "text/plain"
    assert "<" not in answer.text


def test_the_environment_cannot_let_exceptions_out() -> None:
    app = make(PROPAGATE_EXCEPTIONS=True)

    assert app.test_client().get("/fail/bug").status_code == 500


def test_a_real_locked_database_is_a_503(tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = sa.create_engine(f"sqlite:///{tmp_path}/x.sqlite3", connect_args={"timeout": 0})
    app = make()

    @app.get("/write")
    def write() -> str:
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE other (x INTEGER)")
        return "written"

    holder = sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        answer = app.test_client().get("/write")
    finally:
        holder.close()
        engine.dispose()

    assert answer.status_code == 503


@pytest.mark.parametrize("code", [400, 403, 404, 405, 410, 413, 415, 422, 429, 500, 503])
def test_every_page_of_the_house_keeps_its_rules(app_sqlite: Flask, code: int) -> None:
    app_sqlite.add_url_rule("/abort/<int:code>", "stop", abort)
    page = Visitor(app_sqlite).get(f"/abort/{code}", status=code)

    assert page.heading
    assert "wrong, and it is our fault" not in page.heading  # the last resort


def test_the_last_resort_keeps_them_too() -> None:
    answer = make({}).test_client().get("/nowhere")
    broken = broken_rules(Page(answer), public_url="")

    assert broken == ["no Content-Security-Policy header"]  # security.init_app is not in here


def test_a_form_too_large_is_told_so(client_sqlite: Visitor) -> None:
    factories.campaign()
    page = client_sqlite.post("/c/day/sign", {"voice": "x" * 300_000}, status=413)

    assert page.heading == "That is too much at once"


def test_a_house_without_its_database_asks_for_patience(app_sqlite: Flask) -> None:
    nobody_there = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    db.sessionmaker.configure(bind=nobody_there)
    page = Visitor(app_sqlite).get("/", status=503)

    assert page.heading == "A short rest"
