"""What waits to be delivered: for the courier, and for those who watch it.

Deliveries that were written in rehearsal are never due on a live site, nor the other way
round: nobody who tried Tutti out shall find that their trial went to Congress, and what
ends in the rehearsal mailbox shall not count as sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign
from app.claims import is_free
from app.extensions import db
from app.letters import queries
from app.letters.models import FAILED, UNDONE, ChannelName, Delivery


def is_due(channel: str) -> sa.ColumnElement[bool]:
    """Whether a worker could claim a delivery of this channel at this moment."""
    return sa.and_(UNDONE, Delivery.channel == channel, queries.of_this_mode(), is_free(Delivery))


def has_due(channel: str) -> bool:
    """Whether there is any."""
    return db.session.scalar(sa.select(Delivery.id).where(is_due(channel)).limit(1)) is not None


def depth_and_age() -> dict[str, tuple[int, float]]:
    """By channel: how many wait or are being sent, how many seconds the oldest is overdue."""
    rows = db.session.execute(
        sa.select(Delivery.channel, sa.func.count(), sa.func.min(Delivery.due_at))
        .where(UNDONE, queries.of_this_mode())
        .group_by(Delivery.channel)
    )
    found = {channel: (depth, _overdue(oldest)) for channel, depth, oldest in rows}
    return {name.value: found.get(name.value, (0, 0.0)) for name in ChannelName}


def count_outcomes() -> list[tuple[str, str, int]]:
    """(channel, state, how many) of all that this mode has ever kept."""
    many = sa.func.count()
    rows = db.session.execute(
        sa.select(Delivery.channel, Delivery.state, many)
        .where(queries.of_this_mode())
        .group_by(Delivery.channel, Delivery.state)
        .order_by(Delivery.channel, Delivery.state)
    )
    return [(channel, state, count) for channel, state, count in rows]


def count_states(campaign: Campaign) -> list[tuple[str, str, bool, int]]:
    """(channel, state, whether rehearsed, how many) of one campaign. Never to be added up."""
    columns = (Delivery.channel, Delivery.state, Delivery.rehearsed)
    rows = db.session.execute(
        sa.select(*columns, sa.func.count())
        .where(Delivery.campaign_id == campaign.id)
        .group_by(*columns)
        .order_by(*columns)
    )
    return [(channel, state, rehearsed, count) for channel, state, rehearsed, count in rows]


def list_failed(
    campaign: Campaign, *, reason: str | None = None, channel: str | None = None, after: int = 0
) -> Sequence[Delivery]:
    """Up to 100 failed deliveries with ids above `after`, in order; of one reason or channel."""
    wanted = sa.select(Delivery).where(
        Delivery.campaign_id == campaign.id, FAILED, queries.of_this_mode()
    )
    if reason is not None:
        wanted = wanted.where(Delivery.reason == reason)
    if channel is not None:
        wanted = wanted.where(Delivery.channel == channel)
    page = wanted.where(Delivery.id > after).order_by(Delivery.id).limit(100)
    return db.session.scalars(page).all()


def _overdue(since: dt.datetime) -> float:
    return max(0.0, (clock.now() - since).total_seconds())
