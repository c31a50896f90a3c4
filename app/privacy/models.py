"""What a run of the sweep leaves behind: when, and how many rows each rule has ended. No person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import Base, BigId


class SweepRun(Base):
    """One run. `removed`: rule -> rows; written after each rule, so that a killed run shows.

    `failed` names the rules that stumbled; `ended_at` none: under way, or killed.
    """

    __tablename__ = "sweep_run"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    began_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[dt.datetime | None]
    removed: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    failed: Mapped[list[str]] = mapped_column(sa.JSON, default=list)


class KeptSum(Base):
    """How many deliveries like this there were whose writers' data is gone; it only grows.

    `app.letters.kept` writes it; whoever counts deliveries adds it.
    """

    __tablename__ = "letter_delivery_kept"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    rehearsed: Mapped[bool] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger)
