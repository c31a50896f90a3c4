"""What a gateway's answer to one delivery does to it: tried again, failed, and why."""

from __future__ import annotations

import datetime as dt

import pytest

from app import keyring
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.letters import courier, ledger
from app.letters.models import Delivery, DeliveryState
from app.letters.outcome import AWHILE, LADDER, LONGEST_WHILE, MOST_TURNS
from tests.letters.gateway import (
    BUSY,
    REFUSED,
    STRANGERS,
    UNAVAILABLE,
    ByHttp,
    Gateway,
)
from tests.letters.sent import ONCE, lines, queue_many, row
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("house")


def test_a_refusal_fails_one_delivery_at_once_and_the_others_go(
    campaign: Campaign, gateway: Gateway
) -> None:
    refused, taken = queue_many(campaign, 2)
    gateway.answers = lambda uid, _number: REFUSED if uid == refused else None

    courier.drain()

    assert row(taken).state == DeliveryState.ACCEPTED
    failed = row(refused)
    assert (failed.state, failed.reason) == (DeliveryState.FAILED, "refused")
    assert failed.words == "400 the gateway says 400"


def test_a_gateway_that_answers_nothing_good_for_a_day_gets_it_in_the_end(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    began, up = clock.now(), clock.now() + dt.timedelta(hours=24)
    gateway.answers = lambda _uid, _number: UNAVAILABLE if clock.now() < up else None

    for tries, step in enumerate(LADDER, start=1):
        courier.drain()
        kept = row(uid)
        if kept.state == DeliveryState.ACCEPTED:
            break
        assert (kept.state, kept.reason) == (DeliveryState.QUEUED, "busy")
        assert (kept.attempts, kept.due_at) == (tries, clock.now() + step)
        clock.set(kept.due_at - dt.timedelta(seconds=1))
        assert courier.drain().is_empty, "it is tried before it is due"
        clock.tick(seconds=1)

    assert row(uid).state == DeliveryState.ACCEPTED
    assert clock.now() - began < dt.timedelta(hours=37)
    assert set(gateway.heard) == {uid}
    tried = [
        line for number in range(1, tries) for line in (("sending", number), ("queued", number))
    ]
    assert lines(uid) == [*ONCE[:2], *tried, ("sending", tries), ("accepted", tries)]


def test_after_the_last_step_it_has_failed(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    assert sum(LADDER, dt.timedelta()) > dt.timedelta(hours=36)
    (uid,) = queue_many(campaign, 1)
    gateway.answers = lambda _uid, _number: UNAVAILABLE
    for step in LADDER:
        courier.drain()
        clock.tick(seconds=step.total_seconds())

    courier.drain()

    kept = row(uid)
    assert (kept.state, kept.reason) == (DeliveryState.FAILED, "busy")
    assert kept.attempts == len(LADDER) + 1


def test_a_letter_that_alone_is_turned_away_for_a_day_has_failed(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    began = clock.now()
    gateway.answers = lambda heard, _number: STRANGERS if heard == uid else None

    for _turn in range(MOST_TURNS + 2):
        courier.drain()
        kept = row(uid)
        assert (kept.state, kept.attempts) == (DeliveryState.QUEUED, 0), "nobody else got through"
        assert AWHILE <= kept.due_at - clock.now() <= LONGEST_WHILE
        clock.set(kept.due_at)
    assert dt.timedelta(hours=20) < clock.now() - began < dt.timedelta(hours=28)

    clock.tick(seconds=-1)
    queue_many(campaign, 1, first=1)
    assert courier.drain().states == {DeliveryState.ACCEPTED: 1}
    clock.tick(seconds=1)
    courier.drain()

    kept = row(uid)
    assert (kept.state, kept.reason, kept.attempts) == (DeliveryState.FAILED, "refused", 1)


def test_sent_again_a_letter_that_was_turned_away_has_all_its_turns_anew(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    steps = [DeliveryState.SENDING] * MOST_TURNS + [DeliveryState.FAILED]
    with transaction():
        kept = db.session.get_one(Delivery, row(uid).id)
        kept.due_at = clock.now() + dt.timedelta(seconds=1)
        db.session.add_all(ledger.entry(kept.id, "house_cwc", each, 1) for each in steps)
    gateway.answers = lambda heard, _number: STRANGERS if heard == uid else None
    queue_many(campaign, 1, first=1)
    assert courier.drain().states == {DeliveryState.ACCEPTED: 1}

    clock.tick(seconds=1)
    courier.drain()

    assert (row(uid).state, row(uid).due_at) == (DeliveryState.QUEUED, clock.now() + AWHILE)


def test_what_a_provider_says_is_kept_with_the_delivery_and_not_logged(
    campaign: Campaign, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    taken, refused, busy = queue_many(campaign, 3)
    gateway.answers = lambda uid, _number: {refused: REFUSED, busy: BUSY}.get(uid)

    courier.drain()
    courier.drain()

    logged = capsys.readouterr().err
    assert "letter tried" in logged
    assert "the gateway says" not in logged
    assert [row(uid).words[:3] for uid in (taken, refused, busy)] == ["201", "400", "429"]


def test_a_delivery_that_cannot_be_put_together_fails_visibly_and_the_others_go(
    campaign: Campaign, gateway: Gateway
) -> None:
    broken, whole = queue_many(campaign, 2)
    with transaction():
        kept = db.session.get_one(Delivery, row(broken).id)
        kept.sealed = keyring.current().seal({"message": "x"}, bound_to=b"another")

    courier.drain()

    failed = row(broken)
    assert (failed.state, failed.reason) == (DeliveryState.FAILED, "internal")
    assert failed.words.startswith("could not be put together: SealBroken in ")
    assert lines(broken)[2:] == [("failed", 1)]
    assert gateway.heard == [whole]


def test_a_delivery_that_a_channel_stumbles_over_fails_visibly_and_the_others_go(
    campaign: Campaign, house: ByHttp, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = queue_many(campaign, 2)
    wire = house.wire
    wrong = {broken: "\ud800"}
    monkeypatch.setattr(
        house, "wire", lambda given: wire(given) if given.uid.hex == whole else wrong[""]
    )

    courier.drain()

    assert (row(broken).state, row(broken).reason) == (DeliveryState.FAILED, "internal")
    assert gateway.heard == [whole]
