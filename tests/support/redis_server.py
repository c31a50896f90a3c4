"""A real Redis for the tests: one process of our own per test process, on a socket in a folder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.support import required

START_SECONDS = 20


class NotAvailable(Exception):
    """No Redis can be had here; the message says why."""


@contextmanager
def running() -> Iterator[str]:
    """The URL of a Redis that keeps nothing on disk. Raises NotAvailable."""
    program = shutil.which("redis-server")
    if program is None:
        raise NotAvailable("no redis-server found (apt-get install redis-server)")
    # A socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="tutti-redis-"))
    socket = folder / "redis.sock"
    listens = ["--port", "0", "--unixsocket", str(socket)]
    keeps = ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    process = subprocess.Popen([program, *listens, *keeps], stdout=subprocess.DEVNULL)
    try:
        url = f"unix://{socket}"
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    with Redis.from_url(url) as connection:
        while True:
            try:
                connection.ping()
            except (RedisError, OSError):
                if process.poll() is not None or time.monotonic() > end:
                    raise NotAvailable("redis-server does not start") from None
                time.sleep(0.02)
            else:
                return


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[str | NotAvailable]:
    """One Redis for this test process, started when the first test asks for it."""
    try:
        with running() as url:
            yield url
    except NotAvailable as error:
        yield error


@pytest.fixture
def redis_url(request: pytest.FixtureRequest, shared_redis: str | NotAvailable) -> str:
    """An empty Redis. Skips (or fails, where it is required) without one."""
    if isinstance(shared_redis, NotAvailable):
        required.missing("redis", str(shared_redis))
    required.took_part(request, "redis")
    with Redis.from_url(shared_redis) as connection:
        connection.flushall()
    return shared_redis
