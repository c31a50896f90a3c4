"""What it takes to begin a campaign: from scratch, with sensible days, or as another's copy."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from app.admin.edit_form import CampaignForm, Text

# How far away the day of action stands at first: time enough to gather people.
FIRST_DAY = dt.timedelta(days=60)


class CloneForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is not typed
    """The name and the address of a copy."""

    title = StringField(_l("Name"), [Text(120, needed=True)])
    slug = StringField(_l("Address"))

    validate_slug = CampaignForm.validate_slug


def begin_with(now: dt.datetime) -> dict[str, Any]:
    """What the form of a new campaign holds before anybody has typed."""
    tomorrow = (now + dt.timedelta(days=1)).date()
    return {
        "language": "en",
        "goal": 10_000,
        "day": tomorrow + FIRST_DAY,
        "time_zone": "America/New_York",
        "opens_at": dt.datetime.combine(tomorrow, dt.time(9)),
        "confirmation_required": True,
        "count_imported": False,
    }
