"""Counting and striking out everybody of one domain, to the end."""

from __future__ import annotations

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.organizers.models import Organizer
from app.pledges import bulk
from app.pledges.models import Signatory
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading

SPAM = Reading(Field.DOMAIN, "spam.example")


def states() -> dict[str, str]:
    """The state of everybody, by the first part of their address."""
    rows = db.session.execute(sa.select(Signatory.email, Signatory.state))
    return {email.partition("@")[0]: state for email, state in rows}


def counted(campaign: Campaign, by: Organizer, **over: object) -> Job:
    """The dry count, done."""
    wanted = Wanted(campaign.id, reading=SPAM, **over)  # type: ignore[arg-type]
    job = bulk.begin(campaign, wanted, by=by)
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    return job


def struck(campaign: Campaign, by: Organizer) -> Job:
    """Everybody it counted is struck out."""
    job = bulk.go_on(counted(campaign, by), by=by)
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    return job
