"""Pauses and the kill switch: they hold from the next letter and the next mail on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from app.letters import courier, pauses
from app.letters.models import ChannelName, DeliveryState
from app.outbox import courier as mails
from app.outbox import service as outbox
from app.outbox.models import MailState, OutboxMail
from app.outbox.outcome import Report
from tests.letters.gateway import ByHttp, Gateway, serving
from tests.letters.sent import asking, queue_many, row, states, use
from tests.outbox.servers import Server
from tests.outbox.servers import serving as serving_mail
from tests.support import factories, organizers


@pytest.fixture
def gateway(app: Flask) -> Iterator[object]:
    with serving() as made:
        use(app, ByHttp(made.port))
        yield made


@pytest.fixture
def server(app: Flask) -> Iterator[object]:
    with serving_mail() as made:
        app.extensions["mail"].port = made.port
        yield made


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    return asking()


def pause(what: str) -> None:
    """As an organizer's request would, in a transaction of its own."""
    pauses.pause(what, by=None)
    db.session.commit()


@pytest.mark.parametrize("what", ["house_cwc", "everything"])
def test_in_the_middle_of_a_batch_the_next_letter_does_not_leave(
    app: Flask, campaign: Campaign, gateway: Gateway, what: str
) -> None:
    uids = queue_many(campaign, 3)

    def answers(_uid: str, number: int) -> None:
        if number == 0:
            with app.app_context():
                pause(what)

    gateway.answers = answers

    report = courier.drain()

    assert gateway.heard == uids[:1], "a letter left after the pause"
    assert states() == {"accepted": 1, "queued": 2}
    assert [row(each).lease for each in uids] == [None] * 3
    assert report.obstacles == {}
    assert courier.drain().is_empty, "nothing is claimed while it is paused"

    pauses.resume(what, by=None)
    db.session.commit()
    courier.drain()
    assert gateway.heard == uids


def test_another_channels_pause_holds_up_nothing(campaign: Campaign, gateway: Gateway) -> None:
    uids = queue_many(campaign, 1)
    pause(ChannelName.EMAIL)
    pause(pauses.MAIL)

    courier.drain()

    assert gateway.heard == uids


@pytest.mark.parametrize("what", ["mail", "everything"])
def test_in_the_middle_of_a_batch_the_next_mail_does_not_leave(
    app: Flask, server: Server, what: str
) -> None:
    campaign = factories.campaign()
    for number in range(3):
        factories.signatory(campaign, email=f"artist{number}@example.org")
    with app.app_context():
        taken = server.content

        class Pausing(dict):  # type: ignore[type-arg]  # what the server asks of each mail
            def get(self, to: str, default: str = "") -> str:
                with app.app_context():
                    pause(what)
                return str(taken.get(to, default))

        server.content = Pausing()

    report = mails.drain()

    assert report.sent == 1
    assert server.recipients == ["artist0@example.org"]
    left = db.session.execute(
        sa.select(OutboxMail.state, OutboxMail.lease, OutboxMail.attempts).order_by(OutboxMail.id)
    ).all()
    assert left[1:] == [(MailState.WAITING, None, 0)] * 2
    db.session.rollback()
    assert mails.drain() == Report()


def test_the_organizers_own_mails_leave_all_the_same(app: Flask, server: Server) -> None:
    campaign = factories.campaign()
    about = factories.signatory(campaign, email="artist@example.org")
    # Of no campaign, as those of an account: the words are of no matter here.
    outbox.post("confirm", to="owner@example.org", locale="en", signatory_id=about.id)
    db.session.commit()
    pause(pauses.EVERYTHING)

    mails.drain()

    assert server.recipients == ["owner@example.org"]


def test_pausing_twice_keeps_who_was_first(app: Flask) -> None:
    ada, ben = organizers.organizer(name="Ada"), organizers.organizer(name="Ben")

    assert pauses.pause(pauses.MAIL, by=ada)
    assert not pauses.pause(pauses.MAIL, by=ben)
    db.session.commit()

    (found,) = pauses.list_all().values()
    assert found.by == ada
    assert found.pause.since <= clock.now()
    assert pauses.resume(pauses.MAIL, by=ada)
    assert not pauses.resume(pauses.MAIL, by=ada)


def test_what_nobody_knows_cannot_be_paused(app_sqlite: Flask) -> None:
    for verb in (pauses.pause, pauses.resume):
        with pytest.raises(pauses.CannotPause):
            verb("the weather", by=None)


def test_a_paused_letter_is_still_queued_for_its_writer(campaign: Campaign) -> None:
    (uid,) = queue_many(campaign, 1)
    pause(pauses.EVERYTHING)

    courier.drain()

    assert row(uid).state == DeliveryState.QUEUED


def test_nothing_leaves_for_an_archived_campaign_until_it_is_taken_out(
    app: Flask, campaign: Campaign, gateway: Gateway, server: Server
) -> None:
    uids = queue_many(campaign, 1)
    about = factories.signatory(campaign, email="artist@example.org")
    outbox.post("confirm", to="owner@example.org", locale="en", signatory_id=about.id)
    campaign.state = CampaignState.ARCHIVED
    db.session.commit()

    courier.drain()
    mails.drain()

    assert (gateway.heard, states()) == ([], {"queued": 1})
    assert server.recipients == ["owner@example.org"], "the house's own mails are no campaign's"
    campaign.state = CampaignState.CLOSED
    db.session.commit()
    courier.drain()
    mails.drain()
    assert gateway.heard == uids
    assert "artist@example.org" in server.recipients
