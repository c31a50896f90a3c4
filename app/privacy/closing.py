"""When a campaign keeps its sums alone: noting that it closed, and whose people go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign, CampaignState, Phase
from app.extensions import db
from app.privacy import periods

_BEFORE_END = (Phase.UPCOMING, Phase.OPEN)


def note() -> None:
    """Write down which campaigns have closed, and which keep only their sums from now on.

    The second comes before the first person goes: no recount takes the rest for the whole.
    """
    for campaign in db.session.scalars(sa.select(Campaign).with_for_update(of=Campaign)):
        if campaign.sums_only_at is not None:
            continue
        campaign.closed_at = _closed_at(campaign)
        if _is_over(campaign):
            campaign.sums_only_at = clock.now()
    db.session.flush()


def over() -> list[int]:
    """The numbers of the campaigns whose people go, noted yet or not."""
    return [
        each.id
        for each in db.session.scalars(sa.select(Campaign))
        if each.sums_only_at is not None or _is_over(each)
    ]


def upcoming() -> Iterator[tuple[Campaign, dt.datetime]]:
    """The closed campaigns whose people are still here, with the moment from which they go."""
    for each in db.session.scalars(sa.select(Campaign).order_by(Campaign.id)):
        closed_at = _closed_at(each)
        if each.sums_only_at is None and closed_at is not None:
            yield each, periods.ends(closed_at)


def gone() -> list[Campaign]:
    """The campaigns of which only the sums are left, or soon will be."""
    wanted = sa.select(Campaign).where(Campaign.sums_only_at.is_not(None))
    return list(db.session.scalars(wanted.order_by(Campaign.id)))


def _is_over(campaign: Campaign) -> bool:
    closed_at = _closed_at(campaign)
    return closed_at is not None and periods.ends(closed_at) <= clock.now()


def _closed_at(campaign: Campaign) -> dt.datetime | None:
    """Since when it takes no signatures; of one closed by hand, since a sweep found it so."""
    if campaign.phase in _BEFORE_END:
        return None
    if campaign.state == CampaignState.OPEN and campaign.closes_at is not None:
        return campaign.closes_at
    return campaign.closed_at or clock.now()
