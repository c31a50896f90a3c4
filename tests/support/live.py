"""The application on a real HTTP server, in a thread of this process: the test holds its clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass(frozen=True)
class LiveServer:
    """`url` is also the application's PUBLIC_URL, so the links in its mails lead here."""

    url: str
    app: Flask

    def address(self, path: str) -> str:
        return self.url + path


class _Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def serve(app: Flask) -> Iterator[LiveServer]:
    """Serve `app` on its own PORT until the block ends."""
    server = make_server(
        "127.0.0.1", app.config["PORT"], app, threaded=True, request_handler=_Silent
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield LiveServer(str(app.config["PUBLIC_URL"]), app)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
