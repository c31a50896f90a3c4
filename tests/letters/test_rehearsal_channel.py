"""A channel in rehearsal: the same path, and at its end the rehearsal mailbox."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.letters import courier
from app.letters.channels import registry
from app.letters.channels.face import Channel, Dispatch, Problem
from app.letters.channels.hand_off import HandOff
from app.letters.channels.rehearsal import Rehearsal
from app.letters.models import ChannelName, DeliveryState
from tests.letters.gateway import ByHttp, serving
from tests.letters.sent import asking, lines, queue, row, use
from tests.outbox.servers import serving as mail_serving
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox, free_port


class Choosy(ByHttp):
    """Would not take anything."""

    def problems(self, dispatch: Dispatch) -> list[Problem]:
        return [Problem("street", "The street is too short.")]


def rehearsed(app: Flask, channel: Channel) -> str:
    """The number of one delivery that is due over this channel in rehearsal."""
    use(app, Rehearsal(channel))
    return queue(asking(), subject="Keep #copyright human").deliveries[0].uid.hex


def test_a_letter_ends_in_the_rehearsal_mailbox_with_what_would_have_left(
    app: Flask, mailbox: Mailbox, clock: Hands
) -> None:
    with serving() as gateway:
        channel = ByHttp(gateway.port)
        channel.per_second, channel.closed = 0.001, clock.now() + dt.timedelta(hours=6)
        uid = rehearsed(app, channel)

        courier.drain(wait=lambda _seconds: pytest.fail("rehearsal has no pace"))

        assert gateway.heard == [], "a rehearsal talked to the gateway"
    mail = mailbox.only()
    where = f"http://127.0.0.1:{gateway.port}/{uid}"
    assert mail.subject == "[House CWC, rehearsal] Keep #copyright human"
    assert mail.recipients == ["rehearsal@localhost.localdomain"]
    assert mail.message["X-Rehearsal-Channel"] == "house_cwc"
    assert mail.message["X-Rehearsal-Destination"] == where
    assert mail.message["Message-ID"] == f"<rehearsal.{uid}@localhost.localdomain>"
    assert f"Would have gone to: {where}" in mail.text
    assert "To: Representative Pat Example of HNM03" in mail.text
    assert "They trained a machine on my records." in mail.text
    (attached,) = mail.message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/plain", "letter.txt")
    assert attached.get_content().startswith("They trained a machine on my records.")


def test_it_is_written_down_as_live_but_marked(app: Flask, mailbox: Mailbox) -> None:
    uid = rehearsed(app, ByHttp(free_port()))

    courier.drain()

    assert (row(uid).state, row(uid).rehearsed) == (DeliveryState.ACCEPTED, True)
    assert [state for state, _ in lines(uid)] == ["waiting", "queued", "sending", "accepted"]


def test_what_would_be_left_to_the_artist_is_handed_off(app: Flask, mailbox: Mailbox) -> None:
    uid = rehearsed(app, HandOff())

    courier.drain()

    assert row(uid).state == DeliveryState.HANDED_OFF
    assert mailbox.only().message["X-Rehearsal-Channel"] == "hand_off"


def test_what_the_other_side_would_not_take_fails(app: Flask, mailbox: Mailbox) -> None:
    uid = rehearsed(app, Choosy(free_port()))

    courier.drain()

    kept = row(uid)
    assert (kept.state, kept.reason) == (DeliveryState.FAILED, "invalid")
    assert kept.words == "The street is too short."
    assert mailbox.mails == []


def test_without_the_mailbox_nothing_is_touched(app: Flask) -> None:
    uid = rehearsed(app, ByHttp(free_port()))
    app.extensions["mail"].port = free_port()

    report = courier.drain()

    assert "refused" in report.obstacles["house_cwc"]
    assert (row(uid).state, row(uid).attempts) == (DeliveryState.QUEUED, 0)


def test_no_other_machine_is_talked_to(app: Flask, mailbox: Mailbox) -> None:
    rehearsed(app, ByHttp(free_port()))
    app.extensions["mail"].server = "192.0.2.1"

    assert "loopback" in courier.drain().obstacles["house_cwc"]


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        ("452 4.3.1 the disk is full", DeliveryState.QUEUED, "busy"),
        ("554 5.6.0 no", DeliveryState.FAILED, "refused"),
    ],
)
def test_a_mailbox_that_refuses_is_not_taken_for_a_success(
    app: Flask, said: str, state: DeliveryState, reason: str
) -> None:
    uid = rehearsed(app, ByHttp(free_port()))
    with mail_serving() as server:
        app.extensions["mail"].port = server.port
        server.content["rehearsal@localhost.localdomain"] = said
        courier.drain()

    assert (row(uid).state, row(uid).reason, row(uid).words) == (state, reason, said)


def test_every_way_but_mail_is_wrapped_in_rehearsal_and_none_live(app: Flask) -> None:
    wrapped = {each.name: isinstance(each, Rehearsal) for each in registry.current().channels}
    assert wrapped == {name: name != ChannelName.EMAIL for name in wrapped}

    app.config["DELIVERY_MODE"] = "live"
    registry.init_app(app)
    assert not any(isinstance(each, Rehearsal) for each in registry.current().channels)
