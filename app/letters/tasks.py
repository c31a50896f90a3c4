"""What the worker does for letters: rounds of their own, and the gateways' lists of offices."""

from __future__ import annotations

import threading

from flask import Flask

from app.letters import courier
from app.letters.cwc import tasks as cwc_tasks
from app.letters.ledger import NUDGE
from app.letters.outcome import Report
from app.outbox.tasks import add_round


def init_app(app: Flask) -> None:
    add_round(app, "letters", deliver=deliver, nudge=NUDGE)
    cwc_tasks.init_app(app)


def deliver(stop: threading.Event) -> Report:
    """Deliver what is due; a worker that is told to stop waits for no slot."""
    return courier.drain(stop.is_set, stop.wait)
