"""Merging a campaign's disciplines, with people in them, and counting who is where."""

from __future__ import annotations

import sqlalchemy as sa

from app.campaigns import merging
from app.campaigns.models import Campaign, Discipline
from app.extensions import db
from app.jobs.models import Job
from app.organizers.models import Organizer
from app.pledges import counts
from app.pledges.models import Signatory, SignatoryAlso
from tests.support import factories


def of(campaign: Campaign, slug: str) -> Discipline:
    """The campaign's discipline at this address."""
    return next(each for each in campaign.disciplines if each.slug == slug)


def merge(campaign: Campaign, me: Organizer, old: str = "writing", new: str = "music") -> Job:
    """Begin to merge `old` into `new`; the worker has not been by yet."""
    into = of(campaign, new)
    job = merging.merge(of(campaign, old), into, version=campaign.version, by=me)
    db.session.commit()
    return job


def people(campaign: Campaign) -> None:
    """Ten who name writing: first, also, with music, unconfirmed; and two who do not."""
    for number in range(5):
        email = f"w{number}@example.org"
        factories.signatory(campaign, "writing", email=email, confirmed=number > 0)
    for number in range(3):
        email = f"m{number}@example.org"
        factories.signatory(campaign, "music", also=["writing"], email=email, confirmed=True)
    both = ["writing", "music"]
    factories.signatory(campaign, "writing", also=["music"], email="b@example.org", confirmed=True)
    factories.signatory(campaign, "illustration", also=both, email="i@example.org", confirmed=True)
    factories.signatory(campaign, "illustration", email="j@example.org", confirmed=True)
    factories.signatory(campaign, None, email="ally@example.org", confirmed=True)


def named(campaign: Campaign) -> dict[str, int]:
    """How many are counted under each discipline."""
    return {each.discipline.slug: each.count for each in counts.numbers(campaign).disciplines}


def nobody_left(old: Discipline) -> bool:
    """Nobody names it, neither first nor also."""
    first = sa.select(Signatory.id).where(Signatory.discipline_id == old.id)
    also = sa.select(SignatoryAlso).where(SignatoryAlso.discipline_id == old.id)
    return not db.session.execute(first).all() and not db.session.execute(also).all()
