"""What the worker does for limits: it forgets what is over."""

from __future__ import annotations

from flask import Flask
from huey import crontab

from app.limits import keeping
from app.outbox.tasks import periodic


def init_app(app: Flask) -> None:
    periodic(app, keeping.forget, schedule=crontab(minute="*/10"), name="forget limits")
