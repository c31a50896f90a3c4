"""What a signatory is, and the two tables their sums live in."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.campaigns.models import Campaign, Craft, Discipline
from app.database import Base, BigId, one_of, only


class SignatoryState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"


class Visibility(StrEnum):
    CREDIT = "credit"
    INITIALS = "initials"
    HIDDEN = "hidden"


class VoiceState(StrEnum):
    NONE = "none"
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


# Literal, so that both databases see which partial index serves a query.
FEATURED = sa.text("voice_featured")
IN_SHADOW = sa.text("shadow <> ''")
SHADOWED_IN_BULK = sa.text("shadow_job_id IS NOT NULL")


class Signatory(Base):
    """A person who signed one campaign's pledge; an ally where `discipline_id` is none.

    `sealed` holds the legal name and the confirmation token (and later phone and
    street), encrypted and bound to `uid`; `legal_name_index` finds it again by the
    exact name only. `email_canonical` is what makes a person one person.
    `counted` says whether the sums hold them: only `counts` and the verbs in
    `service` write it.

    `fingerprint` is a keyed hash of the client's address, kept for 30 days at most.
    `voice_held` says why a voice was held ("link word"), `voice_reason` why it was declined.
    `imported`: an organizer brought them. `job_id` is the job that imported or invalidated
    them last, `state_before` what they were before it invalidated them. `resent` counts the
    confirmation mails that organizers sent again.

    `shadow` is why they are set aside ("" : they are not): a rule's code or an organizer's. Who
    is in the shadow sees and gets what everybody does, and is counted and shown nowhere.
    `shadow_job_id` is the bulk act that did it. `filled_seconds`: how long the form lay open,
    None where nobody knows. `name_shape`: the shape of name and address, without either.
    `unsubscribed_at`: they want no reminder and no updates.
    """

    __tablename__ = "signatory"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "email_canonical"),
        sa.UniqueConstraint("token_hash"),
        sa.Index("ix_signatory_legal_name", "campaign_id", "legal_name_index"),
        sa.Index(
            "ix_signatory_unreminded",
            "created_at",
            postgresql_where=sa.text("state = 'pending' AND reminded_at IS NULL"),
            sqlite_where=sa.text("state = 'pending' AND reminded_at IS NULL"),
        ),
        sa.Index(
            "ix_signatory_voice",
            "campaign_id",
            "voice_state",
            "id",
            postgresql_where=sa.text("voice_state <> 'none'"),
            sqlite_where=sa.text("voice_state <> 'none'"),
        ),
        sa.Index("ix_signatory_featured", "campaign_id", "id", **only(FEATURED)),
        # What an organizer searches by, each newest first.
        sa.Index("ix_signatory_newest", "campaign_id", "id"),
        sa.Index("ix_signatory_domain", "campaign_id", "email_domain", "id"),
        sa.Index("ix_signatory_zip", "campaign_id", "zip", "id"),
        sa.Index("ix_signatory_state_code", "campaign_id", "state_code", "id"),
        sa.Index("ix_signatory_discipline", "campaign_id", "discipline_id", "id"),
        sa.Index("ix_signatory_source", "campaign_id", "source", "id"),
        sa.Index("ix_signatory_credit_name", "campaign_id", "credit_name", "id"),
        sa.Index(
            "ix_signatory_fingerprint",
            "campaign_id",
            "fingerprint",
            "id",
            postgresql_where=sa.text("fingerprint IS NOT NULL"),
            sqlite_where=sa.text("fingerprint IS NOT NULL"),
        ),
        sa.Index(
            "ix_signatory_odd",
            "campaign_id",
            "state",
            "id",
            postgresql_where=sa.text("state <> 'confirmed'"),
            sqlite_where=sa.text("state <> 'confirmed'"),
        ),
        sa.Index(
            "ix_signatory_job",
            "job_id",
            "id",
            postgresql_where=sa.text("job_id IS NOT NULL"),
            sqlite_where=sa.text("job_id IS NOT NULL"),
        ),
        sa.Index("ix_signatory_shadow", "campaign_id", "shadow", "id", **only(IN_SHADOW)),
        sa.Index("ix_signatory_shadow_job", "shadow_job_id", "id", **only(SHADOWED_IN_BULK)),
        one_of("state", SignatoryState),
        one_of("visibility", Visibility),
        one_of("voice_state", VoiceState),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[uuid.UUID]
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    legal_name_index: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    credit_name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(254))
    email_canonical: Mapped[str] = mapped_column(sa.String(254))
    email_domain: Mapped[str] = mapped_column(sa.String(190), default="")
    country: Mapped[str] = mapped_column(sa.String(2))
    zip: Mapped[str] = mapped_column(sa.String(12), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    state_code: Mapped[str | None] = mapped_column(sa.String(2))
    discipline_id: Mapped[int | None] = mapped_column(sa.ForeignKey("discipline.id"))
    craft_id: Mapped[int | None] = mapped_column(sa.ForeignKey("craft.id"))
    voice: Mapped[str] = mapped_column(sa.Text, default="")
    voice_state: Mapped[str] = mapped_column(sa.String(12), default=VoiceState.NONE)
    voice_held: Mapped[str] = mapped_column(sa.String(40), default="")
    voice_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    voice_featured: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(sa.String(12), default=Visibility.CREDIT)
    updates: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(sa.String(64), default="")
    locale: Mapped[str] = mapped_column(sa.String(12), default="en")
    state: Mapped[str] = mapped_column(sa.String(12), default=SignatoryState.PENDING)
    counted: Mapped[bool] = mapped_column(default=False)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    repeats: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]
    fingerprint: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))
    imported: Mapped[bool] = mapped_column(default=False)
    job_id: Mapped[int | None] = mapped_column(BigId)
    state_before: Mapped[str] = mapped_column(sa.String(12), default="")
    resent: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    shadow: Mapped[str] = mapped_column(sa.String(12), default="", server_default="")
    shadow_job_id: Mapped[int | None] = mapped_column(BigId)
    filled_seconds: Mapped[int | None] = mapped_column(sa.SmallInteger)
    name_shape: Mapped[str] = mapped_column(sa.String(24), default="", server_default="")
    unsubscribed_at: Mapped[dt.datetime | None]

    campaign: Mapped[Campaign] = relationship()
    discipline: Mapped[Discipline | None] = relationship()
    craft: Mapped[Craft | None] = relationship()
    also: Mapped[list[Discipline]] = relationship(
        secondary="signatory_also", order_by="Discipline.position", viewonly=True
    )


class SignatoryAlso(Base):
    """A further discipline a signatory named."""

    __tablename__ = "signatory_also"
    # A merge looks for whoever named a discipline.
    __table_args__ = (sa.Index("ix_signatory_also_discipline_id", "discipline_id", "signatory_id"),)

    signatory_id: Mapped[int] = mapped_column(
        sa.ForeignKey("signatory.id", ondelete="CASCADE"), primary_key=True
    )
    discipline_id: Mapped[int] = mapped_column(sa.ForeignKey("discipline.id"), primary_key=True)


class SignatoryConsent(Base):
    """A signatory's yes to one partner."""

    __tablename__ = "signatory_consent"

    signatory_id: Mapped[int] = mapped_column(
        sa.ForeignKey("signatory.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organization.id"), primary_key=True)


