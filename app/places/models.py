"""Which state and city a ZIP code lies in: the `zipcodes` package, folded into a table."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class ZipPlace(Base):
    """One ZIP code. `state` is the two-letter code, territories and AA/AE/AP included."""

    __tablename__ = "zip_place"

    zip: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(2))
    city: Mapped[str] = mapped_column(sa.String(80))
