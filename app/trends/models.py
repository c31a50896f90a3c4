"""What the worker saw of how people signed, hour by hour, and the alerts that came of it.

Sums with a key, no rows of people: a mail domain, a ZIP code, a link's code, a keyed hash of a
network address (of one week) or of a legal name, the shape of a name. Kept for days (`service`).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.campaigns.models import Campaign
from app.database import Base, BigId, one_of, only
from app.organizers.models import Organizer

# From so many in one hour on, a key may be shown at all, and is kept after a day.
FEW = 3
LARGE = sa.text(f"count >= {FEW}")
SMALL = sa.text(f"count < {FEW}")
OPEN = sa.text("dismissed_at IS NULL")


class TrendKind(StrEnum):
    """What is counted, and what its `key` holds."""

    ALL = "all"  # key "": everybody who signed in that hour
    ADDRESS = "address"  # key: the fingerprint of a client's address, in hex
    DOMAIN = "domain"  # key: the domain of the e-mail address
    ZIP = "zip"  # key: the ZIP or postal code
    SOURCE = "source"  # key: the link's code
    SHAPE = "shape"  # key: the shape of name and address (`pledges.shapes`)
    NAME = "name"  # key: the keyed hash of a legal name, in hex
    SPEED = "speed"  # key "fast": filled in faster than the threshold says


class Trend(Base):
    """How many signed in the hour that begins at `hour` (UTC), their first and last number."""

    __tablename__ = "trend"
    __table_args__ = (
        one_of("kind", TrendKind),
        sa.Index("ix_trend_large", "campaign_id", "hour", **only(LARGE)),
        # For whoever forgets them. One of all hours would be taken for a page's, too.
        sa.Index("ix_trend_few", "hour", **only(SMALL)),
    )

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    hour: Mapped[dt.datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(190), primary_key=True)
    count: Mapped[int] = mapped_column(sa.Integer)
    first_id: Mapped[int] = mapped_column(sa.BigInteger)
    last_id: Mapped[int] = mapped_column(sa.BigInteger)


class TrendLook(Base):
    """How far the worker has looked: the one row, with id 1."""

    __tablename__ = "trend_look"

    id: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    last_id: Mapped[int] = mapped_column(sa.BigInteger)
    looked_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class Alert(Base):
    """One trend that passed its threshold, once a day: `count` of `whole` in the hour `hour`.

    `usual` is its share before, in thousandths. `first_id` to `last_id` are the numbers
    among which its people are. `note`: why an organizer dismissed it.
    """

    __tablename__ = "trend_alert"
    __table_args__ = (
        one_of("kind", TrendKind),
        sa.UniqueConstraint("campaign_id", "kind", "key", "day"),
        sa.Index("ix_trend_alert_open", "campaign_id", "id", **only(OPEN)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(12))
    key: Mapped[str] = mapped_column(sa.String(190))
    day: Mapped[dt.date] = mapped_column(sa.Date)
    hour: Mapped[dt.datetime]
    count: Mapped[int] = mapped_column(sa.Integer)
    whole: Mapped[int] = mapped_column(sa.Integer)
    usual: Mapped[int] = mapped_column(sa.SmallInteger)
    first_id: Mapped[int] = mapped_column(sa.BigInteger)
    last_id: Mapped[int] = mapped_column(sa.BigInteger)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    dismissed_at: Mapped[dt.datetime | None]
    dismissed_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organizer.id", ondelete="SET NULL")
    )
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    campaign: Mapped[Campaign] = relationship()
    dismissed_by: Mapped[Organizer | None] = relationship()
