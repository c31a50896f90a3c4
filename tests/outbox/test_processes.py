"""The outbox between real processes: who claims what, and what a killed worker leaves behind."""

from __future__ import annotations

import datetime as dt
import signal
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from app import clock
from app.claims import LEASE
from app.extensions import db
from app.outbox import courier, service
from app.outbox.models import MailState
from tests.outbox.posted import newest, person, post, post_many, row, states
from tests.outbox.servers import STALL, Server
from tests.outbox.started import ENOUGH, process


def test_processes_that_claim_at_once_never_claim_the_same_mail(app: Flask) -> None:
    post_many(person(), 200)

    with (
        process(app, "tests.outbox.claim_all") as one,
        process(app, "tests.outbox.claim_all") as two,
        process(app, "tests.outbox.claim_all") as three,
    ):
        started = (one, two, three)
        for each in started:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in started:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        lists = [each.communicate(timeout=60)[0].split() for each in started]

    claimed = [number for numbers in lists for number in numbers]
    assert all(number.isdigit() for number in claimed), claimed
    assert len(claimed) == len(set(claimed)) == 200
    assert min(len(numbers) for numbers in lists) > 0, "one process did it all"


def test_a_killed_worker_loses_nothing_and_repeats_only_what_it_had_in_hand(
    app: Flask, server: Server
) -> None:
    addresses = post_many(person(), 6)
    server.content[addresses[3]] = STALL
    with process(app, "flask", "outbox", "drain", port=server.port) as killed:
        assert server.stalling.wait(ENOUGH)
        killed.send_signal(signal.SIGKILL)
        killed.wait(ENOUGH)
    assert states() == {"sent": 3, "sending": 3}
    server.content.clear()
    server.go_on.set()

    assert courier.drain().is_empty, "the dead worker's lease still holds"
    _later(LEASE)
    report = courier.drain()

    assert report.sent == 3
    assert states() == {"sent": 6}
    assert server.recipients == [*addresses[:4], *addresses[3:]]
    first, second = server.message_ids(addresses[3])
    assert first == second


def test_a_worker_killed_between_two_mails_repeats_none(app: Flask, server: Server) -> None:
    addresses = post_many(person(), 6)
    server.recipient[addresses[3]] = STALL  # asked for, not yet handed over
    with process(app, "flask", "outbox", "drain", port=server.port) as killed:
        assert server.stalling.wait(ENOUGH)
        killed.send_signal(signal.SIGKILL)
        killed.wait(ENOUGH)
    server.recipient.clear()
    server.go_on.set()

    _later(LEASE)
    courier.drain()

    assert server.recipients == addresses


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_finishes_the_mail_in_hand(
    app: Flask, server: Server, number: signal.Signals
) -> None:
    addresses = post_many(person(), 5)
    server.content[addresses[1]] = STALL
    with process(app, "flask", "worker", port=server.port) as worker:
        assert server.stalling.wait(ENOUGH)
        worker.send_signal(number)
        time.sleep(0.5)
        assert worker.poll() is None, "it left the mail in its hand"
        server.go_on.set()
        said, _ = worker.communicate(timeout=ENOUGH)

    assert worker.returncode == 0, said
    assert server.recipients == addresses[:2]
    assert states() == {"sent": 2, "waiting": 3}
    assert "example.org" not in said
    assert "Traceback" not in said


def test_a_running_worker_sends_what_a_commit_nudges_it_for(app: Flask, server: Server) -> None:
    about = person()
    with process(app, "flask", "worker", port=server.port):
        first = post(about)
        _eventually_sent(first)
        began = time.monotonic()
        second = post(about)
        _eventually_sent(second)
        waited = time.monotonic() - began

    assert waited < 5, "the nudge was not heard: only the sweep can have found the mail"


def test_the_sweep_finds_what_no_nudge_told_of(app: Flask, server: Server) -> None:
    about = person()
    service.post("confirm", to="ada@example.org", locale="en", signatory_id=about.id)
    db.session.info.pop(service.NUDGE)
    db.session.commit()
    assert app.extensions["huey"].pending_count() == 0

    with process(app, "flask", "worker", port=server.port):
        _eventually_sent(newest())


def _eventually_sent(mail_id: int) -> None:
    deadline = time.monotonic() + ENOUGH
    while row(mail_id).state != MailState.SENT:
        assert time.monotonic() < deadline, f"mail {mail_id} is {row(mail_id).state}"
        time.sleep(0.05)


def _later(length: dt.timedelta) -> None:
    clock.use(lambda: dt.datetime.now(dt.UTC) + length)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.use(None)
