"""How many deliveries are in which state over which channel, as the worker counted them last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters.models import DeliverySum


@dataclass(frozen=True)
class Pile:
    """One number. Never to be added to another."""

    channel: str
    state: str
    rehearsed: bool
    count: int


@dataclass(frozen=True)
class Piles:
    """All of a campaign's. `as_of` none: nothing has been counted yet."""

    as_of: dt.datetime | None
    piles: tuple[Pile, ...]


def read(campaign: Campaign) -> Piles:
    """What the worker counted within the last minutes (see `board`)."""
    columns = (DeliverySum.channel, DeliverySum.state, DeliverySum.rehearsed)
    rows = db.session.execute(
        sa.select(*columns, sa.func.sum(DeliverySum.count), sa.func.min(DeliverySum.as_of))
        .where(DeliverySum.campaign_id == campaign.id)
        .group_by(*columns)
        .order_by(*columns)
    ).all()
    return Piles(
        as_of=min((as_of for *_key, as_of in rows), default=None),
        piles=tuple(
            Pile(channel, state, rehearsed, int(count))
            for channel, state, rehearsed, count, _as_of in rows
        ),
    )
