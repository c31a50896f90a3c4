"""The links to one's own page, and the errands that a visitor's answer does not wait for."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.database import Base, BigId, one_of
from app.pledges.models import Signatory


class MeLink(Base):
    """A link to one signatory's own page, good until `expires_at` and for nothing else.

    `token_hash` finds it; `sealed`, bound to `uid`, holds the token for the mail that
    carries it.
    """

    __tablename__ = "me_link"
    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.Index("ix_me_link_signatory_id", "signatory_id", "id"),
        sa.Index("ix_me_link_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id", ondelete="CASCADE"))
    uid: Mapped[uuid.UUID]
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[dt.datetime]

    signatory: Mapped[Signatory] = relationship()


class ErrandKind(StrEnum):
    """`ask`: somebody typed an address and wants its link. `erase`: copies of a person remain."""

    ASK = "ask"
    ERASE = "erase"


class Errand(Base):
    """Something the worker does in a moment, and whose row goes when it is done.

    `sealed`, bound to `uid`, holds what it is about: an address, and which campaign.
    """

    __tablename__ = "me_errand"
    __table_args__ = (one_of("kind", ErrandKind),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(12))
    uid: Mapped[uuid.UUID]
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    locale: Mapped[str] = mapped_column(sa.String(12), default="en")
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
