"""What the worker does for the activity: it folds what was noted into the sums."""

from __future__ import annotations

from flask import Flask

from app.activity import service
from app.database import transaction
from app.outbox.tasks import every_minute


def init_app(app: Flask) -> None:
    every_minute(app, fold, name="fold activity")


def fold() -> None:
    """Fold until what is left is a short tail."""
    folded = service.FOLD
    while folded == service.FOLD:
        with transaction():
            folded = service.fold()
