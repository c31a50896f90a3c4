"""The rooms of the panel as its menu lists them, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.admin.panel import may
from app.campaigns.models import Campaign
from app.organizers.rights import Right


@dataclass(frozen=True)
class Room:
    """One line of the menu; `name` is what a template sets `here` to."""

    name: str
    words: LazyString
    right: Right

    @property
    def endpoint(self) -> str:
        return f"panel.{self.name}"


CAMPAIGN = (
    Room("dashboard", _l("Dashboard"), Right.NUMBERS),
    Room("signatories", _l("Signatories"), Right.RUN),
    Room("trends", _l("Trends"), Right.NUMBERS),
    Room("voices", _l("Voices"), Right.RUN),
    Room("ledger", _l("Deliveries"), Right.RUN),
    Room("exports", _l("Exports"), Right.RUN),
    Room("imports", _l("Import"), Right.RUN),
    Room("edit", _l("Texts and schedule"), Right.RUN),
    Room("disciplines", _l("Disciplines"), Right.RUN),
    Room("letter_texts", _l("Letter"), Right.RUN),
    Room("go_live", _l("Going live"), Right.RUN),
    Room("limits", _l("Abuse"), Right.RUN),
    Room("history", _l("History"), Right.RUN),
)
HOUSE = (
    Room("home", _l("All campaigns"), Right.NUMBERS),
    Room("jobs", _l("Long work"), Right.RUN),
    Room("outgoing", _l("Outgoing"), Right.RUN),
    Room("mailbox", _l("Rehearsal mailbox"), Right.RUN),
    Room("limits_house", _l("Abuse"), Right.RUN),
    Room("people", _l("Organizers"), Right.OWN),
    Room("site", _l("This site"), Right.OWN),
    Room("privacy", _l("Privacy"), Right.RUN),
    Room("account", _l("My account"), Right.ACCOUNT),
)


def listed(campaign: Campaign | None) -> Iterator[tuple[Room, str]]:
    """The rooms of this campaign (None: of the house) open to who is signed in, with addresses."""
    where: dict[str, Any] = {"slug": campaign.slug} if campaign is not None else {}
    for room in CAMPAIGN if campaign is not None else HOUSE:
        if room.endpoint in current_app.view_functions and may(room.right):
            yield room, url_for(room.endpoint, **where)
