"""The letters' courier against a real gateway: what is due leaves, once and as previewed."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.letters import courier
from app.letters.channels.email import Email
from app.letters.channels.hand_off import HandOff
from app.letters.models import ChannelName, Delivery, DeliveryState
from app.pledges.models import Signatory
from tests.letters.gateway import (
    ByHttp,
    Gateway,
)
from tests.letters.sent import ONCE, asking, lines, queue, queue_many, row, use
from tests.support import letters
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("house")


def test_a_due_delivery_is_sent_as_it_was_previewed_and_every_step_written_down(
    campaign: Campaign, house: ByHttp, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)

    report = courier.drain()

    kept = row(uid)
    assert report.states == {DeliveryState.ACCEPTED: 1}
    assert (kept.state, kept.attempts, kept.changed_at) == ("accepted", 1, clock.now())
    assert (kept.lease, kept.leased_until, kept.words) == (None, None, "201 the gateway says 201")
    assert lines(uid) == ONCE
    (sent,) = house.dispatches
    assert gateway.bodies[uid].startswith("They trained a machine on my records.")
    assert sent.constituent == letters.constituent(email="artist0@example.org")
    assert (sent.recipient.code, sent.recipient.title) == ("HNM03", "Representative")
    assert (sent.cause.title, sent.written_on) == (campaign.title, clock.now().date())


def test_what_a_channel_adds_is_in_the_campaigns_language(
    campaign: Campaign, house: ByHttp
) -> None:
    campaign.language = "es"
    queue_many(campaign, 1)

    courier.drain()

    assert house.locales == ["es"]


def test_more_than_a_batch_leaves_in_one_go(campaign: Campaign, gateway: Gateway) -> None:
    uids = queue_many(campaign, courier.BATCH + 2)

    courier.drain()

    assert gateway.heard == uids


def test_channels_take_turns(app: Flask, house: ByHttp, gateway: Gateway) -> None:
    other = ByHttp(gateway.port, ChannelName.SENATE_CWC)
    other.reached, house.reached = "S", "H"
    use(app, house, other)
    campaign = asking()
    many = queue_many(campaign, courier.BATCH + 1)
    late = queue(campaign, 99, offices=("SNM01",)).deliveries[0].uid.hex

    courier.drain()

    assert gateway.heard == [*many[:-1], late, many[-1]]


def test_a_trial_is_never_sent_for_real_nor_a_letter_counted_that_was_only_tried(
    app: Flask, campaign: Campaign, gateway: Gateway
) -> None:
    (trial,) = queue_many(campaign, 1)
    app.config["DELIVERY_MODE"] = "live"
    (real,) = queue_many(campaign, 1, first=1)

    courier.drain()
    assert gateway.heard == [real]

    app.config["DELIVERY_MODE"] = "rehearsal"
    courier.drain()
    assert gateway.heard == [real, trial]
    assert (row(real).rehearsed, row(trial).rehearsed) == (False, True)


def test_a_way_that_leaves_it_to_the_artist_ends_in_their_hands(
    app: Flask, house: ByHttp, gateway: Gateway
) -> None:
    use(app, Email(), HandOff())
    uid = queue(asking()).deliveries[0].uid.hex

    courier.drain()

    assert row(uid).state == DeliveryState.HANDED_OFF
    assert gateway.heard == []


def test_the_database_is_free_while_the_gateway_thinks(
    app: Flask, campaign: Campaign, gateway: Gateway
) -> None:
    """No transaction is open, and others may write to the very rows the letter came from."""
    letter = queue(campaign)
    uid = letter.deliveries[0].uid.hex
    signatory_id = letter.signatory_id
    gateway.stall_at = 0
    db.session.rollback()

    def deliver() -> None:
        with app.app_context():
            courier.drain()

    worker = threading.Thread(target=deliver)
    worker.start()
    try:
        assert gateway.stalling.wait(10)
        db.session.rollback()
        assert db.engine.pool.checkedout() == 0, "a connection is kept while the gateway thinks"
        with transaction():
            db.session.get_one(Signatory, signatory_id).credit_name = "Another Name"
            db.session.get_one(Delivery, row(uid).id).called_at = dt.datetime.now(dt.UTC)
    finally:
        gateway.go_on.set()
        worker.join(10)

    assert row(uid).state == DeliveryState.ACCEPTED
