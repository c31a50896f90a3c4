"""What is told in passing: who was stopped, which entries were met, how pressed a campaign is.

Added up in this process's memory and written together about once a second, so that a flood
costs the database one short transaction, no row is fought over, and what is told of a
request that is rolled back stands all the same. A killed process loses its last second.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from dataclasses import dataclass

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import transaction
from app.limits import addresses, keeping, stores
from app.limits.lists import Asker
from app.limits.models import Action
from app.limits.numbers import PRESSURE_SECONDS
from app.limits.store import Want
from app.soon import Soon

log = structlog.stdlib.get_logger(__name__)

EVERY = 1.0
# Clients that may wait in memory: of more than that, the rest is not listed.
MOST_WAITING = 2_000
# No limit at all: it is only added up.
ENDLESS = 2**31 - 1
PRESSED = "pressure"

Meter = tuple[Action, int]


@dataclass(frozen=True)
class Stop:
    """One client stopped from one thing, as a row of the list is named."""

    hour: dt.datetime
    campaign_id: int
    action: Action
    client: bytes


@dataclass
class Told:
    """How often, and what the last time was like."""

    network: bytes | None
    domain: str
    why: str
    last_at: dt.datetime
    count: int = 0


class Watch:
    """What this process has not written yet, and how pressed campaigns were when it last looked."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._soon = Soon(self.flush, waits=self._waits, seconds=EVERY)
        self._stops: dict[Stop, Told] = {}
        self._hits: Counter[int] = Counter()
        self._unsolved: Counter[Meter] = Counter()
        self._levels: dict[Meter, tuple[float, float]] = {}

    def stopped(self, action: Action, campaign_id: int, asker: Asker, why: str) -> None:
        """Somebody was stopped."""
        now = clock.now()
        hour = now.replace(minute=0, second=0, microsecond=0)
        stop = Stop(hour, campaign_id, action, asker.client)
        wide = addresses.wide_hash(asker.address)
        with self._lock:
            if stop in self._stops or len(self._stops) < MOST_WAITING:
                before = self._stops.get(stop)
                count = (before.count if before else 0) + 1
                self._stops[stop] = Told(wide, asker.domain, why, now, count)
        self._soon.ask()

    def hit(self, entry_id: int) -> None:
        """An entry of the lists was met."""
        with self._lock:
            self._hits[entry_id] += 1
        self._soon.ask()

    def unsolved(self, action: Action, campaign_id: int) -> None:
        """Somebody came without a proof of work, whom no limit has stopped."""
        with self._lock:
            self._unsolved[action, campaign_id] += 1
        self._soon.ask()

    def level(self, action: Action, campaign_id: int) -> float:
        """How many came so within the last minute, over all processes, a second or so ago."""
        count, at = self._levels.get((action, campaign_id), (0.0, 0.0))
        return count if abs(clock.timestamp() - at) < PRESSURE_SECONDS else 0.0

    def flush(self) -> None:
        """Write what waits, and what is being written; what cannot be written now waits on."""
        with self._turn:
            self._flush()

    def close(self) -> None:
        """Forget what waits, and write no more."""
        with self._lock:
            self._stops.clear()
            self._hits.clear()
            self._unsolved.clear()
        self._soon.cancel()

    def _waits(self) -> bool:
        return bool(self._stops or self._hits or self._unsolved)

    def _flush(self) -> None:
        with self._lock:
            stops, self._stops = self._stops, {}
            hits, self._hits = self._hits, Counter()
            unsolved, self._unsolved = self._unsolved, Counter()
        if not stops and not hits and not unsolved:
            return
        try:
            with self._app.app_context(), transaction():
                self._measure(unsolved)
                keeping.write(stops, hits)
        except SQLAlchemyError as error:
            log.warning("what was stopped could not be written", error=type(error).__name__)
            with self._lock:
                for stop, told in self._stops.items():
                    before = stops.get(stop)
                    told.count += before.count if before else 0
                self._stops = {**stops, **self._stops}
                self._hits.update(hits)

    def _measure(self, unsolved: Counter[Meter]) -> None:
        store = stores.current()
        for meter, count in unsolved.items():
            action, campaign_id = meter
            want = Want(f"{PRESSED} {action} {campaign_id}", b"", ENDLESS, PRESSURE_SECONDS)
            self._levels[meter] = store.add(want, count), clock.timestamp()


def init_app(app: Flask) -> None:
    app.extensions["limit_watch"] = Watch(app)


def current() -> Watch:
    """The application's watch."""
    watch: Watch = current_app.extensions["limit_watch"]
    return watch
