"""What a letter is, how it reaches an office, and what the campaign asks its people to write."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.campaigns.models import Campaign
from app.database import Base, BigId, one_of, only
from app.pledges.models import Signatory


class DeliveryState(StrEnum):
    """Never better than the truth. `handed_off`: the text lies ready in the artist's hands."""

    WAITING = "waiting"  # for the artist's confirmation by mail
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"  # by the gateway or mail server; nobody says it was read
    HANDED_OFF = "handed_off"
    REPORTED = "reported"  # the artist says that they sent it
    FAILED = "failed"
    DROPPED = "dropped"  # never sent, and never will be: taken back, or written before


class ChannelName(StrEnum):
    """How an office is reached."""

    HOUSE_CWC = "house_cwc"
    SENATE_CWC = "senate_cwc"
    EMAIL = "email"
    HAND_OFF = "hand_off"
    PRINT = "print"


class Stance(StrEnum):
    """For or against the bill a campaign names."""

    PRO = "pro"
    CON = "con"


# Literal, so that PostgreSQL's planner sees which partial index serves the query.
UNDONE = sa.text("state IN ('queued', 'sending')")
FAILED = sa.text("state = 'failed'")
HAS_REASON = sa.text("reason <> ''")
# One letter per person, campaign and office, ever (and one in rehearsal, which is none):
# what only waits or was dropped does not count yet.
WRITTEN = sa.text("state NOT IN ('waiting', 'dropped')")
HAS_ADDRESS = sa.text("address_gone_at IS NULL")


class Brief(Base):
    """What a campaign asks its people to write: the shared demand and how it is filed.

    `demand` goes into every letter; the paragraphs differ. `committees` (codes such as
    HSJU) are those whose members the pages mark; `channels` is the order in which the
    ways to an office are tried, the best first (empty: the house's own). `ask` is the
    CWC campaign id: one per specific ask, minted anew when the ask changes.
    `organization` is who stands behind it, as CWC wants to know (all optional). `version`
    goes up with each change of the brief, a paragraph or a target.
    """

    __tablename__ = "letter_brief"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(sa.String(200))
    demand: Mapped[str] = mapped_column(sa.Text)
    question: Mapped[str] = mapped_column(sa.String(200), default="")
    call_script: Mapped[str] = mapped_column(sa.Text, default="")
    topics: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    committees: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    channels: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    ask: Mapped[str] = mapped_column(sa.String(64))
    bill_congress: Mapped[int | None] = mapped_column(sa.SmallInteger)
    bill_type: Mapped[str] = mapped_column(sa.String(10), default="")
    bill_number: Mapped[int | None] = mapped_column(sa.Integer)
    stance: Mapped[str] = mapped_column(sa.String(4), default="")
    organization: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)

    campaign: Mapped[Campaign] = relationship()


