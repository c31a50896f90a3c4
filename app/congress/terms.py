"""Which Congress sits on a day, and when the next one comes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app import clock

# The first Congress met in 1789; each lasts two years. Since the Twentieth Amendment
# (1933) a new one begins on 3 January of the odd year, at noon in Washington.
FIRST_YEAR = 1789
_WASHINGTON = ZoneInfo("America/New_York")

# States whose districts were drawn anew for the election of November 2026: a table of
# districts of the 119th Congress is wrong there from 2027-01-03. Source: press of June
# 2026, as collected in the project's notes; Alabama's details were in dispute.
REDRAWN_FOR_120TH = frozenset({"AL", "CA", "FL", "LA", "MO", "NC", "OH", "TN", "TX", "UT"})


def number_on(day: dt.date) -> int:
    """119 for every day from 2025-01-03 until 2027-01-02."""
    year = day.year if (day.month, day.day) >= (1, 3) else day.year - 1
    return (year - FIRST_YEAR) // 2 + 1


def begins(congress: int) -> dt.date:
    """The day this Congress begins: 119 -> 2025-01-03."""
    return dt.date(FIRST_YEAR + 2 * (congress - 1), 1, 3)


def ends(congress: int) -> dt.date:
    """The day this Congress ends and the next one begins."""
    return begins(congress + 1)


def today() -> dt.date:
    """The calendar day in Washington."""
    return clock.now().astimezone(_WASHINGTON).date()


def current() -> int:
    """The number of the Congress that sits today."""
    return number_on(today())
