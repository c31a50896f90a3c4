"""What this installation says of itself, edited in the panel by its owners."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import Base


class Site(Base):
    """One row, of id 1: who runs this site and answers for the data, as /privacy names them."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, default=1)
    operator: Mapped[str] = mapped_column(sa.String(200), default="")
    contact: Mapped[str] = mapped_column(sa.String(254), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