class JournalEntry(Base):
    """One person entering (+1) or leaving (-1) the sums, not yet folded into `Tally`.

    `disciplines` lists the ids they named, ascending, parted by blanks; empty for
    an ally. `day` and `hour` are the campaign's own clock at the signature. Written once,
    read by `counts`, deleted by the fold in the transaction that adds it up.
    """

    __tablename__ = "count_journal"
    __table_args__ = (sa.Index("ix_count_journal_campaign", "campaign_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    delta: Mapped[int] = mapped_column(sa.SmallInteger)
    disciplines: Mapped[str] = mapped_column(sa.Text)
    state_code: Mapped[str] = mapped_column(sa.String(2), default="")
    day: Mapped[dt.date] = mapped_column(sa.Date)
    hour: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    source: Mapped[str] = mapped_column(sa.String(64), default="")


class TallyKind(StrEnum):
    """What a tally counts, and what its `key` holds."""

    ARTISTS = "artists"  # key ""
    ALLIES = "allies"  # key ""
    DISCIPLINE = "discipline"  # key: discipline id
    STATE = "state"  # key: two-letter code; artists only
    DAY = "day"  # key: "<discipline id> <ISO day>"
    HOUR = "hour"  # key: "<discipline id, or ally> <ISO day>T<two digits>"; for organizers
    SOURCE = "source"  # key: the source's code; artists only; for organizers


class Tally(Base):
    """A folded sum. The true count is this plus the journal's entries, read in one statement."""

    __tablename__ = "count_tally"
    __table_args__ = (one_of("kind", TallyKind),)

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger)


class PublishedPlaces(Base):
    """What a campaign says of places: counted anew now and then, small numbers left out.

    Only what anybody may see: `states` as [code, count], the most first, those left out not
    among them (`left_out` says whether there are any); `cells` the table of discipline by
    state as `published` writes it. `artists` is the total at `as_of`.
    """

    __tablename__ = "published_places"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    artists: Mapped[int] = mapped_column(sa.BigInteger)
    states: Mapped[list[Any]] = mapped_column(sa.JSON)
    left_out: Mapped[bool]
    cells: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    as_of: Mapped[dt.datetime]