class Paragraph(Base):
    """The campaign's words for some of its people, and one chamber or both (`chamber` empty).

    `audience` is "" for everybody, "d<id>" for a discipline and "c<id>" for a craft; the
    foreign keys say the same, so that a deleted discipline takes its words along.
    """

    __tablename__ = "letter_paragraph"
    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "audience", "chamber"),
        sa.Index("ix_letter_paragraph_discipline_id", "discipline_id"),
        sa.Index("ix_letter_paragraph_craft_id", "craft_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    audience: Mapped[str] = mapped_column(sa.String(24), default="")
    chamber: Mapped[str] = mapped_column(sa.String(8), default="")
    discipline_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("discipline.id", ondelete="CASCADE")
    )
    craft_id: Mapped[int | None] = mapped_column(sa.ForeignKey("craft.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(sa.Text)


class Target(Base):
    """Somebody outside Congress whom a campaign writes to: an agency, a label's chief.

    Its office code in a delivery is "T" and the id.
    """

    __tablename__ = "letter_target"
    __table_args__ = (sa.Index("ix_letter_target_campaign_id", "campaign_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(sa.String(120), default="")
    name: Mapped[str] = mapped_column(sa.String(160))
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    url: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    position: Mapped[int] = mapped_column(sa.SmallInteger, default=0)

    @property
    def code(self) -> str:
        return f"T{self.id}"


class Letter(Base):
    """One person's text for one campaign, kept as sent.

    `sealed`, bound to `uid`, holds what is private: `prefix first_name last_name phone
    street city state zip subject personal body token` (`body` only where the artist
    changed the campaign's words), and `form`, the mark of the form it came from. What each
    office gets stands sealed in its delivery. `own_words` says whether the artist wrote
    any. `confirmed_at`: the owner of the address said yes; `declined_at`: they said it was
    not theirs. `address_gone_at`: street and telephone were taken out of `sealed`, since no
    office needs them any more; nothing of it can be sent again.
    """

    __tablename__ = "letter"
    __table_args__ = (
        sa.UniqueConstraint("token_hash"),
        sa.Index("ix_letter_signatory_id", "signatory_id", "id"),
        sa.Index("ix_letter_campaign_id", "campaign_id", "id"),
        # What the privacy sweep still has to look at.
        sa.Index("ix_letter_has_address", "id", **only(HAS_ADDRESS)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[uuid.UUID]
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id", ondelete="CASCADE"))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    own_words: Mapped[bool]
    locale: Mapped[str] = mapped_column(sa.String(12), default="en")
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[dt.datetime | None]
    declined_at: Mapped[dt.datetime | None]
    address_gone_at: Mapped[dt.datetime | None]

    campaign: Mapped[Campaign] = relationship()
    signatory: Mapped[Signatory] = relationship()
    deliveries: Mapped[list[Delivery]] = relationship(
        order_by="Delivery.id", back_populates="letter"
    )


class Delivery(Base):
    """One letter to one office over one channel.

    `uid` is the DeliveryId: minted once, the same on every try, so that a gateway knows
    a repetition. `addressee` is who held the office when the letter was written.
    `sealed`, bound to `uid`, holds `message` (the artist's own or changed words) and
    `statement` (the campaign's, untouched): exactly what was previewed. `lease` as in
    the outbox. `words` are the provider's own, with no address in them; `reason` is what
    failures are grouped by. `rehearsed`: it ended in the rehearsal mailbox and counts in
    no number of a live site. `called_at`: the artist says they called, whatever the state.
    """

    __tablename__ = "letter_delivery"
    __table_args__ = (
        one_of("state", DeliveryState),
        one_of("channel", ChannelName),
        sa.Index("uq_letter_delivery_uid", "uid", unique=True),
        sa.Index("ix_letter_delivery_letter_id", "letter_id"),
        sa.Index(
            "uq_letter_delivery_written",
            "signatory_id",
            "office",
            "rehearsed",
            unique=True,
            **only(WRITTEN),
        ),
        sa.Index("ix_letter_delivery_signatory_id", "signatory_id"),
        sa.Index("ix_letter_delivery_due", "channel", "due_at", "id", **only(UNDONE)),
        sa.Index("ix_letter_delivery_failed", "campaign_id", "id", **only(FAILED)),
        # The public numbers are read from this index alone; organizers page through it.
        sa.Index("ix_letter_delivery_pile", "campaign_id", "rehearsed", "state", "channel", "id"),
        sa.Index("ix_letter_delivery_office", "campaign_id", "office", "state", "id"),
        sa.Index(
            "ix_letter_delivery_reason",
            "campaign_id",
            "rehearsed",
            "state",
            "reason",
            "channel",
            "id",
            **only(HAS_REASON),
        ),
        # The worker counts the board (`DeliverySum`) from this index alone.
        sa.Index(
            "ix_letter_delivery_board",
            "campaign_id",
            "rehearsed",
            "office",
            "channel",
            "state",
            "reason",
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[uuid.UUID]
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id", ondelete="CASCADE"))
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id", ondelete="CASCADE"))
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    office: Mapped[str] = mapped_column(sa.String(24))
    addressee: Mapped[str] = mapped_column(sa.String(200))
    channel: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(12), default=DeliveryState.WAITING)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    attempts: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    due_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[dt.datetime | None]
    lease: Mapped[str | None] = mapped_column(sa.String(32))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    rehearsed: Mapped[bool]
    changed_at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    called_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=clock.now)

    letter: Mapped[Letter] = relationship(back_populates="deliveries")


class LedgerEntry(Base):
    """One step of a delivery, append only: when, into which state, at which try, in whose words."""

    __tablename__ = "letter_ledger"
    __table_args__ = (sa.Index("ix_letter_ledger_delivery_id", "delivery_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(
        sa.ForeignKey("letter_delivery.id", ondelete="CASCADE")
    )
    at: Mapped[dt.datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[str] = mapped_column(sa.String(12))
    attempt: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    words: Mapped[str] = mapped_column(sa.Text, default="")


class DeliverySum(Base):
    """How many deliveries were like this when the worker last counted (`board.refresh`)."""

    __tablename__ = "letter_delivery_sum"

    campaign_id: Mapped[int] = mapped_column(
        sa.ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True
    )
    rehearsed: Mapped[bool] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger)
    as_of: Mapped[dt.datetime]


class Pace(Base):
    """When a channel may be used next: one row per channel, moved on by whoever sends."""

    __tablename__ = "letter_pace"

    channel: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    next_at: Mapped[dt.datetime]


class Pause(Base):
    """Something an organizer has stopped: a channel, "mail", or "everything" (the kill switch)."""

    __tablename__ = "letter_pause"

    what: Mapped[str] = mapped_column(sa.String(12), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(default=clock.now)
    organizer_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organizer.id", ondelete="SET NULL")
    )
