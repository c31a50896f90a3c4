"""`flask letters …`, letters in `flask outbox drain`, and what Prometheus reads of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app import metrics
from app.letters import courier, ledger
from app.letters.models import DeliveryState
from tests.letters.gateway import REFUSED, ByHttp, Gateway, serving
from tests.letters.sent import asking, lines, queue, queue_many, row, states, use
from tests.support import commands
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox, free_port


@pytest.fixture
def gateway(app: Flask, clock: Hands) -> Iterator[Gateway]:
    with serving() as gateway:
        use(app, ByHttp(gateway.port))
        yield gateway


def test_drain_delivers_mails_and_letters_and_adds_no_kind_to_another(
    app: Flask, mailbox: Mailbox, gateway: Gateway
) -> None:
    refused, _taken, _another = queue_many(asking(), 3)
    gateway.answers = lambda uid, _number: REFUSED if uid == refused else None

    said = commands.run(app, "outbox", "drain", code=1)

    assert "mails: sent 3, to be tried again 0" in said, "each of the three gets a copy"
    assert (
        "letters: accepted 2, handed off 0, to be tried again 0, failed 1, no longer wanted 0"
        in said
    )


def test_drain_ends_with_1_when_no_letter_can_leave(
    app: Flask, mailbox: Mailbox, gateway: Gateway
) -> None:
    queue_many(asking(), 1)
    use(app, ByHttp(free_port()))

    said = commands.run(app, "outbox", "drain", code=1)

    assert "No letter can leave by house_cwc: ConnectionRefusedError" in said


def test_failures_are_told_by_channel_and_reason_in_the_gateways_words(
    app: Flask, gateway: Gateway
) -> None:
    queue_many(asking(), 3)
    gateway.answers = lambda _uid, number: REFUSED if number < 2 else None
    courier.drain()

    for words in (("day",), ()):
        said = commands.run(app, "letters", "failures", *words).split()
        assert said == ["day", "2", "house_cwc", "refused", "400", "the", "gateway", "says", "400"]


def test_retry_sends_again_under_the_same_number(app: Flask, gateway: Gateway) -> None:
    uids = queue_many(asking(), 3)
    gateway.answers = lambda _uid, number: REFUSED if number < 2 else None
    courier.drain()
    app.extensions["huey"].storage.flush_queue()
    app.extensions["nudges"][ledger.NUDGE]._rest_until = 0.0

    assert "2 deliveries are queued again" in commands.run(app, "letters", "retry", "day")
    nudged = [task.name for task in app.extensions["huey"].pending()]
    courier.drain()

    assert nudged == ["deliver letters"]
    assert gateway.heard == [*uids, *uids[:2]]
    assert states() == {"accepted": 3}
    assert lines(uids[0])[3:] == [("failed", 1), ("queued", 0), ("sending", 1), ("accepted", 1)]


@pytest.mark.parametrize(
    ("words", "again"),
    [
        (("--reason", "refused"), 1),
        (("--reason", "busy"), 0),
        (("--channel", "house_cwc"), 1),
        (("--channel", "email"), 0),
    ],
)
def test_retry_takes_one_reason_or_one_channel(
    app: Flask, gateway: Gateway, words: tuple[str, str], again: int
) -> None:
    (uid,) = queue_many(asking(), 1)
    gateway.answers = lambda _uid, _number: REFUSED
    courier.drain()

    said = commands.run(app, "letters", "retry", "day", *words)

    assert f"{again} deliveries" in said
    assert row(uid).state == (DeliveryState.QUEUED if again else DeliveryState.FAILED)


def test_status_tells_every_state_by_itself(app: Flask, gateway: Gateway) -> None:
    campaign = asking()
    assert "No letter" in commands.run(app, "letters", "status", "day")
    queue_many(campaign, 2)
    courier.drain()
    queue(campaign, 7)

    said = commands.run(app, "letters", "status", "day").splitlines()

    assert [line.split() for line in said] == [
        ["house_cwc", "accepted", "2", "(rehearsed)"],
        ["house_cwc", "queued", "1", "(rehearsed)"],
    ]


def test_an_unknown_campaign_is_named(app: Flask) -> None:
    assert "no campaign 'nope'" in commands.run(app, "letters", "status", "nope", code=1)


def test_metrics_tell_depth_age_and_outcomes_by_channel(
    app: Flask, gateway: Gateway, clock: Hands
) -> None:
    campaign = asking()
    queue_many(campaign, 2)
    courier.drain()
    queue(campaign, 8)
    clock.tick(seconds=90)

    said = metrics.text().decode().splitlines()

    assert 'tutti_letters_depth{channel="house_cwc"} 1.0' in said
    assert 'tutti_letters_depth{channel="email"} 0.0' in said
    assert 'tutti_letters_oldest_seconds{channel="house_cwc"} 90.0' in said
    assert 'tutti_letters{channel="house_cwc",state="accepted"} 2.0' in said
