"""What can happen to a job: it is started, prepared, cancelled. The worker does the rest."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs.errors import JobNotYours
from app.jobs.models import Job, JobState
from app.organizers.models import Organizer

# Where a session notes that its commit should wake the worker (see `outbox.tasks`).
NUDGE = "jobs.nudge"


def start(
    kind: str,
    *,
    by: Organizer,
    campaign: Campaign | None = None,
    params: dict[str, Any] | None = None,
) -> Job:
    """Queue a job; the commit wakes the worker."""
    job = prepare(kind, by=by, campaign=campaign, params=params)
    queue(job)
    return job


def prepare(
    kind: str,
    *,
    by: Organizer,
    campaign: Campaign | None = None,
    params: dict[str, Any] | None = None,
) -> Job:
    """A draft: something to be looked at first (an upload, a dry count)."""
    job = Job(
        kind=kind,
        organizer_id=by.id,
        campaign_id=campaign.id if campaign else None,
        params=params or {},
        state=JobState.DRAFT,
    )
    db.session.add(job)
    db.session.flush()
    return job


def queue(job: Job) -> None:
    """Let the worker begin. Harmless for one that is under way or done."""
    if job.state == JobState.DRAFT:
        job.state, job.due_at = JobState.QUEUED, clock.now()
        db.session.flush()
        db.session.info[NUDGE] = True


def cancel(job: Job) -> None:
    """Stop after the step in hand; what it has done stands. Harmless for one that has ended."""
    if job.state in (JobState.DRAFT, JobState.QUEUED):
        job.state, job.ended_at = JobState.CANCELLED, clock.now()
    elif job.state == JobState.RUNNING:
        job.cancel_asked = True
    db.session.flush()


def get_of(job_id: int, organizer: Organizer) -> Job:
    """A job that this organizer began. Raises JobNotYours for any other, or none."""
    found = db.session.scalar(
        sa.select(Job).where(Job.id == job_id, Job.organizer_id == organizer.id)
    )
    if found is None:
        raise JobNotYours
    return found
