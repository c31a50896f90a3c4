"""A real HTTP server on loopback for what the application asks of others, with answers to order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


@dataclass(frozen=True)
class Asked:
    """A request as it arrived. `target` is the whole line's address, as a proxy sees it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        found = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[0] for name, values in found.items()}


@dataclass(frozen=True)
class Said:
    """An answer. `hang_up`: none at all; `garbage`: these bytes instead of HTTP.

    `after`: not before this happens; `drip`: byte by byte, without an end, until it happens.
    """

    status: int = 200
    body: bytes | str = b""
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    garbage: bytes = b""
    after: threading.Event | None = None
    drip: threading.Event | None = None


class HttpPeer:
    """Answers in the order given to `script`, then as `answer` says (by default: 200, nothing)."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.script: list[Said] = []
        self.answer: Callable[[Asked], Said] = lambda _asked: Said()
        self._lock = threading.Lock()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_words: object) -> None:
                pass

            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                peer._reply(self, Asked(self.command, self.path, dict(self.headers), body))

            do_GET = do_POST = _serve  # noqa: N815  # the library's names

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> HttpPeer:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()

    def _reply(self, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        with self._lock:
            self.asked.append(asked)
            said = self.script.pop(0) if self.script else None
        said = said or self.answer(asked)
        if said.after is not None:
            said.after.wait(timeout=30)
        # Who asked may have given up meanwhile.
        with suppress(OSError):
            self._write(handler, said)

    def _write(self, handler: BaseHTTPRequestHandler, said: Said) -> None:
        if said.hang_up or said.garbage:
            handler.close_connection = True
            handler.wfile.write(said.garbage)
            handler.wfile.flush()
            handler.connection.close()
            return
        body = said.body.encode() if isinstance(said.body, str) else said.body
        if said.drip is not None:
            self._drip(handler, said.drip)
            return
        handler.send_response(said.status)
        for name, value in said.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _drip(self, handler: BaseHTTPRequestHandler, enough: threading.Event) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.end_headers()
        while not enough.wait(timeout=0.02):
            handler.wfile.write(b"x")


@pytest.fixture
def http_peer() -> Iterator[HttpPeer]:
    """One such server."""
    with HttpPeer() as peer:
        yield peer
