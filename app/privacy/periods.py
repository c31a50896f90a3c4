"""How long things are kept: two numbers an operator sets (config.py), the rest fixed here."""

from __future__ import annotations

import calendar
import datetime as dt

from flask import current_app

from app import clock
from app.jobs.tasks import FILE_LIFE
from app.organizers.attempts import KEPT as ATTEMPTS
from app.pledges.fingerprints import LIFE as FINGERPRINTS
from app.pledges.service import LINK_LIFE as UNCONFIRMED

__all__ = ["ATTEMPTS", "FILE_LIFE", "FINGERPRINTS", "UNCONFIRMED"]

# A run of the sweep that is missed shows after so long.
OVERDUE = dt.timedelta(days=2)
# Runs are remembered so long.
RUNS = dt.timedelta(days=400)


def days() -> int:
    """RETENTION_DAYS: after the last delivery of a letter, and of finished work's traces."""
    return int(current_app.config["RETENTION_DAYS"])


def months() -> int:
    """RETENTION_MONTHS: after a campaign has closed."""
    return int(current_app.config["RETENTION_MONTHS"])


def before_days() -> dt.datetime:
    """What ended earlier than this is over by RETENTION_DAYS."""
    return clock.now() - dt.timedelta(days=days())


def ends(closed_at: dt.datetime) -> dt.datetime:
    """When a campaign that closed then keeps its sums alone: so many calendar months later."""
    month = closed_at.month - 1 + months()
    year, month = closed_at.year + month // 12, month % 12 + 1
    day = min(closed_at.day, calendar.monthrange(year, month)[1])
    return closed_at.replace(year=year, month=month, day=day)
