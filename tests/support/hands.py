"""The clock a test can set: real time stands still until the test moves it."""

from __future__ import annotations

import datetime as dt

from app import clock

START = dt.datetime(2026, 3, 2, 15, 0, tzinfo=dt.UTC)


class Hands:
    """The hands of `app.clock`, held by a test."""

    def __init__(self, moment: dt.datetime = START) -> None:
        self.moment = moment
        clock.use(self.now)

    def now(self) -> dt.datetime:
        return self.moment

    def set(self, moment: dt.datetime) -> None:
        """Make it `moment` (aware)."""
        assert moment.tzinfo is not None, "a moment needs a time zone"
        self.moment = moment

    def tick(self, **length: float) -> None:
        """Let time pass: `tick(seconds=3)`, `tick(hours=24)`; the words of `timedelta`."""
        self.moment += dt.timedelta(**length)

    def let_go(self) -> None:
        """Give the clock back to the system."""
        clock.use(None)
