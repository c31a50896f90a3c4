"""What the worker does for jobs: rounds when nudged, and forgetting their files in time."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import Flask

from app import clock
from app.database import transaction
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job, JobPart, JobState
from app.jobs.service import NUDGE
from app.outbox import tasks as outbox

# A job's files hold personal data: whoever wants them takes them within a day.
FILE_LIFE = dt.timedelta(hours=24)


def init_app(app: Flask) -> None:
    """Hang them on the queue."""
    outbox.add_round(app, "jobs", deliver=lambda stop: engine.drain(stop.is_set), nudge=NUDGE)
    outbox.every_minute(app, forget_files)


def forget_files() -> int:
    """Delete the files of jobs that ended, or stayed drafts, a day ago; return how many jobs."""
    before = clock.now() - FILE_LIFE
    ended = sa.select(Job.id).where(
        sa.or_(
            Job.ended_at < before,
            sa.and_(Job.state == JobState.DRAFT, Job.created_at < before),
        )
    )
    with transaction():
        old = db.session.scalars(
            sa.select(JobPart.job_id).where(JobPart.job_id.in_(ended)).distinct()
        ).all()
        for job_id in old:
            db.session.execute(sa.delete(JobPart).where(JobPart.job_id == job_id))
    return len(old)
