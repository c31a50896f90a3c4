"""What an organizer may type about a campaign, and in which words mistakes are told."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from app.campaigns.models import Campaign
from app.campaigns.service import FIELDS, Content
from app.language import NAMES

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Addresses that the site itself has under /c/ or could come to need.
RESERVED = frozenset({"new", "preview", "static", "organize"})
MOST_GOAL = 100_000_000
EARLIEST, LATEST = 2000, 2200
HOURS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
# The zones of the United States first: most campaigns are theirs.
OWN_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
    "Pacific/Guam",
)  # fmt: skip


class Text:
    """At most so many characters, none of them a control character; `needed`: not empty."""

    def __init__(self, longest: int, *, needed: bool = False) -> None:
        self.longest = longest
        self.needed = needed

    def __call__(self, _form: object, field: Field) -> None:
        text = (field.data or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        if not isinstance(field, TextAreaField):
            # One line: a title stands in the subject of mails, which cannot hold two.
            text = " ".join(text.split())
        field.data = text
        if self.needed and not text:
            raise ValidationError(_("“%(field)s” cannot stay empty.", field=field.label.text))
        if len(text) > self.longest:
            raise ValidationError(
                _("This has %(length)s characters; %(longest)s fit.",
                  length=len(text), longest=self.longest)
            )  # fmt: skip
        if any(each < " " and each not in "\n\t" for each in text):
            raise ValidationError(_("There is a character in here that cannot be read."))


class Day(DateField):
    """A day, with our own words for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("This is no day: write it as 2027-04-26.")) from None


def plausible(_form: object, field: Field) -> None:
    """In a year that calendars, clocks and the score can show."""
    if field.data is not None and not EARLIEST <= field.data.year <= LATEST:
        raise ValidationError(
            _("Give a day between %(first)s and %(last)s.", first=EARLIEST, last=LATEST)
        )


class Hour(DateTimeLocalField):
    """A day and an hour, by the clock of the campaign's own time zone."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(valuelist):
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("This is no day and hour: write it as 2027-04-26T09:00.")) from None


class Whole(IntegerField):
    """A whole number; blanks and commas between its digits do not matter."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = re.sub(r"[\s,.]", "", valuelist[0]) if valuelist else ""
        if not text.isascii() or not text.isdigit():
            self.data = None
            raise ValueError(_("Write a whole number, such as 25000."))
        self.data = int(text)


class CampaignForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is not typed
    """A campaign's texts, schedule and rules. `version` is the one it was made with."""

    title = StringField(_l("Name"), [Text(120, needed=True)])
    slug = StringField(_l("Address"))
    headline = StringField(_l("Headline"), [Text(160, needed=True)])
    demand = TextAreaField(_l("Demand"), [Text(4_000, needed=True)])
    story = TextAreaField(_l("Story"), [Text(40_000)])
    thanks = TextAreaField(_l("Thanks"), [Text(4_000)])
    share_text = TextAreaField(_l("Words to share"), [Text(280)])
    language = SelectField(_l("Language of these texts"))
    goal = Whole(_l("Goal"))
    day = Day(_l("Day of action"), [plausible])
    time_zone = SelectField(_l("Time zone"))
    opens_at = Hour(_l("Opens"), [plausible], format=HOURS)
    closes_at = Hour(_l("Closes"), [plausible], format=HOURS)
    confirmation_required = BooleanField(_l("A signature counts only once it is confirmed by mail"))
    count_imported = BooleanField(_l("People whom you import stand in the sums"))
    held_words = TextAreaField(_l("Words to hold voices for"), [Text(4_000)])
    version = HiddenField()

    def __init__(self, *, campaign: Campaign | None, **given: Any) -> None:
        typed = _values(campaign) if campaign else {}
        super().__init__(data={**typed, **given.pop("typed", {})}, **given)
        self.campaign = campaign
        self.language.choices = [(code, NAMES[code]) for code in current_app.config["LANGUAGES"]]
        self.time_zone.choices = zones()

    def validate_slug(self, field: Field) -> None:
        field.data = (field.data or "").strip().lower()
        if not SLUG.fullmatch(field.data) or len(field.data) > 60:
            raise ValidationError(
                _("Use up to 60 small letters, digits and single hyphens, such as day-of-action.")
            )
        if field.data in RESERVED:
            raise ValidationError(_("This address is the site’s own: choose another."))

    def validate_goal(self, field: Field) -> None:
        if field.data is not None and not 0 < field.data <= MOST_GOAL:
            raise ValidationError(_("Write a whole number, such as 25000."))

    def validate_day(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_("Say which day it is."))
        if self.opens_at.data and field.data < self.opens_at.data.date():
            raise ValidationError(_("The day of action is before the campaign opens."))

    def validate_opens_at(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_("Say from when on people can sign."))

    def validate_closes_at(self, field: Field) -> None:
        if not field.data:
            return
        if self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("It would close before it opens."))
        if self.day.data and field.data.date() < self.day.data:
            raise ValidationError(_("It would close before its day of action."))

    def content(self) -> Content:
        """What was typed, once it has been validated."""
        zone = ZoneInfo(self.time_zone.data)
        values = {name: self[name].data for name in FIELDS}
        for name in ("opens_at", "closes_at"):
            kept = getattr(self.campaign, name, None)
            if kept and _shown(kept, zone) == values[name]:
                values[name] = kept  # with its seconds, which the form does not show
            elif values[name] is not None:
                values[name] = values[name].replace(tzinfo=zone).astimezone(dt.UTC)
        return Content(**values)

    @property
    def made_on(self) -> int:
        """The version of the campaign that this form was made with."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() else 0


def _shown(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """A moment by the campaign's own clock, to the minute."""
    return moment.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)


@cache
def zones() -> list[tuple[str, str]]:
    """Every time zone there is, as a select shows it."""
    rest = sorted(each for each in available_timezones() if "/" in each and each not in OWN_ZONES)
    return [(each, each.replace("_", " ")) for each in (*OWN_ZONES, "UTC", *rest)]


def _values(campaign: Campaign) -> dict[str, Any]:
    """The campaign as its form shows it: moments by its own clock."""
    zone = ZoneInfo(campaign.time_zone)
    values = {name: getattr(campaign, name) for name in FIELDS}
    for name in ("opens_at", "closes_at"):
        if values[name] is not None:
            values[name] = _shown(values[name], zone)
    return values | {"version": str(campaign.version)}
