"""What a campaign is: one demand, one page, one day of action, and its disciplines."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.database import Base, BigId, one_of


class CampaignState(StrEnum):
    """What the organizers decided; `Campaign.phase` adds what the clock says."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    WON = "won"
    ARCHIVED = "archived"


class Phase(StrEnum):
    """What a visitor meets: only `OPEN` takes signatures."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    WON = "won"
    ARCHIVED = "archived"


class Campaign(Base):
    """One demand. `headline` is the poster's line, `demand` what Congress is asked, in full.

    `language` is the language its own texts are written in (BCP 47). `is_demo`
    says that its signatories are invented, and every page of it says so too.

    `count_imported`: whether people an organizer imports stand in the sums. `held_words`
    (one a line) are those a voice is held for. `preview_token` is the secret of the link
    that shows a draft. `live_at` none: a rehearsal, also on a live site. `guards` holds what
    the campaign's rules against fraud are set to (`pledges.rules`, `trends.thresholds`), so
    that signing needs no statement more to know them. `closed_at`: since when it takes no
    signatures, as the privacy sweep found it. `sums_only_at`: from then on its people are
    being removed; only their sums stay, and it never opens again. `version` goes up
    with each change of the campaign, its disciplines, crafts or organizations, so that of
    two who edit at once the second is told.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        one_of("state", CampaignState),
        sa.CheckConstraint("goal > 0", name="goal"),
        sa.Index("uq_campaign_preview_token", "preview_token", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    headline: Mapped[str] = mapped_column(sa.String(160))
    demand: Mapped[str] = mapped_column(sa.Text)
    story: Mapped[str] = mapped_column(sa.Text, default="")
    thanks: Mapped[str] = mapped_column(sa.Text, default="")
    share_text: Mapped[str] = mapped_column(sa.String(280), default="")
    language: Mapped[str] = mapped_column(sa.String(12), default="en")
    goal: Mapped[int] = mapped_column(sa.Integer)
    day: Mapped[dt.date] = mapped_column(sa.Date)
    time_zone: Mapped[str] = mapped_column(sa.String(60))
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime | None]
    state: Mapped[str] = mapped_column(sa.String(12), default=CampaignState.DRAFT)
    confirmation_required: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    count_imported: Mapped[bool] = mapped_column(default=False)
    held_words: Mapped[str] = mapped_column(sa.Text, default="")
    guards: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
    preview_token: Mapped[str | None] = mapped_column(sa.String(40))
    live_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    sums_only_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)

    disciplines: Mapped[list[Discipline]] = relationship(
        order_by="Discipline.position",
        back_populates="campaign",
        primaryjoin="and_(Discipline.campaign_id == Campaign.id, "
        "Discipline.merged_into_id == None)",
    )
    organizations: Mapped[list[Organization]] = relationship(order_by="Organization.position")

    @property
    def phase(self) -> Phase:
        """What a visitor meets now, a schedule of its own included."""
        before_end = self.state in (CampaignState.DRAFT, CampaignState.OPEN)
        if self.sums_only_at is not None and before_end:
            return Phase.CLOSED
        if self.state != CampaignState.OPEN:
            return Phase.UPCOMING if self.state == CampaignState.DRAFT else Phase(self.state)
        now = clock.now()
        if now < self.opens_at:
            return Phase.UPCOMING
        if self.closes_at is not None and now >= self.closes_at:
            return Phase.CLOSED
        return Phase.OPEN

    @property
    def days_to_go(self) -> int:
        """Whole days until the day of action where it happens; 0 on the day, negative after it."""
        today = clock.now().astimezone(ZoneInfo(self.time_zone)).date()
        return (self.day - today).days


class Discipline(Base):
    """A field of art within one campaign.

    `people` names its artists in the plural ("musicians"); `hue` is its colour,
    in degrees of the OKLCH wheel and a multiple of 5, because the stylesheet
    holds one class per step. `aliases` are further slugs and names it is known by: old
    addresses lead to it, and an import recognises it. One that was merged into another
    stays as history, out of sight. `call_script` is what its people say on the telephone.
    """

    __tablename__ = "discipline"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "slug"),
        sa.CheckConstraint("hue >= 0 AND hue < 360 AND hue % 5 = 0", name="hue"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(60))
    people: Mapped[str] = mapped_column(sa.String(60))
    headline: Mapped[str] = mapped_column(sa.String(160), default="")
    paragraph: Mapped[str] = mapped_column(sa.Text, default="")
    hue: Mapped[int] = mapped_column(sa.SmallInteger)
    position: Mapped[int] = mapped_column(sa.SmallInteger)
    call_script: Mapped[str] = mapped_column(sa.Text, default="")
    aliases: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    # Without a foreign key: SQLite could not take such a column away again (migration 0012).
    merged_into_id: Mapped[int | None] = mapped_column(BigId)

    campaign: Mapped[Campaign] = relationship(back_populates="disciplines")
    crafts: Mapped[list[Craft]] = relationship(
        order_by="Craft.position",
        lazy="selectin",
        primaryjoin="and_(Craft.discipline_id == Discipline.id, Craft.merged_into_id == None)",
    )


class Craft(Base):
    """A trade within a discipline: session player, letterer, colorist …"""

    __tablename__ = "craft"
    __table_args__ = (sa.UniqueConstraint("discipline_id", "slug"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    discipline_id: Mapped[int] = mapped_column(sa.ForeignKey("discipline.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(sa.SmallInteger)
    aliases: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    merged_into_id: Mapped[int | None] = mapped_column(BigId)


class Organization(Base):
    """Who stands behind the campaign, in the order they are shown.

    One with a `code` is a partner: its links carry the code as `source`, and
    `consent` is the text of its own box on the form (none: no box).
    """

    __tablename__ = "organization"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(120))
    url: Mapped[str] = mapped_column(sa.String(300), default="")
    code: Mapped[str | None] = mapped_column(sa.String(40))
    consent: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[int] = mapped_column(sa.SmallInteger)
