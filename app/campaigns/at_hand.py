"""The campaign as whoever signs needs it, kept at hand in this process for a second.

On the day itself a thousand people a minute ask for the same row, its disciplines, crafts
and organizations: four statements and fifty objects each time. What is kept here is read
once a second and only read: detached from any session, so that nobody writes to it. Whoever
changes a campaign in this process meets the change at once; other processes a second later.
What must not be a second old (a discipline that has just been merged) the services look
up under a lock of their own.
"""

from __future__ import annotations

import time

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.campaigns import queries
from app.campaigns.models import Campaign, Craft, Discipline, Organization
from app.database import only_reading
from app.extensions import db

# Well under the two seconds within which closing a campaign is promised to hold.
LIFE_SECONDS = 1.0
# Addresses kept: nobody has so many campaigns open, and an unknown one is not kept.
MOST = 200
NAME = "campaigns_at_hand"
KEPT = (Campaign, Discipline, Craft, Organization)
# Where a session notes that its commit changes one of them.
CHANGED = "campaigns.changed"


def init_app(app: Flask) -> None:
    """Keep `app`'s campaigns, and forget them whenever a commit of this process changes one."""
    app.extensions[NAME] = {}
    if not event.contains(Session, "before_flush", _note):
        event.listen(Session, "before_flush", _note)
        event.listen(Session, "after_commit", _forget)
        event.listen(Session, "after_soft_rollback", _unnote)


def get(slug: str) -> Campaign:
    """A campaign that is not a draft, to be read only. Raises queries.CampaignUnknown."""
    kept: dict[str, tuple[float, Campaign]] = current_app.extensions[NAME]
    now = time.monotonic()
    until, campaign = kept.get(slug, (0.0, None))
    if campaign is None or now >= until:
        campaign = _read(slug)
        if len(kept) >= MOST:
            kept.clear()
        kept[slug] = (now + LIFE_SECONDS, campaign)
    return campaign


def _read(slug: str) -> Campaign:
    """In a session of its own, which takes no lock and lets everything go."""
    with only_reading(), db.sessionmaker() as session:
        campaign = queries.get_public(slug, session=session)
        session.expunge_all()
    return campaign


def _note(session: Session, *_args: object) -> None:
    if any(isinstance(each, KEPT) for each in (*session.new, *session.dirty, *session.deleted)):
        session.info[CHANGED] = True


def _forget(session: Session) -> None:
    if session.info.pop(CHANGED, False) and not session.in_nested_transaction():
        current_app.extensions[NAME].clear()


def _unnote(session: Session, *_args: object) -> None:
    session.info.pop(CHANGED, None)
