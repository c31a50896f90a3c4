"""Counting everybody anew, as a job, after the rule has changed; on both databases."""

from __future__ import annotations

from flask import Flask

from app.extensions import db
from app.jobs import engine
from app.jobs import service as jobs
from app.jobs.models import JobState
from app.pledges import counts, recount, recounting, service
from tests.support import factories, organizers


def test_the_sums_follow_the_new_rule(app: Flask) -> None:
    campaign = factories.campaign()
    waiting = factories.signatory(campaign)
    factories.signatory(campaign, "writing", email="b@example.org", confirmed=True)
    factories.signatory(campaign, "ally", email="c@example.org")
    campaign.confirmation_required = False
    campaign.time_zone = "Pacific/Kiritimati"
    job = jobs.start(recounting.KIND, by=organizers.organizer(), campaign=campaign)
    db.session.commit()
    assert not recount.check(campaign).agrees

    engine.drain()

    db.session.refresh(job)
    assert (job.state, job.done) == (JobState.DONE, 2)
    assert recount.check(campaign).agrees
    now = counts.numbers(campaign)
    assert (now.artists, now.allies) == (2, 1)
    # Who was counted by the new rule and confirms now is not counted twice.
    service.confirm(waiting)
    db.session.commit()
    assert counts.numbers(campaign).artists == 2
    assert recount.check(campaign).agrees
