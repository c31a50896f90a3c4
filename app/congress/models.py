"""What is loaded about Congress: who holds the offices, their committees, ZIP codes' districts.

The offices themselves are built in (`offices`).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import Base, one_of


class Dataset(StrEnum):
    """What is loaded together and has one age."""

    MEMBERS = "members"
    LOCAL_OFFICES = "local_offices"
    COMMITTEES = "committees"
    DISTRICTS = "districts"


class Member(Base):
    """Who holds an office, as congress-legislators last said. No row, once loaded: vacant.

    `name` is the official full name where there is one. `term_end` is the end of the
    term as recorded; appointed senators sit on beyond it until the file says otherwise.
    Any text may be empty: a new member has no telephone for days.
    """

    __tablename__ = "congress_member"
    __table_args__ = (sa.Index("ix_congress_member_bioguide", "bioguide"),)

    office: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    bioguide: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(160))
    last_name: Mapped[str] = mapped_column(sa.String(80))
    party: Mapped[str] = mapped_column(sa.String(40), default="")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    url: Mapped[str] = mapped_column(sa.String(300), default="")
    contact_form: Mapped[str] = mapped_column(sa.String(300), default="")
    term_start: Mapped[dt.date] = mapped_column(sa.Date)
    term_end: Mapped[dt.date] = mapped_column(sa.Date)


class LocalOffice(Base):
    """A member's office in the district or the state. `position` is the file's order."""

    __tablename__ = "congress_local_office"

    office: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    position: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    state: Mapped[str] = mapped_column(sa.String(2), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")


class Committee(Base):
    """A committee (HSJU) or a subcommittee (HSJU03), by its code in the THOMAS style."""

    __tablename__ = "congress_committee"

    code: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))


class CommitteeSeat(Base):
    """That the holder of an office sits on a committee. `title`: "Chair", "Ranking Member" …"""

    __tablename__ = "congress_committee_seat"

    committee: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    office: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(80), default="")


class ZipDistrict(Base):
    """That some of a ZIP code lies in a district: a candidate, never a guess.

    `congress` is the Congress whose lines these are; from `valid_to` on (none: not
    known to end) the row must not be used any more.
    """

    __tablename__ = "congress_zip_district"

    zip: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    district: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    congress: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    valid_from: Mapped[dt.date] = mapped_column(sa.Date)
    valid_to: Mapped[dt.date | None] = mapped_column(sa.Date)


class CongressLoad(Base):
    """When a dataset was loaded last, and from where (a file's name or an address, no path)."""

    __tablename__ = "congress_load"
    __table_args__ = (one_of("dataset", Dataset),)

    dataset: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(300))
    rows: Mapped[int] = mapped_column(sa.Integer)
    congress: Mapped[int] = mapped_column(sa.SmallInteger)
    loaded_at: Mapped[dt.datetime] = mapped_column(default=clock.now)


class ActiveOffice(Base):
    """An office that takes letters electronically, as its chamber's own list last said.

    `listed_at` is when the list was fetched, or the date it bears. A list that came
    empty is never kept.
    """

    __tablename__ = "congress_active_office"

    code: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    chamber: Mapped[str] = mapped_column(sa.String(8))
    listed_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(sa.String(300))
