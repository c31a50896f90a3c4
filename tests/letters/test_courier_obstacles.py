"""A gateway that is down, busy, closed or does not know us: the deliveries wait unharmed."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.letters import courier
from app.letters.models import ChannelName, DeliveryState
from app.letters.outcome import AWHILE
from tests.letters.gateway import (
    BUSY,
    HANG_UP,
    STRANGERS,
    ByHttp,
    Gateway,
)
from tests.letters.sent import ONCE, asking, lines, queue, queue_many, row, states, use
from tests.support import letters
from tests.support.hands import Hands
from tests.support.mailbox import free_port

pytestmark = pytest.mark.usefixtures("house")


def test_a_gateway_that_is_down_touches_no_delivery(
    campaign: Campaign, house: ByHttp, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    house.port = free_port()

    for _hour in range(30):
        report = courier.drain()
        clock.tick(hours=1)

    assert report.obstacles == {"house_cwc": "ConnectionRefusedError"}
    assert (row(uid).state, row(uid).attempts) == (DeliveryState.QUEUED, 0)
    assert lines(uid) == ONCE[:2]


def test_a_broken_line_costs_the_delivery_in_hand_a_try_and_the_others_none(
    campaign: Campaign, gateway: Gateway
) -> None:
    broken, untried = queue_many(campaign, 2)
    gateway.answers = lambda uid, _number: HANG_UP if uid == broken else None

    report = courier.drain()

    assert report.states == {DeliveryState.QUEUED: 1}
    assert (row(broken).attempts, row(broken).reason) == (1, "unreachable")
    assert (row(untried).state, row(untried).attempts) == (DeliveryState.QUEUED, 0)
    assert lines(untried) == ONCE[:2]
    assert courier.drain().states == {DeliveryState.ACCEPTED: 1}


def test_a_gateway_that_has_enough_is_left_alone(campaign: Campaign, gateway: Gateway) -> None:
    uids = queue_many(campaign, 4)
    gateway.answers = lambda _uid, number: BUSY if number >= 1 else None

    report = courier.drain()

    assert report.obstacles == {"house_cwc": "busy"}
    assert gateway.heard == uids[:3], "one more line is tried after the first success, no other"
    assert states() == {"accepted": 1, "queued": 3}


def test_a_gateway_that_does_not_know_us_costs_no_try(
    campaign: Campaign, gateway: Gateway, clock: Hands
) -> None:
    first, second = queue_many(campaign, 2)
    gateway.answers = lambda _uid, _number: STRANGERS

    report = courier.drain()

    assert report.obstacles == {"house_cwc": "the gateway does not know us"}
    assert states() == {"queued": 2}
    assert (row(first).attempts, row(first).due_at) == (0, clock.now() + AWHILE)
    assert lines(first) == [*ONCE[:2], ("sending", 1), ("queued", 0)]
    assert lines(second) == ONCE[:2]


def test_one_channels_obstacle_does_not_hold_up_another(
    app: Flask, house: ByHttp, gateway: Gateway
) -> None:
    down = ByHttp(free_port(), ChannelName.SENATE_CWC)
    down.reached, house.reached = "S", "H"
    use(app, down, house)
    queue(asking(), offices=letters.OFFICES)

    report = courier.drain()

    assert list(report.obstacles) == ["senate_cwc"]
    assert states() == {"accepted": 1, "queued": 2}


def test_during_maintenance_nothing_is_tried_and_after_it_everything_goes(
    campaign: Campaign, house: ByHttp, gateway: Gateway, clock: Hands
) -> None:
    (uid,) = queue_many(campaign, 1)
    house.closed = clock.now() + dt.timedelta(hours=6)

    assert courier.drain().is_empty
    assert (house.opened, row(uid).attempts) == (0, 0)

    clock.tick(hours=6)
    courier.drain()
    assert gateway.heard == [uid]


def test_maintenance_that_begins_meanwhile_ends_the_batch(
    campaign: Campaign, house: ByHttp, gateway: Gateway, clock: Hands
) -> None:
    queue_many(campaign, 3)

    def close(_uid: str, _number: int) -> None:
        house.closed = clock.now() + dt.timedelta(hours=6)

    gateway.answers = close
    courier.drain()

    assert states() == {"accepted": 1, "queued": 2}
