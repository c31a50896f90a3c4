"""What the worker does for letters: rounds of their own, and the gateways' lists of offices."""

from __future__ import annotations

import threading
import time

from flask import Flask

from app.letters import courier, desk
from app.letters.board import Refresher
from app.letters.cwc import tasks as cwc_tasks
from app.letters.ledger import NUDGE
from app.letters.outcome import Report
from app.outbox.tasks import add_round, every_minute

# Below the minute between two sweeps, each of which tries again.
REST_SECONDS = 50.0


def init_app(app: Flask) -> None:
    add_round(app, "letters", deliver=Deliver(), nudge=NUDGE)
    every_minute(app, Refresher(), name="count deliveries")
    cwc_tasks.init_app(app)
    desk.init_app(app)


class Deliver:
    """Delivers what is due, but leaves a channel that would not go on alone for a while.

    Else every nudge would knock on a closed door, and cost a delivery a try. The other
    channels go on as if nothing were.
    """

    def __init__(self) -> None:
        self._rests_until: dict[str, float] = {}

    def __call__(self, stop: threading.Event) -> Report:
        """A worker that is told to stop waits for no slot."""
        now = time.monotonic()
        resting = {channel for channel, end in self._rests_until.items() if end > now}
        report = courier.drain(stop.is_set, stop.wait, resting=resting)
        end = time.monotonic() + REST_SECONDS
        self._rests_until |= dict.fromkeys(report.obstacles, end)
        return report
