"""The demo campaign, with as many signatories more as a measurement wants."""

from __future__ import annotations

import os
import time
from pathlib import Path

from app.activity import tasks as activity
from app.campaigns.models import Campaign
from app.congress import loading as congress
from app.congress.sources import Folder
from app.database import transaction
from app.demo import service as demo
from app.extensions import db
from app.letters import board
from app.places import service as places
from app.pledges import published, recount
from app.pledges.models import Signatory
from benchmarks import crowd, loading, traces
from benchmarks.saying import say
from tests.support import factories

# Beside the large one: what the pages over all campaigns read.
OTHERS, THEIR_PEOPLE = 12, 200


def fill(people: int) -> str:
    """Fill the (migrated, empty) database of the current application; return the campaign's slug.

    With its own code for the sums: recount, fold, board. 0 people: the demo's few alone. Where
    CONGRESS_DATA names a folder, with its districts and members.
    """
    db.session.rollback()
    began = time.monotonic()
    with transaction():
        campaign = demo.load()
    slug, campaign_id = campaign.slug, campaign.id
    disciplines = tuple(each.id for each in campaign.disciplines)
    db.session.rollback()  # an open transaction would keep the indexes from being dropped
    if people:
        _find_places()
        made = [campaign_id, *(_fill_other(number) for number in range(1, OTHERS + 1))]
        after = _last_id()
        crowd.Crowd(campaign_id, disciplines, people, after).fill()
        traces.Traces(campaign_id, disciplines, people, after).fill()
        loading.move_sequences()
        for each in made:
            with transaction():
                recount.repair(db.session.get_one(Campaign, each))
        published.refresh()
    activity.fold()
    loading.analyze()
    board.refresh()
    say(f"{db.engine.dialect.name}: {people:,} people in {time.monotonic() - began:.0f} s")
    return slug


def _find_places() -> None:
    """ZIP codes, and their districts where there are files of them."""
    with transaction():
        places.load_zips()
    folder = Path(os.environ.get("CONGRESS_DATA") or "off")
    if folder.is_dir():
        congress.load(Folder(folder))


def _fill_other(number: int) -> int:
    """A small campaign that looks as the tests' do; its id."""
    state = ("open", "closed", "archived", "draft")[number % 4]
    made = factories.campaign(slug=f"other-{number}", title=f"Campaign {number}", state=state)
    disciplines, campaign_id = tuple(each.id for each in made.disciplines), made.id
    crowd.Crowd(campaign_id, disciplines, THEIR_PEOPLE, _last_id()).fill(letters=False)
    return campaign_id


def _last_id() -> int:
    last = crowd.last_id(Signatory)
    db.session.rollback()
    return last
