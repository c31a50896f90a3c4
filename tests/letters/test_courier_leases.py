"""The courier's leases: what is claimed is given back or taken over, and nothing goes twice."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.claims import LEASE
from app.database import transaction
from app.letters import courier, undone
from app.letters.claims import claim
from app.letters.models import DeliveryState
from app.letters.outcome import Outcome
from tests.letters.gateway import (
    Gateway,
)
from tests.letters.sent import queue_many, states
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("house")


def test_told_to_stop_it_gives_back_what_it_has_not_tried(
    campaign: Campaign, gateway: Gateway
) -> None:
    queue_many(campaign, 4)

    courier.drain(stop=lambda: len(gateway.heard) >= 2)

    assert states() == {"accepted": 2, "queued": 2}
    assert undone.has_due("house_cwc", rehearsed=True)


def test_a_lease_that_ran_out_is_taken_over_and_the_first_worker_comes_too_late(
    campaign: Campaign, clock: Hands
) -> None:
    queue_many(campaign, 1)
    first = claim("house_cwc", 10, rehearsed=True)
    assert claim("house_cwc", 10, rehearsed=True).items == []
    clock.set(clock.now() + LEASE)
    second = claim("house_cwc", 10, rehearsed=True)
    done = Outcome(DeliveryState.ACCEPTED)

    assert [each.id for each in second.items] == [each.id for each in first.items]
    with transaction():
        assert not first.begin(first.items[0])
    assert first.record(first.items[0], done) is False
    assert second.record(second.items[0], done) is True


def test_a_lease_given_by_a_clock_that_ran_ahead_is_taken_over(
    campaign: Campaign, clock: Hands
) -> None:
    queue_many(campaign, 1)
    now = clock.now()
    clock.tick(days=1)
    claim("house_cwc", 10, rehearsed=True)
    clock.set(now + 2 * LEASE)

    assert len(claim("house_cwc", 10, rehearsed=True).items) == 1


@pytest.mark.parametrize("hours", [-1, 24])
def test_a_clock_that_is_set_otherwise_sends_nothing_twice_and_loses_nothing(
    campaign: Campaign, gateway: Gateway, clock: Hands, hours: int
) -> None:
    uids = queue_many(campaign, 3)

    def change(_uid: str, number: int) -> None:
        if number == 1:
            clock.tick(hours=hours)

    gateway.answers = change
    courier.drain()
    clock.tick(hours=2)
    courier.drain()

    assert gateway.heard == uids
    assert states() == {"accepted": 3}
