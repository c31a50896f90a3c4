"""Counting page views: sums in this process's memory, written together every few seconds.

A burst of views costs the database one statement in two seconds, whoever the readers are:
nothing of them is kept but the hour, the code in the link and the name of the site that
the link stood on. A process that is killed loses the views of those seconds.

Names that strangers can invent must not make rows without end: of each campaign and day only
so many are kept, and the rest is `OTHER`.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections import Counter

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.activity import service
from app.activity.models import EventKind, HourlySum
from app.activity.service import Place
from app.campaigns.models import Organization
from app.database import transaction
from app.extensions import db
from app.soon import Soon

log = structlog.stdlib.get_logger(__name__)

# Seconds between two writes of one process.
EVERY = 2.0
# Names kept of each campaign and day; partners' codes are kept besides.
MOST = {EventKind.SOURCE: 200, EventKind.HOST: 100}
# Sums that may wait in memory: what comes on top of that is counted, but not by name.
MOST_WAITING = 2_000
# No code and no host is written like this.
OTHER = "(other)"
# A name with a dot and letters behind the last one: no address of a machine, no port, no path.
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,40})")
LONGEST_HOST = 80


class Viewing:
    """The views that this process has not written yet."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._waiting: Counter[Place] = Counter()
        self._soon = Soon(self.flush, waits=lambda: self._waiting, seconds=EVERY)
        self._known: dict[tuple[int, str, dt.date], set[str]] = {}

    def see(self, campaign_id: int, *, source: str, host: str) -> None:
        """A page of this campaign was opened. Costs no query."""
        hour = service.this_hour()
        # Where views came from is asked for as a whole: a row for each day is enough.
        day = hour.replace(hour=0)
        with self._lock:
            self._waiting[campaign_id, EventKind.VIEWED.value, hour, ""] += 1
            for kind, key in ((EventKind.SOURCE, source), (EventKind.HOST, host)):
                place = (campaign_id, kind.value, day, key)
                if key and place not in self._waiting and len(self._waiting) >= MOST_WAITING:
                    place = (campaign_id, kind.value, day, OTHER)
                if key:
                    self._waiting[place] += 1
        self._soon.ask()

    def flush(self) -> None:
        """Write what waits; what cannot be written now waits on."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
        if not taken:
            return
        try:
            with self._app.app_context(), transaction():
                service.add(self._admitted(taken))
        except SQLAlchemyError as error:
            log.warning("views could not be written", error=type(error).__name__)
            with self._lock:
                self._waiting.update(taken)

    def close(self) -> None:
        """Forget what waits, and write no more."""
        with self._lock:
            self._waiting.clear()
        self._soon.cancel()

    def _admitted(self, taken: Counter[Place]) -> Counter[Place]:
        """The same sums, with the names beyond the day's number of them as one."""
        admitted: Counter[Place] = Counter()
        for (campaign_id, kind, hour, key), n in sorted(taken.items()):
            kept = key
            if kind != EventKind.VIEWED and key != OTHER:
                known = self._names(campaign_id, kind, hour.date())
                if len(known) < MOST[EventKind(kind)]:
                    known.add(key)
                kept = key if key in known else OTHER
            admitted[campaign_id, kind, hour, kept] += n
        return admitted

    def _names(self, campaign_id: int, kind: str, day: dt.date) -> set[str]:
        """The names of that day (UTC) in the sums, and those that this process has added."""
        place = (campaign_id, kind, day)
        if place not in self._known:
            # Days that are over need no memory.
            self._known = {each: n for each, n in self._known.items() if each[2] >= day}
            self._known[place] = _kept_names(campaign_id, kind, day)
        return self._known[place]


def clean_host(typed: str, ours: frozenset[str]) -> str:
    """The referrer's host; "" for none and for our own, OTHER for what is no public name."""
    host = typed.strip().lower().rstrip(".")
    if not host or host.partition(":")[0] in ours:
        return ""
    host = host.removeprefix("www.")
    return host if len(host) <= LONGEST_HOST and HOST.fullmatch(host) else OTHER


def _kept_names(campaign_id: int, kind: str, day: dt.date) -> set[str]:
    begin = dt.datetime.combine(day, dt.time(), dt.UTC)
    found = sa.select(HourlySum.key).where(
        HourlySum.campaign_id == campaign_id,
        HourlySum.kind == kind,
        HourlySum.hour >= begin,
        HourlySum.hour < begin + dt.timedelta(days=1),
    )
    names = set(db.session.scalars(found.distinct()))
    if kind == EventKind.SOURCE:
        codes = sa.select(Organization.code).where(
            Organization.campaign_id == campaign_id, Organization.code.is_not(None)
        )
        names |= {code for code in db.session.scalars(codes) if code}
    return names
