"""How jobs are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.jobs.models import UNDONE, Job
from app.organizers.models import Organizer


def list_of(
    organizer: Organizer,
    *,
    before_id: int | None = None,
    campaign_id: int | None = None,
    kinds: Collection[str] = (),
    limit: int = 50,
) -> Sequence[Job]:
    """What this organizer has begun, the newest first, what is older than `before_id`.

    Of one campaign, and of these kinds alone, where they are given.
    """
    wanted = sa.select(Job).where(Job.organizer_id == organizer.id)
    if campaign_id is not None:
        wanted = wanted.where(Job.campaign_id == campaign_id)
    if kinds:
        wanted = wanted.where(Job.kind.in_(kinds))
    if before_id is not None:
        wanted = wanted.where(Job.id < before_id)
    wanted = wanted.options(joinedload(Job.campaign))
    return db.session.scalars(wanted.order_by(Job.id.desc()).limit(limit)).all()


def find_undone(
    organizer: Organizer, kind: str, *, campaign_id: int, params: dict[str, Any]
) -> Job | None:
    """The job that this organizer has asked for in just these words and that has not ended yet."""
    wanted = sa.select(Job).where(
        Job.organizer_id == organizer.id,
        Job.kind == kind,
        Job.campaign_id == campaign_id,
        UNDONE,
        sa.not_(Job.cancel_asked),
    )
    # Compared here: neither database compares JSON for us.
    found = db.session.scalars(wanted.order_by(Job.id.desc()))
    return next((each for each in found if each.params == params), None)
