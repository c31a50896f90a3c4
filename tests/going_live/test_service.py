"""Going live and back: what it changes, what it asks, and what becomes of the rehearsal."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.going_live import service
from app.going_live.service import NotDecided, NotLiveSite, Signatures
from app.letters import queries
from app.organizers.models import Organizer
from app.outbox import courier
from app.outbox.models import OutboxMail
from app.pledges.models import SignatoryState
from tests.support import factories, letters, organizers
from tests.support.mailbox import Mailbox

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


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


def test_a_site_in_rehearsal_takes_nothing_live(
    app: Flask, owner: Organizer, campaign: Campaign
) -> None:
    app.config["DELIVERY_MODE"] = "rehearsal"

    with pytest.raises(NotLiveSite):
        service.go_live(campaign, signatures=None, by=owner)
    assert campaign.live_at is None


def test_going_live_says_when_and_is_written_down(owner: Organizer, campaign: Campaign) -> None:
    assert service.go_live(campaign, signatures=None, by=owner) is None
    began = campaign.live_at
    assert service.go_live(campaign, signatures=None, by=owner) is None
    db.session.commit()

    assert campaign.live_at == began
    (entry,) = db.session.scalars(sa.select(AuditEntry)).all()
    assert (entry.action, entry.organizer_id, entry.campaign_id) == (
        "campaign.go_live",
        owner.id,
        campaign.id,
    )
    service.go_back(campaign, by=owner)
    service.go_back(campaign, by=owner)
    assert campaign.live_at is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 2


def test_signatures_of_the_rehearsal_are_decided_about_first(
    owner: Organizer, campaign: Campaign
) -> None:
    factories.signatory(campaign, confirmed=True)

    with pytest.raises(NotDecided):
        service.go_live(campaign, signatures=None, by=owner)

    assert service.go_live(campaign, signatures=Signatures.KEEP, by=owner) is None
    db.session.commit()
    assert state("ada@example.org") == SignatoryState.CONFIRMED


def test_a_test_really_leaves_before_the_campaign_is_live(
    app: Flask, owner: Organizer, campaign: Campaign, mailbox: Mailbox
) -> None:
    letters.brief(campaign)
    letters.members()
    assert service.last_try(campaign).code == "try_none"
    service.try_out(campaign, by=owner)
    db.session.commit()
    assert service.last_try(campaign).code == "try_waits"

    courier.drain()

    assert service.last_try(campaign).code == "try_sent"
    assert [each.recipients for each in mailbox.mails] == [["owner@example.org"]] * 2
    mail, letter = sorted(mailbox.mails, key=lambda each: "letter" in each.text)
    assert mail.subject == "[Test] Mails of Tutti arrive"
    assert letter.subject == "[Test] Keep copyright human"
    assert "This is a test letter, to nobody but you." in letter.text
    assert "Please keep copyright for people." in letter.text
    assert "I make music in Testville" in letter.text


def test_on_a_site_in_rehearsal_the_test_is_rehearsed(
    app: Flask, owner: Organizer, campaign: Campaign, mailbox: Mailbox
) -> None:
    app.config["DELIVERY_MODE"] = "rehearsal"
    service.try_out(campaign, by=owner)
    db.session.commit()

    courier.drain()

    assert service.last_try(campaign).code == "try_rehearsed"
    assert len(mailbox.mails) == 1, "a campaign without letters has none to try"


def test_a_test_that_failed_says_why(owner: Organizer, campaign: Campaign) -> None:
    service.try_out(campaign, by=owner)
    db.session.execute(sa.update(OutboxMail).values(state="failed", last_error="550 no"))

    found = service.last_try(campaign)

    assert (found.code, found.seen) == ("try_failed", "550 no")


def test_a_test_whose_letter_is_gone_is_dropped(owner: Organizer, campaign: Campaign) -> None:
    letters.brief(campaign)
    service.try_out(campaign, by=owner)
    db.session.delete(queries.get_brief(campaign))
    db.session.commit()

    report = courier.drain()

    assert (report.sent, report.dropped, report.failed) == (1, 1, 0)
