"""How entries of the audit log are found."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.audit.models import AuditEntry
from app.extensions import db


def list_entries(
    *,
    campaign_id: int | None = None,
    subject: str | None = None,
    before_id: int | None = None,
    limit: int | None = 50,
) -> Sequence[AuditEntry]:
    """The newest first, those older than `before_id`; of one campaign or subject where given."""
    wanted = sa.select(AuditEntry).options(joinedload(AuditEntry.organizer))
    if campaign_id is not None:
        wanted = wanted.where(AuditEntry.campaign_id == campaign_id)
    if subject is not None:
        wanted = wanted.where(AuditEntry.subject == subject)
    if before_id is not None:
        wanted = wanted.where(AuditEntry.id < before_id)
    return db.session.scalars(wanted.order_by(AuditEntry.id.desc()).limit(limit)).all()
