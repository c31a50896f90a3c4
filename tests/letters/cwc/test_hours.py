"""When the gateways are closed, on the days the clocks change as well."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.congress.offices import Chamber
from app.letters.cwc.hours import closed_until

EASTERN = ZoneInfo("America/New_York")
HOUSE, SENATE = Chamber.HOUSE, Chamber.SENATE


def eastern(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=EASTERN).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("chamber", "now", "until"),
    [
        (HOUSE, "2026-11-24 00:00", "2026-11-24 06:00"),
        (HOUSE, "2026-11-24 05:59:59.999", "2026-11-24 06:00"),
        (HOUSE, "2026-11-24 06:00", None),
        (HOUSE, "2026-11-24 23:59:59", None),
        (HOUSE, "2026-07-04 03:00", "2026-07-04 06:00"),
        (SENATE, "2026-11-22 00:00", "2026-11-22 06:00"),  # a Sunday
        (SENATE, "2026-11-22 06:00", None),
        (SENATE, "2026-11-23 03:00", None),
        (SENATE, "2026-11-25 04:59", None),  # a Wednesday
        (SENATE, "2026-11-25 05:00", "2026-11-25 07:00"),
        (SENATE, "2026-11-25 07:00", None),
        (SENATE, "2026-11-26 05:30", None),
    ],
)
def test_the_weekly_hours(chamber: Chamber, now: str, until: str | None) -> None:
    assert closed_until(chamber, eastern(now)) == (eastern(until) if until else None)


@pytest.mark.parametrize("chamber", [HOUSE, SENATE])
@pytest.mark.parametrize(
    ("midnight", "six"),
    [
        ("2027-03-14T05:00Z", "2027-03-14T10:00Z"),  # clocks go forward: five hours
        ("2026-11-01T04:00Z", "2026-11-01T11:00Z"),  # and back: seven
    ],
)
def test_a_night_in_which_the_clocks_change(chamber: Chamber, midnight: str, six: str) -> None:
    began, ended = dt.datetime.fromisoformat(midnight), dt.datetime.fromisoformat(six)
    moment = began
    while moment < ended:
        assert closed_until(chamber, moment) == ended, moment
        moment += dt.timedelta(minutes=15)

    assert closed_until(chamber, began - dt.timedelta(seconds=1)) is None
    assert closed_until(chamber, ended) is None
