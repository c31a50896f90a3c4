"""The line to a gateway: broken, silent, through a proxy, or not opened at all."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from app.letters.cwc import client
from app.letters.models import DeliveryState
from tests.letters.cwc.gateways import go_live, sent
from tests.support.http_peer import HttpPeer, Said
from tests.support.mailbox import free_port


@pytest.mark.parametrize(
    "said",
    [Said(hang_up=True), Said(garbage=b"220 mail.example.org ESMTP\r\n")],
    ids=["hangs up", "garbage"],
)
def test_a_broken_answer_leaves_the_letter_queued(said: Said, peer: HttpPeer) -> None:
    peer.script = [said]

    answer = sent()

    assert (answer.state, answer.reason) == (DeliveryState.QUEUED, "unreachable")


def test_a_silent_gateway_leaves_the_letter_queued(
    peer: HttpPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.2)
    for_ever = threading.Event()
    peer.script = [Said(after=for_ever)]

    answer = sent()
    for_ever.set()

    assert (answer.state, answer.reason) == (DeliveryState.QUEUED, "unreachable")


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://nowhere.invalid/"])
def test_where_nobody_listens_the_line_is_closed(
    url: str, app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer, url=url.format(port=free_port()))

    answer = sent()

    assert (answer.state, answer.reason) == (DeliveryState.QUEUED, "unreachable")
    assert not answer.line_is_open
    assert answer.status in ("NewConnectionError", "NameResolutionError"), "no address, and no key"


def test_messages_go_through_the_proxy_that_the_chamber_has_allowed(
    app_sqlite: Flask, http_peer: HttpPeer
) -> None:
    go_live(app_sqlite, http_peer, url="http://cwc.house.example/v2/message", proxy=http_peer.url)

    assert sent().state == DeliveryState.ACCEPTED
    assert http_peer.asked[0].target.startswith("http://cwc.house.example/v2/message?apikey=")


def test_what_is_not_fit_to_send_does_not_leave(peer: HttpPeer) -> None:
    answer = sent(topics=())

    assert (answer.state, answer.reason) == (DeliveryState.FAILED, "invalid")
    assert peer.asked == []
