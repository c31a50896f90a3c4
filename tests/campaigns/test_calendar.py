"""The calendar file, read as a calendar program reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import icalendar
import pytest

from app import clock
from app.campaigns.calendar import day_ics
from app.campaigns.models import Campaign

URL = "https://tutti.example/c/ai-day/"
NOW = dt.datetime(2026, 9, 1, 12, 30, 15, 999, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    clock.use(lambda: NOW)
    yield
    clock.use(None)


def campaign(title: str = "AI Day of Action") -> Campaign:
    return Campaign(slug="ai-day", title=title, day=dt.date(2026, 10, 4))


def entry(file: bytes) -> icalendar.Event:
    (found,) = icalendar.Calendar.from_ical(file).walk("VEVENT")
    assert isinstance(found, icalendar.Event)
    return found


def test_it_is_one_whole_day() -> None:
    found = entry(day_ics(campaign(), URL, "Everyone plays."))

    assert found.decoded("dtstart") == dt.date(2026, 10, 4)
    assert found.decoded("dtend") == dt.date(2026, 10, 5)


def test_it_blocks_no_time() -> None:
    assert entry(day_ics(campaign(), URL, ""))["transp"] == "TRANSPARENT"


def test_taking_it_twice_is_having_it_once() -> None:
    first = entry(day_ics(campaign(), URL, "Everyone plays."))
    clock.use(lambda: NOW + dt.timedelta(days=3))
    second = entry(day_ics(campaign("A better title"), URL, "Come early."))

    assert first["uid"] == second["uid"] == "ai-day@tutti.example"
    assert first.decoded("dtstamp") < second.decoded("dtstamp")


def test_its_words_survive_commas_lines_and_other_scripts() -> None:
    words = "Bring an instrument, a pen; a brush:\nفن 🎻\r\nEND:VCALENDAR" + " word" * 60
    found = entry(day_ics(campaign("Day, of; Action"), URL, words))

    assert str(found["summary"]) == "Day, of; Action"
    assert str(found["description"]) == words.replace("\r\n", "\n")
    assert str(found["url"]) == URL


def test_its_lines_are_as_the_standard_wants_them() -> None:
    file = day_ics(campaign(), URL, "word " * 60)

    assert file.startswith(b"BEGIN:VCALENDAR\r\n")
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, file.split(b"\r\n"))) <= 75
