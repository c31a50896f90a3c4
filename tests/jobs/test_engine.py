"""The worker's round through the jobs: nothing twice, nothing lost, and it can be stopped."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.jobs import engine, files, registry, service
from app.jobs.models import Job, JobPart, JobState
from app.jobs.tasks import forget_files
from tests.jobs.counting import ALL, LINES, begun, count, one_step, written
from tests.support.hands import Hands

BOTH = pytest.mark.parametrize("kind_of_job", ["count", "read"])


class Killed(BaseException):
    """What no handler can catch: the worker is gone."""


@BOTH
def test_a_job_is_done_step_by_step(app: Flask, kind_of_job: str) -> None:
    count(app)
    job = begun(kind=kind_of_job)

    report = engine.drain()

    assert report.ended == [job.id]
    assert (job.state, job.done, job.total, job.result) == ("done", LINES, LINES, {"lines": LINES})
    assert written(job) == ALL
    assert job.ended_at is not None
    assert engine.drain().is_empty


@BOTH
def test_two_workers_do_every_job_once(app: Flask, kind_of_job: str) -> None:
    seen: list[int] = []
    count(app, lambda job, step: seen.append(job.id) if step == 0 else None)
    jobs = [begun(kind=kind_of_job) for _ in range(6)]
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            engine.drain()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)

    assert sorted(seen) == [each.id for each in jobs]
    assert [written(each) for each in jobs] == [ALL] * 6


@BOTH
def test_what_a_killed_worker_left_goes_on_at_its_cursor(
    app: Flask, clock: Hands, kind_of_job: str
) -> None:
    deaths = [3]

    def die_once(_job: Job, step: int) -> None:
        if deaths and step == deaths[0]:
            deaths.pop()
            raise Killed

    count(app, die_once)
    job = begun(kind=kind_of_job)
    with pytest.raises(Killed):
        engine.drain()
    assert written(job) == "line 0\nline 1\nline 2\n"

    assert engine.drain().is_empty  # its lease still runs
    clock.tick(minutes=4)
    engine.drain()

    assert (job.state, written(job)) == ("done", ALL)


def test_a_job_that_no_worker_survives_is_given_up(app: Flask, clock: Hands) -> None:
    def die(_job: Job, _step: int) -> None:
        raise Killed

    count(app, die)
    job = begun()
    for _ in range(engine.MOST_ATTEMPTS):
        with pytest.raises(Killed):
            engine.drain()
        clock.tick(minutes=4)
    engine.drain()

    assert job.state == "failed"
    assert job.trouble.startswith("mistake: WorkerLost")


@BOTH
def test_a_worker_that_is_restarted_often_does_not_use_the_tries_up(
    app: Flask, kind_of_job: str
) -> None:
    count(app)
    job = begun(kind=kind_of_job)
    for _ in range(LINES + 1):
        one_step()

    assert (job.state, written(job)) == ("done", ALL)


def test_a_job_is_stopped_between_two_steps(app: Flask) -> None:
    def stop_at_two(job: Job, step: int) -> None:
        if step == 2:
            service.cancel(job)

    count(app, stop_at_two)
    job = begun()
    engine.drain()

    assert (job.state, job.done) == ("cancelled", 3)
    assert written(job) == "line 0\nline 1\nline 2\n"


def test_what_waits_can_be_stopped_before_it_begins(app: Flask) -> None:
    count(app)
    job = begun()
    service.cancel(job)
    db.session.commit()
    engine.drain()

    assert (job.state, written(job)) == ("cancelled", "")


def test_a_mistake_says_where_and_nothing_of_a_person(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(_job: Job, step: int) -> None:
        if step == 1:
            raise ValueError("ada@example.org")

    count(app, stumble)
    job, after = begun(), begun(kind="unknown")
    engine.drain()

    assert job.state == "failed"
    assert job.trouble.startswith("mistake: ValueError in stumble, line ")
    assert "ada" not in job.trouble + caplog.text
    assert written(job) == "line 0\n"  # the step in which it happened is undone
    assert after.trouble.startswith("mistake: KeyError")


def test_trouble_that_the_organizer_can_mend_is_in_its_own_words(app: Flask) -> None:
    def object_to(_job: Job, _step: int) -> None:
        raise registry.JobTrouble("The campaign has no disciplines.")

    count(app, object_to)
    job = begun()
    engine.drain()

    assert (job.state, job.trouble) == ("failed", "The campaign has no disciplines.")


def test_what_only_reads_keeps_nobody_from_writing(app_sqlite: Flask) -> None:
    def write_meanwhile(_job: Job, _step: int) -> None:
        with app_sqlite.app_context():
            begun(kind="unknown")

    count(app_sqlite, write_meanwhile)
    job = begun(kind="read")
    engine.drain()

    assert (job.state, written(job)) == ("done", ALL)


def test_a_reader_is_stopped_between_two_steps(app: Flask) -> None:
    def stop_at_two(job: Job, step: int) -> None:
        if step == 2:
            with app.app_context():
                service.cancel(db.session.get_one(Job, job.id))
                db.session.commit()

    count(app, stop_at_two)
    job = begun(kind="read")
    engine.drain()

    assert (job.state, written(job)) == ("cancelled", "line 0\nline 1\n")


def test_files_lie_sealed_in_the_database(app: Flask) -> None:
    job = begun()
    files.append(job.id, files.IN, b"Ada Lovelace")
    files.append(job.id, files.IN, b", Countess")
    db.session.commit()

    raw = db.session.scalars(sa.text("SELECT content FROM job_part ORDER BY position")).all()
    assert len(raw) == 2
    assert not [each for each in raw if b"Ada" in bytes(each) or b"Countess" in bytes(each)]
    assert b"".join(files.read(job.id, files.IN)) == b"Ada Lovelace, Countess"


def test_files_are_forgotten_a_day_after_the_end(app: Flask, clock: Hands) -> None:
    count(app)
    ended, draft = (
        begun(),
        service.prepare("import", by=db.session.get_one(Job, begun().id).organizer),
    )
    files.append(draft.id, files.IN, b"names")
    db.session.commit()
    engine.drain()

    clock.tick(hours=23)
    assert forget_files() == 0
    clock.tick(hours=2)
    assert forget_files() == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JobPart)) == 0
    assert ended.state == JobState.DONE
