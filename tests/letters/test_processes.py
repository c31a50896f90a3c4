"""Letters between real processes: who sends what, and what a killed worker leaves behind."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from app import clock
from app.claims import LEASE
from app.database import writing
from app.extensions import db
from app.letters import courier
from app.outbox.models import MailState
from tests.letters.gateway import DUPLICATE, ByHttp, Gateway, serving
from tests.letters.sent import asking, lines, queue, queue_many, row, states, use
from tests.outbox import posted
from tests.outbox.servers import STALL, Server
from tests.outbox.servers import serving as mail_serving
from tests.outbox.started import ENOUGH, process
from tests.support import factories

REHEARSAL = "rehearsal@localhost.localdomain"


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    yield
    clock.use(None)


@pytest.fixture
def gateway(app: Flask) -> Iterator[Gateway]:
    with serving() as gateway:
        use(app, ByHttp(gateway.port))
        yield gateway


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    with mail_serving() as server:
        app.extensions["mail"].port = server.port
        yield server


def test_a_worker_killed_between_the_wire_and_the_record_repeats_that_one_under_its_number(
    app: Flask, gateway: Gateway
) -> None:
    uids = queue_many(asking(), 6)
    gateway.stall_at = 3
    with process(app, "tests.letters.deliver", str(gateway.port)) as killed:
        _go(killed)
        assert gateway.stalling.wait(ENOUGH)
        killed.send_signal(signal.SIGKILL)
        killed.wait(ENOUGH)
    gateway.go_on.set()
    assert states() == {"accepted": 3, "sending": 3}
    assert courier.drain().is_empty, "the dead worker's lease still holds"

    _later(LEASE)
    courier.drain()

    assert states() == {"accepted": 6}
    assert gateway.heard == [*uids[:4], *uids[3:]]
    assert gateway.said[4] == DUPLICATE
    assert lines(uids[3])[2:] == [("sending", 1), ("sending", 1), ("accepted", 1)]
    assert lines(uids[4])[2:] == [("sending", 1), ("accepted", 1)], "it had not been tried"


def test_workers_on_one_database_send_no_delivery_twice(app: Flask, gateway: Gateway) -> None:
    uids = queue_many(asking(), 3 * courier.BATCH)
    words = ("tests.letters.deliver", str(gateway.port))

    with process(app, *words) as one, process(app, *words) as two:
        for each in (one, two):
            _go(each)
        took = [int(each.communicate(timeout=60)[0].split()[-1]) for each in (one, two)]

    assert sorted(gateway.heard) == sorted(uids)
    assert sum(took) == len(uids)
    assert min(took) > 0, "one process did it all"


def test_the_worker_sends_letters_and_mails_beside_each_other(app: Flask, server: Server) -> None:
    """While a letter's line stalls, mails leave; told to stop, it finishes the letter in hand."""
    campaign = asking()
    about = factories.signatory(campaign, mail=False)
    server.content[REHEARSAL] = STALL
    with process(app, "flask", "worker", port=server.port) as worker:
        with writing():  # the worker writes as well
            letter = queue(campaign, offices=("HNM03", "SNM01")).deliveries[0].uid.hex
            db.session.rollback()
        assert server.stalling.wait(ENOUGH), "the nudge was not heard, nor the sweep"
        db.session.rollback()
        with writing():
            mail = posted.post(about, to="ada@example.org")
        _eventually_sent(mail)
        assert row(letter).state == "sending"

        worker.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert worker.poll() is None, "it left the letter in its hand"
        server.go_on.set()
        said, _ = worker.communicate(timeout=ENOUGH)

    assert worker.returncode == 0, said
    assert row(letter).state == "accepted"
    assert states() == {"accepted": 1, "queued": 1}
    assert "example.org" not in said
    assert "Traceback" not in said


def _go(started: subprocess.Popen[str]) -> None:
    assert started.stdout is not None
    assert started.stdin is not None
    assert started.stdout.readline() == "ready\n"
    started.stdin.write("go\n")
    started.stdin.flush()


def _eventually_sent(mail_id: int) -> None:
    deadline = time.monotonic() + ENOUGH
    while posted.row(mail_id).state != MailState.SENT:
        assert time.monotonic() < deadline, f"mail {mail_id} is {posted.row(mail_id).state}"
        time.sleep(0.05)


def _later(length: dt.timedelta) -> None:
    clock.use(lambda: dt.datetime.now(dt.UTC) + length)
