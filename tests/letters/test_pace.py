"""How fast a channel is used, over all workers."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from app.letters import courier, pace
from tests.letters.gateway import ByHttp, serving
from tests.letters.sent import asking, queue_many, states, use
from tests.support.hands import Hands


def test_the_first_goes_at_once_and_each_other_after_a_gap(app: Flask, clock: Hands) -> None:
    assert [pace.reserve("house_cwc", 5) for _slot in range(4)] == pytest.approx([0, 0.2, 0.4, 0.6])


def test_each_channel_has_a_pace_of_its_own(app: Flask, clock: Hands) -> None:
    pace.reserve("house_cwc", 5)

    assert pace.reserve("senate_cwc", 5) == 0


def test_slots_that_nobody_used_are_not_saved_up(app: Flask, clock: Hands) -> None:
    pace.reserve("house_cwc", 5)
    clock.tick(seconds=60)

    assert [pace.reserve("house_cwc", 5) for _slot in range(2)] == pytest.approx([0, 0.2])


@pytest.mark.parametrize("seconds", [-3600, -86400 * 365])
def test_a_clock_that_is_set_back_does_not_stop_a_channel(
    app: Flask, clock: Hands, seconds: int
) -> None:
    pace.reserve("house_cwc", 5)
    clock.tick(seconds=seconds)

    assert [pace.reserve("house_cwc", 5) for _slot in range(2)] == pytest.approx([0, 0.2])


def test_a_slow_channels_slots_are_not_taken_for_a_wrong_clock(app: Flask, clock: Hands) -> None:
    waits = [pace.reserve("house_cwc", 0.5) for _slot in range(6)]

    assert waits == pytest.approx([0, 2, 4, 6, 8, 10])


def test_workers_at_once_never_get_the_same_slot(app: Flask, clock: Hands) -> None:
    slots: list[float] = []
    together = threading.Barrier(4)

    def reserve() -> None:
        with app.app_context():
            together.wait(10)
            slots.extend(pace.reserve("house_cwc", 5) for _slot in range(10))

    workers = [threading.Thread(target=reserve) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(slots) == pytest.approx([number / 5 for number in range(40)])


def test_the_courier_waits_for_its_slot_before_it_sends(app: Flask, clock: Hands) -> None:
    waited: list[tuple[float, int]] = []
    with serving() as gateway:
        channel = ByHttp(gateway.port)
        channel.per_second = 4
        use(app, channel)
        queue_many(asking(), 3)

        def wait(seconds: float) -> None:
            waited.append((round(seconds, 3), len(gateway.heard)))
            clock.tick(seconds=seconds)

        courier.drain(wait=wait)

    assert waited == [(0.25, 1), (0.25, 2)]


def test_a_courier_told_to_stop_while_it_waits_sends_no_more(app: Flask, clock: Hands) -> None:
    told = threading.Event()
    with serving() as gateway:
        channel = ByHttp(gateway.port)
        channel.per_second = 4
        use(app, channel)
        queue_many(asking(), 3)

        courier.drain(told.is_set, lambda _seconds: told.set())

        assert len(gateway.heard) == 1
    assert states() == {"accepted": 1, "queued": 2}
