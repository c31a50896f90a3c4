"""What stands in front of Tutti on the day: a real nginx, as deploy/nginx/tutti.conf sets it up."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import ssl
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app import create_app, form_token
from app.extensions import db
from tests.support import factories, nginx, processes, required
from tests.support.databases import Databases
from tests.support.nginx import NAME, Proxy

# More than gunicorn has processes and threads.
SLOW = 40


@pytest.fixture(scope="module")
def instance(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Tutti with one open campaign."""
    folder = tmp_path_factory.mktemp("tutti")
    app = create_app(
        {"INSTANCE_DIR": str(folder), "DATABASE_URL": databases.fresh("sqlite", folder)}
    )
    with app.app_context():
        factories.campaign()
        (folder / "token").write_text(form_token.mint("day"))
        db.session.rollback()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def proxy(instance: Path, assets: Path) -> Iterator[Proxy]:
    """gunicorn as it is configured, and nginx before it."""
    nginx.program()
    settings = {
        "DATABASE_URL": f"sqlite:///{instance / 'test.sqlite3'}",
        "ASSETS_DIR": str(assets),
        "TRUSTED_PROXIES": "1",
        "PUBLIC_URL": f"https://{NAME}",
        "RATE_LIMITS": "off",
    }
    with (
        processes.gunicorn(instance, **settings) as port,
        nginx.running(instance / "nginx", port) as started,
    ):
        yield started


@pytest.fixture(autouse=True)
def _took_part(request: pytest.FixtureRequest, proxy: Proxy) -> None:
    required.took_part(request, "nginx")


def test_who_sends_slowly_holds_up_nobody(proxy: Proxy) -> None:
    """Forty half-finished requests; a page is answered while all of them still wait."""
    slow = [_socket(proxy) for _ in range(SLOW)]
    try:
        for number, each in enumerate(slow):
            head = f"POST /c/x/sign HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 900\r\n"
            # Some never end their headers, some never their body.
            each.sendall((head if number % 2 else f"{head}\r\nfirst_name=").encode())

        status, _headers, body = _get(proxy, "/?lang=es")

        assert status == 200
        assert b'lang="es"' in body
        assert all(_waits(each) for each in slow)
    finally:
        for each in slow:
            each.close()


def test_only_the_address_that_nginx_sees_counts(instance: Path, proxy: Proxy) -> None:
    """Two signatures, one of them with headers that name other clients."""
    token = (instance / "token").read_text()
    _sign(proxy, token, "one@example.org", {})
    forged = {"X-Forwarded-For": "203.0.113.7", "X-Real-IP": "203.0.113.8", "Forwarded": "for=9"}
    _sign(proxy, token, "two@example.org", forged)

    with closing(sqlite3.connect(instance / "test.sqlite3")) as database:
        found = database.execute(
            "SELECT DISTINCT fingerprint FROM signatory"
            " WHERE email IN ('one@example.org', 'two@example.org')"
        ).fetchall()
    assert len(found) == 1
    assert found[0][0] is not None


def test_the_metrics_are_closed_and_the_log_holds_no_token(proxy: Proxy) -> None:
    assert _get(proxy, "/metrics")[0] == 404
    _get(proxy, "/confirm/SECRETTOKEN?utm=SECRETQUERY")
    _get(proxy, "/letters/SECRETTOKEN/")
    _get(proxy, "/me/SECRETTOKEN/", {"Referer": "https://SECRETREFERER.example/"})

    log = proxy.log.read_text()
    assert "/confirm/... 404" in log
    assert "SECRET" not in log
    assert "127.0.0.1" not in log


def test_public_pages_are_kept_and_nobody_elses(proxy: Proxy) -> None:
    """The same bytes come back from the cache: a form's token would differ otherwise."""
    first, second = (_get(proxy, "/c/day/")[2] for _ in range(2))
    assert first == second
    status, headers, _body = _get(proxy, "/organize/sign-in/", {"Accept-Encoding": "gzip"})
    assert status == 200
    assert "Content-Encoding" not in headers
    assert headers["Cache-Control"] == "no-store"
    other = _get(proxy, "/organize/sign-in/")[1]
    assert other["Set-Cookie"] != headers["Set-Cookie"]


def _sign(proxy: Proxy, token: str, address: str, headers: dict[str, str]) -> None:
    fields = {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": address,
        "zip": "87501",
        "country": "US",
        "discipline": "writing",
        "visibility": "credit",
        "token": token,
    }
    own = {
        "Host": NAME,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"https://{NAME}",
    }
    deadline, status = time.monotonic() + 20, 422
    # A form that is not yet two seconds old is taken for a machine's.
    while status == 422 and time.monotonic() < deadline:
        with closing(_connection(proxy)) as connection:
            body = urllib.parse.urlencode(fields)
            connection.request("POST", "/c/day/sign", body, own | headers)
            status = connection.getresponse().status
    assert status == 303


def _get(
    proxy: Proxy, path: str, headers: dict[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    with closing(_connection(proxy)) as connection:
        connection.request("GET", path, headers={"Host": NAME, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def _connection(proxy: Proxy) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    connection.sock = _socket(proxy)
    return connection


def _socket(proxy: Proxy) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", proxy.port), timeout=30)
    return proxy.context.wrap_socket(plain, server_hostname=NAME)


def _waits(connection: ssl.SSLSocket) -> bool:
    """Whether the other side has neither answered nor hung up."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b"never"
    except (ssl.SSLWantReadError, BlockingIOError):
        return True
