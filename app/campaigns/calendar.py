"""The day of action as a calendar entry (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from app import clock
from app.campaigns.models import Campaign


def day_ics(campaign: Campaign, url: str, text: str) -> bytes:
    """An all-day entry on the campaign's day, as an iCalendar file.

    `url` is the campaign's absolute address and `text` the description. Whoever
    takes the entry twice has it once: its UID is the campaign's slug at the host
    of `url`. It blocks no time in the calendar of those who only want to remember.
    """
    # Nearly all that a process does has no need of it.
    import icalendar  # noqa: PLC0415

    event = icalendar.Event()
    event.add("uid", f"{campaign.slug}@{urlsplit(url).hostname}")
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", campaign.day)
    # The end of an all-day entry is the first day that is not part of it.
    event.add("dtend", campaign.day + dt.timedelta(days=1))
    event.add("summary", campaign.title)
    event.add("description", text)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")

    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Tutti//Day of action//EN")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
