"""What happened on a campaign, hour by hour: views, signatures, confirmations, letters.

Sums of events, without people: nothing in here can be traced to anybody.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, BigId, one_of

# The keys of `EventKind.WROTE`: the writer added words of their own, or none.
OWN, UNTOUCHED = "own", "untouched"


class EventKind(StrEnum):
    """What is counted, and what its `key` holds."""

    VIEWED = "viewed"  # key "": a page of the campaign was opened
    SOURCE = "source"  # key: the link's partner or referral code; views
    HOST = "host"  # key: the referrer's host; views
    SIGNED = "signed"  # key: discipline id, "" for an ally; the form was sent
    CONFIRMED = "confirmed"  # key as in SIGNED; the owner of the address said yes
    WROTE = "wrote"  # key OWN or UNTOUCHED; a letter was released by its writer


class Event(Base):
    """Something that happened, not yet folded into `HourlySum`; the fold deletes it."""

    __tablename__ = "activity_event"
    __table_args__ = (
        one_of("kind", EventKind),
        sa.Index("ix_activity_event_campaign_id", "campaign_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(12))
    key: Mapped[str] = mapped_column(sa.String(80), default="")
    hour: Mapped[dt.datetime]
    count: Mapped[int] = mapped_column(sa.Integer, default=1)


class HourlySum(Base):
    """How often it happened within the hour that begins at `hour` (UTC).

    Of sources and hosts, which nobody asks about by the hour: within that day.
    """

    __tablename__ = "activity_hour"
    __table_args__ = (one_of("kind", EventKind),)

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    hour: Mapped[dt.datetime] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger)
