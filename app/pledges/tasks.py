"""What the worker does for pledges: it folds the counts and sends reminders."""

from __future__ import annotations

from flask import Flask

from app.database import transaction
from app.outbox.tasks import every_minute
from app.pledges import counts, recounting, service


def init_app(app: Flask) -> None:
    recounting.init_app(app)
    every_minute(app, fold, name="fold counts")
    every_minute(app, remind, name="remind the unconfirmed")


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
