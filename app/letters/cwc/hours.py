"""When a chamber's gateway is closed for maintenance, every week.

House: "Level of Service Standards (Advocacy Vendors)" v1.1, 2015, 00:00 to 06:00 daily;
that Eastern time is meant is other agents' reading. Senate: SOAPBox, as other agents
report it: Sunday 00:00 to 06:00, Wednesday 05:00 to 07:00 Eastern.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.congress.offices import Chamber

WASHINGTON = ZoneInfo("America/New_York")
_EVERY_DAY = frozenset(range(7))
_WEDNESDAY, _SUNDAY = 2, 6


@dataclass(frozen=True)
class Window:
    """From `begins` until before `ends`, by the clock on the wall in Washington."""

    days: frozenset[int]
    begins: dt.time
    ends: dt.time


WINDOWS = {
    Chamber.HOUSE: (Window(_EVERY_DAY, dt.time(0), dt.time(6)),),
    Chamber.SENATE: (
        Window(frozenset({_SUNDAY}), dt.time(0), dt.time(6)),
        Window(frozenset({_WEDNESDAY}), dt.time(5), dt.time(7)),
    ),
}


def closed_until(chamber: Chamber, now: dt.datetime) -> dt.datetime | None:
    """The end, in UTC, of the maintenance that is on at `now` (aware); None outside of it."""
    here = now.astimezone(WASHINGTON)
    for window in WINDOWS[chamber]:
        if here.weekday() in window.days and window.begins <= here.time() < window.ends:
            return dt.datetime.combine(here, window.ends, WASHINGTON).astimezone(dt.UTC)
    return None
