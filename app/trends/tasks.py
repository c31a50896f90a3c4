"""What the worker does for the trends: a look every five minutes, and forgetting every hour."""

from __future__ import annotations

from flask import Flask
from huey import crontab

from app.outbox.tasks import periodic
from app.trends import looking, service


def init_app(app: Flask) -> None:
    periodic(app, looking.look, schedule=crontab(minute="*/5"), name="look at trends")
    periodic(app, service.forget, schedule=crontab(minute="37"), name="forget trends")
