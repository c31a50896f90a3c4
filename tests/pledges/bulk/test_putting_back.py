"""Putting back whom a bulk act struck out: each has what they had; both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.organizers.models import Organizer
from app.pledges import bulk, correcting, counts, recount, tasks
from app.pledges.bulk import NotReady
from app.pledges.models import JournalEntry
from tests.pledges.bulk.strikes import counted, states, struck
from tests.pledges.signing import assert_exact
from tests.support import factories, organizers
from tests.support.hands import Hands


def test_putting_back_gives_each_what_they_had(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    before = states()
    job = struck(campaign, organizer)
    tasks.fold()

    back = bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()
    db.session.refresh(back)

    assert back.done == 7
    assert states() == before
    assert_exact(campaign)
    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["signatories.invalidate", "signatories.put_back"]


def test_imported_people_come_back_as_the_campaign_counts_them(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    person = factories.find(campaign, "s2@spam.example")
    correcting.invalidate(person, by=organizer)
    correcting.validate(person, by=organizer)
    person.imported = True
    counts.leave(person, [], campaign)
    db.session.execute(sa.delete(JournalEntry))
    db.session.commit()
    recount.repair(campaign)
    db.session.commit()
    job = struck(campaign, organizer)

    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()

    db.session.refresh(person)
    assert (person.state, person.counted) == ("confirmed", campaign.count_imported)
    assert_exact(campaign)


def test_putting_back_leaves_alone_whom_somebody_judged_since(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    job = struck(campaign, organizer)
    person = factories.find(campaign, "s2@spam.example")
    correcting.validate(person, by=organizer)
    correcting.invalidate(person, by=organizer)
    erased = factories.find(campaign, "s4@spam.example")
    correcting.erase(erased, by=organizer)
    db.session.commit()

    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()

    assert states()["s2"] == "invalidated"
    assert_exact(campaign)


def test_what_was_searched_for_is_forgotten_after_a_day_and_can_be_put_back_all_the_same(
    app: Flask, campaign: Campaign, organizer: Organizer, spam: list[int], clock: Hands
) -> None:
    """Sealed or not, it may be the address of somebody who has been erased since."""
    left = counted(campaign, organizer)
    bulk.go_on(counted(campaign, organizer), by=organizer, act=bulk.SHADOW)
    bulk.go_on(counted(campaign, organizer), by=organizer, act=bulk.LIFT)
    job, before = struck(campaign, organizer), states()
    db.session.commit()
    assert bulk.forget_searches() == 0

    clock.tick(hours=25)
    assert bulk.forget_searches() == 7
    assert bulk.forget_searches() == 0

    db.session.expire_all()
    assert not [each for each in db.session.scalars(sa.select(Job)) if "wanted" in each.params]
    with pytest.raises(NotReady):
        bulk.go_on(left, by=organizer)
    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()
    assert states() != before
    page = f"/organize/c/{campaign.slug}/signatories/strike/{job.id}/"
    owner = organizers.visitor(app, "owner")
    assert "forgotten after a day" in owner.get(page).text
