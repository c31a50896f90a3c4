"""What a job is: long work that the worker does in steps, to be watched or left alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.campaigns.models import Campaign
from app.database import Base, BigId, one_of
from app.organizers.models import Organizer


class JobState(StrEnum):
    """`draft`: prepared (an upload to be looked at, a dry count), not yet started."""

    DRAFT = "draft"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


# Literal, so that PostgreSQL's planner sees that the partial index serves the query.
UNDONE = sa.text("state IN ('queued', 'running')")


class Job(Base):
    """Some long work. `kind` names its handler (`app.jobs.registry`), `params` what was asked for.

    `cursor` is the handler's own mark of how far it got, committed with each step, so that
    a job whose worker was killed goes on where it was. `total` None: not known (yet).
    `result` is what it found, in numbers; `trouble` says in plain words why it failed.
    `due_at`, `lease` and `leased_until` as in `app.claims`.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", JobState),
        sa.Index("ix_job_due", "due_at", "id", postgresql_where=UNDONE, sqlite_where=UNDONE),
        sa.Index("ix_job_campaign_id", "campaign_id", "id"),
        sa.Index("ix_job_organizer_id", "organizer_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    campaign_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE")
    )
    organizer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organizer.id", ondelete="SET NULL")
    )
    state: Mapped[str] = mapped_column(sa.String(12), default=JobState.QUEUED)
    params: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    cursor: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    done: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    total: Mapped[int | None] = mapped_column(sa.BigInteger)
    result: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    trouble: Mapped[str] = mapped_column(sa.Text, default="")
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    due_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[dt.datetime | None]
    lease: Mapped[str | None] = mapped_column(sa.String(32))
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[dt.datetime | None]

    campaign: Mapped[Campaign | None] = relationship()
    organizer: Mapped[Organizer | None] = relationship()


class JobPart(Base):
    """A piece of a job's file (`folder` "in": what was uploaded; "out": what it made), in order.

    Sealed with the key ring and bound to job, folder and position: a file holds legal names. In
    the database, so that any machine's worker can write it and any machine's pages hand it over.
    """

    __tablename__ = "job_part"

    job_id: Mapped[int] = mapped_column(
        sa.ForeignKey("job.id", ondelete="CASCADE"), primary_key=True
    )
    folder: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    position: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


@dataclass(frozen=True)
class ClaimedJob:
    """A job in a worker's hand, readable without a transaction."""

    id: int
    kind: str
    attempts: int
    due_at: dt.datetime
