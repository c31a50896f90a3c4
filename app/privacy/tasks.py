"""What the worker does for privacy: the daily sweep, and each machine's own rehearsal mailbox."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from huey import crontab

from app.outbox.tasks import periodic
from app.privacy import sweep
from app.privacy.house import MailboxFiles

# Asked for every hour, so that a machine that is off at night sweeps by day.
GAP = dt.timedelta(hours=23)


def init_app(app: Flask) -> None:
    """Hang it on the queue."""
    hourly = crontab(minute="47")
    periodic(app, sweep_daily, schedule=hourly, name="privacy sweep")
    periodic(app, sweep_mailbox, schedule=hourly, name="forget rehearsal mails")


def sweep_daily() -> bool:
    """Sweep, unless a run has ended within `GAP`; whether it did."""
    return sweep.run_if_due(GAP)


def sweep_mailbox() -> int:
    """Each machine has a mailbox of its own, and one sweep a day is one machine's."""
    return MailboxFiles().sweep(sweep.never)
