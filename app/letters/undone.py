"""What waits to be delivered: for the courier, and for those who watch it.

Deliveries that were written in rehearsal are never due once their campaign is live, nor the
other way round: nobody who tried Tutti out shall find that their trial went to Congress, and
what ends in the rehearsal mailbox shall not count as sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.claims import is_free
from app.extensions import db
from app.letters import kept, queries
from app.letters.models import FAILED, UNDONE, Delivery, DeliverySum
from app.letters.outcome import NEVER
from app.privacy.models import KeptSum

# What waits because its writer is in the shadow waits for no channel.
WAITS = sa.and_(UNDONE, Delivery.due_at < NEVER)
# A page that says "more than that" is quick, however much waits.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Backlog:
    """What waits: how much, and how many seconds the oldest is overdue."""

    depth: int
    oldest: float

    @property
    def is_more(self) -> bool:
        """Whether it was not counted to the end."""
        return self.depth > MOST_COUNTED


def is_of_mode(
    *, rehearsed: bool, of: type[Delivery] | type[DeliverySum] = Delivery
) -> sa.ColumnElement[bool]:
    """Deliveries (or sums of them) whose campaign is of the same kind now: what can leave.

    Those of an archived campaign wait until somebody takes it out of the archive.
    """
    stands = sa.not_(mode.is_of_archive(of.campaign_id))
    kind = sa.and_(of.rehearsed.is_(rehearsed), stands)
    if not mode.is_live_site():
        return kind if rehearsed else sa.false()
    live = mode.is_of_live(of.campaign_id)
    return sa.and_(kind, sa.not_(live) if rehearsed else live)


def is_due(channel: str, *, rehearsed: bool) -> sa.ColumnElement[bool]:
    """Whether a worker could claim a delivery of this channel at this moment."""
    this = Delivery.channel == channel
    return sa.and_(UNDONE, this, is_of_mode(rehearsed=rehearsed), is_free(Delivery))


def has_due(channel: str, *, rehearsed: bool) -> bool:
    """Whether there is any."""
    due = sa.select(Delivery.id).where(is_due(channel, rehearsed=rehearsed))
    return db.session.scalar(due.limit(1)) is not None


def can_leave(delivery_id: int, *, rehearsed: bool) -> bool:
    """Whether a delivery in hand is still of its campaign's mode: it may have changed."""
    this = sa.select(Delivery.id).where(Delivery.id == delivery_id, is_of_mode(rehearsed=rehearsed))
    return db.session.scalar(this) is not None


def list_waiting(channel: str, *, most: int = MOST_COUNTED) -> Backlog:
    """What waits for this channel, counted no further than `most`: for a page."""
    waits = sa.and_(
        WAITS, Delivery.channel == channel, is_of_mode(rehearsed=not mode.is_live_site())
    )
    # Without an order: PostgreSQL would look at all that wait, and sort them.
    some = sa.select(Delivery.id).where(waits).limit(most + 1).subquery()
    depth = db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    oldest = sa.select(Delivery.due_at).where(waits).order_by(Delivery.due_at).limit(1)
    due_at = db.session.scalar(oldest) if depth else None
    return Backlog(depth, _overdue(due_at) if due_at else 0.0)


def count_states(campaign: Campaign) -> list[tuple[str, str, bool, int]]:
    """(channel, state, whether rehearsed, how many) of one campaign. Never to be added up."""
    rows = db.session.execute(
        kept.counted(
            ("channel", "state", "rehearsed"),
            Delivery.campaign_id == campaign.id,
            kept=[KeptSum.campaign_id == campaign.id],
        )
    )
    return [(channel, state, rehearsed, count) for channel, state, rehearsed, count in rows]


def list_failed(
    campaign: Campaign, *, reason: str | None = None, channel: str | None = None, after: int = 0
) -> Sequence[Delivery]:
    """Up to 100 failed deliveries with ids above `after`, in order; of one reason or channel."""
    wanted = sa.select(Delivery).where(
        Delivery.campaign_id == campaign.id, FAILED, queries.of_its_mode(campaign)
    )
    if reason is not None:
        wanted = wanted.where(Delivery.reason == reason)
    if channel is not None:
        wanted = wanted.where(Delivery.channel == channel)
    page = wanted.where(Delivery.id > after).order_by(Delivery.id).limit(100)
    return db.session.scalars(page).all()


def _overdue(since: dt.datetime) -> float:
    return max(0.0, (clock.now() - since).total_seconds())
