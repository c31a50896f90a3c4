"""The demo campaign, with as many signatories more as a measurement wants."""

from __future__ import annotations

import time

from app.activity import tasks as activity
from app.campaigns.models import Campaign
from app.database import transaction
from app.demo import service as demo
from app.extensions import db
from app.letters import board
from app.pledges import recount
from app.pledges.models import Signatory
from benchmarks import crowd, loading
from benchmarks.saying import say


def fill(people: int) -> str:
    """Fill the (migrated, empty) database of the current application; return the campaign's slug.

    With its own code for the sums: recount, fold, board. 0 people: the demo's few alone.
    """
    db.session.rollback()
    began = time.monotonic()
    with transaction():
        campaign = demo.load()
    slug, campaign_id = campaign.slug, campaign.id
    disciplines = tuple(each.id for each in campaign.disciplines)
    made = crowd.Crowd(campaign_id, disciplines, people, after=crowd.last_id(Signatory))
    db.session.rollback()  # an open transaction would keep the indexes from being dropped
    if people:
        made.fill()
        loading.move_sequences()
        with transaction():
            recount.repair(db.session.get_one(Campaign, campaign_id))
    activity.fold()
    loading.analyze()
    board.refresh()
    say(f"{db.engine.dialect.name}: {people:,} people in {time.monotonic() - began:.0f} s")
    return slug
