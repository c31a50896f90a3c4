"""The outbox's own fixtures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.outbox.servers import Server, serving


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    """A mail server that can refuse, and `app` pointed at it."""
    with serving() as server:
        app.extensions["mail"].port = server.port
        yield server
