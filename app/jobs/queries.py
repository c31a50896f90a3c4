"""How jobs are found."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.extensions import db
from app.jobs.models import Job
from app.organizers.models import Organizer


def list_of(organizer: Organizer, *, limit: int = 50) -> Sequence[Job]:
    """What this organizer has begun, the newest first."""
    wanted = sa.select(Job).where(Job.organizer_id == organizer.id)
    return db.session.scalars(wanted.order_by(Job.id.desc()).limit(limit)).all()
