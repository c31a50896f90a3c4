"""What waits to leave the house: one row per mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import Base, BigId, one_of


class MailState(StrEnum):
    """`dropped`: there was no reason left to send it, such as a signature confirmed meanwhile."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


# Literal text on purpose: with a bound parameter PostgreSQL's planner could not
# see that the partial index of the same words serves the query.
UNDONE = sa.text("state IN ('waiting', 'sending')")
FAILED = sa.text("state = 'failed'")


class OutboxMail(Base):
    """One mail to one address.

    `message_id` is minted once, so that a mail sent twice after a crash is
    recognised as one. `lease` names the worker's hold on a row in `sending`; when
    `leased_until` has passed, another worker may take the row over. `context` is
    small and holds no secret: a mail's text is made when it leaves, from the rows
    it speaks of. Once a mail is sent or dropped, `recipient` and `context` are
    emptied and only the fact stays. `rehearsed`: it was posted in a rehearsal, and ends in
    the rehearsal mailbox whatever the campaign has become since.

    Whoever erases a signatory erases their mails with them: a waiting mail must
    not reach somebody who asked to be forgotten.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        one_of("state", MailState),
        sa.Index(
            "ix_outbox_mail_due", "due_at", "id", postgresql_where=UNDONE, sqlite_where=UNDONE
        ),
        sa.Index("ix_outbox_mail_failed", "id", postgresql_where=FAILED, sqlite_where=FAILED),
        # For the cascade: without it an erasure would read the whole table.
        sa.Index("ix_outbox_mail_signatory_id", "signatory_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    recipient: Mapped[str] = mapped_column(sa.String(254))
    locale: Mapped[str] = mapped_column(sa.String(12))
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id"))
    signatory_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("signatory.id", ondelete="CASCADE")
    )
    context: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    message_id: Mapped[str] = mapped_column(sa.String(200))
    rehearsed: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(12), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    due_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[dt.datetime | None]
    lease: Mapped[str | None] = mapped_column(sa.String(32))
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True)
class ClaimedMail:
    """A mail in a worker's hand, readable without a transaction."""

    id: int
    kind: str
    recipient: str
    locale: str
    campaign_id: int | None
    signatory_id: int | None
    context: dict[str, Any]
    message_id: str
    attempts: int
    due_at: dt.datetime
    rehearsed: bool = False
