"""The queue: nudges, sweeps, and a round that lingers."""

from __future__ import annotations

import datetime as dt
import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db
from app.outbox import service, tasks
from app.outbox.models import MailState
from tests.outbox.posted import person, post, row, states
from tests.support.mailbox import Mailbox, free_port


def test_a_commit_nudges_once(app: Flask) -> None:
    about = person()
    _forget(app)

    post(about)

    assert app.extensions["huey"].pending_count() == 1


def test_nothing_is_nudged_before_the_commit_nor_after_a_rollback(app: Flask) -> None:
    about = person()
    _forget(app)
    service.post("confirm", to="ada@example.org", locale="en", signatory_id=about.id)
    db.session.flush()
    before = app.extensions["huey"].pending_count()

    db.session.rollback()

    assert (before, app.extensions["huey"].pending_count()) == (0, 0)
    assert states() == {}


def test_a_savepoint_does_not_nudge_but_its_commit_does(app: Flask) -> None:
    about = person()
    _forget(app)
    with db.session.begin_nested():
        service.post("confirm", to="ada@example.org", locale="en", signatory_id=about.id)
    inside = app.extensions["huey"].pending_count()

    db.session.commit()

    assert (inside, app.extensions["huey"].pending_count()) == (0, 1)


def test_a_burst_of_commits_nudges_at_most_twice_a_second(app: Flask) -> None:
    about = person()
    _forget(app)
    began = time.monotonic()
    for _ in range(20):
        post(about)

    most = 1 + (time.monotonic() - began) / tasks.NUDGE_GAP_SECONDS
    assert 1 <= app.extensions["huey"].pending_count() <= most


def test_signing_goes_on_while_the_queue_is_down(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    about = person()
    _forget(app)
    app.extensions["huey"].storage.close()
    app.extensions["huey"].storage.filename = str(tmp_path / "no folder" / "queue")

    number = post(about)

    assert row(number).state == MailState.WAITING
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
class TestRedisIsDown:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}

    def test_signing_goes_on_and_soon(self, app: Flask) -> None:
        about = person()
        _forget(app, count=False)
        began = time.monotonic()

        numbers = [post(about) for _ in range(20)]

        assert {row(number).state for number in numbers} == {MailState.WAITING}
        assert time.monotonic() - began < 2


def test_the_sweep_is_due_every_minute_and_delivers(app: Flask, mailbox: Mailbox) -> None:
    number = post(person())
    huey = app.extensions["huey"]
    moments = [dt.datetime(2026, 3, 2, 15, minute) for minute in range(60)]  # noqa: DTZ001
    due = [
        [task for task in huey.read_periodic(at) if task.name == "sweep mails"] for at in moments
    ]
    assert [len(tasks) for tasks in due] == [1] * 60

    huey.execute(due[0][0])

    assert row(number).state == MailState.SENT


def test_a_round_lingers_for_what_comes_right_after_it(app: Flask, mailbox: Mailbox) -> None:
    about = person()
    post(about, to="first@example.org")
    done = threading.Event()

    def make() -> None:
        with app.app_context():
            app.extensions["rounds"]["mails"].make()
        done.set()

    worker = threading.Thread(target=make)
    worker.start()
    mailbox.wait(1)
    time.sleep(tasks.NUDGE_GAP_SECONDS)
    late = post(about, to="late@example.org")
    assert not done.is_set()
    worker.join(10)

    assert row(late).state == MailState.SENT


def test_a_second_nudge_returns_at_once_while_a_round_is_being_made(
    app: Flask, mailbox: Mailbox
) -> None:
    post(person())
    the_round = app.extensions["rounds"]["mails"]

    def make() -> None:
        with app.app_context():
            the_round.make()

    worker = threading.Thread(target=make)
    worker.start()
    mailbox.wait(1)
    began = time.monotonic()
    the_round.make()
    waited = time.monotonic() - began
    worker.join(10)

    assert waited < 0.1


def test_a_task_that_somebody_else_signed_is_not_run(app: Flask) -> None:
    huey = app.extensions["huey"]
    post(person())
    forged = huey.storage.dequeue()[:-4] + b"beef"
    huey.storage.enqueue(forged)

    with pytest.raises(ValueError, match="mismatch"):
        huey.dequeue()


def test_other_domains_hang_their_own_tasks_on_the_queue(app: Flask) -> None:
    posted: list[int] = []

    def look() -> None:
        posted.append(len(states()))

    tasks.every_minute(app, look)
    now = dt.datetime(2026, 3, 2, 15, 0)  # noqa: DTZ001
    (due,) = [task for task in app.extensions["huey"].read_periodic(now) if task.name == "look"]
    app.extensions["huey"].execute(due)

    assert posted == [0]


def _forget(app: Flask, *, count: bool = True) -> None:
    """Empty the queue and let the next nudge through."""
    if count:
        app.extensions["huey"].storage.flush_queue()
    app.extensions["nudges"][service.NUDGE]._rest_until = 0.0
