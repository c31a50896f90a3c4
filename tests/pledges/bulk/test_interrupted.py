"""A bulk act that is stopped, killed or crossed by others stays exact; both databases."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.jobs import engine
from app.jobs import service as jobs
from app.jobs.models import JobState
from app.organizers.models import Organizer
from app.pledges import bulk, counts, service
from app.pledges.models import Signatory
from tests.pledges.bulk.strikes import counted, states
from tests.pledges.crew import crew
from tests.pledges.signing import assert_exact
from tests.support import factories
from tests.support.hands import Hands


def stop_after(steps: int) -> None:
    """Let a worker do so many steps and be told to stop."""
    calls = itertools.count()
    engine.drain(lambda: next(calls) >= steps)


def test_one_that_is_stopped_between_batches_can_be_put_back(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    before = states()
    job = bulk.go_on(counted(campaign, organizer), by=organizer)
    db.session.commit()
    stop_after(2)
    db.session.refresh(job)
    assert 0 < job.done < 7
    assert_exact(campaign)
    jobs.cancel(job)
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    assert job.state == JobState.CANCELLED

    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()

    assert states() == before
    assert_exact(campaign)


class Killed(BaseException):
    """What no handler can catch: the worker is gone."""


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_killed_workers_job_goes_on_and_does_nothing_twice(
    campaign: Campaign, organizer: Organizer, spam: list[int], clock: Hands, at: int
) -> None:
    before = states()
    job = bulk.go_on(counted(campaign, organizer), by=organizer)
    db.session.commit()
    calls = itertools.count(1)

    def die(_session: object) -> None:
        """Within a step: after its rows were written, before they are committed."""
        if any(isinstance(each, Signatory) for each in db.session.dirty) and next(calls) == at:
            raise Killed

    sa.event.listen(db.session, "before_flush", lambda session, *_: die(session))
    with pytest.raises(Killed):
        engine.drain()
    db.session.rollback()
    clock.tick(minutes=5)
    engine.drain()
    db.session.refresh(job)

    assert (job.state, job.done) == (JobState.DONE, 7)
    assert_exact(campaign)
    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()
    assert states() == before
    assert_exact(campaign)


def test_the_sums_are_exact_while_people_sign_and_the_worker_folds(
    app: Flask, campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    job = bulk.go_on(counted(campaign, organizer), by=organizer)
    db.session.commit()

    def sign(name: str) -> None:
        for number in range(12):
            email = f"{name}{number}@spam.example"
            with transaction():
                signed = factories.signature(_campaign(), "music", email=email)
                service.sign_pledge(_campaign(), signed)
            with transaction():
                service.confirm(factories.find(_campaign(), email))

    def fold() -> None:
        with transaction():
            counts.fold(limit=3)

    with crew(app) as hands:
        signing = [hands.start(lambda n=n: sign(n)) for n in ("x", "y")]  # type: ignore[misc]
        hands.until_done(fold)
        hands.start(engine.drain).join(60)
        for thread in signing:
            thread.join(60)

    db.session.refresh(job)
    assert job.done == 7
    assert sum(1 for state in states().values() if state == "confirmed") == 24 + 2
    assert_exact(campaign)


def _campaign() -> Campaign:
    return next(each for each in db.session.query(Campaign) if each.slug == "day")
