"""What the worker does for the gateways: it asks for their lists of active offices once a day."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from flask import Flask
from huey import crontab

from app import clock
from app.congress import queries
from app.congress.offices import Chamber
from app.database import reading
from app.letters.cwc import hours, lists, settings
from app.letters.cwc.lists import ListUnusable
from app.outbox.tasks import periodic

# Looked at every hour, so that a new worker or a failed try does not wait for a day.
LIFE = dt.timedelta(hours=23)


def init_app(app: Flask) -> None:
    """Hang the task on the application's queue (`outbox.tasks.init_app` comes before)."""
    periodic(app, refresh, schedule=crontab(minute="23"), name="refresh active offices")


def refresh() -> None:
    """Ask for every list that is a day old; only live, with a key, and outside maintenance."""
    for chamber in Chamber:
        if settings.is_live() and settings.has_key(chamber) and _is_due(chamber):
            with suppress(ListUnusable):  # it has been logged
                lists.refresh(chamber)


def _is_due(chamber: Chamber) -> bool:
    now = clock.now()
    if hours.closed_until(chamber, now) is not None:
        return False
    with reading():
        listed = queries.list_active(chamber)
        return not listed or now - max(each.listed_at for each in listed) > LIFE
