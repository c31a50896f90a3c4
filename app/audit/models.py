"""What an entry of the audit log is: append only, who changed what, before and after."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.campaigns.models import Campaign
from app.database import Base, BigId
from app.organizers.models import Organizer


class AuditEntry(Base):
    """One change. `action` is a verb such as "campaign.edit", `subject` what it was done to,
    such as "signatory:17"; `before` and `after` hold the changed fields alone.

    No personal data of a signatory stands in here: they are named by number, so that
    erasing them leaves nothing behind. `organizer_id` is none for the command line.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_campaign_id", "campaign_id", "id"),
        sa.Index("ix_audit_entry_subject", "subject", "id"),
        sa.Index("ix_audit_entry_organizer_id", "organizer_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    organizer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organizer.id", ondelete="SET NULL")
    )
    campaign_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="SET NULL")
    )
    action: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(60), default="")
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)

    organizer: Mapped[Organizer | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
