"""What the worker does for pledges: counts, reminders, fingerprints, bulk acts."""

from __future__ import annotations

from flask import Flask
from huey import crontab

from app.database import transaction
from app.outbox.tasks import every_minute, periodic
from app.pledges import bulk, counts, fingerprints, moving, published, recounting, service


def init_app(app: Flask) -> None:
    bulk.init_app(app)
    moving.init_app(app)
    recounting.init_app(app)
    every_minute(app, fold, name="fold counts")
    every_minute(app, published.refresh, name="publish places")
    every_minute(app, remind, name="remind the unconfirmed")
    periodic(app, fingerprints.forget, schedule=crontab(minute="23"), name="forget fingerprints")
    periodic(app, bulk.forget_searches, schedule=crontab(minute="23"), name="forget searches")


def fold() -> None:
    """Fold the journal until what is left is a short tail."""
    folded = counts.FOLD
    while folded == counts.FOLD:
        with transaction():
            folded = counts.fold()


def remind() -> None:
    """Post the reminders that are due, in batches of one transaction each."""
    reminded = service.REMIND_BATCH
    while reminded == service.REMIND_BATCH:
        with transaction():
            reminded = service.remind_unconfirmed()
