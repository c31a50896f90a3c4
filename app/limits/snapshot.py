"""The settings and lists as they were seconds ago: nobody who signs waits for them to be read."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app

from app import clock
from app.extensions import db
from app.limits import numbers
from app.limits.lists import Asker, Lists, Named
from app.limits.models import HOUSE, LimitSetting, ListEntry, ListVerb
from app.limits.numbers import Numbers

# Seconds; a change in the panel holds everywhere after so long.
FRESH = 5.0


@dataclass(frozen=True)
class Snapshot:
    """Everything that decides, as read at `at`."""

    at: float
    settings: dict[int, dict[str, Any]]
    lists: Lists

    def numbers(self, campaign_id: int) -> Numbers:
        """The campaign's numbers: its own, else the house's, else those in the code."""
        house = numbers.over(numbers.DEFAULT, self.settings.get(HOUSE, {}))
        if campaign_id == HOUSE:
            return house
        return numbers.over(house, self.settings.get(campaign_id, {}))

    def named(self, asker: Asker, campaign_id: int) -> tuple[Named | None, Named | None]:
        """The entry that blocks and the one that allows them here; of several, the longest."""
        now = clock.now()
        found = [each for each in self.lists.find(asker) if each.holds(campaign_id, now)]
        found.sort(key=lambda each: (each.expires_at is None, each.expires_at or now), reverse=True)
        blocks = (each for each in found if each.verb is ListVerb.BLOCK)
        allows = (each for each in found if each.verb is ListVerb.ALLOW)
        return next(blocks, None), next(allows, None)


class Keeper:
    """This process's picture; read again by whoever asks first after it has aged."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Snapshot | None = None

    def current(self) -> Snapshot:
        kept = self._kept
        if kept is None or abs(clock.timestamp() - kept.at) >= FRESH:
            # Two who read it at the same time have both read it: no lock is held over a query.
            kept = _read()
            with self._lock:
                self._kept = kept
        return kept

    def forget(self) -> None:
        with self._lock:
            self._kept = None


def init_app(app: Flask) -> None:
    app.extensions["limit_snapshot"] = Keeper()


def current() -> Snapshot:
    """What holds now, at most `FRESH` seconds old."""
    keeper: Keeper = current_app.extensions["limit_snapshot"]
    return keeper.current()


def forget() -> None:
    """Have it read anew here; other processes follow within `FRESH` seconds."""
    keeper: Keeper = current_app.extensions["limit_snapshot"]
    keeper.forget()


def _read() -> Snapshot:
    settings = sa.select(LimitSetting.scope, LimitSetting.numbers)
    found = {row.scope: row.numbers for row in db.session.execute(settings)}
    now = clock.now()
    alive = sa.or_(ListEntry.expires_at.is_(None), ListEntry.expires_at > now)
    entries = db.session.scalars(sa.select(ListEntry).where(alive))
    return Snapshot(clock.timestamp(), found, Lists.of(entries))
