"""A campaign's own mode on a live site: what leaves, what is rehearsed, and what pages say."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import bundle, queries, service
from app.letters import courier as letters_courier
from app.letters.channels import registry
from app.letters.errors import StepRefused
from app.letters.models import DeliveryState, Target
from app.metrics import text as metrics
from app.outbox import courier as mails_courier
from app.outbox.models import OutboxMail
from app.rehearsal import mailbox as rehearsal
from tests.letters.cwc import gateways
from tests.letters.sent import asking, queue, row
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.http_peer import HttpPeer, Said
from tests.support.mailbox import Mailbox


@pytest.fixture
def live_site(app: Flask, http_peer: HttpPeer) -> Flask:
    """A site with DELIVERY_MODE=live and a gateway of the House that takes everything."""
    gateways.go_live(app, http_peer)
    registry.init_app(app)
    http_peer.answer = lambda _asked: Said(200)
    return app


@pytest.fixture
def campaign(live_site: Flask) -> Campaign:
    """One that rehearses there, and asks for letters."""
    made = asking()
    to_rehearsal(made)
    return made


def to_rehearsal(campaign: Campaign) -> None:
    campaign.live_at = None
    db.session.commit()


def to_live(campaign: Campaign) -> None:
    campaign.live_at = clock.now()
    db.session.commit()


def kept() -> list[str]:
    """The subjects in the rehearsal mailbox, the newest first."""
    return [each.subject for each in rehearsal.current().list_messages()]


def test_letters_of_a_rehearsing_campaign_end_in_the_mailbox_of_a_live_site(
    campaign: Campaign, http_peer: HttpPeer, mailbox: Mailbox
) -> None:
    trial = queue(campaign).deliveries[0].uid.hex

    letters_courier.drain()

    assert (row(trial).state, row(trial).rehearsed) == (DeliveryState.ACCEPTED, True)
    assert http_peer.asked == [], "a rehearsal reached the gateway"
    assert mailbox.mails == [], "a rehearsal reached the mail server"
    (one,) = rehearsal.current().list_messages()
    assert one.message["X-Rehearsal-Channel"] == "house_cwc"
    assert one.recipients == ["rehearsal@localhost.localdomain"]


def test_two_campaigns_on_one_site_each_go_their_own_way(
    campaign: Campaign, http_peer: HttpPeer
) -> None:
    live = factories.campaign(slug="earnest")
    letters.brief(live)
    trial, real = (queue(each).deliveries[0].uid.hex for each in (campaign, live))

    letters_courier.drain()

    assert (row(trial).rehearsed, row(real).rehearsed) == (True, False)
    assert row(trial).state == row(real).state == DeliveryState.ACCEPTED
    assert len(http_peer.asked) == 1
    assert real.encode() in http_peer.asked[0].body
    assert len(kept()) == 1


def test_a_letter_by_mail_is_rehearsed_as_mail_and_marked(
    campaign: Campaign, mailbox: Mailbox
) -> None:
    office = Target(campaign_id=campaign.id, name="A Label", email="chief@label.example")
    db.session.add(office)
    db.session.commit()
    uid = queue(campaign, offices=(office.code,)).deliveries[0].uid.hex

    letters_courier.drain()

    assert row(uid).state == DeliveryState.ACCEPTED
    assert mailbox.mails == []
    (one,) = rehearsal.current().list_messages()
    assert one.recipients == ["chief@label.example"]
    assert one.message["X-Rehearsal-Destination"] == "mailto:chief@label.example"


def test_what_was_rehearsed_never_leaves_once_the_campaign_is_live(
    campaign: Campaign, http_peer: HttpPeer
) -> None:
    waiting = letters.letter(campaign, email="wait@example.org")
    trial = queue(campaign).deliveries[0].uid.hex
    to_live(campaign)

    letters_courier.drain()

    assert row(trial).state == DeliveryState.QUEUED
    assert http_peer.asked == []
    with pytest.raises(StepRefused):
        service.release(waiting)
    real = queue(campaign, 1).deliveries[0].uid.hex
    letters_courier.drain()
    assert (row(real).state, row(real).rehearsed) == (DeliveryState.ACCEPTED, False)
    assert queries.count_by_state(campaign).accepted == 1


def test_what_is_in_earnest_is_never_rehearsed_when_the_campaign_goes_back(
    campaign: Campaign, http_peer: HttpPeer
) -> None:
    to_live(campaign)
    real = queue(campaign).deliveries[0].uid.hex
    to_rehearsal(campaign)

    letters_courier.drain()

    assert row(real).state == DeliveryState.QUEUED
    assert http_peer.asked == []
    assert kept() == []
    to_live(campaign)
    letters_courier.drain()
    assert row(real).state == DeliveryState.ACCEPTED


def test_going_back_holds_from_the_next_delivery_on(
    campaign: Campaign, http_peer: HttpPeer, live_site: Flask
) -> None:
    to_live(campaign)
    first, second = (queue(campaign, n).deliveries[0].uid.hex for n in range(2))

    def answer(_asked: object) -> Said:
        with live_site.app_context():
            db.session.execute(sa.update(Campaign).values(live_at=None))
            db.session.commit()
        return Said(200)

    http_peer.answer = answer
    letters_courier.drain(wait=lambda _seconds: None)

    assert len(http_peer.asked) == 1
    assert [row(each).state for each in (first, second)] == ["accepted", "queued"]


def test_mails_of_a_rehearsing_campaign_end_in_the_mailbox(
    campaign: Campaign, mailbox: Mailbox
) -> None:
    factories.signatory(campaign, email="ada@example.org")

    report = mails_courier.drain()

    assert (report.sent, report.obstacle) == (1, "")
    assert mailbox.mails == []
    (one,) = rehearsal.current().list_messages()
    assert one.recipients == ["ada@example.org"]
    assert "/confirm/" in one.text


def test_a_rehearsed_mail_stays_rehearsed_and_one_in_earnest_waits_for_its_campaign(
    campaign: Campaign, mailbox: Mailbox
) -> None:
    factories.signatory(campaign, email="trial@example.org")
    to_live(campaign)
    factories.signatory(campaign, email="real@example.org")
    to_rehearsal(campaign)

    assert mails_courier.drain().sent == 1
    assert mailbox.mails == []
    assert [each.recipients for each in rehearsal.current().list_messages()] == [
        ["trial@example.org"]
    ]

    to_live(campaign)
    assert mails_courier.drain().sent == 1
    assert mailbox.only().recipients == ["real@example.org"]


def test_a_full_mailbox_puts_mails_off_and_names_no_folder(
    campaign: Campaign, live_site: Flask
) -> None:
    (live_site.config["INSTANCE_DIR"] / "mailbox").write_text("no folder")
    factories.signatory(campaign)

    report = mails_courier.drain()

    assert (report.sent, report.retry) == (0, 1)
    error = db.session.scalar(sa.select(OutboxMail.last_error))
    assert error == "452 the rehearsal mailbox cannot write to its folder"


def test_pages_and_numbers_say_which_it_is(campaign: Campaign, live_site: Flask) -> None:
    reader = Visitor(live_site)

    assert "Rehearsal: nothing that is sent here" in reader.get("/c/day/").text
    assert reader.get("/c/day/numbers.json").json["rehearsal"] is True

    to_live(campaign)
    assert "Rehearsal" not in reader.get("/c/day/").text
    assert reader.get("/c/day/numbers.json").json["rehearsal"] is False


def test_metrics_of_a_live_site_know_only_what_is_in_earnest(campaign: Campaign) -> None:
    queue(campaign)
    factories.signatory(campaign, email="more@example.org")

    said = metrics().decode()

    assert 'tutti_letters_depth{channel="house_cwc"} 0.0' in said
    assert "tutti_outbox_depth 0.0" in said


def test_files_for_the_offices_hold_nothing_of_a_rehearsal_once_live(
    campaign: Campaign,
) -> None:
    queue(campaign)
    assert bundle.list_offices(campaign) == ["HNM03"]

    to_live(campaign)
    assert bundle.list_offices(campaign) == []
