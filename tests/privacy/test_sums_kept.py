"""A campaign whose people are gone keeps its sums: of people, and of what became of letters."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock as app_clock
from app.campaigns import service
from app.campaigns.errors import StepRefused
from app.campaigns.models import Campaign, CampaignState, Phase
from app.extensions import db
from app.letters import board, queries, undone
from app.letters.models import Delivery, DeliveryState, Letter
from app.outbox.models import OutboxMail
from app.pledges import counts
from app.pledges.models import Signatory, TallyKind
from app.privacy import closing, sweep
from app.site.models import Site
from tests.support import commands, factories, letters, organizers
from tests.support.hands import Hands

STATES = (DeliveryState.ACCEPTED, DeliveryState.HANDED_OFF, DeliveryState.QUEUED)


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    """Three artists, one of two disciplines, an ally; one wrote."""
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    known = factories.signatory(made, email="a@example.org", confirmed=True, also=["writing"])
    factories.signatory(made, "writing", email="b@example.org", confirmed=True)
    factories.signatory(made, "illustration", email="c@example.org", confirmed=True)
    factories.signatory(made, None, email="d@example.org", confirmed=True)
    written = letters.letter(made, known=known, email="a@example.org")
    for delivery, state in zip(written.deliveries, STATES, strict=True):
        delivery.state, delivery.changed_at = state, app_clock.now()
    db.session.commit()
    return made


def test_everything_but_the_sums_goes_so_many_months_after_the_end(
    app: Flask, campaign: Campaign, clock: Hands
) -> None:
    other = factories.campaign(slug="other", closes_at=None)
    factories.signatory(other, email="a@example.org", confirmed=True)
    people = counts.sums(campaign.id, tuple(TallyKind))
    written = queries.count_by_state(campaign)
    assert (written.accepted, written.handed_off, written.waiting) == (1, 1, 1)
    # Half of the sums are folded, the other half still stands in the journal.
    counts.fold(2)
    db.session.commit()
    clock.tick(days=41 + 360)
    sweep.run()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) == 5
    assert [each.slug for each, _when in closing.upcoming()] == ["day"]
    clock.tick(days=7)

    found = sweep.run()

    assert found.removed["closed"] == 4
    db.session.expire_all()
    for table in (Letter, Delivery, OutboxMail):
        left = sa.select(sa.func.count()).select_from(table)
        assert db.session.scalar(left.where(table.campaign_id == campaign.id)) == 0
    assert [each.campaign_id for each in db.session.scalars(sa.select(Signatory))] == [other.id]
    assert counts.sums(campaign.id, tuple(TallyKind)) == people
    kept = queries.count_by_state(campaign)
    # What never left is no letter any more.
    assert (kept.accepted, kept.handed_off, kept.waiting) == (1, 1, 0)
    _the_checks_leave_it_alone(app, campaign)
    assert board.numbers(campaign) == kept
    assert ("day", 3, 1) in counts.totals()
    assert undone.count_states(campaign) != []


def _the_checks_leave_it_alone(app: Flask, campaign: Campaign) -> None:
    before = counts.sums(campaign.id, tuple(TallyKind))
    said = commands.run(app, "counts", "check", "--repair")
    assert "day: its people are gone, only the sums are kept" in said
    assert counts.sums(campaign.id, tuple(TallyKind)) == before
    db.session.rollback()
    board.refresh()
    assert {(pile.state, pile.count) for pile in _piles(campaign)} == {
        ("accepted", 1),
        ("handed_off", 1),
    }


def _piles(campaign: Campaign) -> object:
    from app.letters import piles

    return piles.read(campaign).piles


def test_it_never_opens_again(app_sqlite: Flask, clock: Hands) -> None:
    made = factories.campaign(closes_at=app_clock.now())
    clock.tick(days=370)
    sweep.run()
    db.session.expire_all()
    assert made.sums_only_at is not None

    made.closes_at, made.state = None, CampaignState.OPEN

    assert made.phase is Phase.CLOSED


def test_one_that_was_closed_by_hand_and_opened_again_begins_anew(
    app_sqlite: Flask, clock: Hands
) -> None:
    made = factories.campaign(closes_at=None, state=CampaignState.WON)
    sweep.run()
    db.session.expire_all()
    closed_at = made.closed_at
    assert closed_at is not None
    clock.tick(days=1)
    sweep.run()
    db.session.expire_all()
    assert made.closed_at == closed_at, "since when it was first seen so"
    made.state = CampaignState.OPEN
    db.session.commit()

    sweep.run()

    db.session.expire_all()
    assert made.closed_at is None


def test_opened_for_an_hour_between_two_sweeps_it_begins_anew_too(
    app_sqlite: Flask, clock: Hands
) -> None:
    made = factories.campaign(closes_at=None, state=CampaignState.CLOSED)
    db.session.add(Site(id=1, operator="The Coalition", contact="hello@example.org"))
    db.session.commit()
    sweep.run()
    clock.tick(days=300)
    by = organizers.organizer()
    for state in (CampaignState.OPEN, CampaignState.CLOSED):
        service.set_state(made, state, version=made.version, by=by)
        db.session.commit()
        clock.tick(hours=1)
    sweep.run()
    clock.tick(days=100)

    sweep.run()

    db.session.expire_all()
    assert made.sums_only_at is None, "a hundred days after its end"


def test_one_whose_people_are_gone_is_not_said_to_be_open_and_its_sums_are_not_moved(
    app_sqlite: Flask, clock: Hands
) -> None:
    made = factories.campaign(closes_at=None, state=CampaignState.CLOSED)
    factories.signatory(made, "writing")
    sweep.run()
    clock.tick(days=370)
    sweep.run()
    db.session.expire_all()
    music, writing, _other = made.disciplines
    visitor = organizers.visitor(app_sqlite, "organizer")
    url = f"/organize/c/day/disciplines/{writing.id}/merge/"

    page = visitor.get(f"{url}?into={music.id}")
    sent = {"csrf_token": organizers.csrf(page), "version": made.version, "into": music.id}
    refused = visitor.post(url, sent, status=422)

    for each in (page, refused):
        assert "they stay as they are" in each.one("[role=alert]").get_text()
        assert not each.soup.select("#merge")
    db.session.expire_all()
    assert len(made.disciplines) == 3
    by = organizers.organizer("owner")
    with pytest.raises(StepRefused) as told:
        service.set_state(made, CampaignState.OPEN, version=made.version, by=by)
    assert "only its sums" in " ".join(told.value.args)
