"""A letter's whole way out, over the channels that an installation has: in rehearsal, and live."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from lxml import etree

from app.letters import courier
from app.letters.channels import registry
from app.letters.models import DeliveryState
from tests.letters.cwc import gateways
from tests.letters.sent import asking, queue, row, states
from tests.support import letters
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer, Said
from tests.support.mailbox import Mailbox


def test_in_rehearsal_every_office_gets_one_message(
    app: Flask, mailbox: Mailbox, clock: Hands
) -> None:
    letter = queue(asking(), offices=letters.OFFICES)
    (house,) = [each.uid.hex for each in letter.deliveries if each.office == "HNM03"]

    courier.drain()

    assert states() == {"accepted": 1, "handed_off": 2}
    found = {mail.message["X-Rehearsal-Destination"]: mail for mail in mailbox.mails}
    assert list(found) == [
        "POST https://cwc.house.gov/v2/message",
        "https://snm01.house.example/contact",
        "https://snm02.house.example/contact",
    ]
    (attached,) = found["POST https://cwc.house.gov/v2/message"].message.iter_attachments()
    assert attached.get_content_type() == "application/xml"
    written = etree.fromstring(attached.get_payload(decode=True))
    assert written.findtext("Delivery/DeliveryId") == house


def test_live_it_goes_to_the_houses_gateway_in_its_schema(
    app: Flask, http_peer: HttpPeer, shared_data: Path, clock: Hands
) -> None:
    gateways.go_live(app, http_peer)
    registry.init_app(app)
    answer = gateways.house(shared_data / "cwc_schema_v2.rng")
    http_peer.script = [Said(503, "Ada Lovelace shall come again")]
    http_peer.answer = answer
    uid = queue(asking()).deliveries[0].uid.hex

    report = courier.drain()
    assert report.obstacles == {"house_cwc": "busy: HTTP 503"}, "the status, and nobody's words"
    assert (row(uid).state, row(uid).reason) == (DeliveryState.QUEUED, "busy")

    clock.tick(minutes=1)
    courier.drain()
    kept = row(uid)
    assert (kept.state, kept.attempts, kept.rehearsed) == (DeliveryState.ACCEPTED, 2, False)
    ids = [
        etree.fromstring(asked.body).findtext("Delivery/DeliveryId") for asked in http_peer.asked
    ]
    assert ids == [uid, uid]
