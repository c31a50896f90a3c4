"""The courier's leases: kept, given back, or taken over."""

from __future__ import annotations

from flask import Flask

from app.claims import LEASE, RENEW_AFTER
from app.outbox import courier, queries
from app.outbox.claims import claim
from app.outbox.outcome import SENT
from tests.outbox.posted import person, post, post_many, states
from tests.outbox.servers import Server
from tests.support.hands import Hands


def test_told_to_stop_it_gives_back_what_it_has_not_tried(app: Flask, server: Server) -> None:
    post_many(person(), 5)

    report = courier.drain(stop=lambda: len(server.taken) >= 2)

    assert report.sent == 2
    assert states() == {"sent": 2, "waiting": 3}
    assert queries.has_due(rehearsed=True)


def test_a_lease_that_ran_out_is_taken_over(app: Flask, clock: Hands) -> None:
    number = post(person())
    first = claim(10, rehearsed=True)

    assert claim(10, rehearsed=True).mails == []
    clock.set(clock.now() + LEASE)
    second = claim(10, rehearsed=True)

    assert [mail.id for mail in second.mails] == [number]
    assert first.record(first.mails[0], SENT) is False, "the first worker came too late"
    assert second.record(second.mails[0], SENT) is True


def test_a_slow_batch_keeps_its_lease(app: Flask, clock: Hands) -> None:
    post_many(person(), 2)
    slow = claim(10, rehearsed=True)
    for _mail in range(20):
        clock.set(clock.now() + RENEW_AFTER)
        assert slow.holds(slow.mails[1])

    assert claim(10, rehearsed=True).mails == []


def test_a_worker_that_slept_too_long_notices_that_its_mails_are_gone(
    app: Flask, clock: Hands
) -> None:
    post_many(person(), 2)
    asleep = claim(10, rehearsed=True)
    clock.set(clock.now() + LEASE)
    claim(10, rehearsed=True)

    assert [asleep.holds(mail) for mail in asleep.mails] == [False, False]
