"""What it takes to begin a campaign: from scratch, with sensible days, or as another's copy."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from app.admin.edit_form import OWN_ZONES, CampaignForm, Text

# How far away the day of action stands at first: time enough to gather people.
FIRST_DAY = dt.timedelta(days=60)


class CloneForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is not typed
    """The name and the address of a copy."""

    title = StringField(_l("Name"), [Text(120, needed=True)])
    slug = StringField(_l("Address"))

    validate_slug = CampaignForm.validate_slug


def begin_with(now: dt.datetime) -> dict[str, Any]:
    """What the form of a new campaign holds before anybody has typed."""
    here = now.astimezone(ZoneInfo(OWN_ZONES[0])).replace(minute=0, second=0, microsecond=0)
    return {
        "language": "en",
        "goal": 10_000,
        "day": here.date() + FIRST_DAY,
        "time_zone": OWN_ZONES[0],
        # Now: whoever opens the campaign wants people to sign, and it is a draft until then.
        "opens_at": here.replace(tzinfo=None),
        "confirmation_required": True,
        "count_imported": False,
    }
