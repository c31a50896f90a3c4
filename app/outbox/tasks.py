"""The queue: Huey on a file in INSTANCE_DIR, or on Redis where REDIS_URL is set.

It only wakes the worker; what there is to do stands in the database. So nothing
is lost with the queue: a nudge after each commit that posted a mail makes it
quick, and a sweep every minute finds what a lost nudge left.

Other domains hang their tasks on the same queue: `every_minute(app, function)`, and
whoever has a courier of their own a round: `add_round`.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import structlog
from flask import Flask, current_app, has_app_context
from huey import Huey, crontab
from huey.exceptions import HueyException
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import uninvited
from app.outbox import courier
from app.outbox.service import NUDGE

log = structlog.stdlib.get_logger(__name__)

NAME = "tutti"
# Two nudges a second are as good as a thousand: the worker looks again for
# LINGER_SECONDS after the last mail, which is longer than the gap.
NUDGE_GAP_SECONDS = 0.5
LINGER_SECONDS = 1.0
LOOK_SECONDS = 0.2
# How long nobody asks a queue that is down, so that it slows down no signer.
QUEUE_REST_SECONDS = 10.0
QUEUE_TIMEOUT_SECONDS = 1.0


def queue_errors() -> tuple[type[Exception], ...]:
    """What a queue that is down raises; Redis' own only where its driver is in use."""
    driver = sys.modules.get("redis.exceptions")
    return (HueyException, sqlite3.Error, OSError, *([driver.RedisError] if driver else []))


class Report(Protocol):
    """What a courier says of one look at what is due."""

    @property
    def is_empty(self) -> bool: ...
    @property
    def obstacle(self) -> str: ...


Deliver = Callable[[threading.Event], Report]


class Nudges:
    """Wakes the worker, at most twice a second per process; a queue that is down is only logged."""

    def __init__(self, enqueue: Callable[[], object]) -> None:
        self._enqueue = enqueue
        self._lock = threading.Lock()
        self._rest_until = 0.0

    def nudge(self) -> None:
        """Ask the worker to look for what is due."""
        with self._lock:
            now = time.monotonic()
            if now < self._rest_until:
                return
            self._rest_until = now + NUDGE_GAP_SECONDS
        try:
            self._enqueue()
        except queue_errors() as error:
            self._rest_until = now + QUEUE_REST_SECONDS
            log.warning("the queue is down, all waits for the sweep", error=type(error).__name__)


class Round:
    """A courier's round in this process: one at a time, and it lingers for late nudges.

    `deliver` gets the event that tells it to stop.
    """

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self.stop = threading.Event()
        self._asked = threading.Event()
        self._turn = threading.Lock()

    def make(self) -> None:
        """Deliver what is due; returns at once where a round is being made, which then goes on."""
        self._asked.set()
        while self._asked.is_set() and self._turn.acquire(blocking=False):
            try:
                self._make()
            finally:
                self._turn.release()

    def _make(self) -> None:
        end = 0.0
        while not self.stop.is_set():
            now = time.monotonic()
            if self._asked.is_set():
                self._asked.clear()
                end = now + LINGER_SECONDS
            report = self._deliver(self.stop)
            if report.obstacle:
                return
            if not report.is_empty:
                end = time.monotonic() + LINGER_SECONDS
            elif now >= end:
                return
            self.stop.wait(LOOK_SECONDS)
        self._asked.clear()


def init_app(app: Flask) -> None:
    """Make `app`'s queue (`app.extensions["huey"]`) and hang the outbox's tasks on it.

    Opens no connection: a queue that is down must not keep the pages from being served.
    """
    app.extensions["huey"] = _make_huey(app)
    app.extensions["rounds"] = {}
    app.extensions["nudges"] = {}
    add_round(app, "mails", deliver=lambda stop: courier.drain(stop.is_set), nudge=NUDGE)
    if not event.contains(Session, "after_commit", _nudge_after_commit):
        event.listen(Session, "after_commit", _nudge_after_commit)


def add_round(app: Flask, name: str, *, deliver: Deliver, nudge: str) -> None:
    """Have the worker make rounds of its own for `name`: every minute, and when nudged.

    A commit nudges when its session's `info` holds the key `nudge`.
    """
    huey: Huey = app.extensions["huey"]
    the_round = Round(deliver)
    app.extensions["rounds"][name] = the_round
    task = huey.task(name=f"deliver {name}")(_in_context(app, the_round.make))
    app.extensions["nudges"][nudge] = Nudges(task)
    every_minute(app, the_round.make, name=f"sweep {name}")


def every_minute(app: Flask, function: Callable[[], object], *, name: str = "") -> None:
    """Have the worker call `function` once a minute, in an application context."""
    periodic(app, function, schedule=crontab(), name=name)


def periodic(app: Flask, function: Callable[[], object], *, schedule: Any, name: str = "") -> None:
    """Have the worker call `function` whenever `schedule` (huey.crontab, UTC) says so."""
    huey: Huey = app.extensions["huey"]
    huey.periodic_task(schedule, name=name or function.__name__)(_in_context(app, function))


class QueueFile(SqliteStorage):  # type: ignore[misc]  # Huey is not typed
    """Huey's SQLite storage, which makes its tables when it is first used, not when it is made."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        for statement in self.ddl:
            connection.execute(statement)
        return connection


def _make_huey(app: Flask) -> Huey:
    # Tasks travel as pickles: the signature keeps out whoever can write to the queue but not to us.
    common = {
        "results": False,
        "serializer": SignedSerializer(secret=app.config["SECRET_KEY"], salt="tutti.queue"),
    }
    url = app.config["REDIS_URL"]
    if not url:
        file = {
            "filename": str(app.config["INSTANCE_DIR"] / "queue.sqlite3"),
            "timeout": QUEUE_TIMEOUT_SECONDS,
            "create_tables": False,
        }
        return Huey(NAME, storage_class=QueueFile, **common, **file)
    return Huey(
        NAME,
        storage_class=uninvited.redis_storage(),
        connection_pool=_redis_connections(url),
        **common,
    )


def _redis_connections(url: str) -> Any:
    # Only here: a process without Redis need not carry its driver.
    from redis import ConnectionPool  # noqa: PLC0415
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    return ConnectionPool.from_url(
        url,
        socket_connect_timeout=QUEUE_TIMEOUT_SECONDS,
        # The worker's blocking read takes 1 s by itself.
        socket_timeout=2 * QUEUE_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def _in_context(app: Flask, function: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            function()

    return run


def _nudge_after_commit(session: Session) -> None:
    # A savepoint's release is announced as a commit too; nothing can be seen of it yet.
    if session.in_nested_transaction() or not has_app_context():
        return
    all_nudges: dict[str, Nudges] = current_app.extensions.get("nudges", {})
    for key, nudges in all_nudges.items():
        if session.info.pop(key, False):
            nudges.nudge()
