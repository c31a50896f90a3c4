"""Striking out what a rehearsal brought, and taking it back: the sums follow exactly."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.going_live import service, striking
from app.going_live.service import Signatures
from app.jobs import engine
from app.jobs.models import Job, JobState
from app.organizers.models import Organizer
from app.outbox.models import OutboxMail
from app.pledges import counts
from app.pledges import service as pledges
from tests.support import factories, organizers
from tests.support.hands import Hands


@pytest.fixture
def owner(app: Flask) -> Organizer:
    app.config["DELIVERY_MODE"] = "live"
    return organizers.organizer("owner", name="Ada", email="owner@example.org")


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return factories.campaign(live_at=None)


def state(email: str) -> str:
    db.session.expire_all()
    found = factories.find(db.session.scalars(sa.select(Campaign)).one(), email)
    return found.state


def test_struck_out_they_no_longer_count_and_put_back_they_do(
    owner: Organizer, campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, email="one@example.org", confirmed=True)
    factories.signatory(campaign, email="two@example.org")
    gone = factories.signatory(campaign, email="gone@example.org", confirmed=True)
    pledges.withdraw(gone)
    brought = factories.signatory(campaign, email="brought@example.org", confirmed=True)
    brought.imported = True
    clock.tick(minutes=1)
    service.go_live(campaign, signatures=Signatures.STRIKE, by=owner)
    db.session.commit()
    clock.tick(minutes=1)
    factories.signatory(campaign, email="real@example.org", confirmed=True)

    engine.drain()

    names = ("one", "two", "gone", "brought", "real")
    states = {name: state(f"{name}@example.org") for name in names}
    assert states == {
        "one": "invalidated",
        "two": "invalidated",
        "gone": "withdrawn",
        "brought": "confirmed",
        "real": "confirmed",
    }
    assert counts.numbers(campaign).artists == 2
    struck = striking.last(campaign)
    assert struck is not None
    assert struck.done == 2

    assert striking.begin_back(campaign, by=owner) is not None
    db.session.commit()
    engine.drain()

    assert [state(f"{name}@example.org") for name in ("one", "two")] == ["confirmed", "pending"]
    assert counts.numbers(campaign).artists == 3
    assert striking.last(campaign) is None, "nothing is left to put back"
    assert set(db.session.scalars(sa.select(Job.state))) == {JobState.DONE}


def test_only_what_the_last_rehearsal_brought_is_struck_out(
    owner: Organizer, campaign: Campaign, clock: Hands
) -> None:
    service.go_live(campaign, signatures=None, by=owner)
    factories.signatory(campaign, email="real@example.org", confirmed=True)
    clock.tick(hours=1)
    service.go_back(campaign, by=owner)
    clock.tick(hours=1)
    factories.signatory(campaign, email="trial@example.org", confirmed=True)
    clock.tick(hours=1)
    service.go_live(campaign, signatures=Signatures.STRIKE, by=owner)
    db.session.commit()

    engine.drain()

    assert state("real@example.org") == "confirmed"
    assert state("trial@example.org") == "invalidated"


def test_who_was_struck_out_with_the_rehearsal_can_sign_in_earnest_and_is_not_put_back(
    owner: Organizer, campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, email="ada@example.org", confirmed=True)
    clock.tick(minutes=1)
    service.go_live(campaign, signatures=Signatures.STRIKE, by=owner)
    db.session.commit()
    engine.drain()
    db.session.execute(sa.delete(OutboxMail))

    factories.signatory(campaign, email="ada@example.org")
    assert state("ada@example.org") == "pending"
    assert db.session.scalars(sa.select(OutboxMail.kind)).all() == ["confirm"]
    pledges.confirm(factories.find(campaign, "ada@example.org"))
    pledges.withdraw(factories.find(campaign, "ada@example.org"))
    striking.begin_back(campaign, by=owner)
    db.session.commit()
    engine.drain()

    assert state("ada@example.org") == "withdrawn"


def test_whom_an_organizer_struck_out_stays_out(owner: Organizer, campaign: Campaign) -> None:
    spam = factories.signatory(campaign, email="spam@example.org", confirmed=True)
    pledges.invalidate(spam)
    db.session.commit()

    factories.signatory(campaign, email="spam@example.org")

    assert state("spam@example.org") == "invalidated"
