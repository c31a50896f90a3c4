"""What limits remember: counts, settings, lists, and what is being stopped. No address in them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import Base, BigId, one_of

# The scope of what holds for every campaign that says nothing else.
HOUSE = 0


class Action(StrEnum):
    """What is limited."""

    SIGN = "sign"
    LETTER = "letter"
    MAIL = "mail"  # asking for a mail once more, the link to one's own data among them
    SIGN_IN = "sign_in"  # to the panel


class ListVerb(StrEnum):
    """`allow` raises the limits, `block` refuses; a block goes before."""

    ALLOW = "allow"
    BLOCK = "block"


class ListKind(StrEnum):
    """What an entry names, and where: `text` or `digest`."""

    CLIENT = "client"  # digest of one client, in one week
    NETWORK = "network"  # digest of a neighbourhood, in one week
    RANGE = "range"  # text: "192.0.2.0/24"
    DOMAIN = "domain"  # text: "example.org", "*.example.org", "**.example.org"
    EMAIL = "email"  # digest of an e-mail address


class LimitCount(Base):
    """How often something was done in a window and in the one before, or that it was done once.

    On PostgreSQL the table is unlogged: a crash empties it, and writing to it waits for no disk.
    `key` is a hash; `slot` numbers the window; `most`, `share` and `refused` belong to the last
    try: the limit, how much of the window before still counts, and whether there was room.
    """

    __tablename__ = "limit_count"
    __table_args__ = (sa.Index("ix_limit_count_expires_at", "expires_at"),)

    key: Mapped[bytes] = mapped_column(sa.LargeBinary(16), primary_key=True)
    slot: Mapped[int] = mapped_column(sa.BigInteger)
    current: Mapped[int] = mapped_column(sa.Integer)
    previous: Mapped[int] = mapped_column(sa.Integer)
    most: Mapped[int] = mapped_column(sa.Integer)
    share: Mapped[float] = mapped_column(sa.Float)
    refused: Mapped[bool]
    expires_at: Mapped[dt.datetime]


class LimitSetting(Base):
    """The numbers of a campaign, or of the house (scope 0), that differ from what stands above."""

    __tablename__ = "limit_setting"

    scope: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    numbers: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ListEntry(Base):
    """Somebody who is allowed more, or refused. Without a campaign it holds for all of them."""

    __tablename__ = "limit_entry"
    __table_args__ = (
        one_of("verb", ListVerb),
        one_of("kind", ListKind),
        sa.Index("ix_limit_entry_campaign_id", "campaign_id"),
        sa.Index("ix_limit_entry_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE")
    )
    verb: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(12))
    text: Mapped[str] = mapped_column(sa.String(190), default="")
    digest: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    hits: Mapped[int] = mapped_column(sa.Integer, default=0)
    hit_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime | None]


class Stopped(Base):
    """What was stopped within the hour that begins at `hour`: one client, one action.

    `domain` is the mail domain of the last try; `campaign_id` 0: the panel's sign-in.
    Forgotten after three days.
    """

    __tablename__ = "limit_stopped"

    hour: Mapped[dt.datetime] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    client: Mapped[bytes] = mapped_column(sa.LargeBinary(16), primary_key=True)
    network: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))
    domain: Mapped[str] = mapped_column(sa.String(190), default="")
    why: Mapped[str] = mapped_column(sa.String(12), default="")
    count: Mapped[int] = mapped_column(sa.Integer)
    last_at: Mapped[dt.datetime]
