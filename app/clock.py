"""The one door to time: everybody asks `now()`, so that tests can say what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable


def _system() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_source: Callable[[], dt.datetime] = _system


def now() -> dt.datetime:
    """The present moment, in UTC."""
    return _source()


def timestamp() -> float:
    """The present moment, in seconds since 1970-01-01 UTC."""
    return now().timestamp()


def use(source: Callable[[], dt.datetime] | None) -> None:
    """Take the time from `source` (None: from the system again). For tests and rehearsed drills."""
    global _source
    _source = source or _system
